"""What official tables have done apart from the page threads: reading their files."""

from __future__ import annotations

from typing import Any

import msgspec
from django.urls import reverse

from budgets.importers.jobs import check_may_write
from budgets.importers.reader import UnreadableFile
from budgets.jobs.kinds import JobRefused, Next, Running, register
from disclosure.official_tables import waiting_files
from disclosure.official_tables.forms import refusal_of

TABLES = "official_tables.read"


def register_all() -> None:
    register(TABLES, _tables)


def packed(files: list[tuple[str, bytes]]) -> bytes:
    """Several files as the content of one job."""
    return msgspec.msgpack.encode(files)


def _tables(running: Running) -> Next:
    """content: the files, packed. One that cannot be read keeps none of the others from waiting."""
    check_may_write(running)
    files: list[tuple[str, Any]] = msgspec.msgpack.decode(running.content, type=list[tuple[str, bytes]])
    unread = []
    for number, (name, content) in enumerate(files, 1):
        running.tell(f"正在读取第 {number} 个文件，共 {len(files)} 个")
        try:
            if refusal := refusal_of(name, len(content)):
                raise UnreadableFile(refusal)
            waiting_files.receive(running.budget, by=running.by, name=name, content=content)
        except UnreadableFile as why:
            unread.append(f"{name}：{why}")
    if unread:
        raise JobRefused("\n".join(unread))
    return Next(reverse("entry-official-tables-check", kwargs={"budget_pk": running.budget.pk}))
