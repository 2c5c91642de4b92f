"""The forms of the page of consolidation: which unit a row stands for, and what the units pay one another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.choices import FundKind, LineKind
from budgets.models import BudgetUnit, Unit
from budgets.money import YuanFormField, plain
from budgets.statements.consolidation import Consolidation
from budgets.statements.ledger import Ledger
from budgets.statements.transfers import Transfer

_BLANK = 3
_PROJECT = "project:"  # before the code of a project, among the kinds of the same list
_SPENT = [(str(kind.value), str(kind.label)) for kind in LineKind if kind != LineKind.CARRIED_OUT]
_USUAL = (FundKind.SUPERIOR_SUBSIDY, FundKind.AFFILIATE_REMITTANCE)
_RECEIVED = [(str(kind.value), str(kind.label)) for kind in sorted(FundKind, key=lambda kind: kind not in _USUAL)]


class TransferForm(forms.Form):
    """A row without an amount is no transfer: to take one away, its amount is emptied."""

    payer = forms.ChoiceField(label="付款单位", required=False)
    receiver = forms.ChoiceField(label="收款单位", required=False)
    spent_as = forms.ChoiceField(label="付款单位列支", required=False)
    received_as = forms.ChoiceField(label="收款单位列收", required=False)
    amount = YuanFormField(label="金额（元）")

    def __init__(self, *args: Any, units: list[tuple[str, str]], spent: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("payer", units), ("receiver", units), ("spent_as", spent), ("received_as", _RECEIVED),
        ):  # fmt: skip
            field = self.fields[name]
            field.choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = "请从列表中选择。"

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        amount = values.get("amount")
        if "amount" not in values or amount is None:
            return values
        if amount <= 0:
            self.add_error("amount", "内部往来的金额应大于 0。")
        for name in ("payer", "receiver", "spent_as", "received_as"):
            if name in values and not values[name]:
                self.add_error(name, f"请选择“{self.fields[name].label}”。")
        if values.get("payer") and values.get("payer") == values.get("receiver"):
            self.add_error("receiver", "收款单位不能与付款单位相同。")
        return values

    def transfer(self) -> Transfer | None:
        values = self.cleaned_data
        if values.get("amount") is None:
            return None
        chosen = values["spent_as"]
        project = chosen.removeprefix(_PROJECT) if chosen.startswith(_PROJECT) else ""
        return Transfer(
            payer=values["payer"],
            receiver=values["receiver"],
            spent_as="" if project else chosen,
            project=project,
            received_as=values["received_as"],
            amount=Decimal(values["amount"]),
        )


def _choice(transfer: Transfer) -> str:
    """What the list of the paying unit's spending has for it."""
    return f"{_PROJECT}{transfer.project}" if transfer.project else transfer.spent_as


_TransferSet = forms.formset_factory(TransferForm, extra=_BLANK, max_num=200, validate_max=True)


def transfer_set(joined: Consolidation, ledger: Ledger, data: Any = None) -> forms.BaseFormSet:
    """The version's transfers, with blank rows for further ones."""
    units = [(each.code, each.name) for each in joined.contributions if each.unit]
    spent = [*_SPENT, *((f"{_PROJECT}{code}", f"项目 {code} {name}") for code, name in _projects(joined, ledger))]
    for each in joined.transfers:
        # What is stored stays a choice, also when the unit or project is gone.
        units += [(code, code) for code in (each.payer, each.receiver) if code not in dict(units)]
        spent += [(_choice(each), each.spent_words)] if _choice(each) not in dict(spent) else []
    initial = [
        {
            "payer": each.payer, "receiver": each.receiver, "spent_as": _choice(each),
            "received_as": each.received_as, "amount": plain(each.amount),
        }
        for each in joined.transfers
    ]  # fmt: skip
    return _TransferSet(data, initial=initial, prefix="transfers", form_kwargs={"units": units, "spent": spent})


def _projects(joined: Consolidation, ledger: Ledger) -> list[tuple[str, str]]:
    """Of the units' own budgets and of the department's: a transfer may be all that a project was for."""
    found = {project.code: project.name for project in ledger.projects}
    for each in joined.contributions:
        if each.own:
            found |= dict(each.own.project_rows.values_list("code", "name"))
    return sorted(found.items())


class LinkForm(forms.Form):
    """Which unit a row of 机构设置 stands for, where its name does not say so."""

    row = forms.IntegerField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="对应单位", empty_label="请选择")

    def __init__(self, *args: Any, rows: list[BudgetUnit], units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["unit"].error_messages |= {"required": "请选择对应的单位。", "invalid_choice": "请从列表中选择。"}

    def clean_row(self) -> BudgetUnit:
        row = self.rows.get(self.cleaned_data["row"])
        if row is None:
            raise ValidationError("这一行已有对应的单位。请刷新页面。", code="unknown")
        return row
