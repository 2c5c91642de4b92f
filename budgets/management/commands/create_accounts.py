"""The accounts that an installation starts with, their passwords in VAR_DIR/accounts.json."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.accounts import accounts
from budgets.models import Department


class Command(BaseCommand):
    help = "建立用户组和系统管理员账号；已有的账号不改动。初始密码写入 VAR_DIR/accounts.json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--example",
            nargs=2,
            metavar=("REGION", "DEPARTMENT"),
            help="另为该部门建立示例填报人、审核人、信息发布员账号",
        )

    def handle(self, *, example: list[str] | None, verbosity: int, **options: Any) -> None:
        if example:
            region, code = example
            department = Department.objects.filter(region=region, code=code).select_related("region").first()
            if department is None:
                raise CommandError(f"没有这个部门：行政区划 {region}，部门编码 {code}。请先建立部门，再建立账号。")
            created = accounts.create_example_accounts(department)
        else:
            created = accounts.create_administrator()
        if verbosity:
            names = "、".join(entry["username"] for entry in created.values())
            self.stdout.write(f"账号：{names}。初始密码见 {accounts.accounts_file()}")
