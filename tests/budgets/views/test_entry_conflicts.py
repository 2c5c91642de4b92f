"""Two people on one page, one person on two pages, and the same request twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from budgets.choices import Role
from tests.budgets.views.filling import address, form_of, opened, save, text_of, with_rows
from tests.builders import make_small_budget, make_user
from tests.database import fill_codes


@pytest.fixture
def budget(department: Any, preparer: Any, client: Client) -> Any:
    fill_codes()
    client.force_login(preparer)
    return make_small_budget(department)


@pytest.fixture
def colleague(department: Any) -> Client:
    other = Client()
    other.force_login(make_user("colleague", Role.PREPARER, department))
    return other


def test_a_page_opened_before_anothers_save_writes_nothing_and_keeps_what_was_typed(
    budget: Any, client: Client, colleague: Client
) -> None:
    mine = opened(client, "entry-basic", budget)
    theirs = opened(colleague, "entry-basic", budget)
    save(colleague, "entry-basic", budget, theirs | {"operating-0-amount": "41000"})

    answer = client.post(
        address("entry-basic", budget), mine | {"operating-0-amount": "42000", "operating-0-printed_label": "我的名称"}
    )

    assert answer.status_code == 409
    kept = form_of(answer.content)
    assert (kept["operating-0-amount"], kept["operating-0-printed_label"]) == ("42000", "我的名称")
    assert "41000" in text_of(answer, "//section[@class='present']")
    assert "已被他人保存过" in text_of(answer, "//*[@id='error-summary']")
    assert budget.expenditureline_rows.filter(amount=41000).exists()
    assert not budget.expenditureline_rows.filter(amount=42000).exists()


def test_after_seeing_the_others_content_the_page_can_be_saved(budget: Any, client: Client, colleague: Client) -> None:
    mine = opened(client, "entry-basic", budget)
    theirs = with_rows(opened(colleague, "entry-basic", budget), "operating", [{"economic": "30207", "amount": "77"}])
    save(colleague, "entry-basic", budget, theirs)
    conflict = client.post(address("entry-basic", budget), mine | {"operating-0-amount": "42000"})

    save(client, "entry-basic", budget, form_of(conflict.content))

    amounts = [int(line.amount) for line in budget.expenditureline_rows.all()]
    assert 42000 in amounts
    assert 77 in amounts, "the row that the other added is still there"


def test_a_row_that_another_deleted_counts_as_new(budget: Any, client: Client, colleague: Client) -> None:
    mine = opened(client, "entry-basic", budget)
    save(colleague, "entry-basic", budget, opened(colleague, "entry-basic", budget) | {"operating-1-remove": "on"})

    conflict = client.post(address("entry-basic", budget), mine | {"operating-1-amount": "10001"})
    assert conflict.status_code == 409
    assert form_of(conflict.content)["operating-1-id"] == ""

    save(client, "entry-basic", budget, form_of(conflict.content))
    assert budget.expenditureline_rows.filter(amount=10001).count() == 1


def test_a_row_that_another_deleted_is_told_apart_where_it_comes_back_with_gaps(
    budget: Any, client: Client, colleague: Client
) -> None:
    """With scripts the touched cell alone is sent: nothing else of the row is known any more."""
    mine = opened(client, "entry-basic", budget)
    save(colleague, "entry-basic", budget, opened(colleague, "entry-basic", budget) | {"operating-1-remove": "on"})
    untouched = {name for name in mine if name.startswith(("operating-", "personnel-")) and "TOTAL" not in name}
    sent = {
        name: value for name, value in mine.items() if name not in untouched - {"operating-1-id", "operating-1-was"}
    }

    conflict = client.post(address("entry-basic", budget), sent | {"operating-1-amount": "10001"})

    assert conflict.status_code == 409
    assert "日常公用经费第 2 行：这一行已被他人删除" in text_of(conflict, "//*[@id='error-summary']")
    kept = form_of(conflict.content)
    assert (kept["operating-1-id"], kept["operating-1-amount"], kept["operating-1-economic"]) == ("", "10001", "")
    save(client, "entry-basic", budget, kept | {"operating-1-economic": "30202"})
    assert budget.expenditureline_rows.get(amount=10001).economic.code == "30202"


def test_a_page_without_the_save_that_it_was_opened_on_writes_nothing(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-other", budget)
    del fields["seen"], fields["fingerprint"]

    answer = client.post(address("entry-other", budget), fields | {"other-text": "无"})

    assert answer.status_code == 409
    assert form_of(answer.content)["other-text"] == "无"
    assert not budget.prose_rows.exists()


def test_an_error_in_between_does_not_hide_anothers_save(budget: Any, client: Client, colleague: Client) -> None:
    mine = opened(client, "entry-other", budget)
    refused = client.post(address("entry-other", budget), mine | {"other-text": "甲\u202e乙"})
    assert refused.status_code == 200
    save(colleague, "entry-other", budget, opened(colleague, "entry-other", budget) | {"other-text": "他人的话"})

    answer = client.post(address("entry-other", budget), form_of(refused.content) | {"other-text": "甲乙"})

    assert answer.status_code == 409
    assert budget.prose_rows.get().text == "他人的话"


def test_a_stale_page_with_an_error_shows_both(budget: Any, client: Client, colleague: Client) -> None:
    mine = opened(client, "entry-other", budget)
    save(colleague, "entry-other", budget, opened(colleague, "entry-other", budget) | {"other-text": "他人的话"})

    answer = client.post(address("entry-other", budget), mine | {"other-text": "甲\u202e乙"})

    assert answer.status_code == 409
    assert "他人的话" in text_of(answer, "//section[@class='present']")
    assert "U+202E" in text_of(answer, "//*[@id='error-summary']")


def test_saves_of_different_parts_do_not_stand_in_each_others_way(
    budget: Any, client: Client, colleague: Client
) -> None:
    mine = opened(client, "entry-other", budget)
    fields = opened(colleague, "entry-comparison", budget) | {"comparison-last_total": "5"}
    save(colleague, "entry-comparison", budget, fields)

    save(client, "entry-other", budget, mine | {"other-text": "同时填写"})

    assert budget.prose_rows.get().text == "同时填写"
    budget.refresh_from_db()
    assert budget.row_version == 2


def test_the_same_request_twice_saves_once(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-basic", budget), "operating", [{"economic": "30207", "amount": "77"}])

    first = client.post(address("entry-basic", budget), fields)
    second = client.post(address("entry-basic", budget), fields)

    assert (first.status_code, second.status_code) == (302, 302)
    assert budget.expenditureline_rows.filter(amount=77).count() == 1
    budget.refresh_from_db()
    assert budget.row_version == 1


def test_a_repeated_request_with_one_more_change_does_not_double_the_rows(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-basic", budget), "operating", [{"economic": "30207", "amount": "77"}])
    client.post(address("entry-basic", budget), fields)

    conflict = client.post(address("entry-basic", budget), fields | {"operating-0-amount": "40001"})
    assert conflict.status_code == 409
    save(client, "entry-basic", budget, form_of(conflict.content))

    assert budget.expenditureline_rows.filter(amount=77).count() == 1
    assert budget.expenditureline_rows.get(amount=40001).economic.code == "30201"
    assert sum(line.amount for line in budget.expenditureline_rows.all()) == Decimal("1000078")
