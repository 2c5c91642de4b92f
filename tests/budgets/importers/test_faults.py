"""Planted faults: every one is reported at its place, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.importers.application import CannotImport
from budgets.importers.cells import EXCEL_ERROR, letters
from budgets.models import ExpenditureLine, FunctionalClass, Project
from tests.budgets.importers.importing import imported, proposed
from tests.budgets.importers.workbooks import HEADINGS, operating, personnel, project, workbook
from tests.examples import examples

# Column → cells that cannot be read there.
FAULTS: dict[int, list[Any]] = {
    0: ["\u202e202001", 1.5e17, EXCEL_ERROR],
    2: ["办公", "运转类", "项目支出", ""],
    5: ["2010", "201031"],
    7: ["3010", "301+3"],
    11: ["约三万", "1e5", "1_000", "2025-01-01", "", 1e15, EXCEL_ERROR],
}

plants = st.dictionaries(
    st.tuples(st.integers(0, 29), st.sampled_from(sorted(FAULTS))), st.integers(0, 10), min_size=1, max_size=5
).filter(lambda planted: len({row for row, _ in planted}) == len(planted))


def ledger() -> list[list[Any]]:
    kinds = (personnel, operating, project)
    return [kinds[at % 3](1000 + at) for at in range(30)]


@examples(5)
@given(planted=plants)
def test_every_planted_fault_is_reported_at_its_place_and_nothing_is_written(
    budget: Any, planted: dict[tuple[int, int], int]
) -> None:
    rows = ledger()
    for (row, column), which in planted.items():
        rows[row][column] = FAULTS[column][which % len(FAULTS[column])]
        if column == 0:
            rows[row][1] = ""  # the unit's name alone would do
    problems = proposed(budget, workbook(rows)).problems
    assert {(problem.sheet, problem.row, problem.column) for problem in problems} == {
        ("明细", row + 2, letters(column)) for row, column in planted
    }
    assert all(
        problem.heading == HEADINGS[ord(problem.column) - 65] and problem.remedy.endswith("。") for problem in problems
    )
    codes = FunctionalClass.objects.count()
    with pytest.raises(CannotImport):
        imported(budget, workbook(rows))
    assert not ExpenditureLine.objects.exists()
    assert not Project.objects.exists()
    assert FunctionalClass.objects.count() == codes


def test_the_ledger_without_faults_is_imported(budget: Any) -> None:
    """The control: the same rows, and a 款 in place of a 项."""
    rows = ledger()
    rows[0][5] = "20103"
    assert imported(budget, workbook(rows)).counts == {"new": 30}


def test_all_faults_of_a_row_are_reported(budget: Any) -> None:
    problems = proposed(budget, workbook([personnel("x", C="y", F="1")])).problems
    assert {problem.column for problem in problems} == {"C", "F", "L"}


def test_a_fault_names_sheet_row_column_value_and_remedy(budget: Any) -> None:
    (problem,) = proposed(budget, workbook([personnel("约三万")])).problems
    assert (
        str(problem)
        == "工作表“明细”第 2 行 L 列（年初批复数（元））：“约三万”：不是金额。请填写数字，例如 1234.56 或 1,234.56。"
    )
