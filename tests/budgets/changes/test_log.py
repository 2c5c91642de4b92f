"""The log of a version: each row that is not as it was once, with old and new value and whoever gave it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from budgets import parts
from budgets.changes import log, moments, seen
from budgets.changes.log import Filter, LoggedChange, against, between
from budgets.changes.pages import public_on
from budgets.choices import Door, LineKind, Role, Status
from budgets.models import Change, DepartmentalBudget, EconomicClass, ExpenditureLine, GlossaryTerm, LastLook, Project
from budgets.versions import start
from budgets.versions.editing import editing
from budgets.workflow import transitions
from tests.budgets.states import bring_to, fill_every_table
from tests.builders import add_expenditure, make_budget, make_department, make_small_budget, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(department: Any) -> DepartmentalBudget:
    """With a line of 培训费."""
    budget = make_budget(department)
    training = EconomicClass.objects.create(code="30216", name="培训费")
    add_expenditure(budget, make_unit(budget, name="云汀区信访局"), LineKind.OPERATING, "2000", economic=training)
    return budget


def now(budget: DepartmentalBudget) -> int:
    return Change.objects.filter(budget=budget).latest("number").number or 0


def of(logged: list[LoggedChange], title: str) -> list[LoggedChange]:
    return [each for each in logged if each.title == title]


def raise_training(budget: DepartmentalBudget, by: Any, amount: str, **how: Any) -> None:
    with editing(budget, by=by, **how):
        ExpenditureLine.objects.filter(budget=budget).update(
            amount=Decimal(amount), file="预算.xlsx", sheet="明细", cell="C7"
        )


def test_who_raised_an_amount_by_how_much_through_which_door_and_from_which_cell(budget: Any, preparer: Any) -> None:
    before = now(budget)
    raise_training(budget, preparer, "3000", door=Door.WORKBOOK, source="预算.xlsx · 明细", sentence="导入支出明细")
    (change,) = of(between(budget, before), "支出")
    (value,) = change.values
    assert "培训费" in change.name
    assert (value.label, value.value.old, value.value.new) == ("金额（元）", Decimal(2000), Decimal(3000))
    assert (value.value.amount, value.value.percent) == (Decimal(1000), Decimal("50.0"))
    assert value.by is not None
    assert (value.by.by, value.by.door, value.by.source) == (preparer, Door.WORKBOOK, "预算.xlsx · 明细")
    assert change.origin == "预算.xlsx 工作表“明细” C7"


def test_several_saves_of_a_row_are_one_change_from_the_first_old_to_the_last_new(
    budget: Any, preparer: Any, reviewer: Any
) -> None:
    before = now(budget)
    for amount in ("2500", "1800", "2600"):
        raise_training(budget, preparer, amount, sentence=f"改为 {amount}")
    (change,) = of(between(budget, before), "支出")
    assert (change.values[0].value.old, change.values[0].value.new) == (Decimal(2000), Decimal(2600))
    assert [deed.sentence for deed in change.deeds] == ["改为 2500", "改为 1800", "改为 2600"]
    assert between(budget, before + 1, before + 2) != between(budget, before + 1)


def test_what_came_back_to_what_it_was_is_no_change(budget: Any, preparer: Any) -> None:
    before = now(budget)
    for amount in ("2500", "2000"):
        with editing(budget, by=preparer):
            ExpenditureLine.objects.filter(budget=budget).update(amount=Decimal(amount))
    assert of(between(budget, before), "支出") == []


def test_the_rows_at_a_change_are_those_that_stood_then(budget: Any, preparer: Any) -> None:
    line = ExpenditureLine.objects.get(budget=budget)
    at = now(budget)
    with editing(budget, by=preparer):
        line.delete()
        GlossaryTerm.objects.create(budget=budget, term="三公", definition="。")
    then, today = moments.rows_at(budget, at), moments.rows_at(budget)
    assert [table for table, _ in then].count("budgets_expenditureline") == 1
    assert [table for table, _ in today].count("budgets_expenditureline") == 0
    assert [table for table, _ in today].count("budgets_glossaryterm") == 1
    assert moments.rows_at(budget, 0) == {}


def test_a_renamed_project_is_one_change_and_its_lines_are_none(budget: Any, preparer: Any) -> None:
    with editing(budget, by=preparer):
        project = Project.objects.create(budget=budget, code="P1", name="办案经费", ordinal=1)
        ExpenditureLine.objects.filter(budget=budget).update(kind=LineKind.SPECIAL_PURPOSE, project=project)
    before = now(budget)
    with editing(budget, by=preparer):
        Project.objects.filter(pk=project.pk).update(code="P2")
    (change,) = between(budget, before)
    assert (change.title, change.kind_words) == ("项目", "修改")
    assert [(each.label, each.value.old, each.value.new) for each in change.values] == [("项目编码", "P1", "P2")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Filter(), 2), (Filter(door=Door.WORKBOOK), 1), (Filter(door=Door.PASTED), 0), (Filter(least=Decimal(1000)), 1),
        (Filter(least=Decimal(1001)), 0), (Filter(words="培训"), 1), (Filter(words="乙"), 1), (Filter(part="名词解释"), 1), (Filter(person=0), 0),
    ],
)  # fmt: skip
def test_a_log_is_asked_by_part_person_door_size_and_words(
    budget: Any, preparer: Any, asked: Filter, found: int
) -> None:
    before = now(budget)
    raise_training(budget, preparer, "3000", door=Door.WORKBOOK)
    with editing(budget, by=preparer):
        GlossaryTerm.objects.create(budget=budget, term="乙", definition="。")
    assert len([each for each in between(budget, before) if asked.passes(each)]) == found


def test_a_correction_is_compared_with_what_it_corrects_and_only_what_differs_is_told(
    budget: Any, preparer: Any, reviewer: Any
) -> None:
    bring_to(budget, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    correction = start.start(
        by=preparer, department=budget.department, unit=None, fiscal_year=budget.fiscal_year, printed_name=budget.printed_name,
        correction_note="更正培训费", take_over=True,
    )  # fmt: skip
    same = [each for each in against(correction, budget) if each.title != "版本"]
    assert same == []
    taken = Change.objects.filter(budget=correction, door=Door.TAKEN_OVER)
    assert taken.get().source == f"{budget.fiscal_year}年第1版"
    raise_training(correction, preparer, "2100")
    (change,) = [each for each in against(correction, budget) if each.title != "版本"]
    assert (change.values[0].value.old, change.values[0].value.new) == (Decimal(2000), Decimal(2100))


def test_a_project_that_is_called_otherwise_in_a_correction_is_one_change_and_its_lines_are_none(
    budget: Any, preparer: Any, reviewer: Any
) -> None:
    with editing(budget, by=preparer):
        project = Project.objects.create(budget=budget, code="P1", name="办案经费", ordinal=1)
        ExpenditureLine.objects.filter(budget=budget).update(kind=LineKind.SPECIAL_PURPOSE, project=project)
    bring_to(budget, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    correction = start.start(
        by=preparer, department=budget.department, unit=None, fiscal_year=budget.fiscal_year, printed_name=budget.printed_name,
        correction_note="更正名称", take_over=True,
    )  # fmt: skip
    for changed in ({"name": "信访办案经费"}, {"code": "P2"}):
        with editing(correction, by=preparer):
            Project.objects.filter(budget=correction).update(code="P1", name="办案经费")
            Project.objects.filter(budget=correction).update(**changed)
        found = [each for each in against(correction, budget) if each.title != "版本"]
        assert [(each.title, each.kind_words) for each in found] == [("项目", "修改")]


# ---- Pages ----


@pytest.fixture
def clerk(client: Client, preparer: Any) -> Client:
    client.force_login(preparer)
    return client


PAGES = ["entry-changes", "entry-life"]


@pytest.mark.parametrize("page", PAGES)
def test_a_version_that_an_account_does_not_reach_is_not_found(
    client: Client, budget: Any, outsider: Any, page: str
) -> None:
    address = reverse(page, kwargs={"budget_pk": budget.pk})
    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["changes", "life"])
def test_nor_is_it_in_the_admin(client: Client, budget: Any, reviewer: Any, page: str) -> None:
    address = reverse(f"admin:budgets_departmentalbudget_{page}", args=[budget.pk])
    client.force_login(reviewer)
    assert client.get(address).status_code == 200
    stranger = make_user(
        "stranger",
        Role.REVIEWER,
        make_department("203", "北汀区档案馆", region="990102", region_name="北汀区"),
        is_staff=True,
    )
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_version_of_another_place_is_no_version_to_compare_with(clerk: Client, budget: Any) -> None:
    other = make_small_budget(make_department("203", "云汀区档案馆"))
    page = clerk.get(reverse("entry-changes", kwargs={"budget_pk": budget.pk}), {"against": other.pk})
    assert page.context["other"] is None


def test_the_page_prints_old_and_new_who_and_from_where(clerk: Client, budget: Any, preparer: Any) -> None:
    since = now(budget)
    raise_training(budget, preparer, "3000", door=Door.WORKBOOK, source="预算.xlsx · 明细", sentence="导入支出明细")
    page = clerk.get(reverse("entry-changes", kwargs={"budget_pk": budget.pk}), {"since": since}).content.decode()
    for words in (
        "培训费",
        "2,000",
        "3,000",
        "+1,000",
        "+50%",
        "导入表格：预算.xlsx · 明细",
        "导入支出明细",
        "取自 预算.xlsx 工作表“明细” C7",
    ):
        assert words in page


def test_the_workbook_has_a_line_for_each_value_with_numbers_as_numbers(
    clerk: Client, budget: Any, preparer: Any
) -> None:
    since = now(budget)
    with editing(budget, by=preparer):
        ExpenditureLine.objects.filter(budget=budget).update(amount=Decimal("3000.50"), printed_label="=1+1")
    answer = clerk.get(reverse("entry-changes", kwargs={"budget_pk": budget.pk}), {"since": since, "file": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head = rows[0]
    told = {row[head.index("项目")]: row for row in rows[1:] if row[head.index("类别")] == "支出"}
    assert told["金额（元）"][head.index("新值")] == 3000.5
    assert told["金额（元）"][head.index("增减（元）")] == 1000.5
    assert told["打印名称"][head.index("新值")] == "=1+1"
    assert told["打印名称"][head.index("办理人")]


def test_the_life_of_a_version_names_each_deed_and_leads_to_what_it_changed(
    clerk: Client, budget: Any, preparer: Any
) -> None:
    raise_training(budget, preparer, "3000", sentence="保存“基本支出”")
    page = clerk.get(reverse("entry-life", kwargs={"budget_pk": budget.pk}))
    text = page.content.decode()
    number = now(budget)
    assert "保存“基本支出”" in text
    assert f"?since={number - 1}&amp;until={number}" in text
    assert text.count("<tr>") == Change.objects.filter(budget=budget).count() + 1


def test_what_the_public_saw_on_a_day(budget: Any, preparer: Any, reviewer: Any) -> None:
    bring_to(budget, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    today = timezone.localdate()
    assert public_on(budget, today) == budget
    assert public_on(budget, today - dt.timedelta(days=1)) is None


def test_the_report_tells_what_changed_between_two_days_in_what_an_account_reaches(
    clerk: Client, budget: Any, preparer: Any
) -> None:
    other = make_small_budget(make_department("203", "云汀区档案馆"))
    raise_training(budget, preparer, "3000")
    with editing(other, by="import"):
        GlossaryTerm.objects.create(budget=other, term="别处的名词", definition="。")
    today = timezone.localdate().isoformat()
    page = clerk.get(reverse("entry-report"), {"first": today, "last": today}).content.decode()
    assert "培训费" in page
    assert "别处的名词" not in page
    late = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert "没有符合条件的变动" in clerk.get(reverse("entry-report"), {"first": late, "last": late}).content.decode()
    wrong = clerk.get(reverse("entry-report"), {"first": late, "last": today}).content.decode()
    assert "早于起始日期" in wrong
    for day in ("9999-12-31", "0001-01-01"):
        assert (
            "2000 年至 2100 年之间" in clerk.get(reverse("entry-report"), {"first": day, "last": day}).content.decode()
        )
        life = reverse("entry-life", kwargs={"budget_pk": budget.pk})
        assert clerk.get(life, {"day": day}).status_code == 200


def test_a_text_too_long_for_a_cell_says_that_it_goes_on_and_a_row_without_values_has_a_line(
    clerk: Client, budget: Any, preparer: Any
) -> None:
    since = now(budget)
    with editing(budget, by=preparer):
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="长" * 40_000)
        Project.objects.create(budget=budget, code="P1", name="乙")
    answer = clerk.get(reverse("entry-changes", kwargs={"budget_pk": budget.pk}), {"since": since, "file": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    told = "\n".join(str(cell) for row in rows for cell in row)
    assert "后面还有 8000 个字" in told
    assert "P1" in told


def test_pages_cost_the_same_however_much_was_changed(
    clerk: Client, budget: Any, preparer: Any, django_assert_max_num_queries: Any
) -> None:
    addresses = [reverse(page, kwargs={"budget_pk": budget.pk}) for page in PAGES]
    for number in range(30):
        with editing(budget, by=preparer):
            GlossaryTerm.objects.create(budget=budget, term=f"名词{number}", definition="。")
    for address in addresses:
        with django_assert_max_num_queries(24):
            assert clerk.get(address).status_code == 200


# ---- For a reviewer who reads again ----


def test_what_is_new_since_somebody_looked_is_his_own(
    budget: Any, preparer: Any, reviewer: Any, publisher: Any
) -> None:
    assert seen.looked(reviewer, budget) is None
    raise_training(budget, preparer, "3000")
    news = seen.looked(reviewer, budget)
    assert news is not None
    assert [each.title for each in news.changes if each.size] == ["支出"]
    assert seen.looked(reviewer, budget).changes == ()  # type: ignore[union-attr]
    assert seen.looked(publisher, budget) is None
    assert LastLook.objects.count() == 2


def test_what_a_second_submission_says_otherwise(two_rules: None, draft: Any, preparer: Any, reviewer: Any) -> None:
    draft.refresh_from_db()
    transitions.submit(draft, by=preparer, seen=draft.row_version)
    assert seen.since_submission(draft) is None
    transitions.send_back(draft, by=reviewer, comment="请补充名词")
    with editing(draft, by=preparer):
        GlossaryTerm.objects.create(budget=draft, term="三公", definition="。")
    draft.refresh_from_db()
    transitions.submit(draft, by=preparer, seen=draft.row_version)
    news = seen.since_submission(draft)
    assert news is not None
    assert [each.title for each in news.changes] == ["名词解释"]


def test_totals_count_the_rows_of_each_kind(budget: Any, preparer: Any) -> None:
    before = now(budget)
    with editing(budget, by=preparer):
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="。")
        GlossaryTerm.objects.create(budget=budget, term="乙", definition="。")
        ExpenditureLine.objects.filter(budget=budget).delete()
    assert log.totals(between(budget, before)) == {"删除": 1, "新增": 2}


def test_every_kind_of_row_has_a_name_and_is_told(budget: Any, preparer: Any) -> None:
    before = now(budget)
    with editing(budget, by=preparer):
        fill_every_table(budget)
    logged = between(budget, before)
    assert {each.row.table for each in logged} >= {model._meta.db_table for model in parts.row_models()} - {
        "budgets_budgetunit", "budgets_expenditureline",
    }  # fmt: skip
    assert all(each.name and each.kind_words == "新增" for each in logged if each.title != "版本")
    assert all(each.name for each in against(budget, make_small_budget(make_department("203", "云汀区档案馆"))))
