"""The list of published documents on the public index."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosure.models import Publication
from disclosure.public.unit_coverage import Coverage


class PublicationTable(tables.Table):
    """Rows are publications annotated with `unit_code`, "" for a department's own, so that it stands before its units'."""

    printed_name = tables.Column("部门（单位）")
    fiscal_year = tables.Column("年度")
    region = tables.Column("地区", order_by="region_id")
    code = tables.Column("编码", accessor="department__code", order_by=("department__code", "unit_code"))
    published_at = tables.Column("公开日期")
    files = tables.Column("下载", empty_values=(), orderable=False)

    # Of the departments' documents on this page, by their keys: set by the view.
    coverage: Mapping[int, Coverage] = MappingProxyType({})

    class Meta:
        model = Publication
        fields: tuple[str, ...] = ()
        sequence = ("printed_name", "fiscal_year", "region", "code", "published_at", "files")
        template_name = "disclosure/publication_table.html"
        order_by = ("-fiscal_year", "region", "code")
        attrs = {"class": "list", "caption": "已公开的部门（单位）预算"}
        empty_text = "没有符合条件的已公开文件。可以减少查询条件，或换一个年度再查。"

    def render_printed_name(self, record: Publication) -> SafeString:
        mark = format_html(' <span class="tag">{}</span>', "历史版本导入") if record.imported else ""
        unit = format_html(' <span class="tag">{}</span>', "单位") if record.unit_id else ""
        of_units = self.coverage.get(record.pk)
        units = format_html('<span class="soft units">{}</span>', of_units.words) if of_units and of_units.words else ""
        return format_html('<a href="{}">{}</a>{}{}{}', record.latest_path, record.printed_name, unit, mark, units)

    def render_fiscal_year(self, value: int) -> str:
        return f"{value}年"

    def render_code(self, record: Publication) -> str:
        return f"{record.department.code} / {record.unit.code}" if record.unit else record.department.code

    def render_published_at(self, record: Publication) -> str:
        day = f"{timezone.localdate(record.published_at):%Y-%m-%d}"
        return f"{day} 导入" if record.imported else day

    def render_files(self, record: Publication) -> SafeString:
        links = [
            format_html(
                '<a href="{}disclosure.{}" aria-label="下载{}{}年预算公开{}文件">{}</a>',
                record.path,
                ending,
                record.printed_name,
                record.fiscal_year,
                name,
                name,
            )
            for ending, name in (("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel"))
        ]
        return format_html('<span class="files">{} {} {}</span>', *links)
