"""The table of columns: what each is called, how its cells are read, and how a template prints them.

A column of ours may be two in the file, a code and a name. Each goes resolver → clean → assign: a resolver takes its cells
from a row, clean turns them into a value or raises CellProblem, assign puts the value on the draft.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from budgets.choices import LineKind
from budgets.importers.amounts import read_amount
from budgets.importers.cells import Cell, CellProblem, plain, text_of
from budgets.importers.classes import EconomicClasses, FunctionalClasses, Funds
from budgets.importers.kinds import find_kind
from budgets.importers.registers import Notes, RegisterEntry
from budgets.importers.units import Projects, Units
from budgets.models import DepartmentalBudget


@dataclass(slots=True)
class Draft:
    """A row of the file as it is understood. row: its number in Excel."""

    sheet: str
    row: int
    unit: RegisterEntry | None = None
    kind: LineKind | str = ""
    project: RegisterEntry | None = None
    functional: RegisterEntry | None = None
    economic: RegisterEntry | None = None
    fund: RegisterEntry | None = None
    amount: Decimal = Decimal(0)
    printed_label: str = ""
    notes: list[str] = field(default_factory=list)


class Context:
    """What the columns need to know while they read: the budget and all that its lines may refer to."""

    def __init__(self, budget: DepartmentalBudget) -> None:
        self.year = budget.fiscal_year
        self.units = Units(budget)
        self.projects = Projects(budget)
        self.functional = FunctionalClasses(self.year)
        self.economic = EconomicClasses(self.year)
        self.funds = Funds(self.year)
        self.unit_of_money = "元"


@dataclass(frozen=True)
class Head:
    """A column of the file. aliases: how systems and offices head it, beside its label."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


Said = tuple[Cell, ...]
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?")  # as the reading process writes what Excel holds as a date


class ImportColumn:
    """One property of a line. template: heading and width in the workbooks that we write, no heading where they do without."""

    key: str
    heads: tuple[Head, ...]
    required = False
    constant = ""  # what a clerk may choose for all rows where the file lacks the column; empty: nothing
    template: tuple[tuple[str, int], ...] = ()

    def resolver(self, places: Sequence[int | None], blank: int) -> Callable[[Sequence[Cell]], Said]:
        """places: of its cells in a row that reaches to each of them; blank: a place where every row holds nothing."""
        first, *more = [blank if place is None else place for place in places]
        return itemgetter(first, *more) if more else lambda row: (row[first],)

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        raise NotImplementedError

    def assign(self, draft: Draft, value: Any) -> None:
        setattr(draft, self.key, value)

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        """What the filled template shows of a stored line, one for each template column."""
        raise NotImplementedError


class ReferenceColumn(ImportColumn):
    """A code and a name that together mean an entry of a register."""

    register: str

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        code, name = map(text_of, said)
        if _DATE.fullmatch(code):
            raise CellProblem("被 Excel 当作日期保存", "请把这一列设为“文本”格式，重新填写编码后再上传。")
        # Full-width digits are digits; a name stays as it is written.
        return getattr(context, self.register).find(unicodedata.normalize("NFKC", code), name)

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (str(getattr(line, self.key) or ""),)


def _heads(key: str, *stems: str, technical: str, code: str, name: str) -> tuple[Head, Head]:
    """The pair of a code's and a name's column: each stem with the words that mark the one or the other."""
    codes = [f"{stem}{end}" for stem in stems for end in ("编码", "代码", "编号")]
    names = [f"{stem}{end}" for stem in stems for end in ("名称", "")]
    return (
        Head(f"{key}_code", code, (*codes, f"{technical}_CODE", f"{technical}_code")),
        Head(f"{key}_name", name, (*names, f"{technical}_NAME", f"{technical}_name")),
    )


class UnitColumn(ReferenceColumn):
    key, register = "unit", "units"
    heads = _heads("unit", "单位", "预算单位", "机构", technical="AGENCY", code="单位编码", name="单位名称")
    constant = "单位"
    template = (("单位", 34),)

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (unit_label(line.unit),)


def unit_label(unit: Any) -> str:
    """As the template lists a unit: with its code where it has one."""
    return f"{unit.unit.code} {unit.name}" if unit.unit else unit.name


