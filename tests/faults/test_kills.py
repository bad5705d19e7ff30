"""Any writing command is killed at any moment, by SIGKILL, SIGTERM or SIGHUP: the next command cleans up."""

import random
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.faults.killing import Figures, left_over, stopped
from tests.faults.proof import halves
from tests.faults.screens import busy_ledger

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for one process"),
]

WORDS = [
    # What makes or replaces files is hurt most: it comes twice as often.
    *2 * ["export --all package", "backup new.db", "backup --to shelf --keep 1", "demo demo.db", "init --db first.db"],
    *2 * ["import --all package --db restored.db", "log --format xlsx -o log.xlsx", "export movements -o log.csv"],
    *2 * ["restore old.db --yes"],
    *2 * ["export --all new-package", "backup elsewhere/new.db", "export --all elsewhere/package"],
    "import places places.csv",
    "import shipments parcels.csv --received",
    "import places faulty.csv --rejects rejects.csv",
    "fix 3 --note changed",
    "booklet add X Title",
    "booklet edit THB --note changed",
    "clock fix 1 2001-01-01T00:00:00Z",
    "count london THB/lv=1 --date 2015-09-01",
    "fund add x Fund",
    "fund grant riga 2016 5",
    "handout london THB/lv=1 --date 2015-09-01",
    "kind add x Kind",
    "move bad london THB/lv=1 --date 2015-01-07",
    "place add x Name --kind other",
    "place close new",
    "place edit london --note changed",
    "place remove new",
    "print THB/lv 5",
    "receive 3",
    "redact 3",
    "request add london THB/lv=1",
    "request cancel 1",
    "return london THB/lv=1 --date 2015-09-01",
    "run edit THB/lv/1 --note changed",
    "seminar add x Name --date 2015-01-01",
    "ship london THB/lv=1 --received",
    "undo --command 20 --yes",
    "void 3 --reason r --yes",
    "void 7..11 --reason r --yes",
    "withdraw THB/lv/1 --reason r",
    "writeoff london THB/lv=1 --reason lost --date 2015-09-01",
]
SIGNALS = ("SIGKILL", "SIGTERM", "SIGHUP")
MANY = 400
"""The kills of the long form."""

OTHERS = ("shelf", "elsewhere", "tmp")
"""Folders that a command clears only when it writes there."""

JOURNAL = "tracker.db-journal"
"""The journal of a writer that was killed before it wrote to the file: it has nothing to roll back, and the next writer
removes it."""

NEXT = ("stock", "check", "ship london THB/lv=1 --date 2015-01-04", "log --format csv")
"""What comes next: most of it neither writes a file nor knows where the one before did."""


