"""“三公”经费: complete, compared, explained, and above what basic expenditure alone holds. C14, C15, R-SAN-1 to R-SAN-5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import contradictions, place, rounding, shown
from budgets.choices import PROJECT_KINDS, ThreePublicLine
from budgets.money import total
from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.comparison import Comparison
from budgets.statements.identities import C14
from budgets.statements.ledger import fund_kind
from budgets.statements.three_public import ThreePublic, basic_amounts, three_public, three_public_comparison
from disclosure import formats
from disclosure.checks.lines import are_the_systems, at, first_key, sentence_lines, subject_lines, subject_text
from disclosure.checks.reasons import gives_reason
from disclosure.composition.review import Review
from disclosure.document import Figure

LEAVES = tuple(line.value for line in ThreePublicLine)
_SUMMED = {"total": "各项之和", "vehicles": "购置费与运行维护费之和"}
_SENTENCE = ("three_public.sentence", "related.three_public.total")
_COMPARISON = ("three_public.comparison", "related.three_public.total")


def _funds(review: Review) -> tuple[str, ...]:
    return formats.load(review.ledger.budget.format_key).three_public_funds


def _data(review: Review) -> ThreePublic:
    return three_public(review.ledger, _funds(review))


def _compared(review: Review) -> dict[str, Comparison]:
    return three_public_comparison(review.ledger, _funds(review))


@rule(
    "R-NUM-C14",
    "E",
    "“三公”经费合计等于各项之和",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T07",),
    answers={Question.THREE_PUBLIC: Bearing.DENIES},
    needs="document",
    example="“三公”经费 50000元，出国费、公务用车购置及运行费、接待费三项之和 45000元。",
    satisfy="核对各项金额；总额由系统计算，按公开表填写的总额有误的请改正。",
)
def three_public_adds_up(review: Review) -> Iterator[Finding]:
    data = _data(review)
    rounded = rounding(review.ledger, "T07", len(LEAVES) + 1)
    for each in reversed(C14.declared):
        row = each.one.row
        yield from contradictions([data.row(row)], source=_SUMMED[row], only_reached=False, rounded=rounded)


@rule(
    "R-NUM-C15",
    "W",
    "“三公”经费各项等于相应经济科目的支出",
    basis="公开表勾稽关系",
    reads=Reads.LINES,
    needs="document",
    example="公务接待费填 20000元，支出明细中“30217”科目只有 15000元。",
    satisfy="核对“三公”经费各项与相应经济科目的明细；口径不同的请说明。",
)
def three_public_is_the_cut_by_economic_class(review: Review) -> Iterator[Finding]:
    data = _data(review)
    leaves = [data.row(leaf) for leaf in LEAVES]
    coarse = [leaf for leaf in leaves if not leaf.reached]
    yield from contradictions(leaves, source="经济科目明细之和")
    below = [
        leaf for leaf in coarse if leaf.stated is not None and leaf.computed is not None and leaf.stated < leaf.computed
    ]
    yield from contradictions(below, source="已有经济科目的明细之和", only_reached=False)
    if coarse and not below:
        raise NotRun("部分支出没有经济分类科目，只能核对“三公”经费不低于基本支出中的数额（见 R-SAN-3）")


@rule(
    "R-SAN-1",
    "W",
    "“三公”经费六项数字齐全",
    basis="财预〔2016〕143号",
    reads=Reads.LINES | Reads.DOCUMENT | Reads.WORDS,
    firm="E",
    answers={Question.THREE_PUBLIC: Bearing.DECIDES},
    needs="document",
    example="“三公”经费只写了总额和公务接待费，没有写因公出国（境）费。",
    satisfy="写明总额、三项费用以及公务用车购置费和运行维护费，没有的写 0。",
)
def all_six_figures_are_there(review: Review) -> Iterator[Finding]:
    """Total, subtotal of vehicles, four lines, 0 printed. Without the subtotal the reader can still add: a warning."""
    data, text = _data(review), subject_text(review, "three_public")
    printed = {
        run.ref for line in subject_lines(review, "three_public") for run in line.runs if isinstance(run, Figure)
    }
    for row in ("total", *LEAVES):
        amount = data.row(row)
        if f"three_public.{row}" not in printed and not _is_typed(amount.name, text):
            yield Finding(
                f"没有公布{amount.name}。",
                (at(review, first_key(review, *_SENTENCE), text or "空白"),),
                remedy="请写明该项金额，没有的写 0 元。",
                is_firm=are_the_systems(review, sentence_lines(review, "three_public")),
            )
        elif amount.stated is None and not amount.reached and row != "total":
            yield Finding(
                f"{amount.name}没有填写：部分支出没有经济分类科目，明细不能得出全数。",
                (Place(amount.name, "空白", "three_public", f"three-public-{row}"),),
                remedy="请按公开表填写，没有的填 0；或给各项支出补填经济分类科目。",
                is_firm=are_the_systems(review),
            )
    if "three_public.vehicles" not in printed and not _is_typed("公务用车购置及运行费", text):
        yield Finding(
            "没有公布公务用车购置及运行费的小计。",
            (at(review, first_key(review, *_SENTENCE), text or "空白"), place(data.vehicles)),
            remedy="请在购置费和运行维护费之前写明小计。",
            severity="W",
        )


def _is_typed(name: str, text: str) -> bool:
    bare = (
        re.escape(re.sub(r"[“”]", "", name))
        .replace("运行费", "运行(?:维护)?费")
        .replace("运行维护费", "运行(?:维护)?费")
    )
    return bool(re.search(bare + r"[^，。；、\d比较与]{0,8}\d", re.sub(r"[“”]", "", text)))


@rule(
    "R-SAN-2",
    "W",
    "“三公”经费与上年比较并说明原因",
    basis="财预〔2016〕143号",
    reads=Reads.LINES | Reads.WORDS | Reads.LAST_YEAR,
    firm="E",
    answers={Question.CHANGES: Bearing.DECIDES},
    needs="document",
    example="公务接待费比上年减少 3000元，没有写上年数，也没有说明原因。",
    satisfy="填写“三公”经费各项的上年数和变化原因；新增单位勾选“本年度新增预算单位”。",
    new_unit=Patterns(
        ("新增[^。；]{0,60}(单位|部门)", "新(成立|组建|设立)", "(暂|没有|无)[^。；]{0,60}上年", r"(暂)?无\d{4}年")
    ),
)
def three_public_is_compared_and_explained(review: Review, *, new_unit: Patterns) -> Iterator[Finding]:
    """Last year's figure of each line and the reason of each change, or the sentence of a unit that had no last year."""
    ledger, text = review.ledger, subject_text(review, "three_public")
    is_firm = are_the_systems(review, sentence_lines(review, "three_public"))
    if ledger.is_new_unit:
        if not new_unit.search(text):
            yield Finding(
                f"“三公”经费没有与上年比较，也没有说明本年新增、无{ledger.year - 1}年数据。",
                (at(review, first_key(review, *_COMPARISON), "空白"),),
                remedy=f"请写明“因我单位为{ledger.year}年新增预算单位，暂无{ledger.year - 1}年‘三公’经费预算数据”，或恢复标准文字。",
                is_firm=is_firm,
            )
        return
    compared = _compared(review)
    missing = [compared[leaf].current for leaf in LEAVES if not compared[leaf].is_known]
    if missing:
        yield Finding(
            f"“三公”经费没有上年数：{'、'.join(amount.name for amount in missing)}。",
            tuple(
                Place(f"{amount.name}（{ledger.year - 1}年）", "空白", "three_public", f"{amount.anchor}-before")
                for amount in missing
            ),
            remedy="请填写上年预算数，没有的填 0；本年新增的单位请勾选“新增预算单位”。",
            is_firm=are_the_systems(review),
        )
        return
    if not re.search(rf"上年|去年|{ledger.year - 1}年", text):
        yield Finding(
            "正文没有写“三公”经费与上年的比较。",
            (at(review, first_key(review, *_COMPARISON), "空白"),),
            remedy="请恢复标准文字，或写明与上年的比较。",
            is_firm=is_firm,
        )
        return
    yield from _unexplained(review, compared, text, is_firm=is_firm)


