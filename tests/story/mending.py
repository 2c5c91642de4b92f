"""The clerk mends what the rules found on the seed, each error at its own place in the forms."""

from __future__ import annotations

from tests.browsing import follow
from tests.story.desk import Desk


def restore_standard_words(desk: Desk, keys: list[str]) -> None:
    """Own words that left out what the law asks for give way to the standard sentence."""
    for key in keys:
        desk.open(f"own-words/text/{key}/")
        follow(desk.page, 'main button[name=action][value="restore"]')


def row_with(desk: Desk, grid: str, field: str, value: str) -> int:
    """The number of the grid's row whose field holds the value."""
    inputs = desk.page.locator(f'main [name^="{grid}-"][name$="-{field}"]')
    for number in range(inputs.count()):
        if inputs.nth(number).input_value() == value:
            return int((inputs.nth(number).get_attribute("name") or "").split("-")[1])
    raise AssertionError(f"no row of {grid} has {field} = {value}")


def first_blank_row(desk: Desk, grid: str) -> int:
    number = 0
    while True:
        row = desk.page.locator(f'main [name="{grid}-{number}-id"]')
        if row.count() == 0:
            desk.page.click(f'[data-grid-add="{grid}"]')
        elif not row.input_value():
            return number
        number += 1


def give_every_project_its_name_and_money(desk: Desk) -> None:
    """One name for each code, and the 312,000 that no project had goes to the two that had none (R-PRJ-1, R-TXT-3)."""
    desk.open("projects/")
    number = row_with(desk, "projects", "code", "202-3301-YBN-NQ6M")
    desk.field(f"projects-{number}-name", "综合事务管理费")
    for code in ("202-3202-YBN-9QYV", "202-3301-YBN-NQ6M"):
        label = desk.page.locator(f'main [name="lines-{_line_of(desk, code)}-printed_label"]')
        label.fill("")
    unassigned = row_with(desk, "lines", "amount", "312000")
    desk.field(f"lines-{unassigned}-project_code", "202-3301-YBN-Q1IZ")
    desk.field(f"lines-{unassigned}-amount", "198000")
    blank = first_blank_row(desk, "lines")
    desk.field(f"lines-{blank}-project_code", "202-3301-YBN-UL6B")
    desk.field(f"lines-{blank}-amount", "114000")
    desk.save()


def _line_of(desk: Desk, code: str) -> int:
    inputs = desk.page.locator('main [name^="lines-"][name$="-project_code"]')
    for number in range(inputs.count()):
        if code in inputs.nth(number).input_value():
            return int((inputs.nth(number).get_attribute("name") or "").split("-")[1])
    raise AssertionError(code)


def open_sheet(desk: Desk, code: str) -> None:
    desk.open("sheets/")
    follow(desk.page, desk.page.locator("main tr", has_text=code).locator("a").first)


def give_targets_their_basis(desk: Desk) -> None:
    """R-PRF-7: 指标值确定依据."""
    open_sheet(desk, "202-3301-YBN-Q1IZ")
    for number in range(3):
        desk.field(f"indicators-{number}-basis", "人事代理人员补助发放办法")
    desk.save()


def give_duties_their_targets(desk: Desk) -> None:
    """R-PRF-1: an indicator is a name with a value."""
    desk.open("performance/")
    desk.field("duties-0-indicators", "办结率不低于95%、息诉息访率不低于90%")
    desk.field("duties-1-indicators", "年度考核评价达到良好以上")
    desk.save()


def take_out_the_placeholder(desk: Desk) -> None:
    """R-STR-5: the row of dots that the form leaves for further rows."""
    desk.open("assets/")
    desk.field("added-0-remove", True)
    desk.save()


def spell_the_standard_term(desk: Desk) -> None:
    """R-CON-2: the name of the first term lost a character."""
    desk.open("glossary/")
    desk.field("terms-0-term", "一般公共预算拨款收入")
    desk.save()


def mend_everything(desk: Desk, own_words: list[str]) -> None:
    restore_standard_words(desk, own_words)
    give_every_project_its_name_and_money(desk)
    give_targets_their_basis(desk)
    give_duties_their_targets(desk)
    take_out_the_placeholder(desk)
    spell_the_standard_term(desk)


def answer_the_warnings(desk: Desk) -> int:
    """On the page of submission: the first warning of a rule with its own words, its others with one answer for all.
    How many fields were typed into."""
    desk.open("submit/")
    typed = 0
    for group in desk.page.locator("main .answer-group[open]").all():
        fields = [field for field in group.locator('[name^="answer-"]').all() if not field.input_value()]
        if not fields:
            continue
        fields[0].fill("已与业务股室核对，按批复原件填列。")
        for_all = group.locator('[name^="rule-"]')
        if len(fields) > 1:
            for_all.fill("同类情况均按批复原件填列。")
        typed += 1 + min(len(fields) - 1, 1)
    desk.act("save")
    assert "待答复 0" in desk.text() or "都已答复" in desk.text(), desk.text()
    return typed
