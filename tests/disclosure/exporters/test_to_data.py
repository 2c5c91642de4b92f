"""The files for programs, and the set of files of a version."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile

import pytest

from disclosure.document import Document, from_builtins
from disclosure.exporters import files, to_csv, to_json
from disclosure.exporters.imprint import Imprint
from tests.disclosure.exporters.conftest import HOSTILE


def tables(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def test_json_holds_the_document_and_the_envelope(document: Document) -> None:
    content = to_json.render(document, {"version": 2, "chain": None})
    data = json.loads(content)
    assert set(data) == {"document", "version", "chain"}
    assert from_builtins(data["document"]) == document
    assert content.startswith(b'{"chain":null,"document":{')
    assert to_json.render(document, {"chain": None, "version": 2}) == content


def test_an_envelope_cannot_replace_the_document(document: Document) -> None:
    with pytest.raises(ValueError, match="cannot replace"):
        to_json.render(document, {"document": {}})


def test_there_is_a_file_for_each_table_and_one_of_all_figures(document: Document) -> None:
    found = tables(to_csv.render(document))
    assert len(found) == 5
    assert next(iter(found)) == "数据.csv"
    assert not any(set(name) & set('\\/:*?"<>|') for name in found)
    assert len(found["数据.csv"]) == 1 + len(list(document.figures()))


def test_files_open_in_a_spreadsheet_as_unicode(document: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(to_csv.render(document))) as archive:
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())


def test_rows_are_as_wide_as_the_table_and_one_head_says_all_that_stands_above_a_column(document: Document) -> None:
    rows = next(rows for name, rows in tables(to_csv.render(document)).items() if "采购" in name)
    assert {len(row) for row in rows} == {14}
    assert rows[0][:8] == ["来源 / 项目", "来源 / 资金", "物品", "目录号", "计量", "数量", "单价", "金额 / 总额"]
    assert rows[0][8:] == [
        *(f"金额 / 当年安排 / {name}" for name in ("小计", "拨款", "基金", "专户", "其他")),
        "金额 / 其他渠道",
    ]
    assert rows[1][5:] == ["1234567.5"] * 9
    assert rows[2] == [""] * 14


def test_a_form_above_the_heads_keeps_its_rows_and_merged_words_are_said_in_each_row(document: Document) -> None:
    rows = next(rows for name, rows in tables(to_csv.render(document)).items() if "项目目标" in name)
    assert rows[0] == ["项目编号", "Y-404-0001", "项目名", "旧地图修复", ""]
    assert rows[4] == ["类别", "指标", "目标值 / 符号", "目标值 / 数", "目标值 / 计量"]
    assert [row[0] for row in rows[5:]] == ["产出", "产出", "效果"]


def test_words_that_look_like_formulas_are_quoted_and_numbers_never(document: Document) -> None:
    found = tables(to_csv.render(document))
    cells = [cell for name, rows in found.items() for row in rows for cell in row]
    starts = tuple("=+-@\t\r\n＝＋－＠")
    assert [cell for cell in cells if cell.startswith(starts)] == ["-5.5", "-5.5"] * 3
    for text in HOSTILE:
        assert (f"'{text}" if text.startswith(starts) else text) in cells


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_every_start_of_a_formula_is_known(start: str) -> None:
    assert to_csv.safe(f"{start}1") == f"'{start}1"
    assert to_csv.safe(f"1{start}") == f"1{start}"


def test_each_file_of_a_version_is_made_again_byte_for_byte(document: Document, published: Imprint) -> None:
    """At another time, which no format of ours may write down."""
    first = files.render_all(document, published)
    time.sleep(2.1)  # the resolution of a zip file's times
    assert files.render_all(document, published) == first
    assert set(first) | {"disclosure.json"} == set(files.MEDIA_TYPES)
    assert first["disclosure.pdf"].startswith(b"%PDF-")
    assert all(first[name].startswith(b"PK") for name in ("disclosure.docx", "disclosure.xlsx", "tables.zip"))
