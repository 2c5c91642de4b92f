"""Performance, procurement, assets and own words in a real browser, with the site's own headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import complaints, follow, new_page, paste, state_of
from tests.sites import shared_site

pytestmark = [pytest.mark.browser, pytest.mark.site]

SETUP = """
from budgets.choices import Role
from budgets.versions.editing import acting_as
from performance.models import Indicator, ProjectSheet
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
make_user("preparer", Role.PREPARER, department)
budget = make_small_budget(department, year=2023)
with acting_as("import"):
    sheet = ProjectSheet.objects.create(budget=budget, project=budget.project_rows.get())
    indicator = Indicator.objects.create(budget=budget, sheet=sheet, level1="output", level2="数量指标", name="接访量", symbol="=", value_text="9")
print(budget.pk, sheet.project_id, indicator.pk)
"""


@pytest.fixture(scope="module")
def upper_site() -> Iterator[Any]:
    with shared_site("upper", SETUP) as running:
        running.budget, running.project, running.indicator = running.printed
        yield running


@pytest.fixture(scope="module")
def signed_in(upper_site: Any, browser: Any) -> Any:
    return state_of(browser, f"{upper_site.url}/entry/login/", "preparer")


@pytest.fixture
def desk(upper_site: Any, signed_in: Any, browser: Any) -> Iterator[Any]:
    """The signed-in preparer. `page.said` collects what the browser complains about, `page.at` opens a page of the budget."""
    page = new_page(browser, storage_state=signed_in)
    page.said = complaints(page, "error")
    page.at = lambda path, **how: page.goto(f"{upper_site.url}/entry/{upper_site.budget}/{path}", **how)
    yield page
    page.context.close()


def paths(site: Any) -> list[str]:
    return [
        "performance/", "sheets/", f"sheets/{site.project}/", "procurement/", "procurement/catalogue/?q=计算机", "assets/", "own-words/",
        "own-words/text/overview.income/", "own-words/after/overview.income/",
    ]  # fmt: skip


@pytest.mark.parametrize("widths", [(1366,), (390, 320)])
def test_no_page_scrolls_sideways_and_the_browser_has_nothing_to_complain_about(
    upper_site: Any, desk: Any, widths: tuple[int, ...]
) -> None:
    """A narrow page is opened as one: its contents are folded then."""
    for path in paths(upper_site):
        desk.set_viewport_size({"width": widths[0], "height": 800})
        assert desk.at(path).status == 200
        for width in widths:
            desk.set_viewport_size({"width": width, "height": 800})
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert desk.said == []


def test_a_pasted_table_with_its_sums_fills_the_columns_beside_them(desk: Any) -> None:
    desk.at("procurement/")
    cells = [
        "接访场所运行经费",
        "",
        "台式计算机",
        "",
        "台",
        "3",
        "5,000.00",
        "15000",
        "14000",
        "12000",
        "",
        "",
        "2000",
        "1000",
    ]
    paste(desk, "items-0-source", "\t".join(cells) + "\n" + "\t".join(["公用经费", *cells[1:]]))
    names = (
        "source",
        "quantity",
        "unit_price",
        "general_public_budget",
        "government_funds",
        "other_revenue",
        "other_channels",
    )
    typed = [desk.input_value(f"[name=items-0-{name}]") for name in names]
    assert typed == ["接访场所运行经费", "3", "5,000.00", "12000", "", "2000", "1000"]
    assert {each.input_value() for each in desk.query_selector_all("tbody [data-computed]")} == {""}


def test_a_code_found_in_the_catalogue_is_filled_into_the_row_that_was_clicked(desk: Any) -> None:
    desk.at("procurement/")
    desk.focus("[name=items-1-catalogue_number]")
    assert "第 2 行" in desk.inner_text("[data-catalogue-hint]")
    desk.fill("#catalogue-words", "台式计算机")
    desk.click("[data-catalogue-pick] >> nth=0")
    assert desk.input_value("[name=items-1-catalogue_number]").startswith("A02")
    assert desk.input_value("[name=items-0-catalogue_number]") == ""
    assert desk.is_visible(".unsaved")
    assert desk.said == []


def test_the_second_levels_offered_follow_the_first_level_of_the_row(upper_site: Any, desk: Any) -> None:
    desk.at(f"sheets/{upper_site.project}/")
    offered = "(name) => [...document.querySelector(`[name=${name}]`).list.options].map((option) => option.value)"
    for level, second in (("output", "时效指标"), ("satisfaction", "服务对象满意度指标")):
        desk.select_option("[name=indicators-1-level1]", level)
        desk.focus("[name=indicators-1-level2]")
        assert second in desk.evaluate(offered, "indicators-1-level2")
    assert desk.evaluate(offered, "indicators-1-level2") == ["服务对象满意度指标"]


def test_a_finding_leads_through_the_list_to_the_row_on_the_sheet(upper_site: Any, desk: Any) -> None:
    desk.at(f"sheets/#indicator-{upper_site.indicator}", wait_until="commit")  # the page goes on before it is whole
    desk.wait_for_url(f"**/sheets/{upper_site.project}/#indicator-{upper_site.indicator}")
    assert desk.is_visible(f"tr#indicator-{upper_site.indicator}")


def test_a_figure_is_inserted_at_the_cursor(desk: Any) -> None:
    desk.at("own-words/text/overview.income/")
    desk.fill("[name=own-text]", "全年元。")
    desk.evaluate("document.querySelector('[name=own-text]').setSelectionRange(2, 2)")
    desk.fill("#figure-filter", "收入总计")
    assert "找到" in desk.inner_text("[data-figures-said]")
    desk.click("details tr[data-figure='{revenue.total}'] button")
    assert desk.input_value("[name=own-text]") == "全年{revenue.total}元。"
    follow(desk, "button[value=preview]")
    assert "全年1000000元。" in desk.inner_text("#words-preview")
    assert desk.evaluate("document.activeElement.id") == "words-preview"
    assert desk.said == []
