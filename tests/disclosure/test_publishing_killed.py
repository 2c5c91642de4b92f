"""A publishing process that is killed leaves the whole publication or none of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.database import clone_database, drop_database

ROOT = Path(__file__).resolve().parent.parent.parent


def kill(database: str, *series: str) -> dict[str, Any]:
    """What the rounds of each series left. A failure prints the seed with which the harness repeats it."""
    command = [sys.executable, "-m", "tests.disclosure.kill_harness", *series]
    environment = os.environ | {"DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def deaths() -> Iterator[dict[str, Any]]:
    """All series in one go, the planted mistake last."""
    name = f"killed_{os.getpid()}"
    yield kill(clone_database(name), "random:8", "visible:2", "fault:1")
    drop_database(name)


def test_death_at_a_random_moment_leaves_nothing_half_published(deaths: dict[str, Any]) -> None:
    left = deaths["random"]
    assert left["half"] == 0, deaths
    assert left["problems"] == [], deaths
    assert left["nothing"] > 0, f"no process died in the middle: {deaths}"


def test_whatever_of_a_publication_can_be_seen_is_there_in_full(deaths: dict[str, Any]) -> None:
    assert deaths["visible"] == {"nothing": 0, "whole": 2, "half": 0, "problems": []}, deaths


def test_files_that_are_written_after_the_commit_are_caught(deaths: dict[str, Any]) -> None:
    """The control: with this mistake planted, the same death leaves a publication without its files."""
    left = deaths["fault"]
    assert left["half"] == 1, deaths
    assert left["problems"], deaths


@pytest.mark.soak
def test_death_at_a_thousand_random_moments_leaves_nothing_half_published(fresh_database: str) -> None:
    left = kill(fresh_database, "random:1000")["random"]
    assert left["half"] == 0, left
    assert left["problems"] == [], left
    assert min(left["nothing"], left["whole"]) > 50, left
