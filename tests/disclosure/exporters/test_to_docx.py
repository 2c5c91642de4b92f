"""The Word file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from itertools import pairwise
from types import ModuleType
from xml.etree import ElementTree

import docx
import msgspec
import pytest

from disclosure.document import Document, Row, Section, Table, Text, lines
from disclosure.exporters import to_docx
from disclosure.exporters.imprint import Imprint
from tests.disclosure.exporters.conftest import words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def body(content: bytes) -> ElementTree.Element:
    found = part(content, "word/document.xml").find(f"{W}body")
    assert found is not None
    return found


def frame(content: bytes, kind: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"word/{kind}1.xml").decode()


def cell_texts(table: ElementTree.Element) -> list[str]:
    return ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in table.iter(f"{W}tc")]


def test_lines_are_those_of_the_document(document: Document, fidelity: ModuleType, tmp_path) -> None:
    path = tmp_path / "disclosure.docx"
    path.write_bytes(to_docx.render(document, Imprint()))
    wanted = [fidelity.squeeze(part) for line in lines(document) for part in line.split("\n")]
    assert fidelity.docx_lines(path) == wanted


def test_equal_input_gives_equal_bytes(document: Document, published: Imprint) -> None:
    first = to_docx.render(document, published)
    assert to_docx.render(document, published) == first
    assert to_docx.render(document, replace(published, content_hash="00" * 32)) != first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_come_from_the_document_and_not_from_the_clock(document: Document, published: Imprint) -> None:
    properties = docx.Document(io.BytesIO(to_docx.render(document, published))).core_properties
    assert properties.title == document.title_text()
    assert properties.author == "云溪区档案馆"
    assert str(properties.created).startswith("2031-02-03 00:00:00")


def test_wide_sections_lie_across_and_the_others_stand(document: Document) -> None:
    sections = docx.Document(io.BytesIO(to_docx.render(document, Imprint()))).sections
    sizes = [(round(s.page_width.mm), round(s.page_height.mm), str(s.orientation)[:8]) for s in sections]
    assert [size[:2] for size in sizes] == [(210, 297), (297, 210), (210, 297)]
    assert [
        round(m.mm) for s in sections[:1] for m in (s.top_margin, s.bottom_margin, s.left_margin, s.right_margin)
    ] == [
        37,
        35,
        28,
        26,
    ]


def test_each_row_covers_every_column_of_the_fixed_grid(document: Document) -> None:
    tables = list(body(to_docx.render(document, Imprint())).iter(f"{W}tbl"))
    assert len(tables) == 4
    for table in tables:
        widths = [int(column.get(f"{W}w") or 0) for column in table.iter(f"{W}gridCol")]
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        assert layout is not None
        assert layout.get(f"{W}type") == "fixed"
        for row in table.iter(f"{W}tr"):
            spans = [
                int(s.get(f"{W}val") or 1) if (s := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
                for cell in row.iter(f"{W}tc")
            ]
            assert sum(spans) == len(widths)
            assert sum(int(w.get(f"{W}w") or 0) for w in row.iter(f"{W}tcW")) == sum(widths)


def test_tables_never_touch(document: Document) -> None:
    tags = [child.tag for child in body(to_docx.render(document, Imprint()))]
    assert not any(one == other == f"{W}tbl" for one, other in pairwise(tags))


def test_short_heads_repeat_and_rows_do_not_break(document: Document) -> None:
    tables = list(body(to_docx.render(document, Imprint())).iter(f"{W}tbl"))
    procurement = tables[2]
    repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in procurement.iter(f"{W}tr")]
    assert repeated == [True] * 3 + [False] * 3
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in procurement.iter(f"{W}tr"))


def test_a_head_that_would_fill_the_page_does_not_repeat(document: Document) -> None:
    tall = Table("tall", "高", (1,), (Row((words("长" * 3000),)),), (Row((words("短"),)),))
    long = msgspec.structs.replace(document, sections=(Section("tall", (tall,)),))
    table = next(body(to_docx.render(long, Imprint())).iter(f"{W}tbl"))
    assert table.find(f".//{W}tblHeader") is None
    assert table.find(f".//{W}cantSplit") is not None  # the short row
    assert len(table.findall(f".//{W}cantSplit")) == 1


def test_headings_appear_in_the_navigation_with_literal_numbers(document: Document) -> None:
    content = to_docx.render(document, Imprint())
    word = docx.Document(io.BytesIO(content))
    outlined = {p.text: p.style.element.pPr.find(f"{W}outlineLvl") for p in word.paragraphs if p.text}
    levels = {text: int(level.get(f"{W}val")) for text, level in outlined.items() if level is not None}
    assert levels == {
        document.title_text(): 0,
        "一、职责": 1,
        "二、支出": 1,
        "1、说明": 2,
        "（一）项目": 3,
        "三、采购": 1,
        "四、资产": 1,
    }
    assert not list(body(content).iter(f"{W}numPr"))


def test_a_draft_is_marked_on_every_page_and_a_publication_is_not(
    document: Document, draft: Imprint, published: Imprint
) -> None:
    marked, clean = to_docx.render(document, draft), to_docx.render(document, published)
    assert 'string="送审稿 &lt;未经审核&gt;"' in frame(marked, "header")
    assert "textpath" not in frame(clean, "header")
    assert "历史版本导入" in frame(clean, "header")
    assert "0f" * 32 in frame(marked, "footer")
    assert " PAGE " in frame(clean, "footer")


def test_the_imprint_closes_the_file(document: Document, published: Imprint) -> None:
    last = [p.text for p in docx.Document(io.BytesIO(to_docx.render(document, published))).paragraphs][-5:]
    assert last == list(published.closing_lines())
    assert last[2] == "更正说明：=更正了 <b>一处</b> 数字"
    assert "a1" * 32 in last[4]


def test_characters_that_word_cannot_hold_are_an_error_and_never_dropped(document: Document) -> None:
    broken = msgspec.structs.replace(document, title=msgspec.structs.replace(document.title, runs=(Text("坏\x0b字"),)))
    with pytest.raises(ValueError, match="XML compatible"):
        to_docx.render(broken, Imprint())


def test_official_fonts_are_named_with_substitutes(document: Document) -> None:
    table = part(to_docx.render(document, Imprint()), "word/fontTable.xml")
    substitutes = {f.get(f"{W}name"): f.find(f"{W}altName") for f in table.iter(f"{W}font")}
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert substitutes[font] is not None
