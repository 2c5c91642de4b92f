"""No address fails, whoever asks for it and however: absent rows, wrong kinds, empty and senseless forms.

The addresses come from the resolver, so a new page is asked for as soon as it has one. What an address answers is the
affair of other tests; here it must be an answer and no failure of the server (500).
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets.models import Assignment, DepartmentalBudget, Project
from budgets.versions.editing import acting_as
from performance.models import ProjectSheet
from tests.builders import make_small_budget, make_user
from tests.config.addresses import ABSENT, HOSTILE, WRONG, address_of, routes

SENSELESS = {
    "p": "x", "page": "-1", "q": "\x00", "o": "zz", "e": "1", "year": "x", "region": "\x00", "version": "x", "unit": "x",
    "all": "", "_changelist_filters": "%", "table": "x", "app_label": "x", "model_name": "x", "field_name": "x", "term": "\x00",
}  # fmt: skip
# Management forms and hidden fields of the pages, each with what is no number.
FORM = {
    "action": "save", "seen": "x", "fingerprint": "\x00", "next": "\x00", "year": "x", "format": "99", "import_file_name": "absent",
    "original_file_name": "absent", "resource": "x", "unit": "x", "project": "x", "known": "x", "found": "x", "comment": "\x00",
    "_save": "1", "_selected_action": "x", "username": "\x00", "password": "\x00", "user": "x", "code": "\x00", "name": "\x00",
    **{f"{name}-{part}": "x" for name in (
        "form", "lines", "operating", "personnel", "carried", "projects", "items", "units", "terms", "added", "duties",
        "objectives", "indicators", "transfers",
    ) for part in ("TOTAL_FORMS", "INITIAL_FORMS", "0-id")},
}  # fmt: skip
LIVE = [
    "basics/", "organisation/", "revenue/", "basic/", "projects/", "comparison/", "three-public/", "glossary/", "other/",
    "performance/", "sheets/", "procurement/", "assets/", "submit/", "import/", "nothing/", "\x00",
]  # fmt: skip
MANNERS: list[tuple[str, Mapping[str, str]]] = [("get", {}), ("post", {}), ("get", SENSELESS), ("post", FORM)]
ROLES = ["anonymous", "preparer", "reviewer", "publisher", "outsider", "administrator"]


@pytest.fixture
def budget(department: Any) -> DepartmentalBudget:
    """A draft with a project that has a sheet."""
    made = make_small_budget(department)
    with acting_as("import"):
        ProjectSheet.objects.create(budget=made, project=Project.objects.get(budget=made))
    return made


@pytest.fixture
def administrator(db: None) -> Any:
    return make_user("administrator", is_staff=True, is_superuser=True)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_fails(role: str, budget: DepartmentalBudget, request: pytest.FixtureRequest) -> None:
    user = AnonymousUser() if role == "anonymous" else request.getfixturevalue(role)
    known = list(routes())
    assert len(known) > 150, "the resolver was not read"

    failed = list(failures(user, known, [present(budget, user), ABSENT, WRONG, HOSTILE]))

    assert not failed, "\n".join(failed)


def test_the_check_while_typing_fails_for_no_page(preparer: Any, budget: DepartmentalBudget) -> None:
    sheet = f"sheets/{Project.objects.get(budget=budget).pk}/"
    ways = [{**present(budget, preparer), "page": page} for page in (*LIVE, sheet, "sheets/99999999/")]

    failed = list(failures(preparer, [route for route in routes() if "<path:page>" in route[-1]], ways))

    assert not failed, "\n".join(failed)


def test_that_test_would_see_a_page_that_fails(administrator: Any, settings: Any, budget: DepartmentalBudget) -> None:
    """The control: a view that takes for granted that the row is there."""

    def careless(request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse(str(User.objects.get(pk=pk)))

    def hasty(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.POST["name"] if request.method == "POST" else "")

    planted = types.ModuleType("planted")
    planted.urlpatterns = [path("careless/<int:pk>/", careless), path("hasty/", hasty)]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = planted

    failed = list(failures(administrator, list(routes()), [ABSENT]))

    assert any("GET /careless/99999999/" in each for each in failed)
    assert any("POST /hasty/" in each for each in failed)


def present(budget: DepartmentalBudget, user: Any) -> dict[str, Any]:
    """Rows that are there, by the name of the group in the address."""
    project = Project.objects.get(budget=budget)
    owner = User.objects.exclude(pk=user.pk).first() or User.objects.create_user("owner")
    device, _ = TOTPDevice.objects.get_or_create(user=owner, name="present", confirmed=False)
    assignment = Assignment.objects.first()
    return {
        **ABSENT, "budget_pk": budget.pk, "project_pk": project.pk, "region": budget.region_id, "region_code": budget.region_id,
        "year": str(budget.fiscal_year), "department": budget.department.code, "version": "1", "pk": device.pk,
        "object_id": budget.region_id if assignment is None else str(assignment.pk), "id": str(owner.pk), "table": "T01",
        "rule_id": "R-SUM-1", "page": "basic/", "key": "revenue.sentence",
    }  # fmt: skip


def failures(user: Any, known: list[Any], ways: list[Mapping[str, Any]]) -> Iterator[str]:
    """What came back as 500, in words. What is there (the first of the ways) is asked for in every manner; the others as they stand."""
    client = Client(raise_request_exception=False)
    if user.is_authenticated:
        client.force_login(user)
    signed_in = dict(client.cookies)
    asked: set[str] = set()
    for values, requests in zip(ways, [MANNERS, *[MANNERS[:2]] * len(ways)], strict=False):
        for address in dict.fromkeys(address_of(route, values) for route in known):
            if address in asked:
                continue
            asked.add(address)
            for method, sent in requests:
                client.cookies.update(signed_in)
                if failure := _failure(client, method, address, sent):
                    yield failure


def _failure(client: Client, method: str, address: str, sent: Mapping[str, str]) -> str:
    """Each request is taken back, so that none leads the next into the dark."""
    with transaction.atomic():
        answer: Any = getattr(client, method)(address, sent)
        if answer.streaming:
            answer.close()
        transaction.set_rollback(True)
    if answer.status_code < 500:
        return ""
    why = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
    return f"{method.upper()} {address}{' with what makes no sense' if sent else ''}: {answer.status_code} {why!r}"
