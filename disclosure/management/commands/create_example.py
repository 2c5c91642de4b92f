"""create_example: a fictional district whose departments have published their budgets, made by the services that people use."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from budgets.models import FunctionalClass
from disclosure.example import maker, plan
from disclosure.example.facts import FILES, department
from disclosure.example.people import visitors

_LOCK = 0xE8A3  # two processes on one database make the example one after the other


class Command(BaseCommand):
    help = (
        "建立示例：一个虚构的区，六个部门三年的部门（单位）预算，从填报到公开，另有办理中的版本。"
        "中断后再次执行会接着做完；已有的内容不会改变。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        codes = "、".join(dict.fromkeys(f"{department(file)['code']} {department(file)['name']}" for file in FILES))
        parser.add_argument("--only", nargs="+", default=[], metavar="D", help=f"只建立这些部门：{codes}")
        parser.add_argument("--year", type=int, metavar="Y", help="只建立该年度已公开的预算")

    def handle(self, *args: Any, only: list[str], year: int | None, verbosity: int, **options: Any) -> None:
        known = {department(file)["code"] for file in FILES}
        if unknown := [code for code in only if code not in known]:
            raise CommandError(f"示例中没有部门 {'、'.join(unknown)}。请从 {'、'.join(sorted(known))} 中选择。")
        wanted = plan.targets(only, year)
        if not FunctionalClass.objects.exists():
            raise CommandError("还没有科目代码。请先执行：python manage.py load_codes")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                self._make(wanted, verbosity)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def _make(self, wanted: list[plan.Target], verbosity: int) -> None:
        visitors(maker.prepare_places(FILES[0]))
        if plan.is_complete(wanted):
            if verbosity:
                self.stdout.write("示例已存在，未作改动。")
            return
        for number, target in enumerate(wanted, 1):
            began = time.monotonic()
            if maker.make(target) and verbosity:
                self.stdout.write(
                    f"  {number}/{len(wanted)} {target.name} {target.year}年"
                    f"{f'第{target.version}版' if target.version > 1 else ''}"
                    f"（{target.goal.label}） {time.monotonic() - began:.1f} 秒"
                )
                self.stdout.flush()
        if verbosity:
            self.stdout.write(self.style.SUCCESS("示例已建立。"))
