"""Whoever decides about a version or writes its rows holds its row first: what was read then still holds when it is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.choices import Status
from budgets.models import Answer, Department, DepartmentalBudget, Refusal, ReviewRecord, Waiver
from budgets.versions.editing import NotEditable, editing
from budgets.workflow import answers, transitions
from tests.budgets.states import HASH, REPLY, SECRECY, add_reply, add_secrecy_review, bring_to
from tests.budgets.test_guards_of_the_database import FINGERPRINT, answered
from tests.builders import make_small_budget, make_user
from tests.database import address_of, database_of_its_own

VERSIONS, DEPARTMENTS = DepartmentalBudget._meta.db_table, Department._meta.db_table


# ---- Held in truth: another connection cannot have it ----


@pytest.fixture
def committed(django_db_blocker: Any) -> Iterator[DepartmentalBudget]:
    """A draft that every connection sees."""
    name = f"locks_{os.getpid()}"
    with django_db_blocker.unblock(), database_of_its_own(name):
        yield make_small_budget()


def can_be_held(budget: DepartmentalBudget) -> bool:
    """By somebody else, at this moment."""
    with psycopg.connect(address_of(connection.settings_dict["NAME"])) as other:
        found = other.execute(f"SELECT id FROM {VERSIONS} WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED", [budget.pk])
        return found.fetchone() is not None


def test_nobody_else_holds_a_version_while_its_rows_are_written(committed: DepartmentalBudget) -> None:
    with editing(committed, by="import"):
        assert not can_be_held(committed)
    assert can_be_held(committed)


def test_nobody_else_holds_a_version_about_which_somebody_reads_to_decide(committed: DepartmentalBudget) -> None:
    with answers.held(committed):
        assert not can_be_held(committed)
    assert can_be_held(committed)


# ---- Asked for first: before anything is written, and before anything that is decided on is read ----


def asked_first(table: str, act: Callable[[], object]) -> None:
    """The first statement about the table locks its row, and nothing was written before."""
    with CaptureQueriesContext(connection) as queries:
        act()
    statements = [query["sql"] for query in queries]
    about = next(number for number, sql in enumerate(statements) if f'"{table}"' in sql)
    assert "FOR NO KEY UPDATE" in statements[about], statements[about]
    before = [sql for sql in statements[:about] if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert before == []


def brought(draft: DepartmentalBudget, status: Status, preparer: Any, reviewer: Any) -> DepartmentalBudget:
    budget = bring_to(draft, status, submitter=preparer, reviewer=reviewer)
    if status == Status.APPROVED:
        add_reply(budget, preparer)
        add_secrecy_review(budget, preparer)
    return budget


MOVES: dict[str, tuple[Status, str, Callable[[DepartmentalBudget, Any], object]]] = {
    "submit": (Status.DRAFT, "preparer", lambda budget, by: transitions.submit(budget, by=by, seen=budget.row_version)),
    "send_back": (Status.SUBMITTED, "reviewer", lambda budget, by: transitions.send_back(budget, by=by, comment="请核对")),
    "approve": (Status.SUBMITTED, "reviewer", lambda budget, by: transitions.approve(budget, by=by, comment="", seen_hash=HASH)),
    "register_reply": (Status.APPROVED, "publisher", lambda budget, by: transitions.register_reply(budget, by=by, **REPLY | {"number": "2号"}, reason="文号登记有误")),
    "record_secrecy_review": (Status.APPROVED, "publisher", lambda budget, by: transitions.record_secrecy_review(budget, by=by, **SECRECY, comment="审查人登记有误")),
    "publish": (Status.APPROVED, "publisher", lambda budget, by: transitions.mark_published(budget, by=by, content_hash=budget.content_hash)),
    "import": (Status.DRAFT, "preparer", lambda budget, by: transitions.mark_imported(budget)),
    "discard": (Status.DRAFT, "preparer", lambda budget, by: transitions.discard(budget, by=by)),
}  # fmt: skip


@pytest.mark.usefixtures("two_rules")
@pytest.mark.parametrize("key", MOVES)
def test_every_move_holds_the_version_before_anything_else(
    key: str, draft: DepartmentalBudget, preparer: Any, reviewer: Any, publisher: Any
) -> None:
    status, who, move = MOVES[key]
    budget = brought(draft, status, preparer, reviewer)
    by = {"preparer": preparer, "reviewer": reviewer, "publisher": publisher}[who]

    def act() -> None:
        if (
            key == "approve"
        ):  # the document that was frozen is not this one: it is refused, and the lock was taken all the same
            with pytest.raises(transitions.ContentChanged):
                move(budget, by)
        else:
            move(budget, by)

    asked_first(VERSIONS, act)


def test_whoever_writes_rows_holds_the_version_before_anything_else(draft: DepartmentalBudget) -> None:
    def act() -> None:
        with editing(draft, by="import"):
            pass

    asked_first(VERSIONS, act)


def test_a_new_version_is_numbered_while_its_department_is_held(department: Department, preparer: Any) -> None:
    asked_first(
        DEPARTMENTS,
        lambda: transitions.create_budget(
            by=preparer, department=department, fiscal_year=2021, printed_name="临河区信访局"
        ),
    )


# ---- What is decided on is what stands in the database, whatever the caller holds in his hand ----


@pytest.mark.usefixtures("two_rules")
@pytest.mark.parametrize("key", [key for key in MOVES if key != "import"])
def test_a_move_is_judged_by_the_state_that_is_stored_and_not_by_the_one_that_was_read_before(
    key: str, draft: DepartmentalBudget, preparer: Any, reviewer: Any, publisher: Any
) -> None:
    status, who, move = MOVES[key]
    budget = brought(draft, status, preparer, reviewer)
    held_since = DepartmentalBudget.objects.get(pk=budget.pk)
    # Meanwhile somebody else has moved it on.
    if status == Status.DRAFT:
        bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=reviewer)
    else:
        meanwhile = Status.RETURNED if status == Status.SUBMITTED else Status.PUBLISHED
        published = {"published_at": timezone.now(), "published_by": publisher} if meanwhile == Status.PUBLISHED else {}
        DepartmentalBudget.objects.filter(pk=budget.pk).update(status=meanwhile, **published)
    records = ReviewRecord.objects.filter(budget=budget).count()
    by = {"preparer": preparer, "reviewer": reviewer, "publisher": publisher}[who]
    with pytest.raises(transitions.WrongState):
        move(held_since, by)
    assert ReviewRecord.objects.filter(budget=budget).count() == records


def test_rows_are_refused_where_the_version_was_submitted_meanwhile(
    draft: DepartmentalBudget, preparer: Any, reviewer: Any
) -> None:
    held_since = DepartmentalBudget.objects.get(pk=draft.pk)
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=reviewer)
    with pytest.raises(NotEditable, match="已报送"), editing(held_since, by="import"):
        pytest.fail("the block was entered")


# ---- Held by the guards of the database themselves ----


@pytest.fixture
def submitted_for_all(committed: DepartmentalBudget) -> DepartmentalBudget:
    """Submitted with an answer, where every connection sees it."""
    answered(committed, make_user("clerk"))
    return bring_to(committed, Status.SUBMITTED, submitter=make_user("submitter"), reviewer=None)


def guarded(kind: str, budget: DepartmentalBudget) -> object:
    bureau = make_user(f"bureau-{kind}")
    if kind == "refusal":
        return Refusal.objects.create(budget=budget, by=bureau, answer=Answer.objects.get(), comment="请再核对")
    if kind == "waiver":
        return Waiver.objects.create(
            budget=budget, by=bureau, rule="R-1", fingerprint=FINGERPRINT, finding="错误", reason="情况属实"
        )
    return add_reply(budget, bureau)


@pytest.mark.parametrize("kind", ["refusal", "waiver", "reply"])
def test_nobody_moves_a_version_while_a_guard_has_looked_at_its_state(
    submitted_for_all: DepartmentalBudget, kind: str
) -> None:
    with transaction.atomic():
        guarded(kind, submitted_for_all)
        assert not can_be_held(submitted_for_all)
    assert can_be_held(submitted_for_all)
