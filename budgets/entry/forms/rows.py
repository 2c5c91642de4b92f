"""One row of a grid as somebody typed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError

from budgets.entry.forms.rowset import RowSet

GONE = "这一行已不存在，或不属于本预算，没有保存。请重新打开本页。"
GONE_MEANWHILE = "这一行已被他人删除，您填写的内容移到了表末。仍要保留的，请补全各格后保存；不要的，请勾选“删除”。"


class TypedRow:
    """A row of a page that was sent. A blank new row is nothing; a stored row whose cells were all emptied is removed.

    index     its number in the names of its inputs; `number` is what people see
    sent      what came: column → text. A column that did not come stays as it is stored
    stored    the row as the database has it; None: a new one
    vanished  it names a row that is not there
    instance  the row with what was typed
    errors    column → what is wrong there; under "" what is wrong with the row
    """

    def __init__(self, grid: RowSet, index: int, sent: dict[str, str], stored: Any, *, vanished: bool = False) -> None:
        self.grid, self.index, self.sent, self.stored, self.vanished = grid, index, sent, stored, vanished
        self.instance: Any = copy_of(stored) if stored is not None else grid.model()
        self.errors: dict[str, list[ValidationError]] = {}
        self._forced: set[str] = set()

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def prefix(self) -> str:
        return f"{self.grid.name}-{self.index}"

    @property
    def anchor(self) -> str:
        if self.stored is None:
            return f"{self.grid.name}-new-{self.number}"
        return f"{self.grid.anchor}-{self.stored.pk}"

    # ---- What was touched ----

    @cached_property
    def touched(self) -> set[str]:
        """The columns that hold something else than what is stored; of a new row, all that came.

        A row that came back as the page showed it was touched by nobody, even if another has changed it meanwhile.
        """
        columns = [column for column in self.grid.cells if column.is_read and column.name in self.sent]
        if self.stored is None:
            untouched = self.vanished and self._is_as_shown
            return set() if untouched else {column.name for column in columns}
        changed = {
            column.name for column in columns if lines(self.sent[column.name]) != lines(column.text(self.stored))
        }
        return set() if changed and self._is_as_shown else changed

    @property
    def _is_as_shown(self) -> bool:
        columns = [column.name for column in self.grid.cells if column.is_read]
        return bool(self.sent.get("was")) and self.sent["was"] == digest(self.sent.get(name, "") for name in columns)

    @cached_property
    def is_moved(self) -> bool:
        """A number that is not the one that stood in front of the row."""
        return self.position is not None and (self.stored is None or self.position != self.number)

    @cached_property
    def is_touched(self) -> bool:
        """Whether there is anything to read: somebody typed in it, ticked it, or gave it another place."""
        if self.stored is None:
            return not self.is_removed and not (self.vanished and (self.grid.is_sketch or not self.touched))
        return bool(self.touched or self._forced or self.is_moved or self.sent.get("remove"))

    def force(self, name: str) -> None:
        """Reads a column that nobody touched, because what it names is changing."""
        self._forced.add(name)
        self.sent.setdefault(name, self.grid.column(name).text(self.stored))
        self.__dict__.pop("is_touched", None)

    # ---- What it is ----

    def text(self, name: str) -> str:
        """What stands in a cell: what was sent, else what is stored."""
        if name in self.sent:
            return self.sent[name]
        return "" if self.stored is None else self.grid.column(name).text(self.stored)

    @cached_property
    def is_blank(self) -> bool:
        typed = [column.name for column in self.grid.cells if column.is_read and not column.is_preset]
        is_sent = self.stored is None or any(name in self.sent for name in typed)  # a cut-off request empties nothing
        return is_sent and not any(self.text(name).strip() for name in typed)

    @cached_property
    def is_removed(self) -> bool:
        return bool(self.sent.get("remove")) or self.is_blank

    @cached_property
    def position(self) -> int | None:
        """The place that was typed in front of it, counted from 1."""
        sent = self.sent.get("position", "").strip()
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 8 else None

    @cached_property
    def is_changed(self) -> bool:
        """Whether it is another row than the stored one, once it was read and finished."""
        return any(not column.is_same(self.instance, self.stored) for column in self.grid.cells if column.is_read)

    @property
    def content(self) -> tuple[str, ...]:
        return self.grid.content(self.instance)

    # ---- Reading ----

    def read(self) -> None:
        """Takes what was touched into the instance; what cannot be read stays as it was."""
        if self.vanished and not self.grid.adopting:
            self.add_error("", ValidationError(GONE))
            return
        if self.is_removed:
            return
        values: dict[str, Any] = {}
        for column in self.grid.cells:
            name = column.name
            if not column.is_read or not (self.stored is None or name in self.touched or name in self._forced):
                continue
            try:
                values[name] = column.read(self.text(name), self.stored)
            except ValidationError as error:
                self.add_error(name, error)
        for name, value in values.items():
            self.grid.column(name).put(self.instance, value)

    def tell_if_gone(self) -> None:
        """After another's save: only the cells that were touched came, so a row that was deleted comes back with gaps."""
        if self.vanished and not self.is_removed:
            self.add_error("", ValidationError(GONE_MEANWHILE))

    def add_error(self, name: str, error: ValidationError) -> None:
        self.errors.setdefault(name, []).append(error)

    def messages(self, name: str) -> Iterator[str]:
        """What is wrong with a cell. Nobody who is still typing is told that something is missing."""
        for error in self.errors.get(name, ()):
            for each in error.error_list:
                if not (self.grid.is_sketch and each.code == "required"):
                    yield from map(str, each.messages)


def copy_of(row: Any) -> Any:
    """A row to type into: the loaded one stays as the database has it."""
    mine = copy(row)
    mine._state = copy(row._state)
    mine._state.fields_cache = dict(row._state.fields_cache)
    return mine


def lines(text: str) -> str:
    """Browsers send the line ends of a text in their own way."""
    return text.replace("\r\n", "\n")


def digest(texts: Iterable[str]) -> str:
    """Of what a row's inputs held: it goes with the row and tells whether somebody touched it."""
    return blake2b("\x1f".join(map(lines, texts)).encode(errors="surrogatepass"), digest_size=6).hexdigest()
