"""What every trip of a body costs at least, by launch and length: the map behind a porkchop.

The grid and the arithmetic are those of ``round_trips`` and ``one_way``, and nothing is left out:
the least of a map is the least that they find.
Checked: tests/screen/test_porkchop.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.round_trips import ways_back, ways_out

Array = NDArray[np.float64]


@njit
def least_over_stays(out: Array, back: Array, best: Array) -> None:
    """Write the cheapest trip of each launch i and length n = j + m + l into best (i, n).

    out (i, j), back (d, l): cost of ways [m/s], inf where there is none; d = i + j + m.
    """
    steps = best.shape[1]
    best[:] = math.inf
    for i in range(best.shape[0]):
        least = math.inf
        for n in range(steps):
            least = min(least, out[i, n])
            if not least < math.inf:
                continue
            for j in range(steps - n):
                best[i, n + j] = min(best[i, n + j], least + back[i + n, j])


@njit
def round_trip_map(
    mu: float, h: float, first: float, earth_out: Array, body_in: Array, body_off: Array,
    earth_in: Array, pole: Array, n_rev: int, dep: tuple[float, float, float],
    arr: tuple[float, float, float], best: Array,
) -> int:  # fmt: skip
    """Write the cheapest round trip of each launch and length; return how many cells were solved.

    Arguments as for ``round_trips``; best (launches, n_max + 1) [m/s], inf where no trip is.
    """
    launches, steps = best.shape
    rows, free = launches + steps - 1, (0.0, 0.0, math.inf)
    none = np.empty((rows, steps))
    out, back = np.empty((launches, steps)), np.empty((rows, steps))
    there = ways_out(
        mu, h, first, earth_out, body_in, pole, n_rev, dep, free, math.inf, steps - 1, none,
        False, out,
    )  # fmt: skip
    home = ways_back(
        mu, h, first, body_off, earth_in, pole, n_rev, free, arr, math.inf, steps - 1, out, none,
        none, False, back,
    )  # fmt: skip
    least_over_stays(out, back, best)
    return abs(there) + abs(home)


@njit
def one_way_map(
    mu: float, h: float, first: float, earth: Array, body: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], best: Array,
) -> int:  # fmt: skip
    """Write the cheapest leg of each launch and length; return how many cells were solved.

    Arguments as for ``one_way``; best (launches, n_max + 1) [m/s], inf where no leg is.
    """
    return abs(ways_out(
        mu, h, first, earth, body, pole, n_rev, dep, arr, math.inf, best.shape[1] - 1,
        np.empty((0, 0)), False, best,
    ))  # fmt: skip
