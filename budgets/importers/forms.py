"""What a clerk decides about a file: which column is which, 元 or 万元, replace or add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.choices import LineKind
from budgets.importers.amounts import UNITS_OF_MONEY
from budgets.importers.columns import COLUMNS, HEADS, unit_label
from budgets.importers.headers import Header
from budgets.importers.magnitude import Suggestion
from budgets.importers.mapping import Choices, TableChoice, table_key
from budgets.importers.reader import MEGABYTE, MOST_BYTES
from budgets.models import BudgetUnit, DepartmentalBudget, FundSource

ENDINGS = (".xlsx", ".xls", ".csv")
MODES = (
    ("replace", "以文件为准：文件中没有的已有明细将删除"),
    ("add", "补充：文件中没有的已有明细保留不动"),
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="要导入的文件",
        help_text=f"预算管理一体化系统导出的明细，.xlsx、.xls 或 .csv，不超过 {MOST_BYTES // MEGABYTE} MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的。请重新导出后再上传。"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError("只能导入 .xlsx、.xls 或 .csv 文件。请用 Excel 打开后另存为 .xlsx，再上传。")
        if file.size > MOST_BYTES:
            raise ValidationError(
                f"文件有 {file.size / MEGABYTE:.1f} MB，超过 {MOST_BYTES // MEGABYTE} MB。请只保留预算明细，另存后再上传。"
            )
        return file


class TableForm(forms.Form):
    """The columns of all sheets with one header. Fields: a select for each of our columns, one for what holds for all rows."""

    def __init__(
        self, data: Any, *, headers: Sequence[Header], chosen: TableChoice, budget: DepartmentalBudget, suggestion: Suggestion, prefix: str
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=prefix)
        self.headers = headers
        self.samples: list[Any] = []  # what the page shows of the sheets beside the choices
        titles = [(each.title, f"{each.letter} 列：{each.title}") for each in headers[0].headings]
        for key, head in HEADS.items():
            self.fields[key] = forms.ChoiceField(
                label=head.label,
                required=False,
                choices=[("", "（文件中没有这一列）"), *titles],
                initial=chosen.columns.get(key, ""),
            )
        constants = _constants(budget)
        for column in COLUMNS:
            if column.constant and constants[column.key]:
                entries = [(text, text) for text in constants[column.key]]
                self.fields[f"all-{column.key}"] = forms.ChoiceField(
                    label=f"没有{column.constant}列时，全部按", required=False, choices=[("", "（不指定）"), *entries],
                    initial=chosen.constants.get(column.key, ""),
                )  # fmt: skip
        stated = headers[0].unit_of_money
        units = dict.fromkeys((*UNITS_OF_MONEY, *([stated] if stated else [])))
        self.fields["unit_of_money"] = forms.ChoiceField(
            label="金额单位", widget=forms.RadioSelect, choices=[(unit, unit) for unit in units],
            initial=chosen.unit_of_money or stated or None,
            help_text=f"表头写明是“{stated}”，请核对。" if stated else f"表头没有写明。{suggestion.words}",
            error_messages={"required": "请选择金额单位。"},
        )  # fmt: skip
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "请从列表中选择。"

    @property
    def sheets(self) -> str:
        return "、".join(header.sheet for header in self.headers)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Each select with the one for all rows beside it, where there is one."""
        rows = []
        for column in COLUMNS:
            beside = self[f"all-{column.key}"] if f"all-{column.key}" in self.fields else None
            for head in column.heads:
                rows.append((self[head.key], beside if head is column.heads[-1] else None))
        return rows

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        taken: dict[str, str] = {}
        for key in HEADS:
            title = values.get(key)
            if title and title in taken:
                self.add_error(key, f"“{title}”已经用作“{HEADS[taken[title]].label}”，一列只能用一次。")
            elif title:
                taken[title] = key
        for column in COLUMNS:
            named = any(values.get(head.key) for head in column.heads)
            if column.required and not named and not values.get(f"all-{column.key}"):
                what = "，或指定全部按哪一类" if column.constant else ""
                self.add_error(column.heads[0].key, f"请指定哪一列是“{column.heads[0].label}”{what}。")
        return values

    def choice(self) -> TableChoice:
        values = self.cleaned_data
        return TableChoice(
            {key: values[key] for key in HEADS if values.get(key)},
            {column.key: values[f"all-{column.key}"] for column in COLUMNS if values.get(f"all-{column.key}")},
            values["unit_of_money"],
        )


def _constants(budget: DepartmentalBudget) -> dict[str, list[str]]:
    units = BudgetUnit.objects.filter(budget=budget).select_related("unit").order_by("ordinal", "pk")
    return {
        "unit": [unit_label(unit) for unit in units],
        "kind": [kind.label for kind in LineKind],
        "fund": [str(fund) for fund in FundSource.objects.valid_in(budget.fiscal_year)],
    }


class ModeForm(forms.Form):
    mode = forms.ChoiceField(
        label="与已有明细的关系", widget=forms.RadioSelect, choices=MODES,
        help_text="单位、类别、项目、科目和资金性质都相同的，是同一笔：金额不同的按文件更新。",
        error_messages={"required": "请选择是以文件为准，还是补充。", "invalid_choice": "请从列表中选择。"},
    )  # fmt: skip


class ChoicesForm:
    """The page as a whole: a form for each header, and the mode where there are lines already."""

    def __init__(
        self, data: Any, *, budget: DepartmentalBudget, headers: Sequence[Header], choices: Choices, suggestion: Suggestion, has_lines: bool
    ) -> None:  # fmt: skip
        groups: dict[str, list[Header]] = {}
        for header in headers:
            groups.setdefault(table_key(header), []).append(header)
        self.tables = {
            key: TableForm(
                data, headers=group, chosen=choices.tables[key], budget=budget, suggestion=suggestion, prefix=f"t{at}"
            )
            for at, (key, group) in enumerate(groups.items())
        }
        self.mode = ModeForm(data, initial={"mode": choices.mode}) if has_lines else None

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.tables.values(), *([self.mode] if self.mode else [])]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Target, label and words of every error of the page."""
        bound = [form for form in self.forms if form.is_bound]
        return [
            (str(field.auto_id), str(field.label), str(error))
            for form in bound
            for field in form
            for error in field.errors
        ]

    def choices(self) -> Choices:
        mode: Any = self.mode.cleaned_data["mode"] if self.mode else "replace"
        return Choices({key: form.choice() for key, form in self.tables.items()}, mode)
