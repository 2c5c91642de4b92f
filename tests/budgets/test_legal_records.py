"""批复 and 保密审查 are only added to: what was wrong is corrected in the open, and what is over stays as a record."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets.checks.deadlines import publication_is_in_time
from budgets.choices import Role, Status
from budgets.models import Assignment, DepartmentalBudget, Reply, ReplyConfirmation, ReviewRecord, SecrecyReview, Unit
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.refusals import ContentChanged, NotAllowed, WrongState
from budgets.statements.ledger import Ledger
from budgets.workflow import deadlines, transitions
from tests.budgets.roads import refusal, without
from tests.budgets.states import (
    CALLS,
    HASH,
    SECRECY,
    add_correction,
    add_reply,
    add_secrecy_review,
    bring_to,
    freeze,
)
from tests.builders import make_budget, make_small_budget, make_user
from tests.database import guards_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
SCAN = b"%PDF-1.4 scanned"
REASON = "登记时日期抄错，以批复原件为准"


def days_ago(number: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=number)


def registered(budget: Any, by: Any, dated: dt.date, **more: Any) -> Reply:
    return transitions.register_reply(
        budget, by=by, authority="临河区财政局", number="临财预〔2020〕1号", dated=dated, received=dated, **more
    )


@pytest.fixture
def late(draft: Any, preparer: Any) -> DepartmentalBudget:
    """Its term ended 41 days ago."""
    registered(draft, preparer, days_ago(61))
    return draft


@pytest.fixture
def corrected(late: Any, preparer: Any) -> DepartmentalBudget:
    """The preparer says that the 批复 is of three days ago, by which 17 days were left."""
    registered(late, preparer, days_ago(3), reason=REASON, scan=SCAN, scan_name="批复.pdf")
    return late


def words(budget: Any) -> str:
    term = deadlines.publication(budget)
    assert term
    return term.words


# ---- A correction of the 批复 ----


def test_a_correction_is_a_further_row_with_a_reason(corrected: Any, preparer: Any) -> None:
    first, second = Reply.objects.filter(budget=corrected)
    assert (first.dated, first.corrects, first.reason) == (days_ago(61), None, "")
    assert (second.dated, second.corrects, second.reason) == (days_ago(3), first, REASON)
    records = list(corrected.review_records.values_list("action", "by"))
    assert records == [("reply_registered", preparer.pk), ("reply_corrected", preparer.pk)]
    comment = corrected.review_records.last().comment
    assert all(said in comment for said in (f"{days_ago(61)}", f"{days_ago(3)}", REASON))


def test_without_a_new_scan_a_correction_has_that_of_the_row_before(draft: Any, preparer: Any) -> None:
    registered(draft, preparer, days_ago(9), scan=SCAN, scan_name="批复.pdf")
    second = registered(draft, preparer, days_ago(8), reason=REASON)
    assert (bytes(second.scan or b""), second.scan_name) == (SCAN, "批复.pdf")


@pytest.mark.parametrize("reason", ["", "改", "。。。。。。"])
def test_a_correction_says_why(late: Any, preparer: Any, reason: str) -> None:
    with pytest.raises(WrongState, match="更正原因"):
        registered(late, preparer, days_ago(3), reason=reason)
    assert Reply.objects.count() == 1


def test_a_correction_that_changes_nothing_is_none(late: Any, preparer: Any) -> None:
    with pytest.raises(WrongState, match="没有需要更正的内容"):
        registered(late, preparer, days_ago(61), reason=REASON)
    registered(late, preparer, days_ago(61), reason="补充批复扫描件", scan=SCAN)  # the control


def test_until_it_is_confirmed_the_first_date_counts_and_both_are_told(corrected: Any, reviewer: Any) -> None:
    term = deadlines.publication(corrected)
    assert term
    assert (term.words, term.start, term.waiting) == ("已逾期 41 天", days_ago(61), days_ago(3))
    assert f"登记为 {days_ago(61)}，更正为 {days_ago(3)}" in term.both_dates
    units = deadlines.units_reply(corrected)
    assert units
    assert (units.start, units.waiting) == (days_ago(61), days_ago(3))
    CALLS["confirm_reply"](corrected, reviewer)
    after = deadlines.publication(corrected)
    assert after
    assert (after.words, after.both_dates) == ("还有 17 天", "")


def test_control_only_the_confirmation_brings_it_about(corrected: Any, preparer: Any, monkeypatch: Any) -> None:
    """The same rows with the newest taken for the one that counts: the fault that there was."""
    monkeypatch.setattr(Reply, "is_confirmed", True)
    assert words(corrected) == "还有 17 天"


def test_of_several_corrections_the_newest_waits_and_the_confirmed_one_counts(
    corrected: Any, preparer: Any, reviewer: Any
) -> None:
    CALLS["confirm_reply"](corrected, reviewer)
    registered(corrected, preparer, days_ago(2), reason=REASON)
    registered(corrected, preparer, days_ago(1), reason=REASON)
    found = replies_of(corrected)
    assert found.counting and found.waiting
    assert (found.counting.dated, found.waiting.dated) == (days_ago(3), days_ago(1))
    assert [state for _, state in found.listed] == [
        "等待批复机关确认，暂不按它计算", "未经确认，已由后来的更正代替", "有效，期限按它计算", "已由确认的更正代替",
    ]  # fmt: skip


def test_the_rule_tells_both_dates_and_an_answer_to_it_lasts(late: Any, preparer: Any) -> None:
    (before,) = publication_is_in_time(Ledger.of(late))
    registered(late, preparer, days_ago(3), reason=REASON)
    (after,) = publication_is_in_time(Ledger.of(late))
    assert "已逾期 41 天" in after.message and f"更正为 {days_ago(3)}" in after.message
    assert "更正" not in before.message
    assert ("更正的批复日期（未经确认）", f"{days_ago(3)}") in [(place.label, place.value) for place in after.places]
    assert after.fingerprint("R-STR-9") == before.fingerprint("R-STR-9")


# ---- Wherever dates are shown ----

DESK = {
    "entry-home": "preparer", "entry-overview": "preparer", "entry-reply": "preparer", "entry-publish": "publisher",
    "entry-consolidation": "preparer", "admin:budgets_departmentalbudget_changelist": "reviewer",
    "admin:budgets_departmentalbudget_change": "reviewer",
}  # fmt: skip


def opened(name: str, budget: Any, person: Any) -> str:
    client = Client()
    client.force_login(person)
    keys = {} if name.endswith(("home", "changelist")) else {"budget_pk": budget.pk}
    return client.get(reverse(name, kwargs=keys)).content.decode()


@pytest.mark.parametrize("name", DESK)
def test_both_dates_stand_wherever_one_does(name: str, late: Any, preparer: Any, reviewer: Any, publisher: Any) -> None:
    person = {"preparer": preparer, "reviewer": reviewer, "publisher": publisher}[DESK[name]]
    Unit.objects.create(department=late.department, code="202001", name="临河区信访接待中心")
    bring_to(
        make_small_budget(late.department, unit=Unit.objects.get()),
        Status.APPROVED,
        submitter=preparer,
        reviewer=reviewer,
    )
    both = f"登记为 {days_ago(61)}，更正为 {days_ago(3)}"
    before = opened(name, late, person)
    assert (both not in before and "已逾期 41 天" in before) or name in {"entry-reply", "entry-consolidation"}
    registered(late, preparer, days_ago(3), reason=REASON)
    after = opened(name, late, person)
    if name == "entry-reply":
        assert f"{days_ago(61)}" in after and f"{days_ago(3)}" in after
    else:
        assert both in after and "还有 17 天" not in after


def test_the_departments_page_shows_both_dates_of_a_units_reply(draft: Any, preparer: Any, reviewer: Any) -> None:
    unit = Unit.objects.create(department=draft.department, code="202001", name="临河区信访接待中心")
    own = make_budget(draft.department, unit=unit, printed_name=unit.name)
    add_correction(add_reply(own, preparer), preparer)
    page = opened("entry-consolidation", draft, preparer)
    assert "2020-02-01" in page and "更正为 临财预〔2020〕1号 2020-03-10，未经确认" in page


@pytest.mark.parametrize("name", ["entry-overview", "admin:budgets_departmentalbudget_change"])
def test_the_pages_list_every_row_with_who_why_and_whether_it_is_confirmed(
    name: str, corrected: Any, preparer: Any, reviewer: Any
) -> None:
    person = preparer if name.startswith("entry") else reviewer
    page = opened(name, corrected, person)
    for said in (f"{days_ago(61)}", f"{days_ago(3)}", REASON, "首次登记", "尚未确认", "批复.pdf", "preparer"):
        assert said in page, said
    transitions.confirm_reply(
        corrected, by=reviewer, seen=Reply.objects.latest("pk").pk, comment="与原件一致", scan=b"%PDF- better", scan_name="原件.pdf"
    )  # fmt: skip
    page = opened(name, corrected, person)
    assert "与原件一致" in page and "原件.pdf" in page and "尚未确认" not in page


def test_each_row_gives_its_own_scan_back(corrected: Any, preparer: Any, reviewer: Any, outsider: Any) -> None:
    first, second = Reply.objects.all()
    transitions.confirm_reply(corrected, by=reviewer, seen=second.pk, scan=b"%PDF- better", scan_name="原件.pdf")
    client = Client()
    client.force_login(reviewer)

    def scan(name: str, row: Reply) -> Any:
        return client.get(reverse(name, kwargs={"budget_pk": corrected.pk, "reply_pk": row.pk}))

    assert scan("entry-reply-scan-of", second).content == SCAN
    assert scan("entry-reply-confirmed-scan", second).content == b"%PDF- better"
    assert (
        scan("entry-reply-scan-of", first).status_code == scan("entry-reply-confirmed-scan", first).status_code == 404
    )
    client.force_login(outsider)
    assert scan("entry-reply-scan-of", second).status_code == 404


# ---- The second person ----


@pytest.fixture
def both(department: Any) -> Any:
    """A preparer who is a reviewer of the bureau, too."""
    user = make_user("both", Role.REVIEWER, department, is_staff=True)
    Assignment.objects.create(user=user, role=Role.PREPARER, region=department.region, department=department)
    return user


@pytest.fixture
def superior(department: Any) -> Any:
    user = make_user("superior", is_staff=True)
    Assignment.objects.create(
        user=user, role=Role.REVIEWER, region=department.region, department=department, of_superior=True
    )
    return user


def confirming(budget: Any, person: Any, *, scan: bytes = SCAN) -> str:
    """With what words PostgreSQL refuses the person's confirmation of the newest row; undone in any case."""
    newest = Reply.objects.filter(budget=budget).latest("pk")
    return refusal(
        f"INSERT INTO {ReplyConfirmation._meta.db_table} (budget_id, reply_id, by_id, scan, scan_name, scan_hash, comment, at) "
        "VALUES (%s, %s, %s, NULL, '', %s, '', now())",
        budget.pk, newest.pk, person.pk, hashlib.sha256(scan).hexdigest(),
    )  # fmt: skip


