"""Malicious or mutated files: each gets an answer, and none costs more than it should."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import TABLES
from tests.conftest import Clerk
from tests.faults import bombs
from tests.faults.machine import sentence_of, start
from tests.faults.mincer import MOST_MIB, MOST_SECONDS, cost_of, holds_itself, mutated
from tests.faults.screens import busy_ledger
from tests.properties import few_or_many, over

pytestmark = pytest.mark.slow

GOOD = {
    "booklets": "code,title,note\nNEW,Ceļvedis,x\nNEW2,Путеводитель,\n",
    "places": "code,name,kind,country,phone\nnew,Rēzekne,library,LV,+371 67105048\nnew2,Ogre,ngo,LV,\n",
    "print-runs": "item,printed_on,quantity,store,cost,currency,fund\nTHB/lv,2015-02-01,50,store,8.50,EUR,riga\n",
    "shipments": "date,place,item,quantity,reference,received_on\n2015-02-02,london,THB/lv,3,a,2015-02-03\n"
    '2015-02-02,london,BAD/lv,0,a,\n1.3.2015,bad,THB/lv,2,"b ""c""",\n',
    "returns": "date,place,item,quantity,store\n2015-02-02,bad,THB/lv,1,store\n",
    "handouts": "date,place,item,quantity,note\n2015-02-02,bad,THB/lv,1,x\n2015-02-03,bad,BAD/lv,1,y\n",
    "counts": "date,place,item,quantity\n2015-02-02,bad,THB/lv,4\n2015-02-02,store,THB/lv,80\n",
    "receipts": "shipment,date,item,quantity\n3,2015-02-02,THB/lv,2\nr,3.2.2015,BAD/lv,1\n",
    "requests": "date,place,item,quantity,note\n2015-02-02,bad,THB/lv,4,x\n2015-02-02,bad,BAD/lv,2,x\n",
    "seminars": "code,name,date,audience,fund,cost\nnew,Diena,2015-02-02,pupils=5;teachers=2,riga,5\n",
    "funds": "code,name\nnew,Fonds\nnew2,Фонд\n",
    "grants": "fund,year,amount,currency,purpose\nriga,2016,2774.60,EUR,seminars\nbad,2016,50,,\n",
    "regions": "name,country,inhabitants,speakers\nLatgale,LV,20000,lv=8000; ru=900\nKurzeme,,,\n",
    "levels": "place,item,low,high\nlondon,THB/lv,5,9\nbad,BAD/lv,2,2\n",
}


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(bombs.some, id="some"),
        pytest.param(bombs.workbooks, id="workbooks", marks=pytest.mark.long),
        pytest.param(bombs.texts, id="texts", marks=pytest.mark.long),
    ],
)
def test_no_sheet_takes_more_than_a_table_needs(busy: Clerk, made: Callable[[], dict[str, bytes]]) -> None:
    before = busy.db.read_bytes()
    for name in bombs.write_all(made(), busy.db.parent):
        cost = cost_of(busy.db, "import", "booklets", busy.db.with_name(name), "--dry-run")
        holds_itself(cost.code, cost.said)
        is_text = name.endswith(".csv") and name != "a row.csv"  # which is one quoted cell of five million lines
        most_mib, most_seconds = (MOST_MIB, MOST_SECONDS) if is_text else (700, 10)
        assert cost.code == (name not in bombs.READ), (name, cost)
        assert cost.mib < most_mib, (name, cost)
        assert cost.seconds < most_seconds, (name, cost)
        assert len(cost.said) < 50_000, (name, len(cost.said))
        assert "9" * 81 not in cost.said, name
        assert busy.db.read_bytes() == before, name
        busy.db.with_name(name).unlink()


@pytest.mark.slow
def test_a_sheet_whose_rows_all_go_on_beyond_their_line_takes_no_more_memory(busy: Clerk) -> None:
    """Its rows are read one by one."""
    sheet = busy.db.with_name("breaks.csv")
    with sheet.open("w", encoding="utf-8") as file:
        file.write("date,place,item,quantity,note\n")
        file.writelines(f'2015-02-{row % 28 + 1:02},london,THB/lv,0,"a\n\n\n{row}\n"\n' for row in range(150_000))
    cost = cost_of(busy.db, "import", "shipments", sheet)
    assert cost.code == 1
    assert cost.mib < MOST_MIB, cost


