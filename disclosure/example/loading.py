"""The example's rows: a TOML file of facts becomes the rows of a draft, written in the preparer's name."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.models import AssetHolding
from budgets.choices import FundKind, LineKind
from budgets.editing import editing
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    StatedFlag,
)
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_FOLDER = Path(__file__).parent
_MONTHS = ("by_march", "by_june", "by_october", "by_december")


def facts(name: str = "petition_office") -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def fill(budget: DepartmentalBudget, data: dict[str, Any], *, by: AbstractBaseUser) -> None:
    """Writes all rows of an empty draft. The classifications must have been loaded."""
    with editing(budget, by=by) as locked:
        rows = _Rows(locked)
        rows.ground(data)
        rows.ledger(data)
        rows.performance(data)
        rows.rest(data)


class _Rows:
    def __init__(self, budget: DepartmentalBudget) -> None:
        self.budget = budget
        year = budget.fiscal_year
        self.classes = {each.code: each for each in EconomicClass.objects.valid_in(year)}
        self.items = {each.code: each for each in FunctionalClass.objects.valid_in(year)}
        self.fund = FundSource.objects.valid_in(year).filter(kind=FundKind.GENERAL_PUBLIC_BUDGET).order_by("-code")[0]
        self.projects: dict[str, Project] = {}

    def add(self, model: Any, ordinal: int, **values: Any) -> Any:
        row = model(budget=self.budget, ordinal=ordinal, **values)
        row.full_clean(exclude=["budget"])
        row.save()
        return row

    def ground(self, data: dict[str, Any]) -> None:
        for number, unit in enumerate(data["units"]):
            self.add(BudgetUnit, number, **unit)
        for number, flag in enumerate(data["flags"]):
            self.add(StatedFlag, number, key=flag)
        for number, term in enumerate(data["glossary"]):
            self.add(GlossaryTerm, number, **term)
        for number, (key, text) in enumerate(
            {
                "duties": data["duties"],
                "performance.overall": data["performance"]["overall"],
                "performance.guarantee": data["performance"]["guarantee"],
            }.items()
        ):
            self.add(Prose, number, key=key, text=text)

    def ledger(self, data: dict[str, Any]) -> None:
        unit = BudgetUnit.objects.filter(budget=self.budget).order_by("ordinal")[0]
        for number, line in enumerate(data["revenue"]):
            self.add(RevenueLine, number, unit=unit, fund=self.fund, amount=Decimal(line["amount"]))
        ordinal = 0
        for line in data["basic"]:
            self._line(ordinal, unit, LineKind(line["kind"]), line, self.items.get("2010301"))
            ordinal += 1
        for number, project in enumerate(data["projects"]):
            row = self.projects[project["code"]] = self.add(Project, number, code=project["code"], name=project["name"])
            for line in project["lines"]:
                self._line(ordinal, unit, LineKind.PROJECT_UNCLASSIFIED, line, self.items.get("2010308"), project=row)
                ordinal += 1

    def _line(
        self,
        ordinal: int,
        unit: BudgetUnit,
        kind: LineKind,
        line: dict[str, str],
        item: FunctionalClass | None,
        **more: Any,
    ) -> None:
        self.add(
            ExpenditureLine,
            ordinal,
            unit=unit,
            kind=kind,
            fund=self.fund,
            functional=item,
            economic=self.classes[line["economic"]],
            amount=Decimal(line["amount"]),
            printed_label=line.get("label", ""),
            **more,
        )

    def performance(self, data: dict[str, Any]) -> None:
        for number, duty in enumerate(data["performance"]["duties"]):
            self.add(Duty, number, **duty)
        for number, project in enumerate(data["projects"]):
            plan = {month: Decimal(share) for month, share in zip(_MONTHS, project["plan"], strict=True)}
            sheet = self.add(
                ProjectSheet, number, project=self.projects[project["code"]], purpose=project["purpose"], **plan
            )
            for position, text in enumerate(project["objectives"]):
                self.add(ProjectObjective, position, sheet=sheet, text=text)
            for position, indicator in enumerate(project["indicators"]):
                values = {**indicator, "value_text": indicator["value"], "value_number": Decimal(indicator["value"])}
                del values["value"]
                self.add(Indicator, position, sheet=sheet, **values)

    def rest(self, data: dict[str, Any]) -> None:
        for number, item in enumerate(data["procurement"]):
            values = {**item, "project": self.projects[item["project"]]}
            self.add(
                ProcurementItem,
                number,
                **{key: Decimal(value) if key in _DECIMALS else value for key, value in values.items()},
            )
        for number, holding in enumerate(data["assets"]):
            self.add(
                AssetHolding,
                number,
                category=holding["category"],
                quantity=Decimal(holding["quantity"]),
                value=Decimal(holding["value"]),
            )


_DECIMALS = {"quantity", "unit_price", "general_public_budget"}
