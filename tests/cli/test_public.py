"""export --all --public: the public version, without free text and personal data."""

import csv
import json
from pathlib import Path

import pytest
from frictionless import validate

from tests.conftest import Clerk


@pytest.mark.slow
def test_the_public_sees_no_texts_no_clerks_and_of_discreet_places_the_kind(clerk: Clerk, tmp_path: Path) -> None:
    secret = ("--contact", "Anna Slepena", "--city", "Slepenpils", "--note", "slepeni")
    for code in ("shelter", "refuge"):
        clerk.does("place", "add", code, f"Secret {code}", "--kind", "ngo", "--discreet", *secret)
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--ref", "slepens-1")
    texts = ("--carrier", "slepens", "--ref", "slepens-2")
    clerk.does("ship", "shelter", "refuge", "london", "THB/lv=5", *texts, "--received")
    clerk.does("handout", "shelter", "THB/lv=1", "--audience", "slepeni=2")
    clerk.does("place", "edit", "store", "--discreet")
    for code, people in (("s1", "secretaries=5"), ("s2", "secretaries=7")):
        clerk.does("seminar", "add", code, f"Secret {code}", "-d", "2015-02-01", "--audience", people, "--cost", "77")
        clerk.does("place", "edit", code, "--discreet")
    clerk.does("level", "set", "shelter", "refuge", "THB/lv=5")
    clerk.does("request", "add", "shelter", "THB/lv=5", "--note", "slepeni")
    clerk.does("count", "shelter", "THB/lv=4")
    folder = tmp_path / "public"
    said = clerk.does("export", "--all", folder, "--public").err
    assert said.endswith(f" public files to {folder}; a ledger cannot be restored from them.\n")
    files = {file.name: file.read_text(encoding="utf-8") for file in folder.rglob("*.*")}
    assert not (folder / "tables").exists()
    for name, text in files.items():
        for word in ("anna", "slepen", "shelter", "refuge", "secret"):
            assert word not in text.casefold(), (name, word)
    places = list(csv.DictReader(files["places.csv"].splitlines()))
    assert [row["kind"] for row in places if row["code"] == "ngo/LV"] == ["ngo"]
    shipments = list(csv.DictReader(files["shipments.csv"].splitlines()))
    assert [(row["place"], row["name"], row["store"]) for row in shipments] == [
        ("ngo/LV", "", "store/LV"),
        ("ngo/LV", "", "store/LV"),
        ("london", "Embassy in London", "store/LV"),
    ]
    assert files["seminars.csv"].splitlines()[1:] == ["seminar/LV,,,,,,,,LV,"]
    described = json.loads(files["datapackage.json"])
    for resource in described["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert files[resource["path"]].splitlines()[0].split(",") == fields
    said = clerk.refused("import", "--all", folder, "--db", tmp_path / "new.db")
    assert said.startswith(
        f"{folder} was exported with --public and cannot be restored; use a folder exported without it."
    )
    assert clerk.refused("export", "places", "--public", code=2).startswith("--public requires --all DIR.")


@pytest.mark.slow
def test_what_the_public_gets_is_a_valid_package(clerk: Clerk, tmp_path: Path) -> None:
    """Discreet places that look alike are one row, so that codes are still keys."""
    for code in ("s1", "s2"):
        clerk.does(
            "seminar", "add", code, code, "-d", "2015-02-01", "--audience", f"pupils={len(code)}", "--cost", "77"
        )
        clerk.does("place", "edit", code, "--discreet")
    for code in ("shelter", "refuge"):
        clerk.does("place", "add", code, code, "--kind", "ngo", "--discreet", "--region", code)
    clerk.does("place", "close", "refuge")
    clerk.does("level", "set", "shelter", "s1", "s2", "london", "THB/lv=5")
    clerk.does("export", "--all", tmp_path / "public", "--public")
    report = validate(str(tmp_path / "public" / "datapackage.json"))
    assert report.valid, report.flatten(["message"])
