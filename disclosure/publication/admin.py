"""What was published, to look at: nothing here can be changed, by nobody."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.html import format_html

from disclosure.formats.admin import formats_page
from disclosure.models import Artefact, ChainEntry, Publication


class ReadOnlyAdmin(admin.ModelAdmin):
    """No field, no button and no address by which anything could be written."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "region", "fiscal_year", "version", "imported", "published_at", "address"]
    list_filter = ["fiscal_year", "imported", "region"]
    list_select_related = ["region", "department", "unit"]
    search_fields = ["title", "printed_name", "content_hash"]
    fields = [
        "title", "address", "region", "fiscal_year", "department", "unit", "version", "printed_name", "imported",
        "correction_note", "content_hash", "published_at", "published_by",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        return super().get_queryset(request).defer("document", "outcomes").select_related(*self.list_select_related)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(formats_page, admin_site=self.admin_site))
        return [path("formats/", page, name="disclosure_formats"), *super().get_urls()]

    @admin.display(description="公开地址")
    def address(self, publication: Publication) -> str:
        return format_html('<a href="{0}">{0}</a>', publication.path)


@admin.register(Artefact)
class ArtefactAdmin(ReadOnlyAdmin):
    list_display = ["name", "publication", "media_type", "size", "sha256"]
    list_select_related = ["publication"]
    search_fields = ["name", "sha256", "publication__title"]
    fields = ["publication", "name", "media_type", "size", "sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artefact]:
        files = super().get_queryset(request).select_related("publication").annotate(length=Length("content"))
        return files.defer("content", "publication__document", "publication__outcomes")

    @admin.display(description="大小", ordering="length")
    def size(self, artefact: Any) -> str:
        return filesizeformat(artefact.length)


@admin.register(ChainEntry)
class ChainEntryAdmin(ReadOnlyAdmin):
    list_display = ["region", "sequence", "kind", "publication", "entry", "recorded_at"]
    list_filter = ["region", "kind"]
    search_fields = ["entry", "publication__title"]
    fields = [
        "region",
        "sequence",
        "kind",
        "publication",
        "algorithm",
        "readable_payload",
        "previous",
        "entry",
        "recorded_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChainEntry]:
        entries = super().get_queryset(request).select_related("region", "publication")
        return entries.defer("publication__document", "publication__outcomes")

    @admin.display(description="内容")
    def readable_payload(self, entry: ChainEntry) -> str:
        return bytes(entry.payload).decode("utf-8", "replace")
