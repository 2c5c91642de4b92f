"""The clerk types a whole document, page after page, from paper."""

from __future__ import annotations

from budgets.choices import LineKind
from tests.story.desk import Desk
from tests.story.imported import Paper, Row
from tests.story.mending import open_sheet

_MONTHS = ("by_march", "by_june", "by_october", "by_december")


def type_everything(desk: Desk, paper: Paper) -> None:
    type_organisation(desk, paper)
    type_money(desk, paper)
    type_comparisons(desk, paper)
    type_performance(desk, paper)
    type_assets(desk, paper)
    type_words(desk, paper)


def _only(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def type_organisation(desk: Desk, paper: Paper) -> None:
    desk.open("organisation/")
    desk.field("duties-text", paper.prose["duties"])
    desk.rows("units", [_only(unit, "name", "nature", "nature_words", "rank", "funding_mode") for unit in paper.units])
    desk.save()


def type_money(desk: Desk, paper: Paper) -> None:
    desk.open("revenue/")
    desk.rows("lines", [_only(line, "amount", "printed_label") for line in paper.revenue])
    desk.save()
    desk.open("basic/")
    for grid, kind in (("personnel", LineKind.PERSONNEL), ("operating", LineKind.OPERATING)):
        lines = [line for line in paper.expenditure if line["kind"] == kind]
        desk.rows(grid, [_only(line, "economic", "amount", "printed_label") for line in lines])
    desk.save()
    desk.open("projects/")
    desk.rows("projects", [_only(project, "code", "name") for project in paper.projects])
    of_projects = [line for line in paper.expenditure if line["kind"] not in (LineKind.PERSONNEL, LineKind.OPERATING)]
    desk.rows(
        "lines", [_only(line, "project_code", "kind", "amount", "economic", "printed_label") for line in of_projects]
    )
    desk.save()


def type_comparisons(desk: Desk, paper: Paper) -> None:
    desk.open("comparison/")
    desk.field("comparison-new_unit", "new_unit" in paper.flags)
    desk.save()
    desk.open("three-public/")
    for cell in paper.stated:
        if cell["statement"] == "three_public":
            desk.field(f"tp-{cell['row']}-now", cell["value"])
    desk.save()


def type_performance(desk: Desk, paper: Paper) -> None:
    desk.open("performance/")
    desk.field("overall-text", paper.prose["performance.overall"])
    desk.field("guarantee-text", paper.prose["performance.guarantee"])
    desk.rows(
        "duties",
        [_only(duty, "name", "description", "goal", "objective", "indicators", "standards") for duty in paper.duties],
    )
    desk.save()
    for sheet in paper.sheets:
        open_sheet(desk, sheet["project_code"])
        for name in ("template", "purpose", *_MONTHS):
            if sheet[name] not in ("", None):
                desk.field(f"sheet-{name}", sheet[name])
        desk.rows("objectives", [_only(each, "text") for each in paper.objectives if each["sheet_id"] == sheet["id"]])
        names = ("level1", "level2", "name", "description", "symbol", "value_text", "unit", "basis")
        desk.rows("indicators", [_only(each, *names) for each in paper.indicators if each["sheet_id"] == sheet["id"]])
        desk.save()


def type_assets(desk: Desk, paper: Paper) -> None:
    desk.open("assets/")
    for holding in paper.assets:
        if holding["category"] == "added":
            continue
        for name in ("quantity", "value"):
            if holding[name] is not None:
                desk.field(f"fixed-{holding['category']}-{name}", holding[name])
    desk.rows(
        "added", [_only(each, "name", "quantity", "value") for each in paper.assets if each["category"] == "added"]
    )
    desk.field("facts-no_new", "no_new_assets" in paper.flags)
    desk.save()


def type_words(desk: Desk, paper: Paper) -> None:
    desk.open("glossary/")
    desk.rows("terms", [_only(term, "term", "definition") for term in paper.glossary])
    desk.save()
    desk.open("other/")
    if paper.prose.get("other_matters"):
        desk.field("other-text", paper.prose["other_matters"])
        desk.save()
    for key, text in paper.own_words.items():
        desk.open(f"own-words/text/{key}/")
        if text:
            desk.field("own-text", text)
        else:
            desk.field("own-blank", True)
        desk.save()
