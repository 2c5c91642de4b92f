"""The check while somebody types, in a real browser with the site's own headers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import paste

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture
def desk(desk: Any) -> Any:
    """`page.sent`: what went out."""
    desk.sent = []
    desk.on("request", lambda request: desk.sent.append(request) if request.method == "POST" else None)
    return desk


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


def test_showing_findings_beside_many_rows_takes_time_in_proportion_to_them(desk: Any) -> None:
    """Eight times the rows: a way that looks through the page for each of them would take far more than that."""
    desk.on("dialog", lambda dialog: dialog.accept())

    few, many = script_time(desk, 140), script_time(desk, 1_120)

    assert many < 16 * few, (few, many)
    assert desk.said == []


def script_time(page: Any, rows: int) -> float:
    """Processor time of the page's scripts from a paste of rows without a class until each of them is marked."""
    page.reload()
    paste(page, "operating-2-amount", "\n".join(f"{number}.00" for number in range(1, rows + 1)))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["ScriptDuration"])

    before = spent()
    page.wait_for_function("(rows) => document.querySelectorAll('.live-mark').length >= rows", arg=rows)
    return spent() - before
