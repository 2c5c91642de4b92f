"""How rows are written: the stored, the typed and the blank ones, with everything that is awkward in HTML."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from assets.choices import AssetCategory
from assets.forms import AddedGrid
from assets.models import AssetHolding
from budgets.entry.forms.expenditure import OperatingGrid, PersonnelGrid
from budgets.entry.forms.glossary import GlossaryGrid
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.organisation import UnitGrid
from budgets.entry.forms.projects import ProjectGrid, ProjectLineGrid
from budgets.entry.forms.revenue import RevenueGrid
from budgets.entry.forms.rows import TypedRow
from budgets.models import ExpenditureLine, GlossaryTerm
from budgets.versions.editing import acting_as
from performance.forms import DutyGrid
from performance.models import Duty
from procurement.forms import ItemGrid
from procurement.models import ProcurementItem
from tests.budgets.views.filling import opened
from tests.builders import make_class, make_small_budget, make_unit


@pytest.fixture
def budget(department: Any) -> Any:
    """Rows with everything that is awkward in HTML."""
    budget = make_small_budget(department)
    with acting_as("import"):
        GlossaryTerm.objects.create(budget=budget, term='“<b>”&"', definition="第一行\n第二行 <i>")
        Duty.objects.create(budget=budget, name="接访", description="甲\n\n乙", goal="", objective="丙")
        ProcurementItem.objects.create(
            budget=budget, name="<打印机>", project=budget.project_rows.get(), quantity="1.5", unit_price="2000.10",
            general_public_budget="3000.15",
        )  # fmt: skip
        AssetHolding.objects.create(budget=budget, category=AssetCategory.ADDED, name="家具", value="10")
        line = ExpenditureLine.objects.filter(budget=budget, kind="operating").first()
        line.printed_label = 'a"b__prefix__\ue000pk\ue001'
        line.save()
    return budget


def _grids(budget: Any, data: QueryDict | None = None) -> list[Grid]:
    projects = ProjectGrid(budget, data)
    plain = (PersonnelGrid, OperatingGrid, RevenueGrid, UnitGrid, GlossaryGrid, DutyGrid, ItemGrid, AddedGrid)
    return [*(each(budget, data) for each in plain), projects, ProjectLineGrid(budget, data, projects=projects)]


def _inputs(html: Any) -> dict[str, dict[str, str]]:
    """Each input by its name, with its attributes, its value and what a list has chosen."""
    tree = lxml.html.fromstring(f"<table>{html}</table>")
    found = {}
    for each in tree.xpath("//input[@name] | //select | //textarea"):
        value = {"textarea": lambda e: e.text.removeprefix("\n"), "select": lambda e: e.value}.get(
            each.tag, lambda e: e.get("value")
        )(each)
        found[each.get("name")] = dict(each.attrib) | {"value": value}
    return found


@pytest.mark.parametrize("units", [1, 2])  # with one unit there is no column for it
def test_a_stored_row_and_the_same_row_typed_look_alike(budget: Any, units: int) -> None:
    """What comes back with an error is what was shown, down to each attribute of each input."""
    if units == 2:
        make_unit(budget, name="第二个<单位>", ordinal=9)
    for grid in _grids(budget):
        shown = [_inputs(each) for each in list(grid.table.rows)[: len(grid.rows)]]
        assert shown, grid.name
        for index, (inputs, row) in enumerate(zip(shown, grid.rows, strict=True)):
            sent = {
                name.split("-", 2)[2]: each["value"] for name, each in inputs.items() if not name.endswith("-remove")
            }
            assert _inputs(grid.look.typed(TypedRow(grid, index, sent, row), ())) == inputs, grid.name


def test_every_input_has_a_name_for_those_who_do_not_see_the_table(budget: Any) -> None:
    for grid in _grids(budget):
        for html in (*grid.table.rows, grid.table.pattern):
            tree = lxml.html.fromstring(f"<table>{html}</table>")
            for each in tree.xpath("//input[@type != 'hidden'] | //select | //textarea"):
                assert each.get("aria-label", "").startswith("第 "), (grid.name, each.get("name"))


def test_what_is_shown_and_sent_back_as_it_is_touches_nothing(client: Client, preparer: Any, budget: Any) -> None:
    client.force_login(preparer)
    for page in (
        "entry-basic",
        "entry-revenue",
        "entry-projects",
        "entry-glossary",
        "entry-duties",
        "entry-procurement",
        "entry-assets",
    ):
        sent = QueryDict(mutable=True)
        sent.update(opened(client, page, budget))
        grids = [grid for grid in _grids(budget, sent) if f"{grid.name}-TOTAL_FORMS" in sent]
        assert grids, page
        if page != "entry-revenue":  # its table and that of the projects' amounts have one name
            assert [row.number for grid in grids if not isinstance(grid, RevenueGrid) for row in grid.touched] == [], (
                page
            )


def test_a_class_that_the_list_of_the_year_lacks_is_kept(client: Client, preparer: Any, budget: Any) -> None:
    """It is shown, and saving the page as it is changes nothing."""
    line = ExpenditureLine.objects.filter(budget=budget, kind="operating").first()
    old = make_class("30299", "已停用的科目")
    type(old).objects.filter(pk=old.pk).update(valid_to=2019)
    with acting_as("import"):
        line.economic = old
        line.save()
    client.force_login(preparer)

    fields = opened(client, "entry-basic", budget)
    assert fields["operating-0-economic"] == "30299 已停用的科目"
    assert client.post(reverse("entry-basic", args=[budget.pk]), fields).status_code == 302
    line.refresh_from_db()
    assert line.economic == old


def test_findings_stand_at_their_rows(client: Client, preparer: Any, budget: Any) -> None:
    client.force_login(preparer)
    page = client.get(reverse("entry-basic", args=[budget.pk])).content.decode()
    line = ExpenditureLine.objects.filter(budget=budget, kind="personnel").get()

    row = page[page.index(f'<tr id="line-{line.pk}"') :]
    row = row[: row.index("</ul>")]
    assert 'class="tag mark severity-W"' in row, "a finding about many rows is a mark in each"
    assert f'id="line-{line.pk}-findings"' in row
    assert f'aria-describedby="line-{line.pk}-findings"' in row
    assert "基本支出没有经济分类科目" in row
