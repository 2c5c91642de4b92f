"""What a generated disclosure is about: units, duties, projects, amounts and planted words, all by chance from one number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import plain

PLACES = ("云汀区", "望岚县", "青砚市", "松屏旗", "北澜市霁川区")
OFFICES = ("档案馆", "统计局", "退役军人事务局", "文化馆服务局", "水务局", "应急管理局")
UNIT_KINDS = (("行政", "正科级"), ("参照公务员法管理事业单位", "副科级"), ("事业", "股级"))
ITEMS = (
    "办公费",
    "印刷费",
    "水费",
    "电费",
    "邮电费",
    "物业管理费",
    "差旅费",
    "维修（护）费",
    "会议费",
    "培训费",
    "公务接待费",
    "工会经费",
    "福利费",
    "公务用车运行维护费",
    "办公设备购置",
    "档案整理费",
)
RESIDUAL = "其他费用"
WORDS = ("整理", "核对", "巡查", "宣传", "登记", "保管", "接待", "培训", "检修", "调研", "普查", "建档")
OBJECTS = (
    "馆藏目录",
    "值班设备",
    "窗口服务",
    "业务资料",
    "基层站点",
    "群众来访",
    "信息系统",
    "防汛物资",
    "安全隐患",
    "年度台账",
)
LEVELS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标")),
    ("效果指标", ("经济效益指标", "社会效益指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
SYMBOLS = ("=", ">=", "<=", ">")


def money(amount: Decimal) -> str:
    return f"{plain(amount)}元"


@dataclass
class Project:
    code: str
    name: str
    amount: Decimal | None


class Facts:
    """Consistent and fictional: totals are sums, three of the sentences may have words of their own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.place = self.random.choice(PLACES)
        self.name = f"{self.place}{self.random.choice(OFFICES)}"
        self.year = self.random.choice((2018, 2019, 2020, 2021))
        self.has_last_year = self.random.random() < 0.5
        self.is_new = not self.has_last_year and self.random.random() < 0.5
        self.own: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.draw()
        self.plant()

    # ---- Pieces of chance ----

    def amount(self, most: int = 3_000_000) -> Decimal:
        """With no, one or two places, as sources print them."""
        return (
            Decimal(self.random.randrange(1, most * 100))
            .scaleb(-2)
            .quantize(Decimal(1).scaleb(-self.random.randrange(3)))
        )

    def phrase(self, count: int = 3) -> str:
        return "、".join(f"{self.random.choice(WORDS)}{self.random.choice(OBJECTS)}" for _ in range(count))

    def sentence(self) -> str:
        return f"{self.phrase(self.random.randrange(2, 5))}，做到{self.random.choice(WORDS)}及时、{self.random.choice(WORDS)}有据"

    def draw(self) -> None:
        pick = self.random
        kinds = [UNIT_KINDS[0], *(pick.choice(UNIT_KINDS) for _ in range(pick.randrange(6)))]
        self.units = [
            (self.name if n == 0 else f"{self.name}第{n}站", *kind, "财政拨款") for n, kind in enumerate(kinds)
        ]
        self.duties = [f"{pick.choice(WORDS)}{pick.choice(OBJECTS)}（{n + 1}类）" for n in range(pick.randrange(10))]
        self.projects = [
            Project(
                f"{pick.randrange(100, 1000)}-{pick.randrange(1000, 10000)}-ABC-{n:02d}{pick.choice('KQXZ')}{pick.choice('RTVW')}",
                f"{pick.choice(OBJECTS)}{pick.choice(WORDS)}、{pick.choice(WORDS)}经费（{n + 1}期）",
                self.amount() if pick.random() < 0.7 else None,
            )
            for n in range(pick.randrange(9))
        ]
        self.items = [(item, self.amount(60_000)) for item in pick.sample(ITEMS, pick.randrange(1, len(ITEMS)))]
        self.residual = self.amount(40_000) if pick.random() < 0.7 else None
        self.personnel = self.amount()
        self.unassigned = (
            self.amount()
            if pick.random() < 0.5 or any(project.amount is None for project in self.projects)
            else Decimal(0)
        )
        self.operating = sum((amount for _, amount in self.items), self.residual or Decimal(0))
        self.mandated = self.operating
        if any(unit[1] == "事业" for unit in self.units) and pick.random() < 0.5:
            self.operating += self.amount(90_000)
        self.basic = self.personnel + self.operating
        self.project = sum((project.amount or Decimal(0) for project in self.projects), self.unassigned)
        self.total = self.basic + self.project
        self.other_revenue = (self.total / 10).quantize(Decimal("0.01")) if pick.random() < 0.3 else None
        basic = dict(self.items)
        self.three = {
            "因公出国（境）费": self.amount(90_000) if pick.random() < 0.3 else Decimal(0),
            "公务用车购置费": self.amount(200_000) if pick.random() < 0.3 else Decimal(0),
            "公务用车运行维护费": basic.get("公务用车运行维护费", Decimal(0))
            + (self.amount(90_000) if pick.random() < 0.5 else 0),
            "公务接待费": basic.get("公务接待费", Decimal(0)) + (self.amount(20_000) if pick.random() < 0.5 else 0),
        }
        self.purchases = [self.purchase(n) for n in range(pick.choice((0, 0, 1, 3, 7, 20)))]
        self.values = [self.amount() if pick.random() < 0.6 else None for _ in range(5)]

    def purchase(self, number: int) -> tuple[str, ...]:
        pick = self.random
        quantity, price = pick.randrange(1, 40), self.amount(9_000)
        funded = quantity * price
        aside = self.amount(9_000) if pick.random() < 0.3 else None
        named = [project for project in self.projects if project.amount is not None]
        project = pick.choice(named) if named and pick.random() < 0.8 else None
        budget = plain(project.amount) if project and project.amount is not None else ""
        by_funds = bool(pick.random() < 0.2)
        return (
            project.name if project else "日常采购",
            budget,
            f"{pick.choice(OBJECTS)}用具{number + 1}",
            f"A0{pick.randrange(100, 999)}",
            "件",
            str(quantity),
            plain(price),
            plain(funded + (aside or 0)),
            plain(funded),
            "" if by_funds else plain(funded),
            plain(funded) if by_funds else "",
            "",
            "",
            plain(aside) if aside else "",
        )

    def plant(self) -> None:
        """Own words in the places where departments have them."""
        pick = self.random
        possible = {
            "title": f"{self.name}{self.year}年度部门预算信息公开说明",
            "opening.legal": f"根据预算公开的有关规定，现将{self.name}{self.year}年部门预算公开如下：",
            "overview.system": "我部门的预算实行综合预算制度，全部收入和支出都在其中。",
            "overview.income": f"反映本部门当年的全部收入。本部门{self.year}年预算收入为{money(self.total)}。"
            if self.other_revenue is None
            else "",
            "overview.income.heading": "1、收入情况说明",
            "operating_costs.sentence": f"{self.year}年机关运行经费安排{money(self.mandated)}，用于保障机关日常运行，其中："
            + "；".join(
                f"{item}{money(amount)}"
                for item, amount in [*self.items, *([(RESIDUAL, self.residual)] if self.residual else [])]
            )
            + "。",
            "overview.nil_funds": "",
            "performance.duties.intro": f"{self.name}的职责分为以下{len(self.duties)}项：",
            "procurement.head.department": "",
            "assets.head.department": "",
            "assets.row.3.label": "3、单价在50万元以上设备",
            "procurement.head.quantity": "采购数量",
        }
        for key in pick.sample(
            sorted(key for key, text in possible.items() if text or "head" in key or "nil" in key), pick.randrange(5)
        ):
            self.own[key] = possible[key]
        for key in pick.sample(("overview.system", "three_public.sentence", "assets.sentence"), pick.randrange(3)):
            self.extra[key] = f"{self.sentence()}。此项说明由{self.name}提供。"
