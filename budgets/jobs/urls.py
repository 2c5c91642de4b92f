"""The pages of work that may last. Mounted at /entry/jobs/."""

from __future__ import annotations

from django.urls import path

from budgets.jobs import views

urlpatterns = [
    path("", views.JobsView.as_view(), name="entry-jobs"),
    path("<int:job_pk>/", views.StateView.as_view(), name="entry-job"),
    path("<int:job_pk>/state/", views.JobProgressView.as_view(), name="entry-job-state"),
    path("<int:job_pk>/result/", views.ResultView.as_view(), name="entry-job-result"),
]
