"""Compile the paper in a folder with typst, as a program of its own: an interrupt ends it at once.

``setting`` starts it; it reads a job as JSON from stdin and writes the PDF to stdout, or typst's error to stderr.
"""

import json
import sys
from pathlib import Path

TEMPLATE = "paper.typ"


def _main() -> None:
    import typst

    job = json.load(sys.stdin.buffer)
    try:
        pdf = typst.compile(
            str(Path(job["folder"]) / TEMPLATE),
            root=job["folder"],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
            format="pdf",
            timestamp=job["moment"],
            pdf_tags=job["tagged"],
        )
    except typst.TypstError as error:
        sys.exit(str(error).partition("\n")[0])
    assert isinstance(pdf, bytes)  # noqa: S101  (one PDF, not a page each)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    _main()
