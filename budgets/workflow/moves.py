"""The map of moves: who may move a version when, and the buttons that follow from it (docs/mechanisms.md, Workflow).

`budgets.workflow.transitions` makes the moves and PostgreSQL holds the same map again in `budgets.triggers`. A right comes from an
Assignment and from nothing else: an administrator does not act by office.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import Q
from django.urls import reverse

from budgets.accounts.roles import roles_of
from budgets.choices import EDITABLE, OPEN, ReviewAction, Role, Status
from budgets.models import Assignment, DepartmentalBudget, Waiver
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.refusals import NotAllowed, Refused, WrongState
from budgets.rules.registry import Finding, Result
from budgets.workflow.authorship import why_author

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


class NotReady(Refused):
    """Rules of severity E fail.

    results  those rules, with what they found
    """

    def __init__(self, results: list[Result]) -> None:
        super().__init__(f"还有 {len(results)} 项错误没有解决：{'；'.join(result.rule.title for result in results)}。")
        self.results = results


class Unanswered(Refused):
    """Warnings (severity W) have no answer that counts.

    open  pairs of the rule's result and the finding
    """

    def __init__(self, open: Sequence[tuple[Result, Finding]], *, remedy: str) -> None:
        titles = "；".join(dict.fromkeys(result.rule.title for result, _ in open))
        super().__init__(f"还有 {len(open)} 处提醒没有有效的答复：{titles}。{remedy}")
        self.open = open


@dataclass(frozen=True)
class Bar:
    """What may stand in the way of a move although the role and the state are right.

    words   why the person, who holds the role, cannot make the move on the version, and what to do about it; empty
            where nothing stands in the way
    refusal NotAllowed where another person could make it; WrongState where something has to be done before
    """

    words: Callable[[User, DepartmentalBudget], str]
    refusal: type[Refused]


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of a version: everything that says who may make it, when and why not.

    starts, ends    the states before and after; no end leaves the state as it is
    roles           who may; none for the operator's commands
    is_of_region    whether the role must be held for the whole region, as the bureau's people hold it
    bars            what is asked after the role and the state, in this order
    record          the act that is written down; none where nothing remains to write about
    url_name        of the page where it is done, which takes the version's pk as budget_pk
    is_always_shown whether its button says why it cannot be made now; else there is no button then
    refusal         what is said to whoever holds none of the roles
    """

    label: str
    starts: tuple[Status, ...]
    ends: Status | None = None
    roles: tuple[Role, ...]
    is_of_region: bool = False
    bars: tuple[Bar, ...] = ()
    record: ReviewAction | None = None
    url_name: str = ""
    is_always_shown: bool = True
    refusal: str


def _approves_own(user: User, budget: DepartmentalBudget) -> str:
    """Four eyes: none of the version's own people is the one who approves it."""
    why = why_author(user, budget)
    return f"{why}，不能审核。请由其他审核人审核。" if why else ""


def _waives_own(user: User, budget: DepartmentalBudget) -> str:
    why = why_author(user, budget)
    return f"{why}，不能豁免其中的错误。请由其他审核人办理。" if why else ""


def _has_waived(user: User, budget: DepartmentalBudget) -> str:
    """Whoever let an error of the version pass does not bring it on its way."""
    waived = Waiver.objects.filter(budget=budget, by_id=user.pk).exists()
    return "您豁免过本版本的错误，不能由您报送。请由其他填报人报送。" if waived else ""


def _lacks_reply(_: User, budget: DepartmentalBudget) -> str:
    return "" if replies_of(budget).counting else "尚未登记批复，不能公开。"


def _lacks_secrecy_review(_: User, budget: DepartmentalBudget) -> str:
    reviews = secrecy_reviews_of(budget)
    if reviews.newest is None:
        return "尚未完成保密审查，不能公开。"
    why = reviews.why_not(reviews.newest)
    return f"尚未完成保密审查，不能公开：原审查{why}。" if why else ""


