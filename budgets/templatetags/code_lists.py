"""What the preview of an imported official list shows."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import ValidationError

from budgets.classification.admin import counted as count_in_words
from budgets.classification.list_files import title_of

register = template.Library()


@register.filter
def counted(result: Any) -> str:
    return count_in_words(result)


@register.filter
def changing(result: Any) -> list[Any]:
    """The rows that change something: of a list of thousands nobody reads what stays."""
    return [row for row in result.valid_rows() if row.import_type != "skip"]


@register.filter
def field_title(field: str) -> str:
    return title_of(field)


@register.filter
def plain_error(error: Any) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
