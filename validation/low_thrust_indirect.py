"""Judge the indirect solver: published optima, begun from direct solutions and cold; each flown
again by another integrator with nothing but its thrust history.

Where the mass is above the published one, the proof is that flight: it arrives.
"""

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from validation.table import Row, at_most
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels.elements import elements_to_state
from windlass.kernels.status import OK
from windlass.lowthrust import engine
from windlass.lowthrust.direct import direct
from windlass.lowthrust.extremal import Indirect
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.indirect import indirect
from windlass.lowthrust.leg import End, LowThrustLeg, fixed
from windlass.lowthrust.programme import units

Array = NDArray[np.float64]

NAME = "low thrust, indirect"
NOTEBOOKS = "pykep 3 notebooks"
MU = 1.32712440018e20
MU_MIMA = 1.3271244004127942e20
J2000_MJD2000 = 0.5
"""J2000 in days of MJD2000, which are counted from midnight."""

LT1 = (
    [34110913367.783306, -139910016918.87585, -14037825669.025244,
     29090.9902134693, 10000.390168313803, 1003.3858682643288],
    [-159018773159.22266, -18832495968.945133, 15781467087.350443,
     2781.182556622003, -28898.40730995848, -483.4533989771214],
    250.0, 1500.0, 0.6, 3000.0,
)  # fmt: skip
LT2 = (
    [-140699693e3, -51614428e3, 980e3, 9774.596, -28078.28, 0.4337725],
    [-172682023e3, 176959469e3, 7948912e3, -16427.384, -14860.506, 92.1486],
    348.795, 1000.0, 0.5, 2000.0,
)  # fmt: skip
LT3 = (
    [-3637871.08165087e3, 147099798.784179e3, -2261.44104198769e3,
     -30265.0979882182, -848.685467901138, 0.0505303606281563],
    [-302452014.884247e3, 316097179.632028e3, 82872290.075518e3,
     -4533.47379984029, -13110.3098008475, 656.16382601745],
    3534.0, 4000.0, 0.32, 3000.0,
)  # fmt: skip

# a [au], e, i [deg], mean longitude [deg], longitude of perihelion [deg], node [deg], each with its
# rate in a Julian century: approximate elements of 1800-2050 (Standish).
EARTH = (
    [1.00000261, 0.01671123, -0.00001531, 100.46457166, 102.93768193, 0.0],
    [0.00000562, -0.00004392, -0.01294668, 35999.37244981, 0.32327364, 0.0],
)
MARS = (
    [1.52371034, 0.09339410, 1.84969142, -4.55343205, -23.94362959, 49.55953891],
    [0.00001847, 0.00007882, -0.00813131, 19140.30268499, 0.44441088, -0.29257343],
)

# a [m], e, i, node, argument of perihelion, true anomaly [rad] at MJD 64328
HOP = (
    [286031128778.39996, 0.0763, 0.3153809958353754, 4.70313873534912, 5.27246513734967,
     2.9460074243530188],
    [270472950225.6, 0.066, 0.39968039870670147, 4.255287249287375, 3.9732420421650914,
     2.3813298840517],
)  # fmt: skip


def between(case: tuple[Any, ...]) -> LowThrustLeg:
    """The leg between two states in a given time."""
    first, last, days, mass, thrust, isp = case
    return LowThrustLeg(
        start=fixed("departure", np.array(first)), end=fixed("arrival", np.array(last)),
        departs_s=(0.0, 0.0), tof_s=(days * DAY_S, days * DAY_S), mass_kg=(mass, mass),
        engine=engine.steady(thrust, isp), gm=MU,
    )  # fmt: skip


def state(mu: float, a: float, e: float, i: float, node: float, peri: float, mean: float) -> Array:
    r, v, status = elements_to_state(mu, a, e, i, node, peri, mean)
    assert status == OK
    return np.concatenate([r, v])


