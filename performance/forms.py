"""The department's objectives: in all, duty by duty, and how they are made sure of."""

from __future__ import annotations

from typing import Any

from django import forms

from budgets.forms.grid import Grid
from budgets.forms.prose import ProseForm
from budgets.forms.rows import RowForm
from performance.models import Duty

SENTENCES = ("description", "goal", "objective", "indicators", "standards")


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


class DutyRow(RowForm):
    """The document begins each sentence (职责目标是…) and ends it; what is typed is what stands between."""

    class Meta:
        model = Duty
        fields = ("name", *SENTENCES)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in SENTENCES}
        help_texts = {
            "name": "不写序号，打印时自动编号。",
            "description": "负责什么工作。分段书写的，打印时也分段。",
            "goal": "打印为“职责目标是……。”",
            "objective": "打印为“绩效目标是……。”",
            "indicators": "打印为“绩效指标是……。”",
            "standards": "打印为“绩效标准：……。”例如：优95%以上；良90%以上；中85%以上；差85%以下",
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for name in SENTENCES:
            if values.get(name):
                values[name] = without_final_stop(values[name])
        return values


class DutyGrid(Grid):
    form = DutyRow
    model = Duty
    name = "duties"
    anchor = "duty"
    title = "分项绩效目标"
    help = "每项职责填写一栏。各项内容末尾不必加句号，打印时自动补上。"
    columns = ("name", *SENTENCES)
    blank_rows = 1
    section_template = "performance/sections/duties.html"
    row_template = "performance/sections/duty.html"

    def total_form_count(self) -> int:
        """A duty fills half a screen, so one blank one is enough."""
        if self.is_bound:
            return super().total_form_count()
        return len(self.rows) + self.blank_rows


def without_final_stop(text: str) -> str:
    """The document sets the full stop itself."""
    return text.rstrip().rstrip("。．.").rstrip()
