"""A job in one process: who sees it, what becomes of it, and how long it is kept. The runner has tests of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets.choices import Role
from budgets.jobs import kinds, queue, runner, worker
from budgets.jobs.kinds import File, JobRefused, Next
from budgets.models import Assignment, Job
from budgets.models.jobs import JobState
from tests.builders import make_budget, make_department, make_user

pytestmark = pytest.mark.django_db
PAGES = ["entry-job", "entry-job-state", "entry-job-result"]


def _file(job: kinds.Running) -> File:
    return File(f"{job.budget.printed_name}{job.arguments}".encode(), "结果.txt", "text/plain")


def _refuse(job: kinds.Running) -> File:
    raise JobRefused("文件是空的。请重新导出后再上传。")


def _break(job: kinds.Running) -> File:
    raise KeyError("a secret of the program")


@pytest.fixture
def department() -> Any:
    return make_department()


@pytest.fixture
def clerk(department: Any) -> Any:
    return make_user("preparer", Role.PREPARER, department)


@pytest.fixture
def budget(department: Any) -> Any:
    return make_budget(department)


@pytest.fixture
def begin(clerk: Any, budget: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Begins a job of that work, which waits for its turn."""
    works = {"file": _file, "refuse": _refuse, "break": _break, "next": lambda job: Next("/entry/", "读到 3 行。")}
    monkeypatch.setattr(kinds, "_KINDS", works)
    settings.JOBS_AT_ONCE = 2

    def begun(work: str = "file", **arguments: Any) -> Job:
        return queue.start(work, by=clerk, budget=budget, title="送审稿", back="/entry/", **arguments)

    return begun


def _done(job: Job) -> Job:
    assert worker.claim(job.pk)
    worker.perform(job.pk)
    job.refresh_from_db()
    return job


