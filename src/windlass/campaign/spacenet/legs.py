"""Legs and launchers out of a replayed SpaceNet scenario.

What leaves the Earth's surface by stages that are dropped becomes a launcher, which lifts what it
lifted; a leg in space is flown by the types that burned on it, each by the rocket equation; a
flight edge becomes a launcher of its own capacity.  Source: spacenet.
Checked: tests/campaign/test_spacenet_tables.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from windlass.campaign.spacenet.log import Replay, Step
from windlass.campaign.spacenet.model import FLIGHT, SPACE, SURFACE, Edge, Note, Scenario
from windlass.campaign.spacenet.stack import mass_kg
from windlass.campaign.tables import Leg, Supply, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Names of the tables: identifier -> name of its node, resource or type."""

    items: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Launcher:
    """A launcher, the edge it flies, what it spends (identifiers), and how many there are.  burnt:
    propellant of stages that last, by identifier, which is part of the launcher's mass."""

    edge: str
    vehicle: Vehicle
    spent: tuple[str, ...]
    burnt_kg: Mapping[str, float]
    supply: Supply


def launchers(found: Replay, names: Map, notes: list[Note]) -> list[Launcher]:
    """Return the launchers of a scenario: staged ones from Earth, and those of flight edges."""
    return [*_staged(found, names, notes), *_flights(found.scenario, names, notes)]


def _staged(found: Replay, names: Map, notes: list[Note]) -> list[Launcher]:
    """Return a launcher for each stack that leaves the Earth's surface and drops stages."""
    scenario = found.scenario
    made: list[Launcher] = []
    for start, edge, steps in _flown(found):
        dropped = [one.key for step in steps if step.impulse for one in step.impulse.staged]
        if not _from_earth(scenario, edge) or not dropped or steps[0].impulse is None:
            continue
        first, last = steps[0].impulse, steps[-1].impulse
        gross = first.burnt_kg + mass_kg((*first.left, *first.staged))
        lift = mass_kg(last.left) if last is not None else 0.0
        burnt: dict[str, float] = {}
        for burn in (burn for step in steps if step.impulse for burn in step.impulse.burns):
            if burn.key not in dropped:
                burnt[burn.key] = burnt.get(burn.key, 0.0) + burn.burnt_kg
        name = " + ".join(dict.fromkeys(names.items[one] for one in dropped))
        if any(one.vehicle.key == name for one in made):
            name = f"{name} ({len(made) + 1})"
        made.append(Launcher(
            edge=edge.key, spent=tuple(dropped), burnt_kg=burnt,
            vehicle=Vehicle(
                key=name, dry_kg=gross - lift, lift_kg=lift, hold_kg=lift, seats=0, expended=True,
                title=name,
            ),
            supply=Supply(node=names.items[edge.origin], item=name, amount=1.0, from_s=start),
        ))  # fmt: skip
        notes.append(Note(
            what=name, where=steps[0].where,
            why="a stack of stages has no engine of its own in the tables",
            then=f"it lifts {lift:.6g} kg, what it lifted here, which need not be its most; what "
            "it burns and drops counts as its mass",
        ))  # fmt: skip
    return made


def _flights(scenario: Scenario, names: Map, notes: list[Note]) -> list[Launcher]:
    """Return a launcher for each flight edge, as many as are wanted."""
    made: list[Launcher] = []
    for edge in scenario.edges.values():
        if edge.kind != FLIGHT:
            continue
        name = f"flight {edge.name}"
        made.append(Launcher(
            edge=edge.key, spent=(), burnt_kg={},
            vehicle=Vehicle(
                key=name, dry_kg=0.0, lift_kg=edge.most_kg, hold_kg=edge.most_kg, seats=0,
                expended=True, title=edge.name,
            ),
            supply=Supply(node=names.items[edge.origin], item=name),
        ))  # fmt: skip
        notes.append(Note(
            what=name, where=f"network.edges {edge.name}",
            why="people sit in what rides, and the tables limit seats, not people",
            then=f"its limit of {edge.most_crew} people is not kept; flights are not limited",
        ))  # fmt: skip
    return made


