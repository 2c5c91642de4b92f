"""The page of submission: a field for the answer to each warning, saved on its own or with the submission."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import Answer, Assignment, DepartmentalBudget
from budgets.rules.judge import judge
from budgets.workflow import answers, transitions
from tests.budgets.judged import add_term, change_term, drop_term, prints, rules_over_terms
from tests.budgets.states import bring_to
from tests.builders import answer_all, make_small_budget, make_user

pytestmark = pytest.mark.django_db
TEXT = "批复文件即如此，已核对原件"


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    rules_over_terms(monkeypatch)


@pytest.fixture
def draft(department):
    """Two warnings of one rule."""
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    add_term(budget, "疑二")
    return budget


@pytest.fixture
def desk(client, preparer):
    client.force_login(preparer)
    return client


def address(budget):
    return reverse("entry-submit", kwargs={"budget_pk": budget.pk})


def field(budget, term):
    return f"answer-{prints(budget, term)[0]}"


def send(desk, budget, action="submit", **texts):
    return desk.post(address(budget), {"seen": budget.row_version, "action": action, **texts})


def typed(response):
    """name → content, of the text areas on the page."""
    return {
        name: text.lstrip("\n")
        for name, text in re.findall(
            r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', response.content.decode(), re.S
        )
    }


def texts_of(budget):
    return sorted(Answer.objects.filter(budget=budget).values_list("finding", "text"))


def status_of(budget):
    return DepartmentalBudget.objects.get(pk=budget.pk).status


def test_each_warning_has_a_field_and_their_rule_one_for_all(desk, draft):
    response = desk.get(address(draft))
    assert set(typed(response)) == {field(draft, "疑一"), field(draft, "疑二"), "rule-T-W"}
    words = response.content.decode()
    assert "还有 2 处提醒没有答复" in words and "同一规则下全部采用此答复" in words
    assert "待答复 2 / 2" in words


def test_a_rule_with_one_warning_needs_no_field_for_all(desk, draft):
    drop_term(draft, "疑二")
    assert set(typed(desk.get(address(draft)))) == {field(draft, "疑一")}


def test_answers_are_saved_without_submitting(desk, draft, preparer):
    response = send(desk, draft, "save", **{field(draft, "疑一"): TEXT})
    assert (response.status_code, response.headers["Location"]) == (302, address(draft))
    assert texts_of(draft) == [("疑一有问题", TEXT)]
    assert Answer.objects.get().by == preparer
    assert status_of(draft) == Status.DRAFT
    page = desk.get(address(draft))
    assert typed(page)[field(draft, "疑一")] == TEXT
    words = page.content.decode()
    assert "答复已保存" in words and "已保存：preparer" in words and "待答复 1 / 2" in words


def test_one_answer_for_the_rule_goes_to_all_that_are_left_empty(desk, draft):
    response = send(desk, draft, **{"rule-T-W": TEXT, field(draft, "疑二"): "另有批示，见会议纪要"})
    assert response.status_code == 302
    assert texts_of(draft) == [("疑一有问题", TEXT), ("疑二有问题", "另有批示，见会议纪要")]
    assert status_of(draft) == Status.SUBMITTED


def test_submitting_saves_first_and_is_refused_while_a_warning_is_open(desk, draft):
    response = send(desk, draft, **{field(draft, "疑一"): TEXT})
    assert response.status_code == 409
    assert "还有 1 处提醒没有有效的答复" in response.content.decode()
    assert texts_of(draft) == [("疑一有问题", TEXT)]
    assert typed(response)[field(draft, "疑一")] == TEXT
    assert status_of(draft) == Status.DRAFT


@pytest.mark.parametrize("action", ["save", "submit"])
def test_an_answer_without_words_is_refused_beside_its_field_and_nothing_typed_is_lost(desk, draft, action):
    one, two = field(draft, "疑一"), field(draft, "疑二")
    response = send(desk, draft, action, **{one: TEXT, two: "无"})
    words = response.content.decode()
    assert response.status_code == 409
    assert (typed(response)[one], typed(response)[two]) == (TEXT, "无")
    assert f'id="problem-{two}"' in words and "少于 4 个字" in words and f'id="problem-{one}"' not in words
    assert not Answer.objects.exists()


def test_a_character_that_cannot_be_printed_is_named_and_nothing_typed_is_lost(desk, draft):
    one, two = field(draft, "疑一"), field(draft, "疑二")
    response = send(desk, draft, "save", **{one: TEXT, two: "已核对\u202e原件无误"})
    assert response.status_code == 409
    assert "U+202E" in response.content.decode()
    assert typed(response)[one] == TEXT
    assert not Answer.objects.exists()


def test_a_bad_answer_for_a_whole_rule_stays_in_its_field(desk, draft):
    response = send(desk, draft, **{"rule-T-W": "同上"})
    assert response.status_code == 409
    assert typed(response)["rule-T-W"] == "同上"
    assert "少于 4 个字" in response.content.decode()


def test_what_was_typed_about_a_warning_that_changed_meanwhile_is_shown_once_more(desk, draft):
    stale = field(draft, "疑一")
    change_term(draft, "疑一", "另一种解释")
    response = send(desk, draft, **{stale: TEXT, field(draft, "疑二"): TEXT})
    words = response.content.decode()
    assert response.status_code == 409
    assert "没有保存的答复" in words and f"<li>{TEXT}</li>" in words
    assert typed(response)[field(draft, "疑二")] == TEXT


def test_a_save_by_another_meanwhile_keeps_the_answers_and_shows_the_present_state(desk, draft):
    names = {field(draft, term): TEXT for term in ("疑一", "疑二")}
    response = desk.post(address(draft), {"seen": draft.row_version + 1, "action": "submit", **names})
    assert response.status_code == 409
    assert "又被保存过" in response.content.decode()
    assert len(texts_of(draft)) == 2
    assert status_of(draft) == Status.DRAFT


def test_the_keys_of_fields_that_no_form_has_change_nothing(desk, draft):
    response = send(desk, draft, "save", **{"answer-": TEXT, "answer-<script>": TEXT, "rule-": TEXT, "rule-X": TEXT})
    assert response.status_code == 409
    assert not Answer.objects.exists()
    assert "answer-<script>" not in response.content.decode()


def test_answers_are_shown_as_text(desk, draft):
    send(desk, draft, "save", **{field(draft, "疑一"): "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in desk.get(address(draft)).content.decode()


def test_while_there_are_errors_answers_can_be_saved_and_nothing_submitted(desk, draft):
    add_term(draft, "错一")
    words = desk.get(address(draft)).content.decode()
    assert "还有 1 项错误" in words and "保存答复" in words and "确认报送" not in words
    assert send(desk, draft, "save", **{"rule-T-W": TEXT}).status_code == 302
    assert len(texts_of(draft)) == 2
    assert send(desk, draft).status_code == 409


def test_a_waived_error_is_shown_as_such_with_its_reason(desk, draft, reviewer, preparer):
    add_term(draft, "错一")
    answers.waive(draft, by=reviewer, fingerprint=prints(draft, "错一")[0], reason="财政局统一口径")
    words = desk.get(address(draft)).content.decode()
    assert "已豁免的错误 1 处" in words and "豁免理由：财政局统一口径" in words and "确认报送" in words
    overview = desk.get(reverse("entry-overview", kwargs={"budget_pk": draft.pk})).content.decode()
    assert "已豁免的错误" in overview and "错误：改正后才能报送" not in overview


def test_a_lapsed_answer_stands_beside_the_new_finding(desk, draft, preparer):
    answer_all(draft, preparer, TEXT)
    change_term(draft, "疑一", "另一种解释")
    response = desk.get(address(draft))
    words = response.content.decode()
    assert "原答复已失效" in words and TEXT in words
    assert typed(response)[field(draft, "疑一")] == ""
    assert typed(response)[field(draft, "疑二")] == TEXT


def test_a_refused_answer_is_shown_with_the_reviewers_comment(desk, draft, preparer, reviewer):
    answer_all(draft, preparer, TEXT)
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
    answers.refuse(Answer.objects.first(), by=reviewer, comment="请写明批复文号")
    DepartmentalBudget.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    response = desk.get(address(draft))
    words = response.content.decode()
    assert "审核人没有接受原答复" in words and "请写明批复文号" in words and f"原答复：{TEXT}" in words
    assert "待答复 1 / 2" in words
    assert typed(response)[field(draft, "疑一")] == ""


def test_the_version_before_proposes_and_the_clerk_confirms(desk, draft, preparer, reviewer):
    answer_all(draft, preparer, TEXT)
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(draft.department, version=2)
    add_term(second, "疑一")
    response = desk.get(address(second))
    assert typed(response)[field(second, "疑一")] == TEXT
    assert "取自上一版本，尚未保存" in response.content.decode() and "待答复 1 / 1" in response.content.decode()
    assert not Answer.objects.filter(budget=second).exists()
    send(desk, second, **typed(response))
    assert status_of(second) == Status.SUBMITTED


def test_the_overview_counts_what_is_open(desk, draft, preparer):
    overview = reverse("entry-overview", kwargs={"budget_pk": draft.pk})
    assert "其中 2 处待答复" in desk.get(overview).content.decode()
    answer_all(draft, preparer, TEXT)
    words = desk.get(overview).content.decode()
    assert "提醒 2 处，都已答复" in words and "待答复" not in words
    assert "提醒的答复 2 条" in words and words.count(f"答复：{TEXT}") == 2


def test_without_a_warning_there_is_nothing_to_save(desk, department):
    budget = make_small_budget(department)
    words = desk.get(address(budget)).content.decode()
    assert "保存答复" not in words and "可以报送" in words


@pytest.mark.parametrize("person", ["publisher", "reviewer", "outsider"])
def test_nobody_else_answers(client, draft, request, person):
    client.force_login(request.getfixturevalue(person))
    assert send(client, draft, "save", **{"rule-T-W": TEXT}).status_code in {403, 404}
    assert not Answer.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.PUBLISHED])
def test_after_the_submission_nothing_is_answered(desk, draft, preparer, reviewer, status):
    bring_to(draft, status, submitter=preparer, reviewer=reviewer)
    before = Answer.objects.count()
    assert send(desk, draft, "save").headers["Location"].endswith(f"/{draft.pk}/")
    assert send(desk, draft, "save", **{"rule-T-W": TEXT}).status_code == 409
    assert Answer.objects.count() == before


def kept(response):
    """The texts that a page gives back, and all its words."""
    return re.findall(r"<textarea readonly[^>]*>\n(.*?)</textarea>", response.content.decode(), re.S), _words(response)


def _words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("action", ["save", "submit"])
def test_what_was_typed_comes_back_where_a_colleague_submitted_meanwhile(desk, draft, preparer, department, action):
    """Two clerks of one office at the same page: the second learns who was quicker and what to do, and loses no word."""
    one, two = field(draft, "疑一"), field(draft, "疑二")
    colleague = make_user("colleague", Role.PREPARER, department, first_name="吴静")
    answer_all(draft, colleague, TEXT)
    transitions.submit(draft, by=colleague, seen=draft.row_version)
    response = send(desk, draft, action, **{one: "见县委会议纪要第三条", two: TEXT})
    texts, words = kept(response)
    assert response.status_code == 409
    assert texts == ["见县委会议纪要第三条"]  # the other one is the saved answer, word for word
    assert "疑一有问题" in words and "吴静" in words and "报送本预算" in words
    assert "请联系审核人退回" in words and "请先复制" in words
    assert not Answer.objects.filter(text="见县委会议纪要第三条").exists()


def test_what_was_typed_comes_back_where_the_draft_was_deleted_or_the_right_taken_away(desk, draft, preparer):
    name = field(draft, "疑一")
    Assignment.objects.filter(user=preparer).update(role=Role.PUBLISHER)
    response = send(desk, draft, "save", **{name: "见<会议>纪要"})
    assert (response.status_code, kept(response)[0]) == (403, ["见&lt;会议&gt;纪要"])
    assert "只有本部门（单位）的填报人可以报送" in kept(response)[1]
    Assignment.objects.filter(user=preparer).delete()
    response = send(desk, draft, "save", **{name: TEXT, "rule-T-W": "全部如此，见批复原件"})
    assert (response.status_code, kept(response)[0]) == (404, [TEXT, "全部如此，见批复原件"])
    assert "已被删除，或您的账号不再负责" in kept(response)[1]
    assert "疑一有问题" not in kept(response)[1]  # it is not his to read any more


def test_what_was_typed_for_a_rule_comes_back_where_the_rule_has_no_warning_left(desk, draft):
    names = {"rule-T-W": TEXT, field(draft, "疑一"): "见县委会议纪要第三条"}
    for term in ("疑一", "疑二"):
        drop_term(draft, term)
    response = send(desk, draft, "save", **names)
    words = response.content.decode()
    assert response.status_code == 409
    assert f"<li>{TEXT}</li>" in words and "<li>见县委会议纪要第三条</li>" in words


@pytest.mark.parametrize("action", ["save", "submit"])
def test_answers_that_arrive_after_the_session_has_ended_are_saved_with_the_signing_in(client, draft, preparer, action):
    names = {field(draft, term): TEXT for term in ("疑一", "疑二")}
    sent = {"seen": draft.row_version, "action": action, **names}
    response = client.post(address(draft), sent)
    assert response.status_code == 401
    assert response.content.decode().count(TEXT) == 2
    assert ("登录并报送" in response.content.decode()) == (action == "submit")
    account = {"again-username": "preparer", "again-password": "preparer-only-in-tests"}
    assert client.post(address(draft), {**sent, **account}).status_code == 302
    assert len(texts_of(draft)) == 2
    assert status_of(draft) == (Status.SUBMITTED if action == "submit" else Status.DRAFT)


def test_the_page_works_without_a_script(desk, draft):
    """Fields, buttons and folds are plain HTML: no handler, no inline script, and a submission by the form alone."""
    words = desk.get(address(draft)).content.decode()
    body = words[words.index("<main") :]
    assert "<script" not in body and " onclick" not in body and "style=" not in body
    assert body.count("<form") == 1
    send(desk, draft, **{**dict.fromkeys(typed(desk.get(address(draft))), ""), "rule-T-W": TEXT})
    assert status_of(draft) == Status.SUBMITTED


def test_a_hundred_warnings_cost_no_more_questions_to_the_database_than_three(desk, draft, preparer, reviewer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer_all(draft, preparer, TEXT)
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(draft.department, version=2)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(second)).status_code == 200
        return len(queries)

    for number in range(3):
        add_term(second, f"疑{number}")
    few = asked()
    for number in range(3, 100):
        add_term(second, f"疑{number}")
    assert asked() == few
    assert len([each for each in answers.warned(second, judge(second, whole=True)) if each.is_open]) == 100
