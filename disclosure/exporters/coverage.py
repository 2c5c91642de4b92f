"""Who of a folder's departments and units has a document, who is excepted, who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from budgets.text import squeeze

DEPARTMENT, UNIT = "部门", "单位"
# The layout of a file that holds official tables and no text.
TABLES = "tables"
_MISSING = "没有找到它的公开文件，没有核验。应公开的请补充；不需要公开的请写入例外名单。"


@dataclass(frozen=True)
class InspectedRow:
    """A department or unit. documents: its files, the text and perhaps its tables. excepted: its entry in the list of exceptions."""

    name: str
    kind: str
    documents: tuple[Any, ...] = ()
    excepted: Any = None
    remark: str = ""

    @property
    def is_read(self) -> bool:
        return any(not each.problem for each in self.documents)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the rules say of all its files: a failure of any, else a pass of any, else not run."""
        if len(self.documents) == 1:
            return list(self.documents[0].entries)
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in (entry for each in self.documents for entry in each.entries):
            found.setdefault(entry["rule"], []).append(entry)
        return [entry for entries in found.values() for entry in _gravest(entries)]


def _gravest(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    failed = [entry for entry in entries if entry["outcome"] == "fail"]
    return failed or [next((entry for entry in entries if entry["outcome"] == "pass"), entries[0])]


def rows_of(documents: Sequence[Any], excepted: Sequence[Any], *, with_units: bool) -> list[InspectedRow]:
    """The documents, then units that a department names and that have none, then exceptions without a document."""
    by_name = {_plain(each.name): each for each in excepted}
    rows = []
    groups = _of_one_department(documents)
    of_year: dict[tuple[str, int | None], list[str]] = {}
    for together in groups:
        if together[0].title and not together[0].problem:
            of_year.setdefault((_plain(together[0].title), together[0].year), []).append(together[0].path.name)
    for together in groups:
        first = together[0]
        name = first.title or first.path.stem
        exception = by_name.get(_plain(name)) if first.title else None
        remark = "".join(_remark(each, exception if each is first else None) for each in together)
        others = [file for file in of_year.get((_plain(name), first.year), ()) if file != first.path.name]
        if others and not first.problem:
            remark += f"同一年度还有{'、'.join(others[:3])}{'等' if len(others) > 3 else ''}，请核对公开的是哪一份。"
        rows.append(InspectedRow(name, UNIT if first.is_unit else DEPARTMENT, tuple(together), exception, remark))
    known = {_plain(row.name) for row in rows}
    for name in _units_without_document(documents, known) if with_units else ():
        exception = by_name.get(_plain(name))
        known.add(_plain(name))
        rows.append(InspectedRow(name, UNIT, (), exception, exception.note if exception else _MISSING))
    for key, exception in by_name.items():
        if key not in known:
            rows.append(InspectedRow(exception.name, "部门或单位", (), exception, exception.note))
    return rows


def _of_one_department(documents: Sequence[Any]) -> list[list[Any]]:
    """A department's text with its tables, where they are files of their own; each other document by itself."""
    groups: list[list[Any]] = []
    of_text: dict[tuple[str, int | None], list[Any]] = {}
    for checked in sorted(documents, key=lambda each: each.layout == TABLES):
        key = (_plain(checked.title), checked.year)
        if checked.layout == TABLES and checked.title and key in of_text:
            of_text[key].append(checked)
            continue
        group = [checked]
        groups.append(group)
        if not checked.problem and checked.title:
            of_text.setdefault(key, group)
    return groups


def _remark(checked: Any, exception: Any) -> str:
    words = []
    if checked.problem:
        words.append(f"不能核验：{checked.problem}")
    if exception:
        words.append(f"在例外名单中（{exception.kind}），但有公开文件，请核对名单。")
    words.extend(checked.notes[:3])
    return "".join(words)


def _units_without_document(documents: Sequence[Any], known: set[str]) -> Iterator[str]:
    """A department's own office publishes with the department."""
    seen = set(known)
    for checked in documents:
        own = _plain(checked.title)
        for name in checked.units:
            plain = _plain(name)
            if plain and plain not in seen and not plain.endswith(own) and not own.endswith(plain):
                seen.add(plain)
                yield name


def _plain(name: str) -> str:
    return squeeze(name).replace("(", "（").replace(")", "）").removesuffix("（本部）").removesuffix("（本级）")


def _once_each(rows: Sequence[InspectedRow]) -> list[InspectedRow]:
    """Of each name the row whose document was read, else the first one."""
    found: dict[str, InspectedRow] = {}
    for row in rows:
        known = found.setdefault(_plain(row.name), row)
        if row.is_read and not known.is_read:
            found[_plain(row.name)] = row
    return list(found.values())


def coverage(rows: Sequence[InspectedRow]) -> Iterator[tuple[str, str | int, str]]:
    """The figures of coverage, exceptions apart. Only who is known here is counted, and the first line says so.

    Whoever has several documents, of one year or of more, is counted once.
    """
    rows = _once_each(rows)
    without_file = [row for row in rows if not row.documents]
    excepted = [row for row in without_file if row.excepted]
    missing = [row for row in without_file if not row.excepted]
    unread = [row for row in rows if row.documents and not row.is_read]
    read = [row for row in rows if row.is_read]
    due = len(rows) - len(excepted)
    yield (
        "已知的部门和单位",
        len(rows),
        "文件中的部门、单位，部门文件所列的所属单位，以及例外名单；名单之外的不在其中。",
    )
    for kind in dict.fromkeys(row.excepted.kind for row in excepted):
        of_kind = [row.name for row in excepted if row.excepted.kind == kind]
        yield (f"  其中例外：{kind}", len(of_kind), "、".join(of_kind))
    yield ("应公开的（不含例外）", due, "")
    yield ("  有文件并已核验", len(read), "")
    yield (
        "  有文件但不能核验",
        len(unread),
        "；".join(f"{each.path.name}：{each.problem}" for row in unread for each in row.documents),
    )
    yield ("  没有找到文件", len(missing), "、".join(row.name for row in missing))
    share = f"{(len(read) + len(unread)) * 100 / due:.1f}%" if due else "—"
    checked = f"{len(read) * 100 / due:.1f}%" if due else "—"
    yield ("公开覆盖率", share, "有文件的，占应公开的（不含例外）")
    yield ("核验覆盖率", checked, "已核验的，占应公开的（不含例外）")