def test_who_registered_a_correction_does_not_confirm_it(late: Any, both: Any, reviewer: Any) -> None:
    registered(late, both, days_ago(3), reason=REASON, scan=SCAN)
    refused = transitions.refusal("confirm_reply", late, both)
    assert isinstance(refused, NotAllowed)
    assert str(refused) == "您登记过本版本批复的更正，不能由您确认。请由批复机关的其他审核人确认。"
    with pytest.raises(NotAllowed):
        CALLS["confirm_reply"](late, both)
    assert confirming(late, both) == "登记批复更正的人不能确认更正"
    assert confirming(late, reviewer) == ""
    with without("budgets_replyconfirmation", "confirmed_by_the_issuer", "r.registered_by_id = NEW.by_id", "false"):
        assert confirming(late, both) == ""  # the control
    client = Client()
    client.force_login(both)
    page = reverse("admin:budgets_departmentalbudget_confirm_reply", args=[late.pk])
    assert "您登记过本版本批复的更正" in opened("admin:budgets_departmentalbudget_change", late, both)
    answer = client.get(page)
    assert answer.status_code == 403 and "您登记过本版本批复的更正" in answer.content.decode()
    client.force_login(reviewer)
    assert client.get(page).status_code == 200
    assert page in opened("admin:budgets_departmentalbudget_change", late, reviewer)


