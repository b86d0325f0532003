"""Tables of a campaign out of a replayed SpaceNet scenario, with what does not map.

Places, legs, vehicle types, commodities, what there is and what must be where at the end.  The plan
of the scenario itself, its events, is not kept: the planner is to find its own.
Source: spacenet.  Checked: tests/campaign/test_spacenet_tables.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from windlass.campaign.spacenet.demand import ends
from windlass.campaign.spacenet.legs import Launcher, Map, launchers, legs
from windlass.campaign.spacenet.log import Replay
from windlass.campaign.spacenet.model import CREW, Element, Note, Scenario, within
from windlass.campaign.tables import Campaign, Commodity, Demand, Node, Supply, Vehicle
from windlass.campaign.tables_check import check


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Result: the tables, and what of the scenario they do not hold."""

    campaign: Campaign
    notes: tuple[Note, ...]


def tables(found: Replay) -> Mapped:
    """Return the tables of a replayed scenario.

    Raises InvalidInput, as the check of all tables does, where they do not hold together: a
    scenario without transports, or one whose dates lie before its start.
    """
    scenario, notes = found.scenario, list(_always(found))
    names = _names(scenario)
    lifted = launchers(found, names, notes)
    spent = {key for one in lifted for key in one.spent}
    ways = legs(found, names, lifted, notes)
    end = max((one.time_s for one in found.steps), default=scenario.start_s)
    campaign = Campaign(
        name=scenario.name, start_s=scenario.start_s, end_s=end,
        nodes=tuple(_nodes(scenario, names)),
        commodities=tuple(_commodities(found, names, spent)),
        vehicles=(*_vehicles(scenario, names, spent, lifted), *(one.vehicle for one in lifted)),
        legs=ways,
        supplies=(*_supplies(found, names, lifted), *(one.supply for one in lifted)),
        demands=tuple(_demands(found, names)), g0_m_s2=found.g0, sources=("spacenet",),
    )  # fmt: skip
    return Mapped(campaign=check(campaign), notes=(*found.notes, *notes))


def _names(scenario: Scenario) -> Map:
    """Return a name for each node, resource and type of element; elements alike share one."""
    types: dict[tuple[object, ...], str] = {}
    items: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for key, one in scenario.elements.items():
        alike = (
            one.template, one.mass_kg, one.isp_s, one.fuel, one.fuel_most, one.most_kg,
            one.most_crew,
        )  # fmt: skip
        if alike not in types:
            name = one.name.split(" | ")[-1].strip()
            base = name.rsplit(" ", 1)[0].strip() if one.kind == CREW and " " in name else name
            taken[base] += 1
            types[alike] = base if taken[base] == 1 else f"{base} ({taken[base]})"
        items[key] = types[alike]
    for name, one_by_key in (("node", scenario.nodes), ("resource", scenario.resources)):
        for key, thing in one_by_key.items():
            taken[thing.name] += 1
            items[key] = thing.name if taken[thing.name] == 1 else f"{thing.name} ({name})"
    return Map(items=items)


def carries(one: Element) -> bool:
    """Return whether an element is a vehicle of the tables: it has an engine, seats or a hold."""
    room = one.most_crew > 0 or one.most_kg is None or one.most_kg > 0.0
    return one.isp_s > 0.0 or (
        one.kind in ("Element Carrier", "Propulsive Vehicle", "Surface Vehicle") and room
    )


def _nodes(scenario: Scenario, names: Map) -> Iterator[Node]:
    """Nodes from the Earth's surface outward, by how many edges lie between."""
    far = {
        key: 0 for key, one in scenario.nodes.items()
        if one.kind == "Surface Node" and one.body == "Earth"
    }  # fmt: skip
    for hops in range(len(scenario.nodes)):
        for way in scenario.edges.values():
            if far.get(way.origin) == hops:
                far.setdefault(way.destination, hops + 1)
    for key in sorted(scenario.nodes, key=lambda one: far.get(one, len(scenario.nodes))):
        yield Node(key=names.items[key], title=scenario.nodes[key].name)


def _commodities(found: Replay, names: Map, spent: set[str]) -> Iterator[Commodity]:
    """Resources and classes of supply in kg; people, cargo and samples in ones."""
    scenario = found.scenario
    for key, resource in scenario.resources.items():
        yield Commodity(
            key=names.items[key], fluid=within(resource.supply_class, 1),
            supply_class=_top(resource.supply_class),
        )  # fmt: skip
    seen: set[str] = set()
    for key, one in scenario.elements.items():
        if key in spent or names.items[key] in seen:
            continue
        if not carries(one) and one.mass_kg > 0.0:
            seen.add(names.items[key])
            yield Commodity(
                key=names.items[key], unit_kg=one.mass_kg, whole=True, seat=one.kind == CREW,
                supply_class=_top(one.supply_class),
            )  # fmt: skip
    for code in sorted({one.supply_class for one in found.demands if not one.resource}):
        yield Commodity(key=f"class {code}", supply_class=_top(code))


