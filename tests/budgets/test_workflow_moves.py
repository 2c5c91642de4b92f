"""What each move of a version does and what stops it. Who may make it is in test_workflow."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from budgets import parts
from budgets.choices import ReviewAction, Role, Status
from budgets.models import Assignment, Author, DepartmentalBudget, GlossaryTerm, Reply, SecrecyReview
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.versions.editing import ChangedMeanwhile, NotEditable, acting_as, editing
from budgets.workflow import transitions
from tests.budgets.states import (
    BAD_NAME,
    CALLS,
    REPLY,
    bring_to,
    fill_every_table,
    row_models,
)
from tests.builders import make_small_budget, make_user
from tests.database import guards_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]


# ---- Beginning ----


def test_a_new_draft_has_its_number_its_record_and_its_author(department, preparer):
    budget = transitions.create_budget(
        by=preparer, department=department, fiscal_year=2021, printed_name="临河区信访局"
    )
    assert (budget.status, budget.version, budget.created_by) == (Status.DRAFT, 1, preparer)
    assert [(record.action, record.by) for record in budget.review_records.all()] == [(ReviewAction.CREATED, preparer)]
    assert list(budget.authors.values_list("user", flat=True)) == [preparer.pk]


def test_the_operators_import_begins_a_draft_in_nobodys_name(department):
    budget = transitions.create_budget(by=None, department=department, fiscal_year=2021, printed_name="临河区信访局")
    assert budget.created_by is None
    assert not budget.authors.exists()


def test_a_correction_has_the_next_number(draft, preparer, reviewer, department):
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    budget = transitions.create_budget(
        by=preparer,
        department=department,
        fiscal_year=2020,
        printed_name="临河区信访局",
        correction_note="更正采购金额",
    )
    assert (budget.version, budget.correction_note) == (2, "更正采购金额")


def test_one_version_at_a_time_is_open(draft, preparer, department):
    with pytest.raises(transitions.WrongState, match="未公开的版本"):
        transitions.create_budget(by=preparer, department=department, fiscal_year=2020, printed_name="临河区信访局")


def test_a_draft_without_a_name_is_refused(department, preparer):
    with pytest.raises(ValidationError):
        transitions.create_budget(by=preparer, department=department, fiscal_year=2021, printed_name=" ")


# ---- Submitting ----


def test_a_submission_is_signed_dated_and_recorded_with_its_content(draft, preparer):
    submitted = CALLS["submit"](draft, preparer)
    assert (submitted.status, submitted.submitted_by) == (Status.SUBMITTED, preparer)
    record = submitted.review_records.get()
    assert (record.action, record.by, record.content_hash) == ("submitted", preparer, transitions.content_hash(draft))


def test_errors_stop_a_submission_and_are_handed_over(department, preparer):
    budget = make_small_budget(department, printed_name=BAD_NAME)
    with pytest.raises(transitions.NotReady, match="1 项错误") as refused:
        CALLS["submit"](budget, preparer)
    assert [result.rule.id for result in refused.value.results] == ["T-1"]
    budget.refresh_from_db()
    assert budget.status == Status.DRAFT


def test_what_was_saved_after_the_confirmation_page_is_not_submitted_unseen(draft, preparer):
    seen = draft.row_version
    with editing(draft, by=preparer) as locked:
        GlossaryTerm.objects.create(budget=locked, term="甲", definition="乙")
    with pytest.raises(ChangedMeanwhile):
        transitions.submit(draft, by=preparer, seen=seen)


def test_nothing_can_be_written_between_submission_and_return(draft, preparer, reviewer):
    CALLS["submit"](draft, preparer)
    with pytest.raises(NotEditable), editing(draft, by=preparer):
        pass
    CALLS["send_back"](draft, reviewer)
    with editing(draft, by=preparer) as locked:
        GlossaryTerm.objects.create(budget=locked, term="甲", definition="乙")


# ---- Deciding ----


@pytest.fixture
def submitted(draft, preparer):
    return CALLS["submit"](draft, preparer)


def test_an_approval_keeps_the_hash_of_what_was_seen(submitted, reviewer):
    seen = transitions.content_hash(submitted)
    approved = transitions.approve(submitted, by=reviewer, comment="同意", seen_hash=seen)
    assert (approved.status, approved.approved_by, approved.content_hash) == (Status.APPROVED, reviewer, seen)
    record = approved.review_records.last()
    assert (record.action, record.by, record.comment, record.content_hash) == ("approved", reviewer, "同意", seen)


@pytest.mark.parametrize("seen", ["", "0" * 64, "not a hash"])
def test_what_was_not_seen_is_not_approved(submitted, reviewer, seen):
    with pytest.raises(transitions.ContentChanged, match="内容已变更，请重新审核"):
        transitions.approve(submitted, by=reviewer, comment="", seen_hash=seen)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.content_hash) == (Status.SUBMITTED, "")


def test_what_was_changed_between_reading_and_approving_is_not_approved(submitted, preparer, reviewer):
    seen = transitions.content_hash(submitted)
    CALLS["send_back"](submitted, reviewer)
    with editing(submitted, by=preparer) as locked:
        GlossaryTerm.objects.create(budget=locked, term="甲", definition="乙")
    submitted.refresh_from_db()
    CALLS["submit"](submitted, preparer)
    with pytest.raises(transitions.ContentChanged):
        transitions.approve(submitted, by=reviewer, comment="", seen_hash=seen)
    CALLS["approve"](submitted, reviewer)  # control: what is there now can be approved


def test_a_rule_that_came_after_the_submission_stops_the_approval(department, preparer, reviewer):
    budget = make_small_budget(department, printed_name=BAD_NAME)
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=reviewer)
    with pytest.raises(transitions.NotReady):
        CALLS["approve"](budget, reviewer)


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_who_sends_back_says_why(submitted, reviewer, comment):
    with pytest.raises(transitions.WrongState, match="原因"):
        transitions.send_back(submitted, by=reviewer, comment=comment)


def test_sending_back_voids_the_approval_and_ends_the_secrecy_review_but_not_the_reply(submitted, reviewer, publisher):
    CALLS["approve"](submitted, reviewer)
    CALLS["register_reply"](submitted, publisher)
    CALLS["record_secrecy_review"](submitted, publisher)
    returned = CALLS["send_back"](submitted, reviewer)
    assert (returned.status, returned.approved_by, returned.approved_at, returned.content_hash) == (
        "returned",
        None,
        None,
        "",
    )
    review = SecrecyReview.objects.get()  # it stays as a record, and clears nothing any more
    assert review.end.at >= review.recorded_at
    assert secrecy_reviews_of(returned).clearing is None
    assert replies_of(returned).counting
    assert [record.action for record in returned.review_records.all()] == [
        "submitted", "approved", "reply_registered", "secrecy_reviewed", "returned",
    ]  # fmt: skip


# ---- Around publication ----


def test_a_reply_that_was_received_before_its_date_is_refused(draft, preparer):
    with pytest.raises(ValidationError, match="收到日期不能早于批复日期"):
        transitions.register_reply(draft, by=preparer, **{**REPLY, "received": dt.date(2020, 1, 1)})
    assert not Reply.objects.exists()


@pytest.fixture
def approved(submitted, reviewer, publisher):
    CALLS["approve"](submitted, reviewer)
    CALLS["register_reply"](submitted, publisher)
    CALLS["record_secrecy_review"](submitted, publisher)
    submitted.refresh_from_db()
    return submitted


def test_a_publication_is_signed_dated_and_recorded(approved, publisher):
    published = CALLS["publish"](approved, publisher)
    assert (published.status, published.published_by, published.content_hash) == (
        "published",
        publisher,
        approved.content_hash,
    )
    assert published.published_at is not None
    assert published.review_records.last().action == "published"


def test_another_document_than_the_approved_one_is_not_published(approved, publisher):
    with pytest.raises(transitions.ContentChanged, match="不一致"):
        transitions.mark_published(approved, by=publisher, content_hash="0" * 64)


def test_a_document_that_composes_differently_today_is_published_as_it_was_approved(approved, publisher):
    """A name that the document prints and the version does not hold: the region's."""
    approved.region.name = "临江区"
    approved.region.save()
    assert CALLS["publish"](approved, publisher).content_hash == approved.content_hash


