"""The reviewers' desk in Chromium: signed in by hand, read, decided, without a word of protest from the browser."""

import pytest

from tests.browsing import complaints, follow, sign_in
from tests.sites import shared_site

pytestmark = [pytest.mark.browser, pytest.mark.site]
DEPARTMENTS = {1366: "云汀区信访局", 390: "云汀区档案馆"}
PREPARE = f"""
from django.contrib.auth.models import User
from budgets.accounts import accounts
from tests.budgets.states import bring_to
from tests.builders import make_department, make_small_budget
for code, name in zip(("202", "203"), {list(DEPARTMENTS.values())}):
    department = make_department(code, name)
    accounts.create_example_accounts(department)
    bring_to(make_small_budget(department), "submitted", submitter=User.objects.get(username="preparer"), reviewer=None)
"""


@pytest.fixture(scope="module")
def review():
    """A site on which each width's test has a department of its own to decide about."""
    with shared_site("review", PREPARE) as running:
        yield running


@pytest.mark.parametrize("width", DEPARTMENTS)
def test_a_reviewer_signs_in_reads_and_sends_back(review, page, width):
    name = DEPARTMENTS[width]
    protests = complaints(page, "error", "warning")
    page.set_viewport_size({"width": width, "height": 800})

    sign_in(page, f"{review.url}/admin/", **review.account("reviewer"))
    follow(page, "text=/有 [12] 份部门预算等待您审核/")
    follow(page, f"text={name}")
    assert page.locator("article.document h1").inner_text() == f"{name}2020年部门预算公开说明"
    for place in ("html", "body"):
        assert page.evaluate(f"document.querySelector('{place}').scrollWidth") <= width
    follow(page, "a.button:has-text('退回修改')")
    page.fill("textarea", "请核对机关运行经费")
    follow(page, "input[type=submit]")
    assert page.locator("td:has-text('请核对机关运行经费')").count() == 1
    assert page.locator(".state").inner_text() == "退回修改"
    assert protests == []
