"""The check while somebody types: what the rules would find on a page if it were saved as it stands.

Nothing is kept (budgets.entry.dry_run) and nothing of what was typed is touched: the answer holds findings and messages, which
static/js/live.js puts beside the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views import View

from budgets.desk.findings import (
    ShownFinding,
    by_anchor,
    counts,
    keys,
    line,
    shown_failures,
    switched_off,
    waiting_for_the_document,
)
from budgets.desk.scope import EntryMixin
from budgets.entry.dry_run import Busy, Tried, trying
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.sections import PageSection, Problem
from budgets.entry.forms.sketch import AsTyped
from budgets.entry.forms.trial import Sketching
from budgets.entry.pages.part import PartView

NOTHING = 204
MOST_LISTED = 200  # of the findings that stood on the page before
_KNOWN = re.compile(r"([0-9a-f]{16}(?:-\d+)?) ([EWI]) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Known:
    """A finding that stood on the page before this check."""

    key: str
    severity: str
    message: str

    @property
    def line(self) -> str:
        return f"{self.key} {self.severity} {self.message}"


@dataclass(frozen=True)
class Beside:
    """What was found about one field or row. place: the prefix of a row's inputs, else the anchor."""

    place: str
    findings: Sequence[ShownFinding]


@dataclass(frozen=True)
class Marked:
    """A finding about many rows, which has a mark in each of them. places: as in Beside, with blanks between."""

    finding: ShownFinding
    places: str


class LiveView(EntryMixin, View):
    """POST: the form of one of the desk's pages as it stands. `page` is what that page's address ends in.

    200 with what was found; 204 where nothing could be judged now; 401 where the session has ended.
    """

    http_method_names = ["post"]

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]
        return HttpResponse(status=401)

    def post(self, request: HttpRequest, budget_pk: int, page: str) -> HttpResponse:
        view = _view_of(request, budget_pk, page)
        budget = view.budget_to_write(budget_pk)
        if not budget.is_editable or (view.needs_units and not view.has_units(budget)):
            return HttpResponse(status=NOTHING)
        sections = view.opened_sections(budget, AsTyped.of(request.POST))
        user = request.user
        assert isinstance(user, AbstractBaseUser)  # noqa: S101  EntryMixin lets nobody else in
        try:
            with trying(budget, sections, by=user) as tried:
                context = _context(view, tried, sections, request.POST)
        except Busy:
            return HttpResponse(status=NOTHING)
        return render(request, "budgets/live.html", context)


def _view_of(request: HttpRequest, budget_pk: int, page: str) -> PartView:
    """The page's own view: its sections, its permissions and what is about it."""
    address = reverse("entry-overview", kwargs={"budget_pk": budget_pk}) + page
    try:
        match = resolve(address)
    except Resolver404 as error:
        raise Http404 from error
    view_class = getattr(match.func, "view_class", None)
    if not (
        isinstance(view_class, type) and issubclass(view_class, PartView) and "post" in view_class.http_method_names
    ):
        raise Http404
    view = view_class(**getattr(match.func, "view_initkwargs", {}))
    view.setup(request, *match.args, **match.kwargs)
    return view


def _context(view: PartView, tried: Tried, sections: list[PageSection], sent: QueryDict) -> dict[str, Any]:
    """`known` is what stood on the page when it was opened, `found` what was found since then while somebody typed."""
    typed = _new_inputs(sections)
    failures = [
        _linked(failure, typed)
        for failure in view.about_page(tried.budget, shown_failures(tried.results, tried.budget))
    ]
    known, since = (_by_key(sent.getlist(name)) for name in ("known", "found"))
    found = dict(zip(keys(failures, _new_rows(sections)), failures, strict=True))
    is_opening = "opening" in sent  # the page was opened without having been judged: nothing is new
    if is_opening:
        known = {key: Known(key, failure.severity, failure.message) for key, failure in found.items()}
    new = [failure for key, failure in found.items() if key not in known]
    still = [failure for key, failure in found.items() if key in known]
    solved = [each for key, each in {**known, **since}.items() if key not in found]
    since_now = {each.key: each.line for each in since.values()} | {
        key: line(key, failure) for key, failure in found.items() if key not in known
    }
    problems = [problem for section in sections for problem in section.problems()]
    uncounted = [(grid.title, row.number) for grid, saving in _sketches(sections) for row in saving.uncounted]
    not_run, off = len(waiting_for_the_document(tried.results)), len(switched_off(tried.results))
    return {
        "new": new, "still": still, "solved": solved, "failures": failures, "failure_counts": counts(failures),
        "problems": problems, "uncounted": uncounted, "refused": tried.refused, "not_run": not_run,
        "found_before": list(since_now.values()), **_places(sections, failures, view.part_key),
        "budget": tried.budget, "is_opening": is_opening, "most_listed": MOST_LISTED,
        "known_now": [each.line for each in known.values()] if is_opening else [],
        "said": f"核验发现 {len(found)} 项与本页有关。" if is_opening else _said(new, still, solved, problems, len(uncounted), not_run, off),
    }  # fmt: skip


