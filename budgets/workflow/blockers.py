"""What stands against the approval of a submitted version: in plain words what it is, whose turn it is, and what to do.

At the submission every warning had its answer. One without an answer is newer: another document or a setting changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from budgets.choices import ReviewAction, Status
from budgets.models import DepartmentalBudget, ReviewRecord, RuleSetting
from budgets.rules import registry
from budgets.rules.reads import Reads
from budgets.rules.registry import Result, Rule
from budgets.workflow import answers
from budgets.workflow.answers import Warned

LONGEST = 1900  # of a prefilled reason; the field takes 2,000 characters
_SHOWN = 5
_CHANGING = (ReviewAction.APPROVED, ReviewAction.RETURNED, ReviewAction.PUBLISHED, ReviewAction.IMPORTED)


@dataclass(frozen=True)
class Point:
    """One thing that stands against it.

    kind    错误, 报送后新出现的提醒 or 答复未被接受
    words   what was found
    why     what changed since the submission, or why the answer was not accepted; empty where nothing is known
    todo    what the clerk does
    """

    kind: str
    words: str
    why: str
    todo: str

    @property
    def line(self) -> str:
        return f"【{self.kind}】{self.words}{self.why}{self.todo}"


@dataclass(frozen=True)
class Standing:
    """may_waive: whether one of the points is an error, which the bureau may waive."""

    points: Sequence[Point]
    may_waive: bool

    @property
    def reason(self) -> str:
        """The reason of a return, for the reviewer to change or to take as it is."""
        lines: list[str] = []
        for number, point in enumerate(self.points, 1):
            line = f"{number}. {point.line}"
            if sum(map(len, lines)) + len(line) > LONGEST - 100:
                lines.append(f"另有 {len(self.points) - number + 1} 项，见“报送审核”页的核验结果。")
                break
            lines.append(line)
        return "\n".join(["请处理下列事项后重新报送：", *lines]) if lines else ""


def standing(budget: DepartmentalBudget, results: Sequence[Result], warned: Sequence[Warned] | None = None) -> Standing:
    """Points in the order of their weight; none where nothing stands against it. Only of a submitted version.

    warned  its warnings with their answers, where the caller has read them (answers.warned)
    """
    if budget.status != Status.SUBMITTED:
        return Standing((), may_waive=False)
    errors = [
        Point("错误", finding.message, "", finding.remedy)
        for result in registry.blocking(results)
        for finding in result.open_errors
    ]
    warned = answers.warned(budget, results) if warned is None else warned
    waiting = [each for each in warned if answers.holds_up(each)]
    new = {each.result.rule.id: each.result.rule for each in waiting if not each.refusal}
    causes = {key: "；".join(_causes(budget, rule)) for key, rule in new.items()}
    points = (_of_warning(each, causes.get(each.result.rule.id, "")) for each in waiting)
    return Standing((*errors, *points), may_waive=bool(errors))


def _of_warning(warned: Warned, cause: str) -> Point:
    """cause: what may have brought it about, empty where nothing is known."""
    message, remedy = warned.finding.message, warned.finding.remedy
    if warned.refusal:
        return Point("答复未被接受", message, f"不接受的原因：{_ended(warned.refusal.comment)}", "请改正，或重新答复。")
    why = f"（{cause}）" if cause else ""
    return Point("报送后新出现的提醒", message, why, f"{remedy}请改正，或在“报送审核”页写明原因。")


def _ended(words: str) -> str:
    return words if words.endswith(("。", "！", "？", "；")) else f"{words}。"


def _causes(budget: DepartmentalBudget, rule: Rule) -> list[str]:
    """What may have brought a warning about that was not there at the submission, in words."""
    since = budget.submitted_at
    if since is None:
        return []
    set_since = RuleSetting.objects.filter(
        Q(fiscal_year=None) | Q(fiscal_year=budget.fiscal_year), region=budget.region_id, rule=rule.id, set_at__gt=since
    )
    causes = [f"本地区于 {_day(row.set_at)} 修改了这条规则的设置：{row.reason}" for row in set_since.order_by("pk")]
    causes += _records(_read_by(rule, budget), since)
    return causes or ["本预算报送后没有改动过，是所核对的其他文件、目录或规则有了变动"]


def _read_by(rule: Rule, budget: DepartmentalBudget) -> Q | None:
    """The other versions that the rule reads; None where it reads this one alone."""
    same = Q(budget__region=budget.region_id, budget__department=budget.department_id)
    those = []
    if Reads.UNITS in rule.reads:
        those.append(same & Q(budget__unit__isnull=False, budget__fiscal_year=budget.fiscal_year))
    if Reads.LAST_YEAR in rule.reads:
        those.append(same & Q(budget__unit=budget.unit_id, budget__fiscal_year=budget.fiscal_year - 1))
    return reduce(or_, those) if those else None


def _records(those: Q | None, since: object) -> Iterable[str]:
    if those is None:
        return []
    records = ReviewRecord.objects.filter(those, at__gt=since, action__in=_CHANGING)
    named = [
        f"{record.budget}已于 {_day(record.at)} {record.get_action_display()}"
        for record in records.select_related("budget__department", "budget__unit").order_by("-at")[: _SHOWN + 1]
    ]
    return [*named[:_SHOWN], "等"] if len(named) > _SHOWN else named


def _day(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]
