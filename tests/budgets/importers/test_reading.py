"""A file that is uploaded may be anything."""

from __future__ import annotations

import functools
import io
import random
import resource
import zipfile
from typing import Any

import pytest
import xlsxwriter

from budgets.importers import reader
from budgets.importers.cells import EXCEL_ERROR
from budgets.importers.reader import MOST_BYTES, UnreadableFile, pack, read_file, unpack
from tests.budgets.importers.workbooks import csv_of, personnel, rezipped, workbook, workbook_of

SHEET1 = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = "</sheetData></worksheet>"


def sheet_xml(rows: str) -> bytes:
    return (HEAD + rows + FOOT).encode()


def test_a_workbook_is_read_cell_by_cell() -> None:
    (sheet,) = read_file(workbook([personnel(1234.56)]))
    assert sheet.name == "明细"
    assert sheet.rows[1][:3] == ["202001", "云汀区信访局", "人员类"]
    assert sheet.rows[1][3] is None
    assert sheet.rows[1][11] == 1234.56


def test_rows_and_columns_keep_their_places_when_the_first_are_empty() -> None:
    (sheet,) = read_file(workbook_of({"表": [[], [], [None, None, "单位名称"]]}))
    assert sheet.rows == [[None] * 3, [None] * 3, [None, None, "单位名称"]]


def test_hidden_sheets_are_not_read() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("看得见").write_string(0, 0, "内容")
    hidden = book.add_worksheet("看不见")
    hidden.write_string(0, 0, "内容")
    hidden.hide()
    book.close()
    assert [sheet.name for sheet in read_file(buffer.getvalue())] == ["看得见"]


def test_text_that_looks_like_a_formula_stays_text_and_a_formula_gives_its_value() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("表")
    for row, text in enumerate(["=1+1", "+8610", "-x", "@sum", "＝1+1"]):
        page.write_string(row, 0, text)
    page.write_formula(5, 0, "=2*21", None, 42)
    page.write_formula(6, 0, "=1/0", None, "#DIV/0!")
    book.close()
    (sheet,) = read_file(buffer.getvalue())
    assert [row[0] for row in sheet.rows] == ["=1+1", "+8610", "-x", "@sum", "＝1+1", 42, EXCEL_ERROR]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_excel_saves(encoding: str) -> None:
    (sheet,) = read_file(csv_of([personnel("1234.56")], encoding=encoding))
    assert sheet.rows[1][1] == "云汀区信访局"
    assert sheet.rows[1][11] == "1234.56"


def test_csv_with_tabs_and_quoted_separators_is_read() -> None:
    (sheet,) = read_file('单位名称\t金额（元）\n云汀区信访局\t"1,234.56"\n'.encode())
    assert sheet.rows == [["单位名称", "金额（元）"], ["云汀区信访局", "1,234.56"]]


def test_packing_loses_nothing() -> None:
    sheets = read_file(workbook([personnel(0.1), personnel("１２")]))
    assert unpack(pack(sheets)) == sheets


# ---- What is refused ----


@functools.cache
def bomb_of_cells() -> bytes:
    chance = random.Random(1)
    rows = [
        "<row>" + "".join(f"<c><v>{chance.randrange(10**6)}</v></c>" for _ in range(250)) + "</row>" for _ in range(50)
    ]
    return rezipped(workbook([]), {SHEET1: sheet_xml("".join(chance.choice(rows) for _ in range(9000)))})


def bomb_of_empty_cells() -> bytes:
    """251 KiB that kept another reader busy for more than a minute."""
    row = "<row>" + '<c s="0"/>' * 4000 + "</row>"
    return rezipped(workbook([]), {SHEET1: sheet_xml(row * 1000)})


def far_cell() -> bytes:
    return rezipped(
        workbook([]),
        {
            SHEET1: sheet_xml(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            )
        },
    )


def bomb_of_zeros() -> bytes:
    return rezipped(workbook([]), {SHEET1: sheet_xml(" " * 140_000_000)})


