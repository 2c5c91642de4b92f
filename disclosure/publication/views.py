"""The whole document at the entry desk: as it will be published, as a draft file for paper, and its publication.

Whom a version does not concern gets the same answer as for one that does not exist. Nothing here may be kept by a cache.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control

from budgets.choices import Status
from budgets.desk.version_page import VersionPage
from budgets.frozen import freeze
from budgets.models import DepartmentalBudget
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.statements.ledger import Ledger
from budgets.workflow import deadlines, transitions
from disclosure.composition.compose import compose
from disclosure.composition.frozen_documents import document_of, frozen_document
from disclosure.exporters import to_html, to_json
from disclosure.publication import envelope, jobs
from disclosure.publication.publish import public_address, publish


class DocumentPage(VersionPage):
    """Base: nothing here may be kept by a cache."""

    http_method_names = ["get", "head"]

    @method_decorator(cache_control(private=True, no_store=True))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class PreviewView(DocumentPage):
    heading = "全文预览"

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        document, missing = frozen_document(budget), []
        if document is None:
            composition = compose(Ledger.of(budget))
            document = composition.document
            missing = [(composition.words[key].name, ref) for key, ref in composition.missing]
        imprint = jobs.imprint_of_draft(budget, document)
        context = {
            "article": mark_safe(to_html.article(document, imprint)),  # noqa: S308  our own templates escape everything
            "missing": missing,
            "content_hash": imprint.content_hash,
            "actions": transitions.allowed_actions(budget, request.user),
        }
        return self.shown("disclosure/entry_preview.html", budget, context)


class PreviewJsonView(DocumentPage):
    """The members of disclosure.json: while the version is decided on, as it was frozen; else from the rows as they are now."""

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        content = to_json.render(document_of(budget), envelope.of_draft(budget))
        return HttpResponse(content, content_type="application/json")


class DraftFileView(DocumentPage):
    """The document for paper rounds: marked on every page and bearing its hash, in any state of the version."""

    def get(self, request: HttpRequest, budget_pk: str, ending: str) -> HttpResponse:
        budget = self.budget_of(int(budget_pk))
        title = f"送审稿（{'Word' if ending == 'docx' else 'PDF'}）"
        return self.made(jobs.DRAFT, budget, title, self.address_of("entry-preview", budget), ending=ending)


class PublishView(DocumentPage):
    """Says what will be made public and what is still missing; POST makes it public; afterwards shows the address.

    Whoever sees the version sees the page, so that everybody knows what is still missing.
    """

    http_method_names = ["get", "head", "post"]
    heading = "公开"

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._page(self.budget_of(budget_pk), None)

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        refused = _publish(request, budget, by=self.person)
        if refused is None:
            return HttpResponseRedirect(self.address_of("entry-publish", budget))
        return self._page(budget, refused)

    def _page(self, budget: DepartmentalBudget, refused: transitions.Refused | None) -> HttpResponse:
        published = budget.status == Status.PUBLISHED
        user = self.request.user
        context = {
            "publication": getattr(budget, "publication", None) if published else None,
            "address": public_address(budget.public_path) or self.request.build_absolute_uri(budget.public_path),
            "refused": refused,
            "findings": refused.results if isinstance(refused, transitions.NotReady) else (),
            "since": freeze.since_approval(budget),
            "why_not": "" if published else str(transitions.refusal("publish", budget, user) or ""),
            "reply": replies_of(budget).counting,
            "reviews": secrecy_reviews_of(budget),
            "deadline": deadlines.publication(budget),
            "actions": {action.key: action for action in transitions.allowed_actions(budget, user)},
        }
        status = 200 if refused is None else 403 if isinstance(refused, transitions.NotAllowed) else 409
        return self.shown("disclosure/entry_publish.html", budget, context, status=status)


def _publish(request: HttpRequest, budget: DepartmentalBudget, *, by: User) -> transitions.Refused | None:
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
        publish(budget, by=by)
    except transitions.Refused as refused:
        budget.refresh_from_db()
        return refused
    return None
