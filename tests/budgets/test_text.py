"""Stored text is clean: what Word pastes becomes a line break, what cannot be printed is refused and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.text import ForbiddenCharacter, clean_text, paragraphs, squeeze


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
