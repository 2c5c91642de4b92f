"""Does the work that may last: reading and writing files, a few at a time. Started by `make run` beside the web server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from budgets.jobs import runner


class Command(BaseCommand):
    help = "处理读取和生成文件等较慢的事项，直到被停止（同时处理几项由 JOBS_AT_ONCE 决定）"

    def handle(self, *args: Any, **options: Any) -> None:
        runner.run()
