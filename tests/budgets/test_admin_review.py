"""The reviewers' desk at work: what a budget's page shows, and the two decisions."""

import pytest
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import DepartmentalBudget
from budgets.workflow import transitions
from tests.budgets.states import BAD_NAME, DOUBTFUL_NAME, add_reply, bring_to
from tests.builders import answer_all, make_budget, make_small_budget, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
LIST = "/admin/budgets/departmentalbudget/"


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def page(budget, name="change"):
    return reverse(f"admin:budgets_departmentalbudget_{name}", args=[budget.pk])


# ---- Reading ----


def test_the_page_shows_document_results_records_and_hash(desk, submitted):
    transitions.register_reply(
        submitted,
        by=submitted.submitted_by,
        authority="临河区财政局",
        number="1号",
        dated="2020-02-01",
        received="2020-02-05",
    )
    words = desk.get(page(submitted)).content.decode()
    assert "1000000" in words  # a figure of the document
    assert transitions.content_hash(submitted) in words
    assert "通过 2 项" in words
    assert "登记批复" in words
    assert "2020-02-21（已逾期" in words
    assert words.count("<article") == 1


def test_what_the_rules_found_stands_on_the_page(desk, department, preparer):
    budget = bring_to(
        make_small_budget(department, printed_name=BAD_NAME), "submitted", submitter=preparer, reviewer=None
    )
    words = desk.get(page(budget)).content.decode()
    assert "错误 1 项" in words
    assert "名称有误" in words


def test_what_people_typed_is_shown_as_text(desk, department, preparer):
    evil = "<script>alert(1)</script>"
    budget = make_small_budget(department, correction_note=evil)
    bring_to(budget, "submitted", submitter=preparer, reviewer=None)
    transitions.send_back(budget, by=make_user("second", Role.REVIEWER, department), comment=evil)
    words = desk.get(page(budget)).content.decode()
    assert evil not in words
    assert words.count("&lt;script&gt;alert(1)") == 2


def test_the_buttons_follow_the_state(desk, submitted, reviewer):
    approve, back = page(submitted, "approve"), page(submitted, "send_back")
    words = desk.get(page(submitted)).content.decode()
    assert f'href="{approve}?' in words and f'href="{back}?' in words
    transitions.approve(submitted, by=reviewer, comment="", seen_hash=transitions.content_hash(submitted))
    words = desk.get(page(submitted)).content.decode()
    assert f'href="{approve}?' not in words and f'href="{back}?' in words


def test_what_waits_for_review_stands_first(desk, department, preparer):
    make_budget(department, year=2025)
    bring_to(make_budget(department, year=2020), "submitted", submitter=preparer, reviewer=None)
    words = desk.get(LIST).content.decode()
    assert words.index("已报送（待审核）</span>") < words.index("编制中</span>")


def test_the_front_page_says_how_many_wait(desk, submitted):
    assert "有 1 份部门预算等待您审核" in desk.get("/admin/").content.decode()
    DepartmentalBudget.objects.filter(pk=submitted.pk).update(status="returned")
    assert "等待您审核" not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(
    desk, department, preparer, number, django_assert_num_queries
):
    for year in range(2020, 2020 + number):
        budget = bring_to(make_budget(department, year=year), "submitted", submitter=preparer, reviewer=None)
        add_reply(budget, preparer)
    desk.get(LIST)
    with django_assert_num_queries(19):
        desk.get(LIST)


# ---- Deciding ----


def test_a_reviewer_reads_confirms_and_approves(desk, submitted, reviewer):
    seen = transitions.content_hash(submitted)
    confirmation = desk.get(page(submitted, "approve"), {"seen": seen})
    assert confirmation.status_code == 200
    assert f'name="seen" value="{seen}"' in confirmation.content.decode()
    answer = desk.post(page(submitted, "approve"), {"seen": seen, "comment": "同意"}, follow=True)
    assert "审核通过。" in answer.content.decode()
    submitted.refresh_from_db()
    assert (submitted.status, submitted.approved_by, submitted.content_hash) == ("approved", reviewer, seen)


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_nobody_comes_to_the_confirmation_without_having_read_what_is_there(desk, submitted, seen):
    answer = desk.get(page(submitted, "approve"), {"seen": seen}, follow=True)
    assert answer.redirect_chain == [(page(submitted), 302)]
    assert "请先阅读文件全文" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_a_document_that_changed_after_it_was_read_is_not_approved(desk, submitted, seen):
    answer = desk.post(page(submitted, "approve"), {"seen": seen, "comment": ""})
    assert answer.status_code == 409
    assert "内容已变更，请重新审核。" in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_pressing_twice_approves_once(desk, submitted):
    data = {"seen": transitions.content_hash(submitted), "comment": ""}
    assert [desk.post(page(submitted, "approve"), data).status_code for _ in range(2)] == [302, 409]
    assert submitted.review_records.filter(action="approved").count() == 1


def test_errors_stop_the_approval_with_their_names(desk, department, preparer):
    budget = bring_to(
        make_small_budget(department, printed_name=BAD_NAME), "submitted", submitter=preparer, reviewer=None
    )
    answer = desk.post(page(budget, "approve"), {"seen": transitions.content_hash(budget), "comment": ""})
    assert answer.status_code == 409
    assert "还有 1 项错误没有解决：名称。" in answer.content.decode()


def test_while_there_are_errors_the_only_button_is_the_way_back(desk, department, preparer):
    budget = bring_to(
        make_small_budget(department, printed_name=BAD_NAME), "submitted", submitter=preparer, reviewer=None
    )
    words = desk.get(page(budget)).content.decode()
    assert f'href="{page(budget, "approve")}?' not in words
    assert f'href="{page(budget, "send_back")}?' in words
    answer = desk.get(page(budget, "approve"), {"seen": transitions.content_hash(budget)})
    assert answer.headers["Location"] == page(budget)


def test_an_answered_warning_is_shown_with_its_answer_and_stops_nothing(desk, department, preparer):
    budget = make_small_budget(department, printed_name=DOUBTFUL_NAME)
    answer_all(budget, preparer, "名称经编办批准，已核对")
    bring_to(budget, "submitted", submitter=preparer, reviewer=None)
    seen = transitions.content_hash(budget)
    words = desk.get(page(budget, "approve"), {"seen": seen}).content.decode()
    assert "提醒和填报人的答复" in words and "名称可疑" in words and "名称经编办批准，已核对" in words
    assert f'value="{seen}"' in words
    assert desk.post(page(budget, "approve"), {"seen": seen, "comment": "已核对"}).status_code == 302
    assert budget.review_records.last().comment == "已核对"


def test_sending_back_needs_a_reason_and_keeps_what_was_typed(desk, submitted):
    assert "这个字段是必填项" in desk.post(page(submitted, "send_back"), {"comment": " "}).content.decode()
    answer = desk.post(page(submitted, "send_back"), {"comment": "字" * 2001})
    assert "字" * 2001 in answer.content.decode()
    assert desk.post(page(submitted, "send_back"), {"comment": "请核对三公经费"}).status_code == 302
    assert submitted.review_records.last().comment == "请核对三公经费"


def test_a_decision_without_the_secret_of_the_form_is_refused(submitted, reviewer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reviewer)
    assert strict.post(page(submitted, "send_back"), {"comment": "x"}).status_code == 403


def test_pages_of_a_draft_are_kept_by_no_cache(desk, submitted):
    for name in ("change", "approve", "send_back"):
        answer = desk.get(page(submitted, name), {"seen": transitions.content_hash(submitted)})
        assert "no-store" in answer.headers["Cache-Control"]
