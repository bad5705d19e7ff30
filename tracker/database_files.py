"""The files of `tracker.db`, read by their names."""

import os
from typing import Any


def content_of(name: str) -> str:
    """Return the text of a file, such as `views/stock.sql`. Raises OSError if there is none.

    `pkgutil.get_data` does the same, in a zip archive too, but takes longer to load than what is read.
    """
    from tracker import db  # type: ignore[attr-defined]  # the folder db, says pyproject.toml

    package: Any = db
    content: bytes = package.__loader__.get_data(os.path.join(os.path.dirname(package.__file__), name))
    return content.decode("utf-8").replace("\r\n", "\n")
