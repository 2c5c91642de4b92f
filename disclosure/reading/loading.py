"""Facts become the rows of a draft. What the source does not say stays empty; what it says wrongly is stored as it says it."""

from __future__ import annotations

import re
from decimal import Decimal

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets.choices import FundKind, LineKind, RevenueKind, UnitNature
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    ExpenditureLine,
    FundSource,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
    Unit,
)
from budgets.text import squeeze
from disclosure import formats, wording
from disclosure.reading.facts import Facts, Money, Text
from disclosure.reading.names import ClassNames, fund_named, nature_named, plain_name
from disclosure.reading.projects import Project as ProjectFact
from disclosure.reading.projects import projects_of
from disclosure.reading.rows import Rows
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from performance.targets import number_of
from procurement.models import ProcurementItem

_GENERAL_FUND = "111"
_NUMBERED = re.compile(r"^\d{1,2}[、.．]\s*")
_COUNTED = {UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED, ""}
_MONTHS = ("by_march", "by_june", "by_october", "by_december")


def load(budget: DepartmentalBudget, facts: Facts, *, file: str) -> None:
    """Writes all rows of an empty draft, inside the caller's `editing`."""
    loader = _Loader(budget, facts, file)
    loader.ground()
    loader.ledger()
    loader.performance()
    loader.rest()


