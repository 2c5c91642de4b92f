"""check_disclosure: a foreign document is read, judged and gone, whatever kind of file it is."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budgets.models import Department, DepartmentalBudget, Region
from budgets.rules.reads import Reads
from budgets.rules.registry import Rule, all_rules
from budgets.statements.ledger import Ledger
from disclosure import foreign
from disclosure.checks.lines import lines as lines_of_review
from disclosure.composition.compose import compose
from disclosure.exporters import to_docx, to_pdf
from disclosure.exporters.imprint import Imprint
from disclosure.foreign.judgement import AtHand
from disclosure.reading.layout.docx_layout import text_of
from disclosure.reading.layout.errors import UnreadableDisclosure
from tests.disclosure.reading_official.workbooks import HEBEI_T01, SHANGHAI_T03, web_page, workbook

pytestmark = pytest.mark.django_db

PUBLISHED = Imprint(version=1, chain_entry="0" * 64, content_hash="1" * 64)


@pytest.fixture
def codes(db: None) -> None:
    call_command("load_codes", verbosity=0)


def failures(checked: foreign.Checked) -> list[tuple[str, str]]:
    return sorted((entry["rule"], entry["message"]) for entry in checked.entries if entry["outcome"] == "fail")


def outcome(checked: foreign.Checked, rule: str) -> str:
    return next(entry["outcome"] for entry in checked.entries if entry["rule"] == rule)


def text_file(folder: Path, text: str, name: str = "text.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_of_a_foreign_document_stays(codes: None, seed_path: Path) -> None:
    checked = foreign.check(seed_path)
    assert checked.count("E") > 3 and checked.count("W") > 30
    for model in (DepartmentalBudget, Department, Region):
        assert model.objects.count() == 0


def test_a_word_file_and_a_pdf_of_ours_say_what_the_text_says(codes: None, seed_path: Path, tmp_path: Path) -> None:
    """Of the PDF the blanks alone are not judged: on paper they are distances."""
    call_command(
        "import_disclosure", str(seed_path), region="130303", department="202", verbosity=0, stdout=io.StringIO()
    )
    document = compose(Ledger.of(DepartmentalBudget.objects.get())).document
    expected = failures(foreign.check(seed_path))
    for name, exporter in (("disclosure.docx", to_docx), ("disclosure.pdf", to_pdf)):
        path = tmp_path / name
        path.write_bytes(exporter.render(document, PUBLISHED))
        checked = foreign.check(path)
        assert (name, failures(checked)) == (name, expected)
        assert checked.layout == "known"
    assert outcome(checked, "R-FMT-3") == "not-run"
    assert outcome(foreign.check(seed_path), "R-FMT-3") == "pass"


# ---- Files that cannot be read say what to do ----


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "请另存为 .docx"),
        ("a.wps", b"\xd0\xcf\x11\xe0", "请另存为 .docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打开密码"),
        ("a.docx", b"", "文件是空的"),
        ("a.rtf", b"{\\rtf1}", "请另存为 .docx"),
        ("a.rar", b"Rar!", "请解压后再核验"),
        ("a.jpg", b"\xff\xd8", "扫描件无法核验，请提供可复制文字的文件"),
        ("a.pdf", b"%PDF-1.7 nothing", "损坏"),
        ("a.docx", b"hello", "docx"),
        ("a.xlsx", b"PK\x03\x04 nothing", "xlsx"),
        ("a.txt", b"\x00\x01\x02\xff\xfe", "文本"),
        ("a.md", b"text", "不能核验这种文件"),
    ],
)
def test_what_cannot_be_read_was_not_checked_and_says_why(
    db: None, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    checked = foreign.check(path)
    assert words in checked.problem
    assert {(entry["outcome"], entry["message"]) for entry in checked.entries} == {("not-run", checked.problem)}
    assert len(checked.entries) == len(all_rules())
    with pytest.raises(SystemExit) as ended:
        call_command("check_disclosure", str(path), "--json", stdout=io.StringIO(), stderr=io.StringIO())
    assert ended.value.code == 2


def test_a_file_that_is_not_there_is_said_so(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("check_disclosure", str(tmp_path / "none.txt"))


# ---- A text of no known layout ----

# Fictional; one slip for each kind of rule.
SLIPS = """某岭县云汀镇人民政府2025年部门预算说明
一、主要职责
本部门职责共有3项，分别是：
1、负责本镇经济发展。
2、负责本镇社会治理。
二、预算安排
2025年收入预算为100万元，其中：一般公共预算收入60万元，事业收入30万元。
支出预算为100万元，比2024年预算增加20万元，增长20%，主要原因是新增道路养护项目。
机关运行经费12万元，比2024年减少3万元。
政府性基金预算0元，比2024年增加5万元，主要原因是新增道路养护项目。
2023年安排的项目已经完成。
联系人XX，电话13812345678。
按照整和资源的要求安排。
一般共预算拨款收入是指财政拨款。
三、绩效目标
本镇信访总量比上年减少。
"""


def test_an_unknown_layout_is_judged_by_its_words(codes: None, tmp_path: Path) -> None:
    checked = foreign.check(text_file(tmp_path, SLIPS))
    assert (checked.layout, checked.year, checked.title) == ("unknown", 2025, "某岭县云汀镇人民政府")
    found = {entry["rule"]: entry for entry in checked.entries if entry["outcome"] == "fail"}
    for rule, words in {
        "R-CNT-1": "说有 3 项，后面列出 2 项",
        "R-TXT-3": "相差 100000元",
        "R-TXT-4": "25.00%",
        "R-TXT-5": "本年为 0",
        "R-TXT-6": "没有说明原因",
        "R-STR-3": "2023年",
        "R-STR-5": "XX",
        "R-SEC-1": "手机号码",
        "R-TYPO": "整合",
        "R-CON-2": "一般公共预算拨款收入",
    }.items():
        assert words in found[rule]["message"], rule
    without_reason = [entry for entry in checked.entries if entry["rule"] == "R-TXT-6"]
    assert len(without_reason) == 1, "what is less in an objective needs no reason"
    assert found["R-TXT-4"]["places"][0]["address"] == "#line.8"
    judged = {entry["rule"] for entry in checked.entries if entry["outcome"] != "not-run"}
    assert set(found) <= judged <= enough(Reads.WORDS)
    for rule in ("R-STR-2", "R-SAN-1", "R-NUM-C01", "R-EMP-1"):
        assert outcome(checked, rule) == "not-run"


def test_a_sound_text_of_no_known_layout_has_no_finding(codes: None, tmp_path: Path) -> None:
    text = SLIPS
    for wrong, right in (
        ("共有3项", "共有2项"), ("事业收入30万元", "事业收入40万元"), ("一般公共预算收入60", "一般公共预算拨款收入60"),
        ("增长20%", "增长25%"), ("减少3万元。", "减少3万元，主要原因是压减会议费。"), ("0元，比2024年增加5万元，主要原因是新增道路养护项目", "0元，与2024年持平"),
        ("2023年安排的项目已经完成。\n", ""), ("联系人XX，电话13812345678。\n", ""), ("整和", "整合"), ("一般共预算", "一般公共预算"),
    ):  # fmt: skip
        assert wrong in text
        text = text.replace(wrong, right)
    checked = foreign.check(text_file(tmp_path, f"{text}公开日期：2025年2月20日，联系电话：0000-0000000。\n"))
    assert failures(checked) == []
    assert outcome(checked, "R-TXT-4") == outcome(checked, "R-CNT-1") == "pass"


def test_a_text_that_says_neither_name_nor_year_is_still_judged(codes: None, tmp_path: Path) -> None:
    checked = foreign.check(
        text_file(tmp_path, "“三公”经费10万元，其中：公务接待费4万元，公务用车运行费3万元。\n待填\n")
    )
    assert {rule for rule, _ in failures(checked)} == {"R-TXT-3", "R-STR-5"}
    for rule in ("R-STR-3", "R-STR-7", "R-STR-8", "R-REF-1"):
        assert outcome(checked, rule) == "not-run"


def test_a_known_layout_that_breaks_off_is_judged_by_its_words(codes: None, seed_path: Path, tmp_path: Path) -> None:
    head = seed_path.read_text(encoding="utf-8").split("五、绩效预算信息")[0]
    checked = foreign.check(text_file(tmp_path, head))
    assert checked.layout == "unknown"
    assert "五、绩效预算信息" in checked.notes[0]
    assert "R-STR-7" in {rule for rule, _ in failures(checked)}


# What judged a text of no known layout, and official tables without a text, before the rules said it themselves.
BY_WORDS = """
    R-CNT-1 R-CON-2 R-FMT-1 R-FMT-3 R-REF-1 R-SEC-1 R-STR-3 R-STR-5 R-STR-7 R-STR-8 R-TXT-3 R-TXT-4 R-TXT-5 R-TXT-6
    R-TXT-7 R-TYPO
