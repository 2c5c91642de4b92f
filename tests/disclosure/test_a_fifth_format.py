"""A province's own form is one file: it prints whole documents, last year beside every figure, and no code is written for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgets.choices import Base, CellOrigin, Flag, LineKind
from budgets.models import DepartmentalBudget, FunctionalClass, StatedCell, Unit
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import Document, Figure, Table, lines, plain_text
from disclosure.exporters import files
from disclosure.exporters.grid import LaidOutTable
from disclosure.exporters.imprint import Imprint
from disclosure.formats.doubts import unverified
from disclosure.outline.statutory import packaged_keys
from tests.builders import add_expenditure, make_budget, make_department
from tests.packages import full_budget, units_of
from tests.rules_builders import add_flag, judged

FILE = Path(__file__).with_name("further_formats") / "plain-2021.toml"
KEY = FILE.stem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_with_the_file")]


@pytest.fixture
def _with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The house's formats and this one: the file is put beside them, and nothing else is done."""
    for path in (*formats._FOLDER.glob("*.toml"), FILE):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(formats, "_FOLDER", tmp_path)
    formats.known_keys.cache_clear()
    formats.load.cache_clear()
    yield
    formats.known_keys.cache_clear()
    formats.load.cache_clear()


def made(**fields: Any) -> tuple[DepartmentalBudget, Document]:
    budget = full_budget(year=fields.pop("year", 2023), format_key=KEY, **fields)
    return budget, compose(Ledger.of(budget)).document


def table(document: Document, key: str) -> Table:
    return next(block for block in document.blocks() if isinstance(block, Table) and block.key == key)


def shown(of: Table, ref: str) -> str | None:
    """What a cell prints; None where the table has no cell of that reference."""
    cells = (cell for row in of.body for cell in row.cells if cell.key == ref)
    return next((plain_text(cell.runs) for cell in cells), None)


# ---- The document ----


def test_it_prints_every_table_and_section_and_every_file() -> None:
    budget, document = made(with_last_year=False)
    assert formats.offered("990101", 2023)
    assert packaged_keys(document) == [
        "T01", "T03", "T05", "T06", "T07", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17",
    ]  # fmt: skip
    assert {section.key for section in document.sections} >= {"opening", "overview", "procurement", "performance"}
    for block in document.blocks():
        if isinstance(block, Table):
            LaidOutTable(block)
            assert any(plain_text(cell.runs) for row in block.body for cell in row.cells), block.key
    assert document.title_text() == "云汀区信访局2023年部门预算"
    assert judged(budget, "R-STR-1").outcome == "pass"
    for name, content in files.render_all(document, Imprint()).items():
        assert len(content) > 1000, name


def test_its_columns_of_procurement_assets_and_units_are_its_own() -> None:
    _, document = made(with_last_year=False)
    assert LaidOutTable(table(document, "procurement.table")).column_paths() == [
        ("序号",), ("采购内容", "名称"), ("采购内容", "数量"), ("采购金额",),
    ]  # fmt: skip
    assert [[plain_text(cell.runs) for cell in row.cells] for row in table(document, "procurement.table").body] == [
        ["1", "触摸查询一体机", "2", "40,000.00"],
        ["2", "网上信访平台运行维护服务", "1", "330,000.15"],
        ["合计", "", "", "370,000.15"],
    ]
    assert shown(table(document, "assets.table"), "assets.total") == "498.34"
    assert [[plain_text(cell.runs) for cell in row.cells] for row in table(document, "organisation.table").body] == [
        ["1", "云汀区信访局", "行政"],
        ["2", "云汀区信访接待中心", "事业"],
    ]


def test_its_objectives_are_a_table_and_the_text_refers_to_it() -> None:
    _, document = made(with_last_year=False)
    body = [[plain_text(cell.runs) for cell in row.cells] for row in table(document, "T12").body]
    assert body[0] == ["年度总体目标", "群众反映的事项依法及时就地解决，满意率稳步提高。"]
    # 预算金额{总额|财政拨款|其他}: no row says which money serves which duty.
    assert body[1] == ["1", "信访事项办理", "信访事项办理的组织、指导和督促检查", "", "", "", "按期办结率不低于95%"]
    assert "整体绩效目标见《2023年部门整体绩效目标表》。" in lines(document)
    assert not any(line.startswith("职责目标是") for line in lines(document))


def test_a_unit_has_its_own_sections_tables_and_words() -> None:
    unit = Unit.objects.create(department=make_department(), code="202001", name="云汀区信访接待中心")
    _, document = made(unit=unit, with_last_year=False)
    assert "T14" not in packaged_keys(document)
    assert "performance" not in {section.key for section in document.sections}
    assert plain_text(table(document, "T12").body[0].cells[0].runs) == "单位年度总体目标"


def test_tables_and_laws_come_and_go_with_the_year() -> None:
    found = formats.load(KEY)
    assert [each.key for each in found.package(2021)][-1] == "T16"
    assert [each.key for each in found.package(2022)][-1] == "T17"
    assert "T07" not in {each.key for each in found.required_tables(2021)}
    assert "T07" in {each.key for each in found.required_tables(2022)}
    assert "T16" not in {each.key for each in found.required_tables(2022)}
    legal = [compose(Ledger.of(make_budget(year=year, format_key=KEY))).document.sections[0] for year in (2022, 2023)]
    assert [plain_text(section.blocks[0].runs).partition("规定")[0] for section in legal] == [  # type: ignore[union-attr]
        "按照《中华人民共和国预算法》、《某办法》和《中华人民共和国预算法实施条例》",
        "按照《中华人民共和国预算法》和《中华人民共和国预算法实施条例》",
    ]


