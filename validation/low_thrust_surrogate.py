"""Judge the estimate of what low thrust can return, by the optimiser's answers.

low_thrust_sample.csv holds 64 returns of asteroids near Earth's orbit, drawn by a seed, with the
optimiser's largest mass at departure, and low_thrust_sample_out.csv flights of a tug to them, with
the least propellant (_low_thrust_sample.py made both).  The estimates are made anew; every eighth
return is solved anew.  Beside it the maximum initial mass approximation of Lambert's arcs, with the
mean thrust along each, which is what is usual.
"""

import csv
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from validation import _low_thrust_sample as sample
from validation.table import Row, at_most, skip
from windlass.base.constants import G0, GM_SUN
from windlass.base.epochs import YEAR_S
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert_all
from windlass.kernels.mima import acceleration_keplerian, mass_from_acceleration
from windlass.kernels.status import OK
from windlass.lowthrust.from_estimate import certified
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.surrogate import estimate, least_propellant
from windlass.screen.low_thrust import XENON_KG

Array = NDArray[np.float64]

NAME = "low thrust, estimate"
SOURCE = "optimiser"
ANEW = 8
POINTS = 40
"""Along an arc, for the mean of the thrust."""
VE_M_S = 3000.0 * G0


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def draw(row: dict[str, str]) -> sample.Draw:
    return sample.Draw(
        number=int(row["number"]), designation=row["designation"],
        arrives_jd=float(row["arrives_jd"]), flight_yr=float(row["flight_yr"]),
        xenon_kg=float(row["xenon_kg"]),
    )  # fmt: skip


def of_arcs(leg: LowThrustLeg) -> float:
    """Largest mass at departure [kg] by the approximation along the best of Lambert's arcs."""
    t0, tof = leg.departs_s[0], leg.tof_s[0]
    a, b = leg.start.at(t0)[0], leg.end.at(t0 + tof)[0]
    v1, v2, retrograde, _, _, status = lambert_all(
        GM_SUN, a[:3], b[:3], tof, ECLIPTIC_POLE, int(tof / YEAR_S) + 2
    )
    assert leg.spend_kg is not None
    best = 0.0
    for first, last, back, code in zip(v1, v2, retrograde, status, strict=True):
        if code != OK or back:
            continue
        dv1, dv2 = first - a[3:], b[3:] - last
        speed = float(np.linalg.norm(dv2))
        dv2 = dv2 * max(0.0, 1.0 - leg.end.vinf_m_s[1] / speed)
        push, code = acceleration_keplerian(GM_SUN, a[:3], first, dv1, dv2, tof)
        if code != OK or not push > 0.0:
            continue
        along = [
            np.linalg.norm(propagate(GM_SUN, a[:3], first, tof * (k + 0.5) / POINTS)[0])
            for k in range(POINTS)
        ]
        thrust = float(leg.engine.at(np.array(along))[0].mean())
        burnt = leg.spend_kg / -math.expm1(-push * tof / VE_M_S)
        best = max(best, min(mass_from_acceleration(push, tof, thrust, VE_M_S), burnt))
    return best


def spread(told: Array, true: Array) -> tuple[float, float, float]:
    """Median and ninth decile of how far estimates lie off, and their correlation by rank."""
    off = np.abs(told / true - 1.0)
    return float(np.median(off)), float(np.quantile(off, 0.9)), float(spearmanr(told, true)[0])


def rows() -> list[Row]:
    if not sample.CATALOGUE.exists():
        return [skip(capability=NAME, quantity="returns", source=SOURCE,
                     reason="no catalogue")]  # fmt: skip
    returns = table(sample.TABLE)
    solved = [row for row in returns if row["start_kg"] or row["own_guesses_kg"]]
    legs = [sample.leg(draw(row)) for row in solved]
    true = np.array(
        [max(float(row[c]) for c in ("start_kg", "own_guesses_kg") if row[c]) for row in solved]
    )
    told = np.array([estimate(leg).start_kg for leg in legs])
    usual = np.array([of_arcs(leg) for leg in legs])
    median, decile, rank = spread(told, true)
    their_median, their_decile, their_rank = spread(usual, true)
    n = len(solved)
    out = [
        _row(f"{len(returns)} returns: share not solved", 0.05, 1.0 - n / len(returns)),
        _row(f"{n} returns: median error of the mass", 0.01, median),
        _row(f"{n} returns: ninth decile of the error", 0.03, decile),
        _row(f"{n} returns: 1 − Spearman's rank correlation", 0.005, 1.0 - rank),
        _row(f"median over that of arcs ({their_median:.1%})", 0.2, median / their_median),
        _row(f"ninth decile over that of arcs ({their_decile:.1%})", 0.2, decile / their_decile),
        _row(f"1 − rank correlation, over that of arcs (1 − {their_rank:.4f})", 0.5,
             (1.0 - rank) / (1.0 - their_rank)),
    ]  # fmt: skip
    off = [
        abs(certified(leg).best.start_kg / value - 1.0)
        for leg, value in list(zip(legs, true, strict=True))[::ANEW]
    ]
    out.append(_row(f"{len(off)} solved anew: greatest difference", 2e-3, max(off)))
    return [*out, *_outbound()]


def _outbound() -> list[Row]:
    """Least propellant of a tug's flight to the asteroid, and the xenon that it leaves.

    What is brought home goes nearly as the xenon left, so that may be wrong by no more than the
    estimate of the way home itself.
    """
    known = [row for row in table(sample.OUT) if row["propellant_kg"]]
    true = np.array([float(row["propellant_kg"]) for row in known])
    told = np.array([_least(sample.out_leg(draw(row), float(row["out_yr"]))) for row in known])
    n, lost = len(known), int(np.isnan(told).sum())
    told, true = told[~np.isnan(told)], true[~np.isnan(told)]
    median, decile, rank = spread(told, true)
    left, left_decile, _ = spread(XENON_KG - told, XENON_KG - true)
    return [
        _row(f"{n} flights out: xenon left for the way home, median error", 0.01, left),
        _row(f"{n} flights out: xenon left, ninth decile of the error", 0.03, left_decile),
        _row(f"{n} flights out: share called impossible", 0.1, lost / n),
        _row(f"{n} flights out: median error of the propellant", 0.05, median),
        _row(f"{n} flights out: ninth decile of the error", 0.15, decile),
        _row(f"{n} flights out: 1 − Spearman's rank correlation", 0.05, 1.0 - rank),
    ]


def _least(leg: LowThrustLeg) -> float:
    t0, tof = leg.departs_s[0], leg.tof_s[0]
    a, b = leg.start.at(t0)[0], leg.end.at(t0 + tof)[0]
    return float(
        least_propellant(
            a[None], b[None], tof, leg.engine, leg.mass_kg[0], sample.OUT_MOST_KG,
            vinf_m_s=(sample.FREE_M_S, 0.0), shifts=(-1, 0, 1),
        )[0]
    )  # fmt: skip


def _row(quantity: str, limit: float, computed: float) -> Row:
    return at_most(
        capability=NAME, quantity=quantity, limit=limit, computed=computed, unit="", source=SOURCE
    )
