"""Every room of the upper floor has its place in the contract of rooms; for the ground the contract itself is exhaustive."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# It stands on several of the document's rooms, so its own rooms have places of their own.
DIVIDED = {"disclosure.reading"}


def listed() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer for contract in contracts for layer in contract["layers"] if "disclosure." in layer]
    return {room.strip() for layer in layers for room in layer.split("|")}


def rooms(folder: Path) -> Iterable[str]:
    """The rooms and single modules of a folder by their dotted names."""
    for each in sorted(folder.iterdir()):
        name = ".".join((*folder.relative_to(ROOT).parts, each.stem))
        if name in DIVIDED:
            yield from rooms(each)
        elif (each.is_dir() and (each / "__init__.py").is_file()) or (each.suffix == ".py" and each.stem != "__init__"):
            yield name


def without_a_place(found: Iterable[str]) -> list[str]:
    return sorted(set(found) - listed() - {"disclosure.migrations"})


def test_every_room_of_the_document_has_its_place() -> None:
    found = list(rooms(ROOT / "disclosure"))
    assert "disclosure.reading.hebei" in found
    assert without_a_place(found) == []


def test_a_new_room_is_noticed() -> None:
    assert without_a_place(["disclosure.publication", "disclosure.attic"]) == ["disclosure.attic"]
