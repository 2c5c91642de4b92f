"""The packaged code lists: what is loaded, that loading again changes nothing, and that corrections survive."""

import time

import pytest
from django.core.management import call_command

from budgets.choices import Confirmation, EconomicGroup, FundKind, ThreePublicLine
from budgets.classification import code_lists
from budgets.models import EconomicClass, FunctionalClass, FundSource
from procurement.models import CatalogueItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    call_command("load_codes", verbosity=0)


def test_every_row_of_every_list_is_loaded(loaded):
    assert {model: model.objects.count() for model, _ in code_lists.packaged()} == {
        FunctionalClass: 197,
        EconomicClass: 110,
        FundSource: 11,
        CatalogueItem: 4272,
    }


def test_every_loaded_row_would_pass_the_admins_form(loaded):
    for model in (FunctionalClass, EconomicClass, FundSource):
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)
    names = CatalogueItem.objects.values_list("name", flat=True)
    assert [name for name in names if not name or name[-1] in "。；，、" or name[0] in "—，。"] == []


def test_a_second_load_writes_nothing_and_is_quick(loaded, django_assert_num_queries):
    started = time.process_time()  # a clock would measure what else the machine does
    with django_assert_num_queries(12):  # a savepoint and one query for each list
        call_command("load_codes", verbosity=0)
    assert time.process_time() - started < 1


def test_what_an_administrator_corrected_survives_the_next_start(loaded):
    FunctionalClass.objects.filter(code="2010308").update(name="信访事务（改）", valid_to=2024)
    call_command("load_codes", verbosity=0)
    corrected = FunctionalClass.objects.get(code="2010308")
    assert (corrected.name, corrected.valid_to) == ("信访事务（改）", 2024)


def test_update_puts_the_packaged_list_in_place_of_a_correction(loaded):
    before = FunctionalClass.objects.count()
    FunctionalClass.objects.filter(code="2010308").update(name="信访事务（改）")
    call_command("load_codes", update=True, verbosity=0)
    assert FunctionalClass.objects.get(code="2010308").name == "信访事务"
    assert FunctionalClass.objects.count() == before


def test_a_code_that_an_earlier_program_did_not_know_is_added(loaded):
    FundSource.objects.filter(code="39").delete()
    call_command("load_codes", verbosity=0)
    assert FundSource.objects.get(code="39").kind == FundKind.OTHER_REVENUE


def test_the_composite_class_knows_its_members(loaded):
    composite = EconomicClass.objects.get(code="30201+30202")
    assert composite.name == "办公及印刷费"
    assert composite.group == EconomicGroup.OPERATING
    assert {member.name for member in composite.members.all()} == {"办公费", "印刷费"}


def test_the_classes_of_the_three_public_lines_are_marked(loaded):
    marked = EconomicClass.objects.exclude(three_public_line="").values_list("code", "three_public_line")
    assert dict(marked) == {
        "30212": ThreePublicLine.OVERSEAS_TRIPS,
        "30217": ThreePublicLine.OFFICIAL_RECEPTIONS,
        "30231": ThreePublicLine.VEHICLE_OPERATION,
        "30913": ThreePublicLine.VEHICLE_PURCHASE,
        "31013": ThreePublicLine.VEHICLE_PURCHASE,
    }


def test_basic_expenditure_is_grouped_as_the_forms_group_it(loaded):
    groups = dict(EconomicClass.objects.values_list("code", "group"))
    assert groups["301"] == groups["30302"] == EconomicGroup.PERSONNEL
    assert groups["302"] == groups["31002"] == EconomicGroup.OPERATING
    assert groups["309"] == EconomicGroup.NEITHER


def test_a_renamed_class_has_two_lives_and_knows_its_predecessor(loaded):
    assert FunctionalClass.objects.valid_in(2018).get(code="210").name == "医疗卫生与计划生育支出"
    successor = FunctionalClass.objects.valid_in(2020).get(code="210")
    assert successor.name == "卫生健康支出"
    assert [old.name for old in successor.predecessors.all()] == ["医疗卫生与计划生育支出"]


def test_every_kind_of_money_has_a_fund(loaded):
    assert set(FundSource.objects.values_list("kind", flat=True)) == {kind.value for kind in FundKind}


def test_a_code_that_is_confirmed_names_its_source_and_none_says_there_how_sure_it_is(loaded):
    for model, _ in code_lists.packaged():
        codes = model.objects.all()
        assert not codes.filter(confirmation=Confirmation.CONFIRMED, source="").exists()
        assert not codes.filter(source__contains="核实").exists()
        assert not codes.filter(confirmation=Confirmation.UNLISTED).exists()
    assert {each.confirmation for each in FunctionalClass.objects.all()} == {
        Confirmation.CONFIRMED, Confirmation.DOUBTED, Confirmation.CODE_DOUBTED, Confirmation.YEARS_DOUBTED,
    }  # fmt: skip


def test_sources_are_short_and_name_no_address(loaded):
    for model, _ in code_lists.packaged():
        for source in model.objects.values_list("source", flat=True).distinct():
            assert len(source) <= 40 and "://" not in source and "www." not in source
