"""A clerk at a page of the entry desk: opens it, changes some fields and sends the form as a browser would."""

from __future__ import annotations

from typing import Any

import lxml.html
from django.test import Client


class EntryPage:
    """The form of a page with the values that the page gave it. Fields are set by name, rows by position."""

    def __init__(self, user: Any, address: str) -> None:
        self.client, self.address = Client(), address
        self.client.force_login(user)
        self.reload()

    def reload(self) -> None:
        self.response = self.client.get(self.address)
        self.values = fields_of(self.response)

    @property
    def html(self) -> str:
        return self.response.content.decode()

    def set_row(self, grid: str, number: int, **values: str) -> None:
        """Fills a row of a grid; a row beyond the last is a new one."""
        for name, value in values.items():
            self.values[f"{grid}-{number}-{name}"] = value
        total = f"{grid}-TOTAL_FORMS"
        self.values[total] = str(max(int(self.values[total]), number + 1))

    def row(self, grid: str, number: int) -> dict[str, str]:
        prefix = f"{grid}-{number}-"
        return {key.removeprefix(prefix): value for key, value in self.values.items() if key.startswith(prefix)}

    def send(self, action: str = "save", **values: str) -> Any:
        """Sends the form. What comes back is kept and its fields are read anew where it is a page."""
        self.response = self.client.post(self.address, {**self.values, **values, "action": action})
        if self.response.status_code != 302:
            self.values = fields_of(self.response)
        return self.response

    def save(self, **values: str) -> None:
        """Sends the form and expects it to be saved."""
        response = self.send(**values)
        assert response.status_code == 302, "\n".join(errors_of(response)) or response.content.decode()
        self.reload()


def fields_of(response: Any) -> dict[str, str]:
    forms = [form for form in tree(response).forms if "part" in (form.get("class") or "").split()]
    if not forms:
        return {}
    # A browser drops the line break after <textarea>, lxml does not.
    areas = {area.get("name") for area in forms[0].iter("textarea")}
    empty = {
        each.get("name"): "" for each in forms[0].iter("input") if each.get("name") and each.get("type") != "checkbox"
    }
    sent = {name: value.removeprefix("\n") if name in areas else value for name, value in forms[0].form_values()}
    return {name: value for name, value in {**empty, **sent}.items() if "__prefix__" not in name}


def tree(response: Any) -> Any:
    return lxml.html.fromstring(response.content.decode())


def errors_of(response: Any) -> list[str]:
    """The lines of the summary that stands at the top of a refused page."""
    return [
        " ".join(each.text_content().split())
        for each in tree(response).xpath("//*[@id='error-summary']//li | //*[@id='error-summary']//p")
    ]
