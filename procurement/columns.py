"""The columns of the procurement table (T11). Each stands here once; all else asks for it by its key.

FORM is the table's head as people read it, from left to right. A column more is a line of it, at its place: the page of the
entry desk, the sums, the reader of documents and the printed table follow. What else it needs stands in CONTRIBUTING.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal


class Kind(Enum):
    """What stands in a column, and how it is summed."""

    ORDINAL = "the number of the row"
    WORDS = "words"
    COUNT = "a number in the row's unit of measure"
    MONEY = "an amount that no sum counts"
    FUND = "what one source of money pays; the sums of its groups count it, and the last row has its sum"
    SUM = "reckoned: all funds of its group"

    @property
    def is_money(self) -> bool:
        return self in (Kind.MONEY, Kind.FUND, Kind.SUM)

    @property
    def is_summed(self) -> bool:
        """Whether the table's last row says what the rows of the column come to."""
        return self in (Kind.FUND, Kind.SUM)

    @property
    def is_entered(self) -> bool:
        """Whether there is a field of `ProcurementItem` for it, of the column's key."""
        return self not in (Kind.ORDINAL, Kind.SUM)


@dataclass(frozen=True)
class ProcurementColumn:
    """One column.

    key         of the field, of figures and own words, and of the label under which a format has its printed head
    name        in Chinese, without the unit
    width       of the printed column, as a share of the whole
    align       how its words are printed; figures stand on the right
    head        on the entry desk, where the group above it says a part of the name; empty: the name
    in_formats  the key by which formats' files name it, where that is another one
    in_form     whether it is printed where a format names no columns of its own
    first_year  the first fiscal year with this column: earlier ones are neither entered nor printed nor read with it
    """

    key: str
    name: str
    kind: Kind
    width: int = 8
    align: Literal["left", "center"] = "left"
    head: str = ""
    in_formats: str = ""
    in_form: bool = True
    first_year: int = 0


@dataclass(frozen=True)
class ColumnGroup:
    """Columns under one head. key: of the label of a format's file; name: on the entry desk."""

    key: str
    name: str
    columns: tuple[ProcurementColumn | ColumnGroup, ...]

    def leaves(self) -> Iterator[ProcurementColumn]:
        for each in self.columns:
            if isinstance(each, ColumnGroup):
                yield from each.leaves()
            else:
                yield each

    def only(self, wanted: Callable[[ProcurementColumn], bool]) -> ColumnGroup:
        """The group without the other columns, and without the groups that none is left of."""
        kept = (each.only(wanted) if isinstance(each, ColumnGroup) else each for each in self.columns)
        return replace(self, columns=tuple(
            each for each in kept if (each.columns if isinstance(each, ColumnGroup) else wanted(each))
        ))  # fmt: skip

    def head_rows(self) -> list[list[HeadCell]]:
        """The cells that stand over the columns, row by row."""
        rows: list[list[HeadCell]] = [[] for _ in range(self._depth)]
        self._fill(rows, 0)
        return rows

    @property
    def _depth(self) -> int:
        return max((1 + (each._depth if isinstance(each, ColumnGroup) else 0) for each in self.columns), default=0)

    def _fill(self, rows: list[list[HeadCell]], level: int) -> None:
        for each in self.columns:
            if isinstance(each, ColumnGroup):
                rows[level].append(HeadCell(each.key, each.name, colspan=len(tuple(each.leaves()))))
                each._fill(rows, level + 1)
            else:
                rows[level].append(HeadCell(each.key, each.head or each.name, rowspan=len(rows) - level, column=each))


@dataclass(frozen=True)
class HeadCell:
    """column: the one below it; None over a group."""

    key: str
    words: str
    colspan: int = 1
    rowspan: int = 1
    column: ProcurementColumn | None = None


FORM = ColumnGroup(
    "",
    "政府采购预算",
    (
        ProcurementColumn("number", "序号", Kind.ORDINAL, in_form=False),
        ColumnGroup(
            "source",
            "政府采购项目来源",
            (
                ProcurementColumn("project_name", "项目名称", Kind.WORDS, width=12),
                ProcurementColumn("project_budget", "预算资金", Kind.MONEY, width=9),
            ),
        ),
        ProcurementColumn("name", "采购物品名称", Kind.WORDS, width=11, in_formats="item_name"),
        ProcurementColumn("catalogue_number", "政府采购目录序号", Kind.WORDS, width=9, align="center"),
        ProcurementColumn("measure", "数量单位", Kind.WORDS, width=5, align="center"),
        ProcurementColumn("quantity", "数量", Kind.COUNT, width=5),
        ProcurementColumn("unit_price", "单价", Kind.MONEY),
        ColumnGroup(
            "money",
            "政府采购金额",
            (
                ProcurementColumn("total", "总计", Kind.SUM, width=9),
                ColumnGroup(
                    "current",
                    "当年部门预算安排资金",
                    (
                        ProcurementColumn("current_total", "当年部门预算安排资金合计", Kind.SUM, width=9, head="合计"),
                        ProcurementColumn("general_public_budget", "一般公共预算拨款", Kind.FUND, width=9),
                        ProcurementColumn("government_funds", "基金预算拨款", Kind.FUND),
                        ProcurementColumn("special_fiscal_account", "财政专户核拨", Kind.FUND),
                        ProcurementColumn("other_revenue", "其他来源收入", Kind.FUND),
                    ),
                ),
                ProcurementColumn("other_channels", "其他渠道资金", Kind.FUND),
            ),
        ),
    ),
)
COLUMNS = {column.key: column for column in FORM.leaves()}
BY_FORMAT_KEY = {column.in_formats or column.key: column for column in FORM.leaves()}


def columns_of(year: int) -> ColumnGroup:
    """All that a budget of that year may have."""
    return FORM.only(lambda column: column.first_year <= year)


def printed_form(year: int) -> ColumnGroup:
    """The table of a format that names no columns of its own."""
    return columns_of(year).only(lambda column: column.in_form)


def verbose_name(key: str) -> str:
    """Of the model's field."""
    column = COLUMNS[key]
    return f"{column.name}（元）" if column.kind.is_money else column.name
