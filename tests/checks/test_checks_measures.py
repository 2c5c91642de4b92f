"""What a target measures, and what a document from elsewhere says of its publication. R-PRF-6, R-STR-8."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgets.models import DepartmentalBudget
from disclosure import foreign
from performance.models import Indicator
from tests.rules_builders import anchors, change, judged, only

pytestmark = pytest.mark.django_db

WHOLE = """望岚县水务局2025年部门预算公开说明
一、部门职责及机构设置情况
负责全县水资源的管理。
二、部门预算安排的总体情况
2025年收入预算100万元。
三、名词解释
机关运行经费：指维持机关运转的经费。
"""


@pytest.mark.parametrize(
    ("name", "description", "symbol", "value", "unit", "words"),
    [
        ("综合排名", "在全区的综合排名", ">=", "95", "%", "名次或数量"),
        ("群众反映的情况", "群众反映的情况", ">=", "95", "%", "不能直接计量"),
        ("协助工作", "协助有关部门开展工作", ">=", "95", "%", "什么占什么"),
        ("按期办结率", "在时限内办结的事项占比", ">=", "95", "件", "名称却是比率"),
        ("社会影响", "社会影响良好", "定性", "95", "%", "符号却是“定性”"),
        ("社会影响", "社会影响良好", ">=", "良好", "", "要求比较大小"),
    ],
)
def test_a_target_that_measures_something_else_is_a_hint(
    budget: DepartmentalBudget, name: str, description: str, symbol: str, value: str, unit: str, words: str
) -> None:
    indicator = change(
        Indicator.objects.filter(budget=budget).earliest("ordinal"),
        name=name, description=description, symbol=symbol, value_text=value, unit=unit,
        value_number=int(value) if value.isdigit() else None,
    )  # fmt: skip
    finding = only(budget, "R-PRF-6")
    assert words in finding.message
    assert anchors(finding) == [("sheets", f"indicator-{indicator.pk}")]
    assert judged(budget, "R-PRF-6").severity == "I"


def test_a_target_of_its_own_kind_is_none(budget: DepartmentalBudget) -> None:
    assert judged(budget, "R-PRF-6").outcome == "pass"
    change(
        Indicator.objects.filter(budget=budget).earliest("ordinal"),
        name="社会影响", description="社会影响良好", symbol="定性", value_text="良好", value_number=None, unit="",
    )  # fmt: skip
    assert judged(budget, "R-PRF-6").outcome == "pass"


def _outcome(tmp_path: Path, text: str) -> tuple[str, str, str]:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    (entry,) = [each for each in foreign.check(path).entries if each["rule"] == "R-STR-8"]
    return entry["outcome"], entry["severity"], entry["message"]


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("", ("公开日期", "联系方式")),
        ("公开时间：2025年2月20日", ("联系方式",)),
        ("联系电话：0000-0000000", ("公开日期",)),
    ],
)
def test_a_document_from_elsewhere_without_date_or_contact_is_a_hint(
    tmp_path: Path, line: str, missing: tuple[str, ...]
) -> None:
    outcome, severity, message = _outcome(tmp_path, f"{WHOLE}{line}\n")
    assert (outcome, severity) == ("fail", "I")
    assert [name for name in ("公开日期", "联系方式") if name in message] == list(missing)


def test_with_both_it_passes_and_a_fragment_is_not_judged(tmp_path: Path) -> None:
    assert _outcome(tmp_path, f"{WHOLE}联系电话：0000-0000000\n2025年2月20日\n")[0] == "pass"
    assert _outcome(tmp_path, "望岚县水务局2025年“三公”经费预算10万元。\n")[0] == "not-run"


def test_of_what_is_published_here_page_and_files_say_it(budget: DepartmentalBudget) -> None:
    assert "公开时间由系统" in judged(budget, "R-STR-8").reason
