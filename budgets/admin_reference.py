"""The administrators' tables: places and classifications."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV

from budgets.models import Department, EconomicClass, FunctionalClass, FundSource, Region, Unit


class FixedCodeAdmin(admin.ModelAdmin):
    """Codes stand in public addresses and in published documents: given once, they stay. A name may change."""

    fixed: tuple[str, ...] = ("code",)
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed if obj else ()


@admin.register(Region)
class RegionAdmin(FixedCodeAdmin):
    list_display = ["code", "name"]


@admin.register(Department)
class DepartmentAdmin(FixedCodeAdmin):
    fixed = ("code", "region")
    list_display = ["code", "name", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]


@admin.register(Unit)
class UnitAdmin(FixedCodeAdmin):
    fixed = ("code", "department")
    list_display = ["code", "name", "department"]
    list_select_related = ["department"]
    autocomplete_fields = ["department"]


# ---- Classifications ----


class CodeListResource(resources.ModelResource):
    """A row of an imported list is the code that it names, in the life that begins in the year that it names."""

    class Meta:
        import_id_fields = ["code", "valid_from"]
        fields = ["code", "name", "valid_from", "valid_to", "source"]
        skip_unchanged = True
        use_transactions = True


class CodeListAdmin(ImportExportModelAdmin):
    """An official list. Its CSV has the columns of the packaged lists and can be loaded for each fiscal year."""

    list_display = ["code", "name", "valid_from", "valid_to", "source"]
    list_filter = ["valid_from"]
    search_fields = ["code", "name"]
    formats = [CSV]
    skip_export_form = True
    show_full_result_count = False
    resource_classes = [CodeListResource]

    def get_resource_classes(self, request: HttpRequest) -> list[type[resources.ModelResource]]:
        return [resources.modelresource_factory(self.model, self.resource_classes[0])]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """The package lets everybody in who may look."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(FunctionalClass)
class FunctionalClassAdmin(CodeListAdmin):
    autocomplete_fields = ["predecessors"]


@admin.register(EconomicClass)
class EconomicClassAdmin(CodeListAdmin):
    list_display = ["code", "name", "group", "three_public_line", "valid_from", "valid_to", "source"]
    list_filter = ["group", "three_public_line", "valid_from"]
    autocomplete_fields = ["members", "predecessors"]

    class Resource(CodeListResource):
        class Meta(CodeListResource.Meta):
            fields = [*CodeListResource.Meta.fields, "group", "three_public_line"]

    resource_classes = [Resource]


@admin.register(FundSource)
class FundSourceAdmin(CodeListAdmin):
    list_display = ["code", "name", "kind", "revenue_name", "valid_from", "valid_to", "source"]
    list_filter = ["kind"]

    class Resource(CodeListResource):
        class Meta(CodeListResource.Meta):
            fields = [*CodeListResource.Meta.fields, "kind", "revenue_name"]

    resource_classes = [Resource]
