"""What somebody without an account can see: every public address that a draft could leak through."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import zipfile


def fetch(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


def unpacked(content: bytes) -> bytes:
    """The text inside a docx, xlsx or zip; other bytes as they are."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def places_where_it_shows(url: str, budget_pk: int, canary: str) -> list[str]:
    """The addresses that show the canary to an anonymous reader."""
    document = "/130303/2020/202/"
    addresses = [
        "/", "/?q=202", "/?q=%E8%BD%A6%E8%BE%86%E4%BF%9D%E9%99%A9", "/130303/", "/130303/2020/", document, f"{document}v1/", f"{document}v2/",
        *(f"{document}v1/{name}" for name in ("disclosure.docx", "disclosure.pdf", "disclosure.xlsx", "disclosure.json", "tables.zip", "manifest.json")),
        "/130303/chain.json",
        *(f"/entry/{budget_pk}/{page}" for page in ("", "preview/", "preview.json", "draft.docx", "draft.pdf", "sheets/", "projects/", "basics/")),
        f"/admin/budgets/departmentalbudget/{budget_pk}/change/",
    ]  # fmt: skip
    found = []
    for address in addresses:
        _, content = fetch(url + address)
        if canary.encode() in unpacked(content):
            found.append(address)
    return found
