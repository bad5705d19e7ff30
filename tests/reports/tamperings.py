"""What strangers do to a ledger's file past all its rules: `check` names each, as the golden `words/tampered` records.

Those of MOVEMENTS, and those of SUMS and ENTRIES that end with a command, the file itself refuses (`test_strangers`).
"""

from tests.reports.tampering import NEW_RUN, NEXT, Statements, bare, command, fact, handed, inserted, written
from tests.store.rawly import place

SUMS: dict[str, Statements] = {
    "a month's flow that hides copies": bare(
        "UPDATE monthly_flow SET on_hand = on_hand + 5 WHERE run = 1 AND month = '2015-01'"
    ),
    "a month's flow of a run that does not exist": bare(
        "INSERT INTO monthly_flow VALUES (99, '2015-01', 7, 0, 0, 0, 0, 0, 0, 0)"
    ),
    "a month's flow that was altered": bare(
        "UPDATE monthly_flow SET on_hand = on_hand + 5, at_places = at_places - 5 WHERE run = 3 AND month = '2015-01'"
    ),
    "a month's flow that is gone": bare("DELETE FROM monthly_flow WHERE run = 2 AND month = '2015-01'"),
    "a month's flow that was made up": bare("INSERT INTO monthly_flow VALUES (2, '2016-01', 7, 7, 0, 0, 0, 0, 0, 9)"),
    "a balance that was altered": bare("UPDATE balance SET copies = 5000 WHERE date = '2015-01-10' AND run = 1"),
    "a balance that is gone": bare(f"DELETE FROM balance WHERE date = '2015-01-15' AND place = {place('london')}"),
    "a balance that was made up": bare(f"INSERT INTO balance VALUES ({place('dublin')}, 1, '2016-01-01', 7, 0)"),
    "a balance that was put at another place": bare(
        f"UPDATE balance SET place = {place('dublin')} WHERE date = '2015-01-15' AND place = {place('london')}"
    ),
    "copies that came, altered": bare("UPDATE balance SET came = 7 WHERE date = '2015-01-15' AND came > 0"),
    "a balance of no place and no run": bare("INSERT INTO balance VALUES (99, 98, '2016-01-01', 7, 0)"),
    "what became of copies at a place that was altered": bare(
        f"UPDATE custody SET handed_out = handed_out + 5 WHERE place = {place('london')} AND run = 1"
    ),
    "what became of copies at a place that is gone": bare(
        f"DELETE FROM custody WHERE place = {place('liepaja')} AND run = 1"
    ),
    "what became of copies of no run at no place": bare(
        "INSERT INTO custody VALUES (99, 98, 7, 0, 0, 0, 7, 0, 0, 0, NULL)"
    ),
    "more leaves a place than it holds": written("writeoff", "dublin", "3 THB/lv/1 dublin>loss", reason="'lost'"),
    "more leaves a place than it held on a past day": written(
        "writeoff", "store", "834 THB/lv/1 store>loss", date="2015-02-20", reason="'lost'"
    ),
    "more comes out of a parcel than went in": written(
        "receive", "dublin", "26 THB/lv/1 transit>dublin shipment=17", shipment=17
    ),
    "a parcel arrives before it was sent": written(
        "receive", "dublin", "25 THB/lv/1 transit>dublin shipment=17", shipment=17, date="2015-02-11"
    ),
    "more turns up than was lost on the way": written(
        "receive", "london", "11 THB/lv/1 loss>london shipment=4", shipment=4
    ),
    "copies turn up before they were lost": written(
        "receive", "london", "1 THB/lv/1 loss>london shipment=4", shipment=4, date="2015-01-19"
    ),
}


