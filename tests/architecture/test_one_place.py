"""What stands in one place: the lock of a version's row, and the making of regions, departments and units.

A second lock would forget the order of locks or read what stood before; a second making would rename what is known.
"""

import ast
from collections.abc import Callable, Iterator

from tests.architecture.test_rules_apart import module_of, sources

PLACES = {"Region", "Department", "Unit"}
MAKING = {"create", "get_or_create", "update_or_create", "bulk_create"}
Finder = Callable[[ast.Call], bool]


def locks_a_version(call: ast.Call) -> bool:
    is_lock = isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"
    return is_lock and "DepartmentalBudget" in ast.unparse(call)


def makes_a_place(call: ast.Call) -> bool:
    """`Region(…)` of the models, or `Region.objects.create(…)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in MAKING and ast.unparse(call.func.value).split(".")[0] in PLACES
    return isinstance(call.func, ast.Name) and call.func.id in PLACES


def functions(source: str, finds: Finder) -> Iterator[str]:
    """The functions that do it, where the names are those of the models."""
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("budgets.models")
        for alias in node.names
    }
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
            if any(finds(call) and imported & {*PLACES, "DepartmentalBudget"} for call in calls):
                yield function.name


def everywhere(finds: Finder) -> list[str]:
    return [f"{module_of(path)}.{name}" for path in sources() for name in functions(path.read_text(), finds)]


def test_one_function_locks_a_version() -> None:
    assert everywhere(locks_a_version) == ["budgets.versions.editing.lock_version"]


def test_regions_departments_and_units_are_made_by_none_but_the_one_that_gets_the_model() -> None:
    """`budgets.places._known_or_new`; beside it the forms of the admin."""
    assert everywhere(makes_a_place) == []


def test_others_would_be_found() -> None:
    planted = """
from budgets.models import DepartmentalBudget, Region

def in_passing(pk):
    return DepartmentalBudget.objects.filter(pk=pk).select_for_update().get()

def on_the_way(code):
    return Region.objects.get_or_create(code=code)

def by_hand(code):
    Region(code=code).save()
"""
    assert list(functions(planted, locks_a_version)) == ["in_passing"]
    assert list(functions(planted, makes_a_place)) == ["on_the_way", "by_hand"]
