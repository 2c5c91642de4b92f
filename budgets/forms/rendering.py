"""The widgets of a grid, written without a template each: a page of 500 rows has 4,000 of them.

The markup is that of Django's own templates; whatever is not listed here is rendered by them.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _input(widget: dict[str, Any]) -> SafeString:
    attrs = flatatt(widget["attrs"])
    if widget["value"] is None:
        return format_html('<input type="{}" name="{}"{}>', widget["type"], widget["name"], attrs)
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>', widget["type"], widget["name"], str(widget["value"]), attrs
    )


def _select(widget: dict[str, Any]) -> SafeString:
    options = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (str(option["value"]), flatatt(option["attrs"]), option["label"])
            for _, group, _ in widget["optgroups"]
            for option in group
        ),
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


_WRITTEN_HERE = {
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/checkbox.html": _input,
    "django/forms/widgets/select.html": _select,
}


class CellRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> Any:
        if write := _WRITTEN_HERE.get(template_name):
            return write(context["widget"])
        return super().render(template_name, context, request)
