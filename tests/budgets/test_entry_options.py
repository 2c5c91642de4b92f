"""How what a clerk types finds its entry in a list."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from budgets.entry.forms.columns import PickColumn
from budgets.entry.forms.options import Options
from budgets.models import ExpenditureLine


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    offered: bool = True


ENTRIES = [
    Entry("30201", "办公费"), Entry("30201+30202", "办公及印刷费"), Entry("30213", "维修（护）费"), Entry("30217", "公务接待费"),
    Entry("30231", "公务用车运行维护费"), Entry("30299", "其他商品和服务支出"), Entry("30399", "其他支出"), Entry("39999", "其他支出"),
    Entry("30218", "旧名称", offered=False), Entry("30218", "专用材料费"),
]  # fmt: skip


@pytest.fixture
def options() -> Options:
    return Options(
        ENTRIES, noun="科目", key=lambda each: each.code, label=lambda each: f"{each.code} {each.name}",
        name_of=lambda each: each.name, offered=lambda each: each.offered,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("30201", "30201"),
        (" ３０２０１ ", "30201"),
        ("30201 办公费", "30201"),
        ("30201办公费", "30201"),
        ("办公费", "30201"),
        ("30201+30202", "30201+30202"),
        ("办公及印刷", "30201+30202"),
        ("维修(护)费", "30213"),
        ("维修（护)费", "30213"),
        ("接待", "30217"),
        ("30217 招待费", "30217"),
        ("30218", "30218"),
    ],
)
def test_a_code_a_name_or_a_part_names_the_entry(options: Options, typed: str, code: str) -> None:
    assert options.find(typed).code == code


def test_of_two_lives_of_a_code_the_offered_one_is_meant(options: Options) -> None:
    assert options.find("30218").name == "专用材料费"
    assert options.find("旧名称").offered is False


@pytest.mark.parametrize("typed", ["公务", "其他支出", "3"])
def test_what_several_entries_have_names_none_of_them(options: Options, typed: str) -> None:
    with pytest.raises(ValidationError, match="请选定其中一个"):
        options.find(typed)


def test_an_unknown_text_is_named_with_what_to_do(options: Options) -> None:
    with pytest.raises(ValidationError, match="没有找到科目“没有的”。请输入编码或名称的一部分"):
        options.find("没有的")


def pick(options: Options) -> PickColumn:
    """A column of a grid whose options these are."""
    column = PickColumn("kind", "类别", required=True, empty="")
    column.declare(ExpenditureLine)
    return column.of(SimpleNamespace(options={"kind": options}, defaults={}))


def test_the_only_entry_of_a_list_is_not_asked_for() -> None:
    column = pick(Options([ENTRIES[0]], noun="科目", key=lambda each: each.code, label=lambda each: each.name))

    assert column.is_hidden
    assert column.read("", None) == ENTRIES[0]


def test_of_several_entries_one_must_be_chosen(options: Options) -> None:
    with pytest.raises(ValidationError, match="请填写“类别”"):
        pick(options).read("", None)


def test_a_text_that_is_no_entry_stays_in_the_select(options: Options) -> None:
    html = pick(options).input("lines-0", "1", "<没有的>")

    assert '<option value="&lt;没有的&gt;" selected>&lt;没有的&gt;</option>' in html
