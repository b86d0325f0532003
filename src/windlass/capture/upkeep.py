"""What it costs a year to hold an orbit about the Moon against errors of navigation and burns.

Restricted problem, deviations from a periodic orbit carried by its state-transition matrices.  At
every correction the deviation is known but for the error of navigation; the burn weighs what it
costs against how far the body would miss the orbit one and two corrections later (target points),
and is flown with an error of its own.  Random errors, seeded.  The Sun's steady pull is no error:
a flown orbit follows its own path in the real sky, which costs nothing to follow.
Source: howell1993.  Checked: tests/capture/test_upkeep.py, validation/capture.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.capture import dro
from windlass.kernels.cr3bp import propagate_stm
from windlass.kernels.status import OK

Array = NDArray[np.float64]

YEAR_S: Final = 365.25 * 86_400.0
PACES: Final = tuple(Fraction(*p) for p in ((1, 4), (1, 2), (1, 1), (2, 1), (3, 1), (5, 1)))
"""Periods from one correction to the next that are tried."""
WEIGHTS: Final = tuple(10.0 ** (0.5 * k) for k in range(-8, 13))
"""Weights of a burn against a miss (units of the restricted problem) that are tried."""
SPAN: Final = 3.0
"""Years that are flown; the first is left out, in which the start is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Standard deviations: of navigation along each axis, and of a burn.

    place_m, velocity_m_s; share: of the burn's size; angle_rad: of its direction, on each axis
    across; fixed_m_s: of every burn on each axis.
    """

    place_m: float
    velocity_m_s: float
    share: float
    angle_rad: float
    fixed_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """A periodic orbit of Earth and Moon in the units of capture.dro."""

    name: str
    state: tuple[float, ...]
    period: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Ask: hold an orbit with a correction every ``pace`` periods and one weight."""

    orbit: Orbit
    errors: Errors
    pace: Fraction = Fraction(1)
    weight: float = 1.0
    samples: int = 400
    seed: int = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What it takes: yearly Δv, mean and 99th percentile over the samples; and how well it holds.

    miss_m: root mean square distance from the orbit at the corrections; burns: a year; pace,
    weight: as asked or found.
    """

    dv_m_s: float
    dv99_m_s: float
    miss_m: float
    burns: float
    pace: Fraction
    weight: float


def orbits() -> dict[str, Orbit]:
    """Return the orbits of data/upkeep.toml by name, and the DRO."""
    found = {
        name: Orbit(name=name, state=tuple(row["state"]), period=row["value"], source=row["source"])
        for name, row in table("upkeep")["orbit"].items()
    }
    found["dro"] = Orbit(
        name="dro", state=tuple(dro.STATE.tolist()), period=dro.PERIOD, source="jpl3body"
    )
    return found


def errors() -> Errors:
    """Return the errors of data/upkeep.toml."""
    rows = table("upkeep")["errors"]
    return Errors(**{name: float(row["value"]) for name, row in rows.items()})


def allowed_m() -> float:
    """Return how far from its orbit a body may be at the corrections [m], of the table."""
    return float(table("upkeep")["allowed"]["value"])


@cache
def _steps(orbit: Orbit, pace: Fraction) -> tuple[Array, Array]:
    """Return matrices (n, 6, 6) from each correction to the next and to that after it.

    After n = the denominator of pace corrections they begin again.
    """
    state, out = np.array(orbit.state), []
    length = orbit.period / pace.denominator
    for _ in range(pace.denominator):
        state, phi, status = propagate_stm(dro.MU, state, length, 1e-14, np.zeros(2))
        if status != OK:
            raise NotSolved(f"orbit {orbit.name}", status=status, value=orbit.period)
        out.append(phi)
    n, single = len(out), np.array(out)

    def chain(first: int, count: int) -> Array:
        phi = np.eye(6)
        for k in range(first, first + count):
            phi = single[k % n] @ phi
        return phi

    p = pace.numerator
    once = np.array([chain(k * p, p) for k in range(n)])
    twice = np.array([chain(k * p, 2 * p) for k in range(n)])
    return once, twice


def gains(orbit: Orbit, pace: Fraction, weight: float) -> Array:
    """Return the matrices (n, 3, 6) that make burns of deviations, in the orbit's units.

    Least of weight·|Δv|² + |miss after one correction|² + |miss after two|².
    """
    out = []
    for pair in zip(*_steps(orbit, pace), strict=True):
        square, mixed = weight * np.eye(3), np.zeros((3, 6))
        for phi in pair:
            b = phi[:3, 3:]
            square += b.T @ b
            mixed += b.T @ phi[:3]
        out.append(-np.linalg.solve(square, mixed))
    return np.array(out)


def _flown_burn(burn: Array, errors: Errors, rng: np.random.Generator) -> Array:
    """Return burns (n, 3) [m/s] as the engine flies them."""
    size = np.linalg.norm(burn, axis=1, keepdims=True)
    noise = rng.normal(size=burn.shape) * errors.angle_rad * size
    along = burn / np.where(size > 0.0, size, 1.0)
    across = noise - np.sum(noise * along, axis=1, keepdims=True) * along
    longer = burn * rng.normal(size=size.shape) * errors.share
    return np.asarray(burn + across + longer + rng.normal(size=burn.shape) * errors.fixed_m_s)


def hold(ask: Upkeep) -> Held:
    """Fly the ask over ``SPAN`` years.  Raises InvalidInput for no sample, pace or weight."""
    if not (ask.samples > 0 and ask.pace > 0 and ask.weight >= 0.0):
        raise InvalidInput("needs samples, a pace and a weight", value=(ask.samples, ask.pace))
    rng, e = np.random.default_rng(ask.seed), ask.errors
    once, _ = _steps(ask.orbit, ask.pace)
    gain = gains(ask.orbit, ask.pace, ask.weight)
    unit = np.repeat([dro.LU_M, dro.SPEED_M_S], 3)
    step_s = float(ask.pace) * ask.orbit.period * dro.TU_S
    total, skipped = math.ceil(SPAN * YEAR_S / step_s), math.ceil(YEAR_S / step_s)
    width = np.repeat([e.place_m, e.velocity_m_s], 3)
    s = rng.normal(size=(ask.samples, 6)) * width / unit
    spent, square = np.zeros(ask.samples), 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(total):
            known = s + rng.normal(size=s.shape) * width / unit
            burn = known @ gain[k % len(gain)].T * dro.SPEED_M_S
            if k >= skipped:
                spent += np.linalg.norm(burn, axis=1)
                square += float(np.mean(np.sum((s[:, :3] * dro.LU_M) ** 2, axis=1)))
            s[:, 3:] += _flown_burn(burn, e, rng) / dro.SPEED_M_S
            s = s @ once[k % len(once)].T
    counted = total - skipped
    yearly = spent * YEAR_S / (counted * step_s)
    miss = math.sqrt(square / counted)
    gone = not (math.isfinite(miss) and bool(np.all(np.isfinite(yearly))))
    return Held(
        dv_m_s=math.inf if gone else float(yearly.mean()),
        dv99_m_s=math.inf if gone else float(np.percentile(yearly, 99.0)),
        miss_m=math.inf if gone else miss,
        burns=YEAR_S / step_s,
        pace=ask.pace,
        weight=ask.weight,
    )


def least(
    orbit: Orbit,
    errors: Errors,
    allowed_m: float,
    *,
    paces: Iterable[Fraction] = PACES,
    samples: int = 200,
    seed: int = 2026,
) -> Held:
    """Return the cheapest pace and weight that hold an orbit within allowed_m (root mean square).

    Raises NotSolved where none does.
    """
    best: Held | None = None
    for pace in paces:
        for weight in WEIGHTS:
            ask = Upkeep(
                orbit=orbit, errors=errors, pace=pace, weight=weight, samples=samples, seed=seed
            )
            found = hold(ask)
            if found.miss_m <= allowed_m and (best is None or found.dv_m_s < best.dv_m_s):
                best = found
    if best is None:
        raise NotSolved(f"no corrections hold orbit {orbit.name}", status=4, value=allowed_m)
    return best
