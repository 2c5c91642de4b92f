"""Who may move a version when, and what each move does. The refusals of the database are in test_triggers."""

import pytest
from django.db import DatabaseError, transaction

from budgets.choices import Role, Status
from budgets.models import Assignment, Department, DepartmentalBudget, Unit
from budgets.workflow import transitions
from tests.budgets.states import (
    CALLS,
    add_correction,
    add_reply,
    add_secrecy_review,
    bring_to,
)
from tests.builders import make_budget, make_department, make_small_budget, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]


@pytest.fixture
def people(department, preparer, reviewer, publisher, outsider):
    """Everybody who might try, by who they are."""
    elsewhere = make_department("202", "云台区信访局", region="990102", region_name="云台区")
    return {
        "preparer": preparer,
        "reviewer": reviewer,
        "publisher": publisher,
        "preparer of another department": outsider,
        "reviewer of another region": make_user("far-reviewer", Role.REVIEWER, elsewhere, is_staff=True),
        "administrator": make_user("administrator", is_staff=True, is_superuser=True),
        "dismissed preparer": make_user("dismissed", Role.PREPARER, department, is_active=False),
    }


# ---- Every move, every state, every person ----

EXPECTED = {
    "submit": {"preparer": {Status.DRAFT, Status.RETURNED}},
    "approve": {"reviewer": {Status.SUBMITTED}},
    "send_back": {"reviewer": {Status.SUBMITTED, Status.APPROVED}},
    "register_reply": {
        "preparer": {Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED},
        "publisher": {Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED},
    },
    "record_secrecy_review": {"publisher": {Status.APPROVED}},
    "confirm_reply": {"reviewer": {Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED}},
    "publish": {"publisher": {Status.APPROVED}},
    "discard": {"preparer": {Status.DRAFT}},
}


def outcome(move, budget, person):
    """What came of the attempt, which is undone."""
    try:
        with transaction.atomic():
            CALLS[move](DepartmentalBudget.objects.get(pk=budget.pk), person)
            transaction.set_rollback(True)
    except transitions.Refused as refused:
        return type(refused)
    return "done"


@pytest.mark.parametrize("status", Status.values)
def test_every_move_by_every_person_is_as_the_table_says(draft, people, status):
    submitter = make_user("submitter")
    budget = bring_to(
        draft,
        status,
        submitter=submitter,
        reviewer=make_user("other-reviewer"),
        content_hash=transitions.content_hash(draft),
    )
    if status != Status.PUBLISHED:
        add_correction(add_reply(budget, submitter), submitter)
    if status == Status.APPROVED:
        add_secrecy_review(budget, submitter)
    for move, allowed in EXPECTED.items():
        for name, person in people.items():
            if status in allowed.get(name, ()):
                expected = "done"
            else:
                expected = transitions.WrongState if name in allowed else transitions.NotAllowed
            assert outcome(move, budget, person) == expected, (move, status, name)
            refused = transitions.refusal(move, budget, person)
            assert (refused is None) == (expected == "done"), (move, status, name)


def test_the_table_above_names_every_move_of_the_map_that_people_make():
    assert set(EXPECTED) == {key for key, move in transitions.MOVES.items() if move.roles}


def test_a_refused_move_leaves_the_version_and_its_records_alone(draft, people):
    before = (DepartmentalBudget.objects.filter(pk=draft.pk).values().get(), draft.review_records.count())
    for move in EXPECTED:
        for name in ("preparer of another department", "administrator", "dismissed preparer"):
            with pytest.raises(transitions.Refused):
                CALLS[move](draft, people[name])
    assert (DepartmentalBudget.objects.filter(pk=draft.pk).values().get(), draft.review_records.count()) == before


# ---- Rights ----


def test_roles_follow_the_same_reach_as_the_lists(department, people):
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访服务中心")
    other = Unit.objects.create(department=department, code="202002", name="临河区信访档案中心")
    clerk = make_user("unit-clerk")
    Assignment.objects.create(
        user=clerk, role=Role.PREPARER, region=department.region, department=department, unit=unit
    )
    budgets = [make_budget(department), make_budget(department, unit=unit), make_budget(department, unit=other)]
    for person in [*people.values(), clerk]:
        if not person.is_active:
            continue
        for budget in budgets:
            reached = {
                role.value for role in Role if DepartmentalBudget.objects.for_role(person, role).filter(pk=budget.pk)
            }
            assert transitions.roles_of(person, budget) == reached


def test_a_units_clerk_acts_on_the_units_document_only(department):
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访服务中心")
    clerk = make_user("unit-clerk")
    Assignment.objects.create(
        user=clerk, role=Role.PREPARER, region=department.region, department=department, unit=unit
    )
    assert transitions.roles_of(clerk, make_budget(department, unit=unit)) == {Role.PREPARER}
    assert transitions.roles_of(clerk, make_budget(department)) == set()


