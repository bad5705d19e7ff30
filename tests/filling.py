"""Where the program fills the fields of a message that it made elsewhere, and which messages these are.

A call such as `_FULL.given(path=path)` is followed back to the templates that `_FULL` may be: through names, imports,
dicts, alternatives, and what a function returns. What comes from an argument or an attribute is not followed.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.trees import PACKAGE, package, tree


class Filled(NamedTuple):
    """A call that makes a message, and the fields that it has got on its way from there."""

    maker: ast.Call
    fields: frozenset[str]


class Filling(NamedTuple):
    """A call of `given`: its place, the fields that it fills, and the messages; None if these are not known."""

    place: str
    fields: frozenset[str]
    messages: frozenset[Filled] | None


@cache
def fillings() -> tuple[Filling, ...]:
    """Return all of them; a field `**` stands for any."""
    return tuple(
        Filling(f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno}", _keywords(call), _messages(call, path, scope))
        for path in package()
        if path != PACKAGE / "messages.py"
        for call, scope in _calls_of_given(tree(path), None)
    )


MAKERS = "Message", "Plural"
Scope = ast.FunctionDef | None


def _calls_of_given(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.Call, Scope]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Call(ast.Attribute(_, "given"), [], _):
                yield child, scope
        yield from _calls_of_given(child, child if scope is None and isinstance(child, ast.FunctionDef) else scope)


def _keywords(call: ast.Call) -> frozenset[str]:
    return frozenset(word.arg or "**" for word in call.keywords)


class _Unknown(Exception):
    """It cannot be followed."""


def _messages(call: ast.Call, path: Path, scope: Scope) -> frozenset[Filled] | None:
    try:
        return frozenset(_followed(call, path, scope, ()))
    except _Unknown:
        return None


def _followed(node: ast.expr | None, path: Path, scope: Scope, passed: tuple[ast.AST, ...]) -> set[Filled]:
    """Return the messages that an expression may be. Raises _Unknown."""
    if node is None or node in passed:
        return set()
    passed = (*passed, node)
    match node:
        case ast.Constant(None):
            nodes: list[ast.expr | None] = []
        case ast.Call(ast.Name(name)) if name in MAKERS:
            return {Filled(node, _keywords(node))}
        case ast.Call(ast.Attribute(message, "given")):
            found = _followed(message, path, scope, passed)
            return {Filled(maker, fields | _keywords(node)) for maker, fields in found}
        case ast.Call(ast.Name(name)):
            path, function = _defined(path, name)
            if not isinstance(function, ast.FunctionDef):
                raise _Unknown
            scope = function
            nodes = [each.value for each in ast.walk(function) if isinstance(each, ast.Return)]
        case ast.IfExp(_, body, orelse):
            nodes = [body, orelse]
        case ast.BoolOp(ast.And(), values):
            nodes = [values[-1]]
        case ast.BoolOp(_, values) | ast.Dict(_, values) | ast.Tuple(values):
            nodes = [*values]
        case ast.NamedExpr(_, value) | ast.Subscript(value) | ast.Call(ast.Attribute(value, "get")):
            nodes = [value]
        case ast.Name(name):
            nodes = _assigned(name, scope)
            if not nodes:
                path, defined = _defined(path, name)
                if not isinstance(defined, ast.expr):
                    raise _Unknown
                scope, nodes = None, [defined]
        case _:
            raise _Unknown
    return set().union(*(_followed(each, path, scope, passed) for each in nodes))


def _assigned(name: str, scope: Scope) -> list[ast.expr | None]:
    """Return what a name may be within a function. Raises _Unknown if it is an argument."""
    if scope is None:
        return []
    if any(argument.arg == name for argument in (*scope.args.args, *scope.args.kwonlyargs)):
        raise _Unknown
    found: list[ast.expr | None] = []
    for node in ast.walk(scope):
        match node:
            case ast.Assign([target], value):
                found += _bound(name, target, value)
            case ast.AnnAssign(target, _, value) | ast.NamedExpr(target, value):
                found += _bound(name, target, value)
    return found


def _bound(name: str, target: ast.expr, value: ast.expr | None) -> Iterator[ast.expr]:
    """Yield what an assignment binds to a name."""
    match target, value:
        case ast.Name(bound), ast.expr() if bound == name:
            yield value
        case ast.Tuple(targets), ast.Tuple(values):
            for each, its in zip(targets, values, strict=True):
                yield from _bound(name, each, its)
        case ast.Tuple(), ast.IfExp(_, body, orelse):
            yield from _bound(name, target, body)
            yield from _bound(name, target, orelse)
        case ast.Tuple(targets), _ if any(isinstance(each, ast.Name) and each.id == name for each in targets):
            raise _Unknown


@cache
def _names(path: Path) -> dict[str, ast.AST]:
    """Return what the names of a module are: values, functions, imports."""
    found: dict[str, ast.AST] = {}
    for node in package()[path]:
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
    for node in tree(path).body:
        match node:
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
                found[name] = value
            case ast.FunctionDef(name):
                found[name] = node
    return found


def _defined(path: Path, name: str) -> tuple[Path, ast.AST | None]:
    """Return the module that a name of a module is defined in, and what it is there."""
    found = _names(path).get(name)
    if isinstance(found, ast.ImportFrom):
        (original,) = (alias.name for alias in found.names if (alias.asname or alias.name) == name)
        module = PACKAGE.parent.joinpath(*(found.module or "").split("."))
        for file in (module.with_suffix(".py"), module / "__init__.py"):
            if file in package():
                return file, _names(file).get(original)
        return path, None
    return path, found
