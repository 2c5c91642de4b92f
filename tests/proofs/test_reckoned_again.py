"""verify.py reckons the sums of a downloaded disclosure.json again, with a bare Python, and names what does not add up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from budgets.statements.ledger import Ledger
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import to_builtins
from disclosure.publication import verification
from tests.database import fill_codes
from tests.proofs.building import build
from tests.proofs.plans import plan_of
from tests.proofs.reading_back import altered

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes() -> None:
    fill_codes()


def composed(number: int, key: str) -> Any:
    with transaction.atomic():
        budget, _ = build(plan_of(Random(number)), key)
        document = compose(Ledger.of(budget)).document
        transaction.set_rollback(True)
    return document


def run(folder: Path, *arguments: str) -> str:
    """Isolated, as a reader would run it."""
    program = folder / "verify.py"
    program.write_text(verification.program(), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(program), str(folder), *arguments]
    return subprocess.run(command, env={}, capture_output=True, text=True, encoding="utf-8").stdout


def download(folder: Path, document: Any) -> Path:
    (folder / "disclosure.json").write_text(
        json.dumps({"document": to_builtins(document)}, ensure_ascii=False), encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("key", formats.known_keys())
def test_every_sum_of_a_consistent_document_is_right_in_every_format(codes: None, key: str) -> None:
    document = json.loads(json.dumps(to_builtins(composed(2, key))))
    found = verification.check_figures(document)
    assert list(verification.check_printing(document)) == []
    outcomes = [each.outcome for compared in found.values() for each in compared]
    assert "不符" not in outcomes
    assert outcomes.count("相符") > 30
    for always in ("C01", "C05", "C06", "C11", "C14"):
        assert any(name.startswith(always) for name in found), always


@pytest.mark.parametrize("key", ["hebei-2018", "hebei-2022", "shanghai-2023"])
def test_each_of_twenty_altered_figures_is_noticed_or_was_listed_as_standing_in_no_sum(codes: None, key: str) -> None:
    document = json.loads(json.dumps(to_builtins(composed(3, key))))
    alone = set(verification.standing_alone(document))
    places = list(figures_of(document))
    noticed = 0
    for name, figure in Random(7).sample(places, 20):
        before = dict(figure)
        figure["value"] = str(Decimal(figure["value"]) + 7777)
        figure["shown"] = f"{Decimal(figure['value']):.2f}"  # as whoever forges it would
        compared = [each for sums in verification.check_figures(document).values() for each in sums]
        is_noticed = any(each.outcome == "不符" for each in compared) or any(verification.check_printing(document))
        assert is_noticed or name in alone, name
        noticed += is_noticed
        figure.update(before)
    assert noticed >= 8, "most figures stand in a sum"


def figures_of(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure under the key by which the program names it."""
    for section in document["sections"]:
        for block in section["blocks"]:
            cells = [cell for row in block.get("body", []) for cell in row["cells"] if cell.get("key")]
            runs = [(cell["key"], run) for cell in cells for run in cell["runs"]]
            runs += [(run.get("ref", ""), run) for run in block.get("runs", [])]
            yield from ((name, run) for name, run in runs if run["type"] == "figure")


def test_a_figure_that_is_shown_otherwise_than_its_value_is_named(codes: None) -> None:
    document = json.loads(json.dumps(to_builtins(composed(1, "hebei-2018"))))
    name, figure = next((name, each) for name, each in figures_of(document) if Decimal(each["value"]) > 100)
    figure["shown"] = "1.00"
    assert any(words.startswith(f"{name}：印出 1.00") for words in verification.check_printing(document))


def test_each_identity_is_said_and_both_values_where_they_are_asked_for(codes: None, tmp_path: Path) -> None:
    folder = download(tmp_path, composed(1, "hebei-2018"))
    said = run(folder)
    assert "C01 收入总计等于支出总计：相符（1 处）" in said
    assert "C05 公开表各行各列之和：相符" in said
    assert "不符" not in said
    every = run(folder, "--figures")
    assert "相符 T03 合计 total：" in every
    assert len(every.splitlines()) > len(said.splitlines()) + 30


def test_one_altered_figure_is_named_with_both_values(codes: None, tmp_path: Path) -> None:
    """The control."""
    said = run(download(tmp_path, altered(composed(1, "hebei-2018"))))
    wrong = [line for line in said.splitlines() if line.strip().startswith("不符")]
    assert wrong
    assert any("987654321.98" in line and "应为" in line for line in wrong)


def test_what_a_document_does_not_print_is_not_called_right(codes: None, tmp_path: Path) -> None:
    said = run(download(tmp_path, composed(1, "shanghai-2026")))
    assert "C18 项目支出两表一致：无法核验（没有可以比较的单元格）" in said
