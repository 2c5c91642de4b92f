"""The ground: who publishes, the classifications, a version and its ledger, what it states, the acts around it, and how
rules and findings were judged.

Doors: `budget`, `imports`, `in_force`, `jobs`, `judgement`, `records_in_force`, `selection`, `stated`, and what stands here.
"""

from budgets.models.accounts import Account
from budgets.models.budget import Author, BudgetRow, BudgetUnit, DepartmentalBudget, FileRow, GlossaryTerm, Prose
from budgets.models.classification import EconomicClass, FunctionalClass, FundSource
from budgets.models.consolidation import InternalTransfer, TakenOver
from budgets.models.expenditure import ExpenditureLine, Project
from budgets.models.frozen import Blob, FrozenRecord
from budgets.models.history import Change, HistoryEntry
from budgets.models.imports import ImportMapping, LedgerImport
from budgets.models.jobs import Job
from budgets.models.judgement import Answer, Refusal, RuleSetting, Waiver
from budgets.models.last_look import LastLook
from budgets.models.regions import Assignment, Department, Region, Unit
from budgets.models.revenue import RevenueLine
from budgets.models.review import Reply, ReplyConfirmation, ReviewRecord, SecrecyReview, SecrecyReviewEnd
from budgets.models.stated import ChangeReason, StatedCell, StatedFlag

__all__ = [
    "Account",
    "Answer",
    "Assignment",
    "Author",
    "Blob",
    "BudgetRow",
    "BudgetUnit",
    "Change",
    "ChangeReason",
    "Department",
    "DepartmentalBudget",
    "EconomicClass",
    "ExpenditureLine",
    "FileRow",
    "FrozenRecord",
    "FunctionalClass",
    "FundSource",
    "GlossaryTerm",
    "HistoryEntry",
    "ImportMapping",
    "InternalTransfer",
    "Job",
    "LastLook",
    "LedgerImport",
    "Project",
    "Prose",
    "Refusal",
    "Region",
    "Reply",
    "ReplyConfirmation",
    "RevenueLine",
    "ReviewRecord",
    "RuleSetting",
    "SecrecyReview",
    "SecrecyReviewEnd",
    "StatedCell",
    "StatedFlag",
    "TakenOver",
    "Unit",
    "Waiver",
]
