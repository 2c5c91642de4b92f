"""A project's 绩效目标表 as it is entered: purpose and plan, objectives, indicators."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.forms.models import model_to_dict
from django.http import QueryDict

from budgets.entry.forms.basics import CleanLine
from budgets.entry.forms.columns import Column, PickColumn
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.numbers import NumberField
from budgets.entry.forms.options import Options, of_choices
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import DepartmentalBudget, Project
from performance.choices import LEVEL_ORDER, PLAN_MONTHS, SECOND_LEVELS, IndicatorLevel, Symbol
from performance.models import Indicator, ProjectObjective, ProjectSheet
from performance.targets import number_of

_FIELDS = ("template", "purpose", *PLAN_MONTHS)


def _percentage(month: str) -> NumberField:
    return NumberField(
        label=f"{month}底累计进度（%）", places=2, greatest=Decimal(100), example="30 或 30.00", sign="%"
    )


class SheetForm(EntryForm):
    """The head of the sheet. Saving it makes the sheet."""

    name = "sheet"
    title = "资金用途和支出计划"
    help = "累计进度填写到该月底为止占项目资金的百分比，后一期不小于前一期，12月底一般为 100。"
    section_template = "performance/sections/sheet.html"
    template = CleanLine(label="项目绩效模板", longest=120, required=False)
    purpose = CleanText(label="资金用途", rows=4)
    by_march = _percentage("3月")
    by_june = _percentage("6月")
    by_october = _percentage("10月")
    by_december = _percentage("12月")

    def __init__(
        self, project: Project, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> None:  # fmt: skip
        self.project = project
        super().__init__(budget, data, adopting=adopting)

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        sheet = sheet_of(self.project)
        return model_to_dict(sheet, _FIELDS) if sheet else {}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        sheet = sheet_of(self.project)
        if sheet is None:
            # By its key: a sheet that another has saved meanwhile refuses this one, which must not stay with the project.
            ProjectSheet.objects.create(budget=budget, project_id=self.project.pk, **values)
        elif any(getattr(sheet, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(sheet, name, value)
            sheet.save()

    @property
    def plan(self) -> list[forms.BoundField]:
        return [self[month] for month in PLAN_MONTHS]


class SheetGrid(Grid):
    """Rows of one project's sheet, which the form above them has made by the time they are written."""

    def __init__(
        self, project: Project, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> None:  # fmt: skip
        self.project = project
        super().__init__(budget, data, adopting=adopting)

    def queryset(self) -> Any:
        return super().queryset().filter(sheet__project=self.project)

    def save_rows(self, budget: DepartmentalBudget) -> None:
        self.sheet = sheet_of(self.project)
        super().save_rows(budget)

    def finish(self, row: Any) -> None:
        row.sheet = self.sheet


class ObjectiveGrid(SheetGrid):
    model = ProjectObjective
    name = "objectives"
    anchor = "objective"
    title = "绩效目标"
    help = "每个目标一行，打印为“目标1”“目标2”……"
    columns = (Column("text", area=2),)
    blank_rows = 1
    least_rows = 2


class IndicatorGrid(SheetGrid):
    """Indicators stand under their 一级指标 as the sheet prints them, within it in the order in which they were entered."""

    model = Indicator
    name = "indicators"
    anchor = "indicator"
    title = "绩效指标"
    help = "同一二级指标下的多个三级指标各填一行，相邻填写。“值”可以填数字，也可以填“优良”等文字；不是数字的，符号选“定性”。"
    columns = (
        PickColumn("level1", "一级指标", required=True, empty=""),
        Column("level2", attrs={"list": "second-levels", "data-follows": "level1", "autocomplete": "off"}),
        Column("name", area=2),
        Column("description", "指标描述", area=2),
        PickColumn("symbol", "符号", empty=""),
        Column("value_text", "值", attrs={"class": "target", "autocomplete": "off"}),
        Column("unit", "单位", attrs={"list": "target-units", "autocomplete": "off"}),
        Column("basis", "确定依据", area=2),
    )
    is_ranked = True  # what the page shows after saving is what the sheet shows

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        return {"level1": of_choices(IndicatorLevel, noun="一级指标"), "symbol": symbols()}

    def queryset(self) -> Any:
        levels = [When(level1=level, then=Value(place)) for level, place in LEVEL_ORDER.items()]
        return super().queryset().order_by(Case(*levels, default=Value(len(levels))), "ordinal", "pk")

    def rank(self, row: Any) -> int:
        return LEVEL_ORDER.get(row.level1, len(LEVEL_ORDER))

    def finish(self, row: Any) -> None:
        super().finish(row)
        row.value_number = number_of(row.value_text)

    @property
    def lists(self) -> dict[str, list[str]]:
        """All second levels, and those of each first level for browsers with scripts."""
        every = dict.fromkeys(name for names in SECOND_LEVELS.values() for name in names)
        of_each = {f"second-levels-{level.value}": list(names) for level, names in SECOND_LEVELS.items()}
        return {
            "second-levels": list(every),
            **of_each,
            "target-units": ["%", "个", "次", "人次", "件", "份", "台（套）", "天", "万元"],
        }


def symbols() -> Options:
    """A symbol pasted from Word is understood: ≥ is >=."""
    drawn = {Symbol.AT_LEAST: "≥", Symbol.AT_MOST: "≤"}
    return Options(
        Symbol.values, noun="符号", key=str, label=str, name_of=lambda symbol: drawn.get(symbol, symbol),
        remedy="可以填写：" + "、".join(Symbol.values) + "。",
    )  # fmt: skip


def sheet_of(project: Project) -> ProjectSheet | None:
    return ProjectSheet.objects.filter(project=project).first()
