"""Signing in, the list of versions, starting one, and the overview."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets import parts
from budgets.choices import Role, Status
from budgets.models import DepartmentalBudget, Reply, ReviewRecord, Unit
from tests.budgets.views.filling import address, form_of, opened, save, text_of
from tests.builders import make_budget, make_department, make_small_budget, make_user
from tests.database import fill_codes

HOME_QUERIES = 8  # session, user, assignments twice (list, reach), count, versions, 批复, 保密审查


# ---- Signing in ----


def test_signing_in_leads_to_the_account_s_versions(client: Client, preparer: Any) -> None:
    answer = client.post("/entry/login/", {"username": "preparer", "password": "preparer-only-in-tests"}, follow=True)

    assert answer.redirect_chain == [("/entry/", 302)]
    assert "我的预算" in text_of(answer, "//h1")


def test_a_wrong_password_is_said_in_chinese_and_the_name_kept(client: Client, preparer: Any) -> None:
    answer = client.post("/entry/login/", {"username": "preparer", "password": "wrong"})

    assert answer.status_code == 200
    assert "请输入一个正确的" in text_of(answer, "//*[@id='error-summary']")
    assert form_of(answer.content)["username"] == "preparer"


def test_signing_out_takes_a_post(client: Client, preparer: Any) -> None:
    client.force_login(preparer)

    assert client.get("/entry/logout/").status_code == 405
    assert client.post("/entry/logout/").status_code == 302
    assert client.get("/entry/").status_code == 302


def test_a_password_can_be_changed(client: Client, preparer: Any) -> None:
    client.force_login(preparer)
    new = "neues-kennwort-2026"
    fields = {"old_password": "preparer-only-in-tests", "new_password1": new, "new_password2": new}

    answer = client.post("/entry/password/", fields, follow=True)

    assert "密码已修改" in text_of(answer)
    preparer.refresh_from_db()
    assert preparer.check_password(new)


# ---- The list ----


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    count: int, client: Client, preparer: Any, department: Any, django_assert_num_queries: Any
) -> None:
    for year in range(2020, 2020 + count):
        make_budget(department, year=year)
    client.force_login(preparer)

    with django_assert_num_queries(HOME_QUERIES):
        answer = client.get("/entry/")

    assert answer.content.decode().count("编制中") == count


def test_the_list_holds_the_account_s_versions_and_no_others(client: Client, preparer: Any, department: Any) -> None:
    make_budget(department, printed_name="自己的局")
    make_budget(make_department("303", "云汀区档案馆"), printed_name="别人的馆")
    client.force_login(preparer)

    text = text_of(client.get("/entry/"))

    assert "自己的局" in text
    assert "别人的馆" not in text


def test_an_account_without_an_assignment_is_told_whom_to_ask(client: Client, db: None) -> None:
    client.force_login(make_user("nobody"))

    assert "请联系系统管理员" in text_of(client.get("/entry/"))
    assert client.get("/entry/new/").status_code == 403


@pytest.mark.parametrize(
    ("status", "role", "words"),
    [
        (Status.DRAFT, Role.PREPARER, "核验无误后报送"),
        (Status.SUBMITTED, Role.PREPARER, "等待审核人审核"),
        (Status.SUBMITTED, Role.REVIEWER, "在“审核管理”中审核"),
    ],
)
def test_the_list_says_what_this_account_does_next(
    status: Status, role: Role, words: str, client: Client, department: Any, preparer: Any
) -> None:
    user = preparer if role == Role.PREPARER else make_user("second", role, department)
    budget = make_budget(department)
    if status != Status.DRAFT:
        DepartmentalBudget.objects.filter(pk=budget.pk).update(status=status, submitted_by=preparer)
    client.force_login(user)

    assert words in text_of(client.get("/entry/"))


@pytest.mark.usefixtures("noon")
def test_the_deadline_follows_from_the_reply(client: Client, preparer: Any, department: Any) -> None:
    budget = make_budget(department)
    today = timezone.localdate()
    dates = {"dated": today - dt.timedelta(days=22), "received": today}
    Reply.objects.create(
        budget=budget, authority="云汀区财政局", number="云财〔2020〕1号", registered_by=preparer, **dates
    )
    client.force_login(preparer)

    assert "已逾期 2 天" in text_of(client.get("/entry/"))


# ---- A new version ----


def start(client: Client, department: Any, **fields: str) -> Any:
    return client.post(
        "/entry/new/", {"place": f"department-{department.pk}", "fiscal_year": "2021", "take_over": "on", **fields}
    )


def test_a_new_version_starts_with_its_unit(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)

    answer = start(client, department)

    budget = DepartmentalBudget.objects.get()
    assert answer.url == address("entry-overview", budget)
    assert (budget.printed_name, budget.fiscal_year, budget.version, budget.created_by) == (
        department.name,
        2021,
        1,
        preparer,
    )
    assert budget.budgetunit_rows.get().name == department.name
    assert ReviewRecord.objects.get(budget=budget).action == "created"


def test_a_new_year_takes_over_the_words_and_no_figure(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)
    before = make_small_budget(department)
    save(
        client,
        "entry-organisation",
        before,
        opened(client, "entry-organisation", before) | {"duties-text": "1、信访工作。"},
    )

    start(client, department)

    budget = DepartmentalBudget.objects.get(fiscal_year=2021)
    assert budget.prose_rows.get().text == "1、信访工作。"
    assert budget.budgetunit_rows.get().rank == "正科级"
    assert not budget.expenditureline_rows.exists()
    assert not budget.project_rows.exists()


def test_a_correction_takes_over_everything_and_its_relations(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)
    before = make_small_budget(department, year=2021)
    DepartmentalBudget.objects.filter(pk=before.pk).update(
        status=Status.PUBLISHED, imported=True, published_at=timezone.now()
    )

    refused = start(client, department)
    assert "这次是更正" in text_of(refused, "//*[@id='error-summary']")
    start(client, department, correction_note="更正项目支出。")

    budget = DepartmentalBudget.objects.get(version=2)
    line = budget.expenditureline_rows.get(amount=650000)
    assert (line.project.budget, line.unit.budget) == (budget, budget)
    assert budget.expenditureline_rows.count() == before.expenditureline_rows.count() == 4
    assert budget.revenueline_rows.get().amount == 1000000
    assert budget.correction_note == "更正项目支出。"


def test_a_second_open_version_is_refused_in_words(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)
    make_budget(department, year=2021)

    answer = start(client, department)

    assert "已有一个未公开的版本" in text_of(answer, "//*[@id='error-summary']")
    assert DepartmentalBudget.objects.count() == 1


def test_a_budget_of_another_department_cannot_be_started(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)
    other = make_department("303", "云汀区档案馆")
    unit = Unit.objects.create(department=other, code="303001", name="档案中心")

    for place in (f"department-{other.pk}", f"unit-{unit.pk}"):
        answer = start(client, department, place=place)
        assert "请从列表中选择" in text_of(answer, "//*[@id='error-summary']")
    assert not DepartmentalBudget.objects.exists()


def test_a_department_s_preparer_starts_a_unit_s_own_budget(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)
    unit = Unit.objects.create(department=department, code="202001", name="信访服务中心")

    start(client, department, place=f"unit-{unit.pk}")

    assert DepartmentalBudget.objects.get().unit == unit


def test_a_year_that_is_none_is_kept_and_named(client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)

    answer = start(client, department, fiscal_year="二〇二一")

    assert "预算年度：请填写数字" in text_of(answer, "//*[@id='error-summary']")
    assert form_of(answer.content)["fiscal_year"] == "二〇二一"


# ---- The overview ----


def test_the_overview_names_what_is_missing_and_what_was_found_with_links(
    client: Client, preparer: Any, department: Any
) -> None:
    fill_codes()
    budget = make_small_budget(department)
    client.force_login(preparer)

    answer = client.get(address("entry-overview", budget))

    text = text_of(answer)
    assert "部门职责" in text
    assert all(part.title in text for part in parts.all_parts())
    assert "未通过" in text
    assert f"/entry/{budget.pk}/basic/#line-" in answer.content.decode()
    assert "报送审核" in text


def test_a_returned_version_shows_the_reviewer_s_words(
    client: Client, preparer: Any, reviewer: Any, department: Any
) -> None:
    budget = make_small_budget(department)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED, submitted_by=preparer)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.RETURNED)
    ReviewRecord.objects.create(budget=budget, action="returned", by=reviewer, comment="请补充绩效目标。")
    client.force_login(preparer)

    answer = client.get(address("entry-overview", budget))

    assert "请补充绩效目标。" in text_of(answer, "//*[contains(@class, 'notice warning')]")


def test_no_page_holds_a_script_or_a_style_of_its_own(client: Client, preparer: Any, department: Any) -> None:
    budget = make_small_budget(department)
    client.force_login(preparer)
    pages = ["/entry/", "/entry/new/", address("entry-overview", budget)]
    pages += [
        address(f"entry-{name}", budget) for name in ("basics", "organisation", "basic", "three-public", "glossary")
    ]

    for page in pages:
        text = client.get(page).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text
        assert "<script src=" in text, "control: scripts from files are there"
