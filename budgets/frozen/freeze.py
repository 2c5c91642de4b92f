"""What a version says at a move, frozen: the Document, what the rules found, and a digest of the rows it was made of.

Nothing is composed twice: a submission composes and judges once, a review reads what was submitted, an approval keeps
it, and a publication publishes it (docs/mechanisms.md, Workflow). A change of wording, of a format or of a rule's
words in a later release touches nothing that was frozen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from budgets.choices import ReviewAction, Status
from budgets.composer import composer
from budgets.frozen import meanwhile, row_digests
from budgets.frozen.meanwhile import Meanwhile
from budgets.frozen.results import frozen, plain_params, thawed
from budgets.models import Blob, DepartmentalBudget, FrozenRecord, ReviewRecord
from budgets.rules import judge, registry
from budgets.rules.registry import Decision, Result
from budgets.statements.ledger import Ledger

# The moves after which what they froze speaks for the version.
SPEAKING = {
    Status.SUBMITTED: (ReviewAction.SUBMITTED,),
    Status.APPROVED: (ReviewAction.APPROVED,),
    Status.PUBLISHED: (ReviewAction.APPROVED, ReviewAction.IMPORTED),
}


@dataclass(frozen=True)
class Reading:
    """What a version says.

    document  canonical JSON of the Document
    found     every rule's result, without waivers
    record    where it was frozen; None: it was made from the rows just now
    since     what became other around it since then; None where nothing was frozen
    changed   tables whose rows are not those that were frozen, which no move allows: then it was made just now
    """

    budget: DepartmentalBudget
    document: bytes
    found: Sequence[Result]
    record: FrozenRecord | None = None
    since: Meanwhile | None = None
    changed: Sequence[str] = field(default=())

    @cached_property
    def document_hash(self) -> str:
        return self.record.document_id if self.record else hashlib.sha256(self.document).hexdigest()

    @cached_property
    def results(self) -> list[Result]:
        """With the waivers that count now."""
        return judge.with_waivers(self.budget, self.found)


def read(budget: DepartmentalBudget) -> Reading:
    """What its last move froze, as long as that speaks; else what the rows say now."""
    record = speaking(budget)
    if record is None:
        return read_rows(budget)
    if changed := _changed_tables(budget, record):
        return replace(read_rows(budget), changed=changed)
    kept = thawed(bytes(record.outcomes.content))
    since = meanwhile.since(budget, record, kept)
    affected = since.affected if budget.status == Status.SUBMITTED else frozenset()
    found = _judged_again(budget, kept, affected, since)
    return Reading(budget, bytes(record.document.content), found, record, since)


def read_rows(budget: DepartmentalBudget) -> Reading:
    """Composes once and judges once."""
    ledger = Ledger.of(budget)
    found = judge.found(budget, ledger=ledger)
    return Reading(budget, composer().canonical_bytes(ledger), found)


def speaking(budget: DepartmentalBudget) -> FrozenRecord | None:
    """The record that speaks for the version where it stands; None for a draft, and where the move froze nothing."""
    newest = FrozenRecord.objects.filter(budget=budget).order_by("-pk")
    record = newest.select_related("document", "outcomes", "last_year").first()
    return record if record and record.action in SPEAKING.get(Status(budget.status), ()) else None


def speaking_of_the_rows(budget: DepartmentalBudget) -> FrozenRecord | None:
    """The record that speaks, where the rows are those that it was made of."""
    record = speaking(budget)
    return None if record is None or _changed_tables(budget, record) else record


def _changed_tables(budget: DepartmentalBudget, record: FrozenRecord) -> list[str]:
    """None where the version is public: what it says is what was published."""
    return [] if budget.status == Status.PUBLISHED else row_digests.changed_tables(budget, record.rows)


def since_approval(budget: DepartmentalBudget) -> Meanwhile | None:
    """What became other around an approved version that waits for its publication; None of any other."""
    record = speaking(budget) if budget.status == Status.APPROVED else None
    return meanwhile.since(budget, record, thawed(bytes(record.outcomes.content))) if record else None


def keep(reading: Reading, action: ReviewAction, record: ReviewRecord | None) -> FrozenRecord:
    """Freezes it. What was frozen before keeps the rows and the last year that it was made of.

    record  of the move, which has been saved; None where the move was made before anything was frozen
    """
    before, budget = reading.record, reading.budget
    rows = before.rows if before else row_digests.digests(budget)
    last_year = before.last_year if before else meanwhile.last_year_of(budget)
    return FrozenRecord.objects.create(
        budget=budget,
        action=action,
        record=record,
        document=_blob(reading.document),
        outcomes=_blob(frozen(reading.found)),
        rows=rows,
        rows_digest=row_digests.digest_of(rows),
        last_year=last_year,
        units=reading.since.units if reading.since else meanwhile.units_of(budget),
        format_revision=before.format_revision if before else composer().format_revision(budget.format_key),
    )


def of_publication(reading: Reading) -> list[Result]:
    """The results as they are published: those that were frozen, with what the rules of the publication itself find now."""
    now = judge.judge_again(reading.budget, judge.of_publication(), judge.decisions_on(reading.budget))
    return judge.with_waivers(reading.budget, [now.get(each.rule.id, each) for each in reading.found])


def _blob(content: bytes) -> Blob:
    blob = Blob(hash=hashlib.sha256(content).hexdigest(), content=content)
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


# ---- What is judged again ----


def _judged_again(
    budget: DepartmentalBudget, kept: Sequence[Result], affected: frozenset[str], since: Meanwhile
) -> list[Result]:
    """What was found, with the results of those rules that could find something else: no rule speaks anew because a
    release has given it other words."""
    weighed = {
        each.rule.id: result
        for each in kept
        if each.rule.id in since.rules & affected and (result := _weighed(each, since.decisions.get(each.rule.id)))
    }
    others = (affected - weighed.keys()) | judge.of_publication()
    again = judge.judge_again(budget, others, since.decisions)
    return [again.get(each.rule.id) or weighed.get(each.rule.id) or each for each in kept]


def _weighed(kept: Result, decision: Decision | None) -> Result | None:
    """The same findings under another decision; None where it takes more than switching off or weighing otherwise."""
    if decision and not decision.enabled:
        return replace(kept, outcome="not-run", reason=decision.words, findings=(), decision=decision)
    was_on = kept.decision is None or kept.decision.enabled
    before = kept.decision.params if kept.decision else {}
    own = next((rule for rule in registry.all_rules() if rule.id == kept.rule.id), None)
    if not was_on or own is None or plain_params(before) != plain_params(decision.params if decision else {}):
        return None
    weighed = own.set_to(decision.severity if decision else None)
    return replace(kept, rule=replace(kept.rule, severity=weighed.severity, firm=weighed.firm), decision=decision)
