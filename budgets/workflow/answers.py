"""What people write about single findings: the clerk answers a warning, the reviewer does not accept an answer, the
bureau waives an error. Only added to; the newest row about a finding speaks.

A row names its finding by fingerprint. Where the finding's content changes it is another finding, and the row lapses:
it is shown beside the new one and counts no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from budgets.choices import Door
from budgets.frozen import freeze
from budgets.models import Answer, Author, DepartmentalBudget, Refusal, ReviewRecord, Waiver
from budgets.refusals import Refused, WrongState
from budgets.rules.judge import judge
from budgets.rules.registry import Finding, Result, Severity
from budgets.text import squeeze
from budgets.versions.context import recording
from budgets.versions.editing import lock_version
from budgets.workflow.answer_words import cleaned, reason_of, words_problem
from budgets.workflow.moves import ACTS, Unanswered, refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class BadAnswers(Refused):
    """Nothing was saved, because some of the answers say nothing.

    problems  fingerprint → what is wrong with its answer
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(f"有 {len(problems)} 处答复需要改正，尚未保存：{next(iter(problems.values()))}")
        self.problems = dict(problems)


# ---- Reading ----


@dataclass(frozen=True)
class Warned:
    """A warning and what was written about it.

    answer    the newest answer to it; None where there is none
    refusal   of that answer; an answer that was refused does not count
    lapsed    the newest answer to an earlier finding of the rule that is not there any more; None where there is none.
              Only where the warning has no answer of its own
    """

    result: Result
    finding: Finding
    fingerprint: str
    answer: Answer | None = None
    refusal: Refusal | None = None
    lapsed: Answer | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None or self.refusal is not None


def warned(budget: DepartmentalBudget, results: Iterable[Result]) -> list[Warned]:
    """Every warning of the version, in the order of the rules. Findings of the same content are one.

    One that the bureau let pass when it was still an error is settled, and asks nobody for an answer.
    """
    found = _of_severity(results, "W")
    if not found:
        return []
    answers = {each.fingerprint: each for each in _answers(budget)}  # ordered: the newest of a fingerprint stays
    left = {each.rule: each for each in answers.values() if each.fingerprint not in found}
    return [
        Warned(
            result, finding, fingerprint, answer=(answer := answers.get(fingerprint)), refusal=_refusal_of(answer),
            lapsed=None if answer else left.get(result.rule.id),
        )
        for fingerprint, (result, finding) in found.items()
        if not result.waiver_of(finding)
    ]  # fmt: skip


def counting(budget: DepartmentalBudget, results: Iterable[Result]) -> dict[str, str]:
    """fingerprint → text, of the answers that count."""
    return {each.fingerprint: each.answer.text for each in warned(budget, results) if each.answer and not each.refusal}


def refused(budget: DepartmentalBudget) -> QuerySet[Refusal]:
    """The refusals that the clerk has not answered anew."""
    later = Answer.objects.filter(
        budget=budget, fingerprint=OuterRef("answer__fingerprint"), pk__gt=OuterRef("answer_id")
    )
    return Refusal.objects.filter(~Exists(later), budget=budget).select_related("answer")


def proposals(budget: DepartmentalBudget, warnings: Iterable[Warned]) -> dict[str, str]:
    """fingerprint → what the version before answered to the same warning, for the clerk to confirm or to write anew.

    For warnings that have no answer here. An answer that was refused there is proposed nowhere.
    """
    waiting = [each.fingerprint for each in warnings if each.answer is None]
    earlier = DepartmentalBudget.objects.filter(
        region=budget.region_id, department=budget.department_id, unit=budget.unit_id,
        fiscal_year=budget.fiscal_year, phase=budget.phase, version__lt=budget.version,
    )  # fmt: skip
    if not waiting or budget.version == 1:
        return {}
    rows = Answer.objects.filter(budget__in=earlier, fingerprint__in=waiting, refusal=None)
    return dict(rows.order_by("budget__version", "pk").values_list("fingerprint", "text"))


def _of_severity(results: Iterable[Result], severity: Severity) -> dict[str, tuple[Result, Finding]]:
    return {
        finding.fingerprint(result.rule.id): (result, finding)
        for result in results
        if result.outcome == "fail"
        for finding in result.of_severity(severity)
    }


def _answers(budget: DepartmentalBudget) -> list[Answer]:
    return list(Answer.objects.filter(budget=budget).select_related("by", "refusal__by").order_by("pk"))


def _refusal_of(answer: Answer | None) -> Refusal | None:
    return getattr(answer, "refusal", None) if answer else None


# ---- Writing ----


