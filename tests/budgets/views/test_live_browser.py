"""The check while somebody types, in a real browser with the site's own headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import complaints, paste, sign_in
from tests.sites import shared_site

pytestmark = [pytest.mark.browser, pytest.mark.site]

SETUP = """
from budgets.choices import Role
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
make_user("preparer", Role.PREPARER, department)
print(*[make_small_budget(department, year=2001 + number).pk for number in range(4)])
"""


@pytest.fixture(scope="module")
def live_site() -> Iterator[Any]:
    with shared_site("live", SETUP) as running:
        yield running


@pytest.fixture
def desk(live_site: Any, page: Any) -> Any:
    """The preparer at the page of basic expenditure. `page.said`: what the browser complains about; `page.sent`: what went out."""
    page.said, page.sent = complaints(page, "error"), []
    sign_in(page, f"{live_site.url}/entry/login/?next=/entry/{live_site.printed.pop()}/basic/", "preparer")
    page.on("request", lambda request: page.sent.append(request) if request.method == "POST" else None)
    return page


def said(page: Any, words: str) -> None:
    page.wait_for_function("(words) => document.getElementById('live-said').textContent.includes(words)", arg=words)


def test_a_wrong_figure_is_found_before_saving_and_solved_when_it_is_mended(desk: Any) -> None:
    amount = desk.locator("[name=operating-0-amount]")
    amount.click()
    amount.fill("45000")

    said(desk, "新发现 1 项")
    assert "收支不平衡" in desk.text_content("#live-findings")
    assert desk.evaluate("document.activeElement.name") == "operating-0-amount"
    assert amount.input_value() == "45000"
    assert len(desk.sent) == 1
    assert "operating-1-amount" not in desk.sent[0].post_data, "rows that nobody touched went out too"

    amount.fill("40000.00")
    said(desk, "已解决 1 项")
    assert "收支不平衡" in desk.text_content("#live-findings .solved")
    assert "收支不平衡" not in desk.text_content("#live-findings li:not(.solved)")
    desk.reload()
    assert desk.input_value("[name=operating-0-amount]") == "40000", "something was saved"
    assert desk.said == []


def test_a_figure_that_cannot_be_read_is_named_beside_its_field_and_a_paste_is_one_request(desk: Any) -> None:
    paste(desk, "operating-2-economic", "30201 办公费\t1x\n30201 办公费\t2,000.00\n30217 公务接待费\t3000")

    said(desk, "1 处填写有误")
    assert len(desk.sent) == 1
    field = desk.locator("[name=operating-2-amount]")
    assert field.get_attribute("aria-invalid") == "true"
    assert "“1x”不是金额" in desk.text_content(f"#{field.get_attribute('aria-describedby')}")
    assert field.input_value() == "1x"

    field.fill("1")
    said(desk, "新发现")
    desk.wait_for_selector(".live-error", state="detached")
    assert field.get_attribute("aria-invalid") is None
    assert desk.said == []
