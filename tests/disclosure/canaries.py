"""Words and amounts that stand in drafts and nowhere else, and the search for them in everything that the public gets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pypdfium2
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from budgets.choices import CellOrigin
from budgets.models import DepartmentalBudget, InternalTransfer, ReviewRecord, StatedCell, TakenOver
from budgets.money import YuanField
from budgets.versions.editing import acting_as
from disclosure.exporters.files import MEDIA_TYPES
from tests.budgets.states import fill_every_table

WORD = "canary"
AMOUNT = 8765432000  # 8,765,432,xxx.25: long enough that no hash holds it by chance
# What constraints ask for where words are planted, and the digests, which are no words.
_BESIDE: dict[Any, dict[str, Any]] = {
    InternalTransfer: {"spent_as": ""},
    StatedCell: {"origin": CellOrigin.DOCUMENT, "line": None},
}
_DIGESTS = {(TakenOver, "mark")}
TRACES = (WORD, "8765432", "8,765,432", "87654.32")


def put_into(budget: DepartmentalBudget) -> int:
    """A row in every table of the version, and a canary in every field of every row that takes words or 元."""
    number = 0
    rows = fill_every_table(budget)
    with acting_as("import"):
        for model in rows:
            for row in model.objects.filter(budget=budget):
                values: dict[str, Any] = dict(_BESIDE.get(model, {}))
                for field in _fields(model):
                    number += 1
                    values[field.name] = canary(field, number)
                model.objects.filter(pk=row.pk).update(**values)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(printed_name=f"{WORD}名称", correction_note=f"{WORD}更正")
    ReviewRecord.objects.create(budget=budget, action="submitted", comment=f"{WORD}意见")
    return number


def _fields(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        words = isinstance(field, models.CharField | models.TextField) and not field.choices
        if (words or isinstance(field, YuanField)) and not field.generated and (model, field.name) not in _DIGESTS:
            yield field


def canary(field: models.Field[Any, Any], number: int) -> str | Decimal:
    if isinstance(field, YuanField):
        return Decimal(AMOUNT + number) + Decimal("0.25")
    return f"{WORD}{number:04d}"


# ---- What the public gets ----


def addresses(budgets: Iterable[DepartmentalBudget]) -> set[str]:
    """Every address of the site that does not belong to the admin, with the drafts' own places filled in.

    A pattern that this does not know how to fill stops the test: a new page must be looked at too.
    """
    found = {"/?q=" + WORD, "/?q=" + WORD + "&sort=-code", "/admin/", "/entry/"}
    for budget in budgets:
        places = {
            "region": budget.region_id,
            "year": f"{budget.fiscal_year:04d}",
            "department": budget.department.code,
            "version": budget.version,
            "budget_pk": budget.pk,
            "key": "title",
            "table": "T01",
        }
        for name, wanted in _patterns(get_resolver().url_patterns):
            for names in MEDIA_TYPES if "name" in wanted and "version" in wanted else [""]:
                known = places | {"name": names, "ending": "pdf"}
                kwargs = {each: known.get(each, 1) for each in wanted if each != "unit"}
                found.add(reverse(name, kwargs=kwargs))
    return found


def _patterns(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str, set[str]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from _patterns(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern.pattern} has no name by which the test could reach it"
            yield pattern.name, set(pattern.pattern.regex.groupindex) | set(getattr(pattern.pattern, "converters", {}))


def where_it_shows(reader: Client, start: Iterable[str]) -> list[str]:
    """The addresses, of these and of all that they lead to, whose answer holds a canary."""
    waiting, seen, found = sorted(start), set(start), []
    while waiting:
        address = waiting.pop()
        response = reader.get(address)
        assert response.status_code < 500, address
        content = _plain(b"".join(response) if response.streaming else response.content)
        # The form shows again what was searched for; that is the reader's own word.
        shown = content.replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")
        headers = " ".join(response.headers.values()).replace(f"q%3D{WORD}", "")
        if any(trace in shown or trace in headers for trace in TRACES):
            found.append(address)
        for link in re.findall(r'(?:href|src|action)="(/[^"#]*)"', content):
            link = link.replace("&amp;", "&")
            if link not in seen and not link.startswith("/static/"):
                seen.add(link)
                waiting.append(link)
    return sorted(found)


def _plain(content: bytes) -> str:
    """The words in an answer: a page's, a PDF's, those of every part of a zipped file."""
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(_plain(archive.read(name)) for name in archive.namelist())
    return content.decode("utf-8", "ignore")
