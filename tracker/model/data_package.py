"""A data package: tables as files, each with a description that programs can read (Frictionless v1)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.model.table import Table


class Resource(NamedTuple):
    """One table of a package, and the file it is written to."""

    path: str
    """Relative to the package folder, with "/" as separator."""
    table: Table
    schema: Mapping[str, Any]
    """Its fields, keys and references, as a Table Schema."""
    description: str

    @property
    def name(self) -> str:
        """The path without its suffix, which is unique in the package."""
        return self.path.removesuffix(".csv")


DESCRIPTOR = "datapackage.json"
"""The file that describes a package."""

PROPERTY = "tracker"
"""The descriptor property that identifies packages written by this program."""
