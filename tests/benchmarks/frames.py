"""A script with pandas: `frames.py stock|distribution MOVEMENTS PLACES` answers from exported csv."""

import sys
from typing import Any

import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]

_OUTSIDE = ("printer", "public", "loss", "transit")
_USED = ["entry", "type", "date", "place", "run", "quantity", "source", "destination"]

Frame = Any
"""A pandas data frame."""


def main(question: str, movements: str, places: str) -> None:
    """Answer a question from two files."""
    moved = pandas.read_csv(movements, usecols=_USED)
    held = pandas.read_csv(places, usecols=["code", "kind"])
    moved["item"] = moved["run"].str.rpartition("/")[0]
    answer = stock(moved, held) if question == "stock" else distribution(moved, held)
    answer.to_csv(sys.stdout)


def stock(moved: Frame, held: Frame) -> Frame:
    """Return where the copies of each item are."""
    holds = dict.fromkeys(held["code"], "places")
    holds |= dict.fromkeys(held.loc[held["kind"] == "store", "code"], "store") | {name: name for name in _OUTSIDE}
    came = moved.groupby([moved["destination"].map(holds).rename("holder"), "item"])["quantity"].sum()
    left = moved.groupby([moved["source"].map(holds).rename("holder"), "item"])["quantity"].sum()
    return came.sub(left, fill_value=0).astype(int)


def distribution(moved: Frame, held: Frame) -> Frame:
    """Return shipments, copies sent, received and returned, by year, kind and item."""
    wide = moved.merge(held[held["kind"] != "store"], left_on="place", right_on="code")
    wide = wide[wide["type"].isin(["ship", "receive", "return"])]
    wide["year"] = wide["date"].str[:4]
    wide["shipments"] = wide["entry"].where(wide["type"] == "ship")
    for column, kind in (("copies", "ship"), ("received", "receive"), ("returned", "return")):
        wide[column] = wide["quantity"].where(wide["type"] == kind, 0)
    by = wide.groupby(["year", "kind", "item"])
    return by.agg({"shipments": "nunique", "copies": "sum", "received": "sum", "returned": "sum"})


if __name__ == "__main__":
    main(*sys.argv[1:])
