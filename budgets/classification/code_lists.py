"""The official code lists that come with the program: `<app>/data/<model>.tsv`, one column for each field.

A column of a many-to-many field holds codes, or code@first year where a code had several lives, divided by blanks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

Row = dict[str, str]


def packaged() -> Iterator[tuple[type[models.Model], Path]]:
    """Every list at hand with its model, in the order of the installed apps."""
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "data").glob("*.tsv")):
            yield app.get_model(path.stem), path


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@transaction.atomic
def load(model: type[models.Model], rows: list[Row], *, update: bool = False) -> int:
    """Adds the codes that the database does not know yet; how many rows were written.

    What an administrator has corrected stays, unless `update` puts the packaged list in its place.
    """
    known = set(model._default_manager.values_list("code", flat=True))
    wanted = rows if update else [row for row in rows if row["code"] not in known]
    if not wanted:
        return 0
    plain = [name for name in wanted[0] if not model._meta.get_field(name).many_to_many]
    model._default_manager.bulk_create(
        [model(**{name: _value(model, name, row[name]) for name in plain}) for row in wanted],
        update_conflicts=update,
        unique_fields=["code", "valid_from"] if update else None,
        update_fields=[name for name in plain if name not in {"code", "valid_from"}] if update else None,
    )
    for name in wanted[0].keys() - set(plain):
        _link(model, name, wanted)
    return len(wanted)


def _value(model: type[models.Model], name: str, text: str) -> Any:
    """Empty means that the source names none."""
    field: Any = model._meta.get_field(name)
    return None if text == "" and field.null else field.to_python(text)


def _link(model: type[models.Model], name: str, rows: list[Row]) -> None:
    """The many-to-many column `name`: each row to the codes that it names."""
    naming = [row for row in rows if row[name]]
    ids = {_key(code, year): pk for pk, code, year in model._default_manager.values_list("pk", "code", "valid_from")}
    for row in naming:
        owner = model._default_manager.get(pk=ids[_key(row["code"], row["valid_from"])])
        getattr(owner, name).set([_find(ids, named) for named in row[name].split()])


def _key(code: str, year: Any) -> str:
    return f"{code}@{year or ''}"


def _find(ids: dict[str, Any], named: str) -> Any:
    """A code by itself means its only life."""
    if "@" in named:
        return ids[named]
    (found,) = [pk for key, pk in ids.items() if key.partition("@")[0] == named]
    return found
