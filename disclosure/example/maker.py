"""One version of the example from nothing to its goal, by the services that people use. What is there already is left alone.

All of it up to the approval is one transaction and the publication another, so that a process that is killed leaves
either nothing, or an approved version that the next start publishes.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from budgets import places
from budgets.choices import Confirmation, ReviewAction, Status, TablesMode
from budgets.models import Department, DepartmentalBudget, FunctionalClass, ReviewRecord, Unit
from budgets.versions import start
from budgets.versions.editing import editing
from budgets.workflow import answers, transitions
from disclosure.example import filler, rows
from disclosure.example.facts import REGION_CODE, REGION_NAME, BadFacts, ExampleFacts, codes, department
from disclosure.example.people import People, people_of
from disclosure.example.plan import Target, has_visitors
from disclosure.example.years import facts
from disclosure.publication import publish

_APPROVAL = "内容完整，数据一致，同意公开。"


def prepare_places(file: str) -> Department:
    """Region, department and units under their codes, and the classes that the packaged list lacks."""
    region, _ = places.known_or_new_region(REGION_CODE, REGION_NAME)
    data = department(file)
    place, _ = places.known_or_new_department(region, data["code"], data["name"])
    for document in data["documents"]:
        if code := document.get("unit"):
            places.known_or_new_unit(place, code, document["name"])
    for each in codes():
        FunctionalClass.objects.get_or_create(
            code=each["code"],
            valid_from=None,
            defaults={"name": each["name"], "source": "政府收支分类科目", "confirmation": Confirmation.DOUBTED},
        )
    return place


def make(target: Target) -> bool:
    """Whether anything had to be done."""
    budget = target.stored()
    if budget is None:
        place = prepare_places(target.file)
        people = people_of(place, has_visitors=has_visitors(target.file))
        with transaction.atomic():
            budget = _made(target, place, people)
    elif not (target.goal == Status.PUBLISHED and budget.status == Status.APPROVED):
        return False
    if target.goal == Status.PUBLISHED:
        people = people_of(budget.department, has_visitors=has_visitors(target.file))
        publish.publish(budget, by=people.publisher)
    return True


def _made(target: Target, place: Department, people: People) -> DepartmentalBudget:
    """As far as the goal, publication excepted."""
    said = facts(target.file, target.unit, target.year)
    unit = Unit.objects.get(department=place, code=target.unit) if target.unit else None
    budget = start.start(
        by=people.preparer, department=place, unit=unit, fiscal_year=target.year, printed_name=said.name,
        correction_note=target.correction, take_over=True,
    )  # fmt: skip
    if target.correction:
        _correct(budget, target, people)
    else:
        _choose_tables(budget, target, people)
        _fill(budget, said, target, people)
    if target.goal == Status.DRAFT:
        return _read_again(budget)
    _submit(budget, said, people)
    if target.goal == Status.SUBMITTED:
        return _read_again(budget)
    reviewer = people.superior if unit else people.reviewer
    if target.goal == Status.RETURNED:
        transitions.send_back(budget, by=reviewer, comment=department(target.file)["present"]["comment"].strip())
        return _read_again(budget)
    submitted = ReviewRecord.objects.filter(budget=budget, action=ReviewAction.SUBMITTED).latest("pk")
    transitions.approve(budget, by=reviewer, comment=_APPROVAL, seen_hash=submitted.content_hash)
    _register(budget, target, people)
    return _read_again(budget)


def _choose_tables(budget: DepartmentalBudget, target: Target, people: People) -> None:
    """With the statutory tables, unless the department's file says otherwise. The format is the likeliest of the year."""
    with editing(budget, by=people.preparer) as locked:
        locked.tables_mode = TablesMode(department(target.file).get("tables", TablesMode.APPENDIX))
        locked.save(update_fields=["tables_mode"])
    budget.refresh_from_db()


def _fill(budget: DepartmentalBudget, said: ExampleFacts, target: Target, people: People) -> None:
    ways = department(target.file).get("ways", {})
    way = ways.get(f"{target.unit} {target.year}".strip(), "")
    if way == "ledger":
        filler.fill_from_ledger(budget, said, by=people.preparer, unit_code=target.unit)
    elif way == "tables":
        filler.fill_from_tables(budget, said, by=people.preparer)
    else:
        filler.fill_by_hand(budget, said, by=people.preparer, unit_code=target.unit)
    filler.take_over_units(budget, said, by=people.preparer)
    budget.refresh_from_db()


def _correct(budget: DepartmentalBudget, target: Target, people: People) -> None:
    """A correction starts as a copy; what was wrong is one text of it."""
    stated = next(each for each in department(target.file)["corrections"] if each["year"] == target.year)
    with editing(budget, by=people.preparer) as locked:
        rows.replace_text(locked, **stated["replace"])
    budget.refresh_from_db()


def _submit(budget: DepartmentalBudget, said: ExampleFacts, people: People) -> None:
    """Answers the warnings that stand in the way in the words of the facts."""
    budget.refresh_from_db()
    try:
        transitions.submit(budget, by=people.preparer, seen=budget.row_version)
    except transitions.Unanswered as waiting:
        texts = {}
        for result, finding in waiting.open:
            if result.rule.id not in said.answers:
                raise BadFacts(f"{budget}：{result.rule.id} {finding.message} 没有答复") from waiting
            texts[finding.fingerprint(result.rule.id)] = said.answers[result.rule.id]
        answers.answer(budget, by=people.preparer, texts=texts)
        budget.refresh_from_db()
        transitions.submit(budget, by=people.preparer, seen=budget.row_version)
    budget.refresh_from_db()


def _register(budget: DepartmentalBudget, target: Target, people: People) -> None:
    """批复 and 保密审查, of these days whatever the year: everything goes public at the first start, and within its term."""
    data = department(target.file)
    dated = timezone.localdate() - dt.timedelta(days=6)
    authority, sign, number = f"{REGION_NAME}财政局", "云财预", data["reply"]
    if target.unit:
        authority, sign, number = data["name"], data["sign"], int(target.unit[-2:])
        dated += dt.timedelta(days=2)
    number = f"{sign}〔{dated.year}〕{number + 40 * (target.year % 10)}号"
    transitions.register_reply(
        budget, by=people.publisher, authority=authority, number=number, dated=dated,
        received=dated + dt.timedelta(days=1),
    )  # fmt: skip
    transitions.record_secrecy_review(
        budget, by=people.publisher, reviewer="保密审查员", reviewed_on=dated + dt.timedelta(days=1),
        signed_off_by="主要负责人", cleared=True,
    )  # fmt: skip


def _read_again(budget: DepartmentalBudget) -> DepartmentalBudget:
    budget.refresh_from_db()
    return budget
