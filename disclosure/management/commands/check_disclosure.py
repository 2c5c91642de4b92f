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

from budgets.findings import SEVERITY_NAMES
from disclosure import foreign
from disclosure.exporters import inspection
from disclosure.foreign import Checked


class Command(BaseCommand):
    help = "核验公开说明（.txt、.docx）：读入、核验、撤销，数据不留痕迹。有错误返回 1，全部不能读取返回 2。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="FILE-or-FOLDER", type=Path, help="一份文件，或一个文件夹")
        parser.add_argument("--json", action="store_true", help="输出 JSON；文件夹为每份文件一项")
        parser.add_argument("--html", type=Path, metavar="REPORT", help="写出网页报告，原文中标出问题所在")
        parser.add_argument("--xlsx", type=Path, metavar="BOOK", help="写出自查表（每份文件一行）")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["place"]
        if not place.exists():
            raise CommandError(f"没有这个文件或文件夹：{place}", returncode=2)
        files = foreign.files_in(place)
        if not files:
            raise CommandError(f"文件夹里没有可以核验的文件（{'、'.join(foreign.READABLE)}）：{place}", returncode=2)
        shown = tqdm(files, unit="份", file=sys.stderr, disable=len(files) < 2 or not sys.stderr.isatty())
        documents = [foreign.check(path) for path in shown]
        self._report(documents, as_json=options["json"], is_folder=place.is_dir())
        if options["html"]:
            options["html"].write_text(
                render_to_string("disclosure/check_report.html", {"documents": _pages(documents)}), "utf-8"
            )
        if options["xlsx"]:
            options["xlsx"].write_bytes(inspection.render(documents))
        if all(checked.problem for checked in documents):
            raise SystemExit(2)
        if any(checked.count("E") for checked in documents):
            raise SystemExit(1)

    def _report(self, documents: list[Checked], *, as_json: bool, is_folder: bool) -> None:
        if as_json and is_folder:
            files = [
                {"file": str(each.path), "problem": each.problem, "results": list(each.entries)} for each in documents
            ]
            self.stdout.write(json.dumps(files, ensure_ascii=False, indent=2))
        elif as_json:
            if documents[0].problem:
                raise CommandError(documents[0].problem, returncode=2)
            self.stdout.write(json.dumps(list(documents[0].entries), ensure_ascii=False, indent=2))
        else:
            for checked in documents:
                self._print(checked)

    def _print(self, checked: Checked) -> None:
        self.stdout.write(f"{checked.path.name} {checked.title}")
        if checked.problem:
            self.stdout.write(self.style.ERROR(f"  不能核验：{checked.problem}"))
            return
        for severity, name in SEVERITY_NAMES.items():
            for entry in checked.entries:
                if entry["outcome"] == "fail" and entry["severity"] == severity:
                    self.stdout.write(f"  [{name}] {entry['rule']} {entry['message']}")
        not_run = sum(entry["outcome"] == "not-run" for entry in checked.entries)
        self.stdout.write(f"  错误 {checked.count('E')} 处，提醒 {checked.count('W')} 处，未核验的规则 {not_run} 条。")


def _pages(documents: list[Checked]) -> list[dict[str, Any]]:
    """Each document with its findings by severity and its lines, those marked that a finding quotes."""
    pages = []
    for checked in documents:
        failures = [entry for entry in checked.entries if entry["outcome"] == "fail"]
        quoted = {
            place["value"].strip() for entry in failures for place in entry["places"] if len(place["value"].strip()) > 3
        }
        groups = [
            {
                "severity": severity,
                "name": name,
                "entries": [entry for entry in failures if entry["severity"] == severity],
            }
            for severity, name in SEVERITY_NAMES.items()
        ]
        lines = [{"text": line, "is_marked": any(words in line for words in quoted)} for line in checked.lines]
        not_run = [entry for entry in checked.entries if entry["outcome"] == "not-run"]
        pages.append({"checked": checked, "groups": groups, "lines": lines, "not_run": not_run})
    return pages
