"""The public pages in a browser: nothing runs over the edge, everything works without scripts, from the keyboard, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import complaints, follow, new_page
from tests.sites import Site, shared_site

pytestmark = pytest.mark.browser

PAGES = ["/", "/?q=没有这个", "/990101/2020/202/", "/990101/2020/202/v1/", "/nowhere/"]
WIDTHS = [1366, 768, 390, 320]


@pytest.fixture(scope="module")
def example() -> Iterator[Site]:
    """The example's petition office, which has published."""
    with shared_site("public") as site:
        site.manage("create_example", "--only", "202", "--year", "2020")
        yield site


@pytest.mark.parametrize("path", PAGES)
def test_the_page_never_scrolls_sideways(example: Site, page: Any, path: str) -> None:
    page.goto(example.url + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_that_test_would_see_a_table_without_its_region(example: Site, page: Any) -> None:
    """The control: the widest table without the box in which it scrolls."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(example.url + PAGES[2])
    page.evaluate(
        "for (const each of document.querySelectorAll('.table-region, .sheet')) each.style.overflow = 'visible'"
    )
    assert page.evaluate("document.documentElement.scrollWidth") > 390


def test_everything_is_there_without_scripts_and_nothing_is_reported(example: Site, browser: Any) -> None:
    page = new_page(browser, java_script_enabled=False)
    reported = complaints(page, "error", "warning", "info", "log")
    page.goto(example.url)
    page.fill("[name=q]", "信访")
    follow(page, "text=查询")
    follow(page, "td a")
    assert page.locator("article h1").count() == 1
    assert page.locator("article table").count() > 3
    assert reported == []
    page.context.close()


def test_the_first_stop_of_the_keyboard_leads_past_the_head(example: Site, page: Any) -> None:
    page.goto(example.url + PAGES[2])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_shows_where_it_is(example: Site, page: Any) -> None:
    for path in PAGES[:3]:
        page.goto(example.url + path)
        stops = 0
        while stops < 40:
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", page.evaluate("document.activeElement.outerHTML")
            stops += 1
        assert stops > 8, path


def test_on_paper_only_the_document_and_its_proof_remain(example: Site, page: Any) -> None:
    page.goto(example.url + PAGES[2])
    page.emulate_media(media="print")
    for hidden in (".site-head", ".contents", ".record", ".quick", ".crumbs", ".site-foot"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("article").is_visible()
    assert "内容校验码" in page.locator(".print-foot").inner_text()


def test_a_files_name_is_the_official_one(example: Site, page: Any) -> None:
    page.goto(example.url + PAGES[2])
    with page.expect_download() as download:
        page.click(".quick-files a >> nth=0")
    assert download.value.suggested_filename == "云汀区信访局2020年部门预算公开说明.docx"


def test_a_page_and_its_styles_are_light(example: Site, page: Any) -> None:
    """As they travel, compressed; the article of the example is most of it."""
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(example.url + PAGES[2])
    page.wait_for_load_state("networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers}
    assert len(sizes) == 4, sizes
    assert sum(sizes.values()) < 400_000, sizes
