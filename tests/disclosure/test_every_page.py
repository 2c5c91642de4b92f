"""A walk over all pages that a clerk, a reviewer, an administrator and the public reach: no fault of a template, no English."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User

from budgets.composer import composer
from budgets.desk.findings import ShownPlace
from budgets.models import DepartmentalBudget, Project
from budgets.parts import Completeness
from budgets.versions.editing import editing
from disclosure.publication.publish import publish_imported
from performance.models import ProjectSheet
from tests import crawling
from tests.builders import make_user
from tests.disclosure.approved import Cast

pytestmark = pytest.mark.django_db
EVERYTHING = {**crawling.FAULTS, **crawling.MUST_BE_CHINESE}


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def draft(cast: Cast) -> DepartmentalBudget:
    """With its tables, most of its parts untouched: the rules find much, and every field is blank."""
    return cast.draft(year=2025, format_key="hebei-2022", tables_mode="appendix")


def said(pages: Any) -> tuple[int, list[str]]:
    found = [(page, crawling.faults(page, EVERYTHING)) for page in pages]
    return len(found), [fault for _, faults in found for fault in faults]


def test_no_page_of_the_desk_says_what_no_page_may_say(client: Any, cast: Cast, draft: DepartmentalBudget) -> None:
    client.force_login(cast.preparer)
    pages = crawling.walk(client, ["/entry/", f"/entry/{draft.pk}/submit/"], under=("/entry/",), most=60)
    # The list of rules gives wrong sentences as examples.
    count, faults = said(page for page in pages if page.address != "/entry/rules/")
    assert faults == []
    assert count > 15


def test_no_page_of_the_admin_says_what_no_page_may_say(client: Any, cast: Cast) -> None:
    """The pages of the package that counts failed sign-ins are its own; nobody works with them."""
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))
    account = User.objects.get(username=cast.preparer.username)
    starts = ["/admin/", f"/admin/auth/user/{account.pk}/change/"]
    pages = crawling.walk(client, starts, under=("/admin/",), each=1, most=110)
    count, faults = said(page for page in pages if not page.address.startswith("/admin/axes/"))
    assert faults == []
    assert count > 40


def test_no_page_of_the_public_says_what_no_page_may_say(client: Any, cast: Cast) -> None:
    publish_imported(cast.draft())
    count, faults = said(crawling.walk(client, ["/", "/990101/2020/202/"], under=("/",), most=12))
    assert faults == []
    assert count > 2


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>编制部门：：空白</p>", "doubled punctuation"),
        ("<p>已保存。</p><p>甲，，乙</p>", "doubled punctuation"),
        ("<td>None</td>", "a name of Python's"),
        ("<p>共 3 处（）</p>", "a bracket around nothing"),
        ("<a href='?'>全部  条</a>", "a count without its number"),
        ("<p>After you’ve created a user, you’ll be able to edit more.</p>", "an English sentence"),
        ("<input type='submit' value='Save and continue editing'>", "an English sentence"),
        ("<p><strong>算法</strong>: <bdi>pbkdf2_sha256</bdi></p>", "words about the stored password"),
    ],
)
def test_the_walk_sees_a_planted_fault(html: str, name: str) -> None:
    page = crawling.Page("/", crawling.visible(lxml.html.fromstring(f"<html><body>{html}</body></html>")))
    assert name in "".join(crawling.faults(page, EVERYTHING))


@pytest.mark.parametrize(
    "html",
    [
        "<p>附件：甲.docx、乙.xlsx；规则 R-NUM-C05 和 T01L 表。</p><p>共 3 处（第 2 页）</p>",
        "<script>None || {{ x }}</script><textarea>after all of this time</textarea>",
    ],
)
def test_the_walk_sees_no_fault_where_there_is_none(html: str) -> None:
    page = crawling.Page("/", crawling.visible(lxml.html.fromstring(f"<html><body>{html}</body></html>")))
    assert crawling.faults(page, EVERYTHING) == []


# ---- The single places ----


def test_a_forms_colon_is_printed_once() -> None:
    from budgets.templatetags.entry import with_value

    assert with_value(ShownPlace("编制部门：", "空白", "", "", "")) == "编制部门：空白"
    assert with_value(ShownPlace("资产表：", "很长的值" * 9, "", "", ""), 8).startswith("资产表：很长的值")
    assert with_value({"label": "编制部门：", "value": ""}) == "编制部门："


def test_a_part_that_nobody_touched_is_not_called_filled_in(client: Any, cast: Cast, draft: DepartmentalBudget) -> None:
    client.force_login(cast.preparer)
    page = client.get(f"/entry/{draft.pk}/").content.decode()
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if ">其他说明<" in row)
    assert "没有填写" in row
    assert "已填" not in row
    assert Completeness(0, note="已由公开表提供 3 格").is_untouched is False


def test_a_projects_page_shows_its_own_sheet_and_no_other(client: Any, cast: Cast, draft: DepartmentalBudget) -> None:
    first = Project.objects.get(budget=draft)
    with editing(draft, by="import") as locked:
        second = Project.objects.create(budget=locked, ordinal=9, code=f"{first.code}1", name="库房修缮")
        for ordinal, project in enumerate((first, second)):
            ProjectSheet.objects.create(budget=locked, ordinal=ordinal, project=project)
    client.force_login(cast.preparer)
    for project, other in ((first, second), (second, first)):
        page = lxml.html.fromstring(client.get(f"/entry/{draft.pk}/sheets/{project.pk}/").content.decode())
        (preview,) = page.xpath("//section[contains(@class, 'preview')]//div[@class='sheet']")
        cells = {" ".join("".join(cell.itertext()).split()) for cell in preview.xpath(".//td | .//th")}
        assert project.code in cells
        assert other.code not in cells
    whole = composer().preview(draft, ())
    assert first.code in whole
    assert second.code in whole


def test_findings_lead_to_the_fields_in_which_they_are_mended(
    client: Any, cast: Cast, draft: DepartmentalBudget
) -> None:
    """上年数 of “三公” has a field beside this year's; a project without its sheet gets one on the page of the sheets."""
    from budgets.rules.judge import judge

    results = {result.rule.id: result for result in judge(draft, whole=True)}
    places = [place for finding in results["R-SAN-2"].findings for place in finding.places]
    assert {place.anchor for place in places} >= {"three-public-official_receptions-before"}
    client.force_login(cast.preparer)
    page = lxml.html.fromstring(client.get(f"/entry/{draft.pk}/three-public/").content.decode())
    (cell,) = page.xpath("//*[@id='three-public-official_receptions-before']")
    assert [field.get("name") for field in cell.xpath(".//input[not(@type='hidden')]")] == [
        name for name in cell.xpath(".//input/@name") if name.endswith("official_receptions-before")
    ]
