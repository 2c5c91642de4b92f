"""The page of submission: what the rules found, a field for the answer to each warning, and the confirmation.

Whatever happened to the version while somebody typed, the answers come back with the page that says so.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from budgets import parts
from budgets.choices import Role, Status
from budgets.desk.again import SignsInAgain
from budgets.desk.findings import shown_failures
from budgets.frozen import freeze
from budgets.frozen.freeze import Reading
from budgets.models import Assignment, DepartmentalBudget
from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from budgets.versions.editing import ChangedMeanwhile
from budgets.workflow import answers, transitions
from budgets.workflow.answer_sheet import AnswerSheet, TypedAnswer, typed_answers
from budgets.workflow.move_page import MovePage

_GONE = "在您填写答复期间，本预算已被删除，或您的账号不再负责本预算，您的答复没有保存。"
_KEEP = "请先复制下面的文字另行保存，再离开本页。"


class SubmitView(SignsInAgain, MovePage):
    """Saving answers and submitting are two buttons; the second saves first, so that a refusal loses nothing."""

    move = "submit"

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        results = judge(budget, whole=True)
        return self.page(budget, results, AnswerSheet(budget, results))

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        try:
            budget = self.budget_of(budget_pk)
        except Http404:
            if not (texts := typed_answers(request.POST)):
                raise
            return self.kept(None, _GONE, texts, 404)
        if refused := transitions.refusal(self.move, budget, request.user):
            return self.refused(budget, refused)
        with answers.held(budget) as locked:
            return self.received(locked)

    def received(self, budget: DepartmentalBudget) -> HttpResponse:
        """Composes once and judges once: nobody can write in the version meanwhile. A refused submission leaves the
        answers saved."""
        reading = freeze.read_rows(budget)
        sheet = AnswerSheet(budget, reading.results, self.request.POST.dict())
        try:
            answers.answer(budget, by=self.person, texts=sheet.texts, results=reading.results)
        except answers.BadAnswers as refused:
            sheet.problems = refused.problems
            return self.page(budget, reading.results, sheet, refused=refused)
        except transitions.Refused as refused:
            return self.refused(budget, refused)
        if self.request.POST.get("action") == "save":
            messages.success(self.request, "答复已保存。")
            return redirect("entry-submit", budget_pk=budget.pk)
        return self.submit(budget, reading, sheet)

    def submit(self, budget: DepartmentalBudget, reading: Reading, sheet: AnswerSheet) -> HttpResponse:
        """From here on the answers are saved."""
        try:
            transitions.submit(budget, by=self.person, seen=self.seen, reading=reading)
        except (transitions.NotReady, transitions.Unanswered, ChangedMeanwhile) as refused:
            again = AnswerSheet(budget, reading.results, sheet.single)
            return self.page(budget, reading.results, again, refused=refused)
        except transitions.Refused as refused:
            messages.error(self.request, f"{refused}您填写的答复已保存。")
            return self.overview(budget)
        messages.success(self.request, "已报送，等待审核。审核结束前不能修改。")
        return self.overview(budget)

    # ---- Where nothing can be answered any more ----

    def refused(self, budget: DepartmentalBudget, refusal: transitions.Refused) -> HttpResponse:
        """Somebody moved the version, or took the right away: with what was typed, where something was."""
        texts: list[TypedAnswer] = []
        if typed_answers(self.request.POST):
            texts = AnswerSheet(budget, freeze.read(budget).results, self.request.POST.dict()).unsaved
        if not texts:
            return super().refused(budget, refusal)
        may_not = isinstance(refusal, transitions.NotAllowed)
        happened = f"{refusal}您的答复没有保存。" if may_not else _what_happened(budget)
        return self.kept(budget, happened, texts, 403 if may_not else 409)

    def kept(
        self, budget: DepartmentalBudget | None, happened: str, texts: list[TypedAnswer], status: int
    ) -> HttpResponse:
        """What was typed, each text beside the warning that it is about, and what to do with it."""
        context = {"title": transitions.MOVES[self.move].label, "texts": texts, "happened": happened, "remedy": _KEEP}
        frame = self.frame(budget) if budget else {"budget": None, "parts": parts.all_parts()}
        return render(self.request, "budgets/workflow/kept.html", frame | context, status=status)

    # ---- The page ----

    def page(
        self, budget: DepartmentalBudget, results: list[Result], sheet: AnswerSheet, refused: Exception | None = None
    ) -> HttpResponse:
        if refused:
            messages.error(self.request, str(refused))
        failures = shown_failures(results, budget)
        context: dict[str, Any] = {
            "blocking": registry.blocking(results),
            "errors": [each for each in failures if each.severity == "E" and not each.waived],
            "waived": [each for each in failures if each.waived],
            "sheet": sheet,
            "reviewers": _reviewers(budget),
        }
        return self.shown("budgets/workflow/submit.html", budget, context, status=409 if refused else 200)


def _what_happened(budget: DepartmentalBudget) -> str:
    who, when = budget.submitted_by, budget.submitted_at
    if budget.status != Status.SUBMITTED or who is None or when is None:
        return f"在您填写答复期间，本预算的状态已变为“{budget.get_status_display()}”，不能再答复，您的答复没有保存。"
    return (
        f"在您填写答复期间，{who.get_full_name() or who.get_username()}已于 {timezone.localtime(when):%m-%d %H:%M} "
        "报送本预算，您的答复没有保存。需要补充或修改答复的，请联系审核人退回，退回后再填入“报送审核”页。"
    )


def _reviewers(budget: DepartmentalBudget) -> list[str]:
    """The names of those to whom the version goes."""
    assignments = Assignment.objects.filter(role=Role.REVIEWER, region=budget.region_id).select_related("user")
    people = {assignment.user_id: assignment.user for assignment in assignments}.values()
    named = [
        person.get_full_name() or person.get_username()
        for person in people
        if Role.REVIEWER in transitions.roles_of(person, budget)
    ]
    return sorted(named)
