"""Read a SpaceNet scenario (JSON), with a report of what does not map.

Masses are kg, lengths m, durations s, dates TDB seconds past J2000; propellant stays in the units
of its resource.  Rates of demand are the file's own: none is filled in.  Source: spacenet,
grogan2011.  Checked: tests/campaign/test_spacenet.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from windlass.campaign.spacenet import elements as parts
from windlass.campaign.spacenet.cells import Cell, parse
from windlass.campaign.spacenet.events import Known, mission
from windlass.campaign.spacenet.model import SURFACE, Mission, Note, Scenario

_READ: Final = {
    "name", "createdBy", "description", "startDate", "scenarioType", "network", "missionList",
    "elementTemplates", "instantiatedElements", "demandModels", "resourceList", "manifest",
    "configuration",
}  # fmt: skip
_USED: Final = ("environmentConstrained", "volumeConstrained", "detailedEva", "massPrecision",
                "volumePrecision")  # fmt: skip


def read(text: str, *, file: str = "") -> Scenario:
    """Return the scenario of a file's text; file: its name, for messages.

    Raises SourceError where the text is not JSON; InvalidInput, with the place in the file, for
    what is missing, not known, without its unit or out of range.
    """
    root = parse(text, file)
    notes: list[Note] = []
    network = root.need("network")
    resources = {one.key: one for one in map(parts.resource, _unique(root, "resourceList"))}
    models = {one.need("id").text(): one for one in _unique(root, "demandModels")}
    templates = {one.need("id").text(): one for one in _unique(root, "elementTemplates")}
    nodes = {one.key: one for one in map(parts.node, _unique(network, "nodes"))}
    edges = {one.key: one for one in (parts.edge(c, nodes) for c in _unique(network, "edges"))}
    elements = {
        one.key: one
        for one in (
            parts.element(cell, templates, models, resources, notes)
            for cell in _unique(root, "instantiatedElements")
        )
    }
    has = Known(nodes=nodes, edges=edges, elements=elements, resources=resources, models=models)
    _contained(root, network, has)
    missions = tuple(mission(one, has) for one in root.listed("missionList"))
    found = Scenario(
        name=root.need("name").text(), start_s=root.need("startDate").date_s(), nodes=nodes,
        edges=edges, resources=resources, elements=elements, missions=missions,
        options=_options(root),
    )  # fmt: skip
    notes += [*_unread(root), *_ways(found), *_rates(found), *_order(missions)]
    return Scenario(
        name=found.name, start_s=found.start_s, nodes=nodes, edges=edges, resources=resources,
        elements=elements, missions=missions, options=found.options, notes=tuple(notes),
    )  # fmt: skip


def _unique(cell: Cell, name: str) -> list[Cell]:
    """Return the members of a list.  Raises InvalidInput where two have one id."""
    seen: dict[str, str] = {}
    cells = cell.listed(name)
    for one in cells:
        key = one.need("id").text()
        if key in seen:
            raise one.need("id").fault(f"the id of {seen[key]} again", "give each its own id")
        seen[key] = one.place
    return cells


def _contained(root: Cell, network: Cell, has: Known) -> None:
    """Raise InvalidInput where contents are no elements of the file, are in two places, or contain
    themselves."""
    holders = [*network.listed("nodes"), *network.listed("edges")]
    holders += [
        cell for cell in root.listed("instantiatedElements")
        if has.elements[cell.need("id").text()].kind != "Resource Container"
    ]  # fmt: skip
    inside: dict[str, str] = {}
    for cell in holders:
        for one in cell.listed("contents"):
            key = parts.known(one, has.elements, "element")
            if key in inside:
                raise one.fault("an element that is inside something else", "name it once")
            inside[key] = outer = cell.need("id").text()
            while outer in inside:
                outer = inside[outer]
                if outer == key:
                    raise one.fault("an element that contains itself")


def _options(root: Cell) -> dict[str, object]:
    """Return the configuration; precisions and switches are checked."""
    told = root.get("configuration")
    if told is None or not isinstance(told.value, dict):
        return {}
    for name in _USED:
        if (one := told.get(name)) is not None:
            if name.endswith("Precision"):
                one.number()
            else:
                one.flag()
    return dict(told.value)


def _unread(root: Cell) -> Iterator[Note]:
    """What is in the file and has no meaning here."""
    if isinstance(root.value, dict):
        for name in sorted(set(root.value) - _READ):
            yield Note(what=name, where=name, why="not part of SpaceNet's format", then="ignored")
    told = root.get("manifest")
    if told is not None and told.value:
        yield Note(
            what="manifest", where="manifest", why="packing into containers is not computed",
            then="what is packed by it is not aboard, and its demands count as unmet",
        )  # fmt: skip
    options = _options(root)
    if options.get("itemDiscretization", "None") != "None":
        yield Note(
            what="itemDiscretization", where="configuration.itemDiscretization",
            why="demands are kept as fractions of items", then="items are not rounded up",
        )  # fmt: skip
    if options.get("scavengeSpares"):
        yield Note(
            what="scavengeSpares", where="configuration.scavengeSpares",
            why="parts of decommissioned elements are not taken", then="more demands are unmet",
        )  # fmt: skip
    if options:
        yield Note(
            what="packing factors, tanks and bags", where="configuration",
            why="packing is not computed", then="demands are net, without containers",
        )  # fmt: skip
        yield Note(
            what="timePrecision, demandPrecision, massPrecision", where="configuration",
            why="SpaceNet rounds times, demands and masses to them",
            then="nothing is rounded; masses differ by less than the precision for each element",
        )  # fmt: skip
    yield Note(
        what="dates", where="startDate", why="the calendar is read as TDB, 69 s from UTC in 2026",
        then="all dates are shifted alike; durations are exact",
    )  # fmt: skip


def _ways(found: Scenario) -> Iterator[Note]:
    """Edges that do not mean what they seem to."""
    for one in found.edges.values():
        late = [burn for burn in one.burns if burn.after_s > one.duration_s]
        if late:
            yield Note(
                what=f"burn of {one.name} after its end", where=f"network.edges {one.name}",
                why=f"{late[0].after_s:g} s into an edge of {one.duration_s:g} s",
                then="the elements have arrived and no longer are where it burns: it fails",
            )  # fmt: skip
        if one.kind == SURFACE:
            yield Note(
                what=f"distance and speed on {one.name}", where=f"network.edges {one.name}",
                why="the file format has m and m/s, SpaceNet's own program km and km/h",
                then="read as m and m/s",
            )  # fmt: skip


def _rates(found: Scenario) -> Iterator[Note]:
    """Demand models whose rates are to be looked at."""
    for one in found.missions:
        for asked in one.models:
            if asked.kind == "Crew Consumables" and "oxygenRate" in asked.rates:
                rate = asked.rates["oxygenRate"]
                yield Note(
                    what=f"rates of {asked.name}", where=asked.where,
                    why=f"the file's own, oxygen {rate:g} kg a day and person among them; some of "
                    "SpaceNet's defaults are several times what people use",
                    then="they are used as they are: compare before a plan stands on them",
                )  # fmt: skip


def _order(missions: tuple[Mission, ...]) -> Iterator[Note]:
    """Events of one time and priority."""
    for one in missions:
        alike = Counter((e.after_s, e.priority) for e in one.events)
        for event in one.events:
            if alike.pop((event.after_s, event.priority), 0) > 1:
                yield Note(
                    what=f"order of events with {event.name}", where=event.where,
                    why="they have one time and one priority",
                    then="they go by name, then in the order of the file",
                )  # fmt: skip
