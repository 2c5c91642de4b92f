"""Stored rows are shown without a form for each, and look as their forms would."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets.editing import acting_as
from budgets.forms.expenditure import OperatingGrid, PersonnelGrid
from budgets.forms.glossary import GlossaryGrid
from budgets.forms.grid import Grid
from budgets.forms.organisation import UnitGrid
from budgets.forms.projects import ProjectGrid, ProjectLineGrid
from budgets.forms.revenue import RevenueGrid
from budgets.models import ExpenditureLine, GlossaryTerm
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


def _grids(budget: Any) -> list[Grid]:
    projects = ProjectGrid(budget)
    plain = (PersonnelGrid, OperatingGrid, RevenueGrid, UnitGrid, GlossaryGrid, DutyGrid, ItemGrid)
    return [*(each(budget) for each in plain), projects, ProjectLineGrid(budget, projects=projects)]


def _same(html: Any) -> str:
    """A blank input may have no value or an empty one; blanks between elements do not show."""
    return re.sub(r"\s+", " ", str(html).replace(' value=""', "")).replace("> <", "><").strip()


@pytest.mark.parametrize("units", [1, 2])  # with one unit there is no column for it
def test_a_stored_row_looks_as_its_form_would(budget: Any, units: int) -> None:
    if units == 2:
        make_unit(budget, name="第二个<单位>", ordinal=9)
    for grid in _grids(budget):
        shown = list(grid.shown_rows)[: len(grid.rows)]
        assert shown, grid.name
        assert [_same(each) for each in shown] == [_same(grid._shown_form(form)) for form in grid.forms[: len(shown)]]


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
