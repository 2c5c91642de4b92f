"""A page of the entry desk: the forms and grids of one part, saved together, shown as they will be printed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from budgets import parts
from budgets.choices import Door
from budgets.composer import composer
from budgets.desk.again import SignsInAgain
from budgets.desk.findings import (
    ShownFinding,
    by_anchor,
    counts,
    known_lines,
    shown_failures,
    switched_off,
    waiting_for_the_document,
)
from budgets.desk.version_page import VersionPage
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.sections import PageSection, Problem, Stored, fingerprint
from budgets.entry.forms.table import datalists
from budgets.entry.forms.writer import CannotSave
from budgets.models import BudgetUnit, DepartmentalBudget
from budgets.models.selection import asked
from budgets.rules import judge
from budgets.statements.ledger import Ledger
from budgets.versions.editing import ChangedMeanwhile, NotEditable, editing

MORE_ROWS = 10
WHOLE = "whole"  # the parameter that asks a page of long tables for what reads the whole document
CHANGED = (
    "在您填写期间，本页内容已被他人保存过，因此没有保存。请核对下列最新内容；您填写的内容仍在页面上，可以修改后再保存。"
)


Present = list[tuple[PageSection, Stored]]


class PartView(SignsInAgain, VersionPage):
    """Base of the parts' pages. A subclass names its part and its sections.

    lead         one or two sentences at the top: what belongs here
    needs_units  the sections cannot be filled in before a unit was entered
    """

    part_key: ClassVar[str]
    section_classes: ClassVar[tuple[type, ...]] = ()
    lead: ClassVar[str] = ""
    needs_units: ClassVar[bool] = False
    template_name: ClassVar[str] = "budgets/part.html"

    # ---- What a subclass may say ----

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:
        """The page's forms and grids from top to bottom; with `data`, as they were sent."""
        return [section(budget, data, adopting=adopting) for section in self.section_classes]

    def title(self, budget: DepartmentalBudget) -> str:
        return self.part.title

    def address(self, budget: DepartmentalBudget) -> str:
        """Where the page goes after saving."""
        return self.address_of(self.part.url_name, budget)

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {}

    def as_printed(self, budget: DepartmentalBudget, ledger: Ledger | None) -> str:
        """The part's sections as they will be printed."""
        return composer().preview(budget, self.part.sections, ledger=ledger)

    def about_page(self, budget: DepartmentalBudget, failures: list[ShownFinding]) -> list[ShownFinding]:
        """Those of the findings that this page shows."""
        return [failure for failure in failures if failure.is_about(self.part_key)]

    @staticmethod
    def has_units(budget: DepartmentalBudget) -> bool:
        return bool(asked([(BudgetUnit, "budget_id = %s LIMIT 1", [budget.pk])])[0])

    # ---- The two requests ----

    def get(self, request: HttpRequest, budget_pk: int, **kwargs: Any) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        return self.page(budget, self.opened_sections(budget))

    def opened_sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:
        """The sections, long tables open at the page that the address names."""
        sections = self.sections(budget, data, adopting=adopting)
        for section in sections:
            if isinstance(section, Grid):
                section.window.turn_to(self.request.GET)
        return sections

    def post(self, request: HttpRequest, budget_pk: int, **kwargs: Any) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        if more := request.POST.get("more"):
            return self.page(budget, self.opened_sections(budget, _with_more_rows(request.POST, more)), quiet=True)
        sections = self.opened_sections(budget, request.POST)
        seen = self._seen(budget, sections)
        if seen != budget.row_version:
            return self.conflict(budget, CHANGED)
        if not all([section.is_valid() for section in sections]):
            return self.page(budget, sections)
        try:
            self.save(budget, sections, seen=seen)
        except ChangedMeanwhile:
            return self.conflict(budget, CHANGED)
        except (NotEditable, CannotSave) as refused:
            sections = self.opened_sections(budget, request.POST)
            return self.page(budget, sections, refusal=str(refused), status=409)
        is_long = any(_is_long(section) for section in sections)
        messages.success(request, f"“{self.title(budget)}”已保存。{'' if is_long else '下方是保存后的打印效果。'}")
        return HttpResponseRedirect(self._next(budget) if request.POST.get("action") == "next" else self._again(budget))

    def save(self, budget: DepartmentalBudget, sections: list[PageSection], *, seen: int) -> None:
        door = Door.PASTED if self.request.POST.get("pasted") else Door.TYPED
        with editing(budget, by=self.person, seen=seen, door=door, sentence=f"保存“{self.title(budget)}”") as locked:
            for section in sections:
                section.save_rows(locked)
            for section in reversed(sections):
                section.delete_rows(locked)

    def _seen(self, budget: DepartmentalBudget, sections: list[PageSection]) -> int:
        """The save that this form was opened on.

        Where the content of this part is still what it was then, others saved other parts only: that is no conflict,
        and the version as it was read before that comparison will do.
        """
        if self.request.POST.get("fingerprint") == fingerprint(section.state() for section in sections):
            return budget.row_version
        return self.seen

    def conflict(self, budget: DepartmentalBudget, message: str) -> HttpResponse:
        """Another saved this part meanwhile: what was typed stays, what is stored now stands beside it."""
        budget.refresh_from_db()
        typed = self.opened_sections(budget, self.request.POST, adopting=True)
        if all([section.is_valid() for section in typed]) and all(section.matches_stored() for section in typed):
            messages.success(self.request, f"“{self.title(budget)}”已保存。")
            return HttpResponseRedirect(self._again(budget))
        present = [(section, section.stored()) for section in self.opened_sections(budget)]
        return self.page(budget, typed, refusal=message, present=present, status=409)

    def _again(self, budget: DepartmentalBudget) -> str:
        """The page anew after saving, its long tables open where they were."""
        return self.address(budget) + self._with_query()

    def _with_query(self, **more: str) -> str:
        query = self.request.GET.copy()
        query.pop(WHOLE, None)
        query.update(more)
        return f"?{query.urlencode()}" if query else ""

    # ---- The page ----

    @property
    def part(self) -> parts.Part:
        return parts.part(self.part_key)

    def _next(self, budget: DepartmentalBudget) -> str:
        following = self._neighbour(1)
        return self.address_of(following.url_name if following else "entry-overview", budget)

    def _neighbour(self, step: int) -> parts.Part | None:
        everything = list(parts.all_parts())
        position = [each.key for each in everything].index(self.part_key) + step
        return everything[position] if 0 <= position < len(everything) else None

    def _opened(
        self, budget: DepartmentalBudget, sections: list[PageSection], present: Present | None
    ) -> dict[str, Any]:
        """What the page was opened on. A page that comes back with errors was not opened anew."""
        if present is not None:
            states = (section.state() for section, _ in present)
            return {"seen": budget.row_version, "fingerprint": fingerprint(states)}
        if self.request.method == "POST":
            return {"seen": self.request.POST.get("seen", ""), "fingerprint": self.request.POST.get("fingerprint", "")}
        return {"seen": budget.row_version, "fingerprint": fingerprint(section.state() for section in sections)}

    def live_address(self, budget: DepartmentalBudget) -> str:
        """Where the page is checked while it is being typed (budgets.entry.pages.live)."""
        page = self.address(budget).removeprefix(self.address_of("entry-overview", budget))
        return self.address_of("entry-live", budget, page=page) + self._with_query()

    def page(
        self, budget: DepartmentalBudget, sections: list[PageSection], *, refusal: str = "", present: Present | None = None,
        quiet: bool = False, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        """present  what another stored meanwhile, section by section; quiet: only more blank rows were wanted"""
        # A part of long tables opens at once: its check follows (budgets.entry.pages.live), and the document when asked for.
        is_whole = WHOLE in self.request.GET or not any(_is_long(section) for section in sections)
        # Read once: for the rules, for the preview, and for what grids reckon from it.
        ledger = Ledger.of(budget) if is_whole else None
        results = judge.judge(budget, whole=True, ledger=ledger) if is_whole else judge.not_judged(budget)
        failures = self.about_page(budget, shown_failures(results, budget))
        problems: list[Problem] = [] if quiet else [each for section in sections for each in section.problems()]
        beside: set[str] = set()
        for section in sections:
            section.ledger = ledger or section.ledger
            beside |= section.attach(by_anchor(failures, self.part_key))
        context = {
            "part": self.part,
            "lead": self.lead,
            "previous_part": self._neighbour(-1),
            "next_part": self._neighbour(1),
            "sections": sections,
            "datalists": datalists(
                {
                    name: labels
                    for section in sections
                    if isinstance(section, Grid)
                    for name, labels in section.lists.items()
                }
            ),
            **self._opened(budget, sections, present),
            "may_write": self.may_write(budget),
            "needs_units": self.needs_units and not self.has_units(budget),
            "known": known_lines(failures),
            "live_address": self.live_address(budget),
            "waiting": waiting_for_the_document(results),
            "switched_off": switched_off(results),
            "problems": problems,
            "refusal": refusal,
            "present": present,
            "failures": failures,
            "failure_counts": counts(failures),
            "beside": beside,
            "preview": self.as_printed(budget, ledger) if self.part.sections and is_whole else "",
            "checks_itself": not (is_whole or problems or refusal),
            "whole_at": "" if is_whole else self._with_query(**{WHOLE: "1"}) + "#findings",
            **self.more_context(budget),
        }
        return self.shown(self.template_name, budget, context, status=status)


def _is_long(section: PageSection) -> bool:
    return isinstance(section, Grid) and section.window.is_paged


def _with_more_rows(data: QueryDict, name: str) -> QueryDict:
    """The form as it was sent, with blank rows at the end of one grid: adding rows without a script."""
    changed = data.copy()
    key = f"{name}-TOTAL_FORMS"
    sent = changed.get(key, "")
    if sent.isascii() and sent.isdigit():
        changed[key] = str(int(sent) + MORE_ROWS)
    return changed
