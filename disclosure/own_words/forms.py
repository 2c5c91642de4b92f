"""Own words in place of a generated block, and own paragraphs behind one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from budgets.entry.forms import storage
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import DepartmentalBudget
from budgets.statements.amounts import Amount
from budgets.text import clean_text
from disclosure.models import BlockText
from disclosure.outline import references
from disclosure.outline.builder import WordBlock
from disclosure.own_words.places import AFTER

TITLE = "title"


class OwnWordsForm(EntryForm):
    """The words of one block. Figures stand in them as {ref}; leaving the place blank is a choice of its own."""

    name = "own"
    section_template = "disclosure/own_words_fields.html"
    text = CleanText(label="本部门文字", rows=7)
    blank = forms.BooleanField(label="此处留空（打印为空白）", required=False)

    def __init__(
        self, block: WordBlock, amounts: Mapping[str, Amount], budget: DepartmentalBudget, data: QueryDict | None = None,
        *, adopting: bool = False,
    ) -> None:  # fmt: skip
        self.block, self.amounts = block, amounts
        super().__init__(budget, data, adopting=adopting)
        self.fields["text"].widget.attrs["data-own-words"] = ""

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        """Without own words the standard ones are there to be changed."""
        own = BlockText.objects.filter(budget=budget, key=self.block.key).values_list("text", flat=True).first()
        return {"text": self.block.generated if own is None else own, "blank": own == ""}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.block.kind != "sentence":
            text = clean_text(text, single_line=True)
        try:
            references.check(text, self.amounts)
        except references.BadReference as error:
            raise ValidationError(str(error), code="reference") from error
        return text

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "text" not in values:
            return values
        text, typed_anew = values["text"], "text" in self.changed_data
        if values.get("blank") and text and typed_anew:
            self.add_error(
                "blank", "您修改了文字，又勾选了“此处留空”。要打印文字，请取消勾选；要留空，请清空上面的文字后再保存。"
            )
        elif values.get("blank") and self.block.key == TITLE:
            self.add_error(
                "blank", "文件标题不能留空：网页、目录和各种下载文件都以它命名。请填写标题，或恢复规范文字。"
            )
        elif values.get("blank"):
            values["text"] = ""
        elif not text:
            self.add_error(
                "text", "文字是空的。要让此处打印为空白，请勾选“此处留空”；要使用规范文字，请点击“恢复规范文字”。"
            )
        return values

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        """Words that are the standard ones are not kept: the block goes on following the figures and the format."""
        row = BlockText.objects.filter(budget=budget, key=self.block.key).first()
        if values["text"] == self.block.generated:
            if row:
                row.delete()
        elif row is None:
            BlockText.objects.create(budget=budget, key=self.block.key, text=values["text"])
        elif row.text != values["text"]:
            row.text = values["text"]
            row.save()


class AfterForm(EntryForm):
    """Own paragraphs behind a block, printed as they are written. Amounts in them are words and follow no figure."""

    name = "after"
    text = CleanText(
        label="补充段落", rows=7, help_text="每行一段，按所写打印。删除全部文字后保存，即不再打印补充段落。"
    )

    def __init__(
        self, key: str, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> None:  # fmt: skip
        self.key = f"{AFTER}{key}"
        super().__init__(budget, data, adopting=adopting)

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {"text": storage.prose(budget, self.key)}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        storage.put_prose(budget, self.key, values["text"])
