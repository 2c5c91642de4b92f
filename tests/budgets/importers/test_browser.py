"""The import in Chromium: uploaded, matched, confirmed, its progress shown, without a word of protest from the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.budgets.importers.workbooks import HEADINGS, project, workbook

pytestmark = [pytest.mark.browser, pytest.mark.site]
PREPARE = """
from budgets import accounts
from tests.builders import make_budget, make_department, make_unit
department = make_department()
accounts.create_example_accounts(department)
make_unit(make_budget(department, year=2025))
"""
ROWS = 4000


@pytest.mark.parametrize("width", [1366, pytest.param(390, marks=pytest.mark.soak)])
def test_a_clerk_imports_a_long_file_and_sees_how_far_it_is(site: Any, page: Any, tmp_path: Path, width: int) -> None:
    site.manage("shell", "-c", PREPARE)
    account = json.loads((site.var_dir / "accounts.json").read_text(encoding="utf-8"))["preparer"]
    file = tmp_path / "明细.xlsx"
    rows = [project(at + 0.5, code=f"202-{at:04}-ABC-0001", name=f"项目{at}") for at in range(ROWS)]
    file.write_bytes(workbook(rows, headings=[*HEADINGS[:-1], "金额"]))
    protests: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: protests.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/progress/") else None)
    page.set_viewport_size({"width": width, "height": 800})

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth") <= width)

    page.goto(f"{site.url}/entry/login/")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.click("main button")
    page.click("text=云汀区信访局")
    page.goto(f"{page.url}import/")
    assert fits()
    page.set_input_files("[type=file]", file)
    page.click("main button.primary")
    assert fits()
    page.check("[value=元]")
    page.click("main button.primary")
    assert fits()
    assert page.locator("h1").inner_text() == "核对导入内容"
    page.check("[name=create_projects]")
    page.click("text=确认导入")
    page.wait_for_selector("text=导入完成")
    assert page.locator("dd:has-text('4000 行')").count() == 1
    assert asked, "the page did not ask how far the import is"
    assert protests == []
