"""Who makes the example. The petition office has the accounts that visitors get; everybody else is made without a password.

So nobody can sign in as them, and an administrator who wants to gives one of them a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from budgets.accounts.accounts import assign, create_example_accounts
from budgets.choices import Role
from budgets.models import Department

# The district's second reviewer, so that the visitor's own finds what others have approved.
_SECOND = "finance-reviewer"


@dataclass(frozen=True)
class People:
    """Who prepares, reviews and publishes a department's documents.

    superior  reviews the documents of the department's units
    """

    preparer: User
    reviewer: User
    publisher: User
    superior: User


def visitors(department: Department) -> dict[str, Any]:
    """The accounts of accounts.json: they belong to the petition office."""
    return create_example_accounts(department)


def people_of(department: Department, *, has_visitors: bool) -> People:
    if has_visitors:
        found = visitors(department)
        preparer, reviewer, publisher = (
            User.objects.get(username=found[role]["username"]) for role in ("preparer", "reviewer", "publisher")
        )
        return People(preparer, reviewer, publisher, reviewer)
    code, name = department.code, department.name
    return People(
        preparer=_account(f"{code}-preparer", f"{name}填报人", Role.PREPARER, department),
        reviewer=_account(_SECOND, "区财政局审核人", Role.REVIEWER, department, whole_region=True),
        publisher=_account(f"{code}-publisher", f"{name}信息发布员", Role.PUBLISHER, department),
        superior=_account(f"{code}-superior", f"{name}审核人", Role.REVIEWER, department, of_superior=True),
    )


def _account(
    username: str,
    name: str,
    role: Role,
    department: Department,
    *,
    whole_region: bool = False,
    of_superior: bool = False,
) -> User:
    user, is_new = User.objects.get_or_create(username=username, defaults={"first_name": name})
    if is_new:
        user.set_unusable_password()
        user.save()
    assign(
        user,
        role,
        region=department.region,
        department=None if whole_region else department,
        of_superior=of_superior,
    )
    return user
