"""The pages of the import: who may, what they ask, what they show, what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.importers.reader import MEGABYTE, read_file
from budgets.models import ExpenditureLine, ImportMapping, LedgerImport, Project
from budgets.models.imports import ImportState
from tests.budgets.importers.workbooks import HEADINGS, operating, personnel, project, workbook
from tests.builders import add_expenditure, make_budget, make_department

pytestmark = pytest.mark.urls("tests.budgets.importers.urls")

THREE = [personnel(), operating(), project()]


@pytest.fixture
def clerk(preparer: Any) -> Client:
    client = Client()
    client.force_login(preparer)
    return client


def address(name: str, budget: Any, job: Any = None) -> str:
    return reverse(name, kwargs={"budget_pk": budget.pk} | ({"import_pk": job.pk} if job else {}))


def upload(clerk: Client, budget: Any, content: bytes, name: str = "明细.xlsx") -> Any:
    return clerk.post(address("entry-import", budget), {"file": SimpleUploadedFile(name, content)})


def uploaded(clerk: Client, budget: Any, content: bytes) -> LedgerImport:
    response = upload(clerk, budget, content)
    assert response.status_code == 302, response.content.decode()
    return LedgerImport.objects.latest("pk")


def chosen(clerk: Client, budget: Any, job: LedgerImport, **changed: str) -> Any:
    """Sends the form of columns as the page offers it, but for what is changed."""
    page = clerk.get(address("entry-import-columns", budget, job)).content.decode()
    values = {}
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'<option value="([^"]*)" selected', body)
        values[name] = found[1] if found else ""
    for tag in re.findall(r'<input type="radio"[^>]*checked[^>]*>', page):
        values[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    return clerk.post(address("entry-import-columns", budget, job), values | changed)


def confirmed(clerk: Client, budget: Any, job: LedgerImport, **changed: str) -> Any:
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(seen|digest)" value="([^"]*)"', page))
    return clerk.post(
        address("entry-import-preview", budget, job), {"create_units": "on", "create_projects": "on"} | hidden | changed
    )


def test_a_clerk_uploads_chooses_sees_and_confirms(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    assert chosen(clerk, budget, job).url == address("entry-import-preview", budget, job)
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert page.count('<span class="tag good">新增</span>') == 3
    assert "650,000.00" in page
    assert "建立 1 个新项目" in page
    assert not ExpenditureLine.objects.exists()
    assert confirmed(clerk, budget, job).status_code == 302
    assert ExpenditureLine.objects.filter(budget=budget).count() == 3
    job.refresh_from_db()
    assert (job.state, bytes(job.sheets), job.counts) == (ImportState.DONE, b"", {"new": 3})
    assert "导入完成" in clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert ImportMapping.objects.get(department=budget.department).mapping["columns"]["amount"] == "年初批复数（元）"


def test_the_same_import_is_not_done_twice(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    confirmed(clerk, budget, job)
    again = clerk.post(address("entry-import-preview", budget, job), {"seen": "1", "digest": "x"})
    assert again.status_code == 409
    assert ExpenditureLine.objects.filter(budget=budget).count() == 3


def test_the_unit_of_money_is_asked_where_the_header_states_none(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook([personnel(30)], headings=[*HEADINGS[:-1], "金额"]))
    page = clerk.get(address("entry-import-columns", budget, job)).content.decode()
    assert "按万元计合计 300,000.00 元" in page
    assert not re.search(r'type="radio" name="t0-unit_of_money"[^>]*checked', page)
    response = chosen(clerk, budget, job)
    assert response.status_code == 400
    assert "请选择金额单位" in response.content.decode()
    chosen(clerk, budget, job, **{"t0-unit_of_money": "万元"})
    confirmed(clerk, budget, job)
    assert str(ExpenditureLine.objects.get().amount) == "300000.00"


def test_the_size_of_what_stands_suggests_the_unit_and_a_misfit_is_told(clerk: Client, budget: Any) -> None:
    unit = budget.budgetunit_rows.get()
    add_expenditure(budget, unit, "personnel", "310000")
    job = uploaded(clerk, budget, workbook([personnel(30)], headings=[*HEADINGS[:-1], "金额"]))
    assert "看来是“万元”，请确认" in clerk.get(address("entry-import-columns", budget, job)).content.decode()
    chosen(clerk, budget, job, **{"t0-unit_of_money": "元", "mode": "replace"})
    assert "请核对金额单位" in clerk.get(address("entry-import-preview", budget, job)).content.decode()


def test_replace_or_add_is_asked_where_there_are_lines(clerk: Client, budget: Any) -> None:
    add_expenditure(budget, budget.budgetunit_rows.get(), "operating", "40000")
    job = uploaded(clerk, budget, workbook(THREE))
    assert "请选择是以文件为准" in chosen(clerk, budget, job).content.decode()
    assert chosen(clerk, budget, job, mode="add").status_code == 302
    assert clerk.get(address("entry-import-preview", budget, job)).content.decode().count(">保留</span>") == 1


def test_a_file_of_unknown_names_can_be_matched_by_hand_and_is_known_next_time(clerk: Client, budget: Any) -> None:
    content = workbook([["云汀区信访局", "丙", 5]], headings=["甲", "乙", "丙"])
    job = uploaded(clerk, budget, content)
    response = chosen(clerk, budget, job, **{"t0-unit_of_money": "元"})
    assert "请指定哪一列是“金额”" in response.content.decode()
    matched = {"t0-unit_name": "甲", "t0-amount": "丙", "t0-all-kind": "人员类", "t0-unit_of_money": "元"}
    chosen(clerk, budget, job, **matched)
    confirmed(clerk, budget, job)
    assert ExpenditureLine.objects.get().kind == "personnel"
    again = uploaded(clerk, budget, content)
    page = clerk.get(address("entry-import-columns", budget, again)).content.decode()
    assert '<option value="丙" selected>' in page
    assert '<option value="人员类" selected>' in page


def test_one_column_is_not_two_things(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    response = chosen(clerk, budget, job, **{"t0-project_name": "单位名称"})
    assert "一列只能用一次" in response.content.decode()


def test_errors_stand_all_together_with_a_list_to_download_and_no_way_to_confirm(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook([personnel("约三万"), operating(C="办公"), project()]))
    chosen(clerk, budget, job)
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert "2 处错误" in page
    assert "第 2 行 L 列（年初批复数（元））" in page
    assert "确认导入" not in page
    (sheet,) = read_file(clerk.get(address("entry-import-problems", budget, job)).content)
    assert [row[:3] for row in sheet.rows[1:]] == [["明细", 2, "L"], ["明细", 3, "C"]]
    response = clerk.post(address("entry-import-preview", budget, job), {"seen": budget.row_version, "digest": "x"})
    assert response.status_code == 409
    assert not ExpenditureLine.objects.exists()


def test_new_projects_need_the_tick(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(seen|digest)" value="([^"]*)"', page))
    response = clerk.post(address("entry-import-preview", budget, job), hidden)
    assert response.status_code == 409
    assert "请勾选建立" in response.content.decode()
    assert not Project.objects.exists()


def test_an_unknown_code_is_shown_as_unverified(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook([project(F="2012799", G="新的支出")]))
    chosen(clerk, budget, job)
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert re.search(r'2012799 新的支出 <span class="tag severity-W">未核实</span>', page)


def test_a_budget_saved_by_another_meanwhile_is_shown_anew(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    response = confirmed(clerk, budget, job, seen=str(budget.row_version + 7))
    assert response.status_code == 409
    assert "已被他人保存过" in response.content.decode()
    assert not ExpenditureLine.objects.exists()
    assert confirmed(clerk, budget, job).status_code == 302


def test_an_import_without_a_preview_is_refused(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    assert clerk.post(address("entry-import-preview", budget, job), {"create_projects": "on"}).status_code == 409
    assert not ExpenditureLine.objects.exists()


def test_the_list_can_be_narrowed_to_one_fate_and_is_paged(clerk: Client, budget: Any) -> None:
    job = uploaded(
        clerk,
        budget,
        workbook(
            [personnel(at, F=f"20199{at:02}", G="甲") for at in range(1, 100)]
            + [operating(), operating(5, H="30211", I="差旅费")]
        ),
    )
    chosen(clerk, budget, job)
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert page.count("明细 第 ") == 100
    assert "page=2" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"x,y\n1,2\n", "明细.csv", "没有找到表头"),
        (b"PK\x03\x04", "明细.xlsx", "不完整或已损坏"),
        (b"x", "明细.docx", "只能导入"),
        (b"", "明细.xlsx", "文件是空的"),
    ],
)
def test_what_cannot_be_read_is_answered_in_words(
    clerk: Client, budget: Any, content: bytes, name: str, words: str
) -> None:
    response = upload(clerk, budget, content, name)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not LedgerImport.objects.exists()


def test_an_oversized_request_is_refused_before_it_is_taken_in(clerk: Client, budget: Any) -> None:
    response = clerk.post(
        address("entry-import", budget),
        b"x",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=30 * MEGABYTE,
    )
    assert response.status_code == 413
    assert "没有接收" in response.content.decode()


def test_the_upload_is_protected_against_forged_requests(preparer: Any, budget: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(preparer)
    assert upload(client, budget, workbook(THREE)).status_code == 403


def test_an_unfinished_import_can_be_taken_up_or_dropped(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    assert "尚未完成的导入" in clerk.get(address("entry-import", budget)).content.decode()
    assert clerk.post(address("entry-import-discard", budget, job)).status_code == 302
    assert not LedgerImport.objects.exists()


def test_an_import_that_was_cut_off_waits_to_be_confirmed_again(clerk: Client, budget: Any) -> None:
    """The server died while it wrote: nothing is in the ledger, the file is still there."""
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    LedgerImport.objects.update(state=ImportState.WRITING)
    assert "确认导入" in clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert confirmed(clerk, budget, job).status_code == 302
    assert ExpenditureLine.objects.count() == 3


def test_progress_is_a_fragment_that_asks_again_until_it_is_done(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    LedgerImport.objects.update(state=ImportState.WRITING, written=5000, total=15000)
    fragment = clerk.get(address("entry-import-progress", budget, job)).content.decode()
    assert 'max="15000" value="5000"' in fragment
    assert "hx-get" in fragment
    LedgerImport.objects.update(state=ImportState.DONE)
    assert "hx-get" not in clerk.get(address("entry-import-progress", budget, job)).content.decode()


# ---- Who may ----

PAGES = ["entry-import", "entry-import-template", "entry-import-lines"]
JOB_PAGES = ["entry-import-preview", "entry-import-columns", "entry-import-progress", "entry-import-problems"]


def test_another_departments_import_does_not_exist(clerk: Client, budget: Any, outsider: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    stranger = Client()
    stranger.force_login(outsider)
    for name in PAGES:
        assert stranger.get(address(name, budget)).status_code == 404
    for name in JOB_PAGES:
        assert stranger.get(address(name, budget, job)).status_code == 404
    for name in ("entry-import-preview", "entry-import-columns", "entry-import-discard"):
        assert stranger.post(address(name, budget, job), {"seen": "1"}).status_code == 404
    assert upload(stranger, budget, workbook(THREE)).status_code == 404
    assert LedgerImport.objects.count() == 1


def test_an_import_of_another_budget_does_not_exist_under_this_one(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    other = make_budget(make_department("303", "云汀区档案馆"), year=2025)
    own_other = make_budget(budget.department, year=2026)
    assert clerk.get(address("entry-import-preview", other, job)).status_code == 404
    assert clerk.get(address("entry-import-preview", own_other, job)).status_code == 404


def test_a_reviewer_sees_the_page_and_imports_nothing(reviewer: Any, budget: Any) -> None:
    client = Client()
    client.force_login(reviewer)
    page = client.get(address("entry-import", budget))
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert upload(client, budget, workbook(THREE)).status_code == 403


def test_nobody_imports_without_signing_in(budget: Any) -> None:
    assert "/entry/login/" in Client().get(address("entry-import", budget)).url  # type: ignore[attr-defined]
    assert "/entry/login/" in upload(Client(), budget, workbook(THREE)).url


def test_a_submitted_budget_is_not_imported_into(clerk: Client, budget: Any, preparer: Any) -> None:
    job = uploaded(clerk, budget, workbook(THREE))
    chosen(clerk, budget, job)
    type(budget).objects.filter(pk=budget.pk).update(status="submitted", submitted_by=preparer)
    assert upload(clerk, budget, workbook(THREE)).status_code == 409
    assert confirmed(clerk, budget, job).status_code == 409
    assert not ExpenditureLine.objects.exists()


def test_the_templates_are_downloads(clerk: Client, budget: Any) -> None:
    for name in PAGES[1:]:
        response = clerk.get(address(name, budget))
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response.content.startswith(b"PK")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_preview_asks_the_database_equally_often_for_one_row_and_for_thirty(
    clerk: Client, budget: Any, rows: int
) -> None:
    job = uploaded(clerk, budget, workbook([personnel(at + 1, F=f"20199{at:02}", G="甲") for at in range(rows)]))
    chosen(clerk, budget, job)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        clerk.get(address("entry-import-preview", budget, job))
    assert len(queries) <= 30, len(queries)


def test_a_file_without_lines_offers_nothing_to_confirm(clerk: Client, budget: Any) -> None:
    """Else the preview of an empty template would announce that every line goes."""
    add_expenditure(budget, budget.budgetunit_rows.get(), "operating", "40000")
    job = uploaded(clerk, budget, clerk.get(address("entry-import-template", budget)).content)
    chosen(clerk, budget, job, mode="replace")
    page = clerk.get(address("entry-import-preview", budget, job)).content.decode()
    assert "文件中没有可以导入的行" in page and "重新上传" in page
    assert "确认导入" not in page and "删除 1" not in page


def test_the_first_rows_are_shown_as_excel_shows_them(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook([personnel(300000, F=2010301)]))
    page = clerk.get(address("entry-import-columns", budget, job)).content.decode()
    assert "<td>2010301</td>" in page and "<td>300000</td>" in page


def test_before_the_money_is_known_no_sum_is_shown(clerk: Client, budget: Any) -> None:
    job = uploaded(clerk, budget, workbook([["云汀区信访局", "丙", 5]], headings=["甲", "乙", "丙"]))
    page = clerk.get(address("entry-import-columns", budget, job)).content.decode()
    assert "表头没有写明。请按文件选择。" in page
