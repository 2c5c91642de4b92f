"""A workbook that is a zip, looked through before it is unfolded: refused where it is too large or no plain workbook.

Entries, declared sizes and ratio are judged first, then its cells are counted on the way. What the reader of cells does not
tell is noted: cells that hold an error, rows that are hidden.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from budgets.importers.unfolding import Limits, UnfoldingRefused

REQUIRED_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}
SMALL = 10 * 1024 * 1024  # below this no ratio is suspicious: a few hundred equal rows fold to nearly nothing
CHUNK = 1 << 20
LONGEST_TAG = 4096

# The start tag of a cell: column and row where it names them, and what else it says.
_CELL = re.compile(rb"""<(?:[A-Za-z0-9_]+:)?c(?=[\s/>])(?:[^<>]*?\sr=["']([A-Z]{1,3})([0-9]{1,7})["'])?([^<>]*)>""")
_ROW = re.compile(rb"""<(?:[A-Za-z0-9_]+:)?row(?=\s)([^<>]*)>""")
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")


@dataclass
class Seen:
    """Of one sheet. errors: the places of cells that hold an Excel error; hidden_rows: by their number in Excel."""

    errors: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def inspect(file: BinaryIO, limits: Limits) -> dict[str, Seen]:
    """By name of sheet, what is to be told of it. Raises Refused."""
    size = file.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise UnfoldingRefused("文件不完整或已损坏，无法打开。请重新导出或用 Excel 另存为 .xlsx，再上传。") from None
    with archive:
        entries = archive.infolist()
        _check_entries(entries, size, limits)
        seen: dict[str, Seen] = {}
        cells = 0
        for entry in entries:
            counted, of_part = _count(archive, entry, limits)
            cells += counted
            if cells > limits["cells"]:
                raise UnfoldingRefused(
                    f"文件中的单元格超过 {limits['cells']:,} 个。请只保留预算明细所在的工作表和区域，另存后再上传。"
                )
            if of_part.errors or of_part.hidden_rows:
                seen[entry.filename] = of_part
        named = _sheet_parts(archive) if seen else {}
    file.seek(0)
    return {named.get(part, ""): of_part for part, of_part in seen.items()}


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > limits["entries"]:
        raise UnfoldingRefused(f"文件内部有 {len(names):,} 个部分，超过 {limits['entries']:,} 个，不是普通的工作簿。")
    if not set(names) >= REQUIRED_PARTS:
        raise UnfoldingRefused("文件不是 Excel 工作簿（.xlsx）。请用 Excel 打开后另存为 .xlsx，再上传。")
    if len(set(names)) < len(names) or any(_is_odd(entry) for entry in entries):
        raise UnfoldingRefused(
            "文件的内部结构不正常（重名、加密、链接或越界的部分）。请用 Excel 打开后另存为 .xlsx，再上传。"
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnfoldingRefused("文件含有宏。请在 Excel 中另存为不含宏的工作簿（.xlsx），再上传。")
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries)
    if unfolded > limits["unfolded"]:
        raise UnfoldingRefused(
            f"文件展开后有 {unfolded // 1024 // 1024:,} MB，超过 {limits['unfolded'] // 1024 // 1024} MB。请只保留预算明细，另存后再上传。"
        )
    if folded > size or (unfolded > SMALL and unfolded > limits["ratio"] * max(folded, 1)):
        raise UnfoldingRefused("文件的压缩比例不正常，可能已损坏。请用 Excel 打开后另存为 .xlsx，再上传。")


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """A link, a way out of the folder, a password."""
    name = entry.filename.replace("\\", "/")
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or entry.flag_bits & 1 == 1 or name.startswith("/") or ".." in name.split("/") or ":" in name


def _count(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> tuple[int, Seen]:
    """The cells of a part, counted while it unfolds."""
    count = 0
    seen = Seen()
    for text in _pieces(archive, entry):
        found = _CELL.findall(text)
        count += len(found)
        _refuse_far(found, limits)
        if b't="e"' in text or b"t='e'" in text:
            wrong = (letters + row for letters, row, more in found if b't="e"' in more or b"t='e'" in more)
            seen.errors.extend(_index(place) for place in wrong if place)
        if b" hidden=" in text:
            seen.hidden_rows.extend(_hidden_rows(text))
        if count > limits["cells"] or len(seen.hidden_rows) > limits["rows"]:
            break
    return count, seen


def _hidden_rows(text: bytes) -> Iterator[int]:
    for attributes in _ROW.findall(text):
        if _HIDDEN.search(attributes) and (number := _ROW_NUMBER.search(attributes)):
            yield int(number[1])


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that end between tags. XML in another encoding, or with declarations of its own, is refused."""
    kept = b""
    is_xml = entry.filename.endswith((".xml", ".rels"))
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            if (
                is_xml
                and not kept
                and part.tell() == len(chunk)
                and not chunk.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
            ):
                raise UnfoldingRefused("文件的内部编码不正常。请用 Excel 打开后另存为 .xlsx，再上传。")
            text = kept + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise UnfoldingRefused(
                    "文件含有不允许的文档类型声明，已拒绝读取。请用 Excel 打开后另存为 .xlsx，再上传。"
                )
            cut = text.rfind(b"<")
            text, kept = (text[:cut], text[cut:]) if cut >= 0 and len(text) - cut < LONGEST_TAG else (text, b"")
            yield text


def _refuse_far(cells: list[tuple[bytes, bytes, bytes]], limits: Limits) -> None:
    """A far cell would unfold to everything between. Blank ones with a format may stand far away: they unfold to nothing."""
    if not any(_is_far(letters, row, limits) for letters, row in _corners(cells)):
        return
    filled = [cell for cell in cells if not cell[2].endswith(b"/")]
    for letters, row in _corners(filled):
        if _is_far(letters, row, limits):
            raise UnfoldingRefused(
                f"单元格 {letters.decode()}{row.decode()} 有内容，超出可导入的范围（{limits['rows']:,} 行、"
                f"{limits['columns']} 列）。请删去远处的内容后另存，再上传。"
            )


def _corners(cells: list[tuple[bytes, bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The cell farthest to the right and the one farthest down."""
    if not cells:
        return []
    letters, rows, _ = zip(*cells, strict=True)
    most, last = max(set(letters), key=_column), max(set(rows), key=lambda row: int(row or 0))
    return [(most, rows[letters.index(most)]), (letters[rows.index(last)], last)]


def _is_far(letters: bytes, row: bytes, limits: Limits) -> bool:
    return int(row or 0) > limits["rows"] or _column(letters) >= limits["columns"]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _index(place: bytes) -> tuple[int, int]:
    letters = place.rstrip(b"0123456789")
    return int(place[len(letters) :]) - 1, _column(letters)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet that each part holds."""
    from defusedxml import ElementTree

    targets = {}
    for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        target = str(relation.get("Target", "")).removeprefix("/")
        targets[relation.get("Id")] = target if target.startswith("xl/") else f"xl/{target}"
    names = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identifier = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), None)
            names[targets.get(identifier, "")] = element.get("name", "")
    return names
