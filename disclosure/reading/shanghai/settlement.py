"""The figures of the tables by classification find their columns: by the sums of their table, and by what other tables print of the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from disclosure.reading.official.tables import OfficialTable, Printed
from disclosure.reading.shanghai import placement
from disclosure.reading.shanghai.placement import TOTAL, Allowed, Columns, PrintedRow
from disclosure.reading.shanghai.streams import Classified, ClassifiedRow
from disclosure.reading.shanghai.tokens import Token, amount

# The classes whose amounts stand in the column 人员经费; all others stand in 公用经费 (C12).
_PERSONNEL = ("301", "303")
# 支出总表 is the sum of the three tables of the funds, row by row, where the budget has no other money.
_ALL, _FUNDS = "T03", ("T05", "T08", "T09")
_HALVES = ("basic", "project")


class _Rows:
    """The rows of a table with their amounts in 元. A figure that no budget can hold was noted and leaves the row out."""

    def __init__(self, read: Classified) -> None:
        self.read, self.table = read, read.table
        self.rows: dict[str, ClassifiedRow] = {}
        self.printed: list[PrintedRow] = []
        self.tokens: dict[str, list[Token]] = {}
        for row in read.rows:
            known = len(row.figures) == len(read.columns)
            filled = [token for token in row.figures if not token.is_blank]
            amounts = [amount(token, read.table) for token in filled]
            if any(each is None for each in amounts):
                continue
            stand = (
                tuple(c for c, t in zip(read.columns, row.figures, strict=True) if not t.is_blank) if known else None
            )
            self.rows[row.code], self.tokens[row.code] = row, filled
            self.printed.append(PrintedRow(row.code, tuple(each for each in amounts if each is not None), stand))

    def figure(self, code: str) -> Decimal | None:
        """What a row prints first, its 合计; 0 where the table has no such row."""
        row = next((each for each in self.printed if each.code == code), None)
        if row is None:
            return Decimal(0)
        return row.figures[0] if row.figures else None

    def fill(self, placed: Mapping[str, Columns]) -> None:
        for row in self.printed:
            for column, value, token in zip(placed[row.code], row.figures, self.tokens[row.code], strict=True):
                self.table.add(Printed(row.code, column, value, token.where))


def settle(read: Sequence[Classified], in_all: OfficialTable | None, *, every_sum: bool) -> None:
    """Every figure into its table, or a doubt into the table whose figures no sum confirms.

    in_all     收支总表, which prints the sums of 收入总表
    every_sum  every row of every table has to follow from those below it; else only where there are blanks
    """
    waiting = {each.table.key: _Rows(each) for each in read}
    known = dict(waiting)
    settled: set[str] = set()
    while waiting:
        found = next(
            ((key, placed) for key, rows in waiting.items() if (placed := _placed(rows, known, settled, in_all, every_sum=every_sum)) is not None),
            None,
        )  # fmt: skip
        if found is None:
            break
        key, placed = found
        waiting.pop(key).fill(placed)
        settled.add(key)
    for rows in waiting.values():
        _doubt(rows, every_sum=every_sum)


def _placed(
    rows: _Rows, known: Mapping[str, _Rows], settled: set[str], in_all: OfficialTable | None, *, every_sum: bool
) -> Mapping[str, Columns] | None:
    """None where the sums do not tell, or not yet. A document may contradict itself: what it says elsewhere is asked, and if that is of no use, not."""
    if not rows.printed:
        return {}
    columns = rows.read.columns
    for allowed in (_elsewhere(rows, known, settled, in_all), _anywhere):
        found = placement.settle(rows.printed, columns, allowed, all_sums=every_sum)
        if found.ways == 1:
            return found.placed
        if found.ways:
            return None
    return None


def _anywhere(code: str, placed: Columns) -> bool:
    return True


def _elsewhere(rows: _Rows, known: Mapping[str, _Rows], settled: set[str], in_all: OfficialTable | None) -> Allowed:
    def fits(code: str, placed: Columns) -> bool:
        printed = dict(zip(placed, next(row.figures for row in rows.printed if row.code == code), strict=True))
        if rows.table.key == "T06" and code != TOTAL:
            wrong = "operating" if code.startswith(_PERSONNEL) else "personnel"
            return not printed.get(wrong)
        expected = _expected(rows.table.key, code, known, settled, in_all, rows.read.columns)
        return all(printed.get(column, Decimal(0)) == value for column, value in expected.items())

    return fits


def _expected(
    key: str,
    code: str,
    known: Mapping[str, _Rows],
    settled: set[str],
    in_all: OfficialTable | None,
    columns: Sequence[str],
) -> Mapping[str, Decimal]:
    """Column → what other tables say that a row prints there."""
    if key == "T02" and code == TOTAL and in_all is not None:
        sources = {column: in_all.figure(column, "amount", "L") for column in columns[1:]}
        return {column: value or Decimal(0) for column, value in sources.items()} if any(sources.values()) else {}
    basic = known.get("T06")
    if key == "T05" and code == TOTAL and basic is not None and (value := basic.figure(TOTAL)) is not None:
        return {"basic": value}
    if key in (_ALL, *_FUNDS):
        return _by_the_rest(key, code, known, settled)
    return {}


def _by_the_rest(key: str, code: str, known: Mapping[str, _Rows], settled: set[str]) -> Mapping[str, Decimal]:
    """支出总表 less the tables of the funds, where their sums say that there is no other money in the row."""
    others = [each for each in (_ALL, *_FUNDS) if each != key]
    own, sums = known[key].figure(code), [known[each].figure(code) if each in known else Decimal(0) for each in others]
    if own is None or any(each is None for each in sums):
        return {}
    if any(each in known and each not in settled and known[each].figure(code) for each in others):
        return {}
    signs = [1 if _ALL in (key, each) and key != _ALL else -1 for each in others] if key != _ALL else [1] * len(others)
    if sum((sign * value for sign, value in zip(signs, sums, strict=True) if value is not None), Decimal(0)) != own:
        return {}
    return {
        half: sum(
            (
                sign * (known[each].table.figure(code, half) or Decimal(0))
                for sign, each in zip(signs, others, strict=True)
                if each in known
            ),
            Decimal(0),
        )
        for half in _HALVES
    }


def _doubt(rows: _Rows, *, every_sum: bool) -> None:
    """The first row whose figures have no column of their own; or, where every sum has to hold, the table."""
    open_rows = [row for row in rows.printed if row.stand is None]
    at = rows.rows[open_rows[0].code] if open_rows else next(iter(rows.rows.values()))
    if open_rows:
        rows.table.doubts.append(
            at.at.doubt(
                f"“{at.name}”等 {len(open_rows)} 行有空白格，表头有 {len(rows.read.columns)} 列，"
                f"没有合计能印证这些数在哪一列（空白格里印了 0 就看得出）"
            )
        )
    else:
        assert every_sum  # noqa: S101  a table without blanks is open only where its sums are asked
        rows.table.doubts.append(at.at.doubt("各行与合计不相加，而这份 PDF 没有标明行和列，不能确定读对了"))
