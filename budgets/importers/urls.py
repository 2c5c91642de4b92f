"""The import of ledger lines. Mounted at /entry/."""

from __future__ import annotations

from django.urls import path

from budgets.importers import views

urlpatterns = [
    path("<int:budget_pk>/import/", views.UploadView.as_view(), name="entry-import"),
    path("<int:budget_pk>/import/template.xlsx", views.TemplateView.as_view(), name="entry-import-template"),
    path("<int:budget_pk>/import/lines.xlsx", views.LinesView.as_view(), name="entry-import-lines"),
    path("<int:budget_pk>/import/<int:import_pk>/", views.ImportPreviewView.as_view(), name="entry-import-preview"),
    path("<int:budget_pk>/import/<int:import_pk>/columns/", views.ChoicesView.as_view(), name="entry-import-columns"),
    path(
        "<int:budget_pk>/import/<int:import_pk>/progress/", views.ProgressView.as_view(), name="entry-import-progress"
    ),
    path(
        "<int:budget_pk>/import/<int:import_pk>/problems.xlsx",
        views.ProblemsView.as_view(),
        name="entry-import-problems",
    ),
    path(
        "<int:budget_pk>/import/<int:import_pk>/discard/",
        views.ImportDiscardView.as_view(),
        name="entry-import-discard",
    ),
]
