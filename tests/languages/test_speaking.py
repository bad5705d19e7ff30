"""The choice of language, and what it changes in an answer."""

import errno
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.dates import format_date

from tests.adapters import LANGUAGES, speak
from tests.cli.shell import start
from tests.conftest import Clerk
from tracker.cli import language
from tracker.cli.prompts import affirmed
from tracker.languages import spoken
from tracker.model.dates import full_date, long_date

NARROW, NO_BREAK = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
"""Some versions of CLDR have the first, which not every terminal shows, in place of the second."""

USAGE = "Lietojums: tracker ship "


@pytest.mark.parametrize(
    "words", [("--lang", "lv", "ship", "-h"), ("ship", "--lang=lv", "-h"), ("ship", "-h", "--lang", "LV")], ids=" ".join
)
def test_an_option_decides_wherever_it_stands(nobody: Clerk, words: tuple[str, ...]) -> None:
    assert USAGE in nobody.does(*words).out


def test_then_a_variable_then_a_file_then_the_machine(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def heard(**variables: str) -> str:
        for name in ("TRACKER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.setenv(name, variables.get(name, ""))
        nobody.does("-h")
        return spoken.code

    assert heard(TRACKER_LANG="ru", LC_ALL="lv_LV.UTF-8") == "ru"
    assert heard(TRACKER_LANG="lv_LV.UTF-8", LC_ALL="ru_RU.UTF-8") == heard(TRACKER_LANG="LV") == "lv"
    assert heard(LC_ALL="lv_LV.UTF-8") == "lv"
    assert heard(LC_MESSAGES="ru_RU", LANG="lv_LV") == "ru"
    assert heard(LANG="de_DE.UTF-8") == heard(LANG="C.UTF-8") == heard() == "en"
    nobody.db.with_name("tracker.toml").write_text('language = "LV"', encoding="utf-8")
    assert heard(LC_ALL="ru_RU.UTF-8") == "lv"
    assert heard(TRACKER_LANG="en", LC_ALL="ru_RU.UTF-8") == "en"
    nobody.db.with_name("tracker.toml").write_text("language = [", encoding="utf-8")
    assert heard(LC_ALL="ru_RU.UTF-8") == "ru", "the file is refused when all of it is read"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LC_ALL": "lv_LV.UTF-8@euro", "LANG": "ru_RU"}, "lv"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "ru"}, "ru"),
        ({"LANG": "lvx_LV"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({}, "en"),
    ],
    ids=str,
)
def test_a_locale_is_of_a_language(environment: Mapping[str, str], code: str) -> None:
    assert language.language_of(environment) == code


@pytest.mark.parametrize(("number", "code"), [(0x0426, "lv"), (0x0419, "ru"), (0x0407, "en"), (0xFFFF, "en")])
def test_windows_says_its_language_itself(monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    kernel: Any = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: number))
    monkeypatch.setattr("ctypes.windll", kernel, raising=False)
    monkeypatch.setattr(language, "os", SimpleNamespace(name="nt"))
    assert language.language_of({}) == code
    monkeypatch.delattr("ctypes.windll")
    assert language.language_of({}) == "en"


def test_a_language_that_there_is_not_is_wrong_usage(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("--lang", "xx", "stock"), ("stock", "-h", "--lang=xx")):
        assert nobody.refused(*words, code=2) == "There is no language 'xx'; choose en, lv or ru."
    for empty in (("stock", "--lang", ""), ("--lang= ", "stock")):
        assert nobody.refused(*empty, code=2) == "The option --lang is empty; specify a value or omit it."
    assert nobody("stock", "--lang", "lv", "--lang", "ru").code == nobody("stock", "--lang").code == 2
    monkeypatch.setenv("TRACKER_LANG", "xx")
    told = "TRACKER_LANG is 'xx', which is not a language; set it to en, lv or ru."
    for going_on in (("help", "begin"), ("completion", "zsh"), ("demo", nobody.db.with_name("sample.db"))):
        assert nobody.does(*going_on).err == f"{told}\n"
    assert "Every copy" in nobody.does("-h").out
    assert "Every copy" in nobody.does("-h", "--lang", "en").out


def test_after_two_dashes_nothing_is_an_option(clerk: Clerk) -> None:
    clerk.does("find", "--", "--lang=xx")


def test_english_reads_no_catalogue(nobody: Clerk) -> None:
    nobody.does("-h", "--lang", "lv")
    assert spoken.catalogue is not None
    nobody.does("-h")
    assert spoken.catalogue is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((word, True) for word in ("y", "YES", "j", "Jā", "д", "ДА")),
        *((word, False) for word in ("n", "no", "nē", "н", "Нет")),
        *((word, None) for word in ("", "maybe", "<")),
    ],
)
def test_yes_and_no_are_understood_in_every_language(typed: str, meant: bool | None) -> None:
    assert affirmed(typed) is meant


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_are_written_out_as_cldr_has_them(code: str) -> None:
    speak(code)
    locale = {"en": "en_GB"}.get(code, code)
    for month in range(1, 13):
        day = date(2015, month, month)
        assert long_date(day) == format_date(day, "long", locale=locale).replace(NARROW, NO_BREAK)
        assert full_date(day) == format_date(day, "full", locale=locale).replace(NARROW, NO_BREAK)


@pytest.mark.slow
def test_the_machines_language_is_that_of_a_process_of_its_own(tmp_path: Path) -> None:
    for locale, said in (("lv_LV.UTF-8", USAGE), ("C.UTF-8", "Usage: tracker ship ")):
        assert said in start("ship", "-h", db=tmp_path / "x.db", TRACKER_LANG="", LC_ALL=locale).stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(("code", "why"), [("lv", "diskā nav vietas"), ("ru", "диск заполнен")])
def test_a_full_disk_is_told_in_the_language(code: str, why: str, clerk: Clerk) -> None:
    refused = clerk("--lang", code, "stock", "--format", "csv", "-o", "/dev/full").err
    assert refused.endswith(f": {why}.\n")


@pytest.mark.parametrize(("code", "why"), [("lv", "saņēmējs vairs nepieņem"), ("ru", "получатель больше не")])
def test_an_answer_that_nobody_takes_is_told_in_the_language(
    code: str, why: str, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_answer: object, **_form: object) -> None:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    clerk.does("print", "THB/lv", "5")
    monkeypatch.setattr("tracker.cli.entries.say_entry", fail)
    answer = clerk("--lang", code, "ship", "london", "THB/lv=1")
    assert answer.code == 4
    assert why in answer.err
