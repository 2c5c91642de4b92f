"""From an uploaded file to sheets of plain cells, read in a limited process (reader_process.py).

The file may be hostile: it gets so much memory, so many seconds, and no way to the database.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import zlib
from pathlib import Path
from typing import Final

import msgspec

Cell = str | int | float | None

MEGABYTE = 1024 * 1024
MOST_BYTES: Final = 20 * MEGABYTE
SECONDS: Final = 5  # of the processor
PATIENCE: Final = 4 * SECONDS  # of the clock: on a busy machine an ordinary file takes longer and is no less ordinary
MOST_ANSWER: Final = 128 * MEGABYTE
LIMITS: Final = {
    "memory": 512 * MEGABYTE,
    "seconds": SECONDS,
    "entries": 1000,
    "unfolded": 150 * MEGABYTE,
    "ratio": 100,
    "cells": 2_000_000,
    "rows": 100_000,
    "columns": 256,
}
_PROCESS = Path(__file__).with_name("reader_process.py")
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")


class UnreadableFile(Exception):
    """The file cannot be read; the message says why and what to do."""


class FileSheet(msgspec.Struct):
    """A visible sheet from its cell A1 on. Blank is None; an Excel error is the text #错误.

    merged       first row, first column, last row, last column (from 0) of merged cells that reach over several rows;
                 only the first cell of an area holds something
    hidden_rows  numbers in Excel of rows that are hidden or filtered out there, and read like any other
    """

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []


class _Answer(msgspec.Struct):
    sheets: list[FileSheet] = []
    refusal: str = ""


def read_file(content: bytes) -> list[FileSheet]:
    """Raises Unreadable, within seconds."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"文件有 {len(content) / MEGABYTE:.1f} MB，超过 {MOST_BYTES // MEGABYTE} MB。请只保留预算明细，另存后再上传。"
        )
    if not content:
        raise UnreadableFile("文件是空的。请重新导出后再上传。")
    answer = _answer(content)
    if answer.refusal:
        raise UnreadableFile(answer.refusal)
    if not any(sheet.rows for sheet in answer.sheets):
        raise UnreadableFile("文件中没有内容。请检查是否上传了正确的文件。")
    return answer.sheets


def _answer(content: bytes) -> _Answer:
    timed_out = threading.Event()
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", str(_PROCESS), json.dumps(LIMITS)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )

        def stop() -> None:
            timed_out.set()
            process.kill()

        clock = threading.Timer(PATIENCE, stop)
        clock.start()
        try:
            with process:
                assert process.stdout is not None  # noqa: S101  we asked for the pipe
                said = process.stdout.read(MOST_ANSWER + 1)
                if len(said) > MOST_ANSWER:
                    process.kill()
        finally:
            clock.cancel()
    if timed_out.is_set() or process.returncode == _OUT_OF_TIME:
        raise UnreadableFile("文件太复杂，在限定的时间内没有读完。请只保留预算明细所在的工作表，另存后再上传。")
    if process.returncode != 0 or len(said) > MOST_ANSWER:
        raise UnreadableFile(
            "文件的内容异常或展开后太大，已停止读取。请用 Excel 打开，只保留预算明细，另存为 .xlsx 后再上传。"
        )
    return msgspec.msgpack.decode(said, type=_Answer)


def pack(sheets: list[FileSheet]) -> bytes:
    """For keeping in a row."""
    return zlib.compress(msgspec.msgpack.encode(sheets), 1)


def unpack(packed: bytes) -> list[FileSheet]:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=list[FileSheet])
