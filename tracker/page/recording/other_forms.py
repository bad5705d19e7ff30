"""The forms for requests, places and other changes without an entry, voids, answers, corrections and undo."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tracker.inputs import kinds
from tracker.ledger.catalogue import make
from tracker.ledger.commands import DRY_RUN, Command
from tracker.ledger.fixes import Fix, fix
from tracker.ledger.levels import Where, set_levels
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import Recall, log_recall
from tracker.ledger.requests import NewRequest, add_request
from tracker.ledger.seminars import NewSeminar, add_seminar
from tracker.ledger.undo import lines, undo
from tracker.ledger.voids import Wrong, void
from tracker.messages import Message
from tracker.model.catalogue import Contact
from tracker.model.codes import ItemCode
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.levels import Level, LevelLine
from tracker.model.money import priced
from tracker.model.page_blocks import Detail, Facts
from tracker.model.quantities import parse_command, parse_line
from tracker.model.sentences import heading
from tracker.model.table import Row
from tracker.page.content import Block, Content, Tabled
from tracker.page.pages import WebPage
from tracker.page.recording import inputs
from tracker.page.recording.entry_forms import AUDIENCE, Do, Entered, EntryForm, Offer, all_items, made_of
from tracker.page.recording.inputs import DAY, ENTRY, NOTE, PLACE, REASON, Filled, selected, several, typed
from tracker.page.visits import Input, Pairs, Visit
from tracker.reports import answers, log, requests
from tracker.reports.queries import Database

_REQUESTING = PLACE._replace(label=Message("Requesting place"), comes_first=True)
_NEEDED = typed("needed", Message("Needed by"), kinds.DATE)


def _request(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    place, day, note = filled.value(_REQUESTING), filled.value(DAY), filled.value(NOTE)
    new = NewRequest(place, filled.lines(needed=True), day, note, filled.value(_NEEDED))
    made = make(
        path,
        "request add",
        _given(new),
        particulars,
        lambda running: add_request(running, new),
        lambda database, command, number: requests.recorded(
            database, command, is_new=number is not None, dry_run=particulars.dry_run
        ),
    )
    fields, messages = made.answer or ({}, ())
    recorded = requests.RECORDED.given(**fields, asked=requests.lines_text(fields)) if fields else None
    lines = [] if recorded is None else [made.report(recorded)]
    leads = None if made.command is None else "/due"
    return Entered((*lines, *made.messages, *messages), leads, command=made.command)


REQUEST = EntryForm(
    "/request",
    Message("Request"),
    ("request", "add"),
    _request,
    (_REQUESTING, DAY, _NEEDED, NOTE),
    offers=all_items,
    keeps=(DAY.name,),
)


# The forms for places, seminars, levels and withdrawals: changes without an entry.


def _changes(
    command: str, read: Callable[[Filled], Any], act: Callable[[Command, Any], object], done: Message, leads: str
) -> Do:
    """Return a function that records the change described by a form, reports it, and links to the result."""

    def do(path: Path, filled: Filled, particulars: Particulars) -> Entered:
        new = read(filled)
        given = _given(new)
        made = make(path, command, given, particulars, lambda running: act(running, new), lambda *_: True)
        lines = (done.given(**given),) if made.is_planned or made.command else ()
        address = None if made.is_planned else leads.format(**given)
        return Entered((*lines, *made.messages), address, command=made.command)

    return do


def _given(new: Any) -> dict[str, Any]:
    return {name: each for name, each in new._asdict().items() if each not in (None, ())}


_CODE = typed(
    "code",
    Message("Code"),
    kinds.CODE,
    is_needed=True,
    comes_first=True,
    hint=Message("A short word without spaces, such as london."),
)
_NAME = typed("name", Message("Name"), kinds.NAME, is_needed=True, comes_first=True)
_KIND = selected("kind", Message("Kind"), kinds.KIND, is_needed=True, comes_first=True)
_COUNTRY = typed("country", Message("Country"), kinds.COUNTRY)
_REGION = typed("region", Message("Region"), kinds.REGION)
_CONTACTS = (
    typed("city", Message("City"), kinds.CITY),
    typed("address", Message("Address"), kinds.ADDRESS),
    typed("postcode", Message("Postcode"), kinds.POSTCODE),
    typed("contact", Message("Contact"), kinds.CONTACT, is_further=True),
    typed("email", Message("E-mail"), kinds.EMAIL, is_further=True),
    typed("phone", Message("Phone"), kinds.PHONE, is_further=True),
)


def _place_of(filled: Filled) -> NewPlace:
    contact = Contact(**{each.name: filled.value(each) for each in (*_CONTACTS, NOTE)})
    code, name, kind = filled.value(_CODE), filled.value(_NAME), filled.value(_KIND)
    return NewPlace(code, name, kind, filled.value(_COUNTRY), contact, filled.value(_REGION))


ADD_PLACE = EntryForm(
    "/place-add",
    Message("New place"),
    ("place", "add"),
    _changes("place add", _place_of, add_place, Message("Place {code}: {name}"), "/places/{code}"),
    (_CODE, _NAME, _KIND, _COUNTRY, _REGION, *_CONTACTS, NOTE),
    keeps=(_KIND.name, _COUNTRY.name, _REGION.name),
)

_SEMINAR_DAY = DAY._replace(name="day", is_needed=True, comes_first=True, hint=Message("A future date is allowed."))
_ATTENDEES = AUDIENCE._replace(is_further=False)
_COST = inputs.COST._replace(label=Message("Cost"))


def _seminar_of(filled: Filled) -> NewSeminar:
    code, name, day = filled.value(_CODE), filled.value(_NAME), filled.value(_SEMINAR_DAY)
    cost, fund = priced(filled.value(_COST), filled.value(inputs.CURRENCY)), filled.value(inputs.FUND)
    audience = filled.value(_ATTENDEES) or ()
    return NewSeminar(code, name, day, audience, fund, cost, filled.value(_COUNTRY), filled.value(NOTE))


ADD_SEMINAR = EntryForm(
    "/seminar",
    Message("Seminar"),
    ("seminar", "add"),
    _changes("seminar add", _seminar_of, add_seminar, Message("Seminar {code}: {name}, on {day}"), "/places/{code}"),
    (_CODE, _NAME, _SEMINAR_DAY, _ATTENDEES, _COST, inputs.CURRENCY, inputs.FUND, _COUNTRY, NOTE),
)

_PLACES = several("places", Message("Places"), kinds.PLACE, is_needed=True)
_LEVEL_ITEM = typed("level-item", Message("Item"), kinds.ITEM, is_needed=True, comes_first=True)
_LEVEL = typed(
    "level",
    Message("Lowest and highest number of copies"),
    kinds.LEVEL,
    is_needed=True,
    comes_first=True,
    hint=Message("Example: 20:60, or 20 for both."),
)


class _NewLevel(NamedTuple):
    """A level to set."""

    item: ItemCode
    level: Level
    places: str


SET_LEVEL = EntryForm(
    "/level",
    Message("Level"),
    ("level", "set"),
    _changes(
        "level set",
        lambda filled: _NewLevel(filled.value(_LEVEL_ITEM), filled.value(_LEVEL), ", ".join(filled.value(_PLACES))),
        lambda running, new: set_levels(running, Where(new.places.split(", ")), [LevelLine(new.item, new.level)]),
        Message("Level of {item}: {level} at {places}"),
        "/refill",
    ),
    (_PLACES, _LEVEL_ITEM, _LEVEL),
    keeps=(_LEVEL_ITEM.name, _LEVEL.name),
)

_RUN = typed("run", Message("Print run"), kinds.RUN, is_needed=True, comes_first=True)

WITHDRAW = EntryForm(
    "/withdraw",
    Message("Withdraw"),
    ("withdraw",),
    _changes(
        "withdraw",
        lambda filled: Recall(filled.value(_RUN), filled.value(REASON), filled.value(DAY), filled.value(NOTE)),
        log_recall,
        Message("Print run {run} withdrawn: it can no longer be shipped."),
        "/trace?of={run}",
    ),
    (_RUN, REASON, DAY, NOTE),
    is_repeated=False,
)


def _void(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    entry = filled.value(ENTRY)
    made = void(path, Wrong(((entry, entry),)), filled.value(REASON), particulars)
    (voided,) = made.voids
    return made_of(path, voided._replace(messages=made.messages))


def about_entry(database: Database, filled: Filled) -> Iterator[Block]:
    """Yield the entry that a form is about. Raises Refused if there is none."""
    entry = log.entry(database, filled.value(ENTRY), "")
    yield Facts([Detail(Message("Entry"), heading(entry), f"/entries/{entry.number}")])


VOID = EntryForm(
    "/void", Message("Void"), ("void",), _void, (REASON, NOTE), about=ENTRY, beside=about_entry, is_repeated=False
)


_ANSWER = typed("answer", Message("Answer"), kinds.ANSWER, is_needed=True)
_CORRECTIONS = Input(
    "corrections",
    Message("Corrections"),
    lambda text: tuple(map(kinds.ANSWER_OR_LINE.parse, text.split())),
    hint=Message("Enter only the wrong numbers, in the form lv=24 or counted:lv=24."),
)


def _accept(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Accept the answer; its plan shows doubts, so recording it confirms them."""
    how = particulars._replace(key=None, confirmed=True)
    made = answers.accept(path, filled.value(_ANSWER), filled.value(_CORRECTIONS) or (), how)
    messages = tuple(line for line in answers.describe_accepted(made) if line is not DRY_RUN)
    return Entered(messages, None if particulars.dry_run else "/inbox", command=made.command)


