"""政府采购: the items that the department plans to buy, in the columns of the form (T11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from budgets import triggers
from budgets.choices import Confirmation
from budgets.models import BudgetRow, Project
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField
from procurement.columns import COLUMNS, verbose_name


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
        triggers = triggers.remembered()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcurementItem(BudgetRow):
    """One row of the procurement table: a field for each of `procurement.columns` that is entered, under its name.

    project         the project that pays, where the ledger has it; else project_name as printed
    project_budget  预算资金 as the form prints it; empty where the project's ledger amount is meant
    amount          quantity × unit price, by the database; empty where one of them is
    """

    NAMED_BY = ("project_id", "project_name", "name")

    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="procurement_items"
    )
    project_name = CleanCharField("项目名称（不在项目库时）", max_length=200, blank=True)
    project_budget = YuanField(verbose_name("project_budget"), null=True, blank=True)
    name = CleanCharField(verbose_name("name"), max_length=200)
    catalogue_number = CleanCharField(verbose_name("catalogue_number"), max_length=40, blank=True)
    measure = CleanCharField(verbose_name("measure"), max_length=20, blank=True)
    quantity = models.DecimalField(verbose_name("quantity"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit_price = YuanField(verbose_name("unit_price"), null=True, blank=True)
    general_public_budget = YuanField(verbose_name("general_public_budget"), null=True, blank=True)
    government_funds = YuanField(verbose_name("government_funds"), null=True, blank=True)
    special_fiscal_account = YuanField(verbose_name("special_fiscal_account"), null=True, blank=True)
    other_revenue = YuanField(verbose_name("other_revenue"), null=True, blank=True)
    other_channels = YuanField(verbose_name("other_channels"), null=True, blank=True)
    amount = models.GeneratedField(
        expression=Round(F("quantity") * F("unit_price"), 2),
        output_field=models.DecimalField(max_digits=34, decimal_places=2),
        db_persist=True,
        verbose_name="数量×单价（元）",
    )

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "政府采购项目"
        constraints = [
            *(
                yuan_constraint(column.key, "procurementitem")
                for column in COLUMNS.values()
                if column.kind.is_money and column.kind.is_entered
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__range=(0, 10**10)),
                name="procurementitem_quantity_is_a_number",
                violation_error_message="数量应为不小于 0 的数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
