"""A unit's own document: it speaks of a 单位, goes its own way to its own address, and its department's page lists it."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.choices import LineKind, Role, Status, TablesMode, UnitNature
from budgets.models import BudgetUnit, DepartmentalBudget, Unit
from budgets.rules import registry
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from budgets.workflow import deadlines, transitions
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import lines
from disclosure.models import Publication
from disclosure.public.unit_coverage import names_of_units
from disclosure.publication.publish import publish, publish_imported
from tests.builders import (
    add_expenditure,
    make_budget,
    make_class,
    make_department,
    make_small_budget,
    make_unit,
    make_user,
)
from tests.rules_builders import add_flag, judged, publish_as_history, sound_budget

# What stays a word of the law or of the classification, whoever writes the document.
_FIXED = ("部门预算经济分类", "部门经济分类", "当年部门预算安排资金", "主管部门", "财政部门")


def unit_of(department: Any, code: str = "202001", name: str = "云汀区信访接待中心") -> Unit:
    return Unit.objects.get_or_create(department=department, code=code, defaults={"name": name})[0]


def texts(budget: DepartmentalBudget) -> list[str]:
    return lines(compose(Ledger.of(budget)).document)


def speaks_of(words: list[str], word: str) -> list[str]:
    found = []
    for line in words:
        for fixed in _FIXED:
            line = line.replace(fixed, "")
        if word in line:
            found.append(line)
    return found


# ---- Words ----


@pytest.mark.django_db
class TestWords:
    @pytest.mark.parametrize("key", formats.known_keys())
    @pytest.mark.parametrize("is_empty", [False, True])
    def test_a_units_document_says_department_nowhere(self, key: str, is_empty: bool, department: Any) -> None:
        unit = unit_of(department)
        fields = {"unit": unit, "printed_name": unit.name, "format_key": key, "tables_mode": TablesMode.APPENDIX}
        year = max(2021, formats.load(key).first_year)
        budget = (
            make_budget(department, year=year, **fields)
            if is_empty
            else make_small_budget(department, year=year, **fields)
        )
        words = texts(budget)
        assert len(words) > 15
        assert speaks_of(words, "部门") == []
        title = next(line for line in words if str(year) in line)
        assert unit.name in title
        assert "单位预算" in title

    @pytest.mark.parametrize("key", formats.known_keys())
    def test_the_same_rows_as_a_departments_document_say_department(self, key: str, department: Any) -> None:
        """The control of the test above: the words follow the scope and are not merely absent."""
        year = max(2021, formats.load(key).first_year)
        words = texts(make_small_budget(department, year=year, format_key=key, tables_mode=TablesMode.APPENDIX))
        assert len(speaks_of(words, "部门")) >= 8
        assert not any("单位预算公开" in line for line in words)

    def test_an_institution_has_no_operating_costs_of_state_organs_and_says_so(self, department: Any) -> None:
        unit = unit_of(department)
        budget = make_budget(department, unit=unit, printed_name=unit.name)
        row = make_unit(budget, name=unit.name, nature=UnitNature.INSTITUTION, unit=unit)
        add_expenditure(budget, row, LineKind.OPERATING, "100", economic=make_class("30201", "办公费"))
        assert "本单位无机关运行经费。" in texts(budget)

    def test_a_unit_that_is_new_this_year_says_why_there_is_no_last_year(self, department: Any) -> None:
        unit = unit_of(department)
        budget = make_small_budget(department, unit=unit, printed_name=unit.name)
        add_flag(budget, "new_unit")
        said = [line for line in texts(budget) if "新增预算单位" in line]
        assert len(said) == 2
        assert all("因我单位为2020年新增预算单位，暂无2019年" in line for line in said)

    def test_last_year_is_the_units_own_and_not_its_departments(self, department: Any) -> None:
        unit = unit_of(department)
        publish_as_history(make_small_budget(department, year=2019))
        budget = make_small_budget(department, unit=unit, printed_name=unit.name)
        assert Ledger.of(budget).previous is None
        last = make_small_budget(department, year=2019, unit=unit, printed_name=unit.name)
        publish_as_history(last)
        previous = Ledger.of(budget).previous
        assert previous is not None
        assert previous.budget == last

    def test_a_versions_name_says_whose_it_is(self, department: Any) -> None:
        unit = unit_of(department)
        own = make_budget(department, unit=unit, printed_name=unit.name)
        assert str(own) == "云汀区信访接待中心 2020年单位预算（第1版）"
        assert str(make_budget(department)) == "云汀区信访局 2020年部门预算（第1版）"

    @pytest.mark.parametrize("key", ["hebei-2018", "hebei-2022"])
    def test_a_sound_unit_document_fails_no_rule_of_form_or_words(self, key: str) -> None:
        department = make_department()
        unit = unit_of(department)
        budget = sound_budget(unit=unit, printed_name=unit.name, format_key=key)
        with acting_as("import"):
            BudgetUnit.objects.filter(budget=budget).update(unit=unit)
        for rule in registry.all_rules():
            if rule.id.startswith(("R-STR", "R-EMP", "R-ORG", "R-CON", "R-TXT")):
                result = judged(budget, rule.id)
                assert result.outcome != "fail", (rule.id, [finding.message for finding in result.findings])


# ---- The way ----


@pytest.mark.django_db
def test_a_units_document_is_approved_by_its_departments_reviewer_after_its_departments_reply(department: Any) -> None:
    """批复 by the 主管部门, and twenty days of its own from it."""
    unit, other = unit_of(department), unit_of(department, "202002", "云汀区信访服务中心")
    clerk, publisher = make_user("unit-clerk"), make_user("unit-publisher")
    for person, role in ((clerk, Role.PREPARER), (publisher, Role.PUBLISHER)):
        person.assignments.create(role=role, region=department.region, department=department, unit=unit)
    reviewer = make_user("department-reviewer", is_staff=True)
    reviewer.assignments.create(role=Role.REVIEWER, region=department.region, department=department)
    stranger = make_user("reviewer-of-another-unit", is_staff=True)
    stranger.assignments.create(role=Role.REVIEWER, region=department.region, department=department, unit=other)
    own, whole = make_small_budget(department, unit=unit, printed_name=unit.name), make_small_budget(department)

    assert transitions.roles_of(clerk, own) == {Role.PREPARER}
    assert transitions.roles_of(clerk, whole) == set()
    assert transitions.roles_of(reviewer, own) == {Role.REVIEWER}
    assert transitions.roles_of(stranger, own) == set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_rules", {})
        transitions.submit(own, by=clerk, seen=own.row_version)
        with pytest.raises(transitions.NotAllowed):
            transitions.approve(own, by=stranger, comment="", seen_hash=transitions.content_hash(own))
        transitions.approve(own, by=reviewer, comment="", seen_hash=transitions.content_hash(own))
    transitions.register_reply(
        own, by=clerk, authority=department.name, number="云信〔2020〕3号", dated=dt.date(2020, 2, 18),
        received=dt.date(2020, 2, 19),
    )  # fmt: skip
    own = DepartmentalBudget.objects.get(pk=own.pk)
    term = deadlines.publication(own, today=dt.date(2020, 3, 1))
    assert term is not None
    assert (own.status, term.due, term.days_left) == (Status.APPROVED, dt.date(2020, 3, 9), 8)
    assert deadlines.units_reply(own) is None, "a unit has nobody to pass its 批复 on to"
    assert not hasattr(whole, "reply")


@pytest.mark.django_db
@pytest.mark.parametrize(("is_unit", "authority"), [(True, "云汀区信访局"), (False, None)])
def test_the_reply_of_a_unit_is_expected_from_its_department(
    client: Client, department: Any, preparer: Any, is_unit: bool, authority: str | None
) -> None:
    budget = make_small_budget(department, unit=unit_of(department) if is_unit else None)
    client.force_login(preparer)
    form = client.get(f"/entry/{budget.pk}/reply/").context["form"]
    assert form["authority"].value() == authority


# ---- In public ----


class Published:
    """2025: a department of three units; two of them have published, one of them twice. 2020: before the duty."""

    def __init__(self, cast: Any) -> None:
        self.units = [cast.unit(f"20200{number}", f"临河区信访第{number}中心") for number in (1, 2, 3)]
        self.alone = publish(cast.approved(year=2024), by=cast.publisher)
        self.early = publish(cast.approve(self._with_units(cast, 2020)), by=cast.publisher)
        self.early_unit = publish(cast.approved(year=2020, **self._of(0)), by=cast.publisher)
        self.department = publish(cast.approve(self._with_units(cast, 2025)), by=cast.publisher)
        self.first = publish(cast.approved(year=2025, **self._of(0)), by=cast.publisher)
        self.second = publish(cast.approved(year=2025, **self._of(1)), by=cast.publisher)
        note = "更正“收入”一段。"
        self.corrected = publish(
            cast.approved(year=2025, version=2, correction_note=note, **self._of(1)), by=cast.publisher
        )
        self.draft = cast.draft(year=2025, **self._of(2))

    def _of(self, number: int) -> dict[str, Any]:
        return {"unit": self.units[number], "printed_name": self.units[number].name}

    def _with_units(self, cast: Any, year: int) -> DepartmentalBudget:
        budget = cast.draft(year=year)
        for unit in self.units:
            make_unit(budget, name=unit.name, nature=UnitNature.INSTITUTION)
        budget.refresh_from_db()
        return budget


@pytest.fixture(scope="module")
def published(cast: Any) -> Published:
    return Published(cast)


@pytest.fixture
def reader() -> Client:
    return Client()


def record_of(page: str) -> str:
    found = re.search(r"<section>\s*<h2>所属单位</h2>(.*?)</section>", page, re.S)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


@pytest.mark.usefixtures("undone")
class TestInPublic:
    def test_it_is_read_under_the_units_own_address(self, published: Published, reader: Client) -> None:
        for address in ("/990101/2025/202/202001/", "/990101/2025/202/202001/v1/"):
            page = reader.get(address).content.decode()
            assert "临河区信访第1中心2025年单位预算公开说明" in page
            article = page[page.index("<article") : page.index("</article>")]
            assert speaks_of(re.findall(r">([^<]+)<", article), "部门") == []
        document = json.loads(reader.get("/990101/2025/202/202001/v1/disclosure.json").content)["document"]
        assert (document["department"], document["unit"]) == ("202", "202001")

    def test_its_versions_are_its_own(self, published: Published, reader: Client) -> None:
        assert published.corrected.path == "/990101/2025/202/202002/v2/"
        assert "更正“收入”一段" in reader.get("/990101/2025/202/202002/").content.decode()
        assert reader.get("/990101/2025/202/v2/").status_code == 404

    def test_a_units_draft_is_not_there(self, published: Published, reader: Client) -> None:
        for address in (
            "/990101/2025/202/202003/",
            "/990101/2025/202/202003/v1/",
            "/990101/2025/202/202003/v1/disclosure.pdf",
        ):
            assert reader.get(address).status_code == 404

    def test_the_departments_page_lists_each_unit_with_whether_it_has_published(
        self, published: Published, reader: Client
    ) -> None:
        page = reader.get("/990101/2025/202/").content.decode()
        assert record_of(page) == (
            "本部门 3 个所属单位中，2 个已公开单位预算，其余尚未公开。 "
            "临河区信访第1中心 临河区信访第2中心 临河区信访第3中心 尚未公开"
        )
        assert page.count('href="/990101/2025/202/202002/"') == 1, "a corrected document is one document"
        assert 'href="/990101/2025/202/202003/"' not in page

    def test_a_units_page_lists_no_units(self, published: Published, reader: Client) -> None:
        assert record_of(reader.get("/990101/2025/202/202001/").content.decode()) == ""

    def test_before_the_duty_units_are_listed_and_none_is_missed(self, published: Published, reader: Client) -> None:
        assert record_of(reader.get("/990101/2020/202/").content.decode()) == "临河区信访第1中心"

    def test_a_department_that_is_its_only_unit_says_nothing_of_units(
        self, published: Published, reader: Client
    ) -> None:
        assert record_of(reader.get("/990101/2024/202/").content.decode()) == ""

    def test_the_last_unit_to_publish_makes_it_complete(self, cast: Any, published: Published, reader: Client) -> None:
        publish(cast.approve(published.draft), by=cast.publisher)
        page = reader.get("/990101/2025/202/").content.decode()
        assert record_of(page).startswith("本部门 3 个所属单位均已公开单位预算。")
        assert "所属单位 3 个，均已公开" in reader.get("/?year=2025").content.decode()

    def test_what_a_unit_is_called_later_changes_nothing(self, published: Published, reader: Client) -> None:
        before = record_of(reader.get("/990101/2025/202/").content.decode())
        Unit.objects.filter(code="202001").update(name="另一个名称")
        assert record_of(reader.get("/990101/2025/202/").content.decode()) == before

    def test_a_unit_that_the_departments_document_does_not_name_is_listed_too(
        self, cast: Any, published: Published, reader: Client
    ) -> None:
        late = cast.unit("202009", "临河区信访第9中心")
        publish(cast.approved(year=2025, unit=late, printed_name=late.name), by=cast.publisher)
        words = record_of(reader.get("/990101/2025/202/").content.decode())
        assert words.startswith("本部门 4 个所属单位中，3 个已公开")
        assert words.endswith("临河区信访第9中心")

    def test_the_index_says_of_each_department_how_many_of_its_units_have_published(
        self, published: Published, reader: Client
    ) -> None:
        page = reader.get("/").content.decode()
        assert re.findall(r'<span class="soft units">([^<]+)</span>', page) == ["所属单位 3 个，已公开 2 个"]

    def test_the_index_costs_two_queries_more_for_any_number_of_departments(
        self, cast: Any, published: Published, reader: Client
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                reader.get("/?scope=department")
            return len(captured)

        reader.get("/")
        once = queries()
        for year in (2022, 2023):
            publish_imported(published._with_units(cast, year))
        reader.get("/")
        assert queries() == once

    def test_names_are_those_of_the_frozen_document(self, published: Published) -> None:
        composed = compose(Ledger.of(published.department.budget)).document
        assert names_of_units(composed) == ("临河区信访局", *(unit.name for unit in published.units))
        assert Publication.objects.filter(unit__isnull=False).count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("key", formats.known_keys())
def test_the_names_of_units_are_found_in_every_format(key: str, department: Any) -> None:
    budget = make_small_budget(department, year=max(2021, formats.load(key).first_year), format_key=key)
    make_unit(budget, name="云汀区 信访接待中心", nature=UnitNature.INSTITUTION)
    assert names_of_units(compose(Ledger.of(budget)).document) == ("云汀区信访局", "云汀区 信访接待中心")
