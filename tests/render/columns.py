"""Columns of tables to be rendered."""

from tracker.model.table import Column, Kind


def columns(names: str, **kinds: Kind) -> tuple[Column, ...]:
    """Return columns from space-separated names; keyword arguments give the kinds of columns by name."""
    return tuple(Column(name, kinds.get(name, Kind.TEXT)) for name in names.split())
