"""axe-core over the pages that the public, clerks and reviewers use: nothing of weight stands against anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import sign_in
from tests.sites import Site, shared_site

pytestmark = pytest.mark.browser

PREPARE = """
from budgets.accounts import accounts
from disclosure.publication.publish import publish_imported
from tests.builders import make_small_budget
from tests.disclosure.approved import Cast
cast = Cast()
publish_imported(cast.draft())
accounts.create_example_accounts(cast.department)
draft = make_small_budget(cast.department, year=2025, format_key="hebei-2022")
print(draft.pk)
"""
# One page of each make. The rest, which are made alike, take longer than they are worth every time.
ENTRY = ["", "basic/", "official-tables/", "submit/"]
MORE_OF_ENTRY = [
    "basics/", "organisation/", "revenue/", "projects/", "comparison/", "three-public/", "glossary/", "other/", "sheets/",
    "procurement/", "assets/", "own-words/", "import/", "preview/",
]  # fmt: skip
PUBLIC = ["/", "/990101/2020/202/", "/nowhere/", "/entry/login/"]


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[Site, int]]:
    """A site with one published budget and one draft; the number of the draft."""
    with shared_site("accessibility", PREPARE) as site:
        yield site, int(site.printed[-1])


def serious(page: Any) -> list[str]:
    """What axe finds that would shut somebody out, each with the place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']]}"
        for each in found
        if each["impact"] in {"moderate", "serious", "critical"}
    ]


def findings(page: Any, addresses: dict[str, int]) -> dict[str, list[str]]:
    """Address → what stands against it. Each must answer with its status: a page of errors would have nothing to find."""
    found = {}
    for address, status in addresses.items():
        assert page.goto(address).status == status, address
        assert page.url == address, "somebody else's page"
        if against := serious(page):
            found[address] = against
    return found


def test_nobody_is_shut_out_of_the_public_pages(desk: tuple[Site, int], page: Any) -> None:
    site, _ = desk
    assert findings(page, {f"{site.url}{path}": 404 if path == "/nowhere/" else 200 for path in PUBLIC}) == {}


def test_nobody_is_shut_out_of_the_entry_desk(desk: tuple[Site, int], page: Any) -> None:
    site, draft = desk
    sign_in(page, f"{site.url}/entry/login/", **site.account("preparer"))
    assert findings(page, {f"{site.url}/entry/{draft}/{path}": 200 for path in ENTRY}) == {}


@pytest.mark.soak
def test_nobody_is_shut_out_of_the_other_pages_of_the_desk(desk: tuple[Site, int], page: Any) -> None:
    site, draft = desk
    sign_in(page, f"{site.url}/entry/login/", **site.account("preparer"))
    assert findings(page, {f"{site.url}/entry/{draft}/{path}": 200 for path in MORE_OF_ENTRY}) == {}


def test_nobody_is_shut_out_of_the_review(desk: tuple[Site, int], page: Any) -> None:
    site, draft = desk
    sign_in(page, f"{site.url}/admin/login/", **site.account("reviewer"))
    paths = [
        "",
        "budgets/departmentalbudget/",
        f"budgets/departmentalbudget/{draft}/change/",
        "disclosure/publication/formats/",
    ]
    assert findings(page, {f"{site.url}/admin/{path}": 200 for path in paths}) == {}


def test_that_test_would_see_what_shuts_somebody_out(desk: tuple[Site, int], page: Any) -> None:
    """The control: a picture without words, a field without a label, grey on white."""
    site, _ = desk
    page.goto(f"{site.url}/")
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(document.createElement("img"), document.createElement("input"));
            const pale = document.createElement("p");
            pale.textContent = "看不清";
            pale.style.color = "#ccc";
            main.append(pale);
        }"""
    )
    assert {line.split(":")[0] for line in serious(page)} == {"image-alt", "label", "color-contrast"}
