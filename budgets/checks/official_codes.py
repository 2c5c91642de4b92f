"""The codes that official tables print: their length, the classes above them, their years. For R-COD-1, R-COD-3, R-COD-4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgets.models import EconomicClass, FunctionalClass
from budgets.rules.registry import Finding, Place
from budgets.statements import official
from budgets.statements.ledger import Ledger

_FUNCTIONAL_TABLES, _ECONOMIC_TABLES = ("T02", "T03", "T05", "T08", "T09"), ("T06",)
_FUNCTIONAL = re.compile(r"\d{3}|\d{5}|\d{7}")
_ECONOMIC = re.compile(r"\d{3}|\d{5}")


@dataclass(frozen=True)
class CodedRow:
    """A row of an official table that was read in: its code, and whether rows below it are printed too."""

    table: str
    code: str
    is_economic: bool
    is_leaf: bool

    @property
    def place(self) -> Place:
        return Place(f"公开表 {self.table}", self.code, "basics")


def rows(ledger: Ledger) -> list[CodedRow]:
    """The coded rows of the official tables. They are judged where no line names a class."""
    found: list[CodedRow] = []
    for table in (*_FUNCTIONAL_TABLES, *_ECONOMIC_TABLES):
        codes = [code for code in ledger.official_tables.get(table, {}) if code.isdigit()]
        leaves = set(official.leaf_codes(codes))
        found.extend(CodedRow(table, code, table in _ECONOMIC_TABLES, code in leaves) for code in codes)
    return found


def shallow(rows: list[CodedRow]) -> Iterator[Finding]:
    for is_economic, length, words in (
        (False, 7, "功能分类没有到“项”（7 位）"),
        (True, 5, "经济分类没有到“款”（5 位）"),
    ):
        short = [row for row in rows if row.is_leaf and row.is_economic == is_economic and len(row.code) < length]
        if short:
            yield Finding(
                f"公开表的{words}，共 {len(short)} 行。",
                tuple(row.place for row in short),
                remedy="请把公开表编列到项、款；涉密的除外。",
            )


def wrong(rows: list[CodedRow]) -> Iterator[Finding]:
    """A code has a known length, and the table prints the class above it."""
    codes = {(row.table, row.code) for row in rows}
    for row in rows:
        pattern = _ECONOMIC if row.is_economic else _FUNCTIONAL
        if not pattern.fullmatch(row.code):
            message = "的位数不对：功能分类为 3、5、7 位，经济分类为 3、5 位"
        elif len(row.code) > 3 and (row.table, row.code[:-2]) not in codes:
            message = f"的上级 {row.code[:-2]} 不在同一张表中"
        else:
            continue
        yield Finding(
            f"公开表 {row.table} 的科目编码“{row.code}”{message}。", (row.place,), remedy="请核对公开表的科目编码。"
        )


def outdated(rows: list[CodedRow], year: int) -> Iterator[Finding]:
    """Codes that a list has for other years only."""
    for is_economic, model in ((False, FunctionalClass), (True, EconomicClass)):
        codes = {row.code: row for row in reversed(rows) if row.is_economic == is_economic}
        valid = set(model.objects.valid_in(year).filter(code__in=codes).values_list("code", flat=True))
        for other in model.objects.filter(code__in=set(codes) - valid).order_by("code"):
            unsure = other.is_doubted
            yield Finding(
                f"公开表 {codes[other.code].table} 的科目“{other}”不在 {year} 年使用"
                f"{'（目录的起止年度待核实）' if unsure else ''}。",
                (codes[other.code].place,),
                remedy=f"请与{year}年的政府收支分类科目核对。",
                severity="I" if unsure else None,
            )
