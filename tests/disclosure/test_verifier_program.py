"""The verifier as its reader uses it: a folder or a file in, sentences and an exit code out. Every member that it compares is changed here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from disclosure.publication import chain, verification
from disclosure.publication.verification import canonical, sha256
from disclosure.publication.verification.command import Unreadable, _read
from tests.disclosure.printed_documents import document

REGION = "990101"
FILES = {"disclosure.docx": b"word", "disclosure.pdf": b"pdf", "tables.zip": b"zip"}
CELLS = {"T01L.total.amount": "7", "T01R.total.total": "7"}
NOTE = "更正一处。"


class Copy:
    """What a reader has of one version: its disclosure, its manifest, its region's chain, its files."""

    def __init__(self, folder: Path, *, note: str = NOTE) -> None:
        self.folder = folder
        self.version = folder / "v1"
        self.version.mkdir(parents=True)
        printed = document(CELLS)
        said = {
            "fiscal_year": 2020, "department": "202", "unit": "", "phase": "budget", "version": 1, "published_at": "2020-02-01T08:00:00Z",
            "imported": False,
        }  # fmt: skip
        payload = {
            **said,
            "correction_note": sha256(note.encode()) if note else "",
            "document": sha256(canonical(printed)),
            "outcomes": "0" * 64,
        }
        first = chain.link(region=REGION, kind="document", payload=canonical(payload), after=None)
        files = {name: {"sha256": sha256(content), "size": len(content)} for name, content in FILES.items()}
        second = chain.link(
            region=REGION,
            kind="manifest",
            payload=canonical({"document_entry": first.as_json()["entry"], "files": files}),
            after=first,
        )
        self.entries = [first.as_json(), second.as_json()]
        self.disclosure: dict[str, Any] = {
            "document": printed, "entry": self.entries[0], "publication": {**said, **({"correction_note": note} if note else {})},
        }  # fmt: skip
        self.manifest: dict[str, Any] = {"entries": copy.deepcopy(self.entries)}
        self.chain: dict[str, Any] = {"entries": copy.deepcopy(self.entries)}
        for name, content in FILES.items():
            (self.version / name).write_bytes(content)

    def written(self) -> Path:
        for path, content in (
            (self.version / "disclosure.json", self.disclosure),
            (self.version / "manifest.json", self.manifest),
            (self.folder / "chain.json", self.chain),
        ):
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return self.folder

    def wrong(self) -> list[str]:
        return list(verification.check_version(self.disclosure, self.manifest))


@pytest.fixture
def taken(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: Any) -> tuple[int, list[str]]:
        code = verification.main([str(each) for each in arguments])
        return code, capsys.readouterr().out.splitlines()

    return run


def seal(entry: dict[str, Any]) -> None:
    """What whoever forges an entry does: its hash is right again."""
    parts = {name: entry[name] for name in ("algorithm", "region", "sequence", "kind", "previous")}
    entry["entry"] = verification.entry_hash(**parts, payload=canonical(entry["payload"]))


# ---- An entry and a chain ----


def test_an_entry_whose_hash_is_another_is_named_with_both(taken: Copy) -> None:
    entry = {**taken.entries[0], "entry": "f" * 64}
    assert list(verification.check_entry(entry)) == [
        f"公开链 990101 第 1 条：校验值应为 {taken.entries[0]['entry']}，记载的是 {'f' * 64}"
    ]


def test_an_entry_that_cannot_be_reckoned_is_named_and_nothing_more_is_said_of_it(taken: Copy) -> None:
    for broken in ({"algorithm": "md5"}, {"payload": 1.5}, {"region": "河"}):
        (words,) = verification.check_entry({**taken.entries[0], **broken})
        assert "无法计算校验值" in words
    for missing in ("algorithm", "region", "sequence", "kind", "payload", "previous"):
        (words,) = verification.check_entry(
            {name: value for name, value in taken.entries[0].items() if name != missing}
        )
        assert "无法计算校验值" in words


