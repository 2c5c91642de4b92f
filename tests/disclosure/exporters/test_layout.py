"""The article in a browser: what only a layout shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from disclosure.document import Document
from disclosure.exporters import to_html

STYLES = Path(__file__).resolve().parents[3] / "static" / "css"

pytestmark = pytest.mark.browser


# What comes of a picture that is not there has come of all that were there before it.
FAILING_PICTURE = """() => new Promise(done => {
    const picture = new Image();
    picture.onerror = done;
    picture.src = "data:,no picture";
})"""


def show(page: Any, document: Document, width: int) -> None:
    css = "".join((STYLES / name).read_text() for name in ("tokens.css", "document.css"))
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(
        f'<!doctype html><html lang="zh-CN"><title>预算</title><style>body{{margin:16px}}{css}</style>'
        f"<main>{to_html.article(document)}</main></html>"
    )


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_page_never_scrolls_sideways_but_wide_tables_do(page: Any, document: Document, width: int) -> None:
    show(page, document, width)
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert inner <= outer
    wide, room = page.locator("#procurement").evaluate("region => [region.scrollWidth, region.clientWidth]")
    assert wide > room


def test_a_focused_table_is_seen(page: Any, document: Document) -> None:
    show(page, document, 390)
    page.keyboard.press("Tab")
    focused = page.evaluate("[document.activeElement.role, getComputedStyle(document.activeElement).outlineStyle]")
    assert focused == ["region", "solid"]


def test_no_text_of_the_document_runs_as_a_script(page: Any, document: Document) -> None:
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: alarms.append(request.url))
    show(page, document, 1366)
    page.evaluate(FAILING_PICTURE)
    assert alarms == []
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=x onerror=alert(2)>')")
    page.evaluate(FAILING_PICTURE)
    assert alarms[-1] == "2"  # so it would have been heard
