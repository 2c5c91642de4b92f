"""The admin site: the reviewers' desk and the administrators' tables.

`config.apps` puts it in the place of the stock site.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from budgets.administration import names
from budgets.choices import Role, Status
from budgets.models import DepartmentalBudget


class SignInForm(AdminAuthenticationForm):
    """Name and password, and the code of the second factor from an account that has one."""

    otp_token = forms.CharField(
        label="动态验证码",
        required=False,
        max_length=8,
        help_text="没有启用动态验证码的账号不用填写。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        user: Any = self.get_user()
        device = _second_factor(user) if user else None
        if user and device:
            token = cleaned.get("otp_token", "")
            if not token:
                raise forms.ValidationError("该账号已启用动态验证码，请填写。", code="token_required")
            if not device.verify_is_allowed()[0] or not device.verify_token(token):
                raise forms.ValidationError("动态验证码不正确或已失效，请稍候重试。", code="invalid_token")
            user.otp_device = device  # django_otp takes it from here into the session
        return cleaned


def _second_factor(user: Any) -> Any:
    """The account's confirmed device, None where it has none."""
    return user.totpdevice_set.filter(confirmed=True).order_by("pk").first()


class ReviewAdminSite(AdminSite):
    site_header = "部门预算公开 · 审核后台"
    site_title = "审核后台"
    index_title = "工作台"
    empty_value_display = "—"
    login_form = SignInForm
    login_template = "admin/sign_in.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has a second factor comes in with it and not without."""
        user: Any = request.user
        return super().has_permission(request) and (user.is_verified() or _second_factor(user) is None)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The review first, then what it leads to, then what administrators see to."""
        apps = super().get_app_list(request, app_label)
        order = list(names.APPS)
        for app in apps:
            app["name"] = names.app_name(app["app_label"])
            for model in app["models"]:
                model["name"] = names.MODELS.get(model["object_name"], model["name"])
            app["models"].sort(key=lambda model: model["object_name"] != "DepartmentalBudget")
        return sorted(apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        mine = DepartmentalBudget.objects.for_role(request.user, Role.REVIEWER)
        waiting = mine.filter(status=Status.SUBMITTED).count()
        return super().index(request, {"waiting": waiting, **(extra_context or {})})
