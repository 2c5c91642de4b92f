"""The list of projects with the state of their sheets."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from budgets.models import DepartmentalBudget
from budgets.templatetags.entry import yuan
from performance.states import SheetState


class SheetTable(tables.Table):
    """Findings about a sheet's rows lead to this list, so each project offers them a landing place and the way on."""

    code = tables.Column("项目编码", accessor="project__code")
    name = tables.Column("项目名称", accessor="project__name")
    amount = tables.Column("项目金额（元）", default="")
    state = tables.Column("绩效目标表", empty_values=(), orderable=False)
    open = tables.Column("操作", empty_values=(), orderable=False)

    class Meta:
        template_name = "django_tables2/house.html"
        attrs = {"class": "list", "caption": "项目绩效目标表"}
        empty_text = "本预算还没有项目。请先在“项目支出”中填写项目，再填写绩效目标表。"

    def __init__(self, *args: Any, budget: DepartmentalBudget, may_write: bool, **kwargs: Any) -> None:
        self.budget, self.may_write = budget, may_write
        super().__init__(*args, **kwargs)

    def render_amount(self, record: SheetState) -> str:
        return yuan(record.amount)

    def render_state(self, record: SheetState) -> SafeString:
        """How far the sheet is, and how much was found about it."""
        words = format_html('<span class="tag {}">{}</span>', "good" if record.is_done else "plain", record.words)
        return words + self._tags(record) + self._landings(record)

    def _tags(self, record: SheetState) -> SafeString:
        """One for each severity, leading to the first place."""
        by_severity: dict[str, list[Any]] = {}
        for failure in self._failures(record):
            by_severity.setdefault(failure.severity, []).append(failure)
        return format_html_join(
            "", ' <a class="tag severity-{}" href="{}#{}">{} {}<span class="away"> 项：{}</span></a>',
            (
                (severity, self._address(record), self._anchors(found[0], record)[0], found[0].severity_name, len(found), record.project.name)
                for severity, found in by_severity.items()
            ),
        )  # fmt: skip

    def _landings(self, record: SheetState) -> SafeString:
        """A place for each address that a finding leads to; a script goes on to the row on the sheet's own page."""
        anchors = {anchor: None for failure in self._failures(record) for anchor in self._anchors(failure, record)}
        return format_html_join(
            "",
            '<span id="{}" data-goes-to="{}#{}"></span>',
            ((anchor, self._address(record), anchor) for anchor in anchors),
        )

    def _anchors(self, failure: Any, record: SheetState) -> list[str]:
        return [place.anchor for place in failure.places if place.part == "sheets" and place.anchor in record.anchors]

    def _failures(self, record: SheetState) -> list[Any]:
        """What the page found about this project's sheet, the gravest first; nothing outside a page."""
        context = getattr(self, "context", None)
        return [failure for failure in (context or {}).get("failures", ()) if self._anchors(failure, record)]

    def _address(self, record: SheetState) -> str:
        return reverse("entry-sheet", kwargs={"budget_pk": self.budget.pk, "project_pk": record.project.pk})

    def render_open(self, record: SheetState) -> SafeString:
        verb = "查看" if not self.may_write else "修改" if record.has_sheet else "填写"
        return format_html(
            '<a href="{}">{}<span class="away">：{}</span></a>', self._address(record), verb, record.project.name
        )
