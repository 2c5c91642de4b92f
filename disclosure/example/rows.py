"""The rows of the ground from the facts: what last year's words left is renewed, the rest is new.

All of it is called inside `editing`. The classifications must have been loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from budgets.choices import LineKind, RevenueKind
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
    Unit,
)
from disclosure.example.facts import ExampleFacts, definitions


def write_words(budget: DepartmentalBudget, facts: ExampleFacts, *, unit_code: str = "") -> None:
    """机构设置, prose, terms, what is said about last year."""
    _write_units(budget, facts, unit_code)
    for key, text in facts.texts.items():
        Prose.objects.update_or_create(budget=budget, key=key, defaults={"text": text})
    present = list(GlossaryTerm.objects.filter(budget=budget).values_list("term", flat=True))
    if present != facts.terms:
        GlossaryTerm.objects.filter(budget=budget).delete()
        add(GlossaryTerm, budget, ({"term": term, "definition": definitions()[term]} for term in facts.terms))
    add(StatedFlag, budget, ({"key": flag} for flag in facts.flags))
    add(
        StatedCell,
        budget,
        ({**_ref(ref), "year": facts.year - 1, "value": Decimal(value)} for ref, value in facts.before.items()),
    )
    add(ChangeReason, budget, ({**_ref(ref), "text": text} for ref, text in facts.reasons.items()))


def _ref(ref: str) -> dict[str, str]:
    statement, row = ref.split(".", 1)
    return {"statement": statement, "row": row}


def _write_units(budget: DepartmentalBudget, facts: ExampleFacts, unit_code: str) -> None:
    """The rows of 机构设置 in order; those of units that are taken over keep what the taking over knows them by."""
    present = list(BudgetUnit.objects.filter(budget=budget).order_by("ordinal", "pk"))
    known = {unit.code: unit for unit in Unit.objects.filter(department=budget.department_id)}
    for number, stated in enumerate(facts.units):
        row = present[number] if number < len(present) else BudgetUnit(budget=budget)
        values = dict(stated)
        row.ordinal, row.unit = number + 1, known.get(values.pop("code", unit_code))
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    for row in present[len(facts.units) :]:
        row.delete()


def write_ledger(budget: DepartmentalBudget, facts: ExampleFacts) -> None:
    """Projects, expenditure and revenue."""
    write_projects(budget, facts)
    write_expenditure(budget, facts)
    write_revenue(budget, facts)


def write_projects(budget: DepartmentalBudget, facts: ExampleFacts) -> None:
    add(Project, budget, ({"code": each["code"], "name": each["name"]} for each in facts.projects))


def write_expenditure(budget: DepartmentalBudget, facts: ExampleFacts) -> None:
    units, projects, classes = _units(budget), _projects(budget), _Classes(budget.fiscal_year)
    lines = [
        {
            "unit": units[line.unit],
            "kind": line.kind,
            "project": projects[line.project] if line.project else None,
            "functional": classes.functional[line.functional],
            "economic": classes.economic[line.economic],
            "fund": classes.funds[line.fund],
            "amount": line.amount,
            "printed_label": line.label,
        }
        for line in facts.lines
    ]
    lines += [
        {"unit": units[0], "kind": LineKind.CARRIED_OUT, "fund": classes.funds[fund], "amount": amount}
        for (fund, _), amount in facts.carried_out.items()
    ]
    add(ExpenditureLine, budget, lines)


def write_revenue(budget: DepartmentalBudget, facts: ExampleFacts) -> None:
    """Each unit gets from each fund what it spends and carries out, less what it carried in: a budget is balanced.

    Money is carried by the first unit. Then income names its functional items, which expenditure alone would not show.
    """
    units, classes = _units(budget), _Classes(budget.fiscal_year)
    by_item = bool(facts.carried_in or facts.carried_out)
    needed: dict[tuple[int, str, str], Decimal] = {}
    for line in facts.lines:
        place = line.unit, line.fund, line.functional if by_item else ""
        needed[place] = needed.get(place, Decimal(0)) + line.amount
    for sign, carried in ((1, facts.carried_out), (-1, facts.carried_in)):
        for (fund, item), amount in carried.items():
            needed[0, fund, item] = needed.get((0, fund, item), Decimal(0)) + sign * amount
    places = [(unit, RevenueKind.CURRENT, fund, item, amount) for (unit, fund, item), amount in needed.items()]
    places += [(0, RevenueKind.CARRIED_IN, fund, item, amount) for (fund, item), amount in facts.carried_in.items()]
    rows = [
        {
            "unit": units[unit],
            "kind": kind,
            "fund": classes.funds[fund],
            "functional": classes.functional.get(item),
            "amount": amount,
        }
        for unit, kind, fund, item, amount in places
        if amount
    ]
    add(RevenueLine, budget, rows)


class _Classes:
    def __init__(self, year: int) -> None:
        self.functional = {each.code: each for each in FunctionalClass.objects.valid_in(year)}
        self.economic = {each.code: each for each in EconomicClass.objects.valid_in(year)}
        self.funds = {each.code: each for each in FundSource.objects.valid_in(year)}


def _units(budget: DepartmentalBudget) -> list[BudgetUnit]:
    return list(BudgetUnit.objects.filter(budget=budget).order_by("ordinal", "pk"))


def _projects(budget: DepartmentalBudget) -> dict[str, Project]:
    return {each.code: each for each in Project.objects.filter(budget=budget)}


def add(model: Any, budget: DepartmentalBudget, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Checked field by field as a form would, written at once."""
    made = [model(budget=budget, ordinal=number, **values) for number, values in enumerate(rows)]
    relations = [each.name for each in model._meta.concrete_fields if each.is_relation]
    for row in made:
        row.clean_fields(exclude=relations)
    return list(model.objects.bulk_create(made))


def replace_text(budget: DepartmentalBudget, *, key: str, old: str, new: str) -> None:
    """Corrects one passage of the department's own words."""
    prose = Prose.objects.get(budget=budget, key=key)
    prose.text = prose.text.replace(old, new)
    prose.save()
