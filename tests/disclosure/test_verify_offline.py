"""The program that a reader downloads proves downloaded files with a bare Python, and finds every changed byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from disclosure.models import Publication
from disclosure.publication.publish import official_name, publish

pytestmark = pytest.mark.usefixtures("undone")

FILES = ["disclosure.docx", "disclosure.pdf", "disclosure.xlsx", "disclosure.json", "tables.zip"]


@pytest.fixture(scope="module")
def corrected(cast: Any) -> Publication:
    publish(cast.approved(), by=cast.publisher)
    return publish(cast.approved(version=2, correction_note="更正一处。"), by=cast.publisher)


@pytest.fixture
def folder(corrected: Publication, client: Any, tmp_path: Path) -> Path:
    """What a reader has after downloading everything of a version, the Word file under its official name."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in [*FILES, "manifest.json"]:
        (copy / name).write_bytes(client.get(corrected.path + name).content)
    (copy / "disclosure.docx").rename(copy / f"{official_name(corrected)}.docx")
    (copy / "chain.json").write_bytes(client.get("/990101/chain.json").content)
    (tmp_path / "verify.py").write_bytes(client.get("/verify.py").content)
    return copy


def verify(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Isolated: neither site-packages nor the environment nor the folder of the project can help it."""
    command = [sys.executable, "-I", "-S", "verify.py", folder.name, *arguments]
    return subprocess.run(command, cwd=folder.parent, env={}, capture_output=True, text=True, encoding="utf-8")


def rewrite(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_faithful_copy_is_proven_file_by_file(folder: Path) -> None:
    done = verify(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 个文件与清单一致" in done.stdout
    assert "核验通过" in done.stdout


def test_one_changed_byte_in_any_file_is_found(folder: Path) -> None:
    paths = [path for path in sorted(folder.iterdir()) if path.name not in {"manifest.json", "chain.json"}]
    assert len(paths) == len(FILES)
    for path in paths:
        content = path.read_bytes()
        changed = bytearray(content)
        changed[len(changed) // 2] ^= 1
        path.write_bytes(changed)
        done = verify(folder)
        assert done.returncode != 0, path.name
        path.write_bytes(content)
    assert verify(folder).returncode == 0


def test_a_figure_changed_in_the_data_is_found(folder: Path) -> None:
    path = folder / "disclosure.json"
    path.write_text(path.read_text(encoding="utf-8").replace("1000000", "2000000"), encoding="utf-8")
    done = verify(folder)
    assert done.returncode == 1
    assert "文件内容与公开链记载的校验值不一致" in done.stdout


def test_a_single_file_is_compared_with_itself_and_told_to_be_no_proof(folder: Path) -> None:
    """What most readers have: the one file that they downloaded."""
    alone = f"{folder.name}/disclosure.json"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", alone], cwd=folder.parent, env={}, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0 and "不能证明它就是公开的那一份" in done.stdout and "核验通过" not in done.stdout
    path = folder / "disclosure.json"
    path.write_text(path.read_text(encoding="utf-8").replace("1000000", "2000000"), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(folder.parent / "verify.py"), str(path)]
    changed = subprocess.run(command, env={}, capture_output=True, text=True, encoding="utf-8")
    assert changed.returncode == 1 and "与其中记载的校验值不一致" in changed.stdout


@pytest.mark.parametrize("name", ["disclosure.json", "chain.json", "manifest.json"])
@pytest.mark.parametrize("broken", [b'{"entries": [', b"", b"\xff\xfe{}", b"[" * 100_000, b"[]", b'{"document": null}'])
def test_a_file_that_was_cut_off_or_garbled_is_named_and_what_to_do(folder: Path, name: str, broken: bytes) -> None:
    (folder / name).write_bytes(broken)
    done = verify(folder)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"✗ {name}：不是本网站下载的完整文件，可能下载中断或被改动，请重新下载" in done.stdout


def test_a_missing_file_is_asked_for(folder: Path) -> None:
    (folder / "disclosure.json").unlink()
    done = verify(folder)
    assert done.returncode == 2 and "缺少 disclosure.json，请一并下载" in done.stdout


def test_a_changed_correction_note_is_found(folder: Path) -> None:
    path = folder / "disclosure.json"
    said = json.loads(path.read_text(encoding="utf-8"))["publication"]
    rewrite(path, publication=said | {"correction_note": ""})
    assert "更正说明" in verify(folder).stdout


def test_a_manifest_written_for_changed_files_does_not_fit_the_chain(folder: Path) -> None:
    """Whoever changes a file and writes a right manifest for it still has no right entry."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["entries"][1]["payload"]["files"]["disclosure.pdf"]["sha256"] = "0" * 64
    rewrite(folder / "manifest.json", **manifest)
    assert verify(folder).returncode == 1


def test_the_head_that_was_noted_must_be_in_the_chain(folder: Path) -> None:
    entries = json.loads((folder / "chain.json").read_text(encoding="utf-8"))["entries"]
    assert verify(folder, "--head", entries[0]["entry"]).returncode == 0
    assert verify(folder, "--head", "f" * 64).returncode == 1


def test_a_cut_chain_is_found_by_its_head(folder: Path) -> None:
    entries = json.loads((folder / "chain.json").read_text(encoding="utf-8"))["entries"]
    rewrite(folder / "chain.json", entries=entries[:2])
    assert "不在公开链中" in verify(folder).stdout
    assert verify(folder, "--head", entries[-1]["entry"]).returncode == 1


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"entries": 1}', '{"entries": [{}]}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_no_success(folder: Path, broken: str) -> None:
    (folder / "manifest.json").write_text(broken, encoding="utf-8")
    done = verify(folder)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_no_success(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert verify(tmp_path / "empty").returncode == 1
    assert verify(tmp_path / "nowhere").returncode == 2
