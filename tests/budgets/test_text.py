"""Stored text is clean: what Word pastes becomes a line break, what cannot be printed is refused and named."""

from __future__ import annotations

import pytest
from django.template import TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from budgets.text import ForbiddenCharacter, clean_text, paragraphs, squeeze, unbroken


def test_a_soft_break_from_word_becomes_a_line_break() -> None:
    assert clean_text("第一段\x0b第二段\r\n第三段") == "第一段\n第二段\n第三段"


def test_a_single_line_has_no_breaks_and_no_outer_blanks() -> None:
    assert clean_text(" 云汀区\r\n信访局 ", single_line=True) == "云汀区 信访局"


def test_invisible_marks_go_and_letters_are_composed() -> None:
    assert clean_text("\ufeff预算\u200b公开") == "预算公开"
    assert clean_text("e\u0301") == "é"


@pytest.mark.parametrize("text", ["a\x00b", "a\x08b", "预\u202e算", "\u2066x", "x\ufdd0", "x\uffff", "\x1b[31m"])
def test_what_cannot_be_printed_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ForbiddenCharacter, match="U\\+"):
        clean_text(text)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean_text(text)
    except ForbiddenCharacter:
        return
    assert clean_text(once) == once


def test_white_space_is_not_words() -> None:
    assert squeeze(" 项 目\u3000名称\n") == "项目名称"
    assert paragraphs("\n 一 \n\n二\n") == ["一", "二"]


# ---- The source of a template, written over several lines ----


def test_a_line_break_in_a_chinese_sentence_leaves_nothing() -> None:
    assert (
        unbroken("机关运行经费共计安排\n  {{ total }}元，\r\n\t主要用于办公费。\n")
        == "机关运行经费共计安排{{ total }}元，主要用于办公费。"
    )


def test_a_line_without_words_and_blanks_at_the_end_of_one_are_nothing() -> None:
    assert unbroken("甲。 \t\n\n   \n  乙。") == "甲。乙。"


@pytest.mark.parametrize("meant", ["1. 办公费", "Word 文档", "第 3 处", '1.{{ " " }}\n办公费'])
def test_a_blank_that_is_meant_is_kept(meant: str) -> None:
    assert unbroken(f"附：\n  {meant}") == f"附：{meant}".replace("\n", "")


def test_a_full_width_blank_is_a_word_and_no_indentation() -> None:
    assert unbroken("甲\n\u3000\u3000乙") == "甲\u3000\u3000乙"


@pytest.mark.parametrize("tag", ["{% if total\n %}", "{{ total\n }}", "{# why\nso #}"])
def test_a_tag_that_does_not_end_on_its_line_is_refused_with_the_line(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=r"line 2: .*does not end"):
        unbroken(f"甲{{{{ a }}}}\n乙{tag}丙")


@given(st.text(alphabet="甲。 \t\r\n", max_size=30))
def test_what_was_joined_has_no_breaks_and_lost_no_word(text: str) -> None:
    assert "\n" not in unbroken(text)
    assert squeeze(unbroken(text)) == squeeze(text)
