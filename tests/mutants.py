"""Small wrong changes to a program, one at a time: what `mutating` makes to see whether a test notices.

Python is changed by its syntax tree, and each mutant parses. SQL is changed by its words outside of comments and
texts: `<` becomes `<=`, AND becomes OR, a NOT goes, a condition goes, and so on.
"""

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Change(NamedTuple):
    """A piece of a text, from one character to another, and what it becomes."""

    start: int
    end: int
    after: str


@dataclass(frozen=True)
class Mutant:
    """A file with one change."""

    file: str
    line: int
    before: str
    """The changed lines as they are."""
    after: str
    """The changed lines as they become."""
    text: str
    """The whole file as it becomes."""


def mutants(root: Path, file: str) -> Iterator[Mutant]:
    """Yield every mutant of a file of the project, in the order of their places in it."""
    text = (root / file).read_text(encoding="utf-8")
    for start, end, after in sorted(set(_of_python(text) if file.endswith(".py") else _of_sql(text))):
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        before, changed = text[first:last], text[first:start] + after + text[end:last]
        line = text.count("\n", 0, start) + 1
        yield Mutant(file, line, " ".join(before.split()), " ".join(changed.split()), text[:start] + after + text[end:])


# Python -------------------------------------------------------------------------------------------------------

_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}
_ADDED: dict[type[ast.operator], ast.operator] = {ast.Add: ast.Sub(), ast.Sub: ast.Add()}
_EXTREMES = {"min": "max", "max": "min"}


def _of_python(text: str) -> Iterator[Change]:
    source, starts = text.encode(), [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    for node in _nodes(ast.parse(text)):
        for old, new in _changed(node):
            assert old.end_lineno is not None and old.end_col_offset is not None
            start = len(source[: starts[old.lineno - 1] + old.col_offset].decode())
            end = len(source[: starts[old.end_lineno - 1] + old.end_col_offset].decode())
            changed = Change(start, end, ast.unparse(new))
            ast.parse(text[:start] + changed.after + text[end:])
            yield changed


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that can be changed: none inside an f-string, whose positions are not exact, or an annotation."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name not in ("annotation", "returns") and not isinstance(tree, ast.JoinedStr):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child)


def _changed(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, ast.AST]]:
    """Yield what of a node could be otherwise, and how."""
    match node:
        case ast.Compare(left, [operator], comparators):
            yield node, ast.Compare(left, [_COMPARED[type(operator)]], comparators)
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            yield node, ast.BinOp(left, _ADDED[type(operator)], right)
        case ast.AugAssign(target, ast.Add() | ast.Sub() as operator, value):
            yield node, ast.AugAssign(target, _ADDED[type(operator)], value)
        case ast.BoolOp(operator, values):
            yield node, ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield node, operand
        case ast.Constant(0 | 1 as value) if type(value) is int:
            yield node, ast.Constant(1 - value)
        case ast.Call(ast.Name("min" | "max" as name), arguments, keywords):
            yield node, ast.Call(ast.Name(_EXTREMES[name]), arguments, keywords)
        case ast.Call(function, arguments, keywords):
            yield from ((node, ast.Call(function, swapped, keywords)) for swapped in _swapped(arguments))
        case ast.If(test) | ast.While(test) | ast.IfExp(test):
            yield from _negated(test)
        case ast.comprehension(ifs=tests):
            for test in tests:
                yield from _negated(test)


def _negated(test: ast.expr) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Yield the opposite of a condition, unless another change of it says the same."""
    match test:
        case ast.UnaryOp(ast.Not()) | ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn()]):
            pass
        case ast.Compare(ops=[ast.Is() | ast.IsNot()]):
            pass
        case _:
            yield test, ast.UnaryOp(ast.Not(), test)


def _swapped(arguments: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield the arguments with two neighbours of the same kind, such as two names, in each other's place."""
    for at, (one, other) in enumerate(itertools.pairwise(arguments)):
        alike = type(one) is type(other) and isinstance(one, (ast.Name, ast.Attribute, ast.Constant))
        if alike and "database" not in (ast.unparse(one), ast.unparse(other)):
            yield [*arguments[:at], other, one, *arguments[at + 2 :]]


