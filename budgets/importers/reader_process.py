"""Reads one uploaded file in a process of its own: `reader.py` starts it, gives the file on stdin and takes msgpack from stdout.

It is confined to so much memory and so many seconds before it looks at the file. What it does then is in `unfolding`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

# Started by its path and isolated (-I), it does not find its neighbours by itself; behind everything else they hide nothing.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from budgets.importers.unfolding import Limits, UnfoldingRefused, archive, plain_text

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def main() -> None:
    limits = json.loads(sys.argv[1])
    _confine(limits)
    gc.disable()  # whatever is made is sent, and then the process ends: a search for rubbish among the cells finds none
    answer: dict[str, Any]
    try:
        answer = {"sheets": read(sys.stdin.buffer, limits)}
    except UnfoldingRefused as why:
        answer = {"refusal": str(why)}
    except MemoryError:
        answer = {"refusal": "文件展开后占用的内存太多。请删去与预算明细无关的内容后另存，再上传。"}
    except BaseException as error:  # noqa: BLE001  a panic of the parser is no Exception; whatever it is, it is an answer
        answer = {
            "refusal": f"文件已损坏或不是 Excel 工作簿，无法读取（{type(error).__name__}）。请用 Excel 打开后另存为 .xlsx，再上传。"
        }
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


def _confine(limits: Limits) -> None:
    """Windows knows no such limits; there the wall clock and the counting remain."""
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("AS", limits["memory"]), ("CPU", limits["seconds"]), ("FSIZE", 0), ("CORE", 0)):
            # The signal that says what ran out comes before the one that only kills.
            most = value + 1 if name == "CPU" else value
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, most))


def read(file: BinaryIO, limits: Limits) -> list[dict[str, Any]]:
    start = file.read(8)
    file.seek(0)
    if start != COMPOUND and not start.startswith(ZIP):
        return [{"name": "CSV", "rows": plain_text.rows_of(file.read(), limits)}]
    from budgets.importers.unfolding import workbook  # only here its library is needed

    if start.startswith(ZIP):
        return workbook.sheets_of(file, limits, seen=archive.inspect(file, limits))
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        raise UnfoldingRefused("文件设有打开密码。请在 Excel 中取消密码后另存，再上传。")
    file.seek(0)
    return workbook.sheets_of(file, limits, seen={})


if __name__ == "__main__":
    main()
