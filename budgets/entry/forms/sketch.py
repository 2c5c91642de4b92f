"""A page as it stands while somebody types."""

from __future__ import annotations

from typing import Any, Self

from django.http import QueryDict


class AsTyped(QueryDict):
    """The fields of a form that nobody has sent yet.

    Forms and grids bound to it are sketches. A sketch takes each field that can be read and the stored value for each
    that cannot, and does not ask for what is still blank.
    """

    @classmethod
    def of(cls, sent: QueryDict) -> Self:
        typed = cls("", mutable=True)
        # Decoded already: QueryDict would look at each value again, which costs more than the rules.
        plain: dict[Any, Any] = typed
        for name, values in sent.lists():
            dict.__setitem__(plain, name, values)
        return typed


class NotCounted(Exception):
    """A row cannot be judged yet, because another row of the page that it needs cannot be read."""
