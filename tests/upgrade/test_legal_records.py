"""What an earlier release held as rows that it changed: each stays, is the first of its line, and counts as it counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from budgets.choices import Authorship
from budgets.models import Author, DepartmentalBudget, LedgerImport, Reply, SecrecyReview, TakenOver
from budgets.models.records_in_force import replies_of, secrecy_reviews_of
from budgets.workflow import deadlines
from budgets.workflow.authorship import why_author
from tests import database
from tests.budgets.roads import refusal

pytestmark = pytest.mark.usefixtures("upgraded_database")


@pytest.fixture(scope="module")
def before(old_database: str) -> dict[str, dict[int, tuple[Any, ...]]]:
    """table → version → its row as it was."""
    found = {}
    with psycopg.connect(database.address_of(old_database)) as then:
        for table, columns in (
            ("reply", "authority, number, dated, received, registered_by_id, registered_at"),
            ("secrecyreview", "reviewer, reviewed_on, signed_off_by, cleared, recorded_by_id, recorded_at"),
        ):
            rows = then.execute(f"SELECT budget_id, {columns} FROM budgets_{table}").fetchall()
            found[table] = {budget: tuple(said) for budget, *said in rows}
    assert all(found.values())
    return found


def test_every_reply_is_the_first_of_its_version_and_says_what_it_said(before: dict[str, Any]) -> None:
    columns = ("authority", "number", "dated", "received", "registered_by_id", "registered_at")
    assert {row.budget_id: tuple(getattr(row, name) for name in columns) for row in Reply.objects.all()} == before[
        "reply"
    ]
    assert not Reply.objects.exclude(corrects=None, reason="").exists()
    for row in Reply.objects.select_related("budget"):
        assert replies_of(row.budget).counting == row
        term = deadlines.publication(row.budget)
        assert term is None or (term.start, term.both_dates) == (row.dated, "")


def test_every_secrecy_review_is_of_what_its_version_says_and_still_clears_it(before: dict[str, Any]) -> None:
    columns = ("reviewer", "reviewed_on", "signed_off_by", "cleared", "recorded_by_id", "recorded_at")
    rows = SecrecyReview.objects.select_related("budget")
    assert {row.budget_id: tuple(getattr(row, name) for name in columns) for row in rows} == before["secrecyreview"]
    for row in rows:
        assert row.content_hash == row.budget.content_hash != ""
        assert secrecy_reviews_of(row.budget).clearing == row


def test_who_wrote_a_unit_is_an_author_of_the_version_that_took_it_over_before() -> None:
    records = list(TakenOver.objects.exclude(unit=None).select_related("budget"))
    assert records
    for record in records:
        own = DepartmentalBudget.objects.filter(
            region=record.budget.region_id, fiscal_year=record.budget.fiscal_year, department=record.budget.department_id,
            unit=record.unit_id, phase=record.budget.phase, version__lte=record.version,
        )  # fmt: skip
        writers = set(Author.objects.filter(budget__in=own, user__isnull=False).values_list("user", "budget"))
        assert writers
        taken = Author.objects.filter(budget=record.budget, way=Authorship.TAKEN_OVER)
        assert writers <= set(taken.values_list("user", "source"))


def test_a_correction_of_then_has_the_authors_of_what_it_corrects() -> None:
    later = list(DepartmentalBudget.objects.filter(version__gt=1, imported=False))
    assert later
    for budget in later:
        first = Author.objects.filter(
            budget__region=budget.region_id, budget__department=budget.department_id, budget__unit=budget.unit_id,
            budget__fiscal_year=budget.fiscal_year, budget__version=1, user__isnull=False,
        )  # fmt: skip
        for author in first.select_related("user"):
            assert why_author(author.user, budget)


# ---- What this database does not hold: made in a copy of it, with its guards down, and migrated ----


@pytest.fixture(scope="module")
def odd(old_database: str, upgraded_database: None) -> Iterator[dict[str, int]]:
    """A 保密审查 of a version that was sent back, which no move left there, and a file that was read in."""
    name = "odd_records"
    address = database.clone_database(name, template=old_database)
    with psycopg.connect(address) as then:
        then.execute("SET session_replication_role = replica")
        ((draft, person),) = then.execute(
            "SELECT b.id, (SELECT min(id) FROM auth_user) FROM budgets_departmentalbudget b WHERE status = 'draft' LIMIT 1"
        ).fetchall()
        then.execute(
            "INSERT INTO budgets_secrecyreview (budget_id, reviewer, reviewed_on, signed_off_by, cleared, recorded_by_id, recorded_at)"
            " VALUES (%s, '甲', '2026-01-05', '乙', true, %s, now())",
            [draft, person],
        )
        for state in ("done", "waiting"):
            then.execute(
                "INSERT INTO budgets_ledgerimport (budget_id, by_id, file_name, file_hash, sheets, choices, state, written, total,"
                " counts, created_at) VALUES (%s, %s, %s, '', '', '{}', %s, 0, 0, '{}', now())",
                [draft, person, f"{state}.xlsx", state],
            )
    database.manage(["migrate", "-v0"], {"DATABASE_URL": address})
    with database.pointed_at(name):
        yield {"draft": draft, "person": person}


def test_a_review_whose_version_has_no_hash_stays_and_clears_nothing(odd: dict[str, int]) -> None:
    review = SecrecyReview.objects.get(budget=odd["draft"])
    reviews = secrecy_reviews_of(review.budget)
    assert (review.content_hash, reviews.clearing) == ("", None)
    assert reviews.why_not(reviews.rows[0]) == "没有留存所审查内容的校验码，不能作为公开的依据"


def test_who_confirmed_a_file_then_stays_its_uploader_as_well(odd: dict[str, int]) -> None:
    jobs = {job.state: (job.by_id, job.confirmed_by_id) for job in LedgerImport.objects.filter(budget=odd["draft"])}
    assert jobs == {"done": (odd["person"], odd["person"]), "waiting": (odd["person"], None)}


# ---- The guards ----


def test_what_was_registered_then_is_not_changed_now(taken_back: None) -> None:
    for model in (Reply, SecrecyReview):
        row = model.objects.latest("pk")
        assert refusal(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk) == "办理记录不能修改或删除"
