"""What the bureau decided about rules: which decision speaks for a version, and how a new one is made.

Decisions are rows of RuleSetting. They are only added; this module finds the one that speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from budgets.choices import Role
from budgets.models import Assignment, Region, RuleSetting
from budgets.models.selection import asked, instances
from budgets.refusals import NotAllowed
from budgets.rules import precision, registry
from budgets.rules.patterns import NamedPatterns, Patterns
from budgets.rules.registry import Decision, Rule

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

NEEDS_RULE = "请从列表中选择规则。"
UNPROVED = (
    f"本规则判读文字，准确率经证实（判读不少于 {precision.LEAST_JUDGED} 条，属实不低于 {precision.LEAST_SHARE * 100:.0f}%）"
    "之前不能设为“错误”，请选“提醒”。目前："
)


# ---- Which decision speaks ----


def decisions(region: str, fiscal_year: int, format_key: str) -> dict[str, Decision]:
    """rule id → what the bureau decided for a version of that place, year and format. One query, and one for who decided."""
    scope = "region_id = %s AND (fiscal_year IS NULL OR fiscal_year = %s) AND (format_key = '' OR format_key = %s)"
    (values,) = asked([(RuleSetting, scope, [region, fiscal_year, format_key])])
    spoken = speaking(instances(RuleSetting, values))
    prefetch_related_objects(list(spoken.values()), "set_by")
    return {rule: decision_of(row) for rule, row in spoken.items()}


def speaking(rows: QuerySet[RuleSetting] | Sequence[RuleSetting]) -> dict[str, RuleSetting]:
    """rule id → the row that speaks, of rows whose scopes all hold the same version."""
    newest: dict[tuple[str, int | None, str], RuleSetting] = {}
    for row in sorted(rows, key=lambda each: each.pk):
        newest[row.rule, row.fiscal_year, row.format_key] = row
    found: dict[str, RuleSetting] = {}
    for row in newest.values():
        if not row.lifted and (row.rule not in found or _narrowness(row) > _narrowness(found[row.rule])):
            found[row.rule] = row
    return found


def in_force(region: Region) -> dict[str, list[RuleSetting]]:
    """rule id → the rows that speak in the region, one of each scope, the narrowest first."""
    newest: dict[tuple[str, int | None, str], RuleSetting] = {}
    for row in RuleSetting.objects.filter(region=region).select_related("set_by").order_by("pk"):
        newest[row.rule, row.fiscal_year, row.format_key] = row
    found: dict[str, list[RuleSetting]] = {}
    for row in sorted(newest.values(), key=_narrowness, reverse=True):
        if not row.lifted:
            found.setdefault(row.rule, []).append(row)
    return found


def _narrowness(row: RuleSetting) -> tuple[bool, bool]:
    return row.fiscal_year is not None, bool(row.format_key)


def decision_of(row: RuleSetting) -> Decision:
    return Decision(
        enabled=row.enabled,
        severity=row.severity or None,  # type: ignore[arg-type]  # the choices are the severities
        params=_as_the_rule_has_them(row),
        reason=row.reason,
        by=row.set_by.get_full_name() or row.set_by.get_username(),
        on=timezone.localdate(row.set_at),
    )


def _as_the_rule_has_them(row: RuleSetting) -> dict[str, Any]:
    """A list of JSON is the tuple or the patterns that the rule is written for. A parameter that it no longer has is left out."""
    rule = rule_of(row.rule)
    return {
        name: type(rule.params[name])(value) if isinstance(rule.params[name], tuple | NamedPatterns) else value
        for name, value in row.params.items()
        if rule and name in rule.params
    }


def rule_of(rule_id: str) -> Rule | None:
    return registry.rule_of(rule_id)


# ---- Making a decision ----


def regions_set_by(user: User | AnonymousUser) -> QuerySet[Region]:
    """The regions whose rules the account sets: an administrator every one, a reviewer the whole regions of the bureau."""
    if not user.is_authenticated or not user.is_active:
        return Region.objects.none()
    if user.is_superuser:
        return Region.objects.all()
    whole = Assignment.objects.filter(user_id=user.pk, role=Role.REVIEWER, department=None)
    return Region.objects.filter(pk__in=whole.values("region"))


def decide(
    rule_id: str,
    *,
    by: User,
    region: Region,
    reason: str,
    fiscal_year: int | None = None,
    format_key: str = "",
    enabled: bool = True,
    severity: str = "",
    params: Mapping[str, Any] | None = None,
    lifted: bool = False,
) -> RuleSetting:
    """Adds a decision, which speaks from now on in its scope. Raises NotAllowed, or ValidationError by field.

    lifted  withdraws what was decided in this scope; then the other values say nothing
    """
    if not regions_set_by(by).filter(pk=region.pk).exists():
        raise NotAllowed(f"只有系统管理员和负责{region}全部部门的审核人可以设置核验规则。")
    rule = rule_of(rule_id)
    if rule is None:
        raise ValidationError({"rule": f"没有规则“{rule_id}”。{NEEDS_RULE}"})
    if lifted:
        enabled, severity, params = True, "", {}
    if severity == "E" and rule.is_unproved:
        raise ValidationError({"severity": f"{UNPROVED}{rule.precision_words}。"})
    setting = RuleSetting(
        region=region, fiscal_year=fiscal_year, format_key=format_key, rule=rule_id, enabled=enabled,
        # A rule with firm findings has two severities of its own, so that its lighter one is a decision, too.
        severity=severity if severity != rule.severity or rule.firm else "", params=checked_params(rule, params or {}),
        lifted=lifted, reason=reason.strip(), set_by=by,
    )  # fmt: skip
    setting.full_clean()
    setting.save()
    return setting


def checked_params(rule: Rule, params: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs from the rule's own defaults, in the types that the rule is written for. Raises ValidationError."""
    problems, found = [], {}
    for name, value in params.items():
        if name not in rule.params:
            known = "、".join(rule.params) or "没有参数"
            problems.append(f"规则 {rule.id} 没有参数“{name}”（有：{known}）。")
            continue
        try:
            read = _read(rule.params[name], value)
            if isinstance(rule.params[name], Patterns | NamedPatterns):
                _check_patterns(read.values() if isinstance(read, dict) else read)
        except ValueError as error:
            problems.append(f"参数“{name}”的值“{value}”{error}")
            continue
        if read != rule.params[name]:
            found[name] = list(read) if isinstance(read, tuple) else read
    if problems:
        raise ValidationError({"params": problems})
    return found


