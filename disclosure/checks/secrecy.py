"""Words and numbers that whoever reviews for secrecy and privacy should have seen. R-SEC-1, L7, L8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, Place, rule
from disclosure.checks.lines import DocumentLine, around, lines, place
from disclosure.checks.wordlists import SENSITIVE
from disclosure.composition.review import Review

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


@rule(
    "R-SEC-1",
    "W",
    "保密和隐私",
    basis="政府信息公开条例第十四条至第十七条",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="说明中出现“联系人手机 139××××××××”一类的个人信息。",
    satisfy="删去个人信息和不宜公开的内容；属于公开内容的，由保密审查确认后说明。",
    sensitive=SENSITIVE,
    about_accounts=("账号", "帐号", "卡号", "开户", "银行"),
)
def sensitive_words_are_reviewed(
    review: Review, *, sensitive: tuple[str, ...], about_accounts: tuple[str, ...]
) -> Iterator[Finding]:
    pattern = re.compile("|".join(re.escape(word) for word in sorted(sensitive, key=len, reverse=True)))
    counted: dict[str, int] = {}
    places: dict[str, Place] = {}
    for line in lines(review):
        if line.is_own:
            for found in pattern.finditer(line.text):
                counted[found[0]] = counted.get(found[0], 0) + 1
                if line.key not in places:
                    places[line.key] = place(review, line, around(line.text, found.start(), found.end()))
        yield from _private_numbers(review, line, about_accounts)
    if counted:
        words = "、".join(f"{word}（{count} 处）" for word, count in counted.items())
        yield Finding(
            f"文字涉及维护稳定等敏感表述：{words}。",
            tuple(places.values()),
            remedy="请在保密审查时逐处确认可以公开；可以换成便于群众理解的说法。",
        )


def _private_numbers(review: Review, line: DocumentLine, about_accounts: tuple[str, ...]) -> Iterator[Finding]:
    """Codes of projects are long too, so an identity number must check, and an account needs its word beside it."""
    kinds = []
    if any(is_identity_number(found) for found in _IDENTITY.findall(line.text)):
        kinds.append("身份证号码")
    if _MOBILE.search(line.text):
        kinds.append("手机号码")
    if any(word in line.text for word in about_accounts) and _ACCOUNT.search(line.text):
        kinds.append("银行账号")
    if kinds:
        yield Finding(f"文字中有{'、'.join(kinds)}。", (place(review, line),), remedy="请删除个人信息和账户信息。")


def is_identity_number(text: str) -> bool:
    """GB 11643: the last character is reckoned from the seventeen before it."""
    weighted = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[weighted % 11] == text[17].upper()
