"""What the tables of the entry desk cost: what is shown and what was touched, and not what else the table holds.

Each limit is a ratio to the same request on a small table, in the same run and of this process's own processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.choices import LineKind, Role
from budgets.models import DepartmentalBudget, ExpenditureLine
from budgets.versions.editing import acting_as
from tests.bench.many_lines import load_codes, make_big_budget
from tests.builders import make_department, make_user
from tests.entry_desk import fields_of

SMALL, LARGE = 400, 5_000  # both shown in pages
ROUNDS = 5
OPENS, SAVES = 3, 2

pytestmark = pytest.mark.bench


def _taken(deed: Callable[[], Any]) -> float:
    gc.collect()
    began = time.process_time()
    deed()
    return time.process_time() - began


@pytest.fixture
def desks(db: None) -> dict[int, tuple[Client, DepartmentalBudget]]:
    """A clerk at a version of so many operating lines, for each size."""
    load_codes()
    found = {}
    for size in (SMALL, LARGE):
        department = make_department(f"4{size}", f"云汀区{size}行局")
        budget = make_big_budget(50, department)
        line = ExpenditureLine.objects.filter(budget=budget, kind=LineKind.OPERATING)[0]
        with acting_as("import"):
            ExpenditureLine.objects.bulk_create(
                ExpenditureLine(
                    budget=budget, unit=line.unit, kind=line.kind, economic=line.economic, functional=line.functional,
                    fund=line.fund, amount=10_000 + number, ordinal=100 + number,
                )
                for number in range(size)
            )  # fmt: skip
        client = Client()
        client.force_login(make_user(f"clerk{size}", Role.PREPARER, department))
        found[size] = (client, budget)
    return found


def _touching_one_row(page: dict[str, str], amount: int) -> dict[str, str]:
    """What a page with scripts sends (static/js/touched.js): of all rows the one that was touched."""
    rows = {f"{name.rsplit('-', 1)[0]}-" for name in page if name.endswith("-id")}
    keys = ("operating-3-id", "operating-3-was")
    rest = {name: value for name, value in page.items() if name in keys or f"{name.rsplit('-', 1)[0]}-" not in rows}
    return rest | {"operating-3-amount": str(amount), "action": "save"}


def test_the_cost_of_a_table_is_what_is_shown_and_touched(desks: dict[int, tuple[Client, DepartmentalBudget]]) -> None:
    opening, saving = {}, {}
    for size, (client, budget) in desks.items():
        address = reverse("entry-basic", kwargs={"budget_pk": budget.pk})
        opening[size] = min(_taken(lambda client=client, address=address: client.get(address)) for _ in range(ROUNDS))
        taken = []
        for number in range(ROUNDS):
            sent = _touching_one_row(fields_of(client.get(address)), 777_000 + number)
            taken.append(_taken(lambda client=client, address=address, sent=sent: client.post(address, sent)))
            assert ExpenditureLine.objects.filter(budget=budget, amount=777_000 + number).count() == 1
        saving[size] = min(taken)
    for name, found, limit in (("打开", opening, OPENS), ("保存一行", saving, SAVES)):
        ratio = found[LARGE] / found[SMALL]
        print(
            f"\n{name}：{LARGE:,} 行 {found[LARGE]:.3f} s，{SMALL} 行 {found[SMALL]:.3f} s，为其 {ratio:.1f} 倍", end=""
        )
        assert ratio < limit, name
    print()
