"""A draft with much that is wrong with it: what a first import looks like."""

from __future__ import annotations

from budgets.choices import LineKind
from budgets.models import DepartmentalBudget, GlossaryTerm
from performance.models import Indicator
from procurement.models import ProcurementItem
from tests.builders import make_project
from tests.rules_builders import add_holding, add_prose, add_sheet, change, drop, line_of, own_words, sound_budget


def spoiled_budget() -> DepartmentalBudget:
    budget = sound_budget()
    change(line_of(budget, "30201"), amount=1, economic=None)
    change(line_of(budget, "30231", LineKind.OPERATING), amount=-5)
    add_prose(budget, "duties", "1、协助云汀区信访局处理其它事项，，请填写。")
    own_words(budget, "assets.head.department", "")
    own_words(budget, "three_public.sentence", "2021年“三公”经费5元。")
    own_words(budget, "overview.income", "2019年收入为1.234元，比上年增加0元。")
    add_sheet(budget, make_project(budget, "X1", "车辆保险费"))
    for indicator in Indicator.objects.filter(budget=budget)[:3]:
        change(indicator, basis="", unit="", symbol="")
    drop(ProcurementItem.objects.filter(budget=budget))
    change(GlossaryTerm.objects.filter(budget=budget)[0], term="一般共预算拨款收入")
    add_holding(budget, "added", None, None, "……")
    return budget
