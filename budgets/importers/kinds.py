"""支出项目类别: the kind of a line, by the code or the name under which systems write it."""

from __future__ import annotations

import re

from budgets.choices import LineKind
from budgets.importers.cells import CellProblem, plain

DIVIDED_SINCE = 2021  # until then projects had one kind

_NAMES: dict[LineKind, tuple[str, ...]] = {
    LineKind.PERSONNEL: ("人员类", "人员类项目", "人员经费", "人员支出", "基本支出-人员经费", "人员经费支出"),
    LineKind.OPERATING: ("公用经费", "公用经费项目", "日常公用经费", "运转类-公用经费", "公用支出", "基本支出-公用经费"),
    LineKind.OTHER_OPERATING: ("其他运转类", "其他运转类项目", "运转类-其他运转类", "其他运转"),
    LineKind.SPECIAL_PURPOSE: ("特定目标类", "特定目标类项目", "特定目标"),
    LineKind.PROJECT_UNCLASSIFIED: ("项目支出（未分类）", "项目支出(未分列)", "未分类项目支出"),
    LineKind.CARRIED_OUT: ("年终结转结余", "年末结转结余", "结转下年"),
}  # fmt: skip
_BY_NAME = {plain(name): kind for kind, names in _NAMES.items() for name in names}
_BY_CODE = {
    "1": LineKind.PERSONNEL,
    "21": LineKind.OPERATING,
    "22": LineKind.OTHER_OPERATING,
    "3": LineKind.SPECIAL_PURPOSE,
}
_CODED = re.compile(r"([0-9]{1,4})[-—.．、:：]?(.*)")
_OPERATION = re.compile(r"运转类(?:项目)?[-—–:/(]*(.+?)\)?")
_OFFERED = "可以填写：" + "、".join(kind.label for kind in LineKind) + "。"


def find_kind(text: str, year: int) -> LineKind:
    """Raises CellProblem for a word that could be two kinds."""
    wanted = plain(text)
    if not wanted:
        raise CellProblem("支出项目类别为空", _OFFERED)
    code, name = match.groups() if (match := _CODED.fullmatch(wanted)) else ("", wanted)
    within = _OPERATION.fullmatch(name)  # 运转类项目-公用经费项目
    if found := _BY_NAME.get(wanted) or _BY_NAME.get(name) or (within and _BY_NAME.get(within[1])):
        return found
    if name in {"项目支出", "项目"} and year < DIVIDED_SINCE:
        return LineKind.PROJECT_UNCLASSIFIED
    if name in {"", "运转类", "运转类项目"} or code:
        for length in (2, 1):
            if found := _BY_CODE.get(code[:length]):
                return found
    if name in {"运转类", "运转类项目"} or code == "2":
        raise CellProblem("“运转类”分为两种", "请写明“公用经费”还是“其他运转类”。")
    if name in {"项目支出", "项目"}:
        raise CellProblem(f"{DIVIDED_SINCE} 年起项目支出分为两类", "请写明“其他运转类”还是“特定目标类”。")
    if name == "基本支出":
        raise CellProblem("“基本支出”分为两种", "请写明“人员类”还是“公用经费”。")
    raise CellProblem("不是支出项目类别", _OFFERED)
