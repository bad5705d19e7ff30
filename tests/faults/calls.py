"""Every command with its arguments, so that each word and option can be replaced in turn."""

from collections.abc import Iterator

import click

from tests.adapters import cli
from tracker.cli.base import FileName

FILE = "nothing.csv"
"""The name of a file, which may be anything that the system accepts."""

CALLS = [
    "access add anna",
    "access list",
    "access revoke anna",
    "fix 3 --note n --dry-run",
    "booklet add X Title",
    "booklet edit THB --note n",
    "booklet list",
    "booklet remove XX",
    "check",
    "clock fix 2 2015-01-01 --dry-run",
    "count london THB/lv=1 --dry-run",
    "export booklets",
    "find THB",
    "fund add x Fund",
    "fund edit riga --name Fund",
    "fund grant riga 2016 5",
    "fund list",
    "fund remove xx",
    "fund ungrant 9",
    "handout london THB/lv=1 --dry-run",
    f"import places {FILE}",
    "inbox accept 9",
    "inbox add nobody",
    "inbox list",
    "inbox reject 9 --reason r",
    "info",
    "init",
    "kind add x Kind",
    "kind edit bad --name Kind",
    "kind list",
    "kind remove xx",
    "level list",
    "level remove london THB/lv",
    "level set london THB/lv=5:9 --dry-run",
    "log",
    "move london dublin THB/lv=1 --dry-run",
    "paper labels --place nowhere",
    "paper letters X/lv/1",
    "paper note 999",
    "paper sheet count nowhere",
    "place add x Name --kind other",
    "place close london",
    "place edit london --note n",
    "place link london --dry-run",
    "place list",
    "place remove xx",
    "place reopen london",
    "place show london",
    "print THB/lv 5 --dry-run",
    "receive 3 THB/lv=1 --dry-run",
    "redact 3 --dry-run",
    "region list",
    "region remove xx",
    "region set Latgale --inhabitants 5",
    "reinstate THB/lv/1",
    "report coverage --kind embassy",
    "report distribution",
    "report evidence",
    "report funding",
    "report grant riga",
    "report notice THB",
    "report reach",
    "report refill",
    "report reprint THB/lv",
    "report runout",
    "report seminars",
    "report value",
    "request add london THB/lv=1",
    "request cancel 9",
    "request edit 9 THB/lv=1",
    "request list",
    "return london THB/lv=1 --dry-run",
    "run edit THB/lv/1 --note n",
    "run list",
    "run show THB/lv/1",
    "seminar add x Name --date 2015-01-01",
    "seminar cancel xx",
    "seminar edit s1 --note n",
    "seminar list",
    "ship london THB/lv=1 --dry-run",
    "shipments",
    "show 1",
    "stock",
    "trace THB/lv",
    "undo --command 2",
    "void 3 --reason r",
    "why THB/lv --place london",
    "withdraw THB/lv/1 --reason r",
    "writeoff london THB/lv=1 --reason lost --dry-run",
]

NAMES_FILES = (
    *("backup", "demo", "completion", "due", "help", "join", "leave", "overview", "restore", "serve", "share", "sync"),
)
"""Commands that take only names of files, topics or addresses, or nothing."""


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


def poisonings(text: str) -> Iterator[list[str]]:
    """Every call with each of its words and options replaced in turn by a text."""
    known = dict(commands(cli))
    for call in CALLS:
        words = call.split()
        name = tuple(words[:2]) if tuple(words[:2]) in known else tuple(words[:1])
        for at in range(len(name), len(words)):
            if not words[at].startswith("--") and words[at] != FILE:
                yield [*words[:at], text, *words[at + 1 :]]
        for option in known[name].params:
            takes_text = not getattr(option, "is_flag", False) and not isinstance(option.type, click.Path | FileName)
            if isinstance(option, click.Option) and takes_text:
                yield [*words, option.opts[-1], text]