"""
BY_TABLES = {
    "": "R-COD-1 R-COD-2 R-COD-3 R-COD-4 R-NUM-1 R-NUM-2 R-NUM-3 R-NUM-C05",
    "T01": "R-NUM-C01 R-NUM-C02 R-NUM-C03",
    "T01 T02": "R-NUM-C04",
    "T01 T03": "R-NUM-C06",
    "T03": "R-NUM-C07",
    "T04": "R-NUM-C08",
    "T04 T05": "R-NUM-C09",
    "T01 T04": "R-NUM-C10",
    "T05 T06": "R-NUM-C11",
    "T06": "R-NUM-C12 R-NUM-C13",
    "T07": "R-NUM-C14",
    "T03 T10": "R-NUM-C18",
}


def enough(alone: Reads) -> set[str]:
    """The rules for which that is enough by itself."""
    return {rule.id for rule in all_rules() if alone in rule.alone}


def test_what_is_enough_for_a_rule_is_what_it_says() -> None:
    assert enough(Reads.WORDS) == set(BY_WORDS.split())
    by_tables: dict[str, set[str]] = {}
    for rule in all_rules():
        if Reads.TABLES in rule.alone:
            by_tables.setdefault(" ".join(rule.tables), set()).add(rule.id)
    assert by_tables == {tables: set(rules.split()) for tables, rules in BY_TABLES.items()}


@pytest.mark.parametrize(
    ("reads", "unknown", "why"),
    [
        (Reads.WORDS | Reads.YEAR, {Reads.YEAR: "没有年度"}, "没有年度"),
        (Reads.WORDS, {Reads.YEAR: "没有年度"}, ""),
        (Reads.WORDS | Reads.NAME, {Reads.YEAR: "没有年度"}, ""),
    ],
)
def test_a_rule_that_reads_what_the_text_does_not_say_is_not_run(reads: Reads, unknown: Any, why: str) -> None:
    rule = Rule("T", "W", "名称", "依据", lambda _: (), reads=reads, alone=Reads.WORDS)
    assert AtHand(Reads.WORDS, "需要数据", unknown).missing(rule) == why
    assert AtHand(Reads.TABLES, "只有公开表", unknown).missing(rule) == "只有公开表"


def test_every_line_of_an_unknown_layout_is_looked_at(
    codes: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words outside the table of contents and of cells too."""
    seen: list[str] = []
    from disclosure.foreign import texts  # noqa: PLC0415

    review_of = texts._review

    def remembered(*arguments: object, **options: object) -> object:
        review = review_of(*arguments, **options)  # type: ignore[arg-type]
        seen.extend(line.text for line in lines_of_review(review))
        return review

    monkeypatch.setattr(texts, "_review", remembered)
    foreign.check(text_file(tmp_path, SLIPS))
    assert seen == [line for line in SLIPS.splitlines() if line]


