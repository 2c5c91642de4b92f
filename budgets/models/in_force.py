"""Which of a document's published versions counts: the one that the public finds under the document's address.

That is not always the highest. An old document that was taken over after an approved one became public
stands beside it under a number of its own and displaces nothing, unless whoever imported it said so.
"""

from __future__ import annotations

from collections.abc import Callable

from budgets.choices import Status
from budgets.models.budget import DepartmentalBudget
from budgets.models.selection import asked

Shown = Callable[[DepartmentalBudget, int], DepartmentalBudget | None]
_shown_to_the_public: Shown | None = None


def register(shown_to_the_public: Shown) -> None:
    """The app that publishes says which version the address of the same document of a year shows; None: none was published."""
    global _shown_to_the_public
    _shown_to_the_public = shown_to_the_public


def version_in_force(like: DepartmentalBudget, *, year: int) -> DepartmentalBudget | None:
    """The version of that year of the same department or unit; None where none is public.

    What nobody recorded as a publication is judged by what it says itself: an approved version goes before an imported
    one, a later before an earlier.
    """
    # Most often there is none, and what the two questions below cost is spared.
    (of_that_year,) = asked(
        [(DepartmentalBudget, "department_id = %s AND fiscal_year = %s", [like.department_id, year])]
    )
    if not of_that_year:
        return None
    if _shown_to_the_public is None:
        raise RuntimeError("nobody says what the public sees: is the disclosure app installed?")
    if shown := _shown_to_the_public(like, year):
        return shown
    same = DepartmentalBudget.objects.filter(
        region=like.region_id, department=like.department_id, unit=like.unit_id, phase=like.phase, fiscal_year=year,
        status=Status.PUBLISHED,
    )  # fmt: skip
    return same.order_by("imported", "-version").first()
