"""Own words refer to figures and never repeat them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.statements.amounts import Amount, token
from budgets.text import ForbiddenCharacter, clean_text
from disclosure.document import Figure, Text
from disclosure.outline.references import BadReference, check, referenced, runs, to_stored, to_tokens

TOTAL = Amount("revenue.total", "收入总计", Decimal("145950.50"))
AMOUNTS = {TOTAL.ref: TOTAL}


def test_words_with_figures_are_split_into_runs() -> None:
    missing: list[str] = []
    made = runs(f"收入{token('revenue.total')}元", AMOUNTS, lambda amount: "145950.5", missing)
    assert made == (Text("收入"), Figure("revenue.total", "收入总计", "145950.5", "元", "145950.5"), Text("元"))
    assert missing == []


def test_a_reference_that_vanished_is_named_and_never_blank() -> None:
    missing: list[str] = []
    made = runs(token("expenditure.project:gone"), AMOUNTS, lambda amount: "", missing)
    assert missing == ["expenditure.project:gone"]
    assert "项目 gone 的金额" in made[0].text


@given(st.text(max_size=40))
def test_any_text_survives_being_stored_and_read_again(text: str) -> None:
    try:
        text = clean_text(text)
    except ForbiddenCharacter:
        return
    assert to_tokens(to_stored(text)) == text


def test_braces_are_doubled_and_references_are_single() -> None:
    assert to_stored(f"{{甲}}{token('revenue.total')}") == "{{甲}}{revenue.total}"
    assert referenced("{{甲}}与{revenue.total}") == ["revenue.total"]


@pytest.mark.parametrize("text", ["收入{元", "收入}元", "{}", "{ }"])
def test_a_single_brace_is_refused(text: str) -> None:
    with pytest.raises(BadReference, match="花括号"):
        to_tokens(text)


def test_an_unknown_reference_is_refused_and_named() -> None:
    check("收入{revenue.total}元", AMOUNTS)
    with pytest.raises(BadReference, match=r"revenue\.totl"):
        check("收入{revenue.totl}元", AMOUNTS)
