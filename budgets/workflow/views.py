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
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.workflow import deadlines, transitions
from budgets.workflow.forms import ReplyForm, SecrecyReviewForm, scan_type
from budgets.workflow.move_page import MovePage


class ReplyView(SignsInAgain, MovePage):
    move = "register_reply"

    def answer(self, budget: DepartmentalBudget) -> HttpResponse:
        replies = replies_of(budget)
        form = ReplyForm(
            self.request.POST or None,
            self.request.FILES or None,
            corrected=replies.newest,
            initial=_registered(replies.newest) if replies.newest else _earlier_reply(budget),
        )
        if self.request.method == "POST" and form.is_valid():
            values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.cleaned_data}
            scan, scan_name = form.cleaned_data["scan"] or (None, "")
            try:
                transitions.register_reply(budget, by=self.person, **values, scan=scan, scan_name=scan_name)
            except transitions.Refused as refusal:
                return self.too_late(budget, refusal)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(self.request, _told(budget, is_correction=replies.newest is not None))
                return self.overview(budget)
        context = {"form": form, "replies": replies, "days": deadlines.PUBLICATION_DAYS}
        return self.shown("budgets/workflow/reply.html", budget, context)


@method_decorator(never_cache, name="dispatch")
class ReplyScanView(VersionPage):
    """A scan of the 批复, to those who see the version; always as a download, never shown inside our pages.

    reply_pk   of the row that it belongs to; None: the newest
    confirmed  the scan that the confirming person added
    """

    http_method_names = ["get", "head"]

    def get(
        self, request: HttpRequest, budget_pk: int, reply_pk: int | None = None, *, confirmed: bool = False
    ) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        newest = replies_of(budget).newest
        row = get_object_or_404(Reply, budget=budget, pk=reply_pk or (newest.pk if newest else 0))
        registered = getattr(row, "confirmation", None) if confirmed else row
        if registered is None:
            raise Http404
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
        reviews = secrecy_reviews_of(budget)
        form = SecrecyReviewForm(
            self.request.POST or None,
            is_again=reviews.clearing is not None,
            initial=_reviewed(reviews.clearing) | {"seen_hash": budget.content_hash},
        )
        if self.request.method == "POST" and form.is_valid():
            try:
                transitions.record_secrecy_review(budget, by=self.person, **form.cleaned_data)
            except transitions.Refused as refusal:
                return self.too_late(budget, refusal)
            messages.success(self.request, "保密审查已登记。")
            return self.overview(budget)
        return self.shown("budgets/workflow/secrecy.html", budget, {"form": form, "reviews": reviews})


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


def _told(budget: DepartmentalBudget, *, is_correction: bool) -> str:
    issuer = "主管部门" if budget.unit_id else "财政部门"
    return f"批复的更正已登记，由{issuer}的审核人确认后生效。" if is_correction else "批复已登记。"


def _registered(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in ("authority", "number", "dated", "received")}


def _reviewed(review: SecrecyReview | None) -> dict[str, Any]:
    """What is registered anew begins as it stands; after a return everything has to be reviewed anew."""
    return {name: getattr(review, name) for name in ("reviewer", "reviewed_on", "signed_off_by")} if review else {}


def _earlier_reply(budget: DepartmentalBudget) -> dict[str, Any]:
    """A correction has the 批复 of the version that it corrects; a unit has its 批复 from its department."""
    earlier = (
        DepartmentalBudget.objects.filter(
            region=budget.region_id, department=budget.department_id, unit=budget.unit_id,
            fiscal_year=budget.fiscal_year, phase=budget.phase, version__lt=budget.version, replies__isnull=False,
        )
        .order_by("-version")
        .first()
    )  # fmt: skip
    if earlier and (counting := replies_of(earlier).counting):
        return _registered(counting)
    return {"authority": budget.department.name} if budget.unit_id else {}
