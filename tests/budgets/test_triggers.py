"""What PostgreSQL refuses by itself, whoever asks and however: the third of the three guards."""

from contextlib import nullcontext
from itertools import permutations, product

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import UniqueConstraint

from budgets.choices import ReviewAction, Status
from budgets.frozen import freeze as freezing
from budgets.models import (
    Author,
    DepartmentalBudget,
    GlossaryTerm,
    Reply,
    ReplyConfirmation,
    ReviewRecord,
    SecrecyReview,
    SecrecyReviewEnd,
    TakenOver,
)
from budgets.triggers import of_a_row
from budgets.versions.editing import acting_as
from tests.budgets.states import (
    HASH,
    SAID,
    add_correction,
    add_reply,
    add_secrecy_review,
    bring_to,
    fill_every_table,
    freeze,
    row_models,
)
from tests.builders import make_budget

pytestmark = pytest.mark.django_db
FROZEN = [Status.SUBMITTED, Status.APPROVED, Status.PUBLISHED]
WRITES = ["insert", "update", "delete"]
COPY = "COPY budgets_glossaryterm (budget_id, ordinal, term, definition) FROM STDIN"


def refusal(sql: str, *parameters: object) -> str:
    """Runs it, undoes it, and tells with which words the database refused; "" where it did not."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


def writing(kind: str, row: object) -> str:
    """The inserted row is like the one that is there, and differs where two must not be alike: no constraint stands against it."""
    table = row._meta.db_table
    if kind == "insert":
        fields = [field for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(
            _another(field) if field.name in _telling_apart(row) else f'"{field.column}"' for field in fields
        )
        return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {row.pk}"
    if kind == "update":
        return f"UPDATE {table} SET ordinal = ordinal + 1 WHERE id = {row.pk}"
    return f"DELETE FROM {table} WHERE id = {row.pk}"


def _telling_apart(row: object) -> set[str]:
    """One field of each unique constraint, and every field that is unique by itself."""
    constraints = [each for each in row._meta.constraints if isinstance(each, UniqueConstraint)]
    return {each.fields[1] for each in constraints} | {field.name for field in row._meta.fields if field.unique}


def _another(field: object) -> str:
    if field.choices:
        return f"'{field.choices[1][0]}'"
    return f'"{field.column}" + 1000000' if field.is_relation else f"\"{field.column}\" || '乙'"


@pytest.fixture
def versions(department, preparer, reviewer):
    """A version in each state with a row in every table."""
    found = {}
    for year, status in enumerate(Status.values, 2020):
        budget = make_budget(department, year=year)
        rows = fill_every_table(budget)
        found[status] = bring_to(budget, status, submitter=preparer, reviewer=reviewer, content_hash=HASH), rows
    with connection.cursor() as cursor:
        # Checks of foreign keys still to come would stop TRUNCATE first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return found


def test_every_write_to_every_table_of_a_decided_version_is_refused(versions, preparer):
    refused = []
    with acting_as(preparer):
        for status, model, kind in product(FROZEN, row_models(), WRITES):
            words = refusal(writing(kind, versions[status][1][model]))
            assert words == "本版本已报送或已公开，不能修改", (status, model, kind)
            refused.append((status, model, kind))
    assert len(refused) == len(FROZEN) * len(row_models()) * len(WRITES)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_control_while_a_version_is_prepared_no_write_is_refused_for_its_state(versions, preparer, status):
    with acting_as(preparer):
        for model, kind in product(row_models(), WRITES):
            assert refusal(writing(kind, versions[status][1][model])) == "", (model, kind)


def test_no_table_of_a_version_can_be_emptied_by_truncate(versions, preparer):
    decided = [DepartmentalBudget, Author, ReviewRecord, Reply, ReplyConfirmation, SecrecyReview, SecrecyReviewEnd]
    with acting_as(preparer):
        for model in [*row_models(), *decided]:
            assert refusal(f"TRUNCATE {model._meta.db_table} CASCADE") == "不能清空预算数据表", model


def test_every_table_of_a_version_has_all_its_triggers_switched_on(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(t.tgname::text) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') GROUP BY 1"
        )
        triggers = dict(cursor.fetchall())
    for model in row_models():
        table = model._meta.db_table
        names = {name.removeprefix("pgtrigger_").rpartition("_")[0] for name in triggers[table]}
        own = {"takes_authors_over"} if model is TakenOver else set()
        assert names == {trigger.name for trigger in of_a_row()} | own, table


# ---- Authors ----


def test_whoever_writes_a_row_becomes_an_author(department, preparer):
    budget = make_budget(department)
    with acting_as(preparer):
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="乙")
    assert list(budget.authors.values_list("user", flat=True)) == [preparer.pk]


@pytest.mark.parametrize("kind", ["update", "delete"])
def test_who_changes_or_deletes_a_row_is_an_author_too(department, preparer, kind):
    budget = make_budget(department)
    with acting_as("import"):
        row = GlossaryTerm.objects.create(budget=budget, term="甲", definition="乙")
    with acting_as(preparer), connection.cursor() as cursor:
        cursor.execute(writing(kind, row))
    assert set(budget.authors.values_list("user", flat=True)) == {None, preparer.pk}


def test_a_write_in_nobodys_name_is_refused(department):
    budget = make_budget(department)
    with pytest.raises(DatabaseError, match="未声明编写人"), transaction.atomic():
        GlossaryTerm.objects.create(budget=budget, term="甲", definition="乙")


def test_one_statement_over_several_versions_makes_its_author_one_of_each(versions, preparer):
    draft, returned = versions[Status.DRAFT], versions[Status.RETURNED]
    with acting_as(preparer), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budgets_glossaryterm SET definition = '丙' WHERE id IN (%s, %s)",
            [draft[1][GlossaryTerm].pk, returned[1][GlossaryTerm].pk],
        )
    for budget, _ in (draft, returned):
        assert budget.authors.filter(user=preparer).exists()


def test_one_statement_is_refused_as_a_whole_for_a_single_row_of_a_decided_version(versions, preparer):
    pks = [versions[status][1][GlossaryTerm].pk for status in (Status.DRAFT, Status.SUBMITTED)]
    with acting_as(preparer):
        words = refusal("UPDATE budgets_glossaryterm SET definition = '丙' WHERE id IN (%s, %s)", *pks)
    assert words == "本版本已报送或已公开，不能修改"


def test_a_statement_that_touches_no_row_needs_no_name(department):
    budget = make_budget(department)
    for sql in ("UPDATE budgets_glossaryterm SET ordinal = 1", "DELETE FROM budgets_glossaryterm"):
        assert refusal(f"{sql} WHERE budget_id = %s", budget.pk) == ""


@pytest.mark.parametrize("status", Status.values)
def test_rows_that_come_by_copy_are_judged_like_any_other(versions, preparer, status):
    budget, is_decided = versions[status][0], status in FROZEN
    refused = pytest.raises(psycopg.errors.RaiseException, match="不能修改") if is_decided else nullcontext()
    with acting_as(preparer), refused, transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(f"{budget.pk}\t0\t甲\t乙\n")
    assert budget.authors.filter(user=preparer).exists() == (not is_decided)


def test_a_row_cannot_move_to_another_version(versions, preparer):
    draft, other = versions[Status.DRAFT], versions[Status.RETURNED][0]
    with acting_as(preparer):
        for row in draft[1].values():
            words = refusal(f"UPDATE {row._meta.db_table} SET budget_id = {other.pk} WHERE id = {row.pk}")
            assert words == "数据不能移到另一个版本", row


# ---- States ----

ALLOWED = {
    ("draft", "submitted"), ("returned", "submitted"), ("submitted", "returned"), ("submitted", "approved"),
    ("approved", "returned"), ("approved", "published"),
}  # fmt: skip


def test_the_database_knows_the_same_transitions_as_the_map(versions, reviewer, preparer):
    add_reply(versions[Status.APPROVED][0], preparer)
    add_secrecy_review(versions[Status.APPROVED][0], preparer)
    freeze(versions[Status.SUBMITTED][0], HASH)
    for before, after in permutations(Status.values, 2):
        words = refusal(
            "UPDATE budgets_departmentalbudget SET status = %s, submitted_by_id = coalesce(submitted_by_id, %s), "
            "approved_by_id = coalesce(approved_by_id, %s), approved_at = coalesce(approved_at, now()), "
            "content_hash = %s, published_at = coalesce(published_at, now()) WHERE id = %s",
            after, preparer.pk, reviewer.pk, HASH, versions[before][0].pk,
        )  # fmt: skip
        if (before, after) in ALLOWED:
            assert words == "", (before, after)
        else:
            assert "状态不能从" in words or words == "已公开的版本不能修改", (before, after, words)


def test_a_version_begins_as_a_draft(department):
    for status in set(Status.values) - {"draft"}:
        with pytest.raises(DatabaseError, match="只能从编制中开始"), transaction.atomic():
            make_budget(department, status=status)


@pytest.mark.parametrize("missing", [add_reply, add_secrecy_review])
def test_publication_needs_reply_and_secrecy_review(versions, preparer, missing):
    approved = versions[Status.APPROVED][0]
    publish = "UPDATE budgets_departmentalbudget SET status = 'published', published_at = now() WHERE id = %s"
    for add in {add_reply, add_secrecy_review} - {missing}:
        add(approved, preparer)
    assert "不能公开" in refusal(publish, approved.pk)
    missing(approved, preparer)
    assert refusal(publish, approved.pk) == ""


def test_without_its_document_frozen_nothing_is_approved(versions, reviewer):
    """Neither without a record, nor with one of another document, nor with one before a later return."""
    submitted = versions[Status.SUBMITTED][0]
    approve = (
        "UPDATE budgets_departmentalbudget SET status = 'approved', approved_by_id = %s, approved_at = now(), "
        "content_hash = %s WHERE id = %s"
    )
    assert refusal(approve, reviewer.pk, HASH, submitted.pk) == "审核通过的文件内容没有冻结留存"
    freeze(submitted, HASH)
    assert refusal(approve, reviewer.pk, HASH, submitted.pk) == ""
    assert refusal(approve, reviewer.pk, "1" * 64, submitted.pk) == "审核通过的文件内容没有冻结留存"
    freezing.keep(freezing.Reading(submitted, SAID, []), ReviewAction.RETURNED, None)
    assert refusal(approve, reviewer.pk, HASH, submitted.pk) == "审核通过的文件内容没有冻结留存"


def test_what_was_frozen_is_never_changed_nor_deleted(versions):
    freeze(versions[Status.SUBMITTED][0], HASH)
    connection.check_constraints()  # nothing waits for the end of the transaction
    for table, column in (("budgets_blob", "content"), ("budgets_frozenrecord", "rows")):
        assert refusal(f"UPDATE {table} SET {column} = {column}") == "冻结的内容不能修改或删除"
        assert refusal(f"DELETE FROM {table}") == "冻结的内容不能修改或删除"
        assert refusal(f"TRUNCATE {table} CASCADE") == "不能清空预算数据表"


def test_bytes_stand_under_their_own_hash_alone(db):
    insert = "INSERT INTO budgets_blob (hash, content) VALUES (%s, %s)"
    assert refusal(insert, HASH, SAID) == ""
    assert "blob_is_named_by_its_content" in refusal(insert, "0" * 64, SAID)


def test_a_secrecy_review_that_does_not_clear_is_none(versions, preparer):
    approved = versions[Status.APPROVED][0]
    add_reply(approved, preparer)
    add_secrecy_review(approved, preparer, cleared=False)
    words = refusal(
        "UPDATE budgets_departmentalbudget SET status = 'published', published_at = now() WHERE id = %s", approved.pk
    )
    assert words == "尚未完成保密审查，不能公开"


@pytest.mark.parametrize("status", FROZEN)
def test_no_printed_field_of_a_decided_version_can_be_changed(versions, status):
    changes = {
        "printed_name": "'别名'", "format_key": "'x'", "tables_mode": "'appendix'", "correction_note": "'x'",
        "fiscal_year": "2031", "version": "9", "phase": "'final'", "imported": "NOT imported",
    }  # fmt: skip
    for column, value in changes.items():
        assert refusal(
            f"UPDATE budgets_departmentalbudget SET {column} = {value} WHERE id = %s", versions[status][0].pk
        ), column


def test_nothing_at_all_of_a_published_version_can_be_changed(versions, outsider):
    published = versions[Status.PUBLISHED][0]
    for field in DepartmentalBudget._meta.concrete_fields:
        if field.primary_key:
            continue
        value = {
            "BooleanField": "NOT imported", "ForeignKey": str(outsider.pk), "DateTimeField": "'2001-01-01'",
            "PositiveSmallIntegerField": "2033", "PositiveIntegerField": "999",
        }.get(field.get_internal_type(), "'x'")  # fmt: skip
        words = refusal(f'UPDATE budgets_departmentalbudget SET "{field.column}" = {value} WHERE id = %s', published.pk)
        assert words, field.name
    assert refusal("UPDATE budgets_departmentalbudget SET row_version = row_version WHERE id = %s", published.pk) == ""


@pytest.mark.parametrize("status", [status for status in Status.values if status != "draft"])
def test_a_version_that_was_ever_submitted_is_never_deleted(versions, status):
    assert (
        refusal("DELETE FROM budgets_departmentalbudget WHERE id = %s", versions[status][0].pk)
        == "已报送过的版本不能删除"
    )


def test_an_approval_cannot_change_its_hash_or_its_people(versions, outsider):
    approved = versions[Status.APPROVED][0]
    for change in (
        f"content_hash = '{'1' * 64}'",
        f"approved_by_id = {outsider.pk}",
        f"submitted_by_id = {outsider.pk}",
    ):
        assert (
            refusal(f"UPDATE budgets_departmentalbudget SET {change} WHERE id = %s", approved.pk)
            == "审核通过的内容校验码不能修改"
        )


# ---- Records ----


def test_a_record_of_what_happened_stays_as_it_is(versions, preparer):
    for status in FROZEN:
        record = ReviewRecord.objects.create(budget=versions[status][0], action=ReviewAction.CREATED, by=preparer)
        assert (
            refusal("UPDATE budgets_reviewrecord SET comment = 'x' WHERE id = %s", record.pk)
            == "办理记录不能修改或删除"
        )
        assert refusal("DELETE FROM budgets_reviewrecord WHERE id = %s", record.pk) == "办理记录不能修改或删除"


@pytest.mark.parametrize("status", [Status.APPROVED, Status.PUBLISHED])
@pytest.mark.parametrize("model", [Reply, SecrecyReview])
def test_reply_and_secrecy_review_are_only_added_to(versions, preparer, status, model):
    if status == Status.APPROVED:
        add_reply(versions[status][0], preparer)
        add_secrecy_review(versions[status][0], preparer)
    row = model.objects.get(budget=versions[status][0])
    column = "number" if model is Reply else "reviewer"
    words = "办理记录不能修改或删除"
    assert refusal(f"UPDATE {model._meta.db_table} SET {column} = 'x' WHERE id = %s", row.pk) == words
    assert refusal(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk) == words


def test_nothing_is_added_to_them_once_the_version_is_public(versions, preparer):
    published = versions[Status.PUBLISHED][0]
    for act in (
        lambda: add_correction(Reply.objects.get(budget=published), preparer),
        lambda: add_secrecy_review(published, preparer),
    ):
        with pytest.raises(DatabaseError, match="已公开的版本不能再登记、更正批复和保密审查"), transaction.atomic():
            act()


def test_a_second_open_version_of_the_same_year_is_refused(department):
    make_budget(department)
    with pytest.raises(DatabaseError, match="budget_one_open_version"), transaction.atomic():
        make_budget(department, version=2)


# ---- Several connections ----


def test_a_submission_waits_for_a_row_that_is_just_being_written(fresh_database):
    """Without the trigger's lock on the parent an editor and a submission would pass each other unseen."""
    with psycopg.connect(fresh_database) as editor, psycopg.connect(fresh_database) as submitter:
        budget, user = _draft(editor)
        editor.execute("SELECT set_config('app.author', 'import', true)")
        insert = "INSERT INTO budgets_glossaryterm (budget_id, ordinal, term, definition) VALUES (%s, 0, '甲', '乙')"
        editor.execute(insert, [budget])
        submit = "UPDATE budgets_departmentalbudget SET status = 'submitted', submitted_by_id = %s WHERE id = %s"
        submitter.execute("SET lock_timeout = '300ms'")
        submitter.commit()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            submitter.execute(submit, [user, budget])
        submitter.rollback()
        editor.commit()
        submitter.execute(submit, [user, budget])
        submitter.commit()
        editor.execute("SELECT set_config('app.author', 'import', true)")
        with pytest.raises(psycopg.errors.RaiseException, match="不能修改"):
            editor.execute(insert, [budget])


