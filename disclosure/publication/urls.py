"""The entry desk's pages about the whole document: preview, draft files, publication."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from disclosure.publication import views

urlpatterns: list[URLPattern] = [
    path("<int:budget_pk>/preview/", views.PreviewView.as_view(), name="entry-preview"),
    path("<int:budget_pk>/preview.json", views.PreviewJsonView.as_view(), name="entry-preview-json"),
    re_path(
        r"^(?P<budget_pk>[0-9]{1,9})/draft\.(?P<ending>docx|pdf)$",
        views.DraftFileView.as_view(),
        name="entry-draft-file",
    ),
    path("<int:budget_pk>/publish/", views.PublishView.as_view(), name="entry-publish"),
]
