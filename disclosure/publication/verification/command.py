"""Proves published disclosures with Python's standard library alone: no network, no database, nothing of ours.

    python3 verify.py FOLDER [--head HASH] [--figures]
    python3 verify.py disclosure.json [--figures]

FOLDER holds what was downloaded: of each version `disclosure.json`, `manifest.json` and any of its other files under
any name, each version in a folder of its own; of a region `chain.json`. HASH is the head of a chain as somebody noted
it earlier: that entry must still be part of the chain, or the chain was cut or written anew. A single disclosure.json
is compared with what it says of itself: that shows a damaged file and its figures, and proves no origin.

How to do it with other tools. Every published version adds two entries to the chain of its region:

    payload   a JSON object as UTF-8 in canonical form (RFC 8785: members sorted by name, no blanks)
    entry     SHA-256, in hexadecimal, of six lines of ASCII, each ended by a line feed:
                  algorithm    sha256-1
                  region       the six digits of the administrative division
                  sequence     1, 2, 3 … without gaps
                  kind         document or manifest
                  payload      SHA-256 of the payload, in hexadecimal
                  previous     the entry before; 64 zeros before the first

The payload of kind `document` holds the SHA-256 of the document, which is the member `document` of disclosure.json in
canonical form, and of the rules' outcomes. The payload of kind `manifest` is the next entry of the same version; it
holds the SHA-256 and the size of every file.

Of each disclosure.json the sums between the official tables and the text are reckoned again from the figures themselves.
What does not add up is said with both values and is no proof of a forgery: a document can be genuine and wrong. Figures
that stand in no sum (targets, quantities, percentages) are counted, and listed with --figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

from disclosure.publication.verification.figures import Figures, check_figures, check_printing, standing_alone
from disclosure.publication.verification.proof import (
    canonical,
    check_chain,
    check_entry,
    check_files,
    check_version,
    entry_name,
    sha256,
)


class Unreadable(Exception):
    """A file that is no such file as it should be; says which, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="离线核验已公开的部门预算文件", epilog="说明见本文件开头。"
    )
    parser.add_argument("folder", type=Path, help="存放下载文件的文件夹，或者单独一个 disclosure.json")
    parser.add_argument("--head", default="", help="原先记下的链头校验值")
    parser.add_argument("--figures", action="store_true", help="列出每一处勾稽关系的两个数值，和没有核验的数字")
    options = parser.parse_args(arguments)
    top: Path = options.folder
    if not top.exists():
        _say(f"没有 {top} 这个文件夹或文件")
        return 2
    try:
        for path in [top] if top.is_file() else sorted(top.rglob("disclosure.json")):
            _say(f"{path.name if top.is_file() else path.relative_to(top)} 的勾稽关系：")
            with _read(path) as disclosure:
                say_figures(disclosure["document"], every=options.figures)
        problems = list(_check_alone(top) if top.is_file() else _check_folder(top, options.head))
    except Unreadable as error:
        _say(f"✗ {error}")
        return 2
    for problem in problems:
        _say(f"✗ {problem}")
    _say("核验未通过" if problems else "所给文件前后一致，来源尚未核验" if top.is_file() else "核验通过")
    return 1 if problems else 0


def _check_alone(path: Path) -> Iterator[str]:
    with _read(path) as disclosure:
        entry = disclosure["entry"]
        yield from check_entry(entry)
        if sha256(canonical(disclosure["document"])) != entry["payload"]["document"]:
            yield f"{path.name}：文件内容与其中记载的校验值不一致"
    _say(
        "只有这一个文件，不能证明它就是公开的那一份。请把同一版本的 manifest.json 和本地区的 chain.json 放入同一文件夹再核验。"
    )


def _check_folder(top: Path, head: str) -> Iterator[str]:
    manifests, chains = sorted(top.rglob("manifest.json")), sorted(top.rglob("chain.json"))
    if not manifests and not chains:
        yield f"{top} 里没有 manifest.json，也没有 chain.json，无可核验"
    listed: dict[str, dict[str, Any]] = {}
    for path in chains:
        with _read(path) as chain:
            entries = chain["entries"]
            head_of = entries[-1]["entry"] if entries else "（空）"
            _say(f"公开链 {path.relative_to(top)}：{len(entries)} 条，链头 {head_of}")
            yield from check_chain(entries)
            listed |= {entry["entry"]: entry for entry in entries}
    if head and chains and head not in listed:
        yield f"链中没有原先记下的 {head}：链被截短或重写过"
    if head and not chains:
        yield "给出了 --head，但没有 chain.json，无法核对"
    for path in manifests:
        with _read(path) as manifest:
            proven, problems = check_files(path.parent, manifest)
            strange = [each for each in manifest["entries"] if chains and each["entry"] not in listed]
        with _read(path.with_name("disclosure.json")) as disclosure:
            yield from check_version(disclosure, manifest)
        _say(f"{path.parent.relative_to(top)}：{len(proven)} 个文件与清单一致：{'、'.join(proven)}")
        yield from problems
        yield from (f"{entry_name(entry)}：不在公开链中" for entry in strange)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


@contextmanager
def _read(path: Path) -> Iterator[dict[str, Any]]:
    """The members of a JSON file. Whatever is missing or misshapen in what is done with them is told as the file's fault."""
    again = f"{path.name}：不是本网站下载的完整文件，可能下载中断或被改动，请重新下载"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unreadable(f"{path.parent.name} 里缺少 {path.name}，请一并下载") from None
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{again}（{error}）") from None
    try:
        yield dict(content)
    except _MISSHAPEN as error:
        raise Unreadable(f"{again}（{type(error).__name__}：{error}）") from None


_MISSHAPEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, InvalidOperation, RecursionError)


def say_figures(document: dict[str, Any], *, every: bool) -> None:
    """A line for each identity, with both values where it has one sum or where a sum is wrong."""
    for name, compared in check_figures(document).items():
        by = {
            outcome: [each for each in compared if each.outcome == outcome] for outcome in ("不符", "相符", "无法核验")
        }
        outcome = "不符" if by["不符"] else "相符" if by["相符"] else "无法核验"
        judged = len(by["相符"]) + len(by["不符"])
        counted = f"（{judged} 处）" if judged else "（没有可以比较的单元格）"
        _say(f"  {name}：{outcome}{counted}")
        for each in by["不符"] + (by["相符"] if every or len(compared) == 1 else []):
            _say(f"    {each.outcome} {each.words()}")
    twice = list(check_printing(document))
    _say(f"  各处印出的数字与数据一致：{'不符' if twice else '相符'}（{len(Figures(document).printed)} 个数字）")
    for words in twice:
        _say(f"    不符 {words}")
    if alone := standing_alone(document):
        _say(f"  另有 {len(alone)} 个数字不在上述关系中（如绩效指标值、数量、比例），只能由校验值证明没有被改动。")
        for key in alone if every else ():
            _say(f"    未核验 {key}")


if __name__ == "__main__":
    sys.exit(main())
