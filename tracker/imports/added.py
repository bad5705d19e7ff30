"""What is said of the places, booklets and items that an import adds, or in a dry run would add."""

from tracker.languages import worded
from tracker.messages import Message


def added_place(code: str, name: str, kind: str, *, dry_run: bool) -> Message:
    """Return the message about a place, with its name if that is not its code."""
    if code == name:
        told = Message("Added the place {place}, of kind {kind}.")
        would = Message("The place {place}, of kind {kind}, would be added.")
    else:
        told = Message("Added the place {place} ({name}), of kind {kind}.")
        would = Message("The place {place} ({name}), of kind {kind}, would be added.")
    return (would if dry_run else told).given(place=code, name=name, kind=worded("kind", kind))


def added_booklet(code: str, title: str, *, dry_run: bool) -> Message:
    """Return the message about a booklet, with its title if the sheet has one."""
    if code == title:
        told = Message("Added the booklet {booklet}; set its title with 'tracker booklet edit'.")
        would = Message("The booklet {booklet} would be added, without a title.")
    else:
        told = Message("Added the booklet {booklet} ({title}).")
        would = Message("The booklet {booklet} ({title}) would be added.")
    return (would if dry_run else told).given(booklet=code, title=title)


def added_item(item: str, *, dry_run: bool) -> Message:
    """Return the message about an item."""
    would = Message("The item {item} would be added.")
    return (would if dry_run else Message("Added the item {item}.")).given(item=item)
