"""政府采购预算 at the entry desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import Project, StatedCell
from budgets.money import parse_yuan
from budgets.statements.ledger import Ledger
from procurement.models import CatalogueItem, ProcurementItem
from procurement.statements import procurement
from tests.builders import make_budget, make_department, make_project, make_small_budget
from tests.entry_desk import EntryPage, errors_of, tree

pytestmark = pytest.mark.django_db

COMPUTER = {
    "source": "接访场所运行经费", "name": "台式计算机", "catalogue_number": "A02010104", "measure": "台", "quantity": "3",
    "unit_price": "5,000.00", "general_public_budget": "12000", "other_revenue": "2,000.50", "other_channels": "999.50",
}  # fmt: skip


def address(budget: Any) -> str:
    return reverse("entry-procurement", kwargs={"budget_pk": budget.pk})


def saved_item(user: Any, budget: Any, **changes: str) -> EntryPage:
    page = EntryPage(user, address(budget))
    page.set_row("items", 0, **{**COMPUTER, **changes})
    page.save()
    return page


def computed(page: EntryPage, item: ProcurementItem) -> dict[str, str]:
    cells = tree(page.response).xpath(f"//tr[@id='item-{item.pk}']/td[contains(@class, 'computed')]")
    return {
        cell.get("class").split()[0].removeprefix("column-"): cell.xpath("string(.//input/@value)") for cell in cells
    }


def test_an_item_in_all_columns_is_stored_shown_again_and_printed(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_item(preparer, budget)
    item = ProcurementItem.objects.get(budget=budget)
    assert (item.project, item.project_name) == (Project.objects.get(), "")
    assert (item.quantity, item.unit_price, item.other_revenue, item.government_funds) == (
        3,
        5000,
        Decimal("2000.50"),
        None,
    )
    assert page.row("items", 0)["source"] == "接访场所运行经费"
    assert page.row("items", 0)["unit_price"] == "5000"
    for printed in ("台式计算机", "A02010104", "15000", "14000.5"):
        assert printed in page.html


def test_the_computed_columns_are_those_of_the_statement(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_item(preparer, budget)
    page.set_row("items", 1, name="物业服务", general_public_budget="100000", special_fiscal_account="0.01")
    page.save()
    data = procurement(Ledger.of(budget))
    for row in data.rows:
        shown = computed(page, row.item)
        assert parse_yuan(shown["total"]) == row.cells["total"].value
        assert parse_yuan(shown["current_total"]) == row.cells["current_total"].value
        assert shown["amount"] == ("15,000.00" if row.item.amount is not None else "")
    foot = [
        " ".join(cell.text_content().split())
        for cell in tree(page.response).xpath("//table[@data-grid='items']/tfoot//td")
    ]
    assert foot[7:14] == [
        f"{data.sums[name].value:,.2f}" if data.sums[name].value is not None else "" for name in data.sums
    ]


def test_nothing_typed_into_a_computed_column_is_stored(preparer: Any) -> None:
    """Control: the sums follow the entered columns, whatever a tampered request says."""
    budget = make_small_budget()
    page = saved_item(preparer, budget)
    page.save(**{"items-0-total": "1", "items-0-current_total": "1", "items-0-amount": "1"})
    assert procurement(Ledger.of(budget)).rows[0].cells["total"].value == 15_000


def test_a_project_is_named_by_code_or_name_and_other_words_are_printed_as_they_stand(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    for number, source in enumerate(
        ["202-0001-ABC-0001", "接访场所 运行经费", "202-0001-ABC-0001 接访场所运行经费", "公用经费", ""]
    ):
        page.set_row("items", number, **{**COMPUTER, "source": source})
    page.save()
    found = [(item.project_id is not None, item.project_name) for item in ProcurementItem.objects.order_by("ordinal")]
    assert found == [(True, ""), (True, ""), (True, ""), (False, "公用经费"), (False, "")]


def test_two_projects_of_one_name_are_told_apart_by_their_codes(preparer: Any) -> None:
    budget = make_small_budget()
    twin = make_project(budget, "202-0001-ABC-0002", "接访场所运行经费", ordinal=1)
    page = saved_item(preparer, budget, source="202-0001-ABC-0002")
    assert ProcurementItem.objects.get().project == twin
    assert page.row("items", 0)["source"] == "202-0001-ABC-0002 接访场所运行经费"
    page.save()
    assert ProcurementItem.objects.get().project == twin


def test_a_project_of_another_budget_is_only_words_here(preparer: Any) -> None:
    budget = make_small_budget()
    make_project(make_budget(make_department("303", "云汀区档案馆")), "303-0001-ABC-0009", "数字档案项目")
    saved_item(preparer, budget, source="303-0001-ABC-0009")
    item = ProcurementItem.objects.get()
    assert (item.project, item.project_name) == (None, "303-0001-ABC-0009")


def test_a_blank_project_budget_shows_the_projects_amount_of_the_ledger(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_item(preparer, budget)
    assert "项目金额 650,000.00" in page.html
    page.values["items-0-project_budget"] = "600000"
    page.save()
    assert "项目金额 650,000.00" not in page.html
    assert page.row("items", 0)["project_budget"] == "600000"


@pytest.mark.parametrize(
    ("field", "typed", "label"),
    [("unit_price", "五千", "单价"), ("general_public_budget", "1_000", "一般公共预算拨款"), ("quantity", "1e3", "数量"),
     ("quantity", "-1", "数量"), ("other_channels", "1.234", "其他渠道资金")],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_row_field_value_and_example_and_kept(
    preparer: Any, field: str, typed: str, label: str
) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("items", 0, **{**COMPUTER, field: typed})
    page.send()
    error = next(each for each in errors_of(page.response) if f"第 1 行“{label}”" in each)
    assert f"“{typed}”" in error and "例如" in error
    assert page.row("items", 0)[field] == typed
    assert not ProcurementItem.objects.exists()


def test_an_item_without_a_name_is_refused(preparer: Any) -> None:
    page = EntryPage(preparer, address(make_small_budget()))
    page.set_row("items", 0, general_public_budget="1")
    page.send()
    assert any("请填写“采购物品名称”" in error for error in errors_of(page.response))


def test_what_is_reserved_for_small_firms_is_stated(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_item(preparer, budget)
    page.save(**{"reserved-sme_reserved": "8,000", "reserved-small_micro_reserved": "5000"})
    assert {cell.row: cell.value for cell in StatedCell.objects.filter(budget=budget)} == {
        "sme_reserved": 8000,
        "small_micro_reserved": 5000,
    }
    assert page.values["reserved-sme_reserved"] == "8000"


def test_a_stale_form_does_not_overwrite_and_keeps_what_was_typed(preparer: Any) -> None:
    budget = make_small_budget()
    saved_item(preparer, budget)
    first, second = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget))
    first.values["items-0-name"] = "先保存的物品"
    first.save()
    second.values["items-0-name"] = "后保存的物品"
    assert second.send().status_code == 409
    assert ProcurementItem.objects.get().name == "先保存的物品"
    assert second.row("items", 0)["name"] == "后保存的物品"
    assert "先保存的物品" in second.html


def test_strangers_get_404_and_foreign_ids_change_nothing(preparer: Any, outsider: Any) -> None:
    budget = make_small_budget()
    mine = saved_item(preparer, budget)
    item = ProcurementItem.objects.get()
    stranger = EntryPage(outsider, address(budget))
    assert stranger.response.status_code == 404
    stranger.values = mine.values
    assert stranger.send().status_code == 404
    elsewhere = EntryPage(outsider, address(make_budget(make_department("303", "云汀区档案馆"))))
    elsewhere.set_row("items", 0, **{**COMPUTER, "id": str(item.pk), "name": "占用"})
    assert elsewhere.send().status_code == 200
    assert ProcurementItem.objects.get() == item and ProcurementItem.objects.get().name == "台式计算机"


def test_a_reviewer_reads_and_does_not_write(preparer: Any, reviewer: Any) -> None:
    budget = make_small_budget()
    mine = saved_item(preparer, budget)
    page = EntryPage(reviewer, address(budget))
    assert "台式计算机" in page.html and 'value="save"' not in page.html
    page.values = mine.values
    assert page.send().status_code == 403


def test_findings_stand_at_the_row_of_the_item(preparer: Any) -> None:
    budget = make_small_budget()
    page = saved_item(preparer, budget, unit_price="1")
    item = ProcurementItem.objects.get()
    assert tree(page.response).xpath(f"//ul[@id='item-{item.pk}-findings']")


class TestCatalogue:
    """政府采购目录: found by a part of the code or the name."""

    @pytest.fixture(autouse=True)
    def items(self, db: None) -> None:
        for code, name in [("A02010104", "台式计算机"), ("A02010105", "便携式计算机"), ("C21040000", "物业管理服务")]:
            CatalogueItem.objects.create(code=code, name=name, valid_from=2022)

    def search(self, user: Any, words: str, year: int = 2023, **headers: str) -> str:
        budget = make_budget(year=year)
        client = Client()
        client.force_login(user)
        where = reverse("entry-procurement-catalogue", kwargs={"budget_pk": budget.pk})
        return client.get(where, {"q": words}, headers=headers).content.decode()

    @pytest.mark.parametrize(
        ("words", "codes"),
        [
            ("计算机", {"A02010104", "A02010105"}),
            ("A0201 便携", {"A02010105"}),
            ("c2104", {"C21040000"}),
            ("飞机", set()),
        ],
    )
    def test_words_find_by_code_and_name(self, preparer: Any, words: str, codes: set[str]) -> None:
        html = self.search(preparer, words)
        assert {code for code in ("A02010104", "A02010105", "C21040000") if code in html} == codes
        assert ("目录中没有“飞机”" in html) == (words == "飞机")

    def test_a_year_without_a_catalogue_is_told_so(self, preparer: Any) -> None:
        assert "系统中没有 2020 年的目录" in self.search(preparer, "计算机", year=2020)
        assert "系统中没有" not in self.search(preparer, "计算机", year=2024)

    def test_a_script_gets_a_piece_and_a_browser_a_page(self, preparer: Any) -> None:
        assert "<html" not in self.search(preparer, "计算机", **{"X-Requested-With": "fetch"})
        assert "<html" in self.search(preparer, "计算机", year=2024)

    def test_a_stranger_does_not_learn_that_the_budget_exists(self, outsider: Any) -> None:
        client = Client()
        client.force_login(outsider)
        where = reverse("entry-procurement-catalogue", kwargs={"budget_pk": make_budget().pk})
        assert client.get(where, {"q": "计算机"}).status_code == 404
