"""Slips of the pen: known ones, and sentences that differ in a character or two. R-TYPO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.text import squeeze
from disclosure.checks.lines import around
from disclosure.checks.near_copies import near_pairs
from disclosure.checks.own_texts import OwnText, own_texts
from disclosure.checks.wordlists import TYPING_ERRORS
from disclosure.composition.review import Review

_NUMBERS = re.compile(r"\d[\d.,%％]*")
# A text of very many sentences that are all alike has no slips to be found by comparing them.
_MOST_COMPARED = 20_000
_MOST_FOUND = 100
# Reckoning the likeness of two texts takes up to the product of their lengths: so much of that altogether.
_MOST_WORK = 20_000_000
_FRAME = re.compile(r"^(\d+[、.．]|[（(][一二三四五六七八九十\d]+[）)])|(?<![。；，、！])[。；，、！]++$")


@rule(
    "R-TYPO",
    "W",
    "错别字",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="把“事务管理”写成“事物管理”，把“整合”写成“整和”。",
    satisfy="按提示改正错别字；确实无误的请说明。",
    ratio="0.9",
    named={"ratio": "相似到什么程度算作错别字（0 到 1）"},
    least_length=12,
    most_changed=4,
    typing_errors=TYPING_ERRORS,
    # Names of tables and of sums come in such pairs; neither is a slip for the other.
    pairs={
        "收入": "支出",
        "政府": "部门",
        "部门": "单位",
        "增加": "减少",
        "人员": "公用",
        "基本": "项目",
        "货物": "服务",
    },
    want_a_measure=("职责", "任务", "目标", "工作"),
)
def there_are_no_slips_of_the_pen(
    review: Review,
    *,
    ratio: str,
    least_length: int,
    most_changed: int,
    typing_errors: Mapping[str, str],
    pairs: Mapping[str, str],
    want_a_measure: tuple[str, ...],
) -> Iterator[Finding]:
    texts = own_texts(review)
    yield from _known(texts, typing_errors, want_a_measure)
    yield from _nearly_equal(texts, float(ratio), least_length, most_changed, pairs)


def _known(
    texts: tuple[OwnText, ...], typing_errors: Mapping[str, str], want_a_measure: tuple[str, ...]
) -> Iterator[Finding]:
    without_measure = Patterns(f"这[一二两三四五六七八九十](?={re.escape(word)})" for word in want_a_measure)
    for own in texts:
        for wrong, right in typing_errors.items():
            if (start := own.text.find(wrong)) >= 0:
                yield Finding(
                    f"“{wrong}”应为“{right}”：“{around(own.text, start, start + len(wrong))}”。",
                    (own.place,),
                    remedy=f"请改为“{right}”。",
                )
        if found := without_measure.search(own.text):
            yield Finding(
                f"“{around(own.text, found.start(), found.end(), 3)}”缺少量词“项”。",
                (own.place,),
                remedy=f"请改为“{found[0]}项”。",
            )


def _nearly_equal(
    texts: tuple[OwnText, ...], ratio: float, least_length: int, most_changed: int, pairs: Mapping[str, str]
) -> Iterator[Finding]:
    """Two texts that should be equal: which of them is right, a person decides. Numbers may differ."""
    in_pairs = re.compile("|".join(map(re.escape, sorted({*pairs, *pairs.values()}))))
    first: dict[str, tuple[str, OwnText]] = {}
    for own in texts:
        key = _FRAME.sub("", squeeze(own.text))
        if len(key) >= least_length:
            first.setdefault(_without_what_may_differ(key, in_pairs), (key, own))
    kept = list(first.values())
    found = work = 0
    is_cut_short = False
    for compared, (one, other) in enumerate(near_pairs(list(first), most_changed), 1):
        work += _work(kept[one][0], kept[other][0], most_changed)
        is_cut_short = compared > _MOST_COMPARED or work > _MOST_WORK
        if is_cut_short or found > _MOST_FOUND:
            break
        changes = _changes(kept[one][0], kept[other][0], ratio, most_changed, pairs)
        if changes:
            found += 1
            yield Finding(
                f"两处文字几乎相同，只差：{'；'.join(changes)}。",
                (kept[one][1].place, kept[other][1].place),
                remedy="请核对哪一处有误；确实不同的可以不改。",
            )
    if is_cut_short and not found:
        raise NotRun("相似的文字太多，没有全部相互对照")


def _work(one: str, other: str, most_changed: int) -> int:
    if abs(len(one) - len(other)) > most_changed:
        return 1
    return 10 * (len(one) + len(other)) + len(one) * len(other) // 4


def _without_what_may_differ(text: str, in_pairs: re.Pattern[str]) -> str:
    """Texts that differ in numbers, or in the words that come in pairs, are no slip for one another."""
    return in_pairs.sub("\u0001", _NUMBERS.sub("\u0002", text))


def _changes(one: str, other: str, ratio: float, most_changed: int, pairs: Mapping[str, str]) -> list[str]:
    """The differences in words; empty when the texts are no near copies or differ in numbers only."""
    if abs(len(one) - len(other)) > most_changed or set(one).symmetric_difference(other).__len__() > 2 * most_changed:
        return []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < ratio or matcher.ratio() < ratio:
        return []
    edits = [(one[a:b], other[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    of_pairs = [{one, other} for one, other in pairs.items()]
    edits = [edit for edit in edits if set(edit) not in of_pairs]
    if sum(max(len(before), len(after)) for before, after in edits) > most_changed:
        return []
    if all(re.fullmatch(r"[\d.．、%％（）()一二三四五六七八九十]*", before + after) for before, after in edits):
        return []
    return [f"“{before or '（无）'}”与“{after or '（无）'}”" for before, after in edits]
