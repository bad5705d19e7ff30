"""A history in which every writing command has run, each in all ways that differ in its tables."""

import re
import shlex
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.offices.desks import Desk

BEFORE = """
booklet add OLD Old --note n
booklet edit OLD --title Older
booklet remove OLD
kind add hospice Hospice
kind edit hospice --name Hospices
kind add unused Unused
kind remove unused
fund add riga Rīga
fund edit riga --name Rīgas
fund add amif AMIF
fund add none None
fund remove none
fund grant riga 2015 5000
fund grant riga 2014 70 --purpose printing
fund ungrant 1
place add cork Cork --kind hospice --country IE --region Munster --city Cork --note n
place edit cork --kind library --phone 5
place edit cork --name Corks --discreet
place add gone Gone --kind other
place add second Second --kind store
seminar add s1 Seminar --date 2015-01-01 --audience pupils=3 --audience teachers=2 --fund riga --cost 5
seminar edit s1 --cost 6 --audience pupils=4
seminar edit s1 --name Other --country LT
seminar add s2 Seminar --date 2030-01-01 --audience pupils=3
seminar cancel s2
level set london THB/lv=5:9
level set london dublin THB/lv=6:9
level remove dublin THB/lv
seminar add gone2 Gone --date 2030-01-01 --audience pupils=3
level set gone2 THB/lv=1
place remove gone2
place remove gone
print THB/lv 1000 --cost 50 --fund riga=75% --fund amif=25% --note n --date 2015-01-01
print THB/ru 500 --date 2015-01-01 --printer P --isbn 1 --ref p
print THB/ru 400 --date 2015-01-02 --replaces 2 --yes
run edit THB/lv/1 --cost 7 --note m --mark m
ship london THB/lv=50 --ref r --note n --carrier c --received --date 2015-01-05 --key k --cost 9 --fund riga
fix r --note other
redact r --yes
ship dublin THB/lv=30 THB/ru=5 --date 2015-01-05 --ref two
receive two THB/lv=10 --date 2015-01-06
receive two THB/lv=10 THB/ru=5 --close --date 2015-01-07
request add dublin THB/lv=3 --note n --date 2015-01-02
request add dublin THB/en=1 --date 2015-01-02
ship dublin --request 1 --date 2015-01-07 --ref req
receive req --date 2015-01-08
request add dublin THB/lv=3 --date 2015-01-02 --note secret
request edit 3 THB/lv=4 THB/ru=1
redact --request 3 --yes
request cancel 3 --note n
count london THB/lv=49 --date 2015-01-10
count london THB/lv/1=47 --date 2015-01-12 --full --ref counted
ship london THB/lv=5 --received --date 2015-01-08 --ref late
ship london THB/lv=6 --received --date 2015-01-08 --replaces late --yes
count london THB/lv=46 --date 2015-01-12 --replaces counted --note n --yes
handout london THB/lv=4 --date 2015-01-13 --note n
handout london THB/lv=5 --date 2015-01-13 --replaces last --yes
writeoff london THB/lv=1 --reason lost --date 2015-01-14
writeoff london THB/lv=2 --reason damaged --date 2015-01-14 --replaces last --yes
move london dublin THB/lv=3 --date 2015-01-15 --note n
move london dublin THB/lv=2 --date 2015-01-15 --replaces last --yes
return dublin THB/lv=2 --date 2015-01-16 --ref ret
return dublin THB/lv=1 --date 2015-01-16 --replaces last --yes
count dublin THB/lv=20 --date 2015-01-17
move london dublin THB/lv=1 --date 2015-01-16 --ref before
receive two THB/lv=1 --date 2015-01-16 --ref found
receive two THB/lv=2 --date 2015-01-16 --replaces found --yes
withdraw THB/ru/1 --reason r --date 2015-01-20
reinstate THB/ru/1 --date 2015-01-21 --note n
ship cork THB/lv=5 --received --date 2015-01-22
place close cork --into dublin --date 2015-01-23 --note n
place reopen cork --date 2015-01-24 --note n
place close cork --date 2015-01-25 --note n
void before --reason r --yes
undo --yes
undo --yes
undo --yes
void last --reason r --yes
clock fix 20 "MOMENT"
clock fix 21..23 "MOMENT"
"""
"""Commands, one after the other; each records something."""

