"""What lunar flybys capture among the real Earth, Moon and Sun, beside what patched conics say.

A case is a state beside the Moon or at the perigee between two flybys.  Flown back it must come
from 1.5 million km with C3 > 0, flown on it must stay within that for months, and never be lower
over Moon or Earth than allowed.  C3 is read at 1.5 million km, as data/dro_insertion.toml does.
The greatest is sought by design/lunar_limits.py, which leaves its best in data/flyby_limits.toml.
Source: park2021, ross1980, bao2015.
Checked: tests/capture/test_flyby_limits.py, validation/capture.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, GM_MOON, R_EARTH_M, R_MOON_M
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.capture import cislunar, lunar, two_flybys

Array = NDArray[np.float64]

DAY_S: Final = 86_400.0
FAR_M: Final = 1.5e9
"""Where C3 is read and beyond which a body is lost: Earth's Hill radius."""
BACK_S: Final = 40.0 * DAY_S
SOON_S: Final = 8.0 * DAY_S
"""Time after a flyby in which no other may follow, and at which the orbit must be bound."""
TOL: Final = 1e-9
SHORT: Final = 3.0
"""What C3 [km²/s²] must be higher to outweigh that a body does not stay at all."""
LED: Final = -100.0
"""Worth of two flybys that do not capture, less the C3 that is still too much [km²/s²]."""
MISS: Final = -1e6
"""Worth of what does not even fly by, less how far it goes past [Mm]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The greatest v∞ [m/s] that so many flybys capture: by patched conics, and flown.

    conics_m_s: with the same least altitude, C3 = 0 after; inside_m_s: to an apogee of 1.5
    million km, nan for two flybys; bound_m_s: flown, C3 < 0 eight days after; stays_m_s: flown,
    inside 1.5 million km for ``months`` of 30 days.  What is flown was found by a search: there
    may be more.
    """

    flybys: int
    altitude_m: float
    months: float
    conics_m_s: float
    inside_m_s: float
    bound_m_s: float
    stays_m_s: float

    @property
    def difference_m_s(self) -> float:
        """Return flown less patched conics, both to C3 = 0."""
        return self.bound_m_s - self.conics_m_s


def _row(flybys: int, stays: bool) -> Mapping[str, Any]:
    if flybys not in (1, 2):
        raise InvalidInput("limits are known for one and two lunar flybys", value=flybys)
    name = f"{'one' if flybys == 1 else 'two'}-{'stays' if stays else 'bound'}"
    found: Mapping[str, Any] = table("flyby_limits")[name]
    return found


def limit(flybys: int) -> Limit:
    """Return the limit of one or two flybys, with the flown cases of the table.

    Raises InvalidInput for another number.
    """
    bound, stays = (1e3 * math.sqrt(_row(flybys, long)["value"]) for long in (False, True))
    altitude = float(table("flyby_limits")["altitude"]["value"])
    if flybys == 1:
        conics = lunar.capture_vinf_m_s(altitude)
        inside = lunar.capture_vinf_m_s(altitude, FAR_M)
    else:
        conics, inside = two_flybys.capture(altitude).vinf_m_s, math.nan
    return Limit(
        flybys=flybys,
        altitude_m=altitude,
        months=float(table("flyby_limits")["months"]["value"]),
        conics_m_s=conics,
        inside_m_s=inside,
        bound_m_s=bound,
        stays_m_s=stays,
    )


def stored(flybys: int, stays: bool) -> Array:
    """Return the parameters (1, 6) of the table's case that stays for months, or is bound."""
    return np.array([_row(flybys, stays)["case"]])


def at_moon(x: Array, altitude: float) -> tuple[Array, Array]:
    """Return (epochs (n,), geocentric states (n, 6)) at the lowest point of a flyby.

    x (n, 6): epoch [d past J2000]; u [km/s], speed about the Moon far from it; direction of
    the lowest point from the Moon's own direction [rad]; tilt of the flyby's plane on the
    Moon's orbit [rad]; sense (its sign); height above altitude [1,000 km], by its size.
    """
    t = x[:, 0] * DAY_S
    radius = R_MOON_M + altitude + 1e6 * np.abs(x[:, 5])
    speed = np.sqrt((1e3 * x[:, 1]) ** 2 + 2.0 * GM_MOON / radius)
    return t, _put(t, x[:, 2], x[:, 3], np.sign(x[:, 4]), radius, speed, cislunar.moon(t))


def at_perigee(x: Array) -> tuple[Array, Array]:
    """Return (epochs (n,), geocentric states (n, 6)) at the perigee between two flybys.

    x (n, 6): epoch [d past J2000]; v∞ [km/s] of the hyperbola between; direction of the perigee
    from the Moon's [rad]; tilt [rad]; sense (its sign); perigee over Earth [1,000 km].
    """
    t = x[:, 0] * DAY_S
    radius = R_EARTH_M + 1e6 * np.abs(x[:, 5])
    speed = np.sqrt((1e3 * x[:, 1]) ** 2 + 2.0 * GM_EARTH / radius)
    nothing = np.zeros((t.size, 6))
    return t, _put(t, x[:, 2], x[:, 3], np.sign(x[:, 4]), radius, speed, nothing)