@pytest.mark.parametrize("column", ["place", "item", "quantity", "note"])
def test_a_cell_of_very_many_blanks_takes_no_longer_than_others(busy: Clerk, column: str) -> None:
    """Whatever is looked for in it: a line break, a booklet and its language, the sign of a number."""
    cells = {"date": "2015-02-02", "place": "london", "item": "THB/lv", "quantity": "1", "note": ""}
    cells[column] = f"1{' ' * 65_000}1{' ' * 65_000},"
    sheet = busy.db.with_name("blanks.csv")
    row = ",".join(f'"{cell}"' for cell in cells.values())
    sheet.write_text(f"{','.join(cells)}\n{row}\n2015-02-02,{row.partition(',')[2]}\n", "utf-8")
    cost = cost_of(busy.db, "import", "shipments", sheet, "--dry-run")
    holds_itself(cost.code, cost.said)
    assert cost.seconds < MOST_SECONDS, cost


@pytest.mark.parametrize("letters", ["x", "x(", "x/", "x -", "x , ", "1 ", "ā"])
def test_names_of_items_that_fill_their_cells_are_refused_in_no_time(busy: Clerk, letters: str) -> None:
    """A booklet and its language are looked for in them, and a word for a total."""
    rows = "".join(f'2015-02-02,london,"{(letters * 130_000)[:129_990]}{number}",1\n' for number in range(60))
    sheet = busy.db.with_name("items.csv")
    sheet.write_text(f"date,place,item,quantity\n{rows}", "utf-8")
    cost = cost_of(busy.db, "import", "shipments", sheet)
    holds_itself(cost.code, cost.said)
    assert (cost.mib < MOST_MIB, cost.seconds < MOST_SECONDS) == (True, True), cost[2:]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device that never ends")
def test_a_file_that_never_ends_is_not_read_to_the_end(busy: Clerk) -> None:
    for words in (["/dev/zero"], ["/dev/zero", "--encoding", "utf-16-le"], ["/dev/zero", "--delimiter", ";"]):
        cost = cost_of(busy.db, "import", "booklets", *words)
        assert (cost.code, "is not a table: a line has more than" in cost.said) == (1, True), cost
        assert cost.mib < MOST_MIB / 4


def test_twenty_thousand_unknown_names_are_refused_in_no_time(busy: Clerk) -> None:
    """Similar names are looked for among two thousand places, for the first of them only."""
    places = busy.db.with_name("places.csv")
    rows = "".join(f"place-{number},Place number {number},other,LV\n" for number in range(2000))
    places.write_text(f"code,name,kind,country\n{rows}", encoding="utf-8")
    busy.does("import", "places", places)
    sheet = busy.db.with_name("sheet.csv")
    lines = "".join(f"2015-02-02,unknown {number},THB/lv,1\n" for number in range(20_000))
    sheet.write_text(f"date,place,item,quantity\n{lines}", encoding="utf-8")
    for words in ((), ("--format", "json"), ("--rejects", busy.db.with_name("rejects.csv"))):
        cost = cost_of(busy.db, "import", "handouts", sheet, *words)
        holds_itself(cost.code, cost.said)
        assert (cost.mib < MOST_MIB, cost.seconds < MOST_SECONDS) == (True, True), (words, cost[2:])
        if "json" in words:
            assert cost.said.count('"line":') == 20_000
        else:
            assert len(cost.said) < 50_000
            assert "19\u00a0980 more errors are not shown" in cost.said


def test_a_command_without_memory_says_so_in_one_sentence(busy: Clerk) -> None:
    resource = pytest.importorskip("resource", reason="this system does not limit the memory of a process")
    sheets = {"s.csv": 50_000, "s.xlsx": 40_000, "plain.xlsx": 40_000}
    rows = [f"C{number},Title {number} {'x' * 60}" for number in range(50_000)]
    busy.db.with_name("s.csv").write_text("\n".join(["code,title", *rows]), encoding="utf-8")
    cell = '<c t="str"><v>{}</v></c>'.format
    written = "".join(f"<row>{cell(f'C{number}')}{cell('y' * 50)}</row>" for number in range(40_000))
    busy.db.with_name("s.xlsx").write_bytes(bombs.xlsx(written))
    plain = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>C{n}</v></c><c r="B{n}" t="str"><v>{"y" * 50}</v></c></row>'
        for n in range(2, 40_002)
    )
    busy.db.with_name("plain.xlsx").write_bytes(bombs.xlsx(plain))
    for name, count in sheets.items():
        codes = []
        for mib in range(60, 400, 12):

            def limit(mib: int = mib) -> None:
                resource.setrlimit(resource.RLIMIT_AS, (mib * 1024**2, mib * 1024**2))

            answer = start("import", "booklets", busy.db.with_name(name), "--dry-run", db=busy.db, before=limit)
            codes.append(answer.code)
            if answer.code == 0:
                assert f"{count} would be recorded" in answer.out
                break
            said = "There is not enough memory for this command; nothing was recorded."
            assert sentence_of(answer, code=1) == said, (name, mib)
        assert codes[0] == 1
        assert codes[-1] == 0, (name, codes)


