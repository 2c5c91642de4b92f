"""Stored rows as the page shows them, without a form for each: a page of 1,000 rows has 14,000 inputs.

A row's own template is rendered once, for a form whose values are marks; a stored row is that text with its values in
the places of the marks. So the template stays the only one that knows what a row looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from budgets.forms.grid import Grid
    from budgets.forms.rows import RowForm
    from budgets.models import BudgetRow

# Of the private use area. They stand in the template's text only, never beside what somebody typed.
_BEGIN, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEGIN}([^{_END}]+){_END}|__(prefix|number)__")
_SELECT = re.compile(r"(<select [^>]*>)(.*?)(?=</select>)", re.DOTALL)
_MINE = re.compile(f'\n?<option value="{_BEGIN}([^{_END}]+){_END}" selected>[^<]*</option>')
_DESCRIBED = re.compile(f' aria-describedby="{_BEGIN}described{_END}"')


def mark(name: str) -> SafeString:
    return mark_safe(f"{_BEGIN}{name}{_END}")  # noqa: S308  a constant of this program


class Pattern:
    """How the rows of one grid look."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.form = self._marked(grid)
        self.first = next(iter(self.form.cells))
        self._lists: dict[str, str] = {}
        self._chosen: dict[tuple[str, str], str] = {}

    @cached_property
    def _pieces(self) -> list[tuple[str, str]]:
        return list(self._cut(render_to_string(self.grid.row_template, {"form": self.form})))

    @staticmethod
    def _marked(grid: Grid) -> RowForm:
        form = grid.form(
            auto_id=grid.auto_id, prefix=grid.add_prefix("__prefix__"), empty_permitted=True,
            use_required_attribute=False, renderer=grid.renderer, grid=grid, index=None,
            instance=cast("Any", grid.model)(pk=mark("pk")),
        )  # fmt: skip
        form.is_pattern = True
        form.initial = {name: mark(name) for name in (*grid.columns, "position")}
        next(iter(form.cells)).field.widget.attrs["aria-describedby"] = mark("described")
        return form

    def _cut(self, html: str) -> Iterator[tuple[str, str]]:
        """The text between the marks, each piece with the name of the mark behind it."""
        html = _DESCRIBED.sub(mark("described"), _SELECT.sub(self._without_options, html))
        end = 0
        found = set()
        for place in _MARK.finditer(html):
            name = place[1] or place[2]
            found.add(name)
            yield html[end : place.start()], name
            end = place.end()
        yield html[end:], ""
        if lost := {*self.grid.columns, "pk"} - found:
            raise RuntimeError(f"{self.grid.row_template} has no place for {sorted(lost)}")

    def _without_options(self, select: re.Match[str]) -> str:
        """The marked value stands as an option of its own behind the others: it goes, and the list is kept once."""
        mine = _MINE.search(select[2])
        if mine is None:
            return select[0]
        self._lists[mine[1]] = select[2].replace(mine[0], "")
        return select[1] + mark(mine[1])

    def text(self, row: BudgetRow, name: str) -> str:
        """What the input of a stored row holds, and what comes back when nobody touches it."""
        value = self.form.fields[name].prepare_value(self.grid.value(row, name))
        return "" if value is None else str(value)

    def fill(self, row: BudgetRow, index: int, marks: Sequence[Any], findings: Sequence[Any]) -> SafeString:
        anchor = f"{self.grid.anchor}-{row.pk}"
        number = str(index + 1)
        known: dict[str, str] = {
            "pk": str(row.pk), "prefix": str(index), "number": number, "position": number, "": "",
            "marks": marks_html(marks), "note": note_html(anchor, self.grid.breadth, findings),
            "described": self._described(f"{anchor}-findings" if findings else "", index), **self.grid.extras(row),
        }  # fmt: skip
        parts = []
        for literal, name in self._pieces:
            parts.append(literal)
            parts.append(known[name] if name in known else self._cell(row, name))
        return mark_safe("".join(parts))  # noqa: S308  values are escaped, the rest is the template's

    def _cell(self, row: BudgetRow, name: str) -> str:
        text = self.text(row, name)
        return self._options(name, text) if name in self._lists else escape(text)

    def _options(self, name: str, key: str) -> str:
        """The list with one entry chosen; a value that it does not offer stands at its end."""
        if (name, key) not in self._chosen:
            options, value = self._lists[name], escape(key)
            chosen = options.replace(f'<option value="{value}">', f'<option value="{value}" selected>', 1)
            if key and chosen == options:
                chosen += f'\n<option value="{value}" selected>{value}</option>'
            self._chosen[name, key] = chosen
        return self._chosen[name, key]

    def _described(self, note: str, index: int) -> str:
        if not note and self.first.help_text:
            note = f"{str(self.first.auto_id).replace('__prefix__', str(index))}_helptext"
        return f' aria-describedby="{note}"' if note else ""


def marks_html(findings: Sequence[Any]) -> str:
    """Marks of findings about many rows at once: their words stand above the form."""
    return render_to_string("budgets/sections/marks.html", {"findings": findings}) if findings else ""


def note_html(anchor: str, breadth: int, findings: Sequence[Any]) -> str:
    """What was found about one row, in a row of its own."""
    if not findings:
        return ""
    return render_to_string(
        "budgets/sections/note.html", {"anchor": anchor, "breadth": breadth, "findings": findings}
    )  # fmt: skip


def extras_of(form: RowForm) -> Mapping[str, str]:
    """What a row shows beside its inputs; marks, where the form is a pattern."""
    extras = form.grid.extras(form.instance)
    return {name: mark(name) for name in extras} if form.is_pattern else extras
