"""How the rows of a grid are written on its page. A page has thousands of cells, so no template is rendered for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from budgets.entry.forms.columns import Column
from budgets.entry.forms.notes import marks_html, note_html
from budgets.entry.forms.rows import TypedRow, digest
from budgets.entry.forms.rowset import RowSet


class TableLook:
    """A row of a table: the order in front, a cell for each column, the tick behind, and what was found under it."""

    has_hints = False

    def __init__(self, grid: RowSet) -> None:
        self.grid = grid
        self.visible = [column for column in grid.cells if not column.is_hidden]
        self.hidden = [column for column in grid.cells if column.is_hidden]

    # ---- The three kinds of rows ----

    def stored(self, row: Any, index: int, found: Sequence[Any]) -> SafeString:
        texts = self._texts(row)
        prefix = f"{self.grid.name}-{index}"
        return self._row(prefix, str(index + 1), f"{self.grid.anchor}-{row.pk}", row, texts, found, str(index + 1))

    def typed(self, row: TypedRow, found: Sequence[Any]) -> SafeString:
        texts = {column.name: column.shown(row.text(column.name)) for column in self.grid.cells if column.is_read}
        position = row.sent.get("position", "" if row.stored is None else str(row.number))
        return self._row(row.prefix, str(row.number), row.anchor, row.stored, texts, found, position, row)

    def blank(self, index: int | None) -> SafeString:
        """index: None for the pattern of rows that a script adds."""
        prefix, number = ("__prefix__", "__number__") if index is None else (str(index), str(index + 1))
        texts = {column.name: column.preset for column in self.grid.cells}
        prefix = f"{self.grid.name}-{prefix}"
        return self._row(prefix, number, f"{self.grid.name}-new-{number}", None, texts, (), "")

    # ---- Their pieces ----

    def _texts(self, row: Any) -> dict[str, str]:
        return {column.name: column.text(row) for column in self.grid.cells if column.is_read}

    def _row(
        self, prefix: str, number: str, anchor: str, stored: Any, texts: dict[str, str], found: Sequence[Any],
        position: str, row: TypedRow | None = None,
    ) -> SafeString:  # fmt: skip
        notes = [finding for finding in found if not finding.is_wide]
        marks = [finding for finding in found if finding.is_wide]
        note_id = f"{anchor}-findings" if notes else ""
        was = texts.values() if row is None or stored is None else self._texts(stored).values()
        front = self._keys(prefix, stored, was) + self._order(prefix, number, position)
        if row is not None and row.errors:
            front += errors_html(f"id_{prefix}", row.messages(""), "errorlist nonfield")
        front += "".join(
            self._cell(column, prefix, number, texts, stored, row, "") for column in self.hidden
        ) + marks_html(marks)
        cells = []
        for column in self.visible:
            cells.append(self._place(column, prefix, self._cell(column, prefix, number, texts, stored, row, note_id)))
            note_id = ""
        state = (' class="wrong"' if row.errors else "") + " data-typed" if row is not None else ""
        note = note_html(anchor, len(self.visible) + 2, notes)
        html = (
            f'<tr id="{anchor}"{state}>{self._front(front)}{"".join(cells)}{self._tick(prefix, number, row)}</tr>{note}'
        )
        return mark_safe(html)  # noqa: S308  each piece is escaped where it is made

    def _keys(self, prefix: str, stored: Any, shown: Iterable[str]) -> str:
        """The row's key, and by what the page will know whether somebody touched it."""
        if stored is None:
            return f'<input type="hidden" name="{prefix}-id" value="">'
        was = digest(shown)
        return (
            f'<input type="hidden" name="{prefix}-id" value="{stored.pk}">'
            f'<input type="hidden" name="{prefix}-was" value="{was}">'
        )

    def _order(self, prefix: str, number: str, position: str) -> str:
        return (
            f'<input type="text" name="{prefix}-position" value="{escape(position)}" inputmode="numeric" class="position"'
            f' autocomplete="off" aria-label="第 {number} 行 顺序" id="id_{prefix}-position">'
        )

    def _front(self, content: str) -> str:
        return f'<td class="narrow">{content}</td>'

    def _place(self, column: Column, prefix: str, content: str) -> str:
        return f'<td class="{column.css}">{content}</td>'

    def _tick(self, prefix: str, number: str, row: TypedRow | None) -> str:
        return f'<td class="narrow">{self._remove(prefix, number, row)}</td>'

    def _remove(self, prefix: str, number: str, row: TypedRow | None) -> str:
        ticked = " checked" if row is not None and row.sent.get("remove") else ""
        name = f"{prefix}-remove"
        return f'<input type="checkbox" name="{name}" aria-label="第 {number} 行 删除" id="id_{name}"{ticked}>'

    def _cell(
        self, column: Column, prefix: str, number: str, texts: dict[str, str], stored: Any, row: TypedRow | None, note_id: str
    ) -> str:  # fmt: skip
        """The input with what describes it, and what is wrong with it."""
        if not (note_id or (row is not None and row.errors) or self.has_hints):
            return column.cell(prefix, number, texts.get(column.name, ""), stored)
        field_id = f"id_{prefix}-{column.name}"
        wrong = list(row.messages(column.name)) if row is not None and row.errors else []
        described = [*([note_id] if note_id else self._described(column, field_id))]
        if wrong:
            described.append(f"{field_id}_error")
        more = f' aria-describedby="{" ".join(described)}"' if described else ""
        if wrong:
            more += ' aria-invalid="true"'
        return column.cell(prefix, number, texts.get(column.name, ""), stored, more) + errors_html(field_id, wrong)

    def _described(self, column: Column, field_id: str) -> list[str]:
        return []


class CardLook(TableLook):
    """A row as a card: each input under its label with a hint."""

    remove_words = "删除这一项"
    has_hints = True

    def _order(self, prefix: str, number: str, position: str) -> str:
        return f'<label for="id_{prefix}-position">顺序</label> {super()._order(prefix, number, position)}'

    def _place(self, column: Column, prefix: str, content: str) -> str:
        field_id = f"id_{prefix}-{column.name}"
        hint = f'<span class="hint" id="{field_id}_helptext">{escape(column.hint)}</span>' if column.hint else ""
        return super()._place(column, prefix, f'<label for="{field_id}">{escape(column.label)}</label>{hint}{content}')

    def _tick(self, prefix: str, number: str, row: TypedRow | None) -> str:
        return f'<td class="narrow last"><label>{self._remove(prefix, number, row)} {self.remove_words}</label></td>'

    def _described(self, column: Column, field_id: str) -> list[str]:
        return [f"{field_id}_helptext"] if column.hint else []


def errors_html(field_id: str, messages: Iterable[str], css: str = "errorlist") -> str:
    items = "".join(f"<li>{escape(message)}</li>" for message in messages)
    return f'<ul class="{css}" id="{field_id}_error">{items}</ul>' if items else ""
