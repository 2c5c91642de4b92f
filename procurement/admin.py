"""政府采购品目 in the administrators' tables."""

from __future__ import annotations

from django.contrib import admin

from budgets.classification.admin import CodeListAdmin
from procurement.models import CatalogueItem


@admin.register(CatalogueItem)
class CatalogueItemAdmin(CodeListAdmin):
    list_per_page = 50
