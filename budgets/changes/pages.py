"""What the pages of changes show, for the desk and the admin alike: each gives the version, whose reach it has asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from budgets.changes.forms import DayForm, LogForm, ReportForm
from budgets.changes.log import LoggedChange, against, between, in_days, totals
from budgets.changes.moments import namings
from budgets.choices import Door, ReviewAction, Status
from budgets.composer import PassageChange, composer
from budgets.frozen import freeze
from budgets.models import Change, Department, DepartmentalBudget, HistoryEntry, Region, Reply, ReviewRecord, Waiver

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 500  # rows on a page; the workbook has all


def name_of(person: User | None) -> str:
    """Of a command nobody."""
    return "命令" if person is None else person.get_full_name() or person.get_username()


# ---- 变动 ----


def log_of(budget: DepartmentalBudget, asked: QueryDict) -> dict[str, Any]:
    """A version between two of its moments, or against another version of the same place."""
    deeds = list(Change.objects.filter(budget=budget).select_related("by").order_by("number"))
    people = {str(deed.by_id or ""): name_of(deed.by) for deed in deeds if deed.by_id}
    titles = list(dict.fromkeys(each.part for each in namings().values() if each.part))
    moments = [(deed.number or 0, _moment(deed)) for deed in reversed(deeds)]
    form = LogForm(asked, titles=titles, people=sorted(people.items(), key=lambda each: each[1]), moments=moments)
    other = compared_with(budget, asked.get("against", ""))
    logged: list[LoggedChange] = []
    if form.is_valid():
        since, until = int(form.cleaned_data["since"]), form.cleaned_data["until"]
        every = against(budget, other) if other else between(budget, since, until)
        logged = [each for each in every if form.filter.passes(each)]
    return {
        "budget": budget, "form": form, "logged": logged[:MOST], "number": len(logged), "most": MOST, "totals": totals(logged),
        "passages": _passages(other, budget) if other and form.is_valid() else [],
        "other": other, "others": comparable(budget), "last": deeds[-1].number if deeds else 0,
        "is_from_the_beginning": any(deed.door == Door.BEGINNING for deed in deeds), "all": logged, "is_asked": any(asked.get(name) for name in ("part", "person", "door", "least", "words")),
    }  # fmt: skip


def _passages(other: DepartmentalBudget, budget: DepartmentalBudget) -> list[PassageChange]:
    return composer().passages_changed(freeze.read(other).document, freeze.read(budget).document)


def _moment(deed: Change) -> str:
    return (
        f"第{deed.number}次 {timezone.localtime(deed.at):%m-%d %H:%M} {deed.sentence[:20] or deed.get_door_display()}"
    )


def comparable(budget: DepartmentalBudget) -> QuerySet[DepartmentalBudget]:
    """The other versions of the same department or unit, this year's and last year's."""
    same = DepartmentalBudget.objects.filter(department=budget.department_id, unit=budget.unit_id)
    years = [budget.fiscal_year, budget.fiscal_year - 1]
    return same.filter(fiscal_year__in=years).exclude(pk=budget.pk).order_by("-fiscal_year", "-version")


def compared_with(budget: DepartmentalBudget, key: str) -> DepartmentalBudget | None:
    """None where the address names none, or one of another place."""
    return comparable(budget).filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


# ---- 全过程 ----


@dataclass(frozen=True)
class Step:
    """One deed in the life of a version: its Change, how many rows it wrote, and what it was for the version."""

    change: Change
    rows: int
    record: ReviewRecord | None

    @property
    def who(self) -> str:
        return name_of(self.change.by)

    @property
    def what(self) -> str:
        if self.record is not None:
            return self.record.get_action_display()
        return self.change.sentence or "填报"

    @property
    def before(self) -> int:
        return (self.change.number or 1) - 1


def life_of(budget: DepartmentalBudget, asked: QueryDict) -> dict[str, Any]:
    """All that happened to a version: who wrote, moved, waived and registered what and when, and what the public saw on a day."""
    deeds = (
        Change.objects.filter(budget=budget).select_related("by").annotate(rows=Count("entries")).order_by("-number")
    )
    records = {
        entry.change_id: int(entry.row)
        for entry in HistoryEntry.objects.filter(
            budget_id=budget.pk, table=ReviewRecord._meta.db_table, operation="insert"
        )
    }
    by_key = {record.pk: record for record in ReviewRecord.objects.filter(budget=budget).select_related("by")}
    form = DayForm(asked if "day" in asked else None)
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    return {
        "budget": budget,
        "steps": [Step(deed, deed.rows, by_key.get(records.get(deed.pk, 0))) for deed in deeds],
        "decisions": [record for record in by_key.values() if record.action in _DECISIONS],
        "replies": Reply.objects.without_scans().filter(budget=budget).select_related("registered_by").order_by("pk"),
        "waivers": Waiver.objects.filter(budget=budget).select_related("by").order_by("pk"),
        "corrected": comparable(budget).filter(fiscal_year=budget.fiscal_year, version__lt=budget.version).first(),
        "form": form,
        "day": day,
        "public": public_on(budget, day) if day else None,
    }


_DECISIONS = (
    ReviewAction.SUBMITTED,
    ReviewAction.RETURNED,
    ReviewAction.APPROVED,
    ReviewAction.PUBLISHED,
    ReviewAction.IMPORTED,
)


def public_on(budget: DepartmentalBudget, day: dt.date) -> DepartmentalBudget | None:
    """The version of this document that the public saw at the end of that day; None: none yet."""
    end = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    published = DepartmentalBudget.objects.filter(
        department=budget.department_id, unit=budget.unit_id, fiscal_year=budget.fiscal_year, phase=budget.phase,
        status=Status.PUBLISHED, published_at__lt=end,
    )  # fmt: skip
    return published.order_by("imported", "-version").first()


# ---- Report ----


def report_of(visible: QuerySet[DepartmentalBudget], asked: QueryDict) -> dict[str, Any]:
    """What changed between two days in all versions that the reader may see: by whom, from where and why."""
    places = visible.order_by()
    today = timezone.localdate()
    form = ReportForm(
        asked if "first" in asked else None, initial={"first": today - dt.timedelta(days=6), "last": today}
    )
    form.fields["region"].queryset = Region.objects.filter(pk__in=places.values("region"))  # type: ignore[attr-defined]
    form.fields["department"].queryset = Department.objects.filter(pk__in=places.values("department"))  # type: ignore[attr-defined]
    logged: list[LoggedChange] = []
    if form.is_bound and form.is_valid():
        logged = _reported(visible, form)
    return {
        "form": form,
        "logged": logged[:MOST],
        "number": len(logged),
        "most": MOST,
        "totals": totals(logged),
        "all": logged,
    }


def _reported(visible: QuerySet[DepartmentalBudget], form: ReportForm) -> list[LoggedChange]:
    begin, end = form.times
    wanted = Q()
    for name in ("region", "department"):
        if form.cleaned_data[name]:
            wanted &= Q(**{name: form.cleaned_data[name]})
    within = Q(at__gte=begin, at__lt=end) & ~Q(door=Door.BEGINNING)
    touched = Change.objects.filter(within, budget__in=visible.filter(wanted)).values("budget").distinct()
    versions = (
        visible.filter(pk__in=touched)
        .select_related("region", "department", "unit")
        .order_by("department__code", "unit__code", "-fiscal_year", "-version")
    )
    logged: list[LoggedChange] = []
    for budget in versions:
        first = Change.objects.filter(within, budget=budget).order_by("number").values_list("number", flat=True).first()
        logged += in_days(budget, begin, end, (first or 1) - 1)
    return logged


def lines(logged: Sequence[LoggedChange]) -> list[list[Any]]:
    """For a workbook: one line for each value, a head first. Amounts are numbers."""
    head = ["部门（单位）", "版本", "内容", "类别", "名称", "变动", "项目", "原值", "新值", "增减（元）", "增减（%）", "办理人", "时间", "来源", "出处", "单元格", "事项"]  # fmt: skip
    found: list[list[Any]] = [head]
    for each in logged:
        place = [
            each.budget.printed_name, f"{each.budget.fiscal_year}年第{each.budget.version}版", each.part, each.title, each.name,
            each.kind_words,
        ]  # fmt: skip
        for value in each.values:
            told = [value.label, value.value.old, value.value.new, value.value.amount, value.value.percent]
            found.append([*place, *told, *_deed_told(value.by or each.last, each.origin)])
        if not each.values:
            found.append([*place, "", None, None, None, None, *_deed_told(each.last, each.origin)])
    return found


def _deed_told(deed: Change | None, origin: str) -> list[str]:
    if deed is None:
        return ["", "", "", "", origin, ""]
    at = timezone.localtime(deed.at).strftime("%Y-%m-%d %H:%M:%S")
    return [name_of(deed.by), at, deed.get_door_display(), deed.source, origin, deed.sentence]
