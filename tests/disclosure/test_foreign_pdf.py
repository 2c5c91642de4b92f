"""PDFs from elsewhere: tagged, without structure, scanned, hostile. All are read in a limited process of its own."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from disclosure import foreign
from disclosure.document import SCHEMA, Cell, Document, Heading, Paragraph, Row, Section, Table, Text
from disclosure.exporters import to_pdf
from disclosure.exporters.imprint import Imprint
from disclosure.reading.layout import pdf_layout, pdf_process
from disclosure.reading.layout.errors import UnreadableDisclosure


def document(*blocks: Heading | Paragraph | Table) -> Document:
    return Document(
        schema=SCHEMA, format="hebei-2018", region="990101", region_name="云汀区", fiscal_year=2025, department="303", unit="",
        phase="budget", printed_name="云汀区档案馆", title=Heading("title", 1, (Text("云汀区档案馆2025年部门预算说明"),)),
        sections=(Section("only", blocks),),
    )  # fmt: skip


def pdf(folder: Path, *blocks: Heading | Paragraph | Table) -> Path:
    path = folder / "document.pdf"
    path.write_bytes(to_pdf.render(document(*blocks), Imprint(version=2, chain_entry="0" * 64)))
    return path


def without_structure(path: Path) -> Path:
    """The same pages in a file that does not say what is a paragraph, as most offices export them."""
    copy = pypdfium2.PdfDocument.new()
    copy.import_pages(pypdfium2.PdfDocument(path))
    target = path.with_name("plain.pdf")
    copy.save(target)
    return target


def paragraph(text: str, number: int = 1) -> Paragraph:
    return Paragraph(f"p.{number}", (Text(text),))


LONG = "云汀区档案馆负责接收、收集、整理、保管和利用本区各单位的档案，并对各单位的档案工作进行指导和监督。" * 6


def test_a_tagged_file_gives_paragraphs_rows_and_cells(tmp_path: Path) -> None:
    """A cell that reaches down over rows is a blank cell below, as in copied text; a blank cell stays one."""
    head = Row((Cell((Text("项目"),), rowspan=2, head=True), Cell((Text("数量"),), colspan=2, head=True)))
    below = Row((Cell((Text("上年"),), head=True), Cell((Text("本年"),), head=True)))
    body = Row((Cell((Text("房屋"),)), Cell(()), Cell((Text("1200.5"),))))
    table = Table("t", "表", (1, 1, 1), (head, below), (body,))
    found = pdf_layout.text_of(pdf(tmp_path, paragraph(LONG), table, paragraph("2025年安排 10 万元。", 2)))
    assert found.is_tagged
    assert found.text.split("\n") == [
        "云汀区档案馆2025年部门预算说明",
        LONG,
        *("\t项目", "\t数量", ""),
        *("\t", "\t上年", "\t本年", ""),
        *("\t房屋", "\t", "\t1200.5", ""),
        "",
        "2025年安排10万元。",
    ]


def test_a_paragraph_that_goes_on_over_pages_is_one_line(tmp_path: Path) -> None:
    found = pdf_layout.text_of(pdf(tmp_path, *(paragraph(f"{number}、{LONG}", number) for number in range(1, 13))))
    assert [line[:2] for line in found.text.split("\n")[1:]] == [f"{number}、"[:2] for number in range(1, 13)]


def test_without_structure_lines_are_joined_to_paragraphs(tmp_path: Path) -> None:
    found = pdf_layout.text_of(without_structure(pdf(tmp_path, paragraph(LONG), paragraph("第二段。", 2))))
    assert not found.is_tagged
    lines = [line.strip() for line in pdf_layout.paragraphs(found.text).split("\n")]
    assert lines == ["云汀区档案馆2025年部门预算说明", LONG, "第二段。"]


@pytest.mark.django_db
def test_of_a_file_without_structure_the_words_are_judged_and_no_table_is_invented(tmp_path: Path) -> None:
    words = paragraph("收入预算100万元，比上年预算增加20万元，增长20%，主要原因是新增库房修缮项目。")
    checked = foreign.check(without_structure(pdf(tmp_path, words)))
    failed = {entry["rule"] for entry in checked.entries if entry["outcome"] == "fail"}
    assert failed - {"R-STR-8"} == {"R-TXT-4"}
    assert "读不出表格" in checked.notes[0]


@pytest.mark.django_db
def test_a_file_without_structure_is_not_imported(tmp_path: Path) -> None:
    path = without_structure(pdf(tmp_path, paragraph(LONG)))
    with pytest.raises(CommandError, match="用 Word 原稿"):
        call_command("import_disclosure", str(path), region="990101", department="303", stdout=io.StringIO())


@pytest.mark.django_db
def test_a_scan_is_not_checked_and_says_so(tmp_path: Path) -> None:
    blank = pypdfium2.PdfDocument.new()
    for _ in range(3):
        blank.new_page(595, 842)
    path = tmp_path / "scan.pdf"
    blank.save(path)
    checked = foreign.check(path)
    assert checked.problem == "扫描件无法核验，请提供可复制文字的文件。"
    assert {entry["outcome"] for entry in checked.entries} == {"not-run"}


def test_a_file_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    long = pypdfium2.PdfDocument.new()
    for _ in range(pdf_process.MOST_PAGES + 1):
        long.new_page(100, 100)
    path = tmp_path / "long.pdf"
    long.save(path)
    with pytest.raises(UnreadableDisclosure, match="页数太多"):
        pdf_layout.text_of(path)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(pdf_layout.MOST_BYTES + 1)
    with pytest.raises(UnreadableDisclosure, match="超出上限"):
        pdf_layout.text_of(path)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n%%EOF", b"%PDF-1.7" + b"\x00" * 10_000], ids=["empty", "stub", "zeros"]
)
def test_what_is_no_pdf_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableDisclosure, match="损坏"):
        pdf_layout.text_of(path)


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's limit of processor time, set to nothing: it is killed, and the sentence says what to do."""
    monkeypatch.setattr(pdf_layout, "_SECONDS", 0)
    with pytest.raises(UnreadableDisclosure, match="在限定的时间和内存内没有读完"):
        pdf_layout.text_of(pdf(tmp_path, paragraph(LONG)))


def test_a_reader_that_wants_too_much_memory_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of 20 MB has no place in a process of 30 MB; with the usual limit it is read and found damaged."""
    path = tmp_path / "large.pdf"
    path.write_bytes(b"%PDF-1.7" + bytes(20 * 1024 * 1024))
    with pytest.raises(UnreadableDisclosure, match="不是 PDF 文件"):
        pdf_layout.text_of(path)
    monkeypatch.setattr(pdf_layout, "_MEMORY", 30 * 1024 * 1024)
    with pytest.raises(UnreadableDisclosure, match="在限定的时间和内存内没有读完"):
        pdf_layout.text_of(path)
