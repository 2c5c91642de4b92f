"""Under which names documents print the figures, funds, natures and classes of the official lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from budgets.choices import EconomicGroup, FundKind, UnitNature
from budgets.models import EconomicClass
from budgets.text import squeeze

_SAME = str.maketrans({"(": "（", ")": "）", "“": "", "”": "", '"': "", "/": "、"})

# A name that is no class's own → the class it means.
_CLASS_OF = {
    "办公及印刷费": "30201+30202",
    "办公费及印刷费": "30201+30202",
    "办公印刷费": "30201+30202",
    "邮电通讯费": "30207",
    "维修费": "30213",
    "维护费": "30213",
    "维修维护费": "30213",
    "日常维修费": "30213",
    "因公出国（境）费": "30212",
    "招待费": "30217",
    "接待费": "30217",
    "公务用车运行费": "30231",
    "公务用车维护费": "30231",
    "公务用车运行维护": "30231",
    "公车运行维护费": "30231",
    "其他交通费": "30239",
    "公务交通补贴": "30239",
    "一般设备购置费": "31002",
    "办公设备购置费": "31002",
    "专用设备购置费": "31003",
    "其他费用": "30299",
    "其他支出": "30299",
    "其他商品服务支出": "30299",
    "其他日常公用支出": "30299",
}

_NATURES = {
    "行政": UnitNature.ADMINISTRATIVE,
    "行政单位": UnitNature.ADMINISTRATIVE,
    "行政机关": UnitNature.ADMINISTRATIVE,
    "参照公务员法管理事业单位": UnitNature.CIVIL_SERVICE_MANAGED,
    "参照公务员法管理的事业单位": UnitNature.CIVIL_SERVICE_MANAGED,
    "参公": UnitNature.CIVIL_SERVICE_MANAGED,
    "参公事业": UnitNature.CIVIL_SERVICE_MANAGED,
    "参公事业单位": UnitNature.CIVIL_SERVICE_MANAGED,
    "参公管理": UnitNature.CIVIL_SERVICE_MANAGED,
    "参照公务员管理": UnitNature.CIVIL_SERVICE_MANAGED,
    "事业": UnitNature.INSTITUTION,
    "事业单位": UnitNature.INSTITUTION,
    "其他": UnitNature.OTHER,
}

# The longer names first: 事业单位经营收入 is not 事业收入.
_FUNDS = (
    (re.compile(r"一般公共预算|公共财政预算"), FundKind.GENERAL_PUBLIC_BUDGET),
    (re.compile(r"政府性基金|基金预算"), FundKind.GOVERNMENT_FUNDS),
    (re.compile(r"国有资本经营"), FundKind.STATE_CAPITAL),
    (re.compile(r"财政专户|专户核拨|专户管理"), FundKind.SPECIAL_FISCAL_ACCOUNT),
    (re.compile(r"经营收入"), FundKind.BUSINESS_REVENUE),
    (re.compile(r"附属单位"), FundKind.AFFILIATE_REMITTANCE),
    (re.compile(r"上级补助"), FundKind.SUPERIOR_SUBSIDY),
    (re.compile(r"事业收入|事业预算收入"), FundKind.INSTITUTION_REVENUE),
    (re.compile(r"其他收入|其它收入"), FundKind.OTHER_REVENUE),
)

# How a sentence names a figure of the document, at the end of the words before the amount.
_LONGEST_NAME = 60
_AS = r"(?:预算)?(?:总额|合计|共计|总计|总计为)?(?:共)?(?:安排|预计|计划)?(?:为|是|共)?$"
_FIGURES = (
    ("revenue.total", re.compile(r"(?:预算收入|收入预算|收入总计|总收入|收入合计|本年收入|收入总额)" + _AS)),
    ("revenue.carried_in", re.compile(r"(?:上年结转结余|上年结转|上年结余|结转结余资金)" + _AS)),
    ("expenditure.carried_out", re.compile(r"(?:年终结转结余|年末结转结余|结转下年)" + _AS)),
    ("expenditure.total", re.compile(r"(?:预算支出|支出预算|支出总计|总支出|支出合计|本年支出|支出总额)" + _AS)),
    ("expenditure.basic", re.compile(r"基本支出" + _AS)),
    ("expenditure.project", re.compile(r"项目支出" + _AS)),
    ("expenditure.personnel", re.compile(r"人员(?:经费|支出)" + _AS)),
    ("expenditure.operating", re.compile(r"(?:日常公用经费|公用经费|公用支出|日常公用支出)" + _AS)),
    ("operating_costs.total", re.compile(r"机关运行(?:经)?费" + _AS)),
    ("three_public.overseas_trips", re.compile(r"因公出国[（(]境[）)]费(?:用)?" + _AS)),
    ("three_public.vehicles", re.compile(r"公务用车购置(?:及|和|与|费及|费和)运行(?:维护)?费?" + _AS)),
    ("three_public.vehicle_purchase", re.compile(r"公务用车购置费?" + _AS)),
    ("three_public.vehicle_operation", re.compile(r"公务用车运行(?:维护)?费?" + _AS)),
    ("three_public.official_receptions", re.compile(r"公务接待费" + _AS)),
    ("three_public.total", re.compile(r"[“\"]?三公[”\"]?经费(?:支出)?" + _AS)),
    ("procurement.total", re.compile(r"政府采购(?:预算|金额|资金|支出)?" + _AS)),
    ("assets.total", re.compile(r"(?:固定资产|资产)(?:总额|总值|原值|总计|价值)" + _AS)),
)


def plain_name(name: str) -> str:
    """A name as it is compared: without blanks and quotation marks, brackets of one width."""
    return squeeze(name).translate(_SAME)


def figure_named(words: str, within: tuple[str, ...] = ()) -> str | None:
    """The reference of the figure that the words before an amount name, of the statements named; None where they name none."""
    squeezed = squeeze(words)[-_LONGEST_NAME:]
    # 一般公共预算收入 ends like 预算收入 and is one source of it.
    if (not within or "revenue" in within) and "收入" in squeezed and (fund := fund_named(squeezed)):
        return f"revenue.{fund.value}"
    for ref, pattern in _FIGURES:
        if (not within or ref.split(".")[0] in within) and pattern.search(squeezed):
            return ref
    return None


def fund_named(words: str) -> FundKind | None:
    """The kind of money that a source of income is."""
    squeezed = squeeze(words)
    return next((kind for pattern, kind in _FUNDS if pattern.search(squeezed)), None)


def nature_named(words: str) -> UnitNature | str:
    """The 单位性质 of the closed list; "" where the words are none of it."""
    return _NATURES.get(plain_name(words), "")


@dataclass(frozen=True)
class ClassNames:
    """The economic classes of a year by the names that documents use for routine operating costs."""

    by_name: dict[str, EconomicClass]
    by_code: dict[str, EconomicClass]

    @classmethod
    def of_year(cls, year: int) -> ClassNames:
        classes = list(EconomicClass.objects.valid_in(year).order_by("code", "-valid_from"))
        return cls(dict(_preferred(classes)), {each.code: each for each in reversed(classes)})

    def find(self, label: str) -> EconomicClass | None:
        """The class of that name; None where no list knows it."""
        name = plain_name(label)
        return self.by_name.get(name) or self.by_code.get(_CLASS_OF.get(name, ""))


def _preferred(classes: Iterable[EconomicClass]) -> Iterable[tuple[str, EconomicClass]]:
    """Of two classes with one name (30902 and 31002) the one that basic expenditure can have comes last, and so wins."""
    return (
        (plain_name(each.name), each)
        for each in sorted(classes, key=lambda each: each.group == EconomicGroup.OPERATING)
    )
