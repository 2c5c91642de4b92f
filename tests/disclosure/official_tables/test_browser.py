"""The page of official tables in Chromium: two files, a question, a removed one, stored, taken back; no protest from the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browsing import complaints, follow, sign_in
from tests.disclosure.reading_official.workbooks import PROJECTS, THREE_PUBLIC_IN_ROWS, web_page, workbook

pytestmark = [pytest.mark.browser, pytest.mark.site]
PREPARE = """
from budgets.accounts import accounts
from tests.builders import make_budget, make_department, make_unit
department = make_department()
accounts.create_example_accounts(department)
make_unit(make_budget(department, year=2025))
"""


def test_a_clerk_reads_tables_in_and_takes_one_back(site: Any, page: Any, tmp_path: Path) -> None:
    site.manage("shell", "-c", PREPARE)
    without_unit = [PROJECTS[0], *PROJECTS[2:]]
    (tmp_path / "项目.xlsx").write_bytes(workbook(项目=without_unit))
    (tmp_path / "三公.xls").write_bytes(web_page(THREE_PUBLIC_IN_ROWS))
    protests = complaints(page, "error", "warning")

    def fits() -> bool:
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                return False
        page.set_viewport_size({"width": 1366, "height": 800})
        return True

    sign_in(page, f"{site.url}/entry/login/", **site.account("preparer"))
    follow(page, "text=云汀区信访局")
    follow(page, "main >> text=读入公开表")
    assert fits()
    page.set_input_files("[type=file]", [tmp_path / "项目.xlsx", tmp_path / "三公.xls"])
    follow(page, "main button.primary")
    assert page.locator("h1").inner_text() == "核对公开表"
    assert page.locator("#error-summary li").count() == 1
    assert fits()
    assert page.locator("text=确认存入").count() == 0, "nothing is stored while a question is open"
    page.check("[type=radio][value=元]")
    follow(page, "text=按上面的选择重新核对")
    assert fits()
    page.check("[name=create_projects]")
    follow(page, "text=确认存入")
    assert page.locator("text=已存入 2 个文件的公开表").count() == 1
    assert page.locator(".stored tbody tr").count() == 2
    assert fits()
    page.check("[aria-label='选择 T07 “三公”经费支出表']")
    follow(page, "text=撤回所选的表")
    assert page.locator(".stored tbody tr").count() == 1
    assert protests == []
