"""A fictional district's budgets as the text layer of their PDF: what is written comes back, what is broken is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from budgets.choices import Base, FundKind, UnitNature
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    Department,
    DepartmentalBudget,
    EconomicClass,
    GlossaryTerm,
    Prose,
    StatedCell,
    Unit,
)
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from disclosure import foreign
from disclosure.composition.compose import compose
from disclosure.document import lines
from disclosure.exporters import to_docx
from disclosure.exporters.imprint import Imprint
from disclosure.reading import layouts
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import lines_of
from disclosure.reading.official.titles import table_named
from disclosure.reading.shanghai import settlement, streams, two_sides
from disclosure.reading.shanghai.facts import ShanghaiFacts
from disclosure.reading.shanghai.importer import import_taken
from disclosure.reading.shanghai.lines import SourceLine, SourceParagraph, SourcePart, Taken, recognise, take_apart
from disclosure.reading.shanghai.organisation import read_units
from disclosure.reading.shanghai.tokens import table_of
from disclosure.reading.shanghai.words import plain
from tests.builders import make_department
from tests.disclosure.reading_shanghai.rendering import text_layer
from tests.disclosure.test_statutory_tables import build
from tests.examples import examples

pytestmark = pytest.mark.django_db

NAME = "云汀区信访局"
ENTRIES = [
    ("2010301", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("1234567.89")),
    ("2010301", "30201", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("80000")),
    ("2010308", "30201", FundKind.GENERAL_PUBLIC_BUDGET, False, Decimal("650000")),
    ("2080505", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("98765.40")),
    ("2210201", "31002", FundKind.GOVERNMENT_FUNDS, False, Decimal("12345.67")),
]


def written(
    *, year: int = 2026, key: str = "shanghai-2026", entries: list | None = None, **fields: Any
) -> DepartmentalBudget:
    """A budget with everything that the narrative speaks of, in words of our own."""
    for code, name in (("301", "工资福利支出"), ("302", "商品和服务支出"), ("310", "资本性支出")):
        EconomicClass.objects.get_or_create(code=code, valid_from=2018, defaults={"name": name})
    budget = build(entries or ENTRIES, year=year, format_key=key, **fields)
    with editing(budget, by="import") as draft:
        BudgetUnit.objects.filter(budget=draft).update(nature=UnitNature.ADMINISTRATIVE)
        BudgetUnit.objects.create(budget=draft, ordinal=2, name="云汀区群众来访接待中心", nature=UnitNature.INSTITUTION)
        Prose.objects.create(
            budget=draft,
            key="duties",
            text="接待来访群众。\n办理群众来信，" + "逐件登记、转送、督办，" * 9 + "按期答复。",
        )
        GlossaryTerm.objects.create(budget=draft, term="项目支出", definition="为完成特定任务编制的年度支出计划。")
        for code, purpose in (("2010301", "机关日常运转"), ("2010308", "接访场所运行")):
            Prose.objects.create(budget=draft, key=f"item:{code}.purpose", text=purpose)
        ChangeReason.objects.create(budget=draft, statement="expenditure", row="fiscal", text="接访场所搬迁")
        ChangeReason.objects.create(budget=draft, statement="item", row="2010308", text="新增接访场所")
        figures = [
            ("revenue", "fiscal", "2000000", Base.BUDGET, 1),
            ("expenditure", "fiscal", "2000000", Base.BUDGET, 1),
            ("expenditure", "fund:general_public_budget", "2000000", Base.BUDGET, 1),
            ("item", "2010308", "500000", Base.EXECUTION, 1),
            ("item", "2010301", "0", Base.EXECUTION, 1),
            ("three_public", "total", "30000", Base.BUDGET, 0),
            ("three_public", "overseas_trips", "0", Base.BUDGET, 0),
            ("three_public", "vehicles", "20000", Base.BUDGET, 0),
            ("three_public", "vehicle_purchase", "0", Base.BUDGET, 0),
            ("three_public", "vehicle_operation", "20000", Base.BUDGET, 0),
            ("three_public", "official_receptions", "10000", Base.BUDGET, 0),
            ("three_public", "vehicle_operation", "25000", Base.BUDGET, 1),
            ("operating_costs", "total", "80000", Base.BUDGET, 0),
            ("procurement", "total", "70000", Base.BUDGET, 0),
            ("procurement", "goods", "50000", Base.BUDGET, 0),
            ("procurement", "services", "20000", Base.BUDGET, 0),
            ("procurement", "sme_reserved", "30000", Base.BUDGET, 0),
            ("procurement", "small_micro_reserved", "10000", Base.BUDGET, 0),
            ("performance", "units", "2", Base.BUDGET, 0),
            ("performance", "projects", "7", Base.BUDGET, 0),
            ("performance", "money", "650000", Base.BUDGET, 0),
            ("asset_counts", "held:vehicles", "2", Base.BUDGET, 0),
            ("asset_counts", "held:law_enforcement", "2", Base.BUDGET, 0),
            ("asset_counts", "held:equipment", "1", Base.BUDGET, 0),
        ]
        StatedCell.objects.bulk_create(
            StatedCell(
                budget=draft,
                ordinal=number,
                statement=statement,
                row=row,
                value=Decimal(value),
                base=base,
                year=year - back,
            )
            for number, (statement, row, value, base, back) in enumerate(figures)
        )
        project = draft.project_rows.get()
        for aspect in ("overview", "basis", "body", "plan", "period", "money", "targets"):
            Prose.objects.create(
                budget=draft,
                key=f"project:{project.code}.{aspect}",
                text=f"由云汀区信访局实施的接访场所改造工程，本段说明{aspect}。",
            )
    budget.refresh_from_db()
    return budget


def read(text: str, *, department: str = "399", file: str = "文本层.txt") -> Any:
    return import_taken(take_apart(text.encode(), file=file), region_code="990101", department_code=department)


def printed(budget: DepartmentalBudget) -> list[str]:
    return [plain(line) for line in lines(compose(Ledger.of(budget)).document)]


@pytest.mark.parametrize(("key", "year"), [("shanghai-2026", 2026), ("shanghai-2023", 2024)])
def test_a_document_of_ours_comes_back_from_its_text_layer(key: str, year: int) -> None:
    budget = written(key=key, year=year)
    text = text_layer(compose(Ledger.of(budget)).document)
    assert recognise(lines_of(text.encode()))
    imported = read(text)
    assert imported.budget.format_key == key
    assert printed(imported.budget) == printed(budget)
    # 项目经费情况说明 states the project's amount, which our own lines yield and a reader takes for words.
    assert {key for key in imported.words.kept if "project_notes" not in key} == set()


entries = st.lists(
    st.tuples(
        st.sampled_from(["2010301", "2010308", "2080505", "2210201"]),
        st.sampled_from(["30101", "30201", "31002"]),
        st.sampled_from([FundKind.GENERAL_PUBLIC_BUDGET, FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL]),
        st.booleans(),
        st.integers(min_value=1, max_value=10**12).map(lambda cents: Decimal(cents) / 100),
    ),
    min_size=1,
    max_size=8,
)


@settings(examples(4), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(entries=entries)
def test_whatever_the_figures_are_the_tables_come_back(entries: list) -> None:
    from django.db import transaction

    with transaction.atomic():
        budget = written(entries=entries)
        document = compose(Ledger.of(budget)).document
        imported = read(text_layer(document))
        wanted = {figure.ref: figure.number for figure, key in document.figures() if key.startswith("T0")}
        got = {
            figure.ref: figure.number
            for figure, key in compose(Ledger.of(imported.budget)).document.figures()
            if key.startswith("T0")
        }
        assert {ref: got.get(ref) for ref in wanted if ref in got} == {ref: wanted[ref] for ref in wanted if ref in got}
        missing = {ref for ref in wanted if ref not in got and wanted[ref]}
        # “三公” and 机关运行经费 are printed as the figures they are, under references of their own.
        assert {ref for ref in missing if ref.startswith("T")} == set()
        transaction.set_rollback(True)


def test_the_same_file_twice_is_refused_and_changes_nothing() -> None:
    text = text_layer(compose(Ledger.of(written())).document)
    read(text)
    cells = StatedCell.objects.count()
    with pytest.raises(UnreadableDisclosure, match="已有一个未公开的版本"):
        read(text)
    assert StatedCell.objects.count() == cells


def test_the_year_of_the_cover_is_the_year() -> None:
    taken = take_apart(text_layer(compose(Ledger.of(written())).document).encode(), file="甲.txt")
    with pytest.raises(UnreadableDisclosure, match="2026 年"):
        import_taken(taken, region_code="990101", department_code="399", year=2025)
    assert not Department.objects.filter(code="399").exists()


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        ("其他相关情况说明", "其他相关情况说明"),
        ("2026年部门预算编制说明", "预算编制说明"),
        ("预算主管部门：", "预算主管部门"),
    ],
)
def test_a_file_that_breaks_off_is_refused(cut: str, said: str) -> None:
    text = text_layer(compose(Ledger.of(written())).document)
    whole = text.rindex(cut) if cut != "预算主管部门：" else text.index(cut)
    broken = text[:whole] if cut != "预算主管部门：" else text[:whole] + text[whole + len(cut) :]
    with pytest.raises(UnreadableDisclosure, match=said):
        take_apart(broken.encode(), file="甲.txt")


def test_the_layouts_are_told_apart(tmp_path: Path) -> None:
    shanghai = tmp_path / "上海.txt"
    shanghai.write_text(text_layer(compose(Ledger.of(written())).document), encoding="utf-8")
    assert isinstance(layouts.read_source(shanghai), Taken)
    hebei = tmp_path / "河北.txt"
    hebei.write_text("云汀区信访局2020年部门预算公开说明\n一、部门职责及机构设置情况\n", encoding="utf-8")
    with pytest.raises(UnreadableDisclosure):
        layouts.read_source(hebei)
    assert not recognise(lines_of(hebei.read_bytes()))


def test_gb18030_is_read_too() -> None:
    text = text_layer(compose(Ledger.of(written())).document)
    assert take_apart(text.encode("gb18030"), file="甲.txt").name == NAME


# ---- Tables as running text ----


def part(title: str, body: str) -> SourcePart:
    found = table_named(title)
    return SourcePart(
        found.key,
        SourceLine(1, title),
        [SourceLine(number, line) for number, line in enumerate(body.split("\n"), 2)],
        found,
    )


HEAD = "编制部门：云汀区档案馆\n单位：元\n项目\n支出预算\n功能分类科目编码\n功能分类科目名称\n合计\n基本支出\n项目支出\n类\n款\n项\n"


def classified(title: str, body: str) -> Any:
    table, text = table_of(part(title, body))
    settlement.settle([streams.read_classified(table, text)], None, every_sum=False)
    return table


def values(table: Any) -> dict[str, Decimal]:
    return {f"{cell.side}{cell.row}.{cell.column}": cell.value for cell in table.cells}


def test_a_head_that_each_page_repeats_is_no_row() -> None:
    body = (
        HEAD
        + "201\n一般公共服务支出\n5 \n2 \n3 \n\n"
        + "\n".join(HEAD.split("\n")[2:])
        + "201\n26\n档案事务\n5 \n2 \n3 \n合计\n5 \n2 \n3 "
    )
    table = classified("2026年部门支出预算总表", body)
    assert values(table) == {
        f"{row}.{column}": Decimal(value)
        for row in ("201", "20126", "total")
        for column, value in (("total", 5), ("basic", 2), ("project", 3))
    }
    assert table.department == "云汀区档案馆"
    assert {cell.where.line for cell in table.cells if cell.row == "201"} == {16, 17, 18}


def test_a_name_that_is_broken_over_lines_and_a_code_of_one_digit() -> None:
    table = classified(
        "2026年部门支出预算总表", HEAD + "208\n5\n行政事业单位\n养老支出\n1,000 \n1,000 \n0 \n合计\n1,000 \n1,000 \n0 "
    )
    assert table.names["20805"][0] == "行政事业单位养老支出"
    assert values(table)["20805.total"] == 1000
    assert "少一位" in table.notes[0].text


def test_small_amounts_are_no_codes() -> None:
    table = classified(
        "2026年部门支出预算总表",
        HEAD + "201\n一般公共服务支出\n520 \n20 \n500 \n201\n26\n档案事务\n520 \n20 \n500 \n合计\n520 \n20 \n500 ",
    )
    assert values(table)["201.project"] == 500
    assert values(table)["20126.basic"] == 20


def test_blank_cells_leave_no_trace_and_the_sums_tell_where_they_are() -> None:
    """教育支出 stands in 事业收入: only so do the columns come to their sums."""
    head = HEAD.replace("支出预算", "收入预算").replace("基本支出\n项目支出", "财政拨款收入\n事业收入")
    table = classified(
        "2026年部门收入预算总表", head + "201\n一般公共服务支出\n5 \n5 \n205\n教育支出\n7 \n7 \n合计\n12 \n5 \n7 "
    )
    assert table.doubts == []
    found = values(table)
    assert (found["201.fiscal"], found["205.institution_revenue"]) == (5, 7)
    assert not {"201.institution_revenue", "205.fiscal"} & set(found)


def test_blank_cells_of_which_no_sum_tells_the_place_are_a_doubt() -> None:
    head = HEAD.replace("支出预算", "收入预算").replace("基本支出\n项目支出", "财政拨款收入\n事业收入")
    for body in ("201\n一般公共服务支出\n5 \n5 \n合计\n5 \n5 ", "201\n一般公共服务支出\n5 \n5 \n合计\n6 \n4 \n2 "):
        table = classified("2026年部门收入预算总表", head + body)
        assert table.cells == []
        assert "没有合计能印证" in table.doubts[0].text


def test_public_costs_stand_in_their_own_column_where_personnel_is_blank() -> None:
    head = "单位：元\n项目\n一般公共预算基本支出\n部门预算经济分类科目\n编码\n经济分类科目名称\n合计\n人员经费\n公用经费\n类\n款\n"
    table = classified(
        "2026年部门一般公共预算基本支出部门预算经济分类预算表",
        head + "301\n工资福利支出\n8 \n8 \n302\n商品和服务支出\n2 \n2 \n302\n01\n办公费\n2 \n2 \n合计\n10 \n8 \n2 ",
    )
    found = values(table)
    assert (found["301.personnel"], found["302.operating"], found["30201.operating"]) == (8, 2, 2)
    assert "302.personnel" not in found
    assert table.notes == table.doubts == []


def test_two_sides_are_told_apart_by_their_labels() -> None:
    table, text = table_of(
        part(
            "2026年部门财务收支预算总表",
            "单位：元\n本年收入\n本年支出\n项目\n预算数\n项目\n预算数\n一、财政拨款收入\n90 一、一般公共服务支出\n60 \n"
            "1. 一般公共预算资金\n90 二、文化旅游体育与\n传媒支出\n30 \n2. 政府性基金\n三、无人知晓支出\n1 \n收入总计\n90 \n支出总计\n90 ",
        )
    )
    two_sides.read_two_sides(table, text, classes={"一般公共服务支出": "201", "文化旅游体育与传媒支出": "207"})
    assert values(table) == {
        "Lfiscal.amount": Decimal(90),
        "R201.total": Decimal(60),
        "Lgeneral_public_budget.amount": Decimal(90),
        "R207.total": Decimal(30),
        "Ltotal.amount": Decimal(90),
        "Rtotal.total": Decimal(90),
    }
    assert "无人知晓支出" in table.doubts[0].text


def test_a_row_of_seven_figures_must_have_seven() -> None:
    table, text = table_of(part("2026年部门“三公”经费和机关运行经费预算表", "单位:万元\n合计\n小计\n1\n0\n1"))
    streams.read_three_public(table, text)
    assert table.cells == []
    assert "应有 7 个数，实有 3 个" in table.doubts[0].text


@pytest.mark.parametrize(("counts", "told"), [("行政单位1家，事业单位1家", True), ("行政单位1家，参公单位1家", False)])
def test_natures_are_inferred_only_where_the_counts_agree(counts: str, told: bool) -> None:
    facts = ShanghaiFacts()
    texts = [f"本部门中，{counts}，具体包括：", "1. 云汀区信访局（本部）。", "2. 云汀区群众来访接待中心。"]
    read_units([SourceParagraph(text, number) for number, text in enumerate(texts, 1)], facts)
    assert [unit.name for unit in facts.units] == ["云汀区信访局", "云汀区群众来访接待中心"]
    assert all(unit.nature for unit in facts.units) == told
    assert facts.notes


def of_a_unit() -> DepartmentalBudget:
    department = make_department()
    unit = Unit.objects.create(department=department, code="1", name="云汀区群众来访接待中心")
    budget = written(department=department, unit=unit, printed_name=unit.name)
    with editing(budget, by="import") as draft:
        BudgetUnit.objects.filter(budget=draft, ordinal=2).delete()
        BudgetUnit.objects.filter(budget=draft).update(name=unit.name)
    budget.refresh_from_db()
    return budget


def test_a_units_own_document_comes_back_and_speaks_of_a_unit() -> None:
    budget = of_a_unit()
    text = text_layer(compose(Ledger.of(budget)).document)

    taken = take_apart(text.encode(), file="单位.txt")
    assert (taken.scope, taken.name) == ("单位", "云汀区群众来访接待中心")
    imported = import_taken(taken, region_code="990101", department_code="399", unit_code="1")
    assert imported.budget.unit is not None
    assert printed(imported.budget) == printed(budget)


def test_only_where_a_unit_is_named_is_a_units_document_read() -> None:
    text = text_layer(compose(Ledger.of(of_a_unit())).document)
    with pytest.raises(UnreadableDisclosure, match="只能读入部门预算"):
        read(text)


@pytest.mark.parametrize("name", ["单位.txt", "单位.docx"])
def test_a_units_own_document_is_checked_as_what_it_is(tmp_path: Path, name: str) -> None:
    document = compose(Ledger.of(of_a_unit())).document
    path = tmp_path / name
    path.write_bytes(
        to_docx.render(document, Imprint()) if name.endswith(".docx") else text_layer(document).encode("utf-8")
    )
    checked = foreign.check(path)
    assert (checked.layout, checked.is_unit, checked.title) == ("known", True, "云汀区群众来访接待中心")
    outcomes = {entry["rule"]: entry["outcome"] for entry in checked.entries}
    print([(entry["rule"], entry["message"]) for entry in checked.entries if entry["outcome"] == "fail"])
    assert outcomes["R-NUM-C01"] == outcomes["R-NUM-C06"] == outcomes["R-STR-1"] == outcomes["R-STR-4"] == "pass"
    assert Unit.objects.count() == 1, "the one that wrote it"
