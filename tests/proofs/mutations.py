"""One figure of a consistent budget changed, the ledger kept: what a slip of the pen does.

A mutation first puts the right figure where it will be spoiled (typed into a sentence, stated for a cell) and hands
back the act of spoiling it. None: this budget has no such figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from assets.models import AssetHolding
from budgets.models import DepartmentalBudget, Prose, StatedCell
from budgets.versions.editing import acting_as
from disclosure.composition.compose import Composition
from disclosure.document import Figure, Paragraph, plain_text
from disclosure.models import BlockText
from performance.models import Indicator, ProjectSheet
from procurement.models import ProcurementItem

Spoil = Callable[[], None]


@dataclass(frozen=True)
class Case:
    budget: DepartmentalBudget
    composition: Composition
    random: Random

    def other(self, shown: str) -> str:
        """The printed number with one of its digits changed; the first digit never becomes 0."""
        places = [at for at, char in enumerate(shown) if char.isdigit()]
        at = self.random.choice(places)
        least = "1" if at == places[0] and len(places) > 1 else "0"
        digit = self.random.choice([each for each in "0123456789" if each != shown[at] and each >= least])
        return f"{shown[:at]}{digit}{shown[at + 1 :]}"


Mutation = Callable[[Case], Spoil | None]
MUTATIONS: dict[str, Mutation] = {}

# Figures that no rule covers, and why none can.
UNCOVERED = {
    "上年数": "系统没有上年已公开的版本时，上年数没有第二处可以核对；有时由 R-NUM-C27 核对",
    "资产数量": "数量只在固定资产表中出现一次，没有第二处可以核对",
    "指标值": "在 100% 以内改动的目标值仍是一个可以成立的目标",
    "支出计划（仍递增）": "仍然递增、年底仍为 100% 的进度没有第二处可以核对",
}


def mutation(kind: str) -> Callable[[Mutation], Mutation]:
    def register(change: Mutation) -> Mutation:
        MUTATIONS[kind] = change
        return change

    return register


def _write(key: str, budget: DepartmentalBudget, text: str) -> None:
    """Literal braces are doubled in own words."""
    with acting_as("import"):
        BlockText.objects.update_or_create(
            budget=budget, key=key, defaults={"text": text.replace("{", "{{").replace("}", "}}")}
        )


def _sentences(case: Case, unit: Callable[[str], bool]) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """Sentences of the form with their text and the places of the figures in it."""
    found = []
    for block in case.composition.document.blocks():
        words = case.composition.words.get(block.key)
        if not isinstance(block, Paragraph) or words is None or words.kind != "sentence":
            continue
        at, places = 0, []
        for run in block.runs:
            if isinstance(run, Figure) and unit(run.unit) and run.number:
                places.append((at, run.shown))
            at += len(run.text)
        if places:
            found.append((block.key, plain_text(block.runs), places))
    return found


def _typed(case: Case, unit: Callable[[str], bool]) -> Spoil | None:
    sentences = _sentences(case, unit)
    if not sentences:
        return None
    key, text, places = case.random.choice(sentences)
    at, shown = case.random.choice(places)
    _write(key, case.budget, text)
    wrong = f"{text[:at]}{case.other(shown)}{text[at + len(shown) :]}"
    return lambda: _write(key, case.budget, wrong)


@mutation("文字中的金额")
def typed_amount(case: Case) -> Spoil | None:
    return _typed(case, lambda unit: unit in ("元", "万元"))


@mutation("文字中的百分比")
def typed_percentage(case: Case) -> Spoil | None:
    """One of its whole per cents. A rate of amounts below 100万元 is hidden by their rounding, and none is tried."""
    sentences = []
    for block in case.composition.document.blocks():
        if not isinstance(block, Paragraph):
            continue
        figures = [run for run in block.runs if isinstance(run, Figure)]
        if all(run.number >= 100 for run in figures if run.unit in ("元", "万元")):
            sentences += [each for each in _sentences(case, lambda unit: unit == "%") if each[0] == block.key]
    choices = [
        (key, text, at, shown)
        for key, text, places in sentences
        for at, shown in places
        if 1 <= Decimal(shown.replace(",", "")) < 1000
    ]
    if not choices:
        return None
    key, text, at, shown = case.random.choice(choices)
    _write(key, case.budget, text)
    whole, point, rest = shown.partition(".")
    wrong = f"{text[:at]}{case.other(whole)}{point}{rest}{text[at + len(shown) :]}"
    return lambda: _write(key, case.budget, wrong)


@mutation("文字中的年份")
def typed_year(case: Case) -> Spoil | None:
    """This year's, in a sentence of the form, becomes one that the document has no business with."""
    year = str(case.budget.fiscal_year)
    sentences = [each for each in _sentences(case, lambda unit: True) if f"{year}年" in each[1]]
    if not sentences:
        return None
    key, text, _ = case.random.choice(sentences)
    _write(key, case.budget, text)
    wrong = text.replace(year, str(int(year) + case.random.choice((-7, -3, 1, 2))), 1)
    return lambda: _write(key, case.budget, wrong)


