"""One version at a glance: its parts, what the rules found, and the steps that may be taken."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from budgets import parts
from budgets.choices import ReviewAction, Status
from budgets.consolidation.unit_states import units_reply
from budgets.desk.findings import Tally, shown_failures
from budgets.desk.version_page import VersionPage
from budgets.entry.tables import next_step
from budgets.frozen import freeze
from budgets.models import DepartmentalBudget
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.rules import judge
from budgets.workflow import answers, deadlines, transitions


class OverviewView(VersionPage):
    def title(self, budget: DepartmentalBudget) -> str:
        return f"{budget.fiscal_year}年{budget.scope_word}预算"

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        results = judge.judge(budget, whole=True) if budget.is_editable else freeze.read(budget).results
        failures = shown_failures(results, budget)
        warned = answers.warned(budget, results)
        context = {
            "progress": [(part, part.completeness(budget)) for part in parts.all_parts()],
            "tally": Tally.of(results),
            "groups": _groups(failures),
            "warned": len(warned),
            "answers": [each for each in warned if each.answer],
            "unanswered": sum(each.is_open for each in warned),
            "not_run": [result for result in results if result.outcome == "not-run"],
            "actions": transitions.allowed_actions(budget, request.user),
            "next_step": next_step(budget, transitions.roles_of(request.user, budget)),
            "deadline": deadlines.publication(budget),
            "units_reply": units_reply(budget),
            "replies": replies_of(budget),
            "reviews": secrecy_reviews_of(budget),
            "returned": self._comment_of_return(budget),
            "history": budget.review_records.select_related("by"),
        }
        return self.shown("budgets/overview.html", budget, context)

    @staticmethod
    def _comment_of_return(budget: DepartmentalBudget) -> str:
        """What the reviewer wrote, while the version lies with the clerk because of it."""
        if budget.status != Status.RETURNED:
            return ""
        record = budget.review_records.filter(action=ReviewAction.RETURNED).last()
        return record.comment if record else ""


def _groups(failures: list[Any]) -> list[tuple[str, str, list[Any]]]:
    """The findings by severity: key, words, and the findings."""
    words = {
        "E": "错误：改正后才能报送",
        "waived": "已豁免的错误：由审核人豁免，不影响报送",
        "W": "提醒：有问题的先改正，确属正确的在报送页面逐条答复",
        "I": "提示：供参考",
    }
    grouped = [(key, name, [each for each in failures if _group_of(each) == key]) for key, name in words.items()]
    return [group for group in grouped if group[2]]


def _group_of(failure: Any) -> str:
    return "waived" if failure.waived else str(failure.severity)
