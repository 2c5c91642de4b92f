"""Own words of the department under fixed keys, as forms of one text area each."""

from __future__ import annotations

from typing import Any, ClassVar

from budgets.entry.forms import storage
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import DepartmentalBudget


class ProseForm(EntryForm):
    """One text under `key`. label: what it is called on screen."""

    key: ClassVar[str]
    label: ClassVar[str]
    text_help: ClassVar[str] = ""
    text_rows: ClassVar[int] = 8
    text = CleanText()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.help_text = self.label, self.text_help
        field.widget.attrs["rows"] = self.text_rows

    def anchor_of(self, name: str) -> str:
        """The key's last part: overall, guarantee, other-matters."""
        return self.key.rsplit(".", 1)[-1].replace("_", "-")

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {"text": storage.prose(budget, self.key)}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        storage.put_prose(budget, self.key, values["text"])