# ---- Official tables ----


@pytest.mark.parametrize("name", ["tables.xlsx", "tables.xls", "tables.html"])
def test_official_tables_are_judged_by_the_rules_of_tables(codes: None, tmp_path: Path, name: str) -> None:
    rows = [list(row) for row in SHANGHAI_T03]
    rows[-1] = ["合计", None, None, None, 901.5, 600, 300.5]
    path = tmp_path / name
    path.write_bytes(workbook(T03=rows) if name.endswith("xlsx") else web_page(rows))
    checked = foreign.check(path)
    assert checked.problem == ""
    assert (checked.layout, checked.year, checked.title) == ("tables", 2026, "云汀区档案馆")
    wrong = {entry["rule"] for entry in checked.entries if entry["outcome"] == "fail" and entry["severity"] != "I"}
    assert wrong == {"R-NUM-C05", "R-NUM-C07"}
    assert outcome(checked, "R-COD-4") == "pass"
    assert outcome(checked, "R-STR-2") == outcome(checked, "R-NUM-C01") == "not-run"
    assert DepartmentalBudget.objects.count() == 0


def test_a_table_that_balances_passes_and_one_that_does_not_fails(codes: None, tmp_path: Path) -> None:
    rows = [list(row) for row in HEBEI_T01]
    for expected in ("pass", "fail"):
        path = tmp_path / f"2025年{expected}.xlsx"
        path.write_bytes(workbook(T01=rows))
        assert outcome(foreign.check(path), "R-NUM-C01") == expected
        rows[-1] = [6, "收入总计", 67.13, "支出总计", 67.12]


