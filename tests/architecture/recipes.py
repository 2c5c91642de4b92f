"""The recipes of CONTRIBUTING, and their worked examples in docs/recipes, as tests read them.

A recipe is a paragraph that names its example; its numbered steps begin with what is done: the file that is written, or the
command that is given. What stands nowhere at the beginning of a step is advice.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = "docs/recipes"
_RECIPE = re.compile(
    rf"^\*\*(?P<title>[^*]+)\*\*[^\n]*`{EXAMPLES}/(?P<name>[\w-]+)\.diff`(?P<steps>.*?)(?=^\*\*|^## )", re.M | re.S
)
_STEP = re.compile(r"^\d+\. (?P<done>`[^`]+`(?:(?:, | and )`[^`]+`)*)", re.M)
_WRITTEN = re.compile(r"^\+\+\+ b/(?P<path>\S+)$", re.M)


@dataclass(frozen=True)
class Recipe:
    """files: those that are written, as CONTRIBUTING names them, with <placeholders>. commands: what is given to a shell."""

    name: str
    title: str
    files: tuple[str, ...]
    commands: tuple[str, ...]

    @property
    def example(self) -> Path:
        return ROOT / EXAMPLES / f"{self.name}.diff"

    def written(self) -> list[str]:
        """The files of the worked example."""
        return _WRITTEN.findall(self.example.read_text(encoding="utf-8"))

    def differences(self) -> list[str]:
        """What is said and not done, and what is done and not said."""
        written = self.written()
        said = {file: re.compile(re.sub(r"<[^>]*>", r"[\\w.-]+", re.escape(file))) for file in self.files}
        return [
            *(f"said, not done: {file}" for file, form in said.items() if not any(map(form.fullmatch, written))),
            *(f"done, not said: {path}" for path in written if not any(form.fullmatch(path) for form in said.values())),
        ]


def recipes_of(text: str) -> list[Recipe]:
    found = []
    for recipe in _RECIPE.finditer(text):
        done = [each for step in _STEP.finditer(recipe["steps"]) for each in re.findall(r"`([^`]+)`", step["done"])]
        commands = tuple(each for each in done if each.startswith("manage.py "))
        files = tuple(dict.fromkeys(each for each in done if each not in commands))
        found.append(Recipe(recipe["name"], recipe["title"], files, commands))
    return found


RECIPES = recipes_of((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def copy_of_the_tree(folder: Path) -> Path:
    """What belongs to the repository, changes that are not committed included; beside it the real documents, if there are any."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    tree = folder / "house"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    if (shared := ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(shared)
    return tree
