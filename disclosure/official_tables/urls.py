"""The entry desk's pages of official tables. Mounted at /entry/."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from disclosure.official_tables import views

urlpatterns: list[URLPattern] = [
    path("<int:budget_pk>/official-tables/", views.TablesView.as_view(), name="entry-official-tables"),
    path("<int:budget_pk>/official-tables/check/", views.CheckView.as_view(), name="entry-official-tables-check"),
    path(
        "<int:budget_pk>/official-tables/withdraw/", views.WithdrawView.as_view(), name="entry-official-tables-withdraw"
    ),
    path(
        "<int:budget_pk>/official-tables/files/<int:file_pk>/remove/",
        views.RemoveView.as_view(),
        name="entry-official-tables-remove",
    ),
    re_path(
        r"^(?P<budget_pk>[0-9]{1,9})/official-tables/(?P<table>T[0-9]{2})/$",
        views.StoredView.as_view(),
        name="entry-official-tables-stored",
    ),
]
