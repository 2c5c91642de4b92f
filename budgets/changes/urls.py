"""The desk's pages of changes. Mounted at /entry/."""

from __future__ import annotations

from django.urls import path

from budgets.changes import views

urlpatterns = [
    path("changes/", views.ReportView.as_view(), name="entry-report"),
    path("<int:budget_pk>/changes/", views.ChangesView.as_view(), name="entry-changes"),
    path("<int:budget_pk>/life/", views.LifeView.as_view(), name="entry-life"),
]
