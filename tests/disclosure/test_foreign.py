"""check_disclosure: a foreign document is read, judged and gone; a folder gives one workbook."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from budgets.models import DepartmentalBudget, Region
from budgets.statements.ledger import Ledger
from disclosure import foreign
from disclosure.composing import compose
from disclosure.exporters import to_docx
from disclosure.exporters.imprint import Imprint
from disclosure.reading.docx_layout import text_of
from disclosure.reading.errors import UnreadableDisclosure
from tests.database import fill_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(db: None) -> None:
    fill_codes()


def failures(checked: foreign.Checked) -> list[tuple[str, str]]:
    return sorted((entry["rule"], entry["message"]) for entry in checked.entries if entry["outcome"] == "fail")


def test_nothing_of_a_foreign_document_stays(codes: None, seed_path: Path) -> None:
    checked = foreign.check(seed_path)
    assert checked.count("E") > 5
    assert DepartmentalBudget.objects.count() == 0
    assert Region.objects.count() == 0


def test_a_word_file_of_ours_says_what_its_text_says(codes: None, seed_path: Path, tmp_path: Path) -> None:
    call_command(
        "import_disclosure", str(seed_path), region="130303", department="202", verbosity=0, stdout=io.StringIO()
    )
    document = compose(Ledger.of(DepartmentalBudget.objects.get())).document
    word = tmp_path / "disclosure.docx"
    word.write_bytes(to_docx.render(document, Imprint(version=1, chain_entry="0" * 64, content_hash="1" * 64)))
    assert failures(foreign.check(word)) == failures(foreign.check(seed_path))


def test_a_folder_is_one_row_a_file_and_says_why_one_cannot_be_read(
    codes: None, seed_path: Path, tmp_path: Path
) -> None:
    from python_calamine import CalamineWorkbook

    folder = tmp_path / "sixty"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_bytes(seed_path.read_bytes())
    (folder / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "notes.md").write_text("no disclosure")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "check_disclosure",
            str(folder),
            "--json",
            "--xlsx",
            str(tmp_path / "book.xlsx"),
            "--html",
            str(tmp_path / "r.html"),
            stdout=out,
        )
    assert ended.value.code == 1
    answers = json.loads(out.getvalue())
    assert [Path(each["file"]).name for each in answers] == ["b.doc", "a.txt"]
    assert "另存为 .docx" in answers[0]["problem"]
    assert {"rule", "severity", "outcome", "message", "places", "difference"} == set(answers[1]["results"][0])
    rows = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx")).get_sheet_by_name("自查表").to_python()
    assert len(rows) == 3
    by_question = dict(zip(rows[0], rows[2], strict=True))
    assert by_question["空表说明"].startswith("否")
    assert by_question["及时"] == "未核验"
    report = (tmp_path / "r.html").read_text()
    assert "<mark>" in report
    assert "不是批复" in report


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