COMMANDS: dict[str, Statements] = {
    "the first command is gone": bare("DELETE FROM command WHERE number = 1"),
    "a command says that it removed what is there": bare("UPDATE command SET removed = 2 WHERE number = 36"),
    "a command is gone": bare("DELETE FROM command WHERE number = 32"),
    "a command was renumbered": bare("UPDATE command SET number = 40 WHERE number = 36"),
    "a moment is not later than the one before": bare(
        "UPDATE command SET recorded_at = (SELECT recorded_at FROM command WHERE number = 9) WHERE number = 10"
    ),
    "a moment lies ahead": (command("+2 hours"),),
    "moments lie ahead": (command("+2 hours"), command("+3 hours")),
    "the moments of several clerks lie ahead": (
        command("+2 hours"),
        command("+3 hours"),
        "UPDATE command SET clerk = 'berta' WHERE number = 38",
    ),
    "a moment lies in the last year of all": (
        command(),
        "UPDATE command SET recorded_at = '9999-12-31T23:59:59.999999Z' WHERE number = 37",
    ),
    "a moment is none": bare("UPDATE command SET recorded_at = 'yesterday' WHERE number = 36"),
    "a moment is of a day that does not exist": bare(
        "UPDATE command SET recorded_at = '9998-02-30T10:00:00.000000Z' WHERE number = 36"
    ),
    "a moment is written with a blank": bare(
        "UPDATE command SET recorded_at = '9998-01-01 10:00:00.000000Z' WHERE number = 36"
    ),
    "a moment has no time zone": bare(
        "UPDATE command SET recorded_at = '9998-01-01T10:00:00.000000' WHERE number = 36"
    ),
    "an entry is gone": bare(
        "DELETE FROM movement WHERE entry = 19",
        "DELETE FROM count_line WHERE count = 18",
        "DELETE FROM voided WHERE void = 19",
        "DELETE FROM text WHERE entry = 19",
        "DELETE FROM entry WHERE id IN (18, 19)",
        "DELETE FROM movement WHERE entry = 18",
    ),
    "entries are gone, and their commands say so": (
        "DELETE FROM movement WHERE entry IN (18, 19)",
        "DELETE FROM count_line WHERE count = 18",
        "DELETE FROM voided WHERE void = 19",
        "DELETE FROM text WHERE entry = 19",
        "DELETE FROM entry WHERE id IN (18, 19)",
    ),
    "an entry is of another command": bare("UPDATE entry SET command = 15 WHERE id = 7"),
    "a command states the entries of another": bare(
        "UPDATE command SET first_entry = 8, last_entry = 8 WHERE number = 14"
    ),
    "a command states more movements": bare("UPDATE command SET movements = 2 WHERE number = 36"),
    "a movement is gone": bare(
        "DELETE FROM movement WHERE entry = 6 AND line = 3",
        "UPDATE monthly_flow SET in_transit = 10, loss = 0 WHERE run = 1 AND month = '2015-01'",
        f"UPDATE custody SET in_transit = 10, lost = 5 WHERE run = 1 AND place = {place('london')}",
    ),
    "a fact is added to a closed command": bare(
        inserted("closing", command=20, place=place("depot"), closed=0, date="'2015-02-20'")
    ),
    "a fact of a closed command is gone": bare("DELETE FROM withdrawal"),
    "a corrected moment is too late": (
        "INSERT INTO clock_fix SELECT 10, 37, recorded_at FROM command WHERE number = 12",
        command(),
    ),
    "a corrected moment is too early": (
        "INSERT INTO clock_fix SELECT 10, 37, recorded_at FROM command WHERE number = 8",
        command(),
    ),
    "a command is undone in name only": ("INSERT INTO undoing VALUES (8, 37)", command(facts=1)),
    "an entry is dated ahead": written("handout", "store", "1 THB/lv/1 store>public", date="2999-01-01"),
    "an entry is dated ahead under a clock that was": (
        *fact("withdrawal", run=1, withdrawn=1, date="'2998-12-31'")[:1],
        command(moment="2999-01-01T00:00:00.000000Z", facts=1),
    ),
    "a closing is dated ahead": fact("closing", place=place("depot"), closed=1, date="'2999-01-01'"),
    "a withdrawal is dated ahead": fact("withdrawal", run=1, withdrawn=1, date="'2999-01-01'"),
    "a request is dated ahead": (
        f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 1, NULL)",
        *fact("request", id=3, place=place("dublin"), date="'2999-01-01'"),
    ),
    "a cancellation is dated ahead": fact("cancellation", request=1, cancelled=1, date="'2999-01-01'"),
}


