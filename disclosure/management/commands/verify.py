"""manage.py verify: the chain and every hash."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from disclosure.publication.integrity import verify_everything


class Command(BaseCommand):
    help = "核验全部已公开内容：公开链是否连续，每个校验值是否与内容一致。发现不一致时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], metavar="HASH", help="原先记下的链头，可重复；它必须仍在链中"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_everything(heads=options["head"])
        for problem in report.problems:
            self.stdout.write(self.style.ERROR(f"✗ {problem}"))
        self.stdout.write(
            f"已核验：{len(report.heads)} 个行政区划的公开链共 {report.entries} 条，"
            f"已公开版本 {report.publications} 个，公开文件 {report.artefacts} 个。"
        )
        for region, (sequence, entry) in sorted(report.heads.items()):
            self.stdout.write(f"  {region} 链头：第 {sequence} 条 {entry}")
        if not report.entries:
            self.stdout.write("公开链是空的：还没有公开过任何文件，没有可核验的内容。")
        if report.problems:
            self.stdout.write(self.style.ERROR(f"核验未通过：{len(report.problems)} 处不一致。"))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("核验通过。" if report.entries else "没有发现不一致。"))
