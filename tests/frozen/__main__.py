"""Write the file of this version."""

import base64
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.adapters import share_log
from tests.golden.ledgers import BEGUN, Desk
from tests.golden.office import Office
from tests.offices.everything import carry_out, record_everything
from tests.offices.plain_log import PlainLog
from tracker import __version__

FILE = Path(__file__).with_name(f"{__version__}.zip")
URL = "rqlite://riga@log"
PROFILED = "import handouts sheet.csv --map Datums=date --map Vieta=place --map Skaits=quantity --date-format %d.%m.%Y"
SHEET = "Datums;Vieta;item;Skaits\n12.02.2015;dublin;NEW/lv;1\n13.02.2015;dublin;NEW/lv;2\n"

EVENTS = f"""
place link dublin
place link dublin --renew
request add dublin NEW/lv=2 --note secret --key secret
redact --command LAST --yes
{PROFILED} --save-profile profile.toml
ship dublin NEW/lv=5 --date 2015-02-20 --ref last
backup --to .
export --all package
"""
"""Commands after `record_everything`: from the last redaction on, a copy keeps its batches."""


def freeze() -> None:
    """Write the file, which must not exist yet."""
    assert not FILE.exists(), f"{FILE} is there; delete it only if {__version__} is not released"
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        patched.setattr("tracker.reports.exports.__version__", __version__)
        log = PlainLog(office.folder / "log.sqlite")
        share_log(patched, log)
        (office.folder / "tracker.toml").write_text('public_url = "https://example.org"\n', encoding="utf-8")
        (office.folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
        for command in [*BEGUN.strip().splitlines(), f"share {URL}"]:
            office.does(command)
        desk: Any = Desk(office)
        record_everything(desk, office.folder)
        for command in EVENTS.strip().splitlines():
            carry_out(desk, command)
        number, id_, body = log.snapshot()
        log_rows = [(number, id_, "", body), *log.since(number)]
        lines = (json.dumps([*row, base64.b64encode(body).decode()]) for *row, body in log_rows)
        (office.folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        written = [office.folder / name for name in ("tracker.db", "log.jsonl", "sheet.csv", "profile.toml")]
        with zipfile.ZipFile(FILE, "x") as file:
            for path in [*written, *sorted((office.folder / "package").rglob("*.*"))]:
                name = zipfile.ZipInfo(path.relative_to(office.folder).as_posix())
                file.writestr(name, path.read_bytes(), zipfile.ZIP_LZMA)
        patched.undo()  # before the folder is removed


if __name__ == "__main__":
    freeze()
