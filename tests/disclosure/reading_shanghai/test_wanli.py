"""Three real budgets: every figure of their nine tables comes back, and the narrative agrees with them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest

from budgets.choices import Base
from budgets.rules.judge import judge
from budgets.statements.appropriation import compared, items
from budgets.statements.comparison import compare
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import three_public_comparison
from disclosure.composition.compose import compose
from disclosure.document import Figure, Table, plain_text
from disclosure.reading.shanghai.words import plain

TABLES = {
    "T01": "财务收支预算总表",
    "T02": "收入预算总表",
    "T03": "支出预算总表",
    "T04": "财政拨款收支预算总表",
    "T05": "一般公共预算支出功能分类预算表",
    "T08": "政府性基金预算支出功能分类预算表",
    "T09": "国有资本经营预算支出功能分类预算表",
    "T06": "一般公共预算基本支出部门预算经济分类预算表",
    "T07": "“三公”经费和机关运行经费预算表",
}
YEARS = (2023, 2024, 2025)
# The heads of the tables by classification, which the text repeats on each page.
HEAD = re.compile(r"项目.{0,80}?类款(?:项(?=\d|项目|合计|注))?")


def part_of(lines: list[str], key: str) -> list[str]:
    """The lines of a table, from its title to the next one, by the titles alone."""
    titles = [f"部门{name}" for name in TABLES.values()]
    starts = [
        at
        for at, line in enumerate(lines)
        if any(re.fullmatch(rf"\f?(?:20\d\d年)?{re.escape(title)}", line) for title in titles)
    ]
    start = next(at for at in starts if lines[at].endswith(f"部门{TABLES[key]}"))
    ends = [*starts, next(at for at, line in enumerate(lines) if re.fullmatch(r"\f?其他相关情况说明", line))]
    return lines[start + 1 : next(end for end in ends if end > start)]


def printed_amounts(lines: list[str], key: str) -> list[Decimal]:
    """The amounts of a table as its text has them: in the text layer a blank stands behind each, and behind no code."""
    pattern = r"([\d,]+(?:\.\d+)?) (?:.*)" if key != "T07" else r"([\d,]+(?:\.\d+)?)"
    found = [match for line in lines if (match := re.fullmatch(pattern, line))]
    return [Decimal(match[1].replace(",", "")) for match in found]


def table(imported: Any, key: str) -> Table:
    document = compose(Ledger.of(imported.budget)).document
    return next(block for block in document.blocks() if isinstance(block, Table) and block.key == key)


def figures(of: Table) -> list[Figure]:
    return [run for row in of.body for cell in row.cells for run in cell.runs if isinstance(run, Figure)]


@pytest.mark.parametrize("key", TABLES)
@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_the_nine_tables_comes_back(
    wanli: dict[int, Any], source: dict[int, list[str]], year: int, key: str
) -> None:
    """No cell differs, the originals' own slips included. A table of two sides is read from left to right and not as the text layer has it."""
    wanted = printed_amounts(part_of(source[year], key), key)
    got = [figure.number for figure in figures(table(wanli[year], key))]
    if key in {"T01", "T04"}:
        wanted, got = sorted(wanted), sorted(got)
    assert got == wanted
    assert bool(wanted) == (key not in {"T08", "T09"})


def test_how_many_figures_that_are(wanli: dict[int, Any]) -> None:
    counts = {key: len(figures(table(wanli[2025], key))) for key in TABLES}
    assert counts == {
        "T01": 13,
        "T02": 335,
        "T03": 201,
        "T04": 22,
        "T05": 201,
        "T06": 96,
        "T07": 7,
        "T08": 0,
        "T09": 0,
    }


@pytest.mark.parametrize("key", ["T02", "T03", "T05", "T06"])
def test_codes_names_and_figures_stand_in_the_same_order(
    wanli: dict[int, Any], source: dict[int, list[str]], key: str
) -> None:
    """The whole body of a table, letter by letter."""
    lines = [line.replace("\f", "") for line in part_of(source[2025], key)]
    text = HEAD.sub(
        "", "".join("".join(line.split()) for line in lines if not line.startswith(("编制部门", "单位：元")))
    )
    cells = [plain_text(cell.runs) for row in table(wanli[2025], key).body for cell in row.cells]
    # The official list writes 维修（护）费 with wide brackets, the table with narrow ones.
    assert "".join(cells) == text.replace("(", "（").replace(")", "）")


@pytest.mark.parametrize("year", YEARS)
def test_every_paragraph_of_the_narrative_comes_back(wanli: dict[int, Any], year: int) -> None:
    imported = wanli[year]
    assert [line.text for line in imported.missing] == []
    assert imported.further == 0
    assert len(imported.source.lines) > 80


