"""The rules over the ledger. Importing this package registers them.

Doors: `evidence`, `expenditure_codes`, `projects`, and what stands here.
"""

from budgets.checks import (  # noqa: F401
    balance,
    comparison,
    consolidation,
    deadlines,
    expenditure_codes,
    government_classes,
    official,
    operating_costs,
    organisation,
    projects,
)