def _is_not_of_the_issuer(user: User, budget: DepartmentalBudget) -> str:
    """The issuer of a 批复 is the fiscal authority, of that to a unit its 主管部门."""
    of_issuer = Assignment.objects.filter(
        Q(department=None) | Q(department=budget.department_id),
        Q(unit=None) | Q(unit=budget.unit_id),
        user_id=user.pk, role=Role.REVIEWER, region=budget.region_id, of_superior=budget.unit_id is not None,
    )  # fmt: skip
    if of_issuer.exists():
        return ""
    issuer = "主管部门" if budget.unit_id else "财政部门"
    return f"批复由{issuer}作出，它的更正只能由{issuer}的审核人确认。"


def _corrected_the_reply(user: User, budget: DepartmentalBudget) -> str:
    own = any(row.corrects_id and row.registered_by_id == user.pk for row in replies_of(budget).rows)
    return "您登记过本版本批复的更正，不能由您确认。请由批复机关的其他审核人确认。" if own else ""


def _has_no_correction_waiting(_: User, budget: DepartmentalBudget) -> str:
    return "" if replies_of(budget).waiting else "没有等待确认的批复更正。"


MOVES = {
    "submit": Move(
        label="报送审核",
        starts=EDITABLE,
        ends=Status.SUBMITTED,
        roles=(Role.PREPARER,),
        bars=(Bar(_has_waived, NotAllowed),),
        record=ReviewAction.SUBMITTED,
        url_name="entry-submit",
        refusal="只有本部门（单位）的填报人可以报送。",
    ),
    "approve": Move(
        label="审核通过",
        starts=(Status.SUBMITTED,),
        ends=Status.APPROVED,
        roles=(Role.REVIEWER,),
        bars=(Bar(_approves_own, NotAllowed),),
        record=ReviewAction.APPROVED,
        url_name="admin:budgets_departmentalbudget_approve",
        refusal="只有负责本部门（单位）的审核人可以审核。",
    ),
    "send_back": Move(
        label="退回修改",
        starts=(Status.SUBMITTED, Status.APPROVED),
        ends=Status.RETURNED,
        roles=(Role.REVIEWER,),
        record=ReviewAction.RETURNED,
        url_name="admin:budgets_departmentalbudget_send_back",
        refusal="只有负责本部门（单位）的审核人可以退回。",
    ),
    "register_reply": Move(
        label="登记批复",
        starts=OPEN,
        roles=(Role.PREPARER, Role.PUBLISHER),
        record=ReviewAction.REPLY_REGISTERED,
        url_name="entry-reply",
        refusal="只有本部门（单位）的填报人或信息发布员可以登记批复。",
    ),
    "confirm_reply": Move(
        label="确认批复更正",
        starts=OPEN,
        roles=(Role.REVIEWER,),
        bars=(
            Bar(_has_no_correction_waiting, WrongState),
            Bar(_is_not_of_the_issuer, NotAllowed),
            Bar(_corrected_the_reply, NotAllowed),
        ),
        record=ReviewAction.REPLY_CONFIRMED,
        url_name="admin:budgets_departmentalbudget_confirm_reply",
        is_always_shown=False,
        refusal="只有批复机关的审核人可以确认批复的更正。",
    ),
    "record_secrecy_review": Move(
        label="登记保密审查",
        starts=(Status.APPROVED,),
        roles=(Role.PUBLISHER,),
        record=ReviewAction.SECRECY_REVIEWED,
        url_name="entry-secrecy",
        refusal="只有本部门（单位）的信息发布员可以登记保密审查。",
    ),
    "publish": Move(
        label="公开",
        starts=(Status.APPROVED,),
        ends=Status.PUBLISHED,
        roles=(Role.PUBLISHER,),
        bars=(Bar(_lacks_reply, WrongState), Bar(_lacks_secrecy_review, WrongState)),
        record=ReviewAction.PUBLISHED,
        url_name="entry-publish",
        refusal="只有本部门（单位）的信息发布员可以公开。",
    ),
    "discard": Move(
        label="删除草稿",
        starts=(Status.DRAFT,),
        roles=(Role.PREPARER,),
        url_name="entry-discard",
        is_always_shown=False,
        refusal="只有本部门（单位）的填报人可以删除草稿。",
    ),
    "import": Move(
        label="历史版本导入",
        starts=(Status.DRAFT,),
        ends=Status.PUBLISHED,
        roles=(),
        record=ReviewAction.IMPORTED,
        refusal="只能由系统管理命令执行。",
    ),
}


