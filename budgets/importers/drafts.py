"""From sheets of cells to drafts of lines: every fault is reported, none stops the reading of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.choices import PROJECT_KINDS
from budgets.importers.cells import Cell, CellProblem, FileProblem, letters, shown
from budgets.importers.columns import COLUMNS, HEADS, Context, Draft, ImportColumn, Said
from budgets.importers.headers import Header
from budgets.importers.line_rows import Passing, numbers_of
from budgets.importers.mapping import Choices, TableChoice, missing
from budgets.importers.reader import FileSheet
from budgets.importers.registers import Notes

_FROM_MERGED = "单位、科目等在合并的单元格中，按合并区域的内容读取"
_MERGED_AMOUNT = CellProblem(
    "金额在合并的单元格中，不知道属于哪一行", "请拆分合并的单元格，每行填写自己的金额，再上传。"
)
_AGAIN = "与前面的一行完全相同，请核对是否重复"

Resolver = Callable[[Sequence[Cell]], Said]
Remembered = dict[Said, tuple[Any, Notes]]


@dataclass
class DraftReading:
    """What a file says.

    columns      keys of the columns that the file or the clerk speaks to; of the others a present line keeps what it has
    skipped      what was passed over, in words
    """

    drafts: list[Draft] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    skipped: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((draft.amount for draft in self.drafts), Decimal(0))


def read_drafts(
    sheets: Sequence[FileSheet], headers: Sequence[Header], choices: Choices, context: Context
) -> DraftReading:
    reading = DraftReading()
    by_name = {header.sheet: header for header in headers}
    spoken: set[str] = set()
    for sheet in sheets:
        header = by_name.get(sheet.name)
        if header is None:
            if any(len(row) > 1 for row in sheet.rows):  # a column of text is an explanation and no table
                reading.skipped.append(f"工作表“{sheet.name}”没有找到表头，未读取")
            continue
        chosen = choices.of(header)
        _check_header(header, chosen, context, reading)
        table = _Table(sheet, header, chosen, context)
        spoken |= {column.key for column, _, _ in table.columns}
        if not missing(chosen):
            table.read(reading)
    _note_twins(reading.drafts)
    # A property that only one of several sheets gives is still given: a line of the other has none.
    reading.columns = frozenset(spoken)
    return reading


def _note_twins(drafts: Sequence[Draft]) -> None:
    """Lines that say the same in everything may be two lines, or one that was copied twice: nobody but the clerk knows."""
    seen: set[tuple[object, ...]] = set()
    for draft in drafts:
        said = (
            draft.unit, draft.kind, draft.project, draft.functional, draft.economic, draft.fund, draft.amount, draft.printed_label,
        )  # fmt: skip
        if said in seen:
            draft.notes.append(_AGAIN)
        seen.add(said)


def _check_header(header: Header, chosen: TableChoice, context: Context, reading: DraftReading) -> None:
    for label in missing(chosen):
        reading.problems.append(
            FileProblem(
                header.sheet,
                header.first_row,
                "",
                "",
                "",
                f"没有“{label}”列",
                "请在“核对列”一步指定是哪一列，或改正表头后重新上传。",
            )
        )
    if header.year and header.year != context.year:
        reading.problems.append(
            FileProblem(
                header.sheet, header.first_row, "", "", f"{header.year}年", f"表头写的不是 {context.year} 年",
                "请检查是否选错了文件；确认无误的，请改正表头后重新上传。",
            )
        )  # fmt: skip
    if header.owner and (owner := context.units.foreign("", header.owner)):
        reading.problems.append(
            FileProblem(
                header.sheet, header.first_row, "", "", header.owner, f"表头写明的单位属于“{owner}”，不是本部门",
                "请检查是否选错了文件；确认无误的，请改正表头后重新上传。",
            )
        )  # fmt: skip


def _merged_cells(sheet: FileSheet, used: set[int]) -> dict[int, dict[int, Cell]]:
    """Row in Excel → place → what the merged area says in whose later rows the place lies. Only columns of ours, rows that there are."""
    found: dict[int, dict[int, Cell]] = {}
    for first, left, last, right in sheet.merged:
        places = [place for place in used if left <= place <= right and place < len(sheet.rows[first])]
        for index in range(first + 1, min(last + 1, len(sheet.rows))) if first < len(sheet.rows) else ():
            found.setdefault(index + 1, {}).update((place, sheet.rows[first][left]) for place in places)
    return found


class _Table:
    """One sheet as the clerk has mapped it. columns: with the places of their cells and their constant, where the file speaks to them."""

    def __init__(self, sheet: FileSheet, header: Header, chosen: TableChoice, context: Context) -> None:
        self.sheet, self.header, self.context = sheet, header, context
        self.columns: list[tuple[ImportColumn, list[int | None], str]] = []
        for column in COLUMNS:
            titles = [chosen.columns.get(head.key, "") for head in column.heads]
            places = [header.index_of(title) if title else None for title in titles]
            constant = chosen.constants.get(column.key, "") if all(place is None for place in places) else ""
            if constant or any(place is not None for place in places):
                self.columns.append((column, places, constant))
        self.unit_of_money = chosen.unit_of_money
        self.amount = next((places[0] for column, places, _ in self.columns if column.key == "amount"), None)
        self.used = {place for _, places, _ in self.columns for place in places if place is not None}
        self.merged = _merged_cells(sheet, self.used)

    def read(self, reading: DraftReading) -> None:
        self.context.unit_of_money = self.unit_of_money
        width = max(self.used, default=-1) + 1
        # Beside each column how it takes its cells, and what cells that were met before have meant.
        columns: list[tuple[ImportColumn, list[int | None], str, Resolver, Remembered]] = [
            (column, places, constant, column.resolver(places, width), {}) for column, places, constant in self.columns
        ]
        passing = Passing(self.header, self.used, self.amount)
        for number, row in self._rows():
            if passing.passes(number, row):
                continue
            draft = Draft(self.sheet.name, number)
            if number in self.merged:
                row = self._with_merged(draft, row)
            faults = len(reading.problems)
            cells = row[:width]
            cells.extend([None] * (width + 1 - len(cells)))
            for column, places, constant, resolve, known in columns:
                said = resolve(cells)
                if constant:
                    said = (*said[:-1], constant)
                value = known.get(said)
                if value is None:
                    try:
                        value = known[said] = column.clean(said, self.context)
                    except CellProblem as problem:
                        fault = _MERGED_AMOUNT if self._lacks_merged_amount(column, number) else problem
                        reading.problems.append(self._problem(number, column, places, said, fault))
                        continue
                column.assign(draft, value[0])
                if value[1]:
                    draft.notes.extend(value[1])
            if len(reading.problems) == faults and self._finish(draft, reading):
                reading.drafts.append(draft)
        reading.skipped.extend(passing.told(self.sheet.name))
        if hidden := [number for number in self.sheet.hidden_rows if number > self.header.first_row]:
            reading.skipped.append(
                f"工作表“{self.sheet.name}”有 {len(hidden)} 行在 Excel 中被隐藏或筛选掉（第 {numbers_of(hidden)} 行），也已读取；不要导入的请删去后重新上传"
            )

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows in which a column of ours holds something, by their number in Excel."""
        for index, row in enumerate(self.sheet.rows[self.header.first_row :], self.header.first_row + 1):
            if any(place < len(row) and row[place] is not None and row[place] != "" for place in self.used):
                yield index, row

    def _lacks_merged_amount(self, column: ImportColumn, number: int) -> bool:
        return column.key == "amount" and self.amount in self.merged.get(number, {})

    def _with_merged(self, draft: Draft, row: Sequence[Cell]) -> list[Cell]:
        """What stands in the first cell of a merged area holds for all its rows; an amount is one line's alone."""
        filled = list(row)
        for place, value in self.merged[draft.row].items():
            if place < len(filled) and filled[place] is None and place != self.amount:
                filled[place] = value
                if _FROM_MERGED not in draft.notes:
                    draft.notes.append(_FROM_MERGED)
        return filled

    def _finish(self, draft: Draft, reading: DraftReading) -> bool:
        """What no column can say alone."""
        if draft.unit is None:
            try:
                draft.unit = self.context.units.when_blank()
            except CellProblem as problem:
                reading.problems.append(
                    FileProblem(self.sheet.name, draft.row, "", "", "", problem.message, problem.remedy)
                )
                return False
        if draft.project and draft.kind not in PROJECT_KINDS:
            draft.notes.append("人员类、公用经费和结转结余不挂项目，项目编码和名称未导入")
            draft.project = None
        return True

    def _problem(
        self,
        number: int,
        column: ImportColumn,
        places: Sequence[int | None],
        said: Sequence[Cell],
        problem: CellProblem,
    ) -> FileProblem:
        filled = [at for at, cell in enumerate(said) if cell is not None and places[at] is not None]
        present = [at for at, place in enumerate(places) if place is not None]
        at = (filled or present or [0])[0]
        place = places[at]
        title = next(
            (each.title for each in self.header.headings if each.index == place), HEADS[column.heads[at].key].label
        )
        return FileProblem(
            self.sheet.name,
            number,
            letters(place) if place is not None else "",
            title,
            shown(said[at]),
            problem.message,
            problem.remedy,
        )
