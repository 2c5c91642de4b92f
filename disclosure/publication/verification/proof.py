"""The proof: an entry, a chain, a version's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ALGORITHM = "sha256-1"
FIRST = "0" * 64
# Every other kind of file in a version's folder is left alone, and said to be.
COVERED = {".docx", ".pdf", ".xlsx", ".json", ".zip"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: object) -> bytes:
    """RFC 8785 for what our documents are made of: text, whole numbers, lists and members with ASCII names."""
    _refuse_what_json_writes_in_two_ways(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _refuse_what_json_writes_in_two_ways(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("a number with a fraction has no one way to be written")
    if isinstance(value, dict):
        for name, member in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise ValueError(f"{name!r} is no ASCII name")
            _refuse_what_json_writes_in_two_ways(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _refuse_what_json_writes_in_two_ways(member)


def entry_hash(*, algorithm: str, region: str, sequence: int, kind: str, payload: bytes, previous: str) -> str:
    """The hash of an entry, from the six lines that the head of the program describes."""
    if algorithm != ALGORITHM:
        raise ValueError(f"unknown algorithm {algorithm!r}")
    lines = (algorithm, region, str(sequence), kind, sha256(payload), previous)
    return sha256("".join(f"{line}\n" for line in lines).encode("ascii"))


# ---- One entry, one chain ----


def check_entry(entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry as chain.json and manifest.json hold it, taken by itself."""
    name = entry_name(entry)
    try:
        found = entry_hash(
            algorithm=entry["algorithm"],
            region=entry["region"],
            sequence=entry["sequence"],
            kind=entry["kind"],
            payload=canonical(entry["payload"]),
            previous=entry["previous"],
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        yield f"{name}：无法计算校验值（{error}）"
        return
    if found != entry.get("entry"):
        yield f"{name}：校验值应为 {found}，记载的是 {entry.get('entry')}"


def check_chain(entries: Iterable[dict[str, Any]], *, head: str = "") -> Iterator[str]:
    """What is wrong with a region's chain from its first entry on.

    head  an entry noted earlier, which the chain must still hold
    """
    previous, expected, seen = FIRST, 1, set()
    for entry in entries:
        yield from check_entry(entry)
        if entry.get("sequence") != expected:
            yield f"{entry_name(entry)}：序号应为 {expected}"
        if entry.get("previous") != previous:
            yield f"{entry_name(entry)}：没有接在上一条之后"
        previous, expected = str(entry.get("entry")), expected + 1
        seen.add(previous)
    if head and head not in seen:
        yield f"链中没有原先记下的 {head}：链被截短或重写过"


def entry_name(entry: dict[str, Any]) -> str:
    return f"公开链 {entry.get('region')} 第 {entry.get('sequence')} 条"


# ---- One version's files ----


def check_version(disclosure: dict[str, Any], manifest: dict[str, Any]) -> Iterator[str]:
    """What is wrong between a version's document, its two entries and the manifest of its files."""
    entries = manifest.get("entries", [])
    if [entry.get("kind") for entry in entries] != ["document", "manifest"]:
        yield "manifest.json：应当恰好有一条 document 和一条 manifest"
        return
    first, second = entries
    yield from check_entry(first)
    yield from check_entry(second)
    if (second.get("previous"), second.get("sequence")) != (first.get("entry"), first.get("sequence", 0) + 1):
        yield "manifest.json：清单没有接在文件条目之后"
    if second["payload"].get("document_entry") != first.get("entry"):
        yield "manifest.json：清单说的是另一份文件"
    if disclosure.get("entry") != first:
        yield "disclosure.json：其中的公开链条目与 manifest.json 不一致"
    if sha256(canonical(disclosure.get("document"))) != first["payload"].get("document"):
        yield "disclosure.json：文件内容与公开链记载的校验值不一致"
    payload, said = first["payload"], disclosure.get("publication", {})
    for member in ("fiscal_year", "department", "unit", "phase", "version", "published_at", "imported"):
        if payload.get(member) != said.get(member):
            yield f"disclosure.json：{member} 是 {said.get(member)}，公开链记载的是 {payload.get(member)}"
    note = said.get("correction_note", "")
    if payload.get("correction_note") != (sha256(note.encode()) if note else ""):
        yield "disclosure.json：更正说明与公开链记载的校验值不一致"


def check_files(folder: Path, manifest: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The files that the manifest proves, and what is wrong with the others. Names do not matter, bytes do."""
    known = {file["sha256"]: name for name, file in manifest["entries"][-1]["payload"]["files"].items()}
    proven, problems = [], []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix not in COVERED or path.name in {"manifest.json", "chain.json"}:
            continue
        if (name := known.get(sha256(path.read_bytes()))) is None:
            problems.append(f"{path.name}：与清单中的任何文件都不一致")
        else:
            proven.append(path.name if path.name == name else f"{path.name}（{name}）")
    return proven, problems
