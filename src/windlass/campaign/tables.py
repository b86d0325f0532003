"""The tables of a campaign: where, by which legs, what, with what, for what, and what limits it.

An item is a commodity or a vehicle type; both are told by their key.  Masses are kg, times TDB
seconds past J2000, durations s, money in one currency and year.  The sign of a need is always plus.
Source: ho2014, ishimatsu2016.  Checked: tests/campaign/test_tables.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from windlass.base.constants import G0

Goal = Literal["cost", "launch-mass", "time"]
GOALS: Final = ("cost", "launch-mass", "time")
LARGE: Final = 20
"""Pieces of which fewer than so many fill a hold are counted for each hold by itself."""


def pieces(hold_kg: float, each_kg: float) -> int:
    """Return how many pieces of a mass a hold takes, a rounding error forgiven."""
    return math.floor(hold_kg / each_kg * (1.0 + 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place.  The order of nodes in a campaign says which way is out: from earlier to later ones.

    stay: whether anything may wait here; storage: whether what waits needs no vehicle around it;
    where: key of data/dose.toml for people who wait here, nothing where they are shielded.
    """

    key: str
    stay: bool = True
    storage: bool = True
    where: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """What is moved.  unit_kg: mass of one, 1 for what is told in kg; whole: counted in ones.

    fluid: goes in tanks, not in the hold.  boiloff_1_s: share lost a second.  uses: commodity ->
    how much of it one unit uses a second, in flight and at rest (people use food).  seat: sits in a
    seat.  agency: whose career limit of dose counts for them, a key of data/dose.toml.
    supply_class: class of supply, 1 to 10 (NATO's, as SpaceNet counts them).
    """

    key: str
    unit_kg: float = 1.0
    whole: bool = False
    fluid: bool = False
    boiloff_1_s: float = 0.0
    uses: Mapping[str, float] = field(default_factory=dict)
    seat: bool = False
    agency: str = ""
    supply_class: int | None = None
    price: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle type.  isp_s: 0 where it burns nothing of its own; burns: commodity -> its share.

    hold_kg: cargo; tanks: commodity -> kg; seats: None where people are cargo like other.  lift_kg:
    most that it may push or lift beside itself, None where nothing limits it.  rides: types of
    vehicle that can carry it.  expended: flies once.  upkeep: commodity -> kg a flight.
    price: of one; flight_price: of each flight.  limit: how many may ever be made.
    """

    key: str
    dry_kg: float
    isp_s: float = 0.0
    burns: Mapping[str, float] = field(default_factory=dict)
    hold_kg: float = 0.0
    tanks: Mapping[str, float] = field(default_factory=dict)
    seats: int | None = None
    lift_kg: float | None = None
    rides: tuple[str, ...] = ()
    expended: bool = False
    upkeep: Mapping[str, float] = field(default_factory=dict)
    price: float = 0.0
    flight_price: float = 0.0
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One date on which a leg can be flown, with what differs then from the leg itself.

    shares: vehicle type -> share of the departing mass that it burns, where a trajectory says so.
    source: how it was found, in words.
    """

    date_s: float
    dv_m_s: float | None = None
    duration_s: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A way from one node to another, and the vehicle types that may fly it.

    departures: dates; none given means any time.  dv_m_s: burned by the vehicle by the rocket
    equation, unless shares name what it burns.  lifts: vehicle type -> kg, in place of its own.
    launch: what goes this way counts as launched.  unlimited: hold, tanks and lift do not bind.
    where: key of data/dose.toml for those aboard.  source: where the leg comes from.
    """

    key: str
    origin: str
    destination: str
    duration_s: float
    vehicles: tuple[str, ...]
    dv_m_s: float = 0.0
    departures: tuple[Departure, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    lifts: Mapping[str, float] = field(default_factory=dict)
    launch: bool = False
    unlimited: bool = False
    where: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Where an item comes from: up to an amount, on one date or at any time of a span.

    rate_1_s: how fast it comes at most, within the span (a factory, a mine).
    """

    node: str
    item: str
    amount: float = math.inf
    from_s: float = -math.inf
    until_s: float = math.inf
    rate_1_s: float = math.inf
    price: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What must be at a node on a date, and leaves the campaign there and then.

    anchor: name by which an objection points to it.
    """

    node: str
    item: str
    amount: float
    date_s: float
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What a unit does while it stays at a node: item -> amount a second, minus for what it takes.

    unit: a commodity (then by the kg) or a vehicle type (then by each).
    """

    key: str
    node: str
    unit: str
    makes: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many flights over these legs in any period of the grid, or by a rate.

    vehicles: which count, all where empty.  flights: in every span_s.  closed: spans without any.
    weights: what a flight of a type counts, 1 where it is not told.
    """

    key: str
    legs: tuple[str, ...]
    flights: float
    span_s: float
    vehicles: tuple[str, ...] = ()
    closed: tuple[tuple[float, float], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """All tables of one campaign.  g0_m_s2: standard gravity, another only to repeat other work."""

    name: str
    start_s: float
    end_s: float
    nodes: tuple[Node, ...]
    commodities: tuple[Commodity, ...]
    vehicles: tuple[Vehicle, ...]
    legs: tuple[Leg, ...]
    supplies: tuple[Supply, ...]
    demands: tuple[Demand, ...]
    processes: tuple[Process, ...] = ()
    limits: tuple[Limit, ...] = ()
    currency: str = "USD2024"
    g0_m_s2: float = G0
    sources: tuple[str, ...] = ()

    def node(self, key: str) -> int:
        """Return the number of a node."""
        return next(k for k, one in enumerate(self.nodes) if one.key == key)

    def items(self) -> tuple[str, ...]:
        """Return the keys of all items: commodities first, then vehicle types."""
        commodities = tuple(one.key for one in self.commodities)
        return commodities + tuple(one.key for one in self.vehicles)

    def is_vehicle(self, item: str) -> bool:
        """Return whether an item is a vehicle type."""
        return any(one.key == item for one in self.vehicles)

    def share(self, leg: Leg, vehicle: Vehicle, departure: Departure | None = None) -> float:
        """Return the share of the departing mass that a vehicle burns on a leg; 0 to below 1."""
        for given in (departure.shares if departure else {}, leg.shares):
            if vehicle.key in given:
                return given[vehicle.key]
        dv = leg.dv_m_s
        if departure is not None and departure.dv_m_s is not None:
            dv = departure.dv_m_s
        if dv == 0.0:
            return 0.0
        return -math.expm1(-dv / (vehicle.isp_s * self.g0_m_s2))