def moved(at: str, move: str) -> tuple[str, ...]:
    """Return the SQL of a move, of a day on which no run was withdrawn."""
    return written("move", at, move, date="2015-02-17")


MOVEMENTS: dict[str, Statements] = {
    "of a run that does not exist": written("handout", "store", "1 99 store>public"),
    "to a place that does not exist": written("handout", "store", "1 THB/lv/1 store>99"),
    "from a place that does not exist": written("return", "london", "1 THB/lv/1 0>store"),
    "back to a place that does not exist": written("return", "london", "1 THB/ru/1 london>99"),
    "to a place below zero": written("writeoff", "store", "1 THB/lv/1 store>-7", reason="'lost'"),
    "of a count, on another day": handed("2 THB/lv/1 store>loss count=20 at=20 date='2015-02-13'"),
    "of a count, at another position": handed("2 THB/lv/1 store>loss count=20 at=20 position=5"),
    "of a count that is none": handed("2 THB/lv/1 store>loss count=own"),
    "of a count elsewhere": handed("2 THB/lv/1 loss>dublin count=20 at=20"),
    "of a count, from place to place": handed("2 THB/lv/1 store>dublin count=20 at=20"),
    "of a count and of a shipment": written(
        "ship", "dublin", "1 THB/lv/1 store>transit shipment=own", "2 THB/lv/1 loss>store count=20 shipment=4 at=20"
    ),
    "on another day than its entry": written("handout", "store", "1 THB/lv/1 store>public date='2015-03-02'"),
    "at another position than its entry": written("handout", "store", "1 THB/lv/1 store>public position=7"),
    "a print from elsewhere": (
        NEW_RUN,
        *written("print", "store", "5 THB/lv/3 printer>store", "1 THB/lv/1 loss>store"),
    ),
    "a print to what is no store": (NEW_RUN, *written("print", "london", "5 THB/lv/3 printer>london")),
    "a print to another store": (NEW_RUN, *written("print", "depot", "5 THB/lv/3 printer>store")),
    "a shipment from what is no store": written(
        "ship", "dublin", "1 THB/ru/1 london>transit shipment=own", date="2015-02-17"
    ),
    "a shipment past transit": written("ship", "dublin", "1 THB/lv/1 store>dublin shipment=own"),
    "a shipment into another's transit": written("ship", "dublin", "1 THB/lv/1 store>transit shipment=4"),
    "a shipment to where it came from": written("ship", "store", "1 THB/lv/1 store>transit shipment=own"),
    "a receipt past transit": written("receive", "dublin", "1 THB/lv/1 store>dublin shipment=17", shipment=17),
    "a receipt elsewhere": written("receive", "dublin", "1 THB/lv/1 transit>liepaja shipment=17", shipment=17),
    "a receipt out of another's transit": written(
        "receive", "dublin", "1 THB/lv/1 transit>dublin shipment=22", shipment=17
    ),
    "a receipt of what no shipment lost": written("receive", "dublin", "1 THB/lv/1 loss>dublin", shipment=17),
    "a move to elsewhere": moved("liepaja", "1 THB/ru/1 london>dublin"),
    "a move to a store": moved("depot", "1 THB/ru/1 london>depot"),
    "a move from outside": moved("liepaja", "1 THB/ru/1 loss>liepaja"),
    "a move from a store": moved("liepaja", "1 THB/lv/1 store>liepaja"),
    "a return from elsewhere": written("return", "dublin", "1 THB/ru/1 london>store"),
    "a return from a store": written("return", "store", "1 THB/lv/1 store>depot"),
    "a return to what is no store": written("return", "london", "1 THB/ru/1 london>dublin"),
    "a handout elsewhere": written("handout", "dublin", "1 THB/ru/1 london>public"),
    "a handout to the losses": written("handout", "london", "1 THB/ru/1 london>loss"),
    "a write-off elsewhere": written("writeoff", "dublin", "1 THB/ru/1 london>loss", reason="'lost'"),
    "a write-off to the public": written("writeoff", "london", "1 THB/ru/1 london>public", reason="'lost'"),
    "a write-off that carries a shipment": written(
        "writeoff", "london", "1 THB/ru/1 london>loss shipment=4", reason="'lost'"
    ),
    "a count's of a run that it does not count": (
        "INSERT INTO count_line VALUES (23, 1, NULL, 1, 0)",
        *written("count", "dublin", "500 THB/lv/2 loss>dublin count=own", facts=1),
    ),
    "a void's that undoes nothing": (
        "INSERT INTO voided VALUES (9, 23)",
        *written(
            "void",
            "london",
            "3 THB/lv/1 store>london at=9",
            "2 THB/lv/1 store>london at=9",
            "1 THB/ru/1 store>loss at=9",
            "1 THB/ru/1 loss>store at=9",
            voids=9,
            date="2015-02-03",
            position="(SELECT position FROM entry WHERE id = 9)",
            facts=1,
        ),
    ),
    "a print's of two runs": (
        NEW_RUN,
        "INSERT INTO print_run (id, item, number) VALUES (5, 'THB/lv', 4)",
        *written("print", "store", "5 THB/lv/3 printer>store", "5 THB/lv/4 printer>store"),
    ),
    "a count's own that books no difference": (
        "INSERT INTO count_line VALUES (23, 1, NULL, 2, 450)",
        *written("count", "store", "1 THB/lv/1 store>loss", facts=1),
    ),
}


