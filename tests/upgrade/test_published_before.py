"""What an earlier release published and stored stands unchanged after an upgrade, and its readers can still prove it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test import Client

from budgets.models import DepartmentalBudget, ExpenditureLine
from disclosure.models import Artefact, ChainEntry, Publication
from tests.upgrade.conftest import RELEASE

pytestmark = pytest.mark.usefixtures("upgraded_database")


def stored_files() -> dict[str, dict[str, str]]:
    """Address of each publication → name of each stored file → SHA-256 of its bytes as they stand in the database now."""
    found: dict[str, dict[str, str]] = {}
    artefacts = Artefact.objects.select_related("publication__department", "publication__unit")
    for artefact in artefacts.iterator(chunk_size=20):
        files = found.setdefault(artefact.publication.path, {})
        files[artefact.name] = hashlib.sha256(artefact.content).hexdigest()
    return found


def test_every_stored_file_has_the_same_bytes(then: dict[str, Any]) -> None:
    assert stored_files() == {each["path"]: each["files"] for each in then["publications"]}


def test_one_changed_byte_would_be_seen(then: dict[str, Any], taken_back: None) -> None:
    """The control: guards down, a byte of one file changed."""
    artefact = Artefact.objects.order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Artefact.objects.filter(pk=artefact.pk).update(content=bytes(artefact.content) + b" ")
    assert stored_files() != {each["path"]: each["files"] for each in then["publications"]}


def test_every_publication_keeps_its_hash_and_its_canonical_bytes(then: dict[str, Any]) -> None:
    found = {each.path: (each.version, each.imported, each.content_hash) for each in publications()}
    assert found == {
        each["path"]: (each["version"], each["imported"], each["content_hash"]) for each in then["publications"]
    }
    for each in publications():
        assert hashlib.sha256(each.document).hexdigest() == each.content_hash, each.path


def publications() -> list[Publication]:
    return list(Publication.objects.select_related("department", "unit"))


def test_every_version_keeps_its_state_its_format_and_its_hash(then: dict[str, Any]) -> None:
    found = {
        each.pk: (str(each), each.status, each.content_hash, each.format_key)
        for each in DepartmentalBudget.objects.select_related("unit")
    }
    assert found == {
        each["pk"]: (each["name"], each["status"], each["content_hash"], each["format"]) for each in then["versions"]
    }


def test_the_heads_of_the_chains_are_the_same(then: dict[str, Any]) -> None:
    entries = ChainEntry.objects.select_related("region").order_by("region", "sequence")
    assert {each.region.name: each.entry for each in entries} == then["heads"]


# ---- The verifier that readers downloaded then ----


def downloaded(path: str, folder: Path, client: Client) -> None:
    """What a reader has who downloaded everything of a version."""
    folder.mkdir(parents=True)
    publication = next(each for each in publications() if each.path == path)
    for name in ["manifest.json", *publication.artefacts.values_list("name", flat=True)]:
        if name != "article.html":  # the page itself, which is no file to download
            (folder / name).write_bytes(client.get(path + name).getvalue())


def verify(upgrade_folder: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(upgrade_folder / f"verify_{RELEASE}.py", folder, *arguments)


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(program), folder.name, *arguments]
    return subprocess.run(command, cwd=folder.parent, env={}, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def copies(upgraded_database: None, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder for each region, with its chain and everything that it published."""
    client, root = Client(), tmp_path_factory.mktemp("downloaded")
    for each in publications():
        name = each.path.strip("/").replace("/", "-")
        downloaded(each.path, root / each.region_id / name, client)
        (root / each.region_id / "chain.json").write_bytes(client.get(f"/{each.region_id}/chain.json").getvalue())
    return sorted(root.iterdir())


def test_the_old_verifier_accepts_every_published_version(
    copies: list[Path], then: dict[str, Any], upgrade_folder: Path
) -> None:
    assert sum(1 for folder in copies for each in folder.iterdir() if each.is_dir()) == len(then["publications"])
    for folder in copies:
        chain = json.loads((folder / "chain.json").read_text(encoding="utf-8"))["entries"]
        done = verify(upgrade_folder, folder, "--head", chain[-1]["entry"])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "核验通过" in done.stdout


def reckoned(said: str) -> dict[tuple[str, str], tuple[str, int]]:
    """(file, identity) → the outcome, and how many sums there were to reckon."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    file = ""
    for line in said.splitlines():
        if heading := re.fullmatch(r"(\S+) 的勾稽关系：", line):
            file = heading[1]
        elif told := re.fullmatch(
            r"  (\S.*)：(相符|不符|无法核验)（(?:(\d+) (?:处|个数字)|没有可以比较的单元格)）", line
        ):
            found[file, told[1]] = (told[2], int(told[3] or 0))
    return found


def test_todays_verifier_says_of_every_figure_what_the_old_one_said(
    copies: list[Path], upgrade_folder: Path, tmp_path: Path
) -> None:
    """It may have come to reckon more sums, and finds none wrong that was right."""
    program = tmp_path / "verify.py"
    program.write_bytes(Client().get("/verify.py").getvalue())
    right = 0
    for folder in copies:
        done = run(program, folder)
        assert done.returncode == 0, done.stdout + done.stderr
        before, now = reckoned(verify(upgrade_folder, folder).stdout), reckoned(done.stdout)
        right += sum(outcome == "相符" for outcome, _ in before.values())
        assert {place: outcome for place, (outcome, _) in now.items()} == {
            place: outcome for place, (outcome, _) in before.items()
        }
        assert [place for place, (_, sums) in before.items() if now[place][1] < sums] == []
    assert right > 50


def test_the_old_verifier_refuses_a_spoiled_copy(copies: list[Path], upgrade_folder: Path) -> None:
    """The control: one figure of one file."""
    path = next(copies[0].glob("*/disclosure.json"))
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"value":"1', b'"value":"2', 1))
    try:
        assert path.read_bytes() != content
        assert verify(upgrade_folder, copies[0]).returncode == 1
    finally:
        path.write_bytes(content)


# ---- The guards ----


def test_every_guard_that_a_model_declares_stands_in_the_database() -> None:
    """A migration that lets the guards down for its own work puts them up again."""
    declared = {
        (model._meta.db_table, trigger.get_pgid(model)): "O"
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", [])
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger%'"
        )
        standing = {(table, name): enabled for table, name, enabled in cursor.fetchall()}
    assert standing == declared


def test_a_row_of_a_published_version_is_refused(taken_back: None) -> None:
    line = ExpenditureLine.objects.filter(budget__status="published").earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.author', 'import', true)")
    with pytest.raises(DatabaseError, match="不能修改"):
        ExpenditureLine.objects.filter(pk=line.pk).update(amount=1)