def test_codes_of_a_table_are_judged_too(codes: None, tmp_path: Path) -> None:
    rows = [list(row) for row in SHANGHAI_T03 if row[:3] != ["201", "26", None]]
    path = tmp_path / "tables.xlsx"
    path.write_bytes(workbook(T03=[row for row in rows if row[:3] != ["201", "26", "01"]]))
    assert "的上级 20126 不在同一张表中" in next(
        message for rule, message in failures(foreign.check(path)) if rule == "R-COD-1"
    )


def test_a_workbook_without_an_official_table_was_not_checked(codes: None, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(名单=[["姓名", "电话"], ["张某", "1"]]))
    assert "没有认出公开表" in foreign.check(path).problem


def test_a_name_that_is_not_that_of_its_code_is_found(codes: None, tmp_path: Path) -> None:
    rows = [list(row) for row in SHANGHAI_T03]
    path = tmp_path / "2026.xlsx"
    path.write_bytes(workbook(T03=rows))
    assert [each for each in failures(foreign.check(path)) if each[0] == "R-COD-2" and "写作" in each[1]] == []
    rows[7][3] = "一般公共服务"
    path.write_bytes(workbook(T03=rows))
    (entry,) = [
        each for each in foreign.check(path).entries if each["rule"] == "R-COD-2" and each["severity"] in {"E", "W"}
    ]
    assert "科目 201 表中写作“一般公共服务”，2026年的目录是“一般公共服务支出”" in entry["message"]
    assert entry["places"][0]["label"].startswith("T03 支出总表")


def test_a_printed_table_of_ten_thousands_may_miss_by_rounding(codes: None, tmp_path: Path) -> None:
    """By more than half of the last place for each figure it may not."""
    for sum_, expected in ((90.06, {"I"}), (90.09, {"E"})):
        rows = [[cell if not isinstance(cell, int | float) else cell / 10 for cell in row] for row in SHANGHAI_T03]
        rows[2] = ["编制部门：云汀区档案馆", None, None, None, None, None, "单位：万元"]
        for row in rows[7:]:
            row[4:] = {90.05: (sum_, 60, 30.05), 60.0: (60, 60, None), 30.05: (30.05, None, 30.05)}[row[4]]
        path = tmp_path / "2026年.xlsx"
        path.write_bytes(workbook(T03=rows))
        found = {entry["severity"] for entry in foreign.check(path).entries if entry["rule"] == "R-NUM-C05"}
        assert found == expected


def test_every_row_of_income_counts_in_the_sum_and_the_head_names_whose_table_it_is(
    codes: None, tmp_path: Path
) -> None:
    rows = [list(row) for row in HEBEI_T01]
    path = tmp_path / "table.xlsx"
    for sum_, expected in ((64.12, "pass"), (65.12, "fail")):
        rows[8][2] = sum_
        path.write_bytes(workbook(T01=rows))
        checked = foreign.check(path)
        assert outcome(checked, "R-NUM-C02") == expected
    assert (checked.title, checked.year) == ("云汀区档案馆", 2025)


