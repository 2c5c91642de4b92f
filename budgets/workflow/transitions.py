"""The moves of a version, each one function over one private mover: lock, ask the map, act, record (docs/mechanisms.md, Workflow).

Who may move when stands in `budgets.workflow.moves`, whose names this module passes on: callers need only this one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from budgets import parts
from budgets.accounts.roles import roles_of
from budgets.choices import Door, ReviewAction
from budgets.frozen import freeze, late, row_digests
from budgets.models import DepartmentalBudget, Reply, ReplyConfirmation, ReviewRecord, SecrecyReview
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.refusals import ContentChanged, NotAllowed, Refused, WrongState
from budgets.rules import judge, registry
from budgets.versions.context import recording
from budgets.versions.creation import create_budget
from budgets.versions.editing import ChangedMeanwhile, acting_as, lock_version
from budgets.workflow import answers
from budgets.workflow.answer_words import cleaned, reason_of
from budgets.workflow.moves import (
    MOVES,
    Action,
    Move,
    NotReady,
    Unanswered,
    allowed_actions,
    refusal,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from budgets.frozen.freeze import Reading
    from budgets.models import BudgetRow
    from budgets.rules.registry import Result
    from budgets.workflow.answers import Warned

# What callers may use of the map, beside the moves below.
__all__ = ["MOVES", "Action", "ContentChanged", "Move", "NotAllowed", "NotReady", "Refused", "Unanswered", "WrongState"]
__all__ += [
    "allowed_actions",
    "approve",
    "confirm_reply",
    "content_hash",
    "create_budget",
    "refusal",
    "refuse_approval",
    "roles_of",
    "send_back",
    "submit",
]
__all__ += ["discard", "mark_imported", "mark_published", "record_secrecy_review", "register_reply"]


def content_hash(budget: DepartmentalBudget) -> str:
    """SHA-256 of the canonical Document that the version says: the frozen one, where a move has frozen one that speaks."""
    return freeze.read(budget).document_hash


def submit(budget: DepartmentalBudget, *, by: User, seen: int, reading: Reading | None = None) -> DepartmentalBudget:
    """seen: the row_version that the confirmation page showed.

    reading  what the rows say, where the caller holds the version (`answers.held`) and has read them since
    """
    with _move(budget, "submit", by=by) as (locked, record):
        if locked.row_version != seen:
            raise ChangedMeanwhile("在您确认期间，本预算又被保存过。请核对最新内容后再报送。")
        reading = reading or freeze.read_rows(locked)
        if blocking := registry.blocking(reading.results):
            raise NotReady(blocking)
        answers.refuse_while_unanswered(locked, reading.results, remedy="请逐条答复或改正后再报送。", is_review=False)
        _freeze(reading, record)
        locked.submitted_by, locked.submitted_at = by, timezone.now()
    return locked


def send_back(budget: DepartmentalBudget, *, by: User, comment: str) -> DepartmentalBudget:
    """Also voids an approval, and ends the 保密审查, which was about the content as it stood and stays as a record."""
    if not comment.strip():
        raise WrongState("请写明退回的原因。")
    with _move(budget, "send_back", by=by, comment=comment) as (locked, record):
        _freeze(freeze.read(locked), record)
        locked.approved_by = locked.approved_at = None
        locked.content_hash = ""
    return locked


def approve(
    budget: DepartmentalBudget, *, by: User, comment: str, seen_hash: str, seen_since: str | None = None
) -> DepartmentalBudget:
    """seen_hash: of the document that the reviewer read. It is the one that was frozen when the version was submitted.

    seen_since  mark of what the reviewer was shown to have become other since then (`Meanwhile.mark`); None: not asked
    """
    with _move(budget, "approve", by=by, comment=comment) as (locked, record):
        reading = freeze.read(locked)
        if reading.document_hash != seen_hash:
            raise ContentChanged("内容已变更，请重新审核。")
        if reading.since and seen_since not in (None, reading.since.mark):
            raise ContentChanged("在您审核期间又有变动，见“报送后有变动”。请核对后再作出审核结论。")
        refuse_approval(locked, reading.results)
        _freeze(reading, record)
        locked.content_hash = reading.document_hash
        locked.approved_by, locked.approved_at = by, timezone.now()
    return locked


def register_reply(
    budget: DepartmentalBudget,
    *,
    by: User,
    authority: str,
    number: str,
    dated: dt.date,
    received: dt.date,
    scan: bytes | None = None,
    scan_name: str = "",
    reason: str = "",
) -> Reply:
    """Registers the 批复. Where one is registered this is a correction of it, which counts once its issuer confirms it.

    scan    none: a correction has that of the row before
    reason  why it is corrected; asked for of a correction, and empty at first

    Raises WrongState for a correction that does not say why or changes nothing.
    """
    with _move(budget, "register_reply", by=by, comment=f"{authority} {number}") as (locked, record):
        before = replies_of(locked).newest
        reply = Reply(
            budget=locked, authority=authority, number=number, dated=dated, received=received, scan=scan,
            scan_name=scan_name, registered_by=by,
        )  # fmt: skip
        if before:
            reply.corrects, reply.reason = before, reason_of(reason, "更正原因")
            if scan is None:
                if reply.says_the_same_as(before):
                    raise WrongState("与已登记的批复相同，没有需要更正的内容。")
                reply.scan, reply.scan_name = before.scan, before.scan_name
            record.action = ReviewAction.REPLY_CORRECTED
            record.comment = f"更正前：{before.in_words}\n更正为：{reply.in_words}\n更正原因：{reply.reason}"
        reply.full_clean()
        reply.save()
    return reply


def confirm_reply(
    budget: DepartmentalBudget,
    *,
    by: User,
    seen: int,
    comment: str = "",
    scan: bytes | None = None,
    scan_name: str = "",
) -> ReplyConfirmation:
    """A second person, of the issuer, confirms the newest correction of the 批复 with its scan: from now on it counts.

    seen  the pk of the correction that the page showed
    scan  where the person has a better one, or none was registered

    Raises ContentChanged where another correction is the newest now, and WrongState where there is no scan to compare with.
    """
    said = cleaned(comment)
    with _move(budget, "confirm_reply", by=by) as (locked, record):
        correction = replies_of(locked).waiting
        if correction is None or correction.pk != seen:
            raise ContentChanged("批复又有更正。请核对最新的更正后再确认。")
        compared = scan if scan is not None else correction.scan
        if compared is None:
            raise WrongState("没有批复扫描件，不能确认。请上传扫描件，与更正的内容核对后再确认。")
        record.comment = "\n".join(filter(None, [f"确认更正：{correction.in_words}", said]))
        confirmation = ReplyConfirmation(
            budget=locked, reply=correction, by=by, comment=said, scan=scan, scan_name=scan_name,
            scan_hash=hashlib.sha256(compared).hexdigest(),
        )  # fmt: skip
        confirmation.full_clean()
        confirmation.save()
    return confirmation


def record_secrecy_review(
    budget: DepartmentalBudget,
    *,
    by: User,
    reviewer: str,
    reviewed_on: dt.date,
    signed_off_by: str,
    cleared: bool,
    comment: str = "",
    seen_hash: str = "",
) -> SecrecyReview:
    """The 保密审查 of what was approved, and of nothing else. A further one takes the place of the one before.

    cleared    the declaration 已按规定剔除涉密内容. Without it the version cannot be made public
    comment    asked for where a review that counts is registered anew: why
    seen_hash  of the document that was reviewed; empty: what is approved when this is called

    Raises ContentChanged where something else is approved now.
    """
    with _move(budget, "record_secrecy_review", by=by) as (locked, record):
        if seen_hash and seen_hash != locked.content_hash:
            raise ContentChanged("审核通过的内容已变更，请对现在的内容重新进行保密审查后再登记。")
        is_again = secrecy_reviews_of(locked).clearing is not None
        said = reason_of(comment, "重新登记的原因") if is_again else cleaned(comment)
        record.content_hash, record.comment = locked.content_hash, said
        review = SecrecyReview(
            budget=locked, reviewer=reviewer, reviewed_on=reviewed_on, signed_off_by=signed_off_by, cleared=cleared,
            comment=said, content_hash=locked.content_hash, recorded_by=by,
        )  # fmt: skip
        review.full_clean()
        review.save()
    return review


def mark_published(budget: DepartmentalBudget, *, by: User, content_hash: str) -> DepartmentalBudget:
    """The state's part of a publication, inside the publisher's transaction. Composes nothing: what is published is what
    the approval froze, as long as the rows are those that it was made of.

    content_hash  of the document that is about to be published; it must be the approved one
    """
    with _move(budget, "publish", by=by) as (locked, record):
        frozen = freeze.speaking(locked) or late.of_approval(locked)
        if not content_hash == locked.content_hash == frozen.document_id:
            raise ContentChanged("要公开的文件与审核通过的内容不一致，不能公开。请退回后重新报送、审核。")
        if row_digests.changed_tables(locked, frozen.rows):
            raise ContentChanged("审核通过以后，预算数据与审核通过的内容不一致，不能公开。请退回后重新报送、审核。")
        own = judge.judge_again(locked, judge.of_publication(), judge.decisions_on(locked))
        if blocking := registry.blocking(judge.with_waivers(locked, list(own.values()))):
            raise NotReady(blocking)
        record.content_hash = content_hash
        locked.published_by, locked.published_at = by, timezone.now()
    return locked


def mark_imported(budget: DepartmentalBudget) -> DepartmentalBudget:
    """A historical document becomes public as it stands: never reviewed here, by a command of the operator."""
    with _move(budget, "import", by=None) as (locked, record):
        reading = freeze.read_rows(locked)
        _freeze(reading, record)
        locked.content_hash = reading.document_hash
        locked.imported, locked.published_at = True, timezone.now()
    return locked


def discard(budget: DepartmentalBudget, *, by: User) -> None:
    """A draft that was never submitted goes; what was written in it stays in the history."""
    with transaction.atomic():
        locked = lock_version(budget)
        if refused := refusal("discard", locked, by):
            raise refused
        with acting_as("discard", door=Door.MOVE, sentence="删除草稿", person=by):
            for model in reversed(cast("list[type[BudgetRow]]", parts.row_models())):
                model._default_manager.filter(budget=locked).delete()
            locked.delete()


# ---- How every move is made ----

_STATE = (
    "status", "imported", "content_hash", "submitted_by", "submitted_at", "approved_by", "approved_at",
    "published_by", "published_at", "updated_at",
)  # fmt: skip


@contextmanager
def _move(
    budget: DepartmentalBudget, key: str, *, by: User | None, comment: str = ""
) -> Iterator[tuple[DepartmentalBudget, ReviewRecord]]:
    """Locks the version, asks the map, lets the block do its part, then changes the state and writes the record."""
    move = MOVES[key]
    assert move.record is not None  # noqa: S101  only a discarded draft leaves no record, and it is not moved
    sentence = "：".join(filter(None, (ReviewAction(move.record).label, comment)))
    with recording(by, door=Door.MOVE, sentence=sentence):
        locked = lock_version(budget)
        if refused := refusal(key, locked, by):
            raise refused
        record = ReviewRecord(budget=locked, action=move.record, by=by, comment=comment)
        yield locked, record
        if record._state.adding:  # a move that freezes has saved it before
            record.save()
        locked.status = move.ends or locked.status
        locked.save(update_fields=_STATE)


def _freeze(reading: Reading, record: ReviewRecord) -> None:
    """Before the state changes: the database lets no version be approved whose document was not frozen."""
    record.content_hash = reading.document_hash
    record.save()
    freeze.keep(reading, ReviewAction(record.action), record)


def refuse_approval(budget: DepartmentalBudget, results: list[Result], known: Sequence[Warned] | None = None) -> None:
    """Raises NotReady or Unanswered where what the rules found stands against an approval.

    known  the warnings with their answers, where the caller has just read them
    """
    if blocking := registry.blocking(results):
        raise NotReady(blocking)
    remedy = "请退回，由填报人答复后重新报送。"
    answers.refuse_while_unanswered(budget, results, remedy=remedy, is_review=True, known=known)
