"""What readers download is the parts of the verifier joined to one file that a bare Python runs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from budgets.statements import identities
from disclosure.publication import verification
from disclosure.publication.verification.joined import PARTS, NotForReaders, join, program


def joined(*parts: str) -> str:
    return join(
        [f'"""Part {number}."""\n\nfrom __future__ import annotations\n\n{part}' for number, part in enumerate(parts)]
    )


def defined(text: str) -> list[str]:
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def test_every_part_is_in_it_once_and_whole() -> None:
    text = verification.program()
    parts = [path.read_text(encoding="utf-8") for path in PARTS]
    assert defined(text) == [name for part in parts for name in defined(part)]
    assert text.startswith('#!/usr/bin/env python3\n"""Proves published disclosures')
    assert all(identity.words in text for identity in identities.PRINTED)


def test_it_imports_what_every_python_has_and_nothing_of_ours() -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(verification.program()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert "hashlib" in imported
    assert {module.partition(".")[0] for module in imported} <= set(sys.stdlib_module_names)


def test_a_bare_python_runs_it(tmp_path: Path) -> None:
    (tmp_path / "verify.py").write_text(verification.program(), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "verify.py", "nowhere"]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (2, "没有 nowhere 这个文件夹或文件\n", "")


def test_the_page_serves_it(client: Any, db: None) -> None:
    assert client.get("/verify.py").content.decode() == verification.program()


def test_names_that_several_parts_import_stand_once_at_the_top() -> None:
    text = joined(
        "import json\nfrom typing import Any\n\nA: Any = json",
        "import json\nfrom typing import Final\n\nB: Final = json",
    )
    assert [line for line in text.splitlines() if "import" in line] == [
        "from __future__ import annotations",
        "import json",
        "from typing import Any, Final",
    ]
    assert [line for line in text.splitlines() if "= json" in line] == ["A: Any = json", "B: Final = json"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("from django.db import models", "a reader does not have it"),
        ("import msgspec", "a reader does not have it"),
        ("from budgets.money import plain", "a reader does not have it"),
        ("import json as j", "another name"),
        ("def later():\n    import json", "inside a block"),
        ("if True:\n    import json", "inside a block"),
    ],
)
def test_what_a_reader_could_not_run_is_refused(part: str, why: str) -> None:
    with pytest.raises(NotForReaders, match=why):
        joined("A = 1", part)


@pytest.mark.parametrize("again", ["A = 2", "A: int = 2", "def A(): ...", "class A: ..."])
def test_two_parts_that_give_one_name_to_two_things_are_refused(again: str) -> None:
    with pytest.raises(NotForReaders, match="two parts define A"):
        joined("A = 1", again)


FIRST = '''"""The first. What it is."""

import json
A = json

print("between")
'''
SECOND = """B: int = 2
B.x: int = 3


import sys

C = (
    4,
)
"""
LAST = '''"""The whole.

How to run it.
"""

from typing import (
    Any,
    Final,
)
D: Any = 5
'''
WHOLE = '''#!/usr/bin/env python3
"""The whole.

How to run it.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

# ---- The first ----


A = json

print("between")


# ----  ----


B: int = 2
B.x: int = 3



C = (
    4,
)


# ---- The command ----


D: Any = 5
'''


def test_each_part_stands_under_its_head_without_its_imports_and_with_every_other_line() -> None:
    """A part without a head begins with its first statement, and what follows an import at once stays."""
    assert join([FIRST, SECOND, LAST]) == WHOLE


def test_the_program_is_joined_once_from_files_in_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on a computer that takes files for GBK where nothing is said."""
    whole = verification.program()
    assert verification.program() is whole
    program.cache_clear()
    monkeypatch.setattr(Path, "read_text", in_utf_8)
    assert program() == whole


def in_utf_8(path: Path, encoding: str = "gbk") -> str:
    return path.read_bytes().decode(encoding)
