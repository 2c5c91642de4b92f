"""The list of what an import will do, one row for each line."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from budgets.choices import LineKind
from budgets.importers.comparing import FATES, Change
from budgets.importers.registers import Entry
from budgets.money import grouped

_TAGS = {"new": "good", "changed": "severity-W", "unchanged": "plain", "removed": "severity-E", "kept": "plain"}


class ChangeTable(tables.Table):
    """Old and new amount side by side. A line that the file lacks has no place in it."""

    place = tables.Column("文件位置", empty_values=())
    fate = tables.Column("处理")
    unit = tables.Column("单位", empty_values=())
    kind = tables.Column("类别", empty_values=())
    project = tables.Column("项目", empty_values=())
    functional = tables.Column("功能分类科目", empty_values=())
    economic = tables.Column("部门经济分类科目", empty_values=())
    fund = tables.Column("资金性质", empty_values=())
    old_amount = tables.Column("原金额（元）", empty_values=())
    new_amount = tables.Column("新金额（元）", empty_values=())
    printed_label = tables.Column("打印名称", empty_values=())

    class Meta:
        template_name = "django_tables2/house.html"
        attrs = {"class": "list", "caption": "将要做什么"}
        orderable = False
        empty_text = "没有这一类的行。"

    def render_place(self, record: Change) -> str:
        return f"{record.draft.sheet} 第 {record.draft.row} 行" if record.draft else "—"

    def render_fate(self, record: Change) -> SafeString:
        notes = format_html_join("", '<span class="aside">{}</span>', ((note,) for note in (record.draft.notes if record.draft else ())))
        return format_html('<span class="tag {}">{}</span>{}', _TAGS[record.fate], FATES[record.fate], notes)

    def render_unit(self, record: Change) -> str:
        return _entry(record, "unit", name_only=True)

    def render_kind(self, record: Change) -> str:
        kind = record.draft.kind if record.draft else record.line.kind if record.line else ""
        return str(LineKind(kind).label)

    def render_project(self, record: Change) -> str:
        return _entry(record, "project")

    def render_functional(self, record: Change) -> str:
        return _entry(record, "functional")

    def render_economic(self, record: Change) -> str:
        return _entry(record, "economic")

    def render_fund(self, record: Change) -> str:
        return _entry(record, "fund")

    def render_old_amount(self, record: Change) -> str:
        return _amount(record.old_amount)

    def render_new_amount(self, record: Change) -> str:
        return _amount(record.new_amount)

    def render_printed_label(self, record: Change) -> SafeString | str:
        before = record.line.printed_label if record.line else record.printed_label
        if before == record.printed_label:
            return record.printed_label
        return format_html('{}<span class="aside">原为“{}”</span>', record.printed_label or "（空）", before)


def _entry(record: Change, key: str, *, name_only: bool = False) -> str:
    """As it will be: of what the file does not speak of, a present line keeps what it has."""
    entry: Entry | None = getattr(record.line or record.draft, key)
    return "" if entry is None else entry.name if name_only else entry.label


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else grouped(amount)
