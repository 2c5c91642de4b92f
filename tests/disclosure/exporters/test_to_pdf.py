"""The PDF file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pypdfium2
import pytest

from disclosure.document import Document, Paragraph, Row, Section, Table, Text, lines
from disclosure.exporters import to_pdf
from disclosure.exporters.imprint import Imprint
from tests.disclosure.exporters.conftest import HOSTILE, head, number, words


def squeeze(text: str) -> str:
    return "".join(text.split())


def pages(content: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(content)


def only(document: Document, *blocks: Table | Paragraph) -> Document:
    return msgspec.structs.replace(document, sections=(Section("only", blocks),))


def test_equal_input_gives_equal_bytes(document: Document, published: Imprint) -> None:
    first = to_pdf.render(document, published)
    assert to_pdf.render(document, published) == first
    assert to_pdf.render(document, replace(published, version=3)) != first


def test_it_is_tagged_and_says_what_it_is(document: Document, published: Imprint) -> None:
    content = to_pdf.render(document, published)
    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    metadata = pages(content).get_metadata_dict()
    assert metadata["Title"] == document.title_text()
    assert metadata["CreationDate"].startswith("D:20310203000000")


def test_wide_sections_lie_across(document: Document) -> None:
    sizes = [tuple(round(side) for side in page.get_size()) for page in pages(to_pdf.render(document, Imprint()))]
    assert (595, 842) in sizes
    assert (842, 595) in sizes


@pytest.mark.office
def test_every_figure_and_every_word_can_be_read_out(
    document: Document, published: Imprint, pdf_text: Callable[[bytes], str]
) -> None:
    text = re.sub(
        r"—\d+—内容校验值（SHA-256）：[0-9a-f]{64}(历史版本导入)?", "", pdf_text(to_pdf.render(document, published))
    )
    missing = [line for line in lines(document) if squeeze(line) not in text and len(squeeze(line)) < 60]
    assert missing == []
    for figure, _ in document.figures():
        assert figure.shown in text
    assert "a1" * 32 in text


@pytest.mark.office
def test_texts_are_never_read_as_markup(document: Document, pdf_text: Callable[[bytes], str]) -> None:
    text = pdf_text(to_pdf.render(document, Imprint()))
    for hostile in HOSTILE:
        assert text.count(squeeze(hostile)) == 2  # in a paragraph and in a table


@pytest.mark.office
def test_a_draft_is_marked_on_every_page(document: Document, draft: Imprint, pdf_text: Callable[[bytes], str]) -> None:
    content = to_pdf.render(document, draft)
    text = pdf_text(content)
    assert text.count("送审稿<未经审核>") >= 2 * len(pages(content))  # across the page and at its head
    assert text.count("0f" * 32) == len(pages(content))
    assert "送审稿" not in pdf_text(to_pdf.render(document, Imprint()))


def margin_ink(content: bytes) -> list[int]:
    """How many dark points each page has in the outer 20 mm at its right, where nothing may stand."""
    found = []
    for page in pages(content):
        bitmap = page.render(scale=1, grayscale=True)
        columns = bitmap.width - 57
        data = bytes(bitmap.buffer)
        rows = [data[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height)]
        found.append(sum(value < 128 for row in rows for value in row[columns:]))
    return found


def test_nothing_runs_over_the_margin(document: Document) -> None:
    assert margin_ink(to_pdf.render(document, Imprint())) == [0] * len(pages(to_pdf.render(document, Imprint())))


@pytest.mark.office
def test_a_cell_taller_than_a_page_loses_nothing(document: Document, pdf_text: Callable[[bytes], str]) -> None:
    long = "".join(f"第{index}句。" for index in range(2500))
    table = Table("t", "高", (1, 3), (Row((head("甲"), head("乙"))),), (Row((words("丙"), words(long))),))
    content = to_pdf.render(only(document, table), Imprint())
    text = re.sub(r"—\d+—|甲乙", "", pdf_text(content))
    assert len(pages(content)) > 10
    assert all(f"第{index}句" in text for index in range(0, 2500, 7))
    assert "第2499句" in text


def test_heads_of_columns_stand_again_on_each_page(document: Document) -> None:
    form = Row((head("用途"), words("说明" * 1500)))
    rows = tuple(Row((words(f"行{index}"), number(f"n{index}", str(index)))) for index in range(120))
    table = Table("t", "长", (1, 3), (form, Row((head("品名栏"), head("数额栏")))), rows)
    content = to_pdf.render(only(document, table), Imprint())
    texts = [squeeze(page.get_textpage().get_text_bounded()) for page in pages(content)]
    with_rows = [text for text in texts if "行1" in text]
    assert len(with_rows) > 2
    assert all(text.count("品名栏") == 1 for text in with_rows)
    assert "".join(texts).count("用途") == 1


def test_a_number_is_never_broken_nor_marked(document: Document) -> None:
    data = to_pdf._data(document, Imprint())
    tables = [block for group in data["groups"] for block in group["blocks"] if block["kind"] == "table"]  # type: ignore[attr-defined]
    marked = [cell["text"] for table in tables for cell in (*table["head"], *table["body"]) if cell["break_words"]]
    assert marked == [text for text in HOSTILE if "W" * 120 in text]


def test_an_empty_document_is_a_page(document: Document) -> None:
    bare = msgspec.structs.replace(document, sections=(Section("only", (Paragraph("p", (Text("无"),)),)),))
    assert len(pages(to_pdf.render(bare, Imprint()))) == 1