@pytest.mark.parametrize("year", YEARS)
def test_the_figures_of_the_narrative_are_those_of_the_tables(wanli: dict[int, Any], year: int) -> None:
    imported = wanli[year]
    ledger = Ledger.of(imported.budget)
    said = [each for each in imported.said.said if not each.years_back]
    from_tables = [
        each
        for each in said
        if ledger.printed(each.ref) is not None and each.ref.split(".")[0] not in COUNTED_ELSEWHERE
    ]
    assert len(from_tables) >= 12
    for each in from_tables:
        assert abs(ledger.printed(each.ref) - each.value) <= 50, each
    for item in imported.said.items:
        assert item.code
        assert abs(ledger.printed(f"item.{item.code}") - item.amount) <= 50, item
    assert not [note for note in imported.notes if "不一致" in note.text and "单位" not in note.text]


COUNTED_ELSEWHERE = {"procurement", "performance", "asset_counts"}


def test_the_narrative_prints_the_figures_in_ten_thousands(wanli: dict[int, Any]) -> None:
    composition = compose(Ledger.of(wanli[2025].budget))
    shown = {figure.ref: figure.shown for figure, key in composition.document.figures() if not key.startswith("T")}
    assert shown["revenue.total"] == shown["expenditure.total"] == "18,976.76"
    assert shown["revenue.fiscal.change"] == "3,355.65"
    assert shown["expenditure.fund:government_funds"] == "0.00"
    assert shown["item.2010507"] == "43.83"
    assert shown["item.2120199"] == "5,312.11"
    assert shown["three_public.total"] == "37.91"
    assert shown["three_public.vehicle_purchase.change"] == "10.00"
    assert shown["operating_costs.total"] == "464.64"
    assert (shown["procurement.total"], shown["procurement.works"]) == ("4,821.20", "3,780.72")
    assert shown["procurement.small_micro_reserved"] == "1,349.94"
    assert (shown["performance.units"], shown["performance.projects"]) == ("3", "49")
    assert (shown["asset_counts.held:vehicles"], shown["asset_counts.planned:other"]) == ("8", "1")


def test_tables_alone_yield_every_statement(wanli: dict[int, Any]) -> None:
    amounts = compose(Ledger.of(wanli[2025].budget)).amounts
    wanted = {
        "expenditure.basic": "10134.1746",
        "expenditure.project": "8842.5805",
        "expenditure.personnel": "9051.4044",
        "expenditure.operating": "1082.7702",
        "expenditure.fiscal": "18976.7551",
        "revenue.general_public_budget": "18976.7551",
    }
    assert {ref: amounts[ref].number for ref in wanted} == {ref: Decimal(value) for ref, value in wanted.items()}


def test_what_the_originals_have_wrong_is_named_by_the_rules(wanli: dict[int, Any]) -> None:
    """The slips are stored as they were printed and found by the rules, not mended by the reader."""

    results = {year: judge(wanli[year].budget, whole=True) for year in YEARS}

    def found(year: int, rule: str) -> str:
        return "\n".join(
            finding.message for result in results[year] if result.rule.id == rule for finding in result.findings
        )

    assert "314.82" in found(2023, "R-TXT-4")
    assert "289.12" in found(2023, "R-TXT-4")
    assert "441.25" in found(2023, "R-TXT-4")
    assert found(2023, "R-TXT-4").count("上年为 0") == 2
    assert "政府性基金拨款支出预算0.00万元，比2022年预算增加1421.25万元" in found(2023, "R-TXT-5")
    assert "352.67" in found(2024, "R-TXT-4")
    assert found(2024, "R-TXT-4").count("上年为 0") == 1
    assert "94995790" in found(2025, "R-NUM-C05")
    assert not found(2024, "R-NUM-C05")


class TestYearOverYear:
    def test_last_years_figures_are_those_of_last_years_document(self, wanli: dict[int, Any]) -> None:
        """Each document says by how much it differs from the year before; within the rounding to 万元 that is the other document's figure."""
        for year in (2024, 2025):
            ledger = Ledger.of(wanli[year].budget)
            assert ledger.previous is not None
            for key, comparison in {**compared(ledger), **three_public_comparison(ledger)}.items():
                last_year = ledger.previous.printed(comparison.current.ref)
                assert comparison.previous is not None, key
                assert abs(comparison.previous.number - (last_year or 0)) <= 100, key
        results = {result.rule.id: result.outcome for result in judge(wanli[2025].budget, whole=False)}
        assert results["R-NUM-C27"] == "pass"

    def test_items_are_compared_over_the_years(self, wanli: dict[int, Any]) -> None:
        ledger = Ledger.of(wanli[2025].budget)
        by_code = {item.code: item for item in items(ledger)}
        beside = {
            code: compare(
                ledger,
                item.amount,
                lambda past, code=code: next(each.amount for each in items(past) if each.code == code),
                base=Base.BUDGET,
            )
            for code, item in by_code.items()
        }
        grown = beside["2129999"]
        assert (grown.previous.number, grown.direction, grown.change.number) == (
            Decimal(9_220_200),
            "增加",
            Decimal(43_128_737),
        )
        assert grown.percent.number == Decimal("467.76")
        assert beside["2010507"].direction == "增加"
        assert beside["2210399"].direction == "持平"

    def test_execution_of_the_year_before_stands_beside_each_item(self, wanli: dict[int, Any]) -> None:
        by_code = {item.code: item.execution for item in items(Ledger.of(wanli[2024].budget))}
        assert all(execution.is_known for execution in by_code.values())
        assert by_code["2010507"].previous.number == Decimal(601_300)
        assert by_code["2010507"].percent.number == Decimal("57.14")
        assert by_code["2059999"].percent is None

    def test_the_same_project_has_one_code(self, wanli: dict[int, Any]) -> None:
        codes = {
            project.code
            for imported in wanli.values()
            for project in imported.said.projects
            if project.name == "万里街道社区公共服务中心新建工程"
        }
        assert len(codes) == 1


