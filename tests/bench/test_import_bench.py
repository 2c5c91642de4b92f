"""What 15,000 ledger lines from Excel cost, against a bare COPY of the same rows in the same run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from budgets.classification import code_lists
from budgets.importers.application import import_lines
from budgets.importers.mapping import headers_of, propose_choices
from budgets.importers.proposal import propose
from budgets.importers.reader import read_file
from budgets.models import ExpenditureLine
from tests.bench.measuring import ROUNDS, cost_of, told
from tests.budgets.importers.workbooks import workbook
from tests.builders import make_budget, make_unit

ROWS = 15_000
MOST = 20  # times the bare COPY
CLASSES = [
    ("2010301", "行政运行"),
    ("2010302", "一般行政管理事务"),
    ("2010308", "信访事务"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
]
ITEMS = [
    ("30201", "办公费"),
    ("30202", "印刷费"),
    ("30211", "差旅费"),
    ("30226", "劳务费"),
    ("30227", "委托业务费"),
    ("31002", "办公设备购置"),
]
COLUMNS = "budget_id, ordinal, unit_id, kind, project_id, functional_id, economic_id, fund_id, amount, printed_label"
# The same columns. The first as a table of ours is kept, but for what guards and refers; the second holds bytes and no more.
FLOOR, HEAP = "bare_table", "bare_heap"


def _rows() -> list[list[Any]]:
    rows = []
    for number in range(ROWS):
        functional, item = CLASSES[number % 4], ITEMS[number // 4 % 6]
        place = number // 24
        rows.append(
            ["", f"云汀区第{place % 5 + 1}中心", "特定目标类", f"9901012020P{place:07d}", f"项目{place}", *functional, *item, "111", "一般公共预算资金", 1000.37 + number]
        )  # fmt: skip
    return rows


@pytest.fixture
def budget(db: None) -> Any:
    for model, path in code_lists.packaged():
        if model._meta.app_label == "budgets":
            code_lists.load(model, code_lists.read(path))
    budget = make_budget()
    for number in range(1, 6):
        make_unit(budget, name=f"云汀区第{number}中心")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {FLOOR} (LIKE budgets_expenditureline INCLUDING ALL)")
        cursor.execute(f"CREATE TABLE {HEAP} (LIKE budgets_expenditureline)")
        for column in ("id", "file", "sheet", "cell"):
            cursor.execute(f"ALTER TABLE {HEAP} ALTER {column} DROP NOT NULL")
    return budget


@contextmanager
def _taken_back() -> Any:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def _copied_out() -> bytes:
    """The rows that an import has written, as COPY takes them."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {COLUMNS} FROM budgets_expenditureline) TO STDOUT") as copy,
    ):
        return b"".join(bytes(block) for block in copy)


def _bare_copy(rows: bytes, target: str) -> float:
    def copied() -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {target} ({COLUMNS}) FROM STDIN") as copy:
            copy.write(rows)

    with _taken_back():
        return cost_of(copied)


class Import:
    """One import in its steps, from the bytes of the file to the checked foreign keys."""

    def __init__(self, budget: Any, content: bytes) -> None:
        self.budget, self.content = budget, content

    def read(self) -> None:
        self.sheets = read_file(self.content)
        self.headers = headers_of(self.sheets)
        self.choices = propose_choices(self.headers, self.budget.department)
        self.choices.mode = "replace"

    def preview(self) -> None:
        propose(self.budget, self.sheets, self.choices, self.headers)

    def write(self) -> None:
        import_lines(self.budget, self.sheets, self.choices, by="import", create_projects=True)

    def steps(self) -> dict[str, Callable[[], None]]:
        """In their order."""
        return {
            "读文件（受限进程）": self.read,
            "核对（预览）": self.preview,
            "写入（含再次核对）": self.write,
            "检查外键": connection.check_constraints,
        }


@pytest.mark.bench
def test_15_000_lines_cost_at_most_twenty_bare_copies(budget: Any) -> None:
    """All of it: reading the file in its limited process, the preview, reckoning again and writing, and the foreign keys."""
    deed = Import(budget, workbook(_rows()))
    costs: dict[str, list[float]] = {name: [] for name in (*deed.steps(), FLOOR, HEAP)}
    for _ in range(ROUNDS):
        with _taken_back():
            for name, step in deed.steps().items():
                costs[name].append(cost_of(step))
            assert ExpenditureLine.objects.filter(budget=budget).count() == ROWS
            rows = _copied_out()
        for target in (FLOOR, HEAP):
            costs[target].append(_bare_copy(rows, target))
    least = {name: min(found) for name, found in costs.items()}
    print(f"\n{ROWS:,} 行支出明细，{ROUNDS} 轮中最少的一轮；尺子是同样的行 COPY 进没有触发器和外键的表")
    for name in deed.steps():
        told(f"    {name}", least[name], "尺子", least[FLOOR])
    told("    COPY 进连主键、索引和约束都没有的表", least[HEAP], "尺子", least[FLOOR])
    whole = sum(least[name] for name in deed.steps())
    assert told("导入，以上四步合计", whole, "尺子", least[FLOOR], MOST) <= MOST
