"""Every published row against the hashes that the chain holds: what `manage.py verify` does.

Each check yields sentences that name the record. The chain itself is checked by `disclosure.publication.verification`, the same
code that proves a downloaded copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from budgets.choices import Status
from budgets.models import Department, DepartmentalBudget, FrozenRecord, Unit
from disclosure.document import Document, from_builtins
from disclosure.models import Artefact, ChainEntry, Latest, Publication
from disclosure.publication.chain import Link, document_payload, sha256
from disclosure.publication.stored_chain import link_of
from disclosure.publication.verification import canonical, check_chain, entry_name

Identity = tuple[Any, ...]


@dataclass
class Report:
    """What was looked at and what is wrong with it. `heads` maps a region to sequence and hash of its newest entry."""

    entries: int = 0
    publications: int = 0
    artefacts: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def verify_everything(*, heads: Iterable[str] = ()) -> Report:
    """heads: entries noted earlier, anywhere; each must still be part of some region's chain."""
    report = Report()
    links: dict[int, list[Link]] = {}
    noted = set(heads)
    for region in ChainEntry.objects.order_by("region_id").values_list("region_id", flat=True).distinct():
        entries = list(ChainEntry.objects.filter(region_id=region).order_by("sequence"))
        report.entries += len(entries)
        report.heads[region] = (entries[-1].sequence, entries[-1].entry)
        report.problems.extend(_check_links(entries))
        noted -= {entry.entry for entry in entries}
        for entry in entries:
            links.setdefault(entry.publication_id, []).append(link_of(entry))
    report.problems.extend(f"没有一条公开链含有原先记下的 {head}：链被截短或重写过" for head in sorted(noted))
    codes = Codes()
    for publication in Publication.objects.order_by("pk").iterator(chunk_size=20):
        report.publications += 1
        report.problems.extend(_check_publication(publication, links.pop(publication.pk, []), codes))
        for problems in _check_artefacts(publication):
            report.artefacts += 1
            report.problems.extend(problems)
    for publication_id, orphans in links.items():
        report.problems.append(f"{_name(orphans[0])}：记载的已公开文件 {publication_id} 不存在")
    report.problems.extend(_check_strays())
    report.problems.extend(_check_latest())
    return report


class Codes:
    """The codes of departments and units by primary key, without joins: a join would hide a row that points nowhere."""

    def __init__(self) -> None:
        self.departments = dict(Department.objects.values_list("pk", "code"))
        self.units = dict(Unit.objects.values_list("pk", "code"))

    def unit(self, pk: int | None) -> str:
        return "" if pk is None else self.units.get(pk, "?")


# ---- The chain ----


def _check_links(entries: list[ChainEntry]) -> Iterator[str]:
    yield from check_chain(_as_json(entry) for entry in entries)
    for entry in entries:
        try:
            same = canonical(json.loads(bytes(entry.payload))) == bytes(entry.payload)
        except ValueError:
            same = False
        if not same:
            yield f"{_name(link_of(entry))}：内容不是规范 JSON"


def _as_json(entry: ChainEntry) -> dict[str, Any]:
    link = link_of(entry)
    try:
        return link.as_json()
    except ValueError:
        # A payload that cannot be read has no hash either; the check of the chain says so.
        return {"region": link.region, "sequence": link.sequence, "previous": link.previous, "entry": link.entry}


def _name(link: Link) -> str:
    return entry_name({"region": link.region, "sequence": link.sequence})


# ---- One publication ----


def _check_publication(publication: Publication, links: list[Link], codes: Codes) -> Iterator[str]:
    name = f"已公开文件 {publication.pk}（{publication.title}，第 {publication.version} 版）"
    if [link.kind for link in links] != ["document", "manifest"]:
        yield f"{name}：公开链中应当恰好有一条文件和一条清单，现有 {len(links)} 条"
        return
    first, second = links
    if second.sequence != first.sequence + 1:
        yield f"{name}：清单没有紧接在文件条目之后"
    if first.region != publication.region_id or second.region != publication.region_id:
        yield f"{name}：行政区划与公开链不一致"
    recorded = _json(first.payload)
    actual = _json(_payload_of(publication, codes, becomes_latest=bool(recorded.get("becomes_latest"))))
    for member in sorted(recorded.keys() | actual.keys()):
        if recorded.get(member) != actual.get(member):
            yield f"{name}：{MEMBERS.get(member, member)}与公开链记载的不一致"
    if publication.content_hash != sha256(bytes(publication.document)):
        yield f"{name}：内容校验码与文件内容不一致"
    yield from (f"{name}：{problem}" for problem in _check_document(publication, codes))
    yield from (f"{name}：{problem}" for problem in _check_budget(publication))
    times = ChainEntry.objects.filter(publication_id=publication.pk).values_list("recorded_at", flat=True)
    if any(time != publication.published_at for time in times):
        yield f"{name}：公开链的时间与公开时间不一致"
    yield from (f"{name}：{problem}" for problem in _check_manifest(publication, first, _json(second.payload)))


MEMBERS = {
    "fiscal_year": "预算年度",
    "department": "部门编码",
    "unit": "单位编码",
    "phase": "阶段",
    "version": "版本",
    "document": "文件内容",
    "outcomes": "系统核验记录",
    "published_at": "公开时间",
    "imported": "历史版本导入标记",
    "becomes_latest": "最新版本标记",
    "correction_note": "更正说明",
}


