"""The map of moves: who may move a version when, and the buttons that follow from it (docs/architecture.md, Workflow).

`budgets.workflow.transitions` makes the moves and PostgreSQL holds the same map again in `budgets.triggers`. A right comes from an
Assignment and from nothing else: an administrator does not act by office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from budgets.accounts.roles import roles_of
from budgets.choices import EDITABLE, OPEN, ReviewAction, Role, Status
from budgets.models import Assignment, Author, DepartmentalBudget, Reply, ReviewRecord, SecrecyReview, Waiver
from budgets.refusals import NotAllowed, Refused, WrongState
from budgets.rules.registry import Finding, Result

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


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of a version.

    starts, ends  the states before and after; no end leaves the state as it is
    roles         who may; none for the operator's commands
    record        the act that is written down; none where nothing remains to write about
    url_name      of the page where it is done, which takes the version's pk as budget_pk
    refusal       what is said to whoever holds none of the roles
    """

    label: str
    starts: tuple[Status, ...]
    ends: Status | None = None
    roles: tuple[Role, ...]
    record: ReviewAction | None = None
    url_name: str = ""
    refusal: str


MOVES = {
    "submit": Move(
        label="报送审核",
        starts=EDITABLE,
        ends=Status.SUBMITTED,
        roles=(Role.PREPARER,),
        record=ReviewAction.SUBMITTED,
        url_name="entry-submit",
        refusal="只有本部门（单位）的填报人可以报送。",
    ),
    "approve": Move(
        label="审核通过",
        starts=(Status.SUBMITTED,),
        ends=Status.APPROVED,
        roles=(Role.REVIEWER,),
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
        record=ReviewAction.PUBLISHED,
        url_name="entry-publish",
        refusal="只有本部门（单位）的信息发布员可以公开。",
    ),
    "discard": Move(
        label="删除草稿",
        starts=(Status.DRAFT,),
        roles=(Role.PREPARER,),
        url_name="entry-discard",
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
        refused = _refusal(key, budget, user, roles)
        if not roles.intersection(move.roles) or (key == "discard" and refused):
            continue
        url = reverse(move.url_name, kwargs={"budget_pk": budget.pk})
        actions.append(Action(key, move.label, move.url_name, url, str(refused or "")))
    return actions


def refusal(key: str, budget: DepartmentalBudget, user: User | AnonymousUser | None) -> Refused | None:
    """Why this move cannot be made now; None where it can. No user is the operator."""
    return _refusal(key, budget, user, roles_of(user, budget) if user else set())


def refusals(keys: Sequence[str], budget: DepartmentalBudget, user: User | AnonymousUser) -> dict[str, Refused | None]:
    """The same of several moves, whose roles are asked for once."""
    roles = roles_of(user, budget)
    return {key: _refusal(key, budget, user, roles) for key in keys}


def _refusal(
    key: str, budget: DepartmentalBudget, user: User | AnonymousUser | None, roles: set[str]
) -> Refused | None:
    move = MOVES.get(key) or ACTS[key]
    if not roles.intersection(move.roles) and not (user is None and not move.roles):
        return NotAllowed(move.refusal)
    if key == "waive" and not _reviews_the_region(user, budget):
        return NotAllowed(move.refusal)
    if budget.status not in move.starts:
        return WrongState(f"本预算当前状态为“{budget.get_status_display()}”，不能{move.label}。")
    if key == "approve" and user and user.is_authenticated and _has_written(user, budget):
        return NotAllowed("您报送或编写过本版本，不能审核。请由其他审核人审核。")
    if key == "waive" and user and user.is_authenticated and _has_written(user, budget):
        return NotAllowed("您报送或编写过本版本，不能豁免其中的错误。请由其他审核人办理。")
    if key == "submit" and user and Waiver.objects.filter(budget=budget, by_id=user.pk).exists():
        return NotAllowed("您豁免过本版本的错误，不能由您报送。请由其他填报人报送。")
    if key == "publish" and not Reply.objects.filter(budget=budget).exists():
        return WrongState("尚未登记批复，不能公开。")
    if key == "publish" and not SecrecyReview.objects.filter(budget=budget, cleared=True).exists():
        return WrongState("尚未完成保密审查，不能公开。")
    return None


def _reviews_the_region(user: User | AnonymousUser | None, budget: DepartmentalBudget) -> bool:
    """A reviewer of the bureau, who answers for every department of the region."""
    whole = Assignment.objects.filter(role=Role.REVIEWER, region=budget.region_id, department=None)
    return user is not None and user.pk is not None and whole.filter(user_id=user.pk).exists()


def _has_written(user: User, budget: DepartmentalBudget) -> bool:
    """Four eyes: whoever wrote or ever submitted the version is not the one who approves it."""
    return (
        budget.submitted_by_id == user.pk
        or Author.objects.filter(budget=budget, user_id=user.pk).exists()
        or ReviewRecord.objects.filter(budget=budget, by_id=user.pk, action=ReviewAction.SUBMITTED).exists()
    )
