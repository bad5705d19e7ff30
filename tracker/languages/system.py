"""The language of the machine, as its locale says."""

import os
from collections.abc import Mapping

from tracker.languages import ENGLISH, LANGUAGES


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of LC_ALL, LC_MESSAGES or LANG, else that of Windows; English if it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return _ours(locale)
    return _ours(_of_windows())


def _ours(locale: str) -> str:
    """Return the language of a locale such as lv_LV.UTF-8 or ru-RU."""
    code = locale[:2].casefold() if not locale[2:3].isalpha() else ""
    return code if code in LANGUAGES else ENGLISH


def _of_windows() -> str:
    """Return the locale of Windows' own language for this user, nothing on other systems."""
    if os.name != "nt":
        return ""
    import ctypes
    from locale import windows_locale

    libraries = getattr(ctypes, "windll", None)
    return "" if libraries is None else windows_locale.get(libraries.kernel32.GetUserDefaultUILanguage(), "")
