"""inbox: answers by mail or telephone wait outside the ledger until a clerk accepts them."""

import errno
import io
import json
import sqlite3
import string
import sys
from contextlib import closing
from email.message import EmailMessage
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from tests.adapters import short_code
from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once
from tests.properties import quick_first

COLUMNS = "answer,received_at,place,what,shipment,item,quantity,expected,needed,name,note,status"


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk with 400 copies, and shipment 3 of 25 lv and 40 ru copies in transit to London."""
    clerk.does("print", "THB/lv", 200, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 200, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=25", "THB/ru=40", "--date", "2015-02-01")
    return clerk


PARCEL = short_code(3)


def rows(clerk: Clerk) -> list[tuple[Any, ...]]:
    """Return the rows of `inbox`: answer, what, item, quantity, expected and status of each line."""
    return [
        tuple(row[name] for name in ("answer", "what", "item", "quantity", "expected", "status"))
        for row in clerk.reads("inbox")
    ]


def mailed(monkeypatch: pytest.MonkeyPatch, content: bytes, *, is_typed: bool = False) -> None:
    """Put a mail on standard input, or type it."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content), isatty=lambda: is_typed))


def test_an_answer_waits_outside_the_ledger_is_accepted_and_waits_again_when_that_is_undone(sent: Clerk) -> None:
    before = sent.db.read_bytes()
    told = sent.does("inbox", "add", f"{PARCEL} lv=25 ru=38").out
    assert told == "Answer 1 from london is in the inbox: arrived THB/lv=25 THB/ru=38.\n"
    assert sent.does("inbox", "-f", "csv").out.splitlines()[0] == COLUMNS
    waiting = [(1, "arrived", "THB/lv", 25, 25, "waiting"), (1, "arrived", "THB/ru", 38, 40, "waiting")]
    assert rows(sent) == waiting
    assert "was already in the inbox" in sent.does("inbox", "add", f"{PARCEL} ru=38 lv=25").out
    assert sent.db.read_bytes() == before, "the ledger is as it was"
    assert "Would record" in sent.does("inbox", "accept", 1, "--dry-run").out
    assert rows(sent) == waiting
    done = sent.logs("inbox", "accept", 1)["accepted"][0]
    assert done["entries"][0]["type"] == "receive"
    assert done["entries"][0]["note"] == "answered by the place, answer 1"
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 38}
    assert {row[-1] for row in rows(sent)} == {"accepted"}
    command = done["command"]
    already = f"Answer 1 was already accepted; see 'tracker log --command {command}'."
    assert sent.refused("inbox", "accept", 1) == already
    sent.does("undo", "--yes")
    assert rows(sent) == waiting
    sent.does("inbox", "accept", 1, "ru=39")
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 39}
    sent.does("check")


def test_a_line_is_read_whatever_its_spaces_dashes_and_case(sent: Clerk) -> None:
    letter = PARCEL[-1]
    sent.does("inbox", "add", f"3 – {letter.lower()}   LV = 25,ru=40")
    for line in (
        *(f"№ {PARCEL} ok", f"Pavadzīmes numurs: {PARCEL} 25 40", f"• Код для ответа: {PARCEL} все"),
        *(f"3{letter} thb/lv=25 THB/RU=40", f"3-{letter} ok", f"3-{letter} 25 40", f"«3-{letter}: visi»"),
        *(f"1) {PARCEL} lv=25 ru=40", f"No. {PARCEL} ok", f"{PARCEL} OK!", f"(Pavadzīme {PARCEL}: viss saņemts)"),
        *(f"Hello! We received {PARCEL} ok", f"Saņēmām {PARCEL} lv=25 ru=40", f"Получено: {PARCEL} 25 40"),
    ):
        assert "already" in sent.does("inbox", "add", *line.split(" ")).out
    for before in (
        "We did not receive",
        "Not",
        "No",
        "Missing from",
        "1) trūkst",
        "Не пришла",
        "Nesaņēmām",
        "Не получили",
        "❌",
    ):
        refused = sent.refused("inbox", "add", f"{before} {PARCEL} lv=5 ru=2", code=2)
        assert refused.startswith(f"'{before} {PARCEL} lv=5 ru=2' is not understood")
    assert len(rows(sent)) == 2
    refused = sent.refused("inbox", "add", f"3-{letter} 25", code=2)
    assert refused == (
        f"Lines of parcel {PARCEL}: 2. Name the items or, unless the shipment was corrected, specify a number for "
        f"each line: {PARCEL} lv=25 ru=40"
    )
    assert "THB/lv in transit is 25, not 26" in sent.refused("inbox", "add", f"{PARCEL} lv=26", code=2)
    assert "'de' is not one of these booklets" in sent.refused("inbox", "add", f"{PARCEL} de=2")
    assert "is not understood" in sent.refused("inbox", "add", f"{PARCEL} tomorrow", code=2)
    assert "No answer was found." in sent.refused("inbox", "add", "good day")


