"""The catalogue as a whole: which rules there are, and that a sound budget passes every one that can judge it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from budgets import parts
from budgets.rules import execution, registry
from budgets.rules.judge import judge
from budgets.rules.registry import NotRun, Rule
from tests.rules_builders import judged, sound_budget

IDS = {
    "E": """
        R-STR-1 R-STR-6 R-STR-9 R-NUM-1
        R-NUM-C01 R-NUM-C02 R-NUM-C03 R-NUM-C04 R-NUM-C05 R-NUM-C06 R-NUM-C07 R-NUM-C08 R-NUM-C09 R-NUM-C10 R-NUM-C11
        R-NUM-C12 R-NUM-C13 R-NUM-C14 R-NUM-C17 R-NUM-C18 R-NUM-C19 R-NUM-C21 R-NUM-C22 R-NUM-C23
        R-SAN-3 R-COD-1 R-COD-2 R-COD-4 R-PRJ-3 R-PRF-1 R-PRF-7 R-PRC-1 R-ORG-2
    """,
    "W": """
        R-STR-3 R-STR-4 R-STR-5 R-STR-7 R-STR-8
        R-NUM-2 R-NUM-3 R-NUM-LINES R-NUM-C15 R-NUM-C16 R-NUM-C20 R-NUM-C24 R-NUM-C25 R-NUM-C26 R-NUM-C27
        R-TXT-2 R-TXT-3 R-TXT-4 R-TXT-5 R-TXT-7 R-TXT-8 R-SAN-4 R-SAN-5 R-EMP-3 R-EMP-4
        R-COD-3 R-COD-5 R-COD-6 R-COD-7 R-PRJ-2 R-PRJ-4
        R-PRF-2 R-PRF-3 R-PRF-4 R-PRF-5 R-PRF-8 R-PRF-10 R-PRF-11 R-AST-1 R-AST-2 R-AST-3 R-ORG-1
        R-CON-2 R-CON-3 R-CON-4 R-REF-1 R-TYPO R-CNT-1 R-GLO-2 R-FMT-1 R-FMT-2 R-FMT-3 R-SEC-1
    """,
    # Over words, with findings that rest on none: these are errors.
    "W, E": "R-STR-2 R-TXT-1 R-TXT-6 R-SAN-1 R-SAN-2 R-EMP-1 R-EMP-2 R-PRJ-1",
    "I": "R-PRF-6 R-PRF-9 R-PRC-2 R-GLO-1",
}
# What only a document from elsewhere can lack; the rule says so.
NEVER_RUN = {"R-STR-8"}
# What the sound budget gives no occasion for; these have passing tests of their own.
NO_OCCASION = {
    "R-SAN-5": "没有公务用车购置费",
    "R-AST-2": "没有车辆类项目",
    "R-NUM-LINES": "没有读入公开表",
    "R-NUM-C26": "所属单位没有审核通过的单位预算，无法汇总核对",
}


def test_the_catalogue_has_these_rules_with_these_severities_and_no_other() -> None:
    registered = {rule.id: ", ".join(filter(None, (rule.severity, rule.firm))) for rule in registry.all_rules()}
    assert registered == {rule_id: severity for severity, ids in IDS.items() for rule_id in ids.split()}


@pytest.mark.django_db
def test_a_sound_budget_fails_no_rule() -> None:
    results = judge(sound_budget(), whole=True)
    failures = {
        result.rule.id: [finding.message for finding in result.findings] for result in results if result.findings
    }
    assert failures == {}


@pytest.mark.django_db
def test_a_sound_budget_passes_every_rule_that_has_an_occasion_to_judge_it() -> None:
    results = {result.rule.id: result for result in judge(sound_budget(), whole=True)}
    not_run = {rule_id: result.reason for rule_id, result in results.items() if result.outcome == "not-run"}
    assert set(not_run) == NEVER_RUN | set(NO_OCCASION)
    assert {rule_id: not_run[rule_id] for rule_id in NO_OCCASION} == NO_OCCASION
    assert all(not_run.values()), "a rule that is not run says why"


@pytest.mark.django_db
def test_what_was_not_checked_never_counts_as_passed() -> None:
    budget = sound_budget()
    for rule_id in NEVER_RUN:
        result = judged(budget, rule_id)
        assert (result.outcome, result.findings) == ("not-run", ())
        assert result.reason


@pytest.mark.django_db
def test_without_the_document_its_rules_are_not_run_and_say_so() -> None:
    results = judge(sound_budget(), whole=False)
    of_document = [result for result in results if result.rule.needs == "document"]
    assert of_document
    assert {(result.outcome, result.reason) for result in of_document} == {("not-run", "需要生成整份文件后才能核验")}


@pytest.mark.parametrize("rule", registry.all_rules() or [None], ids=lambda rule: getattr(rule, "id", "none"))
def test_every_rule_says_what_it_rests_on(rule: Rule) -> None:
    assert rule.title
    assert rule.basis
    parameters = set(inspect.signature(rule.check).parameters) - {"ledger", "review"}
    assert parameters == set(rule.params), "a threshold is data"


@pytest.mark.django_db
def test_every_place_of_a_finding_leads_to_a_part_that_exists() -> None:
    from tests.checks.spoiled import spoiled_budget  # noqa: PLC0415  it needs the cast of a database

    keys = {part.key for part in parts.all_parts()}
    results = judge(spoiled_budget(), whole=True)
    places = [place for result in results for finding in result.findings for place in finding.places]
    assert len(places) > 30
    assert {place.part for place in places} - {""} <= keys


def test_a_rule_that_cannot_judge_is_not_run_with_its_reason() -> None:
    def cannot(subject: Any) -> Any:
        raise NotRun("没有数据")

    rule = Rule("T-1", "E", "名称", "依据", cannot)
    (result,) = execution.run([rule], {"budget": object()})
    assert (result.outcome, result.reason) == ("not-run", "没有数据")
    assert registry.blocking([result]) == []


def test_a_failure_may_weigh_less_than_its_rule_and_then_does_not_block() -> None:
    light = registry.Finding("空白行", severity="W")
    rule = Rule("T-1", "E", "名称", "依据", lambda subject: [light])
    (result,) = execution.run([rule], {"budget": object()})
    assert result.severity == "W"
    assert registry.blocking([result]) == []
    heavy = Rule("T-2", "E", "名称", "依据", lambda subject: [light, registry.Finding("编制部门空白")])
    (result,) = execution.run([heavy], {"budget": object()})
    assert result.severity == "E"
    assert registry.blocking([result]) == [result]
