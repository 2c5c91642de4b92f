"""系统核验记录 on the public page: only where the bureau decided so, only the sums, as they were frozen, without names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from budgets.models import Region
from budgets.rules.registry import Finding, NotRun, Rule
from disclosure.models import Publication
from disclosure.publication.publish import publish

pytestmark = pytest.mark.usefixtures("undone")
ANSWER = "已与有关股室核对，情况属实"


def _cannot(subject: Any) -> Iterator[Finding]:
    raise NotRun("没有读入公开表")
    yield


RULES = {
    rule.id: rule
    for rule in (
        Rule("R-NUM-C01", "E", "收入总计与支出总计相等", "依据", lambda subject: []),
        Rule(
            "R-NUM-C15",
            "W",
            "各项等于相应科目",
            "依据",
            lambda subject: [Finding("公务接待费 5元，明细 4元，相差 1元。")],
        ),
        Rule(
            "R-NUM-C26",
            "W",
            "部门数等于各单位数之和",
            "依据",
            lambda subject: [Finding("支出总计：部门预算 9元，各单位之和 7元，其中接待中心相差 2元。")],
        ),
        Rule("R-NUM-LINES", "W", "公开表与明细一致", "依据", _cannot),
        Rule("R-TXT-7", "W", "原因有实际内容", "依据", lambda subject: [Finding("原因空泛。")]),
    )
}


@pytest.fixture(scope="module")
def published(cast: Any) -> Publication:
    from budgets.rules import registry  # noqa: PLC0415  needs a configured Django

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_rules", RULES)
        return publish(cast.approved(), by=cast.publisher)


def section(published: Publication) -> str:
    """The record on the page as text; empty where there is none."""
    page = Client().get(published.path).content.decode()
    found = re.search(r'<section class="outcome-record".*?</section>', page, re.S)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found[0])) if found else ""


def allow() -> None:
    Region.objects.update(publishes_outcomes=True)


def test_nothing_of_it_is_public_unless_the_bureau_decides_so(published: Publication) -> None:
    page = Client().get(published.path).content.decode()
    assert section(published) == ""
    for word in ("系统核验记录", "公务接待费 5元", "R-NUM-C15"):
        assert word not in page


def test_the_sums_are_shown_with_their_numbers_where_it_does(published: Publication) -> None:
    """The control of the test before."""
    allow()
    shown = section(published)
    assert "相符 1 项，不符 2 项，未核验 1 项" in shown
    assert "不符 R-NUM-C15 各项等于相应科目 公务接待费 5元，明细 4元，相差 1元。" in shown
    assert "未核验 R-NUM-LINES 公开表与明细一致 没有读入公开表" in shown
    assert "相符 R-NUM-C01" in shown


def test_no_answer_no_other_rule_and_nobodys_name_is_shown(published: Publication, cast: Any) -> None:
    allow()
    assert ANSWER in bytes(published.outcomes).decode(), "the control: it was frozen"
    page = Client().get(published.path).content.decode()
    people = [cast.preparer.username, cast.reviewer.username, cast.publisher.username, "王某", "李某"]
    for word in (ANSWER, "原因空泛", "R-TXT-7", *people):
        assert word not in page


def test_of_the_units_own_budgets_which_need_not_be_public_only_the_outcome_is_said(published: Publication) -> None:
    assert "接待中心相差 2元" in bytes(published.outcomes).decode(), "the control: it was frozen"
    allow()
    assert "不符 R-NUM-C26 部门数等于各单位数之和 部门预算与所属单位的预算有差额。" in section(published)
    assert "接待中心相差" not in Client().get(published.path).content.decode()


def test_it_is_called_nothing_that_it_is_not(published: Publication) -> None:
    allow()
    for word in ("证书", "认证", "批复"):
        assert word not in section(published)


def test_it_is_read_as_it_was_frozen_and_never_judged_again(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from budgets.rules import judge  # noqa: PLC0415

    def judge_again(*arguments: object, **named: object) -> None:
        raise AssertionError("judged anew")

    monkeypatch.setattr(judge, "judge", judge_again)
    monkeypatch.setattr("budgets.rules.registry._rules", {})
    allow()
    assert "不符 R-NUM-C15" in section(published)
