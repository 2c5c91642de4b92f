"""Writes a proposal: all of it or nothing, under the version's lock, in somebody's name.

New lines go in by COPY, changed ones by one UPDATE: the rows' triggers and foreign keys judge them like any other write.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from django.db import connection
from django.db.models import Max

from budgets.choices import Confirmation, Door
from budgets.importers.classes import SOURCE, group_of
from budgets.importers.comparison import LineChange
from budgets.importers.mapping import Choices
from budgets.importers.proposal import Proposal, propose
from budgets.importers.reader import FileSheet
from budgets.importers.registers import RegisterEntry
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    Project,
)
from budgets.places import known_or_new_unit
from budgets.versions.editing import editing
from budgets.versions.project_codes import carry_over

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Progress = Callable[[int, int], None]  # rows written, of how many

STEP = 1000  # rows between two reports of progress
_COPY = (
    "COPY budgets_expenditureline (budget_id, ordinal, unit_id, kind, project_id, functional_id, economic_id, fund_id, amount, printed_label,"
    " file, sheet, cell)"
    " FROM STDIN"
)
_UPDATE = """
    UPDATE budgets_expenditureline AS line SET amount = new.amount, printed_label = new.label, ordinal = new.ordinal,
        file = new.file, sheet = new.sheet, cell = new.cell, line = NULL
    FROM unnest(%s::bigint[], %s::numeric[], %s::text[], %s::integer[], %s::text[], %s::text[], %s::text[])
        AS new (id, amount, label, ordinal, file, sheet, cell)
    WHERE line.id = new.id
"""


class CannotImport(Exception):
    """Nothing was written. The message says why."""


def _quiet(written: int, total: int) -> None:
    """For those who do not watch."""


def import_lines(
    budget: DepartmentalBudget,
    sheets: Sequence[FileSheet],
    choices: Choices,
    *,
    by: AbstractBaseUser | Literal["import"],
    seen: int | None = None,
    digest: str = "",
    create_units: bool = False,
    create_projects: bool = False,
    file: str = "",
    progress: Progress = _quiet,
) -> Proposal:
    """Reckons the proposal again under the lock and writes it.

    file          its name, for the history; empty: not known
    seen, digest  what the preview showed; another state of the budget or another outcome is refused

    Raises CannotImport, budgets.versions.editing.NotEditable and ChangedMeanwhile; then nothing was written.
    """
    source = " · ".join(filter(None, (file, *(sheet.name for sheet in sheets))))
    with editing(budget, by=by, seen=seen, door=Door.WORKBOOK, source=source, sentence="导入支出明细") as locked:
        proposal = propose(locked, sheets, choices)
        _check(proposal, digest=digest, create_units=create_units, create_projects=create_projects)
        _Writer(locked, proposal, progress, file).write()
    return proposal


def _check(proposal: Proposal, *, digest: str, create_units: bool, create_projects: bool) -> None:
    if proposal.problems:
        raise CannotImport(f"文件中有 {len(proposal.problems)} 处错误，没有导入任何内容。请改正后重新上传。")
    if not proposal.reading.drafts:
        raise CannotImport("文件中没有可以导入的行，没有导入任何内容。")
    if digest and digest != proposal.digest:
        raise CannotImport("核对之后目录或明细有了变化，没有导入任何内容。请按下面的最新结果重新核对。")
    if proposal.new_units and not create_units:
        raise CannotImport(f"文件中有 {len(proposal.new_units)} 个本预算没有的单位。请勾选建立，或改正文件后重新上传。")
    if proposal.new_projects and not create_projects:
        raise CannotImport(
            f"文件中有 {len(proposal.new_projects)} 个本预算没有的项目。请勾选建立，或改正文件后重新上传。"
        )


class _Writer:
    """Inside `editing`."""

    def __init__(self, budget: DepartmentalBudget, proposal: Proposal, progress: Progress, file: str) -> None:
        self.budget, self.proposal, self.progress, self.file = budget, proposal, progress, file

    def write(self) -> None:
        self._create_references()
        ordinals = self._ordinals()
        changes = self.proposal.changes
        removed = [change.line.pk for change in changes if change.fate == "removed" and change.line]
        added = [(change, ordinal) for change, ordinal in zip(changes, ordinals, strict=True) if change.fate == "new"]
        touched = [
            (change, ordinal)
            for change, ordinal in zip(changes, ordinals, strict=True)
            if change.line and change.fate != "removed" and (change.fate == "changed" or ordinal != change.line.ordinal)
        ]
        self._total, self._written = len(removed) + len(touched) + len(added), 0
        self._report(0)
        if removed:
            ExpenditureLine.objects.filter(budget=self.budget, pk__in=removed).delete()
            self._report(len(removed))
        self._update(touched)
        self._copy(added)

    def _report(self, more: int) -> None:
        self._written += more
        self.progress(self._written, self._total)

    # ---- What lines refer to ----

    def _create_references(self) -> None:
        proposal = self.proposal
        for noun, entry in proposal.new_codes:
            entry.pk = _create_code(noun, entry, proposal)
        self._create_units(proposal.new_units)
        self._create_projects(proposal.new_projects)
        self._name_codes(proposal.context.projects.newly_coded)

    def _create_units(self, entries: Sequence[RegisterEntry]) -> None:
        """A unit with a code becomes known to the department too, so that next year's file finds it by its code."""
        last = _last(BudgetUnit, self.budget)
        for ordinal, entry in enumerate(entries, last + 1):
            link = entry.link
            if link is None and entry.code:
                unit, _ = known_or_new_unit(self.budget.department, entry.code, entry.name)
                link = unit.pk
            entry.pk = BudgetUnit.objects.create(budget=self.budget, unit_id=link, name=entry.name, ordinal=ordinal).pk

    def _create_projects(self, entries: Sequence[RegisterEntry]) -> None:
        last = _last(Project, self.budget)
        rows = Project.objects.bulk_create(
            [
                Project(budget=self.budget, code=entry.code, name=entry.name, ordinal=at)
                for at, entry in enumerate(entries, last + 1)
            ],
            batch_size=2000,
        )
        for entry, row in zip(entries, rows, strict=True):
            entry.pk = row.pk

    def _name_codes(self, coded: dict[RegisterEntry, str]) -> None:
        for entry, mark in coded.items():
            Project.objects.filter(budget=self.budget, code=mark).update(code=entry.code)
        carry_over(self.budget, {mark: entry.code for entry, mark in coded.items()})

    # ---- Lines ----

    def _ordinals(self) -> list[int]:
        """The place of each line among those of its kind: as in the file, present places kept where they already say the same."""
        changes = self.proposal.changes
        ordinals = [change.line.ordinal if change.line else 0 for change in changes]
        by_kind: dict[str, list[int]] = {}
        for at, change in enumerate(changes):
            if change.fate != "removed":
                kind = change.draft.kind if change.draft else change.line.kind if change.line else ""
                by_kind.setdefault(str(kind), []).append(at)
        for places in by_kind.values():
            if self.proposal.replace:
                _as_in_file(changes, places, ordinals)
            else:
                _behind(changes, places, ordinals)
        return ordinals

    def _update(self, touched: Sequence[tuple[LineChange, int]]) -> None:
        for start in range(0, len(touched), STEP):
            some = touched[start : start + STEP]
            columns: tuple[list[Any], ...] = ([], [], [], [], [], [], [])
            for change, ordinal in some:
                assert change.line is not None  # noqa: S101  a touched line stands
                for column, value in zip(
                    columns,
                    (change.line.pk, change.new_amount, change.printed_label, ordinal, *_place(self.file, change)),
                    strict=True,
                ):
                    column.append(value)
            with connection.cursor() as cursor:
                cursor.execute(_UPDATE, columns)
            self._report(len(some))

    def _copy(self, added: Sequence[tuple[LineChange, int]]) -> None:
        """One COPY for each step, so that a step is reported when the database has it."""
        budget = self.budget.pk
        for start in range(0, len(added), STEP):
            some = added[start : start + STEP]
            with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                copy.write("".join(_copy_line(budget, change, ordinal, self.file) for change, ordinal in some))
            self._report(len(some))


