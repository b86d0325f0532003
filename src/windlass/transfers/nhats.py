"""One round trip by the rules of NHATS: parking orbit, two Lambert legs, entry at Earth.

Leave a circular orbit at 400 km, meet the body, stay, leave, enter the atmosphere at 125 km
with at most 12 km/s; what is faster is braked before Earth pulls, so that v∞ is what the entry
speed allows.  Legs make no full revolution.  Both follow from the service's own counts of trips
(docs/methods/screen.md, validation/screen.py).  Source: nhats2012.
Checked: tests/transfers/test_nhats.py, validation/nhats.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.ephemeris import Ephemeris
from windlass.kernels import status as st
from windlass.transfers.legs import End, Leg, LegAsk
from windlass.transfers.refine import fly


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Parameters of the rules: radii [m], entry speed [m/s]."""

    parking_radius_m: float = R_EARTH_M + 400e3
    entry_radius_m: float = R_EARTH_M + 125e3
    entry_max_m_s: float = 12e3
    max_revolutions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A round trip: C3 [m²/s²] and Δv of its four burns [m/s], entry speed after braking [m/s]."""

    out: Leg
    back: Leg
    c3_m2_s2: float
    park_dv_m_s: float
    arrive_dv_m_s: float
    depart_dv_m_s: float
    brake_dv_m_s: float
    entry_m_s: float

    @property
    def dv_m_s(self) -> float:
        """All four burns together [m/s]."""
        return self.park_dv_m_s + self.arrive_dv_m_s + self.depart_dv_m_s + self.brake_dv_m_s


def trip(
    earth: Ephemeris,
    body: Ephemeris,
    launch_s: float,
    out_d: float,
    stay_d: float,
    back_d: float,
    rules: Rules | None = None,
) -> Trip:
    """Return the trip of least Δv with those dates: launch_s [s past J2000], legs and stay [d].

    Raises NotSolved when a leg has no Lambert solution, InvalidInput for an entry speed below that
    of a fall from afar.
    """
    r = rules or Rules()
    if not (out_d > 0 and back_d > 0 and stay_d >= 0):
        raise InvalidInput("legs and stay must be positive", value=(out_d, stay_d, back_d))
    vesc2 = 2.0 * GM_EARTH / r.parking_radius_m
    start = End(vesc2_m2_s2=vesc2, v0_m_s=math.sqrt(0.5 * vesc2))
    fall2 = 2.0 * GM_EARTH / r.entry_radius_m
    if not r.entry_max_m_s**2 > fall2:
        raise InvalidInput(
            "entry speed lies below the speed of a fall from afar",
            value=r.entry_max_m_s,
            remedy=f"give more than {math.sqrt(fall2):.0f} m/s",
        )
    finish = End(v0_m_s=math.sqrt(r.entry_max_m_s**2 - fall2))
    arrive = launch_s + out_d * DAY_S
    leave = arrive + stay_d * DAY_S
    out = _best(_ask("out", earth, body, start, End()), launch_s, out_d * DAY_S, r)
    back = _best(_ask("back", body, earth, End(), finish), leave, back_d * DAY_S, r)
    entry = math.sqrt(min(back.vinf_arrive_m_s, finish.v0_m_s) ** 2 + fall2)
    return Trip(
        out=out,
        back=back,
        c3_m2_s2=out.vinf_depart_m_s**2,
        park_dv_m_s=float(start.cost(out.vinf_depart_m_s)),
        arrive_dv_m_s=out.vinf_arrive_m_s,
        depart_dv_m_s=back.vinf_depart_m_s,
        brake_dv_m_s=float(finish.cost(back.vinf_arrive_m_s)),
        entry_m_s=entry,
    )


def _ask(name: str, a: Ephemeris, b: Ephemeris, depart: End, arrive: End) -> LegAsk:
    return LegAsk(
        name=f"{name}, {a.name} to {b.name}",
        depart=a,
        arrive=b,
        depart_s=(0.0, 0.0),
        tof_s=(DAY_S, DAY_S),
        step_s=DAY_S,
        max_revolutions=0,
        depart_end=depart,
        arrive_end=arrive,
    )


def _best(ask: LegAsk, depart_s: float, tof_s: float, rules: Rules) -> Leg:
    found: list[Leg] = []
    for n_rev in range(rules.max_revolutions + 1):
        for branch in (0, 1):
            try:
                found.append(fly(ask, depart_s, tof_s, n_rev, branch))
            except NotSolved:
                continue
    if not found:
        raise NotSolved(f"{ask.name}: no leg", status=st.NO_SOLUTION, value=tof_s / DAY_S)
    costs = [leg.cost_m_s for leg in found]
    return found[int(np.argmin(costs))]
