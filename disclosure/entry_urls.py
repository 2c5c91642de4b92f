"""The entry desk's pages about the whole document: preview, draft files, publication."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from disclosure import entry_views

urlpatterns: list[URLPattern] = [
    path("<int:budget_pk>/preview/", entry_views.preview, name="entry-preview"),
    path("<int:budget_pk>/preview.json", entry_views.preview_json, name="entry-preview-json"),
    re_path(
        r"^(?P<budget_pk>[0-9]{1,9})/draft\.(?P<ending>docx|pdf)$", entry_views.draft_file, name="entry-draft-file"
    ),
    path("<int:budget_pk>/publish/", entry_views.publish_page, name="entry-publish"),
]
