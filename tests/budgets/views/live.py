"""Typing into a page without saving it: what the browser sends to the check, and what comes back."""

from __future__ import annotations

from typing import Any

import lxml.html
from django.urls import reverse

from tests.entry_desk import EntryPage


class TypedPage(EntryPage):
    """A page of the desk that is being typed. `check` sends it as it stands to its check."""

    def __init__(self, user: Any, name: str, budget: Any, **more: Any) -> None:
        super().__init__(user, reverse(name, kwargs={"budget_pk": budget.pk, **more}))
        self.page = self.address.removeprefix(reverse("entry-overview", kwargs={"budget_pk": budget.pk}))
        self.checked_at = reverse("entry-live", kwargs={"budget_pk": budget.pk, "page": self.page})
        self.known = lxml.html.fromstring(self.html).xpath("//*[@id='live-known']/input/@value")
        self.found: list[str] = []

    def check(self) -> Answer:
        response = self.client.post(self.checked_at, {**self.values, "known": self.known, "found": self.found})
        answer = Answer(response)
        if response.status_code == 200:
            self.found = answer.tree.xpath("//*[@id='live-found']/input/@value")
        return answer


class Answer:
    def __init__(self, response: Any) -> None:
        self.response, self.status = response, response.status_code
        self.html = response.content.decode()
        self.tree = lxml.html.fromstring(f"<div>{self.html}</div>")

    @property
    def said(self) -> str:
        return self._words("//*[@id='live-said']")[0]

    @property
    def new(self) -> list[str]:
        return self._words("//li[span='新发现']")

    @property
    def still(self) -> list[str]:
        return self._words("//li[span='仍有']")

    @property
    def solved(self) -> list[str]:
        return self._words("//li[span='已解决']")

    @property
    def wrong(self) -> list[str]:
        return self._words("//li[span='填写有误']")

    @property
    def unjudged(self) -> list[str]:
        return self._words("//li[span='未核验']")

    @property
    def refused(self) -> list[str]:
        return self._words("//li[span='不能保存']")

    @property
    def beside(self) -> dict[str, str]:
        """Words beside each field or row, by its place on the page."""
        return {
            each.get("data-live-place"): " ".join(each.text_content().split())
            for each in self.tree.xpath("//*[@data-live-place]")
        }

    @property
    def marked(self) -> set[str]:
        """The rows that have a mark of a finding about many."""
        return {
            place for places in self.tree.xpath("//@data-live-marks") for place in places.split()
        }  # fmt: skip

    def _words(self, path: str) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self.tree.xpath(path)]
