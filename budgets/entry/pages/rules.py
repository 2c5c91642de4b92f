"""The rules in the words of whoever prepares a budget: what each is for, a wrong case, how to satisfy it.

The same as docs/rules.md. No figure of any budget is on the page, so that it needs no account.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from budgets.rules import registry
from budgets.rules.forms import param_name, shown_value
from budgets.rules.reads import Reads
from budgets.rules.registry import Rule

GROUPS = (
    ("R-STR", "结构和时间"),
    ("R-NUM", "数据和表间关系"),
    ("R-TXT", "文字与数据"),
    ("R-SAN", "“三公”经费"),
    ("R-EMP", "空表和没有的资金"),
    ("R-COD", "科目"),
    ("R-PRJ", "项目"),
    ("R-PRF", "绩效目标"),
    ("R-AST", "国有资产"),
    ("R-PRC", "政府采购"),
    ("R-ORG", "机构"),
    ("R-SEC", "保密和隐私"),
    ("", "文字规范"),
)


@dataclass(frozen=True)
class DescribedRule:
    """precision: how often it was right, in words; empty for a rule that reads no words."""

    rule: Rule
    severity_name: str
    subject: str
    precision: str
    params: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    title: str
    rules: tuple[DescribedRule, ...]


def described(rule: Rule) -> DescribedRule:
    return DescribedRule(
        rule,
        rule.severity_words,
        "填报数据" if rule.needs == "budget" else "生成的整份文件",
        rule.precision_words if Reads.WORDS in rule.reads else "",
        tuple((param_name(rule, name), shown_value(value)) for name, value in rule.params.items()),
    )


def grouped() -> list[Group]:
    """Every rule in exactly one group, in the order of the groups."""
    left = list(registry.all_rules())
    groups = []
    for prefix, title in GROUPS:
        of_group = [rule for rule in left if rule.id.startswith(prefix)]
        left = [rule for rule in left if rule not in of_group]
        if of_group:
            groups.append(Group(title, tuple(described(rule) for rule in of_group)))
    return groups


class RulesView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        groups = grouped()
        return render(
            request, "budgets/rules.html", {"groups": groups, "count": sum(len(group.rules) for group in groups)}
        )
