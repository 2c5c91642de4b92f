"""Whether the reason of a change says something. R-TXT-7."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.year_over_year import reason_anchor
from disclosure.checks.compared_texts import COMPARED, of_line
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, place
from disclosure.checks.reasons import LEAST_REASON, REASON, is_explained
from disclosure.composition.review import Review

_AROUND_A_REASON = re.compile(r"^[：:，\s]++|(?<![。；\s])[。；\s]++$")
_STOPS = "。；;\n"
# Of one paragraph so many reasons are read, and a name is looked for so far before its reason.
_MOST_REASONS, _FARTHEST_NAME = 400, 2_000


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