def test_every_link_of_a_chain_is_named_that_does_not_follow(taken: Copy) -> None:
    first, second = copy.deepcopy(taken.entries)
    second["previous"] = "e" * 64
    seal(second)
    assert list(verification.check_chain([first, second])) == ["公开链 990101 第 2 条：没有接在上一条之后"]
    second = copy.deepcopy(taken.entries[1])
    second["sequence"] = 3
    seal(second)
    assert list(verification.check_chain([first, second])) == ["公开链 990101 第 3 条：序号应为 2"]
    alone = copy.deepcopy(first)
    alone["sequence"] = 2
    seal(alone)
    assert list(verification.check_chain([alone])) == ["公开链 990101 第 2 条：序号应为 1"]
    alone = copy.deepcopy(first)
    alone["previous"] = "1" * 64
    seal(alone)
    assert list(verification.check_chain([alone])) == ["公开链 990101 第 1 条：没有接在上一条之后"]


def test_a_head_must_be_one_of_the_entries(taken: Copy) -> None:
    for entry in taken.entries:
        assert list(verification.check_chain(taken.entries, head=entry["entry"])) == []
    assert list(verification.check_chain(taken.entries, head="f" * 64)) == [
        f"链中没有原先记下的 {'f' * 64}：链被截短或重写过"
    ]
    assert list(verification.check_chain(taken.entries, head=verification.FIRST)) != []


# ---- A version ----


def test_a_version_as_it_was_published_has_no_fault(taken: Copy, tmp_path: Path) -> None:
    assert taken.wrong() == []
    assert Copy(tmp_path / "other", note="").wrong() == []


def test_a_manifest_has_a_document_and_a_manifest_in_this_order(taken: Copy) -> None:
    one, other = taken.entries
    for entries in ([], [one], [other, one], [one, other, other], [one, one]):
        taken.manifest = {"entries": entries}
        assert taken.wrong() == ["manifest.json：应当恰好有一条 document 和一条 manifest"]
    taken.manifest = {}
    assert taken.wrong() == ["manifest.json：应当恰好有一条 document 和一条 manifest"]


@pytest.mark.parametrize("number", [0, 1])
def test_both_entries_of_a_version_are_reckoned(taken: Copy, number: int) -> None:
    entry = taken.manifest["entries"][number]
    entry["payload"]["more"] = 1
    assert any("校验值应为" in words for words in taken.wrong())


@pytest.mark.parametrize("change", [{"sequence": 3}, {"sequence": 1}, {"previous": "e" * 64}])
def test_the_manifest_follows_its_document_at_once(taken: Copy, change: dict[str, Any]) -> None:
    taken.manifest["entries"][1].update(change)
    seal(taken.manifest["entries"][1])
    assert taken.wrong() == ["manifest.json：清单没有接在文件条目之后"]


def test_the_first_version_may_stand_anywhere_in_the_chain(taken: Copy) -> None:
    for number, entry in enumerate(taken.manifest["entries"], 41):
        entry["sequence"] = number
    first, second = taken.manifest["entries"]
    seal(first)
    second["previous"] = second["payload"]["document_entry"] = first["entry"]
    seal(second)
    taken.disclosure["entry"] = first
    assert taken.wrong() == []


def test_an_entry_without_a_number_is_followed_by_none(taken: Copy) -> None:
    del taken.manifest["entries"][0]["sequence"]
    assert "manifest.json：清单没有接在文件条目之后" in taken.wrong()


def test_the_manifest_speaks_of_this_document(taken: Copy) -> None:
    second = taken.manifest["entries"][1]
    second["payload"]["document_entry"] = "e" * 64
    seal(second)
    assert taken.wrong() == ["manifest.json：清单说的是另一份文件"]


def test_the_entry_in_the_disclosure_is_that_of_the_manifest(taken: Copy) -> None:
    taken.disclosure["entry"] = taken.entries[1]
    assert taken.wrong() == ["disclosure.json：其中的公开链条目与 manifest.json 不一致"]