def test_two_do_not_confirm_each_others_corrections(late: Any, both: Any, department: Any) -> None:
    """Who said so first is no second person to whom repeats it."""
    other = make_user("other-both", Role.REVIEWER, department)
    Assignment.objects.create(user=other, role=Role.PREPARER, region=department.region, department=department)
    registered(late, both, days_ago(3), reason=REASON, scan=SCAN)
    registered(late, other, days_ago(2), reason=REASON)
    assert isinstance(transitions.refusal("confirm_reply", late, both), NotAllowed)
    assert confirming(late, both) == "登记批复更正的人不能确认更正"


def test_only_a_reviewer_confirms(corrected: Any, preparer: Any, publisher: Any) -> None:
    other = make_user("second-preparer", Role.PREPARER, corrected.department)
    for person in (publisher, other):
        assert isinstance(transitions.refusal("confirm_reply", corrected, person), NotAllowed)
        assert confirming(corrected, person) == "批复的更正只能由批复机关的审核人确认"


def test_a_units_reply_is_its_departments(department: Any, preparer: Any, reviewer: Any, superior: Any) -> None:
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访接待中心")
    own = make_budget(department, unit=unit, printed_name=unit.name)
    add_correction(add_reply(own, preparer), preparer, scan=SCAN)
    refused = transitions.refusal("confirm_reply", own, reviewer)
    assert isinstance(refused, NotAllowed)
    assert str(refused) == "批复由主管部门作出，它的更正只能由主管部门的审核人确认。"
    assert confirming(own, reviewer) == "批复的更正只能由批复机关的审核人确认"
    assert (confirming(own, superior), transitions.refusal("confirm_reply", own, superior)) == ("", None)