def test_what_no_form_has_confirmed_is_listed_in_words() -> None:
    assert unverified(formats.load(KEY)) == [
        ("parameter:asset_threshold", "单独列示设备的单价标准"),
        ("legal:某办法", "公开依据《某办法》"),
        ("section:glossary", "“第四部分 名词解释”一节的位置和标题"),
        ("statutory:T16", "T16 部门机关运行经费表的表样和栏目"),
    ]


# ---- Last year beside this year ----


def test_last_years_published_budget_stands_beside_this_years() -> None:
    _, document = made()
    t05, t06, t10 = (table(document, key) for key in ("T05", "T06", "T10"))
    # 1,843,267.35 + 86,420.50 + 3,600.00 + 41,000.00 + 12,000.40; last year nine tenths of each, to the cent
    assert shown(t05, "T05.2010301.total") == "1,986,288.25"
    assert shown(t05, "T05.2010301.previous") == "1,787,659.43"
    assert shown(t05, "T05.2010301.change") == "198,628.82"
    assert shown(t05, "T05.2010301.percent") == "11.11"
    assert shown(t06, "T06.30217.previous") == "3,240.00"
    assert shown(t10, "T10.202-0002-ABC-0003.previous") == "40,500.00"
    last = Ledger.of(DepartmentalBudget.objects.get(fiscal_year=2022))
    before = {figure.ref: figure for figure, _ in document.figures()}
    assert before["T01L.total.previous"].number == sum(line.amount for line in last.revenue)
    assert before["T01R.total.previous"].number == sum(line.amount for line in last.expenditure)
    assert before["T05.total.previous"].number + before["T05.total.change"].number == before["T05.total.total"].number


def test_from_nothing_there_is_a_change_and_no_percentage() -> None:
    budget, _ = made()
    item = FunctionalClass.objects.get(code="2230105")
    add_expenditure(budget, units_of(budget)[0], LineKind.OPERATING, "500", functional=item)
    t05 = table(compose(Ledger.of(budget)).document, "T05")
    assert shown(t05, "T05.2230105.previous") == ""
    assert shown(t05, "T05.2230105.change") == "500.00"
    assert shown(t05, "T05.2230105.percent") == ""


def test_what_only_last_year_had_has_a_row_and_a_decrease() -> None:
    budget, _ = made()
    with acting_as("import"):
        budget.expenditureline_rows.filter(functional__code__startswith="221").delete()
    document = compose(Ledger.of(budget)).document
    t05, t01 = table(document, "T05"), table(document, "T01")
    assert shown(t05, "T05.2210201.total") == ""
    assert shown(t05, "T05.2210201.change") == "-199,072.87"
    assert shown(t05, "T05.2210201.percent") == "-100.00"
    assert any(shown(t01, f"T01R.{key}.previous") == "199,072.87" for key in ("221",))


def test_a_new_unit_and_one_without_a_last_year_compare_nothing() -> None:
    new, _ = made()
    add_flag(new, Flag.NEW_UNIT)
    for document in (compose(Ledger.of(new)).document, made(year=2031, with_last_year=False)[1]):
        for key in ("T01", "T05", "T06", "T10"):
            refs = [
                run.ref
                for row in table(document, key).body
                for cell in row.cells
                for run in cell.runs
                if isinstance(run, Figure)
            ]
            assert refs
            assert not [ref for ref in refs if ref.endswith((".previous", ".change", ".percent"))], key


def test_what_was_read_in_with_this_version_comes_before_last_years_budget_and_what_was_typed_after_it() -> None:
    budget, _ = made()
    read = {"origin": CellOrigin.OFFICIAL_TABLE, "file": "公开表.xlsx", "sheet": "支出", "cell": "B7"}
    with acting_as("import"):
        for row, value, more in (
            ("2010301", 1000000, read),
            ("2080505", 1, {}),
            # What was spent is another base than what was budgeted, and this format compares budgets.
            ("2010308", 7, {"base": Base.EXECUTION, **read}),
        ):
            StatedCell.objects.create(
                budget=budget, statement="T05", row=row, column="total", year=2022, value=Decimal(value), **more
            )
    t05 = table(compose(Ledger.of(budget)).document, "T05")
    assert shown(t05, "T05.2010301.previous") == "1,000,000.00"
    assert shown(t05, "T05.2080505.previous") == "265,430.49"
    assert shown(t05, "T05.2010308.previous") == "1,134,000.00"


def test_a_code_that_was_moved_stands_beside_the_figure_of_the_code_it_replaced() -> None:
    budget, _ = made()
    before = FunctionalClass.objects.get(code="2010308")
    for code, name in (("20140", "信访事务"), ("2014004", "信访业务")):
        moved = FunctionalClass.objects.create(code=code, name=name, valid_from=2023)
    moved.predecessors.add(before)
    with acting_as("import"):
        budget.expenditureline_rows.filter(functional=before).update(functional=moved)
    t05 = table(compose(Ledger.of(budget)).document, "T05")
    assert shown(t05, "T05.2014004.previous") == "1,134,000.00"
    assert shown(t05, "T05.2010308.previous") is None
    assert shown(t05, "T05.20140.previous") == "1,134,000.00"
    assert shown(t05, "T05.20103.previous") == "1,787,659.43"
