"""Sentences that compare: direction and percentage reckoned, moved codes named, a new unit in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from budgets.choices import Base, Flag
from budgets.models import DepartmentalBudget, ExpenditureLine, FunctionalClass, StatedCell
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure.composition.compose import compose
from disclosure.document import Paragraph, plain_text
from tests.database import fill_codes
from tests.disclosure.test_a_fifth_format import KEY as FURTHER_FORMAT
from tests.disclosure.test_a_fifth_format import _with_the_file  # noqa: F401  a fixture
from tests.rules_builders import add_flag, add_reason, anchors, drop, found, judged, sound_budget

pytestmark = pytest.mark.django_db


def said(budget: DepartmentalBudget) -> dict[str, str]:
    document = compose(Ledger.of(DepartmentalBudget.objects.get(pk=budget.pk))).document
    return {block.key: plain_text(block.runs) for block in document.blocks() if isinstance(block, Paragraph)}


def executed(budget: DepartmentalBudget, code: str, value: int) -> None:
    with acting_as("import"):
        StatedCell.objects.create(
            budget=budget, statement="item", row=code, year=budget.fiscal_year - 1, base=Base.EXECUTION, value=value
        )


@pytest.fixture
def shanghai() -> Any:
    """2024 on 2014004, 2023 on 2010308, in the form that compares each item with what was executed."""
    fill_codes("budgets.FunctionalClass")
    budget = sound_budget(year=2024, format_key="shanghai-2023")
    petitions = ExpenditureLine.objects.filter(budget=budget, functional__code="2010308")
    with acting_as("import"):
        petitions.update(functional=FunctionalClass.objects.get(code="2014004"))
    executed(budget, "2014004", 500_000)
    return budget


def test_an_item_says_under_which_name_last_year_had_it_and_by_how_much_it_grew(shanghai: Any) -> None:
    text = said(shanghai)["explanation.item:2014004"]
    assert "2023年当年预算执行数为50.00万元（2023年列“信访事务”科目）" in text
    assert "2024年预算安排65.00万元，比2023年预算执行数增加30.00%" in text


def test_an_item_that_did_not_move_says_nothing_of_it(shanghai: Any) -> None:
    executed(shanghai, "2010301", 350_000)
    text = said(shanghai)["explanation.item:2010301"]
    assert "持平" in text
    assert "年列“" not in text


def test_an_item_without_its_reason_is_an_error_that_leads_to_its_field(shanghai: Any) -> None:
    places = [anchors(finding) for finding in found(shanghai, "R-TXT-6") if finding.severity is None]
    assert [("comparison", "reason-item-2014004")] in places
    add_reason(shanghai, "item.2014004", "新增网上受理平台运行维护任务")
    assert "主要原因是：新增网上受理平台运行维护任务。" in said(shanghai)["explanation.item:2014004"]


def test_a_new_unit_is_said_everywhere_and_nothing_is_compared_or_asked(shanghai: Any) -> None:
    drop(StatedCell.objects.filter(budget=shanghai))
    add_flag(shanghai, Flag.NEW_UNIT)
    text = said(shanghai)
    for key in ("explanation.income", "explanation.expenditure", "related.three_public.total", "explanation.item:2014004",
                "related.three_public.vehicles"):  # fmt: skip
        assert "因本部门为2024年新增预算单位，无2023年预算" in text[key], key
    related = {key: words for key, words in text.items() if key.startswith(("related.three_public", "explanation."))}
    assert not [
        key for key, words in related.items() if "增加" in words or "减少" in words or "%" in words or "原因" in words
    ]
    assert judged(shanghai, "R-TXT-6").outcome == "not-run"


def test_a_new_unit_in_hebei_prints_neither_last_year_nor_a_percentage() -> None:
    budget = sound_budget(year=2024)
    assert "增长11.11%" in said(budget)["overview.comparison"]
    add_flag(budget, Flag.NEW_UNIT)
    text = said(budget)
    assert "为2024年新增预算单位，暂无2023年预算数据" in text["overview.comparison"]
    assert text["three_public.comparison"].endswith("暂无2023年“三公”经费预算数据。")
    assert "%" not in text["overview.comparison"] + text["three_public.comparison"]


@pytest.mark.usefixtures("_with_the_file")
def test_a_table_with_last_years_column_says_under_it_how_last_year_had_a_moved_item() -> None:
    fill_codes("budgets.FunctionalClass")
    budget = sound_budget(year=2024, format_key=FURTHER_FORMAT)
    assert not [key for key in said(budget) if ".moved." in key]
    with acting_as("import"):
        ExpenditureLine.objects.filter(budget=budget, functional__code="2010308").update(
            functional=FunctionalClass.objects.get(code="2014004")
        )
    notes = {key: words for key, words in said(budget).items() if ".moved." in key}
    assert set(notes.values()) == {"注：“信访业务”科目2023年列“信访事务”科目，上年数按本年科目列示。"}
    assert {key.rpartition(".")[2] for key in notes} == {"2014004"}
