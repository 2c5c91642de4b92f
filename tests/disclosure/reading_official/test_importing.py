"""A set of files becomes a draft: all of it or nothing, and the same table again takes the place of the first."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budgets.choices import TablesMode, UnitNature
from budgets.importers.reader import UnreadableFile
from budgets.models import DepartmentalBudget, EconomicClass, FunctionalClass, Project, StatedCell
from budgets.statements.ledger import Ledger
from budgets.versions.editing import ChangedMeanwhile, NotEditable
from disclosure.composition.compose import compose
from disclosure.document import lines
from disclosure.reading.official.importer import read_files, store_files
from tests.builders import make_budget, make_department, make_unit
from tests.disclosure.reading_official.workbooks import (
    HEBEI_T01,
    PROJECTS,
    SHANGHAI_T03,
    THREE_PUBLIC_IN_ROWS,
    web_page,
    workbook,
)

pytestmark = pytest.mark.django_db

T06 = [
    ["2025年部门一般公共预算基本支出表"],
    ["单位：万元"],
    ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
    ["301", "工资福利支出", 40, 40, None],
    ["30101", "基本工资", 40, 40, None],
    ["302", "商品和服务支出", 5.5, None, 5.5],
    ["30201", "办公费", 4, None, 4],
    ["30299", "其他商品和服务支出", 1.5, None, 1.5],
    ["合计", None, 45.5, 40, 5.5],
]


@pytest.fixture
def classes(db: Any) -> None:
    for code, name in (("201", "一般公共服务支出"), ("202", "外交支出"), ("208", "社会保障和就业支出")):
        FunctionalClass.objects.create(code=code, name=name)


@pytest.fixture
def draft(classes: None) -> DepartmentalBudget:
    budget = make_budget(make_department("303", "云汀区档案馆"), year=2025, format_key="hebei-2022")
    make_unit(budget, "云汀区档案馆", UnitNature.ADMINISTRATIVE)
    budget.refresh_from_db()
    return budget


def files(**sheets: Any) -> list[tuple[str, bytes]]:
    return [("公开表.xlsx", workbook(**sheets))]


def test_each_cell_is_stored_with_file_sheet_and_cell(draft: DepartmentalBudget) -> None:
    (stored,) = store_files(draft, read_files(files(收支=HEBEI_T01), year=2025), by="import")
    assert stored.cells == 10
    cell = StatedCell.objects.get(budget=draft, statement="T01L", row="general_public_budget")
    assert (cell.value, cell.column, cell.year) == (Decimal("601200"), "amount", 2025)
    assert cell.provenance == "公开表.xlsx 工作表“收支” C6（万元）"
    assert draft.tables_mode == TablesMode.APPENDIX


def test_the_document_composes_from_the_tables_alone(draft: DepartmentalBudget) -> None:
    store_files(draft, read_files(files(收支=HEBEI_T01, 基本=T06, 三公=THREE_PUBLIC_IN_ROWS), year=2025), by="import")
    composition = compose(Ledger.of(draft))
    text = "\n".join(lines(composition.document))
    assert composition.missing == ()
    assert composition.amounts["revenue.total"].number == Decimal("67.12")
    assert composition.amounts["revenue.carried_in"].number == Decimal("3")
    assert composition.amounts["revenue.unit_funds"].number == Decimal("4")
    assert composition.amounts["operating_costs.total"].number == Decimal("5.5")
    assert "办公费4.00万元" in text
    assert "无机关运行经费" not in text
    assert composition.amounts["three_public.vehicle_operation@2024"].number == Decimal("0.008")


def test_reading_the_same_table_again_takes_the_place_of_the_first(draft: DepartmentalBudget) -> None:
    store_files(draft, read_files(files(收支=HEBEI_T01, 三公=THREE_PUBLIC_IN_ROWS), year=2025), by="import")
    again = [list(row) for row in HEBEI_T01]
    again[5][2] = 61
    again[7] = [3, None, None, None, None]
    (stored,) = store_files(draft, read_files(files(收支=again), year=2025), by="import")
    assert stored.replaced == 10
    values = dict(StatedCell.objects.filter(budget=draft, statement="T01L").values_list("row", "value"))
    assert values["general_public_budget"] == Decimal("610000")
    assert "unit_funds" not in values
    assert StatedCell.objects.filter(budget=draft, statement="T07").count() == 12


def test_a_code_that_no_list_has_is_entered_with_its_source(draft: DepartmentalBudget) -> None:
    rows = [["2025年部门支出总表"], *SHANGHAI_T03[1:]]
    (stored,) = store_files(draft, read_files(files(支出=rows, 基本=T06), year=2025), by="import")
    assert "2012604 档案馆" in stored.classes
    found = FunctionalClass.objects.get(code="2012604")
    assert (found.name, found.source) == ("档案馆", "导入：公开表.xlsx 工作表“支出” D11")
    assert EconomicClass.objects.get(code="30101").group == "personnel"
    assert EconomicClass.objects.get(code="30201").group == "operating"
    (again,) = store_files(draft, read_files(files(支出=rows), year=2025), by="import")
    assert again.classes == ()


def test_a_name_that_differs_from_the_list_is_said_and_the_list_stays(draft: DepartmentalBudget) -> None:
    FunctionalClass.objects.create(code="2012604", name="档案馆支出")
    rows = [["2025年部门支出总表"], *SHANGHAI_T03[1:]]
    (stored,) = store_files(draft, read_files(files(支出=rows), year=2025), by="import")
    assert any("2012604" in note.text and "档案馆支出" in note.text for note in stored.notes)
    assert FunctionalClass.objects.get(code="2012604").name == "档案馆支出"


def test_projects_of_the_table_enter_the_draft(draft: DepartmentalBudget) -> None:
    (stored,) = store_files(draft, read_files(files(项目=PROJECTS), year=2025), by="import")
    assert stored.projects == ("库房修缮", "档案数字化")
    codes = dict(Project.objects.filter(budget=draft).values_list("name", "code"))
    assert codes["库房修缮"] == "99000026P000001"
    assert codes["档案数字化"].startswith("未编码-")
    amounts = compose(Ledger.of(draft)).amounts
    assert amounts[f"expenditure.project:{codes['档案数字化']}"].number == Decimal("0.00505")
    store_files(draft, read_files(files(项目=PROJECTS), year=2025), by="import")
    assert Project.objects.filter(budget=draft).count() == 2


def test_a_table_of_another_year_is_refused_before_anything_is_stored(draft: DepartmentalBudget) -> None:
    with pytest.raises(UnreadableFile, match="2026 年的表"):
        read_files([*files(收支=HEBEI_T01), ("另一年.xlsx", workbook(支出=SHANGHAI_T03))], year=2025)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04not a workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"<?xml version='1.0'?><a/>"],
    ids=["empty", "zip", "compound", "xml"],
)
def test_what_is_no_workbook_is_refused_with_the_name_of_the_file(classes: None, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"坏\.xls"):
        read_files([("坏.xls", content)], year=2025)


def test_somebody_elses_save_is_not_overwritten(draft: DepartmentalBudget, classes: None) -> None:
    read = read_files(files(收支=HEBEI_T01), year=2025)
    with pytest.raises(ChangedMeanwhile):
        store_files(draft, read, by="import", seen=draft.row_version + 1)
    assert not StatedCell.objects.filter(budget=draft).exists()


def test_a_published_version_takes_no_tables(draft: DepartmentalBudget) -> None:
    from budgets.workflow import transitions

    transitions.mark_imported(draft)
    with pytest.raises(NotEditable):
        store_files(draft, read_files(files(收支=HEBEI_T01), year=2025), by="import")


class TestCommand:
    def run(self, *paths: Path, **options: Any) -> str:
        out = StringIO()
        options = {"region": "990101", "department": "303", "year": 2025} | options
        call_command("import_official_tables", *map(str, paths), stdout=out, **options)
        return out.getvalue()

    def test_a_department_without_a_draft_gets_one(self, classes: None, tmp_path: Path) -> None:
        workbook_file, page = tmp_path / "收支.xlsx", tmp_path / "三公.xls"
        workbook_file.write_bytes(workbook(收支=HEBEI_T01))
        page.write_bytes(web_page(THREE_PUBLIC_IN_ROWS, encoding="gb2312"))
        said = self.run(workbook_file, page, region_name="云汀区", department_name="云汀区档案馆")
        budget = DepartmentalBudget.objects.get()
        assert (budget.printed_name, budget.fiscal_year, budget.tables_mode) == ("云汀区档案馆", 2025, "appendix")
        assert "公开表数值 22 个" in said
        assert "T01 部门预算收支总表（万元，10 格）" in said

    def test_an_open_draft_is_used(self, draft: DepartmentalBudget, tmp_path: Path) -> None:
        file = tmp_path / "收支.xlsx"
        file.write_bytes(workbook(收支=HEBEI_T01))
        self.run(file)
        assert DepartmentalBudget.objects.get() == draft
        assert StatedCell.objects.filter(budget=draft).count() == 10

    def test_one_bad_file_and_nothing_is_stored(self, draft: DepartmentalBudget, tmp_path: Path) -> None:
        good, bad = tmp_path / "收支.xlsx", tmp_path / "坏.xlsx"
        good.write_bytes(workbook(收支=HEBEI_T01))
        bad.write_bytes(b"PK\x03\x04")
        with pytest.raises(CommandError, match=r"坏\.xlsx"):
            self.run(good, bad)
        assert not StatedCell.objects.exists()

    def test_files_without_a_table_make_no_draft(self, classes: None, tmp_path: Path) -> None:
        file = tmp_path / "别的.xlsx"
        file.write_bytes(workbook(别的=[["会议通知"], ["时间", "地点"]]))
        with pytest.raises(CommandError, match="没有认出"):
            self.run(file)
        assert not DepartmentalBudget.objects.exists()

    def test_a_table_that_two_files_hold_is_refused(self, draft: DepartmentalBudget, tmp_path: Path) -> None:
        """Else the second would take the place of the first without a word."""
        one, other = tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"
        one.write_bytes(workbook(收支=HEBEI_T01))
        other.write_bytes(workbook(收支=HEBEI_T01))
        with pytest.raises(CommandError, match="只能读入一张"):
            self.run(one, other)
        assert not StatedCell.objects.exists()

    def test_a_table_of_another_department_is_refused(self, classes: None, tmp_path: Path) -> None:
        make_department("303", "云汀区档案馆")
        file = tmp_path / "收支.xlsx"
        file.write_bytes(workbook(收支=HEBEI_T01))
        with pytest.raises(CommandError, match="不是“云汀区信访局”的"):
            self.run(file, department="202", department_name="云汀区信访局")
        assert not DepartmentalBudget.objects.exists()
