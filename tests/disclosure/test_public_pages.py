"""What anybody sees without an account: the index, a document's page, its files."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.models import Department, Region
from disclosure.models import Publication
from disclosure.publication.publish import publish, publish_imported

pytestmark = pytest.mark.usefixtures("undone")

FILES = {
    "disclosure.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "disclosure.pdf": "application/pdf",
    "disclosure.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "disclosure.json": "application/json",
    "tables.zip": "application/zip",
}


class Published:
    """202 with a correction, its unit, an earlier import and a later year."""

    def __init__(self, cast: Any) -> None:
        unit = cast.unit()
        self.imported = publish_imported(cast.draft(year=2019))
        self.first = publish(cast.approved(), by=cast.publisher)
        note = "更正“收入”一段。"
        self.second = publish(cast.approved(version=2, correction_note=note), by=cast.publisher)
        self.of_unit = publish(cast.approved(unit=unit, printed_name=unit.name), by=cast.publisher)
        self.draft = cast.draft(year=2022)


@pytest.fixture(scope="module")
def published(cast: Any) -> Published:
    return Published(cast)


@pytest.fixture
def reader() -> Client:
    return Client()


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def banners(page: str) -> list[str]:
    found = re.findall(r'<(?:p|div) class="banner.*?</(?:p|div)>', page, re.S)
    return [re.sub("<[^>]+>", "", each).strip() for each in found]


def all_addresses(published: Published) -> list[str]:
    versions = [published.imported, published.first, published.second, published.of_unit]
    pages = [address for each in versions for address in (each.path, each.latest_path)]
    files = [each.path + name for each in versions for name in [*FILES, "manifest.json"]]
    return ["/", "/?q=信访", "/robots.txt", "/healthz", "/verify.py", "/990101/chain.json", *pages, *files]


class TestIndex:
    def test_it_lists_the_latest_version_of_each_document_and_no_draft(
        self, published: Published, reader: Client
    ) -> None:
        page = text(reader.get("/"))
        listed = re.findall(r'<td class="col-printed_name"[^>]*><a href="([^"]+)"', page)
        assert listed == ["/990101/2020/202/", "/990101/2020/202/202001/", "/990101/2019/202/"]
        assert "共公开 3 份文件" in page

    @pytest.mark.parametrize("query", ["sort=-region", "page=1", "q=", "year=abc", "region=999999", "q=" + "长" * 61])
    def test_sorting_turning_pages_and_what_cannot_be_searched_for_leave_the_list_whole_and_say_so(
        self, published: Published, reader: Client, query: str
    ) -> None:
        page = text(reader.get(f"/?{query}"))
        assert "共公开 3 份文件" in page and "查到 " not in page
        assert "查到 1 份文件" in text(reader.get("/?year=2019")), "the control"

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=信访局", 3), ("q=接待中心", 1), ("q=202001", 1), ("q=202", 3), ("q=临河区 接待", 1), ("q=档案", 0),
            ("year=2019", 1), ("region=990101", 3), ("scope=unit", 1), ("scope=department&year=2020", 1), ("q=%25", 0),
            ("q=", 3),
        ],
    )  # fmt: skip
    def test_it_finds_by_name_code_year_region_and_kind(
        self, published: Published, reader: Client, query: str, found: int
    ) -> None:
        page = text(reader.get(f"/?{query}"))
        assert page.count('class="col-printed_name"') == found
        assert found or "没有符合条件的已公开文件" in page

    @pytest.mark.parametrize(
        "query",
        [
            "page=99",
            "page=x",
            "sort=nothing",
            "sort=-code",
            "year=x",
            "region=1",
            "q=%00",
            "q=" + "长" * 99,
            "sort=document",
        ],
    )
    def test_a_wrong_query_is_no_failure(self, published: Published, reader: Client, query: str) -> None:
        assert reader.get(f"/?{query}").status_code == 200

    def test_every_column_sorts(self, published: Published, reader: Client) -> None:
        links = re.findall(r'<th scope="col"[^>]*>\s*<a href="([^"]+)"', text(reader.get("/")))
        assert len(links) == 5
        for link in links:
            assert text(reader.get(f"/{link}".replace("&amp;", "&"))).count('class="col-printed_name"') == 3

    def test_it_costs_as_many_queries_for_three_documents_as_for_one(
        self, published: Published, reader: Client
    ) -> None:
        counts = []
        for query in ("year=2019", "region=990101"):
            with CaptureQueriesContext(connection) as queries:
                reader.get(f"/?{query}")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6

    def test_long_lists_have_pages_that_keep_the_query(
        self, published: Published, reader: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("disclosure.public.views.PER_PAGE", 2)
        first = text(reader.get("/?region=990101"))
        assert first.count('class="col-printed_name"') == 2
        link = re.search(r'rel="next" href="([^"]+)"', first)
        assert link
        second = text(reader.get("/" + link[1].replace("&amp;", "&")))
        assert second.count('class="col-printed_name"') == 1
        assert "region=990101" in link[1]

    def test_it_shows_the_head_of_each_regions_chain(self, published: Published, reader: Client) -> None:
        head = published.of_unit.chain_entries.get(kind="manifest")
        assert f"第 {head.sequence} 条" in text(reader.get("/"))
        assert head.entry in text(reader.get("/"))

    def test_before_anything_is_public_it_says_so(self, published: Published, reader: Client) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in ("latest", "chainentry", "artefact", "publication"):
                cursor.execute(f"DELETE FROM disclosure_{table}")
        assert "还没有部门公开预算" in text(reader.get("/"))

    @pytest.mark.parametrize(
        ("address", "target"),
        [("/990101/", "/?region=990101"), ("/990101/2020/", "/?region=990101&year=2020")],
    )
    def test_the_first_parts_of_an_address_lead_to_the_index(
        self, published: Published, reader: Client, address: str, target: str
    ) -> None:
        assert reader.get(address)["Location"] == target


class TestPage:
    def test_it_holds_the_stored_article_and_one_only(self, published: Published, reader: Client) -> None:
        page = text(reader.get(published.first.path))
        assert bytes(published.first.artefacts.get(name="article.html").content).decode() in page
        assert page.count("<article") == 1

    def test_the_short_address_shows_the_latest_version(self, published: Published, reader: Client) -> None:
        assert text(reader.get("/990101/2020/202/")) == text(reader.get(published.second.path))
        assert "第2版（本页）" in text(reader.get("/990101/2020/202/"))

    def test_a_corrected_version_says_so_above_the_article(self, published: Published, reader: Client) -> None:
        page = text(reader.get(published.first.path))
        assert banners(page) == ["本版本已有更正。请看最新的第2版；本页保留第1版的原貌。"]
        assert page.index('class="banner') < page.index("<article")
        assert 'href="/990101/2020/202/">最新的第2版' in page

    def test_a_correction_shows_its_note(self, published: Published, reader: Client) -> None:
        [note] = banners(text(reader.get(published.second.path)))
        assert "更正“收入”一段。" in note

    def test_an_import_says_what_it_is(self, published: Published, reader: Client) -> None:
        [banner] = banners(text(reader.get(published.imported.path)))
        assert banner.startswith("历史版本导入，未经本系统审核")

    def test_a_document_without_history_has_no_banner(self, published: Published, reader: Client) -> None:
        """The control of the four above."""
        assert banners(text(reader.get(published.of_unit.path))) == []

    def test_it_lists_files_with_size_and_hash(self, published: Published, reader: Client) -> None:
        page = text(reader.get(published.first.path))
        for file in published.first.artefacts.exclude(name="article.html"):
            assert file.sha256 in page
            assert f'href="{published.first.path}{file.name}"' in page

    def test_it_prints_both_entries_of_the_chain(self, published: Published, reader: Client) -> None:
        page = text(reader.get(published.first.path))
        assert all(entry.entry in page for entry in published.first.chain_entries.all())

    def test_its_contents_lead_to_headings_that_are_there(self, published: Published, reader: Client) -> None:
        page = text(reader.get(published.first.path))
        anchors = set(re.findall(r'<li><a href="#([^"]+)"', page))
        assert len(anchors) == 10
        assert anchors <= set(re.findall(r'id="([^"]+)"', page))

    def test_department_and_unit_lead_to_each_other(self, published: Published, reader: Client) -> None:
        assert 'href="/990101/2020/202/202001/"' in text(reader.get("/990101/2020/202/"))
        assert 'href="/990101/2020/202/"' in text(reader.get("/990101/2020/202/202001/"))

    def test_years_lead_to_each_other(self, published: Published, reader: Client) -> None:
        assert 'href="/990101/2019/202/"' in text(reader.get("/990101/2020/202/"))

    def test_a_department_that_is_renamed_later_keeps_its_published_page(
        self, published: Published, reader: Client
    ) -> None:
        before = text(reader.get(published.first.path))
        Department.objects.update(name="新名称")
        Region.objects.update(name="新区")
        assert text(reader.get(published.first.path)) == before

    def test_it_costs_a_fixed_number_of_queries(self, published: Published, reader: Client) -> None:
        with CaptureQueriesContext(connection) as queries:
            reader.get(published.second.path)
        assert len(queries) <= 8

    def test_it_is_light(self, published: Published, reader: Client) -> None:
        """Everything around the article, compressed as it travels."""
        response = reader.get(published.first.path, headers={"Accept-Encoding": "gzip"})
        article = bytes(published.first.artefacts.get(name="article.html").content)
        assert response["Content-Encoding"] == "gzip"
        assert len(gzip.decompress(response.content)) - len(article) < 10_000
        assert len(response.content) < 9_000

    @pytest.mark.parametrize(
        "address",
        [
            "/990101/2020/999/", "/990101/2021/202/", "/990102/2020/202/", "/990101/2020/202/v3/", "/990101/2020/202/v0/",
            "/990101/2020/202/999/", "/990101/2022/202/", "/990101/2022/202/v1/", "/990101/2020/202/v1/article.html",
            "/990101/2020/202/v1/disclosure.exe", "/990101/2022/202/v1/disclosure.pdf", "/990101/2022/202/v1/manifest.json",
            "/990199/", "/990101/2022/", "/990199/chain.json", "/990101/9999/202/", "/990101/2020/202/v9999/",
            "/990101/2020/202/final/", "/999999/2020/999999999999/999999999999/v9999/",
            "/９９０１０１/2020/202/",
        ],
    )  # fmt: skip
    def test_what_is_not_public_is_not_there(self, published: Published, reader: Client, address: str) -> None:
        response = reader.get(address)
        assert response.status_code == 404
        assert "公开目录" in response.content.decode(), "says what to do next"


class TestFiles:
    @pytest.mark.parametrize(("name", "media_type"), FILES.items())
    def test_a_file_is_the_stored_bytes_under_its_type_for_ever(
        self, published: Published, reader: Client, name: str, media_type: str
    ) -> None:
        stored = published.first.artefacts.get(name=name)
        response = reader.get(published.first.path + name)
        assert response.content == bytes(stored.content)
        assert response["Content-Type"] == media_type
        assert response["ETag"] == f'"{stored.sha256}"'
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        again = reader.get(published.first.path + name, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_files_have_official_names(self, published: Published, reader: Client) -> None:
        names = {
            name: unquote(reader.get(published.second.path + name)["Content-Disposition"].split("''")[-1])
            for name in ("disclosure.docx", "disclosure.pdf", "disclosure.xlsx", "tables.zip")
        }
        stem = f"{published.second.title}（第2版）"
        assert names == {
            "disclosure.docx": f"{stem}.docx",
            "disclosure.pdf": f"{stem}.pdf",
            "disclosure.xlsx": f"{stem}.xlsx",
            "tables.zip": f"{stem}（表格数据）.zip",
        }

    def test_a_unit_has_files_of_its_own(self, published: Published, reader: Client) -> None:
        path = published.of_unit.path + "disclosure.json"
        assert path == "/990101/2020/202/202001/v1/disclosure.json"
        assert reader.get(path).json()["document"]["unit"] == "202001"

    def test_the_manifest_proves_every_file(self, published: Published, reader: Client) -> None:
        entries = reader.get(published.first.path + "manifest.json").json()["entries"]
        hashes = {name: file["sha256"] for name, file in entries[1]["payload"]["files"].items()}
        assert hashes == dict(published.first.artefacts.values_list("name", "sha256"))


class TestEveryAddress:
    def test_none_sets_a_cookie_or_depends_on_one(self, published: Published, reader: Client) -> None:
        for address in all_addresses(published):
            response = reader.get(address)
            assert response.status_code == 200, address
            assert not response.cookies, address
            assert response.headers.get("Vary", "") in {"", "Accept-Encoding"}, address

    def test_that_test_would_see_a_cookie(self, published: Published, reader: Client) -> None:
        """The control: the sign-in page depends on one and sets one."""
        response = reader.get("/entry/login/")
        assert response.cookies
        assert "Cookie" in response["Vary"]

    def test_each_tells_the_browser_to_run_nothing_foreign(self, published: Published, reader: Client) -> None:
        for address in all_addresses(published):
            policy = reader.get(address)["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert reader.get(address)["X-Content-Type-Options"] == "nosniff"

    def test_pages_hold_no_script_and_no_inline_style(self, published: Published, reader: Client) -> None:
        for address in ["/", published.first.path, "/nowhere/"]:
            page = reader.get(address).content.decode()
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page), address

    def test_head_answers_like_get(self, published: Published, reader: Client) -> None:
        for address in all_addresses(published):
            head, get = reader.head(address), reader.get(address)
            assert head.status_code == 200
            assert head.content == b""
            assert head["Content-Type"] == get["Content-Type"]

    def test_only_reading_is_allowed(self, published: Published, reader: Client) -> None:
        for address in all_addresses(published):
            for method in (reader.post, reader.put, reader.delete, reader.patch):
                assert method(address).status_code == 405, address

    def test_pages_are_revalidated_by_their_hash(self, published: Published, reader: Client) -> None:
        for address in ["/", published.first.path, "/990101/chain.json"]:
            response = reader.get(address)
            assert response["Cache-Control"] == "public, no-cache"
            assert reader.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "https"}, {"X-Original-URL": "/entry/"},
            {"X-Forwarded-For": "1.2.3.4"}, {"Cookie": "sessionid=evil; theme=evil"}, {"Accept-Language": "en"},
            {"Referer": "http://evil.example/"}, {"User-Agent": "evil"}, {"HX-Request": "true"},
        ],
        ids=lambda headers: next(iter(headers)),
    )  # fmt: skip
    def test_no_header_changes_a_page(self, published: Published, reader: Client, headers: dict[str, str]) -> None:
        for address in ["/", published.first.path, published.first.path + "disclosure.json"]:
            assert reader.get(address, headers=headers).content == reader.get(address).content

    def test_an_unknown_host_is_refused_without_repeating_it(self, published: Published, reader: Client) -> None:
        response = reader.get("/", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert b"evil" not in response.content


def test_robots_may_read_what_is_public(reader: Client, published: Published) -> None:
    rules = text(reader.get("/robots.txt")).splitlines()
    assert rules == ["User-agent: *", "Disallow: /entry/", "Disallow: /admin/"]


def test_health_says_which_release_answers_and_when_the_database_is_gone(
    reader: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert text(reader.get("/healthz")).splitlines() == ["ok", f"version {settings.VERSION}"]

    def gone() -> None:
        from django.db import OperationalError

        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    assert reader.get("/healthz").status_code == 503


def test_nothing_but_published_tables_is_read(published: Published, reader: Client) -> None:
    public = {"disclosure_publication", "disclosure_artefact", "disclosure_latest", "disclosure_chainentry"}
    public |= {"budgets_region", "budgets_department", "budgets_unit"}
    assert Publication.objects.count() == 4
    with CaptureQueriesContext(connection) as queries:
        for address in all_addresses(published):
            reader.get(address)
    tables = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "([a-z_]+)"', query["sql"])}
    assert tables == public
