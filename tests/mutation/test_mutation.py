"""The planting of faults, proved on small programs: what is planted, what survives, and what fails a run."""

from __future__ import annotations

import gc
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import operators, planted, report, sql
from tests.mutation.drawing import Mutant, drawn, of_file
from tests.mutation.running import Map, Outcome, _statement
from tests.mutation.subjects import AREAS, ROOT, Area
from tests.mutation.swapping import exchange


def planted_in(source: str) -> set[str]:
    text = source.encode()
    return {fault.applied(text).decode() for fault in operators.faults(text)}


# ---- Operators ----


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = a < b", "x = a <= b"), ("x = a >= b", "x = a > b"), ("x = a == b", "x = a != b"), ("x = a not in b", "x = a in b"),
        ("x = a is None", "x = a is not None"), ("x = a + b", "x = a - b"), ("x = a * b", "x = a / b"), ("x += 1", "x -= 1"),
        ("x = not a", "x = (a)"), ("x = -a", "x = (a)"), ("x = a and b", "x = True and b"), ("x = a and b", "x = a and True"),
        ("x = a and b", "x = ( (a) or (b) )"), ("x = a or b", "x = False or b"), ("x = 1", "x = 2"), ("x = True", "x = False"),
        ('x = Decimal("0.01")', 'x = Decimal("0.02")'), ("x = [y for y in z if y]", "x = [y for y in z if True]"), ("x = a if b else c", "x = a if False else c"),
        ("f(a, b=c)", "f(a)"), ("f(b=c)", "f()"), ("x.filter(a, b)", "x.filter( b)"), ("x.filter(a)", "(x)"), ("f(a)", "pass"),
        ("def f():\n    return a", "def f():\n    return None"), ("def f():\n    raise A", "def f():\n    pass"),
        ("def f():\n    yield f(a)", "def f():\n    yield from ()"), ("with a:\n    b", "with __import__('contextlib').nullcontext():\n    b"),
        ("@cache\ndef f(): ...", "@(lambda same: same)\ndef f(): ..."), ('x = ("a", "b")', 'x = ("b",)'), ('x = ["a", "b"]', 'x = ["a"]'),
        ("x = {a: b, c: d}", "x = { c: d}"), ("x = [A, B, C, D, E]", "x = [ B, C, D, E]"),
    ],
)  # fmt: skip
def test_each_fault_is_planted_where_it_can_be(before: str, after: str) -> None:
    assert after.split() in [text.split() for text in planted_in(before)]


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring with a < b."""', "def f(a: int = None) -> bool | int: ...", 'x = f"{a < b}"', 'x = "words"', "def f():\n    return None", "x = y",
        "def f():\n    return False", "@dataclass\nclass A: ...", "@dataclass(frozen=True)\nclass A: ...", "if TYPE_CHECKING:\n    f(a)", "import a", "x = (A, B)",
        'Mode = Literal["replace", "add", ""]', 'T = TypeVar("T", bound=A, covariant=True)', '__all__ = ["a", "b"]',
    ],
)  # fmt: skip
def test_nothing_is_planted_in_words_annotations_and_what_only_imports(source: str) -> None:
    kinds = {fault.kind for fault in operators.faults(source.encode())}
    assert kinds <= {"constant"} and (not kinds or "False" in source)


def test_places_are_right_behind_chinese_words() -> None:
    assert 'x = "甲乙丙", a <= b' in planted_in('x = "甲乙丙", a < b')


def test_a_fault_knows_the_function_it_stands_in_and_whether_it_is_met_at_the_import() -> None:
    source = b"X = 1\nclass A:\n    y = 2\n    def f(self, z=3):\n        return 4\n"
    found = {fault.new.decode(): (fault.scope, fault.is_inner, fault.line) for fault in operators.faults(source)}
    assert found["2"] == ("", False, 1)
    assert found["3"] == ("A", False, 3)
    assert found["4"] == ("A", False, 4)
    assert found["5"] == ("A.f", True, 5)


def test_guards_of_triggers_are_turned_round_left_out_and_unlocked() -> None:
    source = b'def guard():\n    """IF this = that."""\n    return T(func="""IF a = b AND NOT EXISTS (SELECT FOR SHARE) THEN RAISE EXCEPTION \'no\'; END IF;""", operation=A | B)\n'
    found = {fault.applied(source).decode() for fault in sql.faults(source)}
    for new in ("IF a <> b", "AND EXISTS", "(SELECT)", "THEN PERFORM 1;", "operation=A)", "operation=B)"):
        assert any(new in text for text in found), new
    assert all('"""IF this = that."""' in text for text in found)