COUNTS: dict[str, Statements] = {
    "a count of a run says otherwise": ("UPDATE count_line SET quantity = 888 WHERE count = 11",),
    "a full count finds nothing of what is there": (
        *written("receive", "dublin", "5 THB/lv/1 transit>dublin shipment=17", shipment=17),
        *written("count", "dublin", is_full=1),
    ),
    "a count of an item says otherwise": ("UPDATE count_line SET quantity = 61 WHERE count = 10",),
    "an item is counted that was never printed": (
        "INSERT INTO item (booklet, language) VALUES ('THB', 'en')",
        "INSERT INTO count_line VALUES (23, 1, 'THB/en', NULL, 5)",
        *written("count", "dublin"),
    ),
    "a difference comes from the public": handed(
        "2 THB/ru/1 london>loss count=21 at=21", "2 THB/ru/1 public>london count=21 at=21"
    ),
    "what was found too much comes from the public": (
        "UPDATE count_line SET quantity = 52 WHERE count = 21",
        *handed("2 THB/ru/1 public>london count=21 at=21"),
    ),
    "copies are shifted from the losses to the public": handed(
        "5 THB/lv/1 loss>london count=10 at=10", "5 THB/lv/1 london>public count=10 at=10"
    ),
    "a store's difference goes to the public": handed(
        "5 THB/lv/1 loss>store count=11 at=11", "5 THB/lv/1 store>public count=11 at=11"
    ),
    "all of a store's difference goes to the public": handed(
        "10 THB/lv/1 loss>store count=11 at=11", "10 THB/lv/1 store>public count=11 at=11"
    ),
    "a place's difference goes to the losses": handed(
        "10 THB/lv/1 london>loss count=10 at=10", "10 THB/lv/1 public>london count=10 at=10"
    ),
    "a run gains though fewer were found": handed(
        "5 THB/lv/1 store>loss count=20 at=20", "5 THB/lv/2 loss>store count=20 at=20"
    ),
    "a run loses though more were found": (
        "UPDATE count_line SET quantity = 1180 WHERE count = 20",
        *handed("45 THB/lv/1 loss>store count=20 at=20", "5 THB/lv/2 store>loss count=20 at=20"),
    ),
    "runs change though as many were found": (
        "UPDATE count_line SET quantity = 1170 WHERE count = 20",
        *handed("35 THB/lv/1 loss>store count=20 at=20", "5 THB/lv/2 store>loss count=20 at=20"),
    ),
    "a run is left below zero": handed(
        "841 THB/lv/1 store>loss count=20 at=20", "841 THB/lv/2 loss>store count=20 at=20"
    ),
}


