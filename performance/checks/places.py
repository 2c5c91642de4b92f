"""Where performance rows are mended: the duties' page, and a project's sheet."""

from __future__ import annotations

from budgets.composer import composer
from budgets.rules.registry import NotRun, Place
from budgets.statements.ledger import Ledger
from performance.models import Duty, Indicator, ProjectObjective
from performance.statements import FilledSheet, performance


def sheets(ledger: Ledger) -> tuple[FilledSheet, ...]:
    """The sheets; raises NotRun where there is none."""
    found = performance(ledger).sheets
    if not found:
        raise NotRun("没有项目绩效目标表")
    return found


def prints_sheets(ledger: Ledger) -> bool:
    """Whether the form has the whole 绩效目标表. Elsewhere a list of indicators with their values is all that is asked for."""
    return composer().prints(ledger.budget.format_key, "performance")


def full_sheets(ledger: Ledger) -> tuple[FilledSheet, ...]:
    """The sheets of a form that prints them whole; raises NotRun where there is none."""
    if not prints_sheets(ledger):
        raise NotRun("本格式的绩效目标只列指标和指标值，没有这一栏")
    return sheets(ledger)


def duties(ledger: Ledger) -> tuple[Duty, ...]:
    found = performance(ledger).duties
    if not found:
        raise NotRun("没有分项绩效目标")
    return found


def of_sheet(sheet: FilledSheet, label: str, value: str = "") -> Place:
    return Place(
        f"{sheet.project.name}·{label}", value, "sheets", f"project-{sheet.project.pk}", f"sheet:{sheet.project.code}"
    )


def of_objective(sheet: FilledSheet, objective: ProjectObjective, number: int) -> Place:
    return Place(
        f"{sheet.project.name}·目标{number}",
        objective.text,
        "sheets",
        f"objective-{objective.pk}",
        f"sheet:{sheet.project.code}.objective:{number}",
    )


def of_indicator(sheet: FilledSheet, indicator: Indicator, value: str = "") -> Place:
    return Place(
        f"{sheet.project.name}·{indicator.level2}·{indicator.name}",
        value or target(indicator),
        "sheets",
        f"indicator-{indicator.pk}",
        f"sheet:{sheet.project.code}",
    )


def of_duty(duty: Duty, label: str, value: str = "") -> Place:
    return Place(f"{duty.name}·{label}", value, "duties_performance", f"duty-{duty.pk}")


def target(indicator: Indicator) -> str:
    """>=95.00%, or 空白."""
    return f"{indicator.get_symbol_display()}{indicator.value_text}{indicator.unit}" or "空白"
