"""``windlass dock``: in, out, by manifest and scanner, weighed, with leave and without."""

import json
from typing import Any

import pytest

from tests.cli.base import Base, manned

SHEET = "item,kg,to,note\nC-1483,12.5,,\nC-4183,7.25,,\nFOOD-1,40,,\n"


@pytest.fixture
def base(shell: Any) -> Base:
    base = manned(shell)
    base.person("Max", "dock-master")
    for name, kind in (("Supplier", "outside"), ("North", "dock"), ("Store", "place"),
                       ("Kit of Ada", "person")):  # fmt: skip
        base("dock", "account", name, kind, "--as", "Max")
    base("dock", "account", "Tug 1", "vehicle", "--capacity", "2000", "--seats", "2", "--as", "Max")
    base("dock", "grant", "Ada", "--dock", "North", "--but", "explosives", "--as", "Max")
    return base


def came(item: str, kg: str, *more: str, who: str = "Ada") -> tuple[str, ...]:
    return ("dock", "in", item, "--kg", kg, "--from", "Supplier", "--to", "Store", "--dock",
            "North", *more, "--as", who)  # fmt: skip


def test_in_out_and_what_is_where(base: Base) -> None:
    assert "12.5 kg: Supplier → Store" in base(*came("C-1", "12.5"))
    base("dock", "move", "C-1", "--kg", "2.5", "--from", "Store", "--to", "Kit of Ada", "--as",
         "Ada", code=2)  # fmt: skip
    base(*came("bolt", "3", "--count", "30"))
    base("dock", "move", "bolt", "--kg", "1", "--count", "10", "--from", "Store", "--to",
         "Kit of Ada", "--as", "Ada")  # fmt: skip
    base("dock", "out", "C-1", "--kg", "12.5", "--from", "Store", "--to", "Tug 1", "--dock",
         "North", "--as", "Ada")  # fmt: skip
    told = json.loads(base("dock", "balance", "--json"))
    held = {one["account"]: one["grams"] for one in told["accounts"]}
    assert held == {"Supplier": -15_500, "North": 0, "Store": 2_000, "Kit of Ada": 1_000,
                    "Tug 1": 12_500}  # fmt: skip
    assert "bolt: 20 pieces, 2.000 kg" in base("dock", "balance", "Store")
    assert base("dock", "balance", "--kind", "vehicle").startswith("Tug 1")
    assert "nothing was touched" in base("records", "verify")


def test_nothing_passes_without_leave(base: Base) -> None:
    assert "nobody gave leave" in base(*came("C-1", "1", who="Cole"), code=2)
    assert "nobody gave leave" in base(*came("TNT", "1", "--what", "explosives"), code=2)
    assert "passes a dock" in base("dock", "move", "C-1", "--kg", "1", "--from", "Supplier", "--to",
                                   "Store", "--as", "Ada", code=2)  # fmt: skip
    rows = json.loads(base("dock", "grants", "--json"))["rows"]
    assert [(one["who"], one["by"], one["all_but"]) for one in rows] == [("Ada", "Max", True)]
    assert "all but explosives, by Max" in base("dock", "grants")
    assert "could not give it" in base("dock", "grant", "Cole", "--dock", "North", "--as", "Ada",
                                       code=2)  # fmt: skip
    base("dock", "revoke", rows[0]["id"][:12], "--as", "Max")
    assert "was revoked" in base(*came("C-1", "1"), code=2)
    assert "Nobody may pass" in base("dock", "grants")
    assert "no such grant" in base("dock", "revoke", "ff", "--as", "Max", code=2)


def test_a_manifest_is_scanned_in(base: Base) -> None:
    base.write("m.csv", SHEET)
    words = ("--from", "Supplier", "--to", "Store", "--dock", "North", "--direction", "in")
    assert "3 rows waiting, 0 refused" in base("dock", "manifest", "m.csv", *words, "--as", "Ada")
    assert "3 movements wait" in base("dock", "balance")
    base.write("scan.txt", "$dock North\n$in\nC-1483\nC-9999\nC-1483\n")
    assert "line 4: no open manifest has it" in base("dock", "scan", "scan.txt", "--as", "Ada",
                                                     code=2)  # fmt: skip
    done = base("dock", "scan", "scan.txt", "--on-error", "account", "--refused", "bad.tsv", "--as",
                "Ada", code=6)  # fmt: skip
    assert "1 rows posted, 2 refused" in done
    assert "line 5: read before" in done
    assert (base.folder / "bad.tsv").read_text(encoding="utf-8").count("\n") == 3
    waiting = json.loads(base("records", "list", "--kind", "movement", "--json", "--last", "0"))
    ids = {one["id"] for one in waiting["rows"]}
    left = [
        one
        for one in ids
        if json.loads(base("records", "show", one, "--json"))["body"].get("item") == "FOOD-1"
    ]
    base("dock", "void", left[0], "--why", "never came", "--as", "Ada")
    assert "no such pending" in base("dock", "post", left[0], "--as", "Ada", code=2)
    assert "1 movements wait" in base("dock", "balance")


