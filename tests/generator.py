"""Writes disclosures in the layout of the format hebei-2018, each from a number: for tests of reading.

Every document is consistent, fictional and in the form's standard words, apart from the own words that are planted in
it. What a reader should find of them is said beside the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from budgets.money import plain
from tests.generated_facts import LEVELS, OBJECTS, RESIDUAL, SYMBOLS, WORDS, Facts, Project, money


@dataclass
class Written:
    """A document with what was put into it.

    own    keys of the blocks that have words of their own, with what stands in them
    extra  keys behind which a paragraph stands that fits no block
    """

    text: str
    name: str
    year: int
    own: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    units: int = 0
    duties: int = 0
    projects: int = 0
    indicators: int = 0
    purchases: int = 0
    has_last_year: bool = False


def write(seed: int) -> Written:
    """The document of that number; the same number always writes the same."""
    return _Writer(seed).write()


class _Writer(Facts):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.lines: list[str] = []
        self.indicators = 0

    # ---- Lines ----

    def paragraph(self, text: str) -> None:
        self.lines.extend((f"{' ' * self.random.choice((0, 0, 3, 4))}{text}", *self.random.choice(((), ("",)))))

    def block(self, key: str, text: str) -> None:
        """A paragraph of the form, or the words that were planted in its place."""
        self.paragraph(self.own.get(key, text))
        if key in self.extra:
            self.paragraph(self.extra[key])

    def row(self, *cells: str) -> None:
        self.lines.extend(f"\t{cell}" for cell in cells)
        self.lines.append("")

    # ---- The document ----

    def write(self) -> Written:
        self.lines.append(self.own.get("title", f"{self.name}{self.year}年部门预算公开说明"))
        self.lines.append("")
        law = "、《中华人民共和国预算法实施条例》" if self.year >= 2021 else ""
        self.block(
            "opening.legal",
            f"按照《中华人民共和国预算法》{law}和《地方预决算公开操作规程》规定，现将{self.name}{self.year}年部门预算公开如下：",
        )
        self.organisation()
        self.overview()
        self.operating_costs()
        self.three_public()
        self.performance()
        self.procurement()
        self.assets()
        self.closing()
        return Written(
            "\n".join(self.lines) + "\n",
            self.name,
            self.year,
            self.own,
            {f"after:{key}": text for key, text in self.extra.items()},
            units=len(self.units),
            duties=len(self.duties),
            projects=len(self.projects),
            indicators=self.indicators,
            purchases=len(self.purchases),
            has_last_year=self.has_last_year,
        )

    def organisation(self) -> None:
        self.paragraph("一、部门职责及机构设置情况")
        self.paragraph("部门职责：")
        for number in range(self.random.randrange(1, 4)):
            self.paragraph(f"{number + 1}、负责{self.sentence()}。")
        self.paragraph("机构设置：")
        self.paragraph("部门机构设置情况")
        self.row("单位名称", "单位性质", "单位规格", "经费保障形式")
        if self.random.random() < 0.4:
            self.row("", "", "", "")
        for unit in self.units:
            self.row(*unit)

    def overview(self) -> None:
        self.paragraph("二、部门预算安排的总体情况")
        member = (
            f"{self.name}机关及所属事业单位的收支包含在部门预算中。"
            if len(self.units) > 1
            else f"{self.name}的全部收支包含在部门预算中。"
        )
        kind = self.place[-1]
        self.block(
            "overview.system",
            f"按照预算管理有关规定，目前我{kind}部门预算的编制实行综合预算制度，即全部收入和支出都反映在预算中。{member}",
        )
        self.block("overview.income.heading", "1、收入说明")
        general = self.total - (self.other_revenue or 0)
        other = f"，其他收入{money(self.other_revenue)}" if self.other_revenue is not None else ""
        self.block(
            "overview.income",
            f"反映本部门当年全部收入。{self.year}年预算收入为{money(self.total)}，其中：一般公共预算拨款收入{money(general)}{other}。",
        )
        self.block("overview.expenditure.heading", "2、支出说明")
        self.block("overview.expenditure", self.expenditure())
        if self.own.get("overview.nil_funds") is None:
            self.block(
                "overview.nil_funds", f"{self.year}年，我部门没有使用政府性基金预算和国有资本经营预算拨款安排的支出。"
            )
        self.block("overview.comparison.heading", "3、比上年增减情况")
        self.block("overview.comparison", f"{self.year}年预算支出安排{money(self.total)}{self.beside_last_year()}。")

    def expenditure(self) -> str:
        named = [project for project in self.projects if project.amount is not None]
        listed = "；".join(f"{project.name}{money(project.amount)}" for project in named if project.amount is not None)
        lead = "主要为" if self.unassigned else "包括"
        return (
            f"收支预算总表支出栏、基本支出表、项目支出表按经济分类和支出功能分类科目编制，反映{self.name}年度部门预算中支出预算的总体情况。"
            f"{self.year}年预算支出为{money(self.total)}，其中：基本支出{money(self.basic)}，主要是人员经费{money(self.personnel)}"
            f"和日常公用经费{money(self.operating)}；项目支出{money(self.project)}{f'，{lead}{listed}' if listed else ''}。"
        )

    def beside_last_year(self) -> str:
        if self.is_new:
            return f"，因我单位为{self.year}年新增预算单位，暂无{self.year - 1}年预算数据"
        if not self.has_last_year:
            return ""
        before = self.total if self.random.random() < 0.2 else self.amount()
        return f"，{self.change('预算', self.total, before, f'{self.phrase(2)}的支出有变化', percent=True)}"

    def change(self, what: str, now: Decimal, before: Decimal, reason: str, *, percent: bool = False) -> str:
        """比2019年预算…元增加…元，增长…%，主要原因是…"""
        if now == before:
            return f"与{self.year - 1}年{what}{money(before)}持平"
        more = now > before
        rate = ""
        if percent and before:
            share = (abs(now - before) / before * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            rate = f"，{'增长' if more else '下降'}{plain(share)}%"
        because = f"，主要原因是{reason}" if reason else ""
        return f"比{self.year - 1}年{what}{money(before)}{'增加' if more else '减少'}{money(abs(now - before))}{rate}{because}"

    def operating_costs(self) -> None:
        self.paragraph("三、机关运行经费安排情况")
        items = "、".join(f"{item}{money(amount)}" for item, amount in self.items)
        rest = f"，{RESIDUAL}{money(self.residual)}" if self.residual else ""
        self.block(
            "operating_costs.sentence",
            f"机关运行经费共计安排{money(self.mandated)}，主要用于{items}{rest}等日常运行支出。",
        )

    def three_public(self) -> None:
        self.paragraph("四、财政拨款“三公”经费预算情况及增减变化原因")
        trips, purchase, operation, receptions = self.three.values()
        total = sum(self.three.values(), Decimal(0))
        self.block(
            "three_public.sentence",
            f"{self.year}年，我部门财政拨款“三公”经费预算安排{money(total)}，其中：因公出国（境）费{money(trips)}，"
            f"公务用车购置及运行费{money(purchase + operation)}（其中：公务用车购置费{money(purchase)}，公务用车运行维护费{money(operation)}），"
            f"公务接待费{money(receptions)}。",
        )
        if self.is_new:
            self.block(
                "three_public.comparison",
                f"因我单位为{self.year}年新增预算单位，暂无{self.year - 1}年“三公”经费预算数据。",
            )
        elif self.has_last_year:
            before = {
                row: now if self.random.random() < 0.4 else self.amount(90_000) for row, now in self.three.items()
            }
            rows = "；".join(
                f"{row}{self.change('', now, before[row], f'{self.phrase(1)}任务有调整' if self.random.random() < 0.7 else '')}"
                for row, now in self.three.items()
            )
            overall = self.change(
                "", total, sum(before.values(), Decimal(0)), f"{self.phrase(2)}的安排有变化", percent=True
            )
            self.block("three_public.comparison", f"“三公”经费预算{overall}。其中：{rows}。")

    def performance(self) -> None:
        self.paragraph("五、绩效预算信息")
        self.paragraph("第一部分 部门整体绩效目标")
        self.paragraph("（一）总体绩效目标：")
        self.paragraph(f"{self.sentence()}。")
        self.paragraph("（二）分项绩效目标：")
        count = len(self.duties)
        words = {2: "两"}.get(count, "零一二三四五六七八九"[count])
        intro = (
            f"本年度{self.name}部门职责共分{words}项，下面就这{words}项职责分别说明："
            if count
            else f"本年度{self.name}未设分项绩效目标。"
        )
        self.block("performance.duties.intro", intro)
        for number, duty in enumerate(self.duties, 1):
            self.paragraph(f"{number}、{duty}")
            for _ in range(self.random.choice((1, 1, 2))):
                self.paragraph(f"主要职责是{self.sentence()}。")
            self.paragraph(f"职责目标是{self.sentence()}。")
            self.paragraph(f"绩效目标是{self.sentence()}。")
            self.paragraph(f"绩效指标是{self.phrase(2)}的比率。")
            self.paragraph("绩效标准：优为95%（含）以上；良为90%（含）至95%；中为85%（含）至90%；差为85%以下。")
        self.paragraph("（三）工作保障措施：")
        self.paragraph(f"一是{self.sentence()}；二是{self.sentence()}。")
        self.paragraph("第二部分 预算项目绩效目标")
        if not self.projects:
            self.paragraph(f"{self.year}年，我部门没有需要公开绩效目标的预算项目。")
        for project in self.projects:
            self.sheet(project)
            if self.random.random() < 0.5:
                self.lines.append("")

    def sheet(self, project: Project) -> None:
        self.row("项目编码", project.code, "项目名称", project.name)
        self.row("项目绩效模板", self.random.choice(("", "通用模板")))
        self.row("资金用途", f"用于{self.sentence()}。")
        self.row("资金支出计划（累计进度%）", "3月底", "6月底", "10月底", "12月底")
        self.row(
            "",
            *self.random.choice(
                (("25.00", "50.00", "80.00", "100.00"), ("0.00", "45.50", "90.00", "100.00"), ("", "", "", ""))
            ),
        )
        for number in range(1, self.random.randrange(2, 5)):
            self.row("绩效目标" if number == 1 else "", f"目标{number}", f"{self.sentence()}。")
        self.row("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
        self.row("", "", "", "", "符号", "值", "单位（文字描述）", "")
        for level1, kinds in LEVELS:
            first = level1
            for level2 in kinds:
                second = level2
                for _ in range(self.random.choice((0, 1, 1, 2, 3))):
                    self.row(first, second, *self.indicator())
                    self.indicators += 1
                    first = second = ""
            if self.random.random() < 0.2:
                self.row(*[""] * 8)

    def indicator(self) -> tuple[str, ...]:
        pick = self.random
        words = f"{pick.choice(WORDS)}{pick.choice(OBJECTS)}"
        if pick.random() < 0.15:
            return (f"{words}成效", f"{words}的情况", "定性", "优良", "", "年度总结")
        return (
            f"{words}率",
            f"{words}的完成比率",
            pick.choice(SYMBOLS),
            f"{'  ' if pick.random() < 0.2 else ''}{pick.randrange(50, 101)}.00",
            pick.choice(("%", "  %", "件")),
            pick.choice(("", "上年实际数", "工作要求")),
        )

    def procurement(self) -> None:
        self.paragraph("六、政府采购预算情况")
        total = sum((Decimal(row[7]) for row in self.purchases), Decimal(0))
        sentence = (
            f"{self.year}年，我部门安排政府采购预算{money(total)}，具体内容见下表。"
            if self.purchases
            else f"{self.year}年，我部门未安排政府采购预算，下表为空表。"
        )
        self.block("procurement.sentence", sentence)
        self.paragraph("部门政府采购预算")
        self.row(self.own.get("procurement.head.department", f"编制部门：{self.name}"), "单位：元")
        quantity = self.own.get("procurement.head.quantity", "数量")
        self.row("政府采购项目来源", "采购物品名称", "政府采购目录序号", "数量  单位", quantity, "单价", "政府采购金额")
        self.row("项目名称", "预算资金", "", "", "", "", "", "总计", "当年部门预算安排资金", "其他渠道资金")
        self.row(*[""] * 8, "合计", "一般公共预算拨款", "基金预算拨款", "财政专户核拨", "其他来源收入", "")
        for row in self.purchases or [("",) * 14] * 3:
            self.row(*row)
        if self.purchases:
            self.row("合计", *[""] * 6, *(self.column(column) for column in range(7, 14)))

    def column(self, column: int) -> str:
        filled = [Decimal(row[column]) for row in self.purchases if row[column]]
        return plain(sum(filled, Decimal(0))) if filled else ""

    def assets(self) -> None:
        self.paragraph("七、国有资产信息")
        values = [value for value in self.values if value is not None]
        total = sum(values, Decimal(0))
        no_new = "，本年度无新增固定资产预算" if self.random.random() < 0.5 else ""
        self.block("assets.sentence", f"截至上年末，我单位固定资产总额{money(total)}{no_new}。")
        self.row("部门固定资产占用情况表")
        self.row(
            f"编制部门：{self.own.get('assets.head.department', self.name)}", f"截止时间：{self.year - 1}年12月31日"
        )
        self.row("项   目", "数量", "价值（金额单位：元）")
        self.row("资产总额", "", plain(total) if values else "")
        threshold = self.own.get("assets.row.3.label", "3、单价在20万元以上设备")
        labels = (
            "1、房屋（平方米）",
            "2、车辆（台、辆）",
            threshold,
            f"4、{self.random.choice(OBJECTS)}专用家具",
            "5、其他固定资产",
        )
        for label, value in zip(labels, self.values, strict=True):
            self.row(
                label,
                str(self.random.randrange(1, 90)) if value is not None else "",
                plain(value) if value is not None else "",
            )

    def closing(self) -> None:
        self.paragraph("八、名词解释")
        for number, term in enumerate(self.random.sample(OBJECTS, self.random.randrange(1, 6)), 1):
            self.paragraph(f"{number}、{term}：指本部门用于{self.phrase(2)}的资料和物品。")
        self.paragraph("九、其他需要说明的事项")
        if self.random.random() < 0.5:
            self.paragraph("无其他需要说明的事项。")
        else:
            for line in self.others():
                self.paragraph(line)

    def others(self) -> Iterator[str]:
        for number in range(1, self.random.randrange(2, 4)):
            yield f"{number}、{self.sentence()}。"
