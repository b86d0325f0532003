"""What a SpaceNet scenario holds, in SI units; keys are the file's own identifiers.

Kinds of nodes, edges, elements, models and events keep SpaceNet's names.  Classes of supply are
its codes: 1 to 10, and their sub-classes such as 203 or 9021.  Source: spacenet,
grogan2011.  Checked: tests/campaign/test_spacenet.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from windlass.campaign.spacenet.stack import Action

SPACE, FLIGHT, SURFACE = "Space Edge", "Flight Edge", "Surface Edge"
NODES: Final = ("Surface Node", "Orbital Node", "Lagrange Node")
EDGES: Final = (SPACE, FLIGHT, SURFACE)
CREW: Final = "Human Agent"
STATES: Final = ("Active", "Quiescent", "Special", "Dormant", "Decommissioned")
ENVIRONMENTS: Final = ("Unpressurized", "Pressurized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What does not map or is not computed.  where: place in the file; then: consequence."""

    what: str
    where: str
    why: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Some of a resource, in its units; resource is empty for a class of supply, then in kg.
    A rate of it is a day's."""

    amount: float
    resource: str = ""
    supply_class: int = 0
    environment: str = "Unpressurized"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A substance or item; unit_kg and unit_m3 of one unit."""

    key: str
    name: str
    supply_class: int
    environment: str
    unit_kg: float
    unit_m3: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place on or about a body; holds: elements there at the start."""

    key: str
    name: str
    kind: str
    body: str
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeBurn:
    """An impulse of an edge, after_s from its start."""

    key: str
    after_s: float
    dv_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A way between two nodes.  burns: of a space edge; most_crew and most_kg: of a flight edge;
    distance_m: of a surface edge, whose duration is that of its transport."""

    key: str
    name: str
    kind: str
    origin: str
    destination: str
    duration_s: float = 0.0
    burns: tuple[EdgeBurn, ...] = ()
    most_crew: int = 0
    most_kg: float = 0.0
    distance_m: float = 0.0
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandModel:
    """What a mission or an element asks for.  rates: by the file's own names; amounts: of an
    impulse, or a day's of a rated model; flags: by name."""

    kind: str
    name: str
    where: str
    rates: Mapping[str, float] = field(default_factory=dict)
    amounts: tuple[Amount, ...] = ()
    flags: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of an element and what it asks for while in it."""

    name: str
    kind: str
    models: tuple[DemandModel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A thing that lasts.  parts: resource and quantity; state: index into states, -1 for none;
    most_kg and most_m3: of cargo, None where nothing limits it; fuel: resource, in units of which
    fuel_most fits and fuel_amount is there; contents: elements inside; holds: resources inside."""

    key: str
    name: str
    kind: str
    template: str
    supply_class: int
    environment: str
    mass_kg: float
    volume_m3: float = 0.0
    states: tuple[State, ...] = ()
    state: int = -1
    parts: tuple[tuple[str, float], ...] = ()
    most_kg: float | None = 0.0
    most_m3: float | None = 0.0
    cargo_environment: str = "Unpressurized"
    most_crew: int = 0
    isp_s: float = 0.0
    fuel: str = ""
    fuel_most: float = 0.0
    fuel_amount: float = 0.0
    active: float = 1.0
    contents: tuple[str, ...] = ()
    holds: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of a mission; fields that its kind does not know stay empty.

    after_s: from the mission's start; into and out_of: containers; actions: burn -> what is done;
    crew: element -> index of its state outside; state: index, state_kind: or its kind;
    duty: share of time in which a surface vehicle moves at speed_m_s.
    """

    kind: str
    name: str
    where: str
    priority: int
    after_s: float
    location: str
    elements: tuple[str, ...] = ()
    into: str = ""
    out_of: str = ""
    edge: str = ""
    burn: str = ""
    actions: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)
    amounts: tuple[Amount, ...] = ()
    state: int = -1
    state_kind: str = ""
    vehicle: str = ""
    duration_s: float = 0.0
    eva_s: float = 0.0
    eva_per_week: float = 0.0
    crew: Mapping[str, int] = field(default_factory=dict)
    speed_m_s: float = 0.0
    duty: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """Events about one way out and perhaps back; nodes are empty where the file tells none."""

    name: str
    start_s: float
    events: tuple[Event, ...]
    models: tuple[DemandModel, ...] = ()
    origin: str = ""
    destination: str = ""
    return_origin: str = ""
    return_destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole file.  options: its configuration, by SpaceNet's names."""

    name: str
    start_s: float
    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    resources: Mapping[str, Resource]
    elements: Mapping[str, Element]
    missions: tuple[Mission, ...]
    options: Mapping[str, object]
    notes: tuple[Note, ...] = ()


def within(code: int, supply_class: int) -> bool:
    """Return whether a class of supply is another, or a sub-class of it."""
    while code != supply_class and code > 10:
        code //= 10 if code >= 1000 else 100
    return code == supply_class
