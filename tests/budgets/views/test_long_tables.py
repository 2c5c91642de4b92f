"""Tables of many rows: shown in pages, searched on the server, and saved for what was touched."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.choices import LineKind, Role
from budgets.models import ExpenditureLine
from budgets.versions.editing import acting_as
from tests.budgets.views.filling import address, form_of, save, text_of, with_rows
from tests.budgets.views.live import Answer, TypedPage
from tests.builders import add_expenditure, make_class, make_project, make_small_budget, make_user

PER_PAGE, LONG = 10, 20


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty rows are the most of a table in one piece, ten those of a page."""
    for module in ("budgets.entry.forms.window", "budgets.desk.findings"):
        monkeypatch.setattr(f"{module}.PAGED_ABOVE", LONG)
    monkeypatch.setattr("budgets.entry.forms.window.PAGE", PER_PAGE)


@pytest.fixture
def budget(department: Any, preparer: Any, client: Client) -> Any:
    client.force_login(preparer)
    return make_small_budget(department)


def fill(budget: Any, count: int) -> list[ExpenditureLine]:
    """So many operating lines behind the two that are there: 100.25, 101.25, …"""
    first = budget.expenditureline_rows.filter(kind=LineKind.OPERATING).first()
    with acting_as("import"):
        return ExpenditureLine.objects.bulk_create(
            ExpenditureLine(
                budget=budget, unit=first.unit, kind=LineKind.OPERATING, economic=first.economic, fund=first.fund,
                amount=Decimal(number) + Decimal("100.25"), printed_label=f"第{number}项", ordinal=10 + number,
            )
            for number in range(count)
        )  # fmt: skip


def page(client: Client, budget: Any, query: str = "", name: str = "entry-basic") -> Any:
    answer = client.get(address(name, budget) + query)
    assert answer.status_code == 200
    return answer


def labels(answer: Any) -> list[str]:
    """The printed labels of the operating lines that the page shows."""
    path = "//table[@data-grid='operating']/tbody/tr[starts-with(@id, 'line-')]//input[contains(@name, '-printed_label')]/@value"
    return lxml.html.fromstring(answer.content).xpath(path)


def send(client: Client, budget: Any, fields: dict[str, str], query: str = "") -> Any:
    return client.post(address("entry-basic", budget) + query, fields | {"action": "save"})


