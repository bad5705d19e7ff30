"""Answers from places: copies received, counted or requested, and the line in which a place writes them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import dropwhile
from typing import NamedTuple

from tracker.errors import AmbiguousName, TrackerError, UnknownName, WrongQuantity, WrongUsage
from tracker.messages import either
from tracker.model.codes import short_code
from tracker.model.quantities import Line, parse_quantity
from tracker.model.text import without_unseen

ARRIVED, COUNTED, WANTED = "arrived", "counted", "wanted"

WAITING, ACCEPTED, REJECTED = "waiting", "accepted", "rejected"

USUAL_DAYS = 90
"""The number of days for which name and message of a settled answer are kept."""


class AnswerLine(NamedTuple):
    """A quantity of an item received with a shipment, counted, or requested, perhaps by a day."""

    what: str
    item: str
    quantity: int
    shipment: int | None = None
    needed: str | None = None
    replaced_by: int | None = None
    """The later answer of the same place about the same subject."""

    @property
    def subject(self) -> tuple[str, int | None, str]:
        """The subject: only the last answer about each subject is pending."""
        return self.what, self.shipment, self.item

    @property
    def about(self) -> str:
        """The subject as a correction names it: 354-G or counted."""
        return self.what if self.shipment is None else short_code(self.shipment)


class NewAnswer(NamedTuple):
    """An answer of a place, not yet stored."""

    key: str
    """The key that identifies repeats of the same answer."""
    place: str
    lines: tuple[AnswerLine, ...]
    name: str | None = None
    words: str | None = None
    """The message to the office."""


AnswerName = tuple[int, str]
"""The number of an answer and a mark of its content, because each office numbers the answers of its inbox."""


def answer_name(number: int, key: str, place: str, received_at: str) -> AnswerName:
    """Return the name of the answer that arrived with this key."""
    return number, sha256(f"{place} {received_at} {key}".encode()).hexdigest()[:8]


class Answer(NamedTuple):
    """An answer in the inbox."""

    number: int
    key: str
    place: str
    received_at: str
    day: date
    lines: tuple[AnswerLine, ...]
    name: str | None
    words: str | None
    status: str
    note: str | None
    """The reason for rejecting it."""
    is_replaced: bool
    """Whether a later answer replaced any of it."""
    turn: int
    """The number of times its command was undone, plus one."""

    @property
    def identity(self) -> AnswerName:
        """The name of the answer among those of all offices."""
        return answer_name(self.number, self.key, self.place, self.received_at)

    @property
    def open_lines(self) -> tuple[AnswerLine, ...]:
        """The lines that no later answer replaced."""
        return tuple(line for line in self.lines if line.replaced_by is None)

    def first(self, shipment: int | None, others: Sequence["Answer"]) -> "Answer":
        """Return the first report of a receipt: this answer, or one of the `others` that it corrects."""
        if shipment is None:
            return self
        mine = shipment, self.number
        before = [each for each in others if any((line.shipment, line.replaced_by) == mine for line in each.lines)]
        return min((each.first(shipment, others) for each in before), key=lambda each: each.number, default=self)

    def rank(self, shipment: int | None, others: Sequence["Answer"]) -> tuple[int, bool]:
        """Return the rank in time of its receipt of a shipment, or of its count: a count includes what came before."""
        return self.first(shipment, others).number, shipment is None


# The short code of a place, such as london-K, and the line that begins with it or with the short code of a shipment.


_WEIGHTS = 1, 3, 5, 7, 9, 11, 15, 17, 19, 21, 23, 25


def squashed(code: str) -> str:
    """Return a code in lower case, without dashes and spaces."""
    return "".join(letter for letter in code.casefold() if letter.isascii() and letter.isalnum())


def place_code(code: str) -> str:
    """Return the short code of a place: its code, and a check letter.

    Any one wrong letter or digit changes the check letter: the weights are coprime to 26.
    """
    values = (int(letter) + 11 if letter.isdigit() else ord(letter) - ord("a") for letter in squashed(code))
    total = sum(value * _WEIGHTS[at % len(_WEIGHTS)] for at, value in enumerate(values))
    return f"{code}-{chr(ord('A') + total % 26)}"


class AnswerCorrection(NamedTuple):
    """A clerk's correction of a quantity in an answer."""

    about: str
    """A kind of line (arrived, counted, wanted), or a shipment's short code; may be empty for an item named once."""
    line: Line


