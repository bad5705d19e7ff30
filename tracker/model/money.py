"""Money: whole cents with a currency. Sums never mix currencies."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracker.database_files import content_of
from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from decimal import Decimal

_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)


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
        return f"{self.amount} {self.currency}"


def priced(cost: int | None, currency: str | None) -> Money | None:
    """Return a cost in cents with its currency, EUR by default. Raises WrongUsage for a currency without a cost."""
    if cost is None and currency is not None:
        raise WrongUsage("A currency needs an amount; give --cost too.")
    return None if cost is None else Money(cost, currency or "EUR")


def summed(amounts: Iterable[Money]) -> list[Money]:
    """Return what amounts are together, in each of their currencies."""
    cents: dict[str, int] = {}
    for each in amounts:
        cents[each.currency] = cents.get(each.currency, 0) + each.cents
    return [Money(amount, currency) for currency, amount in cents.items()]


def parse_cents(text: str) -> int:
    """Return the cents of an amount such as 862, 862.4, 862.40 or 862,40.

    Thousands may be set apart by blanks. Raises WrongUsage for a sign, a third decimal, other separators of thousands,
    or anything else.
    """
    from tracker.model.quantities import ungrouped  # only for what people type

    whole, mark, decimals = re.split(r"([.,]|\Z)", text.strip(), maxsplit=1)
    match = _AMOUNT.fullmatch(ungrouped(whole) + mark + decimals)
    if match is None:
        raise WrongUsage("'{text}' is not an amount of money; write 862.40.", text=text)
    whole, decimals = match.groups()
    return int(whole) * 100 + int((decimals or "0").ljust(2, "0"))


def parse_currency(text: str) -> str:
    """Return the currency's code in upper case. Raises WrongUsage if it is none of ISO 4217, present or former."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code) or code not in _currencies():
        raise WrongUsage("'{text}' is not a currency; write its three-letter code, such as EUR.", text=text)
    return code


@cache
def _currencies() -> frozenset[str]:
    return frozenset(line.split(",", 1)[0] for line in content_of("reference/currencies.csv").splitlines()[1:])


def format_cents(cents: int) -> str:
    """Return the amount with two decimals and a decimal point: 86240 is "862.40"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
