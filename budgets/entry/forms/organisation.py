"""部门职责及机构设置: the duties in the department's words, and its units."""

from __future__ import annotations

from budgets.choices import UnitNature
from budgets.entry.forms.columns import Column, PickColumn
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.options import Options, of_choices
from budgets.entry.forms.prose import ProseForm
from budgets.models import BudgetUnit, DepartmentalBudget


class DutiesForm(ProseForm):
    name = "duties"
    key = "duties"
    label = "部门职责"
    text_help = "按“三定”规定填写，每条一段，序号照写。从 Word 粘贴即可。"
    title = "部门职责"
    text_rows = 10


class UnitGrid(Grid):
    model = BudgetUnit
    name = "units"
    anchor = "unit"
    title = "机构设置情况"
    help = "部门机关和所属预算单位各填一行。收入、支出将按这里的单位填写。"
    columns = (
        Column("name"),
        PickColumn("nature", "单位性质", empty=""),
        Column("nature_words", "性质（原文）", attrs={"placeholder": "与所选名称不同时填写"}),
        Column("rank", attrs={"list": "ranks"}),
        Column("funding_mode", attrs={"list": "funding-modes"}),
    )
    identity = "name"

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        return {"nature": of_choices(UnitNature, noun="单位性质")}

    @property
    def lists(self) -> dict[str, list[str]]:
        return {
            "ranks": ["正处级", "副处级", "正科级", "副科级", "股级", "无"],
            "funding-modes": ["财政拨款", "财政性资金基本保证", "财政性资金定额或定项补助", "财政性资金零补助"],
        }
