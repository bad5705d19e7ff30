"""Exports can be imported, with the same columns: nothing new in this ledger, and the same in another one."""

from tests.conftest import Clerk

TABLES = "booklets", "places", "print-runs", "shipments", "receipts", "returns", "handouts", "counts"
UNRECEIVED = "--map", "received_on=", "--map", "status="


def test_a_ledger_is_made_again_from_its_exports(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2013-01-01")
    clerk.does("ship", "london", "THB/lv=40", "--ref", "S1", "--date", "2014-01-01")
    clerk.does("receive", "S1", "THB/lv=35", "--date", "2014-01-05")
    clerk.does("ship", "dublin", "THB/lv=30", "--ref", "S2", "--date", "2014-01-01", "--received")
    clerk.does("ship", "dublin", "THB/lv=5", "--date", "2014-01-02")
    clerk.does("void", "last", "--reason", "mistake")
    clerk.does("handout", "london", "THB/lv=7", "--audience", "pupils=12", "--date", "2014-02-01")
    clerk.does("return", "dublin", "THB/lv=3", "--date", "2014-02-02")
    clerk.does("count", "london", "THB/lv=30", "--date", "2014-03-01")
    other = ("--db", clerk.db.with_name("other.db"))
    clerk.does(*other, "init")
    for table in TABLES:
        path = clerk.db.with_name(f"{table}.csv")
        clerk.does("export", table, "-o", path)
        if table != "receipts":  # of which none can be received twice
            assert clerk.does("import", table, path, "--format", "json").json["recorded"] == 0, table
        clerk.does(*other, "import", table, path, *(UNRECEIVED if table == "shipments" else ()))
    for report in (("stock",), ("stock", "--by", "place"), ("report", "distribution"), ("report", "reach")):
        assert clerk.reads(*other, *report) == clerk.reads(*report)
    exported = clerk.does("export", "shipments").out
    assert sum(int(line.split(",")[7]) for line in exported.splitlines()[1:]) == 70
    clerk.does("receive", "S1", "THB/lv=2", "--close", "--date", "2014-03-02")
    path = clerk.db.with_name("shipments.csv")
    clerk.does("export", "shipments", "-o", path)
    assert ",closed," in path.read_text()
    assert clerk.does("import", "shipments", path, "--format", "json").json["recorded"] == 0
