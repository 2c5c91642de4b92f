"""Faults in the text of triggers: a guard turned round, a condition forgotten, a lock not taken, a column not compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.mutation.operators import Fault

# What stands there → what is written instead.
_REPLACED = (
    (r"IF NOT EXISTS", "IF EXISTS"), (r"AND NOT EXISTS", "AND EXISTS"), (r"AND EXISTS", "AND NOT EXISTS"), (r"IF NOT (?!EXISTS)", "IF "),
    (r"<>", "="), (r"(?<![:<>|])=(?![>])", "<>"), (r"NOT IN \(", "IN ("), (r"(?<!NOT )IN \(", "NOT IN ("),
    (r"IS DISTINCT FROM", "IS NOT DISTINCT FROM"), (r" FOR SHARE", ""), (r"\bAND NOT (?=[A-Za-z]+\.)", "AND "),
    (r"IS NOT NULL", "IS NULL"), (r"(?<!NOT )IS NULL", "IS NOT NULL"), (r"RAISE EXCEPTION '[^']*'(, [A-Z]+\.[a-z_]+)*", "PERFORM 1"),
    (r"RETURN (NEW|OLD)", "RETURN NULL"), (r"SELECT max\(", "SELECT min("),
)  # fmt: skip
_CONDITION = re.compile(
    r"AND (NOT )?[a-zA-Z_.]+ (=|<>|IS DISTINCT FROM|IS NOT) [A-Za-z_.']+|AND s\.cleared|AND NOT NEW\.imported|AND a\.of_superior"
)
_LISTED = re.compile(r"(?<=[(, ])(NEW\.[a-z_]+|'[a-z]+'|\('[a-z]+', '[a-z]+'\)), ")


def faults(source: bytes) -> list[Fault]:
    """In every string that is the function of a trigger or handed to what makes several of them, and in its operations."""
    tree = ast.parse(source)
    lines = [0]
    for line in source.split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Constant | ast.JoinedStr) and node is not getattr(function.body[0], "value", None):
                start, end = lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[operator]
                found += [
                    Fault(kind, function.name, False, source.count(b"\n", 0, at) + 1, at, to, new)
                    for kind, at, to, new in _in_text(source, start, end)
                ]
            if isinstance(node, ast.keyword) and node.arg == "operation" and isinstance(node.value, ast.BinOp):
                start, end = (
                    lines[node.value.lineno - 1] + node.value.col_offset,
                    lines[node.value.end_lineno - 1] + node.value.end_col_offset,
                )  # type: ignore[operator]
                for each in source[start:end].split(b" | "):
                    kept = b" | ".join(other for other in source[start:end].split(b" | ") if other != each)
                    found.append(Fault("operation", function.name, False, node.value.lineno, start, end, kept))
    unique = {(each.start, each.end, each.new): each for each in found}
    return sorted(unique.values(), key=lambda each: (each.start, each.end, each.new))


def _in_text(source: bytes, start: int, end: int) -> Iterator[tuple[str, int, int, bytes]]:
    text = source[start:end].decode()
    if not re.search(r"\b(IF|RAISE|SELECT|DISTINCT)\b", text):
        return

    def place(found: re.Match[str]) -> tuple[int, int]:
        return start + len(text[: found.start()].encode()), start + len(text[: found.end()].encode())

    for pattern, new in _REPLACED:
        for found in re.finditer(pattern, text):
            yield "guard", *place(found), new.encode()
    for found in _CONDITION.finditer(text):
        yield "condition", *place(found), b""
    for found in _LISTED.finditer(text):
        yield "element", *place(found), b""