def test_rows_that_are_no_longer_the_approved_ones_are_not_published(approved, publisher):
    """The control: past every guard, one letter of one row."""
    with guards_down():
        approved.project_rows.update(name="接访场所运行经费二")
    with pytest.raises(transitions.ContentChanged, match="预算数据与审核通过的内容不一致"):
        CALLS["publish"](approved, publisher)


@pytest.mark.parametrize("there", ["register_reply", "record_secrecy_review"])
def test_without_reply_or_secrecy_review_nothing_is_published(submitted, reviewer, publisher, there):
    CALLS["approve"](submitted, reviewer)
    CALLS[there](submitted, publisher)
    submitted.refresh_from_db()
    with pytest.raises(transitions.WrongState, match="不能公开"):
        CALLS["publish"](submitted, publisher)


def test_history_becomes_public_as_it_stands(department):
    budget = make_small_budget(department, printed_name=BAD_NAME)
    published = transitions.mark_imported(budget)
    assert (published.status, published.imported, published.approved_by) == ("published", True, None)
    assert published.content_hash == transitions.content_hash(budget)
    assert [(record.action, record.by) for record in published.review_records.all()] == [("imported", None)]


@pytest.mark.parametrize("status", [value for value in Status.values if value != "draft"])
def test_only_a_draft_is_taken_over_as_history(draft, preparer, reviewer, status):
    bring_to(draft, status, submitter=preparer, reviewer=reviewer)
    with pytest.raises(transitions.WrongState):
        transitions.mark_imported(draft)


