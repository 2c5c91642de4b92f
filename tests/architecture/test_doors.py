"""Each room of the two large floors names its doors: the modules that others import. What is no door is the room's own affair."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("assets", "budgets", "config", "disclosure", "performance", "procurement")
# What Django itself looks for is no room.
NO_ROOMS = {"management", "migrations", "templatetags"}


def modules() -> dict[str, Path]:
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room_of(module: str) -> str:
    """The room in which a module stands; empty where it stands in none. The readers' rooms are a folder further down."""
    parts = module.split(".")
    for depth in (3, 2) if parts[:2] == ["disclosure", "reading"] else (2,):
        folder = ROOT.joinpath(*parts[:depth])
        if (
            parts[0] in {"budgets", "disclosure"}
            and len(parts) >= depth
            and folder.is_dir()
            and parts[1] not in NO_ROOMS
        ):
            return ".".join(parts[:depth])
    return ""


def imports(tree: ast.AST, known: Iterable[str]) -> set[str]:
    found = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.Import):
            found |= {alias.name for alias in each.names}
        elif isinstance(each, ast.ImportFrom) and each.module:
            names = {f"{each.module}.{alias.name}" for alias in each.names}
            found |= names & set(known) or {each.module}
    return found & set(known)


def used_from_outside() -> dict[str, dict[str, list[str]]]:
    """Room → module of it, without the room's name → who imports it from elsewhere."""
    known = modules()
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, path in known.items():
        for target in imports(ast.parse(path.read_text(encoding="utf-8")), known):
            room = room_of(target)
            if room and room != room_of(name) and target != room:
                used[room][target.removeprefix(f"{room}.")].append(name)
    return used


def doors(docstring: str) -> set[str]:
    _, _, named = docstring.partition("Doors: ")
    return set(re.findall(r"`([\w.]+)`", named))


def differences(room: str, used: Iterable[str], docstring: str) -> list[str]:
    named = doors(docstring)
    return [
        *(f"{room}.{each} is imported from outside and is no door" for each in sorted(set(used) - named)),
        *(f"{room}.{each} is named as a door and nobody comes in there" for each in sorted(named - set(used))),
    ]


def test_who_comes_from_outside_uses_a_door() -> None:
    used = used_from_outside()
    assert "registry" in used["budgets.rules"]
    wrong = []
    for room in sorted({room_of(module) for module in modules()} - {""}):
        init = ROOT.joinpath(*room.split("."), "__init__.py").read_text(encoding="utf-8")
        wrong += differences(room, used[room], ast.get_docstring(ast.parse(init)) or "")
    assert wrong == []


def test_a_window_and_a_walled_door_are_noticed() -> None:
    said = differences("budgets.attic", ["trunk"], "An attic.\n\nDoors: `stairs`.")
    assert [line.split(" ")[0] for line in said] == ["budgets.attic.trunk", "budgets.attic.stairs"]
