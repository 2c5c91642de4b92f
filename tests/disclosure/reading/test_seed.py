"""The real document on which the layout was learnt: it comes back line by line, and its figures follow the ledger."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from assets.models import AssetHolding
from budgets.models import DepartmentalBudget, ExpenditureLine, Project, RevenueLine, StatedCell, StatedFlag
from budgets.money import plain
from budgets.versions.editing import acting_as
from disclosure.models import BlockText
from disclosure.reading.hebei.importer import Imported, import_source, read_source
from performance.models import Duty, Indicator, ProjectSheet
from tests.disclosure.reading.rendering import composed, missing, page_lines, source_lines, word_lines

OWN_WORDS = [
    "opening.legal",
    "overview.system",
    "overview.income",
    "overview.nil_funds",
    "three_public.sentence",
    "three_public.comparison",
    "performance.duties.intro",
    "procurement.sentence",
    "procurement.head.department",
    "assets.head.department",
    "assets.row.3.label",
]
LEFT_BLANK = {"overview.nil_funds", "three_public.comparison", "procurement.head.department", "assets.head.department"}


@pytest.fixture
def imported(codes: None, seed_path: Path) -> Imported:
    return import_source(read_source(seed_path), region_code="130303", department_code="202")


@pytest.fixture
def budget(imported: Imported) -> DepartmentalBudget:
    return imported.budget


def facts(shared: Path) -> dict:
    import json

    return json.loads((shared / "domain" / "seed_facts.json").read_text(encoding="utf-8"))


# ---- It comes back ----


def test_every_line_of_the_source_stands_on_the_page_and_in_word(budget: DepartmentalBudget, seed_path: Path) -> None:
    wanted = source_lines(seed_path.read_text(encoding="utf-8-sig"))
    assert len(wanted) == 396
    for got in (page_lines(budget), word_lines(budget)):
        assert missing(wanted, got) == []
        assert len(got) - len(wanted) <= 60


def test_the_acceptance_measure_says_so_too(
    budget: DepartmentalBudget, seed_path: Path, shared: Path, tmp_path: Path
) -> None:
    from disclosure.exporters import to_docx, to_html
    from disclosure.exporters.imprint import Imprint

    document = composed(budget).document
    (tmp_path / "page.html").write_text(f"<main>{to_html.article(document)}</main>", encoding="utf-8")
    (tmp_path / "file.docx").write_bytes(to_docx.render(document, Imprint()))
    for name in ("page.html", "file.docx"):
        command = [sys.executable, shared / "acceptance" / "fidelity.py", seed_path, tmp_path / name]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, "396 of 396" in done.stdout) == (0, True), done.stdout


def test_the_reader_itself_reports_that_nothing_is_missing(imported: Imported) -> None:
    assert imported.missing == ()
    assert imported.words.unbound == []
    assert imported.words.prose == {}


def test_own_words_are_kept_only_where_the_source_differs(budget: DepartmentalBudget) -> None:
    texts = {text.key: text.text for text in BlockText.objects.filter(budget=budget).order_by("ordinal")}
    assert list(texts) == OWN_WORDS
    assert {key for key, text in texts.items() if text == ""} == LEFT_BLANK


def test_no_amount_in_own_words_is_literal(budget: DepartmentalBudget) -> None:
    """The threshold in the label of the third row of assets (with its lost 万) is a word of the form and no figure of the budget."""
    for text in BlockText.objects.filter(budget=budget).exclude(key="assets.row.3.label"):
        assert re.findall(r"\d[\d,.]*\s*[万亿]?元", text.text) == [], text.key
    threshold = BlockText.objects.get(budget=budget, key="assets.row.3.label")
    assert re.findall(r"\d+元", threshold.text) != []


def test_without_own_words_the_document_composes_in_the_standard_words(budget: DepartmentalBudget) -> None:
    standard = composed(budget, own_words=False)
    with acting_as("import"):
        BlockText.objects.filter(budget=budget).delete()
    after = composed(budget)
    assert after.document == standard.document
    assert after.missing == ()
    assert all(block.own is None for block in after.words.values())


# ---- What was understood ----


def test_every_amount_of_the_source_is_a_figure_of_the_document(budget: DepartmentalBudget, shared: Path) -> None:
    printed = {figure.value for figure, _ in composed(budget).document.figures()}
    assert {plain(Decimal(amount["value"])) for amount in facts(shared)["amounts"]} <= printed


def test_projects_sheets_and_indicators_are_the_sources(budget: DepartmentalBudget, shared: Path) -> None:
    wanted = facts(shared)["projects"]
    assert [(p.code, p.name) for p in Project.objects.filter(budget=budget)] == [(p["code"], p["name"]) for p in wanted]
    for project in wanted:
        sheet = ProjectSheet.objects.get(budget=budget, project__code=project["code"])
        assert [
            float(share) for share in (sheet.by_march, sheet.by_june, sheet.by_october, sheet.by_december)
        ] == project["plan"]
        found = Indicator.objects.filter(sheet=sheet).order_by("ordinal")
        assert [(i.name, i.description, i.level2, i.symbol, i.value_text, i.unit, i.basis) for i in found] == [
            (i["name"], i["desc"], i["kind"], i["op"], i["value"], i["unit"], i["basis"]) for i in project["indicators"]
        ]
        assert all(i.value_number == Decimal(i.value_text) for i in found)


def test_amounts_are_bound_to_projects_by_name_and_the_rest_is_unassigned(
    budget: DepartmentalBudget, shared: Path
) -> None:
    """The first is named as in its table, the second without a comma, the third with another letter; two are not named."""
    codes = [project["code"] for project in facts(shared)["projects"]]
    lines = ExpenditureLine.objects.filter(budget=budget, kind="project_unclassified")
    named = {line.project.code: line for line in lines if line.project}
    assert {code: bool(line.printed_label) for code, line in named.items()} == dict(
        zip(codes[:3], (False, True, True), strict=True)
    )
    amounts = [Decimal(amount["value"]) for amount in facts(shared)["amounts"]]
    at = next(i for i, amount in enumerate(facts(shared)["amounts"]) if amount["context"].endswith("项目支出"))
    in_all, *of_projects = amounts[at : at + 4]
    assert [line.amount for line in named.values()] == of_projects
    assert [line.amount for line in lines if not line.project] == [in_all - sum(of_projects)]


def test_items_of_operating_costs_have_their_classes_and_only_differing_names_are_kept(
    budget: DepartmentalBudget,
) -> None:
    lines = ExpenditureLine.objects.filter(budget=budget, kind="operating").select_related("economic")
    assert [line.economic.code for line in lines] == [
        "30201+30202", "30205", "30206", "30207", "30209", "30211", "30213", "30217", "30228", "30229", "31002", "30231", "30299",
    ]  # fmt: skip
    assert {line.economic.code for line in lines if line.printed_label} == {"30213", "30299"}
    assert {line.fund.code for line in lines if line.fund} == {"111"}


def test_the_counted_rows_of_three_public_are_stated_with_their_line(budget: DepartmentalBudget, shared: Path) -> None:
    line = next(amount["line"] for amount in facts(shared)["amounts"] if "三公" in amount["context"])
    cells = StatedCell.objects.filter(budget=budget)
    assert {(cell.statement, cell.row) for cell in cells} == {
        ("three_public", row)
        for row in ("overseas_trips", "vehicle_purchase", "vehicle_operation", "official_receptions")
    }
    assert {cell.line for cell in cells} == {line}


def test_flags_duties_and_added_asset_rows_are_there(budget: DepartmentalBudget) -> None:
    assert {flag.key for flag in StatedFlag.objects.filter(budget=budget)} == {"new_unit", "no_new_assets"}
    assert Duty.objects.filter(budget=budget).count() == 2
    assert not any(
        text.endswith("。")
        for duty in Duty.objects.filter(budget=budget)
        for text in (duty.description, duty.goal, duty.standards)
    )
    (added,) = AssetHolding.objects.filter(budget=budget)
    assert (added.category, set(added.name)) == ("added", {"…"})


# ---- The figures follow ----


def change_revenue(budget: DepartmentalBudget) -> dict[str, Decimal]:
    line = RevenueLine.objects.get(budget=budget)
    line.amount += 111
    line.save()
    return {"overview.income": line.amount}


def change_personnel(budget: DepartmentalBudget) -> dict[str, Decimal]:
    line = ExpenditureLine.objects.get(budget=budget, kind="personnel")
    line.amount += 222
    line.save()
    return {"overview.expenditure": line.amount, "overview.comparison": total_of(budget)}


def change_project(budget: DepartmentalBudget) -> dict[str, Decimal]:
    line = ExpenditureLine.objects.filter(budget=budget, project__isnull=False)[0]
    line.amount += 333
    line.save()
    return {"overview.expenditure": line.amount, "overview.comparison": total_of(budget)}


def change_item(budget: DepartmentalBudget) -> dict[str, Decimal]:
    line = ExpenditureLine.objects.filter(budget=budget, kind="operating")[0]
    line.amount += 444
    line.save()
    operating = sum(each.amount for each in ExpenditureLine.objects.filter(budget=budget, kind="operating"))
    return {
        "operating_costs.sentence": operating,
        "overview.expenditure": operating,
        "overview.comparison": total_of(budget),
    }


def change_stated_cell(budget: DepartmentalBudget) -> dict[str, Decimal]:
    cell = StatedCell.objects.get(budget=budget, row="vehicle_operation")
    cell.value += 555
    cell.save()
    return {"three_public.sentence": sum(each.value for each in StatedCell.objects.filter(budget=budget))}


def add_holding(budget: DepartmentalBudget) -> dict[str, Decimal]:
    AssetHolding.objects.create(budget=budget, category="vehicles", quantity=1, value=Decimal("666.5"))
    return {"assets.sentence": Decimal("666.5")}


def total_of(budget: DepartmentalBudget) -> Decimal:
    return sum((line.amount for line in ExpenditureLine.objects.filter(budget=budget)), Decimal(0))


@pytest.mark.parametrize(
    "change", [change_revenue, change_personnel, change_project, change_item, change_stated_cell, add_holding]
)
def test_a_changed_line_changes_its_sentences_and_their_totals_on_page_and_in_word(
    budget: DepartmentalBudget, change: Callable[[DepartmentalBudget], dict[str, Decimal]]
) -> None:
    before = page_lines(budget)
    with acting_as("import"):
        expected = change(budget)
    on_page, in_word = page_lines(budget), word_lines(budget)
    gone, new = [line for line in before if line not in on_page], [line for line in on_page if line not in before]
    # As many sentences changed as were expected to, and in a table the cells of the new row and the total.
    sentences = [line for line in new if line.endswith("。")]
    assert len(sentences) == len([line for line in gone if line.endswith("。")]) == len(expected)
    for key, amount in expected.items():
        assert any(f"{plain(amount)}元" in line for line in sentences), key
    assert [line for line in in_word if line not in before] == new


def test_cleared_the_stated_cell_gives_way_to_the_lines(budget: DepartmentalBudget) -> None:
    item = ExpenditureLine.objects.get(budget=budget, economic__code="30231")
    cell = StatedCell.objects.get(budget=budget, row="vehicle_operation")
    sentence = next(line for line in page_lines(budget) if f"{plain(cell.value)}元" in line)
    with acting_as("import"):
        cell.delete()
        rest = sum(each.value for each in StatedCell.objects.filter(budget=budget))
    for lines in (page_lines(budget), word_lines(budget)):
        assert sentence not in lines
        assert any(
            f"运行维护费{plain(item.amount)}元" in line and f"安排{plain(rest + item.amount)}元" in line
            for line in lines
        )
    with acting_as("import"):
        item.amount += 1
        item.save()
    assert any(f"安排{plain(rest + item.amount)}元" in line for line in page_lines(budget))
