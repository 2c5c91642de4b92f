"""Which release made a file stands in its properties, and nowhere in the document."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pypdfium2
import pytest
from django.conf import settings

from disclosure.composition.frozen_documents import document_of_bytes
from disclosure.exporters.files import render_all
from disclosure.exporters.imprint import Imprint
from disclosure.exporters.to_html import article
from disclosure.models import Publication
from disclosure.publication.publish import imprint_of, publish

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture(scope="module")
def publication(cast: Any) -> Publication:
    return publish(cast.approved(year=2018), by=cast.publisher)


def of_docx(content: bytes) -> str:
    return str(docx.Document(io.BytesIO(content)).core_properties.comments)


def of_pdf(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content).get_metadata_dict()["Subject"])


def of_xlsx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("docProps/core.xml").decode()


def of_archive(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.comment.decode()


PROPERTIES: dict[str, Callable[[bytes], str]] = {
    "disclosure.docx": of_docx,
    "disclosure.pdf": of_pdf,
    "disclosure.xlsx": of_xlsx,
    "tables.zip": of_archive,
    "disclosure.json": lambda content: str(json.loads(content)["software"]),
}


def stored(publication: Publication, name: str) -> bytes:
    return bytes(publication.artefacts.get(name=name).content)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_published_file_names_the_release_in_its_properties(publication: Publication, name: str) -> None:
    assert settings.SOFTWARE in PROPERTIES[name](stored(publication, name))


def test_what_was_approved_and_what_is_read_names_none(publication: Publication) -> None:
    version = settings.VERSION.encode()
    assert version in stored(publication, "disclosure.json")
    for content in (bytes(publication.document), bytes(publication.outcomes), stored(publication, "article.html")):
        assert version not in content
    assert not any(version in bytes(entry.payload) for entry in publication.chain_entries.all())


def test_the_stored_files_are_those_of_their_document_and_imprint(publication: Publication) -> None:
    """Made again from what is stored, byte for byte: neither a clock nor a release that is not told them gets in."""
    entry = publication.chain_entries.order_by("sequence")[0].entry
    imprint = imprint_of(publication, entry=entry)
    again = render_all(document_of_bytes(bytes(publication.document)), imprint)
    assert {name: stored(publication, name) for name in again} == again


def test_another_release_makes_other_properties_and_the_same_pages(publication: Publication) -> None:
    document = document_of_bytes(bytes(publication.document))
    one = Imprint(version=1, software="部门预算公开 1.0.0")
    other = replace(one, software="部门预算公开 2.0.0")
    files, others = render_all(document, one), render_all(document, other)
    assert all(files[name] != others[name] for name in files)
    assert article(document, one) == article(document, other)
    for name in ("disclosure.docx", "disclosure.xlsx", "tables.zip"):
        with zipfile.ZipFile(io.BytesIO(files[name])) as first, zipfile.ZipFile(io.BytesIO(others[name])) as second:
            differing = [part for part in first.namelist() if first.read(part) != second.read(part)]
        assert differing == ([] if name == "tables.zip" else ["docProps/core.xml"])
    pages, of_other = (pypdfium2.PdfDocument(each["disclosure.pdf"]) for each in (files, others))
    assert len(pages) == len(of_other)
    for number in range(len(pages)):
        assert pages[number].get_textpage().get_text_range() == of_other[number].get_textpage().get_text_range()


def test_a_file_whose_maker_nobody_told_names_none(publication: Publication) -> None:
    files = render_all(document_of_bytes(bytes(publication.document)), Imprint())
    assert (of_docx(files["disclosure.docx"]), of_archive(files["tables.zip"])) == ("", "")
    assert not pypdfium2.PdfDocument(files["disclosure.pdf"]).get_metadata_dict()["Subject"]