class AwaitedParcel(NamedTuple):
    """A shipment in transit, with the item of each line of its delivery note."""

    shipment: int
    place: str
    day: str
    noted: tuple[str, ...]
    items: Mapping[str, int]
    """The copies in transit of each item."""


class Answerable(NamedTuple):
    """The shipments, places and items that answers can be about."""

    parcels: Mapping[int, AwaitedParcel]
    places: Mapping[str, str]
    """The codes of places, by squashed code."""
    items: Sequence[str]
    replaced: Mapping[int, int]
    """The shipment to the same place that replaced each replaced one, whose code is on paper."""


_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SAME_LETTERS = str.maketrans("авекмнорстху", "abekmhopctxy")
"""Latin letters that have look-alikes on a Russian keyboard."""

_TOKEN = re.compile(r"[^\W_]+")
_ALL = frozenset(
    [
        *("ok", "okay", "all", "everything has arrived", "received", "viss", "viss saņemts", "viss ir saņemts", "visi"),
        *("saņemts", "ок", "все", "всё", "все получено", "всё получено", "получено"),
    ]
)
_PAIR = re.compile(
    r"(?=[\d./-]*[^\W\d_])(\w[\w./-]*?)(?:\s*[=:]\s*|\s+)(\d{1,3}(?:[ \u202f]\d{3})+(?!\d)|\d+)(?=[\s,;.]|$)[\s,;.]*"
)
_NUMBERS = re.compile(r"\d+(?:[\s,;]+\d+)*[\s,;]*")
_BEFORE = re.compile(
    r"[\s'\"“”„«»([*•·#_-]*(\d{1,2}[.):]\s*)?((no\.|nr|(delivery )?note( number)?|code( for replies)?|"
    r"pavadzīme(s numurs)?|(atbildes )?kods|(номер )?накладн(ая|ой)|код( для ответа)?|hello|labdien|здравствуйте|"
    r"(we )?received|(mēs )?saņēmām|saņemt[ais]|(мы )?получили|получен[оаы])[\s'\"“”„«»([.:,#*_!-]*)*"
)
"""What may precede a code: marks, a number, labels of the forms, a greeting. Other words may deny what follows."""


def read_line(text: str, known: Answerable) -> tuple[str, tuple[AnswerLine, ...]] | None:
    """Return the place and the content of a line such as `354-G lv=25 ru=40`; or None for any other text.

    Spaces, dashes, case and a label before the code are ignored. Raises WrongUsage or Refused for other words, and
    for a wrong check letter, quantity or item.
    """
    problem: TrackerError | None = None
    text = without_unseen(text).strip()
    line = _DASHES.sub("-", unicodedata.normalize("NFKC", text.replace("№", "nr "))).casefold().strip(" \t\"'“”„«»*.")
    for before, code, letter, rest in _heads(line, known):
        rest = rest.strip(" \t-:,;.!)")
        is_read = rest in _ALL or _NUMBERS.fullmatch(rest) is not None or _are_pairs(rest)
        place = known.places.get(code)
        right = short_code(int(code)) if code.isdecimal() else place and place_code(place)
        if right is None or right[-1].casefold() != letter.translate(_SAME_LETTERS):
            if is_read and (code.isdecimal() or place or "=" in rest):
                mistyped = f"{code}-{letter}".upper() if code.isdecimal() else f"{code}-{letter}"
                problem = UnknownName(
                    "The code {code} is mistyped. Check its letters and digits on the paper.", code=mistyped
                )
            continue
        if not is_read or _BEFORE.fullmatch(before) is None:
            raise WrongUsage(
                "'{text}' is not understood; enter it like this: {example}",
                text=text,
                example=f"{right} ok / {right} lv=25 ru=40" if code.isdecimal() else f"{right} lv=25 ru=40",
            )
        if code.isdecimal():
            return _parse_parcel(int(code), rest, known)
        return str(place), _paired(COUNTED, rest, known.items)
    if problem is not None:
        raise problem
    return None


