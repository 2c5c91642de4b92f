"""Answers to warnings, refused answers, waived errors: who may write them when, and when they lapse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from budgets.choices import Role, Status
from budgets.models import Answer, Assignment, Author, DepartmentalBudget, Refusal, ReviewRecord, Unit, Waiver
from budgets.rules.judge import judge
from budgets.rules.registry import Finding, Place, blocking
from budgets.versions.editing import acting_as
from budgets.workflow import answers, transitions
from tests.budgets.judged import add_term, change_term, drop_term, prints, rules_over_terms
from tests.budgets.states import CALLS, bring_to
from tests.builders import answer_all, make_department, make_small_budget, make_user

pytestmark = pytest.mark.django_db
TEXT = "批复文件即如此，已核对原件"


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    rules_over_terms(monkeypatch)


@pytest.fixture
def draft(department):
    """One warning."""
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    return budget


@pytest.fixture
def bureau(department):
    """A second reviewer of the whole region."""
    return make_user("bureau", Role.REVIEWER, department, is_staff=True)


def answered(budget, by, text=TEXT):
    answer_all(budget, by, text)
    return Answer.objects.filter(budget=budget).last()


def open_terms(budget):
    return [each.finding.message[:2] for each in answers.warned(budget, judge(budget, whole=True)) if each.is_open]


def submitted(budget, preparer):
    return CALLS["submit"](DepartmentalBudget.objects.get(pk=budget.pk), preparer)


# ---- What a fingerprint is ----


def finding(**changes: Any) -> Finding:
    values = {"message": "不一致", "places": (Place("收入", "1"), Place("支出", "2")), "difference": None}
    return Finding(**{**values, **changes})


def test_a_fingerprint_follows_what_was_found_and_not_where_it_is_mended_nor_the_order_of_the_places():
    same = finding(
        places=(Place("支出", "2", block="x"), Place("收入", "1", part="revenue", anchor="row-7")), remedy="改"
    )
    assert finding().fingerprint("R-1") == same.fingerprint("R-1")
    others = [
        finding(message="不一样"), finding(places=(Place("收入", "1"), Place("支出", "3"))),
        finding(places=(Place("收入", "1"),)), finding(difference=Decimal("1.00")),
    ]  # fmt: skip
    found = [each.fingerprint("R-1") for each in [finding(), *others]] + [finding().fingerprint("R-2")]
    assert len(set(found)) == len(found)


def test_equal_differences_are_one_however_they_are_written():
    written = {finding(difference=Decimal(text)).fingerprint("R-1") for text in ("100", "100.00", "1E2")}
    assert len(written) == 1


def test_what_only_the_calendar_changes_keeps_its_fingerprint():
    one, other = (finding(message=f"逾期 {days} 天", lasting="2020-02-21") for days in (3, 4))
    assert one.fingerprint("R-1") == other.fingerprint("R-1")
    assert one.fingerprint("R-1") != finding(message="逾期 3 天", lasting="2020-02-22").fingerprint("R-1")


# ---- Submission waits for answers ----


def test_a_warning_without_an_answer_stops_the_submission_and_is_named(draft, preparer):
    with pytest.raises(transitions.Unanswered, match="还有 1 处提醒没有有效的答复：名词可信") as refused:
        submitted(draft, preparer)
    assert [each.message for _, each in refused.value.open] == ["疑一有问题"]
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_an_answered_warning_lets_it_go(draft, preparer):
    answered(draft, preparer)
    assert submitted(draft, preparer).status == Status.SUBMITTED


def test_a_hint_wants_no_answer(department, preparer):
    budget = make_small_budget(department)
    add_term(budget, "提一")
    assert submitted(budget, preparer).status == Status.SUBMITTED


def test_each_warning_wants_its_own_answer_and_findings_of_the_same_content_share_one(draft, preparer):
    add_term(draft, "疑二")
    add_term(draft, "疑二")
    answers.answer(draft, by=preparer, texts={prints(draft, "疑二")[0]: TEXT})
    assert open_terms(draft) == ["疑一"]


def test_an_imported_version_is_not_asked(draft):
    assert transitions.mark_imported(draft).status == Status.PUBLISHED


def test_an_answer_is_no_content_of_the_document(draft, preparer):
    before, saves = transitions.content_hash(draft), draft.row_version
    answered(draft, preparer)
    draft.refresh_from_db()
    assert (transitions.content_hash(draft), draft.row_version) == (before, saves)


# ---- What is no answer ----


@pytest.mark.parametrize(
    "text", ["无", "同上", "已核", "……", "。。。。。", "好好好好好", "没有问题", " 同 上 。 ", "情况属实。", "x" * 2001]
)
def test_words_that_say_nothing_are_refused_with_the_reason_and_nothing_is_saved(draft, preparer, text):
    add_term(draft, "疑二")
    good, bad = prints(draft, "疑一")[0], prints(draft, "疑二")[0]
    with pytest.raises(answers.BadAnswers) as refused:
        answers.answer(draft, by=preparer, texts={good: TEXT, bad: text})
    assert list(refused.value.problems) == [bad]
    assert "答复" in refused.value.problems[bad]
    assert not Answer.objects.exists()


def test_an_answer_to_a_finding_that_is_not_there_is_refused(draft, preparer):
    with pytest.raises(answers.BadAnswers, match="已不存在或内容已变化"):
        answers.answer(draft, by=preparer, texts={"0" * 32: TEXT})


def test_an_error_cannot_be_answered_away(department, preparer):
    budget = make_small_budget(department)
    add_term(budget, "错一")
    with pytest.raises(answers.BadAnswers):
        answers.answer(budget, by=preparer, texts={prints(budget)[0]: TEXT})
    with pytest.raises(transitions.NotReady):
        submitted(budget, preparer)


def test_an_empty_text_is_left_out_and_the_same_text_is_not_saved_twice(draft, preparer):
    fingerprint = prints(draft)[0]
    assert answers.answer(draft, by=preparer, texts={fingerprint: "  \n"}) == []
    answers.answer(draft, by=preparer, texts={fingerprint: TEXT})
    assert answers.answer(draft, by=preparer, texts={fingerprint: f" {TEXT}\n"}) == []
    assert Answer.objects.count() == 1


def test_a_later_answer_speaks_and_the_earlier_one_stays(draft, preparer):
    answered(draft, preparer)
    answers.answer(draft, by=preparer, texts={prints(draft)[0]: "改为按财政局口径填列"})
    counting = answers.counting(draft, judge(draft, whole=True))
    assert list(counting.values()) == ["改为按财政局口径填列"]
    assert Answer.objects.count() == 2


# ---- An answer lapses with its finding ----


def test_an_answer_lapses_when_the_content_of_its_finding_changes(draft, preparer):
    first = answered(draft, preparer)
    change_term(draft, "疑一", "另一种解释")
    assert open_terms(draft) == ["疑一"]
    (warned,) = answers.warned(draft, judge(draft, whole=True))
    assert (warned.answer, warned.lapsed) == (None, first)
    with pytest.raises(transitions.Unanswered):
        submitted(draft, preparer)


def test_control_another_change_lets_it_stand(draft, preparer):
    answered(draft, preparer)
    add_term(draft, "提一")
    assert open_terms(draft) == []
    assert [each.lapsed for each in answers.warned(draft, judge(draft, whole=True)) if each.lapsed] == []


def test_an_answer_speaks_again_when_the_content_comes_back(draft, preparer):
    answered(draft, preparer)
    change_term(draft, "疑一", "另一种解释")
    change_term(draft, "疑一", "有待核对的解释")
    assert open_terms(draft) == []


# ---- The next version ----


def correction(draft, preparer, reviewer):
    """A second version with the same warning, after the first with its answer was published."""
    answered(draft, preparer)
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(draft.department, version=2)
    add_term(second, "疑一")
    return second


def test_an_answer_goes_along_to_the_next_version_as_a_proposal_only(draft, preparer, reviewer):
    second = correction(draft, preparer, reviewer)
    warned = answers.warned(second, judge(second, whole=True))
    assert list(answers.proposals(second, warned).values()) == [TEXT]
    assert open_terms(second) == ["疑一"]
    with pytest.raises(transitions.Unanswered):
        submitted(second, preparer)


def test_an_answer_to_other_content_is_not_proposed(draft, preparer, reviewer):
    second = correction(draft, preparer, reviewer)
    change_term(second, "疑一", "另一种解释")
    assert answers.proposals(second, answers.warned(second, judge(second, whole=True))) == {}


def test_a_refused_answer_is_proposed_nowhere(draft, preparer, reviewer):
    first = answered(draft, preparer)
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
    answers.refuse(first, by=reviewer, comment="没有写明原因")
    DepartmentalBudget.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    drop_term(draft, "疑一")
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(draft.department, version=2)
    add_term(second, "疑一")
    assert answers.proposals(second, answers.warned(second, judge(second, whole=True))) == {}


# ---- The reviewer does not accept an answer ----


def test_a_refused_answer_stops_the_approval_until_it_is_given_anew(draft, preparer, reviewer):
    first = answered(draft, preparer)
    budget = submitted(draft, preparer)
    answers.refuse(first, by=reviewer, comment="请写明批复文号")
    with pytest.raises(transitions.Unanswered, match="请退回"):
        CALLS["approve"](budget, reviewer)
    returned = CALLS["send_back"](budget, reviewer)
    with pytest.raises(transitions.Unanswered):
        CALLS["submit"](returned, preparer)
    with pytest.raises(answers.BadAnswers, match="与审核人没有接受的答复相同"):
        answers.answer(returned, by=preparer, texts={first.fingerprint: TEXT})
    answers.answer(returned, by=preparer, texts={first.fingerprint: "批复文号为临财预〔2020〕1号"})
    assert CALLS["approve"](CALLS["submit"](returned, preparer), reviewer).status == Status.APPROVED


def test_a_refusal_is_recorded_with_its_comment(draft, preparer, reviewer):
    first = answered(draft, preparer)
    submitted(draft, preparer)
    answers.refuse(first, by=reviewer, comment="请写明批复文号")
    record = ReviewRecord.objects.filter(budget=draft).last()
    assert (record.action, record.by) == ("answer_refused", reviewer)
    assert "请写明批复文号" in record.comment


def test_an_answer_is_refused_once_and_with_words(draft, preparer, reviewer):
    first = answered(draft, preparer)
    submitted(draft, preparer)
    with pytest.raises(transitions.WrongState, match="不接受的原因"):
        answers.refuse(first, by=reviewer, comment="不行")
    answers.refuse(first, by=reviewer, comment="请写明批复文号")
    with pytest.raises(transitions.WrongState, match="处理过"):
        answers.refuse(first, by=reviewer, comment="请写明批复文号")


def test_a_warning_that_came_after_the_submission_stops_the_approval(draft, preparer, reviewer):
    answered(draft, preparer)
    budget = submitted(draft, preparer)
    DepartmentalBudget.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    add_term(draft, "疑二")
    DepartmentalBudget.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    with pytest.raises(transitions.Unanswered):
        CALLS["approve"](budget, reviewer)


# ---- A waiver ----


@pytest.fixture
def wrong(department):
    """One error."""
    budget = make_small_budget(department)
    add_term(budget, "错一")
    return budget


def waive(budget, by, reason="财政局统一口径，本年准许"):
    return answers.waive(budget, by=by, fingerprint=prints(budget, "错一")[0], reason=reason)


def test_a_waived_error_no_longer_stops_and_is_still_there(wrong, preparer, reviewer):
    assert blocking(judge(wrong, whole=True))
    waive(wrong, reviewer)
    results = judge(wrong, whole=True)
    assert blocking(results) == []
    failed = next(result for result in results if result.rule.id == "T-E")
    assert (failed.outcome, failed.waiver_of(failed.findings[0])) == ("fail", "财政局统一口径，本年准许")
    approved = CALLS["approve"](submitted(wrong, preparer), reviewer)
    assert approved.status == Status.APPROVED


def test_a_waiver_lapses_when_the_content_of_its_finding_changes(wrong, preparer, reviewer):
    waive(wrong, reviewer)
    change_term(wrong, "错一", "另一种解释")
    with pytest.raises(transitions.NotReady):
        submitted(wrong, preparer)


def test_a_waiver_is_about_one_finding_and_one_version(wrong, preparer, reviewer):
    waive(wrong, reviewer)
    add_term(wrong, "错二")
    assert [each.message for result in blocking(judge(wrong, whole=True)) for each in result.open_errors] == [
        "错二有问题"
    ]
    drop_term(wrong, "错二")
    bring_to(wrong, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(wrong.department, version=2)
    add_term(second, "错一")
    assert blocking(judge(second, whole=True))


def test_a_warning_cannot_be_waived(draft, reviewer):
    with pytest.raises(transitions.WrongState, match="已不存在或内容已变化"):
        answers.waive(draft, by=reviewer, fingerprint=prints(draft)[0], reason="财政局统一口径")


def test_a_waiver_wants_a_reason_and_is_given_once(wrong, reviewer):
    with pytest.raises(transitions.WrongState, match="豁免的理由"):
        waive(wrong, reviewer, reason="同意")
    waive(wrong, reviewer)
    with pytest.raises(transitions.WrongState, match="已经豁免"):
        waive(wrong, reviewer)
    assert ReviewRecord.objects.filter(budget=wrong, action="waived", by=reviewer).count() == 1


def test_four_eyes_over_a_waiver_whoever_wrote_or_submitted(wrong, preparer, reviewer, bureau):
    with acting_as(reviewer):
        wrong.glossaryterm_rows.update(ordinal=1)
    with pytest.raises(transitions.NotAllowed, match="编写过本版本"):
        waive(wrong, reviewer)
    DepartmentalBudget.objects.filter(pk=wrong.pk).update(status=Status.SUBMITTED, submitted_by=bureau)
    with pytest.raises(transitions.NotAllowed, match="编写过本版本"):
        waive(DepartmentalBudget.objects.get(pk=wrong.pk), bureau)


def test_whoever_waived_and_writes_afterwards_has_waived_nothing(wrong, reviewer):
    waive(wrong, reviewer)
    with acting_as(reviewer):
        wrong.glossaryterm_rows.update(ordinal=1)
    assert blocking(judge(wrong, whole=True))


def test_whoever_waived_does_not_submit(wrong, department, reviewer):
    Assignment.objects.create(user=reviewer, role=Role.PREPARER, region=department.region, department=department)
    waive(wrong, reviewer)
    with pytest.raises(transitions.NotAllowed, match="不能由您报送"):
        submitted(wrong, reviewer)


# ---- Who may, and when ----


@pytest.fixture
def people(department, preparer, reviewer, publisher, outsider):
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访服务中心")
    elsewhere = make_department("202", "云台区信访局", region="990102", region_name="云台区")
    of_department = make_user("department-reviewer")
    Assignment.objects.create(user=of_department, role=Role.REVIEWER, region=department.region, department=department)
    superior = make_user("superior")
    Assignment.objects.create(
        user=superior, role=Role.REVIEWER, region=department.region, department=department, of_superior=True
    )
    clerk = make_user("unit-clerk")
    Assignment.objects.create(
        user=clerk, role=Role.PREPARER, region=department.region, department=department, unit=unit
    )
    return {
        "preparer": preparer, "reviewer": reviewer, "publisher": publisher, "outsider": outsider,
        "reviewer of the department": of_department, "reviewer of the superior": superior, "unit's clerk": clerk,
        "far reviewer": make_user("far", Role.REVIEWER, elsewhere),
        "administrator": make_user("administrator", is_staff=True, is_superuser=True),
        "dismissed": make_user("dismissed", Role.PREPARER, department, is_active=False),
    }  # fmt: skip


MAY = {
    "answer": ({"preparer"}, {Status.DRAFT, Status.RETURNED}),
    "refuse": ({"reviewer", "reviewer of the department"}, {Status.SUBMITTED}),
    "waive": ({"reviewer"}, {Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED}),
}


@pytest.mark.parametrize("status", Status.values)
def test_every_act_by_every_person_is_as_the_table_says(draft, people, status):
    add_term(draft, "错一")
    error, warning = prints(draft, "错一")[0], prints(draft, "疑一")[0]
    first = Answer.objects.create(
        budget=draft, rule="T-W", fingerprint=warning, text="原来的答复", by=make_user("earlier")
    )
    budget = bring_to(draft, status, submitter=make_user("submitter"), reviewer=make_user("other-reviewer"))
    acts = {
        "answer": lambda by: answers.answer(budget, by=by, texts={warning: TEXT}),
        "refuse": lambda by: answers.refuse(first, by=by, comment="请写明批复文号"),
        "waive": lambda by: answers.waive(budget, by=by, fingerprint=error, reason="财政局统一口径"),
    }
    for act, (persons, states) in MAY.items():
        for name, person in people.items():
            expected = (
                transitions.NotAllowed if name not in persons else None if status in states else transitions.WrongState
            )
            assert outcome(acts[act], person) == expected, (act, status, name)


def outcome(act, person):
    try:
        with transaction.atomic():
            act(person)
            transaction.set_rollback(True)
    except transitions.Refused as refused:
        return type(refused)
    return None


# ---- PostgreSQL has the last word ----


def refused_by_the_database(make, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        make()


def test_what_was_written_is_never_changed_or_deleted(draft, preparer, reviewer):
    add_term(draft, "错一")
    waive(draft, reviewer)
    first = answered(draft, preparer)
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
    answers.refuse(first, by=reviewer, comment="请写明批复文号")
    for model in (Answer, Refusal, Waiver):
        rows = model.objects.filter(budget=draft)
        assert rows.exists()
        refused_by_the_database(lambda rows=rows: rows.update(at="2020-01-01T00:00Z"), "不能修改或删除")
        refused_by_the_database(lambda rows=rows: rows._raw_delete("default"), "不能修改或删除")


def test_a_draft_that_is_discarded_takes_its_answers_along(draft, preparer, reviewer):
    add_term(draft, "错一")
    waive(draft, reviewer)
    answered(draft, preparer)
    transitions.discard(draft, by=preparer)
    assert not Answer.objects.exists() and not Waiver.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.PUBLISHED])
def test_the_database_takes_no_answer_after_the_submission(draft, preparer, reviewer, status):
    fingerprint = prints(draft)[0]
    bring_to(draft, status, submitter=preparer, reviewer=reviewer)
    refused_by_the_database(
        lambda: Answer.objects.create(budget=draft, rule="T-W", fingerprint=fingerprint, text=TEXT, by=preparer),
        "不能再作答复",
    )


def test_the_database_takes_no_refusal_outside_the_review_nor_of_another_versions_answer(draft, preparer, reviewer):
    first = answered(draft, preparer)
    make = Refusal.objects.create
    refused_by_the_database(lambda: make(budget=draft, answer=first, comment="请写明文号", by=reviewer), "审核期间")
    other = make_small_budget(draft.department, year=2021)
    bring_to(other, Status.SUBMITTED, submitter=preparer, reviewer=None)
    refused_by_the_database(lambda: make(budget=other, answer=first, comment="请写明文号", by=reviewer), "不属于该版本")


def test_the_database_takes_no_waiver_of_the_versions_own_people(wrong, preparer, reviewer):
    with acting_as(reviewer):
        wrong.glossaryterm_rows.update(ordinal=1)
    fingerprint = prints(wrong)[0]

    def make(by):
        return lambda: Waiver.objects.create(
            budget=wrong, rule="T-E", fingerprint=fingerprint, reason="财政局统一口径", by=by
        )

    refused_by_the_database(make(reviewer), "不能豁免")
    bring_to(wrong, Status.SUBMITTED, submitter=preparer, reviewer=None)
    refused_by_the_database(make(preparer), "不能豁免")


@pytest.mark.parametrize("text", ["无", "同上", " 甲 ", "\n\n"])
def test_the_database_takes_no_answer_without_words(draft, preparer, text):
    fingerprint = prints(draft)[0]
    refused_by_the_database(
        lambda: Answer.objects.create(budget=draft, rule="T-W", fingerprint=fingerprint, text=text, by=preparer),
        "answer_says_something",
    )


# ---- Four eyes: to answer is to act for the version ----


def test_whoever_answered_does_not_approve(draft, department, preparer, reviewer):
    Assignment.objects.create(user=reviewer, role=Role.PREPARER, region=department.region, department=department)
    answered(draft, reviewer)
    assert Author.objects.filter(budget=draft, user=reviewer).exists()
    budget = submitted(draft, preparer)
    with pytest.raises(transitions.NotAllowed):
        CALLS["approve"](budget, reviewer)
    rows = DepartmentalBudget.objects.filter(pk=draft.pk)
    refused_by_the_database(
        lambda: rows.update(
            status="approved", approved_by=reviewer, approved_at=budget.submitted_at, content_hash="0" * 64
        ),
        "不能审核",
    )
