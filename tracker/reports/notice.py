"""Documents in sentences, with the command for each figure: the notice on a booklet, and the grounds for a reprint."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import NothingToDo
from tracker.languages import LANGUAGES, decimal, grouped, in_country, spoken, worded
from tracker.ledger.lookup import find_booklet, find_item
from tracker.messages import Joined, Message, Plural, both
from tracker.model.as_of import AsOf
from tracker.model.catalogue import PRINTING, SEMINAR, STORE
from tracker.model.codes import ItemCode
from tracker.model.dates import long_date, on_date
from tracker.model.page_blocks import Pictured, SentenceList
from tracker.model.table import Row, Value
from tracker.model.text import sort_key
from tracker.reports.charts import stock_chart
from tracker.reports.coverage import CoverageFilter, coverage
from tracker.reports.evidence import evidence
from tracker.reports.funds import Cost, cents_of, granted_and_spent
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, by_code, foot_and_command, reading, summed
from tracker.reports.stock import TAKEN_LATER
from tracker.store.catalogue import codes, country_of, default_store, languages
from tracker.store.dictionary import columns

Words = Message | str


class Sentence(NamedTuple):
    """A sentence, with the commands for its figures."""

    text: Words
    commands: tuple[str, ...]


class Document(NamedTuple):
    """A document: title, sentences, charts and notes, and the command that writes it again."""

    title: Message
    blocks: Sequence[SentenceList | Pictured]
    command: str


def notice(ledger: Ledger, booklet: str, period: Period, when: AsOf, against: str | None = None) -> Document:
    """Return the notice on a booklet; sentences that have changed since the moment `against` are marked.

    Print runs, copies and handouts are of the booklet, as are grants unless they paid only for other booklets.
    Seminars belong to no booklet: all of them count. A past period is reported as of its last day. Raises Refused if
    the booklet is unknown or was never printed.
    """
    when = period.end(when)
    with reading(ledger) as database:
        booklet = find_booklet(database, booklet)
        title = dict(codes(database, "booklet"))[booklet]
        current = _Notice(database, booklet, period, when)
        now = dict(current.sentences())
        if not current.items:
            none = Message(
                "There are no copies of {booklet} to report; log a print run with 'tracker print {booklet}/lv QTY'."
            )
            if when.at is not None:
                none = Message("No copies of {booklet} were printed by {day}; choose a later period.", day=when.at)
            raise NothingToDo.from_message(none.given(booklet=booklet))
        command = current.command("report", "notice", booklet, **current.period, against=against, lang=spoken.code)
        heading = Message("The booklet “{title}”{period}", title=title, period=period.message)
        if against is None:
            return Document(heading, _blocks(now.values()), command)
        earlier = dict(_Notice(database, booklet, period, when._replace(known_at=against)).sentences())
    changed = {
        name for name in {*now, *earlier} if str(now[name].text if name in now else "") != _sentence_text(earlier, name)
    }
    marked = [each._replace(text=Joined(_MARK, each.text)) if name in changed else each for name, each in now.items()]
    former = [_sentence_text(earlier, name) for name in earlier if name in changed] or [str(Message("Not mentioned."))]
    differing = Message("{mark} differs from what was known at {moment}, which was:", mark=_MARK, moment=against)
    compared = [SentenceList(former, differing)] if changed else [SentenceList([Message("Nothing differs.")])]
    return Document(heading, [*_blocks(marked), *compared], command)


_MARK = "◆"


def _sentence_text(sentences: dict[str, Sentence], name: str) -> str:
    return str(sentences[name].text) if name in sentences else ""


def _blocks(sentences: Iterable[Sentence]) -> list[SentenceList]:
    """Return the sentences with numbered notes, and the notes: one per command."""
    numbers: dict[str, int] = {}
    lines = []
    for sentence in sentences:
        notes = sorted(numbers.setdefault(command, len(numbers) + 1) for command in sentence.commands)
        lines.append(_noted(str(sentence.text), ", ".join(str(note).translate(_RAISED) for note in notes)))
    commands = [f"{str(number).translate(_RAISED)} {command}" for command, number in numbers.items()]
    return [
        SentenceList(lines),
        SentenceList(commands, Message("Each figure comes from the command that has its number:")),
    ]


def _noted(text: str, marks: str) -> str:
    """Return a sentence with marks of notes: in Russian before the full stop, unless that ends an abbreviation."""
    if spoken.code == "ru" and text.endswith(".") and not text.endswith(("экз.", "г.")):
        return f"{text.removesuffix('.')}{marks}."
    return text + marks


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


# Figures in words.


def _money(amount: Value, currency: Value) -> Words:
    """Return an amount as written in a letter: 2 774,60 eiro, without cents if it is in full euro."""
    whole, _, cents = str(amount).partition(".")
    number = decimal(f"{grouped(int(whole))}.{cents}".removesuffix(".00"))
    return Message("EUR {amount}", amount=number) if currency == "EUR" else f"{currency} {number}"


def _number(value: Value) -> int:
    return int(value or 0)


def _copies(count: Value) -> Message:
    return Plural("{copies} copy", "{copies} copies", count=_number(count), copies=grouped(_number(count)))


def _granted(amount: Value, currency: Value, first: Value, last: Value) -> Message:
    sum_ = _money(amount, currency)
    if last is None or last == first:
        return Message("{amount} in {year}", amount=sum_, year=first)
    return Message("{amount} in {year}–{until}", amount=sum_, year=first, until=last)


def _in_language(database: Database, code: str) -> str:
    """Return a language in the form used after "in": Latvian, latviešu, латышском."""
    names = next(names for known, *names in languages(database) if known == code)
    name = names[LANGUAGES.index(spoken.code)] or names[0] or code
    if spoken.code == "ru" and name[-2:] in ("ий", "ый", "ой"):
        return f"{name[:-2]}ом"
    return name


_TO_KINDS = {
    "social-service": Message("to social services"),
    "seminar": Message("to participants of seminars"),
    "consular": Message("to consular offices"),
    "school": Message("to schools"),
    "police": Message("to the police"),
    "library": Message("to libraries"),
    "ngo": Message("to non-governmental organisations"),
    "other": Message("to other institutions"),
}


# The notice.


_GRANTED = {
    "seminars": Message("{fund} granted money for seminars: {sums}."),
    "printing": Message("{fund} granted money for printing the booklet: {sums}."),
    "distribution": Message("{fund} funded the distribution of the booklet: {sums}."),
    None: Message("{fund} granted money: {sums}."),
}


class _Told:
    """Sentences about one state of the ledger, with the commands for their figures."""

    def __init__(self, database: Database, when: AsOf) -> None:
        self.database, self.when = database, when.as_of_today()
        self.day = self.when.day

    def command(self, *words: str, **options: object) -> str:
        """Return the command of these words about the same state."""
        return foot_and_command(self.database, self.when, *words, **options)[1]

    def funding(self, fields: str, **options: object) -> str:
        """Return the command for grants, with those columns that a narrow screen has room for."""
        return self.command("report", "funding", **options, fields=f"fund,year,until,purpose,granted,{fields}")

    def certain(self, items: Sequence[str]) -> Sentence | None:
        """Return the certainty of the copies of some items by evidence, or None if there are no copies."""
        messages = []
        for row in evidence(self.database, "item", self.when).rows:
            known = list(zip(_KNOWN, row[_COUNTED:], strict=False))
            figures = [text.given(copies=_copies(copies)) for text, copies in known if copies]
            if row[0] in items and figures:
                language = _in_language(self.database, str(row[0]).rpartition("/")[2])
                each = Message("in {language} {figures}", language=language, figures=Joined(*figures, separator=", "))
                messages.append(each)
        if not messages:
            return None
        text = Message("Evidence from the last 12 months: {items}.", items=Joined(*messages, separator="; "))
        return Sentence(
            text, (self.command("report", "evidence", months=12, fields="item,counted,arrived,silent,over"),)
        )


_COUNTED = 3
"""The index of counted copies in the evidence report; arrived, silent and over follow."""
_KNOWN = (
    Message("{copies} counted"),
    Message("{copies} received"),
    Message("{copies} neither counted nor received"),
    Message("{copies} at past seminars"),
)


class _Notice(_Told):
    """The sentences about a booklet; unknown facts are left out."""

    def __init__(self, database: Database, booklet: str, period: Period, when: AsOf) -> None:
        super().__init__(database, when)
        self.booklet, self.days, self.period = booklet, period, period._asdict()
        self.of_booklet: Filter = ("item IN (SELECT code FROM item WHERE booklet = ?)", booklet)
        stock = ask(database, "stock", self.when, [self.of_booklet])
        self.items = sorted((row for row in stock if row[2]), key=lambda row: by_code(row[0]))

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        """Yield the sentences in order, each under a key for comparison with another moment."""
        yield from self._granted("seminars")
        yield from self._people()
        yield from self._published()
        yield from self._sent()
        for purpose in ("printing", "distribution", None):
            yield from self._granted(purpose)
        yield from self._projects()
        yield from self._remaining_copies()
        if certain := self.certain([str(row[0]) for row in self.items]):
            yield "certain", certain

    def _grants(self, is_told: Callable[[Any], bool]) -> list[Row]:
        funds = dict(codes(self.database, "fund"))
        rows = granted_and_spent(self.database, self.when, self.booklet, self.days)
        rows.sort(key=lambda row: (str(row[1]), str(row[8])))
        return [(funds.get(str(row[0])), *row[1:]) for row in rows if row[0] is not None and is_told(row[2])]

    def _granted(self, purpose: str | None) -> Iterator[tuple[str, Sentence]]:
        of_funds: dict[str, list[Words]] = {}
        for fund, year, _, currency, amount, spent, copies, _, until, *_ in self._grants(lambda name: name == purpose):
            if amount == "0.00":
                continue
            part = _granted(amount, currency, year, until)
            if spent != "0.00":
                on_booklet = Message("{sum} ({spent} spent on this booklet)")
                if purpose == PRINTING:
                    on_booklet = Message("{sum} ({spent} spent on this booklet, {copies} printed)")
                part = on_booklet.given(sum=part, spent=_money(spent, currency), copies=_copies(copies))
            of_funds.setdefault(str(fund), []).append(part)
        for fund, parts in of_funds.items():
            text = _GRANTED[purpose].given(fund=fund, sums=Joined(*parts, separator=", "))
            yield f"granted {purpose} {fund}", Sentence(text, (self.granted,))

    @property
    def granted(self) -> str:
        """The command for the grants."""
        return self.funding("spent,copies", booklet=self.booklet, **self.period)

    def _people(self) -> Iterator[tuple[str, Sentence]]:
        found = summed(
            self.database,
            "_reached",
            self.when,
            ("year", "kind", "audience"),
            {"people": "sum(people)", "first": "min(date || printf('%09d', line))"},
            self.days.filters(),
            {"booklet": self.booklet},
        )
        rows = sorted(found.items(), key=lambda each: (str(each[0][0]), str(each[1][1])))
        for is_seminar in (True, False):
            years: dict[Any, dict[Any, int]] = {}
            for (year, kind, audience), (reached, _) in rows:
                if (kind == "seminar") is is_seminar:
                    groups = years.setdefault(year, {})
                    groups[audience] = groups.get(audience, 0) + int(reached or 0)
            if not years:
                continue
            messages = [
                Message(
                    "in {year}: {groups}",
                    year=year,
                    groups=", ".join(
                        f"{worded('audience', audience)} ({grouped(groups[audience])})" for audience in groups
                    ),
                )
                for year, groups in years.items()
            ]
            of_booklet = {"booklet": self.booklet, **self.period}
            by_year = self.command(
                "report", "reach", by="year,kind,audience", **of_booklet, fields="year,kind,audience,people"
            )
            if not is_seminar:
                text = Message("Handouts also reached people {years}.", years=Joined(*messages, separator="; "))
                yield "reached", Sentence(text, (by_year,))
                continue
            people = sum(int(figures[0] or 0) for key, figures in rows if key[1] == "seminar")
            trained = Plural(
                "{people} person was trained at seminars {years}.",
                "{people} people were trained at seminars {years}.",
                count=people,
                people=grouped(people),
                years=Joined(*messages, separator="; "),
            )
            yield "trained", Sentence(trained, (self.command("report", "reach", by="kind", **of_booklet), by_year))

    def _published(self) -> Iterator[tuple[str, Sentence]]:
        days = self.days.filters("printed_on")
        runs: dict[str, list[Row]] = {}
        for row in ask(self.database, "print_runs", self.when, [self.of_booklet, *days]):
            runs.setdefault(str(row[1]), []).append(row)
        if not runs:
            return
        messages, items = [], sorted(runs, key=by_code)
        for item in items:
            last = max(runs[item], key=lambda row: (str(row[2]), by_code(row[0])))
            messages.append(
                Message(
                    "{copies} in {language} (latest edition: No. {number}, printed {day})",
                    language=self._language(item),
                    copies=_copies(sum(_number(row[3]) for row in runs[item])),
                    number=str(last[0]).rpartition("/")[2],
                    day=on_date(date.fromisoformat(str(last[2]))),
                )
            )
        text = Plural(
            "The booklet was published in {languages}: {items}.",
            "The booklet was published in {languages}: {items}.",
            count=len(runs),
            languages=both(map(self._language, items)),
            items=Joined(*messages, separator="; "),
        )
        fields = "run,printed_on,quantity"
        commands = [self.command("run", "list", item=item, **self.period, fields=fields) for item in items]
        yield "published", Sentence(text, tuple(commands))

    def _language(self, item: str) -> str:
        return _in_language(self.database, item.rpartition("/")[2])

    def _sent(self) -> Iterator[tuple[str, Sentence]]:
        figures = {"copies": "sum(received)", "first": "min(entry)", "returned": "sum(returned)"}
        filters: list[Filter] = [("booklet = ?", self.booklet), *self.days.filters()]
        by_country = summed(self.database, "distribution_lines", self.when, ("kind", "country"), figures, filters)
        ordered = sorted(by_country.items(), key=lambda each: (-int(each[1][0] or 0), int(each[1][1] or 0)))
        kinds: dict[str, list[tuple[str, int]]] = {}
        returned = Counter[str]()
        for (kind, country), (copies, _, back) in ordered:
            returned[str(kind)] += int(back or 0)
            if copies:
                kinds.setdefault(str(kind), []).append((str(country), int(copies)))
        if not kinds:
            return
        total = {kind: sum(copies for _, copies in countries) for kind, countries in kinds.items()}
        messages = [
            (
                Message("{whom} ({copies}, {returned} returned)", returned=returned[kind])
                if returned[kind]
                else Message("{whom} ({copies})")
            ).given(whom=self._whom(kind, kinds[kind]), copies=_copies(total[kind]))
            for kind in sorted(kinds, key=lambda kind: (kind == "embassy", -total[kind]))
        ]
        text = Message("The booklet was delivered {destinations}.", destinations=both(messages))
        commands = [self.command("report", "distribution", by="booklet,kind", **self.period)]
        if "embassy" in kinds:
            commands.append(self.command("report", "distribution", by="booklet,kind,country", **self.period))
        yield "sent", Sentence(text, tuple(commands))

    def _whom(self, kind: str, countries: Sequence[tuple[str, int]]) -> Words:
        if kind == "embassy":
            home = country_of(self.database, default_store(self.database).id)
            whose = (
                Message("to Latvia’s embassies in {countries}")
                if home == "LV"
                else Message("to embassies in {countries}")
            )
            return whose.given(countries=both(in_country(country) for country, _ in countries))
        name = dict(codes(self.database, "kind")).get(kind, kind)
        return _TO_KINDS.get(kind) or Message("to places of the kind “{kind}”", kind=name)

    def _projects(self) -> Iterator[tuple[str, Sentence]]:
        for row in self._grants(lambda name: name is not None and name not in _GRANTED):
            fund, year, purpose, currency, amount, spent, _, _, until, number, reference, day = row
            source = ", ".join(str(part) for part in (fund, reference) if part)
            if day and amount != "0.00":
                text = Message("On {day} the project “{purpose}” was granted {amount} ({source}).")
            elif day:
                text = Message("On {day} the project “{purpose}” was approved ({source}).")
            elif amount != "0.00":
                text = Message("The project “{purpose}” was granted {sum} ({source}).")
            else:
                continue
            message = text.given(
                day=on_date(date.fromisoformat(str(day))) if day else None,
                purpose=purpose,
                amount=_money(amount, currency),
                sum=_granted(amount, currency, year, until),
                source=source,
            )
            if spent != "0.00":
                message = Joined(message, Message("{sum} was spent on this booklet.", sum=_money(spent, currency)))
            fields = "grant,purpose,granted,spent,date"
            decided = self.command("report", "funding", booklet=self.booklet, **self.period, fields=fields)
            yield f"project {number}", Sentence(message, (decided,))

    def _remaining_copies(self) -> Iterator[tuple[str, Sentence]]:
        left = Message("in {language}, {on_hand} in stock and {at_places} at places")
        left_and_sent = Message("in {language}, {on_hand} in stock, {at_places} at places and {in_transit} in transit")
        messages = [
            (left_and_sent if row[6] else left).given(
                language=self._language(str(row[0])),
                on_hand=_copies(row[3]),
                at_places=grouped(_number(row[7])),
                in_transit=grouped(_number(row[6])),
            )
            for row in self.items
        ]
        if messages:
            items = Joined(*messages, separator="; ")
            text = Message("Copies left on {day}: {items}.", day=on_date(self.day), items=items)
            yield "left", Sentence(text, (self.command("stock", fields="item,on_hand,at_places,in_transit"),))


# The grounds to reprint an item.


def reprint(ledger: Ledger, item: ItemCode, months: int, when: AsOf) -> Document:
    """Return the grounds for a print run that lasts `months` months. Raises Refused for an unknown item."""
    with reading(ledger) as database:
        code = find_item(database, item)
        report = _Reprint(database, code, months, when)
        title = Message(
            "Grounds for a print run: “{title}”, in {language} ({item})",
            title=dict(codes(database, "booklet"))[code.rpartition("/")[0]],
            language=_in_language(database, code.rpartition("/")[2]),
            item=code,
        )
        lines, notes = _blocks(report.sentences())
        chart = stock_chart(database, when, item)
        command = report.command("report", "reprint", code, months=months, lang=spoken.code)
        return Document(title, [lines, Pictured(chart), notes], command)


_ORDER = [column.name for column in columns("runout-orders")]
_MOST_NAMED, _LAST_RUNS = 8, 3


class _Reprint(_Told):
    """The facts that a committee needs before it pays for copies of an item."""

    def __init__(self, database: Database, item: str, months: int, when: AsOf) -> None:
        super().__init__(database, when)
        self.item, self.months = item, months
        self.of_item: list[Filter] = [("item = ?", item)]
        runs = ask(database, "print_runs", self.when, self.of_item)
        self.runs = sorted(runs, key=lambda row: (str(row[2]), by_code(row[0])))
        given = {"lead": 8, "months": months}
        orders = ask(database, "runout_orders", self.when, self.of_item, given=given)
        self.order: dict[str, Any] | None = next((dict(zip(_ORDER, row, strict=True)) for row in orders), None)

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences in order."""
        yield from self._remaining_copies()
        yield from self._forecast()
        yield from self._wanted()
        yield from self._proposed()
        yield from self._costs()
        yield from self._payers()

    def _remaining_copies(self) -> Iterator[Sentence]:
        for row in ask(self.database, "stock", self.when, self.of_item):
            text = Message(
                "On {day}, {on_hand} are in stock, {available} of them available to send, {in_transit} in transit and "
                "{at_places} at places.",
                day=on_date(self.day),
                on_hand=_copies(row[3]),
                available=grouped(_number(row[5])),
                in_transit=grouped(_number(row[6])),
                at_places=grouped(_number(row[7])),
            )
            yield Sentence(text, (self.stock,))
            if self.day < date.today() and _number(row[5]) < _number(row[3]):
                yield Sentence(TAKEN_LATER.given(day=self.day), (self.command("why", self.item, "available"),))
        if certain := self.certain([self.item]):
            yield certain

    def _forecast(self) -> Iterator[Sentence]:
        if self.order is None or self.order["months_left"] is None:
            return
        text = Message(
            "The {available} available copies, divided by the {per_month} that leave per month (the average of "
            "{months} "
            "months), last for {months_left} months, until {day}.",
            available=grouped(self.order["available"]),
            per_month=_decimal(self.order["per_month"]),
            months=_decimal(self.order["months_known"]),
            months_left=_decimal(self.order["months_left"]),
            day=on_date(date.fromisoformat(self.order["runs_out_on"])),
        )
        if self.order["runs_out_on"] is not None:
            yield Sentence(text, (self.command("report", "runout"),))

    def _wanted(self) -> Iterator[Sentence]:
        open_ = [row for row in ask(self.database, "requests", self.when, self.of_item) if row[9]]
        if open_:
            places = sorted({str(row[3]) for row in open_}, key=sort_key)
            text = Plural(
                "An open request asks for {copies}: {places}.",
                "Open requests ask for {copies}: {places}.",
                count=len(open_),
                copies=_copies(sum(int(row[9] or 0) for row in open_)),
                places=", ".join(places),
            )
            yield Sentence(text, (self.command("request", "list", open=True), self.stock))
        covered = coverage(self.database, CoverageFilter((), ItemCode(*self.item.split("/"))), self.when).rows
        never = [str(row[1]) for row in covered if not row[7] and row[2] not in (STORE, SEMINAR)]
        if never:
            named: Words = ", ".join(never[:_MOST_NAMED])
            if len(never) > _MOST_NAMED:
                named = Message("{places} and others", places=named)
            missed = Message("{places} never received a copy.", places=named)
            yield Sentence(
                missed, (self.command("report", "coverage", item=self.item, fields="place,name,kind,received"),)
            )
        levels = [(int(row[2] or 0), int(row[3] or 0)) for row in ask(self.database, "levels", self.when, self.of_item)]
        if levels:
            low, high = map(sum, zip(*levels, strict=True))
            text = Plural(
                "{places} place should hold {copies}.",
                "{places} places should hold {copies} in total.",
                count=len(levels),
                places=grouped(len(levels)),
                copies=_copies(high)
                if low == high
                else Message("{low} to {copies}", low=grouped(low), copies=_copies(high)),
            )
            yield Sentence(text, (self.command("level", "list", item=self.item, at=None),))

    @property
    def stock(self) -> str:
        """The command for the copies."""
        return self.command("stock", self.item, fields="item,on_hand,available,requested,in_transit,at_places")

    def _proposed(self) -> Iterator[Sentence]:
        if self.order is None or not self.order["order"]:
            return
        copies = self.order["order"]
        text = Plural(
            "For the new print run to last {months} month, print {copies}.",
            "For the new print run to last {months} months, print {copies}.",
            count=self.months,
            months=self.months,
            copies=_copies(copies),
        )
        command = self.command("report", "runout", months=self.months)
        if self.order["order_by"] is None:
            yield Sentence(text, (command,))
            return
        by = Message(
            "Order them by {day}, because printing takes 8 weeks.",
            day=long_date(date.fromisoformat(self.order["order_by"])),
        )
        yield Sentence(Joined(text, by), (command,))

    def _costs(self) -> Iterator[Sentence]:
        priced = [row for row in self.runs if row[5] is not None][-_LAST_RUNS:]
        if not priced:
            return
        messages = [
            Message(
                "{run} of {year}, {copies} for {cost}, {per_copy} each",
                run=row[0],
                year=str(row[2])[:4],
                copies=_copies(row[3]),
                cost=_money(row[5], row[6]),
                per_copy=_money(Cost(_number(row[3]), str(row[6]), cents_of(row[5])).per_copy, row[6]),
            )
            for row in priced
        ]
        text = Message("The last print runs cost: {runs}.", runs=Joined(*messages, separator="; "))
        command = self.command("run", "list", item=self.item, fields="run,printed_on,quantity,cost,currency")
        yield Sentence(text, (command,))

    def _payers(self) -> Iterator[Sentence]:
        funds = dict(codes(self.database, "fund"))
        filters: list[Filter] = [
            ("year <= ? AND coalesce(until, year) >= ?", self.day.year),
            ("purpose IS NULL OR purpose = ?", PRINTING),
        ]
        granted = list(ask(self.database, "funding", self.when, filters, "year, fund"))
        messages = [
            Message(
                "{fund} ({left} of {sum})",
                fund=funds.get(str(row[0]), row[0]),
                left=_money(row[7], row[3]),
                sum=_granted(row[4], row[3], row[1], row[8]),
            )
            for row in granted
            if float(str(row[7])) > 0
        ]
        left = Message("Money left for printing, by fund: {grants}.", grants=Joined(*messages, separator="; "))
        none = Message("No grant of this year has money left for printing.")
        yield Sentence(left if messages else none, (self.funding("left"),))


def _decimal(value: Value) -> str:
    """Return a number with one decimal, unless that is zero."""
    tenths = round(float(value or 0) * 10)
    return decimal(f"{grouped(tenths // 10)}.{tenths % 10}".removesuffix(".0"))
