"""The page of consolidation: the department's units, where their figures come from, what each brings, and the sum.

Only a department's version has it. Whoever sees the version sees the page; its preparers take over and state transfers.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from budgets.consolidation import adoption
from budgets.consolidation.adoption import CannotTakeOver, Outcome, WouldOverwrite
from budgets.consolidation.forms import LinkForm, transfer_set
from budgets.consolidation.unit_states import UnitState, unit_states, units_reply
from budgets.desk.version_page import VersionPage, whole_number
from budgets.models import BudgetUnit, DepartmentalBudget, Unit
from budgets.money import grouped
from budgets.statements.consolidation import SHOWN, Consolidation, consolidation
from budgets.statements.ledger import Ledger
from budgets.versions.editing import ChangedMeanwhile, NotEditable

TITLE = "单位汇总"
# In the navigation it stands beside the parts without being one: it holds no rows of its own.
PLACE = {"key": "consolidation"}


class ConsolidationView(VersionPage):
    heading = TITLE

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._page(_of_department(self.budget_of(budget_pk)))

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = _of_department(self.budget_to_write(budget_pk))
        actions = {
            "take_over": self._take_over,
            "sum_up": self._sum_up,
            "transfers": self._transfers,
            "link": self._link,
        }
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            return action(budget)
        except (CannotTakeOver, ChangedMeanwhile, NotEditable) as refused:
            messages.error(request, str(refused))
            return self._back(budget)

    # ---- What can be done ----

    def _take_over(self, budget: DepartmentalBudget) -> HttpResponse:
        key = whole_number(self.request.POST.get("unit"))
        unit = get_object_or_404(Unit, pk=key, department=budget.department_id)
        try:
            outcome = adoption.take_over(budget, unit, by=self.person, seen=self.seen, overwrite=self._is_confirmed)
        except WouldOverwrite as stopped:
            context = {"unit": unit, "rows": stopped.rows, "why": str(stopped), "seen": budget.row_version}
            return self.shown("budgets/consolidation_conflict.html", budget, context, status=409)
        self._tell(f"“{unit.name}”", outcome)
        return self._back(budget)

    def _sum_up(self, budget: DepartmentalBudget) -> HttpResponse:
        self._tell("各单位之和", adoption.sum_up(budget, by=self.person, seen=self.seen, overwrite=True))
        return self._back(budget)

    def _transfers(self, budget: DepartmentalBudget) -> HttpResponse:
        ledger = Ledger.of(budget)
        rows = transfer_set(consolidation(ledger), ledger, self.request.POST)
        if not rows.is_valid():
            return self._page(budget, transfers=rows)
        stored = [transfer for form in rows.forms if (transfer := form.transfer())]
        adoption.store_transfers(budget, stored, by=self.person, seen=self.seen)
        messages.success(self.request, "内部往来已保存。涉及的单位请重新引入，使部门预算不含这些往来。")
        return self._back(budget, "transfers")

    def _link(self, budget: DepartmentalBudget) -> HttpResponse:
        form = _link_form(consolidation(Ledger.of(budget)), budget, self.request.POST)
        if not form.is_valid():
            for error in (message for each in form.errors.values() for message in each):
                messages.error(self.request, str(error))
            return self._back(budget)
        adoption.link(budget, form.cleaned_data["row"], form.cleaned_data["unit"], by=self.person, seen=self.seen)
        messages.success(self.request, "已对应。")
        return self._back(budget)

    # ---- The page ----

    def _page(self, budget: DepartmentalBudget, *, transfers: Any = None) -> HttpResponse:
        ledger = Ledger.of(budget)
        joined = consolidation(ledger)
        states = unit_states(budget, joined)
        context = {
            "may_write": self.may_write(budget),
            "seen": budget.row_version,
            "states": states,
            "agreeing": {state.unit.pk for state in states if state.unit and _agrees(joined, state)},
            "heads": [joined.department[ref].name for ref in SHOWN],
            "rows": [(state, _figures(joined, state)) for state in states if state.is_listed],
            "sums": _sums(joined),
            "differences": bool(joined.contradictions()),
            "transfers": transfers or transfer_set(joined, ledger),
            "typed": adoption.typed_wholes(budget),
            "missing": adoption.units_to_take_over(budget),
            "units_reply": units_reply(budget),
            "link": _link_form(joined, budget),
        }
        return self.shown("budgets/consolidation.html", budget, context)

    def frame(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return super().frame(budget) | {"part": PLACE}

    def _back(self, budget: DepartmentalBudget, anchor: str = "") -> HttpResponse:
        address = self.address_of("entry-consolidation", budget)
        return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)

    @property
    def _is_confirmed(self) -> bool:
        return self.request.POST.get("overwrite") == "1"

    def _tell(self, what: str, outcome: Outcome) -> None:
        if outcome.changes:
            messages.success(self.request, f"已引入{what}：{'；'.join(outcome.changes)}。")
        else:
            messages.info(self.request, f"{what}与部门预算中的内容一致，没有需要引入的。")
        for note in outcome.notes:
            messages.warning(self.request, note)
        if outcome.kept:
            messages.warning(self.request, f"{'、'.join(outcome.kept)}已有手工填写的内容，没有改为各单位之和。")


def _of_department(budget: DepartmentalBudget) -> DepartmentalBudget:
    if budget.unit_id:
        raise Http404("单位预算不汇总其他单位。")
    return budget


def _agrees(joined: Consolidation, state: UnitState) -> bool:
    """The unit was taken over as it now is, and nothing was changed since."""
    return state.is_taken_over and state.contribution is not None and not joined.differs(state.contribution)


def _figures(joined: Consolidation, state: Any) -> list[str]:
    """What the unit brings, in 元; a blank is nothing that anybody said."""
    found = [state.contribution.figures[ref].value for ref in SHOWN]
    return ["" if value is None else grouped(value) for value in found]


def _sums(joined: Consolidation) -> list[tuple[str, str, list[str]]]:
    """The rows under the units: key, words, figures. The difference is shown where there is one."""

    def row(key: str, words: str, values: list[Any]) -> tuple[str, str, list[str]]:
        return key, words, ["" if value is None else grouped(value) for value in values]

    known = [joined.is_complete(ref) for ref in SHOWN]
    differences = [joined.difference(ref) if is_known else None for ref, is_known in zip(SHOWN, known, strict=True)]
    found = [row("units", "各单位之和", [joined.of_units(ref) for ref in SHOWN])]
    if joined.transfers:
        found.append(row("deducted", "减：内部往来", [joined.deducted(ref) or None for ref in SHOWN]))
        found.append(row("expected", "应列数", [joined.expected(ref) for ref in SHOWN]))
    found.append(row("department", "部门预算", [joined.department[ref].value for ref in SHOWN]))
    if any(differences):
        found.append(row("difference", "相差", [value or None for value in differences]))
    return found


def _link_form(joined: Consolidation, budget: DepartmentalBudget, data: Any = None) -> LinkForm:
    """rows: those without a unit; units: those without a row."""
    rows: list[BudgetUnit] = [each.row for each in joined.contributions if each.row and each.unit is None]
    taken = [each.unit.pk for each in joined.contributions if each.unit]
    units = list(Unit.objects.filter(department=budget.department_id).exclude(pk__in=taken))
    return LinkForm(data, rows=rows, units=units)
