"""Whether an orbit about the Moon stays, flown in the real sky.

In the restricted problem its stability index tells (capture.orbits).  Here the orbit is set beside
the Moon at a date, with errors of insertion, and flown under Sun, Earth and Moon of DE440 until it
leaves a shell about the Moon or the years are over.
Source: bezrouk2017, turner2016.  Checked: tests/capture/test_stay.py, validation/capture.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import R_MOON_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import cislunar, dro
from windlass.kernels.status import LIMIT, OK

Array = NDArray[np.float64]

YEAR_S: Final = 365.25 * 86_400.0
SPEEDS: Final[Array] = np.arange(0.960, 1.1001, 0.005)
"""Factors on the velocity about the Moon that ``matched_speed`` tries."""
ROOM: Final = 1.1
"""How much farther from the Moon than the most even orbit counts as good still."""
SHELL_M: Final = 150_000e3
"""Distance from the Moon at which it is lost: a body that leaves a DRO goes on at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Ask: an orbit of the restricted problem set beside the Moon at dates, and flown on.

    state (6,): rotating frame; epochs_s (n,); years; place_m, velocity_m_s: standard deviations
    of the insertion errors along each axis; samples: of them at each epoch; speed: factor on
    the velocity about the Moon, None for ``matched_speed``; seed.
    """

    state: tuple[float, ...] = tuple(dro.STATE.tolist())
    epochs_s: tuple[float, ...]
    years: float = 10.0
    place_m: float = 0.0
    velocity_m_s: float = 0.0
    samples: int = 1
    speed: float | None = 1.0
    seed: int = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """What became of it, rows by epoch and sample (n, samples).

    years: until it was lost or the flight ended; stays: to the end; moon_m (n, samples, 2):
    least and greatest distance of the Moon on the way; speed (n,): factor used.
    """

    years: Array
    stays: NDArray[np.bool_]
    moon_m: Array
    speed: Array

    @property
    def share(self) -> float:
        """Return the share that stays."""
        return float(np.mean(self.stays))


def _shell() -> cislunar.Bounds:
    return cislunar.Bounds(least_moon_m=R_MOON_M, most_moon_m=SHELL_M)


def matched_speed(epochs_s: Array, state: Array = dro.STATE, years: float = 2.0) -> Array:
    """Return the factor (n,) on the velocity about the Moon that leaves most room for errors.

    The middle of the factors about the most even orbit that stay for ``years`` and go no more
    than ``ROOM`` farther from the Moon than it.  The real Moon is nearer or farther, faster or
    slower than the restricted problem's at the instant of insertion.  Where none stays, the one
    that lasts longest.
    """
    t = np.repeat(epochs_s, SPEEDS.size)
    factor = np.tile(SPEEDS, len(epochs_s))
    starts = cislunar.beside_moon(state, t, factor)
    found = cislunar.fly(t, starts, t + years * YEAR_S, _shell(), tol=1e-9)
    shape = (len(epochs_s), SPEEDS.size)
    far = np.where(found.whole, found.moon_m[:, 1], np.inf).reshape(shape)
    lasted = (found.times_s - t).reshape(shape)
    out = np.empty(len(epochs_s))
    for i, row in enumerate(far):
        if not np.isfinite(row).any():
            out[i] = SPEEDS[np.argmax(lasted[i])]
            continue
        low = high = int(np.argmin(row))
        most = ROOM * row[low]
        while low > 0 and row[low - 1] <= most:
            low -= 1
        while high + 1 < row.size and row[high + 1] <= most:
            high += 1
        out[i] = 0.5 * (SPEEDS[low] + SPEEDS[high])
    return out


def stay(ask: Stay) -> Stayed:
    """Fly the ask.  Raises InvalidInput for no epoch, sample or year, NotSolved where it fails."""
    if not (ask.epochs_s and ask.samples > 0 and 0.0 < ask.years < math.inf):
        raise InvalidInput("needs epochs, samples and years", value=(ask.samples, ask.years))
    epochs, state = np.array(ask.epochs_s), np.array(ask.state)
    given = np.full(epochs.size, 1.0 if ask.speed is None else ask.speed)
    factor = matched_speed(epochs, state) if ask.speed is None else given
    t = np.repeat(epochs, ask.samples)
    starts = cislunar.beside_moon(state, t, np.repeat(factor, ask.samples))
    rng = np.random.default_rng(ask.seed)
    width = np.repeat([ask.place_m, ask.velocity_m_s], 3)
    starts = starts + rng.normal(size=starts.shape) * width
    found = cislunar.fly(t, starts, t + ask.years * YEAR_S, _shell())
    failed = (found.status != OK) & (found.status != LIMIT)
    if failed.any():
        raise NotSolved("flight beside the Moon", status=int(found.status[failed][0]))
    shape = (epochs.size, ask.samples)
    return Stayed(
        years=((found.times_s - t) / YEAR_S).reshape(shape),
        stays=found.whole.reshape(shape),
        moon_m=found.moon_m.reshape(*shape, 2),
        speed=factor,
    )
