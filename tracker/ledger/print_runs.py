"""Print runs: a new run of an item, from the printer into a store, and its details."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import CodeTaken, CountInTheWay, NoChange, RunWithdrawn, WrongGrant, WrongOrder
from tracker.ledger.catalogue import Change, changing, item_steps
from tracker.ledger.commands import Command, LedgerOrCommand
from tracker.ledger.funds import find_payer, repriced
from tracker.ledger.lookup import find_code, find_run, find_store
from tracker.ledger.recording import Decision, Now, record_entry
from tracker.ledger.reversals import refuse_in_use
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import PRINTING, RunDetail
from tracker.model.codes import ItemCode, RunCode
from tracker.model.dates import day_of_opposite
from tracker.model.entries import PRINTER, Draft, Entry, EntryType, Move, Particulars
from tracker.model.money import WHOLE, Money, Share, with_funds
from tracker.store import balances, catalogue, dated_facts, entries
from tracker.store.catalogue import run_detail, runs_changed_by
from tracker.store.connection import Database, Statement
from tracker.store.dated_facts import Turn
from tracker.store.statements import insert, write


class NewPrintRun(NamedTuple):
    """A new print run as typed. The quantity is in copies."""

    item: ItemCode
    quantity: int
    store: str | None = None
    detail: RunDetail = RunDetail()
    number: int | None = None
    """The number of the run within its item; None assigns the next one."""
    currency: str | None = None
    """The currency of the cost; None keeps the replaced entry's."""
    changes: dict[str, Any] = {}  # noqa: RUF012  (it is never changed)
    """Other changed details of a replaced run, in the form that `edit_run` takes."""
    grants: tuple[int, ...] = ()


_NEW = Message("The new print run is {run}.")


def log_print(ledger: LedgerOrCommand, printing: NewPrintRun, particulars: Particulars) -> Entry:
    """Record a new print run, and its item if new; return its entry.

    Raises Refused if the booklet, language, store or fund is unknown, or a fund is required but not given.
    """

    def draft_print(state: State, now: Now) -> Decision:
        database = state.database
        replaced = now.replaced
        store = find_store(database, printing.store or (replaced and replaced.place), now.day)
        item, new_item = item_steps(database, printing.item)
        given = printing.detail
        known = given if replaced is None else run_detail(database, entries.run_printed(database, replaced.number or 0))
        cost = given.cost or known.cost
        if given.cost and known.cost and printing.currency is None:
            cost = given.cost._replace(currency=known.cost.currency)
        detail = known._replace(
            cost=cost,
            funds=given.funds or known.funds,
            printer=(known.printer if given.printer is None else given.printer) or None,
            isbn=(known.isbn if given.isbn is None else given.isbn) or None,
        )
        detail = _changed(database, detail, printing.changes)
        detail = with_payers(database, detail, printing.grants, now.day)
        run = _kept_run(state, replaced, item)
        changes = [*new_item]
        if run is None:
            run = catalogue.next_id(database, "print_run")
            number = printing.number or catalogue.next_run_number(database, item)
            if printing.number is not None and catalogue.was_printed(database, f"{item}/{number}"):
                raise CodeTaken(
                    "The number {item}/{number} was used before and cannot be reused.", item=item, number=number
                )
            changes.append(insert("print_run", id=run, item=item, number=number))
            message = _NEW.given(run=f"{item}/{number}")
        else:
            detail = detail._replace(note=None)  # the run's note stays, and is not written again
            _refuse_counted_before(state, run, now)
            message = Message("The print run is still {run}.", run=catalogue.run_code(database, run))
        facts = [*detail_steps(run, detail, now.command.number)]
        move = Move(run, PRINTER, store.id, printing.quantity, now.time)
        draft = Draft(EntryType.PRINT, now.number, now.time, store.id, (move,))
        return Decision((draft,), tuple(changes), tuple(facts), (message,))

    detail = printing.detail
    arguments = {
        "item": printing.item,
        "quantity": printing.quantity,
        "store": printing.store,
        "cost": detail.cost,
        "funds": detail.funds,
        "grants": printing.grants,
        "printer": detail.printer,
        "isbn": detail.isbn,
        "number": printing.number,
    }
    return record_entry(ledger, particulars, "print", arguments, draft_print)


def detail_steps(run: int, detail: RunDetail, command: int) -> list[Statement]:
    """Return the statements that record a run's details from now on, such as its cost and printer, and its note."""
    cost: Money | None = detail.cost
    known = insert(
        "run_detail",
        run=run,
        command=command,
        cost=cost.cents if cost else None,
        currency=cost.currency if cost else None,
        printer=detail.printer,
        isbn=detail.isbn,
        review_by=detail.review_by.isoformat() if detail.review_by else None,
        mark=detail.mark,
        carton=detail.carton,
        weight=detail.weight,
        url=detail.url,
    )
    shares = [
        insert("run_share", run=run, command=command, fund=share.fund, share=share.part, funding_grant=share.grant)
        for share in detail.funds
    ]
    return [known, *shares, *write(command, run=run, note=detail.note)]


