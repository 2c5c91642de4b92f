"""check_budget: every rule on a version, in words or as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.models import DepartmentalBudget
from budgets.money import plain
from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.rules.registry import SEVERITY_NAMES, Result
from budgets.rules.results import entries


class Command(BaseCommand):
    help = "核验一份预算：运行全部规则。没有错误（E）时返回 0，有错误返回 1，没有这份预算返回 2。"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django gives every command a --version of its own; here it is the budget's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", help="行政区划代码，例如 130303")
        parser.add_argument("year", type=int, help="预算年度，例如 2020")
        parser.add_argument("department", help="部门编码，例如 202")
        parser.add_argument("--version", type=int, metavar="N", help="版本；不写则核验最新版本")
        parser.add_argument("--unit", metavar="U", help="单位编码；不写则核验部门预算")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        budget = find(
            options["region"], options["year"], options["department"], unit=options["unit"], version=options["version"]
        )
        results = judge(budget, whole=True)
        if options["json"]:
            self.stdout.write(json.dumps(list(entries(results, budget)), ensure_ascii=False, indent=2))
        else:
            self._print(budget, results)
        if registry.blocking(results):
            raise SystemExit(1)

    def _print(self, budget: DepartmentalBudget, results: list[Result]) -> None:
        self.stdout.write(str(budget))
        for severity, style in (("E", self.style.ERROR), ("W", self.style.WARNING), ("I", self.style.NOTICE)):
            for result in results:
                for finding in result.findings:
                    if result.severity_of(finding) == severity:
                        waiver = result.waiver_of(finding)
                        waived = f"（已豁免：{waiver}）" if waiver else ""
                        name = SEVERITY_NAMES[severity]
                        self.stdout.write(style(f"[{name}] {result.rule.id} {finding.message}{waived}"))
                        for place in finding.places:
                            self.stdout.write(f"    {place.label.rstrip('：:')}：{place.value}")
                        if finding.difference is not None:
                            self.stdout.write(f"    差额：{plain(finding.difference)}{finding.unit}")
                        if finding.remedy:
                            self.stdout.write(f"    处理：{finding.remedy}")
        for result in results:
            if result.outcome == "not-run":
                self.stdout.write(f"[未核验] {result.rule.id} {result.rule.title}：{result.reason}")
        counts = [sum(result.outcome == outcome for result in results) for outcome in ("pass", "fail", "not-run")]
        self.stdout.write(f"共 {len(results)} 条规则：通过 {counts[0]}，未通过 {counts[1]}，未核验 {counts[2]}。")


def find(
    region: str, year: int, department: str, *, unit: str | None = None, version: int | None = None
) -> DepartmentalBudget:
    """The version, or the newest. Raises CommandError with status 2 where there is none."""
    budgets = DepartmentalBudget.objects.filter(
        region_id=region, fiscal_year=year, department__code=department, unit__code=unit
    )
    if version is not None:
        budgets = budgets.filter(version=version)
    budget = budgets.select_related("region", "department", "unit").order_by("-version").first()
    if budget is None:
        which = f"单位 {unit} 的" if unit else ""
        raise CommandError(
            f"没有这份预算：行政区划 {region}，{year} 年，部门 {department} {which}{f'第 {version} 版' if version else '预算'}。",
            returncode=2,
        )
    return budget
