"""The ledger of a source: income by source, basic expenditure by item, project expenditure by project."""

from __future__ import annotations

from decimal import Decimal

from budgets.choices import FundKind, LineKind, RevenueKind, UnitNature
from budgets.models import BudgetUnit, ExpenditureLine, FundSource, Project, RevenueLine
from budgets.text import squeeze
from disclosure.reading.hebei.projects import SourceProject as ProjectFact
from disclosure.reading.hebei.projects import projects_of
from disclosure.reading.matching.facts import SourceFacts
from disclosure.reading.matching.names import ClassNames, fund_named
from disclosure.reading.matching.rows import DraftRows

_GENERAL_FUND = "111"
_COUNTED = {UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED, ""}

Projects = list[tuple[ProjectFact, Project]]


class LedgerRows:
    """The narrative divides nothing by units: its amounts stand with the first one, which is the department itself."""

    def __init__(self, rows: DraftRows, facts: SourceFacts, units: list[BudgetUnit]) -> None:
        self.rows, self.facts, self.units = rows, facts, units
        funds = list(FundSource.objects.valid_in(rows.budget.fiscal_year).order_by("code"))
        self.funds: dict[str, FundSource] = {fund.kind: fund for fund in reversed(funds)}
        for fund in funds:
            if fund.code == _GENERAL_FUND:
                self.funds[FundKind.GENERAL_PUBLIC_BUDGET] = fund
        self.fund: FundSource | None = None

    def add(self) -> Projects:
        """Stores all lines and gives the projects with what the source says of them."""
        self._revenue()
        kinds = {line.fund.kind for line in self.rows.of(RevenueLine) if line.fund}
        # With several sources of income the source does not say which pays for what.
        self.fund = self.funds.get(next(iter(kinds))) if len(kinds) == 1 else None
        self._basic()
        projects = self._projects()
        if carried := self.facts.totals.get("expenditure.carried_out"):
            self._line(self.units[0], LineKind.CARRIED_OUT, carried.amount, carried.line)
        self.rows.store(RevenueLine, ExpenditureLine)
        return projects

    def _revenue(self) -> None:
        totals, unit = self.facts.totals, self.units[0]
        for source in self.facts.sources:
            fund = self.funds.get(fund_named(source.name) or "")
            label = source.name if fund is None or source.name != fund.revenue_name else ""
            self.rows.add(RevenueLine, source.line, unit=unit, fund=fund, amount=source.amount, printed_label=label)
        carried = totals.get("revenue.carried_in")
        if carried:
            self.rows.add(
                RevenueLine, carried.line, unit=unit, kind=RevenueKind.CARRIED_IN, fund=None, amount=carried.amount
            )
        in_all = totals.get("revenue.total")
        if in_all and not self.facts.sources:
            rest = in_all.amount - (carried.amount if carried else 0)
            general = self.funds.get(FundKind.GENERAL_PUBLIC_BUDGET)
            self.rows.add(RevenueLine, in_all.line, unit=unit, fund=general, amount=rest)

    def _basic(self) -> None:
        if personnel := self.facts.totals.get("expenditure.personnel"):
            self._line(self.units[0], LineKind.PERSONNEL, personnel.amount, personnel.line)
        payer = next((unit for unit in self.units if unit.nature in _COUNTED), self.units[0])
        classes = ClassNames.of_year(self.rows.budget.fiscal_year)
        for item in self.facts.operating:
            economic = classes.find(item.name)
            label = "" if economic and economic.name == item.name else item.name
            self._line(payer, LineKind.OPERATING, item.amount, item.line, economic=economic, printed_label=label)
        self._other_operating()

    def _other_operating(self) -> None:
        """日常公用经费 beyond 机关运行经费 is that of the institutions, where there are any; else the difference is stated."""
        in_all = self.facts.totals.get("expenditure.operating")
        if in_all is None:
            return
        rest = in_all.amount - sum((item.amount for item in self.facts.operating), Decimal(0))
        institution = next((unit for unit in self.units if unit.nature not in _COUNTED), None)
        if rest > 0 and (institution or not self.facts.operating):
            self._line(institution or self.units[0], LineKind.OPERATING, rest, in_all.line)

    def _projects(self) -> Projects:
        projects = [
            (fact, self.rows.add(Project, fact.line, code=fact.code, name=fact.name))
            for fact in projects_of(self.facts)
        ]
        self.rows.store(Project)
        listed = Decimal(0)
        for fact, project in projects:
            if fact.amount is not None:
                label = fact.printed if squeeze(fact.printed) != squeeze(fact.name) else ""
                self._project_line(fact.amount, fact.line, project=project, printed_label=label)
                listed += fact.amount
        in_all = self.facts.totals.get("expenditure.project")
        if in_all and in_all.amount > listed:
            self._project_line(in_all.amount - listed, in_all.line)
        return projects

    def _project_line(self, amount: Decimal, line: int, **more: object) -> None:
        self._line(self.units[0], LineKind.PROJECT_UNCLASSIFIED, amount, line, **more)

    def _line(self, unit: BudgetUnit, kind: LineKind, amount: Decimal, line: int, **more: object) -> None:
        self.rows.add(ExpenditureLine, line, unit=unit, kind=kind, amount=amount, fund=self.fund, **more)
