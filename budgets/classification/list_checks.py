"""What is wrong with the rows of an official list, or doubtful: codes that cannot be, codes twice, codes without the one above them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from budgets.classification.list_files import ROW
from budgets.models import EconomicClass, FunctionalClass, FundSource

Row = Mapping[str, Any]

_FORMS: dict[type, tuple[re.Pattern[str], str]] = {
    FunctionalClass: (re.compile(r"\d{3}(?:\d{2}){0,2}"), "支出功能分类科目编码是类 3 位、款 5 位、项 7 位数字"),
    EconomicClass: (
        re.compile(r"\d{3}(?:\d{2})?|\d{5}(?:\+\d{5})+"),
        "部门预算支出经济分类科目编码是类 3 位、款 5 位数字",
    ),
    FundSource: (re.compile(r"\d{1,8}"), "资金性质编码是 1 至 8 位数字"),
}
_ANY_FORM = (re.compile(r"[A-Z]\d*|\d+"), "编码由数字组成，品目编码以一个字母开头")
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")


def impossible_code(model: type, code: str, known: set[str]) -> str:
    """Why a code cannot be one of that list, in words; empty where it can. What the list holds already stays as it is."""
    form, words = _FORMS.get(model, _ANY_FORM)
    if not code or code in known or form.fullmatch(code):
        return ""
    return f"“{code}”不符合要求，{words}。请改正，或删去这一行。"


def impossible_years(row: Row) -> dict[str, str]:
    """Field → what is wrong with its year."""
    wrong = {}
    for field in ("valid_from", "valid_to"):
        said = str(row.get(field) or "").strip()
        if said and not _YEAR.fullmatch(said):
            wrong[field] = f"“{said}”不是年度。请填写四位数字，例如 2027；没有的留空。"
    first, last = str(row.get("valid_from") or ""), str(row.get("valid_to") or "")
    if not wrong and first and last and last < first:
        wrong["valid_to"] = f"停用年度 {last} 早于启用年度 {first}。停用年度是最后有效的一年，请改正。"
    return wrong


def twice(rows: Sequence[Row]) -> dict[str, str]:
    """Row of the file → that its code stands there before, and where. A code may come back in a life that begins in another year."""
    seen: dict[tuple[str, str], str] = {}
    found = {}
    for row in rows:
        key = (str(row["code"]), str(row.get("valid_from") or ""))
        first = seen.setdefault(key, str(row[ROW]))
        if row["code"] and first != str(row[ROW]):
            found[str(row[ROW])] = f"“{row['code']}”与第 {first} 行重复。同一编码只能有一行，请删去多余的。"
    return found


def orphans(model: Any, rows: Sequence[Row], *, year: int | None, is_complete: bool) -> list[str]:
    """In words, the codes whose 类 or 款 neither the file nor the list has: their sums would stand under no name.

    Only a doubt, for lists are taken in by parts. year: of the list; None where each row names its own years
    """
    if model not in {FunctionalClass, EconomicClass}:
        return []
    held = model.objects.valid_in(year) if year else model.objects.all()
    known = set(held.values_list("code", flat=True))
    above = {str(row["code"]) for row in rows} | (set() if is_complete else known)
    where = "这份目录中" if is_complete else "目录中，文件中也没有"
    return [
        f"第 {row[ROW]} 行 {row['code']} {row['name']}：上级科目 {row['code'][:-2]} 不在{where}"
        for row in rows
        if (is_complete or row["code"] not in known) and _lacks_parent(model, row["code"], above)
    ]


def _lacks_parent(model: type, code: str, above: set[str]) -> bool:
    return len(code) > 3 and "+" not in code and not impossible_code(model, code, set()) and code[:-2] not in above
