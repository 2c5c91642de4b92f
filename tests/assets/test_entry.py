"""国有资产 at the entry desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from assets.models import AssetHolding
from assets.statements import assets
from budgets.choices import LineKind
from budgets.models import BudgetUnit, StatedCell, StatedFlag
from budgets.statements.ledger import Ledger
from tests.builders import add_expenditure, make_budget, make_class, make_department, make_small_budget
from tests.entry_desk import EntryPage, errors_of, tree

pytestmark = pytest.mark.django_db


def address(budget: Any) -> str:
    return reverse("entry-assets", kwargs={"budget_pk": budget.pk})


def saved(user: Any, budget: Any, **values: str) -> EntryPage:
    page = EntryPage(user, address(budget))
    page.values |= {
        "fixed-houses-quantity": "320.5",
        "fixed-houses-value": "1,000,000",
        "fixed-vehicles-quantity": "0",
        "fixed-vehicles-value": "0",
    }
    page.save(**values)
    return page


def total_shown(page: EntryPage) -> str:
    return tree(page.response).xpath("string(//table[contains(@class, 'fixed')]//output)")


def test_the_forms_rows_are_always_there_and_only_filled_ones_are_stored(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    for label in ("房屋（平方米）", "车辆（台、辆）", "单价在规定限额以上设备", "其他固定资产"):
        assert label in page.html
    page = saved(preparer, budget)
    stored = {row.category: (row.quantity, row.value) for row in AssetHolding.objects.filter(budget=budget)}
    assert stored == {"houses": (Decimal("320.5"), 1_000_000), "vehicles": (0, 0)}
    assert (page.values["fixed-houses-quantity"], page.values["fixed-vehicles-value"]) == ("320.5", "0")
    assert page.values["fixed-equipment-value"] == ""
    assert tree(page.response).xpath("//data[@data-ref='assets.total' and @value='1000000']")


def test_zero_is_stored_and_blank_is_not(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved(preparer, budget)
    page.save(**{"fixed-vehicles-quantity": "", "fixed-vehicles-value": ""})
    assert set(AssetHolding.objects.values_list("category", flat=True)) == {"houses"}
    assert assets(Ledger.of(budget)).vehicles.value.value is None


def test_the_total_is_that_of_the_statement(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    assert total_shown(page) == ""
    page = saved(preparer, budget, **{"fixed-other-value": "0.01"})
    page.set_row("added", 0, name="图书档案", quantity="12", value="500")
    page.save()
    assert total_shown(page) == "1,000,500.01"
    assert assets(Ledger.of(budget)).total.value == Decimal("1000500.01")


def test_added_rows_have_names_and_print_before_the_last(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved(preparer, budget)
    page.set_row("added", 0, name="图书档案", value="500")
    page.set_row("added", 1, name="家具用具", value="600")
    page.save()
    assert [row.name for row in assets(Ledger.of(budget)).rows][3:] == ["图书档案", "家具用具", "其他固定资产"]
    assert "4、图书档案" in page.html and "6、其他固定资产" in page.html
    page.values["added-0-remove"] = "on"
    page.save()
    assert [row.name for row in AssetHolding.objects.filter(category="added")] == ["家具用具"]


def test_the_statement_of_no_new_assets_is_made_and_taken_back(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved(preparer, budget, **{"facts-no_new": "on"})
    assert StatedFlag.objects.get(budget=budget).key == "no_new_assets"
    assert "本年度无新增固定资产预算。" in page.html
    del page.values["facts-no_new"]
    page.save()
    assert not StatedFlag.objects.exists()


def test_a_total_that_a_source_states_wins_and_can_be_taken_back(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved(preparer, budget, **{"facts-total": "2000000"})
    assert assets(Ledger.of(budget)).total.value == 2_000_000
    page.save(**{"facts-total": ""})
    assert not StatedCell.objects.exists()
    assert assets(Ledger.of(budget)).total.value == 1_000_000


@pytest.mark.parametrize(
    ("field", "typed", "where"),
    [
        ("fixed-houses-quantity", "三百", "房屋（平方米）数量"),
        ("fixed-other-value", "1e5", "其他固定资产价值"),
        ("fixed-vehicles-quantity", "-1", "车辆"),
    ],
)
def test_what_is_no_number_is_refused_with_field_and_value_and_kept(
    preparer: Any, field: str, typed: str, where: str
) -> None:
    page = EntryPage(preparer, address(make_small_budget()))
    page.send(**{field: typed})
    error = next(each for each in errors_of(page.response) if where in each)
    assert f"“{typed}”" in error and "例如" in error
    assert page.values[field] == typed
    assert not AssetHolding.objects.exists()


def test_an_added_row_without_a_name_is_refused(preparer: Any) -> None:
    page = EntryPage(preparer, address(make_small_budget()))
    page.set_row("added", 0, value="500")
    page.send()
    assert any("第 1 行“名称”" in error for error in errors_of(page.response))


def test_a_stale_form_does_not_overwrite_and_keeps_what_was_typed(preparer: Any) -> None:
    budget = make_small_budget()
    first, second = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget))
    first.save(**{"fixed-houses-value": "1"})
    second.values["fixed-houses-value"] = "2"
    assert second.send().status_code == 409
    assert AssetHolding.objects.get().value == 1
    assert second.values["fixed-houses-value"] == "2"


def test_strangers_get_404_and_foreign_ids_change_nothing(preparer: Any, outsider: Any) -> None:
    budget = make_small_budget()
    page = saved(preparer, budget)
    page.set_row("added", 0, name="图书档案", value="500")
    page.save()
    row = AssetHolding.objects.get(category="added")
    stranger = EntryPage(outsider, address(budget))
    assert stranger.response.status_code == 404
    stranger.values = page.values
    assert stranger.send().status_code == 404
    elsewhere = EntryPage(outsider, address(make_budget(make_department("303", "云汀区档案馆"))))
    elsewhere.set_row("added", 0, id=str(row.pk), name="占用")
    assert elsewhere.send().status_code == 200
    row.refresh_from_db()
    assert row.name == "图书档案"


def test_a_reviewer_reads_and_does_not_write(preparer: Any, reviewer: Any) -> None:
    budget = make_small_budget()
    mine = saved(preparer, budget)
    page = EntryPage(reviewer, address(budget))
    assert "320.5" in page.html and 'value="save"' not in page.html
    page.values = mine.values
    assert page.send().status_code == 403


def test_findings_lead_to_the_row_that_they_are_about(preparer: Any) -> None:
    """Running costs without a vehicle: the rule names the row of vehicles."""
    budget = make_small_budget()
    add_expenditure(
        budget, BudgetUnit.objects.get(budget=budget), LineKind.OPERATING, "9000",
        economic=make_class("30231", "公务用车运行维护费", three_public_line="vehicle_operation"),
    )  # fmt: skip
    page = EntryPage(preparer, address(budget))
    row = tree(page.response).xpath("//tr[@id='asset-vehicles']")[0]
    assert "row-note" in (row.getnext().get("class") or "")