def test_sound_workbooks_of_the_same_make_are_taken(busy: Clerk) -> None:
    row = f"<table:table-row>{bombs.text_cell('x')}{bombs.text_cell('y')}</table:table-row>"
    for name, content in (
        ("f.xlsx", bombs.xlsx(bombs.HERE)),
        ("f.xlsm", bombs.xlsx(bombs.HERE)),
        ("large.xlsx", bombs.large(bombs.xlsx(bombs.HERE), small=0xFF)),
        ("large, and small.xlsx", bombs.large(bombs.xlsx(bombs.HERE))),
        ("large.ods", bombs.large(bombs.ods(row))),
        ("f.ods", bombs.ods(row)),
    ):
        file = busy.db.with_name(name)
        file.write_bytes(content)
        assert "1 row of" in busy.does("import", "booklets", file, "--dry-run").out


def hold_import(clerk: Clerk, table: str, file: Path) -> None:
    """Hold that an import is recorded whole or not at all, and answers either way."""
    before = clerk.db.read_bytes()
    answer = clerk("import", table, file)
    holds_itself(answer.code, answer.out + answer.err)
    if answer.code:
        assert clerk.db.read_bytes() == before
    clerk.db.write_bytes(before)


@pytest.mark.parametrize("seeds", few_or_many(range(40), range(40, 2000)))
@pytest.mark.parametrize("table", TABLES)
def test_a_sheet_that_went_through_a_mincer(busy: Clerk, table: str, seeds: range) -> None:
    file = busy.db.with_name("sheet.csv")
    for seed in seeds:
        file.write_bytes(mutated(GOOD[table].encode(), random.Random(seed)))  # noqa: S311
        hold_import(busy, table, file)


ANYTHING = st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))


def hold_anything(clerk: Clerk, data: bytes) -> None:
    heads = {"f.csv": b"code,title\n", "f.tsv": b"code\ttitle\n", "f.xlsx": b"PK\x03\x04", "f.ods": b""}
    for name, head in heads.items():
        clerk.db.with_name(name).write_bytes(head + data)
        hold_import(clerk, "booklets", clerk.db.with_name(name))


@pytest.mark.parametrize("sheets", few_or_many(60, 5_000))
def test_anything_at_all_as_a_sheet(busy: Clerk, sheets: int) -> None:
    @over(sheets)
    @given(data=ANYTHING)
    def holds(data: bytes) -> None:
        hold_anything(busy, data)

    holds()


@pytest.mark.parametrize("seeds", few_or_many(range(60), range(60, 3000)))
@pytest.mark.parametrize("name", ["f.xlsx", "f.ods"])
def test_a_workbook_that_went_through_a_mincer(busy: Clerk, name: str, seeds: range) -> None:
    whole = busy.db.with_name("whole.xlsx")
    busy.does("export", "booklets", "-o", whole)
    row = f"<table:table-row>{bombs.text_cell('x')}{bombs.text_cell('y')}</table:table-row>"
    good = {"f.xlsx": whole.read_bytes(), "f.ods": bombs.ods(row * 3)}[name]
    for seed in seeds:
        noise = random.Random(seed)  # noqa: S311
        busy.db.with_name(name).write_bytes(repacked(good, noise) if seed % 3 else mutated(good, noise))
        hold_import(busy, "booklets", busy.db.with_name(name))


def repacked(good: bytes, noise: random.Random) -> bytes:
    """Return a workbook of which one part went through the mincer before it was packed."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = noise.choice(sorted(parts))
    parts[chosen] = mutated(parts[chosen], noise)
    return bombs.packed(parts)


COMMANDS = [
    ["stock"],
    ["log", "--format", "json"],
    ["shipments"],
    ["check"],
    ["ship", "london", "THB/lv=1"],
    ["export", "--all", "{}/package"],
    ["backup", "{}/backup.db"],
    ["import", "handouts", "{}/handouts.csv"],
    ["report", "distribution"],
    ["trace", "THB/lv"],
    ["show", "3"],
]


@pytest.mark.parametrize("seeds", few_or_many(range(60), range(60, 4000)))
def test_a_ledger_that_went_through_a_mincer(busy: Clerk, seeds: range) -> None:
    folder, good = busy.db.parent, busy_ledger()
    (folder / "handouts.csv").write_text(GOOD["handouts"], encoding="utf-8")
    for seed in seeds:
        noise = random.Random(seed)  # noqa: S311
        damaged = bytearray(good)
        for _ in range(noise.choice([1, 5, 50])):
            damaged[noise.randrange(100, len(damaged))] = noise.randrange(256)
        for words in noise.sample(COMMANDS, 4):
            busy.db.write_bytes(damaged)
            answer = busy(*(word.format(folder) for word in words))
            holds_itself(answer.code, answer.err or answer.out)
            if answer.code:
                assert busy.db.read_bytes() == damaged, (seed, words)
            for left in folder.glob("*backup.db"):
                left.unlink()
