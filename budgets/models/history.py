"""What was changed: every value that a row ever had, with the deed that gave it. Only added to, and kept by the database.

A Change is one save, one intake, one move or one command; a HistoryEntry is one row that it wrote. History begins for each
version with an entry of every row that stood there when the tables of the history were made (docs/mechanisms.md, History).
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from budgets import triggers
from budgets.choices import Door, Operation
from budgets.models.budget import DepartmentalBudget
from budgets.models.regions import Region


class ExactDecoder(json.JSONDecoder):
    """Amounts stand in the history as the ledger has them: exact decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class Change(models.Model):
    """One deed that wrote something: who, when, through which door, and in a sentence what it was.

    budget     the version it wrote in; None: it wrote no version. The version may be gone: a discarded draft stays in history
    region     whose setting or account it was; None: the installation's, or a version's
    number     1, 2, … of its version, in the order in which the deeds were done, which times are not; None without a version
    source     the file and sheet, or the version that it was taken from; empty: nothing of the kind
    sentence   what it was; empty where nobody has said it
    by         None: a command of the operator
    request    the request of a browser that it was done in; empty: none
    deed, transaction  by which the rows of one deed find each other while it is being done
    """

    budget = models.ForeignKey(
        DepartmentalBudget,
        models.DO_NOTHING,
        verbose_name="部门预算",
        related_name="changes",
        null=True,
        db_constraint=False,
    )
    region = models.ForeignKey(
        Region, models.DO_NOTHING, verbose_name="行政区划", related_name="+", null=True, db_constraint=False
    )
    number = models.PositiveIntegerField("序号", null=True)
    door = models.CharField("来源", max_length=20, choices=Door)
    source = models.TextField("出处", blank=True)
    sentence = models.TextField("事项", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", null=True, related_name="+")
    request = models.CharField("请求", max_length=32, blank=True)
    at = models.DateTimeField("时间")
    deed = models.CharField("标识", max_length=32, blank=True)
    transaction = models.BigIntegerField("事务")

    class Meta:
        verbose_name = verbose_name_plural = "变动"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["transaction"], name="change_of_transaction"),
            models.Index(fields=["at"], name="change_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["budget", "number"], name="change_number_unique")]
        triggers = [triggers.for_ever("变动记录"), triggers.no_truncate()]

    def __str__(self) -> str:
        return self.sentence or self.get_door_display()


class HistoryEntry(models.Model):
    """One row that a Change wrote.

    table, row  the table in the database and the key in it
    budget_id   the version that the row belongs to; None: none
    old, new    column → value; of an update only what became other, of any other operation the whole row. None: there was,
                or is, no row. Amounts are Decimal. A scan stands as its SHA-256, of a password that it is another one
    """

    change = models.ForeignKey(
        Change, models.DO_NOTHING, verbose_name="变动", related_name="entries", db_constraint=False
    )
    table = models.CharField("表", max_length=63)
    row = models.CharField("行", max_length=60)
    budget_id = models.BigIntegerField("部门预算", null=True)
    operation = models.CharField("操作", max_length=6, choices=Operation)
    old = models.JSONField("原值", null=True, decoder=ExactDecoder)
    new = models.JSONField("新值", null=True, decoder=ExactDecoder)

    class Meta:
        verbose_name = verbose_name_plural = "变动明细"
        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "row"], name="historyentry_of_row")]
        triggers = [triggers.for_ever("变动记录"), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.table} {self.row}"
