"""What has a code in the ledger and names for people: countries, by their names in each language."""

from functools import cache

from tracker.database_files import content_of


def country(code: str, language: int) -> str:
    """Return the name of a country in one of LANGUAGES, of that position; what is no country's code as it is."""
    names = _countries().get(code)
    return code if names is None else names[language]


@cache
def _countries() -> dict[str, list[str]]:
    """Return the names of each country in the order of LANGUAGES, as the ledger has them too.

    A table of five countries must not wait for the csv module: only a row's last cell, the Russian name, has commas.
    """
    rows = (line.split(",", 3) for line in content_of("reference/countries.csv").splitlines())
    return {code: [name.strip('"') for name in names] for code, *names in rows}
