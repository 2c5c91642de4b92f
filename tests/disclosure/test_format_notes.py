"""待核实 is said to those who answer for a document: on the basics page, beside the review, and format by format in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.choices import Status
from budgets.models import DepartmentalBudget
from disclosure import formats
from disclosure.formats import listing
from disclosure.formats.doubts import unverified
from tests.builders import make_budget, make_user
from tests.entry_desk import EntryPage, tree

pytestmark = pytest.mark.django_db

# Of a region whose format is confirmed throughout, and of one whose is not.
DOUBTED, CONFIRMED = "hebei-2022", "shanghai-2026"


def words(response: Any) -> str:
    return " ".join(" ".join(tree(response).itertext()).split())


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_two_formats_differ_in_what_is_confirmed() -> None:
    assert unverified(formats.load(DOUBTED))
    assert not unverified(formats.load(CONFIRMED))


@pytest.mark.parametrize("key", formats.known_keys())
def test_every_doubt_of_a_format_stands_in_its_list(key: str) -> None:
    found = formats.load(key)
    items = listing.items(found)
    assert sum(not item.verified for item in items) == len(unverified(found))
    assert any(item.verified for item in items)
    assert all(item.name for item in items)
    assert found.source


def test_the_basics_page_says_what_is_to_be_confirmed(preparer: Any, department: Any) -> None:
    budget = make_budget(department, year=2025, format_key=DOUBTED)
    page = words(desk(preparer).get(f"/entry/{budget.pk}/basics/"))
    assert "项待核实，以本级财政部门下发的表样为准" in page
    assert unverified(formats.load(DOUBTED))[0][1] in page


def test_nothing_is_said_of_a_confirmed_format(preparer: Any, department: Any) -> None:
    budget = make_budget(department, year=2025, format_key=CONFIRMED)
    page = words(desk(preparer).get(f"/entry/{budget.pk}/basics/"))
    assert "待核实" not in page
    assert "各项已按公开文件或表样核实" in page


def test_a_clerk_chooses_another_format(preparer: Any, department: Any) -> None:
    budget = make_budget(department, year=2025, format_key=CONFIRMED)
    page = EntryPage(preparer, f"/entry/{budget.pk}/basics/")
    assert page.values["basics-format_key"] == CONFIRMED
    page.save(**{"basics-format_key": DOUBTED})
    budget.refresh_from_db()
    assert budget.format_key == DOUBTED


def test_a_format_that_is_not_on_offer_is_refused(preparer: Any, department: Any) -> None:
    budget = make_budget(department, year=2025, format_key=CONFIRMED)
    page = EntryPage(preparer, f"/entry/{budget.pk}/basics/")
    page.send(**{"basics-format_key": "elsewhere"})
    assert "请从列表中选择公开格式" in page.html
    budget.refresh_from_db()
    assert budget.format_key == CONFIRMED


def test_the_reviewer_reads_it_beside_the_document(reviewer: Any, preparer: Any, department: Any) -> None:
    budget = make_budget(department, year=2025, format_key=DOUBTED)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED, submitted_by=preparer)
    page = words(desk(reviewer).get(f"/admin/budgets/departmentalbudget/{budget.pk}/change/"))
    assert "项待核实，以本级财政部门下发的表样为准" in page


def test_the_admin_lists_every_format_with_years_regions_and_doubts(reviewer: Any) -> None:
    client = desk(reviewer)
    assert "公开格式和待核实的事项" in words(client.get("/admin/"))
    page = words(client.get("/admin/disclosure/publication/formats/"))
    for key in formats.known_keys():
        assert formats.load(key).name in page and key in page and formats.load(key).source in page
    assert "2018—2021年" in page and "2022年起" in page
    assert page.count("待核实") > 5 and "已核实" in page


def test_nobody_else_sees_the_admin_page(preparer: Any) -> None:
    assert desk(preparer).get("/admin/disclosure/publication/formats/").status_code == 302
    assert Client().get("/admin/disclosure/publication/formats/").status_code == 302


def test_an_administrator_sees_it_too(department: Any) -> None:
    client = desk(make_user("root", is_staff=True, is_superuser=True))
    assert client.get("/admin/disclosure/publication/formats/").status_code == 200
