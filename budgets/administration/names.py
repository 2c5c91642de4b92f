"""What the packages' own apps and tables are called in the admin: their own names are English."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

# In this order on the front page and in the sidebar.
APPS = {
    "budgets": "部门预算",
    "disclosure": "预算公开",
    "procurement": "政府采购",
    "auth": "账号",
    "axes": "登录保护",
    "otp_totp": "动态验证码",
}
MODELS = {
    "AccessAttempt": "登录失败记录（解锁）",
    "AccessAttemptExpiration": "登录失败记录的期限",
    "AccessLog": "登录记录",
    "AccessFailureLog": "登录失败日志",
    "TOTPDevice": "动态验证码设备",
}


def app_name(label: str) -> str:
    return APPS.get(label) or str(apps.get_app_config(label).verbose_name)


def model_name(model: type[Model]) -> str:
    return MODELS.get(model.__name__) or str(model._meta.verbose_name)
