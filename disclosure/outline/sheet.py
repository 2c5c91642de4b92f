"""A project's 绩效目标表: one bordered table of eight columns (T13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from budgets.models import Project
from disclosure.document import Cell, Row, Table
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline.builder import Builder, figure_cell, words_cell
from performance.choices import PLAN_MONTHS
from performance.models import Indicator, ProjectSheet
from performance.statements import FilledSheet, performance

# How many of the seven columns beside the label each month takes.
_MONTHS = tuple(zip(PLAN_MONTHS, (2, 2, 1, 2), strict=True))


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """A sheet for each project among the statutory tables; without any, one blank form."""
    sheets = performance(builder.ledger).sheets
    blank = FilledSheet(ProjectSheet(), Project(), (), ())
    return tuple(sheet_table(builder, sheet) for sheet in sheets or (blank,)), not sheets


def sheet_table(builder: Builder, data: FilledSheet) -> Table:
    key = f"sheet:{data.project.code}"
    head = (
        *_identity(builder, key, data),
        *_plan(builder, key, data),
        *_objectives(builder, key, data),
        *_columns(builder),
    )
    body = tuple(_indicators(builder, key, data.indicators))
    return Table(
        key, f"项目绩效目标：{data.project.name}".removesuffix("："), (13, 15, 16, 24, 7, 10, 8, 16), head, body
    )


def _identity(builder: Builder, key: str, data: FilledSheet) -> Iterator[Row]:
    project, sheet = data.project, data.sheet
    yield Row(
        (
            builder.label("sheet.head.code"),
            words_cell(f"{key}.code", project.code, colspan=3, align="center"),
            builder.label("sheet.head.name"),
            words_cell(f"{key}.name", project.name, colspan=3, align="center"),
        )
    )
    yield Row((builder.label("sheet.head.template"), words_cell(f"{key}.template", sheet.template, colspan=7)))
    yield Row((builder.label("sheet.head.purpose"), words_cell(f"{key}.purpose", sheet.purpose, colspan=7)))


def _plan(builder: Builder, key: str, data: FilledSheet) -> Iterator[Row]:
    yield Row(
        (
            builder.label("sheet.head.plan", rowspan=2),
            *(builder.label(f"sheet.head.{month}", colspan=span) for month, span in _MONTHS),
        )
    )
    yield Row(
        tuple(
            figure_cell(
                f"{key}.{month}",
                f"{data.project.name}·累计进度",
                getattr(data.sheet, month),
                "" if getattr(data.sheet, month) is None else f"{getattr(data.sheet, month):.2f}",
                "%",
                colspan=span,
            )
            for month, span in _MONTHS
        )
    )


def _objectives(builder: Builder, key: str, data: FilledSheet) -> Iterator[Row]:
    texts = [objective.text for objective in data.objectives] or [""]
    for number, text in enumerate(texts, 1):
        first = (builder.label("sheet.head.objectives", rowspan=len(texts)),) if number == 1 else ()
        yield Row(
            (
                *first,
                words_cell(f"{key}.objective:{number}.label", f"目标{number}", head=True, align="center"),
                words_cell(f"{key}.objective:{number}", text, colspan=6),
            )
        )


def _columns(builder: Builder) -> Iterator[Row]:
    yield Row(
        (
            *(builder.label(f"sheet.head.{name}", rowspan=2) for name in ("level1", "level2", "level3", "description")),
            builder.label("sheet.head.target", colspan=3),
            builder.label("sheet.head.basis", rowspan=2),
        )
    )
    yield Row(tuple(builder.label(f"sheet.head.{name}") for name in ("symbol", "value", "unit")))


def _indicators(builder: Builder, key: str, indicators: Sequence[Indicator]) -> Iterator[Row]:
    if not indicators:
        for _ in range(builder.format.tables["sheet"].least_rows):
            yield Row(tuple(Cell(key=f"{key}.blank", state="blank") for _ in range(8)))
        return
    number = 0
    for _, of_level1 in groupby(indicators, key=lambda each: each.level1):
        level1 = list(of_level1)
        first_of_level1 = True
        for _, of_level2 in groupby(level1, key=lambda each: each.level2):
            level2 = list(of_level2)
            for position, indicator in enumerate(level2):
                number += 1
                cells: list[Cell] = []
                if first_of_level1:
                    cells.append(
                        words_cell(
                            f"{key}.{number}.level1",
                            indicator.get_level1_display(),
                            rowspan=len(level1),
                            head=True,
                            align="center",
                        )
                    )
                    first_of_level1 = False
                if position == 0:
                    cells.append(
                        words_cell(
                            f"{key}.{number}.level2", indicator.level2, rowspan=len(level2), head=True, align="center"
                        )
                    )
                yield Row((*cells, *_target(f"{key}.{number}", indicator)))


def _target(key: str, indicator: Indicator) -> tuple[Cell, ...]:
    return (
        words_cell(f"{key}.name", indicator.name),
        words_cell(f"{key}.description", indicator.description),
        words_cell(f"{key}.symbol", indicator.get_symbol_display(), align="center"),
        figure_cell(f"{key}.value", indicator.name, indicator.value_number, indicator.value_text, indicator.unit),
        words_cell(f"{key}.unit", indicator.unit, align="center"),
        words_cell(f"{key}.basis", indicator.basis),
    )
