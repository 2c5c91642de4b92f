"""Digits typed into a text against the figure of that name. R-TXT-1 (totals), R-TXT-2 (projects and items)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.money import UNITS, plain
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, Place, rule
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.operating_costs import operating_costs
from disclosure.checks.amounts import Mention
from disclosure.checks.lines import DocumentLine, around, at, first_ones, lines, place
from disclosure.checks.standard_sentences import typed_against_the_standard_sentence
from disclosure.composition.review import Review
from disclosure.outline import references

_TOTALS = {
    "预算收入": "revenue.total",
    "收入预算": "revenue.total",
    "收入总计": "revenue.total",
    "预算支出": "expenditure.total",
    "支出预算": "expenditure.total",
    "支出总计": "expenditure.total",
    "基本支出": "expenditure.basic",
    "人员经费": "expenditure.personnel",
    "公用经费": "expenditure.operating",
    "项目支出": "expenditure.project",
    "机关运行经费": "operating_costs.total",
    "“三公”经费": "three_public.total",
    "三公经费": "three_public.total",
    "因公出国（境）费": "three_public.overseas_trips",
    "公务用车购置及运行费": "three_public.vehicles",
    "公务用车购置费": "three_public.vehicle_purchase",
    "公务用车运行维护费": "three_public.vehicle_operation",
    "公务用车运行费": "three_public.vehicle_operation",
    "公务接待费": "three_public.official_receptions",
    "政府采购预算": "procurement.total",
    "固定资产总额": "assets.total",
}
_WHOLES = ("预算收入", "收入预算", "收入总计", "预算支出", "支出预算", "支出总计")
_FUND_WORDS = {
    "财政拨款": "fiscal",
    "一般公共预算拨款": "general_public_budget",
    "政府性基金拨款": "government_funds",
    "政府性基金预算拨款": "government_funds",
    "国有资本经营预算拨款": "state_capital",
}
for _words, _fund in _FUND_WORDS.items():
    _spending = "expenditure.fiscal" if _fund == "fiscal" else f"expenditure.fund:{_fund}"
    for _term in (f"{_words}支出", f"{_words}支出预算", f"{_words}预算支出"):
        _TOTALS[_term] = _spending
    for _term in (f"{_words}收入", f"{_words}收入预算", f"{_words}预算收入"):
        _TOTALS[_term] = f"revenue.{_fund}"
# The whole is meant where nothing but the year or the department stands before it: 专户收入预算 is not 收入预算, nor is
# 接待中心预算支出 that of the department.
_OF_THE_WHOLE = re.compile(
    r"(?:^|年度?|[我本](?:部门|单位|局|委|办|镇|乡|街道|院|校|中心)|^部门|全年|总|安排|其中|\s)(?:的)?$"
)
# Between a name and its figure: 为, 共计安排, 预算数. Anything else may make it another thing: 基本支出结余, 经费中的办公费.
_UP_TO_THE_FIGURE = re.compile(r"[\s“”\"：:为是共计合总安排预算拟数额金达列支出费经￥人民币]*")
_SHIFTS = (Decimal(10), Decimal(10_000), Decimal(100_000_000))
_CLAUSE = re.compile(r"[，。；、：:（(\n]")
# The digits are then not this year's whole figure of that name.
_OF_SOMETHING_ELSE = re.compile(
    r"上年|去年|往年|年初|累计|季度|[上下]半年|月|执行|决算|比|较|每|人均|单价|标准|限额|不超过|至少|节约|增加|减少|下降|其中"
)
_AFTER = re.compile(r"\s*+(以上|以下|以内|/|／|每)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_FARTHEST = 12
_LONGEST_CLAUSE = 300


@rule(
    "R-TXT-1",
    "W",
    "文字中的数字与数据一致",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.LINES | Reads.WORDS,
    firm="E",
    needs="document",
    example="文字手写“预算支出 1000万元”，数据是 980万元。",
    satisfy="把手写的金额改为引用数据，金额随数据变动；数据有误的改正数据。",
    totals=_TOTALS,
)
def typed_totals_are_those_of_the_budget(review: Review, *, totals: Mapping[str, str]) -> Iterator[Finding]:
    amounts = review.composition.amounts
    terms: dict[str, tuple[Amount, ...]] = {term: (amounts[ref],) for term, ref in totals.items() if ref in amounts}
    items = {item.name: item for item in operating_costs(review.ledger).items}
    for name, item in items.items():
        if name in terms:
            terms[name] = (*terms[name], item)
    yield from _vanished(review)
    by_name = list(_judge(review, terms))
    yield from by_name
    told = {(each.places[0].block, each.difference) for each in by_name}
    for each in typed_against_the_standard_sentence(review):
        if (each.places[0].block, each.difference) not in told:
            yield each


@rule(
    "R-TXT-2",
    "W",
    "文字中项目和科目的金额与数据一致",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.LINES | Reads.WORDS,
    needs="document",
    example="文字写“馆藏目录整理经费 50000元”，该项目的数据是 60000元。",
    satisfy="把项目或科目的金额改为引用数据，或改正数据。",
)
def typed_amounts_of_projects_are_those_of_the_budget(review: Review) -> Iterator[Finding]:
    spending, costs = expenditure(review.ledger), operating_costs(review.ledger)
    terms: dict[str, tuple[Amount, ...]] = {}
    for each in spending.projects:
        for name in {each.label, each.project.name}:
            terms[name] = (each.amount,)
    for item in (*costs.items, *costs.residuals):
        if item.name not in _TOTALS:
            terms[item.name] = (*terms.get(item.name, ()), item)
    yield from _judge(review, terms)


def _in_yuan(amount: Amount) -> Decimal:
    """Figures of a narrative in 万元 are kept in that unit."""
    return amount.number * UNITS[amount.unit]


def _shift(one: Decimal, other: Decimal) -> str:
    if not one or not other:
        return ""
    factor = max(one, other) / min(one, other)
    return f"，恰好是 {plain(factor)} 倍，疑似单位或小数点错误" if factor in _SHIFTS else ""


def _vanished(review: Review) -> Iterator[Finding]:
    for key, ref in review.composition.missing:
        places = [at(review, key, f"{{{ref}}}")]
        if ref.startswith(references.OF_PROJECT):  # seen at once where the project was deleted
            places.append(Place("项目支出", references.named(ref), "projects"))
        yield Finding(
            f"文字引用的数据“{references.named(ref)}”已不存在。",
            tuple(places),
            remedy="请重新选择所引用的数据，或改写这段文字。",
            is_firm=True,
        )


def _judge(review: Review, terms: Mapping[str, tuple[Amount, ...]]) -> Iterator[Finding]:
    budget = review.ledger.budget
    names = tuple(name for name in (budget.printed_name, budget.department.name) if name)
    for line in lines(review):
        if not line.is_own or line.kind in {"heading", "head-cell"}:
            continue
        yield from first_ones(_judge_line(review, line, terms, names))


def _judge_line(
    review: Review, line: DocumentLine, terms: Mapping[str, tuple[Amount, ...]], names: tuple[str, ...]
) -> Iterator[Finding]:
    for mention in line.sure_mentions:
        if mention.is_typed and (term := _term_before(line.flat, mention, terms, names, review.ledger.year)):
            yield from _compare(review, line, mention, term, terms[term])


def _term_before(
    text: str, mention: Mention, terms: Mapping[str, tuple[Amount, ...]], names: tuple[str, ...], year: int
) -> str:
    """The last term in the clause before the digits; the longest where two end together. Empty when nothing is sure."""
    near = text[max(0, mention.start - _LONGEST_CLAUSE) : mention.start]
    before = _CLAUSE.split(near.replace("（境）", "\u0001"))[-1].replace("\u0001", "（境）")
    if len(before) == _LONGEST_CLAUSE or _OF_SOMETHING_ELSE.search(before) or _AFTER.match(text, mention.end):
        return ""
    if any(int(named) != year for named in _YEAR.findall(before)):
        return ""
    found = sorted(
        ((before.rfind(term) + len(term), len(term), term) for term in terms if term in before), reverse=True
    )
    for end, length, term in found:
        behind, prefix = before[end:], before[: end - length]
        if term in _WHOLES and not (_OF_THE_WHOLE.search(prefix) or prefix.endswith(names)):
            continue
        return term if len(behind) <= _FARTHEST and _UP_TO_THE_FIGURE.fullmatch(behind) else ""
    return ""


def _compare(
    review: Review, line: DocumentLine, mention: Mention, term: str, amounts: tuple[Amount, ...]
) -> Iterator[Finding]:
    candidates = [
        amount for amount in amounts if line.subject == "operating_costs" and amount.ref.startswith("operating_costs.")
    ] or amounts
    if any(abs(mention.value - _in_yuan(amount)) <= mention.tolerance for amount in candidates):
        return
    amount = candidates[0]
    value = _in_yuan(amount)
    difference = mention.value - value
    yield Finding(
        f"文字写{term if '“' in term else f'“{term}”'}{mention.printed}，数据是 {shown(value)}，相差 {shown(abs(difference))}{_shift(mention.value, value)}："
        f"“{around(line.text, mention.start, mention.end)}”。",
        (place(review, line), Place(amount.name, shown(amount.value, amount.unit), amount.part, amount.anchor)),
        difference,
        remedy="请改正文字，最好改为引用数据；数据有误的请改正数据。",
    )
