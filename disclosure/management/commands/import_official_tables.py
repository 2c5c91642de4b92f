"""manage.py import_official_tables: finished 公开表 or 批复表 become the figures of a draft."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from budgets import places
from budgets.choices import EDITABLE, TablesMode
from budgets.importers.reader import UnreadableFile
from budgets.models import DepartmentalBudget
from budgets.workflow import transitions
from disclosure import formats
from disclosure.reading.official.importer import ReadFile, read_files, store_files
from disclosure.reading.official.owner import Owner

_SHOWN = 200


class Command(BaseCommand):
    help = (
        "读入一体化系统导出的公开表或批复表（.xlsx、.xls，或以 .xls 为名的网页），把每一格存为公开表数值。"
        "没有草稿时新建一份；已读入过的同一张表由新的替换。全部读入，或完全不读入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="公开表文件，可以是几个")
        parser.add_argument("--region", required=True, metavar="R", help="行政区划代码，6 位数字")
        parser.add_argument("--department", required=True, metavar="D", help="部门编码")
        parser.add_argument("--year", required=True, type=int, metavar="Y", help="预算年度")
        parser.add_argument(
            "--unit", choices=("元", "万元"), default="", help="表中没有写明金额单位时的单位；省略时按元"
        )
        parser.add_argument("--region-name", default="", metavar="N", help="行政区划名称，只在新建时使用")
        parser.add_argument(
            "--department-name", default="", metavar="N", help="部门名称，只在新建时使用；省略时取自表中的编制部门"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        try:
            read = read_files(
                [(path.name, path.read_bytes()) for path in options["files"]], year=year, unit=options["unit"]
            )
        except OSError as error:
            raise CommandError(f"无法打开文件：{error}") from error
        except UnreadableFile as error:
            raise CommandError(f"未读入，数据没有任何改动。{error}") from error
        if not any(each.tables for each in read):
            self._show(read)
            raise CommandError("没有认出一张公开表，数据没有任何改动。")
        try:
            with transaction.atomic():
                budget = self._draft(read, options)
                self._check_owner(budget, read)
                stored = store_files(budget, read, by="import")
        except ValidationError as error:
            raise CommandError(f"未读入，数据没有任何改动。{'；'.join(error.messages)}") from error
        except transitions.Refused as error:
            raise CommandError(f"未读入，数据没有任何改动。{error}") from error
        self._show(read)
        for each in stored:
            for note in each.notes:
                self.stdout.write(f"  {note.where}：{note.text}")
            if each.classes:
                self.stdout.write(f"目录中没有、已补充的科目：{'，'.join(each.classes)}")
            if each.projects:
                self.stdout.write(f"新建的项目：{'，'.join(each.projects)}")
        cells = sum(each.cells for each in stored)
        self.stdout.write(self.style.SUCCESS(f"已存入 {budget}：公开表数值 {cells} 个。"))

    def _check_owner(self, budget: DepartmentalBudget, read: Sequence[ReadFile]) -> None:
        owner = Owner(budget)
        for each in read:
            for table in each.tables:
                if refusal := owner.refusal(table.department):
                    raise CommandError(
                        f"未读入，数据没有任何改动。{each.name}：{table.where}的“{table.title}”{refusal}。"
                    )
                if doubt := owner.doubt(table.department):
                    self.stdout.write(self.style.WARNING(f"  {each.name}：{table.where}的{doubt}"))

    def _show(self, read: Sequence[ReadFile]) -> None:
        for each in read:
            self.stdout.write(f"{each.name}：认出 {len(each.tables)} 张表")
            for table in each.tables:
                self.stdout.write(f"  {table.key} {table.title}（{table.unit}，{len(table.cells)} 格）")
            for note in (*each.unknown, *each.notes)[:_SHOWN]:
                self.stdout.write(f"  未读入 {note.where}：{note.text}")

    def _draft(self, read: Sequence[ReadFile], options: dict[str, Any]) -> DepartmentalBudget:
        """The department's open draft of the year, or a new one."""
        region, _ = places.known_or_new_region(options["region"], options["region_name"] or options["region"])
        named = next((table.department for each in read for table in each.tables if table.department), "")
        name = options["department_name"] or named or options["department"]
        department, _ = places.known_or_new_department(region, options["department"], name[:120])
        year = options["year"]
        open_one = (
            DepartmentalBudget.objects.filter(department=department, unit=None, fiscal_year=year)
            .filter(status__in=EDITABLE)
            .first()
        )
        return open_one or transitions.create_budget(
            by=None,
            department=department,
            fiscal_year=year,
            printed_name=department.name,
            format_key=formats.offered(region.code, year)[0].key,
            tables_mode=TablesMode.APPENDIX,
        )
