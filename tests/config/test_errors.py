"""Requests that are refused before a view sees them: in plain words, with what to do, and with what was typed where it is ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import DepartmentalBudget, Prose
from tests.builders import make_small_budget, make_user
from tests.entry_desk import EntryPage, tree

HERE = "http://testserver"
ELSEWHERE = "http://elsewhere.example"


@pytest.fixture
def budget(department: Any) -> DepartmentalBudget:
    return make_small_budget(department)


@pytest.fixture
def stale(preparer: Any, budget: DepartmentalBudget) -> EntryPage:
    """A page of the desk whose token is of an earlier session."""
    page = EntryPage(preparer, reverse("entry-other", kwargs={"budget_pk": budget.pk}))
    page.client = Client(enforce_csrf_checks=True)
    page.client.force_login(preparer)
    page.values |= {"other-text": "一\r\n\r\n二", "csrfmiddlewaretoken": "a" * 64}
    return page


def words(response: Any) -> str:
    return " ".join(tree(response).xpath("//main")[0].text_content().split())


def send(page: EntryPage, **headers: str) -> Any:
    return page.client.post(page.address, {**page.values, "action": "save"}, headers=headers)


def test_a_form_of_ours_with_an_old_token_is_kept_and_sent_again(stale: EntryPage, budget: DepartmentalBudget) -> None:
    refused = send(stale, origin=HERE)

    assert refused.status_code == 403
    assert "还没有提交" in words(refused)
    assert "您填写的内容都保留在本页" in words(refused)
    form = next(each for each in tree(refused).forms if each.method == "POST")
    fields = {name: value.removeprefix("\n") for name, value in form.form_values()}
    assert fields["other-text"].splitlines() == ["一", "", "二"]
    assert not Prose.objects.filter(budget=budget).exists()

    saved = stale.client.post(stale.address, {**fields, "action": "save"}, headers={"origin": HERE})

    assert saved.status_code == 302
    assert Prose.objects.get(budget=budget).text.split() == ["一", "二"]


@pytest.mark.parametrize("headers", [{"origin": ELSEWHERE}, {"origin": "null"}, {"referer": f"{ELSEWHERE}/x"}, {}])
def test_a_form_that_may_come_from_elsewhere_is_not_shown_as_ours(stale: EntryPage, headers: dict[str, str]) -> None:
    refused = send(stale, **headers)

    assert refused.status_code == 403
    assert "other-text" not in refused.content.decode()
    assert "没有提交" in words(refused)
    assert "请按浏览器的“后退”回到刚才的页面" in words(refused)
    assert "回到填报首页" in words(refused)


@pytest.mark.parametrize("address", ["/entry/login/", "/admin/login/"])
def test_a_sign_in_page_that_stood_open_is_opened_again_and_no_password_is_shown(db: None, address: str) -> None:
    client = Client(enforce_csrf_checks=True)

    refused = client.post(address, {"username": "x", "password": "geheim"}, headers={"origin": HERE})

    assert refused.status_code == 403
    assert "请重新打开登录页" in words(refused)
    assert "geheim" not in refused.content.decode()


def test_the_admins_forms_are_kept_too(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))

    refused = client.post("/admin/budgets/region/add/", {"code": "130399", "name": "云汀"}, headers={"origin": HERE})
    plain = client.post("/admin/budgets/region/add/", {"code": "130399", "name": "云汀"})

    assert (
        dict(next(each for each in tree(refused).forms if each.method == "POST").form_values())["name"].strip()
        == "云汀"
    )
    assert "回到审核后台" in words(plain)
    assert "云汀" not in words(plain)


def test_a_form_with_a_file_says_that_it_must_be_chosen_again(stale: EntryPage) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    refused = stale.client.post(
        stale.address, {**stale.values, "file": SimpleUploadedFile("a.txt", b"a")}, headers={"origin": HERE}
    )

    assert "所选的文件需要重新选择" in words(refused)
    assert not tree(refused).xpath("//textarea")


def test_more_than_a_form_may_hold_is_said_with_what_to_do(stale: EntryPage, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    refused = send(stale, origin=HERE)

    assert refused.status_code == 400
    assert "一次提交的内容太多，没有保存" in words(refused)
    assert "“导入”" in words(refused)


@pytest.mark.parametrize("address", ["/entry/?q=%00", "/admin/budgets/region/%00/change/", "/entry/?page=%00"])
def test_an_address_that_cannot_be_read_is_refused_in_our_words(client: Client, db: None, address: str) -> None:
    refused = client.get(address)

    assert refused.status_code == 400
    assert "请求无法处理，没有保存" in words(refused)


def test_an_unknown_host_is_refused_in_our_words(client: Client, db: None) -> None:
    refused = client.get("/", headers={"host": "elsewhere.example"})

    assert refused.status_code == 400
    assert "请求无法处理" in words(refused)
