"""A person at the entry desk, in a real browser: opens pages, types into fields, saves, reads what comes back."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from tests.browsing import follow

Row = dict[str, Any]
KIND = "each => each.tagName === 'SELECT' ? 'select' : each.type"


class Desk:
    """The pages of one version. Refuses to go on when a page was not saved, and says what the page said."""

    def __init__(self, page: Any, url: str, budget_pk: int) -> None:
        self.page, self.url, self.pk = page, url, budget_pk

    @classmethod
    def create(cls, page: Any, url: str, *, year: int, name: str) -> Desk:
        page.goto(f"{url}/entry/new/")
        page.fill("[name=fiscal_year]", str(year))
        page.fill("[name=printed_name]", name)
        follow(page, "main button.primary")
        found = re.search(r"/entry/(\d+)/", page.url)
        assert found, page.inner_text("main")
        return cls(page, url, int(found.group(1)))

    def open(self, path: str) -> None:
        answer = self.page.goto(f"{self.url}/entry/{self.pk}/{path}")
        assert answer.status == 200, (path, answer.status)

    def field(self, name: str, value: Any) -> None:
        """Types into a field, chooses from a list or ticks a box."""
        self._put(name, self.page.locator(f'main [name="{name}"]').first.evaluate(KIND), value)

    def _put(self, name: str, kind: str, value: Any) -> None:
        place = self.page.locator(f'main [name="{name}"]').first
        if kind == "select":
            place.select_option(str(value))
        elif kind == "checkbox":
            place.set_checked(bool(value))
        elif kind != "hidden":
            place.fill(_typed(value))

    def rows(self, grid: str, rows: list[Row]) -> None:
        """Fills a grid's rows from the top, asking for more when the page offers too few."""
        while rows and self.page.locator(f'main [name="{grid}-{len(rows) - 1}-id"]').count() == 0:
            self.page.click(f'[data-grid-add="{grid}"]')
        kinds = self.page.evaluate(
            f"() => Object.fromEntries([...document.querySelectorAll('main [name]')].map(each => [each.name, ({KIND})(each)]))"
        )
        for number, row in enumerate(rows):
            for name, value in row.items():
                if value not in ("", None):
                    self._put(f"{grid}-{number}-{name}", kinds[f"{grid}-{number}-{name}"], value)

    def save(self) -> None:
        follow(self.page, self.page.locator("main form.part button.primary").last)
        problems = self.page.locator("#error-summary")
        assert problems.count() == 0, problems.first.inner_text()

    def act(self, action: str) -> None:
        follow(self.page, self.page.locator(f'main button[name=action][value="{action}"]').last)

    def text(self) -> str:
        return self.page.inner_text("main")

    def preview(self) -> dict[str, Any]:
        """The draft's preview.json, as the signed-in browser gets it."""
        answer = self.page.request.get(f"{self.url}/entry/{self.pk}/preview.json")
        assert answer.status == 200
        return json.loads(answer.text())


def _typed(value: Any) -> str:
    """An amount as a clerk types it: without needless zeros, sometimes with separators."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
