"""Check that every skipped test was skipped for a reason listed in skips.toml, and was run by another pass if it must.

Takes the reports of all passes, as written by pytest --junitxml. Prints nothing if all is well.
"""

import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

REASONS = tomllib.loads(Path(__file__).with_name("skips.toml").read_text(encoding="utf-8"))
NEED_NOT = tuple(REASONS["nobody need run them"])
LISTED = (*REASONS["another pass runs them"], *NEED_NOT)


def main(reports: list[str]) -> str | None:
    """Return the skips that are not allowed, a line each, or None."""
    skipped: dict[str, str] = {}
    ran: set[str] = set()
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            name = f"{case.get('classname')}.{case.get('name')}"
            if (skip := case.find("skipped")) is None:
                ran.add(name)
            else:
                skipped[name] = skip.get("message", "")
    wrong = [f"{name} was skipped ({why})" for name, why in skipped.items() if not why.startswith(LISTED)]
    wrong += [
        f"{name} was never run" for name, why in skipped.items() if name not in ran and not why.startswith(NEED_NOT)
    ]
    return "\n".join(sorted(wrong)) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
