"""How rows of a file become codes of an official list: each row is the code that it names, in the life that begins in the year that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import escape, format_html
from import_export import resources
from import_export.fields import Field
from import_export.widgets import CharWidget, ManyToManyWidget

from budgets.importers.classes import group_of
from budgets.models import EconomicClass, FunctionalClass, FundSource
from budgets.reference_years import FATES, year_rows

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")


class CodesWidget(ManyToManyWidget):
    """Codes, divided by blanks or 、; a code of several lives with the first year of the one that is meant: 2014@2018."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[models.Model]:
        return [self._find(named) for named in str(value or "").replace("、", " ").replace("，", " ").split()]

    def _find(self, named: str) -> models.Model:
        code, has_year, year = named.partition("@")
        lives = list(self.model.objects.filter(code=code))
        if has_year:
            lives = [life for life in lives if str(life.valid_from or "") == year]
        if not lives:
            raise ValueError(f"目录中没有编码 {named}。请改正，或先导入该编码。")
        if len(lives) > 1:
            years = "、".join(f"{code}@{life.valid_from or ''}" for life in lives)
            raise ValueError(f"编码 {code} 在目录中有几个启用年度，请写明是哪一个：{years}。")
        return lives[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        named = value.all() if hasattr(value, "all") else value or ()
        return " ".join(f"{each.code}@{each.valid_from}" if each.valid_from else each.code for each in named)


class ChoiceWidget(CharWidget):
    """A choice by its value or by its Chinese label."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self._values = {str(label): value for value, label in choices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        return self._values.get(text, text)


class PlainDiff(resources.Diff):
    """The value before and after. The package's own marks letters with inline styles, which no page of ours allows."""

    def as_html(self) -> list[str]:
        return [
            self._shown(str(before or ""), str(after or ""))
            for before, after in zip(self.left, self.right, strict=True)
        ]

    def _shown(self, before: str, after: str) -> str:
        if before == after:
            return escape(after)
        if self.new or not before:
            return format_html("<ins>{}</ins>", after)
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)


class CodeListResource(resources.ModelResource):
    """Takes explicit rows, or, with `year`, the list of one year, of which it makes them."""

    class Meta:
        import_id_fields = ["code", "valid_from"]
        fields = ["code", "name", "valid_from", "valid_to", "source"]
        skip_unchanged = True
        use_transactions = True
        clean_model_instances = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._fates: list[str] = []

    def get_diff_class(self) -> type[resources.Diff]:
        return PlainDiff

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        if "valid_from" in (dataset.headers or ()):
            return
        year = kwargs.get("year")
        if not year:
            raise ValidationError("文件没有“启用年度”一列，请填写这份目录的年度。")
        rows = [{str(key): str(value) for key, value in row.items()} for row in dataset.dict]
        made = year_rows(
            self._meta.model, rows, year=year, is_complete=bool(kwargs.get("is_complete")),
            source=kwargs.get("source") or f"{year}年目录",
        )  # fmt: skip
        headers = list(dict.fromkeys(key for row in made for key in row.values)) or list(dataset.headers)
        dataset.wipe()
        dataset.headers = headers
        for row in made:
            dataset.append([row.values.get(key) for key in headers])
        self._fates = [row.fate for row in made]

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """A field that the row does not name stays as it is: the file said nothing of it."""
        for key in [key for key, value in row.items() if value is None]:
            del row[key]
        for key in ("valid_from", "valid_to"):
            if (said := str(row.get(key) or "").strip()) and not _YEAR.fullmatch(said):
                raise ValidationError({key: f"“{said}”不是年度。请填写四位数字，例如 2027；没有的留空。"})

    def after_import_row(self, row: dict[str, Any], row_result: Any, **kwargs: Any) -> None:
        number = kwargs["row_number"] - 1
        fate = self._fates[number] if number < len(self._fates) else ""
        by_type = {"new": "added", "update": "changed", "skip": "same"}.get(row_result.import_type, "")
        row_result.fate = by_type if not fate or by_type == "same" else fate
        row_result.fate_name = FATES.get(row_result.fate, row_result.fate)


class FunctionalResource(CodeListResource):
    predecessors = Field("predecessors", "predecessors", widget=CodesWidget(FunctionalClass))

    class Meta(CodeListResource.Meta):
        fields = ["code", "name", "valid_from", "valid_to", "predecessors", "source"]


class EconomicResource(CodeListResource):
    group = Field("group", "group", widget=ChoiceWidget(EconomicClass._meta.get_field("group").flatchoices))
    three_public_line = Field(
        "three_public_line", "three_public_line",
        widget=ChoiceWidget(EconomicClass._meta.get_field("three_public_line").flatchoices),
    )  # fmt: skip
    members = Field("members", "members", widget=CodesWidget(EconomicClass))
    predecessors = Field("predecessors", "predecessors", widget=CodesWidget(EconomicClass))

    class Meta(CodeListResource.Meta):
        fields = [
            "code", "name", "valid_from", "valid_to", "group", "three_public_line", "members", "predecessors", "source",
        ]  # fmt: skip

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """A new class of which the file says no group belongs where its 类 does; a renamed one counts as before."""
        if new and not row.get("group"):
            row.pop("group", None)
            instance.group = group_of(str(row["code"]))
        before = EconomicClass.objects.filter(code=row["code"]).order_by("-valid_from").first() if new else None
        if before and "three_public_line" not in row:
            instance.three_public_line = before.three_public_line


class FundResource(CodeListResource):
    kind = Field("kind", "kind", widget=ChoiceWidget(FundSource._meta.get_field("kind").flatchoices))

    class Meta(CodeListResource.Meta):
        fields = ["code", "name", "valid_from", "valid_to", "kind", "revenue_name", "source"]

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """A renamed fund falls in the column in which it fell."""
        before = FundSource.objects.filter(code=row["code"]).order_by("-valid_from").first() if new else None
        if before:
            instance.kind, instance.revenue_name = before.kind, before.revenue_name
