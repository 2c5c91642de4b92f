"""A clerk brings finished official tables: files in, a look at what they would state, confirmed or not, and taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets.choices import LineKind, Role, Status, UnitNature
from budgets.models import DepartmentalBudget, FunctionalClass, Project, StatedCell
from disclosure.models import TableFile
from disclosure.official_tables import forms, waiting_files
from tests.builders import add_expenditure, make_budget, make_department, make_unit, make_user
from tests.disclosure.reading_official.workbooks import (
    HEBEI_T01,
    PROJECTS,
    SHANGHAI_T03,
    THREE_PUBLIC_IN_ROWS,
    web_page,
    workbook,
)
from tests.entry_desk import errors_of, tree

pytestmark = pytest.mark.django_db

T03 = [["支出总表"], *[list(row) for row in SHANGHAI_T03[1:]]]
NO_UNIT = [["项目支出表"], *[list(row) for row in PROJECTS[2:]]]


class Desk:
    """A clerk at the pages of one version."""

    def __init__(self, user: Any, budget: DepartmentalBudget) -> None:
        self.client, self.budget = Client(), budget
        self.client.force_login(user)
        self.address = f"/entry/{budget.pk}/official-tables/"

    def upload(self, **files: bytes) -> Any:
        """Names without their ending, which is .xlsx."""
        sent = [SimpleUploadedFile(f"{name}.xlsx", content) for name, content in files.items()]
        return self.client.post(self.address, {"tables": sent})

    def check(self) -> Any:
        return self.client.get(f"{self.address}check/")

    def post(self, action: str = "confirm", **changed: Any) -> Any:
        """Sends the form of the check page with what stands in it, some of it changed; None takes a field out."""
        values = self.fields() | changed
        sent = {name: value for name, value in values.items() if value is not None}
        return self.client.post(f"{self.address}check/", sent | {"action": action})

    def fields(self) -> dict[str, Any]:
        (form,) = [form for form in tree(self.check()).forms if form.get("id") == "confirm"]
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        return values


@pytest.fixture
def budget(db: Any) -> DepartmentalBudget:
    for code, name in (("201", "一般公共服务支出"), ("202", "外交支出"), ("208", "社会保障和就业支出")):
        FunctionalClass.objects.create(code=code, name=name, source="2025年科目", confirmation="confirmed")
    budget = make_budget(make_department("505", "云汀区档案馆"), year=2025, format_key="hebei-2022")
    make_unit(budget, "云汀区档案馆", UnitNature.ADMINISTRATIVE)
    budget.refresh_from_db()
    return budget


@pytest.fixture
def clerk(budget: DepartmentalBudget) -> Any:
    return make_user("clerk", Role.PREPARER, budget.department)


@pytest.fixture
def desk(clerk: Any, budget: DepartmentalBudget) -> Desk:
    return Desk(clerk, budget)


def words(response: Any) -> str:
    return " ".join(" ".join(tree(response).itertext()).split())


# ---- From files to cells ----


def test_several_files_are_read_shown_and_stored_only_when_confirmed(desk: Desk) -> None:
    answer = desk.upload(收支=workbook(收支=HEBEI_T01), 三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    assert answer.headers["Location"] == f"{desk.address}check/"
    page = words(desk.check())
    assert "T01 收支总表" in page and "T07 “三公”经费支出表" in page
    assert "万元（表中写明）" in page
    assert "还没有填写收支明细" in page
    assert not StatedCell.objects.exists()
    assert desk.post().status_code == 302
    cell = StatedCell.objects.get(statement="T01L", row="general_public_budget")
    assert (cell.value, cell.provenance) == (Decimal("601200"), "收支.xlsx 工作表“收支” C6（万元）")
    assert not TableFile.objects.waiting().exists()
    assert [bytes(file.sheets) for file in TableFile.objects.all()] == [b"", b""]  # who brought them stays, and no cell
    page = words(desk.client.get(desk.address))
    assert "T01 收支总表 收支.xlsx 收支 万元 10" in page


def test_a_web_page_that_calls_itself_xls_is_read_too(desk: Desk) -> None:
    desk.client.post(desk.address, {"tables": [SimpleUploadedFile("导出.xls", web_page(THREE_PUBLIC_IN_ROWS))]})
    assert desk.post().status_code == 302
    assert StatedCell.objects.get(row="official_receptions", year=2025).provenance == "导出.xls 工作表“网页表格1” C6"


def test_a_unit_that_no_table_states_is_asked_and_not_guessed(desk: Desk) -> None:
    desk.upload(项目=workbook(项目=NO_UNIT), 支出=workbook(支出=[["支出总表"], ["单位：元"], *T03[4:]]))
    file = TableFile.objects.get(name="项目.xlsx")
    assert "“项目.xlsx”的工作表“项目”没有写明金额单位，请选择元或万元。" in words(desk.check())
    assert "看来是“元”" in words(desk.check())
    assert desk.post(create_projects="on").status_code == 409
    assert not StatedCell.objects.exists()
    desk.post("choose", **{f"unit-{file.pk}-0": "万元"})
    assert "万元（您选择的）" in words(desk.check())
    assert desk.post(create_projects="on").status_code == 302
    assert StatedCell.objects.get(statement="T10", row="total", column="total").value == Decimal("3005000")


def test_what_was_not_understood_is_told_with_its_place(desk: Desk) -> None:
    rows = [list(row) for row in THREE_PUBLIC_IN_ROWS]
    rows[4][2], rows[5][0] = "约二十", "4.会议费"
    desk.upload(三公=workbook(三公=rows, 附注=[["说明"], ["以上各表由系统生成"]]))
    page = words(desk.check())
    assert "工作表“三公” C5 “约二十”不是金额，未读入" in page
    assert "行“4.会议费”不是“三公”经费的项目，未读入" in page
    assert "附注 没有认出公开表，不读入" in page


def test_a_table_of_another_year_is_shown_and_not_stored(desk: Desk) -> None:
    desk.upload(支出=workbook(支出=SHANGHAI_T03, 三公=THREE_PUBLIC_IN_ROWS))
    assert "是 2026 年的表，不是 2025 年的，不能读入" in words(desk.check())
    desk.post()
    assert set(StatedCell.objects.values_list("statement", flat=True)) == {"T07"}


def of_department(name: str) -> bytes:
    return workbook(三公=[THREE_PUBLIC_IN_ROWS[0], [f"编制部门：{name}", None, "单位：元"], *THREE_PUBLIC_IN_ROWS[2:]])


def test_a_table_of_another_department_is_shown_and_not_stored(desk: Desk) -> None:
    make_department("303", "云汀区信访局")
    desk.upload(三公=of_department("303云汀区信访局（汇总）"))
    assert "是“303云汀区信访局（汇总）”的表，不是“云汀区档案馆”的，不能读入" in words(desk.check())
    assert desk.post().status_code == 409
    assert not StatedCell.objects.exists()


@pytest.mark.parametrize(
    ("name", "is_doubted"),
    [
        ("云汀区档案局", True),
        ("云汀区档案馆", False),
        ("505云汀区档案馆（部门）", False),
        ("档案馆", False),
        ("", False),
    ],
)
def test_a_name_that_nobody_has_is_doubted_and_may_be_stored(desk: Desk, name: str, is_doubted: bool) -> None:
    desk.upload(三公=of_department(name))
    assert (
        "请核对" in " ".join(tree(desk.check()).xpath("//table[contains(@class, 'recognised')]//text()"))
    ) == is_doubted
    assert desk.post().status_code == 302


def test_the_table_of_a_unit_is_doubted_in_the_budget_of_its_department(desk: Desk, budget: DepartmentalBudget) -> None:
    make_unit(budget, "云汀区档案库房")
    desk.upload(三公=of_department("云汀区档案库房"))
    assert "编制部门写的是“云汀区档案库房”，不是“云汀区档案馆”，请核对" in words(desk.check())


def test_the_same_table_in_two_files_is_a_question(desk: Desk) -> None:
    desk.upload(甲=workbook(三公=THREE_PUBLIC_IN_ROWS), 乙=workbook(三公=THREE_PUBLIC_IN_ROWS))
    assert "是同一张表，只能读入一张" in words(desk.check())
    assert desk.post().status_code == 409
    assert not StatedCell.objects.exists()
    file = TableFile.objects.get(name="乙.xlsx")
    desk.post("choose", **{f"take-{file.pk}": None})
    assert desk.post().status_code == 302
    assert set(StatedCell.objects.values_list("file", flat=True)) == {"甲.xlsx"}


def test_new_projects_are_made_only_when_agreed_to(desk: Desk) -> None:
    desk.upload(项目=workbook(项目=PROJECTS))
    assert "建立 2 个新项目" in words(desk.check())
    assert desk.post().status_code == 400
    assert not Project.objects.exists()
    assert desk.post(create_projects="on").status_code == 302
    assert Project.objects.count() == 2


def test_the_same_table_again_shows_what_changes(desk: Desk) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    desk.post()
    rows = [list(row) for row in THREE_PUBLIC_IN_ROWS]
    rows[5][2] = 25
    desk.upload(三公=workbook(三公=rows))
    page = words(desk.check())
    assert "与已存的不同，改为新值 1 格" in page
    assert "公务接待费 金额 20.00 25.00" in page or "公务接待费 金额 20 25" in page


# ---- Beside the lines ----


def test_differences_to_the_lines_are_shown_cell_by_cell(desk: Desk, budget: DepartmentalBudget) -> None:
    unit = budget.budgetunit_rows.get()
    add_expenditure(budget, unit, LineKind.PERSONNEL, "600")
    desk.upload(支出=workbook(支出=T03))
    page = words(desk.check())
    assert "公开表与现有明细有" in page
    assert "900.5" in page and "300.5" in page
    assert "支出.xlsx 工作表“支出”" in page


# ---- Nothing is lost, nothing is done by halves ----


def test_of_several_files_the_good_ones_are_kept_when_one_cannot_be_read(desk: Desk) -> None:
    answer = desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS), 坏=b"PK\x03\x04 no workbook")
    assert answer.status_code == 400
    assert any("坏.xlsx" in error for error in errors_of(answer))
    assert "有 1 个文件已读取、还没有存入：“三公.xlsx”" in words(answer)
    assert [file.name for file in TableFile.objects.all()] == ["三公.xlsx"]


def test_a_save_by_somebody_else_in_between_stops_the_confirmation(desk: Desk, budget: DepartmentalBudget) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    answer = desk.post(seen="7")
    assert answer.status_code == 409
    assert "没有存入任何内容" in words(answer)
    assert not StatedCell.objects.exists()
    assert TableFile.objects.count() == 1


def test_a_confirmation_of_something_else_than_was_shown_stores_nothing(desk: Desk) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    assert desk.post(digest="0" * 64).status_code == 409
    assert not StatedCell.objects.exists()


def test_a_look_leaves_nothing_behind(desk: Desk, budget: DepartmentalBudget) -> None:
    desk.upload(项目=workbook(项目=PROJECTS), 支出=workbook(支出=T03))
    before = (budget.row_version, FunctionalClass.objects.count())
    desk.check()
    budget.refresh_from_db()
    assert (budget.row_version, FunctionalClass.objects.count()) == before
    assert not StatedCell.objects.exists() and not Project.objects.exists()


def test_a_file_that_waits_can_be_removed(desk: Desk) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    file = TableFile.objects.get()
    answer = desk.client.post(f"{desk.address}files/{file.pk}/remove/")
    assert answer.headers["Location"] == desk.address
    assert not TableFile.objects.exists()


@pytest.mark.parametrize("name", ["公开表.pdf", "公开表.exe"])
def test_other_kinds_of_files_are_refused_with_the_remedy(desk: Desk, name: str) -> None:
    answer = desk.client.post(desk.address, {"tables": [SimpleUploadedFile(name, b"x")]})
    assert errors_of(answer)[-1].endswith("请用 Excel 打开后另存为 .xlsx，再上传。")


def test_no_file_at_all_is_told(desk: Desk) -> None:
    answer = desk.client.post(desk.address, {})
    assert "请选择要读入的公开表文件" in errors_of(answer)[0]


def test_too_large_a_file_is_refused_by_its_size(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    answer = desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    assert "请只保留公开表，另存后再上传" in " ".join(errors_of(answer))
    assert not TableFile.objects.exists()


def test_too_large_a_request_is_refused_before_it_is_taken_in(desk: Desk) -> None:
    answer = desk.client.post(desk.address, {}, headers={"content-length": str(waiting_files.MOST_BYTES * 2)})
    assert answer.status_code == 413
    assert "请分几次上传" in words(answer)


# ---- Taking back ----


def test_a_stored_table_is_shown_cell_by_cell_and_can_be_taken_back(desk: Desk) -> None:
    desk.upload(收支=workbook(收支=HEBEI_T01), 三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    desk.post()
    cells = words(desk.client.get(f"{desk.address}T07/"))
    assert "公务接待费 金额 2025 预算数 20" in cells and "三公.xlsx 工作表“三公” C5" in cells
    seen = DepartmentalBudget.objects.get().row_version
    desk.client.post(f"{desk.address}withdraw/", {"seen": seen, "table": ["T07 三公.xlsx"]})
    assert {cell.statement for cell in StatedCell.objects.all()} == {"T01L", "T01R"}
    assert desk.client.get(f"{desk.address}T07/").status_code == 404


def test_an_old_page_takes_nothing_back(desk: Desk) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    desk.post()
    desk.client.post(f"{desk.address}withdraw/", {"seen": "0", "table": ["T07 三公.xlsx"]})
    assert StatedCell.objects.filter(statement="T07").exists()


# ---- Who may ----


def test_others_do_not_find_the_pages(outsider: Any, desk: Desk) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    file = TableFile.objects.get()
    stranger = Client()
    stranger.force_login(outsider)
    for path in ("", "check/", "T07/"):
        assert stranger.get(f"{desk.address}{path}").status_code == 404
    for path in ("", "check/", "withdraw/", f"files/{file.pk}/remove/"):
        assert stranger.post(f"{desk.address}{path}").status_code == 404
    assert Client().get(desk.address).status_code == 302
    assert TableFile.objects.exists()


def test_who_may_only_look_sees_what_is_stored_and_cannot_upload(budget: DepartmentalBudget, desk: Desk) -> None:
    looker = Client()
    looker.force_login(make_user("looker", Role.PUBLISHER, budget.department))
    page = looker.get(desk.address)
    assert page.status_code == 200 and "不能读入" in words(page)
    assert looker.post(desk.address).status_code == 403
    assert looker.get(f"{desk.address}check/").status_code == 403
    assert looker.post(f"{desk.address}withdraw/").status_code == 403


def test_a_submitted_version_takes_no_tables(desk: Desk, budget: DepartmentalBudget, clerk: Any) -> None:
    desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS))
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED, submitted_by=clerk)
    assert "不能读入" in words(desk.client.get(desk.address))
    assert desk.upload(三公=workbook(三公=THREE_PUBLIC_IN_ROWS)).status_code == 409
    assert desk.post().status_code == 409
    assert not StatedCell.objects.exists()
