"""Warnings of the store, which go to stderr by Python's own handler."""

import logging

from tracker.messages import Message
from tracker.model.text import plain


def warn(message: Message) -> None:
    """Print a message on stderr, with what could control a terminal replaced."""
    logging.getLogger(__name__).warning("%s", plain(str(message)))
