"""Places, resources, models and elements of a SpaceNet file.

An instance takes from its template what it does not tell itself.  Source: spacenet.
Checked: tests/campaign/test_spacenet.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from windlass.campaign.spacenet.cells import Cell
from windlass.campaign.spacenet.model import (
    CREW,
    EDGES,
    ENVIRONMENTS,
    FLIGHT,
    NODES,
    SPACE,
    STATES,
    Amount,
    DemandModel,
    Edge,
    EdgeBurn,
    Element,
    Node,
    Note,
    Resource,
    State,
)

ELEMENTS: Final = {
    "Element": "Element", "Human Agent": CREW, "Crew Member": CREW, "Robotic Agent":
    "Robotic Agent", "Element Carrier": "Element Carrier", "Carrier": "Element Carrier",
    "Propulsive Vehicle": "Propulsive Vehicle", "Surface Vehicle": "Surface Vehicle",
    "Resource Container": "Resource Container", "Resource Tank": "Resource Tank",
}  # fmt: skip
"""Kinds of elements by their names in this and older files."""

MODELS: Final = ("Crew Consumables", "Timed Impulse", "Rated", "Sparing By Mass")
_TOLD: Final = ("id", "name", "type", "templateId", "description", "demands", "demandRates")


def node(cell: Cell) -> Node:
    """Return a node."""
    return Node(
        key=cell.need("id").text(), name=cell.need("name").text(),
        kind=cell.need("type").one_of(NODES, "kind of node"), body=cell.need("body1").text(),
        holds=_keys(cell, "contents"),
    )  # fmt: skip


def edge(cell: Cell, nodes: Mapping[str, Node]) -> Edge:
    """Return an edge.  Raises InvalidInput where its ends are not nodes of the file."""
    kind = cell.need("type").one_of(EDGES, "kind of edge")
    ends = [known(cell.need(name), nodes, "node") for name in ("origin", "destination")]
    timed = kind in (SPACE, FLIGHT)
    return Edge(
        key=cell.need("id").text(), name=cell.need("name").text(), kind=kind,
        origin=ends[0], destination=ends[1],
        duration_s=cell.need("duration").span_s() if timed else 0.0,
        burns=tuple(
            EdgeBurn(key=one.need("id").text(), after_s=one.need("time").span_s(),
                     dv_m_s=one.need("deltaV").number())
            for one in (cell.listed("burns") if kind == SPACE else [])
        ),
        most_crew=cell.need("maxCrew").whole() if kind == FLIGHT else 0,
        most_kg=cell.need("maxCargo", "maxCargoMass").number() if kind == FLIGHT else 0.0,
        distance_m=0.0 if timed else cell.need("distance").number(),
        holds=_keys(cell, "contents"),
    )  # fmt: skip


def resource(cell: Cell) -> Resource:
    """Return a resource."""
    return Resource(
        key=cell.need("id").text(), name=cell.need("name").text(),
        supply_class=cell.need("classOfSupply").whole(), environment=_environment(cell),
        unit_kg=cell.need("unitMass").number(), unit_m3=_number(cell, "unitVolume"),
    )  # fmt: skip


def amount(cell: Cell, resources: Mapping[str, Resource], name: str = "amount") -> Amount:
    """Return some of a resource of the file, or of a class of supply."""
    named = cell.get("resource") or cell.get("type")
    if named is None:
        return Amount(
            amount=cell.need(name).number(), supply_class=cell.need("classOfSupply").whole(),
            environment=_environment(cell),
        )  # fmt: skip
    key = known(named, resources, "resource")
    found = resources[key]
    return Amount(
        amount=cell.need(name).number(), resource=key, supply_class=found.supply_class,
        environment=found.environment,
    )  # fmt: skip


def model(
    cell: Cell, templates: Mapping[str, Cell], resources: Mapping[str, Resource]
) -> DemandModel:
    """Return a demand model, with what it takes from its template."""
    kind = cell.need("type").one_of(MODELS, "kind of demand model")
    parts = [cell]
    if (told := cell.get("templateId")) is not None:
        parts.insert(0, templates[known(told, templates, "demand model")])
    rates: dict[str, float] = {}
    flags: dict[str, bool] = {}
    amounts: tuple[Amount, ...] = ()
    for part in parts:
        for name in part.value if isinstance(part.value, dict) else ():
            one = part.get(name)
            if one is None or name in _TOLD:
                continue
            if isinstance(one.value, bool):
                flags[name] = one.flag()
            else:
                rates[name] = one.number()
        asked = part.get("demands") or part.get("demandRates")
        if asked is not None:
            named = "rate" if kind == "Rated" else "amount"
            amounts = tuple(amount(one, resources, named) for one in asked.cells())
    return DemandModel(
        kind=kind, name=cell.need("name").text(), where=cell.place, rates=rates, amounts=amounts,
        flags=flags,
    )  # fmt: skip


def element(
    cell: Cell,
    templates: Mapping[str, Cell],
    models: Mapping[str, Cell],
    resources: Mapping[str, Resource],
    notes: list[Note],
) -> Element:
    """Return an element with what it takes from its template."""
    kind = _kind(cell)
    told = cell.get("templateId")
    base = templates[known(told, templates, "element template")] if told is not None else cell
    if _kind(base) != kind:
        raise cell.need("type").fault(f"an element of a template of {base.need('type').text()}")

    def has(name: str) -> Cell | None:
        return cell.get(name) or base.get(name)

    def need(name: str) -> Cell:
        return has(name) or cell.need(name)

    fuel = _fuel(kind, has, need, resources)
    states = tuple(_state(one, models, resources) for one in _cells(has("states")))
    chosen = has("currentStateIndex")
    index = -1 if chosen is None else chosen.whole(-1)
    if chosen is not None and index >= len(states):
        raise chosen.fault(f"an element with {len(states)} states has no such one")
    if cell is not base and base.listed("contents") and not cell.listed("contents"):
        notes.append(Note(
            what=f"contents of {base.need('name').text()}", where=base.place,
            why="contents of a template are no elements of the scenario",
            then="elements made from it begin empty",
        ))  # fmt: skip
    mass = need("mass").number()
    return Element(
        key=cell.need("id").text(), name=need("name").text(), kind=kind,
        template=base.need("id").text(), supply_class=need("classOfSupply").whole(),
        environment=_environment(cell, base), mass_kg=mass, volume_m3=_number(cell, "volume", base),
        states=states, state=index, parts=_parts(_cells(has("parts")), resources),
        most_kg=_most_kg(kind, cell, base, resources), most_m3=_limit(cell, base, "maxCargoVolume"),
        cargo_environment=_environment(cell, base, "cargoEnvironment"),
        most_crew=most.whole() if (most := has("maxCrew") or has("maxCrewSize")) else 0,
        isp_s=need("isp").number() if kind == "Propulsive Vehicle" else 0.0,
        fuel=fuel[0], fuel_most=fuel[1], fuel_amount=fuel[2],
        active=_number(cell, "activeTimeFraction", base, 1.0),
        contents=_keys(cell, "contents") if kind != "Resource Container" else (),
        holds=_holds(kind, has, resources),
    )  # fmt: skip


def known(cell: Cell, among: Mapping[str, object], what: str) -> str:
    """Return an identifier that the file has.  Raises InvalidInput otherwise."""
    if (key := cell.text()) not in among:
        raise cell.fault(f"no {what} has this id", f"name one of the {len(among)} in the file")
    return key


def _fuel(
    kind: str,
    has: Callable[[str], Cell | None],
    need: Callable[[str], Cell],
    resources: Mapping[str, Resource],
) -> tuple[str, float, float]:
    """Return resource, capacity and amount of a vehicle's propellant; older files tell it apart."""
    if kind not in ("Propulsive Vehicle", "Surface Vehicle"):
        return "", 0.0, 0.0
    if (told := has("fuel")) is not None:
        found = amount(told, resources)
        key, there, at = found.resource, found.amount, told.need("amount")
        if not key:
            raise told.fault("propellant of a class of supply", "name a resource of the file")
        most = need("maxFuel").number()
    else:
        key, at = known(need("fuelType"), resources, "resource"), need("fuelAmount")
        there, most = at.number(), need("fuelMaxAmount").number()
    if there > most:
        raise at.fault(f"more propellant than the {most:g} that fit")
    return key, most, there


