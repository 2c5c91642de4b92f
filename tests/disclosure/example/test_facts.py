"""The example's facts: a later year is last year with the stated changes, and a change that fits no line is refused."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from budgets.choices import Status
from disclosure.example import plan, years
from disclosure.example.facts import FILES, BadFacts, ExampleFacts, department
from disclosure.example.years import facts


def spending(said: ExampleFacts) -> Decimal:
    return sum((line.amount for line in said.lines), Decimal(0))


def test_six_departments_speak_of_at_least_three_years_each() -> None:
    years_of: Counter[str] = Counter()
    for target in plan.targets():
        if not target.unit and target.goal == Status.PUBLISHED and target.version == 1:
            years_of[target.code] += 1
    assert len(years_of) == 6
    assert min(years_of.values()) >= 3


def test_an_open_version_of_the_present_year_waits_in_each_state() -> None:
    goals = {target.goal for target in plan.targets() if target.year == 2026}
    assert goals == {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED}


def test_a_later_year_is_last_year_with_the_stated_changes() -> None:
    before, after = facts("petition_office", "", 2023), facts("petition_office", "", 2024)
    change = next(each for each in department("petition_office")["documents"][0]["changes"] if each["year"] == 2024)
    assert len(change["lines"]) == 9
    assert spending(after) - spending(before) == Decimal("175700.00")


def test_the_classes_of_the_petition_office_change_their_codes_in_2024() -> None:
    def codes(year: int) -> set[str]:
        return {line.functional for line in facts("petition_office", "", year).lines}

    assert {"2010301", "2010308"} <= codes(2023)
    assert {"2014001", "2014004"} <= codes(2024)
    assert not {"2010301", "2010308"} & codes(2024)


def test_what_holds_for_one_year_is_not_taken_over() -> None:
    assert facts("city_management", "", 2024).answers
    assert not facts("city_management", "", 2025).answers
    assert facts("education", "310003", 2024).flags == ["new_unit"]
    assert facts("education", "310003", 2025).flags == []


def test_a_department_says_why_a_project_of_its_unit_changed_in_the_words_of_the_unit() -> None:
    ref = "expenditure.project:99010123P310200026"
    assert facts("education", "", 2024).reasons[ref] == facts("education", "310002", 2024).reasons[ref]
    assert ref not in facts("education", "310001", 2024).reasons


@pytest.mark.parametrize("words", ["30299999 +1.00", "人员 +1.00", "30101 -99999999.00"])
def test_a_change_that_names_no_line_several_or_too_much_is_refused(words: str) -> None:
    lines = facts("petition_office", "", 2023).lines
    with pytest.raises(BadFacts):
        years._with(lines, words)
    assert len(years._with(lines, "30101 +1.00")) == len(lines)  # the control: this names one


def test_a_line_of_nothing_ends() -> None:
    lines = facts("petition_office", "", 2023).lines
    assert len(years._with(lines, "30217 0")) == len(lines) - 1


def test_files_stay_readable_in_one_go() -> None:
    folder = years.__file__.rsplit("/", 1)[0]
    for file in (*FILES, "education_schools", "terms", "codes"):
        with open(f"{folder}/{file}.toml", encoding="utf-8") as text:
            assert len(text.readlines()) < 250, file


@pytest.mark.django_db
def test_without_codes_it_is_said_what_comes_first() -> None:
    with pytest.raises(CommandError, match="load_codes"):
        call_command("create_example", "--only", "202")
