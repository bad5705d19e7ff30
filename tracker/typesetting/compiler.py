"""Compile one paper with typst, in a process that sees one folder and ends when it exceeds its limits.

``setting`` starts it as a program; it reads a job as JSON from stdin and answers on stdout with a line of JSON followed
by the PDF. The system limits its time and memory where it can.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

TEMPLATE = "paper.typ"

_USUAL = re.compile(r"[\x20-\x7e\xa0-\u017f\u0400-\u045f\u2010-\u2014\u2018-\u201e\u2022\u2026\u20ac\u2192\ufffd]*")
"""Characters that typst's fonts certainly contain: those of the three languages, and punctuation."""

_PROBE = """\
#set document(title: "probe", date: datetime(year: 2000, month: 1, day: 1))
#for letter in json(bytes(sys.inputs.letters)) [#letter *#letter* ]
"""

_LACKING = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}", re.ASCII)


def limit(seconds: int, megabytes: int) -> None:
    """Limit the processor time and memory of this process, as far as the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def lacking(texts: Iterable[str], folder: Path) -> list[str]:
    """Return the characters of the texts that no typst font has, sorted.

    typst silently draws them as boxes; only for an archive (PDF/A) does it report them.
    """
    rare = sorted({letter for text in texts if not _USUAL.fullmatch(text) for letter in text})
    rare = [letter for letter in rare if not _USUAL.fullmatch(letter)]
    if not rare:
        return []
    import typst

    probe = folder / "probe.typ"
    probe.write_text(_PROBE, encoding="utf-8", newline="\n")
    try:
        typst.compile(
            str(probe),
            root=str(folder),
            ignore_system_fonts=True,
            sys_inputs={"letters": json.dumps(rare)},
            pdf_standards="a-2u",
            timestamp=0,
        )
    except typst.TypstError as error:
        named = {_ESCAPED.sub(lambda each: chr(int(each[1], 16)), text) for text in _LACKING.findall(error.diagnostic)}
        return [letter for letter in rare if any(letter in text for text in named)]
    finally:
        probe.unlink()
    return []


def texts_of(data: Any) -> Iterable[str]:
    """Yield all strings in nested data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts_of(value)


def without(data: Any, letters: Mapping[int, str]) -> Any:
    """Return nested data with these characters replaced in all strings."""
    if isinstance(data, str):
        return data.translate(letters)
    if isinstance(data, dict):
        return {name: without(value, letters) for name, value in data.items()}
    return [without(value, letters) for value in data] if isinstance(data, list) else data


def compiled(job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the report on a job, and the PDF; if typst refuses it, the error and no PDF.

    The report includes the value with the label that the job asks for.
    """
    import typst

    folder = Path(job["folder"])
    data = job["data"]
    letters = lacking(set(texts_of(data)), folder)
    if letters:
        data = without(data, {ord(letter): "\ufffd" for letter in letters})
    compiler = typst.Compiler(
        input=str(folder / TEMPLATE),
        root=str(folder),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        pdf = compiler.compile(format="pdf", timestamp=job["moment"], pdf_tags=job["tagged"])
    except typst.TypstError as error:
        return {"error": str(error).partition("\n")[0]}, b""
    assert isinstance(pdf, bytes)  # noqa: S101  (one PDF, not a page each)
    return {"lacking": letters}, pdf


def _main() -> None:
    job = json.load(sys.stdin.buffer)
    limit(job["seconds"], job["megabytes"])
    output, pdf = compiled(job)
    sys.stdout.buffer.write(json.dumps(output).encode() + b"\n" + pdf)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main()
