"""manage.py verify finds every change of every published row, by whomever, with triggers off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from budgets.models import DepartmentalBudget
from disclosure.models import Artefact, ChainEntry, Latest, Publication
from disclosure.publication.integrity import verify_everything
from disclosure.publication.publish import publish, publish_imported

pytestmark = pytest.mark.usefixtures("undone")

TABLES = {model._meta.db_table: model for model in (Publication, Artefact, ChainEntry, Latest)}
# Numbers of rows that nothing refers to: changing them changes nothing that was published.
MEANINGLESS = {("disclosure_artefact", "id"), ("disclosure_chainentry", "id"), ("disclosure_latest", "id")}

# What a hand with a superuser's rights writes into a column, by the column's type. Each differs from what is there.
OTHER_VALUES = {
    "character varying": "CASE WHEN {c} = '' THEN 'x' ELSE overlay({c} placing (CASE WHEN left({c}, 1) = '0' THEN '1' ELSE '0' END) from 1 for 1) END",
    "text": "{c} || 'x'",
    "bytea": "set_byte({c}, octet_length({c}) / 2, get_byte({c}, octet_length({c}) / 2) # 1)",
    "boolean": "NOT {c}",
    "timestamp with time zone": "{c} + interval '1 microsecond'",
    "smallint": "coalesce({c}, 0) + 1000",
    "integer": "coalesce({c}, 0) + 1000",
    "bigint": "coalesce({c}, 0) + 1000",
}


@pytest.fixture(scope="module")
def published(cast: Any) -> Any:
    """A corrected document, its unit's, and an import."""
    publish(cast.approved(), by=cast.publisher)
    publish(cast.approved(version=2, correction_note="更正一处。"), by=cast.publisher)
    unit = cast.unit()
    publish(cast.approved(unit=unit, printed_name=unit.name), by=cast.publisher)
    publish_imported(cast.draft(year=2019))
    return cast


@contextmanager
def tampering() -> Iterator[Any]:
    """SQL as the database's superuser with all triggers and foreign keys off, undone at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
        transaction.set_rollback(True)


def problems(**options: Any) -> list[str]:
    return verify_everything(**options).problems


def test_untouched_records_have_no_problem(published: Any) -> None:
    report = verify_everything()
    assert report.problems == []
    assert (report.publications, report.artefacts, report.entries) == (4, 24, 8)


@pytest.mark.parametrize("most", [3, pytest.param(1000, marks=pytest.mark.soak)], ids=["some rows", "every row"])
@pytest.mark.parametrize("table", TABLES)
def test_a_change_in_any_column_of_any_row_is_found(table: str, most: int, published: Any) -> None:
    """In the fast suite of other rows for each column, so that every row has its turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
            [table],
        )
        columns = cursor.fetchall()
    assert len(columns) == len(TABLES[table]._meta.concrete_fields)
    rows = list(TABLES[table].objects.order_by("pk").values_list("pk", flat=True))
    tried, touched = 0, set()
    for column, type_ in columns:
        if (table, column) in MEANINGLESS:
            continue
        for key in [rows[(tried + number) % len(rows)] for number in range(min(most, len(rows)))]:
            with tampering() as cursor:
                cursor.execute(
                    f'UPDATE {table} SET "{column}" = {OTHER_VALUES[type_].format(c=column)} WHERE id = %s RETURNING id',
                    [key],
                )
                assert cursor.fetchall(), f"{table}.{column} of {key} was not changed"
                assert problems(), f"{table}.{column} of {key}"
            touched.add(key)
            tried += 1
    meaningless = sum(1 for each, _ in MEANINGLESS if each == table)
    assert tried == (len(columns) - meaningless) * min(most, len(rows)) > 0
    assert len(touched) == min(len(rows), tried)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_was_taken_out_is_found(table: str, published: Any) -> None:
    for key in list(TABLES[table].objects.values_list("pk", flat=True)):
        with tampering() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])
            assert cursor.rowcount == 1
            assert problems(), f"{table} {key}"


