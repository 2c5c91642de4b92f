"""Each amount of the seed stands in every file: as a decimal in JSON, a number in Excel, text in the PDF."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose, document_bytes
from disclosure.document import Document
from disclosure.exporters import to_pdf, to_xlsx
from disclosure.exporters.imprint import Imprint
from tests.database import fill_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def amounts(shared: Path) -> list[str]:
    facts = json.loads((shared / "domain" / "seed_facts.json").read_text(encoding="utf-8"))
    found = [amount["value"] for amount in facts["amounts"]]
    assert len(found) == 31
    return found


@pytest.fixture
def document(seed_path: Path) -> Document:
    fill_codes()
    call_command("import_disclosure", str(seed_path), region="130303", department="202", verbosity=0)
    return compose(Ledger.of(DepartmentalBudget.objects.get())).document


def test_each_amount_is_a_decimal_string_in_the_json(document: Document, amounts: list[str]) -> None:
    strings: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)
        elif isinstance(value, str):
            strings.add(value)

    collect(json.loads(document_bytes(document)))
    assert [amount for amount in amounts if amount not in strings] == []


def test_each_amount_is_a_number_in_the_first_sheet(document: Document, amounts: list[str], tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "disclosure.xlsx"
    path.write_bytes(to_xlsx.render(document, Imprint()))
    workbook = CalamineWorkbook.from_path(str(path))
    assert workbook.sheet_names[0] == "数据"
    numbers = [
        cell for row in workbook.get_sheet_by_index(0).to_python() for cell in row if isinstance(cell, int | float)
    ]
    assert [amount for amount in amounts if float(amount) not in numbers] == []


def test_each_amount_stands_in_the_text_of_the_pdf(document: Document, amounts: list[str], tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        if os.environ.get("CI"):
            pytest.fail("pdftotext is missing: apt-get install poppler-utils")
        pytest.skip("pdftotext is missing (apt-get install poppler-utils)")
    path = tmp_path / "disclosure.pdf"
    path.write_bytes(to_pdf.render(document, Imprint()))
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    joined = "".join(text.split())
    assert [amount for amount in amounts if f"{amount}元" not in joined] == []
