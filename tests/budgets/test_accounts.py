"""The accounts that an installation starts with, and what assigning a role brings with it."""

import json
import stat

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from budgets.accounts import accounts
from budgets.choices import Role
from budgets.models import Assignment
from tests.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def read_file(var_dir):
    return json.loads((var_dir / "accounts.json").read_text(encoding="utf-8"))


def test_an_installation_without_example_gets_an_administrator_and_the_groups(var_dir):
    call_command("create_accounts", verbosity=0)
    assert list(read_file(var_dir)) == ["administrator"]
    assert set(Group.objects.values_list("name", flat=True)) == {"填报人", "审核人", "信息发布员"}
    assert User.objects.get().is_superuser


def test_the_example_gets_one_account_for_each_role(department, var_dir):
    content = accounts.create_example_accounts(department)
    assert content == read_file(var_dir)
    assert set(content) == {"preparer", "reviewer", "publisher", "administrator"}
    assert set(content["preparer"]) == {"username", "password"}
    held = {(a.user.username, a.role, a.department) for a in Assignment.objects.all()}
    assert held == {
        ("preparer", Role.PREPARER, department),
        ("reviewer", Role.REVIEWER, None),
        ("publisher", Role.PUBLISHER, department),
    }
    assert set(User.objects.filter(is_staff=True).values_list("username", flat=True)) == {"reviewer", "administrator"}
    assert set(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == {"administrator"}


def test_the_passwords_of_the_file_open_the_accounts(department, rf):
    for entry in accounts.create_example_accounts(department).values():
        assert authenticate(rf.post("/"), **entry) is not None
        assert authenticate(rf.post("/"), username=entry["username"], password=f"{entry['password']}x") is None


def test_only_the_owner_can_read_the_file(department, var_dir):
    accounts.create_example_accounts(department)
    assert stat.S_IMODE((var_dir / "accounts.json").stat().st_mode) == 0o600


def test_doing_it_again_changes_neither_file_nor_accounts(department, var_dir):
    accounts.create_example_accounts(department)
    file = (var_dir / "accounts.json").stat()
    before = list(User.objects.order_by("pk").values())
    accounts.create_example_accounts(department)
    assert list(User.objects.order_by("pk").values()) == before
    assert (var_dir / "accounts.json").stat().st_ino == file.st_ino
    assert Assignment.objects.count() == 3


def test_a_password_that_its_owner_changed_stays(department):
    accounts.create_example_accounts(department)
    user = User.objects.get(username="preparer")
    user.set_password("my-own-words-now")
    user.save()
    accounts.create_example_accounts(department)
    assert User.objects.get(username="preparer").check_password("my-own-words-now")


def test_an_account_that_was_there_before_is_not_given_a_password_in_the_file(var_dir):
    User.objects.create_superuser("administrator", password="chosen-by-hand")
    call_command("create_accounts", verbosity=0)
    assert not (var_dir / "accounts.json").exists()
    assert User.objects.get().check_password("chosen-by-hand")


def test_a_new_database_beside_an_old_file_gets_the_passwords_of_the_file(department, var_dir):
    content = accounts.create_example_accounts(department)
    Assignment.objects.all().delete()
    User.objects.all().delete()
    assert accounts.create_example_accounts(department) == content
    assert User.objects.get(username="publisher").check_password(content["publisher"]["password"])


def test_the_command_makes_the_example_accounts_of_a_department(department, var_dir):
    call_command("create_accounts", "--example", "990101", "202", verbosity=0)
    assert set(read_file(var_dir)) == {"preparer", "reviewer", "publisher", "administrator"}


def test_the_command_names_a_department_that_is_missing(db):
    with pytest.raises(CommandError, match="999999"):
        call_command("create_accounts", "--example", "999999", "1", verbosity=0)


def test_a_reviewer_is_let_into_the_admin_and_into_the_group(department):
    accounts.make_groups()
    user = make_user("finance")
    accounts.assign(user, Role.REVIEWER, region=department.region)
    user = User.objects.get(pk=user.pk)
    assert user.is_staff
    assert user.has_perm("budgets.view_functionalclass")
    assert not user.has_perm("budgets.change_functionalclass")


def test_a_preparer_is_not_let_into_the_admin(department):
    user = make_user("clerk")
    accounts.assign(user, Role.PREPARER, region=department.region, department=department)
    assert not User.objects.get(pk=user.pk).is_staff


def test_who_loses_a_role_leaves_its_group(department):
    user = make_user("finance")
    accounts.assign(user, Role.REVIEWER, region=department.region).delete()
    accounts.equip(user)
    assert list(user.groups.all()) == []


def test_every_permission_of_the_groups_exists(db):
    accounts.make_groups()
    for role, names in accounts.PERMISSIONS.items():
        assert Group.objects.get(name=role.label).permissions.count() == len(names)
