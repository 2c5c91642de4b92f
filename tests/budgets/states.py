"""A version in each state, and rows for any table of a version."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from budgets.choices import LineKind, ReviewAction, Status
from budgets.frozen import freeze as freezing
from budgets.frozen.freeze import Reading
from budgets.models import (
    BudgetRow,
    DepartmentalBudget,
    InternalTransfer,
    Reply,
    SecrecyReview,
    TakenOver,
    Unit,
)
from budgets.rules import registry
from budgets.rules.registry import Finding
from budgets.versions.editing import acting_as
from budgets.workflow import transitions

SAID = b'{"said": "words that only stand for a document"}'
HASH = hashlib.sha256(SAID).hexdigest()
BAD_NAME = "临河区错误局"
DOUBTFUL_NAME = "临河区可疑局"


def two_rules_only(monkeypatch: Any) -> None:
    """Puts a rule of each severity in the place of the whole catalogue: a version named BAD_NAME has an error, one
    named DOUBTFUL_NAME a warning. The workflow only asks whether there are any; which is the rules' own tests' business."""

    def is_called(name: str, words: str) -> Any:
        return lambda ledger: [Finding(words)] if ledger.budget.printed_name == name else []

    error = registry.Rule("T-1", "E", "名称", "测试", is_called(BAD_NAME, "名称有误"))
    warning = registry.Rule("T-2", "W", "疑点", "测试", is_called(DOUBTFUL_NAME, "名称可疑"))
    monkeypatch.setattr(registry, "_rules", {rule.id: rule for rule in (error, warning)})


def bring_to(
    budget: DepartmentalBudget, status: str, *, submitter: Any, reviewer: Any, content_hash: str = ""
) -> DepartmentalBudget:
    """Moves a draft on by SQL alone, along the transitions that the database allows.

    content_hash  HASH approves a few words in the place of the version's document, for tests that never read it
    """
    rows = DepartmentalBudget.objects.filter(pk=budget.pk)
    now = timezone.now()
    if status == Status.DRAFT:
        return budget
    rows.update(status=Status.SUBMITTED, submitted_by=submitter, submitted_at=now)
    if status == Status.RETURNED:
        rows.update(status=Status.RETURNED)
    if status in (Status.APPROVED, Status.PUBLISHED):
        content_hash = freeze(budget, content_hash)
        rows.update(status=Status.APPROVED, approved_by=reviewer, approved_at=now, content_hash=content_hash)
    if status == Status.PUBLISHED:
        add_reply(budget, submitter)
        budget.refresh_from_db()
        add_secrecy_review(budget, submitter)
        rows.update(status=Status.PUBLISHED, published_by=submitter, published_at=now)
    budget.refresh_from_db()
    return budget


def freeze(budget: DepartmentalBudget, content_hash: str = "") -> str:
    """What an approval freezes, and its hash. Without its document nothing can be approved, whoever asks."""
    reading = Reading(budget, SAID, []) if content_hash == HASH else freezing.read_rows(budget)
    return freezing.keep(reading, ReviewAction.APPROVED, None).document_id


def add_reply(budget: DepartmentalBudget, user: Any) -> Reply:
    return Reply.objects.create(
        budget=budget, authority="临河区财政局", number="临财预〔2020〕1号",
        dated=dt.date(2020, 2, 1), received=dt.date(2020, 2, 5), registered_by=user,
    )  # fmt: skip


def add_correction(reply: Reply, user: Any, *, dated: dt.date = dt.date(2020, 3, 10), scan: bytes = b"") -> Reply:
    """The date was another. Nobody has confirmed it."""
    return Reply.objects.create(
        budget=reply.budget, authority=reply.authority, number=reply.number, dated=dated, received=dated,
        corrects=reply, reason="登记时日期抄错", registered_by=user, scan=scan or None,
    )  # fmt: skip


def add_secrecy_review(budget: DepartmentalBudget, user: Any, *, cleared: bool = True) -> SecrecyReview:
    """Of an approved version, and of what was approved."""
    return SecrecyReview.objects.create(
        budget=budget, reviewer="王某", reviewed_on=dt.date(2020, 2, 6), signed_off_by="李某", cleared=cleared,
        content_hash=budget.content_hash, recorded_by=user,
    )  # fmt: skip


def row_models() -> list[type[BudgetRow]]:
    """Every table of a version that any app has, so that a new one cannot be forgotten."""
    found, waiting = [], list(BudgetRow.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting.extend(model.__subclasses__())
        if not model._meta.abstract:
            found.append(model)
    return sorted(found, key=lambda model: model._meta.label)


def fill_every_table(budget: DepartmentalBudget) -> dict[type[BudgetRow], BudgetRow]:
    """One row in each table, with whatever its required fields accept."""
    rows: dict[type[BudgetRow], BudgetRow] = {}
    with acting_as("import"):
        for model in row_models():
            _row(model, budget, rows)
    return rows


# What constraints ask for beside the required fields.
_BESIDE: dict[Any, dict[str, Any]] = {
    InternalTransfer: {"spent_as": LineKind.OPERATING},
    TakenOver: {"whole": "assets", "mark": HASH},
}


def _row(model: Any, budget: DepartmentalBudget, rows: dict[Any, Any]) -> Any:
    if model not in rows:
        values = {
            field.name: _value(field, budget, rows)
            for field in model._meta.concrete_fields
            if not field.null
            and not field.generated
            and not field.primary_key
            and not field.has_default()
            and not field.blank
            and field.name != "budget"
        }
        rows[model] = model.objects.create(budget=budget, **values | _BESIDE.get(model, {}))
    return rows[model]


def _value(field: Any, budget: DepartmentalBudget, rows: dict[Any, Any]) -> Any:
    if field.related_model is Unit:
        code = "900002" if field.name == "receiver" else "900001"
        return Unit.objects.get_or_create(department=budget.department, code=code, name=f"单位{code}")[0]
    if field.is_relation:
        return _row(field.related_model, budget, rows)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    return 2020 if isinstance(field, models.IntegerField) else "甲"


# ---- Each move with sensible words ----


def _newest(budget: DepartmentalBudget) -> int:
    newest = Reply.objects.filter(budget=budget).last()
    return newest.pk if newest else 0


REPLY = {"authority": "临河区财政局", "number": "1号", "dated": dt.date(2020, 2, 1), "received": dt.date(2020, 2, 5)}
SECRECY = {"reviewer": "王某", "reviewed_on": dt.date(2020, 2, 6), "signed_off_by": "李某", "cleared": True}
CALLS = {
    "submit": lambda budget, by: transitions.submit(budget, by=by, seen=budget.row_version),
    "approve": lambda budget, by: transitions.approve(
        budget, by=by, comment="", seen_hash=transitions.content_hash(budget)
    ),
    "send_back": lambda budget, by: transitions.send_back(budget, by=by, comment="请核对"),
    "register_reply": lambda budget, by: transitions.register_reply(
        budget, by=by, **REPLY, reason="登记有误，予以更正"
    ),
    "confirm_reply": lambda budget, by: transitions.confirm_reply(budget, by=by, seen=_newest(budget), scan=b"%PDF-"),
    "record_secrecy_review": lambda budget, by: transitions.record_secrecy_review(
        budget, by=by, **SECRECY, comment="审查人登记有误"
    ),
    "publish": lambda budget, by: transitions.mark_published(budget, by=by, content_hash=budget.content_hash),
    "discard": lambda budget, by: transitions.discard(budget, by=by),
}
