"""What a line refers to, found by code, else by name: units, projects, classes, funds. What is new is noted, not yet written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from budgets.importers.cells import CellProblem, plain

Notes = tuple[str, ...]


@dataclass(eq=False, slots=True)
class RegisterEntry:
    """One of the things. pk is None while it is not yet in the database.

    link     of a unit: the pk of the Unit under the department; of a new fund: the pk of the fund whose kind it takes;
             of a class: its years of validity, in words
    """

    code: str
    name: str
    pk: int | None = None
    link: int | str | None = None
    valid: bool = True

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def is_new(self) -> bool:
        return self.pk is None


class Register:
    """Things of one sort. The same thing is one Entry, however the file names it."""

    noun: str
    coded: re.Pattern[str]  # a code, and the name behind it if there is one, in one cell

    def __init__(self, entries: Iterable[RegisterEntry]) -> None:
        self.entries: list[RegisterEntry] = []
        self.created: list[RegisterEntry] = []
        self.by_pk: dict[int, RegisterEntry] = {}
        self._by_code: dict[str, RegisterEntry] = {}
        self._by_name: dict[str, list[RegisterEntry]] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: RegisterEntry, *codes: str) -> RegisterEntry:
        """codes  under which the entry is known besides its own; the first that claims a code keeps it"""
        self.entries.append(entry)
        if entry.pk is not None:
            self.by_pk[entry.pk] = entry
        for code in (entry.code, *codes):
            if code:
                self._by_code.setdefault(code.upper(), entry)
        self._by_name.setdefault(plain(entry.name), []).append(entry)
        self._by_name.setdefault(plain(entry.label), []).append(entry)
        return entry

    def create(self, entry: RegisterEntry) -> RegisterEntry:
        self.created.append(self.add(entry))
        return entry

    def with_code(self, code: str) -> RegisterEntry | None:
        return self._by_code.get(code.upper())

    def with_name(self, name: str) -> RegisterEntry | None:
        """None where no entry has the name. Raises CellProblem where several have it."""
        found = list(dict.fromkeys(self._by_name.get(plain(name), ())))
        if len(found) > 1:
            valid = [entry for entry in found if entry.valid]
            found = valid or found
        if len(found) > 1:
            some = "、".join(entry.label for entry in found[:5]) + ("等" if len(found) > 5 else "")
            raise CellProblem(f"可以是{some}，共 {len(found)} 个{self.noun}", "请填写编码。")
        return found[0] if found else None

    def said(self, code: str, name: str) -> tuple[str, str]:
        """Code and name, where one cell may hold both: “2010308 信访事务”, “[2010308]信访事务”. Raises CellProblem."""
        if self.with_code(code):
            return code, name
        if match := self.coded.fullmatch(code):
            return match[1], name or match[2] or ""
        if code and name and plain(code) != plain(name):
            raise CellProblem(f"不是{self.noun}编码", "请改正编码；没有编码的留空，只填名称。")
        if code:
            return "", code
        match = self.coded.fullmatch(name)
        return (match[1], match[2] or "") if match else ("", name)

    def find(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        """The entry and what to tell about it. Raises CellProblem."""
        if not code and not name:
            return self.when_blank(), ()
        if not code and (found := self.with_name(name)):
            return found, ()
        if code and not name and (found := self._by_label(code)):
            return found, ()
        code, name = self.said(code, name)
        if code and (found := self.with_code(code)):
            return found, self.about(found, name)
        if name and (found := self.with_name(name)):
            return found, self.about_code(found, code)
        return self.when_unknown(code, name)

    def _by_label(self, text: str) -> RegisterEntry | None:
        found = [entry for entry in self._by_name.get(plain(text), ()) if plain(entry.label) == plain(text)]
        return found[0] if len(found) == 1 else None

    # ---- What the sorts differ in ----

    def when_blank(self) -> RegisterEntry | None:
        return None

    def about(self, entry: RegisterEntry, name: str) -> Notes:
        """Found by its code: does the file give it another name?"""
        if not name or plain(name) == plain(entry.name):
            return ()
        return (f"{self.noun} {entry.code} 在系统中名为“{entry.name}”，文件写作“{name}”，按编码导入",)

    def about_code(self, entry: RegisterEntry, code: str) -> Notes:
        """Found by its name: does the file give it another code?"""
        return ()

    def when_unknown(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        raise NotImplementedError
