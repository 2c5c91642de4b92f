"""The list of what an import will do, one row for each line."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from budgets.choices import LineKind
from budgets.importers.comparison import FATES, LineChange
from budgets.importers.registers import RegisterEntry
from budgets.money import grouped

_TAGS = {"new": "good", "changed": "severity-W", "unchanged": "plain", "removed": "severity-E", "kept": "plain"}


class ChangeTable(tables.Table):
    """Old and new amount side by side. A line that the file lacks has no place in it."""

    place = tables.Column("文件位置", empty_values=())
    fate = tables.Column("处理")
    old_amount = tables.Column("原金额（元）", empty_values=())
    new_amount = tables.Column("新金额（元）", empty_values=())
    unit = tables.Column("单位、类别", empty_values=())
    project = tables.Column("项目、打印名称", empty_values=())
    classes = tables.Column("功能分类、经济分类、资金性质", empty_values=())

    class Meta:
        template_name = "django_tables2/house.html"
        attrs = {"class": "list", "caption": "将要做什么"}
        orderable = False
        empty_text = "没有这一类的行。"

    def render_place(self, record: LineChange) -> str:
        return f"{record.draft.sheet} 第 {record.draft.row} 行" if record.draft else "—"

    def render_fate(self, record: LineChange) -> SafeString:
        notes = format_html_join(
            "", '<span class="aside">{}</span>', ((note,) for note in (record.draft.notes if record.draft else ()))
        )
        return format_html('<span class="tag {}">{}</span>{}', _TAGS[record.fate], FATES[record.fate], notes)

    def render_unit(self, record: LineChange) -> SafeString:
        kind = record.draft.kind if record.draft else record.line.kind if record.line else ""
        unit = _entry(record, "unit")
        return format_html('{}<span class="aside">{}</span>', unit.name if unit else "", LineKind(kind).label)

    def render_project(self, record: LineChange) -> SafeString:
        project, label = _entry(record, "project"), record.printed_label
        before = record.line.printed_label if record.line else label
        parts = [(project.name, project.code)] if project else []
        if before or label:
            parts.append((f"“{label}”" if label else "（无打印名称）", "" if before == label else f"原为“{before}”"))
        return format_html_join("", '{}<span class="aside">{}</span>', parts)

    def render_classes(self, record: LineChange) -> SafeString:
        entries = (_entry(record, key) for key in ("functional", "economic", "fund"))
        return format_html_join(
            "", '<span class="line">{}</span>', ((entry.label if entry else "—",) for entry in entries)
        )

    def render_old_amount(self, record: LineChange) -> str:
        return _amount(record.old_amount)

    def render_new_amount(self, record: LineChange) -> str:
        return _amount(record.new_amount)


def _entry(record: LineChange, key: str) -> RegisterEntry | None:
    """As it will be: of what the file does not speak of, a present line keeps what it has."""
    found: RegisterEntry | None = getattr(record.line or record.draft, key)
    return found


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else grouped(amount)
