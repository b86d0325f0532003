"""The climb that a return begins with, and what happens on its way: dates, masses, xenon.

Checked: tests/lowthrust/test_return_plan.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from windlass.base.constants import G0
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.leo_spiral import Spiral, SpiralAsk
from windlass.lowthrust.leo_spiral_back import arriving
from windlass.lowthrust.return_ask import Climb, ReturnAsk
from windlass.lowthrust.trip import SolvedTrip

LIGHTER: Final = 0.5
"""Power that an array may lose in the climb before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """name; date [s past J2000]; mass of all that flies, of what is brought, and xenon burnt since
    low orbit [kg], after it; Δv of it [m/s], None where it has none; spin_rad_s: of the asteroid
    after it, 0 once it is stopped, None where none is there or it is not known; told: in words."""

    name: str
    t_s: float
    total_kg: float
    asteroid_kg: float
    xenon_used_kg: float
    dv_m_s: float | None
    spin_rad_s: float | None
    told: str


def climbed(ask: ReturnAsk, climb: Climb, trip: SolvedTrip) -> Spiral:
    """Return the climb that ends at the trip's departure with its mass.

    The array is so large that the power asked for is left after it.  Raises NotSolved where no
    climb leads there.
    """
    power = ask.power_w
    for _ in range(8):
        _, made = arriving(
            SpiralAsk(
                altitude_m=climb.altitude_m, inclination_rad=climb.inclination_rad,
                mass_kg=1.3 * trip.legs[0].best.start_kg, power_w=power, isp_s=ask.isp_s,
                efficiency=ask.efficiency, duty=ask.duty, thruster_power_w=ask.power_w,
                start_s=trip.dates.departs_s[0] - 2.5 * 365.25 * 86_400.0,
                array=usual() if climb.worn else None,
            ),
            mass_kg=trip.legs[0].best.start_kg, end_s=trip.dates.departs_s[0],
        )  # fmt: skip
        if not climb.worn or abs(power * made.power_left / ask.power_w - 1.0) < 1e-3:
            return made
        if made.power_left < LIGHTER:
            break
        power = ask.power_w / made.power_left
    raise NotSolved(
        "climb from low orbit: no array has enough power left after it", status=st.NO_SOLUTION,
        value=f"{made.power_left:.0%} left", remedy="give thicker coverglass or more power",
    )  # fmt: skip


def events(
    ask: ReturnAsk,
    trip: SolvedTrip,
    climb: Spiral | None,
    *,
    despin_kg: float,
    capture_kg: float,
    capture_m_s: float,
) -> tuple[Event, ...]:
    """Return what happens on the way, in order.

    climb: None to begin at the lunar flyby; despin_kg: propellant that stops the spin; capture_kg,
    capture_m_s: xenon and Δv of the capture.
    """
    out, home = trip.legs
    exhaust = ask.isp_s * G0
    burnt, made = 0.0, []

    turns = None if ask.spin is None else 2.0 * math.pi / ask.spin.period_s
    still = None if ask.spin is None else 0.0

    def event(
        name: str,
        t_s: float,
        total: float,
        rock: float,
        dv: float | None,
        told: str,
        spin: float | None = None,
    ) -> None:
        made.append(
            Event(
                name=name, t_s=t_s, total_kg=total, asteroid_kg=rock, xenon_used_kg=burnt,
                dv_m_s=dv, spin_rad_s=spin, told=told,
            )
        )  # fmt: skip

    leaves, there = out.best.told.departs_s, out.best.told.departs_s + out.best.told.tof_s
    start = out.best.start_kg
    if climb is not None:
        event("low orbit", leaves - climb.time_s, start + climb.propellant_kg, 0.0, None,
              "the climb begins")  # fmt: skip
        burnt += climb.propellant_kg
    event(
        "lunar flyby", leaves, start, 0.0, None if climb is None else climb.dv_m_s,
        "escape by a flyby of the Moon",
    )  # fmt: skip
    burnt += out.propellant_kg
    event("arrival", there, out.final_kg, 0.0, exhaust * math.log(start / out.final_kg),
          f"rendezvous with {ask.name}", turns)  # fmt: skip
    gone = home.best.told.departs_s
    stopped = "the way home begins" if still is None else f"spin stopped with {despin_kg:,.0f} kg"
    event("departure", gone, home.best.start_kg, trip.gain_kg, None, stopped, still)
    burnt += home.propellant_kg
    at_earth = gone + home.best.told.tof_s
    event("at Earth", at_earth, home.final_kg, trip.gain_kg,
          exhaust * math.log(home.best.start_kg / home.final_kg),
          "flyby of the Moon into an orbit about Earth", still)  # fmt: skip
    if ask.capture == "dro":
        burnt += capture_kg
        event("capture", at_earth, home.final_kg - capture_kg, trip.gain_kg, capture_m_s,
              "into the lunar retrograde orbit; time not counted", still)  # fmt: skip
    return tuple(made)