def test_the_departments_own_reply_is_the_bureaus(corrected: Any, reviewer: Any, superior: Any) -> None:
    assert isinstance(transitions.refusal("confirm_reply", corrected, superior), NotAllowed)
    assert confirming(corrected, superior) == "批复的更正只能由批复机关的审核人确认"
    assert (confirming(corrected, reviewer), transitions.refusal("confirm_reply", corrected, reviewer)) == ("", None)


def test_it_is_confirmed_with_the_scan(late: Any, preparer: Any, reviewer: Any) -> None:
    second = registered(late, preparer, days_ago(3), reason=REASON)
    with pytest.raises(WrongState, match="没有批复扫描件"):
        transitions.confirm_reply(late, by=reviewer, seen=second.pk)
    assert confirming(late, reviewer) == "确认批复的更正须核对扫描件"
    confirmation = transitions.confirm_reply(late, by=reviewer, seen=second.pk, scan=SCAN, scan_name="批复.pdf")
    assert confirmation.scan_hash == hashlib.sha256(SCAN).hexdigest()
    third = registered(late, preparer, days_ago(2), reason=REASON, scan=SCAN)
    assert confirming(late, reviewer, scan=b"another") == "确认批复的更正须核对扫描件"
    assert transitions.confirm_reply(late, by=reviewer, seen=third.pk).scan is None


def test_the_newest_correction_is_confirmed_and_no_other(corrected: Any, preparer: Any, reviewer: Any) -> None:
    seen = Reply.objects.latest("pk")
    registered(corrected, preparer, days_ago(2), reason=REASON)
    with pytest.raises(ContentChanged, match="又有更正"):
        transitions.confirm_reply(corrected, by=reviewer, seen=seen.pk)
    insert = (
        f"INSERT INTO {ReplyConfirmation._meta.db_table} (budget_id, reply_id, by_id, scan_name, scan_hash, comment, at) "
        "VALUES (%s, %s, %s, '', %s, '', now())"
    )
    digest = hashlib.sha256(SCAN).hexdigest()
    assert "只能确认最新的一次" in refusal(insert, corrected.pk, seen.pk, reviewer.pk, digest)
    assert "确认的不是该版本批复的更正" in refusal(insert, corrected.pk, seen.corrects_id, reviewer.pk, digest)


def test_where_nothing_waits_nothing_is_confirmed(late: Any, reviewer: Any) -> None:
    assert str(transitions.refusal("confirm_reply", late, reviewer)) == "没有等待确认的批复更正。"


def test_the_page_of_the_confirmation(corrected: Any, reviewer: Any) -> None:
    client, page = Client(), reverse("admin:budgets_departmentalbudget_confirm_reply", args=[corrected.pk])
    client.force_login(reviewer)
    shown = client.get(page)
    assert all(said in shown.content.decode() for said in (f"{days_ago(61)}", f"{days_ago(3)}", REASON))
    seen = shown.context["form"]["seen"].value()
    assert "必填" in client.post(page, {"seen": seen}).content.decode()  # that it was compared
    sent = {"seen": seen, "compared": "on", "comment": "与原件一致", "scan": SimpleUploadedFile("原件.exe", b"MZ")}
    refused = client.post(page, sent).content.decode()
    assert "只能是 PDF、PNG 或 JPEG" in refused and "与原件一致" in refused
    assert not ReplyConfirmation.objects.exists()
    assert client.post(page, {"seen": seen, "compared": "on", "comment": "与原件一致"}).status_code == 302
    confirmation = ReplyConfirmation.objects.get()
    assert (confirmation.by, confirmation.comment) == (reviewer, "与原件一致")
    record = ReviewRecord.objects.latest("pk")
    assert (record.action, record.by) == ("reply_confirmed", reviewer)
    assert record.comment.endswith("与原件一致")
    assert client.get(page).status_code == 302  # nothing waits any more


