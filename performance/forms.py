"""The department's objectives: in all, duty by duty, and how they are made sure of."""

from __future__ import annotations

from typing import Any

from budgets.entry.forms.columns import Column
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.looks import CardLook
from budgets.entry.forms.prose import ProseForm
from performance.models import Duty


class OverallForm(ProseForm):
    name = "overall"
    key = "performance.overall"
    label = "总体绩效目标"
    title = "总体绩效目标"
    text_help = "写明本部门全年要达到的总体目标。每条一段，序号照写，从 Word 粘贴即可。"


class GuaranteeForm(ProseForm):
    name = "guarantee"
    key = "performance.guarantee"
    label = "工作保障措施"
    title = "工作保障措施"
    text_help = "写明为实现绩效目标采取的措施。每条一段，序号照写，从 Word 粘贴即可。"


_HINTS = {
    "description": "负责什么工作。分段书写的，打印时也分段。",
    "goal": "打印为“职责目标是……。”",
    "objective": "打印为“绩效目标是……。”",
    "indicators": "打印为“绩效指标是……。”",
    "standards": "打印为“绩效标准：……。”例如：优95%以上；良90%以上；中85%以上；差85%以下",
}


class SentenceColumn(Column):
    """The document begins the sentence (职责目标是…) and ends it; what is typed is what stands between."""

    def read(self, text: str, stored: Any) -> Any:
        return without_final_stop(super().read(text, stored) or "")


class DutyLook(CardLook):
    remove_words = "删除这项职责"


class DutyGrid(Grid):
    model = Duty
    name = "duties"
    anchor = "duty"
    title = "分项绩效目标"
    help = "每项职责填写一栏。各项内容末尾不必加句号，打印时自动补上。"
    columns = (
        Column("name", hint="不写序号，打印时自动编号。"),
        *(SentenceColumn(name, area=3, hint=hint) for name, hint in _HINTS.items()),
    )
    blank_rows = 1
    least_rows = 1  # a duty fills half a screen, so one blank one is enough
    section_template = "performance/sections/duties.html"
    look_class = DutyLook


def without_final_stop(text: str) -> str:
    """The document sets the full stop itself."""
    return text.rstrip().rstrip("。．.").rstrip()
