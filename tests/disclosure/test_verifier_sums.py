"""Which sums the verifier reckons again: each identity by itself, in a small document that is written down here.

Of every sum each cell is changed in its turn and must be missed; without this a sum could vanish from the program unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from budgets.statements import identity_kinds
from disclosure.publication import verification
from tests.disclosure.printed_documents import document

GENERAL, GOVERNMENT, CAPITAL = "general_public_budget", "government_funds", "state_capital"
C04 = "C04 收支总表与收入总表一致"
C05 = "C05 公开表各行各列之和"
C06 = "C06 收支总表与支出总表一致"
C08 = "C08 财政拨款收支总表各行各列之和"
C09 = "C09 财政拨款收支总表与各支出表一致"
C10 = "C10 财政拨款收入与收支总表一致"
C18 = "C18 项目支出表各行各列之和"
IN_THE_TEXT = "正文数字与公开表一致"

# Identity and place in words → (the cell, the cells that it is the sum of), in a document of the cells; sentences behind.
Sums = Mapping[tuple[str, str], tuple[str, list[str]]]
Case = tuple[Mapping[str, str], Mapping[str, str], Sums]

CASES: dict[str, Case] = {
    "C01": (
        {"T01L.total.amount": "100", "T01R.total.total": "100"},
        {},
        {("C01 收入总计等于支出总计", "收支总表"): ("T01L.total.amount", ["T01R.total.total"])},
    ),
    "C02, without what is carried over": (
        {
            f"T01L.{GENERAL}.amount": "60", "T01L.other.amount": "40", "T01L.total.amount": "100",
            "T01R.201.total": "70", "T01R.208.total": "30", "T01R.total.total": "100",
        },
        {},
        {
            ("C01 收入总计等于支出总计", "收支总表"): ("T01L.total.amount", ["T01R.total.total"]),
            ("C02 收支总表各行之和", "收入"): ("T01L.total.amount", [f"T01L.{GENERAL}.amount", "T01L.other.amount"]),
            ("C02 收支总表各行之和", "支出"): ("T01R.total.total", ["T01R.201.total", "T01R.208.total"]),
        },
    ),
    "C02, where the funds stand under 财政拨款收入": (
        {
            "T01L.fiscal.amount": "60", f"T01L.{GENERAL}.amount": "50", f"T01L.{GOVERNMENT}.amount": "7", f"T01L.{CAPITAL}.amount": "3",
            "T01L.other.amount": "40", "T01L.total.amount": "100",
        },
        {},
        {("C02 收支总表各行之和", "收入"): ("T01L.total.amount", ["T01L.fiscal.amount", "T01L.other.amount"])},
    ),
    "C02 and C03, with what is carried over": (
        {
            "T01L.other.amount": "100", "T01L.current.amount": "100", "T01L.carried.amount": "5", "T01L.total.amount": "105",
            "T01R.201.total": "95", "T01R.current.total": "95", "T01R.carried.total": "10", "T01R.total.total": "105",
        },
        {},
        {
            ("C01 收入总计等于支出总计", "收支总表"): ("T01L.total.amount", ["T01R.total.total"]),
            ("C02 收支总表各行之和", "收入"): ("T01L.current.amount", ["T01L.other.amount"]),
            ("C02 收支总表各行之和", "支出"): ("T01R.current.total", ["T01R.201.total"]),
            ("C03 总计等于本年合计加结转结余", "T01L"): ("T01L.total.amount", ["T01L.current.amount", "T01L.carried.amount"]),
            ("C03 总计等于本年合计加结转结余", "T01R"): ("T01R.total.total", ["T01R.current.total", "T01R.carried.total"]),
        },
    ),
    "C03 of the appropriation": (
        {
            "T04L.current.amount": "50", "T04L.carried.amount": "6", "T04L.total.amount": "56",
            "T04R.current.total": "52", "T04R.carried.total": "4", "T04R.total.total": "56",
        },
        {},
        {
            ("C03 总计等于本年合计加结转结余", "T04L"): ("T04L.total.amount", ["T04L.current.amount", "T04L.carried.amount"]),
            ("C03 总计等于本年合计加结转结余", "T04R"): ("T04R.total.total", ["T04R.current.total", "T04R.carried.total"]),
            ("C08 财政拨款收入总计等于支出总计", "财政拨款"): ("T04L.total.amount", ["T04R.total.total"]),
        },
    ),
    "C04": (
        {
            f"T01L.{GENERAL}.amount": "60", "T01L.other.amount": "40", "T01L.total.amount": "100",
            f"T02.total.{GENERAL}": "60", "T02.total.other": "40", "T02.total.total": "100",
        },
        {},
        {
            ("C02 收支总表各行之和", "收入"): ("T01L.total.amount", [f"T01L.{GENERAL}.amount", "T01L.other.amount"]),
            (C04, GENERAL): (f"T01L.{GENERAL}.amount", [f"T02.total.{GENERAL}"]),
            (C04, "other"): ("T01L.other.amount", ["T02.total.other"]),
            (C04, "合计"): ("T01L.total.amount", ["T02.total.total"]),
            (C05, "T02 合计"): ("T02.total.total", [f"T02.total.{GENERAL}", "T02.total.other"]),
        },
    ),
    "C06": (
        {"T01R.201.total": "70", "T01R.208.total": "30", "T01R.total.total": "100", "T03.201.total": "70", "T03.208.total": "30", "T03.total.total": "100"},
        {},
        {
            ("C02 收支总表各行之和", "支出"): ("T01R.total.total", ["T01R.201.total", "T01R.208.total"]),
            (C05, "T03 合计 total"): ("T03.total.total", ["T03.201.total", "T03.208.total"]),
            (C06, "201"): ("T01R.201.total", ["T03.201.total"]),
            (C06, "208"): ("T01R.208.total", ["T03.208.total"]),
            (C06, "合计"): ("T01R.total.total", ["T03.total.total"]),
        },
    ),
    "C08 by class and fund": (
        {
            "T04R.201.total": "9", f"T04R.201.{GENERAL}": "5", f"T04R.201.{GOVERNMENT}": "4",
            "T04R.208.total": "3", f"T04R.208.{GENERAL}": "1", f"T04R.208.{GOVERNMENT}": "2",
            "T04R.total.total": "12", f"T04R.total.{GENERAL}": "6", f"T04R.total.{GOVERNMENT}": "6",
        },
        {},
        {
            (C08, "合计 total"): ("T04R.total.total", ["T04R.201.total", "T04R.208.total"]),
            (C08, f"合计 {GENERAL}"): (f"T04R.total.{GENERAL}", [f"T04R.201.{GENERAL}", f"T04R.208.{GENERAL}"]),
            (C08, f"合计 {GOVERNMENT}"): (f"T04R.total.{GOVERNMENT}", [f"T04R.201.{GOVERNMENT}", f"T04R.208.{GOVERNMENT}"]),
            (C08, "201"): ("T04R.201.total", [f"T04R.201.{GENERAL}", f"T04R.201.{GOVERNMENT}"]),
            (C08, "208"): ("T04R.208.total", [f"T04R.208.{GENERAL}", f"T04R.208.{GOVERNMENT}"]),
            (C08, "total"): ("T04R.total.total", [f"T04R.total.{GENERAL}", f"T04R.total.{GOVERNMENT}"]),
        },
    ),
    "C08, with what is carried over": (
        {
            "T04R.201.total": "9", f"T04R.201.{GENERAL}": "9", "T04R.current.total": "9", f"T04R.current.{GENERAL}": "9",
            "T04R.carried.total": "1", f"T04R.carried.{GENERAL}": "1", "T04R.total.total": "10", f"T04R.total.{GENERAL}": "10",
        },
        {},
        {
            ("C03 总计等于本年合计加结转结余", "T04R"): ("T04R.total.total", ["T04R.current.total", "T04R.carried.total"]),
            (C08, "合计 total"): ("T04R.current.total", ["T04R.201.total"]),
            (C08, f"合计 {GENERAL}"): (f"T04R.current.{GENERAL}", [f"T04R.201.{GENERAL}"]),
            (C08, "201"): ("T04R.201.total", [f"T04R.201.{GENERAL}"]),
            (C08, "total"): ("T04R.total.total", [f"T04R.total.{GENERAL}"]),
        },
    ),
    "C09 and C10": (
        {
            f"T04L.{GENERAL}.amount": "6", f"T04L.{GOVERNMENT}.amount": "4", f"T04L.{CAPITAL}.amount": "2",
            f"T01L.{GENERAL}.amount": "6", f"T01L.{GOVERNMENT}.amount": "4", f"T01L.{CAPITAL}.amount": "2",
            f"T04R.total.{GENERAL}": "6", f"T04R.total.{GOVERNMENT}": "4", f"T04R.total.{CAPITAL}": "2", "T04R.total.total": "12",
            "T05.total.total": "6", "T08.total.total": "4", "T09.total.total": "2",
        },
        {},
        {
            (C08, "total"): ("T04R.total.total", [f"T04R.total.{GENERAL}", f"T04R.total.{GOVERNMENT}", f"T04R.total.{CAPITAL}"]),
            (C09, "T05"): (f"T04R.total.{GENERAL}", ["T05.total.total"]),
            (C09, "T08"): (f"T04R.total.{GOVERNMENT}", ["T08.total.total"]),
            (C09, "T09"): (f"T04R.total.{CAPITAL}", ["T09.total.total"]),
            (C09, "T05+T08+T09"): ("T04R.total.total", ["T05.total.total", "T08.total.total", "T09.total.total"]),
            (C10, GENERAL): (f"T04L.{GENERAL}.amount", [f"T01L.{GENERAL}.amount"]),
            (C10, GOVERNMENT): (f"T04L.{GOVERNMENT}.amount", [f"T01L.{GOVERNMENT}.amount"]),
            (C10, CAPITAL): (f"T04L.{CAPITAL}.amount", [f"T01L.{CAPITAL}.amount"]),
        },
    ),
    "C11": (
        {"T05.total.basic": "6", "T06.total.total": "6"},
        {},
        {("C11 基本支出两表一致", "基本支出"): ("T05.total.basic", ["T06.total.total"])},
    ),
    "C12 and C13": (
        {
            "T06.301.total": "8", "T06.301.personnel": "8", "T06.301.operating": "",
            "T06.30101.total": "5", "T06.30101.personnel": "5", "T06.30101.operating": "",
            "T06.30102.total": "3", "T06.30102.personnel": "3", "T06.30102.operating": "",
            "T06.302.total": "2", "T06.302.personnel": "", "T06.302.operating": "2",
            "T06.total.total": "10", "T06.total.personnel": "8", "T06.total.operating": "2",
        },
        {},
        {
            **{("C12 基本支出表各行之和", f"T06 {row}"): (f"T06.{row}.total", [f"T06.{row}.personnel", f"T06.{row}.operating"]) for row in ("301", "302", "30101", "30102")},
            ("C12 基本支出表各行之和", "T06 合计"): ("T06.total.total", ["T06.total.personnel", "T06.total.operating"]),
            **{("C13 基本支出表的类等于各款之和", f"T06 301 {column}"): (f"T06.301.{column}", [f"T06.30101.{column}", f"T06.30102.{column}"]) for column in ("total", "personnel", "operating")},
            **{("C13 基本支出表的类等于各款之和", f"T06 合计 {column}"): (f"T06.total.{column}", [f"T06.301.{column}", f"T06.302.{column}"]) for column in ("total", "personnel", "operating")},
        },
    ),
    "C11 by personnel and operating costs": (
        {
            "T05.total.basic": "6", "T05.total.personnel": "4", "T05.total.operating": "2",
            "T06.total.total": "6", "T06.total.personnel": "4", "T06.total.operating": "2",
        },
        {},
        {
            ("C11 基本支出两表一致", "基本支出"): ("T05.total.basic", ["T06.total.total"]),
            ("C11 基本支出两表一致", "人员经费"): ("T05.total.personnel", ["T06.total.personnel"]),
            ("C11 基本支出两表一致", "公用经费"): ("T05.total.operating", ["T06.total.operating"]),
            ("C12 基本支出表各行之和", "T06 合计"): ("T06.total.total", ["T06.total.personnel", "T06.total.operating"]),
        },
    ),
    "C14": (
        {
            "three_public.total": "16", "three_public.overseas_trips": "1", "three_public.vehicles": "12", "three_public.official_receptions": "3",
            "three_public.vehicle_purchase": "5", "three_public.vehicle_operation": "7",
        },
        {},
        {
            ("C14 “三公”经费合计", "合计"): ("three_public.total", ["three_public.overseas_trips", "three_public.vehicles", "three_public.official_receptions"]),
            ("C14 “三公”经费合计", "公务用车"): ("three_public.vehicles", ["three_public.vehicle_purchase", "three_public.vehicle_operation"]),
        },
    ),
    "C14 beside last year": (
        {"three_public.total": "16", "three_public.total@2019": "20", "T07.total.change": "-4"},
        {},
        {("C14 “三公”经费增减额", "three_public.total"): ("three_public.total", ["three_public.total@2019", "T07.total.change"])},
    ),
    "C17": (
        {"operating_costs.total": "9", "operating_costs.30201": "4", "operating_costs.30299": "5"},
        {},
        {("C17 机关运行经费等于各项之和", "合计"): ("operating_costs.total", ["operating_costs.30201", "operating_costs.30299"])},
    ),
    "C18": (
        {
            "T03.total.project": "7", "T10.total.total": "7", "T10.P1.total": "3", "T10.P2.total": "4",
            f"T10.total.{GENERAL}": "5", "T10.total.carried": "2", f"T10.P1.{GENERAL}": "3", "T10.P1.carried": "",
            f"T10.P2.{GENERAL}": "2", "T10.P2.carried": "2",
        },
        {},
        {
            ("C18 项目支出两表一致", "合计"): ("T10.total.total", ["T03.total.project"]),
            ("C18 项目支出两表一致", "各项目"): ("T10.total.total", ["T10.P1.total", "T10.P2.total"]),
            (C18, "P1"): ("T10.P1.total", [f"T10.P1.{GENERAL}", "T10.P1.carried"]),
            (C18, "P2"): ("T10.P2.total", [f"T10.P2.{GENERAL}", "T10.P2.carried"]),
            (C18, "total"): ("T10.total.total", [f"T10.total.{GENERAL}", "T10.total.carried"]),
            (C18, f"合计 {GENERAL}"): (f"T10.total.{GENERAL}", [f"T10.P1.{GENERAL}", f"T10.P2.{GENERAL}"]),
            (C18, "合计 carried"): ("T10.total.carried", ["T10.P1.carried", "T10.P2.carried"]),
        },
    ),
    "C18, every fund that a project is paid from": (
        {
            "T10.P1.total": "63",
            **{f"T10.P1.{fund}": str(2**place) for place, fund in enumerate((GENERAL, GOVERNMENT, CAPITAL, "special_fiscal_account", "unit_funds", "carried"))},
            **{f"T10.total.{fund}": str(2**place) for place, fund in enumerate((GENERAL, GOVERNMENT, CAPITAL, "special_fiscal_account", "unit_funds", "carried"))},
        },
        {},
        {
            (C18, "P1"): ("T10.P1.total", [f"T10.P1.{fund}" for fund in (GENERAL, GOVERNMENT, CAPITAL, "special_fiscal_account", "unit_funds", "carried")]),
            **{(C18, f"合计 {fund}"): (f"T10.total.{fund}", [f"T10.P1.{fund}"]) for fund in (GENERAL, GOVERNMENT, CAPITAL, "special_fiscal_account", "unit_funds", "carried")},
        },
    ),
    "C19": (
        {
            "procurement.total": "9", "procurement.item:1:total": "4", "procurement.item:2:total": "5",
            f"procurement.{GENERAL}": "8", f"procurement.item:1:{GENERAL}": "3", f"procurement.item:2:{GENERAL}": "5",
        },
        {},
        {
            ("C19 政府采购合计等于各行之和", "合计"): ("procurement.total", ["procurement.item:1:total", "procurement.item:2:total"]),
            ("C19 政府采购合计等于各行之和", f"合计 {GENERAL}"): (f"procurement.{GENERAL}", [f"procurement.item:1:{GENERAL}", f"procurement.item:2:{GENERAL}"]),
        },
    ),
    "C23 in the form with free rows": (
        {"assets.total": "9", "assets.row.1.value": "4", "assets.row.2.value": "5", "assets.row.1.quantity": "77"},
        {},
        {("C23 固定资产总额等于各行之和", "总额"): ("assets.total", ["assets.row.1.value", "assets.row.2.value"])},
    ),
    "C23 in the other forms": (
        {"assets.total": "9", "assets.vehicles": "4", "assets.buildings": "5", "assets.vehicles:count": "77", "assets.equipment": ""},
        {},
        {("C23 固定资产总额等于各行之和", "总额"): ("assets.total", ["assets.vehicles", "assets.buildings"])},
    ),
    "sentences about what a table holds": (
        {
            "T01L.total.amount": "100", f"T01L.{GENERAL}.amount": "60", f"T01L.{GOVERNMENT}.amount": "30", f"T01L.{CAPITAL}.amount": "10",
            "T01R.total.total": "100", "T03.total.basic": "70", "T03.total.project": "30", "T10.P1.total": "12",
        },
        {
            "revenue.total": "100", f"revenue.{GENERAL}": "60", f"revenue.{GOVERNMENT}": "30", f"revenue.{CAPITAL}": "10",
            "expenditure.total": "100", "expenditure.basic": "70", "expenditure.project": "30", "expenditure.project:P1": "12",
        },
        {
            ("C01 收入总计等于支出总计", "收支总表"): ("T01L.total.amount", ["T01R.total.total"]),
            ("C02 收支总表各行之和", "收入"): ("T01L.total.amount", [f"T01L.{fund}.amount" for fund in (GENERAL, GOVERNMENT, CAPITAL)]),
            (IN_THE_TEXT, "revenue.total"): ("revenue.total", ["T01L.total.amount"]),
            **{(IN_THE_TEXT, f"revenue.{fund}"): (f"revenue.{fund}", [f"T01L.{fund}.amount"]) for fund in (GENERAL, GOVERNMENT, CAPITAL)},
            (IN_THE_TEXT, "expenditure.total"): ("expenditure.total", ["T01R.total.total"]),
            (IN_THE_TEXT, "expenditure.basic"): ("expenditure.basic", ["T03.total.basic"]),
            (IN_THE_TEXT, "expenditure.project"): ("expenditure.project", ["T03.total.project"]),
            (IN_THE_TEXT, "expenditure.project:P1"): ("expenditure.project:P1", ["T10.P1.total"]),
        },
    ),
    "a sentence about more than last year": (
        {},
        {"expenditure.total": "100", "expenditure.total@2019": "80", "expenditure.total.change": "20"},
        {("正文增减额", "expenditure.total"): ("expenditure.total", ["expenditure.total@2019", "expenditure.total.change"])},
    ),
    "a sentence about less than last year": (
        {},
        {"expenditure.total": "80", "expenditure.total@2019": "100", "expenditure.total.change": "20"},
        {("正文增减额", "expenditure.total"): ("expenditure.total@2019", ["expenditure.total", "expenditure.total.change"])},
    ),
    "a sentence about basic expenditure": (
        {},
        {"expenditure.basic": "70", "expenditure.personnel": "50", "expenditure.operating": "20"},
        {("基本支出等于人员经费加公用经费", "正文"): ("expenditure.basic", ["expenditure.personnel", "expenditure.operating"])},
    ),
}  # fmt: skip


def classified(table: str, name: str, across: str) -> Case:
    """A table by functional class with all three levels, basic and project expenditure."""
    leaves = {"2010101": (1, 2), "2010102": (4, 8), "2010301": (16, 32), "2080501": (64, 128)}
    cells: dict[str, str] = {}
    sums: dict[tuple[str, str], tuple[str, list[str]]] = {}
    codes = ["201", "20101", "2010101", "2010102", "20103", "2010301", "208", "20805", "2080501"]
    for row in [*codes, "total"]:
        below = [values for code, values in leaves.items() if row == "total" or code.startswith(row)]
        basic, project = (sum(values[place] for values in below) for place in (0, 1))
        for column, value in (("total", basic + project), ("basic", basic), ("project", project)):
            cells[f"{table}.{row}.{column}"] = str(value)
    for column in ("total", "basic", "project"):
        for row, below in {
            "201": ["20101", "20103"],
            "20101": ["2010101", "2010102"],
            "20103": ["2010301"],
            "208": ["20805"],
            "20805": ["2080501"],
        }.items():
            sums[name, f"{table} {row} {column}"] = (
                f"{table}.{row}.{column}",
                [f"{table}.{code}.{column}" for code in below],
            )
        sums[name, f"{table} 合计 {column}"] = (
            f"{table}.total.{column}",
            [f"{table}.201.{column}", f"{table}.208.{column}"],
        )
    for row in [*codes, "total"]:
        words = "合计" if row == "total" else row
        sums[across, f"{table} {words}"] = (f"{table}.{row}.total", [f"{table}.{row}.basic", f"{table}.{row}.project"])
    return cells, {}, sums


CASES |= {
    f"by functional class, {table}": classified(
        table, C05, "C07 支出总表等于基本支出加项目支出" if table == "T03" else C05
    )
    for table in ("T02", "T03", "T05", "T08", "T09", "T17")
}
# Across a row: which columns the column 合计 is the sum of, in each form that there is.
COLUMNS = {
    "basic and project": ("basic", "project"),
    "personnel, operating and project": ("personnel", "operating", "project"),
    "personnel and operating": ("personnel", "operating"),
    "fiscal money in one": ("fiscal", "special_fiscal_account", "unit_funds"),
    "fiscal money by funds": (GENERAL, GOVERNMENT, CAPITAL, "special_fiscal_account", "unit_funds"),
    "columns of a form of its own": ("loans", "grants"),
}


def across(table: str, columns: tuple[str, ...], beside: tuple[str, ...] = ()) -> Case:
    """The total row alone. beside: columns that the form prints, too, and that are no part of the sum."""
    cells = {f"{table}.total.{column}": str(2**place) for place, column in enumerate(columns)}
    cells[f"{table}.total.total"] = str(2 ** len(columns) - 1)
    parts = [f"{table}.total.{column}" for column in columns]
    return (
        cells | {f"{table}.total.{column}": "900" for column in beside},
        {},
        {(C05, f"{table} 合计"): (f"{table}.total.total", parts)},
    )


CASES |= {f"across, {words}": across("T08", columns) for words, columns in COLUMNS.items()}
CASES["across, basic expenditure with its parts beside it"] = across(
    "T08", ("basic", "project"), ("personnel", "operating")
)
CASES["across, fiscal money in one with its funds beside it"] = across(
    "T08", ("fiscal", "special_fiscal_account", "unit_funds"), (GENERAL, GOVERNMENT)
)
CASES["a table with a row of an institution, which no code names"] = (
    {"T02.unit-1.total": "4", "T02.201.total": "5", "T02.total.total": "9"},
    {},
    {(C05, "T02 合计 total"): ("T02.total.total", ["T02.unit-1.total", "T02.201.total"])},
)


# Cells that stand in no sum, with names that are like those of cells that do.
BESIDE = {
    "others.total": "5000", "others.equipment": "5000", "assets.others.vehicles": "5000", "operating.total": "5000", "others.item:9:total": "5000",
    "T07.total.previous": "5000", "T99.total.change": "5000", "T010.201.total": "5000",
}  # fmt: skip


def reckoned(cells: Mapping[str, str], sentences: Mapping[str, str]) -> dict[tuple[str, str], verification.Compared]:
    """The sums for which every cell is there."""
    found: dict[tuple[str, str], verification.Compared] = {}
    for name, compared in verification.check_figures(document({**cells, **BESIDE}, sentences)).items():
        for each in compared:
            if each.outcome != "无法核验":
                assert (name, each.what) not in found, "the same sum twice"
                found[name, each.what] = each
    return found


def changed(amount: str) -> str:
    return str(int(amount or 0) + 1_000_000)


@pytest.mark.parametrize("name", CASES)
def test_exactly_these_sums_are_reckoned_of_these_cells_and_they_agree(name: str) -> None:
    cells, sentences, sums = CASES[name]
    found = reckoned(cells, sentences)
    assert {key: each.keys for key, each in found.items()} == {
        key: {whole, *parts} for key, (whole, parts) in sums.items()
    }
    assert {each.outcome for each in found.values()} == {"相符"}


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_any_cell_breaks_each_sum_that_it_stands_in_and_no_other(name: str) -> None:
    cells, sentences, sums = CASES[name]
    keys = {key for whole, parts in sums.values() for key in (whole, *parts)}
    for key in sorted(keys):
        of_cells = {**cells, key: changed(cells[key])} if key in cells else cells
        of_text = {**sentences, key: changed(sentences[key])} if key in sentences else sentences
        found = reckoned(of_cells, of_text)
        broken = {place for place, each in found.items() if each.outcome == "不符"}
        assert broken == {place for place, (whole, parts) in sums.items() if key in (whole, *parts)}, key


@pytest.mark.parametrize("name", [name for name in CASES if name != "a sentence about less than last year"])
def test_what_does_not_add_up_is_said_with_the_cell_first_and_the_sum_behind_it(name: str) -> None:
    cells, sentences, sums = CASES[name]
    for place, (whole, parts) in sums.items():
        of_cells = {**cells, whole: changed(cells[whole])} if whole in cells else cells
        of_text = {**sentences, whole: changed(sentences[whole])} if whole in sentences else sentences
        values = {**of_text, **of_cells}
        right = sum(int(values[part] or 0) for part in parts)
        assert reckoned(of_cells, of_text)[place].words() == f"{place[1]}：{values[whole] or 0}，应为 {right}"


@pytest.mark.parametrize("name", CASES)
def test_a_sum_of_which_one_cell_is_not_there_is_not_called_right(name: str) -> None:
    cells, sentences, sums = CASES[name]
    for whole, parts in sums.values():
        for key in (whole, *parts):
            found = reckoned(_without(cells, key), _without(sentences, key))
            assert all(key not in each.keys for each in found.values()), key


def _without(amounts: Mapping[str, str], key: str) -> dict[str, str]:
    return {each: amount for each, amount in amounts.items() if each != key}


def every_identity(found: Iterable[str]) -> set[str]:
    return {name.split(" ")[0] for name in found if name.startswith("C")}


def test_the_identities_that_are_said_of_any_document_are_these() -> None:
    said = verification.check_figures(document({}))
    assert every_identity(said) == {"C01", "C02", "C04", "C06", "C08", "C09", "C10", "C11", "C14", "C17", "C18", "C23"}
    assert {each.outcome for compared in said.values() for each in compared} == {"无法核验"}
    assert every_identity(name for _, _, sums in CASES.values() for name, _ in sums) == {
        "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C12", "C13", "C14", "C17", "C18", "C19", "C23",
    }  # fmt: skip


# ---- What is not compared ----


@pytest.mark.parametrize(
    "blank",
    ["expenditure.basic", "expenditure.personnel", "expenditure.operating"],
)
def test_basic_expenditure_is_not_compared_where_the_text_does_not_print_all_of_it(blank: str) -> None:
    sentences = {"expenditure.basic": "70", "expenditure.personnel": "50", "expenditure.operating": "20"}
    assert "基本支出等于人员经费加公用经费" not in verification.check_figures(document({}, _without(sentences, blank)))


@pytest.mark.parametrize("blank", ["three_public.total", "three_public.total@2019", "T07.total.change"])
def test_a_change_of_three_public_with_a_blank_is_not_reckoned(blank: str) -> None:
    cells = {"three_public.total": "16", "three_public.total@2019": "20", "T07.total.change": "-4", blank: ""}
    assert "C14 “三公”经费增减额" not in verification.check_figures(document(cells))


def test_a_change_of_another_table_is_none_of_three_public() -> None:
    cells = {"three_public.total": "16", "three_public.total@2019": "20", "T99.total.change": "-4"}
    assert "C14 “三公”经费增减额" not in verification.check_figures(document(cells))


def test_procurement_is_not_compared_with_a_total_that_is_blank() -> None:
    assert "C19 政府采购合计等于各行之和" not in verification.check_figures(
        document({"procurement.total": "", "procurement.item:1:total": "4"})
    )


@pytest.mark.parametrize("missing", ["expenditure.total", "expenditure.total@2019"])
def test_a_change_in_the_text_is_not_reckoned_without_both_years(missing: str) -> None:
    sentences = {"expenditure.total": "100", "expenditure.total@2019": "80", "expenditure.total.change": "20"}
    assert "正文增减额" not in verification.check_figures(document({}, _without(sentences, missing)))
    cells = {missing: ""}
    assert "正文增减额" not in verification.check_figures(document(cells, _without(sentences, missing)))


@pytest.mark.parametrize(
    ("sentence", "cell"), [("revenue.total", "T01L.total.amount"), ("expenditure.project:P1", "T10.P1.total")]
)
def test_a_sentence_is_compared_only_with_a_cell_that_is_there(sentence: str, cell: str) -> None:
    assert IN_THE_TEXT not in verification.check_figures(document({}, {sentence: "1"}))
    assert IN_THE_TEXT not in verification.check_figures(document({cell: "1"}))
    assert IN_THE_TEXT not in verification.check_figures(document({cell: "1", sentence: ""}))
    assert IN_THE_TEXT in verification.check_figures(document({cell: "1"}, {sentence: "1"}))


def test_what_is_paid_from_is_no_part_of_the_projects_where_the_table_does_not_print_it() -> None:
    assert C18 not in verification.check_figures(document({"T10.P1.total": "1", "T10.total.total": "1"}))


def every_place(cells: Mapping[str, str], name: str, sentences: Mapping[str, str] | None = None) -> list[str]:
    """What is compared under that name in this document, whether or not it could be."""
    return [each.what for each in verification.check_figures(document(cells, sentences)).get(name, [])]


def test_no_sum_is_announced_that_could_never_be_reckoned() -> None:
    """A row without rows below it is no sum of nothing, and what one table does not print is not looked for in another."""
    whole = classified("T03", C05, "")[0]
    assert "T03 2010101 total" not in every_place(whole, C05)
    assert every_place({"T02.total.other": "5"}, C05) == []
    assert every_place({"T01L.other.amount": "5"}, C04) == ["合计"]
    assert every_place({"T04R.201.total": "5", "T04R.total.total": "5"}, C08) == ["合计 total"]
    assert every_place({"T03.total.total": "5", "T03.total.project": "5"}, "C07 支出总表等于基本支出加项目支出") == []
    assert every_place({"T05.total.basic": "5"}, "C11 基本支出两表一致") == ["基本支出"]
    assert every_place({"T01R.201.total": "5"}, C06) == ["201", "合计"]
    assert every_place({"T03.total.basic": "5", "T03.total.project": "5"}, "C07 支出总表等于基本支出加项目支出") == []


def test_names_that_are_no_codes_have_no_levels() -> None:
    cells = {"T02.A.total": "5", "T02.A01.total": "3", "T02.total.total": "8"}
    assert "T02 A total" not in every_place(cells, C05)
    assert reckoned(cells, {})[C05, "T02 合计 total"].outcome == "相符"


def test_only_a_sentence_about_a_project_is_compared_with_the_projects_row() -> None:
    assert every_place({"T10.P1.total": "1"}, IN_THE_TEXT, {"P1": "2"}) == []
    assert every_place({"T10.P1.total": "1"}, IN_THE_TEXT, {"expenditure.project:P1": "2"}) == [
        "expenditure.project:P1"
    ]


def test_basic_expenditure_is_made_of_personnel_and_operating_where_both_are_printed() -> None:
    assert identity_kinds.parts_of("basic", ["basic", "operating", "personnel"]) == ("personnel", "operating")
    assert identity_kinds.parts_of("basic", ["basic", "operating"]) == ()
    assert identity_kinds.parts_of("basic", ["basic", "personnel"]) == ()


def test_a_row_is_found_by_its_whole_name_and_not_by_a_beginning() -> None:
    cells = {"T01R.201.total": "7", "T01R.201.subtotal": "9", "T01RX.205.total": "9", "T01R.total.total": "7"}
    assert reckoned(cells, {})["C02 收支总表各行之和", "支出"].keys == {"T01R.total.total", "T01R.201.total"}


DECLARATIONS = [each for each in vars(identity_kinds).values() if isinstance(each, type) and is_dataclass(each)]


def test_the_kinds_of_sums_are_declared_and_never_changed() -> None:
    """Rules and verifier read the same objects: whoever could write in one would change what all others check."""
    assert len(DECLARATIONS) >= 10
    for kind in DECLARATIONS:
        declared = kind(*("x" for _ in fields(kind)))
        for field in fields(kind):
            with pytest.raises(FrozenInstanceError):
                setattr(declared, field.name, "y")
