"""A project gets its code, another code, another name, or goes: own words about it follow, or the clerk is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from budgets.choices import Base, FundKind
from budgets.models import InternalTransfer, Project, Prose, StatedCell, Unit
from budgets.rules.judge import judge
from budgets.statements.ledger import Ledger
from budgets.versions import project_codes
from budgets.versions.editing import acting_as
from disclosure.composition.compose import compose
from disclosure.document import plain_text
from disclosure.models import BlockText
from disclosure.outline import references
from tests.builders import make_small_budget
from tests.entry_desk import EntryPage

pytestmark = pytest.mark.django_db

UNCODED, CODE = "未编码-0A1B2C3D", "202-0007-ABC-0007"
INCOME = "overview.income"


@pytest.fixture
def budget(department: Any) -> Any:
    """One project without a code yet, of 650,000.00, which own words name."""
    budget = make_small_budget(department)
    with acting_as("import"):
        project = Project.objects.get(budget=budget)
        project.code = UNCODED
        project.save()
        BlockText.objects.create(
            budget=budget, key=INCOME, text=f"其中场所运行{{{{注}}}}{{expenditure.project:{UNCODED}}}元。"
        )
    return budget


def printed(budget: Any) -> str:
    blocks = {block.key: block for block in compose(Ledger.of(budget)).document.blocks()}
    return plain_text(blocks[INCOME].runs)


def page_of(preparer: Any, budget: Any) -> EntryPage:
    return EntryPage(preparer, reverse("entry-projects", args=[budget.pk]))


def vanished(budget: Any) -> list[Any]:
    return [
        finding
        for result in judge(budget, whole=True)
        for finding in result.findings
        if finding.message.startswith("文字引用的数据")
    ]


def test_words_about_a_project_follow_when_it_gets_its_code(preparer: Any, budget: Any) -> None:
    before = printed(budget)
    page = page_of(preparer, budget)
    page.set_row("projects", 0, code=CODE, name="接访大厅运行经费")
    page.save()  # its line still says 未编码-0A1B2C3D 接访场所运行经费
    assert BlockText.objects.get(budget=budget).text == f"其中场所运行{{{{注}}}}{{expenditure.project:{CODE}}}元。"
    assert printed(budget) == before == "其中场所运行{注}650000元。"
    assert vanished(budget) == []


def test_another_name_changes_no_reference(preparer: Any, budget: Any) -> None:
    page = page_of(preparer, budget)
    page.set_row("projects", 0, name="接访大厅运行经费")
    page.save()
    assert printed(budget) == "其中场所运行{注}650000元。"


def test_the_clerk_who_deletes_a_project_is_told_on_the_same_page_which_words_name_it(
    preparer: Any, budget: Any
) -> None:
    page = page_of(preparer, budget)
    page.set_row("projects", 0, remove="on")
    page.set_row("lines", 0, project_code="")
    page.save()
    assert f"文字引用的数据“项目 {UNCODED} 的金额”已不存在" in page.html
    assert reverse("entry-own-words", args=[budget.pk]) + f"#block-{INCOME}" in page.html
    (finding,) = vanished(budget)
    assert {place.part for place in finding.places} == {"own_words", "projects"}


def test_everything_that_goes_by_the_code_goes_with_it(budget: Any) -> None:
    year = {"budget": budget, "year": 2020, "base": Base.BUDGET}
    with acting_as("import"):
        Prose.objects.create(budget=budget, key=f"project:{UNCODED}.overview", text="说明")
        Prose.objects.create(budget=budget, key=f"after:sheet:{UNCODED}.code", text="说明")
        Prose.objects.create(budget=budget, key=f"project:{UNCODED}A.overview", text="另一个项目")
        BlockText.objects.create(budget=budget, key=f"sheet:{UNCODED}.code", text="见项目库")
        for statement, row, column in (
            ("T10", UNCODED, "amount"),
            ("expenditure", f"project:{UNCODED}", "amount"),
        ):
            StatedCell.objects.create(statement=statement, row=row, column=column, value=Decimal(1), **year)
        payer, receiver = (Unit.objects.create(department=budget.department, code=code, name=code) for code in "12")
        InternalTransfer.objects.create(
            budget=budget, payer=payer, receiver=receiver, project=UNCODED, amount=1,
            received_as=FundKind.SUPERIOR_SUBSIDY,
        )  # fmt: skip
        project_codes.carry_over(budget, {UNCODED: CODE})
    assert InternalTransfer.objects.get(budget=budget).project == CODE
    assert set(Prose.objects.filter(budget=budget).values_list("key", flat=True)) == {
        f"project:{CODE}.overview", f"after:sheet:{CODE}.code", f"project:{UNCODED}A.overview",
    }  # fmt: skip
    assert BlockText.objects.filter(budget=budget, key=f"sheet:{CODE}.code").exists()
    assert sorted(StatedCell.objects.filter(budget=budget).values_list("statement", "row", "column")) == sorted(
        [
            ("T10", CODE, "amount"),
            ("expenditure", f"project:{CODE}", "amount"),
        ]
    )


def test_words_that_stand_under_the_new_code_already_are_not_overwritten(budget: Any) -> None:
    with acting_as("import"):
        for code, text in ((UNCODED, "搬来的"), (CODE, "原有的")):
            Prose.objects.create(budget=budget, key=f"project:{code}.overview", text=text)
        project_codes.carry_over(budget, {UNCODED: CODE})
    assert dict(Prose.objects.filter(budget=budget).values_list("key", "text")) == {
        f"project:{UNCODED}.overview": "搬来的", f"project:{CODE}.overview": "原有的",
    }  # fmt: skip


def test_codes_are_exchanged_in_one_go() -> None:
    words = "{expenditure.project:甲}、{expenditure.project:乙}、{{expenditure.project:甲}}、{revenue.total}、{"
    assert references.renamed(words, {"甲": "乙", "乙": "甲"}) == (
        "{expenditure.project:乙}、{expenditure.project:甲}、{{expenditure.project:甲}}、{revenue.total}、{"
    )