# ---- One line of succession ----


def test_the_rows_of_a_version_never_fork(late: Any, preparer: Any, department: Any) -> None:
    first = Reply.objects.get()
    add_correction(first, preparer)
    for again in (lambda: add_correction(first, preparer), lambda: add_reply(late, preparer)):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()
    other = make_budget(department, year=2021)
    words = refusal(
        f"INSERT INTO {Reply._meta.db_table} (budget_id, authority, number, dated, received, scan_name, corrects_id, reason, "
        "registered_by_id, registered_at) SELECT %s, authority, number, dated, received, '', id, '登记有误', registered_by_id, "
        f"now() FROM {Reply._meta.db_table} WHERE id = (SELECT max(id) FROM {Reply._meta.db_table})",
        other.pk,
    )
    assert words == "更正的批复不属于该版本"


def test_the_desk_asks_for_the_reason_and_keeps_what_was_typed(late: Any, preparer: Any) -> None:
    client, page = Client(), reverse("entry-reply", kwargs={"budget_pk": late.pk})
    client.force_login(preparer)
    typed = {
        "authority": "临河区财政局",
        "number": "临财预〔2020〕9号",
        "dated": f"{days_ago(3)}",
        "received": f"{days_ago(3)}",
    }
    for reason, said in (("", "必填"), ("改", "少于 4 个字")):
        answer = client.post(page, typed | {"reason": reason})
        assert said in answer.content.decode() and "临财预〔2020〕9号" in answer.content.decode()
    same = typed | {
        "number": "临财预〔2020〕1号",
        "dated": f"{days_ago(61)}",
        "received": f"{days_ago(61)}",
        "reason": REASON,
    }
    assert "没有需要更正的内容" in client.post(page, same).content.decode()
    assert Reply.objects.count() == 1
    assert client.post(page, typed | {"reason": REASON}).status_code == 302
    assert Reply.objects.latest("pk").number == "临财预〔2020〕9号"


# ---- 保密审查 ----


@pytest.fixture
def approved(submitted: Any, reviewer: Any, publisher: Any) -> DepartmentalBudget:
    CALLS["approve"](submitted, reviewer)
    CALLS["register_reply"](submitted, publisher)
    submitted.refresh_from_db()
    return submitted


def again_approved(budget: Any, preparer: Any, reviewer: Any) -> DepartmentalBudget:
    """Sent back, submitted and approved with the very same content."""
    before = budget.content_hash
    CALLS["send_back"](budget, reviewer)
    budget.refresh_from_db()
    CALLS["submit"](budget, preparer)
    CALLS["approve"](budget, reviewer)
    budget.refresh_from_db()
    assert budget.content_hash == before
    return budget


PUBLISH = "UPDATE budgets_departmentalbudget SET status = 'published', published_at = now() WHERE id = %s"
TRANSITION = ("budgets_departmentalbudget", "transition")


def test_a_review_is_bound_to_what_it_reviewed(approved: Any, publisher: Any) -> None:
    with pytest.raises(ContentChanged, match="重新进行保密审查"):
        transitions.record_secrecy_review(approved, by=publisher, **SECRECY, seen_hash="0" * 64)
    transitions.record_secrecy_review(
        approved, by=publisher, **SECRECY, seen_hash=approved.content_hash, comment="未见涉密内容"
    )
    review, record = SecrecyReview.objects.get(), ReviewRecord.objects.latest("pk")
    assert review.content_hash == record.content_hash == approved.content_hash
    assert review.comment == record.comment == "未见涉密内容"


def test_the_desks_page_sends_the_hash_that_it_showed(
    approved: Any, publisher: Any, preparer: Any, reviewer: Any
) -> None:
    client, page = Client(), reverse("entry-secrecy", kwargs={"budget_pk": approved.pk})
    client.force_login(publisher)
    shown = client.get(page)
    assert approved.content_hash in shown.content.decode()
    sent = {"reviewer": "王某", "reviewed_on": "2020-02-06", "signed_off_by": "李某", "cleared": "on"}
    answer = client.post(page, sent | {"seen_hash": "0" * 64}, follow=True)
    assert "审核通过的内容已变更" in answer.content.decode()
    assert not SecrecyReview.objects.exists()
    assert client.post(page, sent | {"seen_hash": shown.context["form"]["seen_hash"].value()}).status_code == 302
    assert "重新登记的原因" in client.get(page).content.decode()
    assert "必填" in client.post(page, sent).content.decode()
    assert SecrecyReview.objects.count() == 1
    assert client.post(page, sent | {"comment": "审查人登记有误"}).status_code == 302
    assert [why for _, why in secrecy_reviews_of(approved).listed] == ["", "已由后来的登记代替"]


