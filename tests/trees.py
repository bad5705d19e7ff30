"""The sources, each read and parsed once: several tests examine all of them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed module of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def package() -> dict[Path, tuple[ast.AST, ...]]:
    """Return all nodes of each module of the package, as `ast.walk` finds them."""
    return {path: tuple(ast.walk(tree(path))) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    """Return every call in the package, with its module, and the called expression as text."""
    return tuple(
        (path, node, ast.unparse(node.func))
        for path, nodes in package().items()
        for node in nodes
        if isinstance(node, ast.Call)
    )
