"""Each project beside last year's.

A project is known by its code. Codes of many places hold the year: a project that has no namesake and that last year's
document has under the same name is followed like a moved code, and that is said.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from budgets.statements.amounts import Amount
from budgets.statements.comparison import Comparison, against
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.text import squeeze

_Amounts = dict[str, Amount]


@once
def projects(ledger: Ledger) -> dict[str, Comparison]:
    """By this year's code in the order of the library; after them those of last year that have nothing this year."""
    past = last_year_of(ledger)
    now, before = _amounts(ledger), _amounts(past.ledger) if past.ledger else {}
    is_told = past.ledger is not None and _lists_them(past.ledger, before)
    followed = _followed(now, before)
    found = {}
    for code, amount in now.items():
        old = followed.get(code, code)
        then = before[old].number if old in before else Decimal(0)
        figure = past.figure(amount.ref, lambda _, then=then: then if is_told else None)  # type: ignore[misc]
        found[code] = against(ledger, amount, figure, moved=f"{old} {before[old].name}" if code in followed else "")
    for code, gone in before.items():
        if code not in now and code not in followed.values() and is_told:
            amount = Amount(gone.ref, gone.name, None, part="projects")
            found[code] = against(ledger, amount, past.figure(gone.ref, lambda _, gone=gone: gone))  # type: ignore[misc]
    return found


def _amounts(ledger: Ledger) -> _Amounts:
    return {each.project.code: each.amount for each in expenditure(ledger).projects}


def _lists_them(ledger: Ledger, amounts: _Amounts) -> bool:
    """Whether that document says what its projects get: one that names a sum alone says nothing of any of them."""
    spending = expenditure(ledger)
    return bool(amounts) or not spending.project.number


def _followed(now: _Amounts, before: _Amounts) -> dict[str, str]:
    """This year's code → last year's of the same project under another code."""
    new = {code: squeeze(amount.name) for code, amount in now.items() if code not in before}
    old = {code: squeeze(amount.name) for code, amount in before.items() if code not in now}
    one_of = Counter(new.values()), Counter(old.values())
    codes = {name: code for code, name in old.items() if one_of[1][name] == 1}
    return {code: codes[name] for code, name in new.items() if one_of[0][name] == 1 and name in codes}
