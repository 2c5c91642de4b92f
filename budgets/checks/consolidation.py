"""The department's figures against those of its units' own budgets. C26, L5."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import place, shown
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.consolidation import Consolidation, Contribution, consolidation
from budgets.statements.ledger import Ledger
from budgets.statements.unit_versions import counting_versions


@rule(
    "R-NUM-C26",
    "W",
    "部门数等于各单位数之和",
    basis="公开表勾稽关系；预算法实施条例第五条",
    reads=Reads.LINES | Reads.UNITS,
    example="部门支出 1000000元，两个单位的单位预算之和 960000元，没有内部往来。",
    satisfy="在“单位汇总”中重新引入单位预算，登记单位之间的内部往来，或核对差额。",
)
def department_is_the_sum_of_its_units(ledger: Ledger) -> Iterator[Finding]:
    """Only budgets of units that were approved are compared: a unit's draft may still change."""
    if ledger.budget.unit_id:
        raise NotRun("单位预算不汇总其他单位")
    if not counting_versions(ledger)[1]:
        raise NotRun("所属单位没有审核通过的单位预算，无法汇总核对")
    joined = consolidation(ledger)
    with_own = [each for each in joined.contributions if each.own]
    wrong = joined.contradictions()
    for ref in wrong:
        yield _finding(joined, ref)
    yield from (_left_out(each) for each in joined.left_out)
    without = [each.name for each in joined.contributions if not each.own]
    if without and not wrong and not joined.left_out:
        raise NotRun(
            f"已核对的 {len(with_own)} 个单位没有差异；还有 {len(without)} 个单位没有审核通过的单位预算：{'、'.join(without)}"
        )


def _finding(joined: Consolidation, ref: str) -> Finding:
    amount, difference = joined.amount(ref), joined.difference(ref)
    places = [place(amount, f"{amount.name}（部门预算）")]
    if joined.is_complete(ref):
        places.append(Place(f"{amount.name}（各单位之和）", shown(joined.of_units(ref))))
    if joined.deducted(ref):
        places.append(Place("其中内部往来", shown(joined.deducted(ref))))
    parts = []
    for each in joined.contributions:
        by = joined.difference_of(each, ref)
        if by:
            parts.append(f"{each.name}相差 {shown(abs(by))}")
            places += _of_unit(joined, each, ref)
    if joined.is_complete(ref):
        message = (
            f"{amount.name}：部门预算 {shown(amount.value)}，各单位之和{_less(joined.deducted(ref))} "
            f"{shown(joined.expected(ref))}，相差 {shown(abs(difference))}。"
        )
    else:
        message = f"{amount.name}：部门预算与单位预算不一致。"
    if parts:
        message = f"{message[:-1]}，其中{'、'.join(parts)}。"
    return Finding(
        message, tuple(places), difference if joined.is_complete(ref) else None,
        remedy="请在“单位汇总”中重新引入该单位的数据，或核对部门预算中该单位的明细和内部往来。",
    )  # fmt: skip


def _less(deducted: Decimal) -> str:
    return "减内部往来" if deducted else ""


def _of_unit(joined: Consolidation, each: Contribution, ref: str) -> Iterator[Place]:
    """What the department holds for the unit, and what the unit's own version says."""
    assert each.own is not None  # noqa: S101  only those differ
    entered, stated = each.entered.get(ref), each.stated.get(ref)
    amount = joined.amount(ref)
    yield Place(f"{each.name}（部门预算）", shown(entered.value if entered else None), amount.part, amount.anchor)
    yield Place(f"{each.name}（单位预算第{each.own.version}版）", shown(stated.value if stated else None))


def _left_out(each: Contribution) -> Finding:
    assert each.own is not None  # noqa: S101  the rule asks for those alone
    amount = each.stated["expenditure.total"]
    return Finding(
        f"“{each.name}”有审核通过的单位预算，没有列入部门预算的机构设置表。",
        (
            Place("机构设置表", "没有这个单位", "organisation"),
            Place(f"{each.name}（单位预算第{each.own.version}版）：支出总计", shown(amount.value)),
        ),
        amount.value,
        remedy="请在“单位汇总”中引入该单位的数据。",
    )
