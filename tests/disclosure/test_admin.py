"""What was published stands in the admin to look at, and nobody can change it there."""

import pytest

from budgets.models import Region
from disclosure.models import Artefact, ChainEntry, Publication
from tests.budgets.states import bring_to
from tests.builders import make_budget, make_user

pytestmark = pytest.mark.django_db
NAMES = ["publication", "artefact", "chainentry"]


@pytest.fixture
def published(department, preparer, reviewer):
    budget = bring_to(make_budget(department), "published", submitter=preparer, reviewer=reviewer)
    publication = Publication.objects.create(
        region=department.region, fiscal_year=2020, department=department, phase="budget", version=1, budget=budget,
        printed_name=budget.printed_name, title="云汀区信访局2020年部门预算公开说明", document=b"{}", outcomes=b"[]",
        content_hash="0" * 64, published_at=budget.published_at, published_by=preparer,
    )  # fmt: skip
    artefact = Artefact.objects.create(
        publication=publication, name="disclosure.pdf", media_type="application/pdf", content=b"%PDF-", sha256="1" * 64
    )
    entry = ChainEntry.objects.create(
        region=Region.objects.get(),
        sequence=1,
        kind="document",
        publication=publication,
        payload=b'{"a":1}',
        previous="0" * 64,
        entry="2" * 64,
        recorded_at=publication.published_at,
    )
    return {"publication": publication, "artefact": artefact, "chainentry": entry}


@pytest.fixture
def administrator(client):
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("name", NAMES)
def test_even_the_administrator_only_looks(administrator, published, name):
    row = published[name]
    before = type(row).objects.values().get()
    assert administrator.get(f"/admin/disclosure/{name}/").status_code == 200
    assert administrator.get(f"/admin/disclosure/{name}/{row.pk}/change/").status_code == 200
    for page in ("add/", f"{row.pk}/delete/"):
        assert administrator.get(f"/admin/disclosure/{name}/{page}").status_code == 403
        assert administrator.post(f"/admin/disclosure/{name}/{page}", {"post": "yes"}).status_code == 403
    everything = {field.name: "1" for field in row._meta.concrete_fields}
    assert administrator.post(f"/admin/disclosure/{name}/{row.pk}/change/", everything).status_code == 403
    delete = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    administrator.post(f"/admin/disclosure/{name}/", delete)
    assert type(row).objects.values().get() == before


def test_the_page_of_a_publication_leads_to_its_public_address(administrator, published):
    words = administrator.get(f"/admin/disclosure/publication/{published['publication'].pk}/change/").content.decode()
    assert '<a href="/990101/2020/202/v1/">' in words


def test_a_files_bytes_are_not_loaded_to_list_it(administrator, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as queries:
        words = administrator.get("/admin/disclosure/artefact/").content.decode()
    assert "5\xa0字节" in words
    assert not [query for query in queries.captured_queries if '"disclosure_artefact"."content",' in query["sql"]]
