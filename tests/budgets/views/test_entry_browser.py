"""The tables in a real browser, with the site's own headers: pasting from Excel, keys, totals, unsaved changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browsing import follow, paste, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.site]


def value(page: Any, name: str) -> str:
    return page.input_value(f"[name={name}]")


def test_a_block_from_excel_fills_rows_and_adds_the_missing_ones_and_is_saved(desk: Any) -> None:
    rows = [f"30201 办公费\t1,0{number:02}.10\t第{number}项" for number in range(10, 30)]

    paste(desk, "operating-2-economic", "\r\n".join(rows) + "\r\n")

    assert value(desk, "operating-21-printed_label") == "第29项"
    assert desk.text_content("output[data-sum=amount] >> nth=1").strip() == "70,392.00"
    assert "已粘贴 20 行，其中新增 17 行" in desk.text_content("[data-grid-said=operating]")
    follow(desk, ".actions button.primary")
    assert desk.locator(".notice.success").count() == 1
    assert value(desk, "operating-21-printed_label") == "第29项"
    assert value(desk, "operating-21-amount") == "1029.1"
    assert desk.said == []


def test_cells_of_excel_with_line_ends_and_quotes_stay_one_cell(desk: Any) -> None:
    paste(desk, "operating-2-amount", '12\t"用于""两会""\n及会议"\r\n34\t甲')

    assert value(desk, "operating-2-printed_label") == '用于"两会" 及会议'
    assert value(desk, "operating-3-amount") == "34"


def test_a_paste_can_be_taken_back(desk: Any) -> None:
    before = value(desk, "operating-0-amount")
    paste(desk, "operating-0-amount", "1\t甲\n2\t乙")
    assert value(desk, "operating-0-amount") == "1"

    desk.keyboard.press("Control+z")

    assert value(desk, "operating-0-amount") == before
    assert "已撤销" in desk.text_content("[data-grid-said=operating]")


def test_pasted_words_that_a_select_does_not_know_are_kept_until_they_are_corrected(desk: Any) -> None:
    paste(desk, "operating-2-amount", "5\t甲\t\t不存在的资金")

    assert value(desk, "operating-2-fund") == "不存在的资金"
    follow(desk, ".actions button.primary")
    assert desk.locator("#error-summary").count() == 1
    assert value(desk, "operating-2-fund") == "不存在的资金"
    assert desk.evaluate("document.activeElement.id") == "error-summary"
    desk.click("#error-summary a")
    assert desk.evaluate("document.activeElement.name") == "operating-2-fund"


def test_an_amount_that_is_none_is_said_beside_the_total(desk: Any) -> None:
    desk.fill("[name=operating-0-amount]", "四万")

    assert "1 格无法识别" in desk.text_content("output[data-sum=amount] >> nth=1")


def test_enter_goes_down_and_never_sends_the_form(desk: Any) -> None:
    desk.focus("[name=operating-0-amount]")

    desk.keyboard.press("Enter")

    assert desk.evaluate("document.activeElement.name") == "operating-1-amount"
    assert desk.locator("#error-summary, .notice.success").count() == 0


def test_every_stop_of_the_tab_key_is_visible(desk: Any) -> None:
    """From the top through the first table: each focused element has an outline and lies on the page."""
    desk.evaluate("document.body.focus()")
    for _ in range(40):
        desk.keyboard.press("Tab")
        name, width, inside = desk.evaluate(
            "() => { const at = document.activeElement, box = at.getBoundingClientRect();"
            " return [at.outerHTML.slice(0, 80), getComputedStyle(at).outlineWidth, box.width > 0 && box.left >= -1]; }"
        )
        assert width != "0px", name
        assert inside, name


@pytest.mark.parametrize("width", [390, 320])
def test_the_page_itself_never_scrolls_sideways(desk: Any, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})

    assert desk.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert desk.evaluate("(region => region.scrollWidth > region.clientWidth)(document.querySelector('.grid-region'))")


def test_the_end_of_the_session_is_told_before_anything_is_lost(entry_site: Any, desk: Any) -> None:
    """The clock of the page is set forward to shortly before the end of the working day, then beyond it."""
    desk.context.clear_cookies()
    sign_in(desk, f"{entry_site.url}/entry/login/?next={urlsplit(desk.url).path}", "preparer")  # the day begins now
    desk.clock.install()
    desk.reload()
    desk.fill("[name=operating-0-amount]", "41000")
    desk.clock.fast_forward(8 * 3600 * 1000 - 4 * 60 * 1000)
    assert "5 分钟内到期" in desk.text_content(".session-warning")

    desk.clock.fast_forward(5 * 60 * 1000)
    assert "登录已到期" in desk.text_content(".session-warning")
    desk.context.clear_cookies()
    desk.click(".actions button.primary")

    # A function given as text would have to be evaluated for each look, which the pages' policy forbids.
    desk.locator(".session-warning", has_text="还没有保存").wait_for()
    assert value(desk, "operating-0-amount") == "41000"


def test_leaving_with_unsaved_changes_is_asked_about(desk: Any) -> None:
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.fill("[name=operating-0-amount]", "41000")
    assert desk.is_visible(".unsaved")

    with desk.expect_event("dialog"):
        desk.click(".desk-name")

    assert asked == ["beforeunload"]
    assert value(desk, "operating-0-amount") == "41000"
