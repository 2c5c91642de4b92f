"""Publications at one moment wait for each other: one chain without a fork, one publication of a version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def together(database: str, processes: int, what: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.disclosure.together_harness", str(processes), what, *options]
    environment = os.environ | {"DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_departments_that_publish_at_one_moment_all_stand_on_one_chain(fresh_database: str) -> None:
    found = together(fresh_database, 4, "departments")
    assert found == {"succeeded": 4, "sequences": list(range(1, 9)), "problems": []}


def test_without_the_chains_lock_they_would_not(fresh_database: str) -> None:
    """The control. The constraint against forks still refuses what the lock should have prevented."""
    found = together(fresh_database, 3, "departments", "--fault")
    assert found == {"succeeded": 1, "sequences": [1, 2], "problems": []}


def test_a_version_that_two_people_publish_at_one_moment_is_published_once(fresh_database: str) -> None:
    found = together(fresh_database, 3, "same")
    assert found == {"succeeded": 1, "sequences": [1, 2], "problems": []}
