"""The page on which a reviewer of the issuer confirms a correction of the 批复 with its scan."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgets.models.records_in_force import replies_of
from budgets.review.page import address, load_for, page, person
from budgets.workflow import transitions
from budgets.workflow.forms import ReplyConfirmationForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    budget = load_for(request, budget_pk, "confirm_reply")
    replies = replies_of(budget)
    if replies.waiting is None:
        messages.warning(request, "没有等待确认的批复更正。")
        return HttpResponseRedirect(f"{address(budget)}#replies")
    form = ReplyConfirmationForm(request.POST or None, request.FILES or None, initial={"seen": replies.waiting.pk})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        scan, scan_name = said["scan"] or (None, "")
        try:
            transitions.confirm_reply(
                budget, by=person(request), seen=said["seen"], comment=said["comment"], scan=scan, scan_name=scan_name
            )
        except transitions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "批复的更正已确认，期限从现在起按更正后的日期计算。")
            return HttpResponseRedirect(f"{address(budget)}#replies")
    return page(request, admin_site, "confirm_reply", budget, {"form": form, "replies": replies})
