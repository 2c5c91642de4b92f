"""What became other since a version was frozen, as the reviewer and the publisher read it in Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import complaints, new_page, state_of
from tests.sites import shared_site

pytestmark = [pytest.mark.browser, pytest.mark.site]

SETUP = """
from budgets.rules import registry
from budgets.workflow import transitions
registry._rules.clear()
from disclosure.publication.publish import publish
from tests.disclosure.approved import Cast
cast = Cast("202", "云汀区信访局")
publish(cast.approved(year=2019), by=cast.publisher)
approved = cast.approved(year=2020)
submitted = Cast("203", "云汀区档案馆")
publish(submitted.approved(year=2019), by=submitted.publisher)
draft = submitted.draft(year=2020)
transitions.submit(draft, by=submitted.preparer, seen=draft.row_version)
for each in (cast, submitted):
    publish(each.with_more_spent(year=2019, version=2), by=each.publisher)
print(approved.pk, draft.pk)
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Any]:
    with shared_site("frozen", SETUP) as running:
        yield running


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("who", ["publisher", "reviewer"])
def test_a_corrected_last_year_stands_before_the_decision_and_no_page_scrolls_sideways(
    site: Any, browser: Any, who: str, width: int
) -> None:
    approved, submitted = site.printed
    start, path, account = {
        "publisher": ("/entry/login/", f"/entry/{approved}/publish/", "publisher-202"),
        "reviewer": ("/admin/login/", f"/admin/budgets/departmentalbudget/{submitted}/change/", "reviewer-203"),
    }[who]
    state = state_of(browser, site.url + start, account)
    page = new_page(browser, storage_state=state, viewport={"width": width, "height": 800})
    said = complaints(page, "error")
    page.goto(site.url + path)
    block = page.locator(".meanwhile")
    assert "有变动，本文件没有改" in block.inner_text() and "第2版" in block.inner_text()
    assert block.locator("tbody tr").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    decision = page.locator("button.primary:has-text('公开'), a.button:has-text('审核通过')").first
    assert block.bounding_box()["y"] < decision.bounding_box()["y"]
    assert said == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/frozen-{who}-{width}.png", full_page=who == "publisher")
    page.context.close()
