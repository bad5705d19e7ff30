"""Every page shows the same as the command it names."""

import csv
import io
import re
import shlex
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import EntryType, docs, share_log, worded
from tests.conftest import Clerk
from tests.offices.plain_log import PlainLog, unreachable
from tests.page.visitors import Sent, Visitor
from tests.properties import quick_first
from tests.render.html_pages import Read
from tracker.model.dates import clock_time
from tracker.offices import copying
from tracker.reports import log

PAGES = (
    "/stock",
    "/stock?by=run",
    "/stock?by=place&at=2014-12-31",
    "/stock?item=THB/lv&low=5000",
    "/places?kind=embassy",
    "/distribution",
    "/distribution?by=country&by=year&columns=language&show=received",
    "/coverage?kind=library",
    "/due",
    "/runout?lead=6&months=12",
    "/refill?spread=THB%2Flv%3D100&kind=embassy",
    "/funding?known-at=2030-01-01",
    "/trace?of=THB/lv/1",
    "/log?place=london&type=receive",
    "/find?text=london",
)


def command_of(sent: Sent) -> list[str]:
    """The words of the command that a page names at its foot."""
    return shlex.split(sent.page.texts["code"][-1])[1:]


def cells(rows: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """The rows of a command as a page shows them: without empty columns, with names of countries."""
    names = [name for name in rows[0] if any(row[name] not in (None, "") for row in rows)]
    return names, [["" if row[name] is None else str(worded(name, row[name])) for name in names] for row in rows]


def shown(table: Read, names: list[str]) -> list[list[str]]:
    """The rows of a page, without totals, and the names of places that stand beside their codes."""
    heads = [head.lower().replace(" ", "_") for head in table.head]
    kept = [at for at, head in enumerate(heads) if head in names or head not in ("name", "total")]
    assert [heads[at] for at in kept] == [name.lower() for name in names]
    return [[row[at].replace("\N{NO-BREAK SPACE}", "") for at in kept] for row in table.rows]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_the_rows_of_its_command(office: Clerk, manager: Visitor, address: str) -> None:
    words = command_of(manager.get(address))
    names, rows = cells(office.reads(*words))
    sent = manager.get(address + ("&" if "?" in address else "?") + "&".join(f"column={name}" for name in names))
    rows = rows[::-1][:100][::-1] if address.startswith("/log") else rows[:100]
    mine = shown(sent.table, names)
    if address.startswith("/log"):
        assert sorted(mine) == sorted(rows), "the newest first"
        assert mine[0] != rows[0]
    elif "by=country" in address:
        assert mine == sorted(rows), "by the names of countries"
    else:
        assert mine == rows


@pytest.mark.parametrize("kind", quick_first([kind.value for kind in EntryType], 3))
def test_the_log_of_a_place_and_of_some_days_has_every_type(office: Clerk, manager: Visitor, kind: str) -> None:
    asked = "place=london&since=2012&until=2026"
    mine = manager.get(f"/log?type={kind}&{asked}").page.tables
    words = ("--type", kind, "--place", "london", "--since", "2012", "--until", "2026")
    assert len(mine[0].rows if mine else []) == len(office.reads("log", *words))


def test_the_overview_has_the_figures_of_its_command(office: Clerk, manager: Visitor) -> None:
    told, text = office.reads("overview"), manager.get("/").text.replace("\N{NO-BREAK SPACE}", "")
    figures = re.findall(r'<p class="figure"><a href="/why\?of=([^&]+)&amp;show=available">(\d+)</a>', text)
    assert figures == [(each["item"], str(each["available"])) for each in told["items"]]
    for item in told["items"]:
        assert f">of {item['on_hand']} on hand</a>" in text
        assert f"{item['months_left']} months left, until {item['runs_out_on']}" in text
    months = re.findall(r"<title>(\d{4}-\d\d), copies: (\d+)</title>", text)
    assert set(months) == {(each["month"], str(each["copies"])) for each in told["months"][-12:] if each["copies"]}
    assert re.findall(r'href="/entries/(\d+)"', text)[-6:] == [str(each["entry"]) for each in told["entries"][:6]]
    rows, parts = office.reads("report", "evidence", "--by", "kind"), Counter[str]()
    for name, copies in re.findall(r"</svg> <span>([^<]+)</span> <span>(\d+)</span>", text):
        parts[name.replace(" ", "_")] += int(copies)
    sums = {name: sum(row[name] for row in rows) for name in parts}
    assert parts == sums
    assert {"silent", "over", "given"} < set(parts)
    assert re.findall(r'<rect x="([^"]+)"[^>]* height="100%"', text)[0] == "0.00%", "the bar is filled from its start"
    whole = sum(row["printed"] + row["found"] for row in office.reads("report", "evidence"))
    assert sum(int(copies) for copies in re.findall(r'<p class="count">(\d+)</p>', text)) == whole


def test_a_shipment_is_one_row_and_its_columns_are_chosen(office: Clerk, manager: Visitor) -> None:
    asked = "/shipments?to=london&since=2014"
    parcels: dict[str, list[Any]] = {}
    for row in office.reads("shipments", "--to", "london", "--since", "2014"):
        parcels.setdefault(str(row["entry"]), []).append(row)
    table = manager.get(asked).table
    assert table.head == ["Date", "Name", "Copies", "Status", "Reference", "Entry"]
    assert [(row[-1], row[2], row[0]) for row in table.rows] == [
        (entry, ", ".join(f"{row['quantity']}\N{NO-BREAK SPACE}{row['item']}" for row in rows), rows[0]["date"])
        for entry, rows in reversed(parcels.items())
    ]
    chosen = manager.get(f"{asked}&column=date&column=entry")
    assert chosen.table.head == ["Date", "Entry"]
    assert manager.get("/shipments").table.head == ["Date", "Name", "Copies", "Status", "Days", "Reference", "Entry"]


@pytest.mark.parametrize(
    ("item", "figure"), quick_first([("THB/lv/6", "at_places"), ("THB/lv", "on_hand"), ("THB/ru", "available")], 1)
)
def test_a_figure_of_the_stock_leads_to_its_reason(office: Clerk, manager: Visitor, item: str, figure: str) -> None:
    by = "run" if item.count("/") > 1 else "item"
    address = f"/why?of={item}&show={figure}"
    assert f'href="{address}"' in unescape(manager.get(f"/stock?by={by}").text)
    register = office.reads("why", item, figure)
    assert office.reads("why", item, figure, "--last", "5") == register[-5:], "from the changes of the last year"
    page = manager.get(address)
    assert command_of(page) == ["why", item, figure]
    balances = [row[page.table.head.index("Balance")].replace("\N{NO-BREAK SPACE}", "") for row in page.table.rows]
    assert balances == [str(row["balance"]) for row in reversed(register)][:100]


def test_a_long_list_is_cut_but_not_its_files(office: Clerk, manager: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.page.subjects.reports._MOST_PLACES", 2)
    for module in (
        "tracker.page.content",
        *(f"tracker.page.subjects.{name}" for name in ("entries", "places", "reports")),
    ):
        monkeypatch.setattr(f"{module}.NEWEST", log.Portion(3))
    stock, why = manager.get("/stock?by=place"), manager.get("/why?of=THB/lv")
    assert "Only the first 2 places are shown." in stock.text
    assert len({row[0] for row in stock.table.rows}) == 2
    for page in (why, manager.get("/shipments"), manager.get("/places/london")):
        assert "Newest entries shown: 3. The files contain all." in page.text
    assert len(why.table.rows) == 3
    entries = [row[page.table.head.index("Entry")] for page in [manager.get("/log")] for row in page.table.rows]
    newest = dict.fromkeys(str(each["entry"]) for each in office.reads("log", "--last", 3))
    assert list(dict.fromkeys(entries)) == list(newest)[::-1]
    for address, *words in (
        *(("/stock?by=place", "stock", "--by", "place"), ("/why?of=THB/lv", "why", "THB/lv"), ("/log?", "log")),
        *(
            ("/shipments?to=london", "shipments", "--to", "london"),
            ("/places/london?table=shipments", "shipments", "--to", "london"),
        ),
    ):
        assert manager.get(f"{address}&format=csv").text == office.does(*words, "--format", "csv").out


def test_the_story_of_a_place_and_of_a_parcel_are_told(office: Clerk, manager: Visitor) -> None:
    place = manager.get("/places/london")
    assert "Latvijas vēstniecība Apvienotajā Karalistē (london)" in place.page.texts["h1"]
    held = office.reads("place", "show", "london")["stock"]
    assert [row[:2] for row in place.table.rows] == [[each["item"], str(each["copies"])] for each in held]
    assert 'href="/why?of=THB/lv&amp;place=london"' in place.text
    parcel = next(row["entry"] for row in office.reads("shipments", "--to", "london") if row["status"] == "received")
    story = manager.get(f"/entries/{parcel}").page
    lines = [line for line in office.does("show", str(parcel)).out.splitlines() if line.startswith("  entry ")]
    assert [text.strip() for text in story.texts["p"] if text.startswith("  entry ")] == [
        line.strip() for line in reversed(lines)
    ]


def test_a_table_is_sorted_by_any_column_in_latvian_order(manager: Visitor) -> None:
    by_name = [row[1] for row in manager.get("/places?sort=name").table.rows]
    assert by_name == [row[1] for row in manager.get("/places").table.rows]
    assert [row[1] for row in manager.get("/places?sort=-name").table.rows] == by_name[::-1]
    page = manager.get("/stock?by=place&sort=-copies")
    copies = [int(row[5].replace("\N{NO-BREAK SPACE}", "")) for row in page.table.rows]
    assert copies == sorted(copies, reverse=True)
    assert 'aria-sort="descending"><a href="/stock?by=place&amp;sort=copies">' in page.text
    assert manager.get("/stock?sort=nonsense").status == 400
    assert "sort=place" in manager.get("/log").text
    assert "sort=name" not in manager.get("/log").text  # shown next to the code, but no column


def test_figures_lead_to_their_register(manager: Visitor) -> None:
    assert "Copies are those sent on the last day with a shipment" in manager.get("/coverage").text
    for page in ("/", "/stock", "/stock?by=run", "/places/london", "/runout"):
        assert re.search('href="/why[?]of=THB(/|%2F)lv', manager.get(page).text), page


def test_rows_are_filtered_whatever_the_case_and_the_marks(manager: Visitor) -> None:
    found = manager.get("/places?filter=VESTNIECIBA%20cy").table.rows
    assert [row[0] for row in found] == ["nicosia"]
    assert "No row contains the text." in manager.get("/places?filter=nothing-like-it").text


@pytest.mark.slow
def test_a_table_can_be_had_as_a_file_as_it_is_shown(office: Clerk, manager: Visitor) -> None:
    whole = manager.get("/stock?by=run&format=csv")
    assert whole.text == office.does("stock", "--by", "run", "--format", "csv").out
    assert whole.headers["content-disposition"] == 'attachment; filename="stock.csv"'
    by_country = office.does("report", "distribution", "--by", "country", "--format", "csv").out
    for language in ("en", "lv"):
        told = manager.another().get("/distribution?by=country&format=csv", accept_language=language)
        assert told.text == by_country, "in one order, whatever the language"
    some = manager.get("/places?filter=vestnieciba&sort=-name&format=csv")
    names = [row["name"] for row in csv.DictReader(io.StringIO(some.text))]
    assert names == [row[1] for row in manager.get("/places?filter=vestnieciba&sort=-name").table.rows]
    assert manager.get("/stock?format=xlsx").body.startswith(b"PK")
    assert manager.get("/places/london?format=csv&table=shipments").text.startswith("entry,date,place")
    assert manager.get("/stock?format=exe").status == 400


def test_days_are_kept_from_page_to_page(manager: Visitor) -> None:
    asked = "at=2014-12-31&known-at=2030-01-01"
    text = unescape(manager.get(f"/stock?{asked}").text)
    assert f'href="/shipments?{asked}"' in text
    assert f'href="/trace?of=THB%2Flv&{asked}"' in text
    assert f'href="/stock?{asked}&lang=lv"' in text
    assert 'type="date" value="2014-12-31"' in text


def test_a_language_is_chosen_and_stays(manager: Visitor) -> None:
    assert manager.get("/stock", accept_language="de, lv;q=0.9, ru;q=0.5").page.texts["h1"] == ["Krājumi"]
    assert manager.get("/stock?by=run&lang=ru").headers["location"] == "/stock?by=run"
    text = manager.get("/stock?by=run", accept_language="lv").text
    assert '<html lang="ru">' in text
    other = manager.another()
    assert '<html lang="en">' in other.get("/stock").text, "each session has its own"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/places/lodnon", 404, "There is no place 'lodnon'. Did you mean london"),
        ("/entries/4711", 404, "There is no entry 4711; the last entry is"),
        ("/entries/x", 400, "'x' is not a number; enter a number such as 12."),
        ("/stock?at=soon", 400, "'soon' is neither a date nor a period"),
        ("/stock?page=0", 400, "'0' is not a number"),
        ("/stock?by=colour", 400, "'colour' is not one of item, run, place."),
        ("/help/quux", 404, "There is no topic 'quux'."),
        ("/nowhere", 404, "There is no such page."),
        ("/trace", 200, "Choose a print run to see which places received copies of it."),
        ("/why", 200, "Choose an item or print run, and a figure of its stock."),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(manager: Visitor, address: str, status: int, said: str) -> None:
    sent = manager.get(address)
    assert sent.status == status
    assert said in unescape(sent.text)


def test_the_manual_is_on_the_page_and_its_topics_lead_to_each_other(manager: Visitor) -> None:
    chapters = unescape(manager.get("/help").text)
    assert all(f'<a href="/help/{name}">{title}</a>' in chapters for name, title in docs.topics().items())
    topic = manager.get("/help/rules").text
    assert '<a href="/help/counts"><code>tracker help counts</code></a>' in topic
    assert '<pre tabindex="0"><code class="language-console">$ tracker ship london THB/lv=6000\n' in topic
    found = manager.get("/help?text=network+drive").text
    assert '<h2><a href="/help/backups">' in found and "NFS" in found
    assert "No topic contains these words." in manager.get("/help?text=quux").text


def test_texts_of_users_are_text(office: Clerk, manager: Visitor) -> None:
    name = "<script>alert(1)</script> & \"q\" 'q' {{ 7 * 7 }}"
    office.does("place", "edit", "london", "--name", name, "--note", "a < b")
    sent = manager.get("/places/london")
    assert name in re.sub(r" \(london\)$", "", sent.page.texts["h1"][0])
    assert "<script>" not in sent.text
    assert "{{ 7 * 7 }}" in sent.text


@pytest.mark.slow
def test_the_page_of_a_copy_says_as_of_when_it_knows(
    office: Clerk, manager: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And catches up by itself, unless the log does not answer."""
    assert "As of " not in manager.get("/stock").text
    log = PlainLog(tmp_path / "log.sqlite")
    share_log(monkeypatch, log)
    office.does("share", "rqlite://riga@log")
    london = tmp_path / "london.db"
    office.does("join", "rqlite://london@log", "--db", london)
    office.does("booklet", "add", "NEW", "Another booklet", "--db", london)
    office.does("print", "NEW/lv", 77, "--db", london)
    copying._refreshed.clear()
    moment = clock_time(office.reads("info")["log_in_touch_at"])
    for address in ("/", "/stock", "/places/london", "/log"):
        shown = manager.get(address).page.texts["p"]
        assert f"As of {moment}." in [text.strip() for text in shown]
    assert "NEW/lv" in manager.get("/stock").text
    with monkeypatch.context() as patched:
        patched.setattr(log, "last", lambda: unreachable(None))
        copying._refreshed.clear()
        assert "NEW/lv" in manager.get("/stock").text
    office.does("leave")
    assert "As of " not in manager.get("/stock").text


def test_a_parcel_has_one_status_and_all_its_items_whatever_the_filter(office: Clerk, manager: Visitor) -> None:
    def row(address: str) -> list[str]:
        return next((row[2:4] for row in manager.get(address).table.rows if row[-1] == str(parcel)), [])

    office.does("ship", "london", "THB/lv=10", "THB/ru=5")
    parcel = office.reads("log")[-1]["entry"]
    office.does("receive", str(parcel), "THB/lv=10")
    copies = "10\N{NO-BREAK SPACE}THB/lv, 5\N{NO-BREAK SPACE}THB/ru"
    assert row("/shipments?status=partly-received") == [copies, "partly-received"]
    assert row("/shipments?status=in-transit") == [copies, "partly-received"], "as on the command line"
    assert row("/shipments?status=closed") == []
    office.does("receive", str(parcel), "THB/ru=2", "--close")
    assert office.reads("show", str(parcel))["status"] == "closed"
    assert row("/shipments?status=closed") == row("/shipments?to=london") == [copies, "closed"]
    assert f"Status of the copies of shipment {parcel}" in manager.get(f"/entries/{parcel + 1}").text
    assert "Status of its copies" in manager.get(f"/entries/{parcel}").text
    office.does("void", str(parcel), "--reason", "typing error", "--yes")
    assert "Karalistē (voided)</a>" in manager.get(f"/find?text={parcel}").text
