"""The entry desk's pages about a version as a whole: submit, register the 批复, record the 保密审查, discard."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.choices import Status
from budgets.models import DepartmentalBudget, Reply, SecrecyReview
from budgets.workflow import transitions
from budgets.workflow.forms import LARGEST_SCAN
from tests.budgets.states import BAD_NAME, add_reply, bring_to
from tests.builders import make_small_budget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
PAGES = ["entry-submit", "entry-reply", "entry-secrecy", "entry-discard"]
REPLY = {"authority": "临河区财政局", "number": "临财预〔2020〕1号", "dated": "2020-02-01", "received": "2020-02-05"}
SECRECY = {"reviewer": "王某", "reviewed_on": "2020-02-06", "signed_off_by": "李某", "cleared": "on"}


@pytest.fixture
def approved(draft, preparer, reviewer):
    return bring_to(
        draft, Status.APPROVED, submitter=preparer, reviewer=reviewer, content_hash=transitions.content_hash(draft)
    )


def address(name, budget):
    return reverse(name, kwargs={"budget_pk": budget.pk})


def overview(budget):
    return address("entry-overview", budget)


@pytest.fixture
def desk(client, preparer):
    client.force_login(preparer)
    return client


@pytest.fixture
def press(client, publisher):
    client.force_login(publisher)
    return client


# ---- Who may enter ----


@pytest.mark.parametrize("name", [*PAGES, "entry-reply-scan"])
def test_a_stranger_signs_in_first(client, draft, name):
    assert client.get(address(name, draft)).headers["Location"].startswith("/entry/login/?next=")


@pytest.mark.parametrize("name", [*PAGES, "entry-reply-scan"])
def test_another_departments_version_is_not_found(client, draft, outsider, name):
    add_reply(draft, outsider)
    client.force_login(outsider)
    assert client.get(address(name, draft)).status_code == 404
    assert client.post(address(name, draft)).status_code in {404, 405}


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("entry-submit", "publisher"), ("entry-submit", "reviewer"), ("entry-reply", "reviewer"),
        ("entry-secrecy", "preparer"), ("entry-secrecy", "reviewer"), ("entry-discard", "publisher"), ("entry-discard", "reviewer"),
    ],
)  # fmt: skip
def test_who_sees_the_version_without_the_role_is_told_so(client, draft, request, name, person):
    client.force_login(request.getfixturevalue(person))
    for answer in (client.get(address(name, draft)), client.post(address(name, draft), {"seen": draft.row_version})):
        assert answer.status_code == 403
    assert DepartmentalBudget.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("name", ["entry-submit", "entry-discard"])
def test_what_cannot_be_done_now_leads_back_with_the_reason(desk, draft, preparer, reviewer, name):
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=reviewer)
    for answer in (desk.get(address(name, draft), follow=True), desk.post(address(name, draft), follow=True)):
        assert answer.redirect_chain == [(overview(draft), 302)]
        assert "当前状态为“已报送（待审核）”" in answer.content.decode()


# ---- Submitting ----


def test_the_confirmation_names_the_reviewer_and_what_comes_next(desk, draft, reviewer):
    reviewer.first_name = "审核员甲"
    reviewer.save()
    words = desk.get(address("entry-submit", draft)).content.decode()
    assert "由审核员甲审核" in words
    assert "确认报送" in words


def test_a_confirmed_submission_waits_for_review(desk, draft, preparer):
    answer = desk.post(address("entry-submit", draft), {"seen": draft.row_version}, follow=True)
    assert "已报送，等待审核" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_by) == (Status.SUBMITTED, preparer)


@pytest.mark.parametrize("seen", ["", "x", "99", "-1", "１"])
def test_a_version_that_was_not_seen_as_it_stands_is_not_submitted(desk, draft, seen):
    answer = desk.post(address("entry-submit", draft), {"seen": seen}, follow=True)
    assert "本预算又被保存过" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_errors_stand_on_the_page_and_the_button_does_not(desk, department):
    budget = make_small_budget(department, printed_name=BAD_NAME)
    words = desk.get(address("entry-submit", budget)).content.decode()
    assert "还有 1 项错误" in words and "名称有误" in words
    assert "确认报送" not in words
    answer = desk.post(address("entry-submit", budget), {"seen": budget.row_version})
    assert answer.status_code == 409
    budget.refresh_from_db()
    assert budget.status == Status.DRAFT


def test_a_posted_status_is_ignored(desk, draft):
    tampered = {"status": "published", "approved_by": "1", "imported": "on", "content_hash": "0" * 64}
    desk.post(address("entry-submit", draft), {"seen": draft.row_version, **tampered})
    draft.refresh_from_db()
    assert (draft.status, draft.approved_by, draft.imported, draft.content_hash) == (Status.SUBMITTED, None, False, "")


# ---- 批复 ----


def test_a_reply_is_registered_with_its_scan_and_given_back_as_it_was(desk, draft):
    scan = SimpleUploadedFile("关于2020年预算的批复.PDF", b"%PDF-1.4 ...", content_type="text/html")
    assert desk.post(address("entry-reply", draft), {**REPLY, "scan": scan}).status_code == 302
    reply = Reply.objects.get()
    assert (reply.number, reply.dated, reply.scan_name) == (
        "临财预〔2020〕1号",
        dt.date(2020, 2, 1),
        "关于2020年预算的批复.pdf",
    )
    answer = desk.get(address("entry-reply-scan", draft))
    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF-1.4 ...", "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "ending"), [(b"%PDF-1.7", "pdf"), (b"\x89PNG\r\n\x1a\n....", "png"), (b"\xff\xd8\xff\xe0...", "jpg")]
)
def test_a_scan_is_what_its_first_bytes_say(desk, draft, content, ending):
    desk.post(address("entry-reply", draft), {**REPLY, "scan": SimpleUploadedFile("批复.exe", content)})
    assert Reply.objects.get().scan_name == f"批复.{ending}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html><script>", "只能是 PDF、PNG 或 JPEG"),
        (b"PK\x03\x04", "只能是 PDF、PNG 或 JPEG"),
        (b" %PDF-1.7", "只能是 PDF、PNG 或 JPEG"),
        (b"%PDF-" + b"0" * LARGEST_SCAN, "超过 10 MB"),
        (b"", "空"),
    ],
)
def test_any_other_file_is_refused_and_what_was_typed_stays(desk, draft, content, message):
    answer = desk.post(address("entry-reply", draft), {**REPLY, "scan": SimpleUploadedFile("批复.pdf", content)})
    assert answer.status_code == 200
    words = answer.content.decode()
    assert message in words
    assert "临财预〔2020〕1号" in words
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"received": "2020-01-31"}, "收到日期不能早于批复日期"),
        ({"dated": "2999-01-01", "received": "2999-01-02"}, "不能晚于今天"),
        ({"dated": "2020-02-30"}, "有效"),
        ({"number": ""}, "必填"),
    ],
)
def test_a_reply_that_cannot_be_is_refused_with_the_reason(desk, draft, change, message):
    assert message in desk.post(address("entry-reply", draft), {**REPLY, **change}).content.decode()
    assert not Reply.objects.exists()


def test_without_a_new_scan_the_old_one_stays(desk, draft):
    desk.post(address("entry-reply", draft), {**REPLY, "scan": SimpleUploadedFile("批复.pdf", b"%PDF-1.4")})
    words = desk.get(address("entry-reply", draft)).content.decode()
    assert "批复.pdf" in words and 'value="2020-02-01"' in words
    desk.post(address("entry-reply", draft), {**REPLY, "number": "2号", "reason": "文号登记有误"})
    reply = Reply.objects.latest("pk")
    assert (reply.number, bytes(reply.scan)) == ("2号", b"%PDF-1.4")


def test_a_correction_is_offered_the_reply_of_the_version_before(desk, draft, preparer, reviewer, department):
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    second = make_small_budget(department, version=2)
    assert 'value="临财预〔2020〕1号"' in desk.get(address("entry-reply", second)).content.decode()


def test_there_is_no_scan_where_none_was_given(desk, draft, preparer):
    add_reply(draft, preparer)
    assert desk.get(address("entry-reply-scan", draft)).status_code == 404


# ---- 保密审查 ----


def test_the_publisher_records_the_secrecy_review(press, approved):
    assert press.post(address("entry-secrecy", approved), SECRECY).status_code == 302
    review = SecrecyReview.objects.get()
    assert (review.reviewer, review.signed_off_by, review.cleared) == ("王某", "李某", True)
    assert approved.review_records.last().action == "secrecy_reviewed"


def test_a_review_that_does_not_clear_is_not_recorded(press, approved):
    words = press.post(address("entry-secrecy", approved), {**SECRECY, "cleared": ""}).content.decode()
    assert "请确认已按规定剔除涉密内容" in words
    assert not SecrecyReview.objects.exists()


def test_before_the_approval_there_is_nothing_to_review(press, draft):
    answer = press.post(address("entry-secrecy", draft), SECRECY, follow=True)
    assert answer.redirect_chain == [(overview(draft), 302)]
    assert not SecrecyReview.objects.exists()


# ---- Discarding ----


def test_a_draft_is_discarded_after_a_question(desk, draft):
    assert "删除后不能恢复" in desk.get(address("entry-discard", draft)).content.decode()
    answer = desk.post(address("entry-discard", draft), follow=True)
    assert "已删除草稿" in answer.content.decode()
    assert not DepartmentalBudget.objects.exists()
