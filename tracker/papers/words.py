"""What the templates of forms say, in the language that is spoken."""

from tracker.messages import Message

_TITLES = {
    "count": Message("Count of copies"),
    "request": Message("Request for copies"),
    "receipt": Message("Receipt of copies"),
}

_INTRODUCTIONS = {
    "count": Message("What is there of each booklet is to be counted and written down, 0 where there is none."),
    "request": Message("How many copies of each booklet are needed is to be written down; the rest stays empty."),
    "receipt": Message("How many copies arrived is to be written down; what has not arrived yet stays empty."),
}

_COPIES = {"count": Message("Counted"), "request": Message("Copies wanted"), "receipt": Message("Arrived")}

_DAYS = {"count": Message("Counted on"), "request": Message("Asked on"), "receipt": Message("Received on")}


def sheet_words(kind: str) -> dict[str, str]:
    """Return the words of a form of that kind: count, request or receipt.

    The headings are not all names of columns, so that an import does not take their row for the header.
    """
    words = {
        "title": _TITLES[kind],
        "intro": _INTRODUCTIONS[kind],
        "copies": _COPIES[kind],
        "day": _DAYS[kind],
        "shaded": Message("Only the shaded cells can be filled in."),
        "note": Message("Delivery note"),
        "place": Message("Your place"),
        "item": Message("Booklet code"),
        "booklet": Message("Booklet"),
        "language": Message("Language"),
        "sent": Message("Sent"),
        "sent_on": Message("Sent on"),
        "remark": Message("Remark"),
        "name": Message("Full name"),
        "signature": Message("Signature"),
        "reply": Message("Filled in, this page goes back to {address}."),
        "back": Message("Filled in, this page goes back to the sender."),
        "page": Message("page {page} of {pages}"),
    }
    return {name: str(word) for name, word in words.items()}
