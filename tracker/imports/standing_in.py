"""What stands for what a sheet does not say: `--date` for a date, and what was proposed for a quantity."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tracker.imports.headers import Matched

PROPOSED = "proposed"
"""The column that stands for the quantity of a sheet without one, whose rows of 0 are passed over."""

_DATES = ("date", "printed_on")


def dates_for(day: date | None, known: Iterable[str], date_formats: Sequence[str]) -> dict[str, str]:
    """Return what stands in empty cells of those of our columns that have the date of a row, as sheets write it."""
    if day is None:
        return {}
    written = next((date_format for date_format in date_formats if date_format.startswith("%Y-")), "%Y-%m-%d")
    return {name: day.strftime(written) for name in known if name in _DATES}


def with_standing_in(matched: Matched, defaults: Mapping[str, str], *, has_quantity: bool) -> Matched:
    """Return the columns of a sheet with those that stand for what it does not say.

    `has_quantity` says that other columns have its copies.
    """
    columns, positions = dict(matched.columns), dict(matched.positions)
    proposed, name = positions.pop(PROPOSED, None), columns.pop(PROPOSED, "")
    if proposed is not None and not has_quantity and "quantity" not in columns:
        columns["quantity"], positions["quantity"] = name, proposed
    constants = {column: text for column, text in defaults.items() if column not in columns}
    columns |= dict.fromkeys(constants, "--date")
    return matched._replace(columns=columns, positions=positions, constants=matched.constants | constants)
