"""Files of official tables from upload to confirmation. They stand in rows, so that nothing is lost with a browser or a server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from budgets.importers.reader import MEGABYTE, FileSheet, UnreadableFile, pack, unpack
from budgets.models import DepartmentalBudget
from budgets.versions.editing import lock_version
from disclosure.models import TableFile
from disclosure.reading.official import files
from disclosure.reading.official.importer import ReadSheet, read_sheets

MOST_FILES: Final = 30
MOST_BYTES: Final = 40 * MEGABYTE  # of the files that are sent at once
FORGOTTEN_DAYS: Final = 30  # after which a file that nobody confirmed makes room


def receive(budget: DepartmentalBudget, *, by: Any, name: str, content: bytes) -> TableFile:
    """Reads a file and keeps its cells, in place of a waiting one of the same name. Raises Unreadable."""
    sheets = files.sheets_of(content)
    read_sheets(sheets, classes={}, year=budget.fiscal_year)  # too large a sheet is refused here
    name = "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or "未命名"
    forgotten = timezone.now() - timedelta(days=FORGOTTEN_DAYS)
    with transaction.atomic():
        lock_version(budget)
        there = TableFile.objects.waiting().filter(budget=budget)
        there.filter(created_at__lt=forgotten).delete()
        there.filter(name=name).delete()
        if there.count() >= MOST_FILES:
            raise UnreadableFile(f"待确认的文件已有 {MOST_FILES} 个。请先确认或移除一些，再上传。")
        return TableFile.objects.create(
            budget=budget, by=by, name=name, file_hash=hashlib.sha256(content).hexdigest(), sheets=pack(sheets)
        )


def waiting(budget: DepartmentalBudget) -> list[TableFile]:
    return list(TableFile.objects.waiting().filter(budget=budget).select_related("by"))


def mark_confirmed(files: Iterable[TableFile], *, by: Any) -> None:
    """They wait no more. Who uploaded each and who confirmed it stays; their cells are the version's now."""
    keys = [file.pk for file in files]
    TableFile.objects.filter(pk__in=keys).update(confirmed_by=by, confirmed_at=timezone.now(), sheets=b"")


def sheets_of(file: TableFile, *, classes: dict[str, str], year: int) -> list[ReadSheet]:
    """As its cells read with the units that were chosen."""
    cells: list[FileSheet] = unpack(bytes(file.sheets))
    return read_sheets(cells, classes=classes, year=year, units=file.units)
