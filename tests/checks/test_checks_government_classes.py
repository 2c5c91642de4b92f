"""The government's economic classes. R-COD-7, C25."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import UnitNature
from budgets.models import DepartmentalBudget
from budgets.statements.government_classes import government_code, government_cut, government_name
from budgets.statements.ledger import Ledger
from tests.builders import make_budget
from tests.rules_builders import anchors, change, economic, judged, line_of, only, state, unit_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "nature", "expected"),
    [
        ("30101", UnitNature.ADMINISTRATIVE, "50101"),
        ("30101", UnitNature.CIVIL_SERVICE_MANAGED, "50101"),
        ("30101", UnitNature.INSTITUTION, "50501"),
        ("30305", UnitNature.ADMINISTRATIVE, "50901"),
        ("30107", UnitNature.ADMINISTRATIVE, ""),
        ("30298", UnitNature.INSTITUTION, ""),
    ],
)
def test_class_and_nature_of_the_unit_decide(code: str, nature: str, expected: str) -> None:
    assert government_code(code, nature) == expected


def test_a_class_has_its_name() -> None:
    assert government_name("50201") == "50201 办公经费"


def test_the_cut_holds_all_money_of_a_sound_budget(budget: DepartmentalBudget) -> None:
    cut = government_cut(Ledger.of(budget))
    assert cut.total == Decimal(1000000)
    assert cut.of("501") == Decimal(300000)
    assert cut.of("502") == Decimal(700000)
    assert judged(budget, "R-COD-7").outcome == judged(budget, "R-NUM-C25").outcome == "pass"


def test_a_class_outside_the_map_is_named_and_its_money_is_missing(budget: DepartmentalBudget) -> None:
    line = change(line_of(budget, "30201"), economic=economic("30298", "自设科目"))
    finding = only(budget, "R-COD-7")
    assert "30298 自设科目" in finding.message
    assert anchors(finding) == [("basic", f"line-{line.pk}")]
    missing = only(budget, "R-NUM-C25")
    assert missing.difference == Decimal(-38000)
    assert ("basic", f"line-{line.pk}") in anchors(missing)
    assert judged(budget, "R-NUM-C25").severity == "W"


def test_a_composite_class_falls_in_the_one_class_of_its_members(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30201"), economic=economic("30201+30202", "办公及印刷费"))
    assert judged(budget, "R-COD-7").outcome == judged(budget, "R-NUM-C25").outcome == "pass"


def test_a_table_that_was_read_in_is_compared(budget: DepartmentalBudget) -> None:
    state(budget, "T18.50101", "300000", column="total")
    state(budget, "T18.total", "1000000", column="total")
    assert judged(budget, "R-NUM-C25").outcome == "pass"
    state(budget, "T18.50101", "300001", column="total")
    finding = only(budget, "R-NUM-C25")
    assert "50101 工资奖金津补贴" in finding.message
    assert finding.difference == Decimal(1)


def test_what_cannot_be_placed_is_not_judged(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30227"), economic=economic("302", "商品和服务支出"))
    assert "没有到“款”" in judged(budget, "R-NUM-C25").reason
    change(unit_of(budget), nature=UnitNature.OTHER)
    assert judged(budget, "R-COD-7").outcome == "not-run"


def test_before_2018_and_without_lines_there_is_nothing_to_judge() -> None:
    assert "尚未填写" in judged(make_budget(), "R-COD-7").reason
    assert "2018年起" in judged(make_budget(year=2016), "R-NUM-C25").reason