def _json(payload: bytes) -> dict[str, Any]:
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _payload_of(publication: Publication, codes: Codes, *, becomes_latest: bool) -> bytes:
    """What the chain would hold if the publication were recorded as it stands now."""
    return document_payload(
        fiscal_year=publication.fiscal_year,
        department=codes.departments.get(publication.department_id, "?"),
        unit=codes.unit(publication.unit_id),
        phase=publication.phase,
        version=publication.version,
        document=bytes(publication.document),
        outcomes=bytes(publication.outcomes),
        published_at=publication.published_at,
        imported=publication.imported,
        becomes_latest=becomes_latest,
        correction_note=publication.correction_note,
    )


def _check_document(publication: Publication, codes: Codes) -> Iterator[str]:
    try:
        document: Document = from_builtins(json.loads(bytes(publication.document)))
    except (ValueError, msgspec.ValidationError) as error:
        yield f"文件内容无法读取（{error}）"
        return
    said = (document.region, document.fiscal_year, document.department, document.unit, document.phase)
    stands = (
        publication.region_id,
        publication.fiscal_year,
        codes.departments.get(publication.department_id, "?"),
        codes.unit(publication.unit_id),
        publication.phase,
    )
    if said != stands:
        yield f"归属 {stands} 与文件内容 {said} 不一致"
    if document.printed_name != publication.printed_name:
        yield "公开名称与文件内容不一致"
    if document.title_text() != publication.title:
        yield "标题与文件内容不一致"


def _check_budget(publication: Publication) -> Iterator[str]:
    """Who published it stands in no payload, because the public gets those; the version of the budget says it too."""
    budget = DepartmentalBudget.objects.filter(pk=publication.budget_id).first()
    if budget is None:
        yield f"对应的部门预算 {publication.budget_id} 不存在"
        return
    if budget.status != Status.PUBLISHED:
        yield f"对应的部门预算 {budget.pk} 的状态是“{budget.get_status_display()}”"
    if _identity(budget) != _identity(publication):
        yield f"对应的部门预算 {budget.pk} 是另一份文件"
    if (budget.published_at, budget.published_by_id) != (publication.published_at, publication.published_by_id):
        yield f"公开时间或发布人与部门预算 {budget.pk} 不一致"
    if not budget.imported and budget.content_hash != publication.content_hash:
        yield f"公开的不是部门预算 {budget.pk} 审核通过的内容"
    # Versions that were published before anything was frozen have no record.
    frozen = FrozenRecord.objects.filter(budget=budget).select_related("document").order_by("-pk").first()
    if frozen and sha256(bytes(frozen.document.content)) != publication.content_hash:
        yield f"公开的不是部门预算 {budget.pk} 冻结留存的内容"


def _identity(row: Publication | DepartmentalBudget) -> Identity:
    return (
        row.region_id, row.fiscal_year, row.department_id, row.unit_id, row.phase,
        row.version, row.printed_name, row.imported, row.correction_note,
    )  # fmt: skip


# ---- Its files ----


def _check_manifest(publication: Publication, document: Link, manifest: dict[str, Any]) -> Iterator[str]:
    if manifest.get("document_entry") != document.entry:
        yield "清单说的是另一份文件"
    stored = {
        artefact.name: (artefact.media_type, artefact.sha256)
        for artefact in Artefact.objects.filter(publication_id=publication.pk).defer("content")
    }
    listed = {name: (file["media_type"], file["sha256"]) for name, file in manifest.get("files", {}).items()}
    for name in sorted(stored.keys() | listed.keys()):
        if stored.get(name) != listed.get(name):
            yield f"{name} 与清单不一致" if name in stored and name in listed else f"{name} 缺失或不在清单中"


def _check_artefacts(publication: Publication) -> Iterator[list[str]]:
    """For each file what is wrong with its bytes."""
    for artefact in Artefact.objects.filter(publication_id=publication.pk).order_by("name").iterator(chunk_size=1):
        same = sha256(bytes(artefact.content)) == artefact.sha256
        yield [] if same else [f"已公开文件 {publication.pk} 的 {artefact.name}：内容与 SHA-256 不一致"]


def _check_strays() -> Iterator[str]:
    """Rows that belong to nothing, which no walk from the publications meets."""
    publications = set(Publication.objects.values_list("pk", flat=True))
    for pk, publication_id, name in Artefact.objects.values_list("pk", "publication_id", "name"):
        if publication_id not in publications:
            yield f"公开文件 {pk}（{name}）：所属的已公开文件 {publication_id} 不存在"
    recorded = set(Publication.objects.values_list("budget_id", flat=True))
    for budget in DepartmentalBudget.objects.filter(status=Status.PUBLISHED).exclude(pk__in=recorded):
        yield f"部门预算 {budget.pk}（{budget}）：状态是已公开，但没有公开的文件"


# ---- Which version is shown ----


def _check_latest() -> Iterator[str]:
    """The short address must show the version that the chain says became the latest last."""
    expected: dict[Identity, int] = {}
    entries = ChainEntry.objects.filter(kind="document").order_by("region_id", "sequence")
    publications = {each.pk: each for each in Publication.objects.defer("document", "outcomes")}
    for entry in entries:
        publication = publications.get(entry.publication_id)
        if publication and _json(bytes(entry.payload)).get("becomes_latest"):
            expected[_short_address(publication)] = publication.pk
    shown = {_short_address(row): row.publication_id for row in Latest.objects.all()}
    for address in sorted(expected.keys() | shown.keys(), key=str):
        if expected.get(address) != shown.get(address):
            yield f"最新版本 {address}：应指向已公开文件 {expected.get(address)}，现指向 {shown.get(address)}"


def _short_address(row: Publication | Latest) -> Identity:
    return (row.region_id, row.fiscal_year, row.department_id, row.unit_id, row.phase)
