"""Zip archives that are the same bytes whenever they are made from the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(entries: Iterable[tuple[str, bytes]], *, comment: str = "") -> bytes:
    """An archive of the entries in the order given, all with the earliest time that a zip file knows.

    comment  what the archive says of itself at its end, under 65,536 bytes; empty: nothing
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # as if made on Unix, also where it is not
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
        archive.comment = comment.encode()
    return buffer.getvalue()


def unpack(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]
