"""Statements: a version's rows at one moment, and every figure that is made of them, once.

Doors: `amounts`, `appropriation`, `comparison`, `consolidation`, `expenditure`, `government_classes`, `identities`,
`identity_kinds`, `last_year`, `ledger`, `lines`, `memory`, `official`, `operating_costs`, `predecessors`, `revenue`,
`rounding`, `tables.against_lines`, `tables.classified`, `tables.columns`, `tables.grid`, `tables.others`,
`tables.two_sided`, `three_public`, `transfers`, `unit_versions`, `year_over_year`.
"""
