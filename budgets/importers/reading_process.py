"""Reads one uploaded file in a process of its own: `reading.py` starts it, gives the file on stdin and takes msgpack from stdout.

It imports nothing of ours: it starts in a moment, and a file that breaks it finds neither database nor password.
What is too large is refused before it is unfolded: by entries, declared sizes, ratio, and by the cells counted on the way.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import msgspec

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REQUIRED_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}
SMALL = 10 * 1024 * 1024  # below this no ratio is suspicious: a few hundred equal rows fold to nearly nothing
CHUNK = 1 << 20
LONGEST_TAG = 4096

# The start tag of a cell: column and row where it names them, and what else it says.
_CELL = re.compile(rb"""<(?:[A-Za-z0-9_]+:)?c(?=[\s/>])(?:[^<>]*?\sr=["']([A-Z]{1,3})([0-9]{1,7})["'])?([^<>]*)>""")

Rows = list[list[Any]]


class Refused(Exception):
    """Why the file is not read, for whoever uploaded it."""


def main() -> None:
    limits = json.loads(sys.argv[1])
    _confine(limits)
    answer: dict[str, Any]
    try:
        answer = {"sheets": read(sys.stdin.buffer, limits)}
    except Refused as why:
        answer = {"refusal": str(why)}
    except MemoryError:
        answer = {"refusal": "文件展开后占用的内存太多。请删去与预算明细无关的内容后另存，再上传。"}
    except BaseException as error:  # noqa: BLE001  a panic of the parser is no Exception; whatever it is, it is an answer
        answer = {
            "refusal": f"文件已损坏或不是 Excel 工作簿，无法读取（{type(error).__name__}）。请用 Excel 打开后另存为 .xlsx，再上传。"
        }
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


def _confine(limits: dict[str, Any]) -> None:
    """Windows knows no such limits; there the wall clock and the counting remain."""
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("AS", limits["memory"]), ("CPU", limits["seconds"]), ("FSIZE", 0), ("CORE", 0)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def read(file: BinaryIO, limits: dict[str, Any]) -> list[dict[str, Any]]:
    start = file.read(8)
    file.seek(0)
    if start.startswith(ZIP):
        return _workbook(file, limits, error_cells=inspect(file, limits))
    if start == COMPOUND:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise Refused("文件设有打开密码。请在 Excel 中取消密码后另存，再上传。")
        file.seek(0)
        return _workbook(file, limits, error_cells={})
    return [{"name": "CSV", "rows": _csv(file.read(), limits)}]


# ---- A workbook that is a zip: what it will unfold to ----


def inspect(file: BinaryIO, limits: dict[str, Any]) -> dict[str, dict[tuple[int, int], str]]:
    """Refuses a zip that is no plain workbook or too large; the cells that hold an Excel error, by name of sheet."""
    size = file.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Refused("文件不完整或已损坏，无法打开。请重新导出或用 Excel 另存为 .xlsx，再上传。") from None
    with archive:
        entries = archive.infolist()
        _check_entries(entries, size, limits)
        errors: dict[str, set[bytes]] = {}
        cells = 0
        for entry in entries:
            counted, wrong = _count(archive, entry, limits)
            cells += counted
            if cells > limits["cells"]:
                raise Refused(
                    f"文件中的单元格超过 {limits['cells']:,} 个。请只保留预算明细所在的工作表和区域，另存后再上传。"
                )
            if wrong:
                errors[entry.filename] = wrong
        named = _sheet_parts(archive) if errors else {}
    file.seek(0)
    return {named.get(part, ""): {_index(place): "#错误" for place in places} for part, places in errors.items()}


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: dict[str, Any]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > limits["entries"]:
        raise Refused(f"文件内部有 {len(names):,} 个部分，超过 {limits['entries']:,} 个，不是普通的工作簿。")
    if not set(names) >= REQUIRED_PARTS:
        raise Refused("文件不是 Excel 工作簿（.xlsx）。请用 Excel 打开后另存为 .xlsx，再上传。")
    if len(set(names)) < len(names) or any(_is_odd(entry) for entry in entries):
        raise Refused("文件的内部结构不正常（重名、加密、链接或越界的部分）。请用 Excel 打开后另存为 .xlsx，再上传。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("文件含有宏。请在 Excel 中另存为不含宏的工作簿（.xlsx），再上传。")
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries)
    if unfolded > limits["unfolded"]:
        raise Refused(
            f"文件展开后有 {unfolded // 1024 // 1024:,} MB，超过 {limits['unfolded'] // 1024 // 1024} MB。请只保留预算明细，另存后再上传。"
        )
    if folded > size or (unfolded > SMALL and unfolded > limits["ratio"] * max(folded, 1)):
        raise Refused("文件的压缩比例不正常，可能已损坏。请用 Excel 打开后另存为 .xlsx，再上传。")


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """A link, a way out of the folder, a password."""
    name = entry.filename.replace("\\", "/")
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or entry.flag_bits & 1 == 1 or name.startswith("/") or ".." in name.split("/") or ":" in name


def _count(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: dict[str, Any]) -> tuple[int, set[bytes]]:
    """The cells of a part, counted while it unfolds, and where errors stand."""
    count = 0
    errors: set[bytes] = set()
    for text in _pieces(archive, entry):
        found = _CELL.findall(text)
        count += len(found)
        _refuse_far(found, limits)
        if b't="e"' in text or b"t='e'" in text:
            errors.update(letters + row for letters, row, more in found if b't="e"' in more or b"t='e'" in more)
        if count > limits["cells"]:
            break
    return count, errors


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
                raise Refused("文件的内部编码不正常。请用 Excel 打开后另存为 .xlsx，再上传。")
            text = kept + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise Refused("文件含有不允许的文档类型声明，已拒绝读取。请用 Excel 打开后另存为 .xlsx，再上传。")
            cut = text.rfind(b"<")
            text, kept = (text[:cut], text[cut:]) if cut >= 0 and len(text) - cut < LONGEST_TAG else (text, b"")
            yield text


def _refuse_far(cells: list[tuple[bytes, bytes, bytes]], limits: dict[str, Any]) -> None:
    """A far cell would unfold to everything between. Blank ones with a format may stand far away: they unfold to nothing."""
    if not any(_is_far(letters, row, limits) for letters, row in _corners(cells)):
        return
    filled = [cell for cell in cells if not cell[2].endswith(b"/")]
    for letters, row in _corners(filled):
        if _is_far(letters, row, limits):
            raise Refused(
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


def _is_far(letters: bytes, row: bytes, limits: dict[str, Any]) -> bool:
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


# ---- The cells ----


def _workbook(
    file: BinaryIO, limits: dict[str, Any], *, error_cells: dict[str, dict[tuple[int, int], str]]
) -> list[dict[str, Any]]:
    """The visible sheets. An Excel error is no blank: it is shown as one."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(file)
    except calamine.PasswordError:
        raise Refused("文件设有打开密码。请在 Excel 中取消密码后另存，再上传。") from None
    sheets = []
    allowed = limits["cells"]
    for about in book.sheets_metadata:
        if about.visible != calamine.SheetVisibleEnum.Visible or about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        allowed -= sheet.total_height * sheet.total_width
        if sheet.total_height > limits["rows"] or sheet.total_width > limits["columns"] or allowed < 0:
            raise Refused(
                f"工作表“{about.name}”有 {sheet.total_height:,} 行、{sheet.total_width:,} 列，超出可导入的范围"
                f"（{limits['rows']:,} 行、{limits['columns']} 列）。请只保留预算明细，另存后再上传。"
            )
        before = [None] * (sheet.start[1] if sheet.start else 0)
        rows = [_row(before, row) for row in sheet.iter_rows()]
        for (row, column), words in error_cells.get(about.name, {}).items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = words
        sheets.append({"name": about.name, "rows": _without_tail(rows)})
    return sheets


def _row(before: list[Any], cells: Iterable[Any]) -> list[Any]:
    return before + [
        cell if cell.__class__ is float or (cell.__class__ is str and cell) else _cell(cell) for cell in cells
    ]


def _cell(value: Any) -> str | int | float | None:
    """Dates become text: no column of the ledger is one, and whoever sees it knows what Excel made of his number."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float):
        return value
    return (
        value.isoformat()
        if isinstance(value, date | datetime | time)
        else str(value)
        if isinstance(value, timedelta)
        else "#错误"
    )


def _without_tail(rows: Rows) -> Rows:
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows


def _csv(content: bytes, limits: dict[str, Any]) -> Rows:
    text = _decoded(content)
    if re.match(r"\s*<(?:!doctype|html|table|\?xml|meta)", text[:500], re.IGNORECASE):
        raise Refused("文件其实是网页或 XML，只是以表格为名。请用 Excel 打开后另存为 .xlsx，再上传。")
    if "\x00" in text:
        raise Refused("文件不是文本，也不是 Excel 工作簿，无法读取。请上传 .xlsx、.xls 或 .csv 文件。")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(100_000)
    try:
        rows = [
            [cell or None for cell in row]
            for row in _at_most(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), limits)
        ]
    except csv.Error:
        raise Refused(
            "文件不是规范的 CSV（引号不成对，或一格超过 10 万字）。请用 Excel 打开后另存为 .xlsx，再上传。"
        ) from None
    return _without_tail(rows)


def _decoded(content: bytes) -> str:
    """As Excel saves it: UTF-8, UTF-16 with its mark, or the Chinese code page."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise Refused("文件的文字编码无法识别。请用 Excel 打开后另存为 .xlsx，再上传。")


def _at_most(rows: Iterator[list[str]], limits: dict[str, Any]) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > limits["rows"] or len(row) > limits["columns"] or cells > limits["cells"]:
            raise Refused(
                f"文件超出可导入的范围（{limits['rows']:,} 行、{limits['columns']} 列）。请只保留预算明细，另存后再上传。"
            )
        yield row


if __name__ == "__main__":
    main()
