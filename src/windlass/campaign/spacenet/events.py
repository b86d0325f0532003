"""Missions and events of a SpaceNet file.

Source: spacenet.  Checked: tests/campaign/test_spacenet.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.campaign.spacenet.cells import Cell
from windlass.campaign.spacenet.elements import amount, known, model
from windlass.campaign.spacenet.model import (
    FLIGHT,
    SPACE,
    STATES,
    SURFACE,
    Edge,
    Element,
    Event,
    Mission,
    Node,
    Resource,
)
from windlass.campaign.spacenet.stack import Action

EVENTS: Final = {
    "Create Elements": "Create Elements", "Move Elements": "Move Elements",
    "Remove Elements": "Remove Elements", "Add Resources": "Add Resources",
    "Consume Resources": "Consume Resources", "Transfer Resources": "Transfer Resources",
    "Propulsive Burn": "Propulsive Burn", "Reconfigure Element": "Reconfigure Element",
    "Reconfigure Elements": "Reconfigure Elements", "Reconfigure Group": "Reconfigure Elements",
    "Crewed EVA": "Crewed EVA", "Crewed Exploration": "Crewed Exploration",
    "Space Transport": "Space Transport", "Flight Transport": "Flight Transport",
    "Surface Transport": "Surface Transport",
}  # fmt: skip
"""Kinds of events by their names in this and older files."""

_EDGE_OF: Final = {
    "Space Transport": SPACE, "Flight Transport": FLIGHT, "Surface Transport": SURFACE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What events may name: all that the file has, by identifier."""

    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    elements: Mapping[str, Element]
    resources: Mapping[str, Resource]
    models: Mapping[str, Cell]

    @property
    def places(self) -> dict[str, object]:
        """Nodes and edges."""
        return {**self.nodes, **self.edges}


def mission(cell: Cell, has: Known) -> Mission:
    """Return a mission with its events in the order of the file."""

    def place(name: str) -> str:
        return "" if (told := cell.get(name)) is None else known(told, has.nodes, "node")

    return Mission(
        name=cell.need("name").text(), start_s=cell.need("startDate").date_s(),
        events=tuple(event(one, has) for one in cell.listed("events")),
        models=tuple(model(one, has.models, has.resources) for one in cell.listed("demandModels")),
        origin=place("origin"), destination=place("destination"),
        return_origin=place("returnOrigin"), return_destination=place("returnDestination"),
    )  # fmt: skip


def event(cell: Cell, has: Known) -> Event:
    """Return an event.  Raises InvalidInput for a kind that is not known or a missing id."""
    kind = EVENTS[cell.need("type").one_of(tuple(EVENTS), "kind of event")]
    return Event(
        kind=kind, name=cell.need("name").text(), where=cell.place,
        priority=cell.need("priority").whole(-(10**9)),
        after_s=cell.need("missionTime").span_s(),
        location=known(cell.need("location"), has.places, "node or edge"),
        **_own(kind, cell, has),
    )  # fmt: skip


def _own(kind: str, cell: Cell, has: Known) -> dict[str, Any]:
    """Return the fields that a kind of event has of its own."""
    if kind in ("Create Elements", "Move Elements", "Remove Elements"):
        told = cell.get("container")
        inside = {**has.places, **has.elements}
        into = "" if told is None else known(told, inside, "container")
        return {"elements": _elements(cell, has), "into": into}
    if kind in ("Add Resources", "Consume Resources", "Transfer Resources"):
        return _supply(kind, cell, has)
    if kind in ("Reconfigure Element", "Reconfigure Elements"):
        return _reconfigure(kind, cell, has)
    if kind in ("Crewed EVA", "Crewed Exploration"):
        return _outside(kind, cell, has)
    if kind == "Propulsive Burn":
        burns = {one.key: one for way in has.edges.values() for one in way.burns}
        burn = known(cell.need("burn"), burns, "burn")
        acts = cell.need("burnStageSequence", "actions").cells()
        return {"elements": _elements(cell, has), "burn": burn, "actions": {burn: _acts(acts, has)}}
    return _transport(kind, cell, has)


