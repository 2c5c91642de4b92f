"""Income: by source, carried over from last year, in all. T01, C02–C03."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets.choices import UNIT_FUNDS, FundKind, RevenueKind
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.memory import once

_NAMES = {
    FundKind.GENERAL_PUBLIC_BUDGET: "一般公共预算拨款收入",
    FundKind.GOVERNMENT_FUNDS: "政府性基金预算拨款收入",
    FundKind.STATE_CAPITAL: "国有资本经营预算拨款收入",
    FundKind.SPECIAL_FISCAL_ACCOUNT: "财政专户管理资金收入",
}


@dataclass(frozen=True)
class Revenue:
    """sources: the kinds of money that have an amount, in the order of the forms; 单位资金 in one where an official table does
    not tell its kinds apart. carried_in is outside them and inside the total."""

    total: Amount
    current: Amount
    carried_in: Amount
    sources: tuple[Amount, ...]

    def amounts(self) -> Iterator[Amount]:
        yield from (self.total, self.current, self.carried_in, *self.sources)


@once
def revenue(ledger: Ledger) -> Revenue:
    current = [line for line in ledger.revenue if line.kind == RevenueKind.CURRENT]
    sources = []
    for kind in FundKind:
        of_kind = [line.amount for line in current if fund_kind(line) == kind]
        source = ledger.amount(f"revenue.{kind.value}", _NAMES.get(kind, kind.label), total(of_kind), part="revenue")
        if source.value is not None:
            sources.append(source)
    together = ledger.amount("revenue.unit_funds", "单位资金收入", None, part="revenue")
    if together.value is not None and not any(
        source.ref == f"revenue.{kind}" for source in sources for kind in UNIT_FUNDS
    ):
        sources.append(together)
    in_all = ledger.amount("revenue.current", "本年收入合计", total(source.value for source in sources), part="revenue")
    carried = ledger.amount(
        "revenue.carried_in",
        "上年结转结余",
        total(line.amount for line in ledger.revenue if line.kind == RevenueKind.CARRIED_IN),
        part="revenue",
    )
    return Revenue(
        total=ledger.amount("revenue.total", "收入总计", total([in_all.value, carried.value]), part="revenue"),
        current=in_all,
        carried_in=carried,
        sources=tuple(sources),
    )
