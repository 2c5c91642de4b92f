"""What was not read is not taken over: nothing of a document is better than empty or wrong tables in the public record."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command

from budgets.choices import FundKind
from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements.ledger import Ledger
from disclosure import foreign
from disclosure.composition.compose import compose
from disclosure.document import Document, Heading, Paragraph, Section, Text
from disclosure.exporters import to_docx
from disclosure.exporters.imprint import Imprint
from disclosure.models import Publication
from disclosure.reading import layouts
from disclosure.reading.files import as_text
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.shanghai.importer import import_taken
from disclosure.reading.shanghai.lines import take_apart
from tests.disclosure.reading_shanghai.printing import LAYOUTS, printed
from tests.disclosure.reading_shanghai.rendering import text_layer
from tests.disclosure.reading_shanghai.test_reading import ENTRIES, written

pytestmark = pytest.mark.django_db

# One item of each fund, both halves: rows whose blanks could stand in either.
BLANKS = [
    ("2010301", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("3000")),
    ("2010308", "30201", FundKind.GENERAL_PUBLIC_BUDGET, False, Decimal("500")),
    ("2210201", "31002", FundKind.GOVERNMENT_FUNDS, False, Decimal("700")),
]


def document_of(entries: list | None = None) -> Document:
    return compose(Ledger.of(written(entries=entries or ENTRIES))).document


def figures(document: Document) -> dict[str, Decimal]:
    return {figure.ref: figure.number for figure, key in document.figures() if key.startswith("T0") and figure.number}


def imported(path: Path) -> Document:
    with as_text(path) as text:
        source = layouts.read_source(text.path, is_of_pages=text.is_of_pages)
    found = layouts.import_source(source, region_code="990101", department_code="399", unit_code="1")
    return compose(Ledger.of(found.budget)).document


def read(text: str) -> Any:
    return import_taken(take_apart(text.encode(), file="甲.txt"), region_code="990101", department_code="399")


def refusal(text: str) -> str:
    before = DepartmentalBudget.objects.count(), StatedCell.objects.count()
    with pytest.raises(UnreadableDisclosure) as caught:
        read(text)
    assert (DepartmentalBudget.objects.count(), StatedCell.objects.count()) == before, "all or nothing"
    return str(caught.value)


# ---- PDFs that do not say what is a cell ----


@pytest.mark.parametrize("entries", [ENTRIES, BLANKS], ids=["zeros", "blanks"])
@pytest.mark.parametrize(
    ("layout", "is_read"),
    [("wide", True), ("centred", True), ("without lines", False), ("narrow", False), ("tight", False)],
)
def test_a_printed_page_is_read_right_to_the_figure_or_refused(
    tmp_path: Path, layout: str, entries: list, is_read: bool
) -> None:
    document = document_of(entries)
    path = printed(document, tmp_path / "plain.pdf", LAYOUTS[layout])
    before = StatedCell.objects.count()
    if is_read:
        assert figures(imported(path)) == figures(document)
        return
    with pytest.raises(UnreadableDisclosure, match=r"第 \d+ 页“2026年.*请用 Word 原稿"):
        imported(path)
    assert StatedCell.objects.count() == before


def test_the_command_refuses_and_publishes_nothing(tmp_path: Path) -> None:
    path = printed(document_of(), tmp_path / "plain.pdf", LAYOUTS["narrow"])
    before = DepartmentalBudget.objects.count()
    with pytest.raises(CommandError, match="未导入，数据没有任何改动。没有读懂，整份不读入：第 6 页"):
        call_command(
            "import_disclosure", str(path), region="990101", department="399", publish_as_imported=True,
            stdout=io.StringIO(),
        )  # fmt: skip
    assert (DepartmentalBudget.objects.count(), Publication.objects.count()) == (before, 0)


def test_the_check_runs_no_rule_over_tables_that_were_not_read_and_says_why(tmp_path: Path) -> None:
    path = printed(document_of(), tmp_path / "plain.pdf", LAYOUTS["narrow"])
    checked = foreign.check(path)
    outcomes = {entry["rule"]: (entry["outcome"], entry["message"]) for entry in checked.entries}
    assert {outcomes[rule][0] for rule in ("R-EMP-1", "R-NUM-C01", "R-NUM-C03", "R-STR-2")} == {"not-run"}
    assert "第 6 页“2026年部门财务收支预算总表”" in outcomes["R-NUM-C01"][1]
    assert outcomes["R-TYPO"][0] == "pass", "rows of tables are no sentences"


# ---- A cover on a file that knows its cells ----


@pytest.mark.parametrize("with_cover", [False, True])
def test_a_word_file_tells_in_which_column_a_figure_stands(tmp_path: Path, with_cover: bool) -> None:
    """All of it stands in one half, and no sum could tell in which: a blank cell of a Word file is a cell."""
    document = document_of([("2210201", "31002", FundKind.GOVERNMENT_FUNDS, False, Decimal("700"))])
    if with_cover:
        cover = (
            Paragraph("cover.1", (Text("东海市云汀区2026年区级部门预算"),)),
            Paragraph("cover.2", (Text(f"预算主管部门：{document.printed_name}"),)),
            Paragraph("cover.3", (Text("四、部门预算编制说明"),)),
        )
        document = msgspec.structs.replace(document, title=Heading("title", 1, (Text("目录"),)))
        document = msgspec.structs.replace(document, sections=(Section("cover", cover), *document.sections))
    path = tmp_path / "甲.docx"
    path.write_bytes(to_docx.render(document, Imprint()))
    again = imported(path)
    assert figures(again) == figures(document)
    in_halves = {ref: value for ref, value in figures(again).items() if ref.startswith("T08") and "total:" not in ref}
    assert any("project" in ref for ref in in_halves), in_halves
    assert not any("basic" in ref for ref in in_halves)


# ---- Texts ----


def of_table(text: str, title: str) -> tuple[int, int]:
    """Where the lines of a table begin, behind 单位, and end, before its notes."""
    start = text.index("\n", text.index("单位：", text.index(f"部门{title}\n"))) + 1
    ends = [at for mark in ("\n注", "\f") if (at := text.find(mark, start)) >= 0]
    return start, min(ends)


def whole() -> str:
    return text_layer(document_of())


def without_figures(text: str, title: str) -> str:
    start, end = of_table(text, title)
    kept = [line for line in text[start:end].split("\n") if not re.fullmatch(r"-?[\d,]+(?:\.\d+)?\s?", line)]
    return text[:start] + "\n".join(kept) + text[end:]


@pytest.mark.parametrize("title", ["收入预算总表", "支出预算总表", "一般公共预算支出功能分类预算表"])
def test_a_table_without_a_figure_and_without_a_word_why_is_refused(title: str) -> None:
    said = refusal(without_figures(whole(), title))
    assert f"部门{title}”" in said
    assert re.search(r"第 \d+ 行“2026年", said)


def test_a_table_that_says_that_it_is_empty_is_read() -> None:
    """国有资本经营预算 has nothing, and the form's own note says so."""
    text = whole()
    assert "无国有资本经营预算" in text
    assert not read(text).said.table("T09").cells


