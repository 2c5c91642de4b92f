"""What was submitted is what is reviewed, what was approved is what is published, whatever a release has reworded since."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.choices import Status
from budgets.frozen import freeze
from budgets.models import Answer, DepartmentalBudget, ExpenditureLine, FrozenRecord, RevenueLine
from budgets.rules import execution, registry, settings
from budgets.rules.registry import Finding, Place
from budgets.versions.editing import editing
from budgets.workflow import answers, transitions
from disclosure import formats
from disclosure.composition import compose as composing
from disclosure.models import Publication
from disclosure.outline import wording
from disclosure.publication.integrity import verify_everything
from disclosure.publication.publish import publish, publish_imported
from tests.budgets.judged import ERROR, WARNING, add_term, prints, rules_over_terms
from tests.builders import answer_all
from tests.database import guards_down
from tests.disclosure.approved import Cast

pytestmark = pytest.mark.usefixtures("undone")
ANSWER = "批复文件即如此，已核对原件"


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules_over_terms(monkeypatch)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often a document was composed, and how often the whole catalogue was run."""
    times = {"composed": 0, "judged": 0}
    compose, run = composing._compose, execution.run

    def counting_compose(*arguments: Any) -> Any:
        times["composed"] += 1
        return compose(*arguments)

    def counting_run(rules: Any, *arguments: Any) -> Any:
        wanted = list(rules)
        times["judged"] += len(wanted) > 1
        return run(wanted, *arguments)

    monkeypatch.setattr(composing, "_compose", counting_compose)
    monkeypatch.setattr(execution, "run", counting_run)
    return times


def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def review_page(budget: DepartmentalBudget, name: str = "change") -> str:
    return reverse(f"admin:budgets_departmentalbudget_{name}", args=[budget.pk])


def submitted(cast: Cast, draft: DepartmentalBudget) -> DepartmentalBudget:
    draft.refresh_from_db()
    return transitions.submit(draft, by=cast.preparer, seen=draft.row_version)


def with_findings(cast: Cast, **fields: Any) -> DepartmentalBudget:
    """A draft with one answered warning and one waived error."""
    draft = cast.draft(**fields)
    for term in ("错一", "疑一"):
        add_term(draft, term)
    answers.waive(draft, by=cast.reviewer, fingerprint=prints(draft, "错一")[0], reason="财政局统一口径，本年准许")
    answers.answer(draft, by=cast.preparer, texts={prints(draft, "疑一")[0]: ANSWER})
    return draft


def reword(monkeypatch: pytest.MonkeyPatch, *, templates: bool = True, rules: bool = True) -> None:
    """Another release: every sentence of the documents and of the rules has other words."""
    if templates:
        render = wording.render
        monkeypatch.setattr(wording, "render", lambda *arguments: f"{render(*arguments)} ")
        monkeypatch.setattr("disclosure.outline.builder.wording.render", wording.render)
    if rules:

        def otherwise(rule: registry.Rule) -> registry.Rule:
            def check(*arguments: Any, **params: Any) -> list[Finding]:
                return [
                    Finding(f"改写：{each.message}", (Place("改写", "1"),)) for each in rule.check(*arguments, **params)
                ]

            return registry.Rule(rule.id, rule.severity, f"{rule.title}（改写）", rule.basis, check, params=rule.params)

        monkeypatch.setattr(registry, "_rules", {key: otherwise(rule) for key, rule in registry._rules.items()})


# ---- How often ----


def test_the_page_of_submission_composes_once_and_judges_once(cast: Cast, rules: None, counted: dict[str, int]) -> None:
    draft = cast.draft()
    add_term(draft, "疑一")
    (fingerprint,) = prints(draft, "疑一")
    counted.update(composed=0, judged=0)
    data = {f"answer-{fingerprint}": ANSWER, "seen": draft.row_version, "action": "submit"}
    assert desk(cast.preparer).post(f"/entry/{draft.pk}/submit/", data).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert counted == {"composed": 1, "judged": 1}