# SQL ----------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*) | (?P<text>'(?:[^']|'')*'|"[^"]*") | (?P<parameter>:\w+) | (?P<number>\d[\w.]*)
      | (?P<word>[A-Za-z_]\w*(?:\.\w+)?) | (?P<sign><=|>=|<>|\|\||[^\s\w])""",
    re.VERBOSE,
)
_WORDS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "=": "<>",
    "<>": "=",
    "+": "-",
    "-": "+",
    "AND": "OR",
    "OR": "AND",
    "0": "1",
    "1": "0",
    "min": "max",
    "max": "min",
    "LEFT": "",
    "NOT": "",
    "DESC": "",
    "UNION ALL": "UNION",
    "UNION": "UNION ALL",
    "DISTINCT": "",
    "SELECT": "SELECT DISTINCT",
    "sum(": "sum(DISTINCT ",
    "count(": "count(DISTINCT ",
}
_ENDS_ORDER = {"LIMIT", "ROWS", "WHERE", "FROM", ";"}
_CONDITION = re.compile(r"^[ \t]*(AND|OR|WHERE)[ \t]+(.*)$", re.MULTILINE)


class _Token(NamedTuple):
    start: int
    end: int
    kind: str
    text: str


def _of_sql(text: str) -> Iterator[Change]:
    found = [_Token(*each.span(), str(each.lastgroup), each[0]) for each in _TOKEN.finditer(text)]
    tokens = [token for token in found if token.kind != "comment"]
    bare = list(text)
    for token in found:
        if token.kind in ("comment", "text"):
            bare[token.start : token.end] = " " * (token.end - token.start)
    yield from _words(tokens)
    yield from _shorter_orders(tokens)
    yield from _swaps(tokens)
    yield from _dropped_conditions("".join(bare))


def _words(tokens: list[_Token]) -> Iterator[Change]:
    """Yield the changes of single words and signs."""
    assigning = False
    for at, token in enumerate(tokens):
        before = [""] * 2 + [each.text for each in tokens[max(at - 2, 0) : at]]
        after = [each.text for each in tokens[at + 1 : at + 3]] + [""] * 2
        assigning = token.text == "SET" or (assigning and token.text not in ("WHERE", ";"))
        key = f"{token.text} {after[0]}" if (token.text, after[0]) == ("UNION", "ALL") else token.text
        key = f"{token.text}(" if key in ("sum", "count") and after[0] == "(" else key
        unary = not (before[-1] == ")" or re.fullmatch(r":?\w[\w.]*", before[-1])) or before[-1].isupper()
        skipped = (
            token.kind == "text"
            or key not in _WORDS
            or (key == "=" and assigning)
            or (key == "+" and unary)
            or (key == "AND" and before[-2] == "BETWEEN")
            or (key in ("min", "max") and after[0] != "(")
            or (key.endswith("(") and after[1] in ("DISTINCT", "*"))
            or (key == "SELECT" and (after[0] in ("DISTINCT", "RAISE", "1") or before[-2:] == ["IN", "("]))
            or (key == "1" and before[-1] == "SELECT")
        )
        if not skipped:
            end = tokens[at + 1].end if key != token.text else token.end
            yield Change(token.start, end, _WORDS[key])


def _shorter_orders(tokens: list[_Token]) -> Iterator[Change]:
    """Yield each ORDER BY without the last of its columns, which breaks ties."""
    for at in range(len(tokens) - 1):
        if (tokens[at].text, tokens[at + 1].text) != ("ORDER", "BY"):
            continue
        depth, comma, end = 0, None, tokens[at + 1].end
        for token in tokens[at + 2 :]:
            depth += (token.text == "(") - (token.text == ")")
            if depth < 0 or (depth == 0 and token.text in _ENDS_ORDER):
                break
            comma = token.start if token.text == "," and depth == 0 else comma
            end = token.end
        if comma is not None:
            yield Change(comma, end, "")


def _swaps(tokens: list[_Token]) -> Iterator[Change]:
    """Yield each call of a function with two arguments of the same kind in each other's place."""
    for at in range(1, len(tokens) - 4):
        opened, one, comma, other, closed = tokens[at : at + 5]
        if (opened.text, comma.text, closed.text) == ("(", ",", ")") and one.kind == other.kind != "sign":
            name = tokens[at - 1]
            if name.kind == "word" and name.text.islower() and name.text not in ("min", "max"):
                yield Change(one.start, other.end, f"{other.text}, {one.text}")


def _dropped_conditions(bare: str) -> Iterator[Change]:
    """Yield each line of a condition dropped, what it closes aside; of a WHERE with one line, the whole condition."""
    for line in _CONDITION.finditer(bare):
        depth, end = 0, line.end(2)
        for at in range(line.start(2), line.end(2)):
            depth += (bare[at] == "(") - (bare[at] == ")")
            if depth < 0 or bare[at] == ";":
                end = at
                break
        if depth <= 0:
            keyword = line[1] == "WHERE"
            yield Change(line.start(2) if keyword else line.start(1), end, "1" if keyword else "")