class _Loader:
    def __init__(self, budget: DepartmentalBudget, facts: Facts, file: str) -> None:
        self.budget, self.facts, self.file = budget, facts, file
        self.rows = Rows(budget)
        self.projects: list[tuple[ProjectFact, Project]] = []
        funds = FundSource.objects.valid_in(budget.fiscal_year).order_by("code")
        self.funds: dict[str, FundSource] = {fund.kind: fund for fund in reversed(funds)}
        general = [fund for fund in funds if fund.code == _GENERAL_FUND]
        if general:
            self.funds[FundKind.GENERAL_PUBLIC_BUDGET] = general[0]

    # ---- Units, prose, flags ----

    def ground(self) -> None:
        facts, rows = self.facts, self.rows
        known = {unit.name: unit for unit in Unit.objects.filter(department_id=self.budget.department_id)}
        for unit in facts.units:
            nature = nature_named(unit.nature)
            own_words = "" if nature and UnitNature(nature).label == unit.nature else unit.nature
            rows.add(
                BudgetUnit,
                unit.line,
                unit=known.get(unit.name),
                name=unit.name,
                nature=nature,
                nature_words=own_words,
                rank=unit.rank,
                funding_mode=unit.funding_mode,
            )
        if not facts.units:
            # Lines belong to a unit; a source without a table of units speaks of the department alone.
            rows.add(BudgetUnit, 0, name=self.budget.printed_name)
        self._prose("duties", facts.duties_prose)
        self._prose("performance.overall", facts.overall)
        self._prose("performance.guarantee", facts.guarantee)
        if [squeeze(text.text) for text in facts.other] != [squeeze(self._nothing_else())]:
            self._prose("other_matters", facts.other)
        for flag, line in facts.flags.items():
            rows.add(StatedFlag, line, key=flag)
        for change in facts.changes:
            statement, _, row = change.ref.partition(".")
            if change.previous is not None:
                self.state(change.ref, Money("", change.previous, change.line), year=self.budget.fiscal_year - 1)
            if change.reason:
                rows.add(ChangeReason, change.line, statement=statement, row=row, text=change.reason)
        for term in facts.glossary:
            rows.add(GlossaryTerm, term.line, term=term.term, definition=term.definition)
        rows.store(BudgetUnit, Prose, StatedFlag, ChangeReason, GlossaryTerm, StatedCell)
        rows.made.pop(StatedCell, None)

    def _nothing_else(self) -> str:
        """The form's own words for having nothing else to say are no words of the department."""
        return wording.render(formats.load(self.budget.format_key), "other.none", {})

    def _prose(self, key: str, texts: list[Text]) -> None:
        if texts:
            self.rows.add(Prose, texts[0].line, key=key, text="\n".join(text.text for text in texts))

    def state(self, ref: str, money: Money, *, year: int | None = None) -> None:
        statement, _, row = ref.partition(".")
        self.rows.add(
            StatedCell,
            money.line,
            statement=statement,
            row=row,
            column="amount",
            year=year or self.budget.fiscal_year,
            value=money.amount,
            source=f"{self.file[:200]} 第{money.line}行",
        )

    # ---- The ledger ----

    def ledger(self) -> None:
        facts, rows = self.facts, self.rows
        units = rows.of(BudgetUnit)
        first = units[0]
        self._revenue(first)
        kinds = {line.fund.kind for line in rows.of(RevenueLine) if line.fund}
        # With several sources of income the source does not say which pays for what.
        fund = self.funds.get(next(iter(kinds))) if len(kinds) == 1 else None
        self._basic(units, fund)
        for fact in projects_of(facts):
            project = rows.add(Project, fact.line, code=fact.code, name=fact.name)
            self.projects.append((fact, project))
        rows.store(Project)
        listed = Decimal(0)
        for fact, project in self.projects:
            if fact.amount is not None:
                label = fact.printed if squeeze(fact.printed) != squeeze(fact.name) else ""
                self._line(
                    first,
                    LineKind.PROJECT_UNCLASSIFIED,
                    fact.amount,
                    fact.line,
                    fund,
                    project=project,
                    printed_label=label,
                )
                listed += fact.amount
        in_all = facts.totals.get("expenditure.project")
        if in_all and in_all.amount > listed:
            self._line(first, LineKind.PROJECT_UNCLASSIFIED, in_all.amount - listed, in_all.line, fund)
        if carried := facts.totals.get("expenditure.carried_out"):
            self._line(first, LineKind.CARRIED_OUT, carried.amount, carried.line, fund)
        rows.store(RevenueLine, ExpenditureLine)

    def _revenue(self, unit: BudgetUnit) -> None:
        facts = self.facts
        for source in facts.sources:
            fund = self.funds.get(fund_named(source.name) or "")
            label = source.name if fund is None or source.name != fund.revenue_name else ""
            self.rows.add(RevenueLine, source.line, unit=unit, fund=fund, amount=source.amount, printed_label=label)
        if carried := facts.totals.get("revenue.carried_in"):
            self.rows.add(RevenueLine, carried.line, unit=unit, kind=RevenueKind.CARRIED_IN, amount=carried.amount)
        in_all = facts.totals.get("revenue.total")
        if in_all and not facts.sources:
            rest = in_all.amount - (carried.amount if carried else 0)
            self.rows.add(
                RevenueLine, in_all.line, unit=unit, fund=self.funds.get(FundKind.GENERAL_PUBLIC_BUDGET), amount=rest
            )

    def _basic(self, units: list[BudgetUnit], fund: FundSource | None) -> None:
        totals = self.facts.totals
        if personnel := totals.get("expenditure.personnel"):
            self._line(units[0], LineKind.PERSONNEL, personnel.amount, personnel.line, fund)
        payer = next((unit for unit in units if unit.nature in _COUNTED), units[0])
        classes = ClassNames.of_year(self.budget.fiscal_year)
        for item in self.facts.operating:
            economic = classes.find(item.name)
            label = "" if economic and economic.name == item.name else item.name
            self._line(payer, LineKind.OPERATING, item.amount, item.line, fund, economic=economic, printed_label=label)
        self._other_operating(units, fund)

    def _other_operating(self, units: list[BudgetUnit], fund: FundSource | None) -> None:
        """日常公用经费 beyond 机关运行经费 is that of the institutions, where there are any; else the difference is stated."""
        in_all = self.facts.totals.get("expenditure.operating")
        rest = in_all.amount - sum((item.amount for item in self.facts.operating), Decimal(0)) if in_all else Decimal(0)
        institution = next((unit for unit in units if unit.nature not in _COUNTED), None)
        if in_all and rest > 0 and (institution or not self.facts.operating):
            self._line(institution or units[0], LineKind.OPERATING, rest, in_all.line, fund)

    def _line(
        self, unit: BudgetUnit, kind: LineKind, amount: Decimal, line: int, fund: FundSource | None, **more: object
    ) -> None:
        self.rows.add(ExpenditureLine, line, unit=unit, kind=kind, amount=amount, fund=fund, **more)

    # ---- The other apps' rows ----

    def performance(self) -> None:
        facts, rows = self.facts, self.rows
        for duty in facts.duties:
            rows.add(
                Duty,
                duty.line,
                name=duty.name,
                description=duty.description,
                goal=duty.goal,
                objective=duty.objective,
                indicators=duty.indicators,
                standards=duty.standards,
            )
        by_code = {fact.code: project for fact, project in self.projects}
        sheets = []
        for sheet in facts.sheets:
            plan = dict(zip(_MONTHS, sheet.plan, strict=True))
            sheets.append(
                rows.add(
                    ProjectSheet,
                    sheet.line,
                    project=by_code[sheet.code],
                    template=sheet.template,
                    purpose=sheet.purpose,
                    **plan,
                )
            )
        rows.store(Duty, ProjectSheet)
        for sheet, row in zip(facts.sheets, sheets, strict=True):
            for objective in sheet.objectives:
                rows.add(ProjectObjective, objective.line, sheet=row, text=objective.text)
            for each in sheet.indicators:
                rows.add(
                    Indicator,
                    each.line,
                    sheet=row,
                    level1=each.level1,
                    level2=each.level2,
                    name=each.name,
                    description=each.description,
                    symbol=each.symbol,
                    value_text=each.value,
                    value_number=number_of(each.value),
                    unit=each.unit,
                    basis=each.basis,
                )
        rows.store(ProjectObjective, Indicator)

    def rest(self) -> None:
        rows = self.rows
        for purchase in self.facts.purchases:
            numbers = {key: value for key, value in purchase.numbers.items() if key not in {"total", "current_total"}}
            project = self._project_of(purchase.project_name, numbers)
            if project:
                numbers.pop("project_budget")
            rows.add(
                ProcurementItem,
                purchase.line,
                project=project,
                project_name="" if project else purchase.project_name,
                name=purchase.name,
                catalogue_number=purchase.catalogue_number,
                measure=purchase.measure,
                **numbers,
            )
        for holding in self.facts.holdings:
            if holding.category == AssetCategory.ADDED or holding.quantity is not None or holding.value is not None:
                name = _NUMBERED.sub("", holding.name) if holding.category == AssetCategory.ADDED else ""
                rows.add(
                    AssetHolding,
                    holding.line,
                    category=holding.category,
                    name=name,
                    quantity=holding.quantity,
                    value=holding.value,
                )
        rows.store(ProcurementItem, AssetHolding)

    def _project_of(self, name: str, numbers: dict[str, Decimal]) -> Project | None:
        """The project of that name, where the row prints the budget that the ledger has for it."""
        for fact, project in self.projects:
            if plain_name(fact.name) == plain_name(name) and squeeze(fact.name) == squeeze(name):
                return project if fact.amount is not None and numbers.get("project_budget") == fact.amount else None
        return None
