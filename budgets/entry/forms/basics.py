"""What a version is called, and whether the statutory tables are printed with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.choices import TablesMode
from budgets.composer import composer
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import DepartmentalBudget
from budgets.text import ForbiddenCharacter, clean_text


class CleanLine(forms.CharField):
    """One line of clean text."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        try:
            text = clean_text(super().to_python(value) or "", single_line=True)
        except ForbiddenCharacter as error:
            raise ValidationError(str(error), code="forbidden_character") from error
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字，现在有 {len(text)} 个，请缩短。", code="max_length")
        return text


class BasicsForm(EntryForm):
    name = "basics"
    printed_name = CleanLine(
        label="公开名称", longest=120, help_text="用于标题和正文的部门（单位）名称，例如“××区信访局”。"
    )
    format_key = forms.ChoiceField(
        label="公开格式", help_text="章节、表样和固定文字按所选格式打印。本级财政部门另有规定的，按其规定选择。"
    )
    tables_mode = forms.ChoiceField(
        label="公开表", choices=TablesMode.choices, help_text="是否在说明之后附法定公开表。按本级财政部门的要求选择。"
    )
    correction_note = CleanText(
        label="更正说明", rows=3, help_text="仅在更正已公开的预算时填写：更正了什么、为什么更正。将与新版本一并公开。"
    )

    def __init__(self, budget: DepartmentalBudget, data: Any = None, **how: Any) -> None:
        super().__init__(budget, data, **how)
        offered = composer().formats_for(budget.region_id, budget.fiscal_year)
        if budget.format_key not in dict(offered):
            offered = [(budget.format_key, f"{budget.format_key}（现用）"), *offered]
        self.fields["format_key"].choices = offered  # type: ignore[attr-defined]
        self.fields["format_key"].error_messages["invalid_choice"] = "请从列表中选择公开格式。"

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        fresh = DepartmentalBudget.objects.only(*self.base_fields).get(pk=budget.pk)
        return {name: getattr(fresh, name) for name in self.base_fields}

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.budget.version > 1 and "correction_note" in values and not values["correction_note"]:
            self.add_error("correction_note", "本年度已有公开的版本，请填写“更正说明”：更正了什么、为什么更正。")
        return values

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        """Onto the locked version itself: `editing` saves the rest of it afterwards."""
        for name, value in values.items():
            setattr(budget, name, value)
        budget.save(update_fields=list(values))
