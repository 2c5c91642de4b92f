"""manage.py import_ledger."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budgets.models import Author, ExpenditureLine
from tests.budgets.importers.workbooks import HEADINGS, operating, personnel, project, workbook

THREE = [personnel(), operating(), project()]
WHERE = {"region": "990101", "department": "202", "year": 2025}


def run(path: Path, content: bytes, **options: Any) -> str:
    file = path / "明细.xlsx"
    file.write_bytes(content)
    out = io.StringIO()
    call_command("import_ledger", str(file), stdout=out, stderr=io.StringIO(), verbosity=0, **(WHERE | options))
    return out.getvalue()


def test_it_shows_what_it_understood_and_imports(budget: Any, tmp_path: Path) -> None:
    said = run(tmp_path, workbook(THREE), create=True)
    assert "金额←年初批复数（元）" in said
    assert "新增 3；支出合计由 0.00 元变为 990,000.00 元" in said
    assert ExpenditureLine.objects.filter(budget=budget).count() == 3
    assert Author.objects.filter(budget=budget, user=None).exists()


def test_faults_are_all_printed_and_nothing_is_written(budget: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="有 2 处错误"):
        run(tmp_path, workbook([personnel("x"), operating("y")]))
    assert not ExpenditureLine.objects.exists()


def test_an_unstated_unit_of_money_is_asked_with_a_suggestion(budget: Any, tmp_path: Path) -> None:
    content = workbook([personnel(30)], headings=[*HEADINGS[:-1], "金额"])
    with pytest.raises(
        CommandError,
        match=r"指定。按元计合计 30\.00 元；按万元计合计 300,000\.00 元",
    ):
        run(tmp_path, content)
    run(tmp_path, content, unit_of_money="万元")
    assert str(ExpenditureLine.objects.get().amount) == "300000.00"


def test_a_unit_of_money_that_contradicts_the_header_is_refused(budget: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不一致"):
        run(tmp_path, workbook(THREE), unit_of_money="万元", create=True)


def test_new_projects_need_the_option(budget: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--create"):
        run(tmp_path, workbook(THREE))
    assert not ExpenditureLine.objects.exists()


def test_replacing_removes_and_a_dry_run_writes_nothing(budget: Any, tmp_path: Path) -> None:
    run(tmp_path, workbook(THREE), create=True)
    assert "删除 2" in run(tmp_path, workbook([personnel()]), replace=True, dry_run=True)
    assert ExpenditureLine.objects.count() == 3
    assert "保留 2" in run(tmp_path, workbook([personnel()]))
    assert "删除 2" in run(tmp_path, workbook([personnel()]), replace=True)
    assert ExpenditureLine.objects.count() == 1


@pytest.mark.parametrize("options", [{"department": "999"}, {"year": 2019}, {"region": "110000"}])
def test_a_budget_that_does_not_exist_is_named_with_what_to_do(
    budget: Any, tmp_path: Path, options: dict[str, Any]
) -> None:
    with pytest.raises(CommandError, match="没有正在编制的预算"):
        run(tmp_path, workbook(THREE), **options)


def test_a_file_that_cannot_be_read_is_an_error_in_words(budget: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法打开文件"):
        call_command("import_ledger", str(tmp_path / "没有.xlsx"), **WHERE)
    with pytest.raises(CommandError, match="不完整或已损坏"):
        run(tmp_path, b"PK\x03\x04")
