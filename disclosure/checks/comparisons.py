"""Sentences that compare with last year: arithmetic, direction, reason. R-TXT-4 to R-TXT-7."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, islice
from operator import itemgetter

from budgets.checks.evidence import shown
from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, Severity, rule
from budgets.statements.year_over_year import reason_anchor
from disclosure.checks.amounts import before
from disclosure.checks.asked_reasons import unexplained, unexplained_lines
from disclosure.checks.compared_texts import COMPARED, UP, TextComparison, comparisons, of_line
from disclosure.checks.lines import DocumentLine, are_the_systems, around, first_ones, lines, place
from disclosure.checks.reasons import LEAST_REASON, REASON, is_explained
from disclosure.checks.shares import Share, shares
from disclosure.composition.review import Review

_AROUND_A_REASON = re.compile(r"^[：:，\s]++|(?<![。；\s])[。；\s]++$")
_STOPS = "。；;\n"
_NEAR = 8
# Of one paragraph so many reasons are read, and a name is looked for so far before its reason.
_MOST_REASONS, _FARTHEST_NAME = 400, 2_000


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


@rule(
    "R-TXT-7",
    "W",
    "增减原因有实际内容",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.LINES | Reads.WORDS,
    alone=Reads.WORDS,
    answers={Question.CHANGES: Bearing.DENIES},
    needs="document",
    example="增减原因写“经费增加”“根据实际情况”，没有说明为什么。",
    satisfy="写明任务、人员、标准或政策的具体变化。",
    empty_reasons=Patterns(
        (
            "根据实际(情况|需要)?",
            "按实际(情况|需要)?(安排)?",
            "项目(调整|变化|增加|减少)",
            "(经费|预算|支出|收入|费用)(增加|减少|变化|调整)",
            "工作需要",
            "实际需要",
            "[^，,；;、因由]{0,12}(费|支出|经费|收入)(增加|减少|下降|增长)",
        )
    ),
    blames_the_system=Patterns(("系统(卡顿|问题|原因|故障|错误)", "未能在系统中")),
)
def reasons_say_something(review: Review, *, empty_reasons: Patterns, blames_the_system: Patterns) -> Iterator[Finding]:
    ledger = review.ledger
    reasons: list[tuple[Place, str, str]] = []
    for line in lines(review):
        if line.is_own and line.kind == "body" and COMPARED.search(line.text):
            where, text = place(review, line), line.flat
            blank: list[re.Match[str]] = []
            for found in islice(REASON.finditer(text), _MOST_REASONS):
                reasons.append((where, found["words"], text[max(0, found.start() - _FARTHEST_NAME) : found.start()]))
                is_blank = not _bare_reason(found["words"]) and text[found.end() : found.end() + 1] in _STOPS
                if is_blank and not _goes_on_below(text, found):
                    blank.append(found)
            yield from first_ones(
                _blank_reason(text, found, where) for found in _told_nowhere_else(review, line, blank)
            )
    # What a sentence prints is reported there, once.
    printed = {_bare_reason(words) for _, words, _ in reasons}
    reasons.extend(
        (_reason_place(statement, row, text), text, "")
        for (statement, row), text in ledger.reasons.items()
        if text.strip() and _bare_reason(text) not in printed
    )
    if not reasons:
        raise NotRun("没有填写增减变化原因")
    for where, words, text_before in reasons:
        stripped = _bare_reason(words)
        if blames_the_system.search(stripped):
            message = f"原因推给了系统：“{stripped}”。"
        elif empty_reasons.fullmatch(stripped.removesuffix("了")) or _says_the_name_again(stripped, text_before):
            message = f"原因没有实际内容：“{stripped}”。"
        else:
            continue
        yield Finding(message, (where,), remedy="请写明具体的事项，例如人员变动、新增或取消的项目、标准调整。")


def _told_nowhere_else(review: Review, line: DocumentLine, blank: list[re.Match[str]]) -> list[re.Match[str]]:
    """Blank reasons of what is 持平, or beside another reason. R-TXT-6 says that a change has none at all."""
    if not blank or is_explained(review, line):
        return blank
    changed = [(each.start, each.end) for each in of_line(line) if each.direction != "持平" and not each.is_of_nothing]
    starts = [start for start, _ in changed]
    told = []
    for found in blank:
        at = bisect_right(starts, found.start()) - 1
        if at < 0 or changed[at][1] <= found.start():
            told.append(found)
    return told


def _goes_on_below(text: str, found: re.Match[str]) -> bool:
    """主要原因：, and the lines that follow name them. Where they do not, R-TXT-6 says it."""
    return not text[found.end() :].strip() and found[0].rstrip().endswith(("：", ":"))


def _blank_reason(text: str, found: re.Match[str], where: Place) -> Finding:
    return Finding(
        f"原因是空白：“{around(text, found.start(), found.end())}”。", (where,), remedy="请写明增减变化的具体原因。"
    )


def _says_the_name_again(reason: str, before: str) -> bool:
    """某某事务经费增加, of 某某事务: that it grew is what was to be explained."""
    name = re.sub(r"(经费|费用|支出|资金)(增加|减少|下降|增长|提高|降低)了?$", "", reason)
    return name != reason and len(name) >= LEAST_REASON and name in before


def _bare_reason(words: str) -> str:
    return _AROUND_A_REASON.sub("", words)


def _reason_place(statement: str, row: str, text: str) -> Place:
    if statement == "three_public":
        return Place("“三公”经费增减变化原因", text, "three_public", f"three-public-{row}")
    anchor = "reason" if (statement, row) == ("expenditure", "total") else reason_anchor(statement, row)
    return Place("增减变化原因", text, "comparison", anchor)
