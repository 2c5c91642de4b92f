"""A rule that does not come to an end is ended, says so, and harms nothing that runs beside or after it."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connection

from budgets.rules import execution
from budgets.rules.processor_time import TimeIsUp, within
from budgets.rules.registry import Finding, Result, Rule

LITTLE = 0.2


def for_ever(subject: Any) -> Iterator[Finding]:
    for _ in itertools.count():
        pass
    yield Finding("")


def finding_for_ever(subject: Any) -> Iterator[Finding]:
    for _ in itertools.count():
        yield Finding("又一处")


def swallowing_everything(subject: Any) -> Iterator[Finding]:
    for _ in itertools.count():
        with contextlib.suppress(Exception):
            os.sched_yield()
    yield Finding("")


def losing_the_first_end(subject: Any) -> Iterator[Finding]:
    """As Python does where it is raised in a finaliser or a callback of the garbage collector."""
    with contextlib.suppress(BaseException):
        for _ in itertools.count():
            pass
    yield from for_ever(subject)


def asking_for_ever(subject: Any) -> Iterator[Finding]:
    for _ in itertools.count():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    yield Finding("")


def content(subject: Any) -> Iterable[Finding]:
    return ()


def planted(check: Callable[..., Iterable[Finding]]) -> Rule:
    return Rule("R-X", "E", "", "", check)


def judged(*checks: Callable[..., Iterable[Finding]], seconds: float = LITTLE) -> list[Result]:
    return list(execution.run([planted(check) for check in checks], {"budget": None}, seconds=seconds))


@pytest.mark.parametrize("check", [for_ever, finding_for_ever, swallowing_everything, losing_the_first_end])
def test_an_endless_rule_is_not_run_and_says_why_and_the_next_one_is_judged(check: Any) -> None:
    endless, after = judged(check, content)
    assert endless.outcome == "not-run"
    assert endless.reason.startswith("超过核验时限（处理器时间 0.2 秒）")
    assert endless.findings == ()
    assert after.outcome == "pass"


def test_the_limit_is_the_installations(settings: Any) -> None:
    settings.RULE_SECONDS = LITTLE
    (result,) = execution.run([planted(for_ever)], {"budget": None})
    assert "0.2 秒" in result.reason


def test_a_rule_that_waits_is_no_endless_one() -> None:
    """The processor's time counts: a busy machine or a slow database makes no rule fail."""
    waiting = threading.Event()

    def slow(subject: Any) -> Iterator[Finding]:
        waiting.wait(0.3)
        yield Finding("还是找到了")

    (result,) = judged(slow, seconds=LITTLE)
    assert result.outcome == "fail"


@pytest.mark.django_db
def test_a_rule_is_not_torn_from_the_database() -> None:
    for _ in range(3):
        (endless,) = judged(asking_for_ever, seconds=0.05)
        assert endless.outcome == "not-run"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2")
            assert cursor.fetchone() == (2,)
        assert connection.execute_wrappers == []


def test_a_rule_of_another_thread_goes_on() -> None:
    results: dict[str, list[Result]] = {}

    def judge(name: str, check: Any, seconds: float) -> None:
        results[name] = judged(check, seconds=seconds)

    def busy(subject: Any) -> Iterator[Finding]:
        end = time.thread_time() + 3 * LITTLE
        while time.thread_time() < end:
            pass
        yield Finding("算完了")

    threads = [
        threading.Thread(target=judge, args=("endless", for_ever, LITTLE)),
        threading.Thread(target=judge, args=("busy", busy, 60)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results["endless"][0].outcome == "not-run"
    assert results["busy"][0].outcome == "fail"


def test_what_comes_right_at_the_end_of_its_time_is_left_whole() -> None:
    """Whether it was just in time or just late: afterwards nothing is raised any more."""
    for step in range(20):

        def deed(seconds: float = 0.01 + step * 0.004) -> str:
            end = time.thread_time() + seconds
            while time.thread_time() < end:
                pass
            return "算完了"

        with contextlib.suppress(TimeIsUp):
            assert within(0.02, deed) == "算完了"
        for _ in range(2_000):
            sum(range(10))


def test_of_a_deed_within_another_the_one_is_ended_whose_time_is_up() -> None:
    with pytest.raises(TimeIsUp):
        within(LITTLE, lambda: within(60, lambda: list(for_ever(None))))


ENDED_UNDER_A_TRACER = """
import os, sys, threading, time
import django
django.setup()
from budgets.rules.processor_time import TimeIsUp, within

def tracer(frame, event, argument):
    return None  # it is told of calls alone: what is raised inside it would end it

def for_ever():
    while True:
        pass

def just_at_the_end():
    end = time.thread_time() + 0.02
    while time.thread_time() < end:
        pass

ended = 0
sys.settrace(tracer)
for deed in (for_ever, just_at_the_end) * 30:
    try:
        within(0.02, deed)
    except TimeIsUp:
        ended += 1
sys.settrace(None)
print(ended, "ended")
child = os.fork()
if not child:
    try:
        within(0.02, for_ever)
    except TimeIsUp:
        os._exit(0)
    os._exit(1)
print("child", os.waitpid(child, 0)[1])
"""


def test_under_a_tracer_nothing_stands_still_and_a_forked_process_ends_its_own() -> None:
    """A debugger and the coverage of the tests are tracers. Standing still is seen by the time that no process may need."""
    done = subprocess.run([sys.executable, "-c", ENDED_UNDER_A_TRACER], capture_output=True, text=True, timeout=120)
    ended, _, child = done.stdout.partition(" ended\n")
    assert (int(ended) >= 30, child) == (True, "child 0\n"), done.stderr