def places() -> dict[int, str]:
    """Where PostgreSQL keeps each line: a line that is written anew stands elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text FROM budgets_expenditureline")
        return dict(cursor.fetchall())


# ---- Pages ----


@pytest.mark.usefixtures("small_pages")
def test_a_long_table_is_shown_in_pages_with_the_numbers_and_the_sum_of_the_whole(budget: Any, client: Client) -> None:
    fill(budget, 33)  # with the two of the small budget 35

    second = page(client, budget, "?operating-page=2")

    assert labels(second) == [f"第{number}项" for number in range(8, 18)]
    assert "共 35 行，本页为第 11 至 20 行" in text_of(second)
    fields = form_of(second.content)
    assert (fields["operating-10-position"], fields["operating-10-printed_label"]) == ("11", "第8项")
    assert "operating-9-id" not in fields
    tree = lxml.html.fromstring(second.content)
    (sum_,) = tree.xpath("//table[@data-grid='operating']//output")
    whole = Decimal(50_000) + sum((Decimal(number) + Decimal("100.25") for number in range(33)), Decimal(0))
    here = sum((Decimal(number) + Decimal("100.25") for number in range(8, 18)), Decimal(0))
    assert sum_.text == f"{whole:,.2f}"
    assert Decimal(sum_.get("data-rest")) == whole - here
    links = {each.text: each.get("href") for each in tree.xpath("//*[@id='operating-pages']//nav/a")}
    assert links == {number: f"?operating-page={number}#section-operating" for number in ("1", "3", "4")}


@pytest.mark.usefixtures("small_pages")
def test_a_table_of_as_many_rows_as_one_piece_holds_has_no_pages(budget: Any, client: Client) -> None:
    lines = fill(budget, LONG - 2)
    assert len(labels(page(client, budget, "?operating-page=2&operating-find=第3项"))) == LONG

    with acting_as("import"):
        lines[0].pk = None
        lines[0].save(force_insert=True)
    assert len(labels(page(client, budget))) == PER_PAGE


@pytest.mark.usefixtures("small_pages")
def test_each_page_is_a_form_that_works_without_scripts_and_comes_back_after_the_save(
    budget: Any, client: Client
) -> None:
    lines = fill(budget, 33)
    fields = form_of(page(client, budget, "?operating-page=2").content) | {"operating-12-printed_label": "改过"}

    answer = send(client, budget, fields, "?operating-page=2")

    assert answer.status_code == 302
    assert answer.url.endswith("/basic/?operating-page=2")
    lines[10].refresh_from_db()
    assert lines[10].printed_label == "改过"
    assert budget.expenditureline_rows.filter(kind=LineKind.OPERATING).count() == 35
    assert "改过" in labels(client.get(answer.url))


@pytest.mark.usefixtures("small_pages")
def test_a_row_that_is_added_on_any_page_stands_at_the_end_of_the_table(budget: Any, client: Client) -> None:
    fill(budget, 33)
    fields = form_of(page(client, budget).content)
    assert fields["operating-35-id"] == ""

    send(
        client, budget, with_rows(fields, "operating", [{"economic": "30201", "amount": "7", "printed_label": "新的"}])
    )

    assert list(budget.expenditureline_rows.filter(kind=LineKind.OPERATING))[-1].printed_label == "新的"
    assert labels(page(client, budget, "?operating-page=4"))[-1] == "新的"


@pytest.mark.usefixtures("small_pages")
def test_a_number_moves_a_row_to_another_page_and_a_tick_removes_one(budget: Any, client: Client) -> None:
    fill(budget, 33)
    fields = form_of(page(client, budget, "?operating-page=3").content)

    send(client, budget, fields | {"operating-20-position": "1", "operating-21-remove": "on"}, "?operating-page=3")

    now = [line.printed_label for line in budget.expenditureline_rows.filter(kind=LineKind.OPERATING)]
    assert now == ["第18项", "", "", *(f"第{number}项" for number in range(33) if number not in (18, 19))]


@pytest.mark.usefixtures("small_pages")
def test_what_cannot_be_read_on_a_page_comes_back_on_that_page_with_all_that_was_typed(
    budget: Any, client: Client
) -> None:
    fill(budget, 33)
    fields = form_of(page(client, budget, "?operating-page=2").content)
    fields |= {"operating-12-amount": "五百", "operating-13-printed_label": "也改过"}

    answer = send(client, budget, with_rows(fields, "operating", [{"amount": "8x"}]), "?operating-page=2")

    assert answer.status_code == 200
    assert "日常公用经费第 13 行“金额（元）”" in text_of(answer, "//*[@id='error-summary']")
    assert "日常公用经费第 36 行" in text_of(answer, "//*[@id='error-summary']")
    kept = form_of(answer.content)
    assert (kept["operating-12-amount"], kept["operating-13-printed_label"], kept["operating-35-amount"]) == (
        "五百", "也改过", "8x",
    )  # fmt: skip
    assert len(labels(answer)) == PER_PAGE
    save_again = kept | {"operating-12-amount": "500", "operating-35-amount": "8", "operating-35-economic": "30201"}
    assert send(client, budget, save_again, "?operating-page=2").status_code == 302
    assert budget.expenditureline_rows.filter(printed_label="也改过").exists()
    assert budget.expenditureline_rows.filter(amount__in=(8, 500)).count() == 2


# ---- Searching ----


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("第3项", ["第3项"]),
        ("公务接待", [""]),
        ("30201 第7项", ["第7项"]),
        ("132.25", ["第32项"]),
        ("10,000", [""]),
        ("没有的", []),
    ],
)
def test_a_search_finds_rows_by_their_words_codes_and_amounts(
    budget: Any, client: Client, words: str, found: list[str]
) -> None:
    fill(budget, 33)

    answer = page(client, budget, f"?operating-find={words}")

    assert labels(answer) == found
    assert (f"没有找到含有“{words}”的行" in text_of(answer)) == (not found)
    assert "显示全部 35 行" in text_of(answer)


@pytest.mark.usefixtures("small_pages")
def test_a_row_that_was_found_is_edited_and_saved_and_the_others_stay(budget: Any, client: Client) -> None:
    fill(budget, 33)
    fields = form_of(page(client, budget, "?operating-find=第17项").content)
    assert fields["operating-19-position"] == "20"

    answer = send(client, budget, fields | {"operating-19-amount": "9"}, "?operating-find=第17项")

    assert answer.status_code == 302
    assert labels(client.get(answer.url)) == ["第17项"]
    assert [line.printed_label for line in budget.expenditureline_rows.filter(amount=9)] == ["第17项"]
    assert budget.expenditureline_rows.filter(kind=LineKind.OPERATING).count() == 35


@pytest.mark.usefixtures("small_pages")
def test_a_project_and_its_lines_are_found_by_the_projects_name(budget: Any, client: Client) -> None:
    unit = budget.budgetunit_rows.get()
    for number in range(25):
        project = make_project(budget, f"202-0009-ABC-{number:04}", f"维修工程{number}", ordinal=number)
        add_expenditure(budget, unit, LineKind.PROJECT_UNCLASSIFIED, f"{number + 1}", project=project)

    answer = page(client, budget, "?projects-find=维修工程17&lines-find=ABC-0021&lines-page=9", "entry-projects")

    fields = form_of(answer.content)
    assert [value for name, value in fields.items() if name.endswith("-name")][:1] == ["维修工程17"]
    amounts = [value for name, value in fields.items() if name.endswith("-amount") and value]
    assert amounts == ["22"]
    (sent_along,) = lxml.html.fromstring(answer.content).xpath("//form[@id='find-projects']/input[@name='lines-find']")
    assert sent_along.get("value") == "ABC-0021"
    sums = {name: "合计为全表合计" in text_of(answer, f"//*[@id='{name}-pages']") for name in ("projects", "lines")}
    assert sums == {"projects": False, "lines": True}, "a table without a sum does not speak of one"


# ---- Links to rows ----


@pytest.mark.usefixtures("small_pages")
def test_a_finding_leads_to_the_page_that_holds_its_row(budget: Any, client: Client) -> None:
    fill(budget, 33)
    old = make_class("30298", "已停用的科目")
    type(old).objects.filter(pk=old.pk).update(valid_to=2019)
    line = budget.expenditureline_rows.get(printed_label="第20项")
    with acting_as("import"):
        line.economic = old
        line.save()

    overview = client.get(address("entry-overview", budget)).content.decode()
    links = [each for each in lxml.html.fromstring(overview).xpath("//a/@href") if each.endswith(f"#line-{line.pk}")]

    assert links
    assert parse_qs(urlsplit(links[0]).query) == {"row": [f"line-{line.pk}"]}
    assert "第20项" in labels(client.get(links[0]))
    assert "第20项" not in labels(page(client, budget)), "the control: the first page has another ten rows"


@pytest.mark.usefixtures("small_pages")
def test_a_long_part_opens_before_it_is_checked_and_is_checked_at_once(
    budget: Any, client: Client, preparer: Any
) -> None:
    """Nothing is new by being found; notes go to the rows of this page; the whole document waits until it is asked for."""
    lines = fill(budget, 33)
    with acting_as("import"):
        for line in (lines[0], lines[30]):
            line.amount = Decimal("-5")
            line.save()
    opened = TypedPage(preparer, "entry-basic", budget)
    assert "live-again, load" in opened.html
    assert opened.known == ["1"], "the word that it is being opened, and no finding"

    answer = Answer(opened.client.post(opened.checked_at, {**opened.values, "opening": "1"}))

    assert not answer.new
    assert f"line-{lines[0].pk}" in {*answer.beside, *answer.marked} or "operating-2" in {
        *answer.beside,
        *answer.marked,
    }
    assert "收支不平衡" in " ".join(answer.tree.xpath("//li[contains(@class, 'finding')]/text()"))
    assert answer.said.startswith("核验发现")
    known = answer.tree.xpath("//*[@id='live-known']/input[@name='known']/@value")
    assert known
    opened.known = known
    opened.set_row("operating", 3, amount="700000")
    assert not opened.check().solved
    whole = page(client, budget, "?whole=1").content.decode()
    assert "打印效果" in whole
    assert "live-again, load" not in whole
    assert "收支不平衡" in whole


# ---- What a save writes ----


@pytest.mark.usefixtures("small_pages")
def test_only_the_touched_row_is_written(budget: Any, client: Client) -> None:
    lines = fill(budget, 15)  # seventeen in one piece, all of them sent
    before = places()

    send(client, budget, form_of(page(client, budget).content) | {"operating-5-amount": "7"})
    after = places()
    assert {pk for pk in before if before[pk] != after[pk]} == {lines[3].pk}

    fields = form_of(page(client, budget).content)
    send(client, budget, fields | {"operating-6-printed_label": "甲", "operating-7-fund": ""})
    assert {pk for pk in after if after[pk] != places()[pk]} == {lines[4].pk, lines[5].pk}, "the control"


def test_what_a_page_with_scripts_sends_is_enough(budget: Any, client: Client) -> None:
    """The keys and the touched field of one row; its other fields stay, and nothing is missed."""
    lines = fill(budget, 15)
    fields = form_of(page(client, budget).content)
    sent = {
        name: value
        for name, value in fields.items()
        if name.count("-") < 2 or name in ("operating-5-id", "operating-5-was") or name.endswith("TOTAL_FORMS")
    }

    answer = send(client, budget, sent | {"operating-5-amount": "7"})

    assert answer.status_code == 302
    lines[3].refresh_from_db()
    assert (lines[3].amount, lines[3].printed_label, lines[3].economic.code) == (7, "第3项", "30201")
    assert budget.expenditureline_rows.filter(kind=LineKind.OPERATING).count() == 17


def test_a_touched_row_does_not_bring_back_what_a_colleague_changed_in_another(
    budget: Any, client: Client, department: Any
) -> None:
    colleague = Client()
    colleague.force_login(make_user("colleague", Role.PREPARER, department))
    fill(budget, 15)
    mine = form_of(page(client, budget).content)  # without scripts all rows go out, as they were
    theirs = form_of(page(colleague, budget).content)
    save(colleague, "entry-basic", budget, theirs | {"operating-4-amount": "41", "operating-6-remove": "on"})

    told = send(client, budget, mine | {"operating-5-amount": "42"})

    assert told.status_code == 409
    assert "41" in text_of(told, "//section[@class='present']")
    kept = form_of(told.content)
    assert (kept["operating-4-amount"], kept["operating-5-amount"]) == ("41", "42")
    save(client, "entry-basic", budget, kept)
    amounts = list(budget.expenditureline_rows.filter(kind=LineKind.OPERATING).values_list("amount", flat=True))
    assert Decimal(41) in amounts
    assert Decimal(42) in amounts
    assert len(amounts) == 16, "the row that the colleague removed came back"


def test_a_save_without_the_number_that_the_page_was_opened_at_writes_nothing(budget: Any, client: Client) -> None:
    fill(budget, 15)
    fields = form_of(page(client, budget).content) | {"operating-5-amount": "42"}
    without = {name: value for name, value in fields.items() if name not in ("seen", "fingerprint")}

    assert send(client, budget, without).status_code == 409
    assert not budget.expenditureline_rows.filter(amount=42).exists()
    assert send(client, budget, fields).status_code == 302, "the control: with the number it is saved"
    assert budget.expenditureline_rows.filter(amount=42).exists()


# ---- Size ----


def counted(deed: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        deed()
    return len(queries)


def test_the_queries_of_opening_and_of_saving_one_row_do_not_grow_with_the_rows(budget: Any, client: Client) -> None:
    found: list[tuple[int, int]] = []
    for _ in range(2):
        fill(budget, 400)
        opening = counted(lambda: page(client, budget))
        fields = form_of(page(client, budget).content) | {"operating-5-amount": f"{len(found) + 1}"}
        answers = []
        saving = counted(lambda fields=fields, answers=answers: answers.append(send(client, budget, fields)))
        assert answers[0].status_code == 302
        found.append((opening, saving))
    assert found[0] == found[1]


def test_a_part_of_five_thousand_rows_opens_is_searched_edited_and_saved(budget: Any, client: Client) -> None:
    fill(budget, 5_000)
    opened = page(client, budget)
    assert "共 5002 行" in text_of(opened)
    assert "核验整份文件，显示打印效果" in text_of(opened)

    query = "?operating-find=第4321项"
    fields = form_of(page(client, budget, query).content)
    assert fields["operating-4323-printed_label"] == "第4321项"
    before = places()
    answer = send(client, budget, fields | {"operating-4323-amount": "5"}, query)

    assert answer.status_code == 302
    after = places()
    (changed,) = {pk for pk in before if before[pk] != after[pk]}
    assert ExpenditureLine.objects.get(pk=changed).printed_label == "第4321项"
    last = form_of(page(client, budget, "?operating-page=51").content)
    assert last["operating-5001-printed_label"] == "第4999项"
    moved = send(client, budget, last | {"operating-5001-position": "1"}, "?operating-page=51")
    assert moved.status_code == 302
    assert labels(page(client, budget))[0] == "第4999项"
    assert "打印效果" in text_of(page(client, budget, "?whole=1"), "//*[@class='preview preview-basic']")
