"""This year against last year: where last year's figure comes from, moved codes, and what is not compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import CellOrigin, Flag, LineKind
from budgets.models import DepartmentalBudget, EconomicClass, FunctionalClass, StatedFlag
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import ended_items, items
from budgets.statements.comparison import Terms, against, compare
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import PastFigure, last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.predecessors import CodeSuccession, Past, follow
from budgets.statements.year_over_year import classes, lines, sources
from budgets.versions.editing import acting_as
from tests.builders import add_expenditure, add_revenue, make_budget, make_project, make_unit
from tests.database import fill_codes
from tests.examples import examples
from tests.rules_builders import add_reason, functional, publish_as_history, state

pytestmark = pytest.mark.django_db

PETITIONS, HANDLING = "2010308", "2014004"


def spending(year: int, lines: dict[tuple[str, str], str], *, published: bool = False) -> DepartmentalBudget:
    """A version that spends on (functional item, project's code)."""
    budget = make_budget(year=year)
    unit = make_unit(budget)
    projects: dict[str, Any] = {}
    for (code, project), amount in lines.items():
        if project not in projects:
            projects[project] = make_project(budget, project, f"项目{project[-2:]}")
        add_expenditure(
            budget, unit, LineKind.SPECIAL_PURPOSE, amount, functional=item(code, year), project=projects[project]
        )
        add_revenue(budget, unit, amount)
    if published:
        publish_as_history(budget)
    return budget


def item(code: str, year: int) -> FunctionalClass:
    known = FunctionalClass.objects.valid_in(year).filter(code=code).first()
    return known or functional(code, f"科目{code}")


@pytest.fixture
def moved() -> Ledger:
    """2023 on 2010308, 2024 on 2014004, which took its place in the packaged list."""
    fill_codes("budgets.FunctionalClass")
    spending(2023, {(PETITIONS, "P-01"): "600", ("2010301", "P-02"): "100"}, published=True)
    return Ledger.of(spending(2024, {(HANDLING, "P-01"): "750", ("2010301", "P-02"): "100"}))


class TestWhereLastYearComesFrom:
    def test_the_published_version_goes_before_what_was_typed_and_a_document_read_in_before_both(self) -> None:
        spending(2023, {(PETITIONS, "P-01"): "600"}, published=True)
        budget = spending(2024, {(PETITIONS, "P-01"): "750"})
        state(budget, "expenditure.total", "555", year=2023, origin=CellOrigin.TYPED)

        def before() -> tuple[Decimal, str]:
            ledger = Ledger.of(budget)
            found = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
            assert found.previous
            return found.previous.number, found.source

        assert before() == (Decimal(600), "2023年部门预算（历史版本导入，第 1 版）")
        state(budget, "expenditure.total", "555", year=2023, origin=CellOrigin.DOCUMENT)
        assert before() == (Decimal(555), "公开表 第1行")

    def test_typed_figures_speak_where_the_system_holds_no_document(self) -> None:
        budget = spending(2024, {(PETITIONS, "P-01"): "750"})
        assert last_year_of(Ledger.of(budget)).origin == "none"
        state(budget, "expenditure.total", "555", year=2023, origin=CellOrigin.TYPED)
        ledger = Ledger.of(budget)
        found = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
        assert (last_year_of(ledger).origin, found.previous and found.previous.number) == ("stated", 555)

    def test_a_draft_of_last_year_is_no_last_year_and_the_newest_published_version_is(self) -> None:
        budget = spending(2024, {(PETITIONS, "P-01"): "750"})
        older = spending(2023, {(PETITIONS, "P-01"): "600"}, published=True)
        newer = make_budget(year=2023, version=2)
        assert last_year_of(Ledger.of(budget)).budget == older
        publish_as_history(newer)
        assert last_year_of(Ledger.of(budget)).budget == newer

    def test_a_new_unit_is_compared_with_nothing(self) -> None:
        spending(2023, {(PETITIONS, "P-01"): "600"}, published=True)
        budget = spending(2024, {(PETITIONS, "P-01"): "750"})
        with acting_as("import"):
            StatedFlag.objects.create(budget=budget, key=Flag.NEW_UNIT)
        ledger = Ledger.of(budget)
        assert last_year_of(ledger).origin == "new"
        found = lines(ledger, Terms(percent=Decimal(0)))
        assert found
        assert not [line for line in found if line.comparison.is_known or line.asks]

    def test_a_document_that_names_no_items_says_nothing_of_any(self) -> None:
        before = make_budget(year=2023)
        add_expenditure(before, make_unit(before), LineKind.PERSONNEL, "600")
        publish_as_history(before)
        ledger = Ledger.of(spending(2024, {(PETITIONS, "P-01"): "750"}))
        assert not items(ledger)[0].beside.is_known


class TestMovedCodes:
    def test_a_moved_item_stands_beside_its_old_code_and_says_so(self, moved: Ledger) -> None:
        by_code = {each.code: each.beside for each in items(moved)}
        handling = by_code[HANDLING]
        assert handling.previous and handling.change and handling.percent
        assert (handling.previous.number, handling.direction, handling.change.number) == (600, "增加", 150)
        assert (handling.percent.number, handling.moved) == (Decimal("25.00"), "信访事务")
        assert by_code["2010301"].moved == ""
        assert not ended_items(moved)

    def test_without_the_link_the_same_code_comes_and_the_old_one_goes(self, moved: Ledger) -> None:
        FunctionalClass.objects.get(code=HANDLING).predecessors.clear()
        ledger = Ledger.of(moved.budget)
        handling = next(each.beside for each in items(ledger) if each.code == HANDLING)
        assert handling.is_from_or_to_zero
        assert handling.percent is None
        assert [each.code for each in ended_items(ledger)] == [PETITIONS]

    def test_sums_above_a_moved_item_still_add_up(self, moved: Ledger) -> None:
        found = classes(moved, FunctionalClass)
        before = {code: each.previous.number for code, each in found.items() if each.previous}
        assert before == {"201": 700, "20103": 100, "2010301": 100, "20140": 600, HANDLING: 600}

    def test_a_split_code_is_not_split_by_guess(self, moved: Ledger) -> None:
        other = FunctionalClass.objects.get(code="2014099")
        other.predecessors.add(FunctionalClass.objects.get(code=PETITIONS))
        ledger = Ledger.of(moved.budget)
        handling = next(each.beside for each in items(ledger) if each.code == HANDLING)
        assert not handling.is_known
        assert "“信访事务”分为“信访业务”、“其他信访事务支出”" in handling.obstacle
        (gone,) = ended_items(ledger)
        assert gone.code == PETITIONS
        assert gone.beside.obstacle

    def test_economic_classes_follow_too(self) -> None:
        before, after = make_budget(year=2023), make_budget(year=2024)
        old = EconomicClass.objects.create(code="30298", name="旧费用", valid_to=2023)
        new = EconomicClass.objects.create(code="30297", name="新费用", valid_from=2024)
        new.predecessors.add(old)
        for budget, economic, amount in ((before, old, "40"), (after, new, "50")):
            add_expenditure(budget, make_unit(budget), LineKind.OPERATING, amount, economic=economic)
        publish_as_history(before)
        found = classes(Ledger.of(after), EconomicClass)["30297"]
        assert (found.previous and found.previous.number, found.moved) == (40, "旧费用")


class TestProjects:
    def test_a_project_under_a_new_code_is_followed_by_its_name_alone_where_that_is_unique(self) -> None:
        spending(2023, {(PETITIONS, "2023-01"): "600", (PETITIONS, "2023-02"): "5"}, published=True)
        budget = spending(2024, {(PETITIONS, "2024-01"): "750", (PETITIONS, "2024-03"): "8"})
        found = {
            line.code: line for line in lines(Ledger.of(budget), Terms(percent=Decimal(20))) if line.group == "project"
        }
        assert found["2024-01"].comparison.moved == "2023-01 项目01"
        assert found["2024-01"].asks
        assert found["2024-03"].comparison.is_from_or_to_zero
        assert found["2023-02"].comparison.current.number == 0
        assert "2023-01" not in found

    def test_sources_of_revenue_stand_beside_last_years(self) -> None:
        spending(2023, {(PETITIONS, "P-01"): "600"}, published=True)
        found = sources(Ledger.of(spending(2024, {(PETITIONS, "P-01"): "750"})))
        income = found["revenue.general_public_budget"]
        assert (income.previous and income.previous.number, income.direction) == (600, "增加")


class TestReasonsThatAreAsked:
    @pytest.mark.parametrize(
        ("terms", "previous", "current", "asks"),
        [
            (Terms(percent=Decimal(20)), "100", "120", True),
            (Terms(percent=Decimal(20)), "100", "119.99", False),
            (Terms(percent=Decimal(20)), "0", "1", True),
            (Terms(percent=Decimal(20)), "1", "0", True),
            (Terms(yuan=Decimal(1000)), "100000", "101000", True),
            (Terms(yuan=Decimal(1000)), "100", "200", False),
            (Terms(percent=Decimal(0)), "100", "101", True),
            (Terms(percent=Decimal(0)), "100", "100", False),
            (Terms(), "0", "100", False),
        ],
    )
    def test_by_the_measures_of_the_format(self, terms: Terms, previous: str, current: str, asks: bool) -> None:
        assert terms.ask(beside(Decimal(current), Decimal(previous))) is asks

    def test_a_reason_that_was_given_is_no_longer_missing(self) -> None:
        spending(2023, {(PETITIONS, "P-01"): "600"}, published=True)
        budget = spending(2024, {(PETITIONS, "P-01"): "750"})

        def missing() -> list[str]:
            return [each.anchor for each in lines(Ledger.of(budget), Terms(percent=Decimal(20))) if each.is_missing]

        assert missing() == ["reason-expenditure-total", "reason-item-2010308", "reason-expenditure-project-P-01"]
        add_reason(budget, "item.2010308", "新增网上受理任务")
        assert "reason-item-2010308" not in missing()


def beside(current: Decimal, previous: Decimal) -> Any:
    ledger = Ledger.of(make_budget())
    return against(ledger, Amount("expenditure.total", "支出", current), PastFigure(previous, "测试"))


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


def quietly(test: Callable[..., None]) -> Callable[..., None]:
    return examples(25)(test)


def no_rows() -> Ledger:
    return Ledger(DepartmentalBudget(fiscal_year=2024), (), (), (), (), {}, frozenset(), {}, {}, ())


class TestArithmetic:
    """Over generated figures, without any rows."""

    @quietly
    @given(current=MONEY, previous=MONEY)
    def test_the_change_leads_from_last_year_to_this_and_from_zero_there_is_no_percentage(
        self, current: Decimal, previous: Decimal
    ) -> None:
        found = against(no_rows(), Amount("a.b", "甲", current), PastFigure(previous, ""))
        assert found.previous is not None
        assert found.change is not None
        sign = {"增加": 1, "减少": -1, "持平": 0}[found.direction]
        assert found.previous.number + sign * found.change.number == current
        assert (found.percent is None) == (previous == 0)
        if found.percent:
            assert abs(found.percent.number * previous / 100 - found.change.number) <= previous / Decimal(20_000)

    @quietly
    @given(amounts=st.lists(MONEY, min_size=1, max_size=4))
    def test_merged_predecessors_sum_and_nothing_is_lost(self, amounts: list[Decimal]) -> None:
        old = [f"20103{number:02}" for number in range(1, len(amounts) + 1)]
        moves = [CodeSuccession("2014004", "新", tuple((code, code) for code in old))]
        before = {code: (amount, code) for code, amount in zip(old, amounts, strict=True)}
        rows = {**before, "201": (sum(amounts), "类"), "20103": (sum(amounts), "款")}
        found = follow(moves, rows, {"201", "20140", "2014004"}, year=2024)
        assert found["2014004"] == Past(sum(amounts), old[0], tuple(old))
        assert found["20140"].value == found["201"].value == sum(amounts)
        assert not found["201"].recast
        assert not set(old) & set(found)
        assert found["2014004"].moved_words == "”、“".join(old)