def _unexplained(review: Review, compared: dict[str, Comparison], text: str, *, is_firm: bool) -> Iterator[Finding]:
    changed = [compared[leaf] for leaf in LEAVES if compared[leaf].is_changed]
    overall = compared["total"].reason.strip()
    is_own_text = any(line.is_own for line in subject_lines(review, "three_public"))
    for each in changed:
        name = each.current.name
        if each.reason.strip() or (overall and len(changed) == 1):
            continue
        if is_own_text and _own_reason(name, text, only=len(changed) == 1):
            continue
        change = each.change.number if each.change else Decimal(0)
        yield Finding(
            f"{name}比上年{each.direction} {shown(change)}，没有说明原因。",
            (place(each.current), *((place(each.previous),) if each.previous else ())),
            change,
            remedy="请填写该项增减变化的原因。",
            is_firm=is_firm,
        )


def _own_reason(name: str, text: str, *, only: bool) -> bool:
    parts = [part for part in re.split(r"[。；\n]", text) if name in part or only]
    return any(gives_reason(part) for part in parts)


@rule(
    "R-SAN-3",
    "E",
    "“三公”经费不低于基本支出中的数额",
    basis="财预〔2016〕143号；“三公”经费公开要求",
    reads=Reads.LINES,
    answers={Question.THREE_PUBLIC: Bearing.DENIES},
    needs="document",
    example="公务接待费公开 5000元，基本支出中“公务接待费”有 8000元。",
    satisfy="核对“三公”经费数和公用经费明细，公开数不得小于基本支出中的数额。",
    times="2",
)
def three_public_is_not_below_basic(review: Review, *, times: str) -> Iterator[Finding]:
    """Far above it, the rest must stand in projects: a slip of the pen looks just the same."""
    data, ledger = _data(review), review.ledger
    basic = basic_amounts(ledger, _funds(review))
    if not any(amount.value for amount in basic.values()):
        raise NotRun("基本支出中没有“三公”经费科目")
    for row, floor in basic.items():
        amount = data.row(row)
        if not floor.number:
            continue
        difference = amount.number - floor.number
        of_projects = total(
            line.amount
            for line in ledger.expenditure
            if line.kind in PROJECT_KINDS
            and line.economic
            and line.economic.three_public_line == row
            and fund_kind(line) in _funds(review)
        )
        places = (place(amount), place(floor))
        if difference < 0:
            yield Finding(
                f"{amount.name} {shown(amount.value)}，低于基本支出中的 {shown(floor.value)}，相差 {shown(-difference)}。",
                places,
                difference,
                remedy="请核对“三公”经费数和公用经费明细。",
            )
        elif amount.number > floor.number * Decimal(times) and not of_projects:
            yield Finding(
                f"{amount.name} {shown(amount.value)}，是基本支出中 {shown(floor.value)} 的 {times} 倍以上，"
                f"多出的 {shown(difference)} 在项目支出中没有对应的科目。",
                places,
                difference,
                remedy="请在项目支出中列明该科目；若是多写或少写了一位数字，请改正。",
                severity="W",
            )


