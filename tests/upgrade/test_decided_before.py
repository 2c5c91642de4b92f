"""Versions that an earlier release left submitted or approved are decided on and published by this one.

Nothing had been frozen then. What still composes as it did was frozen while the database was migrated.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.frozen import freeze, late
from budgets.models import (
    Answer,
    Assignment,
    DepartmentalBudget,
    FrozenRecord,
    Reply,
    ReviewRecord,
    SecrecyReview,
    Waiver,
)
from budgets.workflow import answers as answering
from budgets.workflow import transitions
from disclosure.models import Publication
from disclosure.outline import wording
from disclosure.publication.integrity import verify_everything
from disclosure.publication.publish import publish
from tests.database import guards_down
from tests.upgrade.test_published_before import downloaded, verify

pytestmark = pytest.mark.usefixtures("upgraded_database", "taken_back")


def versions(status: str) -> list[DepartmentalBudget]:
    return list(DepartmentalBudget.objects.filter(status=status).order_by("pk"))


def person(budget: DepartmentalBudget, role: Role, move: str) -> User:
    """Somebody of that role who may make the move."""
    for assignment in Assignment.objects.filter(role=role, region=budget.region_id, user__is_active=True):
        refused = transitions.refusal(move, budget, assignment.user)
        if not isinstance(refused, transitions.NotAllowed):
            return assignment.user
    raise AssertionError(f"nobody may {move} {budget}")


def made_public(budget: DepartmentalBudget) -> Publication:
    """With 批复 and 保密审查, where they are still missing."""
    publisher = person(budget, Role.PUBLISHER, "publish")
    day = dt.date(2026, 2, 3)
    if not Reply.objects.filter(budget=budget).exists():
        transitions.register_reply(
            budget, by=publisher, authority="云汀区财政局", number="云财预〔2026〕9号", dated=day, received=day
        )
    if not SecrecyReview.objects.filter(budget=budget).exists():
        transitions.record_secrecy_review(
            budget, by=publisher, reviewer="保密员", reviewed_on=day, signed_off_by="负责人", cleared=True
        )
    budget.refresh_from_db()
    return publish(budget, by=publisher)


def approved_now(budget: DepartmentalBudget) -> DepartmentalBudget:
    reviewer = person(budget, Role.REVIEWER, "approve")
    reviewer.is_staff = True
    client = Client()
    client.force_login(reviewer)
    seen = client.get(reverse("admin:budgets_departmentalbudget_change", args=[budget.pk])).context["seen"]
    transitions.approve(budget, by=reviewer, comment="", seen_hash=seen)
    budget.refresh_from_db()
    return budget


def test_what_waited_was_frozen_with_the_hash_that_it_had_then(then: dict[str, Any]) -> None:
    approved = {each["pk"]: each["content_hash"] for each in then["versions"] if each["status"] == Status.APPROVED}
    records = FrozenRecord.objects.filter(record=None)
    assert {each.budget_id: each.document_id for each in records if each.action == "approved"} == approved
    assert approved
    for budget in versions(Status.SUBMITTED):
        record = records.get(budget=budget)
        moved = ReviewRecord.objects.filter(budget=budget, action="submitted").latest("pk")
        assert (record.action, record.document_id) == ("submitted", moved.content_hash)


def test_every_approved_version_is_published_as_it_was_approved(then: dict[str, Any]) -> None:
    before = {each.pk: each.content_hash for each in versions(Status.APPROVED)}
    for budget in versions(Status.APPROVED):
        answers = set(Answer.objects.filter(budget=budget, refusal=None).values_list("text", flat=True))
        publication = made_public(budget)
        assert publication.content_hash == before[budget.pk]
        assert hashlib.sha256(bytes(publication.document)).hexdigest() == before[budget.pk]
        said = {
            finding["answered"]
            for rule in json.loads(bytes(publication.outcomes))["rules"]
            for finding in rule["findings"]
            if finding["answered"]
        }
        assert said <= answers and (said or not answers)
    assert verify_everything().problems == []


def test_the_submitted_version_is_approved_and_published_with_its_answers(then: dict[str, Any]) -> None:
    (budget,) = versions(Status.SUBMITTED)
    given = Answer.objects.filter(budget=budget, refusal=None)
    results = freeze.read(budget).results
    assert [each for each in answering.warned(budget, results) if answering.holds_up(each)] == []
    counting = answering.counting(budget, results)
    assert set(counting.values()) <= set(given.values_list("text", flat=True))
    assert counting or not given
    assert made_public(approved_now(budget)).budget_id == budget.pk


def test_a_waived_error_of_a_draft_is_still_waived() -> None:
    waivers = list(Waiver.objects.select_related("budget"))
    assert waivers
    for waiver in waivers:
        found = {
            finding.fingerprint(result.rule.id): result.waiver_of(finding)
            for result in freeze.read(waiver.budget).results
            for finding in result.findings
        }
        assert found.get(waiver.fingerprint) == waiver.reason


def test_the_verifier_of_then_accepts_the_old_and_the_new_links(upgrade_folder: Path, tmp_path: Path) -> None:
    published = [made_public(budget) for budget in versions(Status.APPROVED)]
    published.append(made_public(approved_now(versions(Status.SUBMITTED)[0])))
    client = Client()
    for region in {each.region_id for each in published}:
        folder = tmp_path / region
        for each in Publication.objects.filter(region=region):
            downloaded(each.path, folder / each.path.strip("/").replace("/", "-"), client)
        (folder / "chain.json").write_bytes(client.get(f"/{region}/chain.json").getvalue())
        done = verify(upgrade_folder, folder)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_an_interrupted_upgrade_did_not_freeze_the_next_migrate_does() -> None:
    waiting = set(FrozenRecord.objects.values_list("budget", "action", "document"))
    assert waiting
    with guards_down():
        FrozenRecord.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert set(FrozenRecord.objects.values_list("budget", "action", "document")) == waiting


# ---- What a later release changes ----


def reworded(monkeypatch: pytest.MonkeyPatch) -> None:
    render = wording.render
    monkeypatch.setattr(wording, "render", lambda *arguments: f"{render(*arguments)} ")


def test_a_changed_template_strands_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    reworded(monkeypatch)
    for budget in versions(Status.APPROVED):
        assert freeze.read_rows(budget).document_hash != budget.content_hash  # the control
        assert made_public(budget).content_hash == budget.content_hash


def test_changed_rows_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: past every guard, one sum of money."""
    budget = versions(Status.APPROVED)[0]
    with guards_down():
        line = budget.revenueline_rows.order_by("pk")[0]
        line.amount += 1
        line.save()
    with pytest.raises(transitions.ContentChanged, match="预算数据与审核通过的内容不一致"):
        made_public(budget)


