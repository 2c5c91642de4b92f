"""Parts of the text against one another. R-CON-3, R-CNT-1, R-REF-1, R-ORG-1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import cn2an

from budgets.findings import Finding, NotRun, Place, rule
from budgets.text import paragraphs, squeeze
from disclosure.checks.lines import around, at, lines, place, subject_lines
from disclosure.review import Review
from performance.models import Duty
from performance.statements import performance

_NUMBER = r"([一二两三四五六七八九十百\d]+)"
_COUNTED = re.compile(rf"共?分为?{_NUMBER}\s*项")
_UNITS = re.compile(
    rf"(?:预算)?单位(?:共|共有|有){_NUMBER}\s*(?:个|家)|(?:共|包括|下设){_NUMBER}\s*(?:个|家)(?:预算)?单位"
)
_SUBORDINATE = re.compile(r"(所属|下属)(事业)?单位")
_NO_SUBORDINATE = re.compile(r"(无|没有|不含|未设|不设)[^，。；]{0,6}(所属|下属)")


@rule("R-CNT-1", "W", "所说的数目与列出的相符", basis="政府信息公开条例第六条：及时、准确", needs="document")
def counts_are_right(review: Review) -> Iterator[Finding]:
    judged = False
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


def _number(words: str) -> int | None:
    try:
        return int(cn2an.cn2an(words.replace("两", "二"), "smart"))
    except ValueError:
        return None


@rule("R-REF-1", "W", "本部门不协助自己", basis="政府信息公开条例第六条：及时、准确", needs="document")
def nobody_assists_himself(review: Review) -> Iterator[Finding]:
    """协助区信访局 in the text of the 区信访局: it was taken over from a unit below."""
    name = squeeze(review.ledger.budget.printed_name)
    own = "|".join(re.escape(name[start:]) for start in range(len(name) - 2))
    pattern = re.compile(rf"(协助|配合|会同)(我|本)?({own})(?![\u4e00-\u9fff]*?(所属|下属))") if own else None
    if pattern is None:
        raise NotRun("名称太短，无法核对")
    for line in lines(review):
        if line.is_own and (found := pattern.search(line.text)):
            yield Finding(
                f"“{found[0]}”：本文件的作者就是“{review.ledger.budget.printed_name}”。",
                (place(review, line, around(line.text, found.start(), found.end(), 16)),),
                remedy="请改写，可能是从下级单位的文字照搬的。",
            )


@rule("R-ORG-1", "W", "所属单位与机构设置表相符", basis="预算法实施条例第五条：部门预算包括所属单位", needs="document")
def subordinate_units_are_listed(review: Review) -> Iterator[Finding]:
    if len(review.ledger.units) > 1:
        return
    for line in subject_lines(review, "overview"):
        if (
            line.is_own
            and line.kind == "body"
            and _SUBORDINATE.search(line.text)
            and not _NO_SUBORDINATE.search(line.text)
        ):
            yield Finding(
                f"文字说到所属单位，机构设置表只有 {len(review.ledger.units)} 个单位。",
                (
                    place(review, line),
                    at(review, "organisation.table", "、".join(unit.name for unit in review.ledger.units) or "空白"),
                ),
                remedy="请在机构设置表列出所属单位，或改正文字。",
            )


@rule("R-CON-3", "W", "两处职责文字一致", basis="政府信息公开条例第六条：及时、准确", needs="document", nearly="0.70")
def duties_read_the_same_in_both_places(review: Review, *, nearly: str) -> Iterator[Finding]:
    """A duty of 分项绩效目标 that is nearly one of 部门职责 was copied and then changed in one place only."""
    stated = [_bare(line) for line in paragraphs(review.ledger.prose.get("duties", ""))]
    duties = [duty for duty in performance(review.ledger).duties if duty.description.strip()]
    if not stated or not duties:
        raise NotRun("没有两处可以对照的职责文字")
    for duty in duties:
        description = _bare("".join(paragraphs(duty.description)))
        best = max(stated, key=lambda each: SequenceMatcher(None, description, each, autojunk=False).ratio())
        ratio = SequenceMatcher(None, description, best, autojunk=False).ratio()
        if float(nearly) <= ratio < 1 and description not in best:
            yield _different(review, duty, best, description)


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