def _put(
    t: Array, angle: Array, tilt: Array, sense: Array, radius: Array, speed: Array, centre: Array
) -> Array:
    """Return states at an extreme distance from a centre, tilted about its own direction."""
    frame = cislunar.axes(t)
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    out = c * frame[:, 0] + s * frame[:, 1]
    ahead = -s * frame[:, 0] + c * frame[:, 1]
    ahead = np.cos(tilt)[:, None] * ahead + np.sin(tilt)[:, None] * frame[:, 2]
    place = centre[:, :3] + radius[:, None] * out
    return np.concatenate([place, centre[:, 3:] + (sense * speed)[:, None] * ahead], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """What became of cases, rows (n,).

    c3_m2_s2: at 1.5 million km before, nan where it does not come from there by so many
    flybys; months: for which it stayed after; worth: C3 [km²/s²] where all holds, else less.
    """

    c3_m2_s2: Array
    months: Array
    worth: Array


def flown(x: Array, flybys: int, altitude: float, months: float, most_c3: float = 0.0) -> Flown:
    """Fly cases x (n, 6) of ``at_moon`` (one flyby) or ``at_perigee`` (two), both ways.

    altitude [m]: least over the Moon; months: of 30 days, to be flown on, 0 for C3 < 0 alone.
    most_c3 [m²/s²]: what C3 has to be below eight days after.
    """
    perigee = flybys == 2
    t, s = at_perigee(x) if perigee else at_moon(x, altitude)
    floor = R_MOON_M + altitude if perigee else R_MOON_M
    bounds = cislunar.Bounds(
        least_earth_m=two_flybys.LOWEST_M - 1.0, least_moon_m=floor, most_earth_m=FAR_M
    )
    back = cislunar.fly(t, s, t - BACK_S, bounds, TOL)
    onward = cislunar.fly(t, s, t + SOON_S, bounds, TOL)
    wanted = 1.0 if perigee else 0.0
    from_far = back.bounded & (back.earth_m[:, 1] >= FAR_M)
    came = from_far & (back.passes == wanted) & (cislunar.c3(back.states) > 0.0)
    held = onward.whole & (onward.passes == wanted) & (cislunar.c3(onward.states) < most_c3)
    c3 = np.where(came, cislunar.c3(back.states), np.nan)
    lasted = np.zeros(t.size)
    go = np.flatnonzero(came & held)
    if go.size and months > 0.0:
        low = cislunar.Bounds(
            least_earth_m=bounds.least_earth_m,
            least_moon_m=R_MOON_M + altitude,
            most_earth_m=FAR_M,
        )
        end = t[go] + months * 30.0 * DAY_S
        after = cislunar.fly(onward.times_s[go], onward.states[go], end, low, TOL)
        lasted[go] = (after.times_s - t[go]) / (30.0 * DAY_S)
        lasted[go[after.whole]] = months
    short = 1.0 - np.minimum(1.0, lasted / months) if months > 0.0 else np.zeros(t.size)
    worth = np.where(came & held, c3 / 1e6 - SHORT * short, MISS)
    if perigee:  # how far past the Moon it goes on either side leads to the flybys
        far = (back.moon_m[:, 0] + onward.moon_m[:, 0]) / 1e6
        both = (back.passes == 1.0) & (onward.passes == 1.0)
        still = np.maximum(0.0, cislunar.c3(onward.states) - most_c3)
        led = np.where(both, LED - still / 1e6, MISS - far)
        worth = np.where(worth == MISS, led, worth)
    return Flown(c3_m2_s2=c3, months=lasted, worth=worth)


def improve(
    x: Array,
    worth: Callable[[Array], Array],
    *,
    widths: Array,
    children: int,
    rounds: int,
    keep: int,
    seed: int = 2026,
) -> tuple[Array, Array]:
    """Return (cases (m, k), worth (m,)), the best first, after rounds of small changes.

    x (n, k) start, x[:, 0] an epoch [d]; widths (k,) of the first changes, halved every other
    round; keep: of every 30 days' cases, so that one date's luck does not drive out the others.
    """
    rng = np.random.default_rng(seed)
    best, value = x, worth(x)
    for k in range(rounds + 1):
        order = np.argsort(-value, kind="stable")
        month = np.floor(best[order, 0] / 30.0)
        order = order[_rank(month) < keep]
        best, value = best[order], value[order]
        if k == rounds:
            break
        parents = best[rng.integers(0, len(best), children)]
        change = rng.normal(size=parents.shape) * widths * 0.5 ** (k / 2.0)
        # sizes of changes over three powers of ten: a flyby is found long before it is tuned
        change *= 10.0 ** rng.uniform(-3.0, 0.0, (children, 1))
        new = parents + change
        best = np.concatenate([best, new])
        value = np.concatenate([value, worth(new)])
    return best, value


def _rank(keys: Array) -> NDArray[np.int64]:
    """Return for each key how many equal ones stand before it (n,)."""
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], keys[order], side="left")
    rank = np.empty(keys.size, dtype=np.int64)
    rank[order] = np.arange(keys.size) - first
    return rank
