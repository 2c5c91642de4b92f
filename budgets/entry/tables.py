"""Lists of the entry desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from budgets.choices import Role, Status
from budgets.models import Assignment, DepartmentalBudget
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.workflow import deadlines


class BudgetTable(tables.Table):
    """The account's versions. What to do next follows from its state and from what the account may do there."""

    document = tables.Column("预算", empty_values=(), order_by=("printed_name", "version"))
    fiscal_year = tables.Column("年度")
    status = tables.Column("状态")
    next_step = tables.Column("下一步", empty_values=(), orderable=False)
    deadline = tables.Column("公开期限", empty_values=(), orderable=False)
    updated_at = tables.Column("最近保存")

    class Meta:
        model = DepartmentalBudget
        fields: tuple[str, ...] = ()
        sequence = ("document", "fiscal_year", "status", "next_step", "deadline", "updated_at")
        template_name = "django_tables2/house.html"
        attrs = {"class": "list", "caption": "我的预算"}
        empty_text = "还没有预算。请点击“新建预算”开始填报。"

    def __init__(self, *args: Any, assignments: Iterable[Assignment], **kwargs: Any) -> None:
        self.assignments = list(assignments)
        super().__init__(*args, **kwargs)

    def render_document(self, record: DepartmentalBudget) -> SafeString:
        place = record.unit or record.department
        code = f"{record.department.code}-{record.unit.code}" if record.unit else record.department.code
        return format_html(
            '<a href="{}">{}</a> <span class="aside">第 {} 版 · {} {}</span>',
            reverse("entry-overview", kwargs={"budget_pk": record.pk}), record.printed_name, record.version, code,
            "" if place.name == record.printed_name else place.name,
        )  # fmt: skip

    def render_status(self, record: DepartmentalBudget, value: str) -> SafeString:
        return format_html('<span class="status status-{}">{}</span>', record.status, value)

    def render_next_step(self, record: DepartmentalBudget) -> str:
        return next_step(record, self._roles(record))

    def render_deadline(self, record: DepartmentalBudget) -> SafeString | str:
        term = deadlines.publication(record)
        if term is None:
            return "—"
        late = "late" if term.is_late else "near" if term.is_near else ""
        shown = format_html('{} <span class="aside {}">{}</span>', f"{term.due:%Y-%m-%d}", late, term.words)
        both = format_html('<br><span class="aside">{}</span>', term.both_dates) if term.both_dates else ""
        return shown + both

    def render_updated_at(self, record: DepartmentalBudget) -> str:
        return f"{timezone.localtime(record.updated_at):%Y-%m-%d %H:%M}"

    def _roles(self, budget: DepartmentalBudget) -> set[str]:
        return {
            each.role
            for each in self.assignments
            if each.region_id == budget.region_id
            and each.department_id in (None, budget.department_id)
            and each.unit_id in (None, budget.unit_id)
            and not (each.of_superior and budget.unit_id is None)
        }


def next_step(budget: DepartmentalBudget, roles: set[str]) -> str:
    """What this account does next with the version; who is to act where it is not this account."""
    match budget.status:
        case Status.DRAFT:
            return "填写各项内容，核验无误后报送" if Role.PREPARER in roles else "等待填报人报送"
        case Status.RETURNED:
            return "查看退回意见，修改后重新报送" if Role.PREPARER in roles else "等待填报人修改"
        case Status.SUBMITTED:
            return "在“审核管理”中审核" if Role.REVIEWER in roles else "等待审核人审核"
        case Status.APPROVED:
            return _before_publication(budget, roles)
        case _:
            return "已完成；如需更正，请新建更正版本" if Role.PREPARER in roles else "已完成"


def _before_publication(budget: DepartmentalBudget, roles: set[str]) -> str:
    if not replies_of(budget).counting:
        return "收到批复后登记批复" if roles & {Role.PREPARER, Role.PUBLISHER} else "等待登记批复"
    if not secrecy_reviews_of(budget).clearing:
        return "办理保密审查并登记" if Role.PUBLISHER in roles else "等待信息发布员登记保密审查"
    return "公开" if Role.PUBLISHER in roles else "等待信息发布员公开"
