"""A format is data that is checked: what does not fit the closed lists is named and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure import formats
from disclosure.formats import BadFormat


def load_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> formats.Format:
    (tmp_path / "trial.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(formats, "_FOLDER", tmp_path)
    formats.known_keys.cache_clear()
    formats.load.cache_clear()
    try:
        return formats.load("trial")
    finally:
        formats.known_keys.cache_clear()
        formats.load.cache_clear()


GOOD = """
key = "trial"
name = "试用格式"
first_year = 2020
sections = [{ key = "opening" }, { key = "overview", heading = "一、总体情况" }]
tables = { organisation = {}, sheet = {}, procurement = {}, assets = {} }
labels = {}
"""


def test_every_format_of_the_house_is_well_formed() -> None:
    assert "hebei-2018" in formats.known_keys()
    for key in formats.known_keys():
        assert formats.load(key).key == key


def test_a_small_format_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [section.key for section in load_text(tmp_path, monkeypatch, GOOD).sections] == ["opening", "overview"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('key = "opening"', 'key = "opnening"'), "opnening"),
        (("first_year", "frist_year"), "frist_year"),
        (("sheet = {}", "sheets = {}"), "sheets"),
        (('key = "trial"', 'key = "other"'), "other"),
        (("labels = {}", 'labels = {}\nthree_public_funds = ["gold"]'), "gold"),
        (
            (
                "labels = {}",
                'labels = {}\n[[statutory]]\nkey = "T05"\ntitle = ""\nshape = "functional"\ncolumns = [{ heading = "x", key = "nope" }]',
            ),
            "nope",
        ),
        (("labels = {}", "labels = {"), "trial.toml"),
    ],
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str], named: str
) -> None:
    with pytest.raises(BadFormat, match=named):
        load_text(tmp_path, monkeypatch, GOOD.replace(*change))


def test_a_region_is_offered_its_own_format_of_the_year_first() -> None:
    assert [each.key for each in formats.offered("130303", 2020)] == ["hebei-2018"]
    assert formats.offered("310107", 2024)[0].key == "shanghai-2023"
    assert formats.offered("130303", 2026)[0].key == "hebei-2022"
    assert formats.offered("990101", 1999) != []


def test_a_format_that_is_not_there_is_named() -> None:
    with pytest.raises(BadFormat, match="atlantis"):
        formats.load("atlantis")