def bomb_beyond_its_size() -> bytes:
    return rezipped(workbook([]), added=[(f"xl/media/{at}.bin", b"\0" * 60_000_000) for at in range(3)])


def lying_about_its_size() -> bytes:
    """The directory says that the sheet is small; it unfolds to 140 MB."""
    content = bytearray(rezipped(workbook([]), {SHEET1: sheet_xml(" " * 140_000_000)}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET1).file_size
    return bytes(content).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def entity_bomb() -> bytes:
    declared = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 100 + '">]>'
    return rezipped(workbook([]), {SHEET1: sheet_xml("").replace(b"?>", b"?>" + declared.encode(), 1)})


def many_entries() -> bytes:
    return rezipped(workbook([]), added=[(f"xl/media/{at}", b"") for at in range(2000)])


def way_out() -> bytes:
    return rezipped(workbook([]), added=[("../../etc/cron.d/x", b"")])


def link() -> bytes:
    entry = zipfile.ZipInfo("xl/media/link")
    entry.external_attr = 0o120777 << 16
    return rezipped(workbook([]), added=[(entry, b"/etc/passwd")])


def macro() -> bytes:
    return rezipped(workbook([]), added=[("xl/vbaProject.bin", b"x")])


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000


def nested() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner.xlsx", workbook([]))
    return buffer.getvalue()


def other_encoding() -> bytes:
    return rezipped(workbook([]), {SHEET1: (HEAD + FOOT).encode("utf-16")})


def wide_csv() -> bytes:
    return b"a," * 300 + b"\n"


HOSTILE = [
    (bomb_of_cells, "单元格超过"),
    (bomb_of_empty_cells, "压缩比例"),
    (far_cell, "XFD1048576"),
    (bomb_of_zeros, "压缩比例"),
    (bomb_beyond_its_size, "展开后有"),
    (lying_about_its_size, ""),
    (entity_bomb, "文档类型声明"),
    (many_entries, "个部分"),
    (way_out, "内部结构"),
    (link, "内部结构"),
    (macro, "含有宏"),
    (encrypted, "打开密码"),
    (nested, "不是 Excel 工作簿"),
    (other_encoding, "内部编码"),
    (wide_csv, "超出可导入的范围"),
    (lambda: b"", "文件是空的"),
    (lambda: b"x" * (MOST_BYTES + 1), "MB，超过 20 MB"),
    (lambda: b"PK\x03\x04" + b"\0" * 100, "不完整或已损坏"),
    (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
    (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000, "已损坏"),
]


@pytest.mark.parametrize(
    ("make", "words"), HOSTILE, ids=[getattr(make, "__name__", "") + words for make, words in HOSTILE]
)
def test_hostile_files_are_refused_within_five_seconds_with_a_clear_message(make: Any, words: str) -> None:
    """Seconds of the processor: a clock would measure what else the machine does."""
    content = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(UnreadableFile) as refused:
        read_file(content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert words in str(refused.value)
    assert str(refused.value).endswith("。")


def test_a_file_that_takes_too_long_is_given_up_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reader.LIMITS, "seconds", 1)
    monkeypatch.setitem(reader.LIMITS, "cells", 10**9)
    with pytest.raises(UnreadableFile, match="在限定的时间内没有读完"):
        read_file(bomb_of_cells())


def test_a_far_blank_cell_with_a_format_is_no_obstacle() -> None:
    """Excel leaves such cells behind; the control of the far cell above."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (sheet,) = read_file(rezipped(workbook([]), {SHEET1: sheet_xml(rows)}))
    assert sheet.rows == [[1.0]]


@pytest.mark.parametrize("number", [15, pytest.param(600, marks=pytest.mark.soak)])
def test_broken_bytes_never_do_more_than_be_refused(number: int) -> None:
    """So many damaged workbooks: each is read or refused, none raises anything else."""
    good = workbook([personnel(at) for at in range(20)])
    chance = random.Random(7)
    refused = 0
    for _ in range(number):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_file(bytes(damaged))
        except UnreadableFile:
            refused += 1
    assert refused > 0
