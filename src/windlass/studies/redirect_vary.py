"""What decides a comparison: each uncertain input at its ends, and one technique after another.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import NotSolved
from windlass.redirect.facts import BLOWS
from windlass.redirect.rock import Rock
from windlass.redirect.way_out import WayOut
from windlass.studies.redirect_deflect import Aside
from windlass.studies.redirect_row import Row

Array = NDArray[np.float64]

SECONDS: Final = ("gravity-tractor", "enhanced-gravity-tractor", "ion-beam", "tug-electric")
"""What steers after a blow."""
FIRSTS: Final = BLOWS
DRAWS: Final = 2000
SEED: Final = 8
SIGMA_90: Final = 1.6448536269514722
"""Standard deviations from the middle to 5 or 95 %."""
LATER_S: Final = YEAR_S
POWER: Final = 0.2
"""Share by which power may be less or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """An input at its ends, and the share of what is needed there; None where not computed."""

    name: str
    low: str
    high: str
    at_low: float | None
    at_high: float | None


def tornado(all_: Aside, row: Row) -> tuple[Swing, ...]:
    """Return how a technique's share of the needed shift answers to each input, the widest first.

    Inputs: size, density, spin, what the technique itself is unsure of, power, a later arrival.
    """
    body, key = all_.body, row.key
    if row.share is None or row.given is None:
        return ()

    def share(rock: Rock, of: Aside = all_, later_s: float = 0.0) -> float | None:
        try:
            return of.shifted(key, rock, later_s=later_s).shifts_m / of.needed_m
        except NotSolved:
            return None

    d, rho = body.diameter, body.density
    middle = share(body.rock)
    if middle is None:
        return ()
    made = [
        _swing("diameter", d.low, d.high, "m", lambda x: share(body.made(diameter_m=x))),
        _swing("density", rho.low, rho.high, "kg/m³", lambda x: share(body.made(density=x))),
        Swing(
            name="the technique itself", low="5 %", high="95 %",
            at_low=middle * row.given.spread[0], at_high=middle * row.given.spread[1],
        ),
        Swing(
            name="power", low=f"{1.0 - POWER:.0%}", high=f"{1.0 + POWER:.0%}",
            at_low=share(body.rock, _powered(all_, 1.0 - POWER)),
            at_high=share(body.rock, _powered(all_, 1.0 + POWER)),
        ),
        Swing(
            name="arrival", low=f"{LATER_S / YEAR_S:g} yr later", high="as planned",
            at_low=share(body.rock, later_s=LATER_S), at_high=middle,
        ),
    ]  # fmt: skip
    if body.spin_s is not None:
        made.append(
            _swing("spin period", 0.5 * body.spin_s, 2.0 * body.spin_s, "s",
                   lambda x: share(replace(body.rock, spin_period_s=x)))
        )  # fmt: skip
    return tuple(sorted((one for one in made if one is not None), key=width, reverse=True))


def _powered(all_: Aside, part: float) -> Aside:
    """Return the same with more or less power."""
    ask = replace(all_.ask, ship=replace(all_.ask.ship, power_w=part * all_.ask.ship.power_w))
    return replace(all_, ask=ask)


def _swing(
    name: str, low: float | None, high: float | None, unit: str,
    at: Callable[[float], float | None],
) -> Swing | None:  # fmt: skip
    if low is None or high is None:
        return None
    return Swing(
        name=name, low=f"{low:,.4g} {unit}", high=f"{high:,.4g} {unit}", at_low=at(low),
        at_high=at(high),
    )  # fmt: skip


def width(one: Swing) -> float:
    """Return how far an input moves the share, infinity where an end is not computed."""
    if one.at_low is None or one.at_high is None:
        return math.inf
    return abs(one.at_high - one.at_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """A blow, and what steers after it: share of what is needed by the blow alone at 5, 50 and 95 %
    and by both; chance that it is enough alone, and with both; left: width from 5 to 95 % of where
    it ends, by what is needed, alone and once the second has steered it to what was aimed at.
    """

    first: str
    second: str
    alone: tuple[float, float, float]
    both: tuple[float, float, float]
    chance_alone: float
    chance: float
    left_alone: float
    left: float


def combinations(all_: Aside, rows: tuple[Row, ...]) -> tuple[Combined, ...]:
    """Return what each blow does with each technique that steers after it.

    Mass and what the techniques are unsure of are drawn; the same asteroid for both.  The blow is
    measured; the second then steers to AIM of what is needed, as far as it can.
    """
    known = {row.key: row for row in rows if row.share is not None and row.given is not None}
    made = []
    for first in FIRSTS:
        for second in SECONDS:
            if first in known and second in known:
                one = _combined(all_, known[first], known[second])
                if one is not None:
                    made.append(one)
    return tuple(made)


AIM: Final = 1.1
"""Of what is needed: where the second steers to."""


def _combined(all_: Aside, first: Row, second: Row) -> Combined | None:
    rng = np.random.default_rng(SEED)
    masses = _draws(_mass_spread(all_), rng)
    hit_way = first.way
    assert first.given is not None
    assert second.given is not None
    assert hit_way is not None
    begins = hit_way.arrives_s + (first.given.works_s or 0.0)
    later = max(0.0, begins - _arrives(second.way))
    try:
        blow = all_.shifted(first.key, all_.body.rock).shifts_m / all_.needed_m
        # how the second answers to the mass: between a tenth and ten times, in logarithms
        grid = np.geomspace(0.1, 10.0, 9)
        reach = np.array([
            _reach(all_, second.key, part, later) for part in grid
        ])  # fmt: skip
    except NotSolved:
        return None
    alone = blow / masses * _draws(first.given.spread, rng)
    steers = np.interp(np.log(masses), np.log(grid), reach) * _draws(second.given.spread, rng)
    both = alone + np.clip(AIM - alone, -steers, steers)
    return Combined(
        first=first.key, second=second.key, alone=_points(alone), both=_points(both),
        chance_alone=float((alone >= 1.0).mean()), chance=float((both >= 1.0).mean()),
        left_alone=_points(alone)[2] - _points(alone)[0],
        left=_points(both)[2] - _points(both)[0],
    )  # fmt: skip


def _arrives(way: WayOut | None) -> float:
    return -math.inf if way is None else way.arrives_s


def _reach(all_: Aside, key: str, part: float, later_s: float) -> float:
    """Return the share of the needed shift that a technique gives so heavy a rock, 0 for none."""
    try:
        heavy = all_.body.made(density=part * all_.body.density.value)
        return all_.shifted(key, heavy, later_s=later_s).shifts_m / all_.needed_m
    except NotSolved:
        return 0.0


def _mass_spread(all_: Aside) -> tuple[float, float]:
    mass = all_.body.mass
    low, high = mass.low or mass.value, mass.high or mass.value
    return low / mass.value, high / mass.value


def _draws(spread: tuple[float, float], rng: np.random.Generator) -> Array:
    """Return factors about 1 whose 5 and 95 % are the spread's, each way even in the logarithm."""
    z = rng.normal(size=DRAWS) / SIGMA_90
    low, high = -math.log(spread[0]), math.log(spread[1])
    return np.asarray(np.exp(z * np.where(z < 0.0, low, high)))


def _points(values: Array) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, [5.0, 50.0, 95.0])
    return float(low), float(middle), float(high)