def answer(
    budget: DepartmentalBudget, *, by: User, texts: Mapping[str, str], results: Sequence[Result] | None = None
) -> list[Answer]:
    """Saves the preparer's answers: fingerprint → text. An empty text says nothing about its warning and is left out;
    one that is the present answer already is not saved again.

    results  what the rules find, where the caller holds the version (`held`) and has judged it since

    Raises BadAnswers, with nothing saved, for a text without content, a refused answer that is given again, or a
    warning that is not there (any more).
    """
    with _acting(budget, "answer", by=by) as locked:
        found = judge(locked, whole=True) if results is None else results
        present = {each.fingerprint: each for each in warned(locked, found)}
        new, problems = [], {}
        for fingerprint, typed in texts.items():
            if not typed.strip():
                continue
            text, problem = _read(typed, present.get(fingerprint))
            if problem:
                problems[fingerprint] = problem
                continue
            about = present[fingerprint]
            if about.answer is None or about.answer.text != text:
                new.append(
                    Answer(
                        budget=locked, rule=about.result.rule.id, fingerprint=fingerprint,
                        finding=about.finding.message, text=text, by=by,
                    )
                )  # fmt: skip
        if problems:
            raise BadAnswers(problems)
        if new:
            # Whoever answers acts as the version's preparer, and so never approves it nor waives anything in it.
            Author.objects.bulk_create([Author(budget=locked, user_id=by.pk)], ignore_conflicts=True)
        return Answer.objects.bulk_create(new)


def refuse(answer: Answer, *, by: User, comment: str) -> Refusal:
    """The reviewer does not accept the answer. The version cannot be approved until it was answered anew."""
    said = reason_of(comment, "不接受的原因")
    with _acting(answer.budget, "refuse", by=by) as locked:
        if Refusal.objects.filter(answer=answer).exists():
            raise WrongState("这条答复已经作为“不接受”处理过。")
        _record(locked, "refuse", by=by, comment=f"{answer.finding}\n答复：{answer.text}\n不接受的原因：{said}")
        return Refusal.objects.create(budget=locked, answer=answer, comment=said, by=by)


def waive(budget: DepartmentalBudget, *, by: User, fingerprint: str, reason: str) -> Waiver:
    """The bureau lets one error pass. Raises WrongState where the version has no such error (any more)."""
    said = reason_of(reason, "豁免的理由")
    with _acting(budget, "waive", by=by) as locked:
        errors = _of_severity(freeze.read(locked).results, "E")
        if fingerprint not in errors:
            raise WrongState("这条错误已不存在或内容已变化，请核对最新的核验结果。")
        result, finding = errors[fingerprint]
        if result.waiver_of(finding):
            raise WrongState("这条错误已经豁免。")
        _record(locked, "waive", by=by, comment=f"{finding.message}\n豁免的理由：{said}")
        return Waiver.objects.create(
            budget=locked, rule=result.rule.id, fingerprint=fingerprint, finding=finding.message, reason=said, by=by
        )


_SENTENCES = {"answer": "答复提醒", "refuse": "不接受答复", "waive": "豁免错误"}


@contextmanager
def held(budget: DepartmentalBudget) -> Iterator[DepartmentalBudget]:
    """The version as it stands, locked to the end of the block: what is read of it meanwhile holds for every move in it."""
    with transaction.atomic():
        yield lock_version(budget)


@contextmanager
def _acting(budget: DepartmentalBudget, act: str, *, by: User) -> Iterator[DepartmentalBudget]:
    """Locks the version and asks the map."""
    with held(budget) as locked, recording(by, door=Door.MOVE, sentence=_SENTENCES[act]):
        if refused := refusal(act, locked, by):
            raise refused
        yield locked


def _record(budget: DepartmentalBudget, act: str, *, by: User, comment: str) -> None:
    action = ACTS[act].record
    assert action is not None  # noqa: S101  both acts that come here have one
    ReviewRecord.objects.create(budget=budget, action=action, by=by, comment=comment)


def _read(typed: str, about: Warned | None) -> tuple[str, str]:
    """The text as it is stored, and why it is no answer; empty where it is one."""
    try:
        text = cleaned(typed)
    except WrongState as unprintable:
        return typed, str(unprintable)
    return text, _problem(text, about)


def _problem(text: str, about: Warned | None) -> str:
    """Why the text is no answer; empty where it is one."""
    if about is None:
        return "这条提醒已不存在或内容已变化，请核对最新的核验结果后再答复。"
    if about.refusal and about.answer and squeeze(about.answer.text) == squeeze(text):
        return f"与审核人没有接受的答复相同。请按审核意见重新答复：{about.refusal.comment}"
    return words_problem(text, "答复")


def holds_up(warned: Warned) -> bool:
    """Whether the warning holds an approval up. One that only the calendar brought about after the submission does not."""
    return warned.is_open and not (warned.finding.lasting and warned.answer is None)


def refuse_while_unanswered(
    budget: DepartmentalBudget,
    results: Sequence[Result],
    *,
    remedy: str,
    is_review: bool,
    known: Sequence[Warned] | None = None,
) -> None:
    """Raises Unanswered while a warning has no answer that counts.

    is_review  whether it is an approval that waits (holds_up), not a submission
    known      the warnings with their answers, where the caller has just read them
    """
    waiting = [
        (each.result, each.finding)
        for each in (warned(budget, results) if known is None else known)
        if (holds_up(each) if is_review else each.is_open)
    ]
    if waiting:
        raise Unanswered(waiting, remedy=remedy)
