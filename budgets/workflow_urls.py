"""The entry desk's pages about a version as a whole. Mounted at /entry/."""

from __future__ import annotations

from django.urls import path

from budgets import workflow_views
from budgets.views.submission import SubmitView

urlpatterns = [
    path("<int:budget_pk>/submit/", SubmitView.as_view(), name="entry-submit"),
    path("<int:budget_pk>/reply/", workflow_views.reply, name="entry-reply"),
    path("<int:budget_pk>/reply/scan/", workflow_views.reply_scan, name="entry-reply-scan"),
    path("<int:budget_pk>/secrecy/", workflow_views.secrecy, name="entry-secrecy"),
    path("<int:budget_pk>/discard/", workflow_views.discard, name="entry-discard"),
]
