"""What a generated budget is about, as data: units, lines, projects, carry-over and last year, all drawn by chance.

A plan is consistent: what is spent of each fund by each unit is received from it, and what is carried in and not spent
is carried out. Everything is drawn from a `random.Random`, so that a number or hypothesis can stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from budgets.choices import FundKind, LineKind, UnitNature

FUNDS = (
    FundKind.GENERAL_PUBLIC_BUDGET,
    FundKind.GOVERNMENT_FUNDS,
    FundKind.STATE_CAPITAL,
    FundKind.SPECIAL_FISCAL_ACCOUNT,
    FundKind.INSTITUTION_REVENUE,
    FundKind.BUSINESS_REVENUE,
    FundKind.OTHER_REVENUE,
)
GENERAL = FundKind.GENERAL_PUBLIC_BUDGET
RUNNING = "2010301"
PERSONNEL = ("30101", "30102", "30103", "30108", "30110", "30113", "30302")
OPERATING = ("30201", "30202", "30205", "30207", "30211", "30217", "30228", "30231", "31002")
OF_PROJECTS = ("30202", "30212", "30217", "30226", "30227", "30231", "31003", "31013")
SUPPORT = ("2080505", "2101101", "2210201")
OF_PROJECT_ITEMS = ("2010399", "2010506", "2019999", "2210201")
PROJECT_NAMES = ("馆藏目录整理经费", "基层站点检修经费", "窗口服务保障经费", "业务培训专项经费")
PRIOR = ("new", "zero", "given")
THREE_PUBLIC = {
    "30212": "overseas_trips",
    "31013": "vehicle_purchase",
    "30231": "vehicle_operation",
    "30217": "official_receptions",
}
# Figures that one form or another compares with last year's.
COMPARED = (
    "expenditure.total",
    "revenue.fiscal",
    "expenditure.fiscal",
    *(f"expenditure.fund:{fund.value}" for fund in FUNDS[:3]),
)


@dataclass(frozen=True)
class Unit:
    name: str
    nature: UnitNature


@dataclass(frozen=True)
class Line:
    """project: its place in the plan's list, None for basic expenditure."""

    unit: int
    kind: LineKind
    functional: str
    economic: str
    fund: FundKind
    amount: Decimal
    project: int | None = None


