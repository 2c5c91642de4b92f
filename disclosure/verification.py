#!/usr/bin/env python3
"""Proves published disclosures with Python's standard library alone: no network, no database, nothing of ours.

It is one file because that is what a reader downloads and runs; its parts are an entry, a chain, a version's files, the
figures, the command.

    python3 verify.py FOLDER [--head HASH] [--figures]
    python3 verify.py disclosure.json [--figures]

FOLDER holds what was downloaded: of each version `disclosure.json`, `manifest.json` and any of its other files under
any name, each version in a folder of its own; of a region `chain.json`. A single disclosure.json is compared with what
it says of itself, which shows a damaged file and its figures, and is no proof of where it comes from. HASH is the head of a chain as somebody noted
it earlier: that entry must still be part of the chain, or the chain was cut or written anew.

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
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
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
    """The hash of an entry, from the six lines that the head of this file describes."""
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


# ---- The figures ----


class Figures:
    """The figures of a document: key → value in 元 and half of its last printed digit.

    The key is that of the cell in which a figure stands; of a figure that only the text prints, the figure's reference.
    A cell that is there and blank counts as nothing; one that is not there cannot be compared. The values are those
    that the document holds, which are exact where the printed ones are rounded to 万元.

    printed  key → every value that the document has under it, in its tables and its text
    garbled  figures that are not shown as their value is, in words
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.values: dict[str, tuple[Decimal, Decimal]] = {}
        self.printed: dict[str, list[Decimal]] = {}
        self.garbled: list[str] = []
        in_text: dict[str, tuple[Decimal, Decimal]] = {}
        for block in _blocks(document):
            cells = [cell for row in block.get("body", []) for cell in row.get("cells", [])]
            for cell in cells:
                if key := cell.get("key"):
                    figure = next((run for run in cell.get("runs", []) if run.get("type") == "figure"), None)
                    self.values[key] = self._read(key, figure) if figure else (Decimal(0), Decimal(0))
            for run in block.get("runs", []):
                if run.get("type") == "figure":
                    in_text[run["ref"]] = self._read(run["ref"], run)
        self.values = in_text | self.values

    def _read(self, key: str, figure: dict[str, Any]) -> tuple[Decimal, Decimal]:
        factor = Decimal(10_000) if figure["unit"] == "万元" else Decimal(1)
        shown, value = str(figure["shown"]).replace(",", ""), Decimal(figure["value"])
        last_digit = Decimal(1).scaleb(-len(shown.partition(".")[2]))
        if _is_number(shown) and abs(Decimal(shown) - value) > last_digit / 2:
            self.garbled.append(f"{key}：印出 {figure['shown']}，数据是 {figure['value']}")
        self.printed.setdefault(key, []).append(value * factor)
        return value * factor, factor / 2 * last_digit

    def has(self, key: str) -> bool:
        return key in self.values

    def is_told(self, key: str) -> bool:
        """There and not blank."""
        return key in self.printed

    def rows(self, table: str, column: str) -> dict[str, str]:
        """Row → key of its cell in that column, without the totals."""
        found = {}
        for key in self.values:
            if key.startswith(f"{table}.") and key.endswith(f".{column}"):
                found[key[len(table) + 1 : -len(column) - 1]] = key
        return {row: key for row, key in found.items() if row not in ("current", "carried", "total")}

    def columns(self, table: str) -> list[str]:
        start = f"{table}.total."
        return [key[len(start) :] for key in self.values if key.startswith(start)]


