"""compose: rows become the document, own words take the place of generated ones, figures follow their homes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import LineKind, TablesMode
from budgets.models import DepartmentalBudget, Prose
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure.composition.compose import Composition, compose, document_bytes
from disclosure.document import Document, Table, from_builtins, lines, to_builtins
from disclosure.models import BlockText
from tests.builders import add_expenditure, make_budget, make_class, make_small_budget, make_unit

pytestmark = pytest.mark.django_db


def composed(budget: DepartmentalBudget) -> Composition:
    return compose(Ledger.of(budget))


def own(budget: DepartmentalBudget, key: str, text: str) -> None:
    with acting_as("import"):
        BlockText.objects.create(budget=budget, key=key, text=text)


def table(document: Document, key: str) -> Table:
    return next(block for block in document.blocks() if isinstance(block, Table) and block.key == key)


def test_the_sections_stand_in_the_order_of_the_format() -> None:
    document = composed(make_small_budget()).document
    assert [section.key for section in document.sections] == [
        "opening",
        "organisation",
        "overview",
        "operating_costs",
        "three_public",
        "performance",
        "procurement",
        "assets",
        "glossary",
        "other",
    ]
    assert document.title_text() == "云汀区信访局2020年部门预算公开说明"


def test_the_same_figure_is_the_same_everywhere() -> None:
    document = composed(make_small_budget(tables_mode=TablesMode.APPENDIX)).document
    values: dict[str, set[tuple[str, str]]] = {}
    for figure, _ in document.figures():
        values.setdefault(figure.ref, set()).add((figure.value, figure.unit))
    assert len(values) > 20
    assert {ref: found for ref, found in values.items() if len(found) > 1} == {}


def test_an_empty_budget_still_composes_in_the_standard_words() -> None:
    budget = make_budget()
    make_unit(budget)
    text = "\n".join(lines(composed(budget).document))
    assert "本部门无机关运行经费。" in text
    assert "未安排政府采购预算" in text
    assert "固定资产总额0元" in text


def test_own_words_replace_a_block_and_keep_its_figures() -> None:
    budget = make_small_budget()
    own(budget, "overview.income", "全年收入{revenue.total}元，{{括号}}照印。")
    assert "全年收入1000000元，{括号}照印。" in lines(composed(budget).document)
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PERSONNEL, "5")
    line = budget.revenueline_rows.get()
    with acting_as("import"):
        line.amount = Decimal("1000005")
        line.save()
    assert "全年收入1000005元，{括号}照印。" in lines(composed(budget).document)


def test_empty_own_words_are_a_real_value() -> None:
    budget = make_small_budget()
    own(budget, "overview.nil_funds", "")
    own(budget, "assets.head.department", "")
    document = composed(budget).document
    assert not any("政府性基金预算和国有资本经营预算" in line for line in lines(document))
    assert "编制部门：" in lines(document)


def test_a_reference_to_a_figure_that_is_gone_is_reported() -> None:
    budget = make_small_budget()
    own(budget, "overview.income", "项目{expenditure.project:none}元")
    assert composed(budget).missing == (("overview.income", "expenditure.project:none"),)


def test_without_own_words_the_standard_ones_speak() -> None:
    budget = make_small_budget()
    plain = document_bytes(composed(budget).document)
    own(budget, "overview.income", "另写。")
    ledger = Ledger.of(budget)
    assert document_bytes(compose(ledger).document) != plain
    assert document_bytes(compose(ledger, own_words=False).document) == plain


def test_a_paragraph_that_fits_no_block_stands_in_its_place() -> None:
    budget = make_small_budget()
    with acting_as("import"):
        Prose.objects.create(budget=budget, key="after:three_public.sentence", text="补充说明一。\n补充说明二。")
    found = lines(composed(budget).document)
    position = next(number for number, line in enumerate(found) if "“三公”经费预算安排" in line)
    assert found[position + 1 : position + 3] == ["补充说明一。", "补充说明二。"]


def test_no_statutory_table_is_printed_unless_the_version_says_so() -> None:
    def printed(budget: DepartmentalBudget) -> list[str]:
        return [
            block.key
            for block in composed(budget).document.blocks()
            if isinstance(block, Table) and block.key.startswith("T")
        ]

    budget = make_small_budget()
    assert printed(budget) == []
    budget.tables_mode = TablesMode.APPENDIX
    assert printed(budget) == ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T16", "T17"]


def test_an_empty_table_keeps_its_heads_and_names_its_own_fund() -> None:
    budget = make_small_budget(tables_mode=TablesMode.APPENDIX)
    document = composed(budget).document
    assert len(table(document, "T08").head) >= 2
    found = lines(document)
    assert "注：本部门2020年无政府性基金预算财政拨款安排的预算，故本表为空表。" in found
    assert "注：本部门2020年无国有资本经营预算财政拨款安排的预算，故本表为空表。" in found
    assert not any("无一般公共预算财政拨款安排的预算" in line for line in found)


def test_blank_cells_stay_blank_in_a_table_and_are_zero_in_a_sentence() -> None:
    document = composed(make_small_budget()).document
    total = table(document, "assets.table").body[0].cells[2]
    assert total.state == "blank"
    assert total.runs == ()
    assert "截至上年末，我单位固定资产总额0元。" in lines(document)


def test_every_grid_is_rectangular() -> None:
    document = composed(make_small_budget(tables_mode=TablesMode.APPENDIX)).document
    tables = [block for block in document.blocks() if isinstance(block, Table)]
    assert len(tables) > 10
    for block in tables:
        covered: list[int] = [0] * len(block.widths)
        for row in block.rows:
            width = sum(1 for left in covered if left > 0) + sum(cell.colspan for cell in row.cells)
            assert width == len(block.widths), (block.key, row)
            column = 0
            following = [max(0, left - 1) for left in covered]
            for cell in row.cells:
                while covered[column] > 0:
                    column += 1
                for place in range(column, column + cell.colspan):
                    following[place] = cell.rowspan - 1
                column += cell.colspan
            covered = following


def test_a_document_survives_its_canonical_json() -> None:
    import json

    document = composed(make_small_budget()).document
    content = document_bytes(document)
    assert from_builtins(json.loads(content)) == document
    assert from_builtins(to_builtins(document)) == document
    assert document_bytes(from_builtins(json.loads(content))) == content


def test_no_version_time_or_provenance_stands_in_the_document() -> None:
    first = make_small_budget()
    content = document_bytes(composed(first).document)
    DepartmentalBudget.objects.filter(pk=first.pk).update(row_version=99)
    first.refresh_from_db()
    assert document_bytes(composed(first).document) == content


def test_a_composite_class_is_one_item() -> None:
    budget = make_budget()
    unit = make_unit(budget)
    add_expenditure(budget, unit, LineKind.OPERATING, "4725", economic=make_class("30201+30202", "办公及印刷费"))
    assert any("办公及印刷费4725元" in line for line in lines(composed(budget).document))