def _draft(connection: psycopg.Connection) -> tuple[int, int]:
    """A draft and a user, committed."""
    user = connection.execute(
        "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined) "
        "VALUES ('u', '', false, false, true, '', '', '', now()) RETURNING id"
    ).fetchone()[0]
    connection.execute("INSERT INTO budgets_region (code, name) VALUES ('990101', '临河区')")
    department = connection.execute(
        "INSERT INTO budgets_department (region_id, code, name) VALUES ('990101', '202', '临河区信访局') RETURNING id"
    ).fetchone()[0]
    budget = connection.execute(
        "INSERT INTO budgets_departmentalbudget (region_id, fiscal_year, department_id, phase, version, status, format_key, "
        "tables_mode, printed_name, row_version, imported, correction_note, content_hash, created_at, updated_at) "
        "VALUES ('990101', 2020, %s, 'budget', 1, 'draft', 'hebei-2018', 'none', '临河区信访局', 0, false, '', '', now(), now()) "
        "RETURNING id",
        [department],
    ).fetchone()[0]
    connection.commit()
    return budget, user


def test_who_wrote_a_version_can_be_neither_changed_nor_forgotten(department, preparer):
    budget = make_budget(department)
    fill_every_table(budget)
    author = Author.objects.filter(budget=budget).first()
    assert "不能修改或删除" in refusal("DELETE FROM budgets_author WHERE id = %s", author.pk)
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)
    assert "不能修改或删除" in refusal("DELETE FROM budgets_author WHERE id = %s", author.pk)
    assert "不能修改或删除" in refusal("UPDATE budgets_author SET user_id = NULL WHERE id = %s", author.pk)
