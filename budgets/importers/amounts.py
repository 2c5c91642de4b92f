"""Amounts as workbooks hold them: numbers in binary, text in the one grammar; in 元 or in 万元."""

from __future__ import annotations

import re
from decimal import Decimal

from budgets.importers.cells import EXCEL_ERROR, Cell, CellProblem
from budgets.money import LIMIT, UNITS, UnreadableAmount, parse_yuan, round_yuan

UNITS_OF_MONEY = ("元", "万元")
# What binary fractions leave behind after a calculation; more is a third decimal that somebody wrote.
NOISE = Decimal("0.0005")

_FINER = re.compile(r"(-?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.[0-9]{3,})")
_SAME_AS = str.maketrans("０１２３４５６７８９−－，．\u00a0\u3000", "0123456789--,.  ")
_REMEDY = "请填写数字，例如 1234.56 或 1,234.56。"
_IN_BRACKETS = re.compile(r"[(（](.+)[)）]")
_DASHES = {"-", "--", "—", "——", "－", "/"}


def read_amount(cell: Cell, unit_of_money: str) -> tuple[Decimal, str]:
    """The amount in 元 and, where it had to be rounded, the words that say so. Raises CellProblem."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise CellProblem(
            "金额为空", "请填写金额，没有金额的填 0 或删去该行；如果是公式，请在 Excel 中重新计算并保存后再上传。"
        )
    if cell == EXCEL_ERROR:
        raise CellProblem("是 Excel 的错误值", "请改正公式，或改填数字后再上传。")
    exact = UNITS[unit_of_money] * (_typed(cell) if isinstance(cell, str) else Decimal(repr(cell)))
    if not exact.is_finite() or abs(exact) > LIMIT:
        raise CellProblem("超出可导入的范围（一万亿元以内）", "请核对金额和金额单位。")
    amount = round_yuan(exact)
    if abs(exact - amount) > NOISE:
        return amount, f"金额不足一分的部分已四舍五入：{exact.normalize():f} 元取 {amount} 元"
    return amount, ""


def _typed(text: str) -> Decimal:
    """The grammar of the forms, and more decimals than two: a figure in 万元 has up to six."""
    if finer := _FINER.fullmatch(text.translate(_SAME_AS).strip()):
        return Decimal(finer[1] + finer[2].replace(",", ""))
    try:
        return parse_yuan(text)
    except UnreadableAmount as error:
        raise CellProblem("不是金额", _remedy(text.strip())) from error


def _remedy(text: str) -> str:
    if text in _DASHES:
        return "没有金额的填 0 或删去该行。"
    if inside := _IN_BRACKETS.fullmatch(text):
        return f"用括号表示负数的，请改为 -{inside[1].strip()}；金额为正的，请去掉括号。"
    return _REMEDY
