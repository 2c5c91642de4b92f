"""Every address that the resolver knows, filled with what is there, what is absent and what is of the wrong kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)")
_ROUTE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
Route = tuple[str, ...]


def routes() -> Iterator[Route]:
    """The patterns from the root to each view, as they are written."""
    yield from _walk(get_resolver(), ())


def _walk(resolver: URLResolver, above: Route) -> Iterator[Route]:
    for each in resolver.url_patterns:
        here = (*above, str(each.pattern))
        if isinstance(each, URLResolver):
            yield from _walk(each, here)
        elif isinstance(each, URLPattern):
            yield here


def address_of(route: Route, values: Mapping[str, Any]) -> str:
    """A value is named by the group; without one by the kind of its converter; without that by `else`."""

    def value(name: str, kind: str) -> str:
        return quote(str(values.get(name, values.get(kind or "str", values["else"]))), safe="/")

    parts = []
    for part in route:
        if "(?P<" in part or "\\" in part:
            text = re.sub(r"\(\?:(\(\?P<unit>[^)]*\))/\)\?", "", part)  # the unit of an address may be left out
            text = _GROUP.sub(lambda found: value(found["name"], "regex"), text)
            parts.append(text.replace("\\.", ".").strip("^$"))
        else:
            parts.append(_ROUTE.sub(lambda found: value(found["name"], found["kind"] or "str"), part))
    return "/" + "".join(parts)


ABSENT: dict[str, Any] = {
    "int": 99999999, "else": "absent", "path": "99999999", "region": "999999", "region_code": "999999", "year": "1999",
    "department": "999", "version": "7", "name": "disclosure.pdf", "budget_pk": 99999999, "ending": "pdf",
    "table": "T99", "app_label": "budgets", "content_type_id": "99999", "object_id": "99999999", "fingerprint": "0" * 16,
}  # fmt: skip
WRONG: dict[str, Any] = {
    **ABSENT, "int": 2**63, "else": "x'\"<>", "path": "x'\"<>", "object_id": "x'\"<>", "content_type_id": "x", "budget_pk": 2**31,
    "fingerprint": "-", "version": "9999", "department": "9" * 12,
}  # fmt: skip
# What PostgreSQL stores nowhere, and what is longer than any column.
HOSTILE: dict[str, Any] = {
    **ABSENT, "int": 10**30, "else": "\x00", "path": "\x00", "object_id": "9" * 400, "content_type_id": "9" * 30, "id": "9" * 30,
    "budget_pk": "9" * 9, "region_code": "\x00", "rule_id": "\x00", "url": "\x00",
}  # fmt: skip
