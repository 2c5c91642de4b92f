"""Rules over the procurement table. C19, R-PRC-1, R-PRC-2."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.checks.evidence import contradictions, place, shown
from budgets.checks.expenditure_codes import place_of
from budgets.findings import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger
from procurement.statements import Procurement, procurement


def _with_items(ledger: Ledger) -> Procurement:
    data = procurement(ledger)
    if not data.rows:
        raise NotRun("未安排政府采购预算")
    return data


@rule("R-NUM-C19", "E", "政府采购合计等于各项之和", basis="公开表勾稽关系；政府采购预算表")
def procurement_adds_up(ledger: Ledger) -> Iterator[Finding]:
    data = _with_items(ledger)
    yield from contradictions(data.sums.values(), source="各行之和", only_reached=False)
    for row in data.rows:
        yield from contradictions(row.cells.values(), source="该行各项资金之和")


@rule("R-PRC-1", "E", "政府采购金额等于数量乘单价", basis="政府采购预算表")
def amounts_are_quantity_times_price(ledger: Ledger) -> Iterator[Finding]:
    """Not judged where quantity or price is blank: a service bought as a whole has neither."""
    for row in _with_items(ledger).rows:
        item, funded = row.item, row.cells["total"]
        if item.amount is None or item.amount == funded.number:
            continue
        difference = funded.number - item.amount
        yield Finding(
            f"“{item.name}”：数量×单价为 {shown(item.amount)}，政府采购金额为 {shown(funded.value)}，"
            f"相差 {shown(abs(difference))}。",
            (
                Place(f"{item.name}·数量×单价", shown(item.amount), "procurement", f"item-{item.pk}"),
                place(funded),
            ),
            difference,
            remedy="请核对数量、单价和各项资金。",
        )


@rule(
    "R-PRC-2",
    "I",
    "常见的采购支出与政府采购预算",
    basis="政府采购法",
    classes=("30209", "31002", "31003", "31007"),
    words=("车辆保险", "物业"),
)
def usual_purchases_are_planned(
    ledger: Ledger, *, classes: tuple[str, ...], words: tuple[str, ...]
) -> Iterator[Finding]:
    """Small sums lie below the thresholds, so this is only a hint."""
    if procurement(ledger).rows:
        return
    places = [
        place_of(line, str(line.economic))
        for line in ledger.expenditure
        if line.economic and line.economic.code in classes and line.amount
    ]
    places.extend(
        Place(project.name, project.code, "projects", f"project-{project.pk}")
        for project in ledger.projects
        if any(word in project.name for word in words)
    )
    if places:
        yield Finding(
            "没有政府采购预算，但有通常需要采购的支出。",
            tuple(places),
            remedy="请确认这些支出低于采购限额标准，或补填政府采购预算。",
        )
