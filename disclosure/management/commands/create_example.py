"""create_example: a fictional district whose petition office has published its budget, made by the services that people use."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from budgets import workflow
from budgets.accounts import create_example_accounts
from budgets.choices import Status
from budgets.models import Department, DepartmentalBudget, Region
from disclosure import publishing
from disclosure.example import loading


class Command(BaseCommand):
    help = "建立示例：一个虚构的区及其信访局 2020 年部门预算，从填报到公开。重复执行不会改变已有内容。"

    def handle(self, *args: Any, **options: Any) -> None:
        data = loading.facts()
        region, _ = Region.objects.get_or_create(code=data["region_code"], defaults={"name": data["region_name"]})
        department, _ = Department.objects.get_or_create(
            region=region, code=data["department_code"], defaults={"name": data["department_name"]}
        )
        people = create_example_accounts(department)
        budget = DepartmentalBudget.objects.filter(department=department, fiscal_year=data["year"]).first()
        if budget is not None and budget.status != Status.APPROVED:
            self.stdout.write("示例已存在，未作改动。")
            return
        preparer, reviewer, publisher = (
            get_user_model().objects.get(username=people[role]["username"])
            for role in ("preparer", "reviewer", "publisher")
        )
        if budget is None:
            budget = self._approved(department, data, preparer, reviewer, publisher)
        publication = publishing.publish(budget, by=publisher)
        self.stdout.write(self.style.SUCCESS(f"示例已公开：{publication.path}"))

    @transaction.atomic
    def _approved(
        self, department: Department, data: dict[str, Any], preparer: User, reviewer: User, publisher: User
    ) -> DepartmentalBudget:
        """From the empty draft to everything that publication needs; all of it or nothing."""
        budget = workflow.create_budget(
            by=preparer,
            department=department,
            unit=None,
            fiscal_year=data["year"],
            printed_name=data["department_name"],
        )
        loading.fill(budget, data, by=preparer)
        budget.refresh_from_db()
        workflow.submit(budget, by=preparer, seen=budget.row_version)
        budget.refresh_from_db()
        comment = "内容完整，数据一致，同意公开。"
        workflow.approve(budget, by=reviewer, comment=comment, seen_hash=workflow.content_hash(budget))
        budget.refresh_from_db()
        workflow.register_reply(
            budget,
            by=publisher,
            authority=f"{department.region.name}财政局",
            number="云财预〔2020〕12号",
            dated=date(2020, 1, 20),
            received=date(2020, 1, 21),
        )
        workflow.record_secrecy_review(
            budget,
            by=publisher,
            reviewer="保密审查员",
            reviewed_on=date(2020, 1, 22),
            signed_off_by="主要负责人",
            cleared=True,
        )
        budget.refresh_from_db()
        return budget
