"""What would have to be true: where two assumptions together make a claim about money hold.

A claim is a quantity of the programme and a level that it should reach.  Over a grid of two inputs,
all else at its value, lies the line on which it just does; of each input alone, how far it would
have to go.  Checked: tests/studies/test_money_surface.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from windlass.base import units
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.words import great
from windlass.economics import programme_paths
from windlass.economics.uncertain import Uncertain
from windlass.studies import money_inputs as money
from windlass.studies.money_inputs import Inputs, Values

Array = NDArray[np.float64]

KNOTS: Final = 41
RATE: Final = "rate"
FARTHEST: Final = 1e6
"""Factor beyond which no assumption is followed."""
_WIDE: Final = 10.0
_SCAN: Final = 121


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What should be true of a programme's money.  margin: of inputs (N,) each and the rate, what
    is above 0 where it holds (N,); key: of the claim it tests, nothing for that it pays at all;
    words: "the present value is above 0"; unit of the margin.
    """

    key: str
    words: str
    margin: Callable[[Values, Array], Array]
    unit: str


def pays(unit: str) -> Claim:
    """Return that the programme pays at its rate of discount."""
    return Claim(key="", words="the present value is above 0", margin=money.present_value,
                 unit=unit)  # fmt: skip


def claim_of(row: Mapping[str, Any], unit: str) -> Claim | None:
    """Return a claim of a kept study as one about its money, None for a claim about other things.

    A cost is to be at most what is claimed, what is earned at least that, and what was spent is to
    have come back by the year that is claimed.
    """
    low, high = row["claimed"]
    key, role = str(row["key"]), str(row["role"])
    if role == "cost.total" and high is not None:
        return Claim(key=key, words=f"the cost is at most {_level(row, high, unit)}", unit=unit,
                     margin=lambda x, _: high - money.cost(x))  # fmt: skip
    if role in ("revenue.total", "value.gross") and low is not None:
        earned = role == "revenue.total"
        what = "what is earned" if earned else "mass times the price of today"
        earns = money.revenue if earned else _gross
        return Claim(key=key, words=f"{what} is at least {_level(row, low, unit)}", unit=unit,
                     margin=lambda x, _: earns(x) - low)  # fmt: skip
    if role == "payback" and high is not None:
        years = high / YEAR_S
        return Claim(key=key, words=f"all that was spent is back {years:g} years from the start",
                     margin=lambda x, _: _back_by(x, years), unit=unit)  # fmt: skip
    return None


def _level(row: Mapping[str, Any], end: float, unit: str) -> str:
    """Return the end of what is claimed that counts, beside the claim's own words: "20 bn" in
    other digits is 15 to 25 bn."""
    shown = units.customary(unit, end)
    return f"{great(units.to_shown(end, shown), 3)} {shown} (claimed: {row['claimed_text']})"


def _gross(x: Values) -> Array:
    return np.asarray(x["mass"] * x["price"])


def _back_by(x: Values, years: float) -> Array:
    """Return the sum of the flow by a time from the start (N,), each year's as even over it."""
    made = money.parts(x)
    found = programme_paths.flows(made, max(programme_paths.years(made), math.ceil(years)))
    total = np.cumsum(found, axis=1)
    whole = math.floor(years)
    before = total[:, whole - 1] if whole else np.zeros(total.shape[0])
    if whole >= total.shape[1]:
        return np.asarray(before)
    return np.asarray(before + (years - whole) * found[:, whole])


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """x, y (K,): values of two inputs; margin (K, K): rows of y.  holds: share of the grid on which
    the claim holds.
    """

    roles: tuple[str, str]
    x: Array
    y: Array
    margin: Array

    @property
    def holds(self) -> float:
        """Share of the grid on which the claim holds."""
        return float((self.margin > 0.0).mean())


def movable(asked: Inputs) -> tuple[str, ...]:
    """Return the inputs that a surface can be drawn over: with a range, and above 0."""
    return tuple(one.name for one in _ranges(asked))


