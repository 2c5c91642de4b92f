"""The rows of a version as they are read for every judgement: many tables in one statement, which is put together once.

A queryset is composed anew at each use, which costs more than what most tables of a version hold. What is asked for here
never changes but for the version, so that its SQL is made once for a process, from the models themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

Values = tuple[Any, ...]


def rows_of(budget: models.Model, *tables: type[models.Model]) -> list[tuple[Any, ...]]:
    """The rows of the version in each of the tables, in their printed order. One statement. Nothing is joined."""
    read = values_of([budget], *tables)
    return [tuple(instances(table, values)) for table, values in zip(tables, read, strict=True)]


def values_of(budgets: Collection[models.Model], *tables: type[models.Model]) -> list[list[Values]]:
    """The same of several versions as values, by the columns that `names` tells."""
    keys = [budget.pk for budget in budgets]
    return asked([(table, "budget_id = ANY(%s) ORDER BY ordinal, id", [keys]) for table in tables])


def asked(wanted: Sequence[tuple[type[models.Model], str, list[Any]]]) -> list[list[Values]]:
    """The values of several tables in one statement.

    wanted  table, what stands behind WHERE (columns of that table alone), its parameters
    """
    statement = "; ".join(f"{_selecting(table)} WHERE {where}" for table, where, _ in wanted)
    parameters = [each for _, _, given in wanted for each in given]
    found: list[list[Values]] = []
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for table, _, _ in wanted:
            if found:
                cursor.nextset()
            found.append(_converted(table, cursor.fetchall()))
    return found


def instances(table: type[models.Model], values: Sequence[Values]) -> list[Any]:
    """Instances as a queryset gives them, in the order of the values."""
    columns = names(table)
    return [table.from_db(DEFAULT_DB_ALIAS, columns, each) for each in values]


@cache
def names(table: type[models.Model]) -> list[str]:
    """The attributes that the values are of, in their order: id, budget_id, ordinal …"""
    return [field.attname for field in table._meta.concrete_fields]


@cache
def _selecting(table: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in table._meta.concrete_fields)
    return f"SELECT {columns} FROM {quote(table._meta.db_table)}"  # noqa: S608  names of our own models


@cache
def _converters(table: type[models.Model]) -> dict[int, list[Callable[..., Any]]]:
    """Columns whose values are not as PostgreSQL sends them (JSON), by their place."""
    found = {}
    for place, field in enumerate(table._meta.concrete_fields):
        converters = [*connection.ops.get_db_converters(field.cached_col), *field.get_db_converters(connection)]
        if converters:
            found[place] = converters
    return found


def _converted(table: type[models.Model], rows: list[Values]) -> list[Values]:
    converters = _converters(table)
    if not converters:
        return rows
    fields = table._meta.concrete_fields
    converted = []
    for row in rows:
        values = list(row)
        for place, each in converters.items():
            for convert in each:
                values[place] = convert(values[place], fields[place].cached_col, connection)
        converted.append(tuple(values))
    return converted
