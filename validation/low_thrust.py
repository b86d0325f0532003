"""Judge the direct low-thrust solver: published optima, each flown again by another integrator.

LT1 (pykep's notebooks), LT2 and LT3 (indirect solvers), LT6 (Sims-Flanagan), the true optimum
beside pykep's approximation of the maximum initial mass.  The direct solver's mesh is finite, so
that it comes from below; a mass above the published one is better, and flown.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from validation.table import Row, at_most
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels.elements import elements_to_state
from windlass.kernels.kepler import propagate
from windlass.lowthrust.engine import solar, steady
from windlass.lowthrust.leg import End, LowThrustLeg, fixed
from windlass.lowthrust.solve import solve

Array = NDArray[np.float64]
States = Callable[[Array], Array]

GM = 1.32712440018e20
NEAR = 1e-4
"""By how much a mass may be below the published optimum."""
KM = 1e3
LEGS: dict[str, tuple[list[float], list[float], float, float, float, float, float]] = {
    "LT1": (
        [34110913367.783306, -139910016918.87585, -14037825669.025244,
         29090.9902134693, 10000.390168313803, 1003.3858682643288],
        [-159018773159.22266, -18832495968.945133, 15781467087.350443,
         2781.182556622003, -28898.40730995848, -483.4533989771214],
        250.0, 1500.0, 0.6, 3000.0, 1259.9009),
    "LT2": (
        [-140699693e3, -51614428e3, 980e3, 9774.596, -28078.28, 4.337725e-1],
        [-172682023e3, 176959469e3, 7948912e3, -16427.384, -14860.506, 92.1486],
        348.795, 1000.0, 0.5, 2000.0, 603.935),
    "LT3": (
        [-3637871.08165087e3, 147099798.784179e3, -2261.44104198769e3,
         -30265.0979882182, -848.685467901138, 5.05303606281563e-2],
        [-302452014.884247e3, 316097179.632028e3, 82872290.075518e3,
         -4533.47379984029, -13110.3098008475, 656.16382601745],
        3534.0, 4000.0, 0.32, 3000.0, 2718.33),
}  # fmt: skip
"""States [m, m/s], days, mass [kg], thrust [N], specific impulse [s], published final mass."""
FINE = {"LT1": 1, "LT2": 2, "LT3": 2}
"""How often every segment is cut in two."""
SOURCE = "published optimum, trajectories"
OWN = "no published value"


def rows() -> list[Row]:
    """All of them."""
    return [*optima(), *mima(), *impossible()]


def optima() -> list[Row]:
    """LT1 to LT3."""
    made = []
    for name, (start, end, days, mass, thrust, isp, published) in LEGS.items():
        leg = LowThrustLeg(
            start=fixed("departure", np.array(start)), end=fixed("arrival", np.array(end)),
            departs_s=(0.0, 0.0), tof_s=(days * DAY_S, days * DAY_S), mass_kg=(mass, mass),
            engine=steady(thrust, isp), gm=GM,
        )  # fmt: skip
        found = solve(leg, fine=FINE[name])
        made.append(_better(name, "final mass, direct", published, found.final_kg))
        made.append(at_most(
            capability=f"low thrust, {name}", quantity="flown by another integrator, off",
            limit=1000.0, computed=found.flown.miss_m / KM, unit="km", source=OWN,
        ))  # fmt: skip
    return made


def _better(name: str, what: str, published: float, computed: float) -> Row:
    """A mass that may be above the published one, and below it by NEAR."""
    return at_most(
        capability=f"low thrust, {name}", quantity=f"{what} {computed:.4f} kg, below the published "
        f"{published:g} kg by", limit=NEAR, computed=max(0.0, 1.0 - computed / published), unit="1",
        source=SOURCE,
    )  # fmt: skip


def mima() -> list[Row]:
    """The greatest mass that can leave one asteroid for another, beside MIMA's approximations."""
    first = _body(286031128778.39996, 0.0763, 0.3153809958353754, 4.70313873534912,
                  5.27246513734967, 2.9460074243530188)  # fmt: skip
    last = _body(270472950225.6, 0.066, 0.39968039870670147, 4.255287249287375,
                 3.9732420421650914, 2.3813298840517)  # fmt: skip
    leg = LowThrustLeg(
        start=End(name="one asteroid", states=first), end=End(name="another", states=last),
        departs_s=(_mjd2000(5500.0),) * 2, tof_s=(200.0 * DAY_S,) * 2, mass_kg=(500.0, 3000.0),
        engine=steady(0.6, 4000.0), goal="start", gm=GM,
    )  # fmt: skip
    found = solve(leg, fine=1)
    return [_better("MIMA", "true optimum", 1305.48251156, found.best.start_kg)]


def _mjd2000(day: float) -> float:
    """Seconds past J2000 of a date in days past 2000-01-01 0 h."""
    return (day - 0.5) * DAY_S


def _body(a: float, e: float, i: float, node: float, peri: float, true: float) -> States:
    """States of a body of those elements (m, rad) at MJD 64328; the printed sixth is the true
    anomaly: only so are the published estimates met (tests/kernels/test_mima.py)."""
    at = _mjd2000(64328.0 - 51544.0)
    big = 2.0 * math.atan(math.sqrt((1.0 - e) / (1.0 + e)) * math.tan(true / 2.0))
    r, v, _ = elements_to_state(GM, a, e, i, node, peri, big - e * math.sin(big))

    def states(t: Array) -> Array:
        made = [propagate(GM, r, v, float(one) - at) for one in t]
        return np.array([np.concatenate(one[:2]) for one in made])

    return states


def impossible() -> list[Row]:
    """A thousand tonnes with 5 kW in a year: refused, with the nearest that could be asked."""
    start, end, *_ = LEGS["LT1"]
    leg = LowThrustLeg(
        start=fixed("departure", np.array(start)), end=fixed("arrival", np.array(end)),
        departs_s=(0.0, 0.0), tof_s=(365.0 * DAY_S,) * 2, mass_kg=(1e6, 1e6),
        engine=solar(5e3, 3000.0, 0.6),
    )  # fmt: skip
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
