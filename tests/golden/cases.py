"""The recorded cases: each golden file with the commands whose answers it holds."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.adapters import every_command
from tests.golden import histories, ledgers, odd_sheets
from tests.golden.office import FIELDS, Office
from tests.reports.tampering import HAPPENED, Bare, tamper
from tests.reports.tamperings import ALL

Make = Callable[[Path, pytest.MonkeyPatch], str]


class Golden(NamedTuple):
    """A recorded file: its name, and the function that produces its text."""

    name: str
    make: Make
    is_slow: bool = True


REPORTS = (
    "stock",
    "stock --by run",
    "stock --by place",
    "stock --by place --at 2012-12-31",
    "stock THB/lv --place london",
    "stock --low 1000",
    "shipments",
    "shipments --status in-transit",
    "shipments --to london --since 2014",
    "shipments --kind embassy --country IE",
    "log",
    "log --place london --type receive",
    "log --known-at 2026-01-01",
    "overview",
    "due",
    "due --days 10",
    "find riga",
    "find vēstniecība",
    "trace THB/lv/1",
    "trace THB/ru",
    "show 1",
    "show 10",
    "show 353",
    "report distribution",
    "report distribution --by quarter,country --columns item",
    "report distribution --by place --show received --since 2014",
    "report distribution --by fund,language",
    "report distribution --against 2026-01-01",
    "report coverage",
    "report coverage --kind embassy --kind library",
    "report evidence",
    "report evidence --by place",
    "report evidence --by kind --months 36 --at 2014-12-31",
    "why THB/lv --last 9",
    "why THB/lv available --at 2014-12-31 --last 3",
    "why THB/ru --place london",
    "report refill",
    "report refill --spread THB/lv=400",
    "report funding",
    "report grant riga",
    "report grant riga --year 2014",
    "report seminars",
    "report seminars --by year",
    "report seminars --by audience",
    "report runout",
    "report runout --lead 6 --months 12",
    "report value",
    "report value --by run",
    "report value --by fund",
    "booklet list",
    "place list",
    "place list --kind embassy",
    "place show london",
    "run list",
    "run show THB/lv/1",
    "kind list",
    "fund list",
    "seminar list",
    "request list",
    "request list --open",
    "level list",
    "info",
)
"""Queries of a ledger. New reports are added here."""

COLLIDED = (
    *("stock", "stock --by run", "stock --by place", "shipments", "report coverage", "report distribution"),
    *("trace THB/lv", "trace THB/ru", "trace THB/en", "trace THB/et", "report funding", "report seminars"),
    *("report seminars --by audience", "report distribution --by month,item,run,place,fund", "report runout"),
    *("report distribution --by fund --columns kind", "request list", "export places", "export booklets"),
    *("export grants", "export seminars", "export print-runs", "export levels"),
)
"""Queries of the ledger of collisions, each as of several days and as known at several moments."""

WHEN = (
    *("", "--at 2015-03-09", "--at 2015-03-10", "--at 2015-03-11", "--at 2015-03-31", "--at 2015-04-01"),
    *(f"--known-at 2026-11-29T10:{moment}Z" for moment in ("00:50", "01:04", "01:09", "01:15", "01:40", "02:00")),
    *("--at 2015-03-10 --known-at 2026-11-29T10:01:15Z", "--at 2015-03-31 --known-at 2026-11-29T10:01:50Z"),
)

EXPORTS = (
    *("booklets", "places", "print-runs", "entries", "movements", "shipments", "stock", "distribution", "funds"),
    *("grants", "seminars", "requests", "levels"),
)

CHARTS = ("stock --chart", "report distribution --chart", "overview --chart")

PAPERS = (
    "paper note 353 -o p.pdf",
    "paper note 10 --language lv -o p.pdf",
    "paper labels --kind embassy -o p.pdf",
    "paper letters THB/lv/1 --language ru -o p.pdf",
    "paper sheet count london -o p.pdf",
    "paper sheet request london --language lv -o p.pdf",
)

PAGES = (
    "/",
    "/stock",
    "/stock?by=run",
    "/stock?by=place&at=2014-12-31",
    "/shipments?status=in-transit",
    "/shipments?to=london&since=2014",
    "/places?kind=embassy",
    "/places/london",
    "/distribution",
    "/distribution?by=country&by=year&columns=language&show=received",
    "/coverage?kind=library",
    "/due",
    "/runout?lead=6&months=12",
    "/refill?spread=THB%2Flv%3D100&kind=embassy",
    "/funding",
    "/funds/riga",
    "/trace?of=THB/lv/1",
    "/log?place=london&type=receive",
    "/find?text=london",
    "/entries/10",
    "/entries/353",
    "/nowhere",
    "/stock?at=nonsense",
)

MESSAGES = (Path(__file__).parent / "messages.txt").read_text("utf-8").splitlines()
"""Commands of a clerk's day, including typos, run one after another on the sample."""