def test_pressing_twice_composes_nothing_the_second_time(cast: Cast, rules: None, counted: dict[str, int]) -> None:
    draft = cast.draft()
    client, data = desk(cast.preparer), {"seen": draft.row_version, "action": "submit"}
    assert client.post(f"/entry/{draft.pk}/submit/", data).status_code == 302
    counted.update(composed=0, judged=0)
    assert client.post(f"/entry/{draft.pk}/submit/", data).status_code == 302
    late = client.post(f"/entry/{draft.pk}/submit/", data | {f"answer-{'0' * 32}": "又写了一句"})
    assert late.status_code == 409 and "又写了一句" in late.content.decode()
    assert counted == {"composed": 0, "judged": 0}


def test_a_refused_submission_composes_once_too_and_keeps_the_answers(
    cast: Cast, rules: None, counted: dict[str, int]
) -> None:
    draft = cast.draft()
    for term in ("疑一", "错一"):
        add_term(draft, term)
    (fingerprint,) = prints(draft, "疑一")
    counted.update(composed=0, judged=0)
    data = {f"answer-{fingerprint}": ANSWER, "seen": draft.row_version, "action": "submit"}
    assert desk(cast.preparer).post(f"/entry/{draft.pk}/submit/", data).status_code == 409
    assert counted == {"composed": 1, "judged": 1}
    assert Answer.objects.get(budget=draft).text == ANSWER


def test_reading_approving_and_publishing_compose_nothing_and_judge_nothing_again(
    cast: Cast, rules: None, counted: dict[str, int]
) -> None:
    budget = submitted(cast, with_findings(cast))
    counted.update(composed=0, judged=0)
    client = desk(cast.reviewer)
    seen = client.get(review_page(budget)).context["seen"]
    assert client.get(review_page(budget, "approve"), {"seen": seen}).status_code == 200
    assert client.post(review_page(budget, "approve"), {"seen": seen, "comment": ""}).status_code == 302
    register(cast, budget)
    client = desk(cast.publisher)
    assert client.get(f"/entry/{budget.pk}/preview/").status_code == 200
    assert client.get(f"/entry/{budget.pk}/publish/").status_code == 200
    answer = client.post(f"/entry/{budget.pk}/publish/", {"content_hash": seen, "confirmed": "1"})
    assert answer.status_code == 302 and Publication.objects.get(budget=budget).content_hash == seen
    assert counted == {"composed": 0, "judged": 0}


def test_an_import_composes_once_and_judges_once(cast: Cast, rules: None, counted: dict[str, int]) -> None:
    draft = cast.draft()
    publish_imported(draft)
    assert counted == {"composed": 1, "judged": 1}
    assert FrozenRecord.objects.get(budget=draft).action == "imported"


def register(cast: Cast, budget: DepartmentalBudget) -> None:
    day = dt.date(2020, 2, 3)
    transitions.register_reply(
        budget, by=cast.publisher, authority="临河区财政局", number="临财预〔2020〕1号", dated=day, received=day
    )
    transitions.record_secrecy_review(
        budget, by=cast.publisher, reviewer="王某", reviewed_on=day, signed_off_by="李某", cleared=True
    )
    budget.refresh_from_db()


# ---- A later release ----