def test_a_return_ends_it_though_the_same_content_is_approved_again(
    approved: Any, preparer: Any, reviewer: Any, publisher: Any
) -> None:
    CALLS["record_secrecy_review"](approved, publisher)
    assert secrecy_reviews_of(approved).clearing
    budget = again_approved(approved, preparer, reviewer)
    reviews = secrecy_reviews_of(budget)
    assert reviews.clearing is None
    assert reviews.newest and reviews.why_not(reviews.newest).endswith("退回后失效")
    with pytest.raises(WrongState, match=r"尚未完成保密审查，不能公开：原审查.*退回后失效。"):
        CALLS["publish"](budget, publisher)
    assert refusal(PUBLISH, budget.pk) == "尚未完成保密审查，不能公开"
    page = opened("entry-publish", budget, publisher)
    assert "未完成" in page and "退回后失效" in page and 'name="confirmed"' not in page
    for name, person in (("entry-overview", preparer), ("admin:budgets_departmentalbudget_change", reviewer)):
        assert "退回后失效" in opened(name, budget, person)
    with without(*TRANSITION, "e.review_id = s.id", "false"):
        assert refusal(PUBLISH, budget.pk) == ""  # the control
    CALLS["record_secrecy_review"](budget, publisher)
    assert refusal(PUBLISH, budget.pk) == ""
    assert CALLS["publish"](budget, publisher).status == Status.PUBLISHED
    assert SecrecyReview.objects.count() == 2


def test_the_database_ends_it_whoever_sends_the_version_back(approved: Any, publisher: Any) -> None:
    review = add_secrecy_review(approved, publisher)
    DepartmentalBudget.objects.filter(pk=approved.pk).update(
        status=Status.RETURNED, approved_by=None, approved_at=None, content_hash=""
    )
    assert SecrecyReview.objects.with_ends().get(pk=review.pk).end.at


def test_only_what_is_approved_is_reviewed(draft: Any, approved: Any, publisher: Any) -> None:
    insert = (
        f"INSERT INTO {SecrecyReview._meta.db_table} (budget_id, reviewer, reviewed_on, signed_off_by, cleared, comment, "
        "content_hash, recorded_by_id, recorded_at) VALUES (%s, '王某', '2020-02-06', '李某', true, '', %s, %s, now())"
    )
    assert refusal(insert, approved.pk, approved.content_hash, publisher.pk) == ""
    assert refusal(insert, approved.pk, HASH, publisher.pk) == "保密审查的内容不是审核通过的内容"
    assert refusal(insert, approved.pk, "", publisher.pk) == "保密审查的内容不是审核通过的内容"
    waiting = bring_to(make_budget(approved.department, year=2021), "submitted", submitter=publisher, reviewer=None)
    assert refusal(insert, waiting.pk, "", publisher.pk) == "保密审查的内容不是审核通过的内容"


def test_a_review_of_another_content_clears_nothing(approved: Any, publisher: Any) -> None:
    review = add_secrecy_review(approved, publisher)
    with guards_down():
        SecrecyReview.objects.filter(pk=review.pk).update(content_hash=HASH)
    assert secrecy_reviews_of(approved).clearing is None
    with pytest.raises(WrongState, match="审查的不是现在审核通过的内容"):
        CALLS["publish"](approved, publisher)
    assert refusal(PUBLISH, approved.pk) == "尚未完成保密审查，不能公开"
    with without(*TRANSITION, "s.content_hash = NEW.content_hash", "true"):
        assert refusal(PUBLISH, approved.pk) == ""  # the control


def test_of_two_reviews_the_newest_speaks(approved: Any, publisher: Any) -> None:
    add_secrecy_review(approved, publisher)
    add_secrecy_review(approved, publisher, cleared=False)
    assert secrecy_reviews_of(approved).clearing is None
    assert refusal(PUBLISH, approved.pk) == "尚未完成保密审查，不能公开"
    freeze(approved)
