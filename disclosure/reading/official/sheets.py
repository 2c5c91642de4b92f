"""A sheet of cells becomes official tables: each under its title, with its unit, its heads, its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from budgets.importers.cells import letters
from budgets.importers.reader import FileSheet, UnreadableFile
from budgets.where import Where
from disclosure.reading.official.body import read_body
from disclosure.reading.official.grid import SheetCells
from disclosure.reading.official.heads import OfficialColumn, column_of
from disclosure.reading.official.rows import plain_label
from disclosure.reading.official.tables import Note, OfficialTable
from disclosure.reading.official.titles import Title, plain_title, table_named

UNIT = re.compile(r"(?:金额)?单位[:：]?(?:人民币)?(?P<unit>万元|元)")
DEPARTMENT = re.compile(r"^(?:编制|预算|填报)?(?:部门|单位)(?:名称)?[:：](?P<name>.*)$")
# 预算年度:2025, 2025年度; and 303云汀区档案馆, which only means the department beside one of these.
_OF_YEAR = re.compile(r"^(?:预算|公开|编制)?年度[:：](?P<named>(?:19|20)\d{2})年?$|^(?P<alone>(?:19|20)\d{2})年度$")
_CODED_NAME = re.compile(r"^\d{3,12}[-—]?(?P<name>[^\d.,、\s年月表][^\d]{3,60})$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(]?\d{1,2}[)）]?[.、．])")
_CODE = re.compile(r"^\d{3}(?:\d{2}){0,2}$")
_A_TABLE = re.compile(r"表$")
_MOST_HEAD_ROWS = 8
_MOST_ROWS = 20_000
_MOST_CELLS = 400_000


def tables_of(
    sheet: FileSheet, *, classes: Mapping[str, str], year: int, unit: str = ""
) -> tuple[list[OfficialTable], list[Note]]:
    """The tables that are recognised, and what else calls itself a table.

    classes  name → code of the 类 that the right side of 收支总表 lists
    unit     where the file does not say; "" takes 元 for what says nothing
    """
    if len(sheet.rows) > _MOST_ROWS or sum(map(len, sheet.rows)) > _MOST_CELLS:
        raise UnreadableFile(
            f"工作表“{sheet.name}”有 {len(sheet.rows):,} 行，太大，不是公开表。请只保留公开表后再读入。"
        )
    found: list[OfficialTable] = []
    unknown: list[Note] = []
    titles = list(_titles(sheet))
    for (start, title), (stop, _) in zip(titles, [*titles[1:], (len(sheet.rows), None)][: len(titles)], strict=True):
        grid = SheetCells(sheet.name, start, sheet.rows[start:stop])
        table = _table(grid, title, classes=classes, year=year, unit=unit)
        if table is None and title.key and stop - start > 2:
            unknown.append(Note(grid.where(0, 0), f"“{title.text}”之下没有认出表头，未读入"))
        elif table is not None:
            found.append(table)
    if not titles and any(any(row) for row in sheet.rows):
        unknown.extend(_unknown(sheet))
    return found, unknown


def _titles(sheet: FileSheet) -> Iterator[tuple[int, Title]]:
    """Where a table begins. A sheet that is named as a table and has no title inside is that table."""
    seen = False
    for number, row in enumerate(sheet.rows):
        words = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        distinct = list(dict.fromkeys(words))
        if len(distinct) in {1, 2, 3} and (title := table_named(distinct[0])):
            seen = True
            yield number, title
    if not seen and sheet.rows and (title := table_named(sheet.name)):
        yield 0, title


def _unknown(sheet: FileSheet) -> Iterator[Note]:
    """The first line that calls itself a table; a sheet without one is not a table."""
    for number, row in enumerate(sheet.rows[:6]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and _A_TABLE.search(plain_title(cell)) and len(cell) < 60:
                yield Note(
                    Where(sheet=sheet.name, cell=f"{letters(column)}{number + 1}"),
                    f"“{cell.strip()}”不是能读入的公开表",
                )
                return


def _table(grid: SheetCells, title: Title, *, classes: Mapping[str, str], year: int, unit: str) -> OfficialTable | None:
    table = OfficialTable(title.key, title.text, grid.where(0, 0), year=title.year, unit=unit or "元")
    heads: list[list[str]] = []
    row = 0
    while row < len(grid.rows):
        texts = grid.texts(row)
        if not any(texts) or (row == 0 and table_named(next(text for text in texts if text))):
            _small_print(table, texts)
            row += 1
            continue
        if _small_print(table, texts) and len({text for text in texts if text}) <= 3 and not heads:
            row += 1
            continue
        if _is_column_numbers(grid, row):
            row += 1
            break
        if _begins_the_body(texts, bool(heads)):
            break
        heads.append(texts)
        row += 1
        if len(heads) > _MOST_HEAD_ROWS:
            return None
    columns = _columns(table.key, heads, year=title.year or year)
    if not any(column and column.key for column, _ in columns.values()):
        return None
    _note_unknown_heads(grid, table, columns, row)
    read_body(grid, table, {at: column for at, (column, _) in columns.items()}, _sides(columns), row, classes)
    table.notes.extend(grid.notes)
    return table


def _small_print(table: OfficialTable, texts: Sequence[str]) -> bool:
    """单位：元, 预算年度:2025 and 编制部门：…, wherever in the row they stand."""
    found, coded, years = False, "", set()
    for text in texts:
        plain = plain_title(text)
        if (unit := UNIT.search(plain)) and not DEPARTMENT.match(plain.replace(unit.group(), "")):
            table.unit, table.unit_is_printed, found = unit["unit"], True, True
        elif department := DEPARTMENT.match(text):
            name = UNIT.sub("", department["name"]).strip()
            table.department, found = name or table.department, True
        elif year := _OF_YEAR.match(plain):
            years.add(int(year["named"] or year["alone"]))
        elif with_code := _CODED_NAME.match(text):
            coded = with_code["name"]
    if len(years) == 1:  # two stand over columns that compare
        table.year, found = table.year or years.pop(), True
    if found and coded and not table.department:
        table.department = coded
    return found


def _is_column_numbers(grid: SheetCells, row: int) -> bool:
    """栏次 | 1 | 2 | 3."""
    numbers = [text for text in grid.texts(row) if text and not re.search(r"[^\d]", text)]
    return len(numbers) > 1 and [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def _begins_the_body(texts: Sequence[str], has_heads: bool) -> bool:
    filled = [text for text in texts if text]
    if not has_heads:
        return False
    if any(_CODE.match(text) or _NUMBERED.match(text) for text in filled):
        return True
    if any(re.fullmatch(r"-?[\d,]+(?:\.\d+)?", text) for text in filled):
        return True
    return len(set(filled)) == 1 and plain_label(filled[0]) in {"合计", "总计", "小计", "收入总计", "支出总计"}


def _columns(
    table: str, heads: Sequence[Sequence[str]], *, year: int
) -> dict[int, tuple[OfficialColumn | None, tuple[str, ...]]]:
    """Column → what it holds and the words above it. A blank beside a head of the same group belongs to that head, as merged cells are."""
    width = max((len(row) for row in heads), default=0)
    paths: list[list[str]] = [[] for _ in range(width)]
    for row in heads:
        before = [tuple(path) for path in paths]
        last = ""
        for column in range(width):
            text = row[column] if column < len(row) else ""
            if column and before[column] != before[column - 1]:
                last = ""
            last = text or last
            # A head that reaches down over several rows says the same again.
            if last and (not paths[column] or paths[column][-1] != last):
                paths[column].append(last)
    return {column: (column_of(table, path, year=year), tuple(path)) for column, path in enumerate(paths) if path}


def _sides(columns: Mapping[int, tuple[OfficialColumn | None, tuple[str, ...]]]) -> dict[int, str]:
    """L for columns under 收入, R under 支出; only tables of two sides ask."""
    sides: dict[int, str] = {}
    for column, (_, path) in columns.items():
        words = "".join(path)
        income, spending = words.find("收入"), words.find("支出")
        if income >= 0 and (spending < 0 or income < spending):
            sides[column] = "L"
        elif spending >= 0:
            sides[column] = "R"
    return sides


def _note_unknown_heads(
    grid: SheetCells,
    table: OfficialTable,
    columns: Mapping[int, tuple[OfficialColumn | None, tuple[str, ...]]],
    body: int,
) -> None:
    for column, (found, path) in columns.items():
        if found is None and any(column < len(row) and row[column] is not None for row in grid.rows[body:]):
            table.notes.append(Note(grid.where(max(0, body - 1), column), f"列“{'·'.join(path)}”的含义不明，未读入"))