def test_a_count_is_compared_with_the_shelf_and_recorded_as_a_count(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-02-02")
    code = place_code(sent)
    sent.does("inbox", "add", f"{code.upper()} lv 30 ru 12")
    assert rows(sent) == [(1, "counted", "THB/lv", 30, 25, "waiting"), (1, "counted", "THB/ru", 12, 40, "waiting")]
    sent.does("inbox", "accept", "--all")
    assert held_by(sent, "london") == {"THB/lv": 30, "THB/ru": 12}
    assert sent.reads("log")[-1]["type"] == "count"
    evidence = {
        row["place"]: (row["counted"], row["arrived"]) for row in sent.reads("report", "evidence", "--by", "place")
    }
    assert evidence["london"] == (42, 0)


def place_code(clerk: Clerk) -> str:
    """Return London's short code: one of all letters is right."""
    found = [
        f"london-{letter}"
        for letter in string.ascii_uppercase
        if "mistyped" not in clerk("inbox", "add", f"london-{letter} x=1").err
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("order", quick_first([((4, 3, 2),), ((2, 3, 4),), ((3, 2, 4),)], 1))
def test_a_count_includes_what_the_place_had_received_in_whatever_order_a_clerk_accepts(
    sent: Clerk, order: tuple[int, ...]
) -> None:
    """A corrected receipt of a parcel that was counted changes no stock; a parcel after the count is added."""
    sent.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    sent.does("inbox", "add", f"{PARCEL} lv=20 ru=38")
    sent.does("inbox", "add", f"{place_code(sent)} lv=24 ru=38")
    sent.does("inbox", "add", f"{PARCEL} lv=25")
    sent.does("inbox", "add", f"{short_code(4)} ok")
    assert rows(sent) == [
        (1, "arrived", "THB/lv", 20, None, "rejected"),
        (1, "arrived", "THB/ru", 38, 40, "waiting"),
        (2, "counted", "THB/lv", 24, 25, "waiting"),
        (2, "counted", "THB/ru", 38, 38, "waiting"),
        (3, "arrived", "THB/lv", 25, 25, "waiting"),
        (4, "arrived", "THB/lv", 10, 10, "waiting"),
    ]
    assert sent.reads("inbox")[0]["note"] == "Replaced by answer 3."
    for number in (*order, 1):
        sent.does("inbox", "accept", number)
        if number == 2:
            sent.does("fix", "last", "lv=24", "ru=37")
            sent.does("fix", "last", "ru=38", "--yes")
    assert held_by(sent, "london") == {"THB/lv": 34, "THB/ru": 38}
    sent.does("undo", "--yes")
    sent.does("inbox", "accept", 1)
    assert held_by(sent, "london") == {"THB/lv": 34, "THB/ru": 38}
    sent.does("check")


def test_an_answer_that_names_an_item_twice_or_comes_late_is_accepted_in_part(sent: Clerk) -> None:
    sent.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    sent.does("inbox", "add", f"{PARCEL} ok")
    with closing(sqlite3.connect(f"{sent.db}.desk")) as desk, desk:
        lines = [("arrived", "THB/lv", 25, 3), ("arrived", "THB/lv", 10, 4), ("counted", "THB/lv", 33, None)]
        desk.execute("UPDATE answer SET lines = ?", [json.dumps(lines)])
    refused = sent.refused("inbox", "accept", 1, "lv=9", code=2)
    assert refused == (
        f"Answer 1 names THB/lv more than once. Specify which: {PARCEL}:THB/lv=9, {short_code(4)}:THB/lv=9, "
        "counted:THB/lv=9."
    )
    sent.does("receive", 3)
    late = sent.refused("inbox", "accept", 1, f"{short_code(4)}:lv=9", "counted:lv=34")
    assert late.endswith(f"To omit the parcel, run 'tracker inbox accept 1 {PARCEL}:THB/lv=0'.")
    sent.does("inbox", "accept", 1, f"{short_code(4)}:lv=9", "counted:lv=34", f"{PARCEL}:THB/lv=0")
    assert held_by(sent, "london") == {"THB/lv": 34, "THB/ru": 40}
    sent.does("inbox", "add", f"{short_code(4)} ok")
    sent.does("receive", 4)
    sent.does("inbox", "add", f"{place_code(sent)} lv=45")
    both = sent("inbox", "accept", 3, 2)
    assert "Entry 9: london counted" in both.out, "the one that was recorded is reported"
    assert both.err.endswith("To reject the answer, run 'tracker inbox reject 2 --reason TEXT'.\n")


@pytest.mark.slow
def test_the_letter_gives_away_one_wrong_character(sent: Clerk) -> None:
    code = place_code(sent)
    for code_of, letter in ((code[:-2], code[-1]), (str(3), PARCEL[-1])):
        for at in range(len(code_of)):
            for other in string.ascii_lowercase + string.digits if code_of == "london" else string.digits:
                wrong = code_of[:at] + other + code_of[at + 1 :]
                if wrong not in (code_of, "0"):
                    said = sent.refused("inbox", "add", f"{wrong}-{letter} lv=1")
                    assert "mistyped" in said or "No answer was found" in said
    assert rows(sent) == []


def test_a_mail_from_a_telephone_holds_the_lines(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["Subject"] = "consul@example.org", "<1@example.org>", "Re: Delivery note"
    mail.set_content(
        f"Labdien!\n\n{PARCEL} lv=25 ru=39\n\nAr cieņu, konsule\nNo manas ierīces\n\n"
        f"-----Original Message-----\nExample: {PARCEL} ok\n{PARCEL} lv=1 ru=1\n> {PARCEL} lv=2 ru=2\n"
    )
    mail.add_alternative("<p>Labdien!</p>", subtype="html")
    for _ in range(2):
        mailed(monkeypatch, mail.as_bytes())
        sent.does("inbox", "add")
    assert [row[3] for row in rows(sent)] == [25, 39]
    web = EmailMessage()
    web["From"], web["Message-ID"] = "consul@example.org", "<2@example.org>"
    web.set_content(
        f"<div>Labdien,</div><div>{PARCEL}&nbsp;lv=24 ru=39</div><blockquote>{PARCEL} ok</blockquote>", subtype="html"
    )
    mailed(monkeypatch, web.as_bytes())
    assert sent.does("inbox", "add").err == "Answer 1 was about the same copies and is replaced.\n"
    mailed(monkeypatch, mail.as_bytes())
    said = "Answer 1 from london said the same and was rejected: Replaced by answer 2.\n"
    assert sent.does("inbox", "add").out == said, "an old mail replaces nothing"
    assert [(row[3], row[-1]) for row in rows(sent)] == [
        (24, "waiting"),
        (39, "waiting"),
        (25, "rejected"),
        (39, "rejected"),
    ]
    assert sent.reads("inbox")[-1]["note"] == "Replaced by answer 2."


@pytest.mark.parametrize(
    "text",
    [
        "FYI\n\n------ Forwarded message -----\nFrom: Consul <c@example.org>\nSubject: Re: Note\n\n{line}\n",
        "_______________\nFrom: Consul <c@example.org>\nSent: Monday\n\n{line}\n\nFrom: o@example.org\n",
        "> Labdien!\n>\n> {line}\n>> {other}\n",
        "{line}\n\nBegin forwarded message:\n\n> From: o@example.org\n> To: c@example.org\n>\n> Hello\n",
        "_______________\n\nFrom: Consul <c@example.org>\nSent: Monday\n \n{line}\n",
        "From: Consul <c@example.org>\nSent: Monday\nSubject: Note\nCode: {line}\n",
    ],
    ids=["Gmail", "Outlook", "quoted", "above", "blank", "without blank"],
)
def test_a_forwarded_mail_is_read_without_its_header(sent: Clerk, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for subject in ("Fwd: Note", "Re: Note") if text.startswith("FYI") else ("FW: Note",):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "office@example.org", subject
        mail.set_content(text.format(line=f"{PARCEL} lv=25 ru=39", other=f"{PARCEL} lv=1"))
        mailed(monkeypatch, mail.as_bytes())
        if subject == "Re: Note":
            assert sent.refused("inbox", "add").startswith("No answer was found.")
        else:
            sent.does("inbox", "add")
        assert [row[3] for row in rows(sent)] == [25, 39]


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, 2 Feb 2015, Office <o@example.org>\nwrote:\n\n",
        "pirmd., 2015. g. 2. febr., lietotājs Birojs (<o@example.org>) rakstīja:\n",
        "2 февр. 2015 г., Отдел написал(а):\n",
        "пн, 2 февр. 2015 г. в 10:00, Отдел <o@example.org>:\n",
        "<b>From:</b> Office<br><b>Sent:</b> Monday<br><br>",
        "<p><b>No:</b>&nbsp;Birojs<br><b>Nosūtīts:</b> pirmdien</p>",
        "<div><b>От:</b> Отдел &lt;o@example.org&gt;</div>",
        "On Monday, Office wrote:<br><blockquote>Hello<blockquote>",
    ],
)
def test_a_quoted_mail_without_marks_is_not_the_place_s_answer(
    sent: Clerk, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    ends = "</blockquote></blockquote>" if "<blockquote>" in header else ""
    for own, quantities in (("Nothing came.", []), (f"{PARCEL} lv=24 ru=39", [24, 39])):
        mail = EmailMessage()
        mail["From"] = "consul@example.org"
        page = "html" if "<" in header.partition("@")[0].replace("<o", "") else "plain"
        mail.set_content(f"{own}\n{'<br>' * (page == 'html')}\n{header}{PARCEL} lv=25 ru=40{ends}\n", subtype=page)
        mailed(monkeypatch, mail.as_bytes())
        sent("inbox", "add")
        assert [row[3] for row in rows(sent)] == quantities


@pytest.mark.parametrize(
    ("page", "refused"),
    [
        ("<p>We did not receive\n{line}</p>", "is not understood"),
        ("<p><s>{line}</s></p>", "No answer was found."),
        ("<tr><td>{line}</td><td>2</td></tr>", "is not understood"),
        ("<tr><td>{code}</td>\n<td>lv=24</td>\n<td>ru=39</td></tr>", ""),
        ("<div>Dear Anna,<div>{code} lv=24 ru=39</div></div>", ""),
        ("<blockquote>Hello</blockquote><p>{code} lv=24 ru=39</p><blockquote>{line}</blockquote>", ""),
    ],
)
def test_the_lines_of_a_page_are_those_that_one_sees(
    sent: Clerk, monkeypatch: pytest.MonkeyPatch, page: str, refused: str
) -> None:
    text = page.format(line=f"{PARCEL} lv=24 ru=3", code=PARCEL)
    mailed(monkeypatch, f"From: a@b\nContent-Type: text/html\n\n{text}\n".encode())
    answer = sent("inbox", "add")
    assert (refused in answer.err, answer.code == 0) == (True, not refused)
    assert [row[3] for row in rows(sent)] == ([] if refused else [24, 39])


def test_an_answer_below_a_marked_quotation_is_read(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (f"On 2.3.2026, Office wrote:\n\n> {PARCEL} ok\n", "Room 7.\nAs I already wrote:\n"):
        mailed(monkeypatch, f"From: a@b\n\n{text}\n{PARCEL} lv=24\n".encode())
        sent.does("inbox", "add")
        assert [row[3] for row in rows(sent)][:1] == [24]


def test_an_empty_part_of_a_mail_does_not_hide_the_other(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = EmailMessage()
    mail["From"] = "consul@example.org"
    mail.set_content("\n")
    mail.add_alternative(f"<p>{PARCEL} lv=24</p>", subtype="html")
    mailed(monkeypatch, mail.as_bytes())
    sent.does("inbox", "add")
    assert [row[3] for row in rows(sent)] == [24]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; charset=idna\n",
        "Content-Type: text/plain; charset=zlib\n",
        "".join(f"Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n" for at in range(3000)),
        "\n" + "Hello!\n" * 40_000,
    ],
    ids=["idna", "zlib", "nested", "long"],
)
def test_a_mail_that_cannot_be_read_is_refused(sent: Clerk, monkeypatch: pytest.MonkeyPatch, head: str) -> None:
    mailed(monkeypatch, f"From: a@b\n{head}\n{PARCEL} ok\n".encode())
    assert sent.refused("inbox", "add").startswith("The e-mail cannot be read; enter its lines: tracker inbox add ")


@pytest.mark.parametrize(
    "mail",
    [
        "From: =?utf-8?b?SmFuYQpL?= <a@b>\n\n{line}\n",
        "From: " + "(" * 200_000 + "\n\n{line}\n",
        "From: a@b\nTo: " + "a@b, (" * 40_000 + "\n\n{line}\n",
        "From: a@b\nSubject: " + "=?a?q?" * 40_000 + "\n\n{line}\n",
        "From: a@b\nContent-Type: text/plain" + "; a*0*=1" * 12_000 + "\n\n{line}\n",
        *(
            "From: a@b\nContent-Type: text/html\n\n{line}<br>" + tag * 25_000
            for tag in ("<", "<!--", "<a b='", "<style")
        ),
        *("From: a@b\n\n{line}\n" + letter * 60_000 + "\n" for letter in ("-", "a@", "1-a ", "\n* ")),
        "From: a@b\n\n{line}\n3-K " + "1" * 500 + "x\n",
        "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{line}\n--b\n\n" + "photo " * 100_000,
    ],
)
def test_a_strange_mail_is_read_in_a_moment(sent: Clerk, monkeypatch: pytest.MonkeyPatch, mail: str) -> None:
    mailed(monkeypatch, mail.replace("{line}", f"{PARCEL} lv=24").encode())
    began = process_time()
    sent.does("inbox", "add")
    assert process_time() - began < 5
    assert [row[3] for row in rows(sent)] == [24]


def test_what_may_be_a_slip_or_is_refused_still_waits_and_a_reason_rejects(sent: Clerk) -> None:
    sent.does("inbox", "add", f"{place_code(sent)} lv=5000")
    sent.does("inbox", "add", f"{PARCEL} ok")
    told = sent.does("inbox", "accept", "--all").out
    assert "Answer 1 from london is still pending." in told
    assert "add --yes" in told
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 40}
    assert "names THB/de" not in sent("inbox", "accept", 1, "lv=30", "--dry-run").err
    assert "add --yes" in sent.refused("inbox", "accept", 1)
    assert sent.does("inbox", "reject", 1, "--reason", "typed twice").out == "Rejected answer 1 from london.\n"
    assert sent.reads("inbox")[-1]["note"] == "typed twice"
    assert "was rejected; to record it, enter it again" in sent.refused("inbox", "accept", 1)
    assert "no answer 9" in sent.refused("inbox", "reject", 9, "--reason", "x")
    assert sent.does("inbox", "accept", "--all").out == "No pending answers.\n"


def test_a_line_that_is_dictated_again_after_a_rejection_or_another_is_new(sent: Clerk) -> None:
    for line in ("ok", "lv=24 ru=40", "ok"):
        sent.does("inbox", "add", f"{PARCEL} {line}")
    assert [row["quantity"] for row in sent.reads("inbox") if row["status"] == "waiting"] == [25, 40]
    assert "already in the inbox" in sent.does("inbox", "add", f"{PARCEL} ok").out
    sent.does("inbox", "reject", 3, "--reason", "misheard")
    assert "is in the inbox" in sent.does("inbox", "add", f"{PARCEL} ok").out


def test_each_of_several_lines_about_one_shelf_is_taken(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{place_code(sent)} lv=25\n{place_code(sent)} ru=40\n\n{place_code(sent)} lv=7\n"
    mailed(monkeypatch, lines.encode())
    sent.does("inbox", "add")
    assert [(row["item"], row["quantity"]) for row in sent.reads("inbox")] == [("THB/lv", 25), ("THB/ru", 40)]


def test_a_wrapped_line_is_whole_and_one_that_differs_is_reported(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    mailed(monkeypatch, f"{PARCEL} lv=21 \nru=40\nno wait\n{PARCEL} lv=20 ru=40\n".encode())
    done = sent("inbox", "add")
    assert "arrived THB/lv=21 THB/ru=40" in done.out
    assert f"run 'tracker inbox add \"{PARCEL} lv=20 ru=40\"'" in done.err
    sent.does("fix", 3, "THB/lv=30")
    assert {row["shipment"] for row in sent.reads("inbox")} == {5}, "a printed code leads to the replacement"
    assert "recorded again as entry 5." in sent.refused("receive", PARCEL)
    assert "THB/lv=30 THB/ru=40" in sent.does("inbox", "add", f"{PARCEL} ok").out
    sent.does("inbox", "accept", "--all")
    assert held_by(sent, "london") == {"THB/lv": 30, "THB/ru": 40}


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_taken(
    sent: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    sent.does("receive", 4)
    code = place_code(sent)
    unused = {
        f"Note {PARCEL}: received lv=25": "is not understood",
        f"{code} 3": "names no booklets",
        f"1) {short_code(4)} lv=9": "has nothing left in transit",
        "No. 3-A lv=25": "The code 3-A is mistyped.",
    }
    mailed(monkeypatch, "\n".join(["Dear all,", *unused, f"2) {PARCEL} ru=39", "3 a day"]).encode(), is_typed=True)
    done = sent("inbox", "add")
    assert (done.code, rows(sent)) == (0, [(1, "arrived", "THB/ru", 39, 40, "waiting")])
    paste, *named = done.err.splitlines()
    assert "End it with Ctrl-D" in paste
    for line, (text, why) in zip(named, unused.items(), strict=True):
        assert line.startswith(f"Not used: {text}. ")
        assert why in line


def test_an_answer_is_recorded_only_at_the_place_that_gave_it(sent: Clerk) -> None:
    sent.does("inbox", "add", f"{PARCEL} ok")
    sent.does("fix", 3, "dublin")
    assert "nothing left in transit" in sent.refused("inbox", "add", f"{PARCEL} ok"), "its note is London's"
    why = "Answer 1 is from london, but shipment 5 goes to dublin."
    assert f"Answer 1 from london is still pending. {why}" in sent.does("inbox", "accept", "--all").out
    assert sent.refused("inbox", "accept", 1).startswith(why)
    assert held_by(sent, "dublin") == {}
    sent.does("inbox", "add", f"{short_code(5)} lv=25")
    sent.does("fix", 5, "london", "THB/ru=39")
    assert sent.refused("inbox", "add", f"{PARCEL} 25 39", code=2).endswith("each line: 7-W lv=25 ru=39")
    assert "but shipment 7 goes to london" in sent.refused("inbox", "accept", 2)
    sent.does("inbox", "accept", 1, "ru=39")
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 39}


def test_an_answer_that_may_correct_a_recorded_number_is_not_added_to_it(sent: Clerk) -> None:
    sent.does("inbox", "add", f"{PARCEL} lv=12")
    sent.does("inbox", "accept", "--all")
    sent.does("inbox", "add", f"{PARCEL} lv=11")
    said = "12 copies of THB/lv were already received."
    assert [row["note"] for row in sent.reads("inbox")] == [said, None]
    assert f"is still pending. {said}" in sent.does("inbox", "accept", "--all").out
    assert said in sent.does("inbox", "accept", 2, "--dry-run").out
    assert sent.refused("inbox", "accept", 2) == f"{said} To record it anyway, add --yes."
    assert held_by(sent, "london") == {"THB/lv": 12}
    sent.does("inbox", "add", f"{PARCEL} ru=40")
    assert "40 copies" in sent.does("inbox", "accept", 3).out, "other copies are no correction"
    sent.does("inbox", "accept", 2, "--yes")
    assert held_by(sent, "london") == {"THB/lv": 23, "THB/ru": 40}


def test_the_second_part_of_a_parcel_is_accepted_with_all(sent: Clerk) -> None:
    """It is the number of copies still in transit. The same number as before may be the first part, repeated."""
    sent.does("inbox", "add", f"{PARCEL} lv=12 ru=20")
    sent.does("inbox", "accept", "--all")
    sent.does("inbox", "add", f"{PARCEL} lv=13")
    sent.does("inbox", "accept", "--all")
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 20}
    sent.does("inbox", "add", f"{PARCEL} ru=20")
    assert "20 copies of THB/ru were already received." in sent.does("inbox", "accept", "--all").out
    sent.does("inbox", "reject", 3, "--reason", "sent twice")
    sent.does("receive", PARCEL, "THB/ru=5")
    sent.does("inbox", "add", f"{PARCEL} ok")
    sent.does("inbox", "accept", "--all")
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 40}


def test_a_count_expects_only_copies_that_can_still_arrive(sent: Clerk) -> None:
    sent.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    sent.does("ship", "london", "THB/lv=7", "--date", "2015-02-01")
    for line in (PARCEL, short_code(4), short_code(5)):
        sent.does("inbox", "add", f"{line} ok")
    sent.does("inbox", "add", f"{place_code(sent)} lv=42")
    assert [row[4] for row in rows(sent)] == [25, 40, 10, 7, 42]
    sent.does("receive", 3)
    sent.does("void", 4, "--reason", "never left")
    assert [row[4] for row in rows(sent)] == [0, 0, 0, 7, 32]
    assert sent.refused("inbox", "accept", 2).endswith("run 'tracker inbox reject 2 --reason TEXT'.")


def test_only_the_place_can_answer_that_nothing_arrived_and_a_request_is_named_plainly(sent: Clerk) -> None:
    sent.does("inbox", "add", f"\ufeff{PARCEL} lv=0")
    assert sent.does("inbox", "accept", 1).out == "Answer 1 has no copies to record; it is accepted.\n"
    sent.does("inbox", "add", f"{PARCEL} lv=1")
    assert sent.refused("inbox", "accept", 2, "lv=0") == (
        "Answer 2 has no copies to record. To reject the answer, run 'tracker inbox reject 2 --reason TEXT'."
    )
    with closing(sqlite3.connect(f"{sent.db}.desk")) as desk, desk:
        lines = [("wanted", "THB/lv", 50), ("wanted", "THB/ru", 0)]
        desk.execute("UPDATE answer SET lines = ?", [json.dumps(lines)])
    assert "Request 1: london requests THB/lv=50.\n" in sent.does("inbox", "accept", 2).out


def test_the_answers_of_a_dry_run_follow_each_other(sent: Clerk) -> None:
    for line in (f"{PARCEL} ok", f"{place_code(sent)} lv=20"):
        sent.does("inbox", "add", line)
    trials = [sent.does("inbox", "accept", *words, "--dry-run").out for words in (["--all"], [1, 2])]
    assert trials[0] == trials[1] and "20 counted, 25 expected" in trials[0]
    made = sent.does("inbox", "accept", "--all").out
    assert {line for line in made.splitlines() if "expected" in line} <= set(trials[0].splitlines())


def test_a_parcel_that_was_closed_a_closed_place_and_a_language_of_two_booklets_are_named(sent: Clerk) -> None:
    code = place_code(sent)
    sent.does("receive", 3, "lv=20", "ru=40", "--close")
    refused = sent.refused("inbox", "add", f"{PARCEL} lv=5")
    assert refused == (
        f"Parcel {PARCEL} has nothing left in transit. To correct what was received, see 'tracker show 3'. If it was "
        "closed and copies have turned up since, run "
        "'tracker receive 3 ITEM=QTY'."
    )
    sent.does("receive", 3, "THB/lv=5")
    assert held_by(sent, "london") == {"THB/lv": 25, "THB/ru": 40}
    sent.does("booklet", "add", "AAA", "Another")
    sent.does("print", "AAA/lv", 10)
    both = sent.refused("inbox", "add", f"{code} lv=25")
    assert both == "Several booklets have the language lv. Enter AAA/lv or THB/lv."
    sent.does("handout", "london", "--all")
    sent.does("place", "close", "london")
    assert sent.refused("inbox", "add", f"{code} THB/lv=1").startswith("london was closed on ")


def test_a_dry_run_and_the_record_say_alike_how_to_put_a_receipt_before_a_count(sent: Clerk) -> None:
    sent.does("count", "london", "THB/lv=20")
    sent.does("inbox", "add", f"{PARCEL} ok")
    hint = "The entry comes after count 4 of that day; if it happened before the count, run 'tracker fix 5 --before 4'."
    for words in (("--dry-run",), ()):
        assert hint in sent.does("inbox", "accept", 1, *words).out
    sent.does("fix", 5, "--before", 4)
    assert held_by(sent, "london") == {"THB/lv": 20, "THB/ru": 40}


def test_a_name_is_deleted_after_90_days_or_at_once(sent: Clerk) -> None:
    sent.does("inbox", "add", f"{PARCEL} ok", "--name", "Anna Ozola")
    sent.does("inbox", "reject", 1, "--reason", "x")
    desk = sent.db.with_name(f"{sent.db.name}.desk")
    assert b"Ozola" in desk.read_bytes()
    with closing(sqlite3.connect(desk)) as opened, opened:
        opened.execute("UPDATE answer SET settled_on = date('now', '-89 days')")
    assert sent.reads("inbox")[0]["name"] == "Anna Ozola"
    with closing(sqlite3.connect(desk)) as opened, opened:
        opened.execute("UPDATE answer SET settled_on = date('now', '-91 days')")
    assert sent.reads("inbox")[0]["name"] is None
    assert b"Ozola" not in desk.read_bytes()
    sent.does("inbox", "add", f"{place_code(sent)} lv=1", "--name", "Anna Ozola")
    number = sent.reads("inbox")[0]["answer"]
    assert "would be deleted" in sent.does("redact", "--answer", number, "--dry-run").out
    assert sent.reads("inbox")[0]["name"] == "Anna Ozola"
    assert sent.does("redact", "--answer", number).out.startswith("The sender's name and the message of answer ")
    assert sent.reads("inbox")[0]["name"] is None


def test_a_disk_that_takes_no_answer_is_named(sent: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tracker.store.desk.keep_rights", read_only)
    assert sent.refused("inbox", "add", f"{PARCEL} ok", code=3) == (
        f"Cannot use {sent.db}.desk: read-only file system."
    )


@pytest.mark.slow
def test_twelve_answers_without_surprises_take_at_most_thirty_keys(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 500, "--date", "2015-01-01")
    for number in range(12):
        clerk.does("ship", "london", f"THB/lv={number + 1}", "--date", "2015-02-01")
        clerk.does("inbox", "add", f"{short_code(number + 2)} ok")
    line = "tracker inbox accept --all\n"
    assert len(line) <= 30
    assert "12" in clerk.does(*line.split()[1:]).out
    assert held_by(clerk, "london") == {"THB/lv": 78}
    assert {row[-1] for row in rows(clerk)} == {"accepted"}


def test_due_and_overview_show_what_waits(sent: Clerk) -> None:
    assert "Inbox" not in sent.does("overview").out
    sent.does("inbox", "add", f"{PARCEL} lv=25 ru=38")
    with closing(sqlite3.connect(f"{sent.db}.desk")) as opened, opened:
        opened.execute("UPDATE answer SET day = date('now', 'localtime', '-15 days')")
    row = sent.reads("due")[0]
    assert (row["what"], row["place"], row["days"]) == ("answer", "london", 15)
    assert (row["about"], row["command"]) == ("THB/lv=25 THB/ru=38", "tracker inbox accept 1")
    assert "1 answer; the longest for 15 days" in sent.does("overview").out
    assert sent.reads("overview")["answers"]["count"] == 1
    sent.does(*row["command"].split()[1:])
    assert [row["what"] for row in sent.reads("due")].count("answer") == 0
    assert sent.reads("shipments")[0]["received_on"] != "2015-02-01"
