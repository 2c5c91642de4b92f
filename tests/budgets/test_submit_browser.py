"""Answering warnings in Chromium with scripts switched off, on a narrow screen: nothing typed is lost, everything can be saved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import follow, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.site]
SETUP = """
from budgets.choices import Role
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
make_user("preparer", Role.PREPARER, department)
print(make_small_budget(department).pk)
"""


def test_warnings_are_answered_without_a_script(site: Any, browser: Any) -> None:
    budget = site.manage("shell", "-v0", "-c", SETUP).strip()
    page = new_page(browser, viewport={"width": 390, "height": 800}, java_script_enabled=False)
    sign_in(page, f"{site.url}/entry/login/?next=/entry/{budget}/submit/", "preparer")

    # One without words among the others: refused, and all that was typed stands where it was typed.
    fields = page.locator('main textarea[name^="answer-"]')
    number = fields.count()
    assert number > 1
    for each in range(number):
        fields.nth(each).fill(f"第 {each + 1} 处已与股室核对" if each else "无")
    follow(page, "main button:has-text('保存答复')")
    assert "少于 4 个字" in page.inner_text("main")
    assert [fields.nth(each).input_value() for each in range(2)] == ["无", "第 2 处已与股室核对"]

    # Mended, everything is saved at once, and the overview says so.
    fields.nth(0).fill("第 1 处已与股室核对")
    follow(page, "main button:has-text('保存答复')")
    assert "答复已保存" in page.inner_text("main")
    assert f"已答复 {number}，待答复 0" in page.inner_text("main")
    page.goto(f"{site.url}/entry/{budget}/")
    assert f"提醒 {number} 处，都已答复" in page.inner_text("main")
    page.context.close()
