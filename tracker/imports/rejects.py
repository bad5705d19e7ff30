"""The rows that were not taken, with their reasons: a file to mend and to import again."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from tracker.imports.headers import header_key
from tracker.imports.rows import named_columns, text_of
from tracker.model.formulas import disarm

REASON = "reason"
"""The column that says why; an import passes over it."""


_SAID = "reason: "
"""How a reason begins that stands outside its column."""


def write_rejects(stream: TextIO, header: Sequence[str], rejected: Iterable[tuple[Sequence[str], str]]) -> None:
    """Write the header as it was and `reason` after it, then each row's cells and its reason.

    A reason from an earlier import gives way to the new one. A row whose cells do not fit the
    header is written as it is, its reason after its own last cell, so that it is refused again
    until it is mended. Read again, every cell says what it said before.
    """
    width = len(named_columns(header))
    reasons = [at for at, name in enumerate(header[:width]) if header_key(name) == REASON]
    # All in quotes: csv would leave a lone CR bare when lines end in LF.
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def write(original: Sequence[str], reason: str) -> None:
        cells = [disarm(text_of(cell)) for cell in original]
        if width <= len(cells) <= len(header) and not any(cells[width:]):
            cells = [cell for at, cell in enumerate(cells[:width]) if at not in reasons]
            writer.writerow([*cells, disarm(reason)])
        else:
            kept = cells[:-1] if cells and cells[-1].startswith(_SAID) else cells
            writer.writerow([*kept, _SAID + reason])

    write(header, REASON)
    for original, reason in rejected:
        write(original, reason)
