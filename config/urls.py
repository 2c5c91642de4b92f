"""Every address of the site, by the app that answers it.

`/entry/` is the desk of the departments, `/admin/` the reviewers', everything else is public.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

handler400 = "config.errors.bad_request"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("entry/", include("budgets.entry.urls")),
    path("entry/", include("budgets.workflow.urls")),
    path("entry/", include("budgets.changes.urls")),
    path("entry/", include("budgets.importers.urls")),
    path("entry/", include("budgets.consolidation.urls")),
    path("entry/jobs/", include("budgets.jobs.urls")),
    path("entry/", include("performance.urls")),
    path("entry/", include("procurement.urls")),
    path("entry/", include("assets.urls")),
    path("entry/", include("disclosure.publication.urls")),
    path("entry/", include("disclosure.own_words.urls")),
    path("entry/", include("disclosure.official_tables.urls")),
    path("", include("disclosure.public.urls")),
]