def _vehicles(
    scenario: Scenario, names: Map, spent: set[str], lifted: list[Launcher]
) -> Iterator[Vehicle]:
    """Types of vehicles; what a launcher spends is part of it.  People lie in the hold of the
    tables, as all that is solid: it is larger by theirs, which SpaceNet does not count."""
    seen: set[str] = set()
    heaviest = max(
        (one.mass_kg for one in scenario.elements.values() if one.kind == CREW), default=0.0
    )
    rides = tuple(one.vehicle.key for one in lifted)
    for key, one in scenario.elements.items():
        name = names.items[key]
        if key in spent or name in seen or not carries(one):
            continue
        seen.add(name)
        fuel = names.items[one.fuel] if one.fuel else ""
        unit = scenario.resources[one.fuel].unit_kg if one.fuel else 0.0
        burns = fuel and one.isp_s > 0.0 and within(scenario.resources[one.fuel].supply_class, 1)
        others = tuple(sorted({
            names.items[each] for each, other in scenario.elements.items()
            if other.isp_s > 0.0 and each not in spent and names.items[each] != name
        }))  # fmt: skip
        yield Vehicle(
            key=name, dry_kg=one.mass_kg, isp_s=one.isp_s if burns else 0.0,
            burns={fuel: 1.0} if burns else {}, tanks={fuel: one.fuel_most * unit} if burns else {},
            hold_kg=(one.most_kg or 0.0) + one.most_crew * heaviest, seats=one.most_crew,
            rides=(*rides, *others), title=one.name,
        )  # fmt: skip


def _supplies(found: Replay, names: Map, lifted: list[Launcher]) -> Iterator[Supply]:
    """What is made, where and when, with its propellant; what is asked for comes from where
    missions begin, as much as is wanted."""
    scenario, spent = found.scenario, {key for one in lifted for key in one.spent}
    made: dict[tuple[str, str, float], list[float]] = {}
    for key, (where, time_s) in _places(found)[0].items():
        one = scenario.elements[key]
        if key in spent or where not in scenario.nodes:
            continue
        node = names.items[where]
        if carries(one) or one.mass_kg > 0.0:
            made.setdefault((node, names.items[key], time_s), []).append(1.0)
        if one.fuel and one.fuel_amount > 0.0:
            burnt = math.fsum(each.burnt_kg.get(key, 0.0) for each in lifted)
            mass = one.fuel_amount * scenario.resources[one.fuel].unit_kg - burnt
            made.setdefault((node, names.items[one.fuel], time_s), []).append(mass)
    for (node, item, time_s), amounts in made.items():
        yield Supply(node=node, item=item, amount=math.fsum(amounts), from_s=time_s)
    origins = dict.fromkeys(one.origin for one in scenario.missions if one.origin)
    for item in sorted({_asked(one.supply_class, one.resource, names) for one in found.demands}):
        for origin in origins:
            yield Supply(node=names.items[origin], item=item)


def _demands(found: Replay, names: Map) -> Iterator[Demand]:
    """Resources that were asked for, and what is no vehicle where it was when it came to rest."""
    scenario = found.scenario
    wanted: dict[tuple[str, str, float], list[float]] = {}
    for asked in found.demands:
        if asked.location in scenario.nodes:
            item = _asked(asked.supply_class, asked.resource, names)
            place = names.items[asked.location]
            wanted.setdefault((place, item, asked.time_s), []).append(asked.mass_kg)
    for key, (where, time_s) in _places(found)[1].items():
        one = scenario.elements[key]
        kept = not carries(one) or within(one.supply_class, 8)
        if kept and where in scenario.nodes and one.mass_kg > 0.0:
            at = (names.items[where], names.items[key], time_s)
            wanted.setdefault(at, []).append(1.0)
    for (node, item, date_s), amounts in wanted.items():
        yield Demand(
            node=node, item=item, amount=math.fsum(amounts), date_s=date_s,
            anchor=f"{item} at {node}",
        )  # fmt: skip


Places = dict[str, tuple[str, float]]


def _places(found: Replay) -> tuple[Places, Places]:
    """Return where and when each element was made, and where it came to rest: its last place, and
    its arrival there."""
    scenario = found.scenario
    inside: dict[str, str] = {}
    first: Places = {}
    last: Places = {}

    def place(key: str) -> str:
        while key in scenario.elements:
            key = inside.get(key, "")
        return key

    for moved in found.moves:
        inside[moved.element] = moved.inside
        for key in scenario.elements:
            where = place(key)
            if where and (key not in last or last[key][0] != where):
                last[key] = (where, moved.time_s)
                first.setdefault(key, last[key])
    return first, last


def _asked(code: int, resource: str, names: Map) -> str:
    return names.items[resource] if resource else f"class {code}"


def _top(code: int) -> int:
    """Return the class of a sub-class."""
    return next((top for top in range(11) if within(code, top)), 0)


def _always(found: Replay) -> Iterator[Note]:
    """What no scenario's tables hold."""
    yield Note(
        what="events", where="missionList", why="the planner finds its own flights",
        then="elements, what they carry and the ends of their ways are kept, dates between are not",
    )  # fmt: skip
    if any(one.kind in ("Crewed Exploration", "Crewed EVA") for m in found.scenario.missions
           for one in m.events):  # fmt: skip
        yield Note(
            what="stays and excursions of people", where="missionList",
            why="a need of the tables takes away what it needs",
            then="that people are at a place for a time, and come back, is not asked for",
        )  # fmt: skip
    if any(one.states for one in found.scenario.elements.values()):
        yield Note(
            what="states", where="elementTemplates", why="the tables have no states",
            then="what states ask for is asked at the dates of the replay",
        )  # fmt: skip
    for one in found.scenario.elements.values():
        if one.most_kg is None:
            yield Note(
                what=f"cargo of {one.name}", where="instantiatedElements",
                why="its limit is null, and the tables need one", then="it carries people only",
            )  # fmt: skip
    for step in found.problems:
        yield Note(
            what=f"{step.name} fails", where=step.where, why=step.problem,
            then="the tables come from a replay with a fault: where things end may be wrong",
        )  # fmt: skip
    for mission in found.scenario.missions:
        for event in mission.events:
            if event.edge and ends(found.scenario, event)[0] != event.location:
                yield Note(
                    what=event.name, where=event.where, why="it leaves from another place",
                    then="it makes no leg",
                )  # fmt: skip
