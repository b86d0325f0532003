"""When to sell what is delivered: the path of sales whose present value is greatest.

Stock may be held, at a cost a year of its worth; sales are what is chosen, prices answer by the
market.  Climbed from several paths, by slopes of the whole path at once.
Source: hotelling1931, kraft1988.  Checked: tests/economics/test_sales.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from windlass.base.errors import InvalidInput
from windlass.economics.demand import Market, clear

Array = NDArray[np.float64]

_STEP: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """delivered (T,) [kg] to the market's door each year; rate of discount a year; cost of selling
    a kilogram [money/kg]; keeping: cost of holding stock, a year, by today's price.
    """

    market: Market
    delivered: Array
    rate: float
    cost_per_kg: float = 0.0
    keeping: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """sold, price, stock at each year's end (T,) [kg, money/kg, kg]; value: present value of it
    all; others (T,): what today's suppliers still sell [kg/yr]; name: where it was climbed from;
    settled: whether the climb ended where nothing near is better, and not by its number of steps.
    """

    sold: Array
    price: Array
    stock: Array
    others: Array
    value: float
    name: str
    settled: bool


def value(ask: Ask, sold: Array) -> Array:
    """Return the present value of paths of sales (N, T)."""
    q = np.atleast_2d(sold)
    if q.shape[1:] != np.shape(ask.delivered):
        raise InvalidInput("sales of each year of delivery", value=q.shape)
    years = np.arange(float(q.shape[1]))
    price = clear(ask.market, q).price
    stock = np.cumsum(ask.delivered - q, axis=1)
    kept = ask.keeping * ask.market.price * np.maximum(stock, 0.0)
    return np.asarray(((price - ask.cost_per_kg) * q - kept) @ (1.0 + ask.rate) ** -years)


def at_once(ask: Ask) -> Path:
    """Return the path that sells each year what is delivered in it."""
    return _told(ask, _checked(ask), "as delivered", True)


def best(ask: Ask) -> Path:
    """Return the best path that is found; never worse than selling as it is delivered, or evenly.

    Raises InvalidInput for deliveries that are none.
    """
    given = _checked(ask)
    total = float(given.sum())
    if total == 0.0:
        return _told(ask, given, "nothing is delivered", True)
    starts = _starts(given, ask.rate)
    values = value(ask, np.vstack([path for _, path in starts]))
    order = np.argsort(-values)
    found, name, most = starts[order[0]][1], starts[order[0]][0], float(values[order[0]])
    settled = False
    for k in order[:2]:
        climbed, ended = _climb(ask, starts[k][1], given)
        worth = float(value(ask, climbed)[0])
        if worth > most + 1e-12 * abs(most):
            found, name, most = climbed, f"climbed from {starts[k][0]}", worth
            settled = ended
        elif k == order[0]:
            settled = ended
    return _told(ask, found, name, settled)


def _checked(ask: Ask) -> Array:
    given = np.asarray(ask.delivered, dtype=float)
    if given.ndim != 1 or not given.size or not np.isfinite(given).all() or (given < 0.0).any():
        raise InvalidInput("deliveries are amounts of 0 or more a year", value=given.shape)
    fine = -1.0 < ask.rate < math.inf and math.isfinite(ask.cost_per_kg)
    if not (fine and 0.0 <= ask.keeping < math.inf):
        raise InvalidInput("a rate above −1, a finite cost and no negative cost of keeping",
                           value=(ask.rate, ask.cost_per_kg, ask.keeping))  # fmt: skip
    return given


def _starts(given: Array, rate: float) -> list[tuple[str, Array]]:
    """As delivered, evenly, ever less, and parts of each that are never sold."""
    years = given.size
    made = [("as delivered", given)]
    for name, weight in (
        ("evenly", np.ones(years)),
        ("ever less", (1.0 + max(rate, 0.0)) ** (-1.5 * np.arange(years))),
    ):
        made.append((name, _feasible(weight / weight.sum() * given.sum(), given)))
    made += [
        (f"{name}, {part:g} of it", part * path) for name, path in made[:2]
        for part in (0.5, 0.1, 0.01)
    ]  # fmt: skip
    return made


def _feasible(path: Array, given: Array) -> Array:
    """Return the path as far as there is stock for it; what is missing early is sold later."""
    sold, stock, wanted = np.zeros(path.size), 0.0, 0.0
    for t in range(path.size):
        stock += given[t]
        wanted += path[t]
        sold[t] = min(stock, wanted)
        stock -= sold[t]
        wanted -= sold[t]
    return sold


def _climb(ask: Ask, start: Array, given: Array) -> tuple[Array, bool]:
    years, total = given.size, float(given.sum())
    size = max(1e-300, abs(float(value(ask, start)[0])), ask.market.price * total * 1e-9)

    def negative(x: Array) -> float:
        return -float(value(ask, x * total)[0]) / size

    def slopes(x: Array) -> Array:
        # All slopes by one call over all moved paths.
        moved = np.vstack([x, x + _STEP * np.eye(years)]) * total
        every = value(ask, moved) / size
        return np.asarray(-(every[1:] - every[0]) / _STEP)

    upto = np.tril(np.ones((years, years)))
    room = upto @ given / total
    limit: Any = {"type": "ineq", "fun": lambda x: room - upto @ x, "jac": lambda _: -upto}
    found = optimize.minimize(
        negative, start / total, jac=slopes, method="SLSQP", bounds=[(0.0, 1.0)] * years,
        constraints=limit,
        options={"maxiter": 200, "ftol": 1e-10},
    )  # fmt: skip
    return _feasible(np.clip(found.x, 0.0, 1.0) * total, given), bool(found.success)


def _told(ask: Ask, sold: Array, name: str, settled: bool) -> Path:
    cleared = clear(ask.market, sold)
    return Path(
        sold=sold,
        price=cleared.price[0],
        stock=np.maximum(0.0, np.cumsum(ask.delivered - sold)),
        others=cleared.others[0],
        value=float(value(ask, sold)[0]),
        name=name,
        settled=settled,
    )