def test_the_document_is_that_of_the_entry(taken: Copy) -> None:
    taken.disclosure["document"] = document({**CELLS, "T01L.total.amount": "8"})
    assert taken.wrong() == ["disclosure.json：文件内容与公开链记载的校验值不一致"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("fiscal_year", 2021), ("department", "203"), ("unit", "202001"), ("phase", "final"), ("version", 2), ("published_at", "2020-02-02T08:00:00Z"),
        ("imported", True),
    ],
)  # fmt: skip
def test_what_the_disclosure_says_of_its_publication_is_what_the_entry_holds(
    taken: Copy, member: str, value: Any
) -> None:
    before = taken.disclosure["publication"][member]
    taken.disclosure["publication"][member] = value
    assert taken.wrong() == [f"disclosure.json：{member} 是 {value}，公开链记载的是 {before}"]
    del taken.disclosure["publication"][member]
    assert taken.wrong() == [f"disclosure.json：{member} 是 None，公开链记载的是 {before}"]


def test_a_disclosure_that_says_nothing_of_its_publication_has_every_member_missing(taken: Copy) -> None:
    del taken.disclosure["publication"]
    assert len(taken.wrong()) == 8


def test_a_note_of_correction_is_compared_in_both_directions(taken: Copy, tmp_path: Path) -> None:
    words = ["disclosure.json：更正说明与公开链记载的校验值不一致"]
    for note in ("", "更正两处。"):
        taken.disclosure["publication"]["correction_note"] = note
        assert taken.wrong() == words
    del taken.disclosure["publication"]["correction_note"]
    assert taken.wrong() == words
    other = Copy(tmp_path / "other", note="")
    other.disclosure["publication"]["correction_note"] = NOTE
    assert other.wrong() == words


# ---- Files ----


def test_files_are_known_by_their_bytes_under_any_name(taken: Copy) -> None:
    (taken.version / "disclosure.docx").rename(taken.version / "部门预算.docx")
    proven, problems = verification.check_files(taken.version, taken.manifest)
    assert (proven, problems) == (["disclosure.pdf", "tables.zip", "部门预算.docx（disclosure.docx）"], [])


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.xlsx", "a.json", "a.zip"])
def test_a_file_of_a_kind_that_is_published_and_no_manifest_knows_is_named(taken: Copy, name: str) -> None:
    (taken.version / name).write_bytes(b"other")
    proven, problems = verification.check_files(taken.version, taken.manifest)
    assert problems == [f"{name}：与清单中的任何文件都不一致"]
    assert proven == ["disclosure.docx", "disclosure.pdf", "tables.zip"]


def test_notes_folders_and_the_lists_themselves_are_left_alone(taken: Copy) -> None:
    taken.written()
    (taken.version / "disclosure.json").unlink()
    (taken.version / "chain.json").write_text("{}", encoding="utf-8")
    (taken.version / "notes.txt").write_text("…", encoding="utf-8")
    (taken.version / "older.pdf").mkdir()
    assert verification.check_files(taken.version, taken.manifest) == (
        ["disclosure.docx", "disclosure.pdf", "tables.zip"],
        [],
    )


# ---- The command ----


def include_disclosure(taken: Copy) -> None:
    """The manifest of a real version holds disclosure.json, too."""
    content = json.dumps(taken.disclosure, ensure_ascii=False).encode()
    first, second = taken.entries
    payload = copy.deepcopy(second["payload"])
    payload["files"]["disclosure.json"] = {"sha256": sha256(content), "size": len(content)}
    second = {**second, "payload": payload}
    seal(second)
    taken.manifest = {"entries": [first, second]}
    taken.chain = copy.deepcopy(taken.manifest)


