"""The entry desk's pages about a version as a whole. Mounted at /entry/."""

from __future__ import annotations

from django.urls import path

from budgets.workflow import views
from budgets.workflow.submission import SubmitView

urlpatterns = [
    path("<int:budget_pk>/submit/", SubmitView.as_view(), name="entry-submit"),
    path("<int:budget_pk>/reply/", views.ReplyView.as_view(), name="entry-reply"),
    path("<int:budget_pk>/reply/scan/", views.ReplyScanView.as_view(), name="entry-reply-scan"),
    path("<int:budget_pk>/reply/<int:reply_pk>/scan/", views.ReplyScanView.as_view(), name="entry-reply-scan-of"),
    path(
        "<int:budget_pk>/reply/<int:reply_pk>/confirmed-scan/",
        views.ReplyScanView.as_view(),
        {"confirmed": True},
        name="entry-reply-confirmed-scan",
    ),
    path("<int:budget_pk>/secrecy/", views.SecrecyView.as_view(), name="entry-secrecy"),
    path("<int:budget_pk>/discard/", views.DiscardView.as_view(), name="entry-discard"),
]
