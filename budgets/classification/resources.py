"""How rows of a file become codes of an official list: each row is the code that it names, in the life that begins in the year that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.utils.html import escape, format_html
from import_export import resources
from import_export.fields import Field
from import_export.widgets import CharWidget, ManyToManyWidget

from budgets.choices import Confirmation
from budgets.classification.list_checks import impossible_code, impossible_years, orphans, twice
from budgets.classification.list_files import ROW
from budgets.classification.years import FATES, year_rows
from budgets.importers.classes import group_of
from budgets.models import EconomicClass, FunctionalClass, FundSource


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
        return " ".join(f"{each.code}@{each.valid_from or ''}" if self._is_one_of_several(each) else each.code for each in named)  # fmt: skip

    def _is_one_of_several(self, each: Any) -> bool:
        """A first year tells lives apart, and so does its want where the code has another life."""
        return bool(each.valid_from) or self.model.objects.filter(code=each.code).exclude(pk=each.pk).exists()


class ChoiceWidget(CharWidget):
    """A choice by its value or by its Chinese label."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self._values = {str(label): str(value) for value, label in choices}
        self._labels = {value: label for label, value in self._values.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        if text and text not in self._values and text not in self._labels:
            offered = "、".join(label for label, value in self._values.items() if value)
            raise ValueError(f"没有“{text}”这一项。可以填写：{offered}。")
        return self._values.get(text, text)

    def label_of(self, value: str) -> str:
        return self._labels.get(value, value)


class PlainDiff(resources.Diff):
    """The value before and after, a choice in its words. The package's own marks letters with inline styles, which no page of ours allows."""

    left: list[Any]
    right: list[Any]

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.left = _in_words(resource, self.left)

    def compare_with(self, resource: Any, instance: Any) -> None:
        super().compare_with(resource, instance)
        self.right = _in_words(resource, self.right)

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


def _in_words(resource: Any, values: Iterable[Any]) -> list[Any]:
    return [
        field.widget.label_of(value) if isinstance(field.widget, ChoiceWidget) else value
        for field, value in zip(resource.get_import_fields(), values, strict=True)
    ]


class CodeListResource(resources.ModelResource):
    """Takes explicit rows, or, with `year`, the list of one year, of which it makes them."""

    confirmation = Field("confirmation", "confirmation", widget=ChoiceWidget(Confirmation.choices))

    class Meta:
        import_id_fields = ["code", "valid_from"]
        fields = ["code", "name", "valid_from", "valid_to", "source", "confirmation"]
        skip_unchanged = True
        use_transactions = True
        clean_model_instances = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._fates: list[str] = []
        self._known: set[str] = set()
        self._twice: dict[str, str] = {}
        self.doubts: list[str] = []

    def get_diff_class(self) -> type[resources.Diff]:
        return PlainDiff

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        model, rows = self._meta.model, _rows(dataset)
        is_explicit = "valid_from" in (dataset.headers or ())
        year: Any = kwargs.get("year")
        is_complete = bool(kwargs.get("is_complete")) and not is_explicit
        if not is_explicit and not year:
            raise ValidationError("文件没有“启用年度”一列，请填写这份目录的年度。")
        self._known = set(model.objects.values_list("code", flat=True))
        self._twice = twice(rows)
        self.doubts = orphans(model, rows, year=None if is_explicit else year, is_complete=is_complete)
        if is_explicit:
            return
        once = [row for row in rows if row[ROW] not in self._twice]
        made = year_rows(
            model, once, year=year, is_complete=is_complete, source=kwargs.get("source") or f"{year}年目录"
        )
        again = [row for row in rows if row[ROW] in self._twice]
        self._put(dataset, [row.values for row in made] + [row | {"valid_from": str(year)} for row in again])
        self._fates = [row.fate for row in made]

    def _put(self, dataset: tablib.Dataset, rows: list[dict[str, str]]) -> None:
        headers = list(dict.fromkeys([ROW, "code", "name", *(key for row in rows for key in row)]))
        dataset.wipe()
        dataset.headers = headers
        for row in rows:
            dataset.append([row.get(key) for key in headers])

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """A field that the row does not name stays as it is: the file said nothing of it."""
        for key in [key for key, value in row.items() if value is None]:
            del row[key]
        if impossible_years(row):  # no life can be looked up by such a year
            raise ValidationError(dict(self._problems(row)))

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> Any:
        """The package counts the rows that it was given; people look a row up in their file."""
        result, place = super().import_row(row, instance_loader, **kwargs), row.get(ROW)
        if result.validation_error:
            result.validation_error.file_row = place
        return result

    def import_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """Everything that is wrong with a row at once."""
        wrong: dict[str, Any] = dict(self._problems(row))
        self._confirm(instance, row)
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            wrong = error.update_error_dict(wrong)
        if wrong:
            raise ValidationError(wrong)

    def _confirm(self, instance: Any, row: dict[str, Any]) -> None:
        """A list without that column vouches for the codes to which it gives a source that they did not have."""
        if row.get("confirmation"):
            return
        row.pop("confirmation", None)
        if row.get("source") and row["source"] != instance.source:
            row["confirmation"] = str(Confirmation.CONFIRMED)

    def _problems(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from impossible_years(row).items()
        code = str(row.get("code") or "")
        if words := self._twice.get(str(row.get(ROW))) or impossible_code(self._meta.model, code, self._known):
            yield "code", words
        for name, field in self.fields.items():
            if isinstance(field.widget, CodesWidget) and row.get(name):
                try:
                    field.widget.clean(row[name])
                except ValueError as error:
                    yield name, str(error)

    def after_import(self, dataset: tablib.Dataset, result: Any, **kwargs: Any) -> None:
        result.doubts = self.doubts

    def after_import_row(self, row: dict[str, Any], row_result: Any, **kwargs: Any) -> None:
        row_result.file_row = row.get(ROW) or ""
        number = kwargs["row_number"] - 1
        fate = self._fates[number] if number < len(self._fates) else ""
        by_type = {"new": "added", "update": "changed", "skip": "same"}.get(row_result.import_type, "")
        row_result.fate = by_type if not fate or by_type == "same" else fate
        row_result.fate_name = FATES.get(row_result.fate, row_result.fate)


def _rows(dataset: tablib.Dataset) -> list[dict[str, str]]:
    """With the row of the file, or of the table where that says none."""
    rows = [{str(key): str(value or "") for key, value in row.items()} for row in dataset.dict]
    return [{ROW: str(number)} | row for number, row in enumerate(rows, 2)]


class FunctionalResource(CodeListResource):
    predecessors = Field("predecessors", "predecessors", widget=CodesWidget(FunctionalClass))

    class Meta(CodeListResource.Meta):
        fields = ["code", "name", "valid_from", "valid_to", "predecessors", "source", "confirmation"]


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
            "confirmation",
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
        fields = ["code", "name", "valid_from", "valid_to", "kind", "revenue_name", "source", "confirmation"]

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """A renamed fund falls in the column in which it fell; a finer one, of which the file says nothing, in that of the code that it refines."""
        for key in [key for key in ("kind", "revenue_name") if not row.get(key)]:
            row.pop(key, None)
        code = str(row["code"]) if new else ""
        coarser = FundSource.objects.filter(code__in=[code[:length] for length in range(1, len(code) + 1)])
        before = coarser.order_by(Length("code").desc(), "-valid_from").first()
        if before:
            instance.kind, instance.revenue_name = before.kind, before.revenue_name
