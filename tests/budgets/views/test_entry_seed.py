"""Every figure that the ground's pages hold in a real document of 2020 can be entered by hand, without knowing a code."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from budgets.choices import Role
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import three_public
from tests.budgets.views.filling import opened, save, text_of, with_rows
from tests.builders import make_budget, make_department, make_user
from tests.database import database_of_its_own

OPERATING = [
    ("办公及印刷费", "4725", ""), ("水费", "525", ""), ("30206", "1750", ""), ("邮电费", "1,750.00", ""), ("物业管理费", "875", ""),
    ("差旅费", "5250", ""), ("30213", "700", "维修（护)费"), ("公务接待费", "650.5", ""), ("工会经费", "10586.5", ""), ("福利费", "6666.9", ""),
    ("31002", "700", "办公设备购置"), ("公务用车运行维护费", "12000", ""), ("30299", "30317.37", "其他费用"),
]  # fmt: skip
PROJECTS = [
    ("202-3202-YBN-67SQ", "旅游旺季北戴河工作经费", "400000", ""),
    ("202-3202-YBN-9QYV", "全国、省、市两会期间及重点敏感时期驻京、驻石工作经费", "1200000", ""),
    ("202-3301-YBN-NQ6M", "综合事物管理费", "1000000", "综合事务管理费"),
    ("202-3301-YBN-Q1IZ", "人事代理专项补助", "", ""),
    ("202-3301-YBN-UL6B", "车辆保险费", "", ""),
]


@pytest.fixture(scope="module")
def client(django_db_blocker: Any) -> Iterator[Client]:
    """The preparer, in a database that the tests share: they only look at what is entered once."""
    with django_db_blocker.unblock(), database_of_its_own(f"entered_{os.getpid()}"):
        client = Client()
        client.force_login(make_user("preparer", Role.PREPARER, make_department()))
        yield client


@pytest.fixture(scope="module")
def seed(client: Client) -> Any:
    budget = make_budget(make_department(), printed_name="山海关区信访局")

    unit = {"name": "秦皇岛市山海关区信访局", "nature": "行政", "rank": "正科级", "funding_mode": "财政拨款"}
    save(client, "entry-organisation", budget, with_rows(opened(client, "entry-organisation", budget), "units", [unit]))

    income = with_rows(opened(client, "entry-revenue", budget), "lines", [{"amount": "3828602.02"}])
    save(client, "entry-revenue", budget, income)

    basic = with_rows(opened(client, "entry-basic", budget), "personnel", [{"amount": "840,105.75"}])
    rows = [{"economic": economic, "amount": amount, "printed_label": label} for economic, amount, label in OPERATING]
    save(client, "entry-basic", budget, with_rows(basic, "operating", rows))

    fields = opened(client, "entry-projects", budget)
    fields = with_rows(fields, "projects", [{"code": code, "name": name} for code, name, _, _ in PROJECTS])
    lines = [
        {"project_code": code, "amount": amount, "printed_label": label}
        for code, _, amount, label in PROJECTS
        if amount
    ]
    save(client, "entry-projects", budget, with_rows(fields, "lines", [*lines, {"amount": "312000"}]))

    fields = opened(client, "entry-comparison", budget)
    save(client, "entry-comparison", budget, fields | {"comparison-new_unit": "on"})

    fields = opened(client, "entry-three-public", budget)
    stated = {
        "overseas_trips": "0",
        "vehicle_purchase": "0",
        "vehicle_operation": "126000",
        "official_receptions": "19950.5",
    }
    save(client, "entry-three-public", budget, fields | {f"tp-{row}-now": value for row, value in stated.items()})
    return budget


def test_every_figure_of_the_document_stands_in_the_statements(seed: Any, shared: Any) -> None:
    facts = json.loads((shared / "domain" / "seed_facts.json").read_text())
    wanted = sorted(Decimal(each["value"]) for each in facts["amounts"] if "固定资产" not in each["context"])

    ledger = Ledger.of(seed)
    spending, costs, trips = expenditure(ledger), operating_costs(ledger), three_public(ledger)
    found = [
        revenue(ledger).total, *revenue(ledger).sources, spending.total, spending.basic, spending.personnel, spending.operating,
        spending.project, *(each.amount for each in spending.projects), spending.total,
        *costs.amounts(), trips.total, trips.overseas_trips, trips.vehicle_purchase, trips.vehicle_operation,
        trips.official_receptions,
    ]  # fmt: skip

    assert sorted(amount.number for amount in found) == wanted


def test_projects_without_an_amount_and_the_unassigned_amount_are_kept(seed: Any) -> None:
    spending = expenditure(Ledger.of(seed))

    assert [each.project.code for each in spending.projects] == [code for code, _, amount, _ in PROJECTS if amount]
    assert spending.unassigned.number == Decimal("312000")
    assert seed.project_rows.count() == 5


def test_the_names_by_which_the_document_lists_its_costs_are_those_that_were_entered(seed: Any) -> None:
    names = [amount.name for amount in operating_costs(Ledger.of(seed)).amounts()]

    assert names[1:] == [
        "办公及印刷费", "水费", "电费", "邮电费", "物业管理费", "差旅费", "维修（护)费", "公务接待费", "工会经费", "福利费", "办公设备购置",
        "公务用车运行维护费", "其他费用",
    ]  # fmt: skip


def test_the_page_shows_the_sentence_as_it_will_be_printed(seed: Any, client: Client) -> None:
    answer = client.get(f"/entry/{seed.pk}/three-public/")

    assert "公务用车运行维护费126000元" in text_of(answer, "//article")
