"""What a publication stores, what it refuses, and that it never changes afterwards."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pypdfium2
import pytest

from budgets.choices import Status
from budgets.models import DepartmentalBudget, Prose
from budgets.models.in_force import version_in_force
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from budgets.versions.start import start
from budgets.workflow import transitions
from disclosure.exporters import files
from disclosure.models import Artefact, ChainEntry, Latest, Publication
from disclosure.publication.chain import sha256
from disclosure.publication.outcomes import outcomes_bytes
from disclosure.publication.publish import official_name, publish, publish_imported
from tests.database import guards_down

pytestmark = pytest.mark.usefixtures("undone")

FILES = sorted(["article.html", *files.FILES])


def counts() -> list[int]:
    return [model.objects.count() for model in (Publication, Artefact, ChainEntry, Latest)]


@pytest.fixture
def before(cast: Any) -> list[int]:
    """How much was stored when the test began."""
    return counts()


def content(publication: Publication, name: str) -> bytes:
    return bytes(publication.artefacts.get(name=name).content)


def zipped_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def publication(cast: Any) -> Publication:
    return publish(cast.approved(year=2018), by=cast.publisher)


class TestWhatIsStored:
    def test_the_document_that_was_approved_is_the_one_that_is_frozen(self, publication: Publication) -> None:
        assert sha256(bytes(publication.document)) == publication.budget.content_hash == publication.content_hash
        assert json.loads(content(publication, "disclosure.json"))["document"] == json.loads(publication.document)

    def test_the_version_is_public_with_time_and_publisher(self, cast: Any, publication: Publication) -> None:
        budget = DepartmentalBudget.objects.get(pk=publication.budget_id)
        assert budget.status == Status.PUBLISHED
        assert (publication.published_at, publication.published_by) == (budget.published_at, cast.publisher)

    def test_all_files_are_stored_with_their_hashes(self, publication: Publication) -> None:
        files = publication.artefacts.order_by("name")
        assert [file.name for file in files] == FILES
        assert all(file.sha256 == sha256(bytes(file.content)) for file in files)

    def test_two_entries_are_chained_and_the_second_lists_the_files(self, publication: Publication) -> None:
        first, second = publication.chain_entries.order_by("sequence")
        assert (first.kind, first.sequence, second.kind, second.sequence) == ("document", 1, "manifest", 2)
        assert second.previous == first.entry
        payload = json.loads(second.payload)
        assert payload["document_entry"] == first.entry
        assert {name: file["sha256"] for name, file in payload["files"].items()} == {
            file.name: file.sha256 for file in publication.artefacts.all()
        }

    def test_the_payload_of_the_document_holds_hashes_and_neither_names_nor_texts(
        self, publication: Publication
    ) -> None:
        payload = bytes(publication.chain_entries.get(kind="document").payload).decode()
        assert payload.isascii()
        assert json.loads(payload)["outcomes"] == sha256(bytes(publication.outcomes))

    def test_every_file_prints_the_entry_of_its_document(self, publication: Publication) -> None:
        entry = publication.chain_entries.get(kind="document").entry
        assert entry in zipped_text(content(publication, "disclosure.docx"))
        assert entry in pdf_text(content(publication, "disclosure.pdf")).replace("\r\n", "").replace("\n", "")
        assert entry in zipped_text(content(publication, "disclosure.xlsx"))
        assert json.loads(content(publication, "disclosure.json"))["entry"]["entry"] == entry

    def test_disclosure_json_begins_with_the_document(self, publication: Publication) -> None:
        assert content(publication, "disclosure.json").startswith(b'{"document":{')

    def test_nothing_is_left_to_be_done_after_the_commit(
        self, cast: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks() as callbacks:
            publish(cast.approved(year=2021), by=cast.publisher)
        assert callbacks == []

    def test_outcomes_list_what_was_not_run_with_its_reason_and_no_person(
        self, cast: Any, publication: Publication
    ) -> None:
        from budgets.rules.registry import Finding, Place, Result, Rule

        def rule(id: str) -> Rule:
            return Rule(id, "W", "名称", "依据", lambda _: ())

        results = [
            Result(rule("R-2"), "not-run", "缺少上年数据"),
            Result(rule("R-1"), "fail", findings=(Finding("不一致", (Place("收入", "1"),)),)),
        ]
        rules = json.loads(outcomes_bytes(results, {}))["rules"]
        assert [(each["rule"], each["outcome"], each["reason"]) for each in rules] == [
            ("R-1", "fail", ""),
            ("R-2", "not-run", "缺少上年数据"),
        ]
        for person in (cast.preparer, cast.reviewer, cast.publisher):
            assert person.username.encode() not in bytes(publication.outcomes) + bytes(publication.document)

    def test_each_region_has_a_chain_of_its_own(self, cast: Any, publication: Publication) -> None:
        from tests.disclosure.approved import Cast

        other = Cast("300", "柳河县信访局", region="990202", region_name="柳河县")
        publish(other.approved(), by=other.publisher)
        publish(cast.approved(year=2021), by=cast.publisher)
        sequences = {
            region: list(ChainEntry.objects.filter(region_id=region).values_list("sequence", flat=True))
            for region in ("990101", "990202")
        }
        assert sequences == {"990101": [1, 2, 3, 4], "990202": [1, 2]}


class TestWhatIsRefused:
    """Each refusal leaves nothing behind."""

    def test_a_draft(self, cast: Any, before: list[int]) -> None:
        with pytest.raises(transitions.WrongState):
            publish(cast.draft(), by=cast.publisher)
        assert counts() == before

    def test_somebody_who_is_not_its_publisher(self, cast: Any, before: list[int]) -> None:
        budget = cast.approved()
        for person in (cast.preparer, cast.reviewer):
            with pytest.raises(transitions.NotAllowed):
                publish(budget, by=person)
        assert counts() == before

    def test_rows_that_are_no_longer_those_that_were_approved(self, cast: Any, before: list[int]) -> None:
        budget = cast.approved()
        with guards_down():
            Prose.objects.filter(budget=budget, key="duties").update(text="接待来访群众，办理来信。")
        with pytest.raises(transitions.ContentChanged, match="预算数据与审核通过的内容不一致"):
            publish(budget, by=cast.publisher)
        assert counts() == before
        budget.refresh_from_db()
        assert budget.status == Status.APPROVED

    def test_a_second_time(self, cast: Any) -> None:
        budget = cast.approved()
        publish(budget, by=cast.publisher)
        before = counts()
        with pytest.raises(transitions.WrongState):
            publish(budget, by=cast.publisher)
        assert counts() == before

    def test_a_failing_exporter(self, cast: Any, before: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
        """Planted: the last file cannot be made."""
        budget = cast.approved()

        def broken(*args: Any) -> bytes:
            raise OSError("no space left on device")

        monkeypatch.setattr("disclosure.exporters.files.to_csv.render", broken)
        with pytest.raises(OSError, match="no space"):
            publish(budget, by=cast.publisher)
        assert counts() == before
        budget.refresh_from_db()
        assert budget.status == Status.APPROVED


class TestCorrections:
    def test_a_correction_becomes_the_latest_and_the_first_version_keeps_its_bytes(self, cast: Any) -> None:
        first = publish(cast.approved(), by=cast.publisher)
        before = {file.name: file.sha256 for file in first.artefacts.all()}
        corrected = cast.draft(version=2, correction_note="更正第一部分。")
        with editing(corrected, by="import") as locked:
            Prose.objects.filter(budget=locked, key="duties").update(text="接待来访群众，办理来信。")
        second = publish(cast.approve(corrected), by=cast.publisher)
        assert Latest.objects.get(fiscal_year=2020).publication == second
        assert second.correction_note == "更正第一部分。"
        assert {file.name: sha256(bytes(file.content)) for file in first.artefacts.all()} == before
        assert first.content_hash != second.content_hash

    def test_files_of_a_later_version_say_which_they_are(self, cast: Any) -> None:
        first = publish(cast.approved(), by=cast.publisher)
        second = publish(cast.approved(version=2), by=cast.publisher)
        assert official_name(first) == first.title
        assert official_name(second) == f"{first.title}（第2版）"

    @pytest.mark.parametrize(
        ("title", "name"),
        [("甲/乙:丙*“丁”", "甲_乙_丙_“丁”"), (" . ", "部门预算公开"), ("长" * 200, "长" * 80)],
        ids=["signs", "nothing left", "too long"],
    )
    def test_a_title_makes_a_name_for_every_file_system(self, title: str, name: str) -> None:
        assert official_name(Publication(title=title, version=1)) == name


class TestImportedVersions:
    def test_an_import_is_the_latest_where_nothing_else_is_public(self, cast: Any) -> None:
        imported = publish_imported(cast.draft())
        assert imported.imported
        assert imported.published_by is None
        assert Latest.objects.get(fiscal_year=2020).publication == imported
        again = publish_imported(cast.draft(version=2))
        assert Latest.objects.get(fiscal_year=2020).publication == again

    def test_an_import_does_not_take_the_place_of_an_approved_version(self, cast: Any) -> None:
        approved = publish(cast.approved(), by=cast.publisher)
        publish_imported(cast.draft(version=2))
        assert Latest.objects.get(fiscal_year=2020).publication == approved

    def test_unless_it_is_told_to(self, cast: Any) -> None:
        publish(cast.approved(), by=cast.publisher)
        imported = publish_imported(cast.draft(version=2), supersede=True)
        assert Latest.objects.get(fiscal_year=2020).publication == imported

    def test_an_approved_version_takes_the_place_of_an_import(self, cast: Any) -> None:
        publish_imported(cast.draft())
        approved = publish(cast.approved(version=2), by=cast.publisher)
        assert Latest.objects.get(fiscal_year=2020).publication == approved

    def test_last_years_figures_are_those_that_the_public_sees(self, cast: Any) -> None:
        """Not those of the highest number: an import beside an approved version displaces it only when told to."""
        this_year = cast.draft(year=2021)
        approved = publish(cast.approved(), by=cast.publisher).budget
        for supersede, shown in ((False, approved), (True, None)):
            old = cast.draft(version=3 if supersede else 2)
            publish_imported(old, supersede=supersede)
            assert Ledger.of(this_year).previous.budget == (shown or old)
            assert version_in_force(this_year, year=2020) == (shown or old)

    def test_a_correction_begins_with_what_the_public_sees(self, cast: Any) -> None:
        publish(cast.approved(), by=cast.publisher)
        old = cast.draft(version=2)
        with editing(old, by="import") as locked:
            Prose.objects.filter(budget=locked, key="duties").update(text="从前的职责。")
        publish_imported(old)
        correction = start(
            by=cast.preparer, department=cast.department, unit=None, fiscal_year=2020, printed_name="临河区信访局",
            correction_note="更正职责", take_over=True,
        )  # fmt: skip
        assert correction.version == 3
        assert Prose.objects.get(budget=correction, key="duties").text.startswith("接待来访群众")

    def test_the_files_of_an_import_say_what_it_is(self, cast: Any) -> None:
        note = "历史版本导入，未经本系统审核"
        assert note in zipped_text(content(publish_imported(cast.draft()), "disclosure.docx"))
        assert note not in zipped_text(content(publish(cast.approved(version=2), by=cast.publisher), "disclosure.docx"))

    def test_a_department_and_its_unit_are_documents_of_their_own(self, cast: Any) -> None:
        unit = cast.unit()
        own = publish(cast.approved(), by=cast.publisher)
        of_unit = publish(cast.approved(unit=unit, printed_name=unit.name), by=cast.publisher)
        assert (own.path, of_unit.path) == ("/990101/2020/202/v1/", "/990101/2020/202/202001/v1/")
        assert Latest.objects.filter(fiscal_year=2020).count() == 2
