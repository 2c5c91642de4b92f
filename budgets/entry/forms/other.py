"""其他需要说明的事项."""

from __future__ import annotations

from budgets.entry.forms.prose import ProseForm


class OtherForm(ProseForm):
    name = "other"
    key = "other_matters"
    label = "其他需要说明的事项"
    text_help = "没有的不填，打印时写明“无其他需要说明的事项”。"
    title = "其他需要说明的事项"
