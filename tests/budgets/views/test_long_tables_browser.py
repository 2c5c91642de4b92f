"""A long table in a real browser: what goes out, that a search changes nothing, and that the check follows the opening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.browsing import complaints, follow, new_page, state_of
from tests.sites import shared_site

pytestmark = [pytest.mark.browser, pytest.mark.site]

SETUP = """
from budgets.choices import LineKind, Role
from budgets.versions.editing import acting_as
from budgets.models import ExpenditureLine
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
make_user("preparer", Role.PREPARER, department)
budget = make_small_budget(department)
line = budget.expenditureline_rows.filter(kind=LineKind.OPERATING).first()
with acting_as("import"):
    ExpenditureLine.objects.bulk_create([ExpenditureLine(budget=budget, unit=line.unit, kind=line.kind,
        economic=line.economic, fund=line.fund, amount=number, printed_label=f"第{number}项", ordinal=9 + number)
        for number in range(1, 351)])
print(budget.pk)
"""


@pytest.fixture
def desk(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    with shared_site(request.path.stem, SETUP) as site:
        page = new_page(browser, storage_state=state_of(browser, f"{site.url}/entry/login/", "preparer"))
        page.said = complaints(page, "error")
        page.goto(f"{site.url}/entry/{site.printed.pop()}/basic/")
        yield page
        page.context.close()


def test_a_long_table_is_checked_searched_and_saved_for_what_was_touched(desk: Any) -> None:
    desk.locator("#live-said", has_text="核验发现").wait_for()
    assert "收支不平衡" in desk.text_content("#live-findings")
    assert "新发现" not in desk.text_content("#live-findings")

    desk.fill("[name=operating-find]", "第290项")
    assert not desk.is_visible(".unsaved"), "the words of a search are nothing to be saved"
    with desk.expect_navigation():
        desk.press("[name=operating-find]", "Enter")
    assert desk.input_value("[name=operating-291-printed_label]") == "第290项"
    whole = desk.text_content("output[data-sum=amount] >> nth=1")
    assert whole == f"{50_000 + sum(range(1, 351)):,}.00"

    sent: list[Any] = []
    desk.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    desk.fill("[name=operating-291-amount]", "1290")
    assert desk.text_content("output[data-sum=amount] >> nth=1") == f"{51_000 + sum(range(1, 351)):,}.00"
    follow(desk, ".actions button.primary")

    (saved,) = [parse_qs(each.post_data) for each in sent if "/live/" not in each.url]
    rows = {
        name for name in saved if name.startswith(("operating-", "personnel-")) and not name.endswith("TOTAL_FORMS")
    }
    assert rows == {"operating-291-id", "operating-291-was", "operating-291-amount"}
    assert desk.input_value("[name=operating-291-amount]") == "1290", "the search is still open"
    assert desk.said == []
