"""export --all --public: what others may see, without what people wrote or who they are."""

import csv
import json
from pathlib import Path

from tests.conftest import Clerk


def test_the_public_sees_no_texts_no_clerks_and_of_discreet_places_the_kind(clerk: Clerk, tmp_path: Path) -> None:
    secret = ("--contact", "Anna Slepena", "--city", "Slepenpils", "--note", "slepeni")
    for code in ("shelter", "refuge"):
        clerk.does("place", "add", code, f"Secret {code}", "--kind", "ngo", "--discreet", *secret)
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--ref", "slepens-1")
    clerk.does("ship", "shelter", "refuge", "london", "THB/lv=5", "--carrier", "slepens", "--received")
    clerk.does("request", "add", "shelter", "THB/lv=5", "--note", "slepeni")
    clerk.does("count", "shelter", "THB/lv=4")
    folder = tmp_path / "public"
    said = clerk.does("export", "--all", folder, "--public").err
    assert said.endswith(f"files for the public to {folder}; no ledger can be restored from them.\n")
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.rglob("*.*")}
    assert not (folder / "tables").exists()
    for name, text in texts.items():
        for word in ("anna", "slepen", "shelter", "refuge", "secret"):
            assert word not in text.casefold(), (name, word)
    places = list(csv.DictReader(texts["places.csv"].splitlines()))
    assert [row["kind"] for row in places if row["code"] == "ngo/LV"] == ["ngo"]
    shipments = list(csv.DictReader(texts["shipments.csv"].splitlines()))
    assert [row["place"] for row in shipments] == ["ngo/LV", "ngo/LV", "london"]
    described = json.loads(texts["datapackage.json"])
    for resource in described["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert texts[resource["path"]].splitlines()[0].split(",") == fields
    said = clerk.refused("import", "--all", folder, "--db", tmp_path / "new.db")
    assert said.startswith(f"{folder} was exported with --public, and no ledger can be restored from it")
    assert clerk.refused("export", "places", "--public", code=2).startswith("--public is of a whole package")
