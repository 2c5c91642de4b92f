"""Loads the official classifications: functional, economic, funds, the procurement catalogue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets.classification import code_lists


class Command(BaseCommand):
    help = "载入随程序提供的科目、资金性质和政府采购品目代码（可重复运行，已有的代码不改动）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true", help="用随程序提供的内容覆盖同一编码、同一启用年度的代码")

    def handle(self, *, update: bool, verbosity: int, **options: Any) -> None:
        for model, path in code_lists.packaged():
            written = code_lists.load(model, code_lists.read(path), update=update)
            if verbosity:
                self.stdout.write(f"{model._meta.verbose_name}：写入 {written} 条")
