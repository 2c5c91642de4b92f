"""Through which door values came in, and where in a file a line stood: as the product itself writes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from budgets.choices import Door, LineKind
from budgets.importers.application import import_lines
from budgets.importers.mapping import headers_of, propose_choices
from budgets.importers.reader import read_file
from budgets.models import Change, DepartmentalBudget, ExpenditureLine, FunctionalClass, HistoryEntry
from budgets.versions import start
from tests.budgets.importers.workbooks import workbook
from tests.builders import add_expenditure, make_budget, make_unit
from tests.database import fill_codes
from tests.entry_desk import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(db: None) -> None:
    fill_codes("budgets.FunctionalClass", "budgets.EconomicClass", "budgets.FundSource")


@pytest.fixture
def budget(department: Any) -> DepartmentalBudget:
    budget = make_budget(department)
    make_unit(budget, name="云汀区信访局")
    return budget


def stored_rows(page: dict[str, str]) -> dict[str, str]:
    """As a page with scripts sends it: without the rows that nobody has filled in."""
    empty = {name.removesuffix("amount") for name, value in page.items() if name.endswith("-amount") and not value}
    return {name: value for name, value in page.items() if not name.startswith(tuple(empty))}


def newest(budget: DepartmentalBudget) -> Change:
    return Change.objects.filter(budget=budget).latest("number")


def line_of_a_file(budget: DepartmentalBudget, amount: float = 1000) -> ExpenditureLine:
    rows = [
        [
            "",
            "云汀区信访局",
            "公用经费",
            "",
            "",
            "2010308",
            "信访事务",
            "30216",
            "培训费",
            "111",
            "一般公共预算资金",
            amount,
        ]
    ]
    sheets = read_file(workbook(rows))
    choices = propose_choices(headers_of(sheets), budget.department)
    import_lines(budget, sheets, choices, by="import", create_projects=True, file="年初预算.xlsx")
    return ExpenditureLine.objects.get(budget=budget)


def test_an_imported_line_says_where_in_the_file_it_stood(budget: Any, codes: None) -> None:
    line = line_of_a_file(budget)
    change = newest(budget)
    assert (change.door, change.sentence) == (Door.WORKBOOK, "导入支出明细")
    assert change.source.startswith("年初预算.xlsx · ")
    assert line.file == "年初预算.xlsx"
    assert line.sheet in change.source
    assert line.cell.isdigit()
    entry = HistoryEntry.objects.get(table="budgets_expenditureline", row=str(line.pk))
    assert (entry.new["file"], entry.new["cell"]) == (line.file, line.cell)


def test_what_is_typed_over_it_comes_from_no_file(budget: Any, codes: None, client: Client, preparer: Any) -> None:
    line = line_of_a_file(budget)
    client.force_login(preparer)
    address = reverse("entry-basic", kwargs={"budget_pk": budget.pk})
    page = stored_rows(fields_of(client.get(address)))
    named = next(name for name, value in page.items() if name.endswith("-amount") and value)
    assert client.post(address, page | {named: "1234", "action": "save"}).status_code == 302
    line.refresh_from_db()
    assert (line.amount, line.file, line.sheet, line.cell) == (1234, "", "", "")
    change = newest(budget)
    assert (change.door, change.by, change.sentence) == (Door.TYPED, preparer, "保存“基本支出”")
    assert change.request


def test_a_page_into_which_a_block_was_pasted_says_so(budget: Any, codes: None, client: Client, preparer: Any) -> None:
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PERSONNEL, "10")
    client.force_login(preparer)
    address = reverse("entry-basic", kwargs={"budget_pk": budget.pk})
    page = stored_rows(fields_of(client.get(address)))
    assert page["pasted"] == ""
    named = next(name for name, value in page.items() if name.endswith("-amount") and value)
    client.post(address, page | {named: "77", "pasted": "1", "action": "save"})
    assert newest(budget).door == Door.PASTED


def test_a_version_begins_by_whoever_began_it_and_says_what_it_took_over(budget: Any, preparer: Any) -> None:
    later = start.start(
        by=preparer, department=budget.department, unit=None, fiscal_year=budget.fiscal_year + 1, printed_name="云汀区信访局", take_over=True
    )  # fmt: skip
    first, second = Change.objects.filter(budget=later).order_by("number")
    assert (first.by, first.sentence) == (preparer, "新建预算")
    assert (second.by, second.door, second.source) == (preparer, Door.COPIED, f"{budget.fiscal_year}年第1版")


def test_a_password_that_somebody_changed_names_him(client: Client, preparer: Any) -> None:
    client.force_login(preparer)
    words = "一个很长的新密码 2026"
    client.post(
        reverse("password_change"),
        {"old_password": f"{preparer.username}-only-in-tests", "new_password1": words, "new_password2": words},
    )
    entry = HistoryEntry.objects.filter(table="auth_user", row=str(preparer.pk)).latest("pk")
    assert entry.new.keys() == {"password"}
    assert (entry.change.by, entry.change.budget) == (preparer, None)


def test_nobody_signed_in_does_what_a_later_request_without_a_person_does(client: Client, preparer: Any) -> None:
    """What a request has declared is gone with it, on the same connection."""
    client.force_login(preparer)
    client.post(reverse("password_change"), {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.person', true), current_setting('app.request', true)")
        assert set(cursor.fetchone()) <= {"", None}


def test_successions_of_codes_and_groups_are_remembered(preparer: Any) -> None:
    old = FunctionalClass.objects.create(code="2010308", name="信访事务")
    new = FunctionalClass.objects.create(code="2014001", name="信访业务")
    new.predecessors.add(old)
    entry = HistoryEntry.objects.get(table="budgets_functionalclass_predecessors")
    assert (entry.operation, sorted(entry.new.values())) == ("insert", sorted([old.pk, new.pk]))
    new.predecessors.clear()
    assert HistoryEntry.objects.filter(table="budgets_functionalclass_predecessors").latest("pk").operation == "delete"
    preparer.groups.add(Group.objects.create(name="值班"))
    assert HistoryEntry.objects.filter(table="auth_user_groups").exists()
