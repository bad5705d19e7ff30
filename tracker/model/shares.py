"""Shares of a cost: which funds pay how much of it, to the cent."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tracker.errors import WrongUsage
from tracker.model.codes import parse_code

WHOLE = 10_000
"""The whole of a cost, in hundredths of a percent."""

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))? ?%?", re.ASCII)


class Share(NamedTuple):
    """What a fund pays of a cost, in hundredths of a percent; None is the rest that others leave."""

    fund: str
    part: int | None = None

    def __str__(self) -> str:
        return self.fund if self.part is None else f"{self.fund}={_percent(self.part)}%"


def parse_share(text: str) -> Share:
    """Return the share written CODE or CODE=SHARE%, such as amif=75%.

    Raises WrongUsage for a share that is not between 0.01 and 100, or has more than two decimals.
    """
    code, equals, written = text.partition("=")
    if not equals:
        return Share(parse_code(text))
    match = _PERCENT.fullmatch(written.strip())
    part = 0 if match is None else int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 0 < part <= WHOLE:
        raise WrongUsage(
            "'{text}' is not a share; write CODE=SHARE%, such as amif=75%, with a share of up to 100 and at most two "
            "decimals.",
            text=text,
        )
    return Share(parse_code(code), part)


def parse_shares(text: str) -> tuple[Share, ...]:
    """Return the shares written as the columns show them, such as amif=75%+riga=25%, or a single code.

    Raises WrongUsage as `parse_share` and `settled`.
    """
    return settled(map(parse_share, text.split("+")))


def settled(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Return the shares in the order of their codes, the one without a figure with the rest of the whole.

    Raises WrongUsage when a fund is named twice, when two have no figure, or when they are not 100 percent together.
    """
    given = sorted(shares, key=lambda share: share.fund.casefold())
    for one, other in pairwise(given):
        if one.fund.casefold() == other.fund.casefold():
            raise WrongUsage("The fund {fund} is named twice; name it once, with its whole share.", fund=other.fund)
    open_shares = [share for share in given if share.part is None]
    named = sum(share.part or 0 for share in given)
    if len(open_shares) > 1:
        raise WrongUsage(
            "{funds} have no share; only one can get the rest, so write the others' as CODE=SHARE%.",
            funds=" and ".join(share.fund for share in open_shares),
        )
    if not given or (named == WHOLE and not open_shares):
        return tuple(given)
    if open_shares and named < WHOLE:
        return tuple(share._replace(part=WHOLE - named) if share.part is None else share for share in given)
    raise WrongUsage(
        "The shares of the funds add up to {sum}%, not to 100%; correct one of them, or leave one without a share: it "
        "gets the rest.",
        sum=_percent(named),
    )


def with_funds(shares: Sequence[Share], find: Callable[[str], str]) -> tuple[Share, ...]:
    """Return the shares with the funds' codes as `find` returns them, in the order of the codes."""
    found = (share._replace(fund=find(share.fund)) for share in shares)
    return tuple(sorted(found, key=lambda share: share.fund.casefold()))


def written(shares: Sequence[Share]) -> str | None:
    """Return the shares as columns show them: amif=75%+riga=25%, or the code of a single fund; None for none."""
    if len(shares) == 1:
        return shares[0].fund
    return "+".join(map(str, shares)) or None


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Return parts of an amount in proportion to the weights, in cents, that sum to it.

    What rounding down leaves goes, a cent each, to those with the largest remainders, of equal ones to the first.
    """
    whole = sum(weights)
    parts = [cents * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(cents * weights[index] % whole))
    for index in by_remainder[: cents - sum(parts)]:
        parts[index] += 1
    return parts


def _percent(part: int) -> str:
    return f"{part // 100}.{part % 100:02d}".rstrip("0").rstrip(".")
