"""Filling in a page as a browser does: what the page sends is read from its form, then changed."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html


def address(name: str, budget: Any) -> str:
    return reverse(name, kwargs={"budget_pk": budget.pk})


def form_of(page: str | bytes) -> dict[str, str]:
    """Every field of the page's form with its value, as it would be sent."""
    tree = html.fromstring(page)
    form = tree.xpath("//form[contains(@class, 'part')]")[0]
    fields: dict[str, str] = {}
    for element in form.xpath(".//input | .//textarea | .//select"):
        name, kind = element.get("name"), element.get("type")
        if not name or element.xpath("ancestor::template") or kind == "submit":
            continue
        if kind == "checkbox":
            if element.get("checked") is not None:
                fields[name] = element.get("value", "on")
        elif element.tag == "textarea":
            fields[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            chosen = element.xpath("./option[@selected]") or element.xpath("./option[1]")
            fields[name] = chosen[0].get("value", chosen[0].text) if chosen else ""
        else:
            fields[name] = element.get("value", "")
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def opened(client: Client, name: str, budget: Any) -> dict[str, str]:
    answer = client.get(address(name, budget))
    assert answer.status_code == 200, answer.status_code
    return form_of(answer.content)


def with_rows(fields: dict[str, str], grid: str, rows: list[dict[str, str]]) -> dict[str, str]:
    """The form with these rows written into the grid's blank rows and into new ones."""
    filled = dict(fields)
    count = int(filled[f"{grid}-TOTAL_FORMS"])
    blank = [row for row in range(count) if not filled.get(f"{grid}-{row}-id")]
    for row in rows:
        at = blank.pop(0) if blank else count
        count = max(count, at + 1)
        for name, value in row.items():
            filled[f"{grid}-{at}-{name}"] = value
    filled[f"{grid}-TOTAL_FORMS"] = str(count)
    return filled


def save(client: Client, name: str, budget: Any, fields: dict[str, str]) -> Any:
    """Sends the form and expects it to be saved; what the page shows then."""
    answer = client.post(address(name, budget), fields)
    if answer.status_code != 302:
        tree = html.fromstring(answer.content)
        raise AssertionError([" ".join(each.text_content().split()) for each in tree.xpath("//*[@id='error-summary']")])
    return client.get(answer.url)


def text_of(answer: Any, path: str = "//main") -> str:
    return " ".join(html.fromstring(answer.content).xpath(path)[0].text_content().split())
