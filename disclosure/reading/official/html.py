"""A web page that calls itself .xls, as older budget systems export it: its tables become sheets, in a limited process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from budgets.importers.reader import FileSheet, UnreadableFile
from disclosure.reading.official.html_process import MOST_CELLS

MOST_BYTES = 5 * 1024 * 1024
_SECONDS = 5
_MEMORY = 512 * 1024 * 1024
_PROCESS = Path(__file__).with_name("html_process.py")
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
_BEGINS = re.compile(rb"\s*<(?:!doctype\s+html|html|head|meta|body|table|div|style)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def is_html(content: bytes) -> bool:
    return _BEGINS.match(content.removeprefix(b"\xef\xbb\xbf")[:1000]) is not None


def sheets_of(content: bytes) -> list[FileSheet]:
    """A sheet for each table that is not inside another. Words between tables stand above the next one, a row each."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"网页表格有 {len(content) / 1024 / 1024:.1f} MB，超过 {MOST_BYTES // 1024 // 1024} MB。请另存为 .xlsx 后再读入。"
        )
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROCESS), str(_MEMORY), str(_SECONDS)],
            input=_decoded(content).encode(),
            capture_output=True,
            timeout=4 * _SECONDS,  # of the clock; the processor is limited inside
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise UnreadableFile(
            "网页表格太复杂，在限定的时间和内存内没有读完。请用 Excel 打开后另存为 .xlsx，再读入。"
        ) from error
    tables = json.loads(done.stdout)
    if isinstance(tables, str):
        raise UnreadableFile(f"网页表格的单元格超过 {MOST_CELLS:,} 个。请只保留公开表，另存后再读入。")
    return [FileSheet(name=f"网页表格{number}", rows=rows) for number, rows in enumerate(tables, 1)]


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:4000])
    names = [named[1].decode("ascii").lower()] if named else []
    for name in (*names, "utf-8-sig", "gb18030"):
        try:
            return content.decode("gb18030" if name in {"gb2312", "gbk"} else name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableFile("网页表格的文字编码无法识别。请用 Excel 打开后另存为 .xlsx，再读入。")
