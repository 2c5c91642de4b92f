"""The workbooks that we write: they come back as they went, and Excel offers what is valid in the year."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import PROJECT_KINDS, LineKind
from budgets.importers import template
from budgets.importers.headers import find_header
from budgets.importers.reader import read_file
from budgets.models import BudgetUnit, EconomicClass, ExpenditureLine, FunctionalClass, FundSource, Project, Unit
from budgets.text import ForbiddenCharacter, clean_text
from budgets.versions.editing import acting_as
from tests.budgets.importers.importing import imported, lines_of, proposed
from tests.budgets.importers.workbooks import HEADINGS, operating, personnel, project, workbook
from tests.builders import make_budget, make_unit
from tests.examples import examples


def _is_clean(text: str) -> bool:
    try:
        return bool(clean_text(text, single_line=True)) and len(text) <= 60
    except ForbiddenCharacter:
        return False


TEXTS = st.one_of(
    st.sampled_from(["=1+1", "+1", "-x", "@sum", "007", "1e5", "_x0041_", "0", "TRUE", "合计", "2010308", "a\\b", "'x", "<b>&amp;", "甲 乙"]),
    st.text(min_size=1, max_size=20).filter(_is_clean),
).map(lambda text: clean_text(text, single_line=True)).filter(bool)  # fmt: skip


@st.composite
def ledgers(draw: Any) -> list[dict[str, Any]]:
    """Lines by number of their unit, project and classes."""
    line = st.fixed_dictionaries(
        {
            "unit": st.integers(0, 2),
            "kind": st.sampled_from(LineKind.values),
            "project": st.none() | st.integers(0, 3),
            "functional": st.none() | st.integers(0, 20),
            "economic": st.none() | st.integers(0, 20),
            "fund": st.none() | st.integers(0, 5),
            "amount": st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents).scaleb(-2)),
            "printed_label": st.just("") | TEXTS,
        }
    )
    return draw(st.lists(line, min_size=1, max_size=25))


def store(budget: Any, lines: list[dict[str, Any]], labels: list[str]) -> None:
    functional = list(FunctionalClass.objects.filter(code__regex="^.{5,}$"))
    economic = list(EconomicClass.objects.filter(code__regex="^.{5,}$"))
    funds = list(FundSource.objects.all())
    units = [make_unit(budget, name=f"云汀区第{at}中心") for at in range(2)]
    known, _ = Unit.objects.get_or_create(department=budget.department, code="003", defaults={"name": "云汀区第三中心"})
    units.append(make_unit(budget, name="第三中心", unit=known))
    with acting_as("import"):
        projects = [
            Project.objects.create(budget=budget, code=f"202-000{at}-ABC-000{at}", name=label)
            for at, label in enumerate(labels)
        ]
        for at, line in enumerate(lines):
            ExpenditureLine.objects.create(
                budget=budget,
                ordinal=at // 2,  # doubles are allowed
                unit=units[line["unit"]],
                kind=line["kind"],
                project=None
                if line["project"] is None or line["kind"] not in PROJECT_KINDS
                else projects[line["project"]],
                functional=None if line["functional"] is None else functional[line["functional"]],
                economic=None if line["economic"] is None else economic[line["economic"]],
                fund=None if line["fund"] is None else funds[line["fund"]],
                amount=line["amount"],
                printed_label=line["printed_label"],
            )


@examples(3)
@given(lines=ledgers(), labels=st.lists(TEXTS, min_size=4, max_size=4, unique=True))
def test_a_filled_template_comes_back_unchanged_and_builds_the_same_ledger_elsewhere(
    budget: Any, lines: list[dict[str, Any]], labels: list[str]
) -> None:  # fmt: skip
    with transaction.atomic():
        with_lines = make_budget(budget.department, year=2026)
        store(with_lines, lines, labels)
        content = template.workbook(with_lines, filled=True)
        proposal = proposed(with_lines, content)
        assert proposal.problems == []
        assert proposal.counts == {"unchanged": len(lines)}
        imported(with_lines, content)
        empty = make_budget(budget.department, year=2027)
        imported(empty, content)
        assert lines_of(empty) == lines_of(with_lines)
        transaction.set_rollback(True)


def test_the_empty_template_has_every_column_and_no_line(budget: Any) -> None:
    sheets = read_file(template.workbook(budget, filled=False))
    header = find_header(sheets[0])
    assert header is not None
    assert header.unit_of_money == "元"
    assert set(header.proposed()) == {
        "unit_name", "kind", "project_code", "project_name", "functional_name", "economic_name", "fund_name", "amount", "printed_label",
    }  # fmt: skip
    assert len(sheets[0].rows) == 1


def test_the_template_offers_the_codes_of_the_year_from_a_hidden_sheet(budget: Any) -> None:
    FunctionalClass.objects.create(code="2011199", name="早已停用", valid_from=2007, valid_to=2018)
    FunctionalClass.objects.create(code="2014099", name="明年启用", valid_from=2026)
    content = template.workbook(budget, filled=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
        rules = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert "2010301 行政运行" in texts
    assert "早已停用" not in texts
    assert "明年启用" not in texts
    assert rules.count('type="list"') == 5  # unit, kind, functional, economic, fund; no project yet
    assert 'state="hidden"' in book


def test_the_filled_template_holds_text_as_text_and_no_formula(budget: Any) -> None:
    rows = [[*operating(), "=cmd|' /C calc'!A0"], [*personnel(), "+1"], [*project(), "@x"]]
    imported(budget, workbook(rows, headings=[*HEADINGS, "打印名称"]))
    with zipfile.ZipFile(io.BytesIO(template.workbook(budget, filled=True))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_units_of_the_budget_are_offered_with_their_codes(budget: Any) -> None:
    known = Unit.objects.create(department=budget.department, code="003", name="云汀区第三中心")
    make_unit(budget, name="第三中心", unit=known)
    with zipfile.ZipFile(io.BytesIO(template.workbook(budget, filled=False))) as archive:
        assert "003 第三中心" in archive.read("xl/sharedStrings.xml").decode()
    assert BudgetUnit.objects.filter(budget=budget).count() == 2
