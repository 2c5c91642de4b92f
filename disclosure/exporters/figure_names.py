"""What each figure is called where figures are listed: one name for one reference.

The document calls a figure as its table's row does, and 收入总计 stands in several tables. In a list of all figures a name
that several references share says where the figure stands, as shortly as it is told apart from the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from disclosure.document import Document
from disclosure.exporters.places import SEPARATOR, FigurePlace, figures


def names_of(document: Document) -> dict[str, str]:
    """Reference → name, no two of them alike."""
    return told_apart(figures(document))


def told_apart(places: Iterable[FigurePlace]) -> dict[str, str]:
    """The same for figures with their places; a figure is named by the first of its places."""
    first: dict[str, FigurePlace] = {}
    for place in places:
        first.setdefault(place.figure.ref, place)
    names: dict[str, str] = {}
    waiting = dict(first)
    for attempt in range(_ATTEMPTS):
        tried = {ref: _name(place, attempt) for ref, place in waiting.items()}
        names |= {ref: name for ref, name in tried.items() if name not in _shared(tried, names)}
        waiting = {ref: place for ref, place in waiting.items() if ref not in names}
    return {ref: names[ref] for ref in first}


_ATTEMPTS = 5


def _name(place: FigurePlace, attempt: int) -> str:
    """Longer with each attempt; the last holds the reference, which is no other figure's."""
    name, path = place.figure.name, place.location.split(SEPARATOR)
    where = ("", place.title, SEPARATOR.join(filter(None, (place.title, path[-1]))), place.location, place.figure.ref)
    return f"{name}（{where[attempt]}）" if where[attempt] else name


def _shared(tried: Mapping[str, str], taken: Mapping[str, str]) -> set[str]:
    """Names that stand for more than one figure, of those that are tried and those that are given."""
    return set(_twice(tried.values())) | set(taken.values())


def _twice(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
