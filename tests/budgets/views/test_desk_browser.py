"""The desk in Chromium when things go wrong: no connection, an ended session; and links that lead into their cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browsing import follow, paste, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.site]


def value(page: Any, name: str) -> str:
    return page.input_value(f"[name={name}]")


def test_a_save_without_a_connection_stays_on_the_page_and_goes_through_afterwards(desk: Any) -> None:
    desk.fill("[name=operating-0-amount]", "41000")
    desk.context.set_offline(True)
    desk.click(".actions button.primary")
    desk.locator(".session-warning", has_text="网络不通，还没有保存").wait_for()
    assert value(desk, "operating-0-amount") == "41000"

    desk.context.set_offline(False)
    follow(desk, ".actions button.primary")
    assert "已保存" in desk.text_content(".notice.success")
    assert value(desk, "operating-0-amount").startswith("41000")


def test_after_signing_in_again_in_another_window_the_form_is_saved(entry_site: Any, desk: Any) -> None:
    desk.context.clear_cookies()
    sign_in(desk, f"{entry_site.url}/entry/login/?next={urlsplit(desk.url).path}", "preparer")
    desk.clock.install()
    desk.reload()
    desk.fill("[name=operating-0-amount]", "41000")
    desk.clock.fast_forward(9 * 3600 * 1000)
    desk.context.clear_cookies()
    desk.click(".actions button.primary")
    desk.locator(".session-warning", has_text="还没有保存").wait_for()

    window = desk.context.new_page()
    sign_in(window, f"{entry_site.url}/entry/login/?next=/entry/", "preparer")
    follow(desk, ".actions button.primary")
    assert "已保存" in desk.text_content(".notice.success")


def test_a_block_is_read_as_excel_copies_it(desk: Any) -> None:
    """Headings are no row, straight quotes belong to their cell, blank lines at the end are nothing."""
    head = "经济分类科目\t金额（元）\t打印名称"
    rows = [head, '30201\t1\t"两会"保障', '30201\t2\t"两会', '30201\t3\t"甲""乙""\n\t丙"', "", "", ""]
    paste(desk, "operating-2-economic", "\r\n".join(rows))
    said = desk.text_content("[data-grid-said=operating]")
    assert "已粘贴 3 行" in said
    assert "首行是表头，没有粘贴" in said
    assert [value(desk, f"operating-{row}-printed_label") for row in (2, 3, 4)] == ['"两会"保障', '"两会', '甲"乙" 丙']
    desk.keyboard.press("Control+z")
    assert value(desk, "operating-2-economic") == ""


def test_a_link_of_a_finding_leads_into_the_cell_also_of_a_row_that_is_not_saved(desk: Any) -> None:
    paste(desk, "operating-2-economic", "30201\t1\t甲\n30201\t约三万\t乙")
    link = desk.locator("#live-findings a", has_text="“约三万”不是金额")
    link.wait_for(state="attached")
    desk.evaluate("document.getElementById('findings').open = true")
    link.click()
    assert desk.evaluate("document.activeElement.name") == "operating-3-amount"

    row = desk.locator("tr:has([name=operating-0-amount])").get_attribute("id")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(f"{desk.url.split('#')[0]}?again#{row}")
    desk.locator("[name=operating-0-economic]:focus").wait_for()
    assert desk.said == []


def test_five_hundred_pasted_rows_are_in_their_cells_within_a_moment(desk: Any) -> None:
    rows = "\n".join(f"30201 办公费\t{number}\t第{number}项" for number in range(500))
    desk.focus("[name=operating-2-economic]")
    told = desk.evaluate(
        """(text) => {
            let told = 0;
            document.querySelector("form.part").addEventListener("input", () => told++);
            const clipboard = new DataTransfer();
            clipboard.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
            return told;
        }""",
        rows,
    )
    assert value(desk, "operating-501-printed_label") == "第499项"
    assert told == 1  # an event for each cell kept the page waiting for seconds
