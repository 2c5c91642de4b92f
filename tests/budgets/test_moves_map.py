"""The map of moves says why a move cannot be made: first the role, then the state, then what bars it, in the map's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from budgets.choices import ReviewAction, Role, Status
from budgets.models import Assignment, Author, DepartmentalBudget, ReviewRecord, Waiver
from budgets.refusals import NotAllowed, WrongState
from budgets.workflow import moves
from budgets.workflow.moves import ACTS, MOVES
from tests.budgets.states import HASH, add_reply, add_secrecy_review, bring_to
from tests.builders import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
Bring = Callable[[DepartmentalBudget, Any], object]


@pytest.fixture
def person(department: Any) -> Any:
    """Who holds every role there is, as reviewer for the whole region."""
    user = make_user("some")
    for role in Role.values:
        of = None if role == Role.REVIEWER else department
        Assignment.objects.create(user=user, role=role, region=department.region, department=of)
    return user


def in_state(budget: DepartmentalBudget, status: str, preparer: Any) -> DepartmentalBudget:
    return bring_to(budget, status, submitter=preparer, reviewer=make_user("other"))


def wrote(budget: DepartmentalBudget, person: Any) -> None:
    Author.objects.create(budget=budget, user_id=person.pk)


def submitted_once(budget: DepartmentalBudget, person: Any) -> None:
    ReviewRecord.objects.create(budget=budget, action=ReviewAction.SUBMITTED, by=person)


def waived(budget: DepartmentalBudget, person: Any) -> None:
    Waiver.objects.create(
        budget=budget, rule="T-1", fingerprint=HASH[:32], finding="甲", reason="经研究同意", by=person
    )


def has_reply_only(budget: DepartmentalBudget, person: Any) -> None:
    add_reply(budget, person)


def has_secrecy_review_only(budget: DepartmentalBudget, person: Any) -> None:
    add_secrecy_review(budget, person)


def is_not_cleared(budget: DepartmentalBudget, person: Any) -> None:
    add_reply(budget, person)
    add_secrecy_review(budget, person, cleared=False)


@pytest.mark.parametrize(
    ("move", "status", "bring", "refused", "words"),
    [
        ("submit", Status.DRAFT, waived, NotAllowed, "您豁免过本版本的错误，不能由您报送。请由其他填报人报送。"),
        ("approve", Status.SUBMITTED, wrote, NotAllowed, "您报送或编写过本版本，不能审核。请由其他审核人审核。"),
        ("approve", Status.SUBMITTED, submitted_once, NotAllowed, "您报送或编写过本版本，不能审核。请由其他审核人审核。"),
        ("waive", Status.DRAFT, wrote, NotAllowed, "您报送或编写过本版本，不能豁免其中的错误。请由其他审核人办理。"),
        ("publish", Status.APPROVED, has_secrecy_review_only, WrongState, "尚未登记批复，不能公开。"),
        ("publish", Status.APPROVED, has_reply_only, WrongState, "尚未完成保密审查，不能公开。"),
        ("publish", Status.APPROVED, is_not_cleared, WrongState, "尚未完成保密审查，不能公开：原审查没有确认可以公开。"),
    ],
)  # fmt: skip
def test_what_bars_a_move_is_said_in_the_words_of_the_map(
    draft: Any, preparer: Any, person: Any, move: str, status: str, bring: Bring, refused: type, words: str
) -> None:
    budget = in_state(draft, status, preparer)
    bring(budget, person)
    found = moves.refusal(move, budget, person)
    assert (type(found), str(found)) == (refused, words)


@pytest.mark.parametrize(
    ("move", "status", "bring"),
    [
        ("send_back", Status.SUBMITTED, wrote),
        ("register_reply", Status.DRAFT, waived),
        ("submit", Status.DRAFT, wrote),
        ("approve", Status.SUBMITTED, waived),
    ],
)
def test_it_bars_no_other_move(
    draft: Any, preparer: Any, person: Any, move: str, status: str, bring: Bring
) -> None:  # fmt: skip
    budget = in_state(draft, status, preparer)
    bring(budget, person)
    assert moves.refusal(move, budget, person) is None


def test_a_publication_that_has_both_records_is_refused_nothing(draft: Any, preparer: Any, person: Any) -> None:
    budget = in_state(draft, Status.APPROVED, preparer)
    add_reply(budget, person)
    add_secrecy_review(budget, person)
    assert moves.refusal("publish", budget, person) is None


@pytest.mark.parametrize("move", sorted({*MOVES, *ACTS} - {"import"}))
def test_a_stranger_is_told_who_may_whatever_the_state(draft: Any, move: str) -> None:
    found = moves.refusal(move, draft, make_user("stranger"))
    assert (type(found), str(found)) == (NotAllowed, (MOVES.get(move) or ACTS[move]).refusal)


@pytest.mark.parametrize("move", sorted({*MOVES, *ACTS} - {"import"}))
def test_whoever_may_is_told_of_the_state_before_what_bars_the_move(
    draft: Any, preparer: Any, person: Any, move: str
) -> None:  # fmt: skip
    budget = in_state(draft, Status.PUBLISHED, preparer)
    wrote(budget, person)
    found = moves.refusal(move, budget, person)
    assert type(found) is WrongState
    assert str(found) == f"本预算当前状态为“已公开”，不能{(MOVES.get(move) or ACTS[move]).label}。"


def test_only_the_operator_makes_the_operators_move(draft: Any, person: Any) -> None:
    assert moves.refusal("import", draft, None) is None
    assert type(moves.refusal("import", draft, person)) is NotAllowed
    assert all(type(moves.refusal(key, draft, None)) is NotAllowed for key in {*MOVES, *ACTS} - {"import"})


def test_an_error_is_waived_for_the_region_only(draft: Any, department: Any) -> None:
    """One who reviews this department alone holds the role, and not where it is asked for."""
    own = make_user("own")
    Assignment.objects.create(user=own, role=Role.REVIEWER, region=department.region, department=department)
    assert str(moves.refusal("waive", draft, own)) == "只有负责本地区全部部门的审核人可以豁免错误。"
    Assignment.objects.create(user=own, role=Role.REVIEWER, region=department.region)
    assert moves.refusal("waive", draft, own) is None


def test_no_bar_stands_before_a_move_of_the_operators() -> None:
    """A bar asks about a person, and the operator is none."""
    assert [key for key, move in {**MOVES, **ACTS}.items() if move.bars and not move.roles] == []