VOIDS: dict[str, Statements] = {
    "a void undoes less": ("UPDATE movement SET quantity = quantity - 1 WHERE entry = 14 AND line = 2",),
    "a void does nothing": ("DELETE FROM movement WHERE entry = 14",),
    "a void does more": (
        "INSERT INTO movement SELECT 19, 2, 1, 2, source, 1, date, position, NULL, NULL FROM movement WHERE entry = 19",
    ),
    "a void of a count does nothing": ("DELETE FROM movement WHERE entry = 19",),
    "a void of a count forgets whose it is": ("UPDATE movement SET count = 20 WHERE entry = 19",),
    "a void is of another shipment": ("UPDATE movement SET shipment = 17 WHERE entry = 16",),
    "a void is on another day": ("UPDATE movement SET date = '2015-02-13' WHERE entry = 16",),
    "a void is at another position": ("UPDATE movement SET position = position + 1 WHERE entry = 16",),
    "a void is of another place": (f"UPDATE movement SET destination = {place('depot')} WHERE entry = 16",),
    "a void is of another run": ("UPDATE movement SET run = 3 WHERE entry = 16",),
}


ENTRIES: dict[str, Statements] = {
    "a receipt is of another place's shipment": ("UPDATE entry SET shipment = 17 WHERE id = 5",),
    "a shipment fulfils another place's request": ("UPDATE entry SET request = 2 WHERE id = 22",),
    "a receipt is at another place": (f"UPDATE entry SET place = {place('dublin')} WHERE id = 5",),
    "a receipt is of no shipment": written("receive", "london", "1 THB/lv/1 loss>london shipment=7", shipment=7),
    "an entry replaces one that stands": ("UPDATE entry SET replaces = 4 WHERE id = 22",),
    "an entry replaces what another command voided": ("UPDATE entry SET replaces = 12 WHERE id = 22",),
    "an entry replaces one of another type": ("UPDATE entry SET type = 'handout' WHERE id = 17",),
    "an entry records again one that stands": ("UPDATE entry SET restores = 4 WHERE id = 22",),
    "a row of a sheet is recorded twice": ("UPDATE entry SET key = 'row' WHERE id IN (7, 8)",),
    "a void is voided": written(
        "void", "dublin", date="2015-02-12", voids=16, position="(SELECT position FROM entry WHERE id = 16)"
    ),
    "a void is voided, with its row": (
        "INSERT INTO voided VALUES (16, 23)",
        *written(
            "void",
            "dublin",
            "30 THB/lv/1 store>transit shipment=15 at=16",
            date="2015-02-12",
            facts=1,
            voids=16,
            position="(SELECT position FROM entry WHERE id = 16)",
        ),
    ),
    "a void is elsewhere": (f"UPDATE entry SET place = {place('london')} WHERE id = 16",),
    "a void has another date": ("UPDATE entry SET date = '2015-02-13' WHERE id = 16",),
    "a void has another position": ("UPDATE entry SET position = 1 WHERE id = 16",),
    "a void forgets what it voids": ("DELETE FROM voided WHERE entry = 18",),
    "a void is another's": ("UPDATE voided SET void = 14 WHERE entry = 18",),
    "an entry is voided by what is no void": ("UPDATE voided SET void = 22 WHERE entry = 18",),
    "a void undoes another entry too": ("INSERT INTO voided VALUES (7, 16)",),
    "a receipt is left of a void shipment": ("DELETE FROM voided WHERE entry = 13",),
    "a receipt is written for a void shipment": written(
        "receive", "dublin", "1 THB/lv/1 loss>dublin shipment=12", shipment=12
    ),
    "a receipt is left though its shipment's void is hidden": ("DELETE FROM voided WHERE void = 14",),
    "a count finds nothing of anything": written("count", "dublin"),
    "a handout has lines of a count": ("INSERT INTO count_line VALUES (7, 1, NULL, 1, 5)",),
    "a handout moves nothing": written("handout", "london"),
    "a run is printed twice": written("print", "store", "100 THB/ru/1 printer>store"),
    "a run is printed twice by one entry": (
        "UPDATE movement SET quantity = 200 WHERE entry = 3",
        "INSERT INTO movement SELECT entry, 2, run, source, destination, 100, date, position, "
        "NULL, NULL FROM movement WHERE entry = 3",
    ),
    "a receipt stands before its shipment": written(
        "receive",
        "liepaja",
        "7 THB/lv/1 transit>liepaja shipment=22",
        shipment=22,
        date="2015-02-21",
        position="(SELECT position - 1 FROM entry WHERE id = 22)",
    ),
    "a shipment fulfils a request of something else": written(
        "ship", "liepaja", "1 THB/ru/1 store>transit shipment=own", request=1, date="2015-02-17"
    ),
    "an item is counted, and a run of it": (
        "INSERT INTO count_line VALUES (23, 1, 'THB/lv', NULL, 0)",
        "INSERT INTO count_line VALUES (23, 2, NULL, 1, 0)",
        *written("count", "dublin", facts=2),
    ),
    "a run is counted before it was printed": (
        "INSERT INTO count_line VALUES (23, 1, NULL, 3, 0)",
        *written("count", "store", facts=1, date="2015-01-04"),
    ),
    "a print is voided though a count found copies of it": (
        "INSERT INTO count_line VALUES (23, 1, NULL, 4, 9)",
        NEW_RUN,
        *written("count", "london", "9 THB/lv/3 loss>london count=own", facts=1)[:-1],
        *written("print", "store", "5 THB/lv/3 printer>store", id=24, position=24, date="2015-02-25")[:-1],
        "INSERT INTO voided VALUES (24, 25)",
        *written(
            "void", "store", "5 THB/lv/3 store>printer at=24", id=25, voids=24, position=24, date="2015-02-25", facts=2
        ),
    ),
    "a place in time is shared": written(
        "handout",
        "store",
        "1 THB/ru/1 store>public",
        date="2015-02-12",
        position="(SELECT position FROM entry WHERE id = 17)",
    ),
    "a withdrawn run is shipped": written("ship", "dublin", "1 THB/ru/1 store>transit shipment=own"),
    "a withdrawn run is moved": written("move", "dublin", "1 THB/ru/1 london>dublin"),
}