SHEETS: dict[str, list[tuple[str, ...]]] = {
    "booklets": [("", "code,title,note", "NEW,Jauna,n")],
    "places": [
        (
            "",
            "code,name,kind,country,region,city,note,status,discreet",
            "p1,Pirmā,library,LV,Latgale,Rīga,n,open,no",
            "p2,Otrā,library,LV,,,,closed,yes",
        ),
        (
            "--update",
            "code,name,kind,phone,city",
            "p1,Pirmā bibliotēka,library,67,Cēsis",
            "p1,Pirmā bibliotēka,library,68,Rīga",
        ),
    ],
    "funds": [("", "code,name", "f1,Fonds", "f2,Otrs")],
    "grants": [("", "fund,year,amount,currency,purpose", "f1,2015,5.00,EUR,printing", "f2,2015,5.00,EUR,")],
    "print-runs": [
        (
            "--create-missing --country LV",
            "item,quantity,printed_on,store,cost,currency,fund,printer,isbn,reference,note,status",
            "NEW/lv,2000,2015-01-02,store,50.00,EUR,riga,P,1,r,n,active",
            "NEW/ru,90,2015-01-02,store,5.00,EUR,amif=75%+riga=25%,,,,,withdrawn",
            "FAR/ru,90,2015-01-02,store,,,,,,,,",
            "FAN/ru,90,2015-01-02,london,,,,,,,,",
        )
    ],
    "seminars": [
        ("", "code,name,date,audience,fund,cost,currency,country", "m1,Seminārs,2015-01-03,pupils=3,riga,5.00,EUR,LV")
    ],
    "requests": [
        (
            "--create-missing --country LV",
            "date,place,item,quantity,note,status",
            "2015-01-03,dublin,NEW/lv,5,n,",
            "2015-01-04,dublin,NEW/lv,6,n,cancelled",
            "2015-01-03,Jauna skola,ASK/lv,5,,",
            "2015-01-03,Cita skola,ASK/lv/1,5,,",
            "2015-01-03,Trešā skola,ANY/lv,5,,",
            "2015-01-03,Trešā skola,ANY/xx,5,,",
        )
    ],
    "levels": [
        (
            "--create-missing --country LV --update",
            "place,item,low,high",
            "dublin,NEW/lv,5,9",
            "dublin,NEW/lv,6,9",
            "Ceturtā skola,LOW/lv,1,2",
            "Piektā skola,LEV/lv,3,2",
        )
    ],
    "shipments": [
        (
            "--create-missing --country LV --open --received",
            "date,place,item,quantity,reference,carrier,note,cost,currency,fund",
            "2015-02-01,dublin,NEW/lv,30,S1,c,n,5.00,EUR,riga",
            "2015-02-01,Jauna vieta,NEW/lv,30,S2,,,,,",
            "2015-02-01,dublin,OPE/lv,7,S3,,,,,",
        ),
        (
            "--create-missing --country LV",
            "date,place,item,quantity,reference,carrier,note",
            "2015-02-01,dublin,NEW/lv,30,T1,c,n",
            "2015-02-01,Vēl viena,NEW/lv,99999,T2,,",
            "2015-02-01,Vēl viena,LAC/lv,9,T3,,",
        ),
        (
            "--create-missing --country LV",
            "date,place,item,quantity,reference",
            *(f"2015-02-02,dublin,NEW/lv,1,B{n}" for n in range(40)),
            "2015-02-01,Vēl cita,TOO/lv,9,U1",
        ),
    ],
    "receipts": [("", "shipment,date,item,quantity,note", "T1,2015-02-03,NEW/lv,10,n")],
    "returns": [
        (
            "--create-missing --country LV",
            "date,place,item,quantity,reference,note",
            "2015-02-04,dublin,NEW/lv,3,R1,n",
            "2015-02-04,Sestā skola,NEW/lv,3,R2,n",
            "2015-02-04,dublin,RET/lv,3,R2,n",
        )
    ],
    "handouts": [
        (
            "--create-missing --country LV",
            "date,place,item,quantity,note",
            "2015-02-05,dublin,NEW/lv,3,n",
            "2015-02-05,Septītā skola,HAN/lv,3,n",
        )
    ],
    "counts": [
        (
            "--create-missing --country LV",
            "date,place,item,quantity,note",
            "2015-02-06,dublin,NEW/lv,15,n",
            "2015-02-06,dublin,NEW/ru/1,0,",
            "2015-02-06,Astotā skola,NEW/lv,1,",
            "2015-02-06,Devītā skola,COU/lv,0,",
        )
    ],
}
"""By table, sheets to import one after another, each with options, a header and its rows."""

AFTER = """
ship liepaja NEW/lv=2 --received --date 2015-02-10 --ref between --cost 5
void between --reason r --yes
undo --yes
count liepaja NEW/lv=1 --date 2015-02-11
undo --yes
undo --yes
request add dublin NEW/lv=5 --date 2015-02-11 --key asked
void --command LAST --reason r --yes
undo --yes
withdraw NEW/lv/1 --reason r --date 2015-02-11
undo --yes
undo --yes
place close m1 --date 2015-02-12
undo --yes
print THB/lv 1001 --replaces 1 --cost 60
undo --yes
count dublin NEW/lv=50 --date 2015-02-12 --ref recounted
void recounted --reason r
undo --yes
region set Latgale --country LV --inhabitants 1000 --speakers ru=600
region set Latgale --inhabitants 900
handout dublin NEW/lv=1 --date 2015-02-13 --audience pupils=12
booklet edit THB --alias Other --url https://example.org/thb.pdf
place edit dublin --alias Dub --region Leinster
"""
"""Commands that undo others, and those that nothing undoes."""


def record_everything(desk: Desk, folder: Path) -> None:
    """Have every command that writes write something, at a place and a booklet that are there."""
    for words in filter(None, BEFORE.split("\n")):
        carry_out(desk, words)
    for table, sheets in SHEETS.items():
        for number, (how, *rows) in enumerate(sheets):
            file = folder / f"{table}-{number}.csv"
            file.write_text("\n".join(rows) + "\n", encoding="utf-8")
            desk.does("import", table, file, *how.split(), "--rejects", folder / f"{table}-{number}-rejected.csv")
    for words in filter(None, AFTER.split("\n")):
        carry_out(desk, words)


def carry_out(desk: Desk, words: str) -> None:
    """Run a command; what MOMENT says of the clock is just after the command before those that it fixes."""
    if (fixed := re.match(r"clock fix (\d+)", words)) is not None:
        with closing(sqlite3.connect(desk.db)) as connection:
            (moment,) = connection.execute(
                "SELECT recorded_at FROM command WHERE number = ?", [int(fixed[1]) - 1]
            ).fetchone()
        words = words.replace("MOMENT", str(datetime.fromisoformat(moment) + timedelta(microseconds=1)))
    if "LAST" in words:
        words = words.replace("LAST", str(desk.reads("info")["log_command"]))
    desk.does(*shlex.split(words))
