"""Words of the program and names of countries: clerks may type what they read, and scripts always read the same."""

import pytest

from tests.conftest import Clerk

NAMED = (
    ("Embassy", "united kingdom"),
    ("vēstniecība", "Apvienotā Karaliste"),
    ("VESTNIECIBA", "apvienota karaliste"),
    ("посольство", "Великобритания"),
)


def test_kinds_and_countries_are_named_in_any_language_wherever_one_is_taken(clerk: Clerk) -> None:
    london = clerk.reads("place", "list", "--kind", "embassy", "--country", "GB")
    for kind, country in NAMED:
        assert clerk.reads("place", "list", "--kind", kind, "--country", country) == london
    clerk.does("shipments", "--kind", "vēstniecība", "--country", "Īrija")
    clerk.does("report", "refill", "--kind", "vēstniecība", "--country", "Īrija")
    assert [row["country"] for row in clerk.reads("report", "coverage", "--kind", "vēstniecība")] == ["IE", "GB"]
    added = clerk.logs("place", "add", "tallinn", "Tallina", "--kind", "vēstniecība", "--country", "Igaunija")
    assert (added["kind"], added["country"]) == ("embassy", "EE")
    edited = clerk.logs("place", "edit", "tallinn", "--kind", "библиотека", "--country", "Латвия")
    assert (edited["kind"], edited["country"]) == ("library", "LV")
    held = clerk.logs("seminar", "add", "s", "S", "--date", "2015-01-01", "--country", "Īrija")
    assert held["country"] == "IE"
    clerk.does("level", "set", "--kind", "Vēstniecība", "THB/lv=1")
    assert clerk.logs("kind", "edit", "soc. dienests", "--name", "Service")["code"] == "social-service"
    clerk.does("fund", "add", "riga", "Rīga")
    for purpose in ("Iespiešana", "Printing", "print", "drukāšana", "Печать"):
        assert clerk.logs("fund", "grant", "riga", 2015, 5, "--purpose", purpose)["purpose"] == "printing"
    assert "Did you mean printing?" in clerk.refused("fund", "grant", "riga", 2015, 5, "--purpose", "prnting", code=2)
    for group in ("skolēni", "Ученики", "pupils"):
        assert clerk.logs("seminar", "edit", "s", "--audience", f"{group}=3")["audience"] == "pupils=3"
    assert "школьники=3" in clerk.does("--lang", "ru", "seminar", "list").out
    assert "Did you mean LV (Latvia)" in clerk.refused("place", "list", "--country", "Latvja")


SAID = {
    "lv": {
        "places": "Vietas (vēstniecība, Apvienotā Karaliste)\n",
        "country": "  Apvienotā Karaliste  ",
        "open": " atvērta\n",
        "wanted": " neizpildīts\n",
        "distribution": "Izplatīšana: gads, veids, valsts; eksemplāri, kolonnās – valoda, ",
        "kinds": "soc. vēstniecība vēstniecība",
        "received": "tā statuss ir saņemts.",
        "lost": "iemesls: nozaudēšana.\n",
        "coverage": "Vietu aptvērums: vēstniecība, ",
        "closed": "Sūtījumi (ceļā), ",
    },
    "ru": {
        "places": "Пункты (посольство, Великобритания)\n",
        "country": "  Великобритания  ",
        "open": " открыт\n",
        "wanted": " не выполнена\n",
        "distribution": "Распространение: год, вид, страна, экземпляры, столбцы: язык на ",
        "kinds": "посольство посольство соцслужба",
        "received": "её статус — получена.",
        "lost": "причина: утрата.\n",
        "coverage": "Охват пунктов: посольство на ",
        "closed": "Отправки (в пути) на ",
    },
}


@pytest.mark.parametrize("code", SAID)
def test_people_read_words_of_their_language_and_scripts_read_codes(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    said = SAID[code]
    clerk.does("print", "THB/lv", 500)
    clerk.does("ship", "london", "dublin", "liepaja", "THB/lv=60", "--received")
    clerk.does("request", "add", "london", "THB/lv=10")
    report = ("report", "distribution", "--by", "year,kind,country", "--columns", "language")
    in_english = clerk.does(*report, "-f", "csv").out
    monkeypatch.setenv("TRACKER_LANG", code)
    assert clerk.does(*report, "-f", "csv").out == in_english
    drawn = clerk.does(*report).out
    assert drawn.startswith(said["distribution"])
    assert " ".join(line.split()[1] for line in drawn.splitlines()[3:6]) == said["kinds"]
    listed = clerk.does("place", "list", "--kind", "embassy", "--country", "GB").out
    assert listed.startswith(said["places"])
    assert said["country"] in listed
    assert said["open"] in listed
    assert said["open"] in clerk.does("place", "show", "london").out
    assert said["wanted"] in clerk.does("request", "list", "--fields", "request,status").out
    assert said["received"] in clerk("receive", 2).err
    assert said["lost"] in clerk.does("writeoff", "london", "THB/lv=1", "--reason", "lost").out
    assert clerk.does("report", "coverage", "--kind", "embassy").out.startswith(said["coverage"])
    assert clerk.does("shipments", "--status", "in-transit").out.startswith(said["closed"])
