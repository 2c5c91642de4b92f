"""manage.py check_disclosure: every rule on documents that are not in the system. Nothing is stored."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from tqdm import tqdm

from budgets import judging
from budgets.findings import SEVERITY_NAMES
from budgets.models import Region
from disclosure import foreign
from disclosure.exporters import inspection
from disclosure.foreign import Checked, exceptions, report
from disclosure.foreign.exceptions import BadExceptions, Excepted


class Command(BaseCommand):
    help = (
        "核验公开说明（.txt、.docx、有文字的 PDF）和公开表（.xls、.xlsx、网页表格）：读入、核验、撤销，数据不留痕迹。"
        "不需要账号，也不需要先导入。有错误返回 1，全部不能读取返回 2。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="FILE-or-FOLDER", type=Path, help="一份文件，或一个文件夹（含子文件夹）")
        parser.add_argument("--json", action="store_true", help="输出 JSON；文件夹为每份文件一项")
        parser.add_argument("--html", type=Path, metavar="REPORT", help="写出网页报告，原文中标出问题所在")
        parser.add_argument(
            "--xlsx", type=Path, metavar="BOOK", help="写出自查表（每个部门和单位一行，覆盖情况，核验结果，例外名单）"
        )
        parser.add_argument(
            "--exceptions", type=Path, metavar="LIST",
            help="例外名单（csv 或 xlsx：名称、类型、说明；类型为涉密、撤并、无独立预算）。文件夹里有 exceptions.csv 时自动读取",
        )  # fmt: skip

        parser.add_argument(
            "--region", default="", metavar="R", help="按该行政区划的规则设置核验；不写则按规则原有的设置"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["place"]
        if not place.exists():
            raise CommandError(f"没有这个文件或文件夹：{place}", returncode=2)
        excepted = self._exceptions(place, options["exceptions"])
        own = {each.resolve() for each in (options["html"], options["xlsx"], options["exceptions"]) if each}
        files = [path for path in foreign.files_in(place) if path.resolve() not in own]
        if not files:
            raise CommandError(f"文件夹里没有可以核验的文件（{'、'.join(foreign.READABLE)}）：{place}", returncode=2)
        with judging.as_in(_region(options["region"])):
            documents = [foreign.check(path) for path in _shown(files)]
        self._report(documents, as_json=options["json"], is_folder=place.is_dir())
        if options["html"]:
            page = render_to_string("disclosure/check_report.html", {"pages": report.pages(documents)})
            options["html"].write_text(page, "utf-8")
        if options["xlsx"]:
            options["xlsx"].write_bytes(inspection.render(documents, excepted, with_units=place.is_dir()))
        if all(checked.problem for checked in documents):
            raise SystemExit(2)
        if any(checked.count("E") for checked in documents):
            raise SystemExit(1)

    def _exceptions(self, place: Path, given: Path | None) -> tuple[Excepted, ...]:
        source = given or (exceptions.in_folder(place) if place.is_dir() else None)
        try:
            return exceptions.read(source) if source else ()
        except BadExceptions as error:
            raise CommandError(str(error), returncode=2) from error

    def _report(self, documents: list[Checked], *, as_json: bool, is_folder: bool) -> None:
        if as_json and is_folder:
            files = [
                {
                    "file": str(each.path),
                    "problem": each.problem,
                    "notes": list(each.notes),
                    "results": list(each.entries),
                }
                for each in documents
            ]
            self.stdout.write(json.dumps(files, ensure_ascii=False, indent=2))
        elif as_json:
            self.stdout.write(json.dumps(list(documents[0].entries), ensure_ascii=False, indent=2))
            if documents[0].problem:
                self.stderr.write(self.style.ERROR(documents[0].problem))
        else:
            for checked in documents:
                self._print(checked)

    def _print(self, checked: Checked) -> None:
        self.stdout.write(f"{checked.path.name} {checked.title}")
        if checked.problem:
            self.stdout.write(self.style.ERROR(f"  未核验：{checked.problem}"))
            return
        for note in checked.notes:
            self.stdout.write(f"  {note}")
        for severity, name in SEVERITY_NAMES.items():
            for entry in checked.entries:
                if entry["outcome"] == "fail" and entry["severity"] == severity:
                    self.stdout.write(f"  [{name}] {entry['rule']} {entry['message']}")
        not_run = sum(entry["outcome"] == "not-run" for entry in checked.entries)
        self.stdout.write(f"  错误 {checked.count('E')} 处，提醒 {checked.count('W')} 处，未核验的规则 {not_run} 条。")


def _region(code: str) -> str:
    """The region whose settings hold; "" for the rules as the catalogue has them."""
    if code and not Region.objects.filter(pk=code).exists():
        raise CommandError(f"没有行政区划 {code}。请先在后台建立，或不写 --region。", returncode=2)
    return code


def _shown(files: list[Path]) -> Any:
    """The files with a bar that says how far it is, where somebody looks."""
    return tqdm(files, desc="核验", unit="份", file=sys.stderr, disable=len(files) < 2 or not sys.stderr.isatty())
