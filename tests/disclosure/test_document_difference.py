"""The difference of two documents: changed sentences and rows, and by how much each figure changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.composition.document_states import document_difference, states_of
from disclosure.document import Document, Figure, Paragraph, Row, Section, Table, Text
from tests.builders import make_small_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(codes: Any = None) -> Document:
    return compose(Ledger.of(make_small_budget())).document


def with_runs(document: Document, change: Any) -> Document:
    """Every run as `change` makes it."""

    def block(each: Any) -> Any:
        if isinstance(each, Table):
            rows = tuple(
                Row(tuple(msgspec.structs.replace(cell, runs=tuple(map(change, cell.runs))) for cell in row.cells))
                for row in each.body
            )
            return msgspec.structs.replace(each, body=rows)
        return msgspec.structs.replace(each, runs=tuple(map(change, each.runs)))

    sections = tuple(msgspec.structs.replace(each, blocks=tuple(map(block, each.blocks))) for each in document.sections)
    return msgspec.structs.replace(document, sections=sections)


def test_a_document_has_no_difference_with_itself(document: Document) -> None:
    assert len(states_of(document)) > 5
    assert not document_difference(document, document)


def test_a_figure_that_changed_is_told_with_its_amount_wherever_it_stands(document: Document) -> None:
    def raised(run: Any) -> Any:
        if isinstance(run, Figure) and run.ref == "revenue.total":
            return msgspec.structs.replace(run, value=str(run.number + 100), shown="另一个数")
        return run

    changed = with_runs(document, raised)
    found = document_difference(document, changed)
    assert found
    assert {each.kind for each in found.changes} == {"changed"}
    for change in found.changes:
        (value,) = [each for each in change.values if each.name == "figure.revenue.total"]
        assert value.amount == Decimal(100)
    shown = sum(ref.ref == "revenue.total" for ref, _ in document.figures())
    assert 1 <= len(found) <= shown


def test_one_sentence_of_several_is_one_change(document: Document) -> None:
    def section(words: str) -> Document:
        block = Paragraph("duties.1", (Text(words),))
        return msgspec.structs.replace(document, sections=(Section("duties", (block,)),))

    before, after = section("负责来信。接待来访。督办案件。"), section("负责来信。接待群众来访。督办案件。")
    (change,) = document_difference(before, after).changes
    assert [(each.old, each.new) for each in change.values] == [("接待来访。", "接待群众来访。")]
    (added,) = document_difference(before, section("负责来信。新增一句。接待来访。督办案件。")).changes
    assert added.kind == "added"


def test_applied_to_the_one_it_gives_the_other(document: Document) -> None:
    def other(run: Any) -> Any:
        return Text(run.text.replace("预算", "预 算")) if isinstance(run, Text) else run

    changed = with_runs(document, other)
    after = document_difference(document, changed).applied(states_of(document))
    assert {key: [row.values for row in rows] for key, rows in after.items()} == {
        key: [row.values for row in rows] for key, rows in states_of(changed).items()
    }
