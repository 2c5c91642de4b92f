"""The administrators' pages of official lists: looked up, edited, and brought up to a new year by file."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV
from import_export.forms import ConfirmImportForm, ImportForm

from budgets.administration.choices import ChoosesByTyping
from budgets.classification.list_files import ListFile
from budgets.classification.resources import CodeListResource, EconomicResource, FunctionalResource, FundResource
from budgets.classification.years import FATES
from budgets.importers.reader import UnreadableFile
from budgets.models import EconomicClass, FunctionalClass, FundSource


class _OfYear(forms.Form):
    """What a file of one year's list does not say itself."""

    year = forms.IntegerField(
        label="目录年度", required=False, min_value=2000, max_value=2100,
        help_text="文件是某一年度的目录、没有“启用年度”一列时填写：系统比较出新增、改名和停用的编码。",
    )  # fmt: skip
    source = forms.CharField(
        label="来源",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="例如“2027年政府收支分类科目（财政部）”。",
    )
    is_complete = forms.BooleanField(
        label="这是该年度的完整目录", required=False,
        help_text="勾选后，文件中没有的编码到上一年度为止，不再使用。只有部分编码的文件不要勾选。",
    )  # fmt: skip


class ListImportForm(_OfYear, ImportForm):
    field_order = ["resource", "import_file", "format", "year", "source", "is_complete"]


class ListConfirmForm(ConfirmImportForm):
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    is_complete = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CodeListAdmin(ChoosesByTyping, ImportExportModelAdmin):
    """An official list. It goes out as CSV with the columns of the packaged lists, and comes in as that, as Excel or as text."""

    list_display = ["code", "name", "valid_from", "valid_to", "source", "confirmation"]
    list_filter = ["confirmation", "valid_from", "valid_to"]
    search_fields = ["code", "name"]
    import_formats = [ListFile]
    export_formats = [CSV]
    skip_export_form = True
    show_full_result_count = False
    resource_classes = [CodeListResource]
    import_form_class = ListImportForm
    confirm_form_class = ListConfirmForm
    import_template_name = "admin/budgets/code_list_import.html"

    def get_resource_classes(self, request: HttpRequest) -> list[type[resources.ModelResource]]:
        return [resources.modelresource_factory(self.model, self.resource_classes[0])]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """The package lets everybody in who may look."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # ---- A year's list, from the form to the rows ----

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial |= {name: import_form.cleaned_data[name] or "" for name in _OfYear.base_fields}
        return dict(initial)

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None)
        said = {name: form.cleaned_data.get(name) for name in _OfYear.base_fields} if form else {}
        return {**kwargs, **said}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The second step, with what the first has shown. Without that, or when the file has gone meanwhile: the first step."""
        if request.method != "POST":
            return super().process_import(request, **kwargs)
        if self.has_import_permission(request) and self.create_confirm_form(request).is_valid():
            with contextlib.suppress(FileNotFoundError):
                return super().process_import(request, **kwargs)
        elif not self.has_import_permission(request):
            raise PermissionDenied
        messages.error(
            request, "没有可以导入的文件：确认前的文件已不在，或者没有经过预览。请重新选择文件，核对后再确认。"
        )
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        words = str(e) if isinstance(e, UnreadableFile) else "文件无法读取。请用 Excel 打开后另存为 .xlsx，再上传。"
        form.add_error("import_file", words)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        messages.success(request, f"{self.model._meta.verbose_name}已导入：{counted(result)}。")


def counted(result: Any) -> str:
    """新增 3，停用 1，不变 190."""
    count = Counter(getattr(row, "fate", "") for row in result.rows)
    return "，".join(f"{name} {count[fate]:,}" for fate, name in FATES.items() if count[fate]) or "没有任何行"


@admin.register(FunctionalClass)
class FunctionalClassAdmin(CodeListAdmin):
    autocomplete_fields = ["predecessors"]
    resource_classes = [FunctionalResource]


@admin.register(EconomicClass)
class EconomicClassAdmin(CodeListAdmin):
    list_display = ["code", "name", "group", "three_public_line", "valid_from", "valid_to", "source", "confirmation"]
    list_filter = ["group", "three_public_line", "confirmation", "valid_from", "valid_to"]
    autocomplete_fields = ["members", "predecessors"]
    resource_classes = [EconomicResource]


@admin.register(FundSource)
class FundSourceAdmin(CodeListAdmin):
    list_display = ["code", "name", "kind", "revenue_name", "valid_from", "valid_to", "source", "confirmation"]
    list_filter = ["kind", "confirmation"]
    resource_classes = [FundResource]
