"""The pages of the reviewers' desk: one budget as it will be published, and the two decisions about it.

How a page is loaded and shown is in budgets.review.page.
"""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgets.changes import seen
from budgets.choices import ReviewAction, Status
from budgets.composer import composer
from budgets.frozen import freeze
from budgets.models import Answer, DepartmentalBudget
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.review.page import address, load, load_for, page, person
from budgets.review.results import ReviewedResults
from budgets.text import CleanTextField
from budgets.workflow import answers, deadlines, transitions
from budgets.workflow.blockers import standing


class DecisionForm(forms.Form):
    """seen: the hash of the document that the reviewer read. since: mark of what had become other around it by then."""

    comment = CleanTextField().formfield(label="审核意见", required=False, max_length=2000)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    since = forms.CharField(required=False, widget=forms.HiddenInput)


class SendBackForm(DecisionForm):
    comment = CleanTextField().formfield(label="退回原因", max_length=2000)


class RefusalForm(forms.Form):
    comment = CleanTextField().formfield(label="不接受的原因", max_length=2000)


class WaiverForm(forms.Form):
    comment = CleanTextField().formfield(label="豁免的理由", max_length=2000)


@require_safe
@never_cache
def review(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    """The document, what the rules found in it, and what has been done about it. A page to read: it takes no POST."""
    return _review_page(request, admin_site, load(request, budget_pk))


@require_safe
def history(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    """The records of the budget stand on its page."""
    budget = load(request, budget_pk)
    return HttpResponseRedirect(f"{address(budget)}#records")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def approve(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    budget = load_for(request, budget_pk, "approve")
    form = DecisionForm(request.POST or None, initial={"seen": request.GET.get("seen", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        seen_since = said["since"] if "since" in request.POST else None
        try:
            transitions.approve(
                budget, by=person(request), comment=said["comment"], seen_hash=said["seen"], seen_since=seen_since
            )
        except transitions.Refused as refused:
            return _refused(request, admin_site, budget, refused)
        messages.success(request, f"{budget}：审核通过。")
        return HttpResponseRedirect(address(budget))
    reading = freeze.read(budget)
    if request.method != "POST" and request.GET.get("seen") != reading.document_hash:
        messages.warning(request, "请先阅读文件全文，再作出审核结论。")
        return HttpResponseRedirect(address(budget))
    form.initial["since"] = reading.since.mark if reading.since else ""
    reviewed = ReviewedResults(budget, reading.results, person(request))
    if stop := _stop(budget, reviewed):
        messages.error(request, stop)
        return HttpResponseRedirect(address(budget))
    return page(
        request, admin_site, "approve", budget,
        {"form": form, "warnings": reviewed.warnings, "waiting": reviewed.waiting, "since": reading.since},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def send_back(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    budget = load_for(request, budget_pk, "send_back")
    reason = standing(budget, freeze.read(budget).results).reason if request.method != "POST" else ""
    form = SendBackForm(request.POST or None, initial={"comment": reason})
    if request.method == "POST" and form.is_valid():
        try:
            transitions.send_back(budget, by=person(request), comment=form.cleaned_data["comment"])
        except transitions.Refused as refused:
            return _refused(request, admin_site, budget, refused)
        messages.success(request, f"{budget}：已退回修改。")
        return HttpResponseRedirect(address(budget))
    return page(request, admin_site, "send_back", budget, {"form": form, "refused_answers": answers.refused(budget)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refuse(request: HttpRequest, budget_pk: int, answer_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    """One answer is not accepted: the clerk has to answer again."""
    budget = load_for(request, budget_pk, "refuse")
    written = get_object_or_404(Answer.objects.select_related("budget", "by"), pk=answer_pk, budget=budget)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answers.refuse(written, by=person(request), comment=form.cleaned_data["comment"])
        except transitions.Refused as refused:
            form.add_error("comment", str(refused))
        else:
            messages.success(request, "已记录：不接受这条答复。请退回修改，由填报人重新答复。")
            return HttpResponseRedirect(f"{address(budget)}#results")
    return page(request, admin_site, "refuse", budget, {"form": form, "answer": written})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def waive(request: HttpRequest, budget_pk: int, fingerprint: str, *, admin_site: AdminSite) -> HttpResponse:
    """The bureau lets one error pass, by name and with a reason."""
    budget = load_for(request, budget_pk, "waive")
    error = next(
        (
            (result, finding)
            for result in freeze.read(budget).results
            for finding in result.open_errors
            if finding.fingerprint(result.rule.id) == fingerprint
        ),
        None,
    )
    if error is None:
        messages.warning(request, "这条错误已不存在、内容已变化或已经豁免，请核对最新的核验结果。")
        return HttpResponseRedirect(f"{address(budget)}#results")
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answers.waive(budget, by=person(request), fingerprint=fingerprint, reason=form.cleaned_data["comment"])
        except transitions.Refused as refused:
            form.add_error("comment", str(refused))
        else:
            messages.success(request, "已豁免这条错误。内容改动后豁免自动失效。")
            return HttpResponseRedirect(f"{address(budget)}#results")
    return page(request, admin_site, "waive", budget, {"form": form, "rule": error[0].rule, "finding": error[1]})


# ---- Showing ----


def _decisions(budget: DepartmentalBudget, person: User, reviewed: ReviewedResults) -> list[transitions.Action]:
    """The two buttons. Errors and warnings without an answer leave only the way back."""
    actions = [
        action for action in transitions.allowed_actions(budget, person) if action.key in {"approve", "send_back"}
    ]
    stop = _stop(budget, reviewed)
    return [replace(each, why_not=each.why_not or stop) if each.key == "approve" else each for each in actions]


def _stop(budget: DepartmentalBudget, reviewed: ReviewedResults) -> str:
    """Why what was found stands against an approval; empty where nothing does."""
    try:
        transitions.refuse_approval(budget, list(reviewed.results), list(reviewed.warned.values()))
    except transitions.Refused as refused:
        return str(refused)
    return ""


def _review_page(
    request: HttpRequest, admin_site: AdminSite, budget: DepartmentalBudget, status: int = 200
) -> HttpResponse:
    reading = freeze.read(budget)
    who, replies = person(request), replies_of(budget)
    reviewed = ReviewedResults(budget, reading.results, who)
    records = list(budget.review_records.select_related("by"))
    is_resubmitted = sum(record.action == ReviewAction.SUBMITTED for record in records) > 1
    context = {
        "seen": reading.document_hash,
        "document": composer().article(reading.document),
        "reading": reading,
        "news": seen.looked(who, budget) if request.method == "GET" else None,
        "resubmitted": seen.since_submission(budget) if is_resubmitted else None,
        "since": None if budget.status == Status.PUBLISHED else reading.since,
        "groups": reviewed.groups,
        "warned": len(reviewed.warned),
        "waiting": reviewed.waiting,
        "records": records,
        "actions": _decisions(budget, who, reviewed),
        "deadline": deadlines.publication(budget),
        "replies": replies,
        "reviews": secrecy_reviews_of(budget),
        "confirming": transitions.refusal("confirm_reply", budget, who) if replies.waiting else None,
        "standing": standing(budget, reading.results, list(reviewed.warned.values())),
    }
    return page(request, admin_site, "review", budget, context, status)


def _refused(
    request: HttpRequest, admin_site: AdminSite, budget: DepartmentalBudget, refused: transitions.Refused
) -> HttpResponse:
    """The budget's page as it stands now, with the reason: 409, because what was decided on is no longer so."""
    messages.error(request, str(refused))
    return _review_page(request, admin_site, load(request, budget.pk), status=409)
