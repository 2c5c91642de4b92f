"""Nobody approves what they wrote or submitted: seven ways to try it, by everybody who may not, down to raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import Assignment, DepartmentalBudget, GlossaryTerm, ReviewRecord
from budgets.versions.editing import editing
from budgets.workflow import transitions
from tests.budgets.states import freeze
from tests.builders import make_small_budget, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]


@pytest.fixture
def people(department):
    """Each of them is a reviewer and a preparer at once: only four eyes stand between them and the approval."""
    made = {}
    for name in ("submitter", "past_editor", "renamer", "past_submitter", "fresh_reviewer"):
        user = make_user(name, Role.REVIEWER, department, is_staff=True)
        Assignment.objects.create(user=user, role=Role.PREPARER, region=department.region, department=department)
        made[name] = user
    return made


@pytest.fixture
def submitted(department, people):
    """Written by two, submitted by a third, sent back, and submitted by a fourth."""
    budget = make_small_budget(department)
    with editing(budget, by=people["past_editor"]) as locked:
        row = GlossaryTerm.objects.create(budget=locked, term="甲", definition="乙")
    with editing(budget, by="import"):
        row.delete()  # what the editor wrote is gone again; he stays an author
    with editing(budget, by=people["renamer"]) as locked:
        locked.printed_name = "临河区信访局（改）"
        locked.save(update_fields=["printed_name"])
    budget.refresh_from_db()
    transitions.submit(budget, by=people["past_submitter"], seen=budget.row_version)
    transitions.send_back(budget, by=people["fresh_reviewer"], comment="请核对")
    return transitions.submit(budget, by=people["submitter"], seen=budget.row_version)


def by_code(budget, person, client):
    transitions.approve(budget, by=person, comment="", seen_hash=transitions.content_hash(budget))


def by_the_button(budget, person, client):
    seen = transitions.content_hash(budget)
    return client.post(
        reverse("admin:budgets_departmentalbudget_approve", args=[budget.pk]), {"comment": "", "seen": seen}
    )


def by_posting_the_status(budget, person, client):
    data = {"status": "approved", "approved_by": person.pk, "content_hash": "0" * 64, "_save": "1"}
    return client.post(reverse("admin:budgets_departmentalbudget_change", args=[budget.pk]), data)


def by_a_bulk_action(budget, person, client):
    data = {"action": "approve", "_selected_action": [budget.pk], "index": "0"}
    return client.post(reverse("admin:budgets_departmentalbudget_changelist"), data)


def by_editing_the_list(budget, person, client):
    data = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": budget.pk, "form-0-status": "approved", "_save": "1",
    }  # fmt: skip
    return client.post(reverse("admin:budgets_departmentalbudget_changelist"), data)


def by_the_orm(budget, person, client):
    """With everything that an approval leaves behind."""
    with transaction.atomic():
        content_hash = freeze(budget)
        DepartmentalBudget.objects.filter(pk=budget.pk).update(
            status=Status.APPROVED, approved_by=person, approved_at=budget.submitted_at, content_hash=content_hash
        )


def by_sql(budget, person, client):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budgets_departmentalbudget SET status = 'approved', approved_by_id = %s, approved_at = now(), "
            "content_hash = %s WHERE id = %s",
            [person.pk, freeze(budget), budget.pk],
        )


OUR_CODE = [by_code, by_the_button, by_posting_the_status, by_a_bulk_action, by_editing_the_list]
PAST_OUR_CODE = [by_the_orm, by_sql]


def attempt(way, budget, person, client):
    client.force_login(person)
    try:
        way(budget, person, client)
    except (transitions.Refused, DatabaseError) as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("way", [*OUR_CODE, *PAST_OUR_CODE])
@pytest.mark.parametrize("name", ["submitter", "past_editor", "renamer"])
def test_submitter_and_authors_do_not_get_their_own_version_approved(submitted, people, client, way, name):
    words = attempt(way, submitted, people[name], client)
    if way in PAST_OUR_CODE:
        assert "budget_four_eyes" in words or "编写过本版本的人不能审核本版本" in words
    submitted.refresh_from_db()
    assert (submitted.status, submitted.approved_by) == (Status.SUBMITTED, None)
    assert not ReviewRecord.objects.filter(action="approved").exists()


@pytest.mark.parametrize("way", OUR_CODE)
def test_who_submitted_an_earlier_time_does_not_approve_either(submitted, people, client, way):
    attempt(way, submitted, people["past_submitter"], client)
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


@pytest.mark.parametrize("way", [by_code, by_the_button, *PAST_OUR_CODE])
def test_control_another_reviewer_does_by_the_same_ways(submitted, people, client, way):
    assert attempt(way, submitted, people["fresh_reviewer"], client) == ""
    submitted.refresh_from_db()
    assert (submitted.status, submitted.approved_by) == (Status.APPROVED, people["fresh_reviewer"])


@pytest.mark.parametrize("way", [by_posting_the_status, by_a_bulk_action, by_editing_the_list])
def test_nobody_at_all_approves_by_tampering_with_the_admin(submitted, people, client, way):
    attempt(way, submitted, people["fresh_reviewer"], client)
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_the_button_tells_an_author_why_not(submitted, people):
    actions = {action.key: action for action in transitions.allowed_actions(submitted, people["past_editor"])}
    assert actions["approve"].why_not == "您报送或编写过本版本，不能审核。请由其他审核人审核。"
    assert actions["send_back"].enabled


def test_an_author_may_still_send_back(submitted, people):
    assert transitions.send_back(submitted, by=people["past_editor"], comment="我写错了").status == Status.RETURNED
