"""Writing the rejected rows, with their reasons, to a file that can be corrected and imported again."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from tracker.imports.headers import header_key
from tracker.imports.rows import named_columns, text_of
from tracker.model.formulas import disarm

REASON = "reason"
"""The column with the reason; an import ignores it."""

_PREFIX = "reason: "
"""The prefix of a reason that is not in its column."""


def write_rejects(stream: TextIO, header: Sequence[str], rejected: Iterable[tuple[Sequence[str], str]]) -> None:
    """Write the header followed by `reason`, then the cells of each row followed by its reason.

    A reason from an earlier import is replaced. A row that does not match the header is written as it
    is, its reason after its last cell, so that it is rejected again until it is corrected. Reading the
    file again gives the same text for every cell.
    """
    width = len(named_columns(header))
    reasons = [index for index, name in enumerate(header[:width]) if header_key(name) == REASON]
    # Every cell is quoted: csv does not quote a lone CR when lines end in LF.
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def write(original: Sequence[str], reason: str) -> None:
        cells = [disarm(text_of(cell)) for cell in original]
        if width <= len(cells) <= len(header) and not any(cells[width:]):
            cells = [cell for index, cell in enumerate(cells[:width]) if index not in reasons]
            writer.writerow([*cells, disarm(reason)])
        else:
            kept = cells[:-1] if cells and cells[-1].startswith(_PREFIX) else cells
            writer.writerow([*kept, _PREFIX + reason])

    write(header, REASON)
    for original, reason in rejected:
        write(original, reason)
