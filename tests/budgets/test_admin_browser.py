"""The reviewers' desk in Chromium: signed in by hand, read, decided, without a word of protest from the browser."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.site]
PREPARE = """
from django.contrib.auth.models import User
from budgets import accounts
from tests.budgets.states import bring_to
from tests.builders import make_department, make_small_budget
department = make_department()
accounts.create_example_accounts(department)
bring_to(make_small_budget(department), "submitted", submitter=User.objects.get(username="preparer"), reviewer=None)
"""


@pytest.mark.parametrize("width", [1366, 390])
def test_a_reviewer_signs_in_reads_and_sends_back(site, page, width):
    site.manage("shell", "-c", PREPARE)
    account = json.loads((site.var_dir / "accounts.json").read_text(encoding="utf-8"))["reviewer"]
    protests = []
    page.on("console", lambda message: protests.append(message.text) if message.type in {"error", "warning"} else None)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{site.url}/admin/")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.click("[type=submit]")
    page.click("text=有 1 份部门预算等待您审核")
    page.click("text=云汀区信访局")
    assert page.locator("article.document h1").inner_text() == "云汀区信访局2020年部门预算公开说明"
    for place in ("html", "body"):
        assert page.evaluate(f"document.querySelector('{place}').scrollWidth") <= width
    page.click("a.button:has-text('退回修改')")
    page.fill("textarea", "请核对机关运行经费")
    page.click("input[type=submit]")
    assert page.locator("td:has-text('请核对机关运行经费')").count() == 1
    assert page.locator(".state").inner_text() == "退回修改"
    assert protests == []
