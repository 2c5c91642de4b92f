"""The twenty days within which a document must be public. 预算法 第十四条, 预算法实施条例 第六条, 预算法 第十四条, L3."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger
from budgets.workflow import deadlines


@rule(
    "R-STR-9",
    "E",
    "在批复后二十日内公开",
    basis="预算法第十四条；预算法实施条例第六条",
    reads=Reads.RECORDS,
    answers={Question.IN_TIME: Bearing.DECIDES},
    example="批复日期是 2月1日，2月25日仍未公开，已超过二十日。",
    satisfy="在批复后二十日内公开；已经逾期的尽快公开并说明原因。",
)
def publication_is_in_time(ledger: Ledger) -> Iterator[Finding]:
    """Publishing late is allowed and better than not at all: it is recorded and wants a reason, so it never blocks."""
    budget = ledger.budget
    if budget.imported:
        raise NotRun("历史版本导入，没有登记批复")
    term = deadlines.publication(budget)
    if term is None:
        raise NotRun("尚未登记批复，无法计算公开期限")
    if term.is_late:
        both_dates = f"{term.both_dates}。" if term.both_dates else ""
        waiting = (Place("更正的批复日期（未经确认）", f"{term.waiting:%Y-%m-%d}"),) if term.waiting else ()
        yield Finding(
            f"批复日期 {term.start:%Y-%m-%d}，应在 {term.due:%Y-%m-%d} 前公开，{term.words}。{both_dates}",
            (Place("批复日期", f"{term.start:%Y-%m-%d}"), *waiting, Place("公开期限", f"{term.due:%Y-%m-%d}")),
            remedy="请尽快公开，并说明逾期的原因。",
            severity="W",
            lasting=f"{term.start:%Y-%m-%d} {term.due:%Y-%m-%d}",
        )
