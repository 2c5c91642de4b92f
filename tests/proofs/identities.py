"""C01–C27, each as a reader with the printed document and the budget's facts would reckon it.

An identity yields comparisons: what is compared, the printed number, what it must be. Yielding none means that this
document has no such cells. None of this calls the statements or the rules of the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import FundKind, LineKind, UnitNature
from tests.proofs.plans import FUNDS, GENERAL, THREE_PUBLIC, Plan
from tests.proofs.printed import NOTHING, Number, Printed, below, total

FISCAL = tuple(fund.value for fund in FUNDS[:3])
FUND_TABLES = {"T05": FISCAL[0], "T08": FISCAL[1], "T09": FISCAL[2]}
CLASSIFIED = ("T02", "T03", "T05", "T08", "T09", "T17")
# No form that is printed has the table by the government's economic classes.
NOT_PRINTED = {"C25"}

Comparison = tuple[str, Number, Number]
Identity = Callable[["Printed", Plan], Iterator[Comparison]]
IDENTITIES: dict[str, Identity] = {}


@dataclass(frozen=True)
class Broken:
    """One comparison that does not hold."""

    identity: str
    what: str
    printed: Decimal
    expected: Decimal


def holding(printed: Printed, plan: Plan) -> tuple[set[str], list[Broken]]:
    """The identities that apply to the document, and every comparison that does not hold."""
    applied, broken = set(), []
    for name, check in IDENTITIES.items():
        for what, one, other in check(printed, plan):
            applied.add(name)
            if not one.agrees(other):
                broken.append(Broken(name, what, one.value, other.value))
    return applied, broken


def identity(name: str) -> Callable[[Identity], Identity]:
    def register(check: Identity) -> Identity:
        IDENTITIES[name] = check
        return check

    return register


def _both(what: str, one: Number | None, other: Number | None) -> Iterator[Comparison]:
    if one is not None and other is not None:
        yield what, one, other


def _current(printed: Printed, side: str, column: str) -> Number | None:
    """本年合计, or the total in a form without carry-over."""
    found = printed.cell(f"{side}.current.{column}")
    return printed.cell(f"{side}.total.{column}") if found is None else found


@identity("C01")
def income_is_expenditure(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    yield from _both("总计", printed.cell("T01L.total.amount"), printed.cell("T01R.total.total"))


@identity("C02")
def sides_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    income = printed.rows("T01L", "amount")
    leading = {row: number for row, number in income.items() if "fiscal" not in income or row not in FISCAL}
    yield from _both("收入", _current(printed, "T01L", "amount"), total(leading.values()))
    yield from _both("支出", _current(printed, "T01R", "total"), total(printed.rows("T01R", "total").values()))
    if "fiscal" in income:
        yield "财政拨款", income["fiscal"], total(income[fund] for fund in FISCAL)


@identity("C03")
def carry_over_is_inside_the_totals(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for side, column in (("T01L", "amount"), ("T01R", "total"), ("T04L", "amount"), ("T04R", "total")):
        current, carried = printed.cell(f"{side}.current.{column}"), printed.cell(f"{side}.carried.{column}")
        if current is not None and carried is not None:
            yield from _both(side, printed.cell(f"{side}.total.{column}"), current + carried)


@identity("C04")
def income_tables_agree(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for row, number in printed.rows("T01L", "amount").items():
        yield from _both(row, number, printed.cell(f"T02.total.{row}"))
    yield from _both("合计", _current(printed, "T01L", "amount"), printed.cell("T02.total.total"))


@identity("C05")
def classified_tables_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for table in CLASSIFIED:
        columns = _columns(printed, table)
        for column in columns:
            rows = printed.rows(table, column)
            for row, number in rows.items():
                if row.isdigit() and len(row) < 7:
                    yield f"{table} {row} {column}", number, total(below(rows, row, 2))
            leading = total(number for row, number in rows.items() if len(row) == 3)
            yield from _both(f"{table} {column}", printed.cell(f"{table}.total.{column}"), leading)
        parts = _parts(columns)
        for row, number in {**printed.rows(table, "total"), "total": printed.cell(f"{table}.total.total")}.items():
            if number is not None:
                yield (
                    f"{table} {row}",
                    number,
                    total(printed.cell(f"{table}.{row}.{part}") or NOTHING for part in parts),
                )


def _columns(printed: Printed, table: str) -> list[str]:
    marks = (f"{table}.total.",)
    return [key.rpartition(".")[2] for key in printed.cells if key.startswith(marks)]


def _parts(columns: list[str]) -> list[str]:
    """The columns that 合计 is the sum of: by kind of expenditure, or by money."""
    if "project" in columns:
        return ["basic", "project"]
    return [column for column in columns if column != "total"]


@identity("C06")
def expenditure_tables_agree(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for row, number in printed.rows("T01R", "total").items():
        yield from _both(row, number, printed.cell(f"T03.{row}.total"))
    yield from _both("合计", _current(printed, "T01R", "total"), printed.cell("T03.total.total"))


@identity("C07")
def expenditure_is_basic_and_projects(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    basic, project = printed.cell("T03.total.basic"), printed.cell("T03.total.project")
    if basic is not None and project is not None:
        yield from _both("合计", printed.cell("T03.total.total"), basic + project)
        spent = total(Number(line.amount) for line in plan.lines if line.project is None)
        yield "基本支出", basic, spent


@identity("C08")
def appropriations_balance(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    yield from _both("总计", printed.cell("T04L.total.amount"), printed.cell("T04R.total.total"))
    for fund in FISCAL:
        income = printed.cell(f"T04L.{fund}.amount")
        if income is not None:
            over = Number(plan.carried_in) if fund == GENERAL.value else NOTHING
            yield from _both(fund, income + over, printed.cell(f"T04R.total.{fund}"))


@identity("C09")
def appropriations_are_their_tables(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for table, fund in FUND_TABLES.items():
        yield from _both(table, _current(printed, "T04R", fund), printed.cell(f"{table}.total.total"))
    tables = [printed.cell(f"{table}.total.total") for table in FUND_TABLES]
    if None not in tables:
        yield from _both("T05+T08+T09", _current(printed, "T04R", "total"), total(each for each in tables if each))


@identity("C10")
def appropriated_income_agrees(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for fund in FISCAL:
        yield from _both(fund, printed.cell(f"T04L.{fund}.amount"), printed.cell(f"T01L.{fund}.amount"))


@identity("C11")
def basic_tables_agree(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for column, other in (("basic", "total"), ("personnel", "personnel"), ("operating", "operating")):
        yield from _both(column, printed.cell(f"T05.total.{column}"), printed.cell(f"T06.total.{other}"))


@identity("C12")
def basic_rows_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for row, number in {**printed.rows("T06", "total"), "total": printed.cell("T06.total.total")}.items():
        if number is not None:
            parts = [printed.cell(f"T06.{row}.{column}") or NOTHING for column in ("personnel", "operating")]
            yield row, number, total(parts)
    by_class = printed.rows("T06", "total")
    if by_class:
        of_people = total(number for row, number in by_class.items() if row in ("301", "303"))
        of_offices = total(number for row, number in by_class.items() if row in ("302", "310"))
        yield from _both("人员", printed.cell("T06.total.personnel"), of_people)
        yield from _both("公用", printed.cell("T06.total.operating"), of_offices)


@identity("C13")
def basic_classes_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    rows = printed.rows("T06", "total")
    for row, number in rows.items():
        if len(row) == 3:
            yield row, number, total(below(rows, row, 2))


@identity("C14")
def three_public_adds_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    found = {row: printed.cell(f"three_public.{row}") for row in ("total", "vehicles", *THREE_PUBLIC.values())}
    number = {row: each or NOTHING for row, each in found.items()}
    if found["total"] is not None:
        yield "合计", number["total"], number["overseas_trips"] + number["vehicles"] + number["official_receptions"]
        yield "公务用车", number["vehicles"], number["vehicle_purchase"] + number["vehicle_operation"]


@identity("C15")
def three_public_is_a_cut_by_class(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for row, value in plan.three_public.items():
        yield from _both(row, printed.cell(f"three_public.{row}"), Number(value))
    for code, row in THREE_PUBLIC.items():
        basic, figure = printed.cell(f"T06.{code}.total"), printed.cell(f"three_public.{row}")
        if basic is not None and figure is not None:
            least = Number(min(basic.value, figure.value), basic.slack + figure.slack)
            yield f"T06.{code} ≤ {row}", basic, least


@identity("C16")
def operating_costs_are_those_of_state_organs(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    wanted = sum(
        (
            line.amount
            for line in plan.lines
            if line.kind == LineKind.OPERATING
            and line.fund == GENERAL
            and plan.units[line.unit].nature != UnitNature.INSTITUTION
        ),
        Decimal(0),
    )
    yield from _both("机关运行经费", printed.figure("operating_costs.total"), Number(wanted))


@identity("C17")
def operating_costs_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    items = [each[0] for ref, each in printed.figures.items() if ref.startswith("operating_costs.item:")]
    if items:
        yield from _both("机关运行经费", printed.figure("operating_costs.total"), total(items))


@identity("C18")
def projects_agree(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    yield from _both("合计", printed.cell("T10.total.total"), printed.cell("T03.total.project"))
    for table, fund in FUND_TABLES.items():
        yield from _both(table, printed.cell(f"T10.total.{fund}"), printed.cell(f"{table}.total.project"))
    rows = printed.rows("T10", "total")
    if rows:
        yield from _both("各项目", printed.cell("T10.total.total"), total(rows.values()))


@identity("C19")
def procurement_adds_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    bought = sum((quantity * price for _, quantity, price in plan.bought), Decimal(0))
    yield from _both("采购", printed.figure("procurement.total"), Number(bought))
    kinds = [printed.figure(f"procurement.{kind}") for kind in ("goods", "works", "services")]
    if None not in kinds:
        yield from _both("货物+工程+服务", printed.figure("procurement.total"), total(each for each in kinds if each))
    for number, (_, quantity, price) in enumerate(plan.bought, 1):
        yield from _both(str(number), printed.cell(f"procurement.item:{number}:total"), Number(quantity * price))


@identity("C20")
def sheets_are_counted(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    money = printed.figure("performance.money")
    of_projects = Number(sum((line.amount for line in plan.lines if line.project is not None), Decimal(0)))
    if money is not None and printed.figure("performance.projects") is not None:
        yield "涉及资金", money, of_projects
        yield "个数", printed.figure("performance.projects") or NOTHING, Number(Decimal(len(plan.projects)))
    if printed.sheets:
        yield "绩效目标表", Number(Decimal(printed.sheets)), Number(Decimal(len(plan.projects)))


@identity("C21")
def sheets_are_of_listed_projects(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    if printed.sheets and printed.cell("T10.total.total") is not None:
        listed = {text for key, text in printed.words.items() if re.fullmatch(r"T10\..*\.label", key)}
        named = set(plan.projects)
        yield "名称", Number(Decimal(len(named - listed))), NOTHING


@identity("C22")
def plans_rise_to_the_whole(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for at, _ in enumerate(plan.projects, 1):
        key = f"sheet:303-{at:04}-ABC-0001"
        steps = [printed.figure(f"{key}.{by}") for by in ("by_march", "by_june", "by_october", "by_december")]
        if None not in steps:
            values = [each.value for each in steps if each]
            yield key, Number(values[-1]), Number(Decimal(100))
            yield key, Number(Decimal(values == sorted(values))), Number(Decimal(1))


@identity("C23")
def assets_add_up(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    values = [
        number or NOTHING for key, number in printed.cells.items() if re.fullmatch(r"assets\.row\.\d+\.value", key)
    ]
    if values:
        yield from _both("资产总额", printed.cell("assets.total"), total(values))


@identity("C24")
def running_costs_have_vehicles(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    spent = printed.figure("three_public.vehicle_operation")
    vehicles = printed.cell("assets.row.2.quantity")
    if spent and spent.value and vehicles is not None:
        yield "车辆", Number(Decimal(vehicles.value > 0)), Number(Decimal(1))


@identity("C26")
def the_department_is_its_units(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    of_units = total(
        Number(sum((line.amount for line in plan.lines if line.unit == at), Decimal(0)))
        for at in range(len(plan.units))
    )
    yield from _both("支出", printed.cell("T03.total.total"), of_units)
    for fund in FundKind:
        yield from _both(fund.value, printed.cell(f"T10.total.{fund.value}"), _of_projects(plan, fund))


def _of_projects(plan: Plan, fund: FundKind) -> Number:
    lines = (line.amount for line in plan.lines if line.project is not None and line.fund == fund)
    return Number(sum(lines, Decimal(0)))


@identity("C27")
def last_year_is_what_was_published(printed: Printed, plan: Plan) -> Iterator[Comparison]:
    for ref, value in plan.before.items():
        for shown, numbers in printed.figures.items():
            if re.fullmatch(re.escape(ref) + r"@\d{4}", shown):
                yield from ((ref, number, Number(value)) for number in numbers)
