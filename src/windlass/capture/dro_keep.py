"""Whether a distant retrograde orbit (DRO) keeps for a century by the reference model.

The same ask as ``capture.stay``, flown by all forces of ``bodies.reference``.  Told year by year:
how near and far the Moon is, how high over its plane; and when it is lost if it is.  No burn.
Source: bezrouk2017.  Checked: tests/capture/test_dro_keep.py, validation/dro.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import R_MOON_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.capture import cislunar, dro, families, orbits, stay
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model

Array = NDArray[np.float64]

YEAR_S: Final = stay.YEAR_S
SAMPLE_S: Final = 3.0 * 3_600.0
"""Between instants at which the distance is taken: extremes are missed by 20 km at most."""
LEG: Final = 10
"""Years that are flown in one piece: more would not fit into the nodes of a flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of it: years (n, samples) until it was lost or the flight ended.

    stays (n, samples): to the end; nearest_m, farthest_m, height_m (n, samples, whole years): least
    and greatest distance from the Moon of each year, greatest height over the plane of the Moon's
    orbit; nan after it was lost.  speed (n,): factor on the velocity about the Moon at the start.
    """

    years: Array
    stays: NDArray[np.bool_]
    nearest_m: Array
    farthest_m: Array
    height_m: Array
    speed: Array

    @property
    def share(self) -> float:
        """Share that stays."""
        return float(np.mean(self.stays))

    @property
    def moon_m(self) -> tuple[float, float]:
        """Least and greatest distance from the Moon of all, while they stayed [m]."""
        return float(np.nanmin(self.nearest_m)), float(np.nanmax(self.farthest_m))

    @property
    def drift_m_year(self) -> Array:
        """Slope (n, samples, 2) of the yearly least and greatest distance [m a year]; of what
        stayed for three years at least, else nan."""
        out = np.full((*self.years.shape, 2), np.nan)
        for k, rows in enumerate((self.nearest_m, self.farthest_m)):
            for at in np.ndindex(self.years.shape):
                y = rows[at][np.isfinite(rows[at])]
                if y.size >= 3:
                    out[(*at, k)] = np.polyfit(np.arange(y.size), y, 1)[0]
        return out


def of_size(distance_m: float) -> orbits.Orbit:
    """Return the DRO of the restricted problem that crosses inside the Moon at a distance [m].

    In the units of ``capture.dro``.  Raises InvalidInput outside the family.
    """
    x = 1.0 - dro.MU - distance_m / dro.LU_M
    found = families.family(dro.MU, "dro", reach=1.2 * distance_m / dro.LU_M)
    starts = found.unknowns[:, 0]
    between = np.flatnonzero((starts[:-1] - x) * (starts[1:] - x) <= 0.0)
    if not between.size:
        near, far = (float((1.0 - dro.MU - s) * dro.LU_M) for s in (starts.max(), starts.min()))
        raise InvalidInput(
            "no DRO of this size", value=distance_m, remedy=f"give {near:.3g} to {far:.3g} m"
        )
    k = int(between[0])
    share = (x - starts[k]) / (starts[k + 1] - starts[k])
    guess = found.unknowns[k] + share * (found.unknowns[k + 1] - found.unknowns[k])

    def beside(unknown: Array) -> tuple[float, Array]:
        return float(unknown[0] - x), np.array([1.0, 0.0, 0.0])

    unknown, status, _ = orbits.correct(dro.MU, found.symmetry, guess, beside=beside)
    if status != st.OK:
        raise NotSolved("no DRO of this size", status=status, inputs=distance_m)
    return orbits.whole(dro.MU, found.symmetry, unknown)


def starts(ask: stay.Stay) -> tuple[Array, Array, Array]:
    """Return (epochs (n, samples), barycentric states (n, samples, 6), speeds (n,)) of an ask.

    Of several samples the first is the orbit itself, without errors.
    """
    if not (ask.epochs_s and ask.samples > 0 and 1.0 <= ask.years < math.inf):
        raise InvalidInput(
            "needs epochs, samples and a year or more", value=(ask.samples, ask.years)
        )
    epochs, state = np.array(ask.epochs_s), np.array(ask.state)
    given = np.full(epochs.size, 1.0 if ask.speed is None else ask.speed)
    speed = stay.matched_speed(epochs, state) if ask.speed is None else given
    r, v = load().body("earth", centre="barycentre").state(epochs)
    first = cislunar.beside_moon(state, epochs, speed) + np.hstack([r, v])
    shape = (epochs.size, ask.samples)
    width = np.repeat([ask.place_m, ask.velocity_m_s], 3)
    off = np.random.default_rng(ask.seed).normal(size=(*shape, 6)) * width
    if ask.samples > 1:
        off[:, 0] = 0.0
    return np.repeat(epochs[:, None], ask.samples, axis=1), first[:, None] + off, speed


def keep(ask: stay.Stay, among: Model | None = None) -> Kept:
    """Fly the ask by all forces.  Raises InvalidInput for no epoch, sample or whole year.

    among: forces, by default those of ``reference.model`` over the span.  Lost: nearer than the
    Moon's surface or farther than ``stay.SHELL_M``.
    """
    t, states, speed = starts(ask)
    if among is None:
        among = reference.model((float(t.min()), float(t.max()) + ask.years * YEAR_S))
    whole = math.ceil(ask.years)
    years, seen = np.empty(t.shape), np.full((*t.shape, whole, 3), np.nan)
    for at in np.ndindex(t.shape):
        years[at] = _one(among, float(t[at]), states[at], ask.years, seen[at])
    return Kept(
        years=years, stays=years >= ask.years, nearest_m=seen[..., 0], farthest_m=seen[..., 1],
        height_m=seen[..., 2], speed=speed,
    )  # fmt: skip


def _one(among: Model, t0: float, state: Array, years: float, seen: Array) -> float:
    """Fly one; write its years (whole, 3), return for how long it stayed [years]."""
    begun, end = t0, t0 + years * YEAR_S
    while begun < end:
        until = min(begun + LEG * YEAR_S, end)
        flight = reference.fly(
            state[:3], state[3:], begun, until, centre="barycentre", among=among, name="the DRO"
        )
        last = flight.span_s[1]
        t = np.linspace(begun, last, max(2, math.ceil((last - begun) / SAMPLE_S) + 1))
        off, _ = flight.state(t, "moon")
        away = np.linalg.norm(off, axis=1)
        up = np.abs(np.einsum("ni,ni->n", off, cislunar.axes(t)[:, 2]))
        gone = np.flatnonzero((away > stay.SHELL_M) | (away < R_MOON_M))
        stop = int(gone[0]) if gone.size else t.size
        year = np.minimum(((t[:stop] - t0) / YEAR_S).astype(int), len(seen) - 1)
        for k in np.unique(year):
            inside = year == k
            here = away[:stop][inside].min(), away[:stop][inside].max(), up[:stop][inside].max()
            seen[k] = here if np.isnan(seen[k, 0]) else _wider(seen[k], here)
        if gone.size or flight.met is not None:
            return (float(t[min(stop, t.size - 1)]) - t0) / YEAR_S
        state = np.concatenate([part[0] for part in flight.state(until, "barycentre")])
        begun = until
    return years


def _wider(a: Array, b: tuple[float, float, float]) -> Array:
    return np.array([min(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2])])
