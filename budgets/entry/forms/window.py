"""Which of a grid's stored rows a page shows: all of them, or one page of a long table, or what a search found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from budgets.desk.long_tables import PAGE, PAGED_ABOVE, ROW
from budgets.entry.forms.rowset import RowSet
from budgets.money import UnreadableAmount, YuanFormField, parse_yuan

_NEIGHBOURS = 2
_LONGEST_SEARCH = 60


@dataclass(frozen=True)
class PageLink:
    """number: of the page; None for pages that are left out between two. address: empty for the page that is open."""

    number: int | None
    address: str = ""


class Window:
    """The rows of a grid that its page shows.

    Above PAGED_ABOVE rows a table is shown in pages of PAGE; below it is whole, and what was asked for is no matter.
    """

    def __init__(self, grid: RowSet) -> None:
        self.grid = grid
        self._query: Mapping[str, str] = {}

    def turn_to(self, query: QueryDict) -> None:
        """query: of the address. `<grid>-page`, `<grid>-find`, and `row`, which names a row by its anchor."""
        self._query = {key: str(value) for key, value in query.items()}

    @cached_property
    def _order(self) -> list[int]:
        return list(self.grid.queryset().values_list("pk", flat=True))

    @cached_property
    def _index(self) -> dict[int, int]:
        return {pk: index for index, pk in enumerate(self._order)}

    @property
    def count(self) -> int:
        """All rows of the table."""
        return len(self._order)

    def index_of(self, pk: int) -> int:
        """The row's place in the table, from 0; behind all others where it has none."""
        return self._index.get(pk, self.count)

    @property
    def is_paged(self) -> bool:
        return self.count > PAGED_ABOVE

    # ---- Searching ----

    @property
    def words(self) -> str:
        """What is searched for; empty where the whole table is shown."""
        return self._query.get(f"{self.grid.name}-find", "").strip()[:_LONGEST_SEARCH] if self.is_paged else ""

    @cached_property
    def _shown(self) -> list[int]:
        """The rows that are shown on one page or another."""
        if not self.words:
            return self._order
        found = set(self.grid.queryset().filter(self._matches()).values_list("pk", flat=True))
        return [pk for pk in self._order if pk in found]

    def _matches(self) -> Q:
        """Each word stands somewhere in the row. An amount is found as it is, however it is written."""
        wanted = Q()
        for word in self.words.split():
            lookups = [Q(**{lookup: word}) for column in self.grid.cells for lookup in column.search]
            try:
                amount = parse_yuan(word)
            except UnreadableAmount:
                amount = None
            if amount is not None:
                money = (each for each in self.grid.cells if isinstance(each.field, YuanFormField))
                lookups += [Q(**{each.name: amount}) for each in money if each.model_field is not None]
            wanted &= reduce(or_, lookups, Q(pk__in=[]))
        return wanted

    @property
    def found(self) -> int:
        return len(self._shown)

    # ---- Pages ----

    @property
    def pages(self) -> int:
        return max(-(-self.found // PAGE), 1)

    @cached_property
    def page(self) -> int:
        """From 1. The page of the row that was asked for goes before the number of a page."""
        name, _, key = self._query.get(ROW, "").rpartition("-")
        if name == self.grid.anchor and key.isascii() and key.isdigit() and int(key) in self._index:
            if not self.words:
                return self._index[int(key)] // PAGE + 1
            if int(key) in self._shown:
                return self._shown.index(int(key)) // PAGE + 1
        asked = self._query.get(f"{self.grid.name}-page", "")
        return min(max(int(asked), 1), self.pages) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1

    @property
    def keys(self) -> list[int]:
        """Of the rows that the page shows."""
        begin = (self.page - 1) * PAGE
        return self._shown[begin : begin + PAGE] if self.is_paged else self._order

    @cached_property
    def rows(self) -> list[Any]:
        rows = self.grid.queryset()
        return list(rows.filter(pk__in=self.keys) if self.is_paged else rows)

    @property
    def first(self) -> int:
        """The number of the first row of the page among those that are shown."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return min(self.page * PAGE, self.found)

    @property
    def links(self) -> Iterator[PageLink]:
        before = 0
        near = range(self.page - _NEIGHBOURS, self.page + _NEIGHBOURS + 1)
        for number in range(1, self.pages + 1):
            if number not in (1, self.pages) and number not in near:
                continue
            if number > before + 1:
                yield PageLink(None)
            yield PageLink(number, "" if number == self.page else self._address(number))
            before = number

    @property
    def all_rows(self) -> str:
        """The address without the search."""
        return self._address(1, find="")

    def _address(self, page: int, **changed: str) -> str:
        name = self.grid.name
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in self._query.items() if key != ROW})
        query[f"{name}-page"] = str(page)
        for key, value in changed.items():
            query[f"{name}-{key}"] = value
            if not value:
                del query[f"{name}-{key}"]
        return f"?{query.urlencode()}#{self.grid.section_id}"

    @property
    def others(self) -> dict[str, str]:
        """What the form of the search sends along: where the other tables of the page are."""
        own = (ROW, f"{self.grid.name}-page", f"{self.grid.name}-find")
        return {key: value for key, value in self._query.items() if key not in own}
