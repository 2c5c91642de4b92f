"""The version stands in one place, and the changelog tells each one with its day and with what an IT office has to do."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from config.version import VERSION

CHANGELOG = (Path(__file__).resolve().parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"(\d+)\.(\d+)\.(\d+)(\.dev0)?")
RUNNING = "Unreleased"


def sections(text: str) -> dict[str, str]:
    """What stands under each heading of the second level, in the order of the text."""
    _, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def number(version: str) -> tuple[int, ...]:
    match = NUMBER.fullmatch(version)
    assert match, f"{version!r} is no version: major.minor.patch, or with .dev0"
    return tuple(int(part) for part in match.groups()[:3])


def faults(changelog: str, version: str) -> list[str]:
    """What is wrong with a changelog of a program of this version; empty: nothing."""
    found: list[str] = []
    told = sections(changelog)
    headings = [heading for heading in told if heading != RUNNING]
    if (RUNNING in told) != version.endswith(".dev0"):
        found.append("running work stands under Unreleased, and a release under its number")
    if RUNNING in told and next(iter(told)) != RUNNING:
        found.append("the running work stands first")
    released: list[tuple[tuple[int, ...], date]] = []
    for heading in headings:
        named = re.fullmatch(r"(\d+\.\d+\.\d+) – (\d{4}-\d\d-\d\d)", heading)
        if not named:
            found.append(f"{heading}: number – day")
            continue
        released.append((number(named[1]), date.fromisoformat(named[2])))
    if released != sorted(released, reverse=True) or len({each for each, _ in released}) < len(released):
        found.append("the newest stands first, and none twice")
    if released and (
        number(version) <= released[0][0] if version.endswith(".dev0") else number(version) != released[0][0]
    ):
        found.append(f"{version} does not follow from what was released")
    found.extend(
        f"{heading}: says nothing to who upgrades"
        for heading, text in told.items()
        if not re.search(r"^\*\*(Upgrading from|Installing)", text, re.MULTILINE)
    )
    return found


def test_every_version_is_told_with_its_day_and_with_what_to_do() -> None:
    assert len(sections(CHANGELOG)) > 1
    assert faults(CHANGELOG, VERSION) == []
    assert settings.VERSION == VERSION
    assert settings.SOFTWARE.endswith(f" {VERSION}")


NOTED = "* more\n\n**Upgrading from 1.0.0**\n\n* nothing\n"
OLDEST = "## 1.0.0 – 2030-01-02\n\n**Installing**\n\n* run\n"


def test_a_release_and_running_work_may_stand_so() -> None:
    assert faults(f"# Changelog\n\n## Unreleased\n\n{NOTED}\n{OLDEST}", "1.1.0.dev0") == []
    assert faults(f"# Changelog\n\n## 1.1.0 – 2030-02-01\n\n{NOTED}\n{OLDEST}", "1.1.0") == []


@pytest.mark.parametrize(
    ("changelog", "version", "fault"),
    [
        (f"## Unreleased\n\n{NOTED}\n{OLDEST}", "1.1.0", "running work stands under Unreleased"),
        (f"## 1.1.0 – 2030-02-01\n\n{NOTED}\n{OLDEST}", "1.1.0.dev0", "running work stands under Unreleased"),
        (f"{OLDEST}\n## Unreleased\n\n{NOTED}", "1.1.0.dev0", "stands first"),
        (f"## 1.1.0\n\n{NOTED}\n{OLDEST}", "1.1.0", "number – day"),
        (f"{OLDEST}\n## 1.1.0 – 2030-02-01\n\n{NOTED}", "1.1.0", "newest stands first"),
        (f"## Unreleased\n\n{NOTED}\n{OLDEST}", "1.0.0.dev0", "does not follow"),
        (f"## 1.1.0 – 2030-02-01\n\n{NOTED}\n{OLDEST}", "1.2.0", "does not follow"),
        (f"## 1.1.0 – 2030-02-01\n\n* more\n\n{OLDEST}", "1.1.0", "says nothing to who upgrades"),
    ],
)
def test_control_what_else_is_told_is_found(changelog: str, version: str, fault: str) -> None:
    assert any(fault in each for each in faults(f"# Changelog\n\n{changelog}", version))