@dataclass(frozen=True)
class Plan:
    """carried_in, carried_out: of the first unit's general public budget, inside the totals and outside the current sums.

    prior     new: the department is new; zero, given: last year's figures are stated, all of them 0 or not
    holdings  category → quantity, value
    bought    of each purchase the project, the quantity and the price
    """

    units: tuple[Unit, ...]
    projects: tuple[str, ...]
    lines: tuple[Line, ...]
    carried_in: Decimal
    carried_out: Decimal
    prior: str
    before: dict[str, Decimal] = field(default_factory=dict)
    holdings: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    bought: tuple[tuple[int, int, Decimal], ...] = ()
    progress: tuple[int, int, int] = (25, 50, 80)

    def income(self) -> dict[tuple[int, FundKind, str], Decimal]:
        """This year's income of each unit by fund and functional item: what it spends, corrected by what is carried over."""
        sums: dict[tuple[int, FundKind, str], Decimal] = {}
        for line in self.lines:
            key = (line.unit, line.fund, line.functional)
            sums[key] = sums.get(key, Decimal(0)) + line.amount
        if self.carried_in or self.carried_out:
            key = (0, GENERAL, RUNNING)
            sums[key] = sums.get(key, Decimal(0)) + self.carried_out - self.carried_in
        return {key: amount for key, amount in sums.items() if amount}

    def fitting(self, *, carries: bool, accounts: bool) -> Plan:
        """The plan for a form without rows for what is carried over, or for money of the special fiscal account."""
        lines = self.lines
        if not accounts:
            lines = tuple(
                replace(line, fund=FundKind.INSTITUTION_REVENUE)
                if line.fund == FundKind.SPECIAL_FISCAL_ACCOUNT
                else line
                for line in lines
            )
        over = {} if carries else {"carried_in": Decimal(0), "carried_out": Decimal(0)}
        return replace(self, lines=lines, **over)

    @property
    def current(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def of_funds(self, *funds: FundKind) -> Decimal:
        return sum((line.amount for line in self.lines if line.fund in funds), Decimal(0))

    @property
    def three_public(self) -> dict[str, Decimal]:
        """The three appropriations' money by figure, as the formats at hand count it."""
        sums = dict.fromkeys(THREE_PUBLIC.values(), Decimal(0))
        for line in self.lines:
            if line.economic in THREE_PUBLIC and line.fund in FUNDS[:3]:
                sums[THREE_PUBLIC[line.economic]] += line.amount
        return sums


def plan_of(random: Random) -> Plan:
    units = _units(random)
    projects = PROJECT_NAMES[: random.randrange(0, len(PROJECT_NAMES) + 1)]
    lines = (*_basic(random, units), *_of_projects(random, units, projects))
    spent = sum(
        (line.amount for line in lines if (line.unit, line.fund, line.functional) == (0, GENERAL, RUNNING)), Decimal(0)
    )
    carries = random.random() < 0.4
    carried_in = min(_amount(random), spent) if carries else Decimal(0)
    prior = random.choice(PRIOR)
    return Plan(
        units,
        projects,
        lines,
        carried_in,
        _amount(random) if carries and random.random() < 0.5 else Decimal(0),
        prior,
        _before(random, prior),
        {
            "houses": (random.randrange(0, 900), _amount(random)),
            "vehicles": (random.randrange(1, 9), _amount(random)),
            "equipment": (random.randrange(0, 9), _amount(random)),
            "other": (random.randrange(1, 90), _amount(random)),
        },
        _purchases(random, projects, lines),
        tuple(sorted(random.sample(range(5, 96), 3))),  # type: ignore[arg-type]
    )


def _units(random: Random) -> tuple[Unit, ...]:
    natures = (UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED, UnitNature.INSTITUTION)
    others = ("云汀区档案管理中心", "云汀区便民服务中心")[: random.randrange(0, 3)]
    return (
        Unit("云汀区档案馆", UnitNature.ADMINISTRATIVE),
        *(Unit(name, random.choice(natures)) for name in others),
    )


def _basic(random: Random, units: tuple[Unit, ...]) -> list[Line]:
    lines = []
    for number, unit in enumerate(units):
        running = "2010350" if unit.nature == UnitNature.INSTITUTION else RUNNING
        for code in random.sample(PERSONNEL, random.randrange(1, 5)):
            item = random.choice((running, *SUPPORT))
            lines.append(Line(number, LineKind.PERSONNEL, item, code, _fund(random, 0.9), _amount(random)))
        for code in random.sample(OPERATING, random.randrange(1, 6)):
            lines.append(Line(number, LineKind.OPERATING, running, code, _fund(random, 0.9), _amount(random)))
    return lines


def _of_projects(random: Random, units: tuple[Unit, ...], projects: tuple[str, ...]) -> list[Line]:
    lines = []
    for project in range(len(projects)):
        unit = random.randrange(len(units))
        kind = random.choice((LineKind.SPECIAL_PURPOSE, LineKind.OTHER_OPERATING))
        for code in random.sample(OF_PROJECTS, random.randrange(1, 4)):
            item = random.choice(OF_PROJECT_ITEMS)
            lines.append(Line(unit, kind, item, code, _fund(random, 0.6), _amount(random), project))
    return lines


def _purchases(
    random: Random, projects: tuple[str, ...], lines: tuple[Line, ...]
) -> tuple[tuple[int, int, Decimal], ...]:
    """No more than a project has."""
    found = []
    for project in range(len(projects)):
        has = sum((line.amount for line in lines if line.project == project), Decimal(0))
        quantity = random.randrange(1, 5)
        price = Decimal(random.randrange(1, 20_000))
        if random.random() < 0.5 and quantity * price <= has:
            found.append((project, quantity, price))
    return tuple(found)


def _before(random: Random, prior: str) -> dict[str, Decimal]:
    """Last year's figures by reference."""
    if prior == "new":
        return {}
    keys = (*COMPARED, *(f"three_public.{row}" for row in THREE_PUBLIC.values()))
    return {key: Decimal(0) if prior == "zero" else _amount(random) for key in keys}


def _fund(random: Random, general: float) -> FundKind:
    return GENERAL if random.random() < general else random.choice(FUNDS)


def _amount(random: Random) -> Decimal:
    """From a hundred 元 (0.01万元) to ninety million; every third without cents."""
    cents = random.choice(
        (random.randrange(10**4, 10**6), random.randrange(10**4, 10**8), random.randrange(10**4, 9 * 10**9))
    )
    return Decimal(cents // 100 + 1) if random.random() < 0.33 else Decimal(cents) / 100
