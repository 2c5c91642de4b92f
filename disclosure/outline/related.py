"""其他相关情况说明: “三公”, operating costs, procurement, performance targets and assets in running text (Shanghai)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from assets.choices import VehicleUse
from budgets.choices import UnitNature
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.three_public import three_public_comparison
from disclosure.document import Block
from disclosure.outline.builder import Builder
from performance.statements import performance
from procurement.statements import procurement

_STATED = "asset_counts"


def blocks(builder: Builder) -> Iterator[Block]:
    ledger = builder.ledger
    compared = three_public_comparison(ledger, builder.format.three_public_funds)
    yield from builder.heading("related.three_public.heading", 3)
    for row in ("total", "overseas_trips", "vehicles", "official_receptions"):
        yield from builder.paragraph(
            f"related.three_public.{row}",
            f"“三公”经费：{compared[row].current.name}",
            row=compared[row],
            purchase=compared["vehicle_purchase"],
            operation=compared["vehicle_operation"],
        )
    yield from builder.heading("related.operating_costs.heading", 3)
    yield from builder.paragraph(
        "related.operating_costs", "机关运行经费", costs=operating_costs(ledger), **_offices(ledger)
    )
    yield from builder.heading("related.procurement.heading", 3)
    bought = procurement(ledger)
    yield from builder.paragraph("related.procurement", "政府采购预算", procurement=bought)
    if bought.total:
        yield from builder.paragraph("related.procurement.reserved", "面向中小企业预留", procurement=bought)
    yield from builder.heading("related.performance.heading", 3)
    yield from builder.paragraph("related.performance", "绩效目标设置", **_targets(ledger))
    yield from builder.heading("related.assets.heading", 3)
    for when in ("held", "planned"):
        yield from builder.paragraph(f"related.assets.{when}", "国有资产占有使用", **_counts(ledger, when))


def related_amounts(ledger: Ledger) -> Iterator[Amount]:
    """The figures that only these sentences show."""
    targets = _targets(ledger)
    yield from (targets["projects"], targets["units"], targets["money"])
    for when in ("held", "planned"):
        counts = _counts(ledger, when)
        yield from (counts["vehicles"], counts["equipment"], *(amount for _, amount in counts["uses"]))


def _offices(ledger: Ledger) -> dict[str, Any]:
    return {
        "offices": sum(unit.nature == UnitNature.ADMINISTRATIVE for unit in ledger.units),
        "managed": sum(unit.nature == UnitNature.CIVIL_SERVICE_MANAGED for unit in ledger.units),
    }


def _targets(ledger: Ledger) -> dict[str, Any]:
    """How many projects have published targets, of how many units, and how much money they get."""
    sheets = performance(ledger).sheets
    with_targets = {sheet.project.pk for sheet in sheets}
    lines = [line for line in ledger.expenditure if line.project_id in with_targets]
    spending = expenditure(ledger)
    amounts = [spending.of_project(pk) for pk in with_targets]

    def count(row: str, name: str, computed: int) -> Amount:
        stated = ledger.cell("performance", row)
        return Amount(f"performance.{row}", name, Decimal(computed), stated, unit="个", part="sheets")

    return {
        "projects": count("projects", "编报绩效目标的项目数", len(sheets)),
        "units": count("units", "编报绩效目标的单位数", len({line.unit_id for line in lines})),
        "money": ledger.amount(
            "performance.money",
            "编报绩效目标的项目资金",
            total(amount.value for amount in amounts if amount),
            part="sheets",
        ),
    }


def _counts(ledger: Ledger, when: str) -> dict[str, Any]:
    """Vehicles by use and dear equipment, stated: no ledger line counts them."""

    def count(row: str, name: str, unit: str) -> Amount:
        return Amount(
            f"{_STATED}.{when}:{row}", name, None, ledger.cell(_STATED, f"{when}:{row}"), unit=unit, part="assets"
        )

    uses = [(use.label, count(use.value, use.label, "辆")) for use in VehicleUse]
    in_all = Amount(
        f"{_STATED}.{when}:vehicles",
        "车辆数",
        total(amount.value for _, amount in uses),
        ledger.cell(_STATED, f"{when}:vehicles"),
        unit="辆",
        part="assets",
    )
    return {"vehicles": in_all, "equipment": count("equipment", "单价100万元（含）以上设备", "台"), "uses": uses}
