"""What is written into a region's chain, as bytes. Pure functions: the database and the clock are the caller's affair.

    entry = SHA-256 of the lines algorithm, region, sequence, kind, SHA-256(payload), previous, each ended by a line feed

`disclosure.publication.verification` holds the hash itself, because whoever verifies a copy has nothing else of ours; its head
spells the algorithm out for other tools. Texts and names stay out of the payloads, which hold their hashes: bytes may
one day have to be withdrawn, the chain may not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from disclosure.document import canonical_bytes
from disclosure.publication.verification import ALGORITHM, FIRST, entry_hash, sha256

__all__ = ["ALGORITHM", "FIRST", "Link", "document_payload", "entry_hash", "link", "manifest_payload", "sha256", "utc"]


@dataclass(frozen=True)
class Link:
    """An entry of a chain before it is stored, or as it is read back."""

    region: str
    sequence: int
    kind: str
    payload: bytes
    previous: str
    entry: str
    algorithm: str = ALGORITHM

    def as_json(self) -> dict[str, object]:
        """As chain.json, manifest.json and disclosure.json print it."""
        return {
            "algorithm": self.algorithm,
            "region": self.region,
            "sequence": self.sequence,
            "kind": self.kind,
            "payload": json.loads(self.payload),
            "previous": self.previous,
            "entry": self.entry,
        }


def link(*, region: str, kind: str, payload: bytes, after: Link | None) -> Link:
    """The next entry of the region's chain; `after` is its head, None where the chain is still empty."""
    sequence = after.sequence + 1 if after else 1
    previous = after.entry if after else FIRST
    entry = entry_hash(
        algorithm=ALGORITHM, region=region, sequence=sequence, kind=kind, payload=payload, previous=previous
    )
    return Link(region, sequence, kind, payload, previous, entry)


def document_payload(
    *,
    fiscal_year: int,
    department: str,
    unit: str,
    phase: str,
    version: int,
    document: bytes,
    outcomes: bytes,
    published_at: datetime,
    imported: bool,
    becomes_latest: bool,
    correction_note: str,
) -> bytes:
    """The payload of kind `document`. `unit` is "" for a department's own document.

    becomes_latest  whether the short address shows this version from now on
    """
    return canonical_bytes(
        {
            "fiscal_year": fiscal_year,
            "department": department,
            "unit": unit,
            "phase": phase,
            "version": version,
            "document": sha256(document),
            "outcomes": sha256(outcomes),
            "published_at": utc(published_at),
            "imported": imported,
            "becomes_latest": becomes_latest,
            "correction_note": sha256(correction_note.encode()) if correction_note else "",
        }
    )


def manifest_payload(*, document_entry: str, files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The payload of kind `manifest`: the hash and size of each file, by name. `files` maps a name to media type and bytes."""
    listed = {
        name: {"media_type": media_type, "sha256": sha256(content), "size": len(content)}
        for name, (media_type, content) in files.items()
    }
    return canonical_bytes({"document_entry": document_entry, "files": listed})


def utc(moment: datetime) -> str:
    """A moment as the chain writes it: UTC with microseconds, whatever the server's time zone is."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
