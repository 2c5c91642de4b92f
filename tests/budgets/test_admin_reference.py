"""The administrators' tables: accounts and roles, places whose codes stay, code lists by file, what was published."""

import io

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets.accounts import accounts
from budgets.choices import Role
from budgets.models import Assignment, Department, FunctionalClass, Region, Unit
from tests.builders import make_budget, make_department, make_user
from tests.database import fill_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make_user("administrator", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


@pytest.fixture
def desk(client, reviewer):
    """The reviewer as the accounts' command makes him: with his group."""
    accounts.make_groups()
    accounts.equip(reviewer)
    client.force_login(reviewer)
    return client


# ---- Accounts and roles ----


def assignment(**values):
    return {"user": "", "role": "reviewer", "region": "", "department": "", "unit": ""} | values


def test_a_role_that_is_given_in_the_admin_brings_group_and_entry(administrator, department):
    user = make_user("finance")
    data = assignment(user=user.pk, region=department.region_id)
    assert administrator.post("/admin/budgets/assignment/add/", data).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert user.is_staff
    assert [group.name for group in user.groups.all()] == ["审核人"]


def test_a_role_that_is_given_on_the_accounts_page_does_too(administrator, department):
    user = make_user("clerk")
    data = {
        "username": "clerk", "is_active": "on", "date_joined_0": "2020-01-01", "date_joined_1": "00:00:00",
        "assignments-TOTAL_FORMS": "1", "assignments-INITIAL_FORMS": "0",
        "assignments-0-user": user.pk, "assignments-0-role": "publisher",
        "assignments-0-region": department.region_id, "assignments-0-department": department.pk,
    }  # fmt: skip
    answer = administrator.post(f"/admin/auth/user/{user.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(user.assignments.values_list("role", flat=True)) == [Role.PUBLISHER]
    assert [group.name for group in user.groups.all()] == ["信息发布员"]


def test_a_role_that_is_taken_away_takes_the_group_with_it(administrator, department):
    user = make_user("finance")
    given = accounts.assign(user, Role.REVIEWER, region=department.region)
    administrator.post(f"/admin/budgets/assignment/{given.pk}/delete/", {"post": "yes"})
    assert list(user.groups.all()) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"role": "preparer"}, "填报人和信息发布员必须指定部门"),
        ({"department": "far"}, "不属于临河区"),
        ({"department": "own", "unit": "far"}, "不属于所选部门"),
        ({"unit": "far"}, "不属于所选部门"),
    ],
)
def test_a_role_in_a_place_that_cannot_be_is_refused_with_the_reason(administrator, values, message):
    own, far = (
        make_department("1", region="990103", region_name="临河区"),
        make_department("2", region="990104", region_name="云台区"),
    )
    places = {"own": own.pk, "far": far.pk}
    unit = Unit.objects.create(department=far, code="2001", name="云台区某中心")
    data = assignment(user=make_user("x").pk, region="990103", **values)
    data["department"] = places.get(data["department"], "")
    data["unit"] = unit.pk if data["unit"] else ""
    answer = administrator.post("/admin/budgets/assignment/add/", data)
    assert message in answer.content.decode()
    assert not Assignment.objects.exists()


def test_accounts_are_switched_off_and_not_deleted(administrator):
    user = make_user("leaver")
    assert administrator.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize(
    "address",
    ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/budgets/assignment/", "/admin/budgets/region/", "/admin/budgets/department/",
     "/admin/budgets/unit/", "/admin/auth/group/", "/admin/axes/accessattempt/", "/admin/otp_totp/totpdevice/"],
)  # fmt: skip
def test_a_reviewer_does_not_come_near_the_administrators_tables(desk, administrator_client, address):
    assert desk.get(address).status_code == 403
    assert administrator_client.get(address).status_code == 200


@pytest.fixture
def administrator_client():
    from django.test import Client

    client = Client()
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))
    return client


# ---- Places ----


@pytest.fixture
def own_unit(department):
    return Unit.objects.create(department=department, code="202001", name="云汀区信访接待中心")


def publish(department, unit=None):
    """As a historical version is recorded."""
    budget = make_budget(department, unit=unit, imported=True)
    budget.status, budget.published_at = "published", timezone.now()
    budget.save()


def test_a_code_that_is_in_no_address_can_still_be_corrected(administrator, department, own_unit):
    data = {"code": "999", "name": "临河区信访工作局", "region": "990101"}
    administrator.post(f"/admin/budgets/department/{department.pk}/change/", data)
    department.refresh_from_db()
    assert (department.code, department.name) == ("999", "临河区信访工作局")
    data = {"code": "999001", "name": "接待中心", "department": department.pk}
    administrator.post(f"/admin/budgets/unit/{own_unit.pk}/change/", data)
    own_unit.refresh_from_db()
    assert own_unit.code == "999001"


def test_what_is_public_under_a_code_keeps_it_and_the_page_says_why(administrator, department, own_unit):
    publish(department, own_unit)
    for name, place, data in (
        ("department", department, {"region": "990101"}),
        ("unit", own_unit, {"department": department.pk}),
    ):
        address = f"/admin/budgets/{name}/{place.pk}/change/"
        assert "已有公开的文件，公开地址用到它，不能修改" in administrator.get(address).content.decode()
        before = place.code
        assert administrator.post(address, {"code": "999", "name": "新的名称", **data}).status_code == 302
        place.refresh_from_db()
        assert (place.code, place.name) == (before, "新的名称")


