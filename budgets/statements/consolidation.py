"""A department's figures as the sum of its units', less what one unit pays another. 预算法 第十四条, C26; 预算法实施条例 第五条.

A unit contributes what its own approved or published version says; a unit without one, what the department entered for
it. The department's rows hold no internal transfer: it is left out when a unit's rows are taken over, and whoever types
them leaves it out. So a transfer is deducted only from what a unit's own version contributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.choices import Flag, ThreePublicLine
from budgets.models import BudgetUnit, DepartmentalBudget, Unit
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.statements.transfers import Transfer, transfers
from budgets.statements.unit_figures import Figures, figures, has_items, head_of, ledger_of_unit
from budgets.statements.unit_versions import counting_versions, unit_of

# What the page of consolidation shows.
SHOWN = (
    "revenue.total",
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.operating",
    "expenditure.project",
    "expenditure.total",
    "three_public.total",
    "operating_costs.total",
)
# What is compared, the parts before the sum of which they are: who knows that a part is wrong needs not be told of the sum.
_PARTS = (
    ("revenue.total", ("revenue.",)),
    (
        "expenditure.total",
        ("expenditure.personnel", "expenditure.operating", "expenditure.project", "expenditure.carried_out"),
    ),
    ("", ("expenditure.fund:", "item.")),
    ("three_public.total", tuple(f"three_public.{row.value}" for row in ThreePublicLine)),
    ("operating_costs.total", ()),
)
_ONLY_SUMS = {"revenue.total", "revenue.current"}


@dataclass(frozen=True)
class Contribution:
    """What one unit brings to the department's figures.

    row      the unit as the department's version prints it; None where the department leaves it out
    unit     the unit under its code; None: no code is known for the row
    own      its own newest approved or published version; None: the department speaks for it
    entered  what the department's version holds for it, internal transfers left out
    stated   what its own version says, internal transfers included; empty without one
    """

    row: BudgetUnit | None
    unit: Unit | None
    own: DepartmentalBudget | None
    entered: Figures
    stated: Figures
    is_new: bool = False

    @property
    def name(self) -> str:
        if self.row is not None:
            return self.row.name
        return self.unit.name if self.unit else ""

    @property
    def code(self) -> str:
        return self.unit.code if self.unit else ""

    @property
    def figures(self) -> Figures:
        return self.stated if self.own else self.entered

    def is_known(self, ref: str) -> bool:
        """Whether somebody spoke of the figure: lines are there, and fine enough, or the figure itself is stated."""
        if self.figures[head_of(ref)].value is None:
            return False
        amount = self.figures.get(ref)
        return amount is None or amount.reached or amount.stated is not None


@dataclass(frozen=True)
class Consolidation:
    """contributions: the units in the order of the department's version.

    left_out  units with a version of their own that the department does not list; they are in no sum
    """

    contributions: tuple[Contribution, ...]
    left_out: tuple[Contribution, ...]
    department: Figures
    transfers: tuple[Transfer, ...]

    def of_units(self, ref: str) -> Decimal | None:
        """The units' sum; None where no unit says anything."""
        return total(each.figures[ref].value for each in self.contributions if ref in each.figures)

    def deducted(self, ref: str) -> Decimal:
        return sum((self.deducted_from(each, ref) for each in self.contributions), Decimal(0))

    def deducted_from(self, contribution: Contribution, ref: str) -> Decimal:
        """What of a unit's own figure is an internal transfer."""
        if contribution.own is None:
            return Decimal(0)
        paid = [each for each in self.transfers if each.payer == contribution.code]
        received = [each for each in self.transfers if each.receiver == contribution.code]
        if ref == "operating_costs.total":
            paid = [each for each in paid if each.spent_as == "operating" and contribution.stated[ref]]
            return sum((each.amount for each in paid), Decimal(0))
        return sum((each.amount for each in paid if ref in each.spending()), Decimal(0)) + sum(
            (each.amount for each in received if ref in each.income()), Decimal(0)
        )

    def expected(self, ref: str) -> Decimal | None:
        """What the department's figure should be: Σ units − internal transfers."""
        of_units = self.of_units(ref)
        return None if of_units is None else of_units - self.deducted(ref)

    def amount(self, ref: str) -> Amount:
        """The department's figure; blank where only units have one of that kind."""
        if ref in self.department:
            return self.department[ref]
        of_unit = next(each.figures[ref] for each in self.contributions if ref in each.figures)
        return replace(of_unit, computed=None, stated=None, anchor="")

    def difference(self, ref: str) -> Decimal:
        """By how much the department's figure is too large."""
        return self.amount(ref).number - (self.expected(ref) or Decimal(0))

    def difference_of(self, contribution: Contribution, ref: str) -> Decimal | None:
        """By how much what the department entered for a unit exceeds what the unit states; None where both are not known.

        Lines that are too coarse for the figure say nothing of it, and of lines that nobody entered nothing is asked.
        """
        entered = contribution.entered.get(ref)
        if contribution.own is None or (entered is not None and not entered.reached):
            return None
        if contribution.entered[head_of(ref)].value is None or self._is_stated(contribution, ref):
            return None
        stated = contribution.stated[ref].number if ref in contribution.stated else Decimal(0)
        return (entered.number if entered else Decimal(0)) - stated + self.deducted_from(contribution, ref)

    def _is_stated(self, contribution: Contribution, ref: str) -> bool:
        """“三公” and 机关运行经费 that a version states itself: then its lines need not yield them, and the sums are compared alone."""
        cut = next((each for each in ("three_public.", "operating_costs.") if ref.startswith(each)), "")
        if not cut:
            return False
        both = (contribution.stated, self.department)
        return any(amount.stated is not None for each in both for key, amount in each.items() if key.startswith(cut))

    def differs(self, contribution: Contribution) -> bool:
        """Whether the department holds other figures of a unit than the unit states."""
        refs = {**self.department, **contribution.figures}
        return any(self.difference_of(contribution, ref) for ref in refs if self._can_be_compared(ref))

    def contradictions(self) -> list[str]:
        """The figures in which the department is not the sum of its units, or differs from one of them."""
        wrong: list[str] = []
        for whole, beginnings in _PARTS:
            found = [ref for ref in self._refs(beginnings) if self._is_wrong(ref)]
            if not found and whole and self._is_wrong(whole):
                found = [whole]
            # By fund and by item the same difference is seen again.
            if whole or not any(ref.startswith("expenditure.") for ref in wrong):
                wrong += found
        return wrong

    def _refs(self, beginnings: tuple[str, ...]) -> Iterator[str]:
        known = {ref: None for each in (self.department, *(one.figures for one in self.contributions)) for ref in each}
        for ref in known:
            if ref.startswith(beginnings) and ref not in _ONLY_SUMS and self._can_be_compared(ref):
                yield ref

    def _can_be_compared(self, ref: str) -> bool:
        """Of a transfer only kind and source are known, not fund and item. Items are compared where all lines have one."""
        if ref.startswith("expenditure.fund:"):
            return not self.transfers
        if ref.startswith("item."):
            every = [self.department, *(each.figures for each in self.contributions)]
            return not self.transfers and all(has_items(each) for each in every)
        return True

    def is_complete(self, ref: str) -> bool:
        """Whether every unit's contribution to a figure is known, so that the sum can be compared."""
        return all(each.is_known(ref) for each in self.contributions)

    def _is_wrong(self, ref: str) -> bool:
        return bool(self.is_complete(ref) and self.difference(ref)) or any(
            self.difference_of(each, ref) for each in self.contributions
        )


@once
def consolidation(ledger: Ledger) -> Consolidation:
    units, counting = counting_versions(ledger)
    versions = dict(zip(counting, Ledger.of_each(counting.values()), strict=True))
    contributions = []
    for row in ledger.units:
        unit = unit_of(row, units)
        own = versions.pop(unit.pk, None) if unit else None
        contributions.append(_contribution(ledger, row, unit, own))
    left_out = [_contribution(ledger, None, own.budget.unit, own) for own in versions.values()]
    return Consolidation(tuple(contributions), tuple(left_out), figures(ledger), transfers(ledger))


def _contribution(ledger: Ledger, row: BudgetUnit | None, unit: Unit | None, own: Ledger | None) -> Contribution:
    return Contribution(
        row, unit, own.budget if own else None,
        entered=figures(ledger_of_unit(ledger, [row] if row else [])),
        stated=figures(own) if own else {},
        is_new=own is not None and Flag.NEW_UNIT in own.flags,
    )  # fmt: skip
