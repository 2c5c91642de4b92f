"""Whether a code of a classification is confirmed stood in the text of its source; it is a field now, and as doubtful as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from budgets.choices import Confirmation
from budgets.models import EconomicClass, FunctionalClass, FundSource
from procurement.models import CatalogueItem
from tests import database

pytestmark = pytest.mark.usefixtures("upgraded_database")
CODES = (FunctionalClass, EconomicClass, FundSource, CatalogueItem)


@pytest.fixture(scope="module")
def old_sources(old_database: str) -> dict[type, dict[int, str]]:
    """Model → pk → the text of the source as it was."""
    with psycopg.connect(database.address_of(old_database)) as connection:
        return {
            model: dict(connection.execute(f"SELECT id, source FROM {model._meta.db_table}").fetchall())
            for model in CODES
        }  # type: ignore[arg-type]


def test_a_code_is_doubted_where_its_source_said_so_and_nowhere_else(old_sources: dict[type, dict[int, str]]) -> None:
    for model in CODES:
        doubted = set(
            model.objects.exclude(confirmation__in=[Confirmation.CONFIRMED, Confirmation.UNLISTED]).values_list("pk", flat=True)
        )  # fmt: skip
        assert doubted == {pk for pk, source in old_sources[model].items() if "待核实" in source}, model
        assert not model.objects.filter(source__contains="待核实").exists(), model


def test_what_is_doubted_of_it_is_kept() -> None:
    assert Counter(FunctionalClass.objects.values_list("confirmation", flat=True)) == {
        Confirmation.CONFIRMED: 79,
        Confirmation.DOUBTED: 89,
        Confirmation.CODE_DOUBTED: 30,
        Confirmation.YEARS_DOUBTED: 9,
    }
    assert set(CatalogueItem.objects.values_list("source", "confirmation")) == {
        ("政府采购品目分类目录（2022年）", Confirmation.CONFIRMED),
        ("政府采购品目分类目录（2022年）", Confirmation.NAME_DOUBTED),
    }
    assert set(FundSource.objects.filter(code="3").values_list("source", "confirmation")) == {
        ("平山县2025年公开表", Confirmation.CODE_DOUBTED)
    }


# ---- What came with files: made in a copy, and migrated ----

BROUGHT = [("导入", "导入"), ("导入：公开表.xlsx 工作表“支出” D11", "导入：公开表.xlsx 工作表“支出” D11"), ("", "")]


@pytest.fixture(scope="module")
def brought(old_database: str, upgraded_database: None) -> Iterator[None]:
    """Django's connection leads to that copy."""
    name = "brought_codes"
    address = database.clone_database(name, template=old_database)
    with psycopg.connect(address) as connection:
        for number, (source, _) in enumerate(BROUGHT):
            connection.execute(
                "INSERT INTO budgets_functionalclass (code, name, source) VALUES (%s, '科目', %s)",
                [f"x{number}", source],
            )
    database.manage(["migrate", "-v0"], {"DATABASE_URL": address})
    with database.pointed_at(name):
        yield


def test_a_code_that_a_file_or_nobody_brought_is_on_no_list(brought: None) -> None:
    for number, (_, source) in enumerate(BROUGHT):
        found = FunctionalClass.objects.get(code=f"x{number}")
        assert (found.source, found.is_listed, found.is_doubted) == (source, False, False)
