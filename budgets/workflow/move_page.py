"""The base of the pages on which one move of a version is made, with a form or a confirmation."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from budgets.desk.version_page import VersionPage
from budgets.models import DepartmentalBudget
from budgets.refusals import Refused
from budgets.workflow.moves import MOVES, refusal


@method_decorator(never_cache, name="dispatch")
class MovePage(VersionPage):
    """Base of the pages on which one move of a version is made (budgets.workflow.moves), whose name is its key in the map."""

    http_method_names = ["get", "head", "post"]
    move: ClassVar[str]

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._opened(budget_pk)

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._opened(budget_pk)

    def _opened(self, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        refused = refusal(self.move, budget, self.request.user)
        return self.refused(budget, refused) if refused else self.answer(budget)

    def too_late(self, budget: DepartmentalBudget, refusal: Refused) -> HttpResponse:
        """The move could be made when the page was opened, and cannot any more: the overview says why, whoever asks."""
        messages.error(self.request, str(refusal))
        return self.overview(budget)

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        """The page, or what became of the form, where the move can be made."""
        raise NotImplementedError

    def title(self, budget: DepartmentalBudget) -> str:
        return self.heading or MOVES[self.move].label
