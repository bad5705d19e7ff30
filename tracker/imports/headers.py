"""Which of a file's columns is which of ours: by its name, or by what the user says of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.rows import named_columns
from tracker.model.text import as_written, did_you_mean, match_key, nearest

_GAPS = re.compile(r"[\s_-]+")


class Mapped(NamedTuple):
    """What `--map` says: this column of theirs, or this text in single quotes for every row, is ours."""

    theirs: str
    ours: str

    @property
    def constant(self) -> str | None:
        """The text that every row gets; None when it names a column."""
        quoted = len(self.theirs) > 1 and self.theirs[0] == self.theirs[-1] == "'"
        return self.theirs[1:-1].strip() if quoted else None


class _Claim(NamedTuple):
    """A column of theirs, or a text for every row, that is one of ours."""

    ours: str
    theirs: str
    at: int | None
    constant: str = ""


@dataclass(frozen=True)
class Matched:
    """The file's columns under our names, all by name of ours, in the order of the header."""

    columns: dict[str, str]
    """Their names."""
    positions: dict[str, int]
    """Where they stand, from 0."""
    constants: dict[str, str]
    """What every row has."""
    unknown: tuple[str, ...]
    """The names of theirs that are none of ours."""


def parse_mapping(text: str) -> Mapped:
    """Return what is written THEIRS=OURS, split at the last '='. Raises WrongUsage when a side is missing."""
    theirs, _, ours = as_written(text).rpartition("=")
    if not theirs.strip() or not ours.strip():
        raise WrongUsage(
            f"'{text}' maps nothing; write \"Their column=ours\", or \"'text'=ours\" for a text that every row gets."
        )
    return Mapped(theirs.strip(), ours.strip())


def header_key(name: str) -> str:
    """Return what the spellings of one column share: "Received On", received-on and received_on."""
    return _GAPS.sub("_", match_key(name.strip()))


def match_columns(
    file: str, header: Sequence[str], known: Sequence[str], ignored: Iterable[str], mapping: Iterable[Mapped]
) -> Matched:
    """Find our columns in a header.

    Raises WrongUsage when a mapping names none of ours, and Refused when it names none of theirs
    or when two of theirs are one of ours.
    """
    names = named_columns(header)
    ours_by_key = {header_key(name): name for name in known}
    mapped = [_claim(file, each, names, ours_by_key) for each in mapping]
    taken = {claim.at for claim in mapped}
    free = {at: header_key(header[at]) for at in range(len(names)) if at not in taken}
    claims = mapped + [_Claim(ours_by_key[key], names[at], at) for at, key in free.items() if key in ours_by_key]
    _check_single(file, claims)
    claims.sort(key=lambda claim: len(names) if claim.at is None else claim.at)
    silent = {*ours_by_key, *map(header_key, ignored)}
    return Matched(
        columns={claim.ours: claim.theirs for claim in claims},
        positions={claim.ours: claim.at for claim in claims if claim.at is not None},
        constants={each.ours: each.constant for each in claims if each.at is None},
        unknown=tuple(names[at] for at, key in free.items() if key not in silent),
    )


def _claim(file: str, mapped: Mapped, names: Sequence[str], ours_by_key: dict[str, str]) -> _Claim:
    """Return what a mapping claims."""
    ours = _find_ours(mapped, ours_by_key)
    if mapped.constant is not None:
        return _Claim(ours, mapped.theirs, None, mapped.constant)
    at = _find_theirs(file, mapped.theirs, names)
    return _Claim(ours, names[at], at)


def _find_ours(mapped: Mapped, ours_by_key: dict[str, str]) -> str:
    ours = ours_by_key.get(header_key(mapped.ours))
    if ours is None:
        close = did_you_mean(nearest(mapped.ours, ours_by_key.values()))
        raise WrongUsage(
            f"--map \"{mapped.theirs}={mapped.ours}\": this table has no column '{mapped.ours}'."
            f"{close or ' It takes ' + ', '.join(ours_by_key.values()) + '.'}"
        )
    return ours


def _find_theirs(file: str, theirs: str, names: Sequence[str]) -> int:
    """Return where the column stands: named exactly so, else whatever its case."""
    for same in (theirs.__eq__, lambda name: header_key(name) == header_key(theirs)):
        found = [at for at, name in enumerate(names) if same(name)]
        if len(found) > 1:
            both = " and ".join(f"'{names[at]}' (column {at + 1})" for at in found[:2])
            raise Refused(f"{file} has more than one column '{theirs}': {both}; rename one of them.")
        if found:
            return found[0]
    close = did_you_mean(nearest(theirs, names))
    raise Refused(f"{file} has no column '{theirs}'.{close or ' Its columns are ' + ', '.join(names) + '.'}")


def _check_single(file: str, claims: Iterable[_Claim]) -> None:
    """Raise Refused when two of theirs are one of ours."""
    seen: dict[str, str] = {}
    for claim in claims:
        name = claim.theirs if claim.at is None else f"'{claim.theirs}' (column {claim.at + 1})"
        if claim.ours in seen:
            raise Refused(
                f"{file} has two columns for {claim.ours}: {seen[claim.ours]} and {name}; rename or map one of them."
            )
        seen[claim.ours] = name
