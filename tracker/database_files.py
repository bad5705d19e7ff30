"""The files of `tracker.db`, read by name."""

import os
from typing import Any


def content_of(name: str) -> str:
    """Return the text of a file, such as `views/stock.sql`. Raises OSError if there is none.

    `pkgutil.get_data` does the same, but takes longer to load than the file.
    """
    from tracker import db  # type: ignore[attr-defined]  # the folder db, as configured in pyproject.toml

    package: Any = db
    content: bytes = package.__loader__.get_data(os.path.join(os.path.dirname(package.__file__), name))
    return content.decode("utf-8").replace("\r\n", "\n")
