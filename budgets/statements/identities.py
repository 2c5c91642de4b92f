"""勾稽关系, the identities C01–C23 between the figures of a document, as data: which cell is the sum of which.

Both who judges a budget before it is public (the rules) and who verifies a download read them here. Nothing but the standard
library is used: this file is part of the program that readers download.
"""

from __future__ import annotations

from typing import Any

from budgets.statements.identity_kinds import (
    FUNDS,
    SAME,
    YEAR,
    Across,
    AssetValues,
    ByColumns,
    CellName,
    ChangesOfTable,
    EachRow,
    Equal,
    Identity,
    Items,
    Levels,
    ProcurementItems,
    Rows,
)

# 财政拨款's tables of expenditure, each of one fund.
FUND_TABLES = {"T05": FUNDS[0], "T08": FUNDS[1], "T09": FUNDS[2]}
# Tables by functional class; T06 is the one by economic class.
CLASSIFIED = ("T02", "T03", "T05", "T08", "T09", "T17")
# 项目支出表的资金来源各栏: what a project is paid from.
PAYING = (*FUNDS, "special_fiscal_account", "unit_funds", "carried")
# A row of T01 → the rows that are part of it, where a form prints both.
WITHIN = {"fiscal": FUNDS}
# A row of “三公” → the rows that it is the sum of.
THREE_PUBLIC = {
    "total": ("overseas_trips", "vehicles", "official_receptions"),
    "vehicles": ("vehicle_purchase", "vehicle_operation"),
}


def leaves_of_three_public(row: str) -> tuple[str, ...]:
    """The rows that are no sums, under a row of “三公” or the row itself."""
    parts = THREE_PUBLIC.get(row)
    return tuple(leaf for part in parts for leaf in leaves_of_three_public(part)) if parts else (row,)


def _carried(side: str, column: str) -> Equal:
    of_year, carried = CellName(side, "current", column), CellName(side, "carried", column)
    return Equal(side, CellName(side, "total", column), (of_year, carried), where=(carried,))


_INCOME, _SPENDING = CellName("T01L", YEAR, "amount"), CellName("T01R", YEAR, "total")

C01 = Identity(
    "C01",
    "收入总计等于支出总计",
    (Equal("收支总表", CellName("T01L", "total", "amount"), (CellName("T01R", "total", "total"),)),),
)
C02 = Identity(
    "C02",
    "收支总表各行之和",
    (Rows("收入", _INCOME, "T01L", "amount", WITHIN), Rows("支出", _SPENDING, "T01R", "total")),
)
C03 = Identity(
    "C03",
    "总计等于本年合计加结转结余",
    (_carried("T01L", "amount"), _carried("T01R", "total"), _carried("T04L", "amount"), _carried("T04R", "total")),
)
C04: Identity[EachRow | Equal] = Identity(
    "C04",
    "收支总表与收入总表一致",
    (
        EachRow("T01L", "amount", CellName("T02", "total", SAME), is_needed=False),
        Equal("合计", _INCOME, (CellName("T02", "total", "total"),)),
    ),
)
C05: Identity[Levels | Across] = Identity(
    "C05",
    "公开表各行各列之和",
    (*(Levels(table) for table in CLASSIFIED), *(Across(table) for table in CLASSIFIED if table != "T03")),
)
C06: Identity[EachRow | Equal] = Identity(
    "C06",
    "收支总表与支出总表一致",
    (
        EachRow("T01R", "total", CellName("T03", SAME, "total")),
        Equal("合计", _SPENDING, (CellName("T03", "total", "total"),)),
    ),
)
C07 = Identity("C07", "支出总表等于基本支出加项目支出", (Across("T03"),))
C08 = Identity(
    "C08",
    "财政拨款收入总计等于支出总计",
    (Equal("财政拨款", CellName("T04L", "total", "amount"), (CellName("T04R", "total", "total"),)),),
)
C08_WITHIN = Identity("C08", "财政拨款收支总表各行各列之和", (ByColumns("T04R", FUNDS, YEAR, adds_total=True),))
# Only where nothing is carried over, which is not told by funds.
C08_BY_FUND = Identity(
    "C08",
    "各项资金收支相等",
    tuple(Equal(fund, CellName("T04L", fund, "amount"), (CellName("T04R", "total", fund),)) for fund in FUNDS),
)
C09 = Identity(
    "C09",
    "财政拨款收支总表与各支出表一致",
    tuple(
        Equal(table, CellName("T04R", YEAR, fund), (CellName(table, "total", "total"),))
        for table, fund in FUND_TABLES.items()
    ),
)
C09_TOGETHER = Identity(
    "C09",
    C09.words,
    (
        Equal(
            "T05+T08+T09",
            CellName("T04R", YEAR, "total"),
            tuple(CellName(each, "total", "total") for each in FUND_TABLES),
        ),
    ),
)
C10 = Identity(
    "C10",
    "财政拨款收入与收支总表一致",
    tuple(Equal(fund, CellName("T04L", fund, "amount"), (CellName("T01L", fund, "amount"),)) for fund in FUNDS),
)
C11 = Identity(
    "C11",
    "基本支出两表一致",
    tuple(
        Equal(words, CellName("T05", "total", column), (CellName("T06", "total", other),), where=where)
        for words, column, other, where in (
            ("基本支出", "basic", "total", ()),
            ("人员经费", "personnel", "personnel", (CellName("T05", "total", "personnel"),)),
            ("公用经费", "operating", "operating", (CellName("T05", "total", "operating"),)),
        )
    ),
)
C12 = Identity("C12", "基本支出表各行之和", (Across("T06"),))
C13 = Identity("C13", "基本支出表的类等于各款之和", (Levels("T06"),))
C14 = Identity(
    "C14",
    "“三公”经费合计",
    tuple(
        Equal(words, CellName("three_public", row), tuple(CellName("three_public", each) for each in THREE_PUBLIC[row]))
        for words, row in (("合计", "total"), ("公务用车", "vehicles"))
    ),
)
C14_CHANGES = Identity("C14", "“三公”经费增减额", (ChangesOfTable("T07", "three_public"),))
C17 = Identity("C17", "机关运行经费等于各项之和", (Items("operating_costs"),))
C18: Identity[Equal | Rows] = Identity(
    "C18",
    "项目支出两表一致",
    (
        Equal("合计", CellName("T10", "total", "total"), (CellName("T03", "total", "project"),)),
        Rows("各项目", CellName("T10", "total", "total"), "T10", "total"),
    ),
)
C18_WITHIN = Identity("C18", "项目支出表各行各列之和", (ByColumns("T10", PAYING, "total", adds_total=False),))
C19 = Identity("C19", "政府采购合计等于各行之和", (ProcurementItems(),))
C23 = Identity("C23", "固定资产总额等于各行之和", (AssetValues(),))

# What the figures of a printed document must fulfil by themselves. C08_BY_FUND needs to know that nothing was carried over;
# C15, C16, C20–C22 look at lines and projects of which a document does not print enough.
PRINTED: tuple[Identity[Any], ...] = (
    C01, C02, C03, C04, C05, C06, C07, C08, C08_WITHIN, C09, C09_TOGETHER, C10, C11, C12, C13, C14, C14_CHANGES,
    C17, C18, C18_WITHIN, C19, C23,
)  # fmt: skip
