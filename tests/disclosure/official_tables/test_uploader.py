"""Who uploads a file of official tables is an author of the version as soon as another has confirmed it."""

from __future__ import annotations

from typing import Any

import pytest

from budgets.choices import Authorship, Role, Status
from budgets.models import Author, DepartmentalBudget
from budgets.refusals import NotAllowed
from budgets.versions.editing import editing
from budgets.workflow import transitions
from disclosure.models import TableFile
from disclosure.official_tables import waiting_files
from disclosure.official_tables.proposal import confirm, propose
from tests.budgets.roads import approving, refusal, waiving, without
from tests.budgets.states import HASH, bring_to, freeze
from tests.builders import make_budget, make_department, make_unit, make_user
from tests.disclosure.reading_official.workbooks import HEBEI_T01, workbook

pytestmark = pytest.mark.django_db
FILE = "收支.xlsx"


class Cast:
    def __init__(self) -> None:
        self.department = make_department("505", "云汀区档案馆")
        self.clerk = make_user("clerk", Role.PREPARER, self.department)
        self.person = make_user("person", Role.REVIEWER, self.department, is_staff=True)
        self.reviewer = make_user("reviewer", Role.REVIEWER, self.department, is_staff=True)

    def submitted(self) -> DepartmentalBudget:
        """The person uploads, the clerk confirms and submits."""
        budget = make_budget(self.department, year=2025, format_key="hebei-2022")
        make_unit(budget, "云汀区档案馆")
        waiting_files.receive(budget, by=self.person, name=FILE, content=workbook(收支=HEBEI_T01))
        budget.refresh_from_db()
        digest = propose(budget, by=self.clerk).digest
        confirm(budget, by=self.clerk, seen=budget.row_version, digest=digest)
        return bring_to(budget, Status.SUBMITTED, submitter=self.clerk, reviewer=None)


@pytest.fixture
def cast(db: Any) -> Cast:
    return Cast()


def test_the_file_keeps_who_uploaded_and_who_confirmed_it_and_loses_its_cells(cast: Cast) -> None:
    budget = cast.submitted()
    file = TableFile.objects.get()
    assert (file.by, file.confirmed_by, bytes(file.sheets)) == (cast.person, cast.clerk, b"")
    assert file.confirmed_at
    assert waiting_files.waiting(budget) == []
    assert Author.objects.filter(
        budget=budget, user=cast.person, way=Authorship.UPLOADED, file=FILE
    ).exists()  # fmt: skip


def test_the_uploader_is_refused_by_the_moves_and_by_the_database(cast: Cast) -> None:
    budget = cast.submitted()
    refused = transitions.refusal("approve", budget, cast.person)
    assert isinstance(refused, NotAllowed)
    assert str(refused) == f"您上传的文件“{FILE}”已读入本版本，不能审核。请由其他审核人审核。"
    freeze(budget, HASH)
    assert approving(budget, cast.person) == "上传过本版本所读入文件的人不能审核本版本"
    assert waiving(budget, cast.person) == "上传过本版本所读入文件的人不能豁免其中的错误"
    assert transitions.refusal("approve", budget, cast.reviewer) is None
    assert (approving(budget, cast.reviewer), waiving(budget, cast.reviewer)) == ("", "")


def test_control_without_the_guard_that_records_the_uploader_he_passes(cast: Cast) -> None:
    with without("disclosure_tablefile", "uploader_is_author", "NEW.by_id IS NOT NULL", "false"):
        budget = cast.submitted()
        freeze(budget, HASH)
        assert approving(budget, cast.person) == ""


def test_what_became_of_a_file_is_never_rewritten(cast: Cast) -> None:
    cast.submitted()
    assert refusal("UPDATE disclosure_tablefile SET by_id = %s", cast.clerk.pk) == "文件的上传人不能修改"
    assert refusal("UPDATE disclosure_tablefile SET name = '甲'") == "已读入的文件的记录不能修改"
    assert refusal("DELETE FROM disclosure_tablefile") == "已读入的文件的记录不能删除"


def test_a_file_of_the_same_name_may_be_brought_again(cast: Cast) -> None:
    """And goes with the draft when that is discarded."""
    budget = make_budget(cast.department, year=2025, format_key="hebei-2022")
    make_unit(budget, "云汀区档案馆")
    for _ in range(2):
        waiting_files.receive(budget, by=cast.person, name=FILE, content=workbook(收支=HEBEI_T01))
        budget.refresh_from_db()
        digest = propose(budget, by=cast.clerk).digest
        confirm(budget, by=cast.clerk, seen=budget.row_version, digest=digest)
        budget.refresh_from_db()
    assert TableFile.objects.count() == 2
    transitions.discard(budget, by=cast.clerk)
    assert not TableFile.objects.exists()


def test_who_uploaded_what_nobody_confirmed_is_no_author(cast: Cast) -> None:
    budget = make_budget(cast.department, year=2025, format_key="hebei-2022")
    waiting_files.receive(budget, by=cast.person, name=FILE, content=workbook(收支=HEBEI_T01))
    with editing(budget, by=cast.clerk):
        pass
    assert not Author.objects.filter(budget=budget, user=cast.person).exists()