def _places(sections: list[PageSection], failures: list[ShownFinding], part: str) -> dict[str, Any]:
    """Where on the page each finding stands: in words at its field or row, or as a mark in many rows."""
    found = by_anchor(failures, part)
    prefixes = _prefixes(sections)
    anchors = sorted(anchor for section in sections for anchor in section.attach(found))
    notes = {anchor: [each for each in found[anchor] if not each.is_wide] for anchor in anchors}
    marked: dict[ShownFinding, dict[str, None]] = {}
    for anchor in anchors:
        for each in found[anchor]:
            if each.is_wide:
                marked.setdefault(each, {})[prefixes.get(anchor, anchor)] = None
    return {
        "beside": [Beside(prefixes.get(anchor, anchor), notes[anchor]) for anchor in notes if notes[anchor]],
        "marked": [Marked(finding, " ".join(places)) for finding, places in marked.items()],
    }


def _sketches(sections: Iterable[PageSection]) -> Iterator[tuple[Grid, Sketching]]:
    """The tables of the page with how they were tried out."""
    for section in sections:
        if isinstance(section, Grid) and isinstance(section.saving, Sketching):
            yield section, section.saving


def _new_rows(sections: Iterable[PageSection]) -> dict[str, str]:
    """anchor of a row that was typed just now → the prefix of its inputs."""
    return {f"{grid.anchor}-{pk}": saving.written_at[pk] for grid, saving in _sketches(sections) for pk in saving.added}


def _new_inputs(sections: Iterable[PageSection]) -> dict[str, str]:
    """anchor of a row that was typed just now → the id of its first input: no element of the page has that anchor."""
    return {
        f"{grid.anchor}-{pk}": f"id_{saving.written_at[pk]}-{grid.look.visible[0].name}"
        for grid, saving in _sketches(sections)
        for pk in saving.added
    }


def _linked(failure: ShownFinding, typed: Mapping[str, str]) -> ShownFinding:
    """Its links lead to inputs of the page as it stands."""
    if not any(place.anchor in typed for place in failure.places):
        return failure
    places = (
        replace(place, address=f"#{typed[place.anchor]}") if place.anchor in typed else place
        for place in failure.places
    )
    return replace(failure, places=tuple(places))


def _prefixes(sections: Iterable[PageSection]) -> dict[str, str]:
    """Rows that were typed just now have no anchor on the page, but their inputs have names."""
    return {
        f"{grid.anchor}-{pk}": prefix
        for grid, saving in _sketches(sections)
        for pk, prefix in saving.written_at.items()
    }


def _by_key(lines: Iterable[str]) -> dict[str, Known]:
    """As the page sends them back; what is none of ours is left out."""
    read = [Known(*found.groups()) for each in lines if (found := _KNOWN.fullmatch(each))]
    return {each.key: each for each in read}


def _said(
    new: list[Any], still: list[Any], solved: list[Any], problems: list[Problem], uncounted: int, not_run: int, off: int
) -> str:  # fmt: skip
    """One sentence for those who do not see the page change."""
    parts = [f"{word} {len(each)} 项" for word, each in (("新发现", new), ("已解决", solved), ("仍有", still)) if each]
    said = "边填边核：" + ("，".join(parts) if parts else "没有发现问题") + "。"
    if problems:
        said += f"{len(problems)} 处填写有误。"
    if uncounted:
        said += f"{uncounted} 行尚未填完，未计入核验。"
    return said + f"另有 {not_run} 项规则保存后核验" + (f"，{off} 项已由财政部门停用。" if off else "。")
