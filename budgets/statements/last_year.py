"""Last year's figures of this document, and where they come from.

In this order: what the document itself was read in with (a stated cell behind which a file stands), last year's published
version of the same document, what was typed for want of one, the sum of what the units say of themselves. A typed figure
and a sum that differ from the published one are findings (R-NUM-C27) and are not printed. Budgets executed are in no
published budget: for them only stated cells speak.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from budgets.choices import READ_ORIGINS, Base, CellOrigin
from budgets.models import DepartmentalBudget
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once

Origin = Literal["new", "published", "stated", "none"]


@dataclass(frozen=True)
class PastFigure:
    """A figure of last year. source: in words, where it was taken from."""

    value: Decimal
    source: str
    is_published: bool = False


@dataclass(frozen=True)
class LastYear:
    """now     this year's ledger
    ledger  last year's published version of the same document; None where the system holds none, and for a new unit
    """

    now: Ledger
    ledger: Ledger | None

    @property
    def year(self) -> int:
        return self.now.year - 1

    @property
    def is_new(self) -> bool:
        """There was no unit last year: nothing is compared and no reason is asked."""
        return self.now.is_new_unit

    @property
    def origin(self) -> Origin:
        if self.is_new:
            return "new"
        if self.ledger is not None:
            return "published"
        return "stated" if any(year == self.year for *_, year, _ in self.now.stated) else "none"

    @property
    def budget(self) -> DepartmentalBudget | None:
        return self.ledger.budget if self.ledger else None

    @property
    def words(self) -> str:
        """The source in words: 2024年部门预算（已公开，第 1 版）."""
        if self.budget is None:
            return "按本预算填写的上年数"
        how = "历史版本导入" if self.budget.imported else "已公开"
        return f"{self.year}年{self.budget.scope_word}预算（{how}，第 {self.budget.version} 版）"

    def figure(
        self,
        ref: str,
        past: Callable[[Ledger], Amount | Decimal | None],
        *,
        base: str = Base.BUDGET,
        stated: Decimal | None = None,
    ) -> PastFigure | None:
        """Last year's value of a figure; None where it is not known, which is not zero.

        past    finds the figure in last year's ledger: blank there is nothing, None means that it has no such figure
        stated  what follows from typed cells of other rows, as a sum does
        """
        if self.is_new:
            return None
        read = self.now.printed(ref, year=self.year, base=base, origins=READ_ORIGINS)
        if read is not None:
            return PastFigure(read, self._provenance(ref, base))
        if self.ledger is not None and base == Base.BUDGET:
            found = past(self.ledger)
            value = found.number if isinstance(found, Amount) else found
            if value is not None:
                return PastFigure(value, self.words, is_published=True)
        typed = self.now.printed(ref, year=self.year, base=base, origins=[CellOrigin.TYPED])
        if typed is None:
            typed = stated
        if typed is not None:
            return PastFigure(typed, "本预算填写")
        summed = self.now.printed(ref, year=self.year, base=base, origins=[CellOrigin.UNITS])
        return None if summed is None else PastFigure(summed, str(CellOrigin.UNITS.label))

    def rows(
        self, table: str, column: str, published: Callable[[Ledger], Mapping[str, Decimal | None]], *, base: str
    ) -> dict[str, Decimal | None] | None:
        """A column of a table as last year's document and the stated cells give it, by row; None: last year is not known."""
        if self.is_new:
            return None
        found: dict[str, Decimal | None] = {}
        if self.ledger is not None and base == Base.BUDGET:
            found.update(published(self.ledger))
        for (statement, row, of, year, stated_base), cell in self.now.stated.items():
            if (statement, of, year, stated_base) == (table, column, self.year, base) and (
                cell.is_read or found.get(row) is None
            ):
                found[row] = cell.value
        return found or None

    def _provenance(self, ref: str, base: str) -> str:
        statement, row = ref.split(".", 1)
        cell = self.now.stated.get((statement, row, "amount", self.year, base))
        return cell.provenance if cell is not None and cell.is_read and cell.value is not None else "本预算的公开表"


@once
def last_year_of(ledger: Ledger) -> LastYear:
    """The one place that says what last year is for a version."""
    return LastYear(ledger, None if ledger.is_new_unit else ledger.previous)
