"""Reading SpaceNet's files: the quick starts, a small file with all kinds of things, bad files."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, SourceError
from windlass.campaign.spacenet.cells import Cell
from windlass.campaign.spacenet.events import EVENTS
from windlass.campaign.spacenet.model import within
from windlass.campaign.spacenet.read import read

File = dict[str, Any]
FILES = {
    "completed_quick_start_1_w_db": (16, 5, 5), "completed_quick_start_1_wo_db": (16, 5, 5),
    "completed_quick_start_2_w_db": (17, 3, 3), "completed_quick_start_3_wo_db": (14, 6, 7),
}  # fmt: skip
"""Elements, nodes and edges of each quick start."""


def mini() -> File:
    """A file with each kind of node, edge and element, and no mission."""

    def node(key: str, kind: str, body: str) -> File:
        return {"id": key, "name": key.upper(), "type": kind, "body1": body, "contents": []}

    def template(key: str, kind: str, mass: float, **own: Any) -> File:
        return {
            "id": f"t-{key}",
            "name": key,
            "type": kind,
            "mass": mass,
            "classOfSupply": 9,
            **own,
        }

    def one(key: str, kind: str, of: str, **own: Any) -> File:
        return {"id": key, "name": f"M | {key}", "type": kind, "templateId": f"t-{of}", **own}

    carrier, tug = "Element Carrier", "Propulsive Vehicle"
    fuel = {"resource": "fuel", "amount": 800.0}
    return {
        "name": "mini", "startDate": "2030-01-01T00:00:00Z", "scenarioType": "Lunar",
        "network": {
            "nodes": [
                node("pad", "Surface Node", "Earth"), node("orbit", "Orbital Node", "Moon"),
                node("base", "Surface Node", "Moon"), node("crater", "Surface Node", "Moon"),
                node("halo", "Lagrange Node", "Earth"),
            ],
            "edges": [
                {"id": "up", "name": "UP", "type": "Flight Edge", "origin": "pad",
                 "destination": "orbit", "duration": "P3D", "maxCrew": 2, "maxCargo": 9000.0},
                {"id": "down", "name": "DOWN", "type": "Space Edge", "origin": "orbit",
                 "destination": "base", "duration": "P1D",
                 "burns": [{"id": "b1", "time": "PT0S", "deltaV": 100.0},
                           {"id": "b2", "time": "PT12H", "deltaV": 200.0}]},
                {"id": "road", "name": "ROAD", "type": "Surface Edge", "origin": "base",
                 "destination": "crater", "distance": 36000.0},
            ],
        },
        "resourceList": [
            {"id": "fuel", "name": "Fuel", "classOfSupply": 101, "unitMass": 1.0, "type":
             "Continuous", "environment": "Unpressurized"},
            {"id": "box", "name": "Box", "classOfSupply": 401, "unitMass": 10.0, "type":
             "Discrete", "environment": "Pressurized"},
        ],
        "demandModels": [
            {"id": "rated", "name": "Use", "type": "Rated",
             "demands": [{"classOfSupply": 2, "environment": "Unpressurized", "rate": 5.0}]},
            {"id": "spares", "name": "Spares", "type": "Sparing By Mass",
             "unpressurizedSparesRate": 0.1, "pressurizedSparesRate": 0.2,
             "partsListEnabled": True},
        ],
        "elementTemplates": [
            template("ship", tug, 1000.0, isp=300.0, maxFuel=1000.0, fuel=fuel, maxCrew=2,
                     maxCargoMass=3000.0),
            template("lab", carrier, 500.0, maxCrew=2, maxCargoMass=100.0, classOfSupply=801,
                     cargoEnvironment="Pressurized",
                     parts=[{"resource": "box", "quantity": 5.0}],
                     states=[{"id": "s0", "name": "Off", "type": "Dormant"},
                             {"id": "s1", "name": "On", "type": "Active", "demandModels": [
                                 {"name": "Use", "type": "Rated", "templateId": "rated"},
                                 {"name": "Spares", "type": "Sparing By Mass", "templateId":
                                  "spares"}]}],
                     currentStateIndex=0),
            template("rover", "Surface Vehicle", 200.0, maxSpeed=10.0, maxFuel=50.0, maxCrew=1,
                     fuel={"resource": "fuel", "amount": 20.0}, maxCargoMass=100.0),
            template("store", "Resource Container", 50.0, maxCargoMass=300.0,
                     contents=[{"classOfSupply": 202, "environment": "Unpressurized",
                                "amount": 100.0}]),
            template("crew", "Human Agent", 100.0, classOfSupply=0, activeTimeFraction=0.66),
            template("probe", "Element", 40.0, classOfSupply=601),
        ],
        "instantiatedElements": [
            one("ship", tug, "ship"), one("lab", carrier, "lab"), one("rover", "Surface Vehicle",
            "rover"), one("store", "Resource Container", "store"),
            one("ann", "Human Agent", "crew"), one("bob", "Human Agent", "crew", mass=90.0),
            one("probe", "Element", "probe"),
        ],
        "missionList": [
            {"name": "Mission", "startDate": "2030-01-01T00:00:00Z", "events": [],
             "origin": "pad", "destination": "base"}
        ],
        "configuration": {"environmentConstrained": True, "massPrecision": 0.01},
    }  # fmt: skip


def event(kind: str, day: float, at: str, priority: int = 1, **own: Any) -> File:
    """An event of the small file."""
    return {
        "name": f"{kind} {day}", "type": kind, "priority": priority, "location": at,
        "missionTime": f"PT{24 * day}H", **own,
    }  # fmt: skip


def text(found: File, *events: File) -> str:
    """A file with some events in its first mission."""
    whole = copy.deepcopy(found)
    whole["missionList"][0]["events"] += events
    return json.dumps(whole)


@pytest.mark.parametrize("name", FILES)
def test_quick_starts_are_read(shared: Path, name: str) -> None:
    path = shared / "data" / "spacenet" / f"{name}.json"
    found = read(path.read_text(), file=path.name)
    events = sum(len(one.events) for one in found.missions)
    assert (len(found.elements), len(found.nodes), len(found.edges)) == FILES[name]
    raw = json.loads(path.read_text())
    assert events == sum(len(one["events"]) for one in raw["missionList"])
    masses = {one["id"]: one["mass"] for one in raw["elementTemplates"]}
    for one in raw["instantiatedElements"]:
        element = found.elements[one["id"]]
        assert element.mass_kg == one.get("mass", masses[one["templateId"]])
        assert element.template == one["templateId"]
    assert found.start_s == parse_epoch(raw["startDate"].rstrip("Z"))
    assert all(one.what and one.where and one.why and one.then for one in found.notes)


def test_rates_of_a_file_are_kept_and_flagged(shared: Path) -> None:
    path = shared / "data" / "spacenet" / "completed_quick_start_2_w_db.json"
    found = read(path.read_text())
    rates = [one for one in found.notes if one.what.startswith("rates of")]
    assert [one.where for one in rates] == [
        "missionList[1].demandModels[0]", "missionList[3].demandModels[0]",
    ]  # fmt: skip
    assert "3.857" in rates[0].why
    assert found.missions[1].models[0].rates["oxygenRate"] == 3.85714


def test_all_kinds_are_read() -> None:
    found = read(text(mini()))
    assert {one.kind for one in found.edges.values()} == {
        "Flight Edge", "Space Edge", "Surface Edge",
    }  # fmt: skip
    assert found.elements["bob"].mass_kg == 90.0
    assert found.elements["ann"].mass_kg == 100.0
    assert found.elements["ship"].fuel_amount == 800.0
    assert found.elements["store"].holds[0].supply_class == 202
    assert found.elements["lab"].states[1].models[1].flags == {"partsListEnabled": True}
    assert [burn.after_s for burn in found.edges["down"].burns] == [0.0, 0.5 * DAY_S]
    assert found.edges["up"].duration_s == 3.0 * DAY_S
    assert any("ROAD" in one.what for one in found.notes)


def test_older_names_are_read() -> None:
    old = mini()
    old["elementTemplates"][1]["type"] = old["instantiatedElements"][1]["type"] = "Carrier"
    ship = old["elementTemplates"][0]
    fuel = ship.pop("fuel")
    ship |= {"fuelType": "fuel", "fuelAmount": fuel["amount"], "fuelMaxAmount": ship.pop("maxFuel")}
    ship["maxCrewSize"] = ship.pop("maxCrew")
    group = event("Reconfigure Group", 0.0, "pad", elements=["lab"], stateType="Active")
    found = read(text(old, group))
    new = read(text(mini(), group))
    assert found.elements == new.elements
    assert found.missions[0].events[0].kind == "Reconfigure Elements"
    assert set(EVENTS) > {"Reconfigure Group", "Crewed EVA"}


def test_what_does_not_map_is_noted() -> None:
    odd = mini()
    odd["manifest"] = {"events": []}
    odd["colour"] = "red"
    odd["configuration"] |= {"itemDiscretization": "Element", "scavengeSpares": True}
    odd["network"]["edges"][1]["burns"][1]["time"] = "P2D"
    odd["elementTemplates"][1]["contents"] = ["t-probe"]
    same = [event("Move Elements", 0.0, "pad", elements=[]) for _ in range(2)]
    told = {one.what for one in read(text(odd, *same)).notes}
    assert {"manifest", "colour", "itemDiscretization", "scavengeSpares", "contents of lab"} <= told
    assert "burn of DOWN after its end" in told
    assert any(one.startswith("order of events") for one in told)


def _set(*path: Any) -> Callable[[File], None]:
    """Change one value of a file: the last of path is the new one."""
    *keys, last, value = path

    def change(whole: File) -> None:
        at: Any = whole
        for key in keys:
            at = at[key]
        if value is KeyError:
            del at[last]
        else:
            at[last] = value

    return change


BAD = {
    "unknown event": (_set("missionList", 0, "events", 0, "type", "Teleport"),
                      r"events\[0\]\.type: kind of event is not known \(got 'Teleport'\)"),
    "missing edge": (_set("missionList", 0, "events", 0, "edge", "nowhere"),
                     r"events\[0\]\.edge: no edge has this id \(got 'nowhere'\)"),
    "edge of another kind": (_set("missionList", 0, "events", 0, "edge", "up"),
                             r"events\[0\]\.edge: UP is a Flight Edge"),
    "missing element": (_set("missionList", 0, "events", 0, "elements", 0, "ghost"),
                        r"elements\[0\]: no element has this id"),
    "duration as a number": (_set("network", "edges", 0, "duration", 3.0),
                             r"edges\[0\]\.duration: a duration is a text with its units"),
    "duration in months": (_set("network", "edges", 0, "duration", "P3M"), "no duration"),
    "duration empty": (_set("network", "edges", 0, "duration", "PT"), "no duration"),
    "speed with a unit": (_set("network", "edges", 1, "burns", 0, "deltaV", "100 m/s"),
                          r"burns\[0\]\.deltaV: a number is expected here .*without a unit"),
    "negative mass": (_set("elementTemplates", 0, "mass", -1.0), r"\[0\]\.mass: a number of 0"),
    "no isp": (_set("elementTemplates", 0, "isp", KeyError), "isp is missing"),
    "too much fuel": (_set("elementTemplates", 0, "fuel", "amount", 1001.0), "1000 that fit"),
    "two of one id": (_set("instantiatedElements", 1, "id", "ship"), "the id of .* again"),
    "missing template": (_set("instantiatedElements", 1, "templateId", "?"), "no element template"),
    "another kind": (_set("instantiatedElements", 1, "type", "Element"), "a template of Element C"),
    "no such state": (_set("elementTemplates", 1, "currentStateIndex", 2), "no such one"),
    "no date": (_set("startDate", "soon"), "startDate: no date"),
    "no such node": (_set("network", "edges", 0, "origin", "mars"), "no node has this id"),
    "kind of node": (_set("network", "nodes", 0, "type", "Castle"), "kind of node is not known"),
    "no network": (_set("network", KeyError), "network is missing"),
    "part of nothing": (_set("elementTemplates", 1, "parts", 0, "resource", "?"), "no resource"),
    "crew with a half": (_set("network", "edges", 0, "maxCrew", 1.5), "a whole number"),
    "a list for a text": (_set("name", []), "a text is expected"),
    "a text for a list": (_set("elementTemplates", "x"), "a list is expected"),
    "an object": (_set("network", "edges", 0, "x"), "an object is expected"),
    "flag": (_set("configuration", "detailedEva", "yes"), "true or false"),
    "contents": (_set("network", "nodes", 0, "contents", ["?"]), "no element has this id"),
    "in two places": (_set("instantiatedElements", 1, "contents", ["ann"] * 2), "something else"),
    "in itself": (_set("instantiatedElements", 1, "contents", ["lab"]), "contains itself"),
    "burn of another edge": (
        _set("missionList", 0, "events", 0, "burnStageSequence", [{"burn": "b9", "actions": []}]),
        "no burn of DOWN has this id"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_told_with_the_place(name: str) -> None:
    change, says = BAD[name]
    fly = event("Space Transport", 0.0, "orbit", edge="down", elements=["ship"],
                burnStageSequence=[])  # fmt: skip
    whole = json.loads(text(mini(), fly))
    change(whole)
    with pytest.raises(InvalidInput, match=says) as caught:
        read(json.dumps(whole), file="bad.json")
    assert caught.value.where.startswith("bad.json")


@pytest.mark.parametrize(
    ("what", "says"),
    [("{", "line 1 column 2"), ("[]", "a scenario is an object"), ('{"name": NaN}', "no number")],
)
def test_what_is_not_json_is_told(what: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(what, file="bad.json")


@settings(max_examples=50, deadline=None)
@given(
    st.integers(0, 999), st.integers(0, 23), st.integers(0, 59), st.floats(0.0, 59.0).map(
        lambda x: round(x, 3))
)  # fmt: skip
def test_durations(days: int, hours: int, minutes: int, seconds: float) -> None:
    told = Cell(f"P{days}DT{hours}H{minutes}M{seconds:.3f}S", "", "")
    expected = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    assert told.span_s() == pytest.approx(expected, rel=1e-12)


def test_dates_are_those_of_utc() -> None:
    one = Cell("2030-01-01T02:00:00+02:00", "", "").date_s()
    assert one == Cell("2030-01-01T00:00:00Z", "", "").date_s() == parse_epoch("2030-01-01")


def test_classes_of_supply_are_nested() -> None:
    assert within(4011, 4)
    assert within(4011, 401)
    assert within(203, 2)
    assert within(10, 10)
    assert not within(10, 1)
    assert not within(203, 20)
    assert not within(9021, 6)