# ---- Discarding ----


def test_a_discarded_draft_leaves_no_trace(department, preparer):
    budget = transitions.create_budget(
        by=preparer, department=department, fiscal_year=2021, printed_name="临河区信访局"
    )
    fill_every_table(budget)
    transitions.register_reply(budget, by=preparer, **REPLY)
    other = make_small_budget(department, year=2022)
    kept = {model: model.objects.filter(budget=other).count() for model in row_models()}
    transitions.discard(budget, by=preparer)
    assert not DepartmentalBudget.objects.filter(pk=budget.pk).exists()
    assert not Author.objects.filter(budget=budget.pk).exists()
    assert {model: model.objects.count() for model in row_models()} == kept


def test_a_department_can_begin_again_after_discarding(department, preparer):
    for _ in range(2):
        budget = transitions.create_budget(
            by=preparer, department=department, fiscal_year=2021, printed_name="临河区信访局"
        )
        transitions.discard(budget, by=preparer)
    assert budget.version == 1


def test_what_was_ever_submitted_is_not_discarded(submitted, preparer, reviewer):
    CALLS["send_back"](submitted, reviewer)
    with pytest.raises(transitions.WrongState):
        transitions.discard(submitted, by=preparer)


def test_every_table_of_a_version_belongs_to_a_part():
    """Discarding and copying go through the parts."""
    assert set(row_models()) == set(parts.row_models())


def test_whoever_begins_a_draft_counts_as_its_author_for_four_eyes(department, preparer):
    Assignment.objects.create(user=preparer, role=Role.REVIEWER, region=department.region)
    budget = transitions.create_budget(
        by=preparer, department=department, fiscal_year=2021, printed_name="临河区信访局"
    )
    with acting_as("import"):
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="乙")
    bring_to(budget, Status.SUBMITTED, submitter=make_user("colleague"), reviewer=None)
    with pytest.raises(transitions.NotAllowed, match="编写过"):
        CALLS["approve"](budget, preparer)
