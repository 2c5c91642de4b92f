"""A form that arrives after the session has ended: nothing that was typed is lost, and nobody gets past the account."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import Prose
from tests.builders import make_small_budget
from tests.entry_desk import EntryPage

TYPED = '第一条，“职责”。\r\n\r\n第二条 <b>&"'


@pytest.fixture
def budget(department: Any) -> Any:
    return make_small_budget(department)


@pytest.fixture
def expired(preparer: Any, budget: Any) -> EntryPage:
    """The page of other matters, typed into, with the session gone."""
    page = EntryPage(preparer, reverse("entry-other", args=[budget.pk]))
    page.values["other-text"] = TYPED
    page.client = Client()
    return page


def send(page: EntryPage, **account: str) -> Any:
    return page.client.post(page.address, {**page.values, **account})


def kept(answer: Any) -> dict[str, str]:
    """What the page of signing in would send along."""
    areas = lxml.html.fromstring(answer.content.decode()).xpath("//form[.//button[text()='登录并保存']]//textarea")
    return {area.get("name"): (area.text or "").removeprefix("\n") for area in areas}


def account(name: str, password: str = "") -> dict[str, str]:
    return {"again-username": name, "again-password": password or f"{name}-only-in-tests"}


def test_what_was_typed_stays_and_is_saved_with_the_signing_in(expired: EntryPage, budget: Any) -> None:
    answer = send(expired)

    assert answer.status_code == 401
    assert "没有丢失" in answer.content.decode()
    assert {name: value.replace("\r\n", "\n") for name, value in kept(answer).items()} == {
        name: value.replace("\r\n", "\n") for name, value in expired.values.items() if name != "csrfmiddlewaretoken"
    }
    assert not Prose.objects.filter(budget=budget).exists()

    expired.values = kept(answer)
    done = send(expired, **account("preparer"))
    assert done.status_code == 302
    assert Prose.objects.get(budget=budget).text == TYPED.replace("\r\n", "\n")


def test_a_wrong_password_keeps_what_was_typed_and_is_not_shown_again(expired: EntryPage, budget: Any) -> None:
    answer = send(expired, **account("preparer", "guessed"))

    assert answer.status_code == 401
    assert kept(answer)["other-text"].replace("\r\n", "\n") == TYPED.replace("\r\n", "\n")
    assert "guessed" not in answer.content.decode()
    assert not Prose.objects.filter(budget=budget).exists()


def test_somebody_without_the_right_saves_nothing_by_signing_in(
    expired: EntryPage, budget: Any, outsider: Any, reviewer: Any
) -> None:  # fmt: skip
    assert send(expired, **account("outsider")).status_code == 404
    expired.client = Client()
    assert send(expired, **account("reviewer")).status_code == 403
    assert not Prose.objects.filter(budget=budget).exists()


def test_a_request_from_elsewhere_signs_nobody_in(expired: EntryPage, budget: Any) -> None:
    expired.client = Client(enforce_csrf_checks=True)

    assert send(expired, **account("preparer")).status_code == 403
    assert not Prose.objects.filter(budget=budget).exists()