def _heads(line: str, known: Answerable) -> Iterator[tuple[str, str, str, str]]:
    """Yield the possible codes in a line, without dashes: the text before, the code, its check letter, and the rest.

    A code begins after a blank or punctuation. The digits of a shipment's code are together: 1) 9-G is not 19-G.
    """
    words = list(_TOKEN.finditer(line.partition("=")[0]))
    for first, start in enumerate(words):
        if first and line[start.start() - 1] == "-":
            continue  # inside a code
        code = ""
        for token in words[first : first + _MOST_WORDS]:
            code += token[0].translate(_SAME_LETTERS)
            head, letter = code[:-1], code[-1]
            is_number, is_place = token is start or head == start[0], head in known.places or len(token[0]) == 1
            if head and letter.isalpha() and (is_number if head.isdecimal() else is_place):
                yield line[: start.start()], head, letter, line[token.end() :]


_MOST_WORDS = 8
"""The maximum number of words in a code, such as riga-social-service-7."""


def _are_pairs(rest: str) -> bool:
    end = 0
    while match := _PAIR.match(rest, end):
        end = match.end()
    return bool(rest) and end == len(rest)


def _parse_parcel(number: int, rest: str, known: Answerable) -> tuple[str, tuple[AnswerLine, ...]]:
    noted, number = number, known.replaced.get(number, number)
    parcel = known.parcels.get(number)
    if parcel is None:
        raise UnknownName(
            "Parcel {code} has nothing left in transit. To correct what was received, see 'tracker show {shipment}'. "
            "If it was closed and copies have turned up since, run 'tracker receive {shipment} ITEM=QTY'.",
            code=short_code(number),
            shipment=number,
        )
    if rest in _ALL:
        return parcel.place, tuple(AnswerLine(ARRIVED, item, copies, number) for item, copies in parcel.items.items())
    if _NUMBERS.fullmatch(rest):
        numbers = [parse_quantity(part, zero=True) for part in re.findall(r"\d+", rest)]
        if noted != number or len(numbers) != len(parcel.noted):
            raise WrongQuantity(
                "Lines of parcel {code}: {lines}. Name the items or, unless the shipment was corrected, specify a "
                "number for each line: {example}",
                code=short_code(number),
                lines=len(parcel.noted),
                example=example(short_code(number), tuple(parcel.items.items())),
            )
        sums: dict[str, int] = {}
        for item, quantity in zip(parcel.noted, numbers, strict=True):
            sums[item] = sums.get(item, 0) + quantity
        lines = tuple(AnswerLine(ARRIVED, item, quantity, number) for item, quantity in sums.items())
    else:
        lines = _paired(ARRIVED, rest, tuple(parcel.items), number)
    for line in lines:
        if line.quantity > parcel.items[line.item]:
            raise WrongQuantity(
                "In parcel {code}, the number of copies of {item} in transit is {expected}, not {quantity}. Please "
                "count again, or write to the office.",
                code=short_code(number),
                expected=parcel.items[line.item],
                item=line.item,
                quantity=line.quantity,
            )
    return parcel.place, lines


def _paired(what: str, rest: str, items: Sequence[str], shipment: int | None = None) -> tuple[AnswerLine, ...]:
    lines: dict[str, AnswerLine] = {}
    for name, number in _PAIR.findall(rest):
        item = item_named(name, items)
        if item in lines:
            raise WrongUsage("{item} appears twice; specify one number for it.", item=item)
        lines[item] = AnswerLine(what, item, parse_quantity(number, zero=True), shipment)
    if not lines:
        raise WrongQuantity("The line names no booklets; enter, for example, {example}", example="lv=25 ru=40")
    return tuple(lines.values())


