"""What a reader asks of a log: from when to when, and which of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from budgets.changes.log import Filter
from budgets.choices import Door
from budgets.models import Department, Region
from budgets.money import YuanFormField

_A_YEAR_OF_OURS = [
    MinValueValidator(dt.date(2000, 1, 1), "日期 %(show_value)s 早于 2000 年。请填写 2000 年至 2100 年之间的一天。"),
    MaxValueValidator(dt.date(2100, 12, 31), "日期 %(show_value)s 晚于 2100 年。请填写 2000 年至 2100 年之间的一天。"),
]


class LogForm(forms.Form):
    """Of a version. since, until: numbers of Changes; empty: from the beginning, up to now."""

    since = forms.TypedChoiceField(label="从", required=False, coerce=int, empty_value="0")
    until = forms.TypedChoiceField(label="到", required=False, coerce=int, empty_value=None)
    part = forms.ChoiceField(label="内容", required=False)
    person = forms.ChoiceField(label="办理人", required=False)
    door = forms.ChoiceField(label="来源", required=False, choices=[("", "全部"), *Door.choices])
    least = YuanFormField(label="金额变动不少于（元）", required=False)
    words = forms.CharField(label="查找", required=False, max_length=60)

    def __init__(
        self, data: Any, *, titles: list[str], people: list[tuple[str, str]], moments: list[tuple[int, str]]
    ) -> None:  # fmt: skip
        """moments  numbers of the Changes, the newest first, each in words"""
        super().__init__(data, label_suffix="")
        self.fields["since"].choices = [(0, "最初"), *((number, f"{words}之后") for number, words in moments)]  # type: ignore[attr-defined]
        self.fields["until"].choices = [("", "现在"), *moments]  # type: ignore[attr-defined]
        self.fields["part"].choices = [("", "全部"), *((title, title) for title in titles)]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "全部"), *people]  # type: ignore[attr-defined]

    @property
    def filter(self) -> Filter:
        asked = self.cleaned_data
        least: Decimal | None = asked.get("least")
        person = asked.get("person")
        return Filter(asked["part"], int(person) if person else None, asked["door"], least, asked["words"].strip())


class ReportForm(forms.Form):
    """Of all that the reader may see. Both days belong to it."""

    region = forms.ModelChoiceField(Region.objects.none(), label="行政区划", required=False, empty_label="全部")
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    first = forms.DateField(label="从", validators=_A_YEAR_OF_OURS, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="到", validators=_A_YEAR_OF_OURS, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, **further: Any) -> None:
        super().__init__(data, label_suffix="", **further)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("first") and asked.get("last") and asked["first"] > asked["last"]:
            self.add_error(
                "last", f"截止日期 {asked['last']} 早于起始日期 {asked['first']}。请改为不早于起始日期的一天。"
            )
        return asked

    @property
    def times(self) -> tuple[dt.datetime, dt.datetime]:
        """From the beginning of the first day to before the day after the last."""
        begin = dt.datetime.combine(self.cleaned_data["first"], dt.time.min)
        end = dt.datetime.combine(self.cleaned_data["last"] + dt.timedelta(days=1), dt.time.min)
        return timezone.make_aware(begin), timezone.make_aware(end)


class DayForm(forms.Form):
    day = forms.DateField(label="日期", validators=_A_YEAR_OF_OURS, widget=forms.DateInput(attrs={"type": "date"}))
