"""Taking units' figures over into their department's version."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assets.models import AssetHolding
from budgets import parts
from budgets.choices import Flag, FundKind, LineKind, Status, UnitNature
from budgets.consolidation import adoption
from budgets.consolidation.adoption import CannotTakeOver, Outcome, WouldOverwrite, take_over
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    ExpenditureLine,
    InternalTransfer,
    Project,
    RevenueLine,
    StatedFlag,
    Unit,
)
from budgets.statements.consolidation import consolidation
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.transfers import Transfer, transfers
from budgets.versions.editing import ChangedMeanwhile, NotEditable, acting_as
from budgets.versions.start import copy_rows
from performance.models import Indicator, ProjectSheet
from procurement.models import ProcurementItem
from tests.budgets.units import approve, department_draft, unit_draft, with_rows_of_other_apps
from tests.builders import add_expenditure, add_revenue, make_department, make_fund, make_unit
from tests.rules_builders import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(department: Any) -> DepartmentalBudget:
    return department_draft(department)


def fresh(budget: DepartmentalBudget) -> DepartmentalBudget:
    return DepartmentalBudget.objects.get(pk=budget.pk)


def taken(whole: DepartmentalBudget, own: DepartmentalBudget, by: Any, **how: Any) -> Outcome:
    assert own.unit
    return take_over(fresh(whole), own.unit, by=by, **how)


def written_again(own: DepartmentalBudget) -> DepartmentalBudget:
    """A correction of a unit's budget: the next version, a copy of the last one."""
    later = DepartmentalBudget.objects.create(
        region=own.region, department=own.department, unit=own.unit, fiscal_year=own.fiscal_year, version=own.version + 1,
        printed_name=own.printed_name, correction_note="更正",
    )  # fmt: skip
    with acting_as("import"):
        copy_rows(own, later, parts.row_models())
    return later


def publish(own: DepartmentalBudget) -> DepartmentalBudget:
    return approve(own, Status.PUBLISHED)


def content(budget: DepartmentalBudget) -> list[Any]:
    return [
        list(model.objects.filter(budget=budget).order_by("pk").values())
        for model in (BudgetUnit, Project, RevenueLine, ExpenditureLine, ProjectSheet, Indicator, ProcurementItem, AssetHolding)
    ]  # fmt: skip


# ---- The plain case ----


