"""The check while somebody types: what it finds, and that it leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.choices import LineKind, Status
from budgets.models import Author, DepartmentalBudget, Project
from budgets.rules import settings
from tests.budgets.states import row_models
from tests.budgets.views.live import TypedPage
from tests.builders import add_expenditure, make_small_budget, make_unit
from tests.entry_desk import tree

PAGES = (
    "entry-basics", "entry-organisation", "entry-revenue", "entry-basic", "entry-projects", "entry-comparison",
    "entry-three-public", "entry-glossary", "entry-other", "entry-duties", "entry-procurement", "entry-assets",
)  # fmt: skip


def content(budget: Any) -> list[Any]:
    """The version, its authors and all its rows."""
    rows = [list(model.objects.filter(budget=budget).order_by("pk").values()) for model in row_models()]
    authors = list(Author.objects.filter(budget=budget).values_list("user", flat=True).order_by("pk"))
    return [rows, authors, DepartmentalBudget.objects.filter(pk=budget.pk).values().get()]


@pytest.fixture
def budget(department: Any) -> Any:
    return make_small_budget(department)


@pytest.fixture
def basic(preparer: Any, budget: Any) -> TypedPage:
    """人员经费 300,000; 办公费 40,000 and 公务接待费 10,000; income and expenditure are equal."""
    return TypedPage(preparer, "entry-basic", budget)


# ---- Nothing is left behind ----


def test_a_check_leaves_no_trace_and_a_save_of_the_same_does(basic: TypedPage, budget: Any) -> None:
    before = content(budget)
    basic.set_row("operating", 0, amount="45000")
    basic.set_row("operating", 4, economic="30201", amount="2000", unit=basic.values["operating-0-unit"])
    basic.values["personnel-0-remove"] = "on"

    assert "收支不平衡" in " ".join(basic.check().new)
    assert content(budget) == before

    basic.save()  # the control: what was typed would have changed rows, the authors and the count of saves
    rows, authors, version = content(budget)
    assert rows != before[0]
    assert authors != before[1]
    assert version["row_version"] == before[2]["row_version"] + 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_checked_and_none_is_changed_by_it(name: str, preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, name, budget)
    before = content(budget)

    answer = page.check()

    assert answer.status == 200
    assert not answer.new, "an untouched page has nothing new"
    assert not answer.solved
    assert len(answer.still) == len(page.known)
    assert content(budget) == before


def test_the_printed_name_is_tried_and_not_kept(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-basics", budget)
    page.values["basics-printed_name"] = "别的名称"

    assert page.check().status == 200
    budget.refresh_from_db()
    assert budget.printed_name == "云汀区信访局"


# ---- What changed ----


def test_findings_are_new_then_solved_and_others_stay(basic: TypedPage) -> None:
    assert basic.known, "the small budget has warnings about its classes"
    basic.set_row("operating", 0, amount="45,000.00")

    first = basic.check()

    assert len(first.new) == 1
    assert "收入总计 1000000元，支出总计 1005000元" in first.new[0]
    assert len(first.still) == len(basic.known)
    assert first.said.startswith(f"边填边核：新发现 1 项，仍有 {len(basic.known)} 项。")

    basic.set_row("operating", 0, amount="46000")
    second = basic.check()
    assert "支出总计 1006000元" in second.new[0]
    assert not second.solved, "the same finding with another figure is not solved"

    basic.set_row("operating", 0, amount="40000")
    third = basic.check()
    assert not third.new
    assert len(third.solved) == 1
    assert "收支不平衡" in third.solved[0]


def test_a_finding_of_the_opened_page_is_solved_by_typing(preparer: Any, budget: Any) -> None:
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.OPERATING, "500")
    page = TypedPage(preparer, "entry-basic", budget)
    assert any("收支不平衡" in line for line in page.known)
    page.values["operating-2-remove"] = "on"

    answer = page.check()

    assert any("收支不平衡" in words for words in answer.solved)


def test_findings_stand_beside_the_rows_also_beside_one_that_was_typed_just_now(basic: TypedPage) -> None:
    basic.set_row("operating", 3, economic="30201 办公费", amount="2000")

    answer = basic.check()

    # A row that has no key yet is known by the name of its inputs.
    assert "operating-3" in answer.beside
    assert basic.check().new == answer.new, "the row is the same row at the next check"
    assert not basic.check().solved


def test_a_project_and_its_money_typed_together_are_judged_together(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-projects", budget)
    page.set_row("projects", 1, code="随便写的", name="新项目")
    page.set_row("lines", 1, project_code="随便写的", amount="1000")

    answer = page.check()

    assert "项目编码“随便写的”不像项目库的编码" in " ".join(answer.new)
    assert "不像项目库的编码" in answer.beside["projects-1"]
    assert "lines-1" in answer.marked, "the line without a functional item is found, so it was counted"
    assert not answer.unjudged
    assert not Project.objects.filter(code="随便写的").exists()


def test_a_code_that_another_row_has_is_named_though_that_row_was_not_touched(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-projects", budget)
    page.set_row("projects", 1, code="202-0001-ABC-0001", name="又一个")

    answer = page.check()

    assert "与第 1 行重复" in answer.wrong[0]
    assert answer.unjudged


def test_what_stands_against_deleting_a_row_is_told_before_saving(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-organisation", budget)
    page.set_row("units", 0, remove="on")

    answer = page.check()

    assert "还被其他数据使用" in answer.refused[0]


# ---- What cannot be read, and what is not there yet ----


def test_a_figure_that_cannot_be_read_is_named_and_the_rest_is_judged(basic: TypedPage) -> None:
    basic.set_row("operating", 0, amount="4万")
    basic.set_row("operating", 1, amount="11000")

    answer = basic.check()

    assert "日常公用经费第 1 行“金额（元）”" in answer.wrong[0]
    assert "“4万”不是金额" in answer.wrong[0]
    assert answer.tree.xpath("//*[@data-live-problem='id_operating-0-amount']")
    assert "支出总计 1001000元" in " ".join(answer.new), "the row that can be read counts, the other as it is stored"
    assert "1 处填写有误" in answer.said


def test_who_is_still_typing_a_row_is_not_told_that_something_is_missing(basic: TypedPage) -> None:
    basic.set_row("operating", 3, economic="30201")

    answer = basic.check()

    assert not answer.wrong
    assert "日常公用经费第 4 行" in answer.unjudged[0]
    assert "没有计入核验" in answer.unjudged[0]


def test_a_field_of_a_form_that_cannot_be_read_leaves_the_others_to_be_judged(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-comparison", budget)
    page.values |= {"comparison-last_total": "九十万", "comparison-reason": "减少一次性设备购置"}

    answer = page.check()

    assert answer.status == 200
    assert "“九十万”不是金额" in answer.wrong[0]


def test_rules_over_the_whole_document_are_said_to_wait_for_the_save(basic: TypedPage) -> None:
    from budgets.rules.registry import all_rules  # noqa: PLC0415

    waiting = [rule for rule in all_rules() if rule.needs == "document"]
    answer = basic.check()

    assert f"另有 {len(waiting)} 项规则保存后核验" in answer.said
    assert f"{len(waiting)} 项规则（保存后核验）" in basic.html
    assert waiting[0].title in basic.html


def test_a_rule_that_was_switched_off_is_not_run_with_its_reason_and_waits_for_no_save(
    preparer: Any, reviewer: Any, budget: Any
) -> None:
    for rule_id in ("R-NUM-C01", "R-TXT-1"):  # one over the ledger, one over the document
        settings.decide(rule_id, by=reviewer, region=budget.region, reason="财政局统一口径，本年停用", enabled=False)
    basic = TypedPage(preparer, "entry-basic", budget)
    basic.set_row("operating", 0, amount="45000")
    answer = basic.check()

    assert "收支不平衡" not in " ".join(answer.new)
    assert "2 项已由财政部门停用" in answer.said
    (listed,) = tree(basic.response).xpath("//*[@id='not-run']")
    assert "hidden" not in listed.attrib
    words = " ".join(listed.text_content().split())
    assert words.count("停用：财政局统一口径，本年停用") == 2
    waiting = " ".join(tree(basic.response).xpath("//*[@id='not-run-list']")[0].text_content().split())
    assert "R-TXT-2" in waiting
    assert "R-TXT-1 " not in waiting


def test_a_finding_about_a_row_that_is_not_saved_links_to_its_first_input(preparer: Any, budget: Any) -> None:
    page = TypedPage(preparer, "entry-projects", budget)
    page.set_row("projects", 1, code="X1", name="库房修缮")
    links = page.check().tree.xpath("//li[contains(., '不像项目库的编码')]//span[@class='places']//a/@href")
    assert links == ["#id_projects-1-code"]


# ---- Who may ask ----


def test_strangers_readers_and_visitors_get_no_answer(
    basic: TypedPage, budget: Any, outsider: Any, reviewer: Any
) -> None:  # fmt: skip
    basic.set_row("operating", 0, amount="45000")
    asked = []
    for user in (outsider, reviewer, None):
        basic.client = Client()
        if user:
            basic.client.force_login(user)
        asked.append(basic.check().status)

    assert asked == [404, 403, 401]


def test_who_may_not_write_is_given_a_page_without_the_check(budget: Any, reviewer: Any, basic: TypedPage) -> None:
    client = Client()
    client.force_login(reviewer)

    assert "hx-post" in basic.html
    assert "hx-post" not in client.get(basic.address).content.decode()


def test_a_submitted_version_is_not_checked(basic: TypedPage, budget: Any, preparer: Any) -> None:
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED, submitted_by=preparer)

    answer = basic.check()

    assert answer.status == 204
    assert not answer.html


def test_only_pages_of_the_desk_that_are_saved_can_be_checked(basic: TypedPage) -> None:
    for page in ("sheets/", "procurement/catalogue/", "nowhere/", "live/basic/", ""):
        basic.checked_at = basic.checked_at.removesuffix("basic/") + page
        if page:
            assert basic.check().status == 404, page
        basic.checked_at = basic.checked_at.removesuffix(page) + "basic/"


def test_without_units_there_is_nothing_to_check(preparer: Any, department: Any) -> None:
    from tests.builders import make_budget  # noqa: PLC0415

    empty = make_budget(department)
    page = TypedPage(preparer, "entry-revenue", empty)

    assert page.check().status == 204
    make_unit(empty)
    assert TypedPage(preparer, "entry-revenue", empty).check().status == 200