def _holds(
    kind: str, has: Callable[[str], Cell | None], resources: Mapping[str, Resource]
) -> tuple[Amount, ...]:
    """Return what a container or tank of resources holds."""
    if kind == "Resource Container":
        return tuple(amount(one, resources) for one in _cells(has("contents")))
    told = has("resource")
    if kind != "Resource Tank" or told is None:
        return ()
    there = has("amount")
    one = resources[known(told, resources, "resource")]
    return (Amount(
        amount=there.number() if there else 0.0, resource=one.key, supply_class=one.supply_class,
        environment=one.environment,
    ),)  # fmt: skip


def _state(cell: Cell, models: Mapping[str, Cell], resources: Mapping[str, Resource]) -> State:
    return State(
        name=cell.need("name").text(), kind=cell.need("type").one_of(STATES, "kind of state"),
        models=tuple(model(one, models, resources) for one in cell.listed("demandModels")),
    )  # fmt: skip


def _parts(cells: list[Cell], resources: Mapping[str, Resource]) -> tuple[tuple[str, float], ...]:
    return tuple(
        (known(one.need("resource"), resources, "resource"), one.need("quantity").number())
        for one in cells
    )


def _kind(cell: Cell) -> str:
    return ELEMENTS[cell.need("type").one_of(tuple(ELEMENTS), "kind of element")]


def _most_kg(kind: str, cell: Cell, base: Cell, resources: Mapping[str, Resource]) -> float | None:
    """Return the cargo that fits; of a tank what it holds in units of its resource."""
    if kind != "Resource Tank":
        return _limit(cell, base, "maxCargoMass")
    told = cell.get("resource") or base.get("resource")
    if told is None:
        return 0.0
    return resources[known(told, resources, "resource")].unit_kg * _number(cell, "maxAmount", base)


def _limit(cell: Cell, base: Cell, name: str) -> float | None:
    """Return a limit; none where the file writes null, 0 where it writes nothing."""
    found = cell.get(name) or base.get(name)
    if found is not None:
        return found.number()
    written = isinstance(base.value, dict) and name in base.value
    return None if written else 0.0


def _environment(cell: Cell, base: Cell | None = None, name: str = "environment") -> str:
    found = cell.get(name) or (base.get(name) if base is not None else None)
    return "Unpressurized" if found is None else found.one_of(ENVIRONMENTS, "environment")


def _number(cell: Cell, name: str, base: Cell | None = None, other: float = 0.0) -> float:
    found = cell.get(name) or (base.get(name) if base is not None else None)
    return other if found is None else found.number()


def _cells(cell: Cell | None) -> list[Cell]:
    return [] if cell is None else cell.cells()


def _keys(cell: Cell, name: str) -> tuple[str, ...]:
    return tuple(one.text() for one in cell.listed(name))
