"""Judge trips by planets: Earth to Mercury by Venus, the problem of pykep's own example.

A ship of 1500 kg with 0.5 N and 3500 s leaves Earth with at most 3 km/s, passes Venus no lower than
300 km, and comes to Mercury with at most 2 km/s.  Dates are found unattended.  pykep judges the
flyby (``fb_con``), and solves each leg by itself, with its thrust constant in each segment, between
the velocities at the planet that were found here.  No value of this problem is published.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from validation._rendezvous_best import OPTIONS
from validation.judges import NoJudge, _ask, ask_pykep
from validation.table import Row, at_most, skip
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust import ends
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.engine import steady
from windlass.lowthrust.flyby import Flyby, flyby
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.trip import SolvedTrip, solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip
from windlass.lowthrust.trip_value import Dates, valued

NAME = "low thrust by Venus to Mercury"
MASS_KG, THRUST_N, ISP_S = 1500.0, 0.5, 3500.0
LEAVES_M_S, PASSES_M_S, ARRIVES_M_S = 3e3, 6e3, 2e3
SEGMENTS = 40
"""Of the peer's legs."""
BELOW = 0.01
"""Share of the mass by which the peer's legs may end heavier, or ours."""
MOVED_D = 4.0
"""Days by which dates are moved to see whether others are better."""


def mercury(venus: Flyby) -> LowThrustTrip:
    """The trip as it is asked."""
    own = steady(THRUST_N, ISP_S)
    first = LowThrustLeg(
        start=ends.planet("earth", (0.0, LEAVES_M_S)), end=ends.planet("venus", (0.0, PASSES_M_S)),
        departs_s=(3000.0 * DAY_S, 3600.0 * DAY_S), tof_s=(100.0 * DAY_S, 500.0 * DAY_S),
        mass_kg=(MASS_KG, MASS_KG), engine=own,
    )  # fmt: skip
    second = LowThrustLeg(
        start=ends.planet("venus", (0.0, PASSES_M_S)),
        end=ends.planet("mercury", (0.0, ARRIVES_M_S)),
        departs_s=(3100.0 * DAY_S, 4100.0 * DAY_S), tof_s=(300.0 * DAY_S, 900.0 * DAY_S),
        mass_kg=(1.0, MASS_KG), engine=own,
    )  # fmt: skip
    return LowThrustTrip(legs=(first, second), stays=(venus,), goal="propellant")


@cache
def solved() -> SolvedTrip:
    """The trip, its dates found."""
    return solve_trip(mercury(flyby("venus")))


@dataclass(frozen=True)
class Peer:
    """What pykep says: what the flyby breaks [m²/s², rad], masses at the end of each leg [kg]."""

    broken: tuple[float, float]
    final_kg: list[float | None]


@cache
def peer() -> Peer:
    """pykep's answer; raises NoJudge where it is not there."""
    made, venus = solved(), flyby("venus")
    by = made.flybys[0]
    flown = ask_pykep({
        "what": "flyby", "into": by.in_m_s.tolist(), "out": by.out_m_s.tolist(), "mu": venus.gm,
        "radius": venus.least_m,
    })["broken"]  # fmt: skip
    request = {
        "problems": [_problem(leg.best) for leg in made.legs], "ways": [["zoh", SEGMENTS]],
    } | OPTIONS  # fmt: skip
    found = _ask("_pykep_low_thrust_judge.py", request, 600.0)["solved"][0]
    return Peer(
        broken=(float(flown[0]), float(flown[1])),
        final_kg=[one["final_kg"] if one["feasible"] else None for one in found],
    )


def _problem(leg: Direct) -> dict[str, object]:
    """A leg between the velocities that were found, as pykep is asked it."""
    told = leg.told
    return {
        "start": told.states[0, :6].tolist(), "end": told.states[-1, :6].tolist(),
        "tof_s": told.tof_s, "m0_kg": leg.start_kg, "isp_s": ISP_S, "thrust_n": THRUST_N,
        "gm": leg.leg.gm,
    }  # fmt: skip


