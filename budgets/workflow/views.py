"""The entry desk's pages about a version as a whole: register the 批复, record the 保密审查, discard a draft.

Who may do what stands in budgets.workflow.moves. A version that an account does not reach is not found; a move that it may not
make is forbidden; one that cannot be made now leads back to the overview with the reason.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgets import parts
from budgets.desk.again import signs_in_again
from budgets.desk.scope import visible_budget
from budgets.models import DepartmentalBudget, Reply, SecrecyReview
from budgets.workflow import deadlines, transitions
from budgets.workflow.forms import ReplyForm, SecrecyReviewForm, scan_type

_page_methods = require_http_methods(["GET", "HEAD", "POST"])


@signs_in_again
@login_required
@_page_methods
@never_cache
def reply(request: HttpRequest, budget_pk: int) -> HttpResponse:
    budget, answer = _open(request, budget_pk, "register_reply")
    if answer:
        return answer
    registered = Reply.objects.filter(budget=budget).defer("scan").first()
    form = ReplyForm(
        request.POST or None, request.FILES or None, instance=registered, initial=_earlier_reply(budget, registered)
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        scan, scan_name = form.cleaned_data["scan"] or (None, "")
        try:
            transitions.register_reply(budget, by=_person(request), **values, scan=scan, scan_name=scan_name)
        except transitions.Refused as refused:
            return _refused(request, budget, refused)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "批复已登记。")
            return redirect("entry-overview", budget_pk=budget.pk)
    has_scan = Reply.objects.filter(budget=budget, scan__isnull=False).exists()
    context = {"form": form, "registered": registered, "has_scan": has_scan, "days": deadlines.PUBLICATION_DAYS}
    return _page(request, "reply", budget, "登记批复", context)


@login_required
@require_safe
@never_cache
def reply_scan(request: HttpRequest, budget_pk: int) -> HttpResponse:
    """The scan of the 批复, to those who see the version; always as a download, never shown inside our pages."""
    budget = visible_budget(request.user, budget_pk)
    registered = get_object_or_404(Reply, budget=budget, scan__isnull=False)
    content = bytes(registered.scan or b"")
    found = scan_type(content)
    if found is None:
        raise Http404
    response = HttpResponse(content, content_type=found[0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=registered.scan_name)
    return response


@signs_in_again
@login_required
@_page_methods
@never_cache
def secrecy(request: HttpRequest, budget_pk: int) -> HttpResponse:
    budget, answer = _open(request, budget_pk, "record_secrecy_review")
    if answer:
        return answer
    form = SecrecyReviewForm(request.POST or None, instance=SecrecyReview.objects.filter(budget=budget).first())
    if request.method == "POST" and form.is_valid():
        try:
            transitions.record_secrecy_review(budget, by=_person(request), **form.cleaned_data)
        except transitions.Refused as refused:
            return _refused(request, budget, refused)
        messages.success(request, "保密审查已登记。")
        return redirect("entry-overview", budget_pk=budget.pk)
    return _page(request, "secrecy", budget, "登记保密审查", {"form": form})


@login_required
@_page_methods
@never_cache
def discard(request: HttpRequest, budget_pk: int) -> HttpResponse:
    budget, answer = _open(request, budget_pk, "discard")
    if answer:
        return answer
    if request.method == "POST":
        name = str(budget)
        try:
            transitions.discard(budget, by=_person(request))
        except transitions.Refused as refused:
            return _refused(request, budget, refused)
        messages.success(request, f"已删除草稿：{name}。")
        return redirect("entry-home")
    filled = [(part.title, part.completeness(budget).filled) for part in parts.all_parts()]
    return _page(request, "discard", budget, "删除草稿", {"filled": [each for each in filled if each[1]]})


# ---- Entering ----


def _open(request: HttpRequest, budget_pk: int, move: str) -> tuple[DepartmentalBudget, HttpResponse | None]:
    """The version, and what to answer instead of the page where the move cannot be made."""
    budget = visible_budget(request.user, budget_pk)
    refused = transitions.refusal(move, budget, request.user)
    if isinstance(refused, transitions.NotAllowed):
        raise PermissionDenied(str(refused))
    return budget, _refused(request, budget, refused) if refused else None


def _refused(request: HttpRequest, budget: DepartmentalBudget, refused: transitions.Refused) -> HttpResponseRedirect:
    messages.error(request, str(refused))
    return redirect("entry-overview", budget_pk=budget.pk)


def _person(request: HttpRequest) -> User:
    """Nobody else gets past `login_required`."""
    return cast("User", request.user)


# ---- Showing ----


def _page(
    request: HttpRequest, name: str, budget: DepartmentalBudget, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"budget": budget, "title": title, "parts": parts.all_parts()}
    return render(request, f"budgets/workflow/{name}.html", frame | context, status=status)


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
