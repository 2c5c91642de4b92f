"""The workbook."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from disclosure.document import Document, Row, Section, Table
from disclosure.exporters import to_xlsx, xlsx_book
from disclosure.exporters.imprint import Imprint
from tests.disclosure.exporters.conftest import HOSTILE, number


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def xml_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_figure_is_listed_once_for_each_place_as_a_number(document: Document) -> None:
    heading, *rows = sheets(to_xlsx.render(document, Imprint()))["数据"]
    assert heading == ["序号", "名称", "数值", "单位", "位置", "引用", "显示"]
    wanted = list(document.figures())
    assert [(row[1], row[3], row[5], row[6]) for row in rows] == [
        (figure.name, figure.unit, figure.ref, figure.shown) for figure, _ in wanted
    ]
    for row, (figure, _) in zip(rows, wanted, strict=True):
        if figure.ref == "fund":  # sixteen digits: more than a spreadsheet keeps
            assert row[2] == "99999999999999.99"
        else:
            assert isinstance(row[2], float)
            assert Decimal(repr(row[2])) == figure.number


def test_places_are_said_in_words(document: Document) -> None:
    rows = sheets(to_xlsx.render(document, Imprint()))["数据"]
    places = {row[5]: row[4] for row in rows}
    assert places["expenditure.total"] == "二、支出 / 1、说明"
    assert places["indicator.1"] == "二、支出 / 1、说明 / （一）项目 / 项目目标表：旧地图修复 / 产出 / 目标值 / 数"
    assert places["procurement.1.4"] == "三、采购 / 采购预算表 / 旧地图修复 / 金额 / 当年安排 / 拨款"
    assert (
        places["assets.rooms"]
        == "四、资产 / 资产表 [甲]:*?/\\ 一个超过三十一个字符因而必须截短的名称，到这里为止 / 1、展厅（平方米） / 数量"
    )


def test_amounts_in_tables_are_numbers_shown_as_in_the_document(document: Document) -> None:
    content = to_xlsx.render(document, Imprint())
    name = next(name for name in sheets(content) if "采购" in name)
    row = sheets(content)[name][5]
    assert row[5:] == [1234567.5] * 9
    assert 'formatCode="#,##0.00"' in xml_of(content)["xl/styles.xml"]


def test_nothing_becomes_a_formula_or_a_link(document: Document, published: Imprint) -> None:
    content = to_xlsx.render(document, published)
    for name, xml in xml_of(content).items():
        assert not re.search(r"<f[ >/]", xml), name
        assert "<hyperlink" not in xml, name
        assert "externalLink" not in name
    texts = {cell for rows in sheets(content).values() for row in rows for cell in row}
    assert set(HOSTILE) <= texts


def test_a_table_has_its_sheet_with_title_unit_merged_heads_and_frozen_panes(document: Document) -> None:
    content = to_xlsx.render(document, Imprint())
    names = list(sheets(content))
    assert len(names) == 5
    assert len({name.lower() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    procurement = xml_of(content)["xl/worksheets/sheet4.xml"]
    assert sheets(content)[names[3]][0][0] == "采购预算表"
    assert sheets(content)[names[3]][1][0] == "单位：元"
    assert '<mergeCell ref="H3:N3"/>' in procurement
    assert 'ySplit="5"' in procurement
    assert 'orientation="landscape"' in procurement
    assert "Print_Titles" in xml_of(content)["xl/workbook.xml"]


def test_equal_input_gives_equal_bytes(document: Document, published: Imprint) -> None:
    first = to_xlsx.render(document, published)
    assert to_xlsx.render(document, published) == first
    assert "2031-02-03T00:00:00Z" in xml_of(first)["docProps/core.xml"]


def test_a_draft_says_so_on_each_printed_page(document: Document, draft: Imprint) -> None:
    for name, xml in xml_of(to_xlsx.render(document, draft)).items():
        if name.startswith("xl/worksheets/sheet"):
            assert "送审稿 &lt;未经审核&gt;" in xml


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("0", "0"),
        ("-12.50", "0.00"),
        ("1,234.5", "#,##0.0"),
        ("30.00%", "0.00"),
        ("", "General"),
        ("—", "General"),
        ("1.2.3", "General"),
        ("12元", "General"),
    ],
)
def test_number_formats_follow_what_is_shown(shown: str, expected: str) -> None:
    assert xlsx_book.number_format_of(shown) == expected


@pytest.mark.parametrize(
    ("value", "fits"),
    [("0.1", True), ("-3828602.02", True), ("9999999999999.99", True), ("99999999999999.99", False), ("0", True)],
)
def test_numbers_that_a_spreadsheet_would_round_stay_text(value: str, fits: bool) -> None:
    assert xlsx_book.fits_a_number(Decimal(value)) is fits


def test_the_points_of_a_column_stand_in_line(document: Document) -> None:
    body = tuple(Row((number(f"n{shown}", shown.replace(",", ""), shown=shown),)) for shown in ("1,200", "0.25"))
    section = Section("s", (Table("t", "表", (1,), (), body),))
    content = to_xlsx.render(msgspec.structs.replace(document, sections=(section,)), Imprint())
    styles = xml_of(content)["xl/styles.xml"]
    assert '"#,##0_._0_0"' in styles
    assert '"0.00"' in styles or 'numFmtId="2"' in styles