def _accept_all(path: Path, _: Filled, particulars: Particulars) -> Entered:
    """Accept all waiting answers, except refused and doubtful ones."""
    done = answers.accept_all(path, particulars._replace(key=None, seen=None))  # each is a command after the last
    messages = tuple(line for line in done.describe() if line is not DRY_RUN)
    return Entered(messages, None if particulars.dry_run else "/inbox")


def _about_answer(database: Database, filled: Filled) -> Iterator[Block]:
    answer = answers.inbox_of(database).find(filled.value(_ANSWER))
    lines = " ".join(f"{line.about}:{line.item}={line.quantity}" for line in answer.open_lines)
    facts = [Detail(answer.place, text) for text in (lines, answer.words) if text]
    yield Facts([*facts, Detail(Message("Or:"), REJECT.name, f"{REJECT.address}?answer={answer.number}")])


def _reject(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    number = filled.value(_ANSWER)
    if not particulars.dry_run:
        answers.reject(path, number, filled.value(REASON))
    message = Message("Answer {answer} is rejected.", answer=number)
    return Entered((message,), None if particulars.dry_run else "/inbox")


ACCEPT = EntryForm(
    "/accept",
    Message("Accept an answer"),
    ("inbox", "accept"),
    _accept,
    (_CORRECTIONS,),
    about=_ANSWER,
    beside=_about_answer,
    is_repeated=False,
)
ACCEPT_ALL = EntryForm(
    "/accept-all", Message("Accept all answers"), ("inbox", "accept", "--all"), _accept_all, is_repeated=False
)
REJECT = EntryForm(
    "/reject", Message("Reject an answer"), ("inbox", "reject"), _reject, (REASON,), about=_ANSWER, is_repeated=False
)


def _show_inbox(database: Database, visit: Visit) -> Content:
    table = answers.inbox(database, visit.house.answers_days)

    def links(row: Row) -> dict[str, str]:
        is_open = visit.may_record and row[-1] == "waiting"
        return {"answer": f"{ACCEPT.address}?answer={row[0]}"} if is_open else {}

    waiting = Detail(Message("Pending answers"), ACCEPT_ALL.name, ACCEPT_ALL.address)
    every = [Facts([waiting])] if any(map(links, table.rows)) else []
    return Content(Message("Inbox"), [*every, Tabled(table, links=links)])


INBOX = WebPage("/inbox", Message("Inbox"), _show_inbox, ("inbox",), has_clocks=False)


# The form for correcting an entry: figures and texts, each with its current value.


_CHANGED: Mapping[str, Input] = {
    "day": DAY._replace(name="new-date", hint=None),
    "place": typed("new-place", Message("Place"), kinds.PLACE, comes_first=True),
    "reference": inputs.REFERENCE._replace(name="new-reference"),
    "carrier": inputs.CARRIER._replace(name="new-carrier"),
    "note": NOTE._replace(name="new-note", is_further=False),
}
"""The inputs for values other than quantities; they are not particulars of the correction, so have other names."""

_WAS = "was-{}"
"""The original value in the form, so that only changes are recorded."""


def _fix(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    changes = {
        name: filled.value(field) or ""
        for name, field in _CHANGED.items()
        if filled.text(field.name) != filled.text(_WAS.format(name))
    }
    was = filled.texts(_WAS.format("line"))
    now = [f"{item}={quantity or 0}" for item, quantity in filled.written(blank=True)]
    lines = [parse_line(line, zero=True) for line in now if line not in was]
    carrier = {name: text for name, text in changes.items() if name == "carrier"}
    wrong = Fix(filled.value(ENTRY), changes.get("place") or None, tuple(lines), values=carrier)
    day = filled.value(_CHANGED["day"]) if "day" in changes else None
    texts = particulars._replace(day=day, reference=changes.get("reference"), note=changes.get("note"))
    made = fix(path, wrong, texts)
    if made.is_anew:
        shown = made_of(path, made.entry)
        return shown if not particulars.dry_run else shown._replace(lines=(*shown.lines, *made.entry.doubts))
    leads = None if particulars.dry_run else f"/entries/{made.entry.number}"
    return Entered(made.entry.messages, leads)


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the current values of the entry."""
    if not filled.text(ENTRY.name):
        return ()
    entry = log.entry(database, filled.value(ENTRY), "")
    texts = {name: str(getattr(entry, "date" if name == "day" else name) or "") for name in _CHANGED}
    pairs = [(field.name, texts[name]) for name, field in _CHANGED.items()]
    pairs += [(_WAS.format(name), text) for name, text in texts.items()]
    for item, copies in _now(entry).items():
        pairs += [(inputs.ITEM, item), (inputs.QUANTITY, str(copies)), (_WAS.format("line"), f"{item}={copies}")]
    return tuple(pairs)


def _now(entry: Entry) -> Mapping[str, int]:
    """Return the copies of each item that an entry moved or counted."""
    copies = Counter[str]()
    for count in entry.counts:
        item = count.run.rpartition("/")[0]
        copies[item if item in entry.whole_items else count.run] += count.counted
    for movement in entry.movements if not entry.counts else ():
        if movement.count is None and (movement.destination != "loss" or entry.type is EntryType.WRITEOFF):
            copies[movement.item] += movement.quantity
    return copies


FIX = EntryForm(
    "/fix",
    Message("Correct"),
    ("fix",),
    _fix,
    tuple(_CHANGED.values()),
    about=ENTRY,
    beside=about_entry,
    begin=_begin,
    offers=lambda database, filled: [Offer(item) for item in _now(log.entry(database, filled.value(ENTRY), ""))],
    is_repeated=False,
    lines_hint=Message("Correct the wrong values; the others are kept."),
)


_COMMAND = Input("command", Message("Command"), parse_command)
"""The command shown for undo; not asked for."""


def _undo(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Undo the command that was shown."""
    made = undo(path, filled.value(_COMMAND), particulars)
    return Entered(
        (*lines(made), *made.messages),
        None if made.command is None else "/log",
        ((_COMMAND.name, str(made.undone.number)),),
    )


UNDO = EntryForm("/undo", Message("Undo"), ("undo",), _undo, is_repeated=False)