TALKS = (
    "talk ship -- london lv 100 '' P-77 DPD '' y n",
    "talk ship -- lond lv,ru 10 5 1.11.2026 - - 9.95 riga y y dublin lv 5 '' '' '' '' y <",
    "talk receive -- 354 342 15 '' '' yesterday '' y n",
    "talk count -- london '' 40 0 '' '' y n",
    "talk print -- THB/lv 500 '' '' '' '' '' y n",
    "talk handout -- london lv 5 '' '' '' y n",
    "talk return -- london all '' '' '' y n",
    "talk ship -- londn ? < lon lv 5 < 6 '' '' '' '' n",
    "talk void last -- mistake y",
)
"""Conversations: a command, and the clerk's answers."""


def goldens() -> Iterator[Golden]:
    """Yield every golden file."""
    for ledger in ("sample", "everything"):
        yield Golden(f"figures/{ledger}-csv", partial(_reports, ledger, "csv", most_lines=None))
        for form in ("json", "ndjson", "tsv", "markdown"):
            yield Golden(f"figures/{ledger}-{form}", partial(_reports, ledger, form))
    yield Golden("figures/collisions", _collisions)
    yield Golden("figures/exports", _exports)
    yield Golden("figures/files", _files)
    yield Golden("figures/screen-80", partial(_screens, FIELDS, 80))
    yield Golden("figures/screen-120", partial(_screens, FIELDS, 120))
    yield Golden("figures/messages", partial(_messages, FIELDS), is_slow=False)
    yield Golden("figures/talks", partial(_talks, FIELDS))
    yield Golden("figures/charts", partial(_charts, FIELDS))
    yield Golden("figures/pages", partial(_pages, FIELDS))
    yield Golden("figures/papers", partial(_papers, FIELDS))
    for language in ("en", "lv", "ru"):
        for columns in (80, 120):
            quick = (language, columns) == ("en", 80)
            yield Golden(f"words/help-{language}-{columns}", partial(_help, language, columns), not quick)
            yield Golden(f"words/screen-{language}-{columns}", partial(_screens, language, columns))
        yield Golden(f"words/topics-{language}", partial(_topics, language))
        yield Golden(f"words/messages-{language}", partial(_messages, language))
        yield Golden(f"words/talks-{language}", partial(_talks, language))
        yield Golden(f"words/charts-{language}", partial(_charts, language))
        yield Golden(f"words/pages-{language}", partial(_pages, language))
    yield Golden("words/papers", partial(_papers, "en"))
    yield Golden("words/tampered", _tampered)
    for subject in odd_sheets.SUBJECTS:
        yield Golden(
            f"figures/sheets-{subject}", partial(odd_sheets.imported, subject), subject not in odd_sheets.QUICK
        )
        yield Golden(f"words/sheets-{subject}", partial(odd_sheets.told, subject))
    for group in histories.GROUPS:
        yield Golden(f"figures/histories-{group}", partial(histories.lived, group))


def _office(ledger: str, folder: Path, patched: pytest.MonkeyPatch, **settings: object) -> Office:
    office = Office(folder, patched, **settings)  # type: ignore[arg-type]
    ledgers.make(ledger, folder / "tracker.db")
    return office


