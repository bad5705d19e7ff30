from decimal import Decimal

import pytest

from tests.conftest import Clerk


@pytest.fixture(scope="module")
def _created(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample database, created once."""
    from tracker.imports.sample import make_sample

    file = tmp_path_factory.mktemp("sample") / "demo.db"
    make_sample(file)
    return file.read_bytes()


@pytest.fixture
def sample(nobody: Clerk, _created: bytes) -> Clerk:
    """A clerk who works on the sample database."""
    nobody.db.write_bytes(_created)
    return nobody


def test_the_sample_passes_the_check(sample: Clerk) -> None:
    sample.does("check")


def test_the_booklets_were_printed_for_4312_euros_from_the_public_order_fund(sample: Clerk) -> None:
    runs = sample.reads("run", "list")
    assert {row["fund"] for row in runs} == {"public-order"}
    assert {row["currency"] for row in runs} == {"EUR"}
    assert sum(Decimal(row["cost"]) for row in runs) == Decimal("4312.00")


def test_rigas_grants_for_seminars_are_the_citys_own_figures(sample: Clerk) -> None:
    grants = [row for row in sample.reads("fund", "list") if row["purpose"] == "seminars"]
    assert {row["year"]: row["amount"] for row in grants} == {
        2010: "2774.60",
        2011: "2988.00",
        2012: "3643.00",
        2013: "3273.00",
        2014: "3400.00",
    }
    assert sum(Decimal(row["amount"]) for row in grants) == Decimal("16078.60")


def test_the_booklet_is_in_latvian_and_russian_and_went_to_three_embassies(sample: Clerk) -> None:
    (booklet,) = sample.reads("booklet", "list")
    assert (booklet["title"], booklet["languages"]) == ("Cilvēku tirdzniecības novēršana", "lv ru")
    assert "invented" in booklet["note"]
    assert {row["country"] for row in sample.reads("shipments", "--kind", "embassy")} == {"GB", "IE", "CY"}


def test_every_copy_of_the_sample_is_accounted_for(sample: Clerk) -> None:
    for row in sample.reads("stock", "--by", "run"):
        parts = [row[name] for name in ("on_hand", "in_transit", "at_places", "handed_out", "lost")]
        assert sum(parts) == row["printed"]
        assert min(parts) >= 0


def test_some_shipments_of_the_sample_are_in_transit(sample: Clerk) -> None:
    statuses = {row["status"] for row in sample.reads("shipments")}
    assert statuses == {"received", "in-transit"}


def test_the_sample_was_logged_in_the_order_of_its_dates(sample: Clerk) -> None:
    dates = [row["date"] for row in sample.reads("log")]
    assert dates == sorted(dates)


def test_the_sample_can_be_used(sample: Clerk) -> None:
    assert sample.logs("ship", "london", "THB/lv=10")["status"] == "in-transit"
    sample.does("check")
