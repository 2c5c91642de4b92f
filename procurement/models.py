"""政府采购: the items that the department plans to buy, in the fourteen columns of the form (T11)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Round

from budgets.choices import Confirmation
from budgets.models import BudgetRow, Project
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField

_MONEY = models.DecimalField(max_digits=18, decimal_places=2)


def _given(name: str) -> Coalesce:
    return Coalesce(F(name), Value(Decimal(0), output_field=_MONEY))


class CatalogueItem(models.Model):
    """An entry of 政府采购品目分类目录, with the year from which it holds and where it was taken from."""

    code = models.CharField("品目编码", max_length=12)
    name = CleanCharField("品目名称", max_length=200)
    valid_from = models.PositiveSmallIntegerField("启用年度", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("停用年度", null=True, blank=True)
    source = CleanCharField("来源", max_length=300, blank=True)
    confirmation = models.CharField("核实情况", max_length=20, choices=Confirmation, default=Confirmation.UNLISTED)

    class Meta:
        verbose_name = verbose_name_plural = "政府采购品目"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="catalogueitem_code_unique", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcurementItem(BudgetRow):
    """One row of the procurement table.

    project         the project that pays, where the ledger has it; else project_name as printed
    project_budget  预算资金 as the form prints it; empty where the project's ledger amount is meant
    amount          quantity × unit price, by the database; empty where one of them is
    current_total   当年部门预算安排资金合计, by the database
    """

    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="procurement_items"
    )
    project_name = CleanCharField("项目名称（不在项目库时）", max_length=200, blank=True)
    project_budget = YuanField("预算资金（元）", null=True, blank=True)
    name = CleanCharField("采购物品名称", max_length=200)
    catalogue_number = CleanCharField("政府采购目录序号", max_length=40, blank=True)
    measure = CleanCharField("数量单位", max_length=20, blank=True)
    quantity = models.DecimalField("数量", max_digits=14, decimal_places=4, null=True, blank=True)
    unit_price = YuanField("单价（元）", null=True, blank=True)
    general_public_budget = YuanField("一般公共预算拨款（元）", null=True, blank=True)
    government_funds = YuanField("基金预算拨款（元）", null=True, blank=True)
    special_fiscal_account = YuanField("财政专户核拨（元）", null=True, blank=True)
    other_revenue = YuanField("其他来源收入（元）", null=True, blank=True)
    other_channels = YuanField("其他渠道资金（元）", null=True, blank=True)
    amount = models.GeneratedField(
        expression=Round(F("quantity") * F("unit_price"), 2),
        output_field=models.DecimalField(max_digits=34, decimal_places=2),
        db_persist=True,
        verbose_name="数量×单价（元）",
    )
    current_total = models.GeneratedField(
        expression=_given("general_public_budget")
        + _given("government_funds")
        + _given("special_fiscal_account")
        + _given("other_revenue"),
        output_field=models.DecimalField(max_digits=20, decimal_places=2),
        db_persist=True,
        verbose_name="当年部门预算安排资金合计（元）",
    )

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "政府采购项目"
        constraints = [
            *(
                yuan_constraint(field, "procurementitem")
                for field in (
                    "project_budget",
                    "unit_price",
                    "general_public_budget",
                    "government_funds",
                    "special_fiscal_account",
                    "other_revenue",
                    "other_channels",
                )
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__range=(0, 10**10)),
                name="procurementitem_quantity_is_a_number",
                violation_error_message="数量应为不小于 0 的数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