def planet(name: str, table: tuple[list[float], list[float]]) -> End:
    """A planet by approximate elements that change evenly with time."""

    def states(t_s: Array) -> Array:
        out = []
        for t in np.atleast_1d(t_s):
            at = np.array(table[0]) + np.array(table[1]) * t / (36525.0 * DAY_S)
            i, longitude, perihelion, node = np.radians(at[2:])
            out.append(
                state(MU, at[0] * AU_M, at[1], i, node, perihelion - node, longitude - perihelion)
            )
        return np.array(out)

    return End(name=name, states=states)


def asteroid(name: str, elements: list[float]) -> End:
    """An asteroid on an ellipse."""
    a, e, i, node, peri, true = elements
    big = 2.0 * math.atan(math.sqrt((1.0 - e) / (1.0 + e)) * math.tan(true / 2.0))
    epoch = (64328 - 51544 - J2000_MJD2000) * DAY_S

    def states(t_s: Array) -> Array:
        pace = math.sqrt(MU_MIMA / a**3)
        return np.array([
            state(MU_MIMA, a, e, i, node, peri, big - e * math.sin(big) + pace * (t - epoch))
            for t in np.atleast_1d(t_s)
        ])  # fmt: skip

    return End(name=name, states=states)


def quickest() -> LowThrustLeg:
    """Earth to Mars in the least time."""
    begin = (400.0 - J2000_MJD2000) * DAY_S
    return LowThrustLeg(
        start=planet("Earth", EARTH), end=planet("Mars", MARS), departs_s=(begin, begin),
        tof_s=(100.0 * DAY_S, 800.0 * DAY_S), mass_kg=(1500.0, 1500.0), goal="time",
        engine=engine.steady(0.6, 3000.0), gm=MU,
    )  # fmt: skip


def heaviest() -> LowThrustLeg:
    """A hop between two asteroids with the greatest mass at departure."""
    begin, tof = (5500.0 - J2000_MJD2000) * DAY_S, 200.0 * DAY_S
    return LowThrustLeg(
        start=asteroid("first", HOP[0]), end=asteroid("second", HOP[1]), departs_s=(begin, begin),
        tof_s=(tof, tof), mass_kg=(500.0, 2000.0), goal="start", engine=engine.steady(0.6, 4000.0),
        gm=MU_MIMA,
    )  # fmt: skip


def to_mars(**other: Any) -> LowThrustLeg:
    """Earth to Mars with the most mass, in other ways than published."""
    begin = (400.0 - J2000_MJD2000) * DAY_S
    asked: dict[str, Any] = {
        "start": planet("Earth", EARTH), "end": planet("Mars", MARS), "departs_s": (begin, begin),
        "tof_s": (300.0 * DAY_S,) * 2, "mass_kg": (1500.0, 1500.0), "gm": MU,
        "engine": engine.steady(0.6, 3000.0),
    }  # fmt: skip
    return LowThrustLeg(**(asked | other))


def sunlit() -> LowThrustLeg:
    """By sunlight: thrust by distance, limited within 1 au."""
    return to_mars(
        engine=engine.solar(15e3, 3000.0, 0.6, most_w=15e3), tof_s=(400.0 * DAY_S,) * 2
    )  # fmt: skip


def free_ends() -> LowThrustLeg:
    """Departure free within 300 days, with up to 1.5 km/s beside Earth and 0.5 beside Mars."""
    begin = 400.0 - J2000_MJD2000
    return to_mars(
        start=replace(planet("Earth", EARTH), vinf_m_s=(0.0, 1500.0)),
        end=replace(planet("Mars", MARS), vinf_m_s=(0.0, 500.0)),
        departs_s=((begin - 100.0) * DAY_S, (begin + 200.0) * DAY_S),
    )  # fmt: skip


@cache
def solved(name: str, warm: bool) -> Indirect | str:
    """The extremal of a problem, from a direct solution or cold; the reason where there is none."""
    legs = {
        "LT1": (between(LT1), 250.0, 20), "LT2": (between(LT2), 348.795, 20),
        "LT3": (between(LT3), 3534.0, 80), "LT5": (quickest(), 250.0, 20),
        "MIMA": (heaviest(), 200.0, 20), "sunlight": (sunlit(), 400.0, 32),
        "free ends": (free_ends(), 300.0, 32),
    }  # fmt: skip
    leg, days, segments = legs[name]
    why = ""
    for guess in guesses(leg, 0.5 * sum(leg.departs_s), days * DAY_S):
        try:
            part = np.full(segments, 1.0 / segments)
            return indirect(leg, direct(leg, guess, part) if warm else guess)
        except NotSolved as error:
            why = why or str(error)
    return why


