"""Plain rows and texts of a workbook: those written as spreadsheet programs write them, which are looked at together.

A parser tells of each element by itself, which takes most of the time that a workbook takes. So runs of plain ones are
found in the text of a part and kept from the parser. They are well-formed, whatever stands around them, and what they
amount to is asked of the whole run.
"""

import re
from functools import cache
from itertools import islice
from operator import gt, lt
from typing import NamedTuple

_CHARACTERS = r"[^<>&\0-\x08\x0b-\x1f\ufffe\uffff]*+"
_TEXT = rf"{_CHARACTERS}(?:&(?:amp|lt|gt|quot|apos);{_CHARACTERS})*+"
_VALUE = r'"[^<>&"\0-\x1f\ufffe\uffff]*+"'
_ATTRIBUTE = re.compile(rf" ([A-Za-z_][\w:.-]*)={_VALUE}", re.ASCII)
_ATTRIBUTES = rf"(?a:(?: [A-Za-z_][\w:.-]*={_VALUE})*+)"

_STRING = rf'(?:<t(?: xml:space="preserve")?>{_TEXT}</t>|<t/>)'
_CELL = (
    r'<c r="[A-Z]{1,3}\N"(?: s="[0-9]{1,6}")?'
    r'(?:/>| t="s"><v>[0-9]{1,8}</v></c>'
    rf'|(?: t="(?:n|b|e|str)")?>(?:<f>{_TEXT}</f>)?<v>{_TEXT}</v></c>'
    rf'| t="inlineStr"><is>{_STRING}</is></c>)'
)
"""A cell in the row whose number is the group N."""

_STYLE = r' table:style-name="[\w. -]*+"'
_TYPE = (
    rf" office:value-type={_VALUE}(?: office:(?:value|date-value|time-value|boolean-value)={_VALUE})?"
    rf"(?: calcext:value-type={_VALUE})?"
)
_ODS_CELL = (
    rf"<table:table-cell(?:(?:{_STYLE})? ?/>|(?:(?:{_STYLE})?{_TYPE}|{_TYPE}{_STYLE}) ?"
    rf"(?:/>|>(?:<text:p>{_TEXT}</text:p>)*+</table:table-cell>))"
)


class Plain(NamedTuple):
    """A kind of plain elements."""

    begins: str
    """What each of them begins with."""
    run: re.Pattern[str]
    """Several of them, one after the other."""


def _plain(begins: str, rest: str) -> Plain:
    # The beginning is written out, as a search for what has no fixed one takes much longer.
    first, others = (rest.replace(r"\N", group) for group in (r"\1", r"\2"))
    return Plain(begins, re.compile(f"{begins}{first}(?:{begins}{others})*+"))


ROWS = _plain('<row r="', rf'([0-9]{{1,7}})"{_ATTRIBUTES}>(?:{_CELL})*+</row>')
ODS_ROWS = _plain("<table:table-row", rf"(?:{_STYLE})? ?>(?:{_ODS_CELL})*+</table:table-row>")
TEXTS = _plain("<si>", rf"{_STRING}</si>")
"""The rows of an xlsx and of an ods, and the texts that cells of an xlsx refer to."""

_ROW = re.compile(r'<row r="([0-9]+)"([^<>]*)>')
_COLUMN = re.compile(r'<(?:row|c r="([A-Z]+))')
_WITH_VALUE = re.compile(r'<c r="([A-Z]+)([0-9]+)"[^<>/]*>')
_SHARED = re.compile(r' t="s"><v>([0-9]+)')
_WITHIN_STRING = re.compile(r"<t[^<>]*>([^<]*)")
_BETWEEN_TAGS = re.compile(r">([^<]+)")
_ENTITY = re.compile(r"&[a-z]+;")

DEEPEST = 5
"""How deep the elements of plain ones are nested at most."""


class Extent(NamedTuple):
    """Where cells end: the last row and the last column, from 1; 0 without any."""

    row: int
    column: int


class PlainRows(NamedTuple):
    """What a run of rows amounts to."""

    first: int
    """The number of the first row, from 1; in an ods, where rows have none, always 1."""
    last: Extent
    """Of all cells in the last row."""
    values: Extent
    """Of all cells that have a value."""


@cache
def number_of(letters: str) -> int:
    """Return the number of a column, 1 for A; 0 for an empty name."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def plain_rows(run: str) -> PlainRows | None:
    """Return what a run of rows amounts to; None when rows or cells are not in order, or an attribute comes twice."""
    if run.startswith("<t"):
        return _ods_rows(run)
    numbers, attributes = zip(*_ROW.findall(run), strict=True)
    rows = list(map(int, numbers))
    columns = list(map(number_of, _COLUMN.findall(run)))
    ascending = sum(map(gt, islice(columns, 1, None), columns))
    if ascending + columns.count(0) != len(columns) or not all(map(lt, rows, islice(rows, 1, None))):
        return None
    if not all(map(_has_each_once, set(attributes))):
        return None
    valued = _WITH_VALUE.findall(run, run.rfind("<row", 0, run.rfind("</c>")))
    width = max(map(number_of, {letters for letters, _ in _WITH_VALUE.findall(run)}), default=0)
    last_valued = int(valued[-1][1]) if width else 0
    return PlainRows(rows[0], Extent(rows[-1], columns[-1]), Extent(last_valued, width))


def _has_each_once(attributes: str) -> bool:
    """Tell whether a row has no attribute twice, nor its number."""
    names = ["r", *_ATTRIBUTE.findall(attributes)]
    return len(names) == len(set(names))


def _ods_rows(run: str) -> PlainRows:
    rows = [row.split("<table:table-cell")[1:] for row in run.split("<table:table-row")[1:]]
    widths = list(map(_valued, rows))
    last_valued = max((number for number, width in enumerate(widths, 1) if width), default=0)
    return PlainRows(1, Extent(len(rows), len(rows[-1])), Extent(last_valued, max(widths)))


def _valued(cells: list[str]) -> int:
    """Return how many cells a row of an ods has up to the last that has a value."""
    valued = len(cells)
    while valued and " office:value-type=" not in cells[valued - 1].partition(">")[0]:
        valued -= 1
    return valued


def lengths_of(run: str) -> list[int]:
    """Return the lengths of a run of texts for cells to refer to, in letters."""
    return list(map(len, _WITHIN_STRING.findall(_without_entities(run))))


def shared_in(run: str) -> list[str]:
    """Return the numbers of the texts that the cells of a run refer to."""
    return _SHARED.findall(run)


def letters_in(run: str) -> int:
    """Return how many letters a run of rows holds, those of the numbers of texts too."""
    return sum(map(len, _BETWEEN_TAGS.findall(_without_entities(run))))


def _without_entities(run: str) -> str:
    """Return a text with one letter for each entity."""
    return _ENTITY.sub("_", run) if "&" in run else run
