"""The entry desk's pages about a version as a whole: register the 批复, record the 保密审查, discard a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from budgets import parts
from budgets.desk.again import SignsInAgain
from budgets.desk.version_page import VersionPage
from budgets.models import DepartmentalBudget, Reply, SecrecyReview
from budgets.workflow import deadlines, transitions
from budgets.workflow.forms import ReplyForm, SecrecyReviewForm, scan_type
from budgets.workflow.move_page import MovePage


class ReplyView(SignsInAgain, MovePage):
    move = "register_reply"

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        registered = Reply.objects.filter(budget=budget).defer("scan").first()
        form = ReplyForm(
            self.request.POST or None,
            self.request.FILES or None,
            instance=registered,
            initial=_earlier_reply(budget, registered),
        )
        if self.request.method == "POST" and form.is_valid():
            values = {name: form.cleaned_data[name] for name in form.Meta.fields}
            scan, scan_name = form.cleaned_data["scan"] or (None, "")
            try:
                transitions.register_reply(budget, by=self.person, **values, scan=scan, scan_name=scan_name)
            except transitions.Refused as refusal:
                return self.too_late(budget, refusal)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(self.request, "批复已登记。")
                return self.overview(budget)
        has_scan = Reply.objects.filter(budget=budget, scan__isnull=False).exists()
        context = {"form": form, "registered": registered, "has_scan": has_scan, "days": deadlines.PUBLICATION_DAYS}
        return self.shown("budgets/workflow/reply.html", budget, context)


@method_decorator(never_cache, name="dispatch")
class ReplyScanView(VersionPage):
    """The scan of the 批复, to those who see the version; always as a download, never shown inside our pages."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        registered = get_object_or_404(Reply, budget=self.budget_of(budget_pk), scan__isnull=False)
        content = bytes(registered.scan or b"")
        found = scan_type(content)
        if found is None:
            raise Http404
        response = HttpResponse(content, content_type=found[0])
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=registered.scan_name)
        return response


class SecrecyView(SignsInAgain, MovePage):
    move = "record_secrecy_review"

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        form = SecrecyReviewForm(
            self.request.POST or None, instance=SecrecyReview.objects.filter(budget=budget).first()
        )
        if self.request.method == "POST" and form.is_valid():
            try:
                transitions.record_secrecy_review(budget, by=self.person, **form.cleaned_data)
            except transitions.Refused as refusal:
                return self.too_late(budget, refusal)
            messages.success(self.request, "保密审查已登记。")
            return self.overview(budget)
        return self.shown("budgets/workflow/secrecy.html", budget, {"form": form})


class DiscardView(MovePage):
    move = "discard"

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        if self.request.method == "POST":
            name = str(budget)
            try:
                transitions.discard(budget, by=self.person)
            except transitions.Refused as refusal:
                return self.too_late(budget, refusal)
            messages.success(self.request, f"已删除草稿：{name}。")
            return redirect("entry-home")
        filled = [(part.title, part.completeness(budget).filled) for part in parts.all_parts()]
        context = {"filled": [each for each in filled if each[1]]}
        return self.shown("budgets/workflow/discard.html", budget, context)


def _earlier_reply(budget: DepartmentalBudget, registered: Reply | None) -> dict[str, Any]:
    """A correction has the 批复 of the version that it corrects; a unit has its 批复 from its department."""
    if registered:
        return {}
    earlier = (
        Reply.objects.filter(
            budget__region=budget.region_id, budget__department=budget.department_id, budget__unit=budget.unit_id,
            budget__fiscal_year=budget.fiscal_year, budget__phase=budget.phase, budget__version__lt=budget.version,
        )
        .order_by("-budget__version")
        .values("authority", "number", "dated", "received")
        .first()
    )  # fmt: skip
    if earlier or not budget.unit_id:
        return dict(earlier or {})
    return {"authority": budget.department.name}