def test_where_nothing_was_frozen_and_it_composes_otherwise_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget, other = versions(Status.APPROVED)
    forget(budget)
    forget(other)
    assert made_public(budget).content_hash == budget.content_hash  # at first need
    reworded(monkeypatch)
    assert late.after_migration() == [other]
    with pytest.raises(transitions.ContentChanged, match="请联系审核人退回"):
        made_public(other)
    reviewer = person(other, Role.REVIEWER, "send_back")
    assert transitions.send_back(other, by=reviewer, comment="系统升级，请重新报送").status == Status.RETURNED


def forget(budget: DepartmentalBudget) -> None:
    with guards_down():
        FrozenRecord.objects.filter(budget=budget).delete()


def test_a_digest_of_columns_that_a_migration_took_away_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the document is still the one that was frozen."""
    budget, other = versions(Status.APPROVED)
    for each in (budget, other):
        lose_a_column(each)
    assert late.after_migration() == []
    assert made_public(budget).content_hash == budget.content_hash
    lose_a_column(other)
    reworded(monkeypatch)
    assert late.after_migration() == [other]


def lose_a_column(budget: DepartmentalBudget) -> None:
    record = FrozenRecord.objects.filter(budget=budget).latest("pk")
    record.rows["budgets_statedcell"]["columns"].append("provenance")
    with guards_down():
        FrozenRecord.objects.filter(pk=record.pk).update(rows=record.rows)
