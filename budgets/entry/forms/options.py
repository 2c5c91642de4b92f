"""Choosing by typing a part: the lists that an input offers, and how what was typed finds its entry.

A clerk types or pastes a code, a name, both, or a part that only one entry has. What is typed stays as it is
until it is understood, so a cell is a text input with a list beside it, or a short select.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from budgets.choices import FundKind
from budgets.models import BudgetUnit, DepartmentalBudget, EconomicClass, FunctionalClass, FundSource
from budgets.text import squeeze

_CODE = re.compile(r"[0-9A-Za-z]+(?:[-+][0-9A-Za-z]+)*")


def _plain(text: str) -> str:
    """The text without blanks, full-width digits and brackets as half-width: as two people type the same thing."""
    return squeeze(unicodedata.normalize("NFKC", text))


class Options:
    """Entries of a list that can be named by code, by name or by both.

    noun     what an entry is called in messages: 经济分类科目
    key      what a select sends
    label    what is shown and what an input sends
    also     other texts that mean it
    offered  whether the entry stands in the list; the others are understood and not offered (a code of other years)
    labels   reads the labels of the list alone, which a page shows of thousands of entries; None: those of the entries
    """

    def __init__(
        self,
        entries: Iterable[Any],
        *,
        noun: str,
        key: Callable[[Any], str],
        label: Callable[[Any], str],
        offered: Callable[[Any], bool] = lambda entry: True,
        name_of: Callable[[Any], str] | None = None,
        also: Callable[[Any], Iterable[str]] = lambda entry: (),
        labels: Callable[[], list[str]] | None = None,
        remedy: str = "请输入编码或名称的一部分，再从列表中选择。",
    ) -> None:
        self._labels = labels
        self._source, self._offered = entries, offered
        self.noun, self.key, self.label, self.remedy = noun, key, label, remedy
        self._name_of, self._also = name_of or label, also

    @cached_property
    def _everything(self) -> list[Any]:
        """Read when somebody asks for an entry: a page that only shows what is stored asks for none."""
        return list(self._source)

    @cached_property
    def entries(self) -> list[Any]:
        return [entry for entry in self._everything if self._offered(entry)]

    @cached_property
    def _by_text(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        others = (entry for entry in self._everything if not self._offered(entry))
        for entry in (*self.entries, *others):
            texts = (self.key(entry), self.label(entry), self._name_of(entry), *self._also(entry))
            for text in {_plain(each) for each in texts}:
                found.setdefault(text, []).append(entry)
        return found

    @property
    def labels(self) -> list[str]:
        return self._labels() if self._labels else [self.label(entry) for entry in self.entries]

    @property
    def only(self) -> Any | None:
        """The entry, where there is just one to choose from."""
        return self.entries[0] if len(self.entries) == 1 else None

    def text(self, entry: Any) -> str:
        return self.label(entry)

    def find(self, text: str) -> Any:
        """The entry that the text names. Raises ValidationError with what to do where it names none or several."""
        wanted = _plain(text)
        if found := self._exact(wanted) or self._by_code(text):
            return found
        parts = [entry for entry in self.entries if wanted in _plain(self.label(entry))]
        if len(parts) == 1:
            return parts[0]
        shown = text.strip()[:40]
        if parts:
            some = "、".join(self.label(entry) for entry in parts[:5]) + ("等" if len(parts) > 5 else "")
            raise ValidationError(
                f"“{shown}”可以是{some}，共 {len(parts)} 个{self.noun}。请选定其中一个。", code="ambiguous"
            )
        raise ValidationError(f"没有找到{self.noun}“{shown}”。{self.remedy}", code="unknown")

    def _exact(self, wanted: str) -> Any | None:
        """A code of several years means the offered one, which comes first; a name that several have means none."""
        found = self._by_text.get(wanted, [])
        codes = {self.key(entry) for entry in found}
        return found[0] if len(codes) == 1 else None

    def _by_code(self, text: str) -> Any | None:
        """The code in front of a name that is written differently."""
        code = _CODE.match(unicodedata.normalize("NFKC", text.strip().split()[0]))
        return self._exact(code.group()) if code and len(code.group()) >= 3 else None


def of_choices(choices: Iterable[TextChoices], *, noun: str) -> Options:
    """A closed list of the field. An entry is the stored value."""
    names = {choice.value: str(choice.label) for choice in choices}
    return Options(
        names, noun=noun, key=str, label=lambda value: names.get(value, value),
        remedy="可以填写：" + "、".join(names.values()) + "。",
    )  # fmt: skip


def units_of(budget: DepartmentalBudget) -> Options:
    units = BudgetUnit.objects.filter(budget=budget).order_by("ordinal", "pk")
    return Options(
        units, noun="单位", key=lambda unit: str(unit.pk), label=lambda unit: unit.name,
        remedy="请先在“机构设置”中填写该单位。",
    )  # fmt: skip


def _classes(model: Any, year: int, noun: str, shortest: int = 1) -> Options:
    """The codes of that many characters at least that are valid in the year."""
    entries = model.objects.order_by("code", "-valid_from")

    def offered(code: str, valid_from: int | None, valid_to: int | None) -> bool:
        return len(code) >= shortest and (valid_from or year) <= year <= (valid_to or year)

    def labels() -> list[str]:
        found = entries.values_list("code", "name", "valid_from", "valid_to")
        return [f"{code} {name}" for code, name, *years in found if offered(code, *years)]

    return Options(
        entries, noun=noun, key=lambda entry: entry.code, label=str, name_of=lambda entry: entry.name,
        offered=lambda entry: offered(entry.code, entry.valid_from, entry.valid_to), labels=labels,
        remedy="请输入编码或名称的一部分，再从列表中选择；确有此科目而列表中没有的，请联系财政部门增加。",
    )  # fmt: skip


def functional_classes(year: int) -> Options:
    """项 first of all, and 款 where a source stops there."""
    return _classes(FunctionalClass, year, "功能分类科目", shortest=5)


def economic_classes(year: int) -> Options:
    """款 and the composite ones; a 类 is a heading and no place to book."""
    return _classes(EconomicClass, year, "经济分类科目", shortest=5)


def fund_sources(year: int) -> Options:
    return _classes(FundSource, year, "资金性质")


def usual_fund(funds: Options) -> FundSource | None:
    """General public budget: what most lines of most departments are paid from."""
    return next((fund for fund in funds.entries if fund.kind == FundKind.GENERAL_PUBLIC_BUDGET), None)
