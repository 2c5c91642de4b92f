"""The history: each write is remembered, with the deed that it belongs to, and nobody changes what was remembered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, models, transaction

from budgets import parts
from budgets.choices import Door, Status
from budgets.models import (
    Account,
    Assignment,
    Change,
    DepartmentalBudget,
    ExpenditureLine,
    FunctionalClass,
    GlossaryTerm,
    HistoryEntry,
    Region,
    RuleSetting,
)
from budgets.versions.context import recording, requested
from budgets.versions.editing import acting_as, editing
from budgets.workflow import transitions
from tests.budgets.states import bring_to, fill_every_table
from tests.builders import make_budget, make_small_budget
from tests.database import guards_down

pytestmark = pytest.mark.django_db

# Tables without a history, each with the reason.
UNREMEMBERED = {
    "budgets.Change": "the history itself",
    "budgets.HistoryEntry": "the history itself",
    "budgets.Account": "Django's table of users has the triggers",
    "budgets.Blob": "bytes by their hash, which cannot be changed",
    "budgets.FrozenRecord": "a record that is only added to and holds the digests itself",
    "budgets.LastLook": "what a reader has seen, for him alone",
    "budgets.Job": "work that waits for a runner and is gone when it is done",
    "budgets.ImportMapping": "how the columns of a department's files were understood: no figure comes from it alone",
    "budgets.LedgerImport": "a file on its way: what it brings is remembered where it arrives",
    "disclosure.TableFile": "a file on its way: what it brings is remembered where it arrives",
    "disclosure.Publication": "published and never changed; the chain proves it",
    "disclosure.Artefact": "published and never changed; the chain proves it",
    "disclosure.Latest": "which version is shown first follows from the publications",
    "disclosure.ChainEntry": "the chain itself",
}


def own_models() -> list[type[models.Model]]:
    apps_of_ours = ("budgets", "performance", "procurement", "assets", "disclosure")
    return [model for name in apps_of_ours for model in apps.get_app_config(name).get_models()]


def remembered_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, count(*) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger_remember_%%' AND tgenabled <> 'D' GROUP BY relname"
        )
        return {table for table, number in cursor.fetchall() if number == 3}


def entries(budget: DepartmentalBudget | None = None) -> list[HistoryEntry]:
    found = HistoryEntry.objects.select_related("change")
    return list(found.filter(budget_id=budget.pk) if budget else found)


def last(model: type[models.Model]) -> HistoryEntry:
    return HistoryEntry.objects.filter(table=model._meta.db_table).latest("pk")


def test_each_table_of_a_version_and_each_record_has_a_history() -> None:
    """A new table gets one, or a reason here."""
    with_history = remembered_tables()
    without = {model._meta.label for model in own_models() if model._meta.db_table not in with_history}
    assert without - UNREMEMBERED.keys() == set()
    assert "auth_user" in with_history
    assert not {label for label in UNREMEMBERED if label not in without} - {"budgets.Account"}


def test_every_row_of_every_table_is_remembered_when_it_is_written_changed_and_deleted(preparer: Any) -> None:
    budget = make_budget()
    with acting_as(preparer):
        fill_every_table(budget)
    for model in reversed(parts.row_models()):
        row = model._default_manager.filter(budget=budget).first()
        assert row is not None, model
        key, table = str(row.pk), model._meta.db_table
        inserted = HistoryEntry.objects.get(table=table, row=key, operation="insert")
        assert inserted.old is None
        assert inserted.new["ordinal"] == row.ordinal
        with acting_as(preparer):
            model._default_manager.filter(pk=row.pk).update(ordinal=row.ordinal + 7)
        changed = last(model)
        assert (changed.operation, changed.old, changed.new) == (
            "update", {"ordinal": row.ordinal}, {"ordinal": row.ordinal + 7},
        )  # fmt: skip
        with acting_as(preparer):
            model._default_manager.filter(pk=row.pk).delete()
        gone = HistoryEntry.objects.filter(table=table, row=key).latest("pk")
        assert (gone.operation, gone.new) == ("delete", None)
        assert gone.old["ordinal"] == row.ordinal + 7


def test_an_amount_is_remembered_to_the_cent_before_and_after(preparer: Any) -> None:
    budget = make_small_budget()
    line = ExpenditureLine.objects.filter(budget=budget).first()
    before = line.amount
    with editing(budget, by=preparer):
        ExpenditureLine.objects.filter(pk=line.pk).update(amount=Decimal("123456789012.34"))
    entry = last(ExpenditureLine)
    assert entry.old == {"amount": before}
    assert entry.new == {"amount": Decimal("123456789012.34")}
    assert isinstance(entry.new["amount"], Decimal)


def test_a_save_is_one_change_with_person_door_source_and_sentence(preparer: Any) -> None:
    budget = make_budget()
    with editing(budget, by=preparer, door=Door.WORKBOOK, source="预算.xlsx · 明细", sentence="导入明细 2 行"):
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="一")
        GlossaryTerm.objects.create(budget=budget, term="乙", definition="二")
    change = last(GlossaryTerm).change
    assert (change.by, change.door, change.source, change.sentence) == (
        preparer, Door.WORKBOOK, "预算.xlsx · 明细", "导入明细 2 行",
    )  # fmt: skip
    assert {entry.change_id for entry in entries(budget) if entry.table == "budgets_glossaryterm"} == {change.pk}


def test_changes_are_numbered_as_they_were_done(preparer: Any) -> None:
    budget = make_budget()
    first = Change.objects.filter(budget=budget).latest("number").number
    for term in "甲乙丙":
        with editing(budget, by=preparer):
            GlossaryTerm.objects.create(budget=budget, term=term, definition="。")
    numbers = list(
        Change.objects.filter(budget=budget, number__gt=first).order_by("pk").values_list("number", flat=True)
    )
    assert numbers == [first + 1, first + 2, first + 3]
    assert {change.at for change in Change.objects.filter(budget=budget)} != set()


def test_two_deeds_of_one_transaction_are_two_changes_and_a_block_inside_the_same_one_is_part_of_it(
    preparer: Any,
) -> None:
    budget = make_budget()
    with transaction.atomic(), acting_as(preparer, door=Door.TAKEN_OVER, sentence="承接"):
        with editing(budget, by=preparer):
            GlossaryTerm.objects.create(budget=budget, term="甲", definition="。")
        one = last(GlossaryTerm).change
        with editing(budget, by=preparer, door=Door.TYPED, sentence="保存"):
            GlossaryTerm.objects.create(budget=budget, term="乙", definition="。")
        other = last(GlossaryTerm).change
        with editing(budget, by=preparer):
            GlossaryTerm.objects.create(budget=budget, term="丙", definition="。")
        again = last(GlossaryTerm).change
    assert [change.sentence for change in (one, other, again)] == ["承接", "保存", "承接"]
    assert one == again != other


def test_what_is_rolled_back_leaves_no_history_and_what_follows_has_its_own(preparer: Any) -> None:
    budget = make_budget()
    known = Change.objects.count()
    with acting_as(preparer, door=Door.TYPED, sentence="保存"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            GlossaryTerm.objects.create(budget=budget, term="甲", definition="。")
            raise ZeroDivisionError
        assert Change.objects.count() == known
        GlossaryTerm.objects.create(budget=budget, term="乙", definition="。")
    assert last(GlossaryTerm).new["term"] == "乙"
    assert last(GlossaryTerm).change.sentence == "保存"


def test_a_write_that_changes_nothing_is_no_change(preparer: Any) -> None:
    budget = make_small_budget()
    with editing(budget, by=preparer):
        """From now on an author."""
    known = (Change.objects.count(), HistoryEntry.objects.count())
    with acting_as(preparer):
        ExpenditureLine.objects.filter(budget=budget).update(printed_label=models.F("printed_label"))
        ExpenditureLine.objects.filter(budget=None).delete()
    assert (Change.objects.count(), HistoryEntry.objects.count()) == known


def test_a_move_is_remembered_with_who_did_it(submitted: Any, reviewer: Any) -> None:
    transitions.send_back(submitted, by=reviewer, comment="请补充说明")
    entry = last(DepartmentalBudget)
    assert entry.new["status"] == Status.RETURNED
    assert (entry.change.by, entry.change.door, entry.change.sentence) == (reviewer, Door.MOVE, "退回：请补充说明")


def test_a_discarded_draft_stays_in_history(preparer: Any, draft: Any) -> None:
    key = draft.pk
    with editing(draft, by=preparer):
        GlossaryTerm.objects.create(budget=draft, term="甲", definition="一")
    transitions.discard(draft, by=preparer)
    gone = HistoryEntry.objects.filter(budget_id=key, operation="delete")
    assert {entry.change.sentence for entry in gone} == {"删除草稿"}
    assert {entry.change.by for entry in gone} == {preparer}
    assert gone.get(table="budgets_glossaryterm").old["definition"] == "一"
    assert gone.get(table="budgets_departmentalbudget").old["status"] == Status.DRAFT


def test_settings_people_and_codes_are_remembered_with_who_and_where(reviewer: Any, department: Any) -> None:
    with requested(reviewer, "核验规则：新增"):
        RuleSetting.objects.create(
            region=department.region, rule="R-TXT-4", enabled=False, reason="另有规定，暂停", set_by=reviewer
        )
        own = last(RuleSetting).change
        assert (own.by, own.region, own.budget, own.number) == (reviewer, department.region, None, None)
        assert own.sentence == "核验规则：新增"
        assert own.request
        Assignment.objects.filter(user=reviewer).update(department=department)
        assert last(Assignment).new == {"department_id": department.pk}
        row = FunctionalClass.objects.create(code="2019999", name="其他")
        FunctionalClass.objects.filter(pk=row.pk).update(name="其他支出")
        assert last(FunctionalClass).old == {"name": "其他"}
        Region.objects.filter(pk=department.region_id).update(name="临江区")
        assert last(Region).row == department.region_id
    Region.objects.filter(pk=department.region_id).update(name="临河区")
    assert last(Region).change.by is None


def test_of_a_password_only_that_it_changed_is_remembered_and_of_a_sign_in_nothing(preparer: Any) -> None:
    known = HistoryEntry.objects.filter(table="auth_user").count()
    User.objects.filter(pk=preparer.pk).update(last_login="2026-01-01T00:00:00Z")
    assert HistoryEntry.objects.filter(table="auth_user").count() == known
    preparer.set_password("一个新的密码 1234")
    preparer.save()
    entry = last(Account)
    assert entry.new.keys() == {"password"}
    assert preparer.password not in str(entry.new)
    assert not any(preparer.password in str(each.new) for each in HistoryEntry.objects.filter(table="auth_user"))


def test_who_records_is_no_author(preparer: Any, draft: Any, outsider: Any) -> None:
    looking = recording(outsider, door=Door.MOVE, sentence="看一看")
    with looking, pytest.raises(DatabaseError, match="未声明编写人"), transaction.atomic():
        GlossaryTerm.objects.create(budget=draft, term="甲", definition="一")


@pytest.mark.parametrize("table", ["budgets_change", "budgets_historyentry"])
@pytest.mark.parametrize("write", ["UPDATE {} SET id = id + 1000000", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_the_history(preparer: Any, draft: Any, table: str, write: str) -> None:
    statement = write.format(table)
    assert Change.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="不能"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    # Control: without the guard it goes through.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        transaction.set_rollback(True)


def test_a_change_of_another_transaction_is_not_added_to(preparer: Any, draft: Any) -> None:
    """Whoever declares the mark of an older deed gets a Change of his own."""
    with editing(draft, by=preparer, sentence="保存"):
        GlossaryTerm.objects.create(budget=draft, term="甲", definition="一")
    old = last(GlossaryTerm).change
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_change SET transaction = 1, at = at - interval '1 day' WHERE id = %s", [old.pk])
    with acting_as(preparer):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.deed', %s, true)", [old.deed])
        GlossaryTerm.objects.create(budget=draft, term="乙", definition="二")
    assert last(GlossaryTerm).change != old


def folded(budget: DepartmentalBudget) -> dict[tuple[str, str], dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in HistoryEntry.objects.filter(budget_id=budget.pk).order_by("pk"):
        key = (entry.table, entry.row)
        if entry.operation == "delete":
            assert rows.pop(key) == entry.old
        else:
            present = rows.setdefault(key, {})
            if entry.old:
                assert {name: present[name] for name in entry.old} == entry.old
            present.update(entry.new)
    return rows


def test_the_history_added_up_is_what_stands_there(preparer: Any, reviewer: Any) -> None:
    budget = make_small_budget()
    with editing(budget, by=preparer):
        fill_every_table(budget)
    with editing(budget, by=preparer):
        ExpenditureLine.objects.filter(budget=budget).update(amount=models.F("amount") * 2)
        GlossaryTerm.objects.filter(budget=budget).delete()
    bring_to(budget, Status.APPROVED, submitter=preparer, reviewer=reviewer)
    rows = folded(budget)
    for model in parts.row_models():
        table = model._meta.db_table
        stored = {str(row["id"]) for row in model._default_manager.filter(budget=budget).values("id")}
        assert {key for name, key in rows if name == table} == stored
    for line in ExpenditureLine.objects.filter(budget=budget):
        assert rows["budgets_expenditureline", str(line.pk)]["amount"] == line.amount
    assert rows["budgets_departmentalbudget", str(budget.pk)]["status"] == Status.APPROVED
