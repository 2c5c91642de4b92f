"""manage.py describe_rules: the registered rules as docs/rules.md."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from budgets.rules import registry
from budgets.rules.forms import param_name, shown_value
from budgets.rules.reads import READS_NAMES, Reads
from budgets.rules.registry import SEVERITY_NAMES, Rule

_HEAD = """# 核验规则

由 `manage.py describe_rules` 根据已登记的规则生成，不手工修改。错误（E）阻止报送、审核和公开；提醒（W）须逐条改正或书面答复；提示（I）供参考。
判读文字的规则（读取“文字”），在编写规则时没有见过的公开文件上逐条判读，属实的不低于 95%（判读不少于 20 条）以前，只作提醒；对明细和公开表的计算核验，以及
不依据文字判断的发现（空白、系统生成的文字、引用的数据不存在），可以是错误。
每条规则的结果只有通过、未通过、未核验三种；没有核验的从不算通过。

编号 C01—C27 是公开表之间的勾稽关系（规则编号 R-NUM-Cxx），R-STR 结构，R-TXT 文字与数据，R-SAN “三公”经费，R-EMP 空表说明，R-COD 科目，
R-PRJ 项目，R-PRF 绩效目标，R-AST 资产，R-PRC 采购，R-ORG 机构，R-SEC 保密和隐私，其余是文字规范。
"""


class Command(BaseCommand):
    help = "输出全部核验规则的说明（docs/rules.md）。"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")


def document() -> str:
    rules = registry.all_rules()
    return "\n".join((_HEAD, f"共 {len(rules)} 条。\n", *(line for rule in rules for line in _described(rule))))


def _severity(rule: Rule) -> str:
    words = f"{SEVERITY_NAMES[rule.severity]}（{rule.severity}）"
    return f"{words}；不依据文字判断的为{SEVERITY_NAMES[rule.firm]}（{rule.firm}）" if rule.firm else words


def _described(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id} {rule.title}\n"
    yield f"- 级别：{_severity(rule)}"
    if Reads.WORDS in rule.reads:
        yield f"- 准确率：{rule.precision_words}"
    yield f"- 依据：{rule.basis}"
    yield f"- 核验对象：{'填报数据' if rule.needs == 'budget' else '生成的整份文件'}（读取{'、'.join(READS_NAMES[each] for each in rule.reads)}）"
    for name, value in rule.params.items():
        yield f"- 参数 `{name}`（{param_name(rule, name)}）：{shown_value(value)}"
    yield f"- 错误示例：{rule.example}"
    yield f"- 怎样做到：{rule.satisfy}"
    if text := inspect.getdoc(rule.check):
        yield f"\n{text}"
    yield ""
