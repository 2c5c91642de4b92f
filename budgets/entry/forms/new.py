"""A new version: for which department or unit, which year, under which name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from budgets.choices import Role, Status
from budgets.entry.forms.basics import CleanLine
from budgets.entry.forms.sections import CleanText
from budgets.models import Assignment, Department, DepartmentalBudget, Unit

Place = tuple[Department, Unit | None]


def places_of(user: Any) -> dict[str, Place]:
    """The departments and units whose budgets the account prepares, by the key that the form sends."""
    places: dict[str, Place] = {}
    assignments = Assignment.objects.filter(user_id=user.pk, role=Role.PREPARER).select_related(
        "department__region", "unit"
    )
    for assignment in assignments.order_by("department__code", "unit__code"):
        department = assignment.department
        if department is None:
            continue
        if assignment.unit:
            places[f"unit-{assignment.unit.pk}"] = (department, assignment.unit)
            continue
        places[f"department-{department.pk}"] = (department, None)
        for unit in department.units.all():
            places[f"unit-{unit.pk}"] = (department, unit)
    return places


def _words(place: Place) -> str:
    department, unit = place
    if unit is None:
        return f"{department.code} {department.name}（部门预算）"
    return f"{department.code}-{unit.code} {unit.name}（单位预算）"


class NewBudgetForm(forms.Form):
    place = forms.ChoiceField(label="编制部门（单位）")
    fiscal_year = forms.IntegerField(
        label="预算年度", min_value=2000, max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), help_text="四位数字，例如 2026。",
    )  # fmt: skip
    printed_name = CleanLine(
        label="公开名称", longest=120, required=False, help_text="标题和正文中使用的名称。不填则使用部门（单位）名称。"
    )
    take_over = forms.BooleanField(
        label="沿用最近一版的内容", required=False,
        help_text="更正同一年度的预算时沿用全部内容；新的年度只沿用职责、机构和名词解释，金额需重新填写。",
    )  # fmt: skip
    correction_note = CleanText(
        label="更正说明", rows=3, help_text="该年度已有公开的版本时必须填写：更正了什么、为什么更正。"
    )

    def __init__(self, data: Any = None, *, places: dict[str, Place]) -> None:
        self.places = places
        super().__init__(data, initial={"fiscal_year": _likely_year(), "take_over": True})
        field = self.fields["place"]
        field.choices = [(key, _words(place)) for key, place in places.items()]  # type: ignore[attr-defined]
        if len(places) > 1:
            field.choices = [("", "请选择"), *field.choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"
            field.error_messages["invalid"] = "请填写数字。"
            field.error_messages["invalid_choice"] = "请从列表中选择您负责的部门或单位。"

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "place" not in values or "fiscal_year" not in values:
            return values
        department, unit = self.places[values["place"]]
        published = DepartmentalBudget.objects.filter(
            department=department, unit=unit, fiscal_year=values["fiscal_year"], status=Status.PUBLISHED
        )
        if not values.get("correction_note") and published.exists():
            self.add_error("correction_note", "该年度已有公开的版本，这次是更正。请填写更正了什么、为什么更正。")
        return values


def _likely_year() -> int:
    """Budgets are prepared from September on for the next year."""
    today = timezone.localdate()
    return today.year + (today.month >= 9)