def _read(default: Any, value: Any) -> Any:
    """The value in the default's type. A text that is a number stays a number: thresholds are written as texts ("0.70")."""
    if isinstance(default, tuple):
        if isinstance(value, str) or not all(isinstance(each, str) for each in value):
            raise ValueError("应为词语或编码的列表。请每行填写一个。")
        terms = tuple(dict.fromkeys(each.strip() for each in value if each.strip()))
        if not terms:
            raise ValueError("不能为空。请至少填写一个；不需要本规则的，请停用。")
        return terms
    if isinstance(default, Mapping):
        return _read_pairs(value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError("应为是或否。")
        return value
    if isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError("应为不小于 0 的整数。")
        return value
    if isinstance(default, float):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
            raise ValueError("应为不小于 0 的数。")
        return float(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("应为文字，不能为空。")
    if _is_number(default) and not _is_number(value.strip()):
        raise ValueError("应为数字，例如 0.30。")
    return value.strip()


def _read_pairs(value: Any) -> dict[str, str]:
    """A word and what stands for it: the wrong one and the right one."""
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for pair in value.items() for each in pair):
        raise ValueError("应为成对的词语。请每行填写一对，中间用“=”隔开。")
    pairs = {word.strip(): other.strip() for word, other in value.items()}
    if not pairs or not all(word and other for word, other in pairs.items()):
        raise ValueError("中有一对不完整。请每行填写一对，中间用“=”隔开；不需要本规则的，请停用。")
    return pairs


def _check_patterns(patterns: Iterable[str]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"中的“{pattern}”不是有效的正则表达式（{error}）。") from error


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()
