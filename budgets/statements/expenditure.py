"""Expenditure: basic (personnel, routine operating) and project, by project, in all. C07, C18."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from budgets.choices import PROJECT_KINDS, LineKind
from budgets.models import Project
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.lines import SpentLine
from budgets.statements.memory import once


@dataclass(frozen=True)
class ProjectAmount:
    """What a project gets, by its lines or by an official table. label is the name under which the narrative lists it."""

    project: Project
    label: str
    amount: Amount


@dataclass(frozen=True)
class Expenditure:
    """projects: those that have an amount, in order. unassigned: 未分列到项目. carried_out stands outside 本年支出 and inside the total."""

    total: Amount
    current: Amount
    basic: Amount
    personnel: Amount
    operating: Amount
    project: Amount
    projects: tuple[ProjectAmount, ...]
    unassigned: Amount
    carried_out: Amount

    @property
    def lists_all_projects(self) -> bool:
        listed = total(each.amount.value for each in self.projects) or Decimal(0)
        return not self.unassigned and listed == self.project.number

    def amounts(self) -> Iterator[Amount]:
        yield from (
            self.total,
            self.current,
            self.basic,
            self.personnel,
            self.operating,
            self.project,
            self.unassigned,
            self.carried_out,
        )
        for each in self.projects:
            yield each.amount

    def of_project(self, pk: int | None) -> Amount | None:
        """The amount of a project by its row, None where it has no line."""
        return self._by_project.get(pk)

    @cached_property
    def _by_project(self) -> dict[int | None, Amount]:
        return {each.project.pk: each.amount for each in self.projects}


def _sum(ledger: Ledger, kinds: tuple[LineKind, ...]) -> Decimal | None:
    return total(line.amount for line in ledger.expenditure if line.kind in kinds)


@once
def expenditure(ledger: Ledger) -> Expenditure:
    projects = tuple(_projects(ledger))
    personnel = ledger.amount("expenditure.personnel", "人员经费", _sum(ledger, (LineKind.PERSONNEL,)), part="basic")
    operating = ledger.amount(
        "expenditure.operating", "日常公用经费", _sum(ledger, (LineKind.OPERATING,)), part="basic"
    )
    basic = ledger.amount("expenditure.basic", "基本支出", total([personnel.value, operating.value]), part="basic")
    unassigned = ledger.amount(
        "expenditure.unassigned",
        "未分列到项目的项目支出",
        total(line.amount for line in ledger.expenditure if line.kind in PROJECT_KINDS and line.project_id is None),
        part="projects",
    )
    project = ledger.amount(
        "expenditure.project",
        "项目支出",
        total([*(each.amount.value for each in projects), unassigned.value]),
        part="projects",
    )
    carried = ledger.amount(
        "expenditure.carried_out", "年终结转结余", _sum(ledger, (LineKind.CARRIED_OUT,)), part="basic"
    )
    current = ledger.amount("expenditure.current", "本年支出合计", total([basic.value, project.value]), part="basic")
    return Expenditure(
        total=ledger.amount("expenditure.total", "支出总计", total([current.value, carried.value]), part="basic"),
        current=current,
        basic=basic,
        personnel=personnel,
        operating=operating,
        project=project,
        projects=projects,
        unassigned=unassigned,
        carried_out=carried,
    )


def _projects(ledger: Ledger) -> Iterator[ProjectAmount]:
    of_project: dict[int | None, list[SpentLine]] = defaultdict(list)
    for line in ledger.expenditure:
        of_project[line.project_id].append(line)
    for project in ledger.projects:
        lines = of_project.get(project.pk, [])
        label = next((line.printed_label for line in lines if line.printed_label), project.name)
        amount = ledger.amount(
            f"expenditure.project:{project.code}",
            label,
            total(line.amount for line in lines),
            part="projects",
            anchor=f"project-{project.pk}",
        )
        if lines or amount.stated is not None:
            yield ProjectAmount(project, label, amount)
