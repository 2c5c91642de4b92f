"""The rows of an imported document, as the clerk has them on paper before typing them again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """Every part of the document, in its order."""

    units: list[Row]
    prose: dict[str, str]
    revenue: list[Row]
    expenditure: list[Row]
    projects: list[Row]
    stated: list[Row]
    flags: set[str]
    duties: list[Row]
    sheets: list[Row]
    objectives: list[Row]
    indicators: list[Row]
    assets: list[Row]
    glossary: list[Row]
    own_words: dict[str, str]


def document(database_url: str) -> dict[str, Any]:
    """What was published of it."""
    with psycopg.connect(database_url) as connection:
        (content,) = connection.execute("SELECT document FROM disclosure_publication").fetchone()  # type: ignore[misc]
    return json.loads(bytes(content))


def read(database_url: str) -> Paper:
    """From a database that holds one version."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:

        def rows(table: str, more: str = "", joins: str = "") -> list[Row]:
            query = f"SELECT t.*{more} FROM {table} t {joins} ORDER BY t.ordinal, t.id"
            return list(connection.execute(query))  # type: ignore[arg-type]

        return Paper(
            units=rows("budgets_budgetunit"),
            prose={row["key"]: row["text"] for row in rows("budgets_prose")},
            revenue=rows("budgets_revenueline"),
            expenditure=rows(
                "budgets_expenditureline",
                ", e.code AS economic, p.code AS project_code",
                "LEFT JOIN budgets_economicclass e ON e.id = t.economic_id LEFT JOIN budgets_project p ON p.id = t.project_id",
            ),
            projects=rows("budgets_project"),
            stated=rows("budgets_statedcell"),
            flags={row["key"] for row in rows("budgets_statedflag")},
            duties=rows("performance_duty"),
            sheets=rows(
                "performance_projectsheet", ", p.code AS project_code", "JOIN budgets_project p ON p.id = t.project_id"
            ),
            objectives=rows("performance_projectobjective"),
            indicators=rows("performance_indicator"),
            assets=rows("assets_assetholding"),
            glossary=rows("budgets_glossaryterm"),
            own_words={row["key"]: row["text"] for row in rows("disclosure_blocktext")},
        )
