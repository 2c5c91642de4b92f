"""What a screen reader hears of a cell: every cell that says anything names its heads, words as well as figures."""

from __future__ import annotations

import pytest

from disclosure.document import Cell, Document, Figure, Heading, Row, Section, Table, Text
from disclosure.exporters import to_html
from tests.disclosure.exporters.test_to_html import Page


def words(text: str, **fields: object) -> Cell:
    return Cell((Text(text),) if text else (), **fields)  # type: ignore[arg-type]


def head(text: str, **fields: object) -> Cell:
    return words(text, head=True, **fields)


def figure(value: str) -> Cell:
    return Cell((Figure(ref="a", name="甲", value=value, unit="元", shown=value),), state="number")


TABLE = Table(
    key="t",
    caption="项目表",
    widths=(1, 1, 1, 1),
    head=(
        Row((head("项目", rowspan=2), head("说明", rowspan=2), head("金额", colspan=2))),
        Row((head("上年"), head("本年"))),
    ),
    body=(
        Row((words("接访"), words("场所租赁"), figure("5"), figure("6"))),
        Row((words("督查"), words(""), Cell((), state="blank"), Cell((Text("——"),), state="not-applicable"))),
        Row((words("其中："), words("含税"), Cell((Text("约"), Figure("b", "乙", "7", "元", "7"))), figure("8"))),
        Row((head("合计"), words("两项"), figure("12"), figure("14"))),
        Row((head("备注"), words("见附件", colspan=3))),
    ),
)
DOCUMENT = Document(
    schema="", format="", region="", region_name="", fiscal_year=2020, department="", unit="", phase="budget", printed_name="",
    title=Heading("title", 1, (Text("预算"),)), sections=(Section("s", (TABLE,)),),
)  # fmt: skip


class Cells(Page):
    """The cells with their text and the words of the heads that they name, in this order."""

    def __init__(self) -> None:
        super().__init__(to_html.article(DOCUMENT))
        tags = [(tag, attributes) for tag, attributes in self.elements if tag in {"h1", "td", "th"}]
        self.cells = [
            (tag, attributes, text.strip())
            for (tag, attributes), text in zip(tags, self.texts, strict=True)
            if tag != "h1"
        ]
        self.names = {attributes["id"]: text for tag, attributes, text in self.cells if tag == "th"}

    def heads_of(self, text: str) -> list[str]:
        (attributes,) = [attributes for tag, attributes, words in self.cells if (tag, words) == ("td", text)]
        return [self.names[name] for name in (attributes.get("headers") or "").split()]


@pytest.fixture(scope="module")
def read() -> Cells:
    return Cells()


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("接访", ["项目"]), ("场所租赁", ["说明"]), ("5", ["金额", "上年"]), ("6", ["金额", "本年"]), ("——", ["金额", "本年"]), ("其中：", ["项目"]),
        ("含税", ["说明"]), ("约7", ["金额", "上年"]), ("两项", ["说明", "合计"]), ("12", ["金额", "上年", "合计"]), ("14", ["金额", "本年", "合计"]),
        ("见附件", ["备注"]),
    ],
)  # fmt: skip
def test_a_cell_of_any_kind_names_the_heads_above_it_and_at_its_left(read: Cells, text: str, heads: list[str]) -> None:
    assert read.heads_of(text) == heads


def test_every_cell_that_says_anything_names_a_head_and_no_empty_one_does(read: Cells) -> None:
    for tag, attributes, text in read.cells:
        if tag == "td":
            assert bool(attributes.get("headers")) is bool(text), text


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("项目", "col"),
        ("说明", "col"),
        ("金额", "col"),
        ("上年", "col"),
        ("本年", "col"),
        ("合计", "row"),
        ("备注", "row"),
    ],
)
def test_every_head_says_whether_it_is_of_a_row_or_of_a_column(read: Cells, text: str, scope: str) -> None:
    (attributes,) = [attributes for tag, attributes, words in read.cells if (tag, words) == ("th", text)]
    assert attributes["scope"] == scope
    assert "headers" not in attributes


def test_no_two_heads_have_the_same_name_and_no_cell_has_one(read: Cells) -> None:
    heads = [attributes["id"] for tag, attributes, _ in read.cells if tag == "th"]
    assert len(heads) == len(set(heads)) == 7
    assert not any("id" in attributes for tag, attributes, _ in read.cells if tag == "td")


def test_an_empty_head_is_no_head() -> None:
    table = Table("t", "t", (1, 1), (Row((head(""), head("甲"))),), (Row((head(" "), words("乙"))),))
    document = Document(
        schema="", format="", region="", region_name="", fiscal_year=2020, department="", unit="", phase="budget", printed_name="",
        title=Heading("title", 1, (Text("预算"),)), sections=(Section("s", (table,)),),
    )  # fmt: skip
    page = Page(to_html.article(document))
    assert len(page.all("th")) == 1
    assert [cell.get("headers") for cell in page.all("td")].count(page.all("th")[0]["id"]) == 1
