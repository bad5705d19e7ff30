"""Every refusal is a sentence with an exit code; the outermost edge prints it."""


class TrackerError(Exception):
    """What was refused, which rule, and what to do, in one sentence."""

    exit_code = 1


class Refused(TrackerError):
    """A rule of the ledger or an unknown name: nothing was recorded. Exit code 1.

    `about` is which of several things asked for together it is, where that is known.
    """

    def __init__(self, sentence: str, about: object = None) -> None:
        """Take the sentence, and what it is about."""
        super().__init__(sentence)
        self.about = about


class WrongUsage(TrackerError):
    """A quantity, date or code that is malformed. Exit code 2."""

    exit_code = 2


class ReaderGone(TrackerError):
    """Who reads the output has read enough, as `head` does: nothing is wrong. Exit code 0."""

    exit_code = 0


class Unusable(TrackerError):
    """The database cannot be used: missing, locked, full, damaged, not ours, newer. Exit code 3."""

    exit_code = 3


class Session:
    """Whether this run of the program has committed anything: what can be said truly when it is interrupted."""

    committed = False


session = Session()
