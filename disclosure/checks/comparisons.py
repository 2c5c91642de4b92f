"""Sentences that compare with last year: arithmetic, direction, whether there is a reason. R-TXT-4 to R-TXT-6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from budgets.checks.evidence import shown
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, Severity, rule
from budgets.statements.year_over_year import reason_anchor
from disclosure.checks.amounts import before
from disclosure.checks.asked_reasons import unexplained, unexplained_lines
from disclosure.checks.compared_texts import UP, TextComparison, comparisons
from disclosure.checks.lines import DocumentLine, are_the_systems, first_ones, lines, place
from disclosure.checks.reasons import is_explained
from disclosure.checks.shares import Share, shares
from disclosure.composition.review import Review

_NEAR = 8


def _all(review: Review) -> list[TextComparison]:
    found = comparisons(review)
    if not found:
        raise NotRun("没有比上年增减的文字")
    return found


@rule(
    "R-TXT-4",
    "W",
    "增减额和增减幅度正确",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.WORDS | Reads.LAST_YEAR,
    alone=Reads.WORDS,
    needs="document",
    example="本年 120万元，上年 100万元，文字写“增加 20万元，增长 25%”，应为 20%。",
    satisfy="按两年的数据重新计算增减额和幅度，或恢复标准文字由系统计算。",
)
def changes_are_reckoned_rightly(review: Review) -> Iterator[Finding]:
    own = [line for line in lines(review) if line.kind == "body" and line.is_own]
    told = [(line, share) for line in own for share in shares(line)]
    for _, group in groupby(comparisons(review) if told else _all(review), key=lambda each: each.line):
        yield from first_ones(_wrongly_reckoned(review, group))
    for line in own:
        yield from _headline(review, line)
    for line, several in groupby(told, key=itemgetter(0)):
        yield from first_ones(_wrong_share(review, line, share) for _, share in several if share.is_wrong)


def _wrongly_reckoned(review: Review, compared: Iterable[TextComparison]) -> Iterator[Finding]:
    for each in compared:
        yield from _difference(review, each)
        yield from _percentage(review, each)


def _wrong_share(review: Review, line: DocumentLine, share: Share) -> Finding:
    return Finding(
        f"占比应为 {share.true:.2f}%，文字写 {share.percent}%：“{share.words}”，总数是 {share.whole.printed}。",
        (place(review, line),),
        share.percent - share.true.quantize(Decimal("0.01")),
        "%",
        remedy="请重新计算占比，并核对总数。",
    )


def _headline(review: Review, line: DocumentLine) -> Iterator[Finding]:
    """An item opens with its amount and says it again beside last year's: both are one figure."""
    named = [each for each in line.sure_mentions if before(line.flat, each.start, _NEAR).endswith(("科目", "（项）”"))]
    again = [each for each in line.sure_mentions if before(line.flat, each.start, _NEAR).endswith("年预算安排")]
    if len(named) == len(again) == 1 and named[0].value != again[0].value:
        difference = again[0].value - named[0].value
        yield Finding(
            f"开头写 {named[0].printed}，后面写预算安排 {again[0].printed}，相差 {shown(abs(difference))}。",
            (place(review, line),),
            difference,
            remedy="请核对两处数字，改正有误的一处。",
        )


def _difference(review: Review, each: TextComparison) -> Iterator[Finding]:
    wrong, true, signed = each.wrong_change, each.true_change, each.signed_change
    if wrong is None or true is None or signed is None or each.current is None or each.previous is None:
        return
    words = "增加" if true > 0 else "减少" if true < 0 else "持平"
    yield _finding(
        review,
        each,
        f"上年 {shown(each.previous.value)}，本年 {shown(each.current.value)}，应为{words} {shown(abs(true))}，"
        f"文字写{each.direction} {shown(abs(signed))}",
        wrong,
    )


def _percentage(review: Review, each: TextComparison) -> Iterator[Finding]:
    if each.percent is None or (each.base == 0 and each.percent == 0):
        return
    if each.base == 0:
        message = f"上年为 0，没有增减幅度，文字却写 {each.percent}%"
        yield _finding(review, each, message, None, severity="W")
    elif (true := each.wrong_percent) is not None:
        yield Finding(
            f"增减幅度应为 {true:.2f}%，文字写 {each.percent}%：“{each.sentence}”。",
            (place(review, each.line),),
            each.percent - true.quantize(Decimal("0.01")),
            "%",
            remedy="请重新计算增减幅度，最好引用数据。",
        )


