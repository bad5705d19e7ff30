"""Parsing a part of a workbook, but for its plain rows and texts, which are taken a run at a time."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from tracker.imports.workbook_plain import Plain

CHUNK = 1024**2

Take = Callable[[str], bool]
"""Takes a run of plain elements, and returns whether it did: else the run is parsed."""


class Skimmer:
    """Feeds a parser, but for runs of plain elements where these are elements and not, say, within a comment."""

    def __init__(self, takes: Mapping[Plain, Take]) -> None:
        """Have runs of these kinds taken."""
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartCdataSectionHandler = self._begin_cdata
        parser.EndCdataSectionHandler = self._end_cdata
        self._takes = takes
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._held = ""
        """What comes after the last tag that is complete."""
        self._fed, self._is_cdata, self._can_skim = 0, False, True

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._can_skim = self._can_skim and (encoding or "utf-8").casefold() == "utf-8"

    def _begin_cdata(self) -> None:
        self._is_cdata = True

    def _end_cdata(self) -> None:
        self._is_cdata = False

    @property
    def unparsed(self) -> int:
        """How many bytes of a tag, or whatever else has not ended yet, were fed."""
        return self._fed + len(self._held) - self.parser.CurrentByteIndex

    def feed(self, chunk: bytes) -> None:
        """Parse a further part of the bytes. Raises ExpatError when they are not well-formed."""
        if not self._can_skim:
            self._parse(chunk)
            return
        undecoded = self._decoder.getstate()[0]
        try:
            text = self._held + self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self._can_skim = False
            self._parse(self._held.encode() + undecoded + chunk)
            return
        end = text.rfind(">") + 1 if len(text) < 2 * CHUNK else len(text)
        self._held = text[end:]
        self._skim(text, end)

    def close(self) -> None:
        """Parse the rest. Raises ExpatError when it is not well-formed."""
        self._parse(self._held.encode() + self._decoder.getstate()[0])
        self.parser.Parse(b"", True)

    def _skim(self, text: str, end: int) -> None:
        parsed = 0
        for run, take in self._runs(text, end):
            self._parse(text[parsed : run.start()].encode())
            parsed = run.start()
            if self._is_between_elements and take(run.group()):
                parsed = run.end()
        self._parse(text[parsed:end].encode())

    def _runs(self, text: str, end: int) -> Iterator[tuple[re.Match[str], Take]]:
        """Yield the runs of plain elements of one kind: a part has no others."""
        for plain, take in self._takes.items():
            if plain.begins in text:
                return ((run, take) for run in plain.run.finditer(text, 0, end))
        return iter(())

    @property
    def _is_between_elements(self) -> bool:
        """Whether all that was fed is complete, and a tag may follow."""
        return self._can_skim and not self._is_cdata and self._fed == self.parser.CurrentByteIndex

    def _parse(self, piece: bytes) -> None:
        if piece:
            self._fed += len(piece)
            self.parser.Parse(piece, False)
