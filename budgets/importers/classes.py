"""Functional classes, economic classes and funds. A code that no list holds is told and taken in, never refused."""

from __future__ import annotations

import re
from typing import Any

from budgets.choices import EconomicGroup, FundKind
from budgets.importers.cells import CellProblem, plain
from budgets.importers.registers import Notes, Register, RegisterEntry
from budgets.models import EconomicClass, FunctionalClass, FundSource

# The source of a code that came with somebody's file; that nobody compared it with the official list is its confirmation.
SOURCE = "导入"
_AFTER = r"(?:[\s\-—–:：.]+|(?=[^\x00-\x7f]))"  # what parts a code from its name; a Chinese name needs nothing
UNNAMED = "（名称待核实）"


class Classes(Register):
    """The codes of one classification. A code of several lives is the one that is valid in the year."""

    model: Any

    def __init__(self, year: int) -> None:
        super().__init__(())
        self.year = year
        rows = self.model.objects.order_by("code", "-valid_from").values_list(
            "pk", "code", "name", "valid_from", "valid_to"
        )
        lives: dict[str, list[RegisterEntry]] = {}
        for pk, code, name, first, last in rows:
            is_valid = (first or year) <= year <= (last or year)
            lives.setdefault(code, []).append(RegisterEntry(code, name, pk, _years(first, last), is_valid))
        for of_code in lives.values():
            entry = self.add(next((life for life in of_code if life.valid), of_code[0]))
            for life in of_code:
                self.by_pk[life.pk or 0] = entry
                if life.name != entry.name:  # its former name is understood
                    self._by_name.setdefault(plain(life.label), []).append(entry)

    def about_code(self, entry: RegisterEntry, code: str) -> Notes:
        """A known name under an unknown code: the code decides, so that this is a new entry."""
        return ()

    def find(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        given, its_name = self.said(code, name)
        if given and not self.with_code(given) and not self._by_label(code or name):
            return self.when_unknown(given, its_name)
        entry, notes = super().find(code, name)
        if entry and not entry.valid:
            notes = (*notes, f"{self.noun}“{entry.label}”在 {self.year} 年目录中无效（{entry.link}有效）")
        return entry, notes

    def when_unknown(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        if not code:
            raise CellProblem(f"目录中没有名为“{name}”的{self.noun}", "请填写科目编码。")
        if len(code) > 40:
            raise CellProblem(f"编码有 {len(code)} 个字符", "最多 40 个，请改正。")
        self.check_code(code)
        entry = self.create(RegisterEntry(code, name[:200] or UNNAMED))
        return entry, (f"{self.noun}“{entry.label}”不在 {self.year} 年目录中，导入后标为未核实",)

    def check_code(self, code: str) -> None:
        raise NotImplementedError


def _years(first: int | None, last: int | None) -> str:
    if first and last:
        return f"{first} 至 {last} 年"
    return f"{first} 年起" if first else f"至 {last} 年" if last else ""


class FunctionalClasses(Classes):
    noun = "功能分类科目"
    model = FunctionalClass
    coded = re.compile(rf"[\[【(（]?([0-9]{{3,13}})[\]】)）]?(?:{_AFTER}([^0-9\s].*))?")

    def check_code(self, code: str) -> None:
        if len(code) not in {3, 5, 7}:
            raise CellProblem(f"编码 {code} 有 {len(code)} 位", "功能分类科目编码是类 3 位、款 5 位、项 7 位，请改正。")


class EconomicClasses(Classes):
    noun = "部门经济分类科目"
    model = EconomicClass
    coded = re.compile(rf"[\[【(（]?([0-9]{{3,20}}(?:\+[0-9]{{3,20}})*)[\]】)）]?(?:{_AFTER}([^0-9\s+].*))?")

    def check_code(self, code: str) -> None:
        if any(len(part) not in {3, 5} for part in code.split("+")):
            raise CellProblem(f"编码 {code} 的位数不对", "部门经济分类科目编码是类 3 位、款 5 位，请改正。")


def group_of(code: str) -> str:
    """Which half of basic expenditure a new economic class belongs to: that of its 类."""
    above = EconomicClass.objects.filter(code=code[:3]).order_by("-valid_from").first()
    return above.group if above else EconomicGroup.NEITHER


# How systems and offices call the funds of a kind, beside the names of the list: 政府性基金预算财政拨款, 公共财政预算.
_FUND_WORDS = (
    (re.compile(r"一般公共预算|公共财政预算"), FundKind.GENERAL_PUBLIC_BUDGET),
    (re.compile(r"政府性基金"), FundKind.GOVERNMENT_FUNDS),
    (re.compile(r"国有资本经营"), FundKind.STATE_CAPITAL),
    (re.compile(r"财政专户|专户(?:管理|核拨)?资金"), FundKind.SPECIAL_FISCAL_ACCOUNT),
)


class Funds(Classes):
    """资金性质. A finer code than those of the list takes the kind of the code that it refines, another name that which its words mean."""

    noun = "资金性质"
    model = FundSource
    coded = re.compile(rf"[\[【(（]?([0-9]{{1,8}})[\]】)）]?(?:{_AFTER}([^0-9\s].*))?")

    def __init__(self, year: int) -> None:
        super().__init__(year)
        rows = FundSource.objects.order_by("code").values_list("pk", "kind", "revenue_name")
        self._kinds = {pk: kind for pk, kind, _ in rows}
        for pk, _, revenue_name in rows:
            self._by_name.setdefault(plain(revenue_name), []).append(self.by_pk[pk])
        self._first: dict[FundKind, RegisterEntry] = {}  # “一般公共预算” is the fund of that kind that comes first
        for kind in FundKind:
            of_kind = [entry for entry in self.entries if self._kinds.get(entry.pk or 0) == kind and entry.valid]
            if of_kind:
                self._first[kind] = of_kind[0]
                self._by_name.setdefault(plain(kind.label), of_kind[:1])

    def when_unknown(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        for length in range(len(code) - 1, 0, -1):
            if (coarser := self.with_code(code[:length])) and coarser.pk:
                entry = self.create(RegisterEntry(code, name[:200] or coarser.name, None, coarser.pk))
                return entry, (f"资金性质“{entry.label}”不在目录中，按“{coarser.label}”归并，导入后标为未核实",)
        if meant := self._meant_by(name):
            if not code:
                return meant, (f"资金性质“{name}”按“{meant.label}”导入",)
            entry = self.create(RegisterEntry(code, name[:200], None, meant.pk))
            return entry, (f"资金性质“{entry.label}”不在目录中，按“{meant.label}”归并，导入后标为未核实",)
        return None, (
            f"资金性质“{f'{code} {name}'.strip()}”不在目录中，也无法归并，导入后为空，请在文件中改正，或导入后补选",
        )

    def _meant_by(self, name: str) -> RegisterEntry | None:
        """By its words; None where they mean no kind, or more than one."""
        kinds = {kind for words, kind in _FUND_WORDS if words.search(plain(name))}
        return self._first.get(kinds.pop()) if len(kinds) == 1 else None
