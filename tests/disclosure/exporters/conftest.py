"""A document of a department that does not exist, with every kind of block and with texts that mean harm."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from disclosure.document import (
    SCHEMA,
    Cell,
    Document,
    Figure,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from disclosure.exporters.imprint import Imprint

HOSTILE = (
    "<script>alert(1)</script>",
    "</data></article><img src=x onerror=alert(2)>",
    "=1+1",
    "+SUM(A1:A9)",
    "-2+3",
    "@cmd",
    "＝1＋1",
    '=HYPERLINK("http://127.0.0.1:9/","点击")',
    "{brace} {{ document.title }} {% load static %}",
    '#typst #read("/etc/hostname") $x^2$ *粗* _斜_ `码` \\u{41}',
    "\"引号\" & '撇号' ]]> &amp;",
    "http://127.0.0.1:9/" + "very-long" * 3 + "W" * 120,
    "第一行\n第二行",
)


def figure(ref: str, value: str, unit: str = "元", *, shown: str = "", name: str = "") -> Figure:
    return Figure(ref=ref, name=name or f"名为{ref}", value=value, unit=unit, shown=shown or value)


def head(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell((Text(text),), colspan=colspan, rowspan=rowspan, head=True, align="center")


def words(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell((Text(text),), colspan=colspan, rowspan=rowspan)


def number(ref: str, value: str, unit: str = "元", *, shown: str = "", colspan: int = 1) -> Cell:
    runs = (figure(ref, value, unit, shown=shown),)
    return Cell(runs, key=f"{ref}.cell", colspan=colspan, state="number", align="right")


BLANK = Cell(state="blank")


def project_sheet() -> Table:
    """A form above the heads of the columns, as the performance sheets are printed."""
    progress = [number(f"plan.{month}", value, "%", shown=f"{value}.00") for month, value in (("3", "25"), ("6", "50"))]
    rows = (
        Row((head("项目编号"), words("Y-404-0001"), head("项目名"), words("旧地图修复", colspan=2))),
        Row((head("用途"), words("修复并装裱虫蛀的旧地图。", colspan=4))),
        Row((head("进度", rowspan=2), head("春季", colspan=2), head("夏季", colspan=2))),
        Row((Cell(progress[0].runs, colspan=2, align="center"), Cell(progress[1].runs, colspan=2, align="center"))),
        Row((head("类别", rowspan=2), head("指标", rowspan=2), head("目标值", colspan=3))),
        Row((head("符号"), head("数"), head("计量"))),
    )
    body = (
        Row((head("产出", rowspan=2), words("修复张数"), words(">="), number("indicator.1", "120", "张"), words("张"))),
        Row((words("=cmd|' /C calc'!A0"), words("="), number("indicator.2", "-5.5", "℃"), words("℃"))),
        Row((head("效果"), words("观众增加"), words("="), BLANK, words("%"))),
    )
    return Table("project.1", "项目目标表：旧地图修复", (20, 30, 12, 20, 18), rows, body)


def procurement() -> Table:
    """Fourteen columns, three rows of heads, and rows left blank."""
    heads = (
        Row(
            (
                head("来源", colspan=2),
                *(head(name, rowspan=3) for name in ("物品", "目录号", "计量", "数量", "单价")),
                head("金额", colspan=7),
            )
        ),
        Row(
            (
                head("项目", rowspan=2),
                head("资金", rowspan=2),
                head("总额", rowspan=2),
                head("当年安排", colspan=5),
                head("其他渠道", rowspan=2),
            )
        ),
        Row(tuple(head(name) for name in ("小计", "拨款", "基金", "专户", "其他"))),
    )
    amounts = tuple(number(f"procurement.1.{column}", "1234567.5", shown="1,234,567.50") for column in range(9))
    filled = Row(
        (words("旧地图修复"), number("fund", "99999999999999.99"), words("展柜"), words("A05"), words("个"), *amounts)
    )
    blank = Row(tuple(BLANK for _ in range(14)))
    widths = (22, 15, 14, 14, 8, 10, 12, 14, 14, 14, 14, 14, 14, 14)
    return Table("procurement", "采购预算表", widths, heads, (filled, blank, blank), unit="元")


def assets() -> Table:
    heads = (Row((head("品名"), head("数量"), head("价值"))),)
    body = (
        Row((Cell((Text("资产合计"),), head=True), BLANK, number("assets.total", "0.1", shown="0.10"))),
        Row((Cell((Text("1、展厅（平方米）"),), head=True), number("assets.rooms", "350", "平方米"), BLANK)),
        *(Row((words(text), BLANK, BLANK)) for text in HOSTILE),
    )
    return Table(
        "assets", "资产表 [甲]:*?/\\ 一个超过三十一个字符因而必须截短的名称，到这里为止", (50, 20, 30), heads, body
    )


def text(key: str, content: str, style: str = "body") -> Paragraph:
    return Paragraph(key, (Text(content),), style)  # type: ignore[arg-type]


def heading(key: str, level: int, content: str) -> Heading:
    return Heading(key, level, (Text(content),))


@pytest.fixture
def document() -> Document:
    spending = (
        Text("全年支出"),
        figure("expenditure.total", "1846300.25", name="支出合计"),
        Text("元，占"),
        figure("share", "12.3456", "%", shown="12.35", name="占比"),
        Text("%；外事"),
        figure("trips", "0", name="外事"),
        Text("元。"),
    )
    return Document(
        schema=SCHEMA,
        format="test",
        region="990101",
        region_name="云溪区",
        fiscal_year=2031,
        department="404",
        unit="",
        phase="budget",
        printed_name="云溪区档案馆",
        title=heading("title", 1, "云溪区档案馆2031年部门预算公开说明"),
        sections=(
            Section("opening", (text("opening.sentence", "现将有关情况公开如下："),)),
            Section(
                "duties",
                (
                    heading("duties.heading", 2, "一、职责"),
                    text("duties.label", "主要职责：", "label"),
                    *(text(f"duties.{index}", content) for index, content in enumerate(HOSTILE)),
                    text("duties.empty", ""),
                ),
            ),
            Section(
                "spending",
                (
                    heading("spending.heading", 2, "二、支出"),
                    heading("spending.detail", 3, "1、说明"),
                    Paragraph("spending.sentence", spending),
                    heading("spending.projects", 4, "（一）项目"),
                    project_sheet(),
                    project_sheet(),
                    text("spending.note", "注：数字取整。", "note"),
                ),
            ),
            Section(
                "procurement",
                (
                    heading("procurement.heading", 2, "三、采购"),
                    text("procurement.title", "采购预算表", "table-title"),
                    text("procurement.unit", "单位：元", "form-head"),
                    procurement(),
                ),
                "landscape",
            ),
            Section(
                "assets",
                (
                    heading("assets.heading", 2, "四、资产"),
                    text("assets.department", "编报：云溪区档案馆", "form-head"),
                    text("assets.date", "截至2030年末", "form-head"),
                    assets(),
                ),
            ),
        ),
    )


@pytest.fixture
def draft() -> Imprint:
    return Imprint(draft_mark="送审稿 <未经审核>", content_hash="0f" * 32)


@pytest.fixture
def published() -> Imprint:
    return Imprint(
        version=2,
        published_on=date(2031, 2, 3),
        chain_entry="a1" * 32,
        address="https://budget.example/990101/2031/404/v2/",
        content_hash="0f" * 32,
        historical_note="历史版本导入",
        correction_note="=更正了 <b>一处</b> 数字",
    )


@pytest.fixture
def fidelity(shared: Path) -> ModuleType:
    """The acceptance test's own reading of a page or a Word file."""
    path = shared / "acceptance" / "fidelity.py"
    if not path.is_file():
        pytest.skip("the acceptance test is not beside this checkout")
    spec = importlib.util.spec_from_file_location("fidelity", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pdf_text(tmp_path: Path) -> Iterator[Callable[[bytes], str]]:
    """What a program reads out of a PDF file, without white space."""
    program = shutil.which("pdftotext")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("pdftotext is missing: CI must read the PDF files")
        pytest.skip("pdftotext is not installed")

    def read(content: bytes) -> str:
        path = tmp_path / "document.pdf"
        path.write_bytes(content)
        done = subprocess.run([program, "-raw", path, "-"], capture_output=True, check=True, timeout=60)
        return "".join(done.stdout.decode().replace("\u200b", "").split())

    yield read