def test_a_units_rows_of_every_app_come_into_its_departments_version(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(with_rows_of_other_apps(unit_draft(department)))
    outcome = taken(whole, own, preparer)

    row = BudgetUnit.objects.get(budget=whole)
    assert (row.name, row.nature, row.unit) == (own.printed_name, UnitNature.ADMINISTRATIVE, own.unit)
    assert expenditure(Ledger.of(fresh(whole))).total.value == Decimal(500000)
    project = Project.objects.get(budget=whole)
    assert set(project.lines.values_list("unit", flat=True)) == {row.pk}
    assert project.performance_sheet.indicators.get().name == "接待场次"
    assert project.performance_sheet.objectives.get().text == "来访当日登记"
    assert project.procurement_items.get().name == "查询机"
    assert "支出：新增 3 项" in outcome.changes
    assert f"机构设置：新增“{own.printed_name}”" in outcome.changes
    assert whole.authors.filter(user=preparer).exists()


def test_taking_over_a_second_time_writes_nothing(whole: Any, department: Any, preparer: Any) -> None:
    own = approve(with_rows_of_other_apps(unit_draft(department)))
    taken(whole, own, preparer)
    before, saves = content(whole), fresh(whole).row_version

    assert taken(whole, own, preparer).changes == []
    assert (content(whole), fresh(whole).row_version) == (before, saves)


def test_a_new_version_of_the_unit_brings_only_what_differs(whole: Any, department: Any, preparer: Any) -> None:
    own = publish(with_rows_of_other_apps(unit_draft(department)))
    taken(whole, own, preparer)
    untouched = ExpenditureLine.objects.get(budget=whole, kind=LineKind.PERSONNEL)
    later = written_again(own)
    with acting_as("import"):
        ExpenditureLine.objects.filter(budget=later, kind=LineKind.OPERATING).update(amount=Decimal(60000))
        ProjectSheet.objects.filter(budget=later).update(purpose="接待和化解")
    approve(later)

    outcome = taken(whole, later, preparer)
    assert outcome.changes == ["支出：新增 1 项，删除 1 项", "项目绩效目标表：更新 1 项"]
    assert ExpenditureLine.objects.get(budget=whole, kind=LineKind.PERSONNEL) == untouched
    assert ExpenditureLine.objects.get(budget=whole, kind=LineKind.OPERATING).amount == Decimal(60000)
    assert Indicator.objects.filter(budget=whole).count() == 1, "what hangs on a changed sheet stays"


def test_a_draft_or_a_submitted_budget_of_a_unit_is_not_taken_over(whole: Any, department: Any, preparer: Any) -> None:
    own = unit_draft(department)
    for status in (Status.DRAFT, Status.SUBMITTED):
        approve(own, status)
        with pytest.raises(CannotTakeOver, match="还没有审核通过"):
            taken(whole, own, preparer)
    assert not BudgetUnit.objects.filter(budget=whole).exists()


def test_a_units_own_version_takes_over_nothing(department: Any, preparer: Any) -> None:
    own = unit_draft(department)
    with pytest.raises(CannotTakeOver, match="只有部门预算"):
        take_over(own, own.unit, by=preparer)


def test_another_departments_unit_cannot_be_taken_over(whole: Any, preparer: Any) -> None:
    foreign = approve(unit_draft(make_department("303", "云汀区档案馆")))
    with pytest.raises(CannotTakeOver):
        taken(whole, foreign, preparer)


def test_a_submitted_version_takes_over_nothing(whole: Any, department: Any, preparer: Any) -> None:
    own = approve(unit_draft(department))
    approve(whole, Status.SUBMITTED)
    with pytest.raises(NotEditable):
        taken(whole, own, preparer)


def test_a_page_that_was_opened_before_anothers_save_takes_over_nothing(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(unit_draft(department))
    with pytest.raises(ChangedMeanwhile):
        taken(whole, own, preparer, seen=whole.row_version + 1)
    assert not BudgetUnit.objects.filter(budget=whole).exists()


# ---- What was typed ----


def test_typed_lines_are_not_replaced_unasked(whole: Any, department: Any, preparer: Any) -> None:
    own = approve(unit_draft(department))
    row = make_unit(whole, name=own.printed_name)
    add_expenditure(whole, row, LineKind.PERSONNEL, "299999")
    before = content(whole)

    with pytest.raises(WouldOverwrite) as refused:
        taken(whole, own, preparer)
    assert refused.value.rows == ["支出：人员类 299999.00"]
    assert content(whole) == before

    taken(whole, own, preparer, overwrite=True)
    assert ExpenditureLine.objects.get(budget=whole, kind=LineKind.PERSONNEL).amount == Decimal(300000)


def test_lines_typed_as_the_unit_has_them_stay_and_the_others_are_added(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(unit_draft(department))
    row = make_unit(whole, name=own.printed_name)
    typed = add_expenditure(whole, row, LineKind.PERSONNEL, "300000")

    assert "支出：新增 2 项" in taken(whole, own, preparer).changes
    assert ExpenditureLine.objects.get(budget=whole, kind=LineKind.PERSONNEL) == typed


def test_lines_changed_after_they_were_taken_over_are_not_replaced_unasked(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(unit_draft(department))
    taken(whole, own, preparer)
    with acting_as(preparer):
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.OPERATING).update(amount=Decimal(49999))

    with pytest.raises(WouldOverwrite, match="引入后又修改") as refused:
        taken(whole, own, preparer)
    assert refused.value.rows[0] == "支出：30201 办公费 49999.00"


def test_a_line_deleted_after_it_was_taken_over_does_not_come_back_unasked(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(unit_draft(department))
    taken(whole, own, preparer)
    with acting_as(preparer):
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.OPERATING).delete()

    with pytest.raises(WouldOverwrite) as refused:
        taken(whole, own, preparer)
    assert "将按单位数据恢复" in refused.value.rows[0]
    taken(whole, own, preparer, overwrite=True)
    assert ExpenditureLine.objects.filter(budget=whole).count() == 3


def test_what_the_department_typed_in_the_units_row_stays_and_blanks_are_filled(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(unit_draft(department))
    with acting_as("import"):
        row = BudgetUnit.objects.create(budget=whole, name=own.printed_name, rank="副科级")

    outcome = taken(whole, own, preparer)
    row.refresh_from_db()
    assert (row.rank, row.nature, row.unit) == ("副科级", UnitNature.ADMINISTRATIVE, own.unit)
    assert any("单位规格与单位预算不同" in note for note in outcome.notes)


def test_lines_of_other_units_are_not_touched(whole: Any, department: Any, preparer: Any) -> None:
    other = make_unit(whole, name="云汀区信访局机关")
    line = add_expenditure(whole, other, LineKind.PERSONNEL, "1")
    income = add_revenue(whole, other, "1")
    own = approve(unit_draft(department))
    taken(whole, own, preparer, overwrite=True)

    assert ExpenditureLine.objects.filter(pk=line.pk, amount=1).exists()
    assert RevenueLine.objects.filter(pk=income.pk, amount=1).exists()
    assert expenditure(Ledger.of(fresh(whole))).total.value == Decimal(500001)


def test_a_project_of_several_units_is_kept_as_it_is_and_said_so(whole: Any, department: Any, preparer: Any) -> None:
    first = with_rows_of_other_apps(unit_draft(department, 1))
    second = unit_draft(department, 2)
    with acting_as("import"):
        Project.objects.filter(budget=second).update(code=first.project_rows.get().code, name="另一个名称")
    taken(whole, approve(first), preparer)
    outcome = taken(whole, approve(second), preparer)

    project = Project.objects.get(budget=whole)
    assert project.name == "第1中心接访经费"
    assert project.lines.count() == 2
    assert ProjectSheet.objects.filter(budget=whole).count() == 1
    assert any("由几个单位共用，名称写作“第1中心接访经费”和“另一个名称”" in note for note in outcome.notes)
    for own in (first, second):
        assert taken(whole, own, preparer).changes == []


def test_the_origin_of_each_units_figures_is_known(whole: Any, department: Any, preparer: Any) -> None:
    first, second = approve(unit_draft(department, 1)), approve(unit_draft(department, 2))
    typed = make_unit(whole, name="云汀区信访局机关")
    add_revenue(whole, typed, "1")
    for own in (first, second):
        taken(whole, own, preparer)
    with acting_as(preparer):
        RevenueLine.objects.filter(budget=whole, unit__unit=second.unit).update(amount=1)

    found = {BudgetUnit.objects.get(pk=key).name: each for key, each in adoption.origins(whole).items()}
    assert (found[typed.name].version, found[typed.name].has_rows) == (None, True)
    assert (found[first.printed_name].version, found[first.printed_name].is_untouched) == (1, True)
    assert (found[second.printed_name].version, found[second.printed_name].is_untouched) == (1, False)


# ---- What is a whole ----


def test_assets_are_summed_up_when_the_last_unit_is_taken_over(whole: Any, department: Any, preparer: Any) -> None:
    units = [approve(with_rows_of_other_apps(unit_draft(department, number))) for number in (1, 2)]
    make_unit(whole, name=units[1].printed_name)
    assert AssetHolding.objects.filter(budget=whole).count() == 0
    taken(whole, units[0], preparer)
    assert AssetHolding.objects.filter(budget=whole).count() == 0, "a part of a sum is worse than none"
    taken(whole, units[1], preparer)

    held = {
        each.name or each.category: (each.quantity, each.value) for each in AssetHolding.objects.filter(budget=whole)
    }
    assert held == {"houses": (200, 400000), "vehicles": (2, 300000), "图书": (20, 1000)}
    assert ProcurementItem.objects.filter(budget=whole, project=None, name="复印纸").count() == 2
    for own in units:
        assert taken(whole, own, preparer).changes == []


def test_typed_assets_are_kept_and_said_so_until_the_sum_is_asked_for(
    whole: Any, department: Any, preparer: Any
) -> None:
    own = approve(with_rows_of_other_apps(unit_draft(department)))
    with acting_as("import"):
        AssetHolding.objects.create(budget=whole, category="houses", quantity=1, value=1)

    outcome = taken(whole, own, preparer)
    assert outcome.kept == ["固定资产"]
    assert AssetHolding.objects.get(budget=whole).value == 1
    assert list(adoption.typed_wholes(fresh(whole))) == ["固定资产"]
    assert taken(whole, own, preparer).changes == []

    adoption.sum_up(fresh(whole), by=preparer, overwrite=True)
    assert AssetHolding.objects.get(budget=whole, category="houses").value == 200000
    assert adoption.typed_wholes(fresh(whole)) == {}


def test_nothing_is_summed_up_while_a_unit_is_missing(whole: Any, department: Any, preparer: Any) -> None:
    make_unit(whole, name="云汀区信访局机关")
    taken(whole, approve(with_rows_of_other_apps(unit_draft(department))), preparer)
    with pytest.raises(CannotTakeOver, match="云汀区信访局机关"):
        adoption.sum_up(whole, by=preparer)
    assert not AssetHolding.objects.filter(budget=whole).exists()


def test_stated_three_public_figures_and_last_years_are_summed_up(whole: Any, department: Any, preparer: Any) -> None:
    first, second = unit_draft(department, 1), unit_draft(department, 2)
    for own, trips in ((first, "1000"), (second, "200")):
        state(own, "three_public.official_receptions", trips)
        state(own, "expenditure.total", "400000", year=own.fiscal_year - 1)
    for own in (first, second):
        approve(own)
    make_unit(whole, name=second.printed_name)
    for own in (first, second):
        taken(whole, own, preparer)

    ledger = Ledger.of(fresh(whole))
    assert ledger.cell("three_public", "official_receptions") == Decimal(1200)
    assert ledger.cell("three_public", "overseas_trips") is None, "what lines yield is not stated"
    assert ledger.cell("expenditure", "total", year=ledger.year - 1) == Decimal(800000)


def test_a_unit_that_is_new_this_year_counts_as_nothing_last_year(whole: Any, department: Any, preparer: Any) -> None:
    old, new = unit_draft(department, 1), unit_draft(department, 2)
    state(old, "expenditure.total", "400000", year=old.fiscal_year - 1)
    with acting_as("import"):
        StatedFlag.objects.create(budget=new, key=Flag.NEW_UNIT)
    make_unit(whole, name=new.printed_name)
    for own in (old, new):
        taken(whole, approve(own), preparer)

    ledger = Ledger.of(fresh(whole))
    assert ledger.cell("expenditure", "total", year=ledger.year - 1) == Decimal(400000)
    assert not ledger.is_new_unit
    assert [each.is_new for each in consolidation(ledger).contributions] == [True, False]


def test_last_year_is_not_summed_up_while_a_unit_does_not_say_it(whole: Any, department: Any, preparer: Any) -> None:
    first, second = unit_draft(department, 1), unit_draft(department, 2)
    state(first, "expenditure.total", "400000", year=first.fiscal_year - 1)
    make_unit(whole, name=second.printed_name)
    for own in (first, second):
        taken(whole, approve(own), preparer)
    assert Ledger.of(fresh(whole)).cell("expenditure", "total", year=whole.fiscal_year - 1) is None


# ---- Internal transfers ----


@pytest.fixture
def subsidised(department: Any) -> tuple[DepartmentalBudget, DepartmentalBudget]:
    """The first unit pays the second 20,000 out of its project."""
    return (
        approve(unit_draft(department, 1, project="150000")),
        approve(unit_draft(department, 2, nature=UnitNature.INSTITUTION, project="0", other_income="20000")),
    )


@pytest.fixture
def codes_of_units(department: Any) -> None:
    """Two units that are known by their codes, with or without a budget of their own."""
    for code in ("202001", "202002"):
        Unit.objects.get_or_create(department=department, code=code, defaults={"name": f"云汀区信访局第{code[-1]}中心"})


SUBSIDY = Transfer("202001", "202002", "", FundKind.SUPERIOR_SUBSIDY, Decimal(20000), project="202-0001-ABC-0001")


def test_what_one_unit_pays_another_is_left_out_of_the_department(whole: Any, preparer: Any, subsidised: Any) -> None:
    adoption.store_transfers(whole, [SUBSIDY], by=preparer)
    for own in subsidised:
        taken(whole, own, preparer)

    spending = expenditure(Ledger.of(fresh(whole)))
    assert spending.project.value == Decimal(130000)
    assert spending.total.value == Decimal(500000 + 350000 - 20000)
    assert not RevenueLine.objects.filter(budget=whole, fund=make_fund(FundKind.SUPERIOR_SUBSIDY)).exists()
    assert sum(RevenueLine.objects.filter(budget=whole).values_list("amount", flat=True)) == spending.total.value


def test_a_transfer_stated_later_changes_the_rows_when_they_are_taken_over_again(
    whole: Any, preparer: Any, subsidised: Any
) -> None:
    for own in subsidised:
        taken(whole, own, preparer)
    assert expenditure(Ledger.of(fresh(whole))).total.value == Decimal(850000)

    adoption.store_transfers(whole, [SUBSIDY], by=preparer)
    for own in subsidised:
        assert taken(whole, own, preparer).changes
    assert expenditure(Ledger.of(fresh(whole))).total.value == Decimal(830000)


def test_a_project_that_goes_to_another_unit_as_a_whole_is_not_the_departments(
    whole: Any, department: Any, preparer: Any, codes_of_units: None
) -> None:
    payer = approve(with_rows_of_other_apps(unit_draft(department, 1, project="20000")))
    adoption.store_transfers(whole, [SUBSIDY], by=preparer)
    taken(whole, payer, preparer)
    assert not Project.objects.filter(budget=whole).exists()
    assert not ProjectSheet.objects.filter(budget=whole).exists()


def test_a_transfer_larger_than_the_units_spending_is_refused(
    whole: Any, department: Any, preparer: Any, codes_of_units: None
) -> None:
    payer = approve(unit_draft(department, 1, project="19999.99"))
    adoption.store_transfers(whole, [SUBSIDY], by=preparer)
    with pytest.raises(CannotTakeOver, match="不足内部往来的 20000元"):
        taken(whole, payer, preparer)
    assert not BudgetUnit.objects.filter(budget=whole).exists()


def test_transfers_come_back_as_they_were_stored_and_are_replaced_as_a_whole(
    whole: Any, preparer: Any, codes_of_units: None
) -> None:
    rows = [
        SUBSIDY,
        Transfer("202001", "202002", LineKind.OPERATING, FundKind.SUPERIOR_SUBSIDY, Decimal("0.01")),
        Transfer("202002", "202001", LineKind.PERSONNEL, FundKind.AFFILIATE_REMITTANCE, Decimal(5)),
    ]
    adoption.store_transfers(whole, rows, by=preparer)
    assert set(transfers(Ledger.of(fresh(whole)))) == set(rows)
    adoption.store_transfers(whole, rows[1:2], by=preparer)
    assert list(transfers(Ledger.of(fresh(whole)))) == rows[1:2]
    adoption.store_transfers(whole, [], by=preparer)
    assert not InternalTransfer.objects.filter(budget=whole).exists()


def test_what_is_remembered_goes_with_a_correction(whole: Any, department: Any, preparer: Any) -> None:
    own = approve(with_rows_of_other_apps(unit_draft(department)))
    taken(whole, own, preparer)
    approve(whole, Status.PUBLISHED)
    later = department_draft(department, version=2, correction_note="更正")
    with acting_as("import"):
        copy_rows(whole, later, parts.row_models())
    assert taken(later, own, preparer).changes == []
