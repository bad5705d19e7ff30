"""Imports the program and collects the default tests where Python lacks what only POSIX systems have.

The command: `python -m tests.as_windows [OPTIONS OF PYTEST]`. The modules of the program and of the tests import other
modules `os`, `signal`, `sys` and so on; libraries, such as pytest, import the real ones. No test is run.
"""

import builtins
import importlib
import os
import pkgutil
import sys
from types import ModuleType
from typing import Any

import pytest

import tracker
from tests.one_system import CALLS, MODULES, WINDOWS

OURS = ("tracker", "tests", "conftest")


class _Limited(ModuleType):
    """A module without the names that Windows does not have."""

    def __init__(self, module: ModuleType, **changed: object) -> None:
        super().__init__(module.__name__)
        self.__dict__.update(changed)
        self.__module = module

    def __getattr__(self, name: str) -> Any:
        if f"{self.__name__}.{name}" in CALLS - WINDOWS:
            raise AttributeError(f"Windows has no {self.__name__}.{name}")
        return getattr(self.__module, name)


_SEEN: dict[str, ModuleType] = {
    **{name: ModuleType(name) for name in MODULES & WINDOWS},
    **{name: _Limited(importlib.import_module(name)) for name in ("asyncio", "select", "signal", "socket", "time")},
    "os": _Limited(os, name="nt"),
    "sys": _Limited(sys, platform="win32"),
}

_import = builtins.__import__


def _import_as_windows(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:  # noqa: A002
    if level == 0 and (globals or {}).get("__name__", "").partition(".")[0] in OURS:
        if name in MODULES - WINDOWS:
            raise ModuleNotFoundError(f"Windows has no module {name}", name=name)
        if name in _SEEN:
            return _SEEN[name]
    return _import(name, globals, locals, fromlist, level)


def main(options: list[str]) -> int:
    """Import and collect; return the exit code of pytest."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "tracker"]:
        del sys.modules[name]
    builtins.__import__ = _import_as_windows
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        importlib.import_module(module.name)
    return pytest.main(["--collect-only", "-n", "0", "-p", "no:cacheprovider", *options])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
