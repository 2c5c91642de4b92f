"""What PostgreSQL itself refuses, whoever asks: the last of the three guards (docs/mechanisms.md, Workflow).

Each function returns a pgtrigger declaration for a model's Meta. Messages are in Chinese because the admin
shows them when everything before has failed.
"""

from budgets.triggers.records import (
    answered_while_prepared,
    append_only,
    for_ever,
    keep_after_publication,
    kept_setting,
    refused_under_review,
    waived_by_another,
)
from budgets.triggers.rows import freeze, of_a_row, record_author, stay
from budgets.triggers.tables import kept_code, no_truncate
from budgets.triggers.versions import keep_decided, transition

__all__ = [
    "answered_while_prepared",
    "append_only",
    "for_ever",
    "freeze",
    "keep_after_publication",
    "keep_decided",
    "kept_code",
    "kept_setting",
    "no_truncate",
    "of_a_row",
    "record_author",
    "refused_under_review",
    "stay",
    "transition",
    "waived_by_another",
]
