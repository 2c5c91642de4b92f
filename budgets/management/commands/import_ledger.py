"""Imports ledger lines from a file: shows what it understood, then writes all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from budgets.importers.amounts import UNITS_OF_MONEY
from budgets.importers.application import CannotImport, Progress, import_lines
from budgets.importers.columns import HEADS
from budgets.importers.comparison import FATES
from budgets.importers.headers import Header
from budgets.importers.magnitude import suggest, sum_as_it_stands, yardsticks
from budgets.importers.mapping import Choices, headers_of, propose_choices, remember
from budgets.importers.proposal import Proposal, propose
from budgets.importers.reader import FileSheet, UnreadableFile, read_file
from budgets.models import DepartmentalBudget
from budgets.money import grouped
from budgets.versions.editing import NotEditable

MOST_PROBLEMS = 200  # printed; the rest is counted


class Command(BaseCommand):
    help = "从预算管理一体化系统导出的 Excel 或 CSV 导入支出明细到正在编制的预算；有任何错误则全部不导入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--region", required=True, help="行政区划代码")
        parser.add_argument("--department", required=True, help="部门编码")
        parser.add_argument("--year", required=True, type=int, help="预算年度")
        parser.add_argument("--unit", default="", help="单位编码：导入单位预算；不写则导入部门预算")
        parser.add_argument("--unit-of-money", choices=UNITS_OF_MONEY, help="金额单位；表头已写明的可以不写")
        parser.add_argument("--replace", action="store_true", help="删除文件中没有的已有明细；不写则保留")
        parser.add_argument("--create", action="store_true", help="建立文件中的新单位和新项目")
        parser.add_argument("--dry-run", action="store_true", help="只显示将要做什么，不写入")

    def handle(self, *, file: Path, **options: Any) -> None:
        budget = _budget(options)
        sheets = self._sheets(file)
        headers = headers_of(sheets)
        if not headers:
            raise CommandError(
                "没有找到表头。表头要写明每一列是什么，例如“单位名称、支出项目类别、功能分类科目编码、金额（元）”。"
            )
        choices = propose_choices(headers, budget.department)
        choices.mode = "replace" if options["replace"] else "add"
        self._choose_money(budget, sheets, headers, choices, options["unit_of_money"])
        self._show_columns(headers, choices)
        proposal = propose(budget, sheets, choices, headers)
        self._show(proposal)
        if proposal.problems:
            raise CommandError(f"有 {len(proposal.problems)} 处错误，没有导入任何内容。")
        if options["dry_run"]:
            self.stdout.write("只是试读，没有写入。")
            return
        create = options["create"]
        try:
            with self._bar(options["verbosity"]) as progress:
                done = import_lines(
                    budget, sheets, choices, by="import", digest=proposal.digest, create_units=create, create_projects=create,
                    file=file.name, progress=progress,
                )  # fmt: skip
        except (CannotImport, NotEditable) as refused:
            raise CommandError(
                f"{refused}（建立新单位和新项目：加 --create）" if not create else str(refused)
            ) from refused
        remember(headers, choices, budget.department)
        self.stdout.write(
            self.style.SUCCESS(f"已导入 {len(done.reading.drafts):,} 行，支出合计 {grouped(done.new_total)} 元。")
        )

    def _sheets(self, file: Path) -> list[FileSheet]:
        try:
            return read_file(file.read_bytes())
        except OSError as error:
            raise CommandError(f"无法打开文件 {file}：{error.strerror}") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error

    def _choose_money(
        self, budget: DepartmentalBudget, sheets: list[FileSheet], headers: list[Header], choices: Choices, given: str | None
    ) -> None:  # fmt: skip
        """Stated by the header or by whoever typed the command. Where both speak they must agree."""
        stated = {header.unit_of_money for header in headers} - {""}
        if given and stated - {given}:
            raise CommandError(f"表头写明金额单位是“{'、'.join(stated)}”，与 --unit-of-money {given} 不一致。")
        for header in headers:
            chosen = choices.of(header)
            if not chosen.unit_of_money and given:
                chosen.unit_of_money = given
        if any(not choices.of(header).unit_of_money for header in headers):
            words = suggest(sum_as_it_stands(sheets, headers, choices), yardsticks(budget)).words
            raise CommandError(f"表头没有写明金额单位，请用 --unit-of-money 元 或 --unit-of-money 万元 指定。{words}")

    def _show_columns(self, headers: list[Header], choices: Choices) -> None:
        for header in headers:
            chosen = choices.of(header)
            pairs = "，".join(f"{HEADS[key].label}←{title}" for key, title in chosen.columns.items())
            self.stdout.write(f"工作表“{header.sheet}”（{chosen.unit_of_money}）：{pairs}")
            unused = [each.title for each in header.headings if each.title not in chosen.columns.values()]
            if unused:
                self.stdout.write(f"  未使用的列：{'、'.join(unused)}")

    def _show(self, proposal: Proposal) -> None:
        for words in proposal.reading.skipped:
            self.stdout.write(words)
        for problem in proposal.problems[:MOST_PROBLEMS]:
            self.stdout.write(self.style.ERROR(str(problem)))
        if (more := len(proposal.problems) - MOST_PROBLEMS) > 0:
            self.stdout.write(f"……另有 {more} 处")
        for note, rows in proposal.notes():
            self.stdout.write(self.style.WARNING(f"提醒：{note}（{len(rows)} 行，例如 {rows[0]}）"))
        if not proposal.problems:
            for kind, count in proposal.emptied_kinds:
                self.stdout.write(self.style.WARNING(f"提醒：文件中没有“{kind}”，已有的 {count} 行将全部删除"))
            fates = "，".join(
                f"{name} {proposal.counts[fate]:,}" for fate, name in FATES.items() if fate in proposal.counts
            )
            self.stdout.write(
                f"{fates}；支出合计由 {grouped(proposal.old_total)} 元变为 {grouped(proposal.new_total)} 元"
            )

    @contextmanager
    def _bar(self, verbosity: int) -> Iterator[Progress]:
        with tqdm(desc="写入", unit="行", disable=None if verbosity else True) as bar:

            def report(written: int, total: int) -> None:
                bar.total = total
                bar.update(written - bar.n)

            yield report


def _budget(options: dict[str, Any]) -> DepartmentalBudget:
    found = (
        DepartmentalBudget.objects.open()
        .filter(
            region=options["region"], department__code=options["department"], fiscal_year=options["year"],
            **({"unit__code": options["unit"]} if options["unit"] else {"unit": None}),
        )
        .select_related("department", "unit", "region")
        .first()
    )  # fmt: skip
    if found is None:
        raise CommandError(
            f"没有正在编制的预算：行政区划 {options['region']}，部门 {options['department']}，{options['year']} 年。"
            "请先在填报页面新建该年度的预算。"
        )
    return found
