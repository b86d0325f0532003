"""What a cash flow comes to over many draws of its inputs: percentiles, and the path behind each.

Inputs are correlated through their normals, a price may walk from year to year beside them.  Draws
come in chunks, so that a million paths of forty years take little memory; a path is its number and
the seed, and ``replay`` makes it again.
Source: acworth1998, schwartz1997 (price).  Checked: tests/economics/test_monte_carlo.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.economics import sampling
from windlass.economics.uncertain import Uncertain

Array = NDArray[np.float64]
Flows = Callable[[Mapping[str, Array], Array | None], Array]
"""Yearly flows (N, years) for inputs by name (N,), and by what the price has moved (N, years)."""

FAN: Final = 2**16
"""Paths behind the percentiles of each year: the first of them, which are the most even."""
PERCENTS: Final = (5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A price that moves by chance: years of it, volatility of its logarithm a year, and how fast
    it comes back to where it was [1/yr], 0 for never; its mean stays 1.
    """

    years: int
    volatility: float
    reversion: float = 0.0

    def __post_init__(self) -> None:
        fine = self.years >= 1 and 0.0 <= self.volatility < math.inf
        if not (fine and 0.0 <= self.reversion < math.inf):
            raise InvalidInput(
                "a price walks for a year or more, with a volatility and a reversion of 0 or more",
                value=(self.years, self.volatility, self.reversion),
            )

    def covariance(self) -> Array:
        """Return that of its logarithm (years, years), the first year already moved by a year."""
        t = np.arange(1.0, self.years + 1.0)
        early, late = np.minimum.outer(t, t), np.maximum.outer(t, t)
        k, v = self.reversion, self.volatility**2
        if k == 0.0:
            return np.asarray(v * early)
        return np.asarray(v / (2.0 * k) * np.exp(-k * (late - early)) * -np.expm1(-2.0 * k * early))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """What is drawn: inputs, correlation of their normals (k, k), the walk of a price or None."""

    inputs: tuple[Uncertain, ...]
    correlation: Array | None = None
    walk: Walk | None = None

    def components(self) -> sampling.Components:
        """Return the components of all normals: the inputs', then the walk's."""
        k = len(self.inputs)
        if not k or len({one.name for one in self.inputs}) < k:
            raise InvalidInput("inputs need names of their own", value=k)
        given = np.eye(k) if self.correlation is None else np.asarray(self.correlation, float)
        if given.shape != (k, k) or not np.allclose(np.diag(given), 1.0):
            raise InvalidInput(f"correlation of {k} inputs", value=given.shape,
                               remedy="a square with ones on its diagonal")  # fmt: skip
        if self.walk is None:
            return sampling.components(given)
        walk, size = self.walk.covariance(), k + self.walk.years
        whole = np.zeros((size, size))
        whole[:k, :k], whole[k:, k:] = given, walk
        return sampling.components(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """npv (N,); paid (N,): years until all is paid back, infinite for never; rate of discount; fan
    (7, years): PERCENTS of the discounted sum at each year's end; seed and kind of the draws.
    """

    npv: Array
    paid: Array
    rate: float
    fan: Array
    seed: int
    kind: sampling.Kind

    def percentile(self, percent: float) -> tuple[int, float]:
        """Return (number of the path, NPV) at a percentile of NPV, of the path just below it."""
        if not 0.0 <= percent <= 100.0:
            raise InvalidInput("percentile", value=percent, remedy="from 0 to 100")
        rank = min(self.npv.size - 1, int(percent / 100.0 * self.npv.size))
        k = int(np.argpartition(self.npv, rank)[rank])
        return k, float(self.npv[k])

    @property
    def pays(self) -> float:
        """Share of paths with a present value above 0."""
        return float((self.npv > 0.0).mean())


def run(
    draws: Draws, flows: Flows, rate: float, paths: int, *, seed: int = 0,
    kind: sampling.Kind = "sobol",
) -> Drawn:  # fmt: skip
    """Return what flows come to over so many paths; rate > −1 of discount a year."""
    if not -1.0 < rate < math.inf:
        raise InvalidInput("discount rate must lie above −1", value=rate, remedy="such as 0.07")
    if not 1 <= paths <= sampling.MOST:
        raise InvalidInput("number of paths", value=paths, remedy=f"1 to {sampling.MOST:,}")
    made = draws.components()
    npv, paid, fan = np.empty(paths), np.empty(paths), []
    for start, count in sampling.chunks(paths):
        x = sampling.correlated(made, count, seed, start=start, kind=kind)
        found = _flows(draws, flows, x)
        discount = (1.0 + rate) ** -np.arange(float(found.shape[1]))
        npv[start : start + count] = found @ discount
        paid[start : start + count] = payback(found)
        if start < FAN:
            sums = np.cumsum(found * discount, axis=1)
            fan.append(sums[: FAN - start])
    return Drawn(npv=npv, paid=paid, rate=rate, fan=_percentiles(fan), seed=seed, kind=kind)


def draw(
    draws: Draws, count: int, *, seed: int = 0, start: int = 0, kind: sampling.Kind = "sobol"
) -> tuple[dict[str, Array], Array | None]:
    """Return inputs by name (count,) of paths from one on, and the price's moves (count, years)."""
    x = sampling.correlated(draws.components(), count, seed, start=start, kind=kind)
    return _inputs(draws, x)


def replay(
    draws: Draws, flows: Flows, path: int, *, seed: int = 0, kind: sampling.Kind = "sobol"
) -> tuple[dict[str, float], Array | None, Array]:
    """Return of a path: inputs by name, the price's moves (years,) or None, its flow (years,)."""
    x = sampling.correlated(draws.components(), 1, seed, start=path, kind=kind)
    inputs, price = _inputs(draws, x)
    found = _flows(draws, flows, x)[0]
    return (
        {name: float(one[0]) for name, one in inputs.items()},
        None if price is None else price[0],
        found,
    )


def payback(flows: Array) -> Array:
    """Return the years (N,) after which each flow's sum stays at or above 0, infinite for never.

    A year's flow is taken as even over it, as in ``cash_flow.payback_years``.
    """
    total = np.cumsum(flows, axis=1)
    below = total < -1e-12 * np.abs(flows).sum(axis=1)[:, None]
    last = flows.shape[1] - 1 - np.argmax(below[:, ::-1], axis=1)
    never, always = below[:, -1], ~below.any(axis=1)
    row, following = np.arange(flows.shape[0]), np.minimum(last + 1, flows.shape[1] - 1)
    gain = np.where(never | always, 1.0, total[row, following] - total[row, last])
    return np.where(always, 0.0, np.where(never, np.inf, last + 1.0 - total[row, last] / gain))


def _flows(draws: Draws, flows: Flows, x: Array) -> Array:
    inputs, price = _inputs(draws, x)
    found = flows(inputs, price)
    if found.ndim != 2 or found.shape[0] != x.shape[0] or not found.shape[1]:
        raise InvalidInput("flows need a row for each path, a column for each year",
                           value=found.shape)  # fmt: skip
    bad = np.flatnonzero(~np.isfinite(found).all(axis=1))
    if bad.size:
        k = int(bad[0])
        told = {name: float(one[k]) for name, one in inputs.items()}
        raise InvalidInput("a path's flow is not finite", value=told)
    return found


def _inputs(draws: Draws, x: Array) -> tuple[dict[str, Array], Array | None]:
    k = len(draws.inputs)
    inputs = {one.name: one.at(x[:, j]) for j, one in enumerate(draws.inputs)}
    if draws.walk is None:
        return inputs, None
    # The mean of a lognormal is held at 1.
    half = 0.5 * np.diag(draws.walk.covariance())
    return inputs, np.exp(x[:, k:] - half)


def _percentiles(sums: list[Array]) -> Array:
    """Return PERCENTS of each year; paths that end earlier keep their last sum."""
    longest = max(one.shape[1] for one in sums)
    whole = np.vstack([
        np.pad(one, ((0, 0), (0, longest - one.shape[1])), mode="edge") for one in sums
    ])  # fmt: skip
    return np.asarray(np.percentile(whole, PERCENTS, axis=0))
