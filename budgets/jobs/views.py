"""The page of a job: how far it is, its place in the queue, and its result. For who began it; for anybody else it does not exist."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from budgets.jobs import queue
from budgets.models import DepartmentalBudget, Job
from budgets.models.jobs import JobState

MOST_LISTED = 50


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class JobPage(LoginRequiredMixin, View):
    """Base: one's own jobs about versions that one may still see."""

    http_method_names = ["get", "head"]

    def jobs(self) -> QuerySet[Job]:
        visible = DepartmentalBudget.objects.visible_to(self.request.user)
        jobs = Job.objects.filter(by=self.request.user.pk, budget__in=visible).select_related("budget")
        return jobs.defer("content", "result")

    def job(self, pk: int) -> Job:
        return get_object_or_404(self.jobs(), pk=pk)

    def shown(self, job: Job) -> dict[str, Any]:
        return {
            "job": job,
            "budget": job.budget,
            "title": job.title,
            "ahead": queue.ahead_of(job),
            "is_alone": job.is_unfinished and not queue.runner_is_there(),
            "states": JobState,
        }


class StateView(JobPage):
    def get(self, request: HttpRequest, job_pk: int) -> HttpResponse:
        job = self.job(job_pk)
        if job.state == JobState.DONE and job.next_path:
            return queue.answer(request, job)
        return render(request, "budgets/jobs/job.html", self.shown(job))


class JobProgressView(JobPage):
    """The part of the page that changes, for htmx. A job that leads on to a page takes the browser there."""

    def get(self, request: HttpRequest, job_pk: int) -> HttpResponse:
        job = self.job(job_pk)
        response = render(request, "budgets/jobs/state.html", self.shown(job))
        if job.state == JobState.DONE and job.next_path:
            response["HX-Redirect"] = reverse("entry-job", kwargs={"job_pk": job.pk})
        return response


class ResultView(JobPage):
    def get(self, request: HttpRequest, job_pk: int) -> HttpResponse:
        job = self.job(job_pk)
        if not job.has_file:
            raise Http404("这项处理没有可以下载的文件")
        return queue.file_response(job)


class JobsView(JobPage):
    """What one has begun in the last day."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [(job, queue.ahead_of(job)) for job in self.jobs().order_by("-pk")[:MOST_LISTED]]
        return render(request, "budgets/jobs/jobs.html", {"rows": rows})