# ---- A fault in what is imported already ----

TRIVIAL = b"""
def is_adult(age):
    return age >= 18

def names(people):
    return [name for name, age in people if is_adult(age)]
"""


def module_of(path: str) -> types.ModuleType:
    module = types.ModuleType("trivial")
    exec(compile(TRIVIAL, path, "exec"), module.__dict__)
    return module


def survives(fault: operators.Fault, looked_at: Mapping[int, bool], number: int) -> bool:
    path = f"trivial-{number}.py"
    module = module_of(path)
    held_elsewhere = module.is_adult
    assert exchange(path, TRIVIAL, fault.applied(TRIVIAL))
    return all(bool(held_elsewhere(age)) is expected for age, expected in looked_at.items())


def test_a_boundary_survives_tests_that_never_stand_on_it_and_no_others() -> None:
    faults = [fault for fault in operators.faults(TRIVIAL) if fault.scope == "is_adult"]
    assert {fault.kind for fault in faults} == {"comparison", "constant", "result"}
    loose = {fault.kind for number, fault in enumerate(faults) if survives(fault, {3: False, 40: True}, number)}
    assert loose == {"comparison", "constant"}
    strict = {
        fault.kind
        for number, fault in enumerate(faults)
        if survives(fault, {3: False, 17: False, 18: True}, 10 + number)
    }
    assert strict == set()


def test_functions_are_found_though_the_collector_was_told_to_leave_them_alone() -> None:
    path = "trivial-frozen.py"
    module = module_of(path)
    gc.freeze()
    try:
        assert exchange(path, TRIVIAL, TRIVIAL.replace(b">= 18", b">= 19"))
    finally:
        gc.freeze()
    assert not module.is_adult(18)


def test_what_stands_in_no_function_cannot_be_exchanged() -> None:
    module_of("trivial-module.py")
    assert not exchange("trivial-module.py", TRIVIAL, TRIVIAL + b"X = 1\n")


# ---- The draw ----


def test_the_same_faults_are_drawn_every_time_and_as_many_as_are_asked_for() -> None:
    area = next(area for area in AREAS if area.name == "versions")
    first = [mutant.key for mutant in drawn(area)]
    assert first == [mutant.key for mutant in drawn(area)]
    assert len(first) == len(set(first)) == area.draw


def test_four_hundred_are_drawn_and_money_and_the_verifier_are_whole() -> None:
    assert sum(area.draw for area in AREAS) == 400
    assert {area.name for area in AREAS if not area.draw} == {"money", "verifier"}
    assert all(list(area.files()) for area in AREAS), "an area without files"


def test_a_mutant_is_known_by_what_it_does_and_not_by_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.mutation.drawing.ROOT", tmp_path)
    area = Area("trivial", (), ())
    (tmp_path / "a.py").write_bytes(TRIVIAL)
    (tmp_path / "b.py").write_bytes(b"# one line more\n" + TRIVIAL)
    one, other = ([mutant.key for mutant in of_file(area, tmp_path / name)] for name in ("a.py", "b.py"))
    assert one == other


