"""How many of a document's table figures are in view without scrolling sideways, from a phone to a wide screen.

A figure is in view where its whole text lies within the region of its table and within the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sites import Site, shared_site

pytestmark = pytest.mark.browser

WIDTHS = [768, 1366, 1600, 1920, 2560]
PHONE = 390
HIDDEN = """(most) => {
    let all = 0;
    const hidden = [];
    for (const region of document.querySelectorAll("article .table-region")) {
        const columns = Math.max(...[...region.querySelectorAll("tr")].map(row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)));
        if (columns > most) continue;
        const box = region.getBoundingClientRect();
        const left = Math.max(box.left, 0), right = Math.min(box.right, document.documentElement.clientWidth);
        for (const figure of region.querySelectorAll("td .figure")) {
            const place = figure.getBoundingClientRect();
            all++;
            if (place.left < left - 0.5 || place.right > right + 0.5) hidden.push(`${region.getAttribute("aria-label")}: ${figure.textContent}`);
        }
    }
    return [all, hidden];
}"""
# What the pages were laid out by before: a third column, and least widths of the tables.
OLD = {
    "columns": ".columns { grid-template-columns: 13.5rem minmax(0, 1fr) 17rem !important }",
    "record": ".columns > .record { grid-column: 3 !important; display: block !important }",
    "wide": ".document .table-wide { min-width: 46rem !important }",
    "widest": ".document .table-widest { min-width: 76rem !important }",
    "plain": ".document .table-plain { min-width: 22rem !important }",
}
RULE = """(rule) => {
    const sheet = [...document.styleSheets].find(each => each.href.includes("document"));
    sheet.insertRule(rule, sheet.cssRules.length);
}"""


@pytest.fixture(scope="module")
def example() -> Iterator[Site]:
    """The example's petition office (form of 2018) and archives (form of 2022)."""
    with shared_site("widths") as site:
        site.manage("create_example", "--only", "202", "--year", "2020")
        site.manage("create_example", "--only", "310")
        yield site


@pytest.fixture(scope="module")
def shanghai(example: Site) -> str:
    """Shanghai's package, as it was taken in from a real document."""
    file = Path(__file__).resolve().parents[3] / "shared/disclosures/shanghai_putuo_wanli_2025_budget_FULL.txt"
    if not file.is_file():
        pytest.skip("../shared is not beside this checkout")
    place = ("--region", "310107", "--department", "303", "--year", "2025", "--region-name", "普陀区")
    example.manage("import_disclosure", str(file), *place, "--publish-as-imported")
    return f"{example.url}/310107/2025/303/"


def addresses(example: Site) -> list[str]:
    return [f"{example.url}/990101/2020/202/", f"{example.url}/990101/2025/310/"]


def hidden_at(page: Any, width: int, most_columns: int = 99) -> tuple[int, list[str]]:
    page.set_viewport_size({"width": width, "height": 900})
    figures, hidden = page.evaluate(HIDDEN, most_columns)
    return int(figures), list(hidden)


def test_at_every_width_of_a_desk_all_figures_of_all_tables_are_in_view(example: Site, page: Any) -> None:
    wrong = []
    for address in addresses(example):
        page.goto(address)
        for width in WIDTHS:
            figures, hidden = hidden_at(page, width)
            assert figures > 50
            if hidden:
                wrong.append((address, width, len(hidden), figures, hidden[:5]))
    assert not wrong, wrong


def test_so_they_are_in_shanghais_form(shanghai: str, page: Any) -> None:
    page.goto(shanghai)
    wrong = []
    for width in WIDTHS:
        figures, hidden = hidden_at(page, width)
        assert figures > 500
        if hidden:
            wrong.append((width, len(hidden), figures, hidden[:5]))
    assert not wrong, wrong


def test_on_a_phone_no_figure_of_a_table_of_three_columns_is_hidden(example: Site, page: Any) -> None:
    for address in addresses(example):
        page.goto(address)
        figures, hidden = hidden_at(page, PHONE, 3)
        assert figures > 5
        assert not hidden, (address, len(hidden), figures, hidden[:5])


def test_so_none_is_in_shanghais_form(shanghai: str, page: Any) -> None:
    page.goto(shanghai)
    assert not hidden_at(page, PHONE, 3)[1]


@pytest.mark.parametrize(
    ("rules", "width", "most"), [(("columns", "record", "wide", "widest"), 1920, 99), (("plain",), PHONE, 3)]
)
def test_those_tests_would_see_the_old_layout(
    example: Site, page: Any, rules: tuple[str, ...], width: int, most: int
) -> None:
    page.goto(addresses(example)[1])
    for rule in rules:
        page.evaluate(RULE, OLD[rule])

    assert hidden_at(page, width, most)[1]