# What is done about single findings, on the pages of submission and review: no state changes and no button leads there.
ACTS = {
    "answer": Move(
        label="答复提醒",
        starts=EDITABLE,
        roles=(Role.PREPARER,),
        refusal="只有本部门（单位）的填报人可以答复提醒。",
    ),
    "refuse": Move(
        label="退回答复",
        starts=(Status.SUBMITTED,),
        roles=(Role.REVIEWER,),
        record=ReviewAction.ANSWER_REFUSED,
        refusal="只有负责本部门（单位）的审核人可以不接受答复。",
    ),
    "waive": Move(
        label="豁免错误",
        starts=OPEN,
        roles=(Role.REVIEWER,),
        is_of_region=True,
        bars=(Bar(_waives_own, NotAllowed),),
        record=ReviewAction.WAIVED,
        refusal="只有负责本地区全部部门的审核人可以豁免错误。",
    ),
}


@dataclass(frozen=True)
class Action:
    """A button for one person on one version. why_not: empty where it may be pressed."""

    key: str
    label: str
    url_name: str
    url: str
    why_not: str = ""

    @property
    def enabled(self) -> bool:
        return not self.why_not


def allowed_actions(budget: DepartmentalBudget, user: User | AnonymousUser) -> list[Action]:
    """The moves of the account's roles on a version that is not public yet, each with the reason why it cannot be made now."""
    if budget.status == Status.PUBLISHED:
        return []
    roles = roles_of(user, budget)
    actions = []
    for key, move in MOVES.items():
        if not roles.intersection(move.roles):
            continue
        refused = _refusal(move, budget, user, roles)
        if refused and not move.is_always_shown:
            continue
        url = reverse(move.url_name, kwargs={"budget_pk": budget.pk})
        actions.append(Action(key, move.label, move.url_name, url, str(refused or "")))
    return actions


def refusal(key: str, budget: DepartmentalBudget, user: User | AnonymousUser | None) -> Refused | None:
    """Why this move cannot be made now; None where it can. No user is the operator."""
    return _refusal(_move(key), budget, user, roles_of(user, budget) if user else set())


def refusals(keys: Sequence[str], budget: DepartmentalBudget, user: User | AnonymousUser) -> dict[str, Refused | None]:
    """The same of several moves, whose roles are asked for once."""
    roles = roles_of(user, budget)
    return {key: _refusal(_move(key), budget, user, roles) for key in keys}


def _move(key: str) -> Move:
    return MOVES.get(key) or ACTS[key]


def _refusal(
    move: Move, budget: DepartmentalBudget, user: User | AnonymousUser | None, roles: set[str]
) -> Refused | None:
    """roles  those in which the person may act on the version"""
    if user is None:
        may = not move.roles
    else:
        may = bool(roles.intersection(move.roles)) and (not move.is_of_region or _is_of_region(move, user, budget))
    if not may:
        return NotAllowed(move.refusal)
    if budget.status not in move.starts:
        return WrongState(f"本预算当前状态为“{budget.get_status_display()}”，不能{move.label}。")
    # Whoever holds a role has an account, and no move of the operator's has a bar.
    standing = ((bar, bar.words(cast("User", user), budget)) for bar in move.bars)
    return next((bar.refusal(words) for bar, words in standing if words), None)


def _is_of_region(move: Move, user: User | AnonymousUser, budget: DepartmentalBudget) -> bool:
    """One of the bureau's people, who answer for every department of the region."""
    whole = Assignment.objects.filter(role__in=move.roles, region=budget.region_id, department=None)
    return user.pk is not None and whole.filter(user_id=user.pk).exists()