def test_a_table_is_empty_where_no_other_table_prints_anything_of_it() -> None:
    """Offices print the form with blank rows and no note. 财政拨款收支总表 has nothing for the fund, so it is."""
    text = re.sub(r"\n注：[^\n]*国有资本经营预算[^\n]*空表。", "", whole())
    assert "空表" not in text
    assert not read(text).said.table("T09").cells


def test_a_table_of_a_fund_that_another_table_prints_is_not_empty() -> None:
    assert "政府性基金预算支出功能分类预算表”" in refusal(without_figures(whole(), "政府性基金预算支出功能分类预算表"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("功能分类科目编码\n功能分类科目名称\n合计\n基本支出", "甲\n乙\n丙\n丁", "表头没有认出"),
        ("\n一般公共服务支出\n1,964,567.89 ", "\n一般公共服务支出\n1,964,567.89 \n1.00 \n2.00 \n3.00 ", "表头只有"),
    ],
)
def test_what_stands_in_a_table_and_is_not_understood_is_named(old: str, new: str, says: str) -> None:
    text = whole()
    start, _ = of_table(text, "支出预算总表")
    assert old in text[start:]
    assert says in refusal(text[:start] + text[start:].replace(old, new, 1))


def test_a_budget_without_any_table_is_refused() -> None:
    text = whole()
    titles = re.compile(r"(2026年部门[^\n]*表)\n编制部门")
    assert "没有找到一张预算表" in refusal(titles.sub(r"\1（略）\n编制部门", text))


def test_what_a_document_itself_adds_up_wrongly_is_read() -> None:
    """All cells are printed: nothing is guessed, and the sum that is wrong is what the document says."""
    text = whole()
    start, _ = of_table(text, "支出预算总表")
    wrong = text[:start] + text[start:].replace("\n1,964,567.89 ", "\n1,964,568.89 ", 1)
    assert wrong != text
    table = read(wrong).said.table("T03")
    assert table.figure("201", "total") == Decimal("1964568.89")


def test_a_heading_without_its_scope_begins_the_section() -> None:
    text = re.sub(r"(?:（?部门）?)(主要职能|机构设置)\n", r"\1\n", whole())
    assert [part.key for part in read(text).taken.parts[:2]] == ["mandate", "institutions"]