def test_a_region_keeps_its_code_from_the_first(administrator, department):
    page = administrator.get("/admin/budgets/region/990101/change/").content.decode()
    assert "行政区划代码建立后不能修改" in page
    administrator.post("/admin/budgets/region/990101/change/", {"code": "990199", "name": "新区"})
    assert list(Region.objects.values_list("code", "name")) == [("990101", "新区")]


@pytest.mark.parametrize("model", [Department, Unit])
def test_the_database_itself_keeps_a_code_that_is_public(department, own_unit, model):
    """The guard is put in place here as well, for a database that was migrated before it existed."""
    (guard,) = [each for each in model._meta.triggers if each.name == "kept_code"]
    guard.install(model)
    place = model.objects.get()
    model.objects.filter(pk=place.pk).update(code="77")
    publish(department, own_unit)
    model.objects.filter(pk=place.pk).update(name="新的名称")
    with pytest.raises(DatabaseError, match="已有公开的文件"), transaction.atomic():
        model.objects.filter(pk=place.pk).update(code="78")
    place.refresh_from_db()
    assert (place.code, place.name) == ("77", "新的名称")


@pytest.mark.parametrize("code", ["20a", "", "1234567890123", "２０２"])
def test_a_code_that_no_address_could_carry_is_refused(administrator, department, code):
    administrator.post("/admin/budgets/department/add/", {"code": code, "name": "某局", "region": "990101"})
    assert list(Department.objects.all()) == [department]


# ---- Code lists ----


@pytest.fixture
def codes():
    fill_codes()


LISTS = ["budgets/functionalclass", "budgets/economicclass", "budgets/fundsource", "procurement/catalogueitem"]


@pytest.mark.parametrize("name", LISTS)
def test_a_reviewer_looks_codes_up_and_changes_none(desk, codes, name):
    assert desk.get(f"/admin/{name}/", {"q": "2"}).status_code == 200
    for page in ("add/", "import/", "process_import/"):
        assert desk.get(f"/admin/{name}/{page}").status_code in {403, 405}
        assert desk.post(f"/admin/{name}/{page}", {"name": "x"}).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_out_as_csv_and_comes_back_unchanged(administrator, codes, name):
    table = administrator.get(f"/admin/{name}/export/")
    assert table.headers["Content-Type"].startswith("text/csv")
    head, *rows = table.content.decode("utf-8-sig").strip().splitlines()
    assert head.startswith("code,name,valid_from,valid_to")
    assert len(rows) == {"budgets/functionalclass": 197, "budgets/economicclass": 110, "budgets/fundsource": 11}.get(
        name, 4272
    )


def test_the_lists_of_a_new_year_come_in_by_file(administrator, codes):
    file = io.BytesIO(
        "code,name,valid_from,valid_to,source\n2010308,信访事务,,2024,2024年科目\n20141,新增科目,2026,,2026年科目\n".encode()
    )
    file.name = "codes.csv"
    preview = administrator.post("/admin/budgets/functionalclass/import/", {"import_file": file, "format": "0"})
    assert preview.status_code == 200
    hidden = preview.context["confirm_form"].initial
    answer = administrator.post("/admin/budgets/functionalclass/process_import/", hidden)
    assert answer.status_code == 302
    assert FunctionalClass.objects.get(code="2010308").valid_to == 2024
    assert FunctionalClass.objects.get(code="20141").name == "新增科目"


# ---- The second factor ----


@pytest.fixture
def armed(reviewer):
    return TOTPDevice.objects.create(user=reviewer, name="手机", confirmed=True)


def sign_in(client, token=""):
    data = {"username": "reviewer", "password": "reviewer-only-in-tests", "otp_token": token, "next": "/admin/"}
    return client.post("/admin/login/", data)


def test_an_account_without_a_second_factor_signs_in_with_its_password(client, reviewer):
    assert sign_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_account_with_a_second_factor_needs_it(client, armed):
    assert "已启用动态验证码" in sign_in(client).content.decode()
    assert "不正确或已失效" in sign_in(client, "000000").content.decode()
    assert client.get("/admin/").status_code == 302


def test_the_right_code_opens_the_admin(client, armed):
    token = f"{totp(armed.bin_key, t0=armed.t0, step=armed.step):06d}"
    assert sign_in(client, token).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_administrator_gives_an_account_its_second_factor(administrator):
    user = make_user("finance", is_staff=True)
    data = {"user": user.pk, "name": "手机", "confirmed": "on"}
    assert administrator.post("/admin/otp_totp/totpdevice/add/", data).status_code == 302
    device = TOTPDevice.objects.get(user=user)
    assert len(device.bin_key) == 20
    assert "显示二维码" in administrator.get(f"/admin/otp_totp/totpdevice/{device.pk}/change/").content.decode()
    assert (
        administrator.get(f"/admin/otp_totp/totpdevice/{device.pk}/qrcode/").headers["Content-Type"] == "image/svg+xml"
    )


def test_signing_in_elsewhere_does_not_lead_past_the_second_factor(client, armed, reviewer):
    client.force_login(reviewer)
    assert client.get("/admin/").status_code == 302


def test_a_new_session_begins_with_signing_in(client, reviewer):
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != session.session_key


# ---- The front page ----


def test_the_front_page_speaks_chinese_and_puts_the_review_first(desk, administrator_client, reviewer):
    words = administrator_client.get("/admin/").content.decode()
    assert "登录失败记录（解锁）" in words
    assert "Access" not in words and "TOTP" not in words
    sections = [app["app_label"] for app in desk.get("/admin/").context["app_list"]]
    assert sections == ["budgets", "disclosure", "procurement"]
    assert desk.get("/admin/").context["app_list"][0]["models"][0]["object_name"] == "DepartmentalBudget"
