"""Judge the direct low-thrust solver: published optima, each flown again by another integrator.

The problems are those of ``low_thrust_indirect``, and LT6 (Sims-Flanagan).  The direct solver's
mesh is finite, so that it comes from below; a mass above the published one is better, and flown.
"""

import math
from dataclasses import replace

from validation.low_thrust_indirect import (
    EARTH,
    J2000_MJD2000,
    LT1,
    LT2,
    LT3,
    MARS,
    MU,
    between,
    heaviest,
    planet,
    quickest,
)
from validation.table import Row, at_most
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.engine import solar, steady
from windlass.lowthrust.indirect import indirect
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.solve import Solved, solve

NEAR = 1e-4
"""By how much a mass may be below the published optimum."""
OPTIMA = (("LT1", LT1, 1, 1259.9009), ("LT2", LT2, 2, 603.935), ("LT3", LT3, 2, 2718.33))
"""How often every segment is cut in two, and the published final mass [kg]."""
SOURCE = "published optimum"
OWN = "no published value"


def rows() -> list[Row]:
    """All of them."""
    found: list[Row] = []
    for name, case, fine, published in OPTIMA:
        made = solve(between(case), fine=fine)
        found += judged(name, "final mass", made, published, made.final_kg)
    made = solve(quickest(), fine=1)
    found += judged("LT5, least time", "final mass", made, 1049.434, made.final_kg)
    made = window()
    found += judged("LT6, Earth to Mars, free dates", "final mass", made, 1234.157, made.final_kg)
    found += by_both(made)
    made = solve(heaviest(), fine=1)
    found += judged("MIMA", "greatest mass at departure", made, 1305.48251156, made.best.start_kg)
    return [*found, *impossible()]


def judged(name: str, what: str, made: Solved, published: float, computed: float) -> list[Row]:
    """A mass that may be above the published one, and below it by NEAR; the flight's miss."""
    return [
        at_most(
            capability=f"low thrust, {name}",
            quantity=f"{what} {computed:.4f} kg, below the published {published:.4f} kg by",
            limit=NEAR, computed=max(0.0, 1.0 - computed / published), unit="1", source=SOURCE,
        ),
        at_most(
            capability=f"low thrust, {name}", quantity="flown by another integrator, off",
            limit=1000.0, computed=made.flown.miss_m / 1e3, unit="km", source=OWN,
        ),
        at_most(
            capability=f"low thrust, {name}",
            quantity="another thrust would gain, of the goal, to first order, at most",
            limit=NEAR, computed=made.best.optimality.left / abs(made.best.worth), unit="1",
            source=OWN,
        ),
    ]  # fmt: skip


def by_both(made: Solved) -> list[Row]:
    """LT6 by Pontryagin's equations, on the dates of the direct solver."""
    told = made.best.told
    leg = replace(made.leg, departs_s=(told.departs_s,) * 2, tof_s=(told.tof_s,) * 2)
    other = indirect(leg, made.best)
    return [
        Row("low thrust, LT6, Earth to Mars, free dates",
            "final mass by Pontryagin's equations on these dates", made.final_kg, other.final_kg,
            NEAR, "kg", "direct solver", relative=True),
        at_most(
            capability="low thrust, LT6, Earth to Mars, free dates",
            quantity=f"that, {other.final_kg:.4f} kg, below the published 1234.157 kg by",
            limit=NEAR, computed=max(0.0, 1.0 - other.final_kg / 1234.157), unit="1", source=SOURCE,
        ),
    ]  # fmt: skip


def window() -> Solved:
    """LT6: the best of departures over 940 days and flights of up to 350, begun from several."""
    leg = LowThrustLeg(
        start=planet("Earth", EARTH), end=planet("Mars", MARS),
        departs_s=(_date(7360.0), _date(8300.0)), tof_s=(100.0 * DAY_S, 350.0 * DAY_S),
        mass_kg=(1500.0, 1500.0), engine=steady(0.6, 3000.0), gm=MU,
    )  # fmt: skip
    best: Solved | None = None
    for day in range(7360, 8300, 117):
        early = replace(leg, departs_s=(_date(day), _date(min(day + 117, 8300))))
        try:
            made = solve(early, nearest=False)
        except NotSolved:
            continue
        if best is None or made.final_kg > best.final_kg:
            best = made
    assert best is not None
    return best


def _date(mjd2000: float) -> float:
    """Seconds past J2000."""
    return (mjd2000 - J2000_MJD2000) * DAY_S


def impossible() -> list[Row]:
    """A thousand tonnes with 5 kW in a year: refused, with the nearest that could be asked."""
    engine = solar(5e3, 3000.0, 0.6)
    leg = replace(between(LT1), tof_s=(365.0 * DAY_S,) * 2, mass_kg=(1e6, 1e6), engine=engine)
    said = ""
    try:
        solve(leg)
    except NotSolved as reason:
        said = str(reason)
    able = said.partition("can move at most ")[2].partition(" kg")[0].replace(",", "")
    nearest = float(able) if able else math.nan
    lighter = replace(leg, mass_kg=(0.99 * nearest,) * 2) if able else leg
    flown = solve(lighter).flown.holds if able else False
    return [
        Row("low thrust, 1000 t with 5 kW in a year", "refused, thrust named as what binds", 1.0,
            float("thrust is what does not suffice" in said), 0.0, "1", OWN),
        Row("low thrust, 1000 t with 5 kW in a year", f"the nearest ask told, {nearest:,.0f} kg "
            "less 1 %, is solved", 1.0, float(flown), 0.0, "1", OWN),
    ]  # fmt: skip
