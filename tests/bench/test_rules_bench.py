"""What judging and showing costs: all rules over 1,000, 10,000 and 100,000 lines, the check while somebody types, the entry pages.

Each is a ratio to a floor of the same run: the lines read by one bare SELECT and gone through in a bare loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from budgets.choices import Role, TablesMode
from budgets.models import DepartmentalBudget
from budgets.rules.judge import judge
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from procurement.models import ProcurementItem
from tests.bench.many_lines import load_codes, make_big_budget
from tests.bench.measuring import least_of_each, told
from tests.builders import make_department, make_user
from tests.entry_desk import EntryPage

SIZES = (1_000, 10_000, 100_000)
ROUNDS = {1_000: 5, 10_000: 2, 100_000: 1}
LINEAR = 2.0  # times the least ratio of the smaller sizes
CHECK = 17  # times the bare loop over the same lines
PAGE = 250  # times the bare page of the same rows
FLOOR = "逐行求和"

pytestmark = pytest.mark.bench


@pytest.fixture
def codes(db: None) -> None:
    load_codes()


@pytest.fixture
def clerk(codes: None) -> Any:
    return make_user("preparer", Role.PREPARER, make_department())


def _rows(budget: DepartmentalBudget, table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE budget_id = %s ORDER BY ordinal, id", [budget.pk])
        return list(cursor.fetchall())


def _bare_loop(budget: DepartmentalBudget) -> Callable[[], object]:
    """The amounts of each unit, class and project: the least that a rule over the lines has to know."""

    def summed() -> object:
        sums: dict[object, Decimal] = {}
        for row in _rows(budget, "budgets_expenditureline"):
            amount = next(value for value in row if isinstance(value, Decimal))
            for key in row[2:6]:
                sums[key] = sums.get(key, Decimal(0)) + amount
        return sums

    return summed


def _bare_page(budget: DepartmentalBudget, table: str) -> Callable[[], object]:
    """Each column of each row as a field: the least that a page of the rows has to print."""

    def printed() -> object:
        return "".join(
            "<tr>"
            + "".join(f'<td><input name="{at}-{n}" value="{escape(str(cell))}"></td>' for n, cell in enumerate(row))
            for at, row in enumerate(_rows(budget, table))
        )

    return printed


def test_judging_is_linear_in_the_lines(codes: None) -> None:
    """The ratio to the bare loop stays what it is at the smaller sizes, or falls."""
    ratios: dict[str, list[float]] = {}
    too_much = []
    for number, size in enumerate(SIZES):
        budget = make_big_budget(size, make_department(f"30{number}", f"云汀区第{number}局"))
        for name, deed in _deeds(budget):
            cost = least_of_each({FLOOR: _bare_loop(budget), name: deed}, ROUNDS[size])
            smaller = ratios.setdefault(name, [])
            limit = LINEAR * min(smaller) if smaller else None
            print(f"\n{size:>7,} 行  ", end="")
            smaller.append(told(name, cost[name], FLOOR, cost[FLOOR], limit))
            if limit and smaller[-1] > limit:
                too_much.append((name, size))
    assert too_much == []


def _deeds(budget: DepartmentalBudget) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "读明细", lambda: Ledger.of(budget)
    yield "全部明细规则", lambda: judge(budget, whole=False)
    yield "全部规则（含整份文件）", lambda: judge(budget, whole=True)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(tables_mode=TablesMode.APPENDIX)
    budget.refresh_from_db()
    yield "全部规则（含整份文件，附公开表）", lambda: judge(budget, whole=True)


@pytest.mark.parametrize(("page", "grid"), [("entry-projects", "lines"), ("entry-basic", "operating")])
def test_a_check_while_somebody_types_costs_little_more_than_the_lines(clerk: Any, page: str, grid: str) -> None:
    """The whole request as the browser sends it: of 500 lines the one that was touched."""
    budget = make_big_budget(500, clerk.assignments.get().department)
    desk = EntryPage(clerk, reverse(page, kwargs={"budget_pk": budget.pk}))
    sent = _without_untouched(desk.values, f"{grid}-3-")
    address = reverse("entry-live", kwargs={"budget_pk": budget.pk, "page": page.removeprefix("entry-") + "/"})
    amounts = iter(range(1_000, 2_000))

    def checked() -> None:
        body = urlencode(sent | {f"{grid}-3-amount": str(next(amounts))})
        answer = desk.client.post(address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200

    cost = least_of_each({FLOOR: _bare_loop(budget), "check": checked}, 10)
    print()
    assert told(f"边填边核 {page}，500 行支出", cost["check"], FLOOR, cost[FLOOR], CHECK) <= CHECK


def _without_untouched(values: dict[str, str], touched: str) -> dict[str, str]:
    """What static/js/live.js leaves out: rows that nobody touched."""
    rows = {name.rsplit("-", 1)[0] + "-" for name in values if name.endswith("-id")}
    return {
        name: value
        for name, value in values.items()
        if name.rsplit("-", 1)[0] + "-" not in rows or name.startswith(touched)
    }


@pytest.mark.parametrize("rows", [500, 1_000])
def test_a_page_of_many_rows_costs_little_more_than_printing_them(clerk: Any, rows: int) -> None:
    budget = make_big_budget(rows, clerk.assignments.get().department)
    with acting_as("import"):
        ProcurementItem.objects.bulk_create(
            ProcurementItem(
                budget=budget, ordinal=number, name=f"设备{number}", project_name="办公设备", catalogue_number="A02010105",
                measure="台", quantity=3, unit_price=Decimal("1000.10"), general_public_budget=Decimal("3000.30"),
            )
            for number in range(rows)
        )  # fmt: skip
    client = Client()
    client.force_login(clerk)
    found = {}
    print()
    for name in ("entry-basic", "entry-projects", "entry-procurement"):
        address = reverse(name, kwargs={"budget_pk": budget.pk})
        table = "procurement_procurementitem" if name == "entry-procurement" else "budgets_expenditureline"
        floor = _bare_page(budget, table)
        cost = least_of_each({"floor": floor, "page": lambda address=address: client.get(address)}, 3)
        found[name] = told(f"打开 {name}，{rows:,} 行支出和采购", cost["page"], "同样的行逐格输出", cost["floor"], PAGE)
    assert {name: ratio for name, ratio in found.items() if ratio > PAGE} == {}