@mutation("说明文字中的金额")
def amount_in_prose(case: Case) -> Spoil | None:
    """An amount that the department names in prose of its own."""
    refs = {
        "支出总计": "expenditure.total", "基本支出": "expenditure.basic", "项目支出": "expenditure.project",
        "收入总计": "revenue.total", "机关运行经费": "operating_costs.total",
    }  # fmt: skip
    known = {term: case.composition.amounts[ref] for term, ref in refs.items() if ref in case.composition.amounts}
    filled = {term: amount for term, amount in known.items() if amount.value and amount.unit == "元"}
    if not filled:
        return None
    term = case.random.choice(list(filled))
    right = f"{filled[term].number:f}"
    return _prose(case, f"全年安排{term}{right}元。", f"全年安排{term}{case.other(right)}元。")


@mutation("数目")
def count_of_a_list(case: Case) -> Spoil | None:
    items = ("落实责任", "通报进度", "开展培训", "检查台账")[: case.random.randrange(2, 5)]
    listed = "；".join(f"{number}是{item}" for number, item in zip("一二三四", items, strict=False))
    wrong = len(items) + case.random.choice((-1, 1, 2))
    return _prose(case, f"措施共分{len(items)}项：{listed}。", f"措施共分{wrong}项：{listed}。")


def _prose(case: Case, right: str, wrong: str) -> Spoil:
    def write(text: str) -> None:
        with acting_as("import"):
            Prose.objects.update_or_create(budget=case.budget, key="performance.guarantee", defaults={"text": text})
            Prose.objects.update_or_create(budget=case.budget, key="duties", defaults={"text": f"1、{_DUTY}。\n{text}"})

    write(right)
    return lambda: write(wrong)


_DUTY = "收集、整理和保管馆藏目录，向群众提供查阅服务"


@mutation("公开表数值")
def stated_cell(case: Case) -> Spoil | None:
    """A figure of the document that the official table states beside the lines that yield it."""
    printed = {figure.ref for figure, _ in case.composition.document.figures()}
    amounts = [
        amount
        for ref, amount in case.composition.amounts.items()
        if re.fullmatch(r"(revenue|expenditure|three_public|operating_costs|procurement|assets)\.[\w:-]+", ref)
        and ref in printed and amount.unit == "元" and amount.value and amount.stated is None
    ]  # fmt: skip
    if not amounts:
        return None
    amount = case.random.choice(amounts)
    statement, row = amount.ref.split(".", 1)
    return _stated(case, statement, row, "amount", amount.number)


@mutation("公开表单元格")
def cell_of_an_official_table(case: Case) -> Spoil | None:
    cells = [
        (key, figure)
        for figure, key in case.composition.document.figures()
        if figure.ref == key and re.match(r"T0\d[LR]?\.", key) and figure.unit == "元" and figure.number
    ]
    if not cells:
        return None
    key, figure = case.random.choice(cells)
    table, row, column = key.split(".")
    return _stated(case, table, row, column, figure.number)


