"""The largest asteroid that a tug brings along a path, and what more time is worth.

Two things limit it: the propellant, by the rocket equation, and the thrust, which must deliver
the Δv within the flight.  An impulsive path is flown as burns of constant thrust at its ends
(``transfers.finite_burn``): longer and dearer than impulses, impossible below a thrust.  A path
that was worked out with low thrust already is flown as it stands.  Where a path ends in a burn at
a planet's periapsis a weak tug cannot make it there: the estimate is that of braking on the way.
Checked: tests/capture/test_bring_mass.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.constants import AU_M, G0
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.transfers.electric import sunlight, thrust_n
from windlass.transfers.mass_chain import Burn, Event, propellant, solve

Limit = Literal["propellant", "thrust", "nothing can be brought"]

NOTHING: Final[Limit] = "nothing can be brought"
_ROUNDS: Final = 100
_CLOSE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tug:
    """A tug at the asteroid: masses [kg], Isp [s], mean thrust over its duty [N].

    propellant_kg: what is left for the way back; thrust_n None: impulsive burns of a stage.
    Raises InvalidInput for what is not above 0.
    """

    dry_kg: float
    propellant_kg: float
    isp_s: float
    thrust_n: float | None = None

    def __post_init__(self) -> None:
        for name in ("dry_kg", "propellant_kg", "isp_s"):
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InvalidInput(f"tug: {name} must be above 0", value=value)
        if self.thrust_n is not None and not 0.0 < self.thrust_n < math.inf:
            raise InvalidInput("tug: thrust must be above 0", value=self.thrust_n)

    @property
    def exhaust_m_s(self) -> float:
        """Exhaust speed [m/s]."""
        return self.isp_s * G0


def electric(
    *,
    power_w: float,
    isp_s: float,
    efficiency: float,
    dry_kg: float,
    propellant_kg: float,
    duty: float,
    distance_m: float = AU_M,
) -> Tug:
    """Return an electric tug: thrust 2·η·P·duty/(g0·Isp), at a mean distance from the Sun.

    power_w: at 1 au; distance_m: power falls with its square, and is never above that at 1 au.
    Raises InvalidInput for an efficiency or a duty beyond 0 to 1, or a number not above 0.
    """
    thrust = thrust_n(power_w, isp_s, efficiency, duty)
    if not distance_m > 0.0:
        raise InvalidInput("distance from the Sun must be above 0", value=distance_m)
    return Tug(
        dry_kg=dry_kg,
        propellant_kg=propellant_kg,
        isp_s=isp_s,
        thrust_n=thrust * sunlight(distance_m),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A path of the asteroid: Δv at departure and arrival [m/s], flight time [s].

    flown: Δv is that of low thrust already, spread over the flight; else impulses.  margin: share
    of Δv on top, for steering and errors.
    """

    depart_m_s: float
    arrive_m_s: float
    tof_s: float
    flown: bool = False
    margin: float = 0.0

    def __post_init__(self) -> None:
        if not (self.depart_m_s >= 0.0 and self.arrive_m_s >= 0.0 and self.dv_m_s < math.inf):
            raise InvalidInput("Δv of a way must not be negative", value=self.dv_m_s)
        if not (0.0 < self.tof_s < math.inf and 0.0 <= self.margin < math.inf):
            raise InvalidInput("a way needs time, and no negative margin", value=self.tof_s)

    @property
    def dv_m_s(self) -> float:
        """Δv of the path with its margin [m/s]."""
        return (self.depart_m_s + self.arrive_m_s) * (1.0 + self.margin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The most that a tug brings along a way; mass_kg inf where the way asks for no Δv.

    flown_m_s: Δv flown; burn_s: time of burns, with the pauses of the duty; limited_by: what keeps
    it from more.
    """

    way: Way
    mass_kg: float
    propellant_kg: float
    flown_m_s: float
    burn_s: float
    limited_by: Limit


def flight(tug: Tug, way: Way, mass_kg: float) -> tuple[Event, ...]:
    """Return the burns that bring an asteroid of a mass [kg]; the tug arrives empty.

    Raises OutOfDomain where the thrust is too weak, or the burns take longer than the flight.
    """
    share = 1.0 + way.margin

    def burn(name: str, dv: float, time: float | None) -> Burn:
        return Burn(
            name=name, dv_m_s=dv * share, isp_s=tug.isp_s, thrust_n=tug.thrust_n, tof_s=time
        )

    time = None if way.flown else way.tof_s
    burns = (burn("departure", way.depart_m_s, time), burn("arrival", way.arrive_m_s, time))
    events = solve(burns, mass_kg + tug.dry_kg)
    seconds = math.fsum(event.burn_s for event in events)
    if seconds > way.tof_s:
        raise OutOfDomain(
            "the burns take longer than the flight",
            value=f"{seconds / 86_400:.0f} d in {way.tof_s / 86_400:.0f} d",
            remedy="more thrust, less mass, or a longer way",
        )
    return events


def largest(tug: Tug, way: Way) -> Load:
    """Return the largest asteroid that a tug brings along a way; 0 kg where it brings none."""
    if way.dv_m_s == 0.0:
        return _load(tug, way, math.inf, (), "propellant")
    # impulses are the least that any thrust asks for: no more than this can be
    most = tug.propellant_kg / math.expm1(min(700.0, way.dv_m_s / tug.exhaust_m_s)) - tug.dry_kg
    if not most > 0.0:
        return _load(tug, way, 0.0, (), NOTHING)
    if tug.thrust_n is None:
        return _load(tug, way, most, flight(tug, way, most), "propellant")
    if _short_of(tug, way, 0.0) is not None:
        return _load(tug, way, 0.0, (), NOTHING)
    low, high, limit = 0.0, most * (1.0 + 1e-9), _short_of(tug, way, most * (1.0 + 1e-9))
    for _ in range(_ROUNDS):
        if high - low <= _CLOSE * high:
            break
        mass = 0.5 * (low + high)
        why = _short_of(tug, way, mass)
        if why is None:
            low = mass
        else:
            high, limit = mass, why
    return _load(tug, way, low, flight(tug, way, low), limit or "propellant")


def curve(tug: Tug, ways: Iterable[Way]) -> tuple[Load, ...]:
    """Return what more time is worth: loads larger than on every shorter way, the shortest first.

    ways: any paths of one asteroid, such as the best ones in Δv and flight time.
    """
    made: list[Load] = []
    loads = (largest(tug, way) for way in ways)
    for load in sorted(loads, key=lambda load: (load.way.tof_s, -load.mass_kg)):
        if load.mass_kg > (made[-1].mass_kg if made else 0.0):
            made.append(load)
    return tuple(made)


def _short_of(tug: Tug, way: Way, mass_kg: float) -> Limit | None:
    """Return what is missing to bring a mass; None where nothing is."""
    try:
        spent = propellant(flight(tug, way, mass_kg))
    except OutOfDomain:
        return "thrust"
    return None if spent <= tug.propellant_kg else "propellant"


def _load(tug: Tug, way: Way, mass: float, events: tuple[Event, ...], limit: Limit) -> Load:
    return Load(
        way=way,
        mass_kg=mass,
        propellant_kg=propellant(events),
        flown_m_s=math.fsum(event.flown_m_s for event in events),
        burn_s=math.fsum(event.burn_s for event in events),
        limited_by=limit,
    )