def _copy_line(budget: int, change: LineChange, ordinal: int, file: str) -> str:
    """One line in COPY's text form."""
    draft = change.draft
    assert draft is not None and draft.unit is not None  # noqa: S101  a new line comes from the file
    free = "\t".join(_escaped(text) for text in (change.printed_label, *_place(file, change)))
    return (
        f"{budget}\t{ordinal}\t{draft.unit.pk}\t{draft.kind}\t{_pk(draft.project)}\t{_pk(draft.functional)}"
        f"\t{_pk(draft.economic)}\t{_pk(draft.fund)}\t{draft.amount}\t{free}\n"
    )


def _place(file: str, change: LineChange) -> tuple[str, str, str]:
    """File, sheet and row of the file that a line came from; nothing for one that the file lacks."""
    return (file[-300:], change.draft.sheet[:200], str(change.draft.row)) if change.draft else ("", "", "")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _pk(entry: RegisterEntry | None) -> str:
    return "\\N" if entry is None else str(entry.pk)


def _as_in_file(changes: Sequence[LineChange], places: Sequence[int], ordinals: list[int]) -> None:
    standing = [(line.ordinal, line.pk) for at in places if (line := changes[at].line)]
    new_at_the_end = [changes[at].line is None for at in places] == sorted(changes[at].line is None for at in places)
    if new_at_the_end and standing == sorted(standing):
        _behind(changes, places, ordinals)
        return
    for ordinal, at in enumerate(places, 1):
        ordinals[at] = ordinal


def _behind(changes: Sequence[LineChange], places: Sequence[int], ordinals: list[int]) -> None:
    """Present lines stay where they are, new ones follow."""
    last = max((line.ordinal for at in places if (line := changes[at].line)), default=0)
    for at in places:
        if changes[at].line is None:
            last += 1
            ordinals[at] = last


def _last(model: Any, budget: DepartmentalBudget) -> int:
    return int(model.objects.filter(budget=budget).aggregate(last=Max("ordinal"))["last"] or 0)


def _create_code(noun: str, entry: RegisterEntry, proposal: Proposal) -> int:
    """A code that came with the file: nobody has compared it with the official list."""
    fields: dict[str, Any] = {"name": entry.name, "source": SOURCE, "confirmation": Confirmation.UNLISTED}
    model: Any = FunctionalClass
    if noun == proposal.context.economic.noun:
        model, fields["group"] = EconomicClass, group_of(entry.code)
    elif noun == proposal.context.funds.noun:
        model, coarser = FundSource, FundSource.objects.get(pk=int(entry.link or 0))
        fields |= {"kind": coarser.kind, "revenue_name": coarser.revenue_name}
    row, _ = model.objects.get_or_create(code=entry.code, valid_from=None, defaults=fields)
    return int(row.pk)
