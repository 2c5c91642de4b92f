"""The rows of one kind as they are made and stored: numbered in order, checked against the columns, written at once."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from budgets.models import BudgetRow, DepartmentalBudget, FileRow
from disclosure.reading.layout.errors import UnreadableDisclosure

Made = TypeVar("Made", bound=BudgetRow)


class DraftRows:
    """Makes rows of a draft. What a column cannot hold is said with the line it was read from."""

    def __init__(self, budget: DepartmentalBudget, *, first: int = 0, file: str = "") -> None:
        """first: the number of the first row of each kind. file: the name of the one that is read; empty: it does not matter."""
        self.budget, self.first, self.file = budget, first, file
        self.made: dict[type[BudgetRow], list[BudgetRow]] = {}

    def add(self, model: type[Made], line: int, /, **values: object) -> Made:
        """A row of the model after those that were made before it."""
        rows = self.made.setdefault(model, [])
        if issubclass(model, FileRow):
            values = {"file": self.file, "line": line or None, **values}
        row = model(budget=self.budget, ordinal=self.first + len(rows), **values)
        _check(row, line)
        rows.append(row)
        return row

    def of(self, model: type[Made]) -> list[Made]:
        return self.made.get(model, [])  # type: ignore[return-value]

    def store(self, *models_: type[BudgetRow]) -> None:
        """Writes the rows of these models, parents before children."""
        for model in models_:
            model._default_manager.bulk_create(self.made.get(model, []))


def _check(row: BudgetRow, line: int) -> None:
    """Length and number of digits; what is wrong but can be stored is the rules' business."""
    for field in row._meta.concrete_fields:
        if field.is_relation or isinstance(field, models.GeneratedField) or not field.validators:
            continue
        value = getattr(row, field.attname)
        if value is None or value == "":
            continue
        try:
            field.run_validators(field.to_python(value))
        except ValidationError as error:
            raise UnreadableDisclosure(
                f"{row._meta.verbose_name}的“{field.verbose_name}”写不下：{'；'.join(error.messages)}", line=line
            ) from error
