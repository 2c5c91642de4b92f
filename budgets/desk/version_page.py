"""The base of every page of the entry desk about one version: who sees it, what its frame prints, what a refusal leads to.

A version that an account does not reach is not found; a move that it may not make is forbidden; one that cannot be made now
leads back to the overview with the reason.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from budgets import parts
from budgets.desk.scope import EntryMixin, may_prepare
from budgets.jobs import queue
from budgets.models import DepartmentalBudget
from budgets.refusals import NotAllowed, Refused


class VersionPage(EntryMixin, View):
    """heading  what the page is called, where it is called the same for every version"""

    heading: ClassVar[str] = ""

    @property
    def person(self) -> User:
        """Nobody else gets past EntryMixin."""
        return cast("User", self.request.user)

    def may_write(self, budget: DepartmentalBudget) -> bool:
        """Whether this account could save rows of the version now."""
        return budget.is_editable and may_prepare(self.person, budget)

    @property
    def seen(self) -> int:
        """The save that the form was opened on, as the page sent it; -1, which none is, where it sent no number."""
        return whole_number(self.request.POST.get("seen"))

    def title(self, budget: DepartmentalBudget) -> str:
        """What the page is called; a context may say otherwise."""
        return self.heading

    # ---- Showing ----

    def frame(self, budget: DepartmentalBudget) -> dict[str, Any]:
        """What the desk prints around each of its pages."""
        return {"budget": budget, "title": self.title(budget), "parts": parts.all_parts()}

    def shown(
        self, template: str, budget: DepartmentalBudget, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:  # fmt: skip
        """context  goes before what the frame says"""
        return render(self.request, template, self.frame(budget) | context, status=status)

    def made(self, kind: str, budget: DepartmentalBudget, title: str, back: str, **arguments: Any) -> HttpResponse:
        """A file to take away, at once where it is soon done (budgets.jobs)."""
        try:
            job = queue.start(kind, by=self.person, budget=budget, title=title, back=back, **arguments)
        except queue.TooMany as why:
            messages.error(self.request, str(why))
            return HttpResponseRedirect(back)
        return queue.answer(self.request, queue.waited(job))

    # ---- Leading on ----

    @staticmethod
    def address_of(name: str, budget: DepartmentalBudget, **further: Any) -> str:
        return reverse(name, kwargs={"budget_pk": budget.pk, **further})

    def overview(self, budget: DepartmentalBudget) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.address_of("entry-overview", budget))

    def refused(self, budget: DepartmentalBudget, refusal: Refused) -> HttpResponse:
        """Raises PermissionDenied where it is not for this account; else back to the overview with the reason."""
        if isinstance(refusal, NotAllowed):
            raise PermissionDenied(str(refusal))
        messages.error(self.request, str(refusal))
        return self.overview(budget)


def whole_number(text: str | None) -> int:
    """-1 where it is none that a key or a count could be."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else -1
