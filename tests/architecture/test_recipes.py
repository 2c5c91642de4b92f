"""The recipes of CONTRIBUTING are true: each has an example that does what it says, and works when it is followed to the letter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.recipes import RECIPES, ROOT, Recipe, copy_of_the_tree, recipes_of

PYTHON = sys.executable
MOST_EDITS_OF_A_COLUMN = 4
# What each of them may have broken, beside its own tests and those of the architecture.
NEAR = {
    "column": ["tests/procurement", "tests/disclosure/reading/test_seed.py", "tests/disclosure/test_formats.py"],
    "rule": ["tests/checks/test_checks_catalogue.py"],
    "section": ["tests/disclosure/test_formats.py", "tests/disclosure/test_composing.py"],
    "format": ["tests/disclosure/test_formats.py", "tests/disclosure/test_format_notes.py"],
    "file-format": [
        "tests/disclosure/exporters/test_to_data.py", "tests/disclosure/test_publishing.py",
        "tests/disclosure/test_public_pages.py",
    ],
}  # fmt: skip


def test_there_is_a_recipe_for_whatever_is_added_often() -> None:
    assert {recipe.name for recipe in RECIPES} == set(NEAR)
    assert {path.stem for path in (ROOT / "docs/recipes").iterdir()} == set(NEAR)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_it_names_the_files_that_its_example_writes_and_no_other(recipe: Recipe) -> None:
    assert recipe.differences() == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_its_example_fits_the_tree_as_it_is(recipe: Recipe) -> None:
    done = subprocess.run(["git", "apply", "--check", recipe.example], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{recipe.example}: {done.stderr}"


def test_a_printed_column_is_at_most_four_edits() -> None:
    """Its migration among them, its test beside them."""
    (column,) = (recipe for recipe in RECIPES if recipe.name == "column")
    edits = [*(path for path in column.written() if not path.startswith("tests/")), *column.commands]
    assert len(edits) <= MOST_EDITS_OF_A_COLUMN, edits


def test_a_file_that_only_one_of_the_two_names_is_caught() -> None:
    """The control."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    without = recipes_of(text.replace("1. `procurement/models.py`", "1. the model"))
    assert without[0].differences() == ["done, not said: procurement/models.py"]
    more = recipes_of(text.replace("1. `procurement/models.py`", "1. `procurement/models.py` and `assets/<other>.py`"))
    assert more[0].differences() == ["said, not done: assets/<other>.py"]


# ---- Followed to the letter, in a copy of the tree ----


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy remembers from one copy to the next."""
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: no list of the files that belong here")
    yield copy_of_the_tree(tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_followed_to_the_letter_it_works_and_passes_the_checks(recipe: Recipe, tree: Path, checked: Path) -> None:
    run(tree, "git", "apply", str(recipe.example))
    for command in recipe.commands:
        words, _, file = command.partition(" > ")
        printed = run(tree, PYTHON, *words.split())
        if file:
            (tree / file).write_text(printed, encoding="utf-8")
    tests = [path for path in recipe.written() if path.startswith("tests/")]
    run(tree, PYTHON, "-m", "ruff", "check", "--no-cache", ".")
    run(tree, PYTHON, "-m", "ruff", "format", "--no-cache", "--check", ".")
    run(tree, str(Path(PYTHON).with_name("lint-imports")), "--no-cache")
    run(tree, PYTHON, "-m", "mypy", "--cache-dir", str(checked), ".")
    run(tree, PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")
    # The copy has an example applied, which cannot be applied again.
    run(tree, PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ignore=tests/architecture/test_recipes.py",
        *tests, *NEAR[recipe.name], "tests/architecture")  # fmt: skip


def run(tree: Path, *command: str) -> str:
    """What it printed; an AssertionError with all of it where it fails. It knows nothing of the run of tests that it is part of."""
    of_this_run = ("BUDGET_", "PYTEST_", "DATABASE_URL", "VAR_DIR", "PG_BINDIR", "GIT_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(of_this_run)}
    environment["VAR_DIR"] = str(tree.parent / "var")
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