def rows() -> list[Row]:
    """All of them."""
    made, venus = solved(), flyby("venus")
    by = made.flybys[0]
    worst = max(leg.flown.miss_m for leg in made.legs)
    speed = float(np.linalg.norm(by.in_m_s))
    found = [
        at_most(capability=NAME, quantity="miss of the legs flown again", limit=1000.0,
                computed=worst / 1e3, unit="km", source="DOP853"),
        at_most(capability=NAME, quantity=f"speed of {speed:,.0f} m/s changed at Venus by",
                limit=0.01, computed=abs(float(np.linalg.norm(by.out_m_s)) - speed), unit="m/s",
                source="a flyby turns and no more"),
        at_most(capability=NAME, quantity="nearest distance below what is allowed",
                limit=1.0, computed=max(0.0, venus.least_m - by.nearest_m) / 1e3, unit="km",
                source="300 km over Venus"),
    ]  # fmt: skip
    return [*found, *_near(made), _without(made), *_peer(made)]


def _near(made: SolvedTrip) -> list[Row]:
    """No dates near by are better: each instant by itself earlier and later."""
    when, trip = made.dates, made.trip
    best = made.coarse.spent_kg
    gained = 0.0
    for which in range(3):
        for by in (-MOVED_D * DAY_S, MOVED_D * DAY_S):
            at = [when.departs_s[0], when.departs_s[1], when.arrives_s]
            at[which] += by
            other = Dates(departs_s=(at[0], at[1]), tof_s=(at[1] - at[0], at[2] - at[1]))
            gained = max(gained, best - valued(trip, other, made.coarse).spent_kg)
    return [
        at_most(capability=NAME, quantity=f"gained by other dates, {MOVED_D:g} days off",
                limit=1e-3 * best, computed=gained, unit="kg", source="they are the best near by"),
    ]  # fmt: skip


def _without(made: SolvedTrip) -> Row:
    """The same passage of Venus on the same dates, where it turns nothing."""
    none = mercury(replace(flyby("venus"), gm=1.0))
    try:
        other = valued(none, made.dates, made.coarse, anew=False).spent_kg
    except NotSolved:  # no passage without a turn: the planet is worth the more
        other = MASS_KG
    return at_most(
        capability=NAME, quantity=f"propellant {made.propellant_kg:.1f} kg above that of a passage "
        f"that turns nothing ({other:.1f} kg)", limit=0.0,
        computed=max(0.0, made.propellant_kg - other), unit="kg", source="a planet's turn is free",
    )  # fmt: skip


def _peer(made: SolvedTrip) -> list[Row]:
    try:
        told = peer()
    except NoJudge as reason:
        return [skip(capability=NAME, quantity="all", source="pykep", reason=str(reason))]
    found = [
        at_most(capability=NAME, quantity="pykep's constraint of equal speeds broken by",
                limit=100.0, computed=abs(told.broken[0]), unit="m2/s2", source="pykep fb_con"),
        at_most(capability=NAME, quantity="pykep's constraint of the turn broken by",
                limit=1e-4, computed=max(0.0, told.broken[1]), unit="rad", source="pykep fb_con"),
    ]  # fmt: skip
    for k, (leg, final) in enumerate(zip(made.legs, told.final_kg, strict=True)):
        quantity = f"mass at the end of leg {k + 1}, between the same velocities"
        if final is None:
            found.append(skip(capability=NAME, quantity=quantity, source="pykep",
                              reason="its leg did not converge"))  # fmt: skip
            continue
        found.append(Row(
            capability=NAME, quantity=quantity, published=final, computed=leg.final_kg,
            tolerance=BELOW, unit="kg", source=f"pykep, {SEGMENTS} segments", relative=True,
        ))  # fmt: skip
    return found