def test_a_file_that_was_slipped_in_is_found(published: Any) -> None:
    with tampering():
        publication = Publication.objects.first()
        Artefact.objects.create(
            publication=publication, name="extra.pdf", media_type="a/b", content=b"", sha256="0" * 64
        )
        assert problems()


def test_two_swapped_files_are_found(published: Any) -> None:
    """Both have a right hash of their own; only the manifest knows whose they are."""
    one, other = Artefact.objects.filter(name="disclosure.pdf").order_by("pk")[:2]
    with tampering() as cursor:
        for key, file in ((one.pk, other), (other.pk, one)):
            cursor.execute(
                "UPDATE disclosure_artefact SET content = %s, sha256 = %s WHERE id = %s",
                [file.content, file.sha256, key],
            )
        assert problems()


def test_a_short_address_that_was_turned_back_is_found(published: Any) -> None:
    first = Publication.objects.get(version=1, unit=None, fiscal_year=2020)
    with tampering():
        Latest.objects.filter(fiscal_year=2020, unit=None).update(publication=first)
        assert problems()


def test_a_version_that_claims_to_be_public_without_a_record_is_found(published: Any) -> None:
    draft = published.draft(year=2022)
    with tampering():
        DepartmentalBudget.objects.filter(pk=draft.pk).update(
            status="published", imported=True, published_at=draft.created_at
        )
        assert problems()


def cut_the_last(cursor: Any) -> None:
    """Everything that the last publication left, taken out so well that nothing dangles."""
    last = Publication.objects.order_by("pk").last()
    assert last is not None
    for table in ("disclosure_latest", "disclosure_chainentry", "disclosure_artefact"):
        cursor.execute(f"DELETE FROM {table} WHERE publication_id = %s", [last.pk])
    cursor.execute("DELETE FROM disclosure_publication WHERE id = %s", [last.pk])
    cursor.execute("UPDATE budgets_departmentalbudget SET status = 'draft' WHERE id = %s", [last.budget_id])


def test_a_cut_tail_is_found_by_whoever_noted_the_head(published: Any) -> None:
    head = verify_everything().heads["990101"][1]
    with tampering() as cursor:
        cut_the_last(cursor)
        assert problems() == [], "the chain alone cannot know: that is why the head is published"
        assert problems(heads=[head]) == [f"没有一条公开链含有原先记下的 {head}：链被截短或重写过"]


def test_every_earlier_head_is_still_in_the_chain(published: Any) -> None:
    entries = list(ChainEntry.objects.values_list("entry", flat=True))
    assert problems(heads=entries) == []


class TestCommand:
    def test_it_prints_counts_and_heads_and_succeeds(self, published: Any, capsys: Any) -> None:
        call_command("verify")
        said = capsys.readouterr().out
        assert "公开链共 8 条，已公开版本 4 个，公开文件 24 个" in said
        assert verify_everything().heads["990101"][1] in said
        assert "核验通过" in said

    def test_it_fails_and_names_the_record(self, published: Any, capsys: Any) -> None:
        publication = Publication.objects.get(version=2)
        with tampering() as cursor:
            cursor.execute("UPDATE disclosure_publication SET title = 'x' WHERE id = %s", [publication.pk])
            with pytest.raises(SystemExit) as stopped:
                call_command("verify")
        assert stopped.value.code == 1
        assert f"已公开文件 {publication.pk}" in capsys.readouterr().out

    def test_a_head_that_is_not_there_fails(self, published: Any) -> None:
        with pytest.raises(SystemExit) as stopped:
            call_command("verify", head=["f" * 64])
        assert stopped.value.code == 1

    def test_it_says_that_an_empty_chain_is_empty(self, published: Any, capsys: Any) -> None:
        with tampering() as cursor:
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("DELETE FROM budgets_departmentalbudget")
            call_command("verify")
        said = capsys.readouterr().out
        assert "公开链是空的" in said
        assert "核验通过" not in said