@dataclass
class Desk:
    """A folder with a ledger, and with what commands read and replace."""

    folder: Path
    clerk: Clerk
    figures: Figures

    def begin(self, blank: Path) -> None:
        """Clear the desk, and put everything in its place."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(blank, self.folder)

    def look(self, first: str) -> None:
        """Hold that the next command clears up, and that all there is is whole."""
        self.figures.counted["with something left"] += bool(left_over(self.folder))
        answer = self.clerk(*first.split())
        assert answer.code == 0 or "redact --finish" in answer.out, answer
        assert [name for name in left_over(self.folder) if name.split("/")[0] not in OTHERS] in ([], [JOURNAL])
        for folder in OTHERS:  # cleared by whatever is written there next
            self.clerk.does("log", "-o", self.folder / folder / "log.csv")
        assert left_over(self.folder) in ([], [JOURNAL])
        assert halves(self.clerk.db) == 0
        self.clerk.does(
            "place",
            "edit",
            "london",
            "--note",
            "The command was recorded, but then an error occurred. See 'tracker log'.",
        )
        assert not self.clerk.db.with_name(JOURNAL).exists()
        self.clerk.does("redact", "--finish")  # if it was stopped before that, check says so
        kept = self.folder.glob("*.before-restore*")
        for ledger in [*self.folder.glob("*.db"), *self.folder.glob("*/*.db"), *kept]:
            self.clerk.does("--db", ledger, "check")
            ledger.unlink()
        assert (self.folder / "package").is_dir(), "the package that was there is there, old or new"
        for package in [*self.folder.glob("*package"), *self.folder.glob("*/package")]:
            self.clerk.does("--db", self.folder / "again.db", "import", "--all", package)
            (self.folder / "again.db").unlink()
        for output in ("log.csv", "log.xlsx"):
            assert (self.folder / output).stat().st_size > 100


@pytest.fixture
def desk(tmp_path: Path, nobody: Clerk, request: pytest.FixtureRequest) -> Desk:
    """A desk on which nothing has happened yet."""
    clerk = Clerk(tmp_path / "desk" / "tracker.db", nobody.capture)
    return Desk(tmp_path / "desk", clerk, Figures(request.node.name))


@pytest.fixture
def blank(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a desk looks like before each command."""
    folder = tmp_path / "blank"
    for name in OTHERS:
        (folder / name).mkdir(parents=True)
    monkeypatch.setenv("TRACKER_DB", str(folder / "tracker.db"))
    (folder / "tracker.db").write_bytes(busy_ledger())
    (folder / "old.db").write_bytes(busy_ledger())
    desk.clerk.does("place", "add", "new", "New", "--kind", "other")
    desk.clerk.does("export", "--all", folder / "package")
    for output in ("log.csv", "log.xlsx"):
        desk.clerk.does("log", "-o", folder / output)
    lines = [f"p{number},Place {number},{{}},LV\n" for number in range(300)]
    for name, last in (("places", "school"), ("faulty", "no such kind")):
        rows = "".join(lines).format(*["school"] * 299, last)
        (folder / f"{name}.csv").write_text(f"code,name,kind,country\n{rows}", encoding="utf-8")
    parcels = "".join(f"2015-02-01,london,THB/lv,1,parcel {number}\n" for number in range(20))
    (folder / "parcels.csv").write_text(f"date,place,item,quantity,reference\n{parcels}", encoding="utf-8")
    monkeypatch.setenv("TRACKER_DB", str(desk.clerk.db))
    return folder


def turns(count: int) -> Iterator[tuple[str, str]]:
    """Yield so many commands, each with the signal that stops it; each meets every signal in the long run."""
    return islice(zip(cycle(WORDS), cycle([*SIGNALS, *SIGNALS[1:], SIGNALS[0], SIGNALS[0]]), strict=False), count)


@pytest.mark.parametrize("kills", [3, pytest.param(MANY, marks=pytest.mark.long)])
def test_whatever_is_stopped_the_next_command_clears_up(
    desk: Desk, blank: Path, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(kills)  # noqa: S311  (the same each time)
    takes: dict[str, float] = {}
    for words, name in turns(kills):
        if words not in takes:
            desk.begin(blank)
            whole = stopped(words.split(), desk.folder, 0, 0)
            assert whole.code == 0, (words, whole)
            takes[words] = whole.seconds
        desk.begin(blank)
        ended = stopped(words.split(), desk.folder, chance.uniform(0, takes[words]), getattr(signal, name))
        desk.figures.counted[name] += 1
        desk.figures.counted["done before that"] += ended.code == 0
        if name == "SIGKILL":
            assert ended.code in (0, -signal.SIGKILL), (words, ended)
        else:
            assert ended.code in (0, 130), (words, name, ended)
            assert ended.code == 0 or "Error: Interrupted; " in ended.err, (words, name, ended)
            desk.figures.counted["asked to end, with something left"] += bool(left_over(desk.folder))
        desk.look(chance.choice(NEXT))
    # Only a signal that comes while it clears up already can keep it from that.
    assert desk.figures.counted["asked to end, with something left"] <= kills / 20
    with capsys.disabled():
        sys.stdout.write(f"\n{desk.figures}\n")


@pytest.mark.parametrize(
    "words",
    [pytest.param(words, marks=[pytest.mark.long] * bool(at % 3)) for at, words in enumerate(dict.fromkeys(WORDS))],
)
def test_each_of_them_succeeds_if_nobody_stops_it(desk: Desk, blank: Path, words: str) -> None:
    """So that the long form does not find out late."""
    desk.begin(blank)
    ended = stopped(words.split(), desk.folder, 0, 0)
    assert ended.code == 0, (words, ended)