def test_only_what_differs_is_kept_and_its_amounts_are_references(wanli: dict[int, Any]) -> None:
    assert len(wanli[2025].words.kept) <= 8
    assert not wanli[2025].words.unbound
    kept = wanli[2023].words.kept
    assert "{revenue.fiscal.change}" in kept["explanation.income"]
    assert "{item.2080506@2022}" in kept["explanation.item:2080506"]
    # A wrong amount of the source is no figure of the budget.
    assert "441.25" in kept["explanation.item:2080506"]
    assert {amount.value for _, amount in wanli[2024].words.unbound if not amount.is_rate} == {Decimal(3_526_700)}


def test_the_stray_sentence_under_a_filled_table_is_kept_in_its_place(wanli: dict[int, Any]) -> None:
    document = compose(Ledger.of(wanli[2024].budget)).document
    section = next(section for section in document.sections if section.key == "tables.T07")
    assert plain("故本表为空表") in plain(plain_text(section.blocks[-1].runs))
    assert not [key for key in wanli[2025].words.prose if key == "after:T07"]


def test_natures_are_told_by_name_only_where_the_counts_agree(wanli: dict[int, Any]) -> None:
    from budgets.models import BudgetUnit

    natures = [unit.nature for unit in BudgetUnit.objects.filter(budget=wanli[2025].budget)]
    assert sorted(natures) == ["administrative", "civil_service_managed", *["institution"] * 4]
    assert natures[0] == "administrative"
    assert any("按名称推断" in note.text for note in wanli[2025].notes)


def test_the_sheets_of_targets_of_2023_are_read(wanli: dict[int, Any]) -> None:
    from performance.models import Indicator, ProjectSheet

    ledger = Ledger.of(wanli[2023].budget)
    assert ProjectSheet.objects.filter(budget=wanli[2023].budget).count() == 5
    assert Indicator.objects.filter(budget=wanli[2023].budget).count() == 65
    sums = [ledger.cell("expenditure", f"project:{project.code}") for project in ledger.projects]
    assert sum(value for value in sums if value) == Decimal("33513343")
    built = Indicator.objects.get(budget=wanli[2023].budget, name="规划建筑面积")
    assert (built.symbol, built.value_number, built.unit) == (">=", Decimal(13459), "平方米")


def test_every_cell_names_the_line_it_was_read_from(wanli: dict[int, Any], source: dict[int, list[str]]) -> None:
    from budgets.models import StatedCell

    for cell in StatedCell.objects.filter(budget=wanli[2025].budget, statement__startswith="T"):
        shown = Decimal(re.match(r"[\d,.]+", source[2025][cell.line - 1])[0].replace(",", ""))
        assert shown * (10_000 if cell.statement == "T07" else 1) == cell.value


def test_what_was_not_understood_is_listed_with_its_line(wanli: dict[int, Any]) -> None:
    places = {year: sorted(note.where.line for note in wanli[year].notes) for year in YEARS}
    assert places == {
        2023: [1, 2, 45, 70, 113, 1782, 1787],
        2024: [1, 2, 44, 158, 1813, 1819, 2040],
        2025: [1, 2, 44, 108, 1997],
    }


def test_page_word_and_pdf_take_the_whole_package(wanli: dict[int, Any]) -> None:
    from disclosure.exporters import to_docx, to_pdf
    from disclosure.exporters.imprint import Imprint

    document = compose(Ledger.of(wanli[2023].budget)).document
    imprint = Imprint(version=1, published_on=dt.date(2026, 1, 5), chain_entry="0" * 64)
    assert to_pdf.render(document, imprint).startswith(b"%PDF")
    assert to_docx.render(document, imprint).startswith(b"PK")
