"""The whole document at the entry desk: as it will be published, as a draft file for paper, and its publication.

Whom a version does not concern gets the same answer as for one that does not exist. Nothing here may be kept by a cache.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from budgets import parts
from budgets.choices import Status
from budgets.desk.scope import visible_budget
from budgets.frozen import freeze
from budgets.jobs import queueing
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.workflow import deadlines, transitions
from disclosure.composition.compose import compose
from disclosure.composition.frozen_documents import document_of, frozen_document
from disclosure.exporters import to_html, to_json
from disclosure.publication import envelope, jobs
from disclosure.publication.publish import public_address, publish

private = cache_control(private=True, no_store=True)


@login_required
@private
@require_safe
def preview(request: HttpRequest, *, budget_pk: int) -> HttpResponse:
    budget = visible_budget(request.user, budget_pk)
    document, missing = frozen_document(budget), []
    if document is None:
        composition = compose(Ledger.of(budget))
        document = composition.document
        missing = [(composition.words[key].name, ref) for key, ref in composition.missing]
    imprint = jobs.imprint_of_draft(budget, document)
    context = _frame(budget, "全文预览") | {
        "article": mark_safe(to_html.article(document, imprint)),  # noqa: S308  our own templates escape everything
        "missing": missing,
        "content_hash": imprint.content_hash,
        "actions": transitions.allowed_actions(budget, request.user),
    }
    return render(request, "disclosure/entry_preview.html", context)


@login_required
@private
@require_safe
def preview_json(request: HttpRequest, *, budget_pk: int) -> HttpResponse:
    """The members of disclosure.json: while the version is decided on, as it was frozen; else from the rows as they are now."""
    budget = visible_budget(request.user, budget_pk)
    return HttpResponse(to_json.render(document_of(budget), envelope.of_draft(budget)), content_type="application/json")


@login_required
@private
@require_safe
def draft_file(request: HttpRequest, *, budget_pk: int, ending: str) -> HttpResponse:
    """The document for paper rounds: marked on every page and bearing its hash, in any state of the version."""
    budget = visible_budget(request.user, budget_pk)
    back = reverse("entry-preview", kwargs={"budget_pk": budget.pk})
    title = f"送审稿（{'Word' if ending == 'docx' else 'PDF'}）"
    try:
        job = queueing.start(jobs.DRAFT, by=request.user, budget=budget, title=title, back=back, ending=ending)
    except queueing.TooMany as why:
        messages.error(request, str(why))
        return redirect(back)
    return queueing.answer(request, queueing.waited(job))


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, *, budget_pk: int) -> HttpResponse:
    """Says what will be made public and what is still missing; POST makes it public; afterwards shows the address."""
    budget = visible_budget(request.user, budget_pk)
    refused = None
    if request.method == "POST":
        refused = _publish(request, budget)
        if refused is None:
            return redirect("entry-publish", budget_pk=budget.pk)
    published = budget.status == Status.PUBLISHED
    context = _frame(budget, "公开") | {
        "publication": getattr(budget, "publication", None) if published else None,
        "address": public_address(budget.public_path) or request.build_absolute_uri(budget.public_path),
        "refused": refused,
        "findings": refused.results if isinstance(refused, transitions.NotReady) else (),
        "since": freeze.since_approval(budget),
        "why_not": "" if published else str(transitions.refusal("publish", budget, request.user) or ""),
        "reply": getattr(budget, "reply", None),
        "secrecy_review": getattr(budget, "secrecy_review", None),
        "deadline": deadlines.publication(budget),
        "actions": {action.key: action for action in transitions.allowed_actions(budget, request.user)},
    }
    status = 200 if refused is None else 403 if isinstance(refused, transitions.NotAllowed) else 409
    return render(request, "disclosure/entry_publish.html", context, status=status)


def _publish(request: HttpRequest, budget: DepartmentalBudget) -> transitions.Refused | None:
    """Why it was not published, None when it was."""
    if request.POST.get("content_hash") != budget.content_hash:
        return transitions.ContentChanged("在您确认期间，本预算又办理过。请核对下面的内容后再公开。")
    since = freeze.since_approval(budget)
    if since and request.POST.get("since", since.mark) != since.mark:
        return transitions.ContentChanged(
            "在您确认期间又有变动，见下面的“审核通过后有变动”。请核对后再公开，或联系审核人退回。"
        )
    if "confirmed" not in request.POST:
        return transitions.WrongState("请先勾选“我已核对”，再公开。")
    try:
        publish(budget, by=cast("User", request.user))  # login_required says so
    except transitions.Refused as refused:
        budget.refresh_from_db()
        return refused
    return None


def _frame(budget: DepartmentalBudget, title: str) -> dict[str, Any]:
    """What the desk's frame around a page about a whole version prints."""
    return {"budget": budget, "title": title, "parts": parts.all_parts()}
