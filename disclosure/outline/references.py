"""References in own words: {revenue.total} stands for a figure, {{ and }} for braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from budgets.money import plain
from budgets.statements.amounts import CLOSE_TOKEN, OPEN_TOKEN, Amount
from disclosure.document import Figure, Run, Text

_TOKEN = re.compile(f"{OPEN_TOKEN}([^{CLOSE_TOKEN}]*){CLOSE_TOKEN}")
OF_PROJECT = "expenditure.project:"  # and the code of the project
_STORED = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class BadReference(ValueError):
    """The text has a single brace or names no figure; the message is for the person who typed it."""


def to_stored(text: str) -> str:
    """The words of a template as a clerk may take them over: tokens become {ref}, braces are doubled."""
    escaped = text.replace("{", "{{").replace("}", "}}")
    return _TOKEN.sub(lambda found: "{" + found.group(1) + "}", escaped)


def to_tokens(stored: str) -> str:
    """The inverse of to_stored. Raises BadReference on a single brace."""

    def replace(found: re.Match[str]) -> str:
        whole = found.group(0)
        if whole in {"{{", "}}"}:
            return whole[0]
        if found.group(1) is None or not found.group(1).strip():
            raise BadReference(
                f"第 {found.start() + 1} 个字符是单独的花括号“{whole}”。要打印花括号请连写两个，要引用数据请从列表中选取。"
            )
        return f"{OPEN_TOKEN}{found.group(1).strip()}{CLOSE_TOKEN}"

    return _STORED.sub(replace, stored)


def referenced(stored: str) -> list[str]:
    """The references that a stored text names, in order. Raises BadReference."""
    return _TOKEN.findall(to_tokens(stored))


def named(ref: str) -> str:
    """A reference that names no figure any more, in words."""
    return f"项目 {ref.removeprefix(OF_PROJECT)} 的金额" if ref.startswith(OF_PROJECT) else ref


def renamed(stored: str, codes: Mapping[str, str]) -> str:
    """The same words after projects got other codes (before → now)."""

    def replace(found: re.Match[str]) -> str:
        ref = (found.group(1) or "").strip()
        code = ref.removeprefix(OF_PROJECT)
        return f"{{{OF_PROJECT}{codes[code]}}}" if ref.startswith(OF_PROJECT) and code in codes else found.group(0)

    return _STORED.sub(replace, stored)


def check(stored: str, amounts: Mapping[str, Amount]) -> None:
    """Raises BadReference unless every brace is well-formed and every reference is a figure of the budget."""
    for ref in referenced(stored):
        if ref not in amounts:
            raise BadReference(f"“{{{ref}}}”不是本预算的数据。请从数据列表中选取，或改为文字。")


def runs(
    text: str, amounts: Mapping[str, Amount], show: Callable[[Amount], str], missing: list[str]
) -> tuple[Run, ...]:
    """Splits words with tokens into runs. A reference to no figure is named in the text and in `missing`, never left blank."""
    result: list[Run] = []
    position = 0
    for found in _TOKEN.finditer(text):
        if found.start() > position:
            result.append(Text(text[position : found.start()]))
        position = found.end()
        ref = found.group(1)
        if ref in amounts:
            result.append(figure(amounts[ref], show(amounts[ref])))
        else:
            missing.append(ref)
            result.append(Text(f"〔所引用的数据“{named(ref)}”已不存在〕"))
    if position < len(text):
        result.append(Text(text[position:]))
    return tuple(result)


def figure(amount: Amount, shown: str) -> Figure:
    return Figure(ref=amount.ref, name=amount.name, value=plain(amount.number), unit=amount.unit, shown=shown)
