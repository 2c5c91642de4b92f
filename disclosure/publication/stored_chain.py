"""The regions' chains as the database holds them: read, locked and extended by one entry."""

from __future__ import annotations

from django.db import connection

from disclosure.models import ChainEntry, Publication
from disclosure.publication.chain import Link

# Half of the advisory lock's key; the region's code is the other half.
LOCK = 0x636861  # "cha"


def link_of(entry: ChainEntry) -> Link:
    return Link(
        region=entry.region_id,
        sequence=entry.sequence,
        kind=entry.kind,
        payload=bytes(entry.payload),
        previous=entry.previous,
        entry=entry.entry,
        algorithm=entry.algorithm,
    )


def head(region: str) -> Link | None:
    """The newest entry of the region's chain, None while nothing was published."""
    entry = ChainEntry.objects.filter(region=region).order_by("-sequence").first()
    return link_of(entry) if entry else None


def heads() -> list[ChainEntry]:
    """The newest entry of every region that has published, in the order of the regions' codes."""
    return list(
        ChainEntry.objects.order_by("region_id", "-sequence")
        .distinct("region_id")
        .select_related("region")
        .defer("payload")
    )


def lock(region: str) -> Link | None:
    """Waits for whoever else appends to the region's chain and returns its head. The lock goes with the transaction.

    Without it two publishers would hang their entries on the same head.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, int(region)])
    return head(region)


def append(link: Link, publication: Publication) -> None:
    """Only under the lock. `recorded_at` is the publication's moment, which is what is hashed."""
    entry = ChainEntry(
        region_id=link.region,
        sequence=link.sequence,
        kind=link.kind,
        publication=publication,
        algorithm=link.algorithm,
        payload=link.payload,
        previous=link.previous,
        entry=link.entry,
        recorded_at=publication.published_at,
    )
    entry.save(force_insert=True)
