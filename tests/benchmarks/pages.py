"""The cost of a page in the browser: processor seconds of the server for each request, on Linux, which reports them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import quantiles
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from click import ClickException

from tests.benchmarks.generator import ITEMS, PLACES
from tests.benchmarks.room import Room
from tests.benchmarks.table import Row
from tests.benchmarks.timing import clean_environment

PAGES = (
    "/",
    "/stock",
    "/stock?by=place",
    f"/places/{PLACES[0]}",
    "/places",
    "/shipments",
    f"/log?place={PLACES[0]}",
    "/entries/5",
    "/find?text=S0-0000123",
    f"/why?of={ITEMS[-1]}",
    "/due",
    "/coverage",
    "/refill",
    "/runout",
    "/funding",
    f"/trace?of={ITEMS[-1]}/1",
    "/inbox",
    "/ship",
    "/distribution",
)

_LIMIT = 0.3
_MOST = 1.0
_VISITS = 20
"""Of each page; a page whose first visit is over the limit is visited as often as there are rounds."""


def measure(room: Room) -> Iterator[Row]:
    """Yield a row for each page: the 95th percentile of its visits, and the slowest page."""
    if not Path("/proc/self/stat").exists():
        yield Row("processor time of a server: not known on this system", None)
        return
    slowest: tuple[float, str] = (0.0, "")
    with _served(room, room.received(room.lines)) as (process, browser, address):
        browser.open(f"{address}/", timeout=600).read()  # loads what is loaded once
        for page in PAGES:
            took = [_visit(process, browser, address + page)]
            took += [_visit(process, browser, address + page) for _ in range(_visits(took[0], room.rounds))]
            slowest = max(slowest, (max(took), page))
            percentile = quantiles(took, n=20, method="inclusive")[-1]
            yield Row(f"`{page}`, 95th percentile", percentile, "the limit", _LIMIT, 1, len(took))
    yield Row(f"the slowest visit, of `{slowest[1]}`", slowest[0], "the limit", _MOST, 1)


def _visits(first: float, rounds: int) -> int:
    return _VISITS - 1 if first <= _LIMIT else max(rounds - 1, 1)


@contextmanager
def _served(room: Room, ledger: Path) -> Iterator[tuple[int, OpenerDirector, str]]:
    """Serve a ledger; yield the server's process, a browser that was let in, and the address."""
    process = subprocess.Popen(
        [str(room.program("tracker")), "serve", "--write", "--port", "0"],
        env=clean_environment() | {"TRACKER_DB": str(ledger), "TRACKER_CLERK": "anna", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"(http://\S+:[0-9]+)/\?token=\S+", line):
                browser = build_opener(HTTPCookieProcessor(CookieJar()))
                browser.open(found[0], timeout=60).read()
                yield process.pid, browser, found[1]
                break
        else:
            raise ClickException("The page does not start.")
    finally:
        process.terminate()
        process.wait()


def _visit(process: int, browser: OpenerDirector, address: str) -> float:
    """Return the processor seconds that a page takes."""
    before = _seconds(process)
    browser.open(address, timeout=600).read()
    return _seconds(process) - before


def _seconds(process: int) -> float:
    """Return the processor seconds of a process so far, to a hundredth."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
