"""The whole way of a disclosure: typed by hand, judged, sent back, mended, approved, published, read. In a browser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import follow, new_page, sign_in
from tests.database import clone_database, drop_database, manage
from tests.sites import Site
from tests.story import imported, mending, outside
from tests.story.desk import Desk
from tests.story.typing import type_everything

pytestmark = [pytest.mark.browser, pytest.mark.site]

ACCOUNTS = """
from budgets.accounts.accounts import create_example_accounts
from budgets.models import Department, Region
region, _ = Region.objects.get_or_create(code="130303", defaults={"name": "山海关区"})
department, _ = Department.objects.get_or_create(region=region, code="202", defaults={"name": "山海关区信访局"})
create_example_accounts(department)
"""


@pytest.fixture
def paper(seed_path: Path) -> Iterator[tuple[imported.Paper, dict[str, Any]]]:
    """The seed, imported in an installation of its own: its rows, and the document that they make."""
    url = clone_database("paper")
    try:
        command = ["import_disclosure", str(seed_path), "--region", "130303", "--department", "202"]
        manage([*command, "--region-name", "山海关区", "--publish-as-imported"], {"DATABASE_URL": url})
        yield imported.read(url), imported.document(url)
    finally:
        drop_database("paper")


@pytest.fixture
def accounts(site: Site) -> dict[str, dict[str, str]]:
    site.manage("shell", "-c", ACCOUNTS)
    return json.loads((site.var_dir / "accounts.json").read_text())


def tell(page: Any, budget_pk: int, url: str) -> str:
    """The overview as the signed-in person reads it."""
    page.goto(f"{url}/entry/{budget_pk}/")
    return page.inner_text("main")


def _correct_the_reply(office: Desk, reviewer: Any, change: str) -> None:
    """Its date was mistyped. Both dates are shown and the first counts, until the reviewer has compared the scan."""
    publisher = office.page
    office.open("reply/")
    office.field("dated", "2020-02-03")
    office.field("reason", "批复日期抄错，以批复原件为准")
    publisher.set_input_files("[name=scan]", {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    follow(publisher, "main button.primary")
    assert "2020-01-23（" in office.text()
    assert "批复日期登记为 2020-01-03，更正为 2020-02-03" in office.text()
    reviewer.goto(change)
    assert "批复日期登记为 2020-01-03，更正为 2020-02-03" in reviewer.inner_text("main")
    follow(reviewer, reviewer.get_by_role("link", name="确认批复更正"))
    assert "批复日期抄错，以批复原件为准" in reviewer.inner_text("main")
    reviewer.check("[name=compared]")
    follow(reviewer, "input[type=submit]")
    assert "2020-02-23（" in reviewer.inner_text("main")
    office.open("")
    assert "2020-02-23（" in office.text() and "更正未经确认" not in office.text()


def test_a_disclosure_goes_its_whole_way(
    paper: tuple[imported.Paper, dict[str, Any]], site: Site, accounts: dict[str, Any], browser: Any
) -> None:
    """Preparer, reviewer, publisher and an anonymous reader, each in a browser of their own."""
    canary = "202-3301-YBN-UL6B"
    people = {name: new_page(browser, viewport={"width": 1366, "height": 900}) for name in accounts}
    preparer, reviewer, publisher = people["preparer"], people["reviewer"], people["publisher"]
    for name, address in (("preparer", "/entry/"), ("publisher", "/entry/"), ("reviewer", "/admin/")):
        sign_in(people[name], f"{site.url}{address}", **accounts[name])

    # The preparer types the document as it was, and is told what is wrong with it.
    desk = Desk.create(preparer, site.url, year=2020, name=paper[1]["printed_name"])
    type_everything(desk, paper[0])
    # What was typed by hand is what the import made of the text.
    assert desk.preview()["document"] == paper[1]
    assert "错误" in tell(preparer, desk.pk, site.url)
    desk.open("submit/")
    assert "改正后才能报送" in desk.text()
    assert preparer.locator("main form.part button.primary").count() == 0
    assert outside.places_where_it_shows(site.url, desk.pk, canary) == []

    # Mended, it can be submitted; the preparer cannot approve it.
    mending.mend_everything(desk, list(paper[0].own_words))
    desk.open("submit/")
    follow(preparer, "main button:has-text('确认报送')")
    assert "没有有效的答复" in desk.text()
    assert mending.answer_the_warnings(desk) > 0
    follow(preparer, "main button:has-text('确认报送')")
    assert "已报送（待审核）" in tell(preparer, desk.pk, site.url)
    approval = f"{site.url}/admin/budgets/departmentalbudget/{desk.pk}/approve/"
    preparer.goto(approval)
    assert preparer.locator("input[type=submit][value=审核通过]").count() == 0
    assert outside.places_where_it_shows(site.url, desk.pk, canary) == []

    # The reviewer sends it back with a comment, which the preparer reads and follows.
    change = f"{site.url}/admin/budgets/departmentalbudget/{desk.pk}/change/"
    reviewer.goto(change)
    assert canary in reviewer.inner_text("#document")
    follow(reviewer, reviewer.get_by_role("link", name="退回修改"))
    reviewer.fill("[name=comment]", "请补充车辆保险费的资金用途。")
    follow(reviewer, "input[type=submit]")
    assert "请补充车辆保险费的资金用途。" in tell(preparer, desk.pk, site.url)
    mending.open_sheet(desk, canary)
    desk.field("sheet-purpose", "用于机关公务用车的保险支出。")
    desk.save()
    mending.answer_the_warnings(desk)
    follow(preparer, "main button:has-text('确认报送')")

    # The reviewer approves in the admin what the page shows.
    reviewer.goto(change)
    follow(reviewer, reviewer.get_by_role("link", name="审核通过"))
    reviewer.fill("[name=comment]", "同意公开。")
    follow(reviewer, "input[type=submit]")
    assert "审核通过" in tell(preparer, desk.pk, site.url)
    assert outside.places_where_it_shows(site.url, desk.pk, canary) == []
    approved = desk.preview()["document"]

    # The publisher registers the 批复, records the 保密审查 and publishes.
    office = Desk(publisher, site.url, desk.pk)
    office.open("reply/")
    for name, value in (
        ("authority", "山海关区财政局"),
        ("number", "山财预〔2020〕1号"),
        ("dated", "2020-01-03"),
        ("received", "2020-02-04"),
    ):
        office.field(name, value)
    follow(publisher, "main button.primary")
    _correct_the_reply(office, reviewer, change)
    office.open("secrecy/")
    for name, value in (("reviewer", "甲"), ("reviewed_on", "2020-02-05"), ("signed_off_by", "乙"), ("cleared", True)):
        office.field(name, value)
    follow(publisher, "main button.primary")
    office.open("publish/")
    publisher.check("[name=confirmed]")
    follow(publisher, "main button.primary")
    assert "已公开" in office.text()

    # Anyone reads it; what is published is what was approved; the files are those of the manifest.
    page = "/130303/2020/202/"
    status, content = outside.fetch(site.url + page)
    assert status == 200
    assert canary in content.decode()
    manifest = json.loads(outside.fetch(f"{site.url}{page}v1/manifest.json")[1])
    for name in ("disclosure.docx", "disclosure.pdf", "disclosure.xlsx", "disclosure.json", "tables.zip"):
        status, content = outside.fetch(f"{site.url}{page}v1/{name}")
        assert status == 200
        assert hashlib.sha256(content).hexdigest() in json.dumps(manifest), name
    assert json.loads(outside.fetch(f"{site.url}{page}v1/disclosure.json")[1])["document"] == approved
    site.manage("verify")

    # The control: the same probe finds what is public now, so it would have found a leak before.
    assert {page, f"{page}v1/disclosure.docx", f"{page}v1/disclosure.json", f"{page}v1/tables.zip"} <= set(
        outside.places_where_it_shows(site.url, desk.pk, canary)
    )
