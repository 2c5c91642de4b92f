"""Choosing a row by typing, in the administrators' forms, where what was sent names no row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.http import HttpRequest

if TYPE_CHECKING:
    _Admin = admin.options.BaseModelAdmin
else:
    _Admin = object


class _ShowsRows:
    """The stock widget asks the database for whatever was sent, and fails on what is no key. The field says what is wrong."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        key = self.field.remote_field.model._meta.pk  # type: ignore[attr-defined]
        return super().optgroups(name, [each for each in value if _is_key(key, each)], attr)  # type: ignore[misc]


class _One(_ShowsRows, AutocompleteSelect):
    pass


class _Several(_ShowsRows, AutocompleteSelectMultiple):
    pass


class ChoosesByTyping(_Admin):
    """An admin or inline with `autocomplete_fields`; stands before the stock class."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _One(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _Several(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _is_key(key: Field[Any, Any], sent: Any) -> bool:
    try:
        key.to_python(sent)
    except ValidationError:
        return False
    return "\x00" not in str(sent)