def _blocks(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in document.get("sections", []):
        yield from section.get("blocks", [])


def _is_number(shown: str) -> bool:
    try:
        return Decimal(shown).is_finite()
    except InvalidOperation:
        return False


class Compared:
    """One sum of an identity: the cell, the cells that it must be the sum of, and what came of it."""

    def __init__(self, cells: Figures, what: str, one: str, others: list[str]) -> None:
        self.what, self.keys = what, {one, *others}
        self.outcome = "无法核验"
        self.left = self.right = Decimal(0)
        if others and all(cells.has(key) for key in (one, *others)):
            self.left, slack = cells.values[one]
            self.right = sum((cells.values[key][0] for key in others), Decimal(0))
            slack += sum((cells.values[key][1] for key in others), Decimal(0))
            in_ten_thousands = any(cells.values[key][1] > 1 for key in (one, *others))
            agrees = abs(self.left - self.right) <= (slack if in_ten_thousands else 0)
            self.outcome = "相符" if agrees else "不符"

    def words(self) -> str:
        return f"{self.what}：{self.left:f}，应为 {self.right:f}" if self.outcome != "无法核验" else self.what


FUNDS = ("general_public_budget", "government_funds", "state_capital")
FUND_TABLES = {"T05": FUNDS[0], "T08": FUNDS[1], "T09": FUNDS[2]}


def check_figures(document: dict[str, Any]) -> dict[str, list[Compared]]:
    """Every identity between tables and text (C01 …) with its sums, from the figures of the document alone."""
    cells = Figures(document)
    found: dict[str, list[Compared]] = {}
    for sums in (_sums(cells), _sums_within_tables(cells), _in_the_text(cells)):
        for name, what, one, others in sums:
            found.setdefault(name, []).append(Compared(cells, what, one, others))
    return found


def check_printing(document: dict[str, Any]) -> Iterator[str]:
    """What is printed in two ways: shown otherwise than its value is, or with two values in two places."""
    figures = Figures(document)
    yield from figures.garbled
    for key, values in figures.printed.items():
        if len(set(values)) > 1:
            yield f"{key}：各处不同，{'、'.join(f'{value:f}' for value in sorted(set(values)))}"


def standing_alone(document: dict[str, Any]) -> list[str]:
    """The figures that nothing else in the document confirms: in no sum that could be reckoned and printed once."""
    figures = Figures(document)
    sums = [each for compared in check_figures(document).values() for each in compared if each.outcome != "无法核验"]
    reckoned = {key for each in sums for key in each.keys}
    return [key for key, values in figures.printed.items() if len(values) == 1 and key not in reckoned]


def _sums(cells: Figures) -> Iterator[tuple[str, str, str, list[str]]]:
    """Identity, what is compared in words, the key of a cell, the keys of the cells that it is the sum of."""

    def current(side: str, column: str) -> str:
        key = f"{side}.current.{column}"
        return key if cells.has(key) else f"{side}.total.{column}"

    yield "C01 收入总计等于支出总计", "收支总表", "T01L.total.amount", ["T01R.total.total"]
    income = cells.rows("T01L", "amount")
    leading = [key for row, key in income.items() if "fiscal" not in income or row not in FUNDS]
    yield "C02 收支总表各行之和", "收入", current("T01L", "amount"), leading
    yield "C02 收支总表各行之和", "支出", current("T01R", "total"), list(cells.rows("T01R", "total").values())
    for side, column in (("T01L", "amount"), ("T01R", "total"), ("T04L", "amount"), ("T04R", "total")):
        if cells.has(f"{side}.carried.{column}"):
            parts = [f"{side}.current.{column}", f"{side}.carried.{column}"]
            yield "C03 总计等于本年合计加结转结余", side, f"{side}.total.{column}", parts
    for row in income:
        if cells.has(f"T02.total.{row}"):
            yield "C04 收支总表与收入总表一致", row, f"T01L.{row}.amount", [f"T02.total.{row}"]
    yield "C04 收支总表与收入总表一致", "合计", current("T01L", "amount"), ["T02.total.total"]
    for table in ("T02", "T03", "T05", "T06", "T08", "T09", "T17"):
        yield from _classified(cells, table)
    for row, key in cells.rows("T01R", "total").items():
        yield "C06 收支总表与支出总表一致", row, key, [f"T03.{row}.total"]
    yield "C06 收支总表与支出总表一致", "合计", current("T01R", "total"), ["T03.total.total"]
    yield "C08 财政拨款收入总计等于支出总计", "财政拨款", "T04L.total.amount", ["T04R.total.total"]
    for table, fund in FUND_TABLES.items():
        yield "C09 财政拨款收支总表与各支出表一致", table, current("T04R", fund), [f"{table}.total.total"]
        yield "C10 财政拨款收入与收支总表一致", fund, f"T04L.{fund}.amount", [f"T01L.{fund}.amount"]
    yield (
        "C09 财政拨款收支总表与各支出表一致",
        "T05+T08+T09",
        current("T04R", "total"),
        [f"{table}.total.total" for table in FUND_TABLES],
    )
    yield "C11 基本支出两表一致", "基本支出", "T05.total.basic", ["T06.total.total"]
    three = "three_public"
    yield (
        "C14 “三公”经费合计",
        "合计",
        f"{three}.total",
        [f"{three}.{row}" for row in ("overseas_trips", "vehicles", "official_receptions")],
    )
    yield (
        "C14 “三公”经费合计",
        "公务用车",
        f"{three}.vehicles",
        [f"{three}.vehicle_purchase", f"{three}.vehicle_operation"],
    )
    items = [key for key in cells.values if key.startswith("operating_costs.") and key != "operating_costs.total"]
    yield "C17 机关运行经费等于各项之和", "合计", "operating_costs.total", items
    yield "C18 项目支出两表一致", "合计", "T10.total.total", ["T03.total.project"]
    yield "C18 项目支出两表一致", "各项目", "T10.total.total", list(cells.rows("T10", "total").values())
    values = [key for key in cells.values if _is_value_of_assets(key) and cells.is_told(key)]
    yield "C23 固定资产总额等于各行之和", "总额", "assets.total", values


def _is_value_of_assets(key: str) -> bool:
    """assets.row.2.value in the form with free rows, assets.vehicles in the others."""
    if key.startswith("assets.row."):
        return key.endswith(".value")
    return key.startswith("assets.") and key.count(".") == 1 and key != "assets.total" and ":" not in key


def _classified(cells: Figures, table: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Rows are sums of their columns, a 类 of its 款, a 款 of its 项, the total of the 类."""
    name = "C13 基本支出表的类等于各款之和" if table == "T06" else "C05 公开表各行各列之和"
    columns = cells.columns(table)
    for column in columns:
        rows = {row: key for row, key in cells.rows(table, column).items() if row.isdigit()}
        for row, key in rows.items():
            below = [other for code, other in rows.items() if len(code) == len(row) + 2 and code.startswith(row)]
            if below:
                yield name, f"{table} {row} {column}", key, below
        tops = [key for row, key in cells.rows(table, column).items() if len(row) == 3 or not row.isdigit()]
        if tops:
            yield name, f"{table} 合计 {column}", f"{table}.total.{column}", tops
    parts = ["basic", "project"] if "project" in columns else [each for each in columns if each != "total"]
    across = {"T06": "C12 基本支出表各行之和", "T03": "C07 支出总表等于基本支出加项目支出"}.get(table, name)
    if "total" in columns and set(parts) <= set(columns):
        for row, key in {**cells.rows(table, "total"), "合计": f"{table}.total.total"}.items():
            start = key.removesuffix("total")
            yield across, f"{table} {row}", key, [f"{start}{part}" for part in parts]


def _sums_within_tables(cells: Figures) -> Iterator[tuple[str, str, str, list[str]]]:
    """T04 by class and fund, T10 by project and fund, procurement by item and fund, “三公” against last year."""
    name = "C08 财政拨款收支总表各行各列之和"
    funds = [each for each in FUNDS if f"T04R.total.{each}" in cells.values]
    for column in ("total", *funds):
        whole = f"T04R.current.{column}" if cells.has(f"T04R.current.{column}") else f"T04R.total.{column}"
        yield name, f"合计 {column}", whole, list(cells.rows("T04R", column).values())
    if funds:
        for row in (*cells.rows("T04R", "total"), "total"):
            yield name, row, f"T04R.{row}.total", [f"T04R.{row}.{column}" for column in funds]
    parts = [each for each in cells.columns("T10") if each in _PAYING]
    if parts:
        for row in (*cells.rows("T10", "total"), "total"):
            yield "C18 项目支出表各行各列之和", row, f"T10.{row}.total", [f"T10.{row}.{column}" for column in parts]
        for column in parts:
            whole, rows = f"T10.total.{column}", list(cells.rows("T10", column).values())
            yield "C18 项目支出表各行各列之和", f"合计 {column}", whole, rows
    items = [key for key in cells.values if key.startswith("procurement.item:")]
    for column in dict.fromkeys(key.rpartition(":")[2] for key in items):
        whole = f"procurement.{column}"
        if cells.is_told(whole):
            rows = [key for key in items if key.endswith(f":{column}")]
            yield "C19 政府采购合计等于各行之和", "合计" if column == "total" else f"合计 {column}", whole, rows
    for key in [key for key in cells.values if key.startswith("T07.") and key.endswith(".change")]:
        row = f"three_public.{key.split('.')[1]}"
        before = next((other for other in cells.values if other.startswith(f"{row}@")), "")
        if before and all(cells.is_told(each) for each in (row, before, key)):
            yield "C14 “三公”经费增减额", row, row, [before, key]


# 项目支出表的资金来源各栏: what a project is paid from.
_PAYING = (*FUNDS, "special_fiscal_account", "unit_funds", "carried")


def _in_the_text(cells: Figures) -> Iterator[tuple[str, str, str, list[str]]]:
    """The amounts of the sentences against the tables."""
    name = "正文数字与公开表一致"
    for ref, key in _IN_TABLES.items():
        if cells.is_told(ref) and cells.has(key):
            yield name, ref, ref, [key]
    for ref in [ref for ref in cells.values if ref.startswith("expenditure.project:")]:
        row = ref.removeprefix("expenditure.project:")
        if cells.is_told(ref) and cells.has(f"T10.{row}.total"):
            yield name, ref, ref, [f"T10.{row}.total"]
    for ref in [key.removesuffix(".change") for key in cells.values if key.endswith(".change")]:
        before = next((key for key in cells.values if key.startswith(f"{ref}@")), "")
        if before and cells.is_told(ref) and cells.is_told(before):
            # A sentence says 增加 or 减少 and the amount of the change without a sign.
            more, less = sorted((ref, before), key=lambda key: cells.values[key][0], reverse=True)
            yield "正文增减额", ref, more, [less, f"{ref}.change"]
    parts = ["expenditure.personnel", "expenditure.operating"]
    if all(cells.is_told(each) for each in ("expenditure.basic", *parts)):
        yield "基本支出等于人员经费加公用经费", "正文", "expenditure.basic", parts


_IN_TABLES = {
    "revenue.total": "T01L.total.amount",
    **{f"revenue.{fund}": f"T01L.{fund}.amount" for fund in FUNDS},
    "expenditure.total": "T01R.total.total",
    "expenditure.basic": "T03.total.basic",
    "expenditure.project": "T03.total.project",
}


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


# ---- The command ----


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


if __name__ == "__main__":
    sys.exit(main())
