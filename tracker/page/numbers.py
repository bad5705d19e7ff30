"""Numbers in addresses."""

from tracker.errors import WrongUsage


def parse_number(text: str) -> int:
    """Return the number of an entry or a command. Raises WrongUsage for anything else."""
    number = text.strip().removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) <= 18 and int(number)):
        raise WrongUsage("'{text}' is not a number such as 12.", text=text)
    return int(number)
