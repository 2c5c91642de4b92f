"""Figures that stay words would leave the ledger empty: such a document is not taken over, and the place is named."""

from __future__ import annotations

import pytest

from disclosure.reading.hebei.interpretation import understand
from disclosure.reading.layout.errors import UnreadableDisclosure
from tests.disclosure.reading.rendering import source_of
from tests.generator import write

WHOLE = next(write(seed) for seed in range(50) if (w := write(seed)).purchases > 1 and w.projects > 1)
TABLE = "2020年部门收支总表\n编制部门：某局\n\n\t项目\n\t预算数\n\n\t收入总计\n\t3,828,602.02\n\n\n"


def facts(text: str):  # type: ignore[no-untyped-def]
    return understand(source_of(text), year=WHOLE.year)


LINES = WHOLE.text.split("\n")


def with_section(key: str, words: list[str]) -> str:
    """The document with other lines under the heading of a section."""
    sections = source_of(WHOLE.text).sections
    starts = [each.heading.line for each in sections.values() if each.heading]
    heading = sections[key].heading
    assert heading
    end = min(line for line in starts if line > heading.line)
    return "\n".join([*LINES[: heading.line], *words, *LINES[end - 1 :]])


def test_the_whole_document_is_understood() -> None:
    assert facts(WHOLE.text).totals


def test_an_official_table_that_the_layout_has_no_place_for_is_refused() -> None:
    """A document of a later form has its tables before the first heading: nobody would read a figure of them."""
    title, _, rest = WHOLE.text.partition("\n")
    with pytest.raises(
        UnreadableDisclosure,
        match=r"第 \d+ 行：“2020年部门收支总表”是一张公开表.*一个也没有读出.*import_official_tables",
    ):
        facts(f"{title}\n{TABLE}{rest}")


def test_such_a_table_without_a_figure_says_nothing() -> None:
    title, _, rest = WHOLE.text.partition("\n")
    assert facts(f"{title}\n{TABLE.replace('3,828,602.02', '')}{rest}").totals


def test_an_overview_in_which_no_total_was_read_is_refused() -> None:
    with pytest.raises(UnreadableDisclosure, match=r"没有读出收入或支出的总数.*应写明"):
        facts(with_section("overview", ["本年收支若干。"]))


@pytest.mark.parametrize("key", ["operating_costs", "three_public", "procurement", "assets"])
def test_a_section_that_prints_amounts_of_which_none_was_read_is_refused(key: str) -> None:
    with pytest.raises(UnreadableDisclosure, match=r"第 \d+ 行：“甲乙丙丁12\.34”?.*金额没有读懂"):
        facts(with_section(key, ["甲乙丙丁12.34万元。"]))
    assert facts(with_section(key, ["没有安排。"])).totals, "a section without amounts has none to lose"
