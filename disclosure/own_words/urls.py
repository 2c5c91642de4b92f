"""The entry desk's pages of own words. Keys of blocks may hold any character of a project's code."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosure.own_words import views

urlpatterns: list[URLPattern] = [
    path("<int:budget_pk>/own-words/", views.OwnWordsView.as_view(), name="entry-own-words"),
    path("<int:budget_pk>/own-words/text/<path:key>/", views.OwnWordView.as_view(), name="entry-own-words-edit"),
    path("<int:budget_pk>/own-words/after/<path:key>/", views.AfterView.as_view(), name="entry-own-words-after"),
]
