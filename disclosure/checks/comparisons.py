"""Sentences that compare with last year: arithmetic, direction, reason. DOMAIN R-TXT-4 to R-TXT-7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.findings import Finding, NotRun, Place, rule
from disclosure.checks.amounts import Mention, flat, mentions
from disclosure.checks.lines import Line, lines, place, subject_text
from disclosure.review import Review

_UP, _DOWN = ("增加", "增长", "提高", "上升"), ("减少", "下降", "降低", "压减")
_COMPARED = re.compile(r"(?:比|较|与)[^，。；]{0,4}?(?:上年|去年|\d{4}年)")
_DIRECTION = re.compile("|".join((*_UP, *_DOWN, "持平")))
_PERCENT = re.compile(rf"(?:{'|'.join((*_UP, *_DOWN))})了?\s*(\d+(?:\.\d+)?)\s*[%％]")
REASON = re.compile(r"(?:原因是|原因为|原因：|由于|主要因为|因为|，因(?!公))(?P<words>[^。；\n]*)")
# Behind a comparison 主要是 gives its reason; elsewhere it begins a list.
_AFTER_A_CHANGE = re.compile(r"(?:增加|减少|增长|下降)[^。；]*?主要是(?P<words>[^。；\n]*)")
_LEAST_REASON = 4
_EMPTY_REASONS = re.compile(
    r"^(根据实际(情况|需要)?|按实际(情况|需要)?(安排)?|项目(调整|变化|增加|减少)|(经费|预算|支出|收入|费用)(增加|减少|变化|调整)|工作需要|实际需要"
    r"|.{0,12}(费|支出|经费|收入)(增加|减少|下降|增长))了?$"
)
_BLAMES_THE_SYSTEM = re.compile(r"系统(卡顿|问题|原因|故障|错误)|未能在系统中")


@dataclass(frozen=True)
class Comparison:
    """One clause of comparison. current, previous, change: as far as the text gives them."""

    line: Line
    sentence: str
    current: Mention | None
    previous: Mention | None
    change: Mention | None
    direction: str
    percent: Decimal | None
    percent_decimals: int

    @property
    def signed_change(self) -> Decimal | None:
        if self.direction == "持平":
            return Decimal(0)
        if self.change is None:
            return None
        return self.change.value if self.direction in _UP else -self.change.value


def comparisons(review: Review) -> list[Comparison]:
    """The comparisons of the whole text, read once."""
    return review.ledger.once(
        "comparisons in text", lambda: [each for line in lines(review) if line.kind == "body" for each in of_line(line)]
    )


def of_line(line: Line) -> Iterator[Comparison]:
    text = flat(line.runs)
    amounts = mentions(line.runs)
    for sentence in re.finditer(r"[^。；\n]+", text):
        inside = [each for each in amounts if sentence.start() <= each.start < sentence.end()]
        marks = list(_COMPARED.finditer(text, sentence.start(), sentence.end()))
        for number, mark in enumerate(marks):
            end = marks[number + 1].start() if number + 1 < len(marks) else sentence.end()
            begin = marks[number - 1].end() if number else sentence.start()
            direction = _DIRECTION.search(text, mark.end(), end)
            if direction is None:
                continue
            percent = _PERCENT.search(text, mark.end(), end)
            yield Comparison(
                line,
                sentence[0].strip(),
                current=_last([each for each in inside if begin <= each.start < mark.start()]),
                previous=_last([each for each in inside if mark.end() <= each.start < direction.start()]),
                change=next((each for each in inside if direction.end() <= each.start <= direction.end() + 2), None),
                direction=direction[0],
                percent=Decimal(percent[1]) if percent else None,
                percent_decimals=len(percent[1].partition(".")[2]) if percent else 0,
            )


def _last(found: list[Mention]) -> Mention | None:
    return found[-1] if found else None


def _all(review: Review) -> list[Comparison]:
    found = comparisons(review)
    if not found:
        raise NotRun("没有比上年增减的文字")
    return found


@rule("R-TXT-4", "E", "增减额和增减幅度正确", basis="DOMAIN R-TXT-4", needs="document")
def changes_are_reckoned_rightly(review: Review) -> Iterator[Finding]:
    for each in _all(review):
        yield from _difference(review, each)
        yield from _percentage(review, each)


def _difference(review: Review, each: Comparison) -> Iterator[Finding]:
    signed = each.signed_change
    if each.current is None or each.previous is None or signed is None or each.direction == "持平":
        return
    slack = each.current.tolerance + each.previous.tolerance + (each.change.tolerance if each.change else 0)
    true = each.current.value - each.previous.value
    exact = all(part.is_exact for part in (each.current, each.previous, each.change) if part)
    if abs(true - signed) > (Decimal(0) if exact else slack):
        words = "增加" if true > 0 else "减少" if true < 0 else "持平"
        yield _finding(
            review,
            each,
            f"上年 {shown(each.previous.value)}，本年 {shown(each.current.value)}，应为{words} {shown(abs(true))}，"
            f"文字写{each.direction} {shown(abs(signed))}",
            signed - true,
        )


def _percentage(review: Review, each: Comparison) -> Iterator[Finding]:
    if each.percent is None:
        return
    signed = each.signed_change
    before = each.previous.value if each.previous else None
    if before is None and each.current is not None and signed is not None:
        before = each.current.value - signed
    if before is None:
        return
    if before == 0:
        message = f"上年为 0，没有增减幅度，文字却写 {each.percent}%"
        yield _finding(review, each, message, None, severity_is_light=True)
        return
    after = each.current.value if each.current else before + (signed or Decimal(0))
    if signed is None and each.current is None:
        return
    true = abs(after - before) / abs(before) * 100
    parts = [
        part for part in (each.current, each.previous, each.change) if part and not part.is_exact and part.decimals
    ]
    slack = (
        Decimal(5).scaleb(-each.percent_decimals - 1)
        + sum((part.tolerance for part in parts), Decimal(0)) / abs(before) * 100
    )
    if abs(true - each.percent) > slack:
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


@rule("R-TXT-5", "E", "增减方向正确", basis="DOMAIN R-TXT-5", needs="document")
def directions_are_possible(review: Review) -> Iterator[Finding]:
    for each in _all(review):
        current, previous = each.current, each.previous
        if each.direction in _UP and current is not None and current.value == 0:
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


@rule("R-TXT-6", "E", "增减变化有原因", basis="财预〔2016〕143号；DOMAIN R-TXT-6", needs="document")
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


def gives_reason(text: str) -> bool:
    return any(_is_reason(found) for pattern in (REASON, _AFTER_A_CHANGE) for found in pattern.finditer(text))


def _is_reason(found: re.Match[str]) -> bool:
    return len(re.sub(r"\W", "", found["words"])) >= _LEAST_REASON


@rule("R-TXT-7", "W", "增减原因有实际内容", basis="DOMAIN R-TXT-7", needs="document")
def reasons_say_something(review: Review) -> Iterator[Finding]:
    ledger = review.ledger
    reasons = [
        (_reason_place(statement, row, text), text) for (statement, row), text in ledger.reasons.items() if text.strip()
    ]
    reasons.extend(
        (place(review, line), found["words"])
        for line in lines(review)
        if line.is_own and line.kind == "body" and _COMPARED.search(line.text)
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
