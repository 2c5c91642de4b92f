"""The door that Django's admin looks behind: every room registers its own pages."""

from budgets.accounts import admin as accounts
from budgets.administration import names
from budgets.classification import admin as classification
from budgets.classification import places_admin
from budgets.review import admin as review
from budgets.rules import admin as rules

__all__ = ["accounts", "classification", "names", "places_admin", "review", "rules"]
