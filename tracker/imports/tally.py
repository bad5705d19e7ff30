"""The lines of a file when several rows were made of each, as of a wide sheet, and what became of them."""

from collections.abc import Iterable

from tracker.imports.rows import Sheet, SourceRow


def counted(
    sheet: Sheet, recorded: Iterable[int], skipped: Iterable[int], rejected: Iterable[SourceRow]
) -> tuple[int, int]:
    """Return how many lines were recorded, and how many skipped, given the numbers of the rows that were.

    None of a line's rows may be rejected; it is recorded if one of them is.
    """
    width = sheet.numbering.width
    refused = {row.line // width for row in rejected}
    made = {number // width for number in recorded} - refused
    return len(made), len({number // width for number in skipped} - refused - made)


def rejected_cells(sheet: Sheet, rejected: Iterable[SourceRow]) -> dict[int, tuple[str, ...]]:
    """Return the cells of the lines that were rejected, by their numbers before they became several, in their order.

    Of a wide line the cells whose copies were recorded or skipped are empty. A total that is wrong is left out.
    """
    width = sheet.numbering.width
    rows = {row.line: row for row in rejected}
    found = {fault.line // width: original for fault, original in sheet.faults if not fault.is_total}
    found |= {row.line // width: row.original for row in rows.values()}
    for row in sheet.rows if width > 1 else ():
        line = row.line // width
        if line in found and row.line not in rows:
            at = row.layout.positions["quantity"]
            found[line] = (*found[line][:at], "", *found[line][at + 1 :])
    return dict(sorted(found.items()))