def _desk(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _page(client: Client, job: Job, name: str = "entry-job") -> Any:
    return client.get(reverse(name, kwargs={"job_pk": job.pk}))


class TestWhoSeesIt:
    @pytest.mark.parametrize("name", PAGES)
    def test_who_began_it(self, begin: Any, clerk: Any, name: str) -> None:
        response = _page(_desk(clerk), _done(begin()), name)
        assert response.status_code == 200
        assert {"private", "no-store"} <= set(response["Cache-Control"].replace(" ", "").split(","))

    @pytest.mark.parametrize("name", PAGES)
    def test_nobody_else_not_even_a_colleague_of_the_same_version(self, begin: Any, department: Any, name: str) -> None:
        job = _done(begin())
        for person in (make_user("colleague", Role.PREPARER, department), make_user("bureau", Role.REVIEWER)):
            assert _page(_desk(person), job, name).status_code == 404

    @pytest.mark.parametrize("name", [*PAGES, "entry-jobs"])
    def test_a_stranger_is_asked_to_sign_in(self, begin: Any, name: str) -> None:
        job = _done(begin())
        response = Client().get(reverse(name) if name == "entry-jobs" else reverse(name, kwargs={"job_pk": job.pk}))
        assert response.status_code == 302
        assert response["Location"].startswith("/entry/login/")

    @pytest.mark.parametrize("name", PAGES)
    def test_who_may_no_longer_see_the_version_gets_no_result_of_it(self, begin: Any, clerk: Any, name: str) -> None:
        job = _done(begin())
        Assignment.objects.filter(user=clerk).delete()
        assert _page(_desk(clerk), job, name).status_code == 404

    def test_who_lost_the_version_before_the_turn_came_gets_none_either(self, begin: Any, clerk: Any) -> None:
        job = begin()
        Assignment.objects.filter(user=clerk).delete()
        assert _done(job).failure == worker.NOT_VISIBLE

    def test_the_list_holds_ones_own(self, begin: Any, clerk: Any, department: Any) -> None:
        begin()
        assert "送审稿" in _desk(clerk).get(reverse("entry-jobs")).content.decode()
        other = _desk(make_user("colleague", Role.PREPARER, department))
        assert "送审稿" not in other.get(reverse("entry-jobs")).content.decode()


class TestWhatBecomesOfIt:
    def test_a_file_can_be_taken_away_and_what_it_was_made_of_is_gone(self, begin: Any, clerk: Any) -> None:
        job = _done(begin(content=b"workbook", ending="txt"))
        assert (job.state, bytes(job.content), job.arguments) == (JobState.DONE, b"", {})
        assert "结果.txt" in _page(_desk(clerk), job).content.decode()
        assert "'ending': 'txt'" in _page(_desk(clerk), job, "entry-job-result").content.decode()

    def test_a_page_to_go_on_is_opened_with_its_message(self, begin: Any, clerk: Any) -> None:
        client, job = _desk(clerk), _done(begin("next"))
        assert _page(client, job, "entry-job-state")["HX-Redirect"] == reverse("entry-job", kwargs={"job_pk": job.pk})
        response = _page(client, job)
        assert response["Location"] == "/entry/"
        assert "读到 3 行。" in client.get("/entry/").content.decode()

    def test_a_refusal_is_told_in_its_own_words_with_the_way_back(self, begin: Any, clerk: Any) -> None:
        page = _page(_desk(clerk), _done(begin("refuse"))).content.decode()
        assert "文件是空的。请重新导出后再上传。" in page
        assert 'href="/entry/"' in page

    def test_what_breaks_is_told_without_the_programs_words(self, begin: Any, clerk: Any) -> None:
        job = _done(begin("break"))
        page = _page(_desk(clerk), job).content.decode()
        assert worker.BROKEN in page
        assert "secret" not in page
        assert _page(_desk(clerk), job, "entry-job-result").status_code == 404

    def test_it_is_done_once(self, begin: Any) -> None:
        job = begin()
        assert worker.claim(job.pk)
        assert not worker.claim(job.pk)

    def test_without_a_runner_the_page_does_it(self, begin: Any, settings: Any) -> None:
        settings.JOBS_AT_ONCE = 0
        assert begin().state == JobState.DONE


class TestTheQueue:
    def test_whoever_waits_is_told_how_many_are_in_front(self, begin: Any, clerk: Any) -> None:
        jobs = [begin(number=number) for number in range(5)]
        assert [queue.ahead_of(job) for job in jobs] == [0, 0, 1, 2, 3]
        assert "前面还有 2 项" in _page(_desk(clerk), jobs[3]).content.decode()
        _done(jobs[0])
        assert [queue.ahead_of(job) for job in jobs[2:]] == [0, 1, 2]

    def test_a_page_asks_again_with_scripts_and_without_until_the_end(self, begin: Any, clerk: Any) -> None:
        job = begin()
        waiting = _page(_desk(clerk), job).content.decode()
        assert '<noscript><meta http-equiv="refresh"' in waiting
        assert f'hx-get="{reverse("entry-job-state", kwargs={"job_pk": job.pk})}"' in waiting
        _done(job)
        for name in ("entry-job", "entry-job-state"):
            ended = _page(_desk(clerk), job, name).content.decode()
            assert "refresh" not in ended
            assert "hx-get" not in ended

    def test_how_far_it_is_is_said_in_words(self, begin: Any, clerk: Any) -> None:
        job = begin()
        worker.claim(job.pk)
        kinds.Running(job).tell("正在读取第 2 个文件，共 3 个")
        assert "正在读取第 2 个文件，共 3 个" in _page(_desk(clerk), job).content.decode()

    def test_the_same_work_that_still_waits_is_not_begun_twice(self, begin: Any) -> None:
        job = begin(ending="docx")
        assert begin(ending="docx") == job
        assert begin(ending="pdf") != job
        worker.claim(job.pk)
        assert begin(ending="docx") != job, "what runs may have read what was saved since"

    def test_two_files_are_two_pieces_of_work(self, begin: Any) -> None:
        assert begin(content=b"one") != begin(content=b"two")

    def test_nobody_fills_the_queue_alone(self, begin: Any) -> None:
        with pytest.raises(queue.TooMany, match="没有完成"):
            for number in range(100):
                begin(number=number)
        assert Job.objects.count() < 100

    def test_a_page_says_when_there_is_nobody_to_do_the_work(self, begin: Any, clerk: Any) -> None:
        assert "后台处理程序没有运行" in _page(_desk(clerk), begin()).content.decode()

    def test_no_page_waits_behind_others(self, begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """It would hold a thread for nothing; where the turn has come it looks again and again."""
        looked = []
        monkeypatch.setattr(queue.time, "sleep", looked.append)
        first, _, third = begin(number=1), begin(number=2), begin(number=3)
        queue.waited(third)
        assert looked == []
        queue.waited(first, seconds=0.01)
        assert looked


class TestInterruptions:
    def test_a_job_whose_process_is_gone_is_begun_once_more_and_then_given_up(self, begin: Any) -> None:
        job = begin(content=b"workbook")
        worker.claim(job.pk)
        runner.give_back_what_was_left()
        job.refresh_from_db()
        assert (job.state, bytes(job.content)) == (JobState.QUEUED, b"workbook")
        worker.claim(job.pk)
        runner.give_back_what_was_left()
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert "处理被中断" in job.failure
        assert bytes(job.content) == b""

    def test_one_that_was_given_up_stays_given_up(self, begin: Any) -> None:
        """Its process may come to an end all the same."""
        job = begin()
        worker.claim(job.pk)
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure="已停止")
        worker.perform(job.pk)
        job.refresh_from_db()
        assert (job.state, job.failure, bytes(job.result)) == (JobState.FAILED, "已停止", b"")

    def test_what_ended_a_day_ago_goes_and_what_waits_stays(self, begin: Any) -> None:
        old, young, waiting = _done(begin(number=1)), _done(begin(number=2)), begin(number=3)
        Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - runner.KEPT - timedelta(minutes=1))
        runner.sweep()
        assert set(Job.objects.all()) == {young, waiting}
