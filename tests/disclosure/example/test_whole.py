"""The whole example, made by its command: everything published, provable and shown; cut off, it goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.sites import Site

ROOT = Path(__file__).resolve().parents[3]
DEPARTMENTS = {"202": "云汀区信访局", "310": "云汀区教育局", "320": "云汀区卫生健康局", "330": "云汀区城市管理局"}
DEPARTMENTS |= {"340": "云汀区国有资产管理办公室", "350": "云汀区芦港街道办事处"}
STATES = """
    SELECT department.code, coalesce(unit.code, ''), budget.fiscal_year, budget.version, budget.status
    FROM budgets_departmentalbudget budget JOIN budgets_department department ON department.id = budget.department_id
    LEFT JOIN budgets_unit unit ON unit.id = budget.unit_id
"""


def page(site: Site, path: str) -> str:
    with urllib.request.urlopen(site.url + path, timeout=60) as answer:
        return str(answer.read().decode())


def states(site: Site) -> dict[tuple[str, str, int, int], str]:
    with psycopg.connect(site.database_url) as connection:
        return {(row[0], row[1], row[2], row[3]): row[4] for row in connection.execute(STATES)}


@pytest.mark.site
def test_one_department_and_year_are_made_alone_and_only_once(site: Site) -> None:
    assert "1/1 云汀区信访局 2020年" in site.manage("create_example", "--only", "202", "--year", "2020")
    assert "未作改动" in site.manage("create_example", "--only", "202", "--year", "2020")
    assert states(site) == {("202", "", 2020, 1): "published"}
    assert "3828602.02" in page(site, "/990101/2020/202/")


@pytest.mark.soak
def test_the_whole_district_is_published_proved_and_found(site: Site) -> None:
    began = time.monotonic()
    site.manage("create_example")
    print(f"示例用时 {time.monotonic() - began:.0f} 秒")
    found = states(site)
    for code in DEPARTMENTS:
        assert [found[code, "", year, 1] for year in (2023, 2024, 2025)] == ["published"] * 3, code
    for unit, years in {"310001": 3, "310002": 3, "310003": 2, "320002": 3}.items():
        assert [state for place, state in found.items() if place[1] == unit] == ["published"] * years, unit
    assert sorted(found[code, "", 2026, 1] for code in ("202", "330", "340", "350")) == [
        "approved",
        "draft",
        "returned",
        "submitted",
    ]
    assert "核验通过" in site.manage("verify")
    assert "未作改动" in site.manage("create_example")
    _published_pages_show_it(site)
    _no_rule_stops_them(site)


def _published_pages_show_it(site: Site) -> None:
    index = page(site, "/")
    for code, name in DEPARTMENTS.items():
        assert name in index or name in page(site, f"/?q={urllib.parse.quote(name)}"), name
        for year in (2023, 2024, 2025):
            assert name in page(site, f"/990101/{year}/{code}/")
    whole = page(site, "/990101/2024/310/")
    assert "云汀区柳堤幼儿园" in whole  # the unit that is new in 2024 is put together with the others
    assert "云汀区柳堤幼儿园" not in page(site, "/990101/2023/310/")
    assert "更正" in page(site, "/990101/2024/330/")


def _no_rule_stops_them(site: Site) -> None:
    """Publication has refused errors already; this asks the command that everybody else would ask."""
    for code in DEPARTMENTS:
        results = json.loads(site.manage("check_budget", "990101", "2024", code, "--json"))
        failed = [each for each in results if (each["severity"], each["outcome"]) == ("E", "fail")]
        assert len(results) > 50
        assert not failed, (code, failed)


@pytest.mark.soak
def test_a_maker_that_is_killed_again_and_again_comes_to_the_same_end(site: Site) -> None:
    """Killed after ever longer spells, until one spell is long enough."""
    command = [sys.executable, "manage.py", "create_example", "--only", "202"]
    for seconds in (4, 5, 6, 7, 8):
        maker = subprocess.Popen(command, cwd=ROOT, env=os.environ | site.environment, stdout=subprocess.DEVNULL)
        try:
            maker.wait(seconds)
        except subprocess.TimeoutExpired:
            maker.send_signal(signal.SIGKILL)
            maker.wait()
    site.manage("create_example", "--only", "202")
    found = states(site)
    assert [found["202", "", year, 1] for year in (2020, 2023, 2024, 2025, 2026)] == ["published"] * 4 + ["draft"]
    assert found["202", "", 2025, 2] == "approved"
    assert len(found) == 6
    assert "核验通过" in site.manage("verify")
