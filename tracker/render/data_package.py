"""A data package: a folder of csv files, and `datapackage.json`, which describes them for programs."""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tracker.model.data_package import DESCRIPTOR, PROPERTY, Resource
from tracker.render.delimited import write_rows
from tracker.render.folders import replacing_folder

_PACKAGE_FILE = re.compile(r"(tables/)?[a-z_-]+\.csv", re.ASCII)


def write_package(
    resources: Iterable[Resource], folder: str, *, about: dict[str, Any], raw: bool, like: Path | None = None
) -> list[str]:
    """Write the resources as a Frictionless Data Package, and return the paths of its files.

    `about` describes the program, and goes into the descriptor under PROPERTY. The folder is written
    completely or not at all, and replaces an earlier package; new files get the permissions of the one that
    they are `like`: the ledger. Raises Refused if it holds anything else.
    """
    described = []
    with replacing_folder(folder, package_files, like) as draft:
        for resource in resources:
            path = draft / resource.path
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8", newline="\n") as file:
                write_rows(resource.table.exported(), file, delimiter=",", raw=raw)
            described.append(_described(resource, path))
        descriptor = {
            "profile": "tabular-data-package",
            "name": "tracker",
            "title": "A ledger of printed booklets: print runs, places, shipments and all that became of them",
            PROPERTY: {**about, "disarmed": not raw},
            "resources": described,
        }
        with (draft / DESCRIPTOR).open("w", encoding="utf-8", newline="\n") as file:
            json.dump(descriptor, file, ensure_ascii=False, indent=2)
            file.write("\n")
    return [resource["path"] for resource in described] + [DESCRIPTOR]


def package_files(folder: Path) -> set[str] | None:
    """Return the files of the package in a folder, None if it holds no package of this program."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        if PROPERTY not in descriptor:
            return None
        paths = [str(resource["path"]) for resource in descriptor["resources"]]
        # The descriptor may be forged: files with any other name were not written by this program, and must stay.
        return {DESCRIPTOR, *filter(_PACKAGE_FILE.fullmatch, paths)}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _described(resource: Resource, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": resource.path,
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": dict(resource.schema),
    }
