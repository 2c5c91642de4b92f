"""pytest plugin: Chromium, and how tests use it on a machine that may be busy.

`browser`, `page`  Chromium, and one tab of a visitor without a past.

After a click nothing may be looked at before the page that the click leads to is there: `follow` waits for it. What a
script changes in a page is waited for by its words. How long a wait may take says nothing about the product: only what
never comes fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000  # milliseconds
PASTE = """(text) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium: nothing is downloaded."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("没有 chromium：CI 必须运行浏览器测试（apt-get install chromium）")
        pytest.skip("没有 chromium，跳过浏览器测试（apt-get install chromium）")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread for the rest of the run; Django would refuse all work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS, timeout=PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    tab = new_page(browser)
    yield tab
    tab.context.close()


def new_page(browser: Any, **options: Any) -> Any:
    """A tab of a visitor of its own."""
    context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1366, "height": 768}} | options)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def follow(page: Any, what: Any) -> None:
    """Clicks what leads to another page, or to the same anew, and waits until that is there. `what` is a selector or a place."""
    with page.expect_navigation():
        (page.locator(what).first if isinstance(what, str) else what).click()


def sign_in(page: Any, address: str, username: str, password: str = "") -> None:
    """Through the form that stands at the address. Without a password: the one that `make_user` gives."""
    page.goto(address)
    page.fill("[name=username]", username)
    page.fill("[name=password]", password or f"{username}-only-in-tests")
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert "login" not in page.url, page.inner_text("body")


def state_of(browser: Any, address: str, username: str) -> Any:
    """What a browser keeps of signing in there once: `new_page(browser, storage_state=…)` is signed in."""
    page = new_page(browser)
    sign_in(page, address, username)
    kept = page.context.storage_state()
    page.context.close()
    return kept


def complaints(page: Any, *kinds: str) -> list[str]:
    """What the browser says of the page from now on: errors of its scripts, and words of these kinds on its console."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in kinds else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def paste(page: Any, name: str, text: str) -> None:
    """Into the field of that name, as from Excel."""
    page.focus(f"[name={name}]")
    page.evaluate(PASTE, text)
