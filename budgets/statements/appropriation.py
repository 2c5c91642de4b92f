"""财政拨款: what comes from the treasury and what is spent from it, by fund and by functional item (C09, C10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.choices import FISCAL_APPROPRIATION, Base, FundKind, LineKind, RevenueKind
from budgets.models import FunctionalClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.comparison import Comparison, against, compare
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.memory import once
from budgets.statements.official import leaf_codes
from budgets.statements.predecessors import Past, carried_over
from budgets.statements.tables.classified import names


@dataclass(frozen=True)
class Appropriation:
    """income and spending of fiscal appropriation; funds in the order of the forms, those without money too."""

    income: Amount
    spending: Amount
    funds: dict[str, Amount]

    def amounts(self) -> Iterator[Amount]:
        yield from (self.income, self.spending, *self.funds.values())


@dataclass(frozen=True)
class AppropriationItem:
    """A functional item (项) that fiscal appropriation is spent on, with the names of its 类 and 款.

    amount     blank for an item that only last year's document has
    purpose    what it is for, in the department's words; empty where it gives none
    beside     beside last year's budget, moved codes followed
    execution  beside what was executed last year, where the format compares with that
    """

    code: str
    class_name: str
    section_name: str
    name: str
    amount: Amount
    purpose: str
    beside: Comparison
    execution: Comparison


@once
def appropriation(ledger: Ledger) -> Appropriation:
    received = [
        line.amount
        for line in ledger.revenue
        if line.kind == RevenueKind.CURRENT and fund_kind(line) in FISCAL_APPROPRIATION
    ]
    spent = [
        line
        for line in ledger.expenditure
        if line.kind != LineKind.CARRIED_OUT and fund_kind(line) in FISCAL_APPROPRIATION
    ]
    funds = {
        kind.value: ledger.amount(
            f"expenditure.fund:{kind.value}",
            f"{kind.label}拨款支出",
            total(line.amount for line in spent if fund_kind(line) == kind),
            part="basic",
        )
        for kind in (FundKind.GENERAL_PUBLIC_BUDGET, FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL)
    }
    return Appropriation(
        income=ledger.amount("revenue.fiscal", "财政拨款收入", total(received), part="revenue"),
        spending=ledger.amount(
            "expenditure.fiscal", "财政拨款支出", total(fund.value for fund in funds.values()), part="basic"
        ),
        funds=funds,
    )


def compared(ledger: Ledger) -> dict[str, Comparison]:
    """Income, spending and each fund beside last year's budget."""
    now = appropriation(ledger)
    found = {
        "income": compare(ledger, now.income, lambda past: appropriation(past).income),
        "spending": compare(ledger, now.spending, lambda past: appropriation(past).spending),
    }
    for kind, amount in now.funds.items():
        found[kind] = compare(ledger, amount, lambda past, kind=kind: appropriation(past).funds[kind])  # type: ignore[misc]
    return found


@once
def items(ledger: Ledger) -> tuple[AppropriationItem, ...]:
    """Every 项 of the appropriation's spending by code; what names no item is left out (a finding says so)."""
    return tuple(_items(ledger, amounts_of_items(ledger), ended=False))


@once
def ended_items(ledger: Ledger) -> tuple[AppropriationItem, ...]:
    """The 项 that last year's document spends on and this year's does not, without those that moved to another code."""
    return tuple(_items(ledger, amounts_of_items(ledger), ended=True))


@once
def amounts_of_items(ledger: Ledger) -> dict[str, Amount]:
    """Code → what is spent on the 项, with its name. No comparison: last year's ledger is asked for this alone."""
    return dict(_reckoned(ledger))


def _reckoned(ledger: Ledger) -> Iterator[tuple[str, Amount]]:
    known = names(ledger, FunctionalClass)
    groups: dict[str, list] = {}
    labels: dict[str, str] = {}
    for line in ledger.expenditure:
        if line.kind == LineKind.CARRIED_OUT or fund_kind(line) not in FISCAL_APPROPRIATION or not line.functional:
            continue
        groups.setdefault(line.functional.code, []).append(line.amount)
        labels[line.functional.code] = line.functional.name
    for code in sorted({*groups, *_stated_items(ledger)}):
        name = labels.get(code, known.get(code, ""))
        yield code, ledger.amount(f"item.{code}", name, total(groups.get(code, [])), part="basic")


def _items(ledger: Ledger, now: dict[str, Amount], *, ended: bool) -> Iterator[AppropriationItem]:
    past = last_year_of(ledger)
    before = _itemised(past.ledger)
    carried = carried_over(ledger, FunctionalClass, before, now) if before else {}
    known = names(ledger, FunctionalClass)
    codes = (code for code in carried if code not in now) if ended else now
    for code in sorted(codes):
        then = carried.get(code) or Past(None)
        amount = now.get(code) or Amount(f"item.{code}", then.name, None, part="comparison")
        value = (then.value or Decimal(0)) if before and not then.obstacle else None
        figure = past.figure(amount.ref, lambda _, value=value: value)  # type: ignore[misc]
        yield AppropriationItem(
            code,
            known.get(code[:3], ""),
            known.get(code[:5], ""),
            amount.name,
            amount,
            ledger.prose.get(f"item:{code}.purpose", ""),
            against(ledger, amount, figure, moved=then.moved_words, obstacle=then.obstacle),
            _execution(ledger, amount, then),
        )


def _itemised(ledger: Ledger | None) -> dict[str, tuple[Decimal | None, str]]:
    """Last year's items. Empty where that document does not give all money its item: then no item can be compared."""
    if ledger is None or any(
        not line.functional
        for line in ledger.expenditure
        if line.kind != LineKind.CARRIED_OUT and fund_kind(line) in FISCAL_APPROPRIATION
    ):
        return {}
    return {code: (amount.value, amount.name) for code, amount in amounts_of_items(ledger).items()}


def _execution(ledger: Ledger, amount: Amount, then: Past) -> Comparison:
    """Beside what was executed: only stated cells tell. The name under which last year's budget had it is said here too."""
    found = compare(ledger, amount, lambda _: None, base=Base.EXECUTION)
    return replace(found, moved=then.moved_words) if found.is_known else found


def _stated_items(ledger: Ledger) -> Iterator[str]:
    """The items that the department states, or that the official tables of appropriation have rows for."""
    for statement, row, _, year, base in ledger.stated:
        if statement == "item" and year == ledger.year and base == Base.BUDGET:
            yield row
    rows = (row for table in _TABLES for row in ledger.official_tables.get(table, ()))
    yield from leaf_codes(row for row in rows if row.isdigit())


# The tables of appropriation by functional item: each fund's, and all funds together.
_TABLES = ("T05", "T08", "T09", "T17")
