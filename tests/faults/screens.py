"""A terminal of 80 columns, and texts that would control it if they could."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import closing, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.adapters import run
from tests.faults.crew import ROOT

STEERING = {
    "colour": "\x1b[31m",
    "C1 colour": "\x9b31m",
    "a link": "\x1b]8;;https://evil.example\x07",
    "the clipboard": "\x1b]52;c;ZXZpbA==\x1b\\",
    "the title": "\x9d0;evil\x9c",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "a mark": "\u200f",
    "line": "\n",
    "carriage return": "\r",
    "line separator": "\u2028",
    "next line": "\x85",
    "tab": "\t",
    "bell": "\x07",
    "delete": "\x7f",
    "nothing": "\0",
    "half a pair": "\ud800",
    "a byte that is no letter": "\udcff",
}
"""Forbidden characters: refused on entry, and harmless if another program wrote them."""

LITERAL = [
    "[bold red]x[/]",
    "[link=https://evil.example]x[/link]",
    "[/]",
    ":smile: :warning:",
    "a\\[b]\\",
    "%s %(x)s {0} ${HOME} `id`",
    "**x** <b>x</b> | y &amp;",
    "שלום עולם",
    "مرحبا",
    "👩👩👧 नमस्ते",
    "Z\u0351\u036b\u0343a\u0337l\u0322go\u0489",
    "'; DROP TABLE place; --",
    "Cilvēku tirdzniecības novēršana",
    "Предотвращение торговли людьми",
]
"""Text that looks like more than text."""

POISON = "[bold red]x[/] :smile: " + "".join(f"{text}," for text in STEERING.values() if text.isascii())
POISON += "\x9b31m \x9d0;evil\x9c \u202e \u2066 \u200f \u2028 \x85"

OURS = re.compile(r"\x1b\[(?:[012]|1;31|38;[0-9;]+)?m|\x1b\[\?25[hl]|\x1b\[1?A|\x1b\[2?K|\r(?=\n)")
"""The sequences that rich sends: bold, dim, bold red, and the cursor movements of a bar."""

_STEERS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_RUN_ALL = """
import json, sys
from tests.adapters import run
from tracker.render.streams import use_utf8
use_utf8()
for words in json.load(open(sys.argv[1], encoding="utf-8")):
    print(">>>", *map(ascii, words), flush=True)
    run(words)
    sys.stdout.flush()
"""


def on_a_screen(
    db: Path, commands: Iterable[Iterable[object]], term: str = "dumb", answers: str = "", program: Path | None = None
) -> str:
    """Run the commands one after another at a terminal of 80 columns, and return everything sent to it.

    `program` is the folder of another copy of the program.
    """
    import pty
    import termios

    script = db.with_name("commands.json")
    script.write_text(json.dumps([[str(word) for word in words] for words in commands]), encoding="utf-8")
    controller, terminal = pty.openpty()
    settings = termios.tcgetattr(terminal)
    settings[3] &= ~termios.ECHO  # what is typed is not ours
    termios.tcsetattr(terminal, termios.TCSANOW, settings)
    running = subprocess.Popen(
        [sys.executable, "-c", _RUN_ALL, str(script)],
        cwd=program,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TRACKER_DB": str(db),
            "TERM": term,
            "COLUMNS": "80",
            "LINES": "40",
        },
    )
    os.close(terminal)
    os.write(controller, answers.encode("utf-8", "surrogateescape"))
    screen: list[bytes] = []
    threading.Thread(target=_read_all, args=(controller, screen)).start()
    assert running.wait(timeout=60) == 0, b"".join(screen)
    script.unlink()
    return b"".join(screen).decode("utf-8")


def _read_all(controller: int, screen: list[bytes]) -> None:
    with os.fdopen(controller, "rb", buffering=0) as stream:
        try:
            while chunk := stream.read(65536):
                screen.append(chunk)
        except OSError:
            pass  # Linux says so when the program has left its terminal


def steering_in(screen: str) -> dict[str, str]:
    """Return the commands whose answers contain control sequences, other than ours, with the first line."""
    found: dict[str, str] = {}
    command = ""
    for line in OURS.sub("", screen.replace("\r\n", "\n")).split("\n"):
        command = line if line.startswith(">>> ") else command
        if not all(map(_is_harmless, line)):
            found.setdefault(command, ascii(line))
    return found


def _is_harmless(character: str) -> bool:
    """Return whether a terminal only displays the text; tabs separate the cells of tsv."""
    return character == "\t" or (character >= " " and not _STEERS.match(character))


@cache
def busy_ledger() -> bytes:
    """Return a ledger with rows in every table, and a `bad` code in each table with codes."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        db = Path(folder) / "tracker.db"
        for words in BUSY:
            assert run([*words.split(), "--db", str(db), "--clerk", "anna"]) == 0
        return db.read_bytes()


