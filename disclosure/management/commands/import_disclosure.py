"""manage.py import_disclosure: a foreign disclosure becomes a draft, or at once a historical version."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from budgets.rules.judge import judge
from disclosure.publication import publish
from disclosure.reading.files import as_text
from disclosure.reading.hebei.importer import Imported, undo
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layouts import import_source, read_source, report


class Command(BaseCommand):
    help = (
        "读入一份部门预算公开说明（.txt、.docx 或有文字的 PDF，版式同河北省 2018—2021 年格式，或上海市区级预算公开），建立草稿；"
        "有一处读不懂（认出的表没有读出数、一节的金额没有读懂、没有合计能印证数在哪一列），就整份不读入。"
        "部门、行政区划不存在时建立，已存在的不改名。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="公开说明文件（UTF-8 或 GB18030 文本、.docx，或有文字的 PDF）"
        )
        parser.add_argument("--region", required=True, metavar="R", help="行政区划代码，6 位数字（GB/T 2260）")
        parser.add_argument("--department", required=True, metavar="D", help="部门编码，1 至 12 位数字")
        parser.add_argument("--year", type=int, metavar="Y", help="预算年度；标题中有年度时可省略")
        parser.add_argument(
            "--region-name", default="", metavar="N", help="行政区划名称，只在新建时使用；省略时取自标题"
        )
        parser.add_argument(
            "--publish-as-imported", action="store_true", help="立即登记为历史版本（未经本系统审核）并公开"
        )
        parser.add_argument(
            "--supersede", action="store_true", help="与上一项合用：即使已有审核公开的版本，也作为最新版本"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["supersede"] and not options["publish_as_imported"]:
            raise CommandError("--supersede 只能与 --publish-as-imported 合用。")
        try:
            with as_text(options["file"]) as text:
                source = read_source(text.path, is_of_pages=text.is_of_pages)
            with transaction.atomic():
                imported = import_source(
                    source,
                    region_code=options["region"],
                    department_code=options["department"],
                    year=options["year"],
                    region_name=options["region_name"],
                )
                results = judge(imported.budget, whole=True)
        except UnreadableDisclosure as error:
            raise CommandError(f"未导入，数据没有任何改动。{error}") from error
        for line in report(imported, results):
            self.stdout.write(line)
        if options["publish_as_imported"]:
            self._publish(imported, supersede=options["supersede"])
        else:
            self.stdout.write(self.style.SUCCESS(f"已建立草稿：{imported.budget}。"))

    def _publish(self, imported: Imported, *, supersede: bool) -> None:
        """Publication is a durable transaction of its own; where it fails, the draft goes too."""
        try:
            publication = publish.publish_imported(imported.budget, supersede=supersede)
        except Exception as error:
            undo(imported)
            raise CommandError(f"不能作为历史版本公开，导入已撤销，数据没有任何改动。{error}") from error
        self.stdout.write(self.style.SUCCESS(f"已作为历史版本公开（未经本系统审核）：{publication.path}"))
