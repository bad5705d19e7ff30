"""The sources of the house, each read and parsed once: several tests look through all of them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"


@cache
def tree(path: Path) -> ast.Module:
    """Return the module in that file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def package() -> dict[Path, tuple[ast.AST, ...]]:
    """Return everything that stands in each module of the package, as `ast.walk` finds it."""
    return {path: tuple(ast.walk(tree(path))) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    """Return every call in the package, with the module that it stands in, and what is called, as it is written."""
    return tuple(
        (path, node, ast.unparse(node.func))
        for path, nodes in package().items()
        for node in nodes
        if isinstance(node, ast.Call)
    )
