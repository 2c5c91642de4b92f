"""Finished tables first, lines later: nothing is entered twice, and where the two disagree somebody has to say why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets import parts
from budgets.choices import Role, UnitNature
from budgets.models import DepartmentalBudget, ExpenditureLine, Project, StatedCell
from budgets.rules import judge
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.document import lines
from disclosure.reading.official.importer import read_files, store_files
from tests.budgets.importers.importing import imported, load_codes, proposed
from tests.budgets.importers.workbooks import operating, personnel, project
from tests.budgets.importers.workbooks import workbook as lines_workbook
from tests.builders import make_budget, make_department, make_unit, make_user
from tests.disclosure.reading_official.workbooks import workbook
from tests.entry_desk import EntryPage

pytestmark = pytest.mark.django_db

UNIT = {"A": "505001", "B": "云汀区档案馆"}
T01 = [
    ["收支总表"],
    ["单位：元"],
    ["收入", None, "支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算拨款收入", 900.5, "一、一般公共服务支出", 900.5],
    ["本年收入合计", 900.5, "本年支出合计", 900.5],
    ["收入总计", 900.5, "支出总计", 900.5],
]
T03 = [
    ["支出总表"],
    ["单位：元"],
    ["科目编码", "科目名称", "合计", "基本支出", "其中：人员经费", "公用经费", "项目支出"],
    ["201", "一般公共服务支出", 900.5, 600, 500, 100, 300.5],
    ["20103", "政府办公厅（室）及相关机构事务", 900.5, 600, 500, 100, 300.5],
    ["2010301", "行政运行", 600, 600, 500, 100, None],
    ["2010308", "信访事务", 300.5, None, None, None, 300.5],
    ["合计", None, 900.5, 600, 500, 100, 300.5],
]
T10 = [
    ["项目支出表"],
    ["单位：元"],
    ["序号", "项目编码", "项目名称", "合计"],
    [1, "99000025P000001", "库房修缮", 250],
    [2, None, "档案数字化", 50.5],
    ["合计", None, None, 300.5],
]


@pytest.fixture
def budget(db: Any) -> DepartmentalBudget:
    load_codes()
    budget = make_budget(make_department("505", "云汀区档案馆"), year=2025, format_key="hebei-2018")
    make_unit(budget, "云汀区档案馆", UnitNature.ADMINISTRATIVE)
    store_files(budget, read_files([("公开表.xlsx", workbook(收支=T01, 支出=T03, 项目=T10))], year=2025), by="import")
    return budget


def ledger_file(*, repair: str = "250", digitised: str = "50.5") -> bytes:
    return lines_workbook(
        [
            personnel(500, **UNIT),
            operating(100, **UNIT),
            project(float(repair), "99000025P000001", "库房修缮", **UNIT),
            project(float(digitised), "99000025P000002", "档案数字化", **UNIT),
        ]
    )


def findings(budget: DepartmentalBudget) -> Any:
    (result,) = [each for each in judge.judge(budget, whole=True) if each.rule.id == "R-NUM-LINES"]
    return result


def test_parts_whose_figures_the_tables_give_count_as_filled_and_say_so(budget: DepartmentalBudget) -> None:
    states = {part.key: part.completeness(budget) for part in parts.all_parts()}
    assert (states["revenue"].missing, states["revenue"].note) == ((), "已由公开表提供 3 格")
    assert states["basic"].missing == ()
    assert states["basic"].note.startswith("已由公开表提供")
    assert states["projects"].note.startswith("已由公开表提供")
    assert states["official_tables"].filled == 3


def test_without_tables_the_same_parts_are_missing(budget: DepartmentalBudget) -> None:
    other = make_budget(budget.department, year=2026)
    assert parts.part("revenue").completeness(other).missing == ("各项收入",)
    assert parts.part("basic").completeness(other).missing == ("人员经费", "日常公用经费")


def test_before_there_are_lines_nothing_is_compared(budget: DepartmentalBudget) -> None:
    assert findings(budget).outcome == "not-run"


def test_lines_that_agree_bring_no_finding_and_no_second_project(budget: DepartmentalBudget) -> None:
    codes = dict(Project.objects.filter(budget=budget).values_list("name", "code"))
    assert codes["档案数字化"].startswith("未编码")
    imported(budget, ledger_file())
    assert findings(budget).outcome == "pass", findings(budget).findings
    assert dict(Project.objects.filter(budget=budget).values_list("name", "code")) == {
        "库房修缮": "99000025P000001",
        "档案数字化": "99000025P000002",
    }


def test_the_preview_says_that_a_project_gets_its_code(budget: DepartmentalBudget) -> None:
    proposal = proposed(budget, ledger_file())
    assert proposal.new_projects == []
    assert "项目“档案数字化”原来没有编码，按名称对应，编码改为 99000025P000002" in [
        note for note, _ in proposal.notes()
    ]
    assert Project.objects.filter(budget=budget, code__startswith="未编码").exists()


def test_a_code_that_is_typed_later_keeps_the_row_of_the_table(budget: DepartmentalBudget) -> None:
    page = EntryPage(make_user("clerk", Role.PREPARER, budget.department), f"/entry/{budget.pk}/projects/")
    first, second = page.row("projects", 0)["code"], page.row("projects", 1)["code"]
    assert second.startswith("未编码")
    page.set_row("projects", 1, code="99000025P000002")
    page.save()
    stated = {cell.row: cell.value for cell in StatedCell.objects.filter(budget=budget, statement="T10")}
    assert stated == {first: Decimal(250), "99000025P000002": Decimal("50.5"), "total": Decimal("300.5")}


def test_lines_that_disagree_are_findings_and_the_table_prints(budget: DepartmentalBudget) -> None:
    imported(budget, ledger_file(digitised="60.5"))
    result = findings(budget)
    assert (result.outcome, result.severity) == ("fail", "W")
    assert any("公开表 50.5" in finding.message and "明细计算 60.5" in finding.message for finding in result.findings)
    assert sum(line.amount for line in ExpenditureLine.objects.filter(budget=budget)) == Decimal("910.50")
    composition = compose(Ledger.of(budget))
    assert composition.amounts["expenditure.total"].number == Decimal("900.50")
    printed = "\n".join(lines(composition.document))
    assert "300.50" in printed, "T03 prints what it was read with"


def test_the_tables_after_the_lines_say_the_same(budget: DepartmentalBudget) -> None:
    """The other way round: the order of the two does not matter."""
    late = make_budget(budget.department, year=2026, format_key="hebei-2018")
    make_unit(late, "云汀区档案馆", UnitNature.ADMINISTRATIVE)
    imported(late, ledger_file(digitised="60.5"))
    content = workbook(收支=T01, 支出=T03, 项目=T10)
    store_files(late, read_files([("公开表.xlsx", content)], year=2026), by="import")
    imported(budget, ledger_file(digitised="60.5"))
    assert {finding.message for finding in findings(late).findings} == {
        finding.message for finding in findings(budget).findings
    }
