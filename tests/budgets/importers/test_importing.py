"""From a file to the ledger: what is new, changed, unchanged and removed; all of it or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from budgets.importers import uploads
from budgets.importers.application import CannotImport, import_lines
from budgets.importers.classes import SOURCE
from budgets.importers.magnitude import Yardstick, suggest
from budgets.importers.mapping import headers_of, propose_choices, remember
from budgets.importers.proposal import propose
from budgets.importers.reader import read_file
from budgets.models import (
    Author,
    BudgetUnit,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    Project,
    Unit,
)
from budgets.models.imports import ImportState
from budgets.versions.editing import ChangedMeanwhile, NotEditable
from tests.budgets.importers.importing import choices_for, imported, lines_of, proposed
from tests.budgets.importers.workbooks import HEADINGS, csv_of, operating, personnel, project, workbook, workbook_of
from tests.builders import make_budget, make_department, make_project, make_unit

THREE = [personnel(), operating(), project()]


def test_the_lines_of_a_file_become_the_ledger(budget: Any) -> None:
    proposal = imported(budget, workbook(THREE))
    assert proposal.counts == {"new": 3}
    assert lines_of(budget) == [
        ("云汀区信访局", "operating", "", "2010301", "30201", "111", "40000.00", ""),
        ("云汀区信访局", "personnel", "", "2010301", "30101", "111", "300000.00", ""),
        ("云汀区信访局", "special_purpose", "202-0001-ABC-0001", "2010308", "30227", "111", "650000.00", ""),
    ]
    assert Project.objects.get(budget=budget).name == "接访场所运行经费"


def test_columns_may_stand_in_any_order(budget: Any) -> None:
    content = workbook([row[::-1] for row in THREE], headings=HEADINGS[::-1])
    imported(budget, content)
    assert len(lines_of(budget)) == 3


def test_the_same_file_again_changes_nothing(budget: Any) -> None:
    imported(budget, workbook(THREE))
    before = {line.pk: line.ordinal for line in ExpenditureLine.objects.filter(budget=budget)}
    assert imported(budget, workbook(THREE)).counts == {"unchanged": 3}
    assert {line.pk: line.ordinal for line in ExpenditureLine.objects.filter(budget=budget)} == before


def test_replacing_updates_adds_and_removes(budget: Any) -> None:
    imported(budget, workbook(THREE))
    proposal = imported(budget, workbook([personnel(310000), project(), operating(8000, H="30211", I="差旅费")]))
    assert proposal.counts == {"changed": 1, "unchanged": 1, "new": 1, "removed": 1}
    assert (proposal.old_total, proposal.new_total) == (Decimal(990000), Decimal(968000))
    assert sum(line.amount for line in ExpenditureLine.objects.filter(budget=budget)) == Decimal(968000)


def test_adding_keeps_what_the_file_lacks_and_doubles_nothing(budget: Any) -> None:
    imported(budget, workbook(THREE))
    proposal = imported(budget, workbook([personnel(310000), operating(8000, H="30211", I="差旅费")]), mode="add")
    assert proposal.counts == {"changed": 1, "new": 1, "kept": 2}
    assert ExpenditureLine.objects.filter(budget=budget).count() == 4


def test_a_kind_that_would_vanish_as_a_whole_is_named(budget: Any) -> None:
    imported(budget, workbook(THREE))
    assert proposed(budget, workbook([project()])).emptied_kinds == [("人员类", 1), ("公用经费", 1)]


def test_several_lines_of_one_identity_are_told_apart_by_label_and_amount(budget: Any) -> None:
    headings = [*HEADINGS, "打印名称"]
    imported(
        budget,
        workbook([[*operating(100), "水费"], [*operating(200), "电费"], [*operating(200), "水费"]], headings=headings),
    )
    proposal = proposed(
        budget,
        workbook([[*operating(200), "电费"], [*operating(200), "水费"], [*operating(150), "水费"]], headings=headings),
    )
    assert proposal.counts == {"unchanged": 2, "changed": 1}
    (changed,) = [change for change in proposal.changes if change.fate == "changed"]
    assert (changed.old_amount, changed.new_amount) == (Decimal(100), Decimal(150))


def test_what_the_file_does_not_speak_of_stays(budget: Any) -> None:
    """A file without funds and labels changes amounts only."""
    imported(budget, workbook([[*operating(100), "水费"]], headings=[*HEADINGS, "打印名称"]))
    without_funds = [HEADINGS[at] for at in (0, 1, 2, 3, 4, 5, 6, 7, 8, 11)]
    row = operating(120)
    proposal = imported(budget, workbook([[row[at] for at in (0, 1, 2, 3, 4, 5, 6, 7, 8, 11)]], headings=without_funds))
    assert proposal.counts == {"changed": 1}
    assert lines_of(budget) == [("云汀区信访局", "operating", "", "2010301", "30201", "111", "120.00", "水费")]


def test_replacing_takes_the_order_of_the_file(budget: Any) -> None:
    rows = [
        operating(100, H="30201", I="办公费"),
        operating(200, H="30205", I="水费"),
        operating(300, H="30206", I="电费"),
    ]
    imported(budget, workbook(rows))
    assert imported(budget, workbook(rows[::-1])).counts == {"unchanged": 3}
    assert [line[4] for line in lines_of(budget)] == ["30206", "30205", "30201"]


def test_new_lines_stand_behind_the_present_ones_when_adding(budget: Any) -> None:
    imported(budget, workbook([operating(100), operating(200, H="30205", I="水费")]))
    imported(budget, workbook([operating(300, H="30206", I="电费")]), mode="add")
    assert [line[4] for line in lines_of(budget)] == ["30201", "30205", "30206"]


def test_an_item_of_ten_thousands_is_stored_in_yuan(budget: Any) -> None:
    imported(budget, workbook([personnel(12.3456)], headings=[*HEADINGS[:-1], "金额（万元）"]))
    assert lines_of(budget)[0][6] == "123456.00"


def test_sums_among_the_lines_are_passed_over_and_told(budget: Any) -> None:
    content = workbook([personnel(), ["小计", *[None] * 10, 300000], operating(), ["合 计", *[None] * 10, 340000]])
    proposal = imported(budget, content)
    assert len(proposal.reading.drafts) == 2
    assert "2 行合计或小计" in proposal.reading.skipped[0]


def test_csv_with_separators_and_full_width_digits_is_imported(budget: Any) -> None:
    imported(budget, csv_of([personnel('"300,000.50"'), operating("４０００")]))
    assert [line[6] for line in lines_of(budget)] == ["4000.00", "300000.50"]


def test_several_sheets_are_one_import(budget: Any) -> None:
    content = workbook_of(
        {
            "基本": [list(HEADINGS), personnel(), operating()],
            "说明": [["第一行"], ["第二行"]],
            "项目": [list(HEADINGS), project()],
        }
    )
    assert imported(budget, content).counts == {"new": 3}


def test_text_of_a_label_is_stored_as_it_is(budget: Any) -> None:
    label = r"=1+1 \N 甲\乙"
    imported(budget, workbook([[*operating(), label]], headings=[*HEADINGS, "打印名称"]))
    assert lines_of(budget)[0][7] == label


# ---- Codes ----


def test_an_unknown_code_is_told_and_taken_in_as_unverified(budget: Any) -> None:
    proposal = imported(budget, workbook([project(F="2012799", G="新的支出", H="30288", I="新的费用")]))
    assert {(noun, entry.label) for noun, entry in proposal.new_codes} == {
        ("功能分类科目", "2012799 新的支出"),
        ("部门经济分类科目", "30288 新的费用"),
    }
    assert FunctionalClass.objects.get(code="2012799").source == SOURCE
    economic = EconomicClass.objects.get(code="30288")
    assert (economic.source, economic.group) == (SOURCE, "operating")
    assert any("未核实" in note for note, _ in proposal.notes())


def test_the_preview_creates_nothing(budget: Any) -> None:
    proposed(budget, workbook([project(F="2012799", G="新的支出")]))
    assert not FunctionalClass.objects.filter(code="2012799").exists()
    assert not Project.objects.exists()


def test_a_code_of_other_years_is_told_and_kept(budget: Any) -> None:
    FunctionalClass.objects.create(code="2011199", name="旧科目", valid_from=2007, valid_to=2018)
    proposal = imported(budget, workbook([project(F="2011199", G="旧科目")]))
    assert any("2025 年目录中无效" in note for note, _ in proposal.notes())
    assert FunctionalClass.objects.filter(code="2011199").count() == 1


def test_a_code_and_its_name_may_share_a_cell_and_a_name_alone_is_enough(budget: Any) -> None:
    rows = [project(F="", G="2010308 信访事务", H="", I="委托业务费", J="", K="一般公共预算")]
    assert imported(budget, workbook(rows)).counts == {"new": 1}
    assert lines_of(budget)[0][3:6] == ("2010308", "30227", "111")


def test_a_code_that_excel_made_a_number_is_the_same_code(budget: Any) -> None:
    imported(budget, workbook([project(F=2010308, H=30227.0, J=111)]))
    assert lines_of(budget)[0][3:6] == ("2010308", "30227", "111")


@pytest.mark.parametrize(
    "written",
    ["２０１０３０８", "2010308-信访事务", "[2010308]信访事务", "2010308信访事务", " 2010308 ", "2010308　信访事务"],
)
def test_a_code_is_read_as_people_and_systems_write_it(budget: Any, written: str) -> None:
    assert proposed(budget, workbook([project(F=written, G="")])).changes[0].draft.functional.code == "2010308"  # type: ignore[union-attr]


@pytest.mark.parametrize("written", ["20103x", "2010308/2010301", "信访#事务", "201030"])
def test_a_code_that_is_none_is_a_problem_and_not_half_read(budget: Any, written: str) -> None:
    assert [problem.column for problem in proposed(budget, workbook([project(F=written)])).problems] == ["F"]


def test_another_name_for_a_known_code_is_told(budget: Any) -> None:
    assert any("按编码导入" in note for note, _ in proposed(budget, workbook([personnel(G="另一个名称")])).notes())


def test_a_finer_fund_takes_the_kind_of_the_code_that_it_refines(budget: Any) -> None:
    imported(budget, workbook([personnel(J="1111", K="财政拨款补助")]))
    assert FundSource.objects.get(code="1111").kind == "general_public_budget"


# ---- Units and projects ----


def test_new_units_and_projects_are_created_only_when_the_clerk_agrees(budget: Any) -> None:
    content = workbook([project(A="202009", B="云汀区信访服务中心")])
    with pytest.raises(CannotImport, match="单位"):
        imported(budget, content, create=False)
    assert not ExpenditureLine.objects.exists()
    imported(budget, content)
    unit = BudgetUnit.objects.get(budget=budget, name="云汀区信访服务中心")
    assert unit.unit == Unit.objects.get(department=budget.department, code="202009")


def test_a_unit_is_found_by_the_code_of_the_unit_it_stands_for(budget: Any) -> None:
    known = Unit.objects.create(department=budget.department, code="002", name="云汀区信访服务中心")
    make_unit(budget, name="信访服务中心", unit=known)
    for written in ("002", "202002", 2, "202002 云汀区信访服务中心"):
        proposal = proposed(budget, workbook([personnel(A=written, B="")]))
        assert not proposal.problems
        assert proposal.changes[0].draft.unit.name == "信访服务中心"  # type: ignore[union-attr]


def test_a_unit_of_another_department_is_refused(budget: Any) -> None:
    other = make_department("303", "云汀区档案馆")
    Unit.objects.create(department=other, code="303001", name="云汀区档案馆本级")
    for cells in ({"A": "303001", "B": ""}, {"A": "303001", "B": "云汀区档案馆本级"}, {"A": "", "B": "云汀区档案馆"}):
        (problem,) = proposed(budget, workbook([personnel(**cells)])).problems
        assert "云汀区档案馆" in problem.message
        assert problem.row == 2


def test_a_code_that_contradicts_the_name_is_refused(budget: Any) -> None:
    known = Unit.objects.create(department=budget.department, code="002", name="云汀区信访服务中心")
    make_unit(budget, name="云汀区信访服务中心", unit=known)
    (problem,) = proposed(budget, workbook([personnel(A="005", B="云汀区信访服务中心")])).problems
    assert "不一致" in problem.message


def test_a_units_own_budget_takes_its_own_lines_only(department: Any, budget: Any) -> None:
    unit = Unit.objects.create(department=department, code="202001", name="云汀区信访局本级")
    own = make_budget(department, year=2024, unit=unit)
    make_unit(own, name="云汀区信访局本级", unit=unit)
    proposal = proposed(own, workbook([personnel(B="云汀区信访局本级"), personnel(A="202002", B="别的单位")]))
    assert [problem.row for problem in proposal.problems] == [3]
    assert "不是本预算的单位" in proposal.problems[0].message


def test_projects_are_matched_by_code_else_by_name(budget: Any) -> None:
    known = make_project(budget)
    rows = [
        project(100),
        project(200, code="", H="30201", I="办公费"),
        project(300, code="202-0001-abc-0001", name="", H="30211", I="差旅费"),
    ]
    proposal = imported(budget, workbook(rows), create=False)
    assert {change.draft.project.pk for change in proposal.changes} == {known.pk}  # type: ignore[union-attr]


def test_basic_expenditure_has_no_project_and_the_file_is_told_so(budget: Any) -> None:
    proposal = imported(budget, workbook([operating(D="P1", E="公用经费项目")]))
    assert not Project.objects.exists()
    assert any("不挂项目" in note for note, _ in proposal.notes())


def test_project_money_without_a_project_is_not_yet_assigned(budget: Any) -> None:
    imported(budget, workbook([project(code="", name="")]))
    assert lines_of(budget)[0][1:3] == ("special_purpose", "")


# ---- All or nothing, in somebody's name, on what was seen ----


def test_an_import_names_its_author_and_counts_one_save(budget: Any, preparer: Any) -> None:
    before = budget.row_version
    imported(budget, workbook(THREE), by=preparer)
    budget.refresh_from_db()
    assert budget.row_version == before + 1
    assert Author.objects.filter(budget=budget, user=preparer).exists()


def test_one_bad_row_of_many_and_nothing_is_written(budget: Any) -> None:
    with pytest.raises(CannotImport, match="1 处错误"):
        imported(budget, workbook([*THREE, personnel("约三万")]))
    assert not ExpenditureLine.objects.exists()
    assert not Project.objects.exists()


def test_a_budget_that_was_saved_meanwhile_is_not_overwritten(budget: Any, preparer: Any) -> None:
    sheets = read_file(workbook(THREE))
    with pytest.raises(ChangedMeanwhile):
        import_lines(
            budget, sheets, choices_for(budget, sheets), by=preparer, seen=budget.row_version + 1, create_projects=True
        )
    assert not ExpenditureLine.objects.exists()


def test_another_outcome_than_the_one_confirmed_is_refused(budget: Any) -> None:
    sheets = read_file(workbook(THREE))
    choices = choices_for(budget, sheets)
    digest = propose(budget, sheets, choices).digest
    make_project(budget, name="另一个名称")
    with pytest.raises(CannotImport, match="重新核对"):
        import_lines(budget, sheets, choices, by="import", digest=digest, create_projects=True)


def test_a_submitted_budget_takes_no_import(budget: Any, preparer: Any) -> None:
    type(budget).objects.filter(pk=budget.pk).update(status="submitted", submitted_by=preparer)
    with pytest.raises(NotEditable):
        imported(budget, workbook(THREE))


def test_progress_is_told_up_to_the_last_row(budget: Any) -> None:
    seen: list[tuple[int, int]] = []
    sheets = read_file(workbook([personnel(at, F=str(2010101 + at)) for at in range(1, 40)]))
    import_lines(
        budget,
        sheets,
        choices_for(budget, sheets),
        by="import",
        progress=lambda written, total: seen.append((written, total)),
    )
    assert seen[-1] == (39, 39)


# ---- Year, unit of money, memory ----


def test_lines_of_another_year_are_refused(budget: Any) -> None:
    proposal = proposed(
        budget,
        workbook([[*personnel(), 2025], [*operating(), "2024年"], [*project(), ""]], headings=[*HEADINGS, "预算年度"]),
    )
    assert [(problem.row, problem.column, problem.value) for problem in proposal.problems] == [(3, "M", "2024年")]


def test_a_heading_of_another_year_is_refused(budget: Any) -> None:
    (problem,) = proposed(budget, workbook(THREE, above=["2024年部门预算明细表"])).problems
    assert "2025 年" in problem.message


def test_a_heading_of_another_department_is_refused(budget: Any) -> None:
    """Where the file has no column of units, nothing else would tell."""
    make_department("303", "云汀区档案馆")
    (problem,) = proposed(budget, workbook(THREE, above=["编制单位：303云汀区档案馆"])).problems
    assert "云汀区档案馆" in problem.message
    assert proposed(budget, workbook(THREE, above=["编制单位：云汀区信访局"])).problems == []


@pytest.mark.parametrize(
    ("numbers", "known", "unit"),
    [("1000000", "950000", "元"), ("100", "950000", "万元"), ("100", "", ""), ("1000000", "7", "")],
)
def test_the_size_suggests_a_unit_or_says_that_it_cannot(numbers: str, known: str, unit: str) -> None:
    suggestion = suggest(Decimal(numbers), [Yardstick("2024年支出", Decimal(known))] if known else [])
    assert suggestion.unit == unit
    assert "按万元计" in suggestion.words


def test_a_mapping_is_remembered_for_the_department_whatever_the_order_of_columns(budget: Any) -> None:
    titles = ["甲", "乙", "丙"]
    sheets = read_file(workbook([["云汀区信访局", "人员类", 5]], headings=titles))
    headers = headers_of(sheets)
    choices = propose_choices(headers, budget.department)
    (table,) = choices.tables.values()
    table.columns = {"unit_name": "甲", "kind": "乙", "amount": "丙"}
    remember(headers, choices, budget.department)
    again = headers_of(read_file(workbook([[5, "人员类", "云汀区信访局"]], headings=titles[::-1])))
    (remembered,) = propose_choices(again, budget.department).tables.values()
    assert remembered.columns == table.columns
    (elsewhere,) = propose_choices(again, make_department("303", "云汀区档案馆")).tables.values()
    assert elsewhere.columns == {}


# ---- One at a time ----


def test_a_file_that_is_being_imported_is_not_imported_a_second_time(budget: Any, preparer: Any) -> None:
    job = uploads.upload(budget, by=preparer, file_name="明细.xlsx", content=workbook(THREE))
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [uploads.LOCKS, job.pk])
        job.state = ImportState.WRITING
        assert uploads.is_running(job)
        with pytest.raises(CannotImport, match="正在导入"):
            uploads.confirm(job, by=preparer, seen=None, digest="", create_projects=True)
        with beside.cursor() as cursor:  # closing alone is seen by the server a moment later
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        beside.close()
    assert not uploads.is_running(job)
    assert not ExpenditureLine.objects.exists()
