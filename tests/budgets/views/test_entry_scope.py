"""Who may open and save the pages of the ground's parts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.choices import Role, Status
from budgets.entry import urls
from budgets.models import Department, DepartmentalBudget, Unit
from budgets.versions.editing import acting_as
from tests.budgets.states import row_models
from tests.budgets.views.filling import address, form_of, opened, save
from tests.builders import make_department, make_small_budget, make_user

PAGES = [each.name for each in urls.urlpatterns if set(each.pattern.converters) == {"budget_pk"}]
PARTS = [name for name in PAGES if name != "entry-overview"]


def content(budget: Any) -> list[Any]:
    """All rows of a version and the version itself, for comparing before and after."""
    rows = [
        list(model.objects.filter(budget=budget).order_by("pk").values())
        for model in row_models()
    ]  # fmt: skip
    return [rows, DepartmentalBudget.objects.filter(pk=budget.pk).values().get()]


def test_the_list_of_pages_is_not_empty() -> None:
    assert len(PARTS) >= 9


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_no_page_and_saves_nothing(name: str, client: Client, outsider: Any, department: Any) -> None:
    budget = make_small_budget(department)
    before = content(budget)
    client.force_login(outsider)

    assert client.get(address(name, budget)).status_code == 404
    assert client.post(address(name, budget), {"seen": budget.row_version}).status_code in (404, 405)
    assert content(budget) == before


@pytest.mark.parametrize("name", PARTS)
def test_a_strangers_copy_of_the_preparers_request_saves_nothing(
    name: str, client: Client, preparer: Any, outsider: Any, department: Any
) -> None:
    budget = make_small_budget(department)
    client.force_login(preparer)
    fields = opened(client, name, budget)
    before = content(budget)
    client.force_login(outsider)

    assert client.post(address(name, budget), fields).status_code == 404
    assert content(budget) == before


@pytest.mark.parametrize("name", PAGES)
def test_the_preparer_opens_every_page(name: str, client: Client, preparer: Any, department: Any) -> None:
    client.force_login(preparer)

    assert client.get(address(name, make_small_budget(department))).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nobody_enters_without_signing_in(name: str, client: Client, department: Any) -> None:
    answer = client.get(address(name, make_small_budget(department)))

    assert answer.status_code == 302
    assert answer.url.startswith("/entry/login/")


@pytest.mark.parametrize("name", PARTS)
def test_the_reviewer_reads_and_does_not_write(name: str, client: Client, reviewer: Any, department: Any) -> None:
    budget = make_small_budget(department)
    client.force_login(reviewer)
    before = content(budget)

    page = client.get(address(name, budget))
    assert page.status_code == 200
    assert "不能修改" in page.content.decode()
    assert '<fieldset class="all" disabled>' in page.content.decode()
    assert client.post(address(name, budget), form_of(page.content)).status_code == 403
    assert content(budget) == before


def test_a_submitted_version_is_shown_and_not_changed(client: Client, preparer: Any, department: Any) -> None:
    budget = make_small_budget(department)
    client.force_login(preparer)
    fields = opened(client, "entry-other", budget)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED, submitted_by=preparer)

    answer = client.post(address("entry-other", budget), fields | {"other-text": "稍后补充"})

    assert answer.status_code == 409
    assert "稍后补充" in answer.content.decode()
    assert "不能修改" in answer.content.decode()
    assert not budget.prose_rows.exists()


def test_a_unit_s_preparer_sees_the_unit_s_version_and_not_the_department_s(
    client: Client, department: Department
) -> None:
    unit = Unit.objects.create(department=department, code="202001", name="信访服务中心")
    clerk = make_user("unit-clerk")
    clerk.assignments.create(role=Role.PREPARER, region=department.region, department=department, unit=unit)
    own, whole = make_small_budget(department, unit=unit, year=2021), make_small_budget(department)
    client.force_login(clerk)

    assert client.get(address("entry-overview", own)).status_code == 200
    assert client.get(address("entry-overview", whole)).status_code == 404


# ---- Fields and rows that are not on offer ----


def test_rows_of_another_budget_cannot_be_reached_by_their_ids(client: Client, preparer: Any, department: Any) -> None:
    own = make_small_budget(department)
    foreign = make_small_budget(make_department("303", "云汀区档案馆"))
    before = content(foreign)
    line = foreign.expenditureline_rows.first()
    client.force_login(preparer)
    fields = opened(client, "entry-basic", own) | {"operating-0-id": str(line.pk), "operating-0-amount": "1"}

    answer = client.post(address("entry-basic", own), fields)

    assert answer.status_code == 200
    assert "不属于本预算" in answer.content.decode()
    assert content(foreign) == before
    assert not own.expenditureline_rows.filter(amount=1).exists()


def test_a_unit_of_another_budget_cannot_be_chosen(client: Client, preparer: Any, department: Any) -> None:
    own = make_small_budget(department)
    foreign = make_small_budget(make_department("303", "云汀区档案馆"))
    unit = foreign.budgetunit_rows.get()
    client.force_login(preparer)
    fields = opened(client, "entry-revenue", own) | {"lines-0-unit": str(unit.pk)}

    answer = client.post(address("entry-revenue", own), fields)

    assert answer.status_code == 200
    assert "没有找到单位" in answer.content.decode()
    assert own.revenueline_rows.get().unit.budget_id == own.pk


def test_states_and_owners_are_no_fields_of_any_page(client: Client, preparer: Any, department: Any) -> None:
    budget = make_small_budget(department)
    other = make_department("303", "云汀区档案馆")
    client.force_login(preparer)
    smuggled = {
        "status": "published",
        "department": str(other.pk),
        "approved_by": str(preparer.pk),
        "version": "9",
        "imported": "on",
    }
    for name in PARTS:
        fields = opened(client, name, budget)
        prefixed = {f"basics-{key}": value for key, value in smuggled.items()}
        rows = {f"lines-0-{key}": value for key, value in {"budget": "999", "kind_": "x", "ordinal": "77"}.items()}
        assert client.post(address(name, budget), fields | smuggled | prefixed | rows).status_code == 302

    budget.refresh_from_db()
    assert (budget.status, budget.department, budget.approved_by, budget.version, budget.imported) == (
        Status.DRAFT, department, None, 1, False,
    )  # fmt: skip
    assert set(budget.revenueline_rows.values_list("ordinal", flat=True)) == {0}, "nobody gave the row another place"


def test_who_saves_is_an_author_of_the_version(client: Client, preparer: Any, department: Any) -> None:
    budget = make_small_budget(department)
    assert not budget.authors.filter(user=preparer).exists()
    client.force_login(preparer)

    save(client, "entry-other", budget, opened(client, "entry-other", budget) | {"other-text": "本年度无变化。"})

    assert budget.authors.filter(user=preparer).exists()
    with acting_as("discard"):
        budget.prose_rows.all().delete()
