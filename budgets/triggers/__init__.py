"""What PostgreSQL itself refuses, whoever asks: the last of the three guards (docs/mechanisms.md, Workflow).

Each function returns a pgtrigger declaration for a model's Meta. Messages are in Chinese because the admin
shows them when everything before has failed.
"""

from budgets.triggers.authorship import takes_authors_over, uploader_is_author
from budgets.triggers.history import remembered
from budgets.triggers.legal import (
    before_publication,
    confirmed_by_the_issuer,
    corrects_its_own_version,
    reviewed_as_approved,
)
from budgets.triggers.records import (
    answered_while_prepared,
    append_only,
    for_ever,
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
    "before_publication",
    "confirmed_by_the_issuer",
    "corrects_its_own_version",
    "for_ever",
    "freeze",
    "keep_decided",
    "kept_code",
    "kept_setting",
    "no_truncate",
    "of_a_row",
    "record_author",
    "refused_under_review",
    "remembered",
    "reviewed_as_approved",
    "stay",
    "takes_authors_over",
    "transition",
    "uploader_is_author",
    "waived_by_another",
]
