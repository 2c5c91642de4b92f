"""Which official table a title means: the common names with the aliases of real documents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LONGEST = 60
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年(?:度)?")
_NUMBERED = re.compile(
    r"^(?:附?表\d{1,2}(?:-\d+)?[:、.\s]*|附件\d*[:、.\s]*|(?:预算)?公开\d{1,2}表[:、.\s]*|预算\d{1,2}表|\d{1,2}[、.]|[一二三四五六七八九十]+、)"
)
_IN_BRACKETS = re.compile(r"\((?:部门|单位|含所属单位|汇总|本级|按[^()]{2,10})\)")

# The narrower names first: a 财政拨款收支总表 is no 收支总表.
_TABLES = (
    ("T04", re.compile(r"财政拨款收支(?:预算)?(?:总体?(?:情况)?|情况)?表$")),
    ("T01", re.compile(r"(?:财务)?收支(?:预算)?(?:总表|总体情况表|情况总表)$")),
    ("T17", re.compile(r"财政拨款支出(?:预算)?(?:明细|总体?情况|总)?(?:预算)?表$")),
    ("T06", re.compile(r"一般公共预算(?:财政拨款)?基本支出.*表$")),
    ("T10", re.compile(r"项目支出(?:预算)?(?:明细|情况)?表$")),
    ("T07", re.compile(r"“?三公”?经费.*表$")),
    ("T16", re.compile(r"机关运行经费(?:预算|支出|情况)*表?$")),
    ("T05", re.compile(r"一般公共预算(?:财政拨款)?(?:当年拨款)?支出(?:功能分类)?(?:预算|情况)?表$")),
    ("T08", re.compile(r"政府性基金(?:预算)?(?:财政拨款)?(?:收入)?支出(?:功能分类)?(?:预算|情况)?表$")),
    ("T09", re.compile(r"国有资本经营(?:预算)?(?:财政拨款)?(?:收入)?支出(?:功能分类)?(?:预算|情况)?表$")),
    ("T02", re.compile(r"收入(?:预算)?(?:总表|总体情况表|预算表)$")),
    ("T03", re.compile(r"支出(?:预算)?(?:总表|总体情况表|预算表)$")),
)


@dataclass(frozen=True)
class Title:
    """year: 0 where the title names none."""

    key: str
    year: int
    text: str


def table_named(text: str) -> Title | None:
    """The table that a line is the title of; None for every other line."""
    plain = plain_title(text)
    if not 3 <= len(plain) <= _LONGEST:
        return None
    year = _YEAR.search(plain)
    name = _IN_BRACKETS.sub("", _YEAR.sub("", plain))
    name = _NUMBERED.sub("", name)
    for key, pattern in _TABLES:
        if pattern.search(name):
            return Title(key, int(year["year"]) if year else 0, text.strip())
    return None


def plain_title(text: str) -> str:
    """Without blanks, full-width letters and digits as half-width, quotation marks of one kind."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"[\"'〝‘「](三公)[\"'〞’」]", r"“\1”", plain)
