"""The whole document at the entry desk: who sees it, what it is, and how it is published."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import pypdfium2
import pytest
from django.test import Client

from budgets.choices import Role, Status
from budgets.models import DepartmentalBudget, Prose
from budgets.workflow import transitions
from disclosure.models import Publication
from disclosure.publication.publish import publish
from tests.budgets.states import bring_to
from tests.builders import make_department, make_user
from tests.database import guards_down

pytestmark = pytest.mark.usefixtures("undone")

ADDRESSES = ["preview/", "preview.json", "draft.docx", "draft.pdf", "publish/"]


@pytest.fixture(scope="module")
def draft(cast: Any) -> DepartmentalBudget:
    return cast.draft(year=2021)


@pytest.fixture(scope="module")
def approved(cast: Any) -> DepartmentalBudget:
    return cast.approved()


@pytest.fixture(scope="module")
def outsider(cast: Any) -> Any:
    return make_user("outsider", Role.PUBLISHER, make_department("303", "临河区档案馆"))


def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(budget: DepartmentalBudget, name: str) -> str:
    return f"/entry/{budget.pk}/{name}"


def pdf_pages(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


class TestWhoSeesIt:
    @pytest.mark.parametrize("name", ADDRESSES)
    def test_a_stranger_is_asked_to_sign_in(self, draft: DepartmentalBudget, name: str) -> None:
        response = Client().get(address(draft, name))
        assert response.status_code == 302
        assert response["Location"].startswith("/entry/login/")

    @pytest.mark.parametrize("name", ADDRESSES)
    def test_for_another_department_it_does_not_exist(
        self, draft: DepartmentalBudget, outsider: Any, name: str
    ) -> None:
        theirs, nobodys = desk(outsider).get(address(draft, name)), desk(outsider).get(f"/entry/999999/{name}")
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.content == nobodys.content

    @pytest.mark.parametrize("name", ADDRESSES)
    def test_its_people_see_it_and_no_cache_keeps_it(self, cast: Any, draft: DepartmentalBudget, name: str) -> None:
        for person in (cast.preparer, cast.reviewer, cast.publisher):
            response = desk(person).get(address(draft, name))
            assert response.status_code == 200
            assert {"private", "no-store"} <= set(re.split(r",\s*", response["Cache-Control"]))

    @pytest.mark.parametrize("name", ADDRESSES[:4])
    def test_it_can_only_be_read(self, cast: Any, draft: DepartmentalBudget, name: str) -> None:
        assert desk(cast.preparer).post(address(draft, name)).status_code == 405


class TestPreview:
    def test_the_page_holds_the_whole_document_with_its_mark(self, cast: Any, draft: DepartmentalBudget) -> None:
        page = desk(cast.preparer).get(address(draft, "preview/")).content.decode()
        assert page.count("<article") == 1
        assert "data-draft-mark" in page
        assert "九、其他需要说明的事项" in page
        assert transitions.content_hash(draft) in page

    def test_the_data_has_the_members_of_the_published_file_and_the_document_first(
        self, cast: Any, draft: DepartmentalBudget, approved: DepartmentalBudget
    ) -> None:
        preview = desk(cast.preparer).get(address(draft, "preview.json"))
        published = publish(approved, by=cast.publisher).artefacts.get(name="disclosure.json")
        assert preview.content.startswith(b'{"document":{')
        assert preview.json().keys() == json.loads(bytes(published.content)).keys()
        assert preview.json()["entry"] is None

    def test_what_is_previewed_is_what_is_published(self, cast: Any, approved: DepartmentalBudget) -> None:
        preview = desk(cast.publisher).get(address(approved, "preview.json")).json()
        publication = publish(approved, by=cast.publisher)
        assert preview["document"] == json.loads(publication.document)


class TestDraftFiles:
    @pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED])
    def test_every_page_is_marked_and_the_hash_printed_in_any_state(
        self, cast: Any, draft: DepartmentalBudget, status: str
    ) -> None:
        bring_to(draft, status, submitter=cast.preparer, reviewer=cast.reviewer)
        pages = pdf_pages(desk(cast.preparer).get(address(draft, "draft.pdf")).content)
        assert pages
        assert all("送审稿" in page for page in pages)
        assert transitions.content_hash(draft) in "".join(pages).replace("\r\n", "")

    def test_the_word_file_is_marked_and_bears_the_hash(self, cast: Any, draft: DepartmentalBudget) -> None:
        content = desk(cast.preparer).get(address(draft, "draft.docx")).content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
        assert "送审稿" in parts
        assert transitions.content_hash(draft) in parts

    def test_a_published_file_is_not_marked(self, cast: Any, approved: DepartmentalBudget) -> None:
        """The control of the two above."""
        publication = publish(approved, by=cast.publisher)
        assert "送审稿" not in "".join(pdf_pages(bytes(publication.artefacts.get(name="disclosure.pdf").content)))

    def test_the_file_is_called_a_draft(self, cast: Any, draft: DepartmentalBudget) -> None:
        response = desk(cast.preparer).get(address(draft, "draft.docx"))
        assert unquote(response["Content-Disposition"]).endswith("（送审稿）.docx")


class TestPublish:
    def test_the_page_shows_what_will_be_public_and_what_was_decided(
        self, cast: Any, approved: DepartmentalBudget
    ) -> None:
        page = desk(cast.publisher).get(address(approved, "publish/")).content.decode()
        for words in (approved.content_hash, "临财预〔2020〕1号", "2020年2月23日", "审查人 王某", approved.public_path):
            assert words in page
        assert 'name="confirmed"' in page

    def test_it_publishes_and_shows_the_address(self, cast: Any, approved: DepartmentalBudget) -> None:
        client = desk(cast.publisher)
        answer = self.post(client, approved)
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        publication = Publication.objects.get(budget=approved)
        assert f'href="{publication.latest_path}"' in page
        assert "已公开" in page
        assert Client().get(publication.latest_path).status_code == 200

    def test_nobody_but_the_publisher_can(self, cast: Any, approved: DepartmentalBudget) -> None:
        for person in (cast.preparer, cast.reviewer):
            page = desk(person).get(address(approved, "publish/")).content.decode()
            assert 'name="confirmed"' not in page
            assert "只有本部门（单位）的信息发布员可以公开" in page
            assert self.post(desk(person), approved).status_code == 403
        assert not Publication.objects.exists()

    def test_without_confirmation_nothing_happens(self, cast: Any, approved: DepartmentalBudget) -> None:
        answer = self.post(desk(cast.publisher), approved, confirmed=None)
        assert answer.status_code == 409
        assert not Publication.objects.exists()

    def test_a_page_that_showed_another_content_publishes_nothing(
        self, cast: Any, approved: DepartmentalBudget
    ) -> None:
        answer = self.post(desk(cast.publisher), approved, content_hash="0" * 64)
        assert answer.status_code == 409
        assert not Publication.objects.exists()

    def test_content_that_is_no_longer_the_approved_one_is_refused_with_the_reason(
        self, cast: Any, approved: DepartmentalBudget
    ) -> None:
        with guards_down():
            Prose.objects.filter(budget=approved, key="duties").update(text="接待来访群众，办理来信。")
        answer = self.post(desk(cast.publisher), approved)
        assert answer.status_code == 409
        assert "与审核通过的内容不一致" in answer.content.decode()
        assert not Publication.objects.exists()

    def test_a_draft_says_why_it_cannot_be_published(self, cast: Any, draft: DepartmentalBudget) -> None:
        page = desk(cast.publisher).get(address(draft, "publish/")).content.decode()
        assert "现在还不能公开" in page
        assert 'name="confirmed"' not in page
        assert self.post(desk(cast.publisher), draft).status_code == 409

    def test_pressing_twice_publishes_once(self, cast: Any, approved: DepartmentalBudget) -> None:
        client = desk(cast.publisher)
        assert self.post(client, approved).status_code == 302
        assert self.post(client, approved).status_code == 409
        assert Publication.objects.count() == 1

    @staticmethod
    def post(client: Client, budget: DepartmentalBudget, **changes: Any) -> Any:
        data = {"content_hash": budget.content_hash, "confirmed": "1"} | changes
        return client.post(
            address(budget, "publish/"), {name: value for name, value in data.items() if value is not None}
        )
