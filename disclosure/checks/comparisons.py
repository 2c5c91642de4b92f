"""Sentences that compare with last year: arithmetic, direction, reason. R-TXT-4 to R-TXT-7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.findings import Finding, NotRun, Place, rule
from disclosure.checks.amounts import flat, mentions
from disclosure.checks.compared_texts import COMPARED, REASON, UP, Comparison, comparisons, gives_reason
from disclosure.checks.lines import Line, lines, place, subject_text
from disclosure.review import Review

_EMPTY_REASONS = re.compile(
    r"^(根据实际(情况|需要)?|按实际(情况|需要)?(安排)?|项目(调整|变化|增加|减少)|(经费|预算|支出|收入|费用)(增加|减少|变化|调整)|工作需要|实际需要"
    r"|.{0,12}(费|支出|经费|收入)(增加|减少|下降|增长))了?$"
)
_BLAMES_THE_SYSTEM = re.compile(r"系统(卡顿|问题|原因|故障|错误)|未能在系统中")


def _all(review: Review) -> list[Comparison]:
    found = comparisons(review)
    if not found:
        raise NotRun("没有比上年增减的文字")
    return found


@rule("R-TXT-4", "E", "增减额和增减幅度正确", basis="预算法第十四条；文字与公开表一致", needs="document")
def changes_are_reckoned_rightly(review: Review) -> Iterator[Finding]:
    for each in _all(review):
        yield from _difference(review, each)
        yield from _percentage(review, each)
    for line in lines(review):
        if line.kind == "body" and line.is_own:
            yield from _headline(review, line)


def _headline(review: Review, line: Line) -> Iterator[Finding]:
    """An item opens with its amount and says it again beside last year's: both are one figure."""
    text = flat(line.runs)
    named = [each for each in mentions(line.runs) if re.search("科目$", text[: each.start].rstrip())]
    again = [each for each in mentions(line.runs) if re.search("年预算安排$", text[: each.start].rstrip())]
    if len(named) == len(again) == 1 and named[0].value != again[0].value:
        difference = again[0].value - named[0].value
        yield Finding(
            f"开头写 {named[0].printed}，后面写预算安排 {again[0].printed}，相差 {shown(abs(difference))}。",
            (place(review, line),),
            difference,
            remedy="请核对两处数字，改正有误的一处。",
        )


def _difference(review: Review, each: Comparison) -> Iterator[Finding]:
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


def _percentage(review: Review, each: Comparison) -> Iterator[Finding]:
    if each.percent is None:
        return
    if each.base == 0:
        message = f"上年为 0，没有增减幅度，文字却写 {each.percent}%"
        yield _finding(review, each, message, None, severity_is_light=True)
    elif (true := each.wrong_percent) is not None:
        yield Finding(
            f"增减幅度应为 {true:.2f}%，文字写 {each.percent}%：“{each.sentence}”。",
            (place(review, each.line),),
            each.percent - true.quantize(Decimal("0.01")),
            "%",
            remedy="请重新计算增减幅度，最好引用数据。",
        )


def _finding(
    review: Review, each: Comparison, message: str, difference: Decimal | None, *, severity_is_light: bool = False
) -> Finding:
    return Finding(
        f"{message}：“{each.sentence}”。",
        (place(review, each.line),),
        difference,
        remedy="请核对本年数、上年数和增减额，最好引用数据。",
        severity="W" if severity_is_light else None,
    )


@rule("R-TXT-5", "E", "增减方向正确", basis="预算法第十四条；文字与公开表一致", needs="document")
def directions_are_possible(review: Review) -> Iterator[Finding]:
    for each in _all(review):
        current, previous = each.current, each.previous
        if each.direction in UP and current is not None and current.value == 0:
            yield _finding(review, each, f"本年为 0，不可能{each.direction}", None)
        elif each.direction != "持平" and each.change is not None and each.change.value == 0:
            yield _finding(review, each, f"增减额为 0，文字写{each.direction}", None)
        elif (
            each.direction == "持平"
            and current is not None
            and previous is not None
            and current.value != previous.value
        ):
            difference = current.value - previous.value
            yield _finding(review, each, f"本年与上年相差 {shown(abs(difference))}，文字写持平", difference)


@rule("R-TXT-6", "E", "增减变化有原因", basis="财预〔2016〕143号", needs="document")
def changes_have_a_reason(review: Review) -> Iterator[Finding]:
    """“三公” is R-SAN-2's."""
    for each in _all(review):
        if (
            each.line.subject == "three_public"
            or each.direction == "持平"
            or (each.change is not None and each.change.value == 0)
        ):
            continue
        if gives_reason(_explaining(review, each.line)):
            continue
        where = place(review, each.line)
        if each.line.key == "overview.comparison" and not each.line.is_own:
            where = Place("增减变化原因", "空白", "comparison", "reason", each.line.key)
        yield Finding(
            f"有增减变化而没有说明原因：“{each.sentence}”。",
            (where,),
            each.change.value if each.change else None,
            remedy="请写明增减变化的主要原因。",
        )


def _explaining(review: Review, line: Line) -> str:
    """Where the reason may stand: an item explains itself, a total may be explained anywhere under its subject."""
    return line.text if line.key.startswith("explanation.item:") else subject_text(review, line.subject)


@rule("R-TXT-7", "W", "增减原因有实际内容", basis="预算法第十四条；文字与公开表一致", needs="document")
def reasons_say_something(review: Review) -> Iterator[Finding]:
    ledger = review.ledger
    reasons = [
        (_reason_place(statement, row, text), text) for (statement, row), text in ledger.reasons.items() if text.strip()
    ]
    reasons.extend(
        (place(review, line), found["words"])
        for line in lines(review)
        if line.is_own and line.kind == "body" and COMPARED.search(line.text)
        for found in REASON.finditer(line.text)
    )
    if not reasons:
        raise NotRun("没有填写增减变化原因")
    for where, words in reasons:
        stripped = re.sub(r"^[：:，\s]+|[。；\s]+$", "", words)
        if _BLAMES_THE_SYSTEM.search(stripped):
            message = f"原因推给了系统：“{stripped}”。"
        elif _EMPTY_REASONS.search(stripped):
            message = f"原因没有实际内容：“{stripped}”。"
        else:
            continue
        yield Finding(message, (where,), remedy="请写明具体的事项，例如人员变动、新增或取消的项目、标准调整。")


def _reason_place(statement: str, row: str, text: str) -> Place:
    if statement == "three_public":
        return Place("“三公”经费增减变化原因", text, "three_public", f"three-public-{row}")
    return Place("增减变化原因", text, "comparison", "reason")
