"""manage.py check_disclosure: every rule on documents that are not in the system. Nothing is stored."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.template.loader import render_to_string
from tqdm import tqdm

from budgets.models import Region
from budgets.rules import judge
from budgets.rules.registry import SEVERITY_NAMES
from disclosure import foreign
from disclosure.exporters import inspection
from disclosure.foreign import Checked, exceptions, report
from disclosure.foreign.exceptions import BadExceptions, Excepted

# Of a finding that is about very many cells the text report names so many; JSON and the workbook have more.
_MOST_PLACES = 5
_LONGEST_VALUE = 80


class Command(BaseCommand):
    help = (
        "核验公开说明（.txt、.docx、有文字的 PDF）和公开表（.xls、.xlsx、网页表格）：读入、核验、撤销，数据不留痕迹。"
        "不需要账号，也不需要先导入。没有错误返回 0，有错误返回 1，不能核验（没有这个文件，或者没有一份能读取）返回 2。"
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
        _need_a_database()
        place: Path = options["place"]
        if not place.exists():
            raise CommandError(f"没有这个文件或文件夹：{place}", returncode=2)
        for report_file in filter(None, (options["html"], options["xlsx"])):
            if not report_file.absolute().parent.is_dir():
                raise CommandError(f"没有文件夹 {report_file.parent}，报告无处可写。请先建立这个文件夹。", returncode=2)
        excepted = self._exceptions(place, options["exceptions"])
        own = {each.resolve() for each in (options["html"], options["xlsx"], options["exceptions"]) if each}
        files = [path for path in foreign.files_in(place) if path.resolve() not in own]
        if not files:
            raise CommandError(f"文件夹里没有可以核验的文件（{'、'.join(foreign.READABLE)}）：{place}", returncode=2)
        with judge.as_in(_region(options["region"])):
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
                    "results": _of_contract(each),
                }
                for each in documents
            ]
            self.stdout.write(json.dumps(files, ensure_ascii=False, indent=2))
        elif as_json:
            self.stdout.write(json.dumps(_of_contract(documents[0]), ensure_ascii=False, indent=2))
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
                    self._print_finding(name, entry)
        not_run = [entry for entry in checked.entries if entry["outcome"] == "not-run"]
        for reason, group in groupby(sorted(not_run, key=_message), key=_message):
            self.stdout.write(f"  [未核验] {reason}：{'、'.join(entry['rule'] for entry in group)}")
        passed = sum(entry["outcome"] == "pass" for entry in checked.entries)
        self.stdout.write(
            f"  错误 {checked.count('E')} 处，提醒 {checked.count('W')} 处，提示 {checked.count('I')} 处；"
            f"通过的规则 {passed} 条，未核验的规则 {len(not_run)} 条。"
        )

    def _print_finding(self, severity: str, entry: dict[str, Any]) -> None:
        self.stdout.write(f"  [{severity}] {entry['rule']} {entry['message']}")
        for place in entry["places"][:_MOST_PLACES]:
            self.stdout.write(f"      位置：{place['label'].rstrip('：:')}{_quoted(place['value'])}")
        if len(entry["places"]) > _MOST_PLACES:
            self.stdout.write(f"      位置：另有 {len(entry['places']) - _MOST_PLACES} 处")
        if entry["remedy"]:
            self.stdout.write(f"      处理：{entry['remedy']}")


def _message(entry: dict[str, Any]) -> str:
    return str(entry["message"])


def _quoted(value: str) -> str:
    """The passage that stands there, as much of it as one line holds."""
    words = " ".join(value.split())
    return f"：{words[:_LONGEST_VALUE]}{'…' if len(words) > _LONGEST_VALUE else ''}" if words else ""


def _of_contract(checked: Checked) -> list[dict[str, Any]]:
    """The entries as check_budget prints them too, member for member."""
    return [{key: value for key, value in entry.items() if key != "remedy"} for entry in checked.entries]


def _need_a_database() -> None:
    """Nothing else has to be there: no account, no import."""
    if Region._meta.db_table not in connection.introspection.table_names():
        raise CommandError(
            "数据库中还没有数据表。请先运行 make run，或 .venv/bin/python manage.py migrate 和 manage.py load_codes。",
            returncode=2,
        )


def _region(code: str) -> str:
    """The region whose settings hold; "" for the rules as the catalogue has them."""
    if code and not Region.objects.filter(pk=code).exists():
        raise CommandError(f"没有行政区划 {code}。请先在后台建立，或不写 --region。", returncode=2)
    return code


def _shown(files: list[Path]) -> Any:
    """The files with a bar that says how far it is, where somebody looks."""
    return tqdm(files, desc="核验", unit="份", file=sys.stderr, disable=len(files) < 2 or not sys.stderr.isatty())
