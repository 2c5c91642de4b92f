"""The statutory tables of a version as grids: what the rules within a table and between tables look at. C04–C06, C08–C13.

Tables that are cut from one ledger agree by themselves. They are judged because a table may be stated as it was
approved, cell by cell, and because a kind of line may disagree with its class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.checks.evidence import rounding, unequal
from budgets.choices import TablesMode
from budgets.rules.registry import Finding, NotRun
from budgets.statements.amounts import Amount
from budgets.statements.identity_kinds import YEAR, CellName, EachRow, Equal
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.statements.rounding import slack
from budgets.statements.tables import classified
from budgets.statements.tables.columns import COMPARING, WORD_COLUMNS
from budgets.statements.tables.grid import GridRow, StatementTable
from budgets.statements.tables.two_sided import two_sided
from disclosure import formats
from disclosure.composition.review import Review
from disclosure.formats.statutory import StatutoryTable
from disclosure.official_tables.labels import TABLES

_CALLED = TABLES | {
    "T11": "政府采购预算表",
    "T12": "整体绩效目标表",
    "T13": "项目绩效目标表",
    "T14": "固定资产占用情况表",
    "T15": "机构设置表",
}


@dataclass(frozen=True)
class StatementTables:
    """The grids by key; a two-sided table is two, T01L and T01R.

    has_lines  the ledger can fill every table; without it a table without figures is one that was not read in
    halves     table (T01) → half of the last place in which it is printed, in 元
    """

    grids: dict[str, StatementTable]
    has_lines: bool
    halves: dict[str, Decimal]

    def need(self, *keys: str) -> tuple[StatementTable, ...]:
        """Raises NotRun where one of them is no part of the form, or has nothing that could be compared."""
        missing = [key for key in keys if key not in self.grids]
        if missing:
            raise NotRun(f"本格式没有公开表 {_named_once(missing)}")
        unread = [key for key in keys if not self.has(key)]
        if unread:
            raise NotRun(f"没有读入公开表 {_named_once(unread)}，没有核验")
        return tuple(self.grids[key] for key in keys)

    def pair(
        self, left: Amount | None, left_table: str, right: Amount | None, right_table: str, message: str
    ) -> Iterator[Finding]:
        """Nothing to compare where a table has no such cell or column; a blank cell counts as nothing.

        Printed in one unit, both are the same figure to the last place; in 元 here and 万元 there, to half of that place.
        """
        if left is None or right is None or self._lacks(left) or self._lacks(right):
            return
        halves = {self.halves.get(left_table, Decimal(0)), self.halves.get(right_table, Decimal(0))}
        if abs(left.number - right.number) > slack(halves if len(halves) > 1 else ()):
            yield unequal(named(left, left_table), named(right, right_table), message)

    def at(self, at: CellName) -> Amount | None:
        """None where no table of the form has it. 本年合计 is compared only where the form has a row for it."""
        grid = self.grids.get(at.table)
        return cell(grid, "current" if at.row == YEAR else at.row, at.column) if grid else None

    def compared(self, equal: Equal, message: str, *, is_turned: bool = False) -> Iterator[Finding]:
        """Two cells that are to be the same. is_turned: the second is named first."""
        places = (equal.one, *equal.others)
        one, other = reversed(places) if is_turned else places
        yield from self.pair(self.at(one), one.table[:3], self.at(other), other.table[:3], message)

    def each_row(self, each: EachRow, message: Callable[[GridRow], str]) -> Iterator[Finding]:
        for row in self.grids[each.table].rows:
            if row.kind == "row":
                other = each.other.at(row.key)
                yield from self.pair(
                    row.cells[each.column], each.table[:3], self.at(other), other.table[:3], message(row)
                )

    def _lacks(self, amount: Amount) -> bool:
        """A column in which a table that was read in prints nothing at all: other forms go without it."""
        if self.has_lines or amount.value is not None:
            return False
        table, column = amount.ref.split(".", 1)[0], amount.ref.rsplit(".", 1)[-1]
        cells = (row.cells.get(column) for row in self.grids[table].rows)
        return all(each is None or each.value is None for each in cells)

    def has(self, key: str) -> bool:
        grid = self.grids.get(key)
        return grid is not None and (self.has_lines or any(amount.value is not None for amount in grid.amounts()))


def _named_once(keys: Sequence[str]) -> str:
    return "、".join(called(table) for table in sorted({key[:3] for key in keys}))


@once
def tables(review: Review) -> StatementTables:
    """Raises NotRun where the version neither prints tables nor states any of their cells."""
    ledger = review.ledger
    format_ = formats.load(ledger.budget.format_key)
    specs = list(format_.package(ledger.year, is_unit=ledger.budget.unit_id is not None))
    prefixes = tuple(spec.key for spec in specs)
    states_some = bool(prefixes) and any(statement.startswith(prefixes) for statement, *_ in ledger.stated)
    if not specs or (ledger.budget.tables_mode == TablesMode.NONE and not states_some):
        raise NotRun("本版本不附公开表，公开表尚未生成")
    if not ledger.expenditure and not ledger.revenue and not states_some:
        raise NotRun("尚未填写收入和支出")
    return _grids_of(ledger, specs)


def _grids_of(ledger: Ledger, specs: Sequence[StatutoryTable]) -> StatementTables:
    grids = {}
    for spec in specs:
        columns = tuple(leaf.key for leaf in spec.leaves() if leaf.key not in (*WORD_COLUMNS, *COMPARING))
        if spec.shape == "functional":
            grids[spec.key] = classified.functional(ledger, spec.key, columns, funds=spec.funds, income=spec.income)
        elif spec.shape == "economic":
            grids[spec.key] = classified.economic(ledger, spec.key, columns, funds=spec.funds)
        elif spec.shape == "two-sided":
            right = tuple(
                key.removeprefix("right_") for key in columns if key.startswith("right_") and key != "right_label"
            )
            sides = two_sided(
                ledger,
                spec.key,
                sources=[each.key for each in spec.sources],
                columns=right,
                fiscal_only=spec.fiscal_only,
            )
            grids[f"{spec.key}L"], grids[f"{spec.key}R"] = sides.left, sides.right
    halves = {spec.key: rounding(ledger, spec.key, 1) for spec in specs} if ledger.official_tables else {}
    return StatementTables(grids, bool(ledger.expenditure or ledger.revenue), halves)


def called(table: str) -> str:
    """T03 支出总表: by its number and by what it is called."""
    return f"{table[:3]} {_CALLED.get(table[:3], '')}".rstrip()


def cell(grid: StatementTable, row: str, column: str) -> Amount | None:
    found = grid.row(row)
    return found.cells.get(column) if found else None


def named(amount: Amount, table: str) -> Amount:
    """The figure under the table's name. It is read in with a table and typed nowhere, so there is no page to link to."""
    return Amount(amount.ref, f"{called(table)}·{amount.name}", amount.value)
