"""The reviewers' desk: who gets in, what each sees, and that reading is all that its pages allow beside the two decisions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from budgets.choices import Status
from budgets.models import Assignment, DepartmentalBudget
from budgets.workflow import transitions
from tests.budgets.states import bring_to
from tests.builders import make_department, make_small_budget, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
LIST = "/admin/budgets/departmentalbudget/"


@pytest.fixture
def foreign(outsider):
    """A budget of another region, which our reviewer does not answer for."""
    far = make_department("202", "云台区信访局", region="990102", region_name="云台区")
    return bring_to(make_small_budget(far), Status.SUBMITTED, submitter=outsider, reviewer=None)


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def page(budget, name="change"):
    return reverse(f"admin:budgets_departmentalbudget_{name}", args=[budget.pk])


# ---- Who gets in ----


@pytest.mark.parametrize("name", ["preparer", "publisher", "outsider"])
def test_who_is_no_staff_is_sent_to_the_admins_login(client, submitted, request, name):
    client.force_login(request.getfixturevalue(name))
    for address in ("/admin/", LIST, page(submitted), page(submitted, "approve"), page(submitted, "send_back")):
        assert client.get(address).headers["Location"] == f"/admin/login/?next={address}"


def test_a_stranger_is_sent_to_the_admins_login(client, submitted):
    assert client.get(page(submitted)).status_code == 302


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_staff_without_an_assignment_of_review_sees_no_budget(client, submitted, fields):
    client.force_login(make_user("staff", **fields))
    assert client.get(LIST).status_code == 403
    for name in ("change", "approve", "send_back", "history"):
        assert client.get(page(submitted, name)).status_code == 404
        assert client.post(page(submitted, name)).status_code in {404, 405}


def test_a_reviewer_whose_assignment_was_taken_away_is_out_at_once(desk, submitted, reviewer):
    assert desk.get(page(submitted)).status_code == 200
    Assignment.objects.filter(user=reviewer).delete()
    assert desk.get(page(submitted)).status_code == 404
    assert desk.get(LIST).status_code == 403


def test_a_preparer_who_is_staff_for_another_reason_is_no_reviewer(client, submitted, preparer):
    preparer.is_staff = True
    preparer.save()
    client.force_login(preparer)
    assert client.get(LIST).status_code == 403
    assert client.get(page(submitted)).status_code == 404


# ---- Another reviewer's budgets do not exist ----


def test_the_list_holds_the_reviewers_own_budgets_only(desk, submitted, foreign):
    words = desk.get(LIST).content.decode()
    assert submitted.printed_name in words
    assert "云台区" not in words


@pytest.mark.parametrize("name", ["change", "approve", "send_back", "history"])
def test_a_foreign_budget_is_not_found_by_any_address(desk, submitted, foreign, name):
    assert (
        desk.get(page(foreign, name)).status_code
        == desk.get(page(DepartmentalBudget(pk=10**9), name)).status_code
        == 404
    )
    assert desk.get(page(submitted, name)).status_code in {200, 302}


def test_a_foreign_budget_is_neither_approved_nor_sent_back(desk, foreign):
    seen = transitions.content_hash(foreign)
    assert desk.post(page(foreign, "approve"), {"seen": seen}).status_code == 404
    assert desk.post(page(foreign, "send_back"), {"comment": "x"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == Status.SUBMITTED


@pytest.mark.parametrize(
    "query",
    [
        "department__name__startswith=云", "submitted_by__password__startswith=m", "submitted_by__username=outsider",
        "region__budgets__printed_name__contains=云", "content_hash__startswith=0", "department__id__exact=1", "o=1",
    ],
)  # fmt: skip
def test_no_condition_in_the_address_answers_questions_about_others(desk, submitted, foreign, query):
    answer = desk.get(f"{LIST}?{query}")
    assert answer.status_code == (200 if query == "o=1" else 400)
    assert "云台区" not in answer.content.decode()


def test_the_search_finds_ones_own_budgets_only(desk, submitted, foreign):
    assert "云台区" not in desk.get(LIST, {"q": "云台区"}).content.decode().replace('value="云台区"', "")
    assert submitted.printed_name in desk.get(LIST, {"q": submitted.printed_name}).content.decode()


@pytest.mark.parametrize("filters", ["status__exact=submitted", "fiscal_year=2020", "region__code__exact=990101", ""])
def test_the_offered_filters_work_and_show_only_ones_own(desk, submitted, foreign, filters):
    words = desk.get(f"{LIST}?{filters}").content.decode()
    assert submitted.printed_name in words
    assert "云台区" not in words


def test_a_foreign_region_in_the_filter_yields_nothing(desk, submitted, foreign):
    assert "云台区" not in desk.get(f"{LIST}?region__code__exact=990102").content.decode()


def test_autocompletion_offers_a_reviewer_nothing(desk, submitted, foreign):
    for model, field in (("assignment", "department"), ("unit", "department"), ("departmentalbudget", "department")):
        query = {"app_label": "budgets", "model_name": model, "field_name": field, "term": ""}
        assert desk.get("/admin/autocomplete/", query).status_code == 403


def test_the_shortcut_to_a_public_page_leads_nowhere(desk, foreign, submitted):
    from django.contrib.contenttypes.models import ContentType

    content_type = ContentType.objects.get_for_model(DepartmentalBudget)
    answers = {desk.get(f"/admin/r/{content_type.pk}/{pk}/").status_code for pk in (foreign.pk, submitted.pk, 10**9)}
    assert answers == {404}


# ---- Nothing can be edited ----


@pytest.mark.parametrize("suffix", ["add/", "{pk}/delete/", "{pk}/"])
def test_there_is_no_page_to_add_or_delete(desk, submitted, suffix):
    for answer in (desk.get(LIST + suffix.format(pk=submitted.pk)), desk.post(LIST + suffix.format(pk=submitted.pk))):
        assert answer.status_code == 404


def test_posting_to_the_page_of_a_budget_changes_nothing(desk, submitted):
    everything = {field.name: "1" for field in DepartmentalBudget._meta.concrete_fields}
    before = DepartmentalBudget.objects.filter(pk=submitted.pk).values().get()
    for status in Status.values:
        answer = desk.post(page(submitted), {**everything, "status": status, "printed_name": "别名", "_save": "保存"})
        assert answer.status_code == 405
    assert DepartmentalBudget.objects.filter(pk=submitted.pk).values().get() == before


def test_a_decision_takes_its_own_fields_and_no_other(desk, submitted):
    tampered = {
        "status": "published",
        "approved_by": "1",
        "printed_name": "别名",
        "fiscal_year": "2033",
        "version": "7",
    }
    desk.post(page(submitted, "send_back"), {"comment": "请核对", **tampered})
    submitted.refresh_from_db()
    assert (submitted.status, submitted.printed_name, submitted.fiscal_year) == ("returned", "云汀区信访局", 2020)


def test_no_row_of_a_version_is_registered():
    from tests.budgets.states import row_models

    assert not [model for model in row_models() if admin.site.is_registered(model)]