def test_the_superior_departments_reviewer_reviews_a_units_document(department, preparer):
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访服务中心")
    superior = make_user("superior")
    Assignment.objects.create(user=superior, role=Role.REVIEWER, region=department.region, department=department)
    budget = make_budget(department, unit=unit)
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)
    assert CALLS["approve"](budget, superior).status == Status.APPROVED


@pytest.fixture
def superior(department):
    """A reviewer of the 主管部门."""
    person = make_user("superior")
    Assignment.objects.create(
        user=person, role=Role.REVIEWER, region=department.region, department=department, of_superior=True
    )
    return person


def test_a_reviewer_of_the_superior_department_reviews_its_units_documents_only(department, preparer, superior):
    unit = Unit.objects.create(department=department, code="202001", name="临河区信访服务中心")
    own, whole = make_small_budget(department, unit=unit), make_small_budget(department)
    assert (transitions.roles_of(superior, own), transitions.roles_of(superior, whole)) == ({Role.REVIEWER}, set())
    assert list(DepartmentalBudget.objects.for_role(superior, Role.REVIEWER)) == [own]
    assert list(DepartmentalBudget.objects.visible_to(superior)) == [own]
    bring_to(own, Status.SUBMITTED, submitter=preparer, reviewer=None)
    bring_to(whole, Status.SUBMITTED, submitter=preparer, reviewer=None)
    assert CALLS["approve"](own, superior).status == Status.APPROVED
    with pytest.raises(transitions.NotAllowed):
        CALLS["approve"](whole, superior)


def test_the_database_lets_no_reviewer_of_the_superior_department_approve_its_own_document(
    department, preparer, superior
):
    budget = bring_to(make_small_budget(department), Status.SUBMITTED, submitter=preparer, reviewer=None)
    with pytest.raises(DatabaseError, match="不能审核本部门"), transaction.atomic():
        bring_to(budget, Status.APPROVED, submitter=preparer, reviewer=superior)
    # The control: with an assignment of the bureau beside it, the same person may.
    Assignment.objects.create(user=superior, role=Role.REVIEWER, region=department.region)
    assert bring_to(budget, Status.APPROVED, submitter=preparer, reviewer=superior).status == Status.APPROVED


@pytest.mark.parametrize("values", [{"role": Role.PREPARER}, {"department": None}])
def test_only_a_reviewer_of_a_department_is_one_of_the_superior(department, superior, values):
    values = {"role": Role.REVIEWER, "department": department, "of_superior": True, **values}
    with pytest.raises(DatabaseError, match="assignment_superior_reviews_for_a_department"), transaction.atomic():
        Assignment.objects.create(user=make_user("another"), region=department.region, **values)


def test_a_role_that_was_taken_away_ends_at_once(draft, preparer):
    assert transitions.refusal("submit", draft, preparer) is None
    Assignment.objects.filter(user=preparer).delete()
    assert isinstance(transitions.refusal("submit", draft, preparer), transitions.NotAllowed)


def test_only_a_preparer_of_the_department_begins_a_draft(department, people):
    for name, person in people.items():
        if name == "preparer":
            continue
        with pytest.raises(transitions.NotAllowed):
            transitions.create_budget(by=person, department=department, fiscal_year=2021, printed_name="临河区信访局")
    assert not DepartmentalBudget.objects.exists()


def test_departments_of_the_same_code_in_two_regions_stay_apart(people):
    far = Department.objects.get(region="990102", code="202")
    budget = make_budget(far)
    assert transitions.roles_of(people["preparer"], budget) == set()
    assert transitions.roles_of(people["reviewer of another region"], budget) == {Role.REVIEWER}


# ---- Buttons ----


def labels(budget, person):
    return [(action.label, action.enabled) for action in transitions.allowed_actions(budget, person)]


def test_buttons_come_from_the_map(draft, people):
    assert labels(draft, people["preparer"]) == [("报送审核", True), ("登记批复", True), ("删除草稿", True)]
    assert labels(draft, people["publisher"]) == [("登记批复", True), ("登记保密审查", False), ("公开", False)]
    assert labels(draft, people["reviewer"]) == [("审核通过", False), ("退回修改", False)]
    assert labels(draft, people["administrator"]) == []


def test_a_button_that_is_off_says_why(draft, people, preparer):
    approved = bring_to(draft, Status.APPROVED, submitter=preparer, reviewer=people["reviewer"])
    reasons = {action.key: action.why_not for action in transitions.allowed_actions(approved, people["publisher"])}
    assert reasons == {"register_reply": "", "record_secrecy_review": "", "publish": "尚未登记批复，不能公开。"}
    add_reply(approved, preparer)
    assert (
        "保密审查" in {a.key: a.why_not for a in transitions.allowed_actions(approved, people["publisher"])}["publish"]
    )


def test_what_is_published_has_no_buttons(draft, people, preparer):
    bring_to(draft, Status.PUBLISHED, submitter=preparer, reviewer=people["reviewer"])
    assert [labels(draft, person) for person in people.values()] == [[]] * len(people)
