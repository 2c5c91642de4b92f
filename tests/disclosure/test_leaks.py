"""Nothing of a draft is anywhere that somebody without an account can look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.choices import Status
from budgets.models import BudgetUnit, DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from disclosure.composition.compose import compose
from disclosure.exporters import to_html
from disclosure.exporters.files import MEDIA_TYPES
from disclosure.public.page import PublicPage
from disclosure.publication.publish import publish
from tests.budgets.states import bring_to
from tests.disclosure import canaries
from tests.disclosure.approved import Cast

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture(scope="module")
def drafts(cast: Any) -> list[DepartmentalBudget]:
    """A correction in preparation of a document that is public, and an approved document whose department has none."""
    publish(cast.approved(), by=cast.publisher)
    other = Cast("303", "临河区档案馆")
    correction, approved = cast.draft(version=2), other.draft()
    for budget in (correction, approved):
        assert canaries.put_into(budget) > 50
    bring_to(approved, Status.APPROVED, submitter=other.preparer, reviewer=other.reviewer)
    return [correction, approved]


def test_the_drafts_are_full_of_canaries(drafts: list[DepartmentalBudget]) -> None:
    for draft in drafts:
        draft.refresh_from_db()
        article = to_html.article(compose(Ledger.of(draft)).document)
        assert article.count(canaries.WORD) > 20
        assert "8765432" in article


def test_nothing_of_a_draft_shows_anywhere(drafts: list[DepartmentalBudget]) -> None:
    addresses = canaries.addresses(drafts)
    assert len(addresses) > 80
    assert canaries.where_it_shows(Client(), addresses) == []


def test_a_word_that_is_published_is_seen_in_the_page_and_in_every_file(
    cast: Any, drafts: list[DepartmentalBudget]
) -> None:
    """The control: the search opens every kind of file."""
    budget = cast.draft(year=2021)
    with editing(budget, by="import") as locked:
        BudgetUnit.objects.filter(budget=locked).update(name=canaries.WORD)
    publication = publish(cast.approve(budget), by=cast.publisher)
    found = canaries.where_it_shows(Client(), ["/"])
    assert set(found) >= {publication.latest_path, publication.path, *(publication.path + name for name in MEDIA_TYPES)}


def test_a_page_that_shows_a_draft_is_seen(drafts: list[DepartmentalBudget], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a view that composes the newest rows instead of showing the stored bytes."""

    def of_the_newest(page: PublicPage) -> str:
        newest = DepartmentalBudget.objects.filter(department=page.publication.department).order_by("-version")[0]
        return to_html.article(compose(Ledger.of(newest)).document)

    monkeypatch.setattr(PublicPage, "article", property(of_the_newest))
    found = canaries.where_it_shows(Client(), canaries.addresses(drafts))
    assert found == ["/990101/2020/202/", "/990101/2020/202/v1/"]


def test_a_draft_at_the_entry_desk_is_seen(cast: Any, drafts: list[DepartmentalBudget]) -> None:
    """The control: at the same addresses somebody who may see the drafts sees them."""
    reader = Client()
    reader.force_login(cast.preparer)
    desk = [f"/entry/{drafts[0].pk}/{name}" for name in ("draft.pdf", "preview.json")]
    assert set(desk) < canaries.addresses(drafts)
    assert canaries.where_it_shows(reader, desk) == desk
