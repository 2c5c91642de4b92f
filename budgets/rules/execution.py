"""Rules put to a budget one after the other: each within its time, as the bureau decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.conf import settings

from budgets.rules.processor_time import TimeIsUp, within
from budgets.rules.registry import Decision, Finding, Input, NotRun, Result, Rule

OVER_TIME = "超过核验时限（处理器时间 {seconds:g} 秒），没有核验完，不等于通过。请把特别长的文字分段或删短后再核验；仍不能核验的，请告知管理员"


def run(
    rules: Iterable[Rule],
    subjects: dict[Input, Any],
    decisions: Mapping[str, Decision] | None = None,
    *,
    seconds: float | None = None,
) -> Iterator[Result]:
    """Runs the rules. A rule whose subject is not at hand is not run, and says so; nor is one that was switched off,
    or that does not come to an end.

    decisions  rule id → what the bureau decided about it
    seconds    of processor time that each rule may take; None: settings.RULE_SECONDS
    """
    limit = settings.RULE_SECONDS if seconds is None else seconds
    for own in rules:
        decision = (decisions or {}).get(own.id)
        each = decision.applied(own) if decision else own
        if decision and not decision.enabled:
            yield Result(each, "not-run", decision.words, decision=decision)
            continue
        if each.needs not in subjects:
            yield Result(each, "not-run", "需要生成整份文件后才能核验", decision=decision)
            continue
        try:
            findings = within(limit, partial(_found_by, each, subjects[each.needs]))
        except NotRun as why:
            yield Result(each, "not-run", str(why), decision=decision)
            continue
        except TimeIsUp:
            yield Result(each, "not-run", OVER_TIME.format(seconds=limit), decision=decision)
            continue
        yield Result(each, "fail" if findings else "pass", "", findings, decision)


def _found_by(rule: Rule, subject: Any) -> tuple[Finding, ...]:
    return tuple(rule.check(subject, **rule.params))
