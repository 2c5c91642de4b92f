"""The administrators' tables of places. The official lists are in budgets.classification.admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from budgets.administration.choices import ChoosesByTyping
from budgets.choices import Status
from budgets.models import Department, DepartmentalBudget, Region, Unit


class FixedCodeAdmin(admin.ModelAdmin):
    """Codes stand in public addresses, which outlive names: once something is public under a code, it stays. A name may change.

    fixed   the fields that stay then
    budget  how a version names the place
    """

    fixed: tuple[str, ...] = ("code",)
    budget: str
    search_fields = ["code", "name"]

    def is_public(self, obj: Any) -> bool:
        return DepartmentalBudget.objects.filter(status=Status.PUBLISHED, **{self.budget: obj}).exists()

    def why_fixed(self, obj: Any) -> str:
        """In words, for the page; empty where the code may be changed."""
        return (
            "已有公开的文件，公开地址用到它，不能修改。名称可以修改，已公开的文件不变。" if self.is_public(obj) else ""
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed if obj and self.why_fixed(obj) else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj and (why := self.why_fixed(obj)):
            kwargs["help_texts"] = dict.fromkeys(self.fixed, why)
        return super().get_form(request, obj, change=change, **kwargs)


@admin.register(Region)
class RegionAdmin(FixedCodeAdmin):
    """Everything hangs on a region's code; one that is wrong and not used is deleted and made anew."""

    budget = "region"
    list_display = ["code", "name"]

    def why_fixed(self, obj: Any) -> str:
        return super().why_fixed(obj) or "行政区划代码建立后不能修改。填错而尚未使用的，请删除后重新建立。"


@admin.register(Department)
class DepartmentAdmin(FixedCodeAdmin):
    fixed = ("code", "region")
    budget = "department"
    list_display = ["code", "name", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]


@admin.register(Unit)
class UnitAdmin(ChoosesByTyping, FixedCodeAdmin):
    fixed = ("code", "department")
    budget = "unit"
    list_display = ["code", "name", "department"]
    list_select_related = ["department"]
    autocomplete_fields = ["department"]