def closed(at: str, is_closed: int, date: str) -> tuple[str, ...]:
    """Return the SQL by which a place is closed, or reopened."""
    return fact("closing", place=place(at), closed=is_closed, date=f"'{date}'")


NEW_PLACE = (
    inserted("place", id=50, code="'riga'", name="'Riga'", is_store=0, command=NEXT),
    inserted("place_detail", command=NEXT, place=50, kind="'seminar'", country="'LV'"),
    command(facts=1),
)
NEW_REQUEST = (
    inserted("request", id=3, command=NEXT, place=place("london"), date="'2015-02-25'"),
    f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 5, NULL)",
    command(facts=2),
)

FACTS: dict[str, Statements] = {
    "a text is emptied by what is no redaction": ("UPDATE text SET reason = NULL, redacted = 30 WHERE entry = 14",),
    "a text is emptied under the number of the next command": (
        f"UPDATE text SET reason = NULL, redacted = {NEXT} WHERE entry = 14",
        *written("count", "liepaja", is_full=1),
    ),
    "a text is emptied by a redaction before it": (
        command(),
        "UPDATE command SET name = 'redact' WHERE number = (SELECT max(number) FROM command)",
        *fact("text", id=9, entry=1, redacted="(SELECT max(number) FROM command)"),
    ),
    "a fund pays half of a run, and nobody the rest": (
        inserted("run_detail", run=1, command=NEXT, cost=1000, currency="'EUR'"),
        inserted("run_share", run=1, command=NEXT, fund="'riga'", share=5_000),
        command(facts=2),
    ),
    "sending costs what was not sent": (
        inserted("shipment_cost", shipment=23, item="'THB/lv'", cost=1, whole=1, currency="'EUR'"),
        *written("count", "liepaja", is_full=1, facts=1),
    ),
    "a count reaches people": (
        inserted("handout_audience", handout=23, name="'pupils'", people=1),
        *written("count", "liepaja", is_full=1, facts=1),
    ),
    "sending costs less than what was split": (
        inserted("shipment_cost", shipment=22, item="'THB/lv'", cost=1, whole=2, currency="'EUR'"),
    ),
    "a place is closed while it holds copies": (
        *closed("london", 1, "2015-01-12"),
        *closed("london", 0, "2015-01-14"),
        *closed("london", 1, "2015-01-17"),
        *closed("london", 0, "2015-01-19"),
    ),
    "a closed place holds copies": closed("london", 1, "2015-02-25"),
    "copies arrive at a closed place": written("return", "london", "1 THB/ru/1 london>cesis"),
    "something happens at a closed place": written("count", "cesis", is_full=1),
    "a shipment goes to a closed place": written("ship", "cesis", "1 THB/lv/1 store>transit shipment=own"),
    "a closed place asks for copies": closed("liepaja", 1, "2015-02-28"),
    "a place is closed while a shipment is on its way to it": closed("dublin", 1, "2015-02-25"),
    "the kind of a store changes": fact("place_detail", place=place("store"), kind="'library'", country="'LV'"),
    "a place becomes a store": ("UPDATE place SET is_store = 1 WHERE code = 'liepaja'",),
    "a place has no kind": (f"DELETE FROM place_detail WHERE place = {place('dublin')}",),
    "a request asks for nothing": ("DELETE FROM request_line WHERE request = 1",),
    "a run is counted that was never printed": (
        NEW_RUN,
        "INSERT INTO count_line VALUES (23, 1, NULL, 4, 2)",
        *written("count", "depot", "2 THB/lv/3 loss>depot count=own"),
    ),
    "a run was never printed": (NEW_RUN,),
}