def _transcript(office: Office, commands: Iterator[str]) -> str:
    for command in commands:
        office.note(command)
    return office.transcript


def _reports(ledger: str, form: str, folder: Path, patched: pytest.MonkeyPatch, **settings: object) -> str:
    office = _office(ledger, folder, patched, **settings)
    return _transcript(office, (f"tracker {report} -f {form}" for report in REPORTS))


def _collisions(folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("collisions", folder, patched, most_lines=None)
    once = (f"{words} -f csv" for words in ("log", "export entries", "due", "find school", "find library", "fund list"))
    dated = (f"{report} {when} -f csv" for report in COLLIDED for when in WHEN)
    shown = (f"show {entry} -f json" for entry in (9, 11, 34, 49, 54, 55, 59))
    totals = "stock --by place --low 30", "shipments", "report value --by place", "check"
    return _transcript(office, (f"tracker {words}" for words in (*once, *dated, *shown, *totals)))


def _tampered(folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Return the findings of `check` for each tampered ledger."""
    office, told = Office(folder, patched, language="en"), list[str]()
    for command in (*ledgers.BEGUN.strip().splitlines(), *HAPPENED):
        office.does(command)
    sound = office.ledger.read_bytes()
    for name, statements in ALL.items():
        office.ledger.write_bytes(sound)
        tamper(office.ledger, *statements, covered=not isinstance(statements, Bare))
        code, out, _ = office.run(["check"])
        assert code == 1, name
        told += [f"# {name}", *sorted(out.decode().splitlines()), ""]  # SQLite decides in which order tables come
    return "\n".join(told)


def _screens(language: str, columns: int, folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, language=language, columns=columns, most_lines=100)
    return _transcript(office, (f"tracker {report}" for report in REPORTS))


def _exports(folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, most_lines=20)
    tables = [f"tracker export {table}{raw}" for table in EXPORTS for raw in ("", " --raw -f tsv", " -f json")]
    packages = ["tracker export --all package", "show package", "tracker export --all public --public", "show public"]
    return _transcript(office, iter([*tables, *packages]))


def _files(folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, most_lines=40)
    asked = [report for report in REPORTS if report.startswith(("stock", "report", "due", "place"))]
    for report in asked:
        for suffix in ("xlsx", "html"):
            office.note(f"tracker {report} -o f.{suffix}")
            office.note(f"show f.{suffix}")
    for report in ("stock", "report funding", "shipments --to london"):
        office.note(f"tracker {report} -o f.pdf")
        office.note("show f.pdf")
    return office.transcript


def _messages(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    return _transcript(_office("sample", folder, patched, language=language), iter(MESSAGES))


def _help(language: str, columns: int, folder: Path, patched: pytest.MonkeyPatch) -> str:
    most = None if columns == 80 else 0
    office = Office(folder, patched, language=language, columns=columns, most_lines=most)
    return _transcript(office, (f"tracker {words} -h" for words in every_command()))


def _topics(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = Office(folder, patched, language=language, most_lines=None if language == "en" else 0)
    _, listed, _ = office.run(["help"])
    names = [line.split()[0] for line in listed.decode().splitlines() if line.startswith("  ")]
    return _transcript(office, (f"tracker help {name}".rstrip() for name in ("", *names)))


def _charts(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, language=language, most_lines=60)
    for chart in CHARTS:
        office.note(f"tracker {chart}")
        office.note(f"tracker {chart} -o chart.svg")
        office.note("show chart.svg")
    return office.transcript


def _talks(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    return _transcript(_office("sample", folder, patched, language=language), iter(TALKS))


def _pages(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, language=language, most_lines=300)
    return _transcript(office, (f"page {address}" for address in PAGES))


def _papers(language: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    office = _office("sample", folder, patched, language=language)
    for paper in PAPERS:
        office.note(f"tracker {paper}")
        office.note("show p.pdf")
    return office.transcript
