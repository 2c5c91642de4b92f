"""Which of several legal records of a version counts: of its 批复 the newest that is confirmed, of its 保密审查 the newest
that is still about what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from budgets.models.budget import DepartmentalBudget
from budgets.models.review import Reply, SecrecyReview


@dataclass(frozen=True)
class Replies:
    """The 批复 of a version as it was registered and corrected, the oldest first, without the bytes of the scans."""

    rows: Sequence[Reply]

    @property
    def counting(self) -> Reply | None:
        """From which every term is reckoned: the newest that was the first or that its issuer has confirmed. None: there is none."""
        return next((each for each in reversed(self.rows) if each.is_confirmed), None)

    @property
    def newest(self) -> Reply | None:
        return self.rows[-1] if self.rows else None

    @property
    def waiting(self) -> Reply | None:
        """The newest correction while its issuer has not confirmed it: shown, and never reckoned with."""
        return self.newest if self.newest and not self.newest.is_confirmed else None

    def state_of(self, reply: Reply) -> str:
        """Whether the terms are reckoned from it, in words."""
        if reply == self.counting:
            return "有效，期限按它计算"
        if reply.is_confirmed:
            return "已由确认的更正代替"
        return "等待批复机关确认，暂不按它计算" if reply == self.newest else "未经确认，已由后来的更正代替"

    @property
    def listed(self) -> list[tuple[Reply, str]]:
        """The newest first, each with its state in words."""
        return [(each, self.state_of(each)) for each in reversed(self.rows)]


@dataclass(frozen=True)
class SecrecyReviews:
    """The 保密审查 of a version, the oldest first, each with the return that ended it."""

    budget: DepartmentalBudget
    rows: Sequence[SecrecyReview]

    @property
    def newest(self) -> SecrecyReview | None:
        return self.rows[-1] if self.rows else None

    @property
    def clearing(self) -> SecrecyReview | None:
        """The one by which the approved content may become public; None: it has to be reviewed (again)."""
        return self.newest if self.newest and not self.why_not(self.newest) else None

    @property
    def listed(self) -> list[tuple[SecrecyReview, str]]:
        """The newest first, each with why it does not clear what is approved; empty where it does."""
        return [(each, self.why_not(each)) for each in reversed(self.rows)]

    def why_not(self, review: SecrecyReview) -> str:
        """Why a review does not clear what is approved now, in words; empty where it does."""
        if hasattr(review, "end"):
            return f"{timezone.localtime(review.end.at):%Y-%m-%d %H:%M} 退回后失效"
        if review != self.newest:
            return "已由后来的登记代替"
        if not review.content_hash:
            return "没有留存所审查内容的校验码，不能作为公开的依据"
        if review.content_hash != self.budget.content_hash:
            return "审查的不是现在审核通过的内容"
        return "" if review.cleared else "没有确认可以公开"


def replies_of(budget: DepartmentalBudget) -> Replies:
    known = getattr(budget, "known_replies", None)
    return Replies(tuple(budget.replies.without_scans() if known is None else known))


def secrecy_reviews_of(budget: DepartmentalBudget) -> SecrecyReviews:
    known = getattr(budget, "known_secrecy_reviews", None)
    return SecrecyReviews(budget, tuple(budget.secrecy_reviews.with_ends() if known is None else known))


def with_replies() -> Prefetch:
    """For `prefetch_related` of many versions, whose 批复 are then asked for without a query of each."""
    return Prefetch("replies", Reply.objects.without_scans(), to_attr="known_replies")


def with_secrecy_reviews() -> Prefetch:
    return Prefetch("secrecy_reviews", SecrecyReview.objects.with_ends(), to_attr="known_secrecy_reviews")
