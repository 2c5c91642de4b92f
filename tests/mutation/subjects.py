"""What is mutated, and how much of it: here and nowhere else.

An area is money and the verifier, every fault of which is planted, or one of those from which faults are drawn. The draw is by
rank of a hash (`drawing.py`), so that a change in one function exchanges the faults of that function and of no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = "2026"
LEAST = 90  # percent of the faults not proved equivalent that must be found, in each area and in all


# What readers download is these joined to one file.
VERIFIER = (
    "disclosure/publication/verification/*.py", "budgets/statements/identities.py", "budgets/statements/identity_kinds.py", "budgets/statements/rounding.py",
)  # fmt: skip

# Pages and forms of a room, which are the desk's.
_PAGES = {"__init__.py", "urls.py", "views.py", "forms.py", "admin.py"}

# Tests of several areas.
STATEMENTS = (
    "tests/budgets/statements", "tests/budgets/test_consolidation.py", "tests/budgets/test_consolidating.py",
    "tests/disclosure/test_statutory_tables.py", "tests/disclosure/test_year_over_year.py", "tests/disclosure/test_composing.py",
    "tests/disclosure/test_unit_documents.py", "tests/disclosure/test_references.py", "tests/proofs/test_identities.py",
    "tests/checks/test_checks_statutory.py", "tests/checks/test_checks_balance.py", "tests/checks/test_checks_figures.py",
    "tests/checks/test_checks_government_classes.py", "tests/checks/test_checks_siblings.py", "tests/budgets/views/test_comparison_page.py",
)  # fmt: skip
WORKFLOW = (
    "tests/budgets/test_workflow.py", "tests/budgets/test_workflow_moves.py", "tests/budgets/test_workflow_four_eyes.py", "tests/budgets/test_workflow_pages.py", "tests/budgets/test_locks.py",
    "tests/budgets/test_answering.py", "tests/budgets/test_submit_answers.py",
    "tests/budgets/test_standing.py", "tests/budgets/test_deadlines.py", "tests/budgets/test_moves_map.py", "tests/budgets/test_who_answered_what.py", "tests/budgets/test_admin_review.py",
    "tests/budgets/test_admin_judgement.py", "tests/disclosure/test_publishing.py", "tests/disclosure/test_frozen.py",
    "tests/budgets/test_legal_records.py", "tests/budgets/test_authorship.py",
)  # fmt: skip
RULES = (
    "tests/checks", "tests/budgets/test_rule_settings.py", "tests/budgets/test_precision.py",
    "tests/disclosure/test_foreign.py", "tests/performance", "tests/procurement", "tests/assets",
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """
    patterns  of files, from the root of the checkout
    tests     beginnings of the names of the test files that are of this area; a fault is to be found by them
    draw      how many faults are drawn; 0: every one
    also      tests that reach it in processes of their own, where no tracer looks; they are tried last
    without   files of the patterns that another area has
    is_sql    faults are planted in the text of triggers, and the triggers installed, before tests run
    """

    name: str
    patterns: tuple[str, ...]
    tests: tuple[str, ...]
    draw: int = 0
    also: tuple[str, ...] = ()
    is_sql: bool = False
    without: tuple[str, ...] = ()

    def files(self) -> Iterator[Path]:
        for pattern in self.patterns:
            yield from (
                path
                for path in sorted(ROOT.glob(pattern))
                if path.name not in _PAGES and str(path.relative_to(ROOT)) not in self.without
            )


AREAS = (
    Area("money", ("budgets/money.py",), ("tests/budgets/test_money.py", "tests/budgets/test_amounts_in_forms.py")),
    Area(
        "verifier", VERIFIER,
        ("tests/disclosure/test_verifier", "tests/disclosure/test_chain.py"), also=("tests/disclosure/test_verify_offline.py",),
    ),
    Area("statements", ("budgets/statements/**/*.py",), STATEMENTS, draw=140, without=VERIFIER),
    Area(
        "rules",
        (
            "budgets/rules/registry.py", "budgets/rules/judge.py", "budgets/rules/results.py", "budgets/rules/settings.py",
            "budgets/checks/*.py", "disclosure/checks/*.py", "performance/checks/*.py", "procurement/checks.py", "assets/checks.py",
        ),
        RULES, draw=120,
    ),
    Area(
        "workflow",
        ("budgets/workflow/*.py", "budgets/models/records_in_force.py"),
        WORKFLOW, draw=50,
    ),
    Area(
        "versions",
        ("budgets/versions/*.py", "budgets/models/in_force.py"),
        (
            "tests/budgets/test_locks.py", "tests/budgets/test_workflow_moves.py", "tests/budgets/test_shared_projects.py",
            "tests/budgets/test_beginning.py", "tests/budgets/test_row_plans.py", "tests/budgets/statements/test_last_year.py", "tests/disclosure/test_publishing.py", "tests/disclosure/test_frozen.py",
            "tests/budgets/views/test_entry_saving.py",
            "tests/budgets/test_consolidating.py", "tests/disclosure/test_project_codes.py", "tests/budgets/views/test_entry_home.py",
            "tests/budgets/test_triggers.py", "tests/budgets/views/test_entry_conflicts.py",
        ),
        draw=40,
    ),
    Area(
        "triggers", ("budgets/triggers/*.py",),
        (
            "tests/budgets/test_guards_of_the_database.py", "tests/budgets/test_locks.py", "tests/budgets/test_triggers.py",
            "tests/budgets/test_legal_records.py", "tests/budgets/test_authorship.py",
        ),
        draw=30, is_sql=True,
    ),
    Area("importers", ("budgets/importers/mapping.py",), ("tests/budgets/importers/test_headers.py", "tests/budgets/importers/test_reading.py", "tests/budgets/importers/test_importing.py", "tests/budgets/importers/test_choices.py"), draw=20),
)  # fmt: skip

# Browsers, office programs and servers are slow, and what they look at is looked at elsewhere.
MARKS = "not soak and not bench and not browser and not office and not site"
PRODUCT = ("assets", "budgets", "disclosure", "performance", "procurement")