def test_what_was_approved_is_published_in_the_words_of_its_approval(
    cast: Cast, rules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = cast.approve(with_findings(cast))
    before = freeze.read(approved)
    reword(monkeypatch)
    assert freeze.read_rows(approved).document != before.document  # the control: it would compose otherwise now
    publication = publish(approved, by=cast.publisher)
    assert bytes(publication.document) == before.document
    frozen = {each["rule"]: each for each in json.loads(bytes(publication.outcomes))["rules"]}
    ((warning,), (error,)) = frozen[WARNING]["findings"], frozen[ERROR]["findings"]
    assert (warning["message"], warning["answered"]) == ("疑一有问题", ANSWER)
    assert (error["message"], error["waived"]) == ("错一有问题", "财政局统一口径，本年准许")
    assert verify_everything().problems == []


def test_a_changed_format_strands_nothing_and_the_version_keeps_the_revision_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = cast.approved()
    revision = wording.revision(approved.format_key)
    load = formats.load

    def with_other_headings(key: str) -> formats.Format:
        found = load(key)
        sections = tuple(
            msgspec.structs.replace(each, heading=f"{each.heading}（新）") if each.heading else each
            for each in found.sections
        )
        return msgspec.structs.replace(found, sections=sections)

    monkeypatch.setattr(composing.formats, "load", with_other_headings)
    assert freeze.read_rows(approved).document_hash != approved.content_hash  # the control
    assert publish(approved, by=cast.publisher).content_hash == approved.content_hash
    assert set(FrozenRecord.objects.filter(budget=approved).values_list("format_revision", flat=True)) == {revision}


def test_the_revision_of_a_format_follows_its_file_and_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    before = wording.revision.__wrapped__("hebei-2018")
    other = tmp_path / "hebei-2018.toml"
    other.write_bytes(formats.path_of("hebei-2018").read_bytes() + b"\n")
    assert wording.revision.__wrapped__("hebei-2018") == before
    monkeypatch.setattr(formats, "path_of", lambda key: other)
    assert wording.revision.__wrapped__("hebei-2018") != before


def test_what_was_submitted_is_reviewed_and_approved_in_the_words_of_its_submission(
    cast: Cast, rules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = submitted(cast, with_findings(cast))
    said = freeze.read(budget).document_hash
    reword(monkeypatch)
    answer = desk(cast.reviewer).get(review_page(budget))
    assert answer.context["seen"] == said
    assert answer.context["standing"].points == ()
    words = answer.content.decode()
    assert "疑一有问题" in words and ANSWER in words and "改写" not in words
    approved = transitions.approve(budget, by=cast.reviewer, comment="", seen_hash=said)
    assert approved.content_hash == said


def test_each_move_leaves_its_record_and_equal_bytes_are_kept_once(cast: Cast) -> None:
    draft = cast.draft()
    budget = submitted(cast, draft)
    transitions.send_back(budget, by=cast.reviewer, comment="请核对")
    approved = cast.approve(budget)
    records = list(FrozenRecord.objects.filter(budget=draft))
    assert [each.action for each in records] == ["submitted", "returned", "submitted", "approved"]
    assert {each.document_id for each in records} == {approved.content_hash}
    assert [each.record.action for each in records] == [each.action for each in records]
    assert len({each.rows_digest for each in records}) == 1
    lines = records[0].rows["budgets_expenditureline"]["columns"]
    assert {"amount", "budget_id", "ordinal"} <= set(lines)


def test_the_frozen_results_publish_the_same_bytes_as_the_fresh_ones(cast: Cast) -> None:
    from budgets.frozen.results import frozen, thawed
    from budgets.rules.judge import found
    from disclosure.publication.outcomes import outcomes_bytes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_rules", CATALOGUE)
        budget = cast.draft(year=2023)
        fresh = found(budget)
    assert any(each.findings for each in fresh) and any(each.outcome == "not-run" for each in fresh)
    kept = frozen(fresh)
    assert outcomes_bytes(thawed(kept), {}) == outcomes_bytes(fresh, {})
    assert frozen(thawed(kept)) == kept


CATALOGUE = dict(registry._rules)


# ---- What became other around it ----


def corrected_last_year(cast: Cast) -> None:
    publish(cast.with_more_spent(year=2019, version=2), by=cast.publisher)


def test_a_corrected_last_year_is_shown_to_the_publisher_who_may_go_on(cast: Cast) -> None:
    publish(cast.approved(year=2019), by=cast.publisher)
    approved = cast.approved(year=2020)
    client = desk(cast.publisher)
    assert "审核通过后有变动" not in client.get(f"/entry/{approved.pk}/publish/").content.decode()
    corrected_last_year(cast)
    page = client.get(f"/entry/{approved.pk}/publish/")
    words = page.content.decode()
    assert "审核通过后有变动" in words and "2019年部门预算（第2版）" in words and "联系审核人退回" in words
    figures = page.context["since"].figures
    assert figures and all(each.frozen != each.now for each in figures)
    assert "1010000" in "".join(each.now for each in figures).replace(",", "").replace(".00", "")
    data = {"content_hash": approved.content_hash, "confirmed": "1"}
    assert client.post(f"/entry/{approved.pk}/publish/", data).status_code == 302
    assert Publication.objects.get(budget=approved).content_hash == approved.content_hash


def test_a_corrected_last_year_is_shown_to_the_reviewer_who_may_send_back(cast: Cast) -> None:
    publish(cast.approved(year=2019), by=cast.publisher)
    draft = cast.draft(year=2020)
    budget = submitted(cast, draft)
    corrected_last_year(cast)
    words = desk(cast.reviewer).get(review_page(budget)).content.decode()
    assert "报送后有变动" in words and "2019年部门预算（第2版）" in words
    before = freeze.read(budget).document
    returned = transitions.send_back(budget, by=cast.reviewer, comment="上年数已更正")
    assert freeze.read(submitted(cast, returned)).document != before


def test_what_became_other_while_the_publisher_confirmed_is_shown_first(cast: Cast) -> None:
    publish(cast.approved(year=2019), by=cast.publisher)
    approved = cast.approved(year=2020)
    client, address = desk(cast.publisher), f"/entry/{approved.pk}/publish/"
    opened = {"content_hash": approved.content_hash, "confirmed": "1", "since": since_of(client.get(address))}
    corrected_last_year(cast)
    refused = client.post(address, opened)
    assert refused.status_code == 409 and "2019年部门预算（第2版）" in refused.content.decode()
    assert client.post(address, opened | {"since": since_of(refused)}).status_code == 302
    assert Publication.objects.get(budget=approved).content_hash == approved.content_hash


def test_what_became_other_while_the_reviewer_confirmed_is_shown_first(cast: Cast) -> None:
    publish(cast.approved(year=2019), by=cast.publisher)
    budget = submitted(cast, cast.draft(year=2020))
    client, address = desk(cast.reviewer), review_page(budget, "approve")
    seen = client.get(review_page(budget)).context["seen"]
    opened = {"seen": seen, "comment": "", "since": since_of(client.get(address, {"seen": seen}))}
    corrected_last_year(cast)
    refused = client.post(address, opened)
    assert refused.status_code == 409 and "2019年部门预算（第2版）" in refused.content.decode()
    confirming = client.get(address, {"seen": seen})
    assert "2019年部门预算（第2版）" in confirming.content.decode()
    assert client.post(address, opened | {"since": since_of(confirming)}).status_code == 302


def since_of(page: Any) -> str:
    """What the form says that it showed."""
    (found,) = re.findall(r'name="since"(?: value="(\w*)")?', page.content.decode())
    return found


def test_a_units_version_that_was_approved_again_with_other_rows_is_told(cast: Cast) -> None:
    unit = cast.unit()
    own = cast.approved(unit=unit, printed_name=unit.name)
    budget = submitted(cast, cast.draft())
    since = freeze.read(budget).since
    assert since and not since.are_units_other  # the control
    transitions.send_back(own, by=cast.reviewer, comment="请更正")
    with editing(own, by="import") as locked:
        for model in (ExpenditureLine, RevenueLine):
            row: Any = model.objects.filter(budget=locked).order_by("pk")[0]
            row.amount += 10_000
            row.save()
    cast.approve(own)
    since = freeze.read(budget).since
    assert since and since.are_units_other and any("单位预算有变动" in words for words in since.words)


def test_a_document_without_a_last_year_is_not_said_to_have_typed_it(cast: Cast) -> None:
    approved = cast.approved(year=2020)
    publish(cast.approved(year=2019), by=cast.publisher)
    since = freeze.since_approval(approved)
    assert since and "本文件编制时没有上年公开的文件" in since.words[0]


def test_a_rule_that_the_bureau_made_an_error_since_stops_the_approval_and_is_seen(cast: Cast, rules: None) -> None:
    budget = submitted(cast, with_findings(cast))
    seen = freeze.read(budget).document_hash
    region = cast.department.region
    settings.decide(WARNING, by=cast.reviewer, region=region, reason="本年从严掌握", severity="E")
    page = desk(cast.reviewer).get(review_page(budget))
    assert [point.kind for point in page.context["standing"].points] == ["错误"]
    assert "本年从严掌握" in page.content.decode()
    with pytest.raises(transitions.NotReady):
        transitions.approve(budget, by=cast.reviewer, comment="", seen_hash=seen)
    settings.decide(WARNING, by=cast.reviewer, region=region, reason="恢复原来的口径", lifted=True)
    assert transitions.approve(budget, by=cast.reviewer, comment="", seen_hash=seen).status == Status.APPROVED


def test_a_rule_that_was_switched_off_since_no_longer_counts_and_one_with_other_params_is_judged_again(
    cast: Cast, rules: None
) -> None:
    budget = submitted(cast, with_findings(cast))
    region = cast.department.region
    settings.decide(ERROR, by=cast.reviewer, region=region, reason="本年不执行此条", enabled=False)
    settings.decide(WARNING, by=cast.reviewer, region=region, reason="例外的名词", params={"words": ["疑一"]})
    outcomes = {each.rule.id: each.outcome for each in freeze.read(budget).results}
    assert (outcomes[ERROR], outcomes[WARNING]) == ("not-run", "pass")


def test_a_published_document_that_is_not_the_frozen_one_is_found(cast: Cast) -> None:
    publication = publish(cast.approved(), by=cast.publisher)
    assert verify_everything().problems == []
    with guards_down():
        FrozenRecord.objects.filter(budget=publication.budget_id).update(document=FrozenRecord.objects.first().outcomes)
    assert any("冻结留存" in problem for problem in verify_everything().problems)


# ---- Queries ----


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what a process remembers is not the page's cost
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_reading_page_costs_thirty_queries_at_most_however_much_it_shows(cast: Cast, rules: None) -> None:
    small = submitted(cast, cast.draft(year=2020))
    large = with_findings(cast, year=2021)
    for number in range(5):
        unit = cast.unit(f"20200{number}", f"第{number}信访接待中心")
        cast.approve(cast.draft(year=2021, unit=unit, printed_name=unit.name))
    for number in range(20):
        add_term(large, f"提{number}")
    with editing(large, by="import") as locked:
        line = ExpenditureLine.objects.filter(budget=locked).first()
        for _ in range(50):
            line.pk = None
            line.save()
    client = desk(cast.reviewer)
    few, many = (queries_of(client, review_page(each)) for each in (small, submitted(cast, large)))
    assert few <= many <= 30


def test_units_that_were_approved_since_cost_the_same_however_many_they_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the whole catalogue: what compares the department with its units is judged anew."""
    weaker = {key: replace(rule, severity="W", firm="W") for key, rule in CATALOGUE.items()}
    monkeypatch.setattr(registry, "_rules", weaker)
    draft = cast.draft()
    answer_all(draft, cast.preparer)
    budget, client = submitted(cast, draft), desk(cast.reviewer)
    costs = [queries_of(client, review_page(budget))]
    for numbers in (range(2), range(2, 6)):
        for number in numbers:
            unit = cast.unit(f"20200{number}", f"第{number}信访接待中心")
            cast.approve(cast.draft(unit=unit, printed_name=unit.name))
        costs.append(queries_of(client, review_page(budget)))
    assert costs[0] <= 30
    assert costs[0] < costs[1] == costs[2]  # not one for each unit
