"""机关运行经费 against its items and against routine operating costs. C16, C17, R-TXT-8."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from budgets.checks.evidence import contradictions, place, shown
from budgets.choices import LineKind, UnitNature
from budgets.money import plain, total
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import counts, label_of, operating_costs


def _without_costs(ledger: Ledger) -> None:
    if not operating_costs(ledger).total:
        raise NotRun("没有机关运行经费")


@rule(
    "R-NUM-C16",
    "W",
    "机关运行经费等于行政和参公单位的日常公用经费",
    basis="公开表勾稽关系；名词解释",
    reads=Reads.LINES,
    answers={Question.OPERATING_COSTS: Bearing.BESIDE_OTHERS},
    example="机关运行经费填 90000元，行政和参公单位的日常公用经费合计 76000元。",
    satisfy="核对单位性质和公用经费明细；本地口径不同的，请说明包括哪些科目。",
)
def operating_costs_are_routine_costs_of_state_organs(ledger: Ledger) -> Iterator[Finding]:
    """The cut differs by place, so the classes that were left out are listed and a person decides."""
    _without_costs(ledger)
    costs, routine = operating_costs(ledger).total, expenditure(ledger).operating
    if routine.computed is None and costs.number <= routine.number and not _are_all_state_organs(ledger):
        raise NotRun("公用经费没有分单位的明细，只能核对机关运行经费不高于公用经费总额，这一点相符")
    left_out = [line for line in ledger.expenditure if line.kind == LineKind.OPERATING and not counts(line)]
    expected = routine.number - (total(line.amount for line in left_out) or Decimal(0))
    if costs.number == expected:
        return
    difference = costs.number - expected
    yield Finding(
        f"机关运行经费 {shown(costs.value)}，日常公用经费中行政、参公单位一般公共预算部分 {shown(expected)}，"
        f"相差 {shown(abs(difference))}。",
        (
            place(costs),
            place(routine),
            *(
                Place(f"未计入：{line.unit.name}·{label_of(line)}", shown(line.amount), "basic", f"line-{line.pk}")
                for line in left_out
            ),
        ),
        difference,
        remedy="请核对公用经费明细和机关运行经费的公开表数值；口径不同的请说明。",
    )


def _are_all_state_organs(ledger: Ledger) -> bool:
    """Routine costs of a department are those of state organs only where it has no other unit."""
    organs = {UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED}
    return bool(ledger.units) and all(unit.nature in organs for unit in ledger.units)


@rule(
    "R-NUM-C17",
    "E",
    "机关运行经费各项之和等于总额",
    basis="公开表勾稽关系",
    reads=Reads.LINES,
    answers={Question.OPERATING_COSTS: Bearing.BESIDE_OTHERS},
    example="机关运行经费 76000元，句中所列办公费、水费等各项之和 70000元。",
    satisfy="补齐遗漏的项目，或改正某一项的金额，使各项之和等于总额。",
)
def operating_items_add_up(ledger: Ledger) -> Iterator[Finding]:
    _without_costs(ledger)
    yield from contradictions([operating_costs(ledger).total], source="所列各项之和", only_reached=False)


@rule(
    "R-TXT-8",
    "W",
    "其他费用占比不宜过高",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.LINES,
    answers={Question.OPERATING_COSTS: Bearing.DENIES},
    example="机关运行经费 100000元，其中“其他费用”45000元，占 45%。",
    satisfy="把其他费用中数额较大的支出单独列出，或说明其内容。",
    limit="0.30",
)
def residual_costs_are_not_a_large_share(ledger: Ledger, *, limit: str) -> Iterator[Finding]:
    """A reader learns nothing from a sum of which a third is 其他."""
    _without_costs(ledger)
    costs = operating_costs(ledger)
    residual = total(amount.value for amount in costs.residuals) or Decimal(0)
    share = residual / costs.total.number
    if share <= Decimal(limit):
        return
    percent = (share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    yield Finding(
        f"其他费用 {shown(residual)}，占机关运行经费 {shown(costs.total.value)} 的 {percent}%，"
        f"超过 {plain(Decimal(limit) * 100)}%。",
        (*(place(amount) for amount in costs.residuals), place(costs.total)),
        remedy="请把其他费用中可以分清的支出列到具体科目，或说明其他费用的主要内容。",
    )
