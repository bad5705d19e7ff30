"""What spares the tests time, and changes nothing of what they prove."""

import ctypes
import gc
import importlib
import os
import re
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

_MEMORY_STATUS = 9
"""SQLITE_CONFIG_MEMSTATUS (https://sqlite.org/c3ref/c_config_covering_index_scan.html)."""

_TRIM_THRESHOLD = -1
"""M_TRIM_THRESHOLD of mallopt(3)."""

_ALL_SLOW = re.compile(r"^pytestmark = (\[\n.*)?pytest\.mark\.(slow|long)\b", re.MULTILINE | re.DOTALL)


def keep_what_is_compiled() -> None:
    """Keep what Python compiles, whatever the machine says: else each of very many processes compiles all anew."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def count_no_memory() -> None:
    """Let SQLite not add up the memory that it uses, which nobody asks: a tenth of the time of a command."""
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(importlib.import_module("_sqlite3").__file__)
        library.sqlite3_shutdown()
        library.sqlite3_config(_MEMORY_STATUS, ctypes.c_int(0))
        library.sqlite3_initialize()
    sqlite3.connect(":memory:").close()


def keep_memory() -> None:
    """Let the C library keep the memory that each command gives back, which the next one asks for again."""
    with suppress(AttributeError, OSError, TypeError):  # other systems have other libraries
        ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, 2**30)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no file all of whose tests are slow or long, unless it is named, or such tests are asked for."""
    if config.option.markexpr != "not long and not slow" or collection_path.suffix != ".py":
        return None
    if any(Path(argument.partition("::")[0]).resolve() == collection_path for argument in config.args):
        return None
    return True if _ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each worker import files of its own first: in a new tree each would compile all, at the same time."""
    config = session.config
    worker = getattr(config, "workerinput", None)
    if worker is None or config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    files = sorted(ROOT.glob("tests/**/test_*.py"))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        if not pytest_ignore_collect(file, config):
            with suppress(Exception, pytest.skip.Exception):  # which are told of when the file is collected
                importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Leave what is there to the end, such as all tests, out of what Python searches for garbage again and again."""
    gc.collect()
    gc.freeze()