def test_a_whole_copy_is_proven(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    code, lines = run(taken.written())
    assert code == 0
    assert lines[0] == "v1/disclosure.json 的勾稽关系："
    assert f"公开链 chain.json：2 条，链头 {taken.chain['entries'][1]['entry']}" in lines
    assert "v1：4 个文件与清单一致：disclosure.docx、disclosure.json、disclosure.pdf、tables.zip" in lines
    assert lines[-1] == "核验通过"
    assert not any(line.startswith("✗") for line in lines)


def test_whatever_is_wrong_is_listed_and_the_command_fails(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    (taken.written() / "v1" / "disclosure.pdf").write_bytes(b"changed")
    code, lines = run(taken.folder)
    assert (code, lines[-1]) == (1, "核验未通过")
    assert "✗ disclosure.pdf：与清单中的任何文件都不一致" in lines
    assert "v1：3 个文件与清单一致：disclosure.docx、disclosure.json、tables.zip" in lines


def test_a_broken_chain_is_told_where_the_version_itself_is_whole(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    taken.chain["entries"][0]["payload"]["version"] = 2
    code, lines = run(taken.written())
    assert code == 1
    assert any(line.startswith("✗ 公开链 990101 第 1 条：校验值应为") for line in lines)


def test_a_version_that_the_chain_does_not_hold_is_named_entry_by_entry(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    taken.chain = {"entries": []}
    code, lines = run(taken.written())
    assert code == 1
    assert "公开链 chain.json：0 条，链头 （空）" in lines
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ 公开链 990101 第 1 条：不在公开链中",
        "✗ 公开链 990101 第 2 条：不在公开链中",
    ]


def test_without_a_chain_a_version_is_compared_with_itself(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    (taken.written() / "chain.json").unlink()
    assert run(taken.folder)[0] == 0
    code, lines = run(taken.folder, "--head", "f" * 64)
    assert (code, [line for line in lines if line.startswith("✗")]) == (
        1,
        ["✗ 给出了 --head，但没有 chain.json，无法核对"],
    )


def test_a_chain_alone_is_checked_too(taken: Copy, run: Run) -> None:
    folder = taken.written()
    for path in sorted(taken.version.iterdir()):
        path.unlink()
    assert run(folder)[0] == 0
    assert run(folder, "--head", taken.entries[0]["entry"])[0] == 0
    code, lines = run(folder, "--head", "f" * 64)
    assert (code, lines[-2]) == (1, f"✗ 链中没有原先记下的 {'f' * 64}：链被截短或重写过")


def test_the_head_of_a_chain_is_its_last_entry_however_long_it_is(taken: Copy, run: Run) -> None:
    for path in (taken.written() / "v1").iterdir():
        path.unlink()
    for length in (1, 3):
        entries = list(taken.entries)[:length]
        while len(entries) < length:
            entries.append({**entries[-1], "sequence": len(entries) + 1, "previous": entries[-1]["entry"]})
            seal(entries[-1])
        (taken.folder / "chain.json").write_text(json.dumps({"entries": entries}), encoding="utf-8")
        code, lines = run(taken.folder)
        assert (code, lines[0]) == (0, f"公开链 chain.json：{length} 条，链头 {entries[-1]['entry']}")


def test_the_list_of_files_is_that_of_the_last_entry(taken: Copy) -> None:
    taken.manifest = {"entries": taken.entries[1:]}
    assert verification.check_files(taken.version, taken.manifest)[1] == []


def test_the_program_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        verification.main(["--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: verify.py [-h] [--head HEAD] [--figures] folder")


def test_an_empty_folder_proves_nothing(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path) == (1, [f"✗ {tmp_path} 里没有 manifest.json，也没有 chain.json，无可核验", "核验未通过"])
    assert run(tmp_path / "nowhere") == (2, [f"没有 {tmp_path / 'nowhere'} 这个文件夹或文件"])


def test_a_version_without_its_disclosure_is_asked_for(taken: Copy, run: Run) -> None:
    (taken.written() / "v1" / "disclosure.json").unlink()
    code, lines = run(taken.folder)
    assert (code, lines[-1]) == (2, "✗ v1 里缺少 disclosure.json，请一并下载")


def test_a_single_file_is_compared_with_itself_and_said_to_be_no_proof(taken: Copy, run: Run) -> None:
    path = taken.written() / "v1" / "disclosure.json"
    code, lines = run(path)
    assert (code, lines[0], lines[-1]) == (0, "disclosure.json 的勾稽关系：", "所给文件前后一致，来源尚未核验")
    assert any(line.startswith("只有这一个文件，不能证明它就是公开的那一份") for line in lines)


def test_a_single_file_with_another_document_or_entry_is_wrong(taken: Copy, run: Run) -> None:
    right = copy.deepcopy(taken.disclosure)
    taken.disclosure["document"] = document({**CELLS, "T01R.total.total": "8"})
    path = taken.written() / "v1" / "disclosure.json"
    code, lines = run(path)
    assert (code, lines[-1]) == (1, "核验未通过")
    assert "✗ disclosure.json：文件内容与其中记载的校验值不一致" in lines
    assert "  C01 收入总计等于支出总计：不符（1 处）" in lines
    taken.disclosure = right
    taken.disclosure["entry"]["region"] = "990102"
    taken.written()
    code, lines = run(path)
    assert code == 1
    assert any(line.startswith("✗ 公开链 990102 第 1 条：校验值应为") for line in lines)


def test_figures_are_listed_where_they_are_asked_for(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    taken.written()
    assert len(run(taken.folder, "--figures")[1]) == len(run(taken.folder)[1])
    printed = document({**CELLS, "targets.1": "95"})
    (taken.version / "disclosure.json").write_text(
        json.dumps({**taken.disclosure, "document": printed}), encoding="utf-8"
    )
    assert "    未核验 targets.1" in run(taken.folder, "--figures")[1]
    assert "    未核验 targets.1" not in run(taken.folder)[1]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"document": 1}',
        "[" * 100_000,
        '{"document": {"sections": [{"blocks": [{"runs": [{"type": "figure"}]}]}]}}',
    ],
)
def test_a_file_that_is_no_disclosure_is_named_and_what_to_do(taken: Copy, run: Run, content: str) -> None:
    path = taken.written() / "v1" / "disclosure.json"
    path.write_text(content, encoding="utf-8")
    code, lines = run(taken.folder)
    assert code == 2
    assert lines[-1].startswith("✗ disclosure.json：不是本网站下载的完整文件，可能下载中断或被改动，请重新下载（")


def test_a_value_that_is_no_number_is_the_files_fault(taken: Copy, run: Run) -> None:
    table = taken.disclosure["document"]["sections"][1]["blocks"][1]
    table["body"][1]["cells"][0]["runs"][0]["value"] = "七"
    assert run(taken.written())[0] == 2


def test_several_versions_are_all_checked(taken: Copy, run: Run) -> None:
    include_disclosure(taken)
    folder = taken.written()
    second = Copy(folder / "later", note="")
    include_disclosure(second)
    second.written()
    code, lines = run(folder)
    assert code == 0
    assert [line for line in lines if line.endswith("的勾稽关系：")] == [
        "later/v1/disclosure.json 的勾稽关系：",
        "v1/disclosure.json 的勾稽关系：",
    ]
    (second.version / "tables.zip").write_bytes(b"changed")
    assert run(folder)[0] == 1


@pytest.mark.parametrize(
    "error", [ValueError, KeyError, TypeError, IndexError, AttributeError, InvalidOperation, RecursionError]
)
def test_whatever_is_misshapen_in_a_file_is_told_as_the_files_fault(tmp_path: Path, error: type[Exception]) -> None:
    path = tmp_path / "chain.json"
    path.write_text("{}")
    with (
        pytest.raises(Unreadable, match=f"chain.json：不是本网站下载的完整文件.*{error.__name__}：.*deep"),
        _read(path),
    ):
        raise error("deep")


def test_files_are_read_as_utf_8_also_on_a_computer_that_takes_them_for_gbk(
    taken: Copy, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    include_disclosure(taken)
    folder = taken.written()
    monkeypatch.setattr(Path, "read_text", lambda path, encoding="gbk": path.read_bytes().decode(encoding))
    assert run(folder)[0] == 0
