"""The files for programs, and the set of files of a version."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest

from disclosure.document import SCHEMA, Cell, Document, Figure, Heading, Row, Section, Table, Text, from_builtins
from disclosure.exporters import files, to_csv, to_json
from disclosure.exporters.imprint import Imprint
from tests.disclosure.exporters.conftest import HOSTILE
from tests.waiting import until


def tables(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def test_json_holds_the_document_and_the_envelope(document: Document) -> None:
    content = to_json.render(document, {"version": 2, "chain": None})
    data = json.loads(content)
    assert set(data) == {"document", "figure_names", "version", "chain"}
    assert from_builtins(data["document"]) == document
    assert content.startswith(b'{"chain":null,"document":{')
    assert to_json.render(document, {"chain": None, "version": 2}) == content


@pytest.mark.parametrize("member", ["document", "figure_names"])
def test_an_envelope_cannot_replace_the_document_or_its_names(document: Document, member: str) -> None:
    with pytest.raises(ValueError, match="cannot replace"):
        to_json.render(document, {member: {}})


def two_tables_of_one_name() -> Document:
    """收入总计 in two tables and in two columns of one of them, and a figure that shares its name with none."""

    def cell(ref: str, name: str) -> Cell:
        return Cell((Figure(ref, name, Decimal(5), "元", "5"),))

    def table(key: str, caption: str, *cells: Cell) -> Table:
        head = Row(tuple(Cell((Text(words),), head=True) for words in ("项目", "合计", "一般公共预算")))
        return Table(key, caption, (1, 1, 1), (head,), (Row((Cell((Text("收入总计"),)), *cells)),))

    total = "收入总计"
    blocks = (
        table("T01", "收支总表", cell("T01L.total.amount", total), cell("T01L.total.general", total)),
        table("T04", "财政拨款收支总表", cell("T04L.total.amount", total), cell("T04L.fiscal.amount", "财政拨款")),
    )
    return Document(
        schema=SCHEMA, format="hebei-2022", region="990101", region_name="云汀区", fiscal_year=2025, department="303", unit="",
        phase="budget", printed_name="云汀区档案馆", title=Heading("title", 1, (Text("预算"),)),
        sections=(Section("tables", blocks),),
    )  # fmt: skip


def test_no_two_figures_have_one_name_where_figures_are_listed() -> None:
    document = two_tables_of_one_name()
    names = json.loads(to_json.render(document, {}))["figure_names"]
    assert names == {
        "T01L.total.amount": "收入总计（收支总表 / 合计）",
        "T01L.total.general": "收入总计（收支总表 / 一般公共预算）",
        "T04L.total.amount": "收入总计（财政拨款收支总表）",
        "T04L.fiscal.amount": "财政拨款",
    }
    rows = tables(to_csv.render(document, Imprint()))["数据.csv"][1:]
    assert {row[5]: row[1] for row in rows} == names
    assert len({figure.name for figure, _ in document.figures()}) == 2, "the document itself calls them as the rows do"


def test_there_is_a_file_for_each_table_and_one_of_all_figures(document: Document) -> None:
    found = tables(to_csv.render(document, Imprint()))
    assert len(found) == 5
    assert next(iter(found)) == "数据.csv"
    assert not any(set(name) & set('\\/:*?"<>|') for name in found)
    assert len(found["数据.csv"]) == 1 + len(list(document.figures()))


def test_files_open_in_a_spreadsheet_as_unicode(document: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(to_csv.render(document, Imprint()))) as archive:
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())


def test_rows_are_as_wide_as_the_table_and_one_head_says_all_that_stands_above_a_column(document: Document) -> None:
    rows = next(rows for name, rows in tables(to_csv.render(document, Imprint())).items() if "采购" in name)
    assert {len(row) for row in rows} == {14}
    assert rows[0][:8] == ["来源 / 项目", "来源 / 资金", "物品", "目录号", "计量", "数量", "单价", "金额 / 总额"]
    assert rows[0][8:] == [
        *(f"金额 / 当年安排 / {name}" for name in ("小计", "拨款", "基金", "专户", "其他")),
        "金额 / 其他渠道",
    ]
    assert rows[1][5:] == ["1234567.5"] * 9
    assert rows[2] == [""] * 14


def test_a_form_above_the_heads_keeps_its_rows_and_merged_words_are_said_in_each_row(document: Document) -> None:
    rows = next(rows for name, rows in tables(to_csv.render(document, Imprint())).items() if "项目目标" in name)
    assert rows[0] == ["项目编号", "Y-404-0001", "项目名", "旧地图修复", ""]
    assert rows[4] == ["类别", "指标", "目标值 / 符号", "目标值 / 数", "目标值 / 计量"]
    assert [row[0] for row in rows[5:]] == ["产出", "产出", "效果"]


def test_words_that_look_like_formulas_are_quoted_and_numbers_never(document: Document) -> None:
    found = tables(to_csv.render(document, Imprint()))
    cells = [cell for name, rows in found.items() for row in rows for cell in row]
    starts = tuple("=+-@\t\r\n＝＋－＠")
    assert [cell for cell in cells if cell.startswith(starts)] == ["-5.5", "-5.5"] * 3
    for text in HOSTILE:
        assert (f"'{text}" if text.startswith(starts) else text) in cells


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_every_start_of_a_formula_is_known(start: str) -> None:
    assert to_csv.safe(f"{start}1") == f"'{start}1"
    assert to_csv.safe(f"1{start}") == f"1{start}"


def clock_of_archives() -> bytes:
    """Another one every two seconds, which is what a zip file's times resolve."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("name", "")
    return buffer.getvalue()


def test_each_file_of_a_version_is_made_again_byte_for_byte(document: Document, published: Imprint) -> None:
    """At another time, which no format of ours may write down."""
    first = files.render_all(document, published)
    then = clock_of_archives()
    until(lambda: clock_of_archives() != then)
    assert files.render_all(document, published) == first
    assert set(first) | {"disclosure.json"} == set(files.MEDIA_TYPES)
    assert first["disclosure.pdf"].startswith(b"%PDF-")
    assert all(first[name].startswith(b"PK") for name in ("disclosure.docx", "disclosure.xlsx", "tables.zip"))