def _stated(case: Case, statement: str, row: str, column: str, value: Decimal) -> Spoil:
    with acting_as("import"):
        cell = StatedCell.objects.create(
            budget=case.budget, statement=statement, row=row, column=column, year=case.budget.fiscal_year, value=value
        )
    return _changing(cell, value=value + case.random.choice((-1, 1, 10, -90, Decimal("0.01"))))


def _changing(row: object, **values: object) -> Spoil:
    def spoil() -> None:
        for name, value in values.items():
            setattr(row, name, value)
        with acting_as("import"):
            row.save()  # type: ignore[attr-defined]

    return spoil


@mutation("采购单价")
def price(case: Case) -> Spoil | None:
    items = list(ProcurementItem.objects.filter(budget=case.budget).order_by("pk"))
    if not items or not _prints(case, "procurement.table"):
        return None
    item = case.random.choice(items)
    return _changing(item, unit_price=item.unit_price + case.random.choice((-1, 1, 100)) if item.unit_price > 1 else 2)


@mutation("资产价值")
def value_of_assets(case: Case) -> Spoil | None:
    """Beside a total that the official table states."""
    rows = [each for each in AssetHolding.objects.filter(budget=case.budget).order_by("pk") if each.value]
    if not rows or not _prints(case, "assets.table"):
        return None
    total = sum((each.value for each in rows), Decimal(0))
    with acting_as("import"):
        StatedCell.objects.create(
            budget=case.budget,
            statement="assets",
            row="total",
            column="amount",
            year=case.budget.fiscal_year,
            value=total,
        )
    row = case.random.choice(rows)
    return _changing(row, value=row.value + case.random.choice((1, 10, 900)))


@mutation("资产数量")
def quantity_of_assets(case: Case) -> Spoil | None:
    rows = [each for each in AssetHolding.objects.filter(budget=case.budget).order_by("pk") if each.quantity]
    if not rows:
        return None
    row = case.random.choice(rows)
    return _changing(row, quantity=row.quantity + 1)


def _prints(case: Case, table: str) -> bool:
    return any(block.key == table for block in case.composition.document.blocks())


def _sheet(case: Case) -> ProjectSheet | None:
    sheets = list(ProjectSheet.objects.filter(budget=case.budget).order_by("pk"))
    prints = any(block.key.startswith("sheet:") for block in case.composition.document.blocks())
    return case.random.choice(sheets) if sheets and prints else None


@mutation("支出计划")
def plan_that_falls(case: Case) -> Spoil | None:
    sheet = _sheet(case)
    if sheet is None:
        return None
    return case.random.choice(
        (
            _changing(sheet, by_december=Decimal(99)),
            _changing(sheet, by_june=sheet.by_march - 1),
            _changing(sheet, by_october=Decimal(101)),
        )
    )


@mutation("支出计划（仍递增）")
def plan_that_rises(case: Case) -> Spoil | None:
    sheet = _sheet(case)
    return None if sheet is None else _changing(sheet, by_march=sheet.by_march - Decimal("0.5"))


@mutation("指标值")
def target(case: Case) -> Spoil | None:
    return _indicator(case, Decimal(94))


@mutation("指标值超过100%")
def target_beyond_the_whole(case: Case) -> Spoil | None:
    return _indicator(case, Decimal(195))


def _indicator(case: Case, value: Decimal) -> Spoil | None:
    found = list(Indicator.objects.filter(budget=case.budget, unit="%").order_by("pk"))
    if not found:
        return None
    return _changing(case.random.choice(found), value_text=str(value), value_number=value)


@mutation("上年数")
def last_year(case: Case) -> Spoil | None:
    cells = list(StatedCell.objects.filter(budget=case.budget, year=case.budget.fiscal_year - 1).order_by("pk"))
    if not cells:
        return None
    cell = case.random.choice(cells)
    return _changing(cell, value=(cell.value or Decimal(0)) + 1)
