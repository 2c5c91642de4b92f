"""Which column of an official table a head means. A head is the path of words from the topmost merged cell down to the column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgets.choices import Base
from disclosure.reading.official.rows import plain_label, three_public_row

_LAST_YEAR = re.compile(r"上年|去年|上一年")
_EXECUTED = re.compile(r"执行数|完成数")
_CHANGES = re.compile(r"增减|增长|比例|比上年|较上年|%|幅度|占比")
_REMARKS = re.compile(r"^(?:备注|说明|增减变化原因|原因)$")

# Word columns first, then sums and halves, then funds; the narrower names before the wider.
_WORDS = (
    ("code_class", re.compile(r"^类$")),
    ("code_section", re.compile(r"^款$")),
    ("code_item", re.compile(r"^项$")),
    ("number", re.compile(r"^(?:序号|行次|栏次)$")),
    ("project_code", re.compile(r"项目(?:编码|代码|编号)$")),
    ("project_label", re.compile(r"项目名称$")),
    ("unit_name", re.compile(r"^(?:单位|部门)(?:\(单位\))?(?:编码|代码|名称)?$|^单位\(部门\)名称$")),
    ("category", re.compile(r"^项目(?:类别|类型)$")),
    ("code", re.compile(r"(?:科目|分类|功能科目|经济科目)?(?:编码|代码|编号)$")),
    ("label", re.compile(r"(?:科目|分类)?名称$|^(?:功能|经济|支出功能|部门预算经济)?(?:分类)?科目$|^项目$|^支出项目$")),
)
_MONEY = (
    ("personnel", re.compile(r"^人员(?:经费|支出|类(?:项目)?)(?:支出)?$")),
    ("operating", re.compile(r"^(?:日常)?公用(?:经费|支出)(?:支出)?$")),
    ("basic", re.compile(r"^基本支出(?:小计|合计)?$")),
    ("project", re.compile(r"^项目支出(?:小计|合计)?$")),
    ("fiscal", re.compile(r"^(?:本年)?财政拨款(?:收入|资金|预算)?(?:小计|合计)?$")),
    ("general_public_budget", re.compile(r"^(?:一般公共预算|公共财政预算)(?:财政)?(?:拨款)?(?:收入|资金|支出)?$")),
    ("government_funds", re.compile(r"^政府性基金(?:预算)?(?:财政)?(?:拨款)?(?:收入|资金|支出)?$")),
    ("state_capital", re.compile(r"^国有资本经营(?:预算)?(?:财政)?(?:拨款)?(?:收入|资金|支出)?$")),
    ("special_fiscal_account", re.compile(r"^(?:财政)?专户(?:管理|核拨)?(?:资金)?(?:收入)?$|^财政专户管理")),
    ("unit_funds", re.compile(r"^单位资金(?:收入)?(?:小计|合计)?$")),
    ("business_revenue", re.compile(r"^(?:事业单位)?经营收入$")),
    ("institution_revenue", re.compile(r"^事业(?:预算)?收入$")),
    ("superior_subsidy", re.compile(r"^上级补助")),
    ("affiliate_remittance", re.compile(r"^附属单位")),
    ("other_revenue", re.compile(r"^其[他它]收入$")),
)
# The columns that hold words.
WORDS = {key for key, _ in _WORDS}
_SUM = re.compile(
    r"^(?:合计|总计|小计|(?:上年|去年|上一年|本年)?(?:预算|执行|完成|决算)数|预算安排|本年预算数?|金额|预算金额|预算|\d{4}年预算数?)$"
)


@dataclass(frozen=True)
class OfficialColumn:
    """key: of budgets.statements.tables.columns, or code, project_label and the like; "" where nothing is to be read."""

    key: str
    years_back: int = 0
    base: str = Base.BUDGET


NOTHING = OfficialColumn("")


def column_of(table: str, path: Sequence[str], *, year: int = 0) -> OfficialColumn | None:
    """What a column holds. NOTHING for remarks, changes and numbers of rows; None where the words mean nothing known."""
    words = [plain_label(each) for each in path if each]
    if not words:
        return None
    last, above = words[-1], words[:-1]
    for key, pattern in _WORDS:
        if pattern.search(last):
            return NOTHING if key in {"number", "category", "unit_name"} else OfficialColumn(key)
    whole = "".join(words)
    if _CHANGES.search(whole) or _REMARKS.match(last):
        return NOTHING
    back = 1 if _LAST_YEAR.search(whole) or (year and f"{year - 1}年" in whole) else 0
    base = Base.EXECUTION if _EXECUTED.search(whole) else Base.BUDGET
    money = _three_public(words) if table == "T07" else _money(table, last, above)
    return None if money is None else OfficialColumn(money, back, base)


def _money(table: str, last: str, above: Sequence[str]) -> str | None:
    for key, pattern in _MONEY:
        if pattern.match(last):
            return _total_where_it_is_the_tables_own(table, key)
    if not _SUM.match(last):
        return None
    # 小计 under 基本支出 is 基本支出, under 财政拨款收入 the appropriation; under the table's own name it is the total.
    for word in reversed(above):
        for key, pattern in _MONEY:
            if pattern.match(word):
                own = _total_where_it_is_the_tables_own(table, key)
                return "total" if own in {"total", None} else own
    return "total"


def _total_where_it_is_the_tables_own(table: str, key: str) -> str:
    """一般公共预算支出, over the columns of the table of that fund, is no column of its own."""
    own = {"T05": "general_public_budget", "T08": "government_funds", "T09": "state_capital", "T06": "basic"}
    return "total" if own.get(table) == key or (table == "T06" and key == "general_public_budget") else key


def _three_public(words: Sequence[str]) -> str | None:
    """The row form has a column of amounts; in the column form each head is a figure."""
    last = words[-1]
    if last in {"小计", "合计"} and len(words) > 1 and three_public_row(words[-2]) == "vehicles":
        return "vehicles"
    found = three_public_row(last)
    return found or ("amount" if _SUM.match(last) or re.match(r"^(?:本年|上年)?(?:预算|执行)数$", last) else None)
