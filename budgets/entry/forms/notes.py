"""What was found about a row of a grid, at the row itself: marks in it, words under it. Hundreds of rows may have some."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any


def marks_html(findings: Sequence[Any]) -> str:
    """Marks of findings about many rows at once: their words stand above the form."""
    return "".join(
        f'<a class="tag mark severity-{each.severity}" data-needs="{each.needs}" href="#findings"'
        f' title="{escape(each.message)}">{escape(each.severity_name)}</a>'
        for each in findings
    )


def note_html(anchor: str, breadth: int, findings: Sequence[Any]) -> str:
    """What was found about one row, in a row of its own."""
    if not findings:
        return ""
    items = "".join(map(_item, findings))
    return (
        f'<tr class="row-note"><td colspan="{breadth}">'
        f'<ul class="row-findings" id="{anchor}-findings">{items}</ul></td></tr>'
    )


def _item(each: Any) -> str:
    """The words of budgets/finding.html without its links: the row stands above, the rule in the list at the top."""
    words = [f'<span class="tag severity-{each.severity}">{escape(each.severity_name)}</span>']
    if each.waived:
        words.append('<span class="tag plain">已豁免</span>')
    words.append(escape(each.message))
    if each.difference:
        words.append(f'<span class="difference">相差 {escape(each.difference)}。</span>')
    if each.remedy:
        words.append(f'<span class="remedy">{escape(each.remedy)}</span>')
    if each.waived:
        words.append(f'<span class="remedy">豁免理由：{escape(each.waived)}</span>')
    return f'<li class="finding severity-{each.severity}" data-needs="{each.needs}">{" ".join(words)}</li>'
