"""Dropping: what no office takes over is removed from the log, with all that follows it."""

from pathlib import Path

from tracker.errors import Refused
from tracker.offices.catching_up import catch_up
from tracker.offices.checks import against_log
from tracker.offices.connections import log_of
from tracker.offices.joining import Access, refuse_other_files
from tracker.offices.logs import NotTakenOver
from tracker.store import sharing
from tracker.store.copies import Tell
from tracker.store.transactions import reading


def drop(path: Path, access: Access, number: int, tell: Tell) -> None:
    """Remove from the log the batch of that number, which is not taken over, and all after it. Only the owner may.

    Another batch that stands there by then is left, as is one that this program takes over.

    Raises Refused when the ledger is not shared there, or another batch, or none, is the one that is not taken over, or
    only this copy does not take it over, which is proved by one made anew; `tell` is given what `check` says meanwhile.
    """
    with reading(path) as database:
        cursor = sharing.cursor(database)
    url = access.url
    if cursor is None or cursor.url != url:
        raise Refused("{path} is not shared at {url}.", path=path, url=url)
    refuse_other_files(path, cursor, access)
    try:
        last = catch_up(path, again=False).last  # what this office sent may be what is to be removed
    except NotTakenOver as refused:
        if refused.number != number:
            raise Refused(
                "It is batch {found} that is not taken over, not {number}; nothing was removed.",
                found=refused.number,
                number=number,
            ) from refused
        sentence = refused.message.template
        if not any(each.template == sentence and each.fields["number"] == number for each in against_log(path, tell)):
            raise Refused(
                "It is this copy that is not what the log makes, and therefore does not take over batch {number}; "
                "nothing was removed. Put {path} away, and make a copy anew with 'tracker join {url}'.",
                number=number,
                path=path,
                url=url,
            ) from refused
        if not log_of(cursor).cut(number, refused.id):
            raise Refused(
                "Batch {number} of the log is another one by now; nothing was removed. Run 'tracker sync' to see "
                "whether it is taken over.",
                number=number,
            ) from refused
        return
    raise Refused(
        "This copy has taken over all of the log at {url}, up to command {last}; nothing was removed. If others cannot "
        "take over what this copy has, 'tracker share {url} --prune' has a snapshot stand in the place of it.",
        url=url,
        last=last,
    )
