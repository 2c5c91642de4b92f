"""The import in Chromium: uploaded, matched, confirmed, its progress shown, without a word of protest from the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browsing import complaints, follow, sign_in
from tests.budgets.importers.workbooks import HEADINGS, project, workbook

pytestmark = [pytest.mark.browser, pytest.mark.site]
PREPARE = """
from budgets.accounts import accounts
from tests.builders import make_budget, make_department, make_unit
department = make_department()
accounts.create_example_accounts(department)
make_unit(make_budget(department, year=2025))
"""
ROWS = 2100  # so many are worth watching


@pytest.mark.parametrize("width", [1366, pytest.param(390, marks=pytest.mark.soak)])
def test_a_clerk_imports_a_long_file_and_sees_how_far_it_is(site: Any, page: Any, tmp_path: Path, width: int) -> None:
    site.manage("shell", "-c", PREPARE)
    file = tmp_path / "明细.xlsx"
    rows = [project(at + 0.5, code=f"202-{at:04}-ABC-0001", name=f"项目{at}") for at in range(ROWS)]
    file.write_bytes(workbook(rows, headings=[*HEADINGS[:-1], "金额"]))
    protests = complaints(page, "error", "warning")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/progress/") else None)
    page.set_viewport_size({"width": width, "height": 800})

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth") <= width)

    sign_in(page, f"{site.url}/entry/login/", **site.account("preparer"))
    follow(page, "text=云汀区信访局")
    page.goto(f"{page.url}import/")
    assert fits()
    page.set_input_files("[type=file]", file)
    follow(page, "main button.primary")
    assert fits()
    page.check("[value=元]")
    follow(page, "main button.primary")
    assert fits()
    assert page.locator("h1").inner_text() == "核对导入内容"
    page.check("[name=create_projects]")
    follow(page, "text=确认导入")
    assert page.locator("text=导入完成").count() > 0
    assert page.locator(f"dd:has-text('{ROWS} 行')").count() == 1
    assert asked, "the page did not ask how far the import is"
    assert protests == []
