"""One name, one thing: no two classes of the product have the same name, whatever room they are in."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("assets", "budgets", "config", "disclosure", "performance", "procurement")
# Django looks for these names itself.
DJANGOS = {"Command", "Migration"}


def classes(folders: Iterable[Path]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                for each in tree.body:
                    if isinstance(each, ast.ClassDef):
                        found[each.name].append(path.relative_to(folder.parent).as_posix())
    return found


def names_of_two_things(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in found.items() if len(places) > 1 and name not in DJANGOS}


def test_no_name_stands_for_two_things() -> None:
    found = classes(ROOT / app for app in APPS)
    assert len(found) > 300, "the classes were not found"
    assert names_of_two_things(found) == {}


def test_a_second_thing_of_one_name_is_noticed(tmp_path: Path) -> None:
    for room in ("one", "other"):
        (tmp_path / "app" / room).mkdir(parents=True)
        (tmp_path / "app" / room / "lines.py").write_text("class Line:\n    pass\n", encoding="utf-8")
    assert names_of_two_things(classes([tmp_path / "app"])) == {"Line": ["app/one/lines.py", "app/other/lines.py"]}
