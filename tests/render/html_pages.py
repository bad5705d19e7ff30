"""A page of tables, read back as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = ("meta", "!doctype", "link", "input")


@dataclass
class Read:
    """A table of a page."""

    title: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """The cells that need attention."""


class HtmlPage(HTMLParser):
    """The content of a page. All tags must be closed in order."""

    def __init__(self, text: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.tables: list[Read] = []
        self.texts: dict[str, list[str]] = {}
        """What stands directly in the elements of each name."""
        self.attributes: dict[str, set[str]] = {}
        """The values of each attribute on the page."""
        self._open: list[str] = []
        self._marked = False
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        self.texts.setdefault(tag, []).append("")
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "table":
            self.tables.append(Read((self.texts.get("h2") or self.texts["h1"])[-1]))
        elif tag == "tr" and "tbody" in self._open:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._cells().append("")
            self._marked = "alarm" in (dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        tag = self._open[-1]
        self.texts[tag][-1] += data
        if {"td", "th"} & set(self._open):
            self._cells()[-1] += data
            if self._marked:
                self.tables[-1].marked.append(data)

    def _cells(self) -> list[str]:
        table = self.tables[-1]
        if "thead" in self._open:
            return table.head
        return table.foot if "tfoot" in self._open else table.rows[-1]