BUSY = (
    "init --store store",
    "booklet add THB Title --note n",
    "booklet add BAD Title",
    "kind add bad Kind",
    "fund add riga Fund",
    "fund add bad Fund",
    "fund grant riga 2015 100 --purpose p",
    "place add london London --kind embassy --country GB --city c --address a --contact c --email e --phone p",
    "place add bad Bad --kind bad --note n",
    "seminar add s1 Seminar --date 2015-01-05 --audience people=60 --fund riga --cost 5 --note n",
    "print THB/lv 100 --date 2015-01-01 --cost 10 --fund riga --printer p --isbn i --ref r --note n",
    "print BAD/lv 100 --date 2015-01-01 --fund bad",
    "ship london THB/lv=10 BAD/lv=5 --date 2015-01-02 --carrier c --ref r --note n",
    "receive 3 THB/lv=4 BAD/lv=1 --date 2015-01-03 --ref r",
    "ship bad THB/lv=10 BAD/lv=5 --date 2015-01-02 --received --ref r2",
    "handout bad THB/lv=1 --date 2015-01-04",
    "writeoff bad BAD/lv=1 --date 2015-01-04 --reason lost",
    "count bad THB/lv=7 BAD/lv=9 --date 2015-01-05",
    "return bad THB/lv=1 --date 2015-01-06",
    "handout bad BAD/lv=1 --date 2015-01-06 --note n",
    "void 10 --reason r",
    "request add london THB/lv=5 --note n",
    "request add bad BAD/lv=5 --note n",
    "request add bad BAD/lv=6",
    "request cancel 3 --note n",
    "withdraw BAD/lv/1 --reason r",
    "place add gone Gone --kind other",
    "place close gone --date 2015-01-06 --note n",
)


def poison(db: Path) -> None:
    """Write control sequences into every text of the ledger by SQL, as another program could."""
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for _, column, kind, _, _, _, hidden in connection.execute(f"PRAGMA table_xinfo({table})").fetchall():
                kept = table in _KEPT_TABLES or column in _KEPT or (table, column) == _ONE_OF_FOUR
                if kind == "TEXT" and not hidden and not kept:
                    connection.execute(f"UPDATE {table} SET {column} = {column} || ?", (POISON,))
        for table, column in _CODES:
            replaced = f"replace(replace({column}, 'BAD', 'BAD' || ?), 'bad', 'bad' || ?)"
            connection.execute(f"UPDATE {table} SET {column} = {replaced}", (POISON, POISON))
        for _, sql in triggers:
            connection.execute(sql)


_KEPT_TABLES = {"_sqlite_migrations", "language", "country", "setting", "balance"}
_KEPT = {"code", "recorded_at", "booklet", "item", "kind", "country", "fund", "language", "date", "type", "currency"}
_ONE_OF_FOUR = ("entry", "reason")
_CODES = [
    *(("booklet", "code"), ("item", "booklet"), ("print_run", "item"), ("request_line", "item")),
    *(("count_line", "item"), ("kind", "code"), ("level", "item"), ("place_detail", "kind"), ("place", "code")),
    *(("fund", "code"), ("run_share", "fund"), ("funding_grant", "fund"), ("seminar", "fund")),
]
