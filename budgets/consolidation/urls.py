"""The page on which a department's budget is put together from its units'. Mounted at /entry/."""

from __future__ import annotations

from django.urls import path

from budgets.consolidation.views import ConsolidationView

urlpatterns = [path("<int:budget_pk>/consolidation/", ConsolidationView.as_view(), name="entry-consolidation")]