def _finding(
    review: Review,
    each: TextComparison,
    message: str,
    difference: Decimal | None,
    *,
    severity: Severity | None = None,
) -> Finding:
    return Finding(
        f"{message}：“{each.sentence}”。",
        (place(review, each.line),),
        difference,
        remedy="请核对本年数、上年数和增减额，最好引用数据。",
        severity=severity,
    )


@rule(
    "R-TXT-5",
    "W",
    "增减方向正确",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.WORDS | Reads.LAST_YEAR,
    alone=Reads.WORDS,
    needs="document",
    example="本年比上年少 3000元，文字写“增加 3000元”。",
    satisfy="按实际变化写增加、减少或持平；变化为 0 的写持平。",
)
def directions_are_possible(review: Review) -> Iterator[Finding]:
    for _, group in groupby(_all(review), key=lambda each: each.line):
        yield from first_ones(_impossible(review, group))


def _impossible(review: Review, compared: Iterable[TextComparison]) -> Iterator[Finding]:
    for each in compared:
        current, previous = each.current, each.previous
        if each.direction != "持平" and each.is_of_nothing:
            # The forms of some provinces print it so: a matter of style. A generated sentence knows the direction of a
            # change that rounding to 万元 hides.
            if each.line.is_own and each.change is not None and "持平" not in each.sentence:
                yield _finding(review, each, f"增减额为 0，文字写{each.direction}", None, severity="I")
        elif each.direction in UP and current is not None and current.value == 0:
            yield _finding(review, each, f"本年为 0，不可能{each.direction}", None)
        elif (
            each.direction == "持平"
            and current is not None
            and previous is not None
            and current.value != previous.value
        ):
            difference = current.value - previous.value
            yield _finding(review, each, f"本年与上年相差 {shown(abs(difference))}，文字写持平", difference)


@rule(
    "R-TXT-6",
    "W",
    "增减变化有原因",
    basis="财预〔2016〕143号",
    reads=Reads.LINES | Reads.WORDS | Reads.LAST_YEAR,
    alone=Reads.WORDS,
    firm="E",
    answers={Question.CHANGES: Bearing.DENIES},
    needs="document",
    example="“比上年减少 3万元。”后面没有原因。",
    satisfy="在“增减原因”中写明具体原因。",
)
def changes_have_a_reason(review: Review) -> Iterator[Finding]:
    """Of every sentence, and of every item and project whose change the format asks about. “三公” is R-SAN-2's."""
    asked = unexplained_lines(review)
    told = comparisons(review)
    if not told and not asked:
        _all(review)
    prefix = "explanation.item:"
    printed = {each.line.key.removeprefix(prefix) for each in told if each.line.key.startswith(prefix)}
    for line, group in groupby(told, key=lambda each: each.line):
        yield from first_ones(_without_reason(review, line, group))
    yield from (unexplained(line) for line in asked if line.code not in printed)


def _without_reason(review: Review, line: DocumentLine, compared: Iterable[TextComparison]) -> Iterator[Finding]:
    for each in compared:
        if line.subject == "three_public" or not _is_about_money(each):
            continue
        if each.direction == "持平" or each.is_of_nothing or is_explained(review, line):
            continue
        yield Finding(
            f"有增减变化而没有说明原因：“{each.sentence}”。",
            (_field_of_reason(review, line),),
            each.change.value if each.change else None,
            remedy="请写明增减变化的主要原因。",
            is_firm=are_the_systems(review, [line]),
        )


def _field_of_reason(review: Review, line: DocumentLine) -> Place:
    """Where the reason of a generated sentence is entered; of the department's own words, the words."""
    anchor = ""
    if line.key == "overview.comparison":
        anchor = "reason"
    elif line.key.startswith("explanation.item:"):
        anchor = reason_anchor("item", line.key.removeprefix("explanation.item:"))
    elif line.key.startswith("explanation."):
        anchor = reason_anchor("expenditure", "fiscal")
    words = review.composition.words.get(line.key)
    if not anchor or words is None or words.own is not None:
        return place(review, line)
    return Place("增减变化原因", "空白", "comparison", anchor, line.key)


def _is_about_money(each: TextComparison) -> bool:
    """An objective (信访量比上年减少) is no change of the budget that somebody would have to explain."""
    if each.change is not None:
        return True
    is_objective = each.line.subject in {"performance", "project_notes"}
    return not is_objective and (each.current is not None or each.percent is not None)
