"""What was judged, answered, waived and set is frozen with a publication, without names, and is on no public page."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from budgets.choices import Status
from budgets.models import Answer, DepartmentalBudget
from budgets.rules import settings
from budgets.rules.registry import Decision, Finding, Place, Result, Rule
from budgets.workflow import answers, transitions
from disclosure.document import canonical_bytes
from disclosure.models import Publication
from disclosure.public.page import PublicPage
from disclosure.publication import publish as publishing
from disclosure.publication.integrity import verify_everything
from disclosure.publication.outcomes import SCHEMA, outcomes_bytes
from disclosure.publication.publish import publish, publish_imported
from tests.budgets.judged import ERROR, HINT, WARNING, add_term, prints, rules_over_terms
from tests.budgets.states import CALLS
from tests.disclosure import canaries

pytestmark = pytest.mark.usefixtures("undone")
ANSWER, WAIVER, SETTING = (f"{canaries.WORD}{what}的理由" for what in ("答复", "豁免", "停用"))
REFUSED, COMMENT = f"{canaries.WORD}未被接受的答复", f"{canaries.WORD}不接受的原因"


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules_over_terms(monkeypatch)


@pytest.fixture(scope="module")
def published(cast: Any) -> Publication:
    """One answered warning, whose first answer was refused, one waived error, and the hints switched off."""
    with pytest.MonkeyPatch.context() as patch:
        rules_over_terms(patch)
        return _published(cast)


def _published(cast: Any) -> Publication:
    for person, name in ((cast.preparer, "填报员甲"), (cast.reviewer, "审核员乙")):
        person.first_name = name
        person.save()
    draft = cast.draft()
    for term in ("错一", "疑一", "提一"):
        add_term(draft, term)
    settings.decide(HINT, by=cast.reviewer, region=cast.department.region, reason=SETTING, enabled=False)
    answers.waive(draft, by=cast.reviewer, fingerprint=prints(draft, "错一")[0], reason=WAIVER)
    answers.answer(draft, by=cast.preparer, texts={prints(draft, "疑一")[0]: REFUSED})
    submitted = CALLS["submit"](DepartmentalBudget.objects.get(pk=draft.pk), cast.preparer)
    answers.refuse(Answer.objects.get(budget=draft), by=cast.reviewer, comment=COMMENT)
    returned = transitions.send_back(submitted, by=cast.reviewer, comment="请重新答复")
    answers.answer(returned, by=cast.preparer, texts={prints(draft, "疑一")[0]: ANSWER})
    return publish(cast.approve(draft), by=cast.publisher)


def rules_of(publication: Publication) -> dict[str, Any]:
    record = json.loads(bytes(publication.outcomes))
    assert record["schema"] == SCHEMA == "departmental-budget-outcomes/2"
    return {each["rule"]: each for each in record["rules"]}


def test_answers_waivers_and_settings_are_frozen_with_each_finding(published: Publication) -> None:
    frozen = rules_of(published)
    ((answered,), (waived,)) = frozen[WARNING]["findings"], frozen[ERROR]["findings"]
    assert (answered["severity"], answered["answered"], answered["waived"]) == ("W", ANSWER, None)
    assert (waived["severity"], waived["answered"], waived["waived"]) == ("E", None, WAIVER)
    assert (frozen[HINT]["outcome"], frozen[HINT]["findings"]) == ("not-run", [])
    assert SETTING in frozen[HINT]["reason"] and frozen[HINT]["setting"]["reason"] == SETTING
    assert frozen[WARNING]["setting"] is None


def test_no_person_is_named_and_what_was_refused_stays_in_the_house(cast: Any, published: Publication) -> None:
    words = bytes(published.outcomes).decode()
    for person in (cast.preparer, cast.reviewer, cast.publisher):
        assert person.username not in words and (person.first_name or person.username) not in words
    assert REFUSED not in words and COMMENT not in words


def test_a_changed_severity_and_changed_params_are_named_as_changed() -> None:
    rule = Rule("R-1", "E", "名称", "依据", lambda _: (), params={"least": 4, "words": ("甲",)})
    decision = Decision(True, "W", {"least": 9}, "另有规定", "审核员乙", dt.date(2026, 3, 1))
    result = Result(
        decision.applied(rule), "fail", findings=(Finding("不一致", (), Decimal("1.50")),), decision=decision
    )
    (frozen,) = json.loads(outcomes_bytes([result], {}))["rules"]
    assert frozen["severity"] == frozen["findings"][0]["severity"] == "W"
    assert frozen["params"] == {"least": "9", "words": ["甲"]}
    assert frozen["setting"] == {
        "enabled": True, "severity": "W", "params": {"least": "9"}, "reason": "另有规定", "set_on": "2026-03-01",
    }  # fmt: skip
    assert "审核员乙" not in json.dumps(frozen, ensure_ascii=False)


def test_equal_results_have_equal_bytes_whatever_their_order() -> None:
    results = [Result(Rule(f"R-{n}", "W", "名称", "依据", lambda _: ()), "fail", "", (Finding("甲", (Place("乙", "1"),)),)) for n in (2, 1)]  # fmt: skip
    assert outcomes_bytes(results, {}) == outcomes_bytes(reversed(results), {})
    prints_ = {results[0].findings[0].fingerprint("R-2"): "已核对原件"}
    assert outcomes_bytes(results, prints_) != outcomes_bytes(results, {})


def test_a_publication_asks_for_no_answers(cast: Any, rules: None) -> None:
    """After the approval a warning may appear (the calendar); it is published without an answer."""
    draft = cast.draft(year=2022)
    add_term(draft, "疑一")
    approved = cast.approve(draft)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "warned", lambda *_: pytest.fail("publication asked for answers"))
        patch.setattr(publishing.answers, "counting", lambda *_: {})
        assert publish(approved, by=cast.publisher).version == 1


def test_an_imported_version_has_no_answers_and_is_not_asked_for_any(cast: Any, rules: None) -> None:
    draft = cast.draft(year=2018)
    add_term(draft, "疑一")
    add_term(draft, "错一")
    frozen = rules_of(publish_imported(draft))
    assert [each["answered"] for each in frozen[WARNING]["findings"]] == [None]
    assert [each["waived"] for each in frozen[ERROR]["findings"]] == [None]


def test_records_of_the_first_schema_still_verify(cast: Any, published: Publication) -> None:
    old = canonical_bytes({"schema": "departmental-budget-outcomes/1", "rules": []})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "outcomes_bytes", lambda *_: old)
        before = publish(cast.approved(year=2021), by=cast.publisher)
    assert bytes(before.outcomes) == old
    assert verify_everything().problems == []


# ---- Nobody without an account reads it ----


def test_answers_waivers_and_reasons_are_on_no_public_page(cast: Any, published: Publication) -> None:
    budget = DepartmentalBudget.objects.get(pk=published.budget_id)
    assert budget.status == Status.PUBLISHED
    assert canaries.WORD in bytes(published.outcomes).decode()
    assert canaries.where_it_shows(Client(), canaries.addresses([budget])) == []


def test_control_a_page_that_shows_the_record_is_seen(published: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublicPage, "article", property(lambda page: bytes(page.publication.outcomes).decode()))
    budget = DepartmentalBudget.objects.get(pk=published.budget_id)
    assert published.path in canaries.where_it_shows(Client(), canaries.addresses([budget]))


def test_control_somebody_of_the_house_reads_it(cast: Any, published: Publication) -> None:
    reader = Client()
    reader.force_login(cast.preparer)
    desk = f"/entry/{published.budget_id}/"
    assert canaries.where_it_shows(reader, [desk])
