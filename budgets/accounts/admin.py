"""The administrators' tables: accounts, what each may do where, and the second factor of those who have one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets.accounts import accounts
from budgets.administration import names
from budgets.administration.choices import ChoosesByTyping
from budgets.models import Assignment


class AssignmentForm(forms.ModelForm):
    class Meta:
        model = Assignment
        fields = ["user", "role", "region", "department", "unit", "of_superior"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        region, department, unit = (cleaned.get(name) for name in ("region", "department", "unit"))
        if department and region and department.region_id != region.pk:
            raise ValidationError(
                {"department": f"“{department}”不属于{region}。请选择该行政区划的部门，或改选行政区划。"}
            )
        if unit and unit.department_id != (department.pk if department else None):
            raise ValidationError({"unit": f"“{unit}”不属于所选部门。请先选择它的主管部门{unit.department}。"})
        return cleaned


class AssignmentInline(ChoosesByTyping, admin.TabularInline):
    model = Assignment
    form = AssignmentForm
    extra = 0
    autocomplete_fields = ["region", "department", "unit"]


class StoredPassword(ReadOnlyPasswordHashWidget):
    """Whether there is a password, and the way to another; how it is kept is nobody's business here."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        is_set = bool(value) and not value.startswith(UNUSABLE_PASSWORD_PREFIX)
        context["summary"] = [{"label": "已设置，不显示。" if is_set else "没有设置，不能用密码登录。"}]
        context["button_label"] = "重设密码" if is_set else "设置密码"
        return context


class AccountForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label="密码", widget=StoredPassword)


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = "停用后，本账号不能用密码登录，现有密码作废。"  # noqa: S105  words about one, and none


class PermissionChoice(forms.ModelMultipleChoiceField):
    """部门预算 · 报送记录：查看, where Django has “Can view submission record”."""

    ACTIONS: ClassVar[dict[str, str]] = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}

    def label_from_instance(self, obj: Any) -> str:
        action, _, rest = obj.codename.partition("_")
        model = obj.content_type.model_class()
        name = names.model_name(model) if model else obj.content_type.model
        is_of_model = model is not None and rest == model._meta.model_name
        words = self.ACTIONS.get(action) if is_of_model else None
        return f"{names.app_name(obj.content_type.app_label)} · {name}：{words or obj.name}"


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """What an account of a role may see here; the assignments put accounts into them."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        if db_field.name == "permissions":
            kwargs |= {"form_class": PermissionChoice}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts are switched off and not deleted: what was done keeps its name."""

    form = AccountForm
    change_password_form = PasswordForm
    inlines = [AssignmentInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("本人", {"fields": ["first_name", "email"]}),
        ("进入后台", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("日期", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ()
    list_display = ["username", "name", "roles", "is_active", "last_login"]
    list_filter = ["assignments__role", "is_active", "is_staff"]
    search_fields = ["username", "first_name"]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("assignments")

    @admin.display(description="姓名", ordering="first_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="岗位")
    def roles(self, user: Any) -> str:
        return "、".join(sorted({assignment.get_role_display() for assignment in user.assignments.all()}))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The whole name in one field: Django would print a family name behind the given one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "first_name":
            field.label, field.help_text = "姓名", "办理记录中显示的姓名。"
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups of the roles follow the assignments below; others are ticked here."""
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "help_text": "岗位对应的组随下面的岗位分工自动调整。"}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        accounts.equip(form.instance)


@admin.register(Assignment)
class AssignmentAdmin(ChoosesByTyping, admin.ModelAdmin):
    form = AssignmentForm
    list_display = ["user", "role", "region", "department", "unit", "of_superior"]
    list_filter = ["role", "region"]
    list_select_related = ["user", "region", "department", "unit"]
    search_fields = ["user__username", "user__last_name", "department__name"]
    autocomplete_fields = ["user", "region", "department", "unit"]
    actions = None  # a bulk deletion would pass by equip()

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        accounts.equip(obj.user)
        if change and "user" in form.changed_data:
            accounts.equip(User.objects.get(pk=form.initial["user"]))

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        super().delete_model(request, obj)
        accounts.equip(obj.user)


admin.site.unregister(TOTPDevice)


@admin.register(TOTPDevice)
class SecondFactorAdmin(ChoosesByTyping, TOTPDeviceAdmin):
    """Whoever has one signs in to the admin with it. Its owner scans the code once; everything else stays as it is made."""

    list_display = ["user", "name", "confirmed", "last_used_at"]
    list_filter = ["confirmed"]
    search_help_text = "按用户名查找"
    raw_id_fields = ()
    autocomplete_fields = ["user"]
    _LABELS = {"user": "账号", "name": "设备名称", "confirmed": "启用"}

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [*self.list_display, "qrcode_link"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": [*self._LABELS, *(["qrcode_link"] if obj else [])]})]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in self._LABELS:
            field.label, field.help_text = self._LABELS[db_field.name], ""
        return field

    def config_view(self, request: HttpRequest, pk: int) -> Any:
        get_object_or_404(TOTPDevice, pk=pk)  # the package takes for granted that it is there
        return super().config_view(request, pk)

    def qrcode_view(self, request: HttpRequest, pk: int) -> Any:
        get_object_or_404(TOTPDevice, pk=pk)
        return super().qrcode_view(request, pk)

    @admin.display(description="绑定二维码")
    def qrcode_link(self, device: TOTPDevice) -> str:
        return format_html('<a href="{}">显示二维码</a>', reverse("admin:otp_totp_totpdevice_config", args=[device.pk]))