def flown(found: Indirect) -> tuple[float, float, float]:
    """How far the thrust history misses [m, m/s], and the mass at the end, by DOP853."""
    leg = found.leg

    def rate(t: float, x: Array) -> Array:
        r = math.sqrt(x[:3] @ x[:3])
        thrust, flow = leg.engine.at(r)
        u = found.thrust(np.array([t]))[0]
        pull = -leg.gm * x[:3] / r**3 + u * thrust / x[6]
        return np.concatenate([x[3:6], pull, [-flow * math.sqrt(u @ u)]])

    x = found.states[0].copy()
    ends = [found.departs_s, *found.switches_s, found.departs_s + found.tof_s]
    scale = units(leg).state * 1e-12
    for first, last in pairwise(ends):
        # inside the piece, so that the throttle is one throughout
        whole = solve_ivp(
            lambda t, x, a=first, b=last: rate(min(max(t, a + 1e-3), b - 1e-3), x),
            (first, last), x, method="DOP853", rtol=1e-12, atol=scale, max_step=DAY_S,
        )  # fmt: skip
        x = whole.y[:, -1]
    body = leg.end.at(found.departs_s + found.tof_s)[0]
    return (
        float(np.linalg.norm(x[:3] - body[:3])), float(np.linalg.norm(x[3:6] - body[3:])),
        float(x[6]),
    )  # fmt: skip


def rows() -> list[Row]:
    return [*published(), *agreed()]


def agreed() -> list[Row]:
    """Where nothing is published: begun from a direct solution and cold, and flown again."""
    out = []
    for name in ("sunlight", "free ends"):
        one, other = solved(name, True), solved(name, False)
        if isinstance(one, str) or isinstance(other, str):
            out.append(Row(NAME, f"{name}, solved twice", 1.0, 0.0, 0.0, "", "own"))
            continue
        out.append(Row(NAME, f"{name}, final mass, cold as from a direct solution", one.final_kg,
                       other.final_kg, 1e-5, "kg", "own"))  # fmt: skip
        out += right(name, one)
    return out


def right(name: str, one: Indirect) -> list[Row]:
    """What must hold of an extremal."""
    leg = one.leg
    miss, speed, end = flown(one)
    speed = max(0.0, speed - leg.end.vinf_m_s[1])
    return [
        at_most(capability=NAME, quantity=f"{name}, {quantity}", limit=limit, computed=value,
                unit=unit, source=source)
        for quantity, limit, value, unit, source in (
            ("stray of the Hamiltonian", 1e-9, one.drift, "", "constant"),
            ("conditions of the optimum", 1e-9, one.residual, "", "nought"),
            ("flown again, miss", 1e3, miss, "m", "DOP853"),
            ("flown again, miss in speed", 1e-3, speed, "m/s", "DOP853"),
            ("flown again, mass", 1e-6, abs(end - one.final_kg), "kg", "DOP853"),
        )
    ]  # fmt: skip


def published() -> list[Row]:
    """Published optima, from a direct solution and cold."""
    out = []
    for name, known, what in (
        ("LT1", 1259.9009, "final"), ("LT2", 603.935, "final"), ("LT3", 2718.33, "final"),
        ("LT5", 1049.434, "final"), ("MIMA", 1305.48251156, "start"),
    ):  # fmt: skip
        for warm in (True, False):
            begun = "from a direct solution" if warm else "cold"
            one = solved(name, warm)
            if isinstance(one, str):
                out.append(Row(NAME, f"{name}, {begun}", known, math.nan, 0.0, "kg", NOTEBOOKS))
                continue
            mass = one.final_kg if what == "final" else one.start_kg
            out.append(Row(NAME, f"{name}, {what} mass, {begun}", known, mass, 1e-5, "kg",
                           NOTEBOOKS, relative=True))  # fmt: skip
            if warm:
                out += right(name, one)
    return out