def _ranges(asked: Inputs) -> tuple[Uncertain, ...]:
    """Return the inputs that move, above 0, and the rate of discount with its range."""
    rate = money.uncertain(RATE, asked.rate)
    return tuple(
        one for one in (*asked.uncertain(), rate) if one.shape == "lognormal" and one.low < one.high
    )


def deciding(asked: Inputs, claim: Claim) -> tuple[str, ...]:
    """Return the inputs that move a claim's margin, the one that does most over its range first."""
    rows = []
    for one in _ranges(asked):
        values = _filled(asked, 2)
        values[one.name] = np.array([one.low, one.high])
        low, high = _margin(claim, values)
        rows.append((-abs(float(high - low)), one.name))
    return tuple(name for swing, name in sorted(rows) if swing < 0.0)


def surface(asked: Inputs, claim: Claim, roles: tuple[str, str], *, knots: int = KNOTS) -> Surface:
    """Return the margin of a claim over two inputs, from a tenth of their low end to ten times
    their high one.  Raises InvalidInput for inputs that are none, or the same.
    """
    able = movable(asked)
    for role in roles:
        if role not in able:
            raise InvalidInput("no assumption that a surface can be drawn over", value=role,
                               remedy=f"two of {', '.join(able)}")  # fmt: skip
    if roles[0] == roles[1]:
        raise InvalidInput("a surface needs two assumptions", value=roles[0],
                           remedy=f"two of {', '.join(able)}")  # fmt: skip
    ranges = {one.name: one for one in _ranges(asked)}
    x, y = (
        np.geomspace(ranges[role].low / _WIDE, ranges[role].high * _WIDE, knots) for role in roles
    )
    across, up = np.meshgrid(x, y)
    values = _filled(asked, across.size)
    values[roles[0]], values[roles[1]] = across.ravel(), up.ravel()
    margin = _margin(claim, values).reshape(across.shape)
    return Surface(roles=roles, x=x, y=y, margin=margin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """One input: value now, and the nearest value at which the claim just holds, None for none
    within a million times; within: whether that lies in its range.
    """

    role: str
    now: float
    needed: float | None
    within: bool


def alone(asked: Inputs, claim: Claim) -> tuple[Alone, ...]:
    """Return how far each input alone would have to go, the nearest first."""
    holds = float(_margin(claim, _filled(asked, 1))[0]) > 0.0
    rows = []
    for one in _ranges(asked):
        needed = one.value if holds else _needed(asked, claim, one.name, one.value)
        within = needed is not None and one.low <= needed <= one.high
        rows.append(Alone(role=one.name, now=one.value, needed=needed, within=within))
    far = [
        math.inf if row.needed is None else abs(math.log(row.needed / row.now)) for row in rows
    ]  # fmt: skip
    return tuple(row for _, row in sorted(zip(far, rows, strict=True), key=lambda p: p[0]))


def _needed(asked: Inputs, claim: Claim, role: str, now: float) -> float | None:
    """Return the value nearest to now, by its factor, at which the margin crosses 0."""
    steps = np.linspace(0.0, math.log(FARTHEST), _SCAN)

    def margin(log: Array) -> Array:
        values = _filled(asked, log.size)
        values[role] = now * np.exp(log)
        return _margin(claim, values)

    best = None
    for sign in (1.0, -1.0):
        found = margin(sign * steps)
        first = int(np.argmax(found > 0.0))
        if not found[first] > 0.0:
            continue
        a, b = sign * steps[first - 1], sign * steps[first]
        root = float(
            optimize.brentq(lambda t: float(margin(np.array([t]))[0]), a, b, xtol=1e-12, rtol=1e-12)
        )
        if best is None or abs(root) < abs(best):
            best = root
    return None if best is None else now * math.exp(best)


def _filled(asked: Inputs, count: int) -> dict[str, Array]:
    every = {**asked.figures, RATE: asked.rate}
    return {role: np.full(count, one.value) for role, one in every.items()}


def _margin(claim: Claim, values: Mapping[str, Array]) -> Array:
    rest = {role: one for role, one in values.items() if role != RATE}
    return claim.margin(rest, values[RATE])
