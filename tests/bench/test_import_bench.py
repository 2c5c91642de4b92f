"""How long 15,000 ledger lines take from Excel, against a bare COPY of the same rows, and against civio/presupuesto."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from budgets import code_lists
from budgets.importers.applying import import_lines
from budgets.importers.mapping import headers_of, propose_choices
from budgets.importers.proposal import propose
from budgets.importers.reading import read_file
from budgets.models import ExpenditureLine
from tests.budgets.importers.workbooks import workbook
from tests.builders import make_budget, make_unit

ROWS = 15_000
PEER = 110  # lines a second, the best that PEERS.md measured of civio/presupuesto
CLASSES = [("2010301", "行政运行"), ("2010302", "一般行政管理事务"), ("2010308", "信访事务"), ("2080505", "机关事业单位基本养老保险缴费支出")]
ITEMS = [("30201", "办公费"), ("30202", "印刷费"), ("30211", "差旅费"), ("30226", "劳务费"), ("30227", "委托业务费"), ("31002", "办公设备购置")]
COLUMNS = "budget_id, ordinal, unit_id, kind, project_id, functional_id, economic_id, fund_id, amount, printed_label"


def _rows() -> list[list[Any]]:
    rows = []
    for number in range(ROWS):
        functional, item = CLASSES[number % 4], ITEMS[number // 4 % 6]
        place = number // 24
        rows.append(
            ["", f"云汀区第{place % 5 + 1}中心", "特定目标类", f"9901012020P{place:07d}", f"项目{place}", *functional, *item, "111", "一般公共预算资金", 1000.37 + number]
        )  # fmt: skip
    return rows


class Clock:
    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    def __call__(self, name: str, deed: Any) -> Any:
        start = time.perf_counter()
        value = deed()
        self.parts[name] = time.perf_counter() - start
        return value


@pytest.fixture
def budget(db: None) -> Any:
    for model, path in code_lists.packaged():
        if model._meta.app_label == "budgets":
            code_lists.load(model, code_lists.read(path))
    budget = make_budget()
    for number in range(1, 6):
        make_unit(budget, name=f"云汀区第{number}中心")
    return budget


def _bare_copy(target: str) -> float:
    """The rows that the import has written, once more by COPY alone into `target`, from the first byte to the checked constraints."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY (SELECT {COLUMNS} FROM budgets_expenditureline) TO STDOUT") as copy:
            rows = b"".join(bytes(block) for block in copy)
        start = time.perf_counter()
        with cursor.copy(f"COPY {target} ({COLUMNS}) FROM STDIN") as copy:
            copy.write(rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - start
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return seconds


@pytest.mark.bench
def test_15_000_lines_are_imported_fast(budget: Any) -> None:
    content = workbook(_rows())
    clock = Clock()
    start = time.perf_counter()
    sheets = clock("读文件（受限进程）", lambda: read_file(content))
    headers = headers_of(sheets)
    choices = propose_choices(headers, budget.department)
    choices.mode = "replace"
    clock("核对（预览）", lambda: propose(budget, sheets, choices, headers))
    clock("写入（含再次核对）", lambda: import_lines(budget, sheets, choices, by="import", create_projects=True))
    clock("外键检查", lambda: connection.check_constraints())
    whole = time.perf_counter() - start
    assert ExpenditureLine.objects.filter(budget=budget).count() == ROWS

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (LIKE budgets_expenditureline INCLUDING ALL)")
        cursor.execute("SELECT set_config('app.author', 'import', true)")
    bare = min(_bare_copy("bare") for _ in range(3))
    same = _bare_copy("budgets_expenditureline")
    rate = ROWS / whole
    for name, seconds in clock.parts.items():
        print(f"  {name:<12} {seconds:6.2f} s")
    print(f"导入 {ROWS:,} 行：{whole:.2f} s，每秒 {rate:,.0f} 行，为 civio/presupuesto（{PEER} 行/秒）的 {rate / PEER:.0f} 倍")
    print(f"同样的行用 COPY 写入同一张表（触发器、外键在内）：{same:.2f} s；导入是它的 {whole / same:.1f} 倍")
    print(f"同样的行用 COPY 写入没有触发器和外键的表：{bare:.2f} s；导入是它的 {whole / bare:.1f} 倍")
    assert rate >= 50 * PEER
    assert whole <= 10 * same
