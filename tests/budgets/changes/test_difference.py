"""The difference of two states of rows: nothing too much, nothing too little, and enough to make the one of the other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgets.changes.difference import Difference, RowChange, StateRow, ValueChange, difference


def row(key: str, identity: str, amount: str | None = "1", **more: object) -> StateRow:
    return StateRow(key, identity, {"amount": None if amount is None else Decimal(amount), **more}, identity)


def many(number: int) -> list[StateRow]:
    return [row(str(at), f"项目{at}", str(at)) for at in range(number)]


def kinds(found: Difference) -> list[str]:
    return [each.kind for each in found.changes]


def same(one: Mapping[str, Sequence[StateRow]], other: Mapping[str, Sequence[StateRow]]) -> bool:
    return {table: list(rows) for table, rows in one.items() if rows} == {
        table: list(rows) for table, rows in other.items() if rows
    }


ROWS = st.lists(
    st.builds(
        row, st.just(""), st.sampled_from("甲乙丙丁戊"), st.sampled_from(["1", "2", "3.50", None]), label=st.sampled_from(["", "一", "二"])
    ),
    max_size=12,
)  # fmt: skip
STATES = st.dictionaries(st.sampled_from(["支出", "收入", "项目"]), ROWS)


@given(STATES)
def test_with_itself_there_is_none(state: dict[str, list[StateRow]]) -> None:
    assert not difference(state, state)
    assert not difference(
        state, {table: [replace(each) for each in rows] for table, rows in state.items()}, same_version=False
    )


@given(STATES, STATES)
def test_applied_to_the_one_it_gives_the_other(
    one: dict[str, list[StateRow]], other: dict[str, list[StateRow]]
) -> None:
    assert same(difference(one, other).applied(one), other)


@given(st.data(), st.integers(0, 8))
def test_so_many_edits_are_so_many_changes(data: st.DataObject, wanted: int) -> None:
    before = many(40)
    places = data.draw(st.lists(st.integers(0, 39), min_size=wanted, max_size=wanted, unique=True))
    after: list[StateRow] = []
    for at, each in enumerate(before):
        edit = data.draw(st.sampled_from(["value", "remove", "add"])) if at in places else "none"
        if edit == "value":
            after.append(replace(each, values={"amount": each.values["amount"] + 1}))
        elif edit == "add":
            after += [each, row("", f"新{at}", "7")]
        elif edit == "none":
            after.append(each)
    found = difference({"支出": before}, {"支出": after})
    assert len(found) == wanted
    assert same(found.applied({"支出": before}), {"支出": after})


def test_a_row_put_into_the_middle_of_500_is_one_change() -> None:
    before = many(500)
    after = [*before[:250], row("", "新项目", "9"), *before[250:]]
    for same_version in (True, False):
        (change,) = difference({"支出": before}, {"支出": after}, same_version=same_version).changes
        assert (change.kind, change.place) == ("added", 250)


def test_a_row_that_goes_elsewhere_is_one_move_and_no_other_row_has_moved() -> None:
    before = many(500)
    after = [*before[:100], *before[101:400], before[100], *before[400:]]
    (change,) = difference({"支出": before}, {"支出": after}).changes
    assert (change.kind, change.row) == ("moved", before[100])


def test_a_row_is_found_by_its_key_whatever_became_of_its_name() -> None:
    (change,) = difference({"项目": [row("7", "旧编码")]}, {"项目": [row("7", "新编码", "2")]}).changes
    assert change.kind == "changed"
    assert [(each.name, each.old, each.new) for each in change.values] == [("amount", Decimal(1), Decimal(2))]


def test_between_versions_a_project_with_another_code_and_the_same_name_is_the_same() -> None:
    one = StateRow("1", "P01", {"code": "P01", "name": "办案经费"}, "办案经费", "办案经费")
    other = StateRow("901", "P02", {"code": "P02", "name": "办案经费"}, "办案经费", "办案经费")
    (change,) = difference({"项目": [one]}, {"项目": [other]}, same_version=False).changes
    assert change.kind == "changed"
    assert change.values == (ValueChange("code", "P01", "P02"),)


def test_codes_are_followed_through_their_predecessors() -> None:
    one, other = row("1", "2010308"), row("2", "2014001")
    moved = {"2010308": "2014001"}
    followed = difference(
        {"支出": [one]}, {"支出": [other]}, same_version=False, identity_now=lambda _, name: moved.get(str(name), name)
    )
    assert not followed
    assert kinds(difference({"支出": [one]}, {"支出": [other]}, same_version=False)) == ["added", "removed"]


def test_two_rows_that_say_the_same_are_two() -> None:
    twins = [row("1", "培训费", "5"), row("2", "培训费", "5")]
    (change,) = difference({"支出": twins}, {"支出": twins[:1]}, same_version=False).changes
    assert change.kind == "removed"


def test_an_amount_says_by_how_much_and_by_how_many_percent_of_what_was() -> None:
    assert ValueChange("amount", Decimal(200), Decimal(150)).amount == -50
    assert ValueChange("amount", Decimal(200), Decimal(150)).percent == Decimal("-25.0")
    assert ValueChange("amount", Decimal(-200), Decimal(-150)).percent == Decimal("25.0")
    assert ValueChange("amount", None, Decimal(150)).amount == 150
    for nothing in (None, Decimal(0)):
        assert ValueChange("amount", nothing, Decimal(150)).percent is None
    assert ValueChange("name", "甲", "乙").amount is None
    assert ValueChange("amount", None, None).amount is None


def test_the_size_of_a_change_is_its_greatest_amount() -> None:
    change = RowChange("支出", row("1", "甲", "10", other=Decimal(5)), row("1", "甲", "12", other=Decimal(-95)), 0)
    assert change.size == 100
    assert RowChange("文字", row("1", "甲", None, text="一"), row("1", "甲", None, text="二"), 0, 0).size == 0


def test_any_order_of_any_rows_is_reached_with_the_fewest_moves() -> None:
    chance = random.Random(7)
    before = many(60)
    for _ in range(20):
        after = before[:]
        for _ in range(3):
            after.insert(chance.randrange(len(after)), after.pop(chance.randrange(len(after))))
        found = difference({"支出": before}, {"支出": after})
        assert len(found) <= 3
        assert set(kinds(found)) <= {"moved"}
        assert found.applied({"支出": before})["支出"] == after
