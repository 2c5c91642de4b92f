"""Parts of the text against one another. R-CON-3, R-CNT-1, R-REF-1, R-ORG-1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import cn2an

from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.text import paragraphs, squeeze
from disclosure.checks.lines import DocumentLine, around, at, lines, place, subject_lines
from disclosure.composition.review import Review
from performance.models import Duty
from performance.statements import performance

_NUMBER = r"([一二两三四五六七八九十百\d]+)"
_COUNTED = re.compile(rf"共?分为?{_NUMBER}\s*项")
_UNITS = re.compile(
    rf"(?:预算)?单位(?:共|共有|有){_NUMBER}\s*(?:个|家)|(?:共|包括|下设){_NUMBER}\s*(?:个|家)(?:预算)?单位"
)
_ANNOUNCED = re.compile(
    rf"(?:共|分为|包括|有|下设){_NUMBER}\s*(?:项|个|家)[^。；，：:]{{0,16}}(?:[：:]|，?(?:分别是|分别为|具体包括|具体如下|如下)[：:]?)[。]?$"
)
_FARTHEST_ITEM = 200
_LONGEST_NUMBER = 12
# Of duties longer than this the likeness is not reckoned: it takes the product of their lengths.
_LONGEST_DUTY = 2_000
# 措施共分三项：一是…；二是…；三是…。
_INLINE = re.compile(
    rf"(?:共分?|分为|包括|采取|有){_NUMBER}\s*(?:项|个方面|个|点|条)[^。；：:，]{{0,12}}[：:](?=一是)(?P<list>.*)",
    re.DOTALL,
)
_FIRST_ETC = re.compile(r"(?:^|[；;。，,])\s*([一二三四五六七八九十]{1,3})是")
_STYLES = (
    re.compile(r"([一二三四五六七八九十]{1,3})、"),
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(\d{1,2})[、.．](?!\d)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
)


@rule(
    "R-CNT-1",
    "W",
    "所说的数目与列出的相符",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.LINES | Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="文字写“部门职责共分五项”，后面只列出四项。",
    satisfy="数一数所列的条目，改正文字中的数目，或把缺少的条目补齐。",
)
def counts_are_right(review: Review) -> Iterator[Finding]:
    inline = [line for line in lines(review) if line.kind == "body" and _INLINE.search(line.text)]
    for line in inline:
        yield from _counted_inside(review, line)
    if review.is_words_alone:
        yield from _counted_in_the_words(review, judged=bool(inline))
        return
    judged = bool(inline)
    duties = performance(review.ledger).duties
    for line in subject_lines(review, "performance"):
        if line.kind == "body" and not line.table and (found := _COUNTED.search(line.text)):
            judged = True
            if (said := _number(found[1])) is not None and said != len(duties):
                yield Finding(
                    f"文字说共分 {said} 项，实际列出 {len(duties)} 项：“{line.text}”。",
                    (place(review, line), Place("职责绩效", f"{len(duties)} 项", "duties_performance")),
                    remedy="请改正数目，或补齐职责。",
                )
    for line in subject_lines(review, "organisation"):
        if line.kind == "body" and (found := _UNITS.search(line.text)):
            judged = True
            said = _number(found[1] or found[2])
            if said is not None and said != len(review.ledger.units):
                yield Finding(
                    f"文字说有 {said} 个单位，机构设置表列出 {len(review.ledger.units)} 个：“{line.text}”。",
                    (place(review, line), at(review, "organisation.table", f"{len(review.ledger.units)} 个")),
                    remedy="请核对单位数目。",
                )
    if not judged:
        raise NotRun("文字没有说数目")


def _counted_inside(review: Review, line: DocumentLine) -> Iterator[Finding]:
    """A number and its list in one paragraph, as far as 一是, 二是, 三是 go on."""
    found = _INLINE.search(line.text)
    said = _number(found[1]) if found else None
    if found is None or said is None:
        return
    listed = 0
    for mark in _FIRST_ETC.finditer(found["list"]):
        listed += _number(mark[1]) == listed + 1
    if said != listed:
        yield Finding(
            f"文字说有 {said} 项，后面列出 {listed} 项：“{around(line.text, found.start(), found.start('list'))}”。",
            (place(review, line),),
            remedy="请改正数目，或补齐所列的内容。",
        )


def _counted_in_the_words(review: Review, *, judged: bool = False) -> Iterator[Finding]:
    """Without figures behind the text: 共分两项： and the numbered lines that follow it."""
    all_lines = [line for line in lines(review) if line.key != "title"]
    for position, line in enumerate(all_lines):
        found = _ANNOUNCED.search(line.text)
        listed = _numbered(all_lines[position + 1 : position + 1 + _FARTHEST_ITEM]) if found else 0
        if found is None or not listed or (said := _number(found[1])) is None:
            continue
        judged = True
        if said != listed:
            yield Finding(
                f"文字说有 {said} 项，后面列出 {listed} 项：“{line.text}”。",
                (place(review, line),),
                remedy="请改正数目，或补齐所列的内容。",
            )
    if not judged:
        raise NotRun("文字没有说数目，或者后面没有编号的内容")


def _numbered(following: Sequence[DocumentLine]) -> int:
    """How many lines are numbered 1, 2, 3 … in one style, from the first one on; an item may have paragraphs of its own."""
    for style in _STYLES:
        count = 0
        for line in following:
            number = _number(found[1]) if (found := style.match(line.text)) else None
            if number is None and count:
                continue
            if number != count + 1:
                break
            count += 1
        if count:
            return count
    return 0


def _number(words: str) -> int | None:
    if len(words) > _LONGEST_NUMBER:
        return None
    try:
        return int(cn2an.cn2an(words.replace("两", "二"), "smart"))
    except ValueError:
        return None


@rule(
    "R-REF-1",
    "W",
    "本部门不协助自己",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.WORDS | Reads.NAME,
    alone=Reads.WORDS,
    needs="document",
    example="信访局的职责写“协助信访局处理来访”，协助的正是自己。",
    satisfy="改写这句话：是本部门牵头的写明牵头，是协助其他部门的写明该部门。",
    assisting=("协助", "配合", "会同"),
)
def nobody_assists_himself(review: Review, *, assisting: tuple[str, ...]) -> Iterator[Finding]:
    """协助区信访局 in the text of the 区信访局: it was taken over from a unit below."""
    name = squeeze(review.ledger.budget.printed_name)
    own = "|".join(re.escape(name[start:]) for start in range(len(name) - 2))
    verbs = "|".join(map(re.escape, assisting))
    pattern = re.compile(rf"({verbs})(我|本)?({own})(?![\u4e00-\u9fff]{{0,60}}?(所属|下属))") if own else None
    if pattern is None:
        raise NotRun("名称太短，无法核对")
    for line in lines(review):
        if line.is_own and (found := pattern.search(line.text)):
            yield Finding(
                f"“{found[0]}”：本文件的作者就是“{review.ledger.budget.printed_name}”。",
                (place(review, line, around(line.text, found.start(), found.end(), 16)),),
                remedy="请改写，可能是从下级单位的文字照搬的。",
            )


@rule(
    "R-ORG-1",
    "W",
    "所属单位与机构设置表相符",
    basis="预算法实施条例第五条：部门预算包括所属单位",
    reads=Reads.LINES | Reads.WORDS,
    needs="document",
    example="文字说收支包括所属事业单位，机构设置表只有一个机关。",
    satisfy="补齐机构设置表，或改正文字中对所属单位的说明。",
    subordinate=Patterns(("(所属|下属)(事业)?单位",)),
    no_subordinate=Patterns(("(无|没有|不含|未设|不设)[^，。；]{0,6}(所属|下属)",)),
)
def subordinate_units_are_listed(
    review: Review, *, subordinate: Patterns, no_subordinate: Patterns
) -> Iterator[Finding]:
    if len(review.ledger.units) > 1:
        return
    for line in subject_lines(review, "overview"):
        if (
            line.is_own
            and line.kind == "body"
            and subordinate.search(line.text)
            and not no_subordinate.search(line.text)
        ):
            yield Finding(
                f"文字说到所属单位，机构设置表只有 {len(review.ledger.units)} 个单位。",
                (
                    place(review, line),
                    at(review, "organisation.table", "、".join(unit.name for unit in review.ledger.units) or "空白"),
                ),
                remedy="请在机构设置表列出所属单位，或改正文字。",
            )


@rule(
    "R-CON-3",
    "W",
    "两处职责文字一致",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.WORDS,
    needs="document",
    example="机构职责写“检修基层站点和仓库”，绩效部分的同一职责少了“和仓库”。",
    satisfy="以“三定”规定为准，使两处职责的文字一致。",
    nearly="0.70",
)
def duties_read_the_same_in_both_places(review: Review, *, nearly: str) -> Iterator[Finding]:
    """A duty of 分项绩效目标 that is nearly one of 部门职责 was copied and then changed in one place only."""
    stated = [_bare(line) for line in paragraphs(review.ledger.prose.get("duties", ""))]
    duties = [duty for duty in performance(review.ledger).duties if duty.description.strip()]
    if not stated or not duties:
        raise NotRun("没有两处可以对照的职责文字")
    short = [each for each in stated if len(each) <= _LONGEST_DUTY]
    found = skipped = 0
    for duty in duties:
        description = _bare("".join(paragraphs(duty.description)))
        if description in stated:
            continue
        if len(description) > _LONGEST_DUTY:
            skipped += 1
            continue
        ratio, best = _likest(description, short, float(nearly))
        if ratio < 1 and best and description not in best:
            found += 1
            yield _different(review, duty, best, description)
    if not found and (skipped or len(short) < len(stated)):
        raise NotRun(f"有的职责超过 {_LONGEST_DUTY} 字，没有与另一处对照")


def _likest(description: str, stated: Sequence[str], least: float) -> tuple[float, str]:
    """The stated duty that is most like the description, the first of several; 0 and "" where none is as like as the least."""
    highest, best = 0.0, ""
    for each in stated:
        matcher = SequenceMatcher(None, description, each, autojunk=False)
        needed = max(least, highest)
        if matcher.real_quick_ratio() < needed or matcher.quick_ratio() < needed:
            continue
        ratio = matcher.ratio()
        if ratio >= least and ratio > highest:
            highest, best = ratio, each
    return highest, best


def _bare(text: str) -> str:
    text = re.sub(r"^(\d+[、.．]|（[一二三四五六七八九十]+）)|^主要职责是", "", squeeze(text))
    return re.sub(r"[。；，、]+$", "", text)


def _different(review: Review, duty: Duty, stated: str, description: str) -> Finding:
    changes = [
        f"“{stated[a:b] or '（无）'}”→“{description[c:d] or '（无）'}”"
        for tag, a, b, c, d in SequenceMatcher(None, stated, description, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    return Finding(
        f"“{duty.name}”的职责描述与部门职责不同：{'；'.join(changes[:5])}。",
        (
            Place("部门职责", stated, "organisation", "duties", "organisation.duties.label"),
            Place(f"职责绩效·{duty.name}", description, "duties_performance", f"duty-{duty.pk}"),
        ),
        remedy="请统一两处的职责文字。",
    )
