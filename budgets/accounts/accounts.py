"""Accounts and what they may do: the groups of the admin, assignments, and the accounts that an installation starts with."""

from __future__ import annotations

import json
import os
import secrets
import string
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Q

from budgets.choices import Role
from budgets.models import Assignment, Department, Region, Unit

# What the admin shows beside the desk of review, which goes by assignments alone. Groups carry the names of the roles.
PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.PREPARER: ("budgets.prepare_budget",),
    Role.REVIEWER: (
        "budgets.review_budget",
        "budgets.view_departmentalbudget",
        "budgets.view_functionalclass",
        "budgets.view_economicclass",
        "budgets.view_fundsource",
        "procurement.view_catalogueitem",
        "disclosure.view_publication",
        "disclosure.view_artefact",
        "disclosure.view_chainentry",
    ),
    Role.PUBLISHER: ("budgets.publish_budget",),
}
ADMINISTRATOR = "administrator"
_ALPHABET = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


def make_groups() -> None:
    """The groups with exactly their permissions. Does nothing where they stand."""
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role.label)
        wanted = Q(pk__in=[])
        for app, codename in (name.split(".") for name in names):
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.filter(wanted))


def assign(
    user: User,
    role: Role,
    *,
    region: Region,
    department: Department | None = None,
    unit: Unit | None = None,
    of_superior: bool = False,
) -> Assignment:
    """Gives the account a role in a place, and what else the role needs.

    of_superior  a reviewer of the 主管部门, who reviews the documents of its units only
    """
    assignment, _ = Assignment.objects.get_or_create(
        user=user, role=role, region=region, department=department, unit=unit, defaults={"of_superior": of_superior}
    )
    equip(user)
    return assignment


def equip(user: User) -> None:
    """Puts the account into the groups of its roles and out of those of roles that it has lost; lets a reviewer into the admin."""
    held = set(Assignment.objects.filter(user=user).values_list("role", flat=True))
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.label)
        (user.groups.add if role in held else user.groups.remove)(group)
    if Role.REVIEWER in held and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


# ---- The accounts that an installation starts with ----


def accounts_file() -> Path:
    return Path(settings.VAR_DIR) / "accounts.json"


def create_administrator() -> dict[str, Any]:
    """The groups and one administrator; the file's content."""
    with transaction.atomic():
        _create({ADMINISTRATOR: "系统管理员"})
        return _read()


def create_example_accounts(department: Department) -> dict[str, Any]:
    """A preparer and a publisher of the department, a reviewer of its region, an administrator; the file's content.

    An account that exists keeps its password, and a file that names all of them is left as it is.
    """
    with transaction.atomic():
        users = _create({**{role.value: f"示例{role.label}" for role in Role}, ADMINISTRATOR: "系统管理员"})
        for role in Role:
            where = None if role == Role.REVIEWER else department
            assign(users[role.value], role, region=department.region, department=where)
        return _read()


def _create(names: dict[str, str]) -> dict[str, User]:
    """key of the file → name on screen. A password that the file holds already is used where the account is new."""
    make_groups()
    content = _read()
    users = {}
    for key, name in names.items():
        entry = content.get(key) or {"username": key, "password": _password()}
        user, is_new = User.objects.get_or_create(username=entry["username"], defaults={"first_name": name})
        if is_new:
            user.is_staff = user.is_superuser = key == ADMINISTRATOR
            user.set_password(entry["password"])
            user.save()
            content[key] = entry
        users[key] = user
    # Before the commit: an account whose password nobody has read could never be used.
    _write(content)
    return users


def _password() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def _read() -> dict[str, Any]:
    try:
        return dict(json.loads(accounts_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _write(content: dict[str, Any]) -> None:
    """Readable by the owner alone from its first byte, and whole or not at all."""
    path = accounts_file()
    if _read() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
    draft.replace(path)
