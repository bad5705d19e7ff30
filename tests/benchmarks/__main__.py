"""The command: `python -m tests.benchmarks [SECTION…] [--lines N]… [--rounds R]`."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import click

from tests.benchmarks import importing, others, pages, reports, sheets, start
from tests.benchmarks.room import ROOT, Room, is_environment, machine, make_environment
from tests.benchmarks.table import Row, growth, markdown

MILLION = 1_000_000

RESULTS = Path(__file__).with_name("RESULTS.md")

FOREWORD = """# Results

Written by `python -m tests.benchmarks {words}`.

Commands ran alternately with their baselines. Times are the median processor seconds of a command and its children, so
that other work of the machine matters little. Targets of imports and reports are those for a million lines.

{machine}"""


@dataclass(frozen=True)
class Section:
    """A table of results."""

    measure: Callable[[Room], Iterator[Row]]
    most: int
    """The maximum number of lines to measure; 0 if it does not depend on them."""


SECTIONS = {
    "start": Section(start.measure, 0),
    "import": Section(importing.measure, sys.maxsize),
    "sheets": Section(sheets.measure, 0),
    "reports": Section(reports.measure, sys.maxsize),
    "pages": Section(pages.measure, MILLION),
    "others": Section(others.measure, 100_000),
}


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)), metavar="[SECTION]…")
@click.option(
    "--lines",
    default=[10_000, 100_000, MILLION],
    show_default=True,
    multiple=True,
    type=click.IntRange(100),
    help="Lines of the sheet of shipments; repeat it to measure several sizes and their growth.",
)
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1), help="Of each comparison, at most.")
@click.option(
    "--venv",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="An environment with tracker in it [default: one is made, and it is installed there as a user does].",
)
@click.option(
    "-o",
    "--output",
    default=RESULTS,
    show_default=str(RESULTS.relative_to(ROOT)),
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write the tables to.",
)
def main(sections: tuple[str, ...], lines: tuple[int, ...], rounds: int, venv: Path | None, output: Path) -> None:
    """Measure the program next to others; print a table for each SECTION, and write all of them to a file.

    SECTION is start, import, sheets, reports, pages or others; without one, all of them. The long benchmark is

    \b
        python -m tests.benchmarks import reports --lines 1000000 --lines 10000000 --rounds 1

    All is made in a folder of TMPDIR, some 2 GB for a million lines and 12 GB for ten, and deleted.
    """
    if venv is not None and not is_environment(venv):
        raise click.UsageError(f"There is no tracker with sqlite-utils in {venv}.")
    for ended in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ended, lambda number, _: sys.exit(128 + number))  # so that the folder goes
    with tempfile.TemporaryDirectory(prefix="tracker-benchmarks-") as folder:
        os.environ["TMPDIR"] = folder  # so that what others make for a while goes with it
        environment = venv.resolve() if venv else Path(folder) / "venv"
        if venv is None:
            click.echo("An environment is made …", err=True)
            make_environment(environment)
        words = " ".join([*sections, *(f"--lines {each}" for each in lines), f"--rounds {rounds}"])
        room = Room(Path(folder), environment, 0, rounds)
        written = []
        foreword = FOREWORD.format(words=words, machine=f"On {machine(environment)}")
        for text in chain([foreword], _measured(room, dict.fromkeys(sections or SECTIONS), sorted(set(lines)))):
            click.echo(f"{text}\n")
            written.append(f"{text}\n")
        output.write_text("\n".join(written), encoding="utf-8")


def _measured(room: Room, sections: Iterable[str], sizes: list[int]) -> Iterator[str]:
    """Measure the sections at each size, and yield each table as soon as it is complete."""
    tables: dict[tuple[str, int], list[Row]] = {}
    for size in sizes:
        for section in sections:
            lines = min(size, SECTIONS[section].most)
            if (section, lines) not in tables:
                title = f"{section}, {lines:,} lines" if lines else section
                click.echo(f"{title} …", err=True)
                rows = tables[section, lines] = list(SECTIONS[section].measure(replace(room, lines=lines)))
                yield _titled(title, markdown(rows))
    if len(sizes) > 1:
        grown = {
            f"{size:,}": [row for section in sections for row in tables.get((section, size), ())] for size in sizes
        }
        yield _titled("growth, by the number of lines", growth(grown))


def _titled(title: str, table: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *table])


if __name__ == "__main__":
    main()
