"""Rules over the procurement table. C19, R-PRC-1, R-PRC-2."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import contradictions, place, shown
from budgets.checks.expenditure_codes import place_of
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger
from budgets.statements.rounding import HALF_IN_TEN_THOUSANDS, slack
from procurement.statements import Procurement, procurement


def _with_items(ledger: Ledger) -> Procurement:
    data = procurement(ledger)
    if not data.rows:
        raise NotRun("没有政府采购的明细" if data.total.number else "未安排政府采购预算")
    return data


@rule(
    "R-NUM-C19",
    "E",
    "政府采购合计等于各项之和",
    basis="公开表勾稽关系；政府采购预算表",
    reads=Reads.LINES,
    answers={Question.PROCUREMENT: Bearing.BESIDE_OTHERS},
    example="采购总计 60000元，各资金来源之和 50000元；小微企业预留大于中小企业预留。",
    satisfy="核对每行的资金来源和合计，使预留金额不超过采购总额。",
)
def procurement_adds_up(ledger: Ledger) -> Iterator[Finding]:
    data = procurement(ledger)
    if not data.rows and data.total.number and any(each.value is not None for each in data.categories.values()):
        yield from _sentence_adds_up(data)
        return
    data = _with_items(ledger)
    yield from contradictions(data.sums.values(), source="各行之和", only_reached=False)
    for row in data.rows:
        yield from contradictions(row.cells.values(), source="该行各项资金之和")
    yield from _reserved_is_within(data)


def _sentence_adds_up(data: Procurement) -> Iterator[Finding]:
    """A form without a table: goods, works and services make the total; what is set aside is within it."""
    parts = [each for each in data.categories.values() if each.value is not None]
    difference = data.total.number - sum((each.number for each in parts), Decimal(0))
    if abs(difference) > slack([HALF_IN_TEN_THOUSANDS] * (len(parts) + 1)):
        yield Finding(
            f"政府采购预算 {shown(data.total.value)}，货物、工程、服务之和 {shown(data.total.number - difference)}，"
            f"相差 {shown(abs(difference))}。",
            (place(data.total), *(place(each) for each in parts)),
            difference,
            remedy="请核对政府采购的总数和各类金额。",
        )
    yield from _reserved_is_within(data)


def _reserved_is_within(data: Procurement) -> Iterator[Finding]:
    reserved, small = data.reserved["sme_reserved"], data.reserved["small_micro_reserved"]
    for part, whole in ((reserved, data.total), (small, reserved)):
        if whole.value is not None and part.number > whole.number:
            yield Finding(
                f"{part.name} {shown(part.value)}，大于{whole.name} {shown(whole.value)}。",
                (place(part), place(whole)),
                part.number - whole.number,
                remedy="请核对预留金额。",
            )


@rule(
    "R-PRC-1",
    "E",
    "政府采购金额等于数量乘单价",
    basis="政府采购预算表",
    reads=Reads.LINES,
    answers={Question.PROCUREMENT: Bearing.BESIDE_OTHERS},
    example="数量 2 台，单价 20000元，采购金额却填 38000元。",
    satisfy="核对数量、单价和资金来源，使金额等于数量乘单价；整体采购的服务可以不填数量和单价。",
)
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
    reads=Reads.LINES | Reads.WORDS,
    example="安排办公设备购置 80000元，却说明没有政府采购预算。",
    satisfy="核对这些支出是否应当编制政府采购预算；限额以下不需要编制的可以不改。",
    classes=("30209", "31002", "31003", "31007"),
    words=("车辆保险", "物业"),
)
def usual_purchases_are_planned(
    ledger: Ledger, *, classes: tuple[str, ...], words: tuple[str, ...]
) -> Iterator[Finding]:
    """Small sums lie below the thresholds, so this is only a hint."""
    if procurement(ledger).rows or procurement(ledger).total.number:
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