def legs(found: Replay, names: Map, lifted: list[Launcher], notes: list[Note]) -> tuple[Leg, ...]:
    """Return the legs of a scenario; an edge that nothing can fly makes none."""
    scenario, spent = found.scenario, {key for one in lifted for key in one.spent}
    ways: list[Leg] = []
    for edge in scenario.edges.values():
        flying = [one.vehicle for one in lifted if one.edge == edge.key]
        if flying:
            ways.append(_leg(scenario, edge, names, tuple(one.key for one in flying), 0.0))
            continue
        if edge.kind == SPACE:
            types = _burners(found, edge, names, spent, notes)
        else:
            types = tuple(sorted({
                names.items[key] for key, one in scenario.elements.items()
                if one.kind == "Surface Vehicle" and edge.kind == SURFACE
            }))  # fmt: skip
        if not types:
            notes.append(Note(
                what=edge.name, where=f"network.edges {edge.name}",
                why="nothing in the scenario flies it", then="it makes no leg",
            ))  # fmt: skip
            continue
        dv = math.fsum(one.dv_m_s for one in edge.burns)
        ways.append(_leg(scenario, edge, names, types, dv, _drive_s(found, edge)))
        if edge.kind == SURFACE:
            back = _leg(scenario, edge, names, types, dv, _drive_s(found, edge), back=True)
            ways.append(back)
    return tuple(ways)


def _burners(
    found: Replay, edge: Edge, names: Map, spent: set[str], notes: list[Note]
) -> tuple[str, ...]:
    """Return the types that burned on an edge."""
    flown = [steps for _, way, steps in _flown(found) if way.key == edge.key]
    used = [
        burn.key for steps in flown for step in steps if step.impulse
        for burn in step.impulse.burns if burn.key not in spent
    ]  # fmt: skip
    types = tuple(dict.fromkeys(names.items[key] for key in used))
    if len(types) > 1:
        notes.append(Note(
            what=edge.name, where=f"network.edges {edge.name}",
            why=f"{', '.join(types)} burn in turn, and some are dropped on the way",
            then="each may give the whole Δv, those of one engine together; nothing is dropped",
        ))  # fmt: skip
    return types


def _leg(
    scenario: Scenario, edge: Edge, names: Map, types: tuple[str, ...], dv_m_s: float,
    duration_s: float | None = None, *, back: bool = False,
) -> Leg:  # fmt: skip
    ends = (names.items[edge.origin], names.items[edge.destination])
    return Leg(
        key=f"{edge.name} back" if back else edge.name, origin=ends[1 if back else 0],
        destination=ends[0 if back else 1], vehicles=types, dv_m_s=dv_m_s, source="spacenet",
        duration_s=edge.duration_s if duration_s is None else duration_s,
        launch=not back and _from_earth(scenario, edge),
    )  # fmt: skip


def _drive_s(found: Replay, edge: Edge) -> float | None:
    """Return how long a surface edge takes at the pace of the scenario, None for other edges."""
    if edge.kind != SURFACE:
        return None
    paces = [
        event.speed_m_s * event.duty for one in found.scenario.missions for event in one.events
        if event.edge == edge.key
    ]  # fmt: skip
    return edge.distance_m / min(paces) if paces else 0.0


def _from_earth(scenario: Scenario, edge: Edge) -> bool:
    origin = scenario.nodes[edge.origin]
    return origin.kind == "Surface Node" and origin.body == "Earth"


def _flown(found: Replay) -> list[tuple[float, Edge, list[Step]]]:
    """Return start, edge and burns of each space transport that left."""
    scenario = found.scenario
    edges = {
        event.where: scenario.edges[event.edge] for one in scenario.missions
        for event in one.events if event.kind == "Space Transport"
    }  # fmt: skip
    steps: dict[str, list[Step]] = {}
    for step in found.steps:
        if step.where in edges and step.impulse is not None:
            steps.setdefault(step.where, []).append(step)
    return [(each[0].time_s, edges[where], each) for where, each in steps.items()]
