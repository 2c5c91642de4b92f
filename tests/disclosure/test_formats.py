"""A format is data that is checked: what does not fit the closed lists is named and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure import formats
from disclosure.formats import BadFormat
from disclosure.formats.doubts import unverified


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
        (("labels = {}", 'labels = {}\nunverified_parameters = ["weather"]'), "weather"),
        (("labels = {}", 'labels = {}\nunverified_labels = ["weather.head"]'), "weather.head"),
        (("labels = {}", 'labels = {}\nwording = "atlantis"'), "atlantis"),
        (
            (
                "labels = {}",
                'labels = {}\n[[statutory]]\nkey = "T11"\ntitle = ""\nshape = "procurement"\nstands_in = "procurement"',
            ),
            "stands in 'procurement'",
        ),
        (
            (
                "labels = {}",
                'labels = {}\n[[statutory]]\nkey = "T15"\ntitle = ""\nshape = "organisation"\ncolumns = [{ heading = "x", key = "total" }]',
            ),
            "total",
        ),
        (("labels = {}", 'labels = {}\n[[statutory]]\nkey = "T05"\ntitle = ""\nshape = "functional"'), "no columns"),
        (
            (
                "labels = {}",
                'labels = {}\n[[statutory]]\nkey = "T12"\ntitle = ""\nshape = "objectives"\ncolumns = [{ heading = "x", key = "name" }]',
            ),
            "at least three columns",
        ),
        (('{ key = "opening" }', '{ key = "opening", scope = "county" }'), "county"),
        (('{ key = "opening" }', '{ key = "procurement" }'), "no label 'procurement.head.source'"),
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


def test_the_bureau_is_told_what_of_a_format_no_form_has_confirmed() -> None:
    of_2018 = dict(unverified(formats.load("hebei-2018")))
    assert of_2018["parameter:asset_threshold"] == "单独列示设备的单价标准"
    assert of_2018["legal:河北省省级预算公开办法"] == "公开依据《河北省省级预算公开办法》"
    assert of_2018["label:procurement.head.current"] == "表中固定文字“当年部门预算安排资金”"
    assert of_2018["statutory:T16"] == "T16 部门一般公共预算机关运行经费表的表样和栏目"
    assert "statutory:T01" not in of_2018
    assert "statutory:T11" not in of_2018
    of_shanghai = dict(unverified(formats.load("shanghai-2023")))
    assert of_shanghai["statutory:T01:unit"] == "T01 部门财务收支预算总表（单位文件）的表样和栏目"
    for key in formats.known_keys():
        for what, words in unverified(formats.load(key)):
            assert what
            assert words
            assert not set(words) & set("{}%")


def test_a_label_of_a_unit_holds_in_its_documents_alone() -> None:
    shanghai = formats.load("shanghai-2026")
    assert (shanghai.label("table.scope"), shanghai.label("table.scope", is_unit=True)) == ("部门", "预算单位")
    assert shanghai.label("table.head.unit", is_unit=True) == shanghai.label("table.head.unit")


def test_a_format_shares_the_labels_of_the_one_whose_wording_it_shares() -> None:
    of_2018, of_2022 = formats.load("hebei-2018"), formats.load("hebei-2022")
    assert of_2022.label("procurement.head.name") == of_2018.labels["procurement.head.name"]
    assert of_2022.label("no.such.label") is None


def test_the_law_that_is_named_is_that_of_the_budgets_year() -> None:
    """预算法实施条例 (2020) is in force since October 2020: the budgets of 2020 had been published by then."""
    bases = formats.load("hebei-2018").legal_bases

    def named(year: int, *, is_provincial: bool = False) -> list[str]:
        return [basis.name for basis in bases if basis.applies(year, is_provincial=is_provincial)]

    assert "中华人民共和国预算法实施条例" not in named(2020)
    assert "中华人民共和国预算法实施条例" in named(2021)
    assert "河北省省级预算公开办法" not in named(2021)
    assert named(2020, is_provincial=True)[-1] == "河北省省级预算公开办法"


def test_nothing_spent_on_one_line_of_three_public_prints_zero_in_every_format() -> None:
    """A blank there would say that the department did not answer."""
    for key in formats.known_keys():
        assert {table.blank for table in formats.load(key).statutory if table.key == "T07"} <= {"0"}, key
