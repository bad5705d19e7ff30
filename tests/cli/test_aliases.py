"""Aliases: other names of places and booklets in sheets and in speech."""

from tests.cli.sheets import imports, sheet
from tests.conftest import Clerk


def test_an_alias_is_valid_wherever_a_name_is(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2013-01-01")
    clerk.does("place", "edit", "dublin", "--alias", "Dublina", "--alias", "Latvian Embassy, Dublin")
    clerk.does("booklet", "edit", "THB", "--alias", "Trafficking")
    clerk.does("ship", "dublina", "Trafficking/lv=5", "--date", "2015-01-01")
    path = sheet(clerk, "date,place,item,quantity", '2015-01-02,"latvian embassy, dublin",Trafficking (lv),7')
    assert imports(clerk, "shipments", path)["copies"] == [{"item": "THB/lv", "copies": 7}]
    assert "cannot be an alias of london" in clerk.refused("place", "edit", "london", "--alias", "DUBLINA")
    clerk.does("place", "edit", "dublin", "--drop-alias", "Dublina")
    assert clerk.refused("ship", "Dublina", "THB/lv=1").startswith("There is no place 'Dublina'.")
    (row,) = [row for row in clerk.reads("place", "list") if row["code"] == "dublin"]
    assert row["aliases"] == "Latvian Embassy, Dublin"
    exported = clerk.db.with_name("places.csv")
    clerk.does("export", "places", "-o", exported)
    other = ("--db", clerk.db.with_name("other.db"))
    clerk.does(*other, "init")
    clerk.does(*other, "import", "places", exported)
    assert "Latvian Embassy, Dublin" in clerk.does(*other, "place", "show", "dublin").out
    new = ("a,Viens,library,LV,Otrais; Trešais", "b,Divi,library,LV,Tresais", "c,Trīs,library,LV,London")
    refused = clerk("import", "places", sheet(clerk, "code,name,kind,country,aliases", *new, name="new.csv")).err
    assert [line.partition(":")[0] for line in refused.splitlines()[:-1]] == ["Line 3", "Line 4"]
