"""This year against last year, line by line: totals, functional classes, economic classes, projects, sources, “三公”.

Each line is compared once (`Comparison`); page, sentences and rules read the same. Lines that only last year's document has
are there too, with nothing this year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from budgets.choices import LineKind
from budgets.models import EconomicClass, FunctionalClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import appropriation, compared, ended_items, items
from budgets.statements.comparison import Comparison, Terms, against, compare
from budgets.statements.expenditure import expenditure
from budgets.statements.identities import THREE_PUBLIC
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.statements.predecessors import Past, carried_over
from budgets.statements.projects_compared import projects
from budgets.statements.revenue import revenue
from budgets.statements.tables import classified
from budgets.statements.three_public import three_public_comparison

Group = Literal["total", "item", "project", "three_public"]
GROUP_NAMES: dict[Group, str] = {
    "total": "收支合计",
    "item": "功能分类科目（项）",
    "project": "项目",
    "three_public": "“三公”经费",
}
_CODED = {FunctionalClass: ("function", (3, 5, 7)), EconomicClass: ("economic", (3, 5))}


@dataclass(frozen=True)
class ComparedLine:
    """statement, row  under which the reason is kept (ChangeReason)
    code             of the item or project; empty where the line has none
    asks             whether a reason is required
    """

    group: Group
    statement: str
    row: str
    code: str
    label: str
    comparison: Comparison
    asks: bool

    @property
    def anchor(self) -> str:
        """The id of the reason's field on the comparison page."""
        return reason_anchor(self.statement, self.row)

    @property
    def is_missing(self) -> bool:
        return self.asks and not self.comparison.reason.strip()


def reason_anchor(statement: str, row: str) -> str:
    return f"reason-{statement}-{row.replace(':', '-')}"


@once
def lines(ledger: Ledger, terms: Terms) -> tuple[ComparedLine, ...]:
    """The lines of which a format may ask a reason, by group, in the order of the forms. Those that are not known are among them."""
    return tuple(_lines(ledger, terms))


def _lines(ledger: Ledger, terms: Terms) -> Iterator[ComparedLine]:
    whole = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
    yield _line("total", whole, is_asked=whole.is_changed)
    fiscal = compared(ledger)["spending"]
    yield _line("total", fiscal, is_asked=False)
    for item in (*items(ledger), *ended_items(ledger)):
        compares_execution = terms.base == "execution" and item.execution.is_known
        comparison = item.execution if compares_execution else item.beside
        yield _line("item", comparison, code=item.code, is_asked=terms.ask(comparison))
    for code, comparison in projects(ledger).items():
        yield _line("project", comparison, code=code, is_asked=terms.ask(comparison))
    for row, comparison in three_public_comparison(ledger, terms.funds).items():
        yield _line("three_public", comparison, is_asked=comparison.is_changed and row not in THREE_PUBLIC)


def _line(group: Group, comparison: Comparison, *, is_asked: bool, code: str = "") -> ComparedLine:
    statement, row = comparison.current.ref.split(".", 1)
    return ComparedLine(group, statement, row, code, comparison.current.name, comparison, is_asked)


# ---- By class and by source: for tables and readers; no form asks a reason for them ----


def classes(ledger: Ledger, model: type[FunctionalClass] | type[EconomicClass]) -> dict[str, Comparison]:
    """Every 类, 款 and 项 (类 and 款 of economic classes) of all expenditure beside last year's, moved codes followed."""
    now, past = _by_class(ledger, model), last_year_of(ledger)
    before = _by_class(past.ledger, model) if past.ledger else {}
    known = {code: (amount.value, amount.name) for code, amount in before.items()}
    carried = carried_over(ledger, model, known, now)
    found = {}
    for code in sorted({*now, *carried}):
        then = carried.get(code) or Past(None)
        amount = now.get(code) or Amount(f"{_CODED[model][0]}.{code}", then.name, None, part="comparison")
        figure = past.figure(amount.ref, _value(then, is_told=bool(before)))
        found[code] = against(ledger, amount, figure, moved=then.moved_words, obstacle=then.obstacle)
    return found


def _value(then: Past, *, is_told: bool) -> Callable[[Ledger], Decimal | None]:
    value = (then.value or Decimal(0)) if is_told and not then.obstacle else None
    return lambda _: value


def _by_class(ledger: Ledger, model: type[FunctionalClass] | type[EconomicClass]) -> dict[str, Amount]:
    """Sums of the lines; of a document that was read in as tables, the rows of its 支出总表."""
    statement, lengths = _CODED[model]
    relation = "functional" if model is FunctionalClass else "economic"
    sums: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    for line in ledger.expenditure:
        of = getattr(line, relation)
        if line.kind == LineKind.CARRIED_OUT or of is None:
            continue
        names[of.code] = of.name
        for code in {of.code[:length] for length in lengths if len(of.code) >= length} | {of.code}:
            sums.setdefault(code, []).append(line.amount)
    printed = ledger.official_tables.get("T03", {}) if model is FunctionalClass else {}
    listed = classified.names(ledger, model)
    return {
        code: Amount(
            f"{statement}.{code}",
            names.get(code) or listed.get(code, code),
            total(sums.get(code, ())),
            ledger.cell("T03", code, column="total") if code in printed else None,
            part="basic",
        )
        for code in sorted({*sums, *(row for row in printed if row.isdigit())})
    }


def sources(ledger: Ledger) -> dict[str, Comparison]:
    """Every source of revenue and every fund of the appropriation's spending, by reference."""
    now = {source.ref: source for source in revenue(ledger).sources}
    past = last_year_of(ledger)
    before: Mapping[str, Amount] = {each.ref: each for each in revenue(past.ledger).sources} if past.ledger else {}
    found = {}
    for ref in {**now, **before}:
        amount = now.get(ref) or Amount(ref, before[ref].name, None, part="revenue")
        found[ref] = compare(ledger, amount, lambda _, ref=ref: before[ref] if ref in before else Decimal(0))  # type: ignore[misc]
    beside = compared(ledger)
    for kind, amount in appropriation(ledger).funds.items():
        found[amount.ref] = beside[kind]
    return found