class KindColumn(ImportColumn):
    key, required, constant = "kind", True, "支出项目类别"
    heads = (
        Head("kind", "支出项目类别", ("项目类别", "支出类别", "项目类型", "类别", "支出项目类别名称", "项目类别名称", "支出项目类别编码", "PRO_KIND_CODE", "PRO_KIND_NAME")),
    )  # fmt: skip
    template = (("支出项目类别", 20),)

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        return find_kind(text_of(said[0]), context.year), ()

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (line.get_kind_display(),)


class ProjectFileColumn(ReferenceColumn):
    key, register = "project", "projects"
    heads = _heads("project", "项目", "支出项目", technical="PRO", code="项目编码", name="项目名称")
    template = (("项目编码", 26), ("项目名称", 34))

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (line.project.code, line.project.name) if line.project else ("", "")


class FunctionalColumn(ReferenceColumn):
    key = register = "functional"
    heads = _heads(
        "functional", "功能分类科目", "支出功能分类科目", "功能科目", "功能分类", "支出功能分类", "支出功能科目",
        technical="EXP_FUNC", code="功能分类科目编码", name="功能分类科目名称",
    )  # fmt: skip
    template = (("功能分类科目", 30),)


class EconomicColumn(ReferenceColumn):
    key = register = "economic"
    heads = _heads(
        "economic", "部门经济分类科目", "部门预算支出经济分类科目", "部门支出经济分类科目", "部门预算经济分类科目", "部门经济科目",
        "部门经济分类", "部门支出经济分类", "部门预算支出经济分类", "部门预算经济分类", "经济分类科目", "经济分类", "经济科目", "支出经济分类科目",
        technical="DEP_BGT_ECO", code="部门经济分类科目编码", name="部门经济分类科目名称",
    )  # fmt: skip
    template = (("部门经济分类科目", 34),)


class FundColumn(ReferenceColumn):
    key, register, constant = "fund", "funds", "资金性质"
    heads = _heads("fund", "资金性质", "资金来源", technical="FUND_TYPE", code="资金性质编码", name="资金性质名称")
    template = (("资金性质", 26),)


class AmountColumn(ImportColumn):
    """Of several columns of money in a file the approved one counts, never the requested (申报数) or the changed one."""

    key, required = "amount", True
    heads = (
        Head("amount", "金额", ("年初批复数", "批复数", "批复金额", "年初预算数", "年初预算", "本年预算数", "预算数", "预算金额", "年初批复金额", "支出金额", "REPLY_AMT", "AMOUNT")),
    )  # fmt: skip
    template = (("金额（元）", 18),)

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        amount, note = read_amount(said[0], context.unit_of_money)
        notes = [note] if note else []
        if amount < 0:
            notes.append("金额是负数")
        return amount, tuple(notes)

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (line.amount,)


class LabelColumn(ImportColumn):
    key = "printed_label"
    heads = (Head("printed_label", "打印名称", ("公开名称", "列示名称", "打印标签")),)
    template = (("打印名称", 26),)

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        label = text_of(said[0])
        if len(label) > 200:
            raise CellProblem(f"打印名称有 {len(label)} 字", "最多 200 字，请缩短。")
        return label, ()

    def texts(self, line: Any) -> tuple[str | Decimal, ...]:
        return (line.printed_label,)


class YearColumn(ImportColumn):
    """A check and no property: lines of another year do not belong here."""

    key = "year"
    heads = (Head("year", "预算年度", ("年度", "年份", "预算年份", "会计年度", "FISCAL_YEAR")),)

    def clean(self, said: Said, context: Context) -> tuple[Any, Notes]:
        year = text_of(said[0]).removesuffix("年度").removesuffix("年")
        if year and plain(year) != str(context.year):
            raise CellProblem(
                f"不是 {context.year} 年", f"本预算是 {context.year} 年的，请删去其他年度的行，或检查是否选错了文件。"
            )
        return None, ()

    def assign(self, draft: Draft, value: Any) -> None:
        """Nothing to keep."""


COLUMNS: tuple[ImportColumn, ...] = (
    YearColumn(), UnitColumn(), KindColumn(), ProjectFileColumn(), FunctionalColumn(), EconomicColumn(), FundColumn(), AmountColumn(), LabelColumn(),
)  # fmt: skip
HEADS: dict[str, Head] = {head.key: head for column in COLUMNS for head in column.heads}
