"""What is remembered of a file's columns: for which file, for whom, and only what the file and the program still have."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from budgets.importers.headers import Header
from budgets.importers.mapping import (
    Choices,
    TableChoice,
    headers_of,
    missing,
    propose_choices,
    remember,
    table_key,
)
from budgets.importers.reader import read_file
from budgets.models.imports import ImportMapping
from tests.budgets.importers.workbooks import HEADINGS, personnel, workbook, workbook_of
from tests.builders import make_department

pytestmark = pytest.mark.django_db
IN_TEN_THOUSANDS = (*HEADINGS[:-1], "年初批复数（万元）")


def headers(**sheets: Any) -> list[Header]:
    return headers_of(read_file(workbook_of({name: [list(titles), personnel()] for name, titles in sheets.items()})))


def test_sheets_with_the_same_columns_are_one_choice_unless_their_unit_of_money_differs(department: Any) -> None:
    found = headers(first=HEADINGS, second=HEADINGS)
    assert len(found) == 2
    assert table_key(found[0]) == table_key(found[1])
    assert len(propose_choices(found, department).tables) == 1
    other = headers(first=IN_TEN_THOUSANDS)
    assert {each.unit_of_money for each in (*found, *other)} == {"元", "万元"}
    assert table_key(other[0]) != table_key(found[0])
    both = propose_choices([*found, *other], department)
    assert [both.of(header).unit_of_money for header in (found[0], other[0])] == ["元", "万元"]


def test_other_columns_are_another_choice(department: Any) -> None:
    one, other = headers(first=HEADINGS)[0], headers(first=HEADINGS[2:])[0]
    assert table_key(one) != table_key(other)
    choices = propose_choices([one], department)
    choices.of(one).constants = {"kind": "人员类"}
    remember([one], choices, department)
    assert propose_choices([other], department).of(other).constants == {}
    assert propose_choices([one], department).of(one).constants == {"kind": "人员类"}


def test_what_is_remembered_is_forgotten_where_the_program_or_the_file_no_longer_has_it(department: Any) -> None:
    (header,) = headers(first=HEADINGS)
    ImportMapping.objects.create(
        department=department, header_signature=header.signature,
        mapping={"columns": {"amount": HEADINGS[-1], "no_such_head": HEADINGS[0], "kind": "没有这一列"}, "constants": {"fund": "一般公共预算"}},
    )  # fmt: skip
    found = propose_choices([header], department).of(header)
    assert found.columns == {"amount": HEADINGS[-1]}
    assert found.constants == {"fund": "一般公共预算"}


def test_what_is_remembered_in_an_older_shape_is_read(department: Any) -> None:
    (header,) = headers(first=HEADINGS)
    ImportMapping.objects.create(
        department=department, header_signature=header.signature, mapping={"columns": {"amount": HEADINGS[-1]}}
    )
    found = propose_choices([header], department).of(header)
    assert (found.columns, found.constants, found.unit_of_money) == ({"amount": HEADINGS[-1]}, {}, "元")
    ImportMapping.objects.update(mapping={"constants": {"kind": "人员类"}})
    found = propose_choices([header], department).of(header)
    assert (found.columns, found.constants) == ({}, {"kind": "人员类"})


def test_the_department_alone_remembers_and_the_last_choice_counts(department: Any) -> None:
    (header,) = headers(first=HEADINGS)
    for kind in ("人员类", "公用经费"):
        choices = propose_choices([header], department)
        choices.of(header).constants = {"kind": kind}
        remember([header, header], choices, department)
    assert ImportMapping.objects.count() == 1
    assert propose_choices([header], department).of(header).constants == {"kind": "公用经费"}
    assert propose_choices([header], make_department("303", "云汀区档案馆")).of(header).constants == {}


def test_a_sheet_without_a_header_is_no_choice() -> None:
    assert headers_of(read_file(workbook([], headings=["只有一句话"]))) == []


def test_without_a_choice_the_names_of_the_columns_speak(department: Any) -> None:
    (header,) = headers(first=HEADINGS)
    assert propose_choices([header], department).of(header) == TableChoice(header.proposed(), {}, "元")


@pytest.mark.parametrize("mode", ["replace", "add", ""])
def test_the_ways_to_import_are_to_replace_to_add_or_not_yet_chosen(mode: str) -> None:
    assert msgspec.convert({"mode": mode}, Choices).mode == mode
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"mode": "other"}, Choices)
    assert Choices().mode == ""


def test_what_is_missing_is_named_until_a_column_or_a_constant_stands_for_it() -> None:
    needed = missing(TableChoice())
    assert needed
    assert "金额" in "".join(needed)
    with_amount = missing(TableChoice({"amount": "批复数"}))
    assert len(with_amount) == len(needed) - 1
    assert missing(TableChoice({}, {"amount": "1"})) == with_amount
