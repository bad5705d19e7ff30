"""The command: `python -m tests.benchmarks [SECTION…] [--lines N]… [--rounds R]`."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from tests.benchmarks import importing, others, reports, sheets, start
from tests.benchmarks.room import Room, is_environment, machine, make_environment
from tests.benchmarks.table import Row, growth, markdown

MILLION = 1_000_000


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
    "others": Section(others.measure, 100_000),
}


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)), metavar="[SECTION]…")
@click.option(
    "--lines",
    default=[MILLION],
    show_default=True,
    multiple=True,
    type=click.IntRange(100),
    help="Of the sheet of shipments. Given more than once: at each, and a table of what grows from one to the next.",
)
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1), help="Of each comparison, at most.")
@click.option(
    "--venv",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="An environment with tracker in it [default: one is made, and it is installed there as a user does].",
)
def main(sections: tuple[str, ...], lines: tuple[int, ...], rounds: int, venv: Path | None) -> None:
    """Measure how fast it is, next to other programs, and print a table for each SECTION.

    SECTION is start, import, sheets, reports or others; without one, all of them. The long benchmark is

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
        click.echo(f"On {machine(environment)}")
        if min(lines) < MILLION:
            click.echo("The targets of imports and reports are those for a million lines.")
        room = Room(Path(folder), environment, 0, rounds)
        _print_all(room, dict.fromkeys(sections or SECTIONS), sorted(set(lines)))


def _print_all(room: Room, sections: Iterable[str], sizes: list[int]) -> None:
    """Measure the sections at each size, and print each table as soon as it is complete."""
    tables: dict[tuple[str, int], list[Row]] = {}
    for size in sizes:
        for section in sections:
            lines = min(size, SECTIONS[section].most)
            if (section, lines) not in tables:
                title = f"{section}, {lines:,} lines" if lines else section
                click.echo(f"{title} …", err=True)
                rows = tables[section, lines] = list(SECTIONS[section].measure(replace(room, lines=lines)))
                _print(title, markdown(rows))
    if len(sizes) > 1:
        grown = {
            f"{size:,}": [row for section in sections for row in tables.get((section, size), ())] for size in sizes
        }
        _print("growth, by the number of lines", growth(grown))


def _print(title: str, table: Iterable[str]) -> None:
    click.echo(f"\n### {title}\n")
    click.echo("\n".join(table))


if __name__ == "__main__":
    main()
