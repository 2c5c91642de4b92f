"""What lies in the repository: files that somebody named, not what a trial dropped beside them."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"[A-Za-z0-9_./-]+")


def stray(paths: list[str]) -> list[str]:
    """The paths with a blank, a sign or a letter that no command should have to quote."""
    return [path for path in paths if not NAMED.fullmatch(path)]


def test_every_file_has_a_name_that_a_command_need_not_quote() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: no list of the files that belong here")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = listed.split("\0")[:-1]
    assert len(paths) > 500
    assert stray(paths) == []
    assert stray(["budgets/money.py", "other 增加1%"]) == ["other 增加1%"]