def _supply(kind: str, cell: Cell, has: Known) -> dict[str, Any]:
    told = cell.need("resources")
    cells = told.cells() if isinstance(told.value, list) else [told]
    found: dict[str, Any] = {"amounts": tuple(amount(one, has.resources) for one in cells)}
    if kind == "Add Resources":
        found["into"] = known(cell.need("container"), has.elements, "element")
    elif kind == "Consume Resources":
        found["out_of"] = known(cell.need("source"), has.elements, "element")
    else:
        found["out_of"] = known(cell.need("originContainer", "origin"), has.elements, "element")
        found["into"] = known(
            cell.need("destinationContainer", "destination"), has.elements, "element"
        )
    return found


def _reconfigure(kind: str, cell: Cell, has: Known) -> dict[str, Any]:
    if kind == "Reconfigure Elements":
        wanted = cell.need("stateType").one_of(STATES, "kind of state")
        return {"elements": _elements(cell, has), "state_kind": wanted}
    key = known(cell.need("element"), has.elements, "element")
    return {"elements": (key,), "state": _index(cell.need("stateIndex"), has.elements[key])}


def _outside(kind: str, cell: Cell, has: Known) -> dict[str, Any]:
    crew = {}
    for one in cell.listed("elementStates"):
        key = known(one.need("element"), has.elements, "element")
        crew[key] = _index(one.need("stateIndex"), has.elements[key])
    long = kind == "Crewed Exploration"
    return {
        "vehicle": known(cell.need("vehicle"), has.elements, "element"),
        "eva_s": cell.need("evaDuration").span_s(), "crew": crew,
        "duration_s": cell.need("duration").span_s() if long else 0.0,
        "eva_per_week": cell.need("evaPerWeek").number() if long else 0.0,
        "amounts": tuple(amount(one, has.resources) for one in cell.listed("additionalDemands")),
    }  # fmt: skip


def _transport(kind: str, cell: Cell, has: Known) -> dict[str, Any]:
    told = cell.need("edge")
    way = has.edges[known(told, has.edges, "edge")]
    if way.kind != _EDGE_OF[kind]:
        raise told.fault(f"{way.name} is a {way.kind}", f"{kind} needs a {_EDGE_OF[kind]}")
    found: dict[str, Any] = {"edge": way.key}
    if kind == "Surface Transport":
        found["vehicle"] = key = known(cell.need("vehicle"), has.elements, "element")
        if not (speed := cell.need("speed")).number() > 0.0:
            raise speed.fault("a vehicle that does not move", "give more than 0 m/s")
        duty = cell.get("dutyCycle")
        if duty is not None and not 0.0 < duty.number() <= 1.0:
            raise duty.fault("a share of time above 0 and up to 1 is expected here")
        state = cell.get("transportState")
        found["speed_m_s"] = speed.number()
        found["duty"] = 1.0 if duty is None else duty.number()
        found["state"] = -1 if state is None else _index(state, has.elements[key])
        return found
    found["elements"] = _elements(cell, has)
    if kind == "Space Transport":
        burns = {one.key: one for one in way.burns}
        found["actions"] = {
            known(one.need("burn"), burns, f"burn of {way.name}"): _acts(
                one.need("actions").cells(), has
            )
            for one in cell.need("burnStageSequence").cells()
        }
    return found


def _acts(cells: list[Cell], has: Known) -> tuple[Action, ...]:
    return tuple(
        Action(
            key=known(one.need("element"), has.elements, "element"),
            what="burn" if one.need("type").one_of(("Burn", "Stage"), "action") == "Burn"
            else "stage",
        )
        for one in cells
    )  # fmt: skip


def _elements(cell: Cell, has: Known) -> tuple[str, ...]:
    """Return elements, each once."""
    told = (known(one, has.elements, "element") for one in cell.need("elements").cells())
    return tuple(dict.fromkeys(told))


def _index(cell: Cell, one: Element) -> int:
    index = cell.whole(-1)
    if index >= len(one.states):
        raise cell.fault(f"{one.name} has {len(one.states)} states", "give an index, -1 for none")
    return index
