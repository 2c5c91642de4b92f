"""check_budget: what it prints and how it exits (docs/architecture.md, the contract)."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from budgets.models import DepartmentalBudget
from tests.builders import make_budget, make_department
from tests.checks.spoiled import spoiled_budget
from tests.rules_builders import own_words, sound_budget

pytestmark = pytest.mark.django_db
ENTRY = ["rule", "severity", "outcome", "message", "places", "difference"]


def run(*arguments: str, **options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_budget", "990101", *arguments, stdout=out, **options)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_json_has_exactly_the_members_of_the_contract() -> None:
    spoiled_budget()
    status, text = run("2021", "202", "--json")
    entries = json.loads(text)
    assert status == 1
    assert all(list(entry) == ENTRY for entry in entries)
    assert {entry["severity"] for entry in entries} == {"E", "W", "I"}
    assert {entry["outcome"] for entry in entries} == {"pass", "fail", "not-run"}
    places = [place for entry in entries for place in entry["places"]]
    assert places
    assert all(list(place) == ["label", "value", "address"] for place in places)


def test_places_lead_to_the_field_and_differences_are_plain_decimals() -> None:
    budget = spoiled_budget()
    entries = json.loads(run("2021", "202", "--json")[1])
    balance = next(entry for entry in entries if entry["rule"] == "R-NUM-C01")
    assert balance["difference"] == "48004"
    assert balance["places"][0]["address"] == f"/entry/{budget.pk}/revenue/"
    blank = next(entry for entry in entries if entry["rule"] == "R-STR-6" and entry["severity"] == "E")
    assert blank["places"][0]["address"].endswith("#block-assets.head.department")
    assert blank["difference"] is None


def test_every_rule_is_in_the_answer_whatever_became_of_it() -> None:
    from budgets.rules import registry  # noqa: PLC0415  the registry is filled when Django starts

    sound_budget()
    status, text = run("2021", "202", "--json")
    entries = json.loads(text)
    assert status == 0
    assert [entry["rule"] for entry in entries] == [rule.id for rule in registry.all_rules()]
    not_run = [entry for entry in entries if entry["outcome"] == "not-run"]
    assert not_run
    assert all(entry["message"] and entry["places"] == [] and entry["difference"] is None for entry in not_run)


def test_a_warning_alone_does_not_fail_the_command() -> None:
    budget = sound_budget()
    own_words(budget, "assets.head.item", "")
    status, text = run("2021", "202")
    assert status == 0
    assert "[提醒] R-STR-6" in text


def test_an_error_fails_the_command_and_is_printed_with_places_and_remedy() -> None:
    budget = sound_budget()
    own_words(budget, "assets.head.department", "")
    status, text = run("2021", "202")
    assert status == 1
    assert "[错误] R-STR-6 表头的“编制部门”是空白。" in text
    assert "固定资产占用情况表·编制部门：编制部门：" in text
    assert "处理：请填写编制部门的名称" in text
    assert "[未核验] R-STR-8" in text


def test_the_newest_version_is_judged_unless_one_is_named() -> None:
    budget = sound_budget(year=2020)
    own_words(budget, "assets.head.department", "")
    DepartmentalBudget.objects.filter(pk=budget.pk).update(version=1)
    from tests.rules_builders import publish_as_history  # noqa: PLC0415

    publish_as_history(budget)
    make_budget(budget.department, year=2020, version=2)
    assert "（第2版）" in run("2020", "202")[1]
    assert "（第1版）" in run("2020", "202", "--version", "1")[1]


@pytest.mark.parametrize(
    "arguments", [("2020", "999"), ("1999", "202"), ("2021", "202", "--version", "9"), ("2021", "202", "--unit", "7")]
)
def test_a_budget_that_does_not_exist_is_status_two(arguments: tuple[str, ...]) -> None:
    make_budget(make_department(), year=2021)
    with pytest.raises(CommandError) as error:
        call_command("check_budget", "990101", *arguments)
    assert error.value.returncode == 2
    assert "没有这份预算" in str(error.value)
