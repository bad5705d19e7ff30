"""Opening stock of corrected sheets."""

from tests.cli.sheets import sheet
from tests.conftest import Clerk

PLAIN = "date,place,item,quantity"


def test_a_raised_quantity_opens_only_the_difference(clerk: Clerk) -> None:
    rows = ("2021-03-01,london,THB/lv,1000", "2021-03-01,dublin,THB/lv,1200", "2021-08-22,dublin,THB/lv,500")
    file = sheet(clerk, PLAIN, *rows, name="march.csv")
    clerk.does("import", "shipments", file, "--open", "--create-missing")
    raised = sheet(clerk, PLAIN, rows[0], rows[1].replace("1200", "1300"), rows[2], name="march.csv")
    answer = clerk("import", "shipments", raised, "--update")
    assert "THB/lv: 100 copies are missing at store from 2021-03-01." in answer.err.replace("\u00a0", " ")
    clerk.does("import", "shipments", raised, "--update", "--open")
    (left,) = clerk.reads("stock", "--by", "item")
    assert (left["printed"], left["on_hand"]) == (2800, 0)
    clerk.does("check")