def item_named(name: str, items: Sequence[str]) -> str:
    """Return the item for its code, or its language if unique. Raises Refused with the possible items."""
    wanted = squashed(name)
    found = [item for item in items if squashed(item) == wanted]
    found = found or [item for item in items if item.partition("/")[2].casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousName(
            "Several booklets have the language {language}. Enter {items}.", language=name, items=either(found)
        )
    raise UnknownName("'{name}' is not one of these booklets: {items}.", name=name, items=", ".join(items))


def example(code: str, lines: Sequence[tuple[str, int]]) -> str:
    """Return an example of a line, with languages if they distinguish the items."""
    languages = [item.partition("/")[2] for item, _ in lines]
    names = [
        item if languages.count(language) > 1 else language
        for (item, _), language in zip(lines, languages, strict=True)
    ]
    return " ".join((code, *(f"{name}={copies}" for name, (_, copies) in zip(names, lines, strict=True))))


def lines_of_mail(text: str) -> Iterator[str]:
    """Yield the lines of a text, without lines quoted from an earlier mail; wrapped quantities are joined."""
    held = ""
    own = _HEADER.split("\n".join(text.splitlines()), maxsplit=1)[0]
    for line in _before_attribution(own)[0].split("\n"):
        if len(line) > _LONGEST or line.lstrip().startswith((">", "|")):
            continue
        if "=" in line and _are_pairs(line.strip()):
            held += f" {line}"
        else:
            yield held
            held = line
    yield held


_LONGEST = 1000
"""The maximum length of a line that can be an answer: the time to read it grows with its square."""


def forwarded(text: str) -> str:
    """Return the text of a mail that forwards another one, without the other's header and marks of quotation."""
    lines = text.splitlines()
    for marked in (lines, [re.sub(r"^> ?", "", line) for line in lines]):
        text = "\n".join(marked)
        own, *other = _HEADER.split(text, maxsplit=1)
        if other:
            rest = other[0].split("\n")[1:]
            return "\n".join((own, *dropwhile(lambda line: not line.strip() or _OF_HEADER.match(line), rest)))
    return "\n".join(_before_attribution(text))


def _before_attribution(text: str) -> list[str]:
    """Return the text before the line that says who wrote the rest, and the rest if there is such a line."""
    for match in _ATTRIBUTION.finditer(text):
        line_before = text.rfind("\n", 0, max(match.start() - 1, 0)) + 1
        if _DATE_OR_ADDRESS.search(text, line_before, match.end()):  # unlike "as I wrote:"
            return [text[: match.start()], text[match.end() :]]
    return [text]


_DATE_OR_ADDRESS = re.compile(r"@|\d[.:/-]\s?\d|\d{4}")

_OF_HEADER = re.compile(
    r"\W*(from|no|от|sent|date|nosūtīts|datums|отправлено|дата|to|kam|кому|cc|kopija|копия|subject|temats|тема):",
    re.IGNORECASE,
)

_HEADER = re.compile(
    r"^[^\S\n]*(?:-{3}.*-{3}|_{10,})[^\S\n]*$"
    r"|^[^\w\n>|]*(?:from|no|от):[^\w\n].*(?:@|\n\W*(?:sent|date|nosūtīts|datums|отправлено|дата):)",
    re.IGNORECASE | re.MULTILINE,
)
"""The beginning of a quoted mail's header."""

_ATTRIBUTION = re.compile(
    r"^.*(?:wrote|rakstīja|raksta|пишет|написал(?:\(а\)|[аи])?|@[^\s@>]+>\)?):[^\S\n]*\n\s*(?![\s>|])",
    re.IGNORECASE | re.MULTILINE,
)
"""The line before a quoted mail, if the quoted lines have no marks."""
