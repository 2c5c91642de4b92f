"""Whose text a version holds, and why somebody counts among them. PostgreSQL holds the same again in `budgets.triggers.authorship`.

Authorship is what happened: who wrote rows, who uploaded a file that another had read in, who wrote a unit's rows that were
taken over, and who did any of it in a version that this one corrects. Last year's writers are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists

from budgets.choices import Authorship, ReviewAction
from budgets.models import Author, DepartmentalBudget, ReviewRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def why_author(user: User, budget: DepartmentalBudget) -> str:
    """您…: why the person is one of the version's own people, as the beginning of a sentence; empty where they are not."""
    own = Author.objects.behind(budget).filter(user_id=user.pk)
    submissions = ReviewRecord.objects.filter(budget=budget, by_id=user.pk, action=ReviewAction.SUBMITTED)
    version = DepartmentalBudget.objects.filter(pk=budget.pk)  # most often it is neither, which one question tells
    has_submitted, is_author = version.values_list(Exists(submissions), Exists(own)).get()
    if has_submitted or budget.submitted_by_id == user.pk:
        return "您报送或编写过本版本"
    if not is_author:
        return ""
    newest = own.select_related("budget", "source").order_by("-budget__version", "pk")
    return _words(newest[0], budget)


def _words(author: Author, budget: DepartmentalBudget) -> str:
    if author.budget_id != budget.pk:
        return f"您编写过第 {author.budget.version} 版，本版本由它更正而来"
    if author.way == Authorship.UPLOADED:
        return f"您上传的文件“{author.file}”已读入本版本"
    if author.way == Authorship.TAKEN_OVER and author.source:
        return (
            f"您编写过“{author.source.printed_name}”的单位预算（第 {author.source.version} 版），本版本引入了它的数据"
        )
    return "您报送或编写过本版本"