def test_the_statement_around_a_fault_is_the_smallest_one() -> None:
    source = b"def f():\n    if (a and\n            b):\n        c(d=1)\n"
    (fault,) = [each for each in operators.faults(source) if each.new == b"2"]
    assert _statement(source, Mutant("", "", "", fault)) == (4, 4, (1, 4))
    condition = next(each for each in operators.faults(source) if each.kind == "condition" and each.line == 3)
    assert _statement(source, Mutant("", "", "", condition)) == (2, 3, (1, 4))


def test_a_value_is_looked_at_by_tests_that_name_it_and_run_no_line_of_the_product() -> None:
    area = next(area for area in AREAS if area.name == "money")
    units = next(
        each for each in drawn(area) if b"UNITS = " in (ROOT / each.path).read_bytes().split(b"\n")[each.fault.line - 1]
    )
    naming, other = "tests/budgets/test_amounts_in_forms.py::test_a", "tests/budgets/test_locks.py::test_b"
    tests, at_import = Map({}, {naming: 0.1, other: 0.1}, []).tests_for(units)
    assert (tests, at_import) == ([naming], True)


# ---- What a run is worth ----

AREA = Area("trivial", (), ())
FAULT = operators.Fault("constant", "f", True, 1, 0, 1, b"2")


def outcome(word: str) -> Outcome:
    return Outcome(word, "", "child", 1, 0.1)


def worth(
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    outcomes: dict[str, str],
    listed: dict[str, report.Known],
) -> tuple[int, str]:
    monkeypatch.setattr(report, "known", lambda: listed)
    monkeypatch.setattr(report, "KEPT", tmp_path)
    mutants = [Mutant(key, "trivial", "manage.py", FAULT) for key in outcomes]
    code = report.told(
        [AREA], mutants, {key: outcome(word) for key, word in outcomes.items()}, [], {}, 60, is_whole=True
    )
    return code, capsys.readouterr().out


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    return lambda outcomes, listed: worth(capsys, monkeypatch, tmp_path, outcomes, {each.key: each for each in listed})


def test_all_killed_or_hung_is_a_pass(run: Any) -> None:
    assert run({"a": "killed", "b": "hung"}, [])[0] == 0


def test_a_run_without_mutants_fails(run: Any) -> None:
    code, said = run({}, [])
    assert code == 1
    assert "trivial: 0.0 % is less than 90" in said


def test_a_survivor_must_stand_on_the_list(run: Any) -> None:
    many = {str(number): "killed" for number in range(20)} | {"a": "survived"}
    assert run(many, [])[0] == 1
    assert run(many, [report.Known("a", "why")])[0] == 0


def test_what_the_list_holds_must_survive_and_be_there(run: Any) -> None:
    code, said = run({"a": "killed"}, [report.Known("a", "why")])
    assert (code, "on the list and killed" in said) == (1, True)
    code, said = run({"a": "killed"}, [report.Known("b", "why")])
    assert (code, "gone from the source or the draw: b" in said) == (1, True)


def test_less_than_nine_in_ten_is_a_failure_and_what_is_equivalent_does_not_count(run: Any) -> None:
    nine = {str(number): "killed" for number in range(9)}
    assert run(nine | {"a": "survived"}, [report.Known("a", "why")])[0] == 0
    eight = dict(list(nine.items())[:8]) | {"a": "survived"}
    assert run(eight, [report.Known("a", "why")])[0] == 1
    assert run(eight, [report.Known("a", "why", is_equivalent=True)])[0] == 0


# ---- The lists ----


def test_every_planted_fault_still_has_its_place_and_its_tests() -> None:
    faults = planted.faults()
    assert len(faults) >= 20
    assert len({fault.name for fault in faults}) == len(faults)
    for fault in faults:
        compile(fault.applied(), fault.path, "exec")
        assert all((ROOT / test.partition("::")[0]).is_file() for test in fault.tests), fault.name


def test_every_survivor_on_the_list_has_a_reason() -> None:
    assert all(each.reason.strip() for each in report.known().values())
