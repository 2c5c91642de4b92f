"""The files that a clerk sends, and what is decided about the tables in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from budgets.importers.amounts import UNITS_OF_MONEY
from budgets.importers.reader import MEGABYTE, MOST_BYTES
from disclosure.official_tables import waiting_files
from disclosure.official_tables.proposal import TableProposal

ENDINGS = (".xlsx", ".xls", ".htm", ".html")


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """A list of files, each of which is looked at."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            raise ValidationError("请选择要读入的公开表文件。", code="required")
        return [super(_FilesField, self).clean(each, initial) for each in sent]


class FilesForm(forms.Form):
    tables = _FilesField(
        label="公开表文件（可以一次选择几个）",
        help_text=f"一体化系统导出的公开表或批复表，.xlsx、.xls，包括以 .xls 为名的网页。每个不超过 {MOST_BYTES // MEGABYTE} MB，"
        f"一次合计不超过 {waiting_files.MOST_BYTES // MEGABYTE} MB。",
        widget=_Files(attrs={"accept": ",".join(ENDINGS), "multiple": True}),
        error_messages={"empty": "文件是空的。请重新导出后再上传。"},
    )

    def clean_tables(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["tables"]
        if len(files) > waiting_files.MOST_FILES:
            raise ValidationError(
                f"一次最多上传 {waiting_files.MOST_FILES} 个文件，现在有 {len(files)} 个。请分几次上传。"
            )
        return files


def refusal_of(name: str, size: int) -> str:
    """Why a file is not even read; empty where it is."""
    if not name.lower().endswith(ENDINGS):
        return "只能读入 .xlsx、.xls 文件。请用 Excel 打开后另存为 .xlsx，再上传。"
    if size > MOST_BYTES:
        return f"文件有 {size / MEGABYTE:.1f} MB，超过 {MOST_BYTES // MEGABYTE} MB。请只保留公开表，另存后再上传。"
    return ""


def choose(proposal: TableProposal, data: QueryDict) -> None:
    """Keeps what was ticked and which unit was named, file by file. What the page did not ask stays as it is."""
    for file in proposal.files:
        shown, taken = f"shown-{file.waiting.pk}", set(data.getlist(f"take-{file.waiting.pk}"))
        if shown not in data:
            continue
        tables = [str(table.read.where) for sheet in file.sheets for table in sheet.tables if not table.refusal]
        file.waiting.left_out = [where for where in tables if where not in taken]
        for number, sheet in enumerate(file.sheets):
            unit = data.get(f"unit-{file.waiting.pk}-{number}", "")
            if unit in UNITS_OF_MONEY:
                file.waiting.units[sheet.name] = unit
        file.waiting.save(update_fields=["left_out", "units"])