EARLY: dict[str, Statements] = {
    "a place that is not there is closed": (
        inserted("closing", id=9, command=NEXT, place=50, closed=1, date="'2015-02-25'"),
        command(facts=1),
        *NEW_PLACE,
    ),
    "a place that is not there has details": (
        inserted("place_detail", command=NEXT, place=50, kind="'school'", country="'LV'"),
        command(facts=1),
        *NEW_PLACE,
    ),
    "a place that is not there has a level": (
        inserted("level", command=NEXT, place=50, item="'THB/lv'", low=5, high=9),
        command(facts=1),
        *NEW_PLACE,
    ),
    "a place that is not there is a seminar": (
        inserted("seminar", command=NEXT, place=50, date="'2015-02-25'"),
        command(facts=1),
        *NEW_PLACE,
    ),
    "a grant that is not there is withdrawn": (
        inserted("grant_withdrawal", funding_grant=9, command=NEXT),
        command(facts=1),
        inserted("funding_grant", id=9, command=NEXT, fund="'riga'", year=2015, until=2015, amount=1, currency="'EUR'"),
        command(facts=1),
    ),
    "a request that is not there is changed": (
        f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/ru', 5, NULL)",
        command(facts=1),
        *NEW_REQUEST,
    ),
    "a place that is not there asks": (
        inserted("request", id=3, command=NEXT, place=50, date="'2015-02-25'"),
        f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 5, NULL)",
        command(facts=2),
        *NEW_PLACE,
    ),
    "a place that is not there is counted": (*written("count", "50", is_full=1), *NEW_PLACE),
    "a run that was not printed is withdrawn": (
        inserted("withdrawal", id=9, command=NEXT, run=4, withdrawn=1, date="'2015-03-02'"),
        command(facts=1),
        NEW_RUN,
        *written("print", "store", "5 THB/lv/3 printer>store"),
    ),
    "a run that was not printed has details": (
        inserted("run_detail", command=NEXT, run=4, printer="'Jumava'"),
        command(facts=1),
        NEW_RUN,
        *written("print", "store", "5 THB/lv/3 printer>store"),
    ),
    "a run that was not printed has a note": (
        inserted("text", id=99, command=NEXT, run=4, note="'faint'"),
        command(facts=1),
        NEW_RUN,
        *written("print", "store", "5 THB/lv/3 printer>store"),
    ),
    "a request that was not made is cancelled": (
        inserted("cancellation", request=3, command=NEXT, cancelled=1, date="'2015-02-25'"),
        command(facts=1),
        *NEW_REQUEST,
    ),
    "a request that was not made has a note": (
        inserted("text", id=99, command=NEXT, request=3, note="'soon'"),
        command(facts=1),
        *NEW_REQUEST,
    ),
    "a request that was not made is fulfilled": (
        *written("ship", "london", "1 THB/lv/1 store>transit shipment=own", request=3),
        *NEW_REQUEST,
    ),
    "an entry that was not made has a note": (
        inserted("text", id=99, command=NEXT, entry=23, note="'torn'"),
        command(facts=1),
        *written("handout", "store", "1 THB/lv/1 store>public"),
    ),
}
"""What is said of something before it is there."""


