"""Money: whole cents with a currency. Sums never mix currencies."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tracker.database_files import content_of
from tracker.deferred import NamedTuple, pattern
from tracker.errors import WrongAmount, WrongUsage
from tracker.languages import decimal, worded
from tracker.messages import Joined, Message

if TYPE_CHECKING:
    from decimal import Decimal


_AMOUNT = pattern(r"(\d{1,12})(?:[.,](\d{1,2}))?")
_CURRENCY = pattern(r"[A-Za-z]{3}")


class Money(NamedTuple):
    """An amount in cents of one currency (ISO 4217 code, EUR by default)."""

    cents: int
    currency: str = "EUR"

    @property
    def amount(self) -> "Decimal":
        """The amount alone, exact, with two decimals: Decimal("862.40")."""
        from decimal import Decimal

        return Decimal(self.cents).scaleb(-2)

    def __str__(self) -> str:
        return f"{decimal(str(self.amount))} {self.currency}"


def priced(cost: int | None, currency: str | None) -> Money | None:
    """Return a cost in cents with its currency, EUR by default. Raises WrongUsage for a currency without a cost."""
    if cost is None and currency is not None:
        raise WrongUsage("A currency requires an amount; add --cost.")
    return None if cost is None else Money(cost, currency or "EUR")


def summed(amounts: Iterable[Money]) -> list[Money]:
    """Return the sum of the amounts in each currency."""
    cents: dict[str, int] = {}
    for each in amounts:
        cents[each.currency] = cents.get(each.currency, 0) + each.cents
    return [Money(amount, currency) for currency, amount in cents.items()]


def parse_cents(text: str) -> int:
    """Return the cents of an amount such as 862, 862.4, 862.40 or 862,40, perhaps with spaces between thousands.

    Raises WrongUsage for a sign, a third decimal, or anything else.
    """
    from tracker.model.text import ungrouped  # needed only for typed amounts

    whole, mark, decimals = re.split(r"([.,]|\Z)", text.strip(), maxsplit=1)
    match = _AMOUNT.fullmatch(ungrouped(whole) + mark + decimals)
    if match is None:
        raise WrongAmount("'{text}' is not an amount of money; enter an amount such as 862.40.", text=text)
    whole, decimals = match.groups()
    return int(whole) * 100 + int((decimals or "0").ljust(2, "0"))


def parse_currency(text: str) -> str:
    """Return the currency's code in upper case. Raises WrongUsage if ISO 4217 never had it."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code) or code not in _currencies():
        raise WrongUsage("'{text}' is not a currency; enter its three-letter code, such as EUR.", text=text)
    return code


def parse_purpose(text: str) -> str | None:
    """Return the purpose of a grant that a text in any language means, or the text itself; None if it is empty.

    Raises WrongUsage for a misspelt one.
    """
    import difflib

    from tracker.model.text import clean, did_you_mean, english_names, name_key

    given, known = clean(text, Message("purpose")), english_names("purpose")
    nearest = difflib.get_close_matches(name_key(given), known, n=1, cutoff=0.8)
    if nearest and nearest[0] != name_key(given):
        unknown = Message("'{text}' is not a known purpose.", text=given)
        raise WrongUsage.from_message(Joined(unknown, did_you_mean([worded("purpose", known[nearest[0]])])))
    return known[nearest[0]] if nearest else given or None


@cache
def _currencies() -> frozenset[str]:
    return frozenset(line.split(",", 1)[0] for line in content_of("reference/currencies.csv").splitlines()[1:])


def format_cents(cents: int) -> str:
    """Return the amount with two decimals and a decimal point: 86240 is "862.40"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


# Shares of a cost, exact to the cent.


WHOLE = 10_000
"""The whole cost, in hundredths of a percent."""

_PERCENT = pattern(r"(\d{1,3})(?:[.,](\d{1,2}))? ?%?")


class Share(NamedTuple):
    """A fund's share of a cost, in hundredths of a percent; None means the remainder."""

    fund: str
    part: int | None = None
    grant: int | None = None

    def __str__(self) -> str:
        return self.fund if self.part is None else f"{self.fund}={_percent(self.part)}%"


def parse_share(text: str) -> Share:
    """Return the share CODE or CODE=SHARE%, such as amif=75%. Raises WrongUsage unless 0.01 to 100."""
    from tracker.model.codes import parse_code  # needed only for payments by several funds

    code, equals, written = text.partition("=")
    if not equals:
        return Share(parse_code(text))
    match = _PERCENT.fullmatch(written.strip())
    part = 0 if match is None else int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 0 < part <= WHOLE:
        raise WrongUsage(
            "'{text}' is not a share; enter CODE=SHARE%, such as amif=75%, with at most two decimals.", text=text
        )
    return Share(parse_code(code), part)


def parse_shares(text: str) -> tuple[Share, ...]:
    """Return the shares of amif=75%+riga=25%, or of a single code. Raises WrongUsage."""
    return settled(map(parse_share, text.split("+")))


def settled(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Return the shares, keyed by fund code; the one without a figure gets the remainder.

    Raises WrongUsage if a fund is named twice, two have no figure, or the sum is not 100 percent.
    """
    given = sorted(shares, key=lambda share: share.fund.casefold())
    for one, other in pairwise(given):
        if one.fund.casefold() == other.fund.casefold():
            raise WrongUsage("Fund {fund} appears twice; specify it once, with its whole share.", fund=other.fund)
    open_shares = [share for share in given if share.part is None]
    named = sum(share.part or 0 for share in given)
    if len(open_shares) > 1:
        raise WrongUsage(
            "Only one fund can take the rest; specify shares for the others (CODE=SHARE%): {funds}.",
            funds=" and ".join(share.fund for share in open_shares),
        )
    if not given or (named == WHOLE and not open_shares):
        return tuple(given)
    if open_shares and named < WHOLE:
        return tuple(share._replace(part=WHOLE - named) if share.part is None else share for share in given)
    raise WrongUsage(
        "The shares add up to {sum}%, not 100%; correct one, or leave one fund without a share to take the rest.",
        sum=_percent(named),
    )


def with_funds(shares: Sequence[Share], find: Callable[[str], str]) -> tuple[Share, ...]:
    """Return the shares, keyed by the fund codes that `find` returns."""
    found = (share._replace(fund=find(share.fund)) for share in shares)
    return tuple(sorted(found, key=lambda share: share.fund.casefold()))


def written(shares: Sequence[Share]) -> str | None:
    """Return the shares in the form of the columns: amif=75%+riga=25%, or a single code; or None if empty."""
    if len(shares) == 1:
        return shares[0].fund
    return "+".join(map(str, shares)) or None


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Return the amount divided in proportion to the weights, in cents that add up.

    The cents left after rounding down go to the largest remainders, the first of equal ones.
    """
    whole = sum(weights)
    parts = [cents * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(cents * weights[index] % whole))
    for index in by_remainder[: cents - sum(parts)]:
        parts[index] += 1
    return parts


def _percent(part: int) -> str:
    return f"{part // 100}.{part % 100:02d}".rstrip("0").rstrip(".")