@rule(
    "R-SAN-4",
    "W",
    "“三公”经费只减不增",
    basis="厉行节约要求",
    reads=Reads.LINES | Reads.LAST_YEAR,
    needs="document",
    example="“三公”经费 60000元，比上年 50000元增加 10000元。",
    satisfy="按只减不增的要求压减；确需增加的，写明具体原因和依据。",
)
def three_public_does_not_grow(review: Review) -> Iterator[Finding]:
    compared = _compared(review)["total"]
    if compared.previous is None:
        raise NotRun("没有上年“三公”经费总额")
    difference = compared.current.number - compared.previous.number
    if difference > 0:
        yield Finding(
            f"“三公”经费 {shown(compared.current.value)}，比上年 {shown(compared.previous.value)} 增加 {shown(difference)}。",
            (place(compared.current), place(compared.previous)),
            difference,
            remedy="请确认增加有依据，并说明原因。",
        )


@rule(
    "R-SAN-5",
    "W",
    "公务用车购置有数量",
    basis="财预〔2016〕143号；“三公”经费公开要求",
    reads=Reads.LINES | Reads.WORDS,
    needs="document",
    example="安排公务用车购置费 180000元，没有写明购置几辆。",
    satisfy="在原因或说明中写明购置车辆的数量和用途。",
)
def bought_vehicles_are_counted(review: Review) -> Iterator[Finding]:
    purchase = _data(review).vehicle_purchase
    if not purchase.number:
        raise NotRun("没有公务用车购置费")
    text = subject_text(review, "three_public") + subject_text(review, "assets")
    if not re.search(r"购置[^。；]{0,100}?\d\s{0,8}[辆台]", text):
        yield Finding(
            f"安排公务用车购置费 {shown(purchase.value)}，没有写明购置几辆。",
            (place(purchase),),
            remedy="请写明购置车辆的数量和用途。",
        )
