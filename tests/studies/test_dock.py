"""The dock on both databases; a flight beside its plan; passages whose leave was void."""

import math
from pathlib import Path
from typing import Any

import pytest

from windlass.base.errors import InvalidInput
from windlass.records import keys
from windlass.records.dock import grants
from windlass.records.dock.movement import Account, Movement
from windlass.store import Store
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog
from windlass.studies import dock, people
from windlass.studies.dock_flight import loaded
from windlass.studies.dock_told import told
from windlass.studies.documents import Desk


def manned(where: Path | str, runs: Path) -> tuple[DockBook, dict[str, keys.Key]]:
    log, own = RecordLog.open(where), {name: keys.new() for name in ("Rhea", "Max")}
    desk = Desk.open(log, Store.open(runs))
    people.begin(desk, "Rhea", own["Rhea"])
    people.give_key(desk.again(), "Rhea", own["Rhea"], "Max", own["Max"].public)
    people.give_role(desk.again(), "Rhea", own["Rhea"], "Max", "dock-master")
    book = DockBook.open(log)
    for name, kind in (("World", "outside"), ("North", "dock"), ("Store", "place")):
        dock.open_account(book, "Max", Account(name=name, kind=kind))
    dock.grant(log, "Max", own["Max"], grants.body("Ada", ["North"], ["in", "out"]))
    return book, own


def came(item: str, grams: int) -> Movement:
    return Movement(item=item, grams=grams, source="World", target="Store", dock="North",
                    direction="in", who="Ada")  # fmt: skip


def test_goods_that_left_are_a_residual(database: Path | str, tmp_path: Path) -> None:
    book, _ = manned(database, tmp_path / "runs")
    dock.move(book, "Ada", [came("ore", 9_000_000), came("tools", 400_000)])
    dock.weigh(book, "Max", "Store", 9_250_000, 20_000)
    dock.move(book, "Ada", [came("late", 77_000)])  # after the reading: no part of it
    data = told(book)
    found = data["findings"][0]
    assert (found["residual_g"], found["patterns"], found["booked"]) == (-150_000, [], 2)
    assert found["z"] == pytest.approx(-7.5)
    assert data["book"] == []
    assert data["passages"] == []


def test_a_passage_by_leave_that_turned_out_void_is_told(tmp_path: Path) -> None:
    book, own = manned(tmp_path / "log", tmp_path / "runs")
    dock.move(book, "Ada", [came("gold", 5)])
    desk = Desk.open(book.log, Store.open(tmp_path / "runs"))
    people.revoke_key(desk, "Rhea", own["Rhea"], "Max", since="2020-01-01T00:00:00Z", why="stolen")
    passages = told(book)["passages"]
    assert len(passages) == 1
    assert passages[0].startswith("gold, 0.005 kg, in through North by Ada")
    with pytest.raises(InvalidInput, match="nobody gave leave"):
        dock.move(book, "Ada", [came("more gold", 5)])
    with pytest.raises(InvalidInput, match="would not count"):
        dock.grant(book.log, "Max", own["Max"], grants.body("Ada", ["North"], ["in"]))


def test_a_flight_beside_its_plan() -> None:
    """Judge: the rocket equation by itself, for the mass without and with what was added."""
    dv, isp, dry, cargo = 3_200.0, 450.0, 4_000.0, 6_000.0
    ratio = math.exp(dv / (9.80665 * isp))
    burned = (dry + cargo) * (ratio - 1.0)
    run: dict[str, Any] = {
        "items": [{"key": "food", "unit_kg": 1.0}, {"key": "fuel", "unit_kg": 1.0},
                  {"key": "crate", "unit_kg": 500.0}],
        "trips": [{"anchor": "trip-1", "leg": "up", "burned": {"fuel": burned},
                   "cargo": {"food": 1_000.0, "crate": 10.0, "fuel": burned},
                   "mass_kg": dry + cargo + burned}],
    }  # fmt: skip
    found = loaded(run, "trip-1", 6_953_000)
    assert (found.planned_kg, found.more_kg) == (pytest.approx(6_000.0), pytest.approx(953.0))
    more = (dry + cargo + 953.0) * (ratio - 1.0) - burned
    assert found.propellant_kg == pytest.approx(more)
    with pytest.raises(InvalidInput, match="such as trip-1"):
        loaded(run, "trip-9", 0)


def test_bad_readings_and_voids_are_refused(tmp_path: Path) -> None:
    book, _ = manned(tmp_path / "log", tmp_path / "runs")
    for call, why in (
        (lambda: dock.weigh(book, "Max", "Store", -1, 5), "reading"),
        (lambda: dock.weigh(book, "Max", "Store", 1, 0), "uncertainty"),
        (lambda: dock.weigh(book, "Max", "Store", 1, 1, count=-1), "pieces"),
        (lambda: dock.settle(book, "Max", ["ab"], "void"), "says why"),
        (lambda: dock.correct(book, "Max", book.log.get(0).id, "x"), "no movement"),
    ):
        with pytest.raises(InvalidInput, match=why):
            call()
