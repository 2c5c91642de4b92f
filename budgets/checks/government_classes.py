"""The government's economic classes against the department's. R-COD-7, C25."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.checks.expenditure_codes import place_of
from budgets.choices import Base
from budgets.models import EconomicClass
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.expenditure import expenditure
from budgets.statements.government_classes import FIRST_YEAR, TABLE, Cut, government_cut, government_name
from budgets.statements.ledger import Ledger


def _cut(ledger: Ledger) -> Cut:
    if ledger.year < FIRST_YEAR:
        raise NotRun(f"{FIRST_YEAR}年起才有政府预算支出经济分类")
    if not ledger.expenditure:
        raise NotRun("尚未填写支出")
    cut = government_cut(ledger)
    if not cut.lines:
        raise NotRun("支出没有填写到“款”的部门经济分类，无法对应到政府经济分类")
    return cut


@rule(
    "R-COD-7",
    "W",
    "部门经济分类与政府经济分类对应",
    basis="预算法第四十六条；政府收支分类科目",
    reads=Reads.LINES,
    example="行政单位的一笔支出列在“30298 自设科目”，政府经济分类中没有与它对应的款。",
    satisfy="改用政府收支分类科目中已有的部门经济分类“款”级科目，并核对单位性质。",
    judged_elsewhere=("30107",),
)
def economic_classes_map_to_those_of_government(
    ledger: Ledger, *, judged_elsewhere: tuple[str, ...]
) -> Iterator[Finding]:
    """30107 绩效工资 of an organ is R-COD-6's matter."""
    groups: dict[tuple[int, str], list[Place]] = {}
    classes: dict[int, EconomicClass] = {}
    for line in _cut(ledger).unmapped:
        if line.economic and line.economic.code not in judged_elsewhere:
            classes[line.economic.pk] = line.economic
            groups.setdefault((line.economic.pk, line.unit.printed_nature), []).append(
                place_of(line, str(line.economic))
            )
    for (pk, nature), places in groups.items():
        yield Finding(
            f"部门经济分类“{classes[pk]}”没有与{nature or '该'}单位对应的政府预算支出经济分类，共 {len(places)} 笔。",
            tuple(places),
            remedy="请核对经济分类科目和单位性质；科目确实无误的，请向财政部门核实对应关系。",
        )


@rule(
    "R-NUM-C25",
    "W",
    "政府经济分类汇总与支出总表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    example="全部支出 1000000元，按政府经济分类归类后只有 960000元：有 40000元的科目归不进任何一类。",
    satisfy="每笔支出填写到“款”的部门经济分类；读入了政府经济分类表的，核对该表与明细的差额。",
)
def tables_by_government_class_agree(ledger: Ledger) -> Iterator[Finding]:
    """No form at hand prints the table; its total is compared all the same, and its cells where they were read in."""
    cut = _cut(ledger)
    stated = _stated(ledger)
    if cut.vague and not stated:
        raise NotRun(f"有 {len(cut.vague)} 笔支出的经济分类没有到“款”或单位性质不明，无法全部归入政府经济分类")
    whole = expenditure(ledger).current
    if not cut.vague and cut.total != (whole.computed or 0):
        difference = cut.total - (whole.computed or 0)
        yield Finding(
            f"按政府经济分类归类的支出合计 {shown(cut.total)}，{whole.name} {shown(whole.computed)}，相差 {shown(abs(difference))}。",
            (
                Place("政府经济分类合计", shown(cut.total)),
                Place(whole.name, shown(whole.computed), whole.part, whole.anchor),
                *(place_of(line, str(line.economic)) for line in cut.unmapped),
            ),
            difference,
            remedy="请核对没有对应政府经济分类的科目。",
        )
    if not cut.vague:
        yield from _against_stated(cut, stated, whole.number)


def _stated(ledger: Ledger) -> dict[str, Decimal]:
    """Row → value of the table by the government's classes, where this year's was read in."""
    return {
        row: cell.value
        for (statement, row, column, year, base), cell in ledger.stated.items()
        if (statement, column, year, base) == (TABLE, "total", ledger.year, Base.BUDGET) and cell.value is not None
    }


def _against_stated(cut: Cut, stated: dict[str, Decimal], whole: Decimal) -> Iterator[Finding]:
    for row, value in stated.items():
        wanted = whole if row == "total" else cut.of(row)
        if value != wanted:
            name = "合计" if row == "total" else government_name(row)
            yield Finding(
                f"政府经济分类表“{name}”{shown(value)}，按明细归类 {shown(wanted)}，相差 {shown(abs(value - wanted))}。",
                (
                    Place(f"政府经济分类表·{name}", shown(value), "basics"),
                    Place(f"{name}（按明细归类）", shown(wanted)),
                ),
                value - wanted,
                remedy="请对照批复的政府经济分类表核对明细的经济分类和单位性质。",
            )