def with_payers(database: Database, detail: RunDetail, grants: Sequence[int], day: date) -> RunDetail:
    """Return a run's details with the funds and grants that pay for it on `day`. Raises Refused if they cannot."""
    funds, cost = with_funds(detail.funds, partial(find_code, database, "fund")), detail.cost
    if cost is None:
        if grants:
            raise WrongGrant("A grant requires a cost to pay; add --cost.")
        return detail._replace(funds=funds)
    named: dict[str, int] = {}
    for number in grants:
        fund = str(find_payer(database, None, number, PRINTING, day, cost))
        if fund in named:
            raise WrongGrant(
                "Grants {grant} and {other} both belong to {fund}; specify only one of them.",
                grant=named[fund],
                other=number,
                fund=fund,
            )
        if funds and fund not in {share.fund for share in funds}:
            raise WrongGrant(
                "Grant {grant} belongs to {fund}, which does not pay for the print run; specify its fund with --fund.",
                grant=number,
                fund=fund,
            )
        named[fund] = number
    if not funds and len(named) > 1:
        raise WrongGrant("The grants belong to several funds; specify the share of each with --fund CODE=SHARE%.")
    funds = funds or tuple(Share(fund, WHOLE) for fund in named)
    funds = tuple(share._replace(grant=named.get(share.fund, share.grant)) for share in funds)
    for share in funds or (Share(""),):
        find_payer(database, share.fund or None, share.grant, PRINTING, day, cost)
    return detail._replace(funds=funds)


@changing
def edit_run(running: Command, code: RunCode, changes: dict[str, Any]) -> Change[None]:
    """Correct a run's details; earlier ones stay on record. Raises Refused for a currency without a cost."""
    run = find_run(running.database, code)
    known = run_detail(running.database, run.id)
    new = dict(changes)
    grants = new.pop("grants", ())
    detail = _changed(running.database, known, new)
    if detail.funds or grants:
        detail = with_payers(running.database, detail, grants, run.printed_on)
    facts = detail_steps(run.id, detail, running.number)
    if detail.note is None and known.note is not None:
        facts.append(insert("text", command=running.number, run=run.id))
    return Change(None, facts=facts)


def _changed(database: Database, known: RunDetail, changes: dict[str, Any]) -> RunDetail:
    new = {**changes, "cost": repriced(known.cost, changes)}
    new.pop("currency", None)
    detail = known._replace(**new)
    return detail._replace(funds=with_funds(detail.funds, partial(find_code, database, "fund")))


def set_details_back(running: Command, command: int) -> list[str]:
    """Restore the details of runs from before a command, unless changed since; return the codes of the runs."""
    database, codes = running.database, []
    for run in runs_changed_by(database, command):
        before, made = run_detail(database, run, command), run_detail(database, run, command + 1)
        now = run_detail(database, run)
        details = zip(RunDetail._fields, before, made, now, strict=True)
        former: dict[str, Any] = {name: old for name, old, new, current in details if current == new}
        back = now._replace(**former)
        if back != now:
            running.add(detail_steps(run, back._replace(note=None), running.number))
            codes.append(catalogue.run_code(database, run))
    return codes


def messages_without_run(entry: Entry) -> tuple[Message, ...]:
    """Return the messages of a print entry except the one that names the new run: an import reports runs itself."""
    return tuple(message for message in entry.messages if message.template != _NEW.template)


def _kept_run(state: State, replaced: Entry | None, item: str) -> int | None:
    if replaced is None or replaced.number is None:
        return None
    run = entries.run_printed(state.database, replaced.number)
    if replaced.movements[0].item.casefold() != item.casefold():
        refuse_in_use(state, {run: replaced.number}, (replaced.number,))
        return None
    return run


def _refuse_counted_before(state: State, run: int, now: Now) -> None:
    counts = balances.counts_before(state.database, run, now.time)
    if counts:
        raise CountInTheWay(
            "Count {count} of {counted_on} found {run} before it was printed; void the count, or use an earlier date.",
            count=counts[0],
            counted_on=entries.time_of(state.database, counts[0]).date,
            run=catalogue.run_code(state.database, run),
        )


# Recalls: a withdrawn run is no longer shipped.


class Recall(NamedTuple):
    """A withdrawal as typed or, without a reason, a reinstatement."""

    run: RunCode
    reason: str | None
    day: date | None = None
    note: str | None = None


@changing
def log_recall(running: Command, recall: Recall) -> Change[int]:
    """Withdraw a run, or allow it to be shipped again; return the record's number.

    Raises Refused if the run is already withdrawn, or active, or was printed or changed later.
    """
    database = running.database
    run, withdrawn = find_run(database, recall.run), recall.reason is not None
    last = dated_facts.last_day(database, "withdrawal", run.id)
    day = day_of_opposite(recall.day, last)
    if withdrawn and run.withdrawn_on is not None:
        raise RunWithdrawn("{run} was already withdrawn on {withdrawn_on}.", run=run.code, withdrawn_on=last)
    if withdrawn and day < run.printed_on:
        raise WrongOrder(
            "{run} was printed on {printed_on} and cannot be withdrawn earlier.",
            run=run.code,
            printed_on=run.printed_on,
        )
    if not withdrawn and run.withdrawn_on is None:
        raise NoChange("{run} is not withdrawn.", run=run.code)
    if last is not None and day < last:
        raise WrongOrder(
            "{run} was last withdrawn or reinstated on {last}; use that date or a later one.", run=run.code, last=last
        )
    number = catalogue.next_id(database, "withdrawal")
    turn = Turn(run.id, withdrawn, day.isoformat())
    facts = dated_facts.turned(database, "withdrawal", turn, running.number)
    return Change(number, facts=[*facts, *write(running.number, reason=recall.reason, note=recall.note)])
