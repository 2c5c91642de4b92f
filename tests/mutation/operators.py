"""The faults that are planted: each is one replacement in the text of a source file.

They are those that people make: a boundary by one, a condition dropped, a step or a lock forgotten, a filter or an argument left
out, a wrong sign. Words on screen are left alone: no figure hangs on them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

# name → what stands there instead
_SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"),
}  # fmt: skip
# Without these there is no program at all, so that their loss tells nothing of the tests.
_BEARING = {
    "property", "staticmethod", "classmethod", "dataclass", "contextmanager", "abstractmethod", "overload", "rule", "fixture",
    "cached_property", "total_ordering", "runtime_checkable",
}  # fmt: skip
# Arguments that say what a type is, not what a program does.
_TYPING = {"frozen", "slots", "bound", "covariant", "contravariant"}
# Links of a chain that may be left out: what is before them is a value of the same kind.
_LINKS = {
    "filter", "exclude", "order_by", "distinct", "select_for_update", "strip", "rstrip", "lstrip", "replace", "translate",
    "removesuffix", "removeprefix", "upper", "lower", "quantize",
}  # fmt: skip
LEAST_NAMES = 5  # fewer names side by side are a record, of which each place means another thing
_WORDS = re.compile("[\u3000-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Fault:
    """One replacement, in bytes of the source.

    kind      which of the operators it comes from
    scope     the qualified name of the function or class it stands in; empty in the module itself
    is_inner  whether it stands in the body of a function, so that it takes effect when that is called, or is met at the import
    line      of its beginning, from 1
    """

    kind: str
    scope: str
    is_inner: bool
    line: int
    start: int
    end: int
    new: bytes

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new + source[self.end :]


def faults(source: bytes) -> list[Fault]:
    """Every fault that can be planted in a Python source, in the order of the text. A few of them do not compile."""
    found = {(each.start, each.end, each.new): each for each in _Walk(source).faults()}
    return sorted(found.values(), key=lambda each: (each.start, each.end, each.new))


class _Walk:
    """The tree of a source with, for each node, its place in the bytes and what it stands in."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.tree = ast.parse(source)
        starts, at = [0], 0
        for line in source.split(b"\n"):
            at += len(line) + 1
            starts.append(at)
        self.starts = starts

    def faults(self) -> Iterator[Fault]:
        for node, scope, is_inner in self._nodes(self.tree, (), False):
            for kind, start, end, new in self._of(node):
                if self.source[start:end] != new:
                    yield Fault(
                        kind, ".".join(scope), is_inner, self.source.count(b"\n", 0, start) + 1, start, end, new
                    )

    def _nodes(
        self, node: ast.AST, scope: tuple[str, ...], is_inner: bool
    ) -> Iterator[tuple[ast.AST, tuple[str, ...], bool]]:
        """Annotations, literal types, variables of types and docstrings are no part of what a program does."""
        is_type = (isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal") or (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeVar"
        )
        is_typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        is_export = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"  # no star imports here
        if isinstance(node, ast.JoinedStr) or is_type or is_typing or is_export:
            return
        yield node, scope, is_inner
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "type_params"}:
                continue
            if isinstance(node, ast.keyword) and node.arg in _TYPING:
                continue
            is_body = name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            inside = (
                (*scope, node.name) if isinstance(node, ast.FunctionDef | ast.ClassDef) and name == "body" else scope
            )
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from self._nodes(each, inside, is_inner or is_body)

    # ---- Places ----

    def _at(self, node: ast.AST) -> tuple[int, int]:
        return (
            self.starts[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
            self.starts[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
        )

    def _text(self, node: ast.AST) -> bytes:
        start, end = self._at(node)
        return self.source[start:end]

    def _between(self, one: ast.AST, other: ast.AST, word: str) -> tuple[int, int] | None:
        """Where an operator stands between its operands: comments and brackets may stand there, too."""
        start, end = self._at(one)[1], self._at(other)[0]
        pattern = r"\s+".join(rf"\b{part}\b" if part.isalpha() else re.escape(part) for part in word.split())
        gap = re.sub(rb"#[^\n]*", lambda found: b" " * len(found[0]), self.source[start:end])
        found = re.search(pattern.encode(), gap)
        return (start + found.start(), start + found.end()) if found else None

    # ---- Operators ----

    def _of(self, node: ast.AST) -> Iterator[tuple[str, int, int, bytes]]:
        match node:
            case ast.Compare():
                for one, operator, other in zip(
                    [node.left, *node.comparators], node.ops, node.comparators, strict=False
                ):
                    yield from self._swapped("comparison", one, operator, other)
            case ast.BinOp():
                yield from self._swapped("arithmetic", node.left, node.op, node.right)
            case ast.AugAssign() if type(node.op) in _SWAPS:
                old, new = _SWAPS[type(node.op)]
                if place := self._between(node.target, node.value, f"{old}="):
                    yield "arithmetic", *place, f"{new}=".encode()
            case ast.BoolOp():
                yield from self._conditions(node)
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                yield "negation", *self._at(node), b"(" + self._text(operand) + b")"
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                for value in (b"True", b"False") if not isinstance(node, ast.While) else (b"False",):
                    yield "condition", *self._at(test), value
            case ast.comprehension(ifs=ifs):
                for test in ifs:
                    yield "filter", *self._at(test), b"True"
            case ast.Constant():
                yield from self._constant(node)
            case ast.Call():
                yield from self._call(node)
            case ast.FunctionDef() | ast.ClassDef():
                yield from self._decorators(node)
            case ast.With(items=[ast.withitem(context_expr=what, optional_vars=None)]):
                yield "block", *self._at(what), b"__import__('contextlib').nullcontext()"
            case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and not value.value):
                yield "result", *self._at(value), b"None"
            case ast.Raise() | ast.Delete() | ast.Continue():
                yield "step", *self._at(node), b"pass"
            case ast.Break():
                yield "step", *self._at(node), b"continue"
            case ast.Expr(value=ast.Call()):
                yield "step", *self._at(node), b"pass"
            case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
                yield "step", *self._at(node), b"yield from ()"
            case ast.Dict() | ast.Set() | ast.Tuple() | ast.List() if len(elements := _elements(node)) > 1:
                yield from self._elements(node, elements)

    def _swapped(
        self, kind: str, one: ast.AST, operator: ast.AST, other: ast.AST
    ) -> Iterator[tuple[str, int, int, bytes]]:
        if type(operator) in _SWAPS:
            old, new = _SWAPS[type(operator)]
            if place := self._between(one, other, old):
                yield kind, *place, new.encode()

    def _conditions(self, node: ast.BoolOp) -> Iterator[tuple[str, int, int, bytes]]:
        """One condition of several forgotten; and for or."""
        neutral = b"True" if isinstance(node.op, ast.And) else b"False"
        for value in node.values:
            yield "condition", *self._at(value), neutral
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        start, end = self._at(node)
        text = new.join(f" ({self._text(value).decode()}) " for value in node.values)
        yield f"{old} for {new}", start, end, f"({text})".encode()

    def _constant(self, node: ast.Constant) -> Iterator[tuple[str, int, int, bytes]]:
        start, end = self._at(node)
        match node.value:
            case True | False:
                yield "constant", start, end, str(not node.value).encode()
            case int():
                yield "constant", start, end, str(node.value + 1).encode()

    def _call(self, node: ast.Call) -> Iterator[tuple[str, int, int, bytes]]:
        match node:
            case ast.Call(func=ast.Name("Decimal"), args=[ast.Constant(str() as digits) as number]) if re.fullmatch(
                r"[0-9.]+", digits
            ):
                yield "constant", *self._at(number), f'"{digits[:-1]}{(int(digits[-1]) + 1) % 10}"'.encode()
            case ast.Call(func=ast.Attribute(value=before, attr=name)) if name in _LINKS and not _is_class(before):
                yield "link", *self._at(node), b"(" + self._text(before) + b")"
        for keyword in node.keywords:
            is_words = any(
                isinstance(each, ast.Constant) and _WORDS.search(str(each.value)) for each in ast.walk(keyword.value)
            )
            if keyword.arg and not is_words and keyword.arg not in _TYPING:
                yield from self._without("argument", keyword)
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude"}:
            for argument in node.args:
                yield from self._without("argument", argument)

    def _without(self, kind: str, node: ast.AST) -> Iterator[tuple[str, int, int, bytes]]:
        yield from self._gone(kind, *self._at(node))

    def _gone(self, kind: str, start: int, end: int) -> Iterator[tuple[str, int, int, bytes]]:
        """An element with the comma behind it; the last one with the comma before it."""
        if behind := re.match(rb"\s*(#[^\n]*\n\s*)*,", self.source[end:]):
            yield kind, start, end + behind.end(), b""
        elif before := re.search(rb",\s*$", self.source[:start]):
            yield kind, before.start(), end, b""
        else:
            yield kind, start, end, b""

    def _elements(
        self, node: ast.AST, elements: list[tuple[ast.AST, ast.AST]]
    ) -> Iterator[tuple[str, int, int, bytes]]:
        """One of several forgotten. Not where they are names that are bound, and not words."""
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return
        for first, last in elements:
            start, end = self._at(first)[0], self._at(last)[1]
            if _WORDS.search(self.source[start:end].decode()) and not isinstance(node, ast.Dict):
                continue
            if isinstance(node, ast.Tuple):  # one that is left alone needs its comma
                others = [self._text(each) for each, _ in elements if each is not first]
                yield "element", *self._at(node), b"(" + b", ".join(others) + b",)"
            else:
                yield from self._gone("element", start, end)

    def _decorators(self, node: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[str, int, int, bytes]]:
        for each in node.decorator_list:
            name = ast.unparse(each.func if isinstance(each, ast.Call) else each).rpartition(".")[2]
            if name not in _BEARING:
                start, end = self._at(each)
                yield "decorator", start, end, b"(lambda same: same)"


def _elements(node: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
    """First and last node of each element; of a tuple only where it is a list of things and not a record of different ones."""
    if isinstance(node, ast.Dict):
        return [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
    values = node.elts  # type: ignore[attr-defined]
    alike = {type(value) for value in values}
    is_list = alike in ({ast.Constant}, {ast.Attribute}) or (alike == {ast.Name} and len(values) >= LEAST_NAMES)
    return [(value, value) for value in values] if is_list else []


def _is_class(node: ast.AST) -> bool:
    """re.strip … : a module or a class, which is no value of the kind."""
    return isinstance(node, ast.Name) and (node.id[:1].isupper() or node.id in {"re", "dataclasses"})
