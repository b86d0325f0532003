"""Which inputs a result hangs on: shares of its variance, and its swing over each input's range.

Shares are Sobol's indices, of each input alone and with all its interactions; inputs are drawn as
if independent there, since shares of correlated ones are not defined without a rule.
Source: saltelli2010.  Checked: tests/economics/test_sensitivity.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from windlass.base.errors import InvalidInput
from windlass.economics.uncertain import Z95, Uncertain

Array = NDArray[np.float64]
Result = Callable[[Mapping[str, Array]], Array]
"""Of inputs by name (N,), the result (N,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of one input: first: the share of the variance that it makes alone; total: with all that it
    does together with others.  low, high: the result with it at its 5 and 95 %, all else at its
    value.
    """

    name: str
    first: float
    total: float
    low: float
    high: float


def shares(
    inputs: tuple[Uncertain, ...], result: Result, *, seed: int = 0, draws: int = 2**11
) -> tuple[Share, ...]:
    """Return each input's share, the greatest first; draws: a power of two, of each block.

    Raises InvalidInput where the result is not finite somewhere, or two inputs have one name.
    """
    if len({one.name for one in inputs}) < len(inputs):
        raise InvalidInput("inputs need names of their own", value=[one.name for one in inputs])
    moving = [one for one in inputs if one.shape != "fixed" and one.low < one.high]
    fixed = {one.name: one.value for one in inputs}
    if not moving or draws < 2 or draws & (draws - 1):
        raise InvalidInput("shares need an input that moves, and a power of two of draws",
                           value=(len(moving), draws))  # fmt: skip

    def of(x: Array) -> Array:
        named = {one.name: one.at(x[j]) for j, one in enumerate(moving)}
        every = {key: named.get(key, np.full(x.shape[1], value)) for key, value in fixed.items()}
        found = np.asarray(result(every), dtype=float)
        if found.shape != x.shape[1:]:
            raise InvalidInput("a result for each draw", value=found.shape)
        if not np.isfinite(found).all():
            raise InvalidInput("a result is not finite within the inputs' ranges",
                               value=int((~np.isfinite(found)).sum()))  # fmt: skip
        return found

    def of_uniform(u: Array) -> Array:
        return of(special.ndtri(np.clip(u, 2.0**-40, 1.0 - 2.0**-40)))

    # scipy fails with one input alone: beside it stands one that nothing hangs on.
    uniform: Any = [stats.uniform()] * max(2, len(moving))
    found = stats.sobol_indices(
        func=lambda u: of_uniform(u)[None, :], n=draws, dists=uniform,
        rng=np.random.default_rng(seed),
    )  # fmt: skip
    first = np.atleast_1d(np.squeeze(found.first_order))
    total = np.atleast_1d(np.squeeze(found.total_order))
    ends = np.zeros((len(moving), 2 * len(moving)))
    for j in range(len(moving)):
        ends[j, 2 * j], ends[j, 2 * j + 1] = -Z95, Z95
    at = of(ends)
    rows = [
        Share(name=one.name, first=float(first[j]), total=float(total[j]),
              low=float(at[2 * j]), high=float(at[2 * j + 1]))
        for j, one in enumerate(moving)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: -row.total))
