"""The language of the machine, as its locale says."""

import os
from collections.abc import Mapping

from tracker.languages import ENGLISH, of_locale


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of LC_ALL, LC_MESSAGES or LANG, else that of Windows; English if it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return of_locale(locale) or ENGLISH
    return of_locale(_of_windows()) or ENGLISH


def _of_windows() -> str:
    """Return the locale of Windows' own language for this user, nothing on other systems."""
    if os.name != "nt":
        return ""
    import ctypes
    from locale import windows_locale

    libraries = getattr(ctypes, "windll", None)
    return "" if libraries is None else windows_locale.get(libraries.kernel32.GetUserDefaultUILanguage(), "")
