"""Budgets on the eve of publication, made by the moves that people make."""

from __future__ import annotations

import datetime as dt
from typing import Any

from budgets.choices import Role
from budgets.models import Department, DepartmentalBudget, ExpenditureLine, Prose, RevenueLine, Unit
from budgets.versions.editing import editing
from budgets.workflow import transitions
from tests.builders import answer_all, make_department, make_small_budget, make_user


class Cast:
    """A department with the three people who bring its budgets to the public."""

    def __init__(self, code: str = "202", name: str = "临河区信访局", **place: str) -> None:
        self.department: Department = make_department(code, name, **place)
        self.preparer: Any = make_user(f"preparer-{code}", Role.PREPARER, self.department)
        self.reviewer: Any = make_user(f"reviewer-{code}", Role.REVIEWER, self.department, is_staff=True)
        self.publisher: Any = make_user(f"publisher-{code}", Role.PUBLISHER, self.department)

    def unit(self, code: str = "202001", name: str = "临河区信访接待中心") -> Unit:
        return Unit.objects.get_or_create(department=self.department, code=code, defaults={"name": name})[0]

    def draft(self, *, year: int = 2020, **fields: Any) -> DepartmentalBudget:
        budget = make_small_budget(self.department, year=year, **fields)
        with editing(budget, by="import") as locked:
            Prose.objects.create(budget=locked, key="duties", text="接待来访群众。\n办理群众来信。")
            Prose.objects.create(budget=locked, key="performance.overall", text="来访事项按期办结。")
        budget.refresh_from_db()
        return budget

    def approve(self, budget: DepartmentalBudget) -> DepartmentalBudget:
        """Through submission, approval, 批复 and 保密审查, without saying anything about the rules."""
        budget.refresh_from_db()
        answer_all(budget, self.preparer)
        transitions.submit(budget, by=self.preparer, seen=budget.row_version)
        transitions.approve(budget, by=self.reviewer, comment="", seen_hash=transitions.content_hash(budget))
        if not budget.replies.exists():  # a return leaves it
            transitions.register_reply(
                budget, by=self.publisher, authority="临河区财政局", number="临财预〔2020〕1号",
                dated=dt.date(2020, 2, 3), received=dt.date(2020, 2, 5),
            )  # fmt: skip
        transitions.record_secrecy_review(
            budget,
            by=self.publisher,
            reviewer="王某",
            reviewed_on=dt.date(2020, 2, 6),
            signed_off_by="李某",
            cleared=True,
        )
        budget.refresh_from_db()
        return budget

    def approved(self, *, year: int = 2020, **fields: Any) -> DepartmentalBudget:
        return self.approve(self.draft(year=year, **fields))

    def with_more_spent(self, *, year: int, version: int) -> DepartmentalBudget:
        """A correction on the eve of its publication: 10,000 more came in and was spent."""
        budget = self.draft(year=year, version=version, correction_note="更正支出。")
        with editing(budget, by="import") as locked:
            for model in (ExpenditureLine, RevenueLine):
                row: Any = model.objects.filter(budget=locked).order_by("pk")[0]
                row.amount += 10_000
                row.save()
        return self.approve(budget)