# ---- Hostile Word files ----


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "entries",
    [
        {"word/document.xml": b"<w>" + b" " * 80_000_000},
        {f"x{number}": b"" for number in range(2_500)},
        {"readme.txt": b"not a document"},
        {"word/document.xml": b"<broken"},
        {
            "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x>&b;</x></w:document>'
        },
    ],
    ids=["bomb", "entries", "no document", "broken", "entities without body"],
)
def test_a_hostile_word_file_is_refused_with_a_sentence(tmp_path: Path, entries: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableDisclosure, match=r"文件|正文"):
        text_of(zipped(tmp_path / "bad.docx", entries))


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fake.docx"
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableDisclosure, match="docx"):
        text_of(path)


def test_what_a_reader_of_the_finished_word_file_sees_is_read_and_nothing_else(tmp_path: Path) -> None:
    """Tracked changes, a content control, a text box in its two forms, a table inside a cell."""
    text = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{text.format('安排')}<w:del><w:r><w:delText>五</w:delText></w:r></w:del>"
        f"<w:ins>{text.format('六')}</w:ins><w:moveFrom>{text.format('移走')}</w:moveFrom>{text.format('万元')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{text.format('控件里的一段')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{text.format('框中')}</w:p></w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent><w:p>{text.format('框中')}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{text.format('甲')}</w:p><w:tbl><w:tr><w:tc><w:p>{text.format('乙')}</w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
    )
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    document = f"<w:document {names}><w:body>{body}</w:body></w:document>"
    read = text_of(zipped(tmp_path / "a.docx", {"word/document.xml": document.encode()}))
    assert [line for line in read.split("\n") if line] == ["安排六万元", "控件里的一段", "框中", "\t甲乙"]


def test_the_report_in_words_names_place_and_remedy(db: None, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("check_disclosure", str(text_file(tmp_path, SLIPS)), stdout=out)  # no error: it is all words
    words = out.getvalue()
    at = words.index("[提醒] R-TXT-3")
    assert "位置：第 7 行：2025年收入预算为100万元" in words[at : at + 300]
    assert "处理：请补齐没有列出的项目" in words[at : at + 400]
    assert "[未核验] 不是已知版式的公开说明" in words


def test_a_report_that_could_not_be_written_is_not_begun(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无处可写"):
        call_command("check_disclosure", str(text_file(tmp_path, SLIPS)), "--html", str(tmp_path / "none" / "r.html"))


def test_very_many_sentences_that_are_alike_are_compared_in_little_time(db: None, tmp_path: Path) -> None:
    """Each with each would take minutes."""
    lines = "\n".join(f"第{number}批安排经费{number}元，用于日常工作。" for number in range(3_000))
    started = time.perf_counter()
    checked = foreign.check(text_file(tmp_path, f"{SLIPS}{lines}\n"))
    assert time.perf_counter() - started < 30
    assert outcome(checked, "R-TYPO") == "fail", "整和"


def test_a_folder_is_reported_file_by_file(codes: None, seed_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sixty"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_bytes(seed_path.read_bytes())
    (folder / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "~$b.docx").write_bytes(b"lock")
    (folder / "notes.md").write_text("no disclosure")
    out = io.StringIO()
    report = tmp_path / "r.html"
    with pytest.raises(SystemExit) as ended:
        call_command("check_disclosure", str(folder), "--json", "--html", str(report), stdout=out)
    assert ended.value.code == 1
    answers = json.loads(out.getvalue())
    assert [Path(each["file"]).name for each in answers] == ["b.doc", "a.txt"]
    assert "另存为 .docx" in answers[0]["problem"]
    assert {"rule", "severity", "outcome", "message", "places", "difference"} == set(answers[1]["results"][0])
    page = report.read_text(encoding="utf-8")
    assert "不是批复" in page
    assert '<mark class="W">3、单价在20元以上设备</mark>' in page
    assert "http" not in page.replace("</html>", "")
