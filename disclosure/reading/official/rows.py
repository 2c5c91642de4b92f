"""Which row of an official table a label means: sources of income, 类 of expenditure, the figures of “三公”, sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]、?|\d{1,2}[、.．](?!\d)|[-—·●]+)|^其中[:：]"
)

_INCOME = (
    ("total", re.compile(r"^(?:收入)?(?:总计|合计|总额)$|^收入合计$")),
    ("current", re.compile(r"^本年收入(?:合计|小计|总计)?$")),
    ("carried", re.compile(r"^(?:上年|年初)(?:财政拨款)?(?:结转|结余)")),
    ("fiscal", re.compile(r"^(?:本年)?财政拨款(?:收入|资金|预算)?(?:合计|小计)?$")),
    ("general_public_budget", re.compile(r"^(?:一般公共预算|公共财政预算)")),
    ("government_funds", re.compile(r"^政府性基金")),
    ("state_capital", re.compile(r"^国有资本经营")),
    ("special_fiscal_account", re.compile(r"财政专户")),
    ("unit_funds", re.compile(r"^单位资金(?:收入)?$")),
    ("business_revenue", re.compile(r"经营收入$")),
    ("institution_revenue", re.compile(r"^事业(?:预算)?收入")),
    ("superior_subsidy", re.compile(r"^上级补助")),
    ("affiliate_remittance", re.compile(r"^附属单位")),
    ("other_revenue", re.compile(r"^其[他它]收入")),
)
_SPENDING = (
    ("total", re.compile(r"^(?:支出)?(?:总计|合计|总额)$|^支出合计$")),
    ("current", re.compile(r"^本年支出(?:合计|小计|总计)?$")),
    ("carried", re.compile(r"^(?:年终|年末|结转下年|本年)(?:财政拨款)?(?:结转|结余|$)|^结转下年")),
)
_THREE_PUBLIC = (
    ("vehicles", re.compile(r"公务(?:用)?车购置[及和与]运行(?:维护)?费")),
    ("vehicle_purchase", re.compile(r"^(?:公务(?:用)?车)?购置费$")),
    ("vehicle_operation", re.compile(r"^(?:公务(?:用)?车)?运行(?:维护)?费$")),
    ("overseas_trips", re.compile(r"因公出国\(?境?\)?费")),
    ("official_receptions", re.compile(r"公务接待费")),
    ("operating_costs", re.compile(r"机关运行(?:经)?费")),
    ("total", re.compile(r"合计|总计|^“?三公”?经费")),
)
# Names of 类 that real tables still print beside today's.
_FORMER_NAMES = {
    "医疗卫生与计划生育支出": "210",
    "医疗卫生支出": "210",
    "文化体育与传媒支出": "207",
    "资源勘探信息等支出": "215",
    "资源勘探电力信息等支出": "215",
    "国土海洋气象等支出": "220",
    "国土资源气象等支出": "220",
    "环境保护支出": "211",
}
_SUMS = re.compile(r"^(?:合计|总计|本年(?:收入|支出)合计|(?:收入|支出)(?:合计|总计))$")


def plain_label(text: str) -> str:
    """A label without blanks and numbering, brackets half-width."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    while found := _NUMBERING.match(plain):
        plain = plain[found.end() :]
    return plain.rstrip(":：")


def is_sum(text: str) -> bool:
    """合计 and its like."""
    return _SUMS.match(plain_label(text)) is not None


def income_row(text: str) -> str | None:
    return _first(_INCOME, plain_label(text))


def spending_row(text: str, classes: Mapping[str, str]) -> str | None:
    """A sum, or the code of the 类 of that name. classes: name → code."""
    plain = plain_label(text)
    return _first(_SPENDING, plain) or classes.get(plain) or _FORMER_NAMES.get(plain)


def three_public_row(text: str) -> str | None:
    return _first(_THREE_PUBLIC, plain_label(text))


def _first(rows: tuple[tuple[str, re.Pattern[str]], ...], plain: str) -> str | None:
    return next((key for key, pattern in rows if pattern.search(plain)), None)
