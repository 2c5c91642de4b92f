"""manage.py import_disclosure: what it makes, what it refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from budgets.models import Author, BudgetUnit, Department, DepartmentalBudget, Region, ReviewRecord
from disclosure.models import BlockText, Latest, Publication
from disclosure.publication import publish
from tests.generator import write

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = next(
    write(seed)
    for seed in range(60)
    if (w := write(seed)).year == 2020 and w.own and w.extra and w.projects and w.purchases
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "公开说明.txt"
    path.write_text(DOCUMENT.text, encoding="utf-8")
    return path


def run(path: Path, *arguments: str, region: str = "990101", department: str = "707") -> str:
    out = io.StringIO()
    call_command("import_disclosure", str(path), "--region", region, "--department", department, *arguments, stdout=out)
    return out.getvalue()


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (Region, Department, DepartmentalBudget, BudgetUnit, BlockText, Author, ReviewRecord, Publication)
    )


def refused(path: Path, *arguments: str, **places: str) -> str:
    before = counts()
    with pytest.raises(CommandError) as caught:
        run(path, *arguments, **places)
    assert counts() == before
    return str(caught.value)


# ---- What it makes ----


def test_region_and_department_are_made_under_the_names_in_the_document(codes: None, file: Path) -> None:
    printed = run(file)
    budget = DepartmentalBudget.objects.get()
    assert (budget.region.name, budget.department.name, budget.printed_name) == (
        budget.region.name,
        DOCUMENT.name,
        DOCUMENT.name,
    )
    assert DOCUMENT.name.startswith(budget.region.name)
    assert (budget.fiscal_year, budget.version, budget.status, budget.imported, budget.unit) == (
        2020,
        1,
        "draft",
        False,
        None,
    )
    assert printed.count("（新建）") == 2
    assert f"已建立草稿：{budget}" in printed


def test_what_exists_is_never_renamed_and_a_region_name_can_be_given(codes: None, file: Path) -> None:
    run(file, "--region-name", "望川新区")
    assert Region.objects.get().name == "望川新区"
    Department.objects.update(name="旧名")
    DepartmentalBudget.objects.get()
    other = run(file, "--region-name", "另一个名称", department="708")
    assert Region.objects.get().name == "望川新区"
    assert other.count("（新建）") == 1
    assert Department.objects.get(code="707").name == "旧名"


def test_it_says_what_it_kept_what_it_bound_and_what_the_rules_found(codes: None, file: Path) -> None:
    printed = run(file)
    budget = DepartmentalBudget.objects.get()
    for text in BlockText.objects.filter(budget=budget):
        assert f"  {text.key}（" in printed
    for key in DOCUMENT.extra:
        assert f"  {key}：另存 1 段" in printed
    lines = len([line for line in DOCUMENT.text.split("\n") if line.strip()])
    assert f"逐行比对：原文 {lines} 行，重现 {lines} 行；另有 0 行原文所无" in printed
    assert "未引用 0 个" in printed
    assert "核验：规则" in printed
    assert "[未核验] R-" in printed


def test_an_amount_that_cannot_be_bound_is_listed_with_its_line(codes: None, file: Path, tmp_path: Path) -> None:
    lines = DOCUMENT.text.split("\n")
    at = next(number for number, line in enumerate(lines) if "综合预算制度" in line)
    lines[at] = f"{lines[at]}上级另外安排补助8765.4元。"
    changed = tmp_path / "changed.txt"
    changed.write_text("\n".join(lines), encoding="utf-8")
    assert f"第 {at + 1} 行：“上级另外安排补助” 8765.4" in run(changed)


def test_the_import_is_nobodys_and_the_next_version_has_the_next_number(codes: None, file: Path) -> None:
    run(file, "--publish-as-imported")
    run(file)
    first, second = DepartmentalBudget.objects.order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert [author.user for author in Author.objects.filter(budget=second)] == [None]
    assert second.created_by is None


def test_published_as_imported_it_is_the_latest_where_no_approved_version_is(codes: None, file: Path) -> None:
    printed = run(file, "--publish-as-imported")
    publication = Publication.objects.get()
    assert publication.imported
    assert Latest.objects.get().publication == publication
    assert publication.path == "/990101/2020/707/v1/"
    assert f"已作为历史版本公开（未经本系统审核）：{publication.path}" in printed


# ---- What it refuses ----


@pytest.mark.parametrize(
    ("region", "department", "says"),
    [
        ("9901", "707", "行政区划代码是 6 位数字"),
        ("99010a", "707", "行政区划代码是 6 位数字"),
        ("990101", "7x7", "编码只能是 1 至 12 位数字"),
    ],
)
def test_codes_that_are_none_are_refused(codes: None, file: Path, region: str, department: str, says: str) -> None:
    assert says in refused(file, region=region, department=department)


def test_a_year_against_the_title_is_refused_and_one_that_agrees_is_not(codes: None, file: Path) -> None:
    assert "标题中的年度是 2020 年，命令给出的是 2021 年" in refused(file, "--year", "2021")
    assert "已建立草稿" in run(file, "--year", "2020")


def test_a_title_without_a_year_needs_one(codes: None, tmp_path: Path) -> None:
    path = tmp_path / "no-year.txt"
    path.write_text("\n".join([f"{DOCUMENT.name}部门预算公开说明", *DOCUMENT.text.split("\n")[1:]]), encoding="utf-8")
    assert "请用 --year 指明" in refused(path)
    run(path, "--year", "2020")
    assert DepartmentalBudget.objects.get().fiscal_year == 2020


def test_a_second_open_draft_is_refused(codes: None, file: Path) -> None:
    run(file)
    assert "已有一个未公开的版本" in refused(file)


def test_superseding_without_publishing_is_refused(codes: None, file: Path) -> None:
    assert "--supersede 只能与 --publish-as-imported 合用" in refused(file, "--supersede")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text[: len(text) // 2], "文件到这里就结束了"),
        (lambda text: text.replace("\t财政拨款\n", "", 1), "应有 4 个单元格，实际有 3 个"),
        (
            lambda text: text.replace("部门预算公开说明", "工作总结", 1).replace("部门预算信息公开说明", "工作总结", 1),
            "没有部门预算公开说明的标题",
        ),
        (
            lambda text: text.replace("馆藏", "馆\x08藏", 1) if "馆藏" in text else text.replace("值班", "值\x08班", 1),
            "U+0008",
        ),
        (lambda text: "", "文件是空的"),
        (lambda text: text.replace("\t正科级", f"\t{'级' * 61}", 1), "写不下"),
    ],
)
def test_a_spoilt_file_leaves_nothing_behind(codes: None, file: Path, spoil: Any, says: str) -> None:
    file.write_text(spoil(DOCUMENT.text), encoding="utf-8")
    message = refused(file)
    assert message.startswith("未导入，数据没有任何改动。")
    assert says in message


def test_where_publication_fails_the_draft_and_the_new_department_are_taken_back(
    codes: None, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_paper(*args: Any, **options: Any) -> None:
        raise OSError("没有空间")

    monkeypatch.setattr(publish, "render_all", no_paper)
    assert "导入已撤销，数据没有任何改动。没有空间" in refused(file, "--publish-as-imported")
    monkeypatch.undo()
    assert "已作为历史版本公开" in run(file, "--publish-as-imported")


@pytest.mark.site
def test_from_the_shell_it_ends_with_an_error_and_an_empty_database_or_with_a_published_version(
    fresh_database: str, file: Path
) -> None:
    def manage(path: Path) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            ROOT / "manage.py",
            "import_disclosure",
            path,
            "--region",
            "990101",
            "--department",
            "707",
            "--publish-as-imported",
        ]
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": fresh_database}, capture_output=True, text=True, cwd=ROOT
        )

    broken = file.with_name("broken.txt")
    broken.write_text(DOCUMENT.text[:2000], encoding="utf-8")
    failed = manage(broken)
    assert failed.returncode != 0
    assert "文件到这里就结束了" in failed.stderr
    with psycopg.connect(fresh_database) as connection:
        assert connection.execute("select count(*) from budgets_region").fetchone() == (0,)
    assert manage(file).returncode == 0
    with psycopg.connect(fresh_database) as connection:
        assert connection.execute("select status, imported from budgets_departmentalbudget").fetchall() == [
            ("published", True)
        ]
