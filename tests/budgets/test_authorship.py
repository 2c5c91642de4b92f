"""Authorship is what happened: whose text came into a version through another's hands neither approves it nor waives its errors.

Three roads, three guards: our code, the reviewers' pages, and PostgreSQL with all our code passed by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.choices import Authorship, Status
from budgets.consolidation.adoption import take_over
from budgets.models import Author, DepartmentalBudget, LedgerImport, RevenueLine, Waiver
from budgets.refusals import NotAllowed
from budgets.rules import judge
from budgets.versions.editing import editing
from budgets.workflow import transitions
from tests.budgets import roads
from tests.budgets.roads import People
from tests.budgets.states import BAD_NAME, HASH, freeze
from tests.budgets.units import approve as approve_unit
from tests.budgets.units import department_draft, unit_draft
from tests.database import guards_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]
Road = Callable[[People], DepartmentalBudget]

ROADS = [
    (roads.uploaded, f"您上传的文件“{roads.FILE}”已读入本版本", "上传过本版本所读入文件"),
    (roads.corrected, "您编写过第 1 版，本版本由它更正而来", "编写过所更正的第 1 版"),
    (roads.corrected_twice, "您编写过第 1 版，本版本由它更正而来", "编写过所更正的第 1 版"),
    (
        roads.taken_over,
        "您编写过“云汀区信访局第1中心”的单位预算（第 1 版），本版本引入了它的数据",
        "编写过本版本所引入的单位预算",
    ),
]
NO_ROADS = [roads.last_year, roads.uploaded_and_given_up, roads.not_taken_over]
each_road = pytest.mark.parametrize(("road", "why", "in_database"), ROADS)
no_road = pytest.mark.parametrize("road", NO_ROADS)


@pytest.fixture
def people(department: Any) -> People:
    return People(department)


def approve(budget: DepartmentalBudget, person: Any) -> None:
    transitions.approve(budget, by=person, comment="", seen_hash=transitions.content_hash(budget))


# ---- Our code ----


@each_road
def test_the_moves_refuse_and_say_why(people: People, road: Road, why: str, in_database: str) -> None:
    budget = road(people)
    with pytest.raises(NotAllowed, match=f"^{why}，不能审核。请由其他审核人审核。$"):
        approve(budget, people.person)
    refused = transitions.refusal("waive", budget, people.person)
    assert isinstance(refused, NotAllowed)
    assert str(refused) == f"{why}，不能豁免其中的错误。请由其他审核人办理。"
    approve(budget, people.reviewer)  # the control: who is on no road


@no_road
def test_who_is_on_none_of_the_roads_is_refused_nothing(people: People, road: Road) -> None:
    budget = road(people)
    assert transitions.refusal("waive", budget, people.person) is None
    approve(budget, people.person)
    assert DepartmentalBudget.objects.get(pk=budget.pk).status == Status.APPROVED


# ---- The reviewers' pages ----


@each_road
def test_the_page_has_no_button_and_says_why(people: People, road: Road, why: str, in_database: str) -> None:
    budget, client = road(people), Client()
    page, approval = (
        reverse(f"admin:budgets_departmentalbudget_{name}", args=[budget.pk]) for name in ("change", "approve")
    )
    for person, may in ((people.person, False), (people.reviewer, True)):
        client.force_login(person)
        words = client.get(page).content.decode()
        assert (f'href="{approval}' in words, why in words) == (may, not may)
        seen = transitions.content_hash(budget)
        answer = client.post(approval, {"comment": "", "seen": seen})
        assert answer.status_code == (302 if may else 403)
        if not may:
            assert why in answer.content.decode()
            assert DepartmentalBudget.objects.get(pk=budget.pk).status == Status.SUBMITTED
    assert DepartmentalBudget.objects.get(pk=budget.pk).approved_by == people.reviewer


# ---- PostgreSQL ----

# What holds on each road: table and trigger, the words of the guard, and what is there in their place in the control.
_SAME_KEY = ("e.version <= version.version", "e.version = version.version")
APPROVAL = ("budgets_departmentalbudget", "transition")
WAIVER = ("budgets_waiver", "waived_by_another")
RECORDED = {
    roads.uploaded: ("budgets_ledgerimport", "uploader_is_author", "NEW.by_id IS NOT NULL", "false"),
    roads.taken_over: ("budgets_takenover", "takes_authors_over", "unit.unit_id IS NOT NULL", "false"),
}


@each_road
def test_the_database_refuses_whoever_asks(people: People, road: Road, why: str, in_database: str) -> None:
    budget = road(people)
    freeze(budget, HASH)
    assert roads.approving(budget, people.person) == f"{in_database}的人不能审核本版本"
    assert roads.waiving(budget, people.person) == f"{in_database}的人不能豁免其中的错误"
    assert (roads.approving(budget, people.reviewer), roads.waiving(budget, people.reviewer)) == ("", "")


@pytest.mark.parametrize("road", [roads.corrected, roads.corrected_twice])
def test_control_without_the_guard_over_earlier_versions_it_lets_them_pass(people: People, road: Road) -> None:
    budget = road(people)
    freeze(budget, HASH)
    with roads.without(*APPROVAL, *_SAME_KEY):
        assert roads.approving(budget, people.person) == ""
    with roads.without(*WAIVER, *_SAME_KEY):
        assert roads.waiving(budget, people.person) == ""


@pytest.mark.parametrize("road", RECORDED)
def test_control_without_the_guard_that_records_the_author_it_lets_them_pass(people: People, road: Road) -> None:
    with roads.without(*RECORDED[road]):
        budget = road(people)
        freeze(budget, HASH)
        assert (roads.approving(budget, people.person), roads.waiving(budget, people.person)) == ("", "")


@no_road
def test_the_database_lets_pass_who_is_on_no_road(people: People, road: Road) -> None:
    budget = road(people)
    freeze(budget, HASH)
    assert (roads.approving(budget, people.person), roads.waiving(budget, people.person)) == ("", "")


# ---- What is recorded ----


def ways(budget: DepartmentalBudget, person: Any) -> list[tuple[str, Any, str]]:
    return list(Author.objects.filter(budget=budget, user=person).values_list("way", "source", "file").order_by("pk"))


def test_a_file_keeps_its_uploader_beside_whoever_had_it_read_in(people: People) -> None:
    budget = roads.uploaded(people)
    job = LedgerImport.objects.get()
    assert (job.by, job.confirmed_by) == (people.person, people.clerk)
    assert ways(budget, people.person) == [(Authorship.UPLOADED, None, roads.FILE)]
    assert (Authorship.WROTE, None, "") in ways(budget, people.clerk)


def test_the_uploader_of_a_file_is_never_another(people: People) -> None:
    """The old road: whoever confirmed was written over whoever had uploaded."""
    roads.uploaded(people)
    change = "UPDATE budgets_ledgerimport SET by_id = %s"
    assert roads.refusal(change, people.clerk.pk) == "文件的上传人不能修改"
    assert roads.refusal("UPDATE budgets_ledgerimport SET counts = '{}'") == "已读入的文件的记录不能修改"
    assert roads.refusal("DELETE FROM budgets_ledgerimport") == "已读入的文件的记录不能删除"


def test_the_unit_that_a_text_came_from_is_recorded(people: People) -> None:
    budget = roads.taken_over(people)
    own = DepartmentalBudget.objects.get(unit__isnull=False)
    assert ways(budget, people.person) == [(Authorship.TAKEN_OVER, own.pk, "")]


def test_who_wrote_a_unit_after_it_was_taken_over_is_no_author_of_the_department(people: People) -> None:
    """Until what he wrote is taken over, too."""
    whole, own = department_draft(people.department), unit_draft(people.department)
    take_over(whole, approve_unit(own).unit, by=people.clerk)
    DepartmentalBudget.objects.filter(pk=own.pk).update(
        status=Status.RETURNED, approved_by=None, approved_at=None, content_hash=""
    )
    with editing(roads.fresh(own), by=people.person) as locked:
        RevenueLine.objects.filter(budget=locked).update(amount=500_001)
    assert ways(whole, people.person) == []
    take_over(roads.fresh(whole), approve_unit(roads.fresh(own)).unit, by=people.clerk)
    assert ways(whole, people.person) == [(Authorship.TAKEN_OVER, own.pk, "")]


def test_a_waiver_of_an_author_of_the_corrected_version_does_not_count(people: People) -> None:
    """Where it stands nevertheless, as from an earlier release, the error is open again."""
    budget = roads.corrected(people)
    with guards_down():
        DepartmentalBudget.objects.filter(pk=budget.pk).update(printed_name=BAD_NAME)
    budget.refresh_from_db()
    found = judge.found(budget)
    (error,) = (finding for result in found for finding in result.findings if result.rule.id == "T-1")
    said = {
        "budget": budget,
        "rule": "T-1",
        "fingerprint": error.fingerprint("T-1"),
        "finding": "错误",
        "reason": "情况属实",
    }

    def is_waived() -> bool:
        return any(result.waived for result in judge.with_waivers(budget, found))

    with guards_down():
        Waiver.objects.create(**said, by=people.person)
    assert not is_waived()
    Waiver.objects.create(**said, by=people.reviewer)
    assert is_waived()