FILE: dict[str, Statements] = {
    "a value that is not allowed": (
        "UPDATE setting SET value = value",
        "INSERT INTO request_line VALUES (1, 36, 'THB/ru', 0, NULL)",
    ),
    "a place is gone": ("DELETE FROM place WHERE code = 'depot'",),
    "a run is gone": ("DELETE FROM print_run WHERE code = 'THB/ru/1'",),
    "a booklet is gone": ("DELETE FROM booklet",),
    "the default store is gone": ("UPDATE setting SET value = 'elsewhere'",),
    "the default store is none": ("UPDATE setting SET value = 'london'",),
    "a text is damaged": ("UPDATE place SET note = CAST(x'52c46761' AS TEXT) WHERE code = 'depot'",),
    "a text would control a terminal": ("UPDATE place SET note = char(27) || '[31m' WHERE code = 'depot'",),
    "a place outside has another name": ("UPDATE place SET code = 'lost' WHERE id = 3",),
    "an index is gone": bare("DROP INDEX entry_key"),
    "a view is gone": bare("DROP VIEW trace"),
    "a private view is gone": bare("DROP VIEW _sending"),
    "a view was changed": bare("DROP VIEW funds", "CREATE VIEW funds AS SELECT code, 'X' AS name FROM fund"),
    "a table was changed": bare("ALTER TABLE backup ADD COLUMN mood TEXT"),
    "a trigger was added": bare("CREATE TRIGGER quiet AFTER INSERT ON place BEGIN SELECT 1; END"),
}


ALL = SUMS | COMMANDS | MOVEMENTS | COUNTS | VOIDS | ENTRIES | FACTS | EARLY | FILE
