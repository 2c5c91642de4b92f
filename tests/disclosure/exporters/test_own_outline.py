"""Whatever a department leaves blank or writes into a heading, every file can be made."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import docx
import msgspec
import pytest
from python_calamine import CalamineWorkbook

from disclosure.document import Document, Heading, Paragraph, Row, Section, Table, Text
from disclosure.exporters import to_docx, to_html, to_pdf, to_xlsx
from disclosure.exporters.grid import LaidOutTable
from disclosure.exporters.heading_levels import heading_levels
from disclosure.exporters.imprint import Imprint
from disclosure.exporters.measure import table_type
from tests.disclosure.exporters.conftest import HOSTILE, assets, head, heading, number, text, words
from tests.disclosure.exporters.test_to_pdf import pages, squeeze


def of(document: Document, *blocks: object, title: str = "题目") -> Document:
    section = Section("only", blocks)  # type: ignore[arg-type]
    return msgspec.structs.replace(document, title=heading("title", 1, title), sections=(section,))


def read(content: bytes) -> str:
    return "".join(squeeze(page.get_textpage().get_text_bounded()) for page in pages(content))


def test_a_heading_is_never_two_levels_below_the_one_before_it(document: Document) -> None:
    blank = of(
        document, heading("a", 2, "一"), heading("b", 3, ""), heading("c", 4, "（一）"), heading("d", 4, "（二）")
    )
    assert heading_levels(blank) == {"title": 1, "a": 2, "c": 3, "d": 3}
    whole = of(document, heading("a", 2, "一"), heading("b", 3, "1"), heading("c", 4, "（一）"), heading("d", 2, "二"))
    assert heading_levels(whole) == {"title": 1, "a": 2, "b": 3, "c": 4, "d": 2}


@pytest.mark.parametrize(
    "levels", [(2, 4, 4), (3, 2), (4, 3), (2, 3, 4)], ids=lambda levels: "-".join(str(level) for level in levels)
)
def test_the_files_are_made_where_a_heading_above_others_is_blank(document: Document, levels: tuple[int, ...]) -> None:
    made = of(document, *(heading(f"h{at}", level, f"第{at}题") for at, level in enumerate(levels)), text("p", "文字"))
    assert all(f"第{at}题" in read(to_pdf.render(made, Imprint())) for at in range(len(levels)))
    deep = [int(level) for level in re.findall(r"<h(\d)", to_html.article(made))]
    assert all(after <= before + 1 for before, after in pairwise(deep))
    assert [f"level-{level}" in to_html.article(made) for level in levels] == [True] * len(levels)
    outline = [
        each.paragraph_format.element.pPr.xpath("./w:outlineLvl/@w:val")
        for each in docx.Document(io.BytesIO(to_docx.render(made, Imprint()))).paragraphs
        if each.text.endswith("题")
    ]
    kept = [heading_levels(made)[f"h{at}"] == level for at, level in enumerate(levels)]
    assert [not own for own in outline] == kept


def test_a_blank_title_and_blank_sections_leave_files_that_can_be_opened(document: Document) -> None:
    blank = msgspec.structs.replace(
        document,
        title=Heading("title", 1, ()),
        sections=(Section("first", ()), Section("second", (heading("h", 2, "一"), text("p", "文字")))),
    )
    content = to_pdf.render(blank, Imprint())
    assert pages(content).get_metadata_dict()["Title"] == "云溪区档案馆（2031年）"
    assert "<h1" in to_html.article(blank) and "<h1></h1>" not in to_html.article(blank)
    assert [each.text for each in docx.Document(io.BytesIO(to_docx.render(blank, Imprint()))).paragraphs] == [
        "一",
        "文字",
    ]


def test_a_sign_that_no_font_has_is_named_by_its_number_and_common_signs_are_drawn(document: Document) -> None:
    made = of(document, heading("h", 2, "甲𠮷乙"), text("p", "☑是 ✗否 😀"))
    found = read(to_pdf.render(made, Imprint()))
    assert "甲〔U+20BB7〕乙" in found and "☑是✗否〔U+1F600〕" in found
    assert "〔U+" not in read(to_pdf.render(of(document, text("p", "龘①㎡")), Imprint()))


def test_headings_of_any_signs_and_length_are_words(document: Document) -> None:
    signs = "# $x$ _斜_ *粗* <b>&amp; @ref \\n `码` //"
    made = of(document, heading("h", 2, signs), *(heading(f"h{at}", 3, words) for at, words in enumerate(HOSTILE)),
              heading("long", 2, "很长的标题" * 300), text("p", "文字"))  # fmt: skip
    found = read(to_pdf.render(made, Imprint()))
    assert squeeze(signs) in found and found.count("很长的标题") == 300


def test_a_form_above_nested_heads_breaks_over_pages(document: Document) -> None:
    """The typesetter broke down over a tall form, heads of two rows and a body on several pages."""
    form = tuple(Row((head(f"栏{at}"), words("说明" * 220, colspan=2))) for at in range(4))
    heads = (Row((head("品名", rowspan=2), head("金额", colspan=2))), Row((head("甲"), head("乙"))))
    body = tuple(Row((words(f"第{at}行"), number(f"a{at}", "1"), number(f"b{at}", "2"))) for at in range(90))
    table = Table("t", "表", (1, 2, 2), (*form, *heads), body)
    content = to_pdf.render(of(document, text("p", "前文" * 80), table), Imprint())
    found = [squeeze(page.get_textpage().get_text_bounded()) for page in pages(content)]
    of_body = [page for page in found if re.search(r"第\d+行", page)]
    assert len(of_body) > 2 and all(page.count("品名") == 1 for page in of_body)
    assert "".join(found).count("栏0") == 1 and "第89行" in found[-1]


def test_a_project_code_keeps_to_one_line_where_other_words_can_give_way(document: Document) -> None:
    heads = Row(tuple(head(name) for name in ("项目编码", "项目名称", "合计", "财政拨款", "其他")))
    row = Row(
        (words("99010123P310100017"), words("教师培训经费"), *(number(f"n{at}", "1000000.00") for at in range(3)))
    )
    grid = LaidOutTable(Table("T10", "项目支出表", (15, 40, 14, 14, 14), (heads,), (row,)))
    kind = table_type(grid, "portrait")
    assert kind.height(grid.placed[1][0]) < 2 * kind.pitch
    assert sum(kind.widths) == pytest.approx(156)
    proportions = [156 * share / 97 for share in grid.table.widths]
    assert kind.widths[0] > proportions[0] and kind.widths[1] < proportions[1]


def test_the_sentence_under_an_empty_table_stands_in_the_workbook_too(document: Document) -> None:
    table = Table("T08", "基金表", (1, 1), (Row((head("科目"), head("合计"))),), (Row((words("合计"), words(""))),))
    made = of(
        document,
        table,
        Paragraph("T08.note", (Text("注：本部门无基金预算，故本表为空表。"),), "note"),
        text("p", "后文"),
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx.render(made, Imprint())))
    rows = book.get_sheet_by_index(1).to_python()
    assert rows[-1][0] == "注：本部门无基金预算，故本表为空表。"


def test_the_note_that_says_why_a_table_is_empty_stays_beneath_it(document: Document) -> None:
    """On every height at which the page may end: a page's worth of lines, one more each time."""
    empty = assets()
    divided = []
    for lines in range(14, 26):
        filling = [text(f"p{at}", "正文一行。") for at in range(lines)]
        made = of(document, *filling, empty, text("note", "注：故本表为空表。", "note"))
        last_row, note = (
            next(at for at, page in enumerate(read_pages(made)) if words in page) for words in ("展厅", "故本表为空表")
        )
        divided.append(last_row != note)
    assert divided == [False] * 12


def read_pages(document: Document) -> list[str]:
    return [squeeze(page.get_textpage().get_text_bounded()) for page in pages(to_pdf.render(document, Imprint()))]
