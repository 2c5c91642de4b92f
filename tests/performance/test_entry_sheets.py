"""项目绩效目标表 at the entry desk: the list of projects and a project's sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import Project
from budgets.statements.ledger import Ledger
from performance.models import Indicator, ProjectObjective, ProjectSheet
from performance.statements import performance
from tests.budgets.views.live import TypedPage
from tests.builders import make_budget, make_department, make_project, make_small_budget
from tests.entry_desk import EntryPage, errors_of, tree

pytestmark = pytest.mark.django_db

INDICATOR = {
    "level1": "output", "level2": "数量指标", "name": "劝返率", "description": "及时劝返", "symbol": "=", "value_text": "100.00",
    "unit": "%", "basis": "上级要求",
}  # fmt: skip


def list_address(budget: Any) -> str:
    return reverse("entry-sheets", kwargs={"budget_pk": budget.pk})


def address(budget: Any, project: Project | None = None) -> str:
    project = project or Project.objects.get(budget=budget)
    return reverse("entry-sheet", kwargs={"budget_pk": budget.pk, "project_pk": project.pk})


def fill(page: EntryPage) -> None:
    page.values |= {
        "sheet-template": "通用模板", "sheet-purpose": "用于接访场所运行。", "sheet-by_march": "30.00", "sheet-by_june": "60%",
        "sheet-by_october": "９０", "sheet-by_december": "100",
    }  # fmt: skip
    page.set_row("objectives", 0, text="不发生群体性事件。")
    page.set_row("objectives", 1, text="登记率达标。")
    page.set_row("indicators", 0, **INDICATOR)


def saved_sheet(user: Any, budget: Any) -> EntryPage:
    page = EntryPage(user, address(budget))
    fill(page)
    page.save()
    return page


def test_the_first_save_makes_the_sheet_with_plan_objectives_and_indicators(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_sheet(preparer, budget)
    sheet = ProjectSheet.objects.get(budget=budget)
    assert (sheet.template, sheet.purpose) == ("通用模板", "用于接访场所运行。")
    assert (sheet.by_march, sheet.by_june, sheet.by_october, sheet.by_december) == (30, 60, 90, 100)
    assert [each.text for each in sheet.objectives.all()] == ["不发生群体性事件。", "登记率达标。"]
    assert sheet.indicators.get().basis == "上级要求"
    assert page.values["sheet-by_june"] == "60"
    assert page.row("indicators", 0)["name"] == "劝返率"
    for printed in ("项目绩效模板", "30.00", "100.00", "目标2", "劝返率"):
        assert printed in page.html


def test_a_second_save_changes_the_same_sheet(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_sheet(preparer, budget)
    page.values["sheet-purpose"] = "改用于接访车辆。"
    page.values["indicators-0-value_text"] = "优良"
    page.save()
    assert ProjectSheet.objects.get().purpose == "改用于接访车辆。"
    assert (Indicator.objects.get().value_text, Indicator.objects.get().value_number) == ("优良", None)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("100.00", "100"),
        ("９５", "95"),
        ("1,200", "1200"),
        ("-5", "-5"),
        ("优良", None),
        ("95%", None),
        ("1.23456", None),
        ("", None),
    ],
)
def test_a_target_is_kept_as_typed_and_as_a_number_where_it_is_one(
    preparer: Any, typed: str, number: str | None
) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("indicators", 0, **{**INDICATOR, "value_text": typed})
    page.save()
    indicator = Indicator.objects.get()
    assert indicator.value_text == typed
    assert indicator.value_number == (None if number is None else Decimal(number))


def test_several_indicators_under_one_second_level_keep_their_order(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    names = ["丙指标", "甲指标", "乙指标"]
    for number, name in enumerate(names):
        page.set_row("indicators", number, **{**INDICATOR, "name": name})
    page.save()
    assert [page.row("indicators", number)["name"] for number in range(3)] == names
    assert [each.name for each in performance(Ledger.of(budget)).sheets[0].indicators] == names
    page.values["indicators-2-position"] = "1"
    page.save()
    assert [each.name for each in performance(Ledger.of(budget)).sheets[0].indicators] == ["乙指标", "丙指标", "甲指标"]


def test_indicators_are_shown_in_the_order_in_which_they_print(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    for number, (level, name) in enumerate(
        [("satisfaction", "满意率"), ("output", "接访量"), ("effect", "化解率"), ("output", "办结率")]
    ):
        page.set_row("indicators", number, **{**INDICATOR, "level1": level, "name": name})
    page.save()
    printed = [each.name for each in performance(Ledger.of(budget)).sheets[0].indicators]
    assert printed == ["接访量", "办结率", "化解率", "满意率"]
    assert [page.row("indicators", number)["name"] for number in range(4)] == printed


def test_a_second_level_of_the_departments_own_and_a_symbol_from_word_are_taken(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("indicators", 0, **{**INDICATOR, "level1": "产出指标", "level2": "进度指标", "symbol": "≥"})
    page.save()
    indicator = Indicator.objects.get()
    assert (indicator.level1, indicator.level2, indicator.symbol) == ("output", "进度指标", ">=")


@pytest.mark.parametrize(
    ("typed", "says"), [("三成", "不是可以填写的数"), ("120", "最大为 100"), ("33.333", "2 位小数"), ("1e1", "不是")]
)
def test_a_percentage_that_cannot_be_read_is_named_and_kept(preparer: Any, typed: str, says: str) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.values["sheet-by_march"] = typed
    page.send()
    error = next(each for each in errors_of(page.response) if "3月底累计进度" in each)
    assert typed in error and says in error
    assert page.values["sheet-by_march"] == typed
    assert not ProjectSheet.objects.exists()


def test_an_indicator_without_its_second_level_is_refused_with_row_and_field(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("indicators", 0, **{**INDICATOR, "level2": "", "level1": ""})
    page.send()
    errors = errors_of(page.response)
    assert any("第 1 行“一级指标”" in error for error in errors) and any(
        "第 1 行“二级指标”" in error for error in errors
    )
    assert page.row("indicators", 0)["name"] == "劝返率"


def test_a_stale_form_does_not_overwrite_and_keeps_what_was_typed(preparer: Any) -> None:
    budget = make_small_budget()
    saved_sheet(preparer, budget)
    first, second = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget))
    first.values["sheet-purpose"] = "先保存"
    first.save()
    second.values["sheet-purpose"] = "后保存"
    second.set_row("indicators", 1, **{**INDICATOR, "name": "新指标"})
    assert second.send().status_code == 409
    assert ProjectSheet.objects.get().purpose == "先保存"
    assert Indicator.objects.count() == 1
    assert (second.values["sheet-purpose"], second.row("indicators", 1)["name"]) == ("后保存", "新指标")
    second.save()
    assert (ProjectSheet.objects.get().purpose, Indicator.objects.count()) == ("后保存", 2)


def test_two_projects_can_be_filled_in_side_by_side(preparer: Any) -> None:
    budget = make_small_budget()
    other = make_project(budget, "202-0001-ABC-0002", "信访信息系统运维")
    here, there = (
        EntryPage(preparer, address(budget, Project.objects.get(code="202-0001-ABC-0001"))),
        EntryPage(preparer, address(budget, other)),
    )
    fill(here)
    here.save()
    there.values["sheet-purpose"] = "系统运维"
    there.save()
    assert {sheet.purpose for sheet in ProjectSheet.objects.all()} == {"用于接访场所运行。", "系统运维"}
    assert {each.sheet.project.code for each in Indicator.objects.all()} == {"202-0001-ABC-0001"}


def test_strangers_get_404_for_list_and_sheet_and_change_nothing(preparer: Any, outsider: Any) -> None:
    budget = make_small_budget()
    page = saved_sheet(preparer, budget)
    for where in (list_address(budget), address(budget)):
        assert EntryPage(outsider, where).response.status_code == 404
    stranger = EntryPage(outsider, address(budget))
    stranger.values = {**page.values, "sheet-purpose": "外人"}
    assert stranger.send().status_code == 404
    assert stranger.send(action="remove").status_code == 404
    assert ProjectSheet.objects.get().purpose == "用于接访场所运行。"


def test_a_project_of_another_budget_is_404_under_this_one(preparer: Any) -> None:
    budget = make_small_budget()
    foreign = make_project(make_budget(make_department("303", "云汀区档案馆")))
    page = EntryPage(preparer, address(budget, foreign))
    assert page.response.status_code == 404
    page.values = EntryPage(preparer, address(budget)).values
    assert page.send().status_code == 404
    assert page.send(action="remove").status_code == 404
    assert not ProjectSheet.objects.exists()


def test_an_indicator_of_another_sheet_cannot_be_taken_over(preparer: Any) -> None:
    budget = make_small_budget()
    saved_sheet(preparer, budget)
    mine = Indicator.objects.get()
    other = make_project(budget, "202-0001-ABC-0002", "信访信息系统运维")
    page = EntryPage(preparer, address(budget, other))
    page.set_row("indicators", 0, **{**INDICATOR, "id": str(mine.pk), "name": "占用"})
    assert page.send().status_code == 200
    mine.refresh_from_db()
    assert mine.name == "劝返率"


def test_a_reviewer_reads_the_sheet_and_cannot_write_or_remove_it(preparer: Any, reviewer: Any) -> None:
    budget = make_small_budget()
    mine = saved_sheet(preparer, budget)
    page = EntryPage(reviewer, address(budget))
    assert "劝返率" in page.html and 'value="remove"' not in page.html
    page.values = mine.values
    assert page.send().status_code == 403
    assert page.send(action="remove").status_code == 403
    assert ProjectSheet.objects.exists()


def test_removing_a_sheet_leaves_the_project_and_its_money(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_sheet(preparer, budget)
    assert page.send(action="remove").status_code == 302
    assert not ProjectSheet.objects.exists() and not ProjectObjective.objects.exists()
    project = Project.objects.get(budget=budget)
    assert project.lines.get().amount == 650_000


def test_a_sheet_that_another_changed_meanwhile_is_not_removed(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_sheet(preparer, budget)
    other = EntryPage(preparer, address(budget))
    other.values["sheet-purpose"] = "别人刚改过"
    other.save()
    assert page.send(action="remove").status_code == 409
    assert ProjectSheet.objects.get().purpose == "别人刚改过"


def test_the_list_shows_each_projects_amount_and_what_its_sheet_lacks(preparer: Any) -> None:
    budget = make_small_budget()
    make_project(budget, "202-0001-ABC-0002", "没有金额的项目", ordinal=1)
    html = EntryPage(preparer, list_address(budget)).html
    assert html.count("未填写</span>") == 2 and "650,000.00" in html
    page = EntryPage(preparer, address(budget, Project.objects.get(code="202-0001-ABC-0001")))
    page.values["sheet-purpose"] = "用途"
    page.save()
    html = EntryPage(preparer, list_address(budget)).html
    assert "还缺：资金支出计划、绩效目标、绩效指标" in html and html.count("未填写</span>") == 1


def test_findings_about_a_sheet_lead_to_the_row_on_its_own_page(preparer: Any) -> None:
    """Findings link to the list; there each project hands them on to its sheet."""
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("indicators", 0, **{**INDICATOR, "basis": ""})
    page.save()
    anchor = f"indicator-{Indicator.objects.get().pk}"
    links = tree(EntryPage(preparer, list_address(budget)).response).xpath(f"//*[@id='{anchor}']/@data-goes-to")
    assert links == [f"{address(budget)}#{anchor}"]
    assert tree(EntryPage(preparer, address(budget)).response).xpath(f"//tr[@id='{anchor}']")


def test_a_new_sheet_that_another_saves_while_it_is_checked_fails_nothing(
    preparer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The check has seen no sheet; by the time it writes its own there is one, which PostgreSQL lets stand."""
    budget = make_small_budget()
    page = TypedPage(preparer, "entry-sheet", budget, project_pk=Project.objects.get(budget=budget).pk)
    fill(page)
    saved_sheet(preparer, budget)
    monkeypatch.setattr("performance.sheet_forms.sheet_of", lambda project: None)

    answer = page.check()

    assert answer.status == 200
    assert "有一部分内容暂时无法核验" in answer.html


def test_a_project_that_goes_while_its_sheet_is_opened_is_not_found(
    preparer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    budget = make_small_budget()
    gone = Project(pk=99_999_999, budget=budget, code="X", name="甲")
    monkeypatch.setattr("performance.views.get_object_or_404", lambda *args, **kwargs: gone)
    client = Client()
    client.force_login(preparer)

    assert client.get(address(budget)).status_code == 404