def test_each_row_is_accounted_for_where_that_is_asked(base: Base) -> None:
    base.write("m.csv", "item,kg,to\nA,1,\nB,-1,\nC,2,Nowhere\nD,3,\n")
    words = ("--from", "Supplier", "--to", "Store", "--dock", "North", "--direction", "in",
             "--post", "--as", "Ada")  # fmt: skip
    assert "line 3: mass is negative" in base("dock", "manifest", "m.csv", *words, code=2)
    told = json.loads(base("dock", "manifest", "m.csv", *words, "--on-error", "account", "--json",
                           code=6))  # fmt: skip
    assert len(told["ids"]) == 2
    assert [one["line"] for one in told["refused"]] == [3, 4]
    assert "unknown account" in told["refused"][1]["why"]
    gone = base.shell.inside("dock", "manifest", "none.csv", *words)
    assert gone.code == 3


def test_the_scale_finds_digits_that_were_swapped(base: Base) -> None:
    base.write("m.csv", SHEET)
    words = ("--from", "Supplier", "--to", "Store", "--dock", "North", "--direction", "in",
             "--post", "--as", "Ada")  # fmt: skip
    base("dock", "manifest", "m.csv", *words)
    base("dock", "out", "C-4183", "--kg", "7.25", "--from", "Store", "--to", "Tug 1", "--dock",
         "North", "--as", "Ada")  # fmt: skip
    base("dock", "weigh", "Tug 1", "--kg", "12.5", "--uncertainty", "0.05", "--as", "Max")
    base("dock", "weigh", "Store", "--kg", "47.25", "--uncertainty", "0.05", "--as", "Max")
    shown = base("dock", "discrepancies", "--out", "d.html", code=6)
    assert "Tug 1: book 7.250 kg, scale 12.500 kg, +5.250 kg ± 0.050 kg" in shown
    assert "transposed code: C-1483 is here, booked as C-4183" in shown
    assert "2 accounts weighed, 2 of them differ" in shown
    assert "C-1483 is here" in (base.folder / "d.html").read_text(encoding="utf-8")
    movements = json.loads(base("records", "list", "--kind", "movement", "--json"))["rows"]
    base("dock", "correct", movements[0]["id"], "--why", "it was C-1483", "--as", "Ada")
    base("dock", "out", "C-1483", "--kg", "12.5", "--from", "Store", "--to", "Tug 1", "--dock",
         "North", "--as", "Ada")  # fmt: skip
    for name, kg in (("Tug 1", "12.52"), ("Store", "47.25")):
        base("dock", "weigh", name, "--kg", kg, "--uncertainty", "0.05", "--as", "Max")
    assert "2 accounts weighed, none of them differ from the book" in base("dock", "discrepancies")
    assert "never weighed" in base("dock", "discrepancies", "North", code=2)
    assert "unknown account" in base("dock", "weigh", "Moon", "--kg", "1", "--uncertainty", "1",
                                     "--as", "Max", code=2)  # fmt: skip


def test_a_wrong_mass_is_corrected_not_edited(base: Base) -> None:
    base(*came("C-1", "41.83"))
    one = json.loads(base("records", "list", "--kind", "movement", "--json"))["rows"][0]["id"]
    base("dock", "correct", one, "--why", "digits swapped", "--kg", "14.83", "--as", "Ada")
    assert "C-1: 1 pieces, 14.830 kg" in base("dock", "balance", "Store")
    assert "corrected already" in base("dock", "correct", one, "--why", "x", "--as", "Ada", code=2)


def test_a_flight_needs_a_vehicle_and_a_run(base: Base) -> None:
    assert "a flight is that of a vehicle" in base("dock", "balance", "--flight", "trip-1", code=2)
    assert "unknown account" in base("dock", "balance", "Moon", code=2)
