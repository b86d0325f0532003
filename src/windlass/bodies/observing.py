"""When an asteroid can be observed from Earth's centre, and how it looks then.

Directions are astrometric: Earth at the epoch, the body where it was when the light left it (one
iteration).  The shift of the Sun during the light time, below 0.01 arcsec, is left out, as are
aberration and where on Earth the observer stands.
Source: bowell1989, esa1997.  Checked: tests/bodies/test_observing.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from windlass.base.constants import AU_M, C_M_S
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.bodies.ephemeris import Ephemeris

Array = NDArray[np.float64]

SOURCES: Final = ("bowell1989", "esa1997")
EDGE_S: Final = 60.0
"""How closely the edges of a window are found."""
_NEAR: Final = 0.1
"""Share of its distance that a body may move between two epochs of the grid."""
_FLOOR: Final = -99.0
_FIRST_S: Final = 2.0 * YEAR_S
_T: Final = table("observing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """How a body looks from Earth at epochs t_s [s past J2000]; every field is (n,).

    v_mag: apparent magnitude, inf where none; angles [rad], phase at the body, elongation from
    the Sun, right ascension and declination ICRF; motion_rad_s across the sky; distances [m].
    """

    t_s: Array
    v_mag: Array
    elongation_rad: Array
    phase_rad: Array
    distance_m: Array
    sun_distance_m: Array
    right_ascension_rad: Array
    declination_rad: Array
    galactic_latitude_rad: Array
    motion_rad_s: Array

    @property
    def motion_arcsec_min(self) -> Array:
        """Motion across the sky [arcsec/min]."""
        return np.degrees(self.motion_rad_s) * 3600.0 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What can be observed: fainter than v_max [mag] or nearer the Sun than that is not.

    elongation_min_rad, galactic_latitude_min_rad 0 (any) to π, π/2.  The defaults and their
    reasons stand in data/observing.toml.
    """

    v_max: float = _T["limits"]["v_max"]["value"]
    elongation_min_rad: float = math.radians(_T["limits"]["elongation_min"]["value"])
    galactic_latitude_min_rad: float = 0.0

    def __post_init__(self) -> None:
        if not math.isfinite(self.v_max):
            raise InvalidInput(
                "faintest magnitude is no number", value=self.v_max, remedy="give it in mag, as 24"
            )
        for name, top in (("elongation_min_rad", math.pi), ("galactic_latitude_min_rad", 1.5708)):
            value = getattr(self, name)
            if not 0.0 <= value <= top:  # refuses nan too
                raise InvalidInput(
                    f"limit {name} lies outside 0 to {top:.4f}",
                    value=value,
                    remedy="give it in radians",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time during which a body can be observed, and how it looks when it is brightest.

    starts_before, ends_after: the window goes on beyond the end of the span that was searched.
    motion in arcsec/min.
    """

    start_s: float
    end_s: float
    brightest_s: float
    v_mag: float
    elongation_rad: float
    distance_m: float
    declination_rad: float
    motion_arcsec_min: float
    starts_before: bool = False
    ends_after: bool = False

    @property
    def text(self) -> str:
        """Return "2028-04-28 to 2028-12-23, brightest 2028-05-15: V 18.6 at 119°"."""
        first = "already, to " if self.starts_before else f"{_day(self.start_s)} to "
        last = "beyond " if self.ends_after else ""
        return (
            f"{first}{last}{_day(self.end_s)}, brightest {_day(self.brightest_s)}: "
            f"V {self.v_mag:.1f} at {math.degrees(self.elongation_rad):.0f}°"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextWindow:
    """The next window, or none and the reason."""

    window: Window | None
    reason: str = ""

    @property
    def text(self) -> str:
        """Return the window in words, or why there is none."""
        return self.reason if self.window is None else self.window.text


def visibility(
    earth: Ephemeris, body: Ephemeris, h_mag: float, g_slope: float | None, t_s: Array | float
) -> Sky:
    """Return how a body looks from Earth at epochs t_s (n,) [s past J2000].

    h_mag [mag]; g_slope of the phase curve, None for the custom of the field.  Both ephemerides
    heliocentric, ICRF.  Raises InvalidInput for other frames, dates outside an ephemeris, an H
    that is no number.
    """
    for one in (earth, body):
        if (one.centre, one.frame) != ("sun", "icrf"):
            raise InvalidInput(
                f"states of {one.name} are not heliocentric in ICRF",
                value=(one.centre, one.frame),
                remedy='take an ephemeris about the "sun"',
            )
    if not math.isfinite(h_mag):
        raise InvalidInput("absolute magnitude is no number", value=h_mag, remedy="give H in mag")
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    earth_r, earth_v = earth.state(t)
    delay = np.linalg.norm(body.state(t)[0] - earth_r, axis=1) / C_M_S
    # The first minutes of an ephemeris have no light from before it.
    r, v = body.state(np.maximum(t - delay, body.span_s[0]))
    rho, rate = r - earth_r, v - earth_v
    distance, sun = np.linalg.norm(rho, axis=1), np.linalg.norm(r, axis=1)
    phase = angle(r, rho)
    up = rho / distance[:, None]
    return Sky(
        t_s=t,
        v_mag=magnitude(h_mag, g_slope, sun, distance, phase),
        elongation_rad=angle(-earth_r, rho),
        phase_rad=phase,
        distance_m=distance,
        sun_distance_m=sun,
        right_ascension_rad=np.arctan2(up[:, 1], up[:, 0]) % (2.0 * np.pi),
        declination_rad=np.arcsin(np.clip(up[:, 2], -1.0, 1.0)),
        galactic_latitude_rad=np.arcsin(np.clip(up @ _galactic_pole(), -1.0, 1.0)),
        motion_rad_s=np.linalg.norm(np.cross(rho, rate), axis=1) / distance**2,
    )


def magnitude(
    h_mag: float, g_slope: float | None, sun_m: Array, distance_m: Array, phase_rad: Array
) -> Array:
    """Return the apparent magnitude (n,) by the H, G system; inf where nothing is lit.

    sun_m, distance_m [m] > 0 (n,); phase_rad 0..π (n,).  The phase curve is that of the short
    form, made for phases up to 120 degrees.  Source: bowell1989.
    """
    part = {name: entry["value"] for name, entry in _T["phase"].items()}
    g = part["slope"] if g_slope is None else g_slope
    half = np.tan(0.5 * np.clip(phase_rad, 0.0, math.radians(179.9999)))
    first = np.exp(-part["a1"] * half ** part["b1"])
    second = np.exp(-part["a2"] * half ** part["b2"])
    light = (1.0 - g) * first + g * second
    shown = np.where(light > 0.0, light, 1.0)
    v = h_mag + 5.0 * np.log10(sun_m / AU_M * (distance_m / AU_M)) - 2.5 * np.log10(shown)
    return np.where(light > 0.0, v, np.inf)


def angle(a: Array, b: Array) -> Array:
    """Return the angles [rad] (n,) between vectors (n, 3), accurate near 0 and π too."""
    across = np.linalg.norm(np.cross(a, b), axis=-1)
    return np.asarray(np.arctan2(across, np.sum(a * b, axis=-1)))


def windows(
    earth: Ephemeris,
    body: Ephemeris,
    h_mag: float,
    g_slope: float | None,
    span_s: tuple[float, float],
    limits: Limits | None = None,
) -> list[Window]:
    """Return the windows within a span [s past J2000], in order of time; edges within a minute.

    Searched on a daily grid, finer where the body is near Earth, with the extremes between its
    epochs.  Raises InvalidInput as ``visibility`` does, and for a span that ends before it starts.
    """
    start, end = span_s
    if not start < end:  # refuses nan too
        raise InvalidInput("span of dates ends before it starts", value=span_s)
    limits = Limits() if limits is None else limits

    def margin(t: Array | float) -> Array:
        return _margin(visibility(earth, body, h_mag, g_slope, t), limits)

    t = _grid(earth, body, start, end)
    t, m = _with_extremes(margin, t, margin(t))
    inside = m >= 0.0
    turns = np.flatnonzero(inside[1:] != inside[:-1])
    edges = [_edge(margin, t[k], t[k + 1], bool(inside[k])) for k in turns]
    if inside[0]:
        edges.insert(0, start)
    if inside[-1]:
        edges.append(end)
    found = []
    for k in range(0, len(edges), 2):
        first, last = edges[k], edges[k + 1]
        best = _brightest(earth, body, h_mag, g_slope, first, last, t)
        found.append(
            Window(
                start_s=first,
                end_s=last,
                brightest_s=float(best.t_s[0]),
                v_mag=float(best.v_mag[0]),
                elongation_rad=float(best.elongation_rad[0]),
                distance_m=float(best.distance_m[0]),
                declination_rad=float(best.declination_rad[0]),
                motion_arcsec_min=float(best.motion_arcsec_min[0]),
                starts_before=bool(inside[0]) and k == 0,
                ends_after=bool(inside[-1]) and k == len(edges) - 2,
            )
        )
    return found


def next_window(
    earth: Ephemeris,
    body: Ephemeris,
    h_mag: float | None,
    g_slope: float | None,
    after_s: float,
    limits: Limits | None = None,
    until_s: float | None = None,
) -> NextWindow:
    """Return the window that is open at an epoch [s past J2000], or the first that opens after it.

    until_s: how far to search, by default to the end of the ephemerides.  No window, with the
    reason, where H is unknown or none opens.  Raises InvalidInput for dates outside them.
    """
    if h_mag is None:
        return NextWindow(window=None, reason="not computed: the absolute magnitude is not known")
    end = min(earth.span_s[1], body.span_s[1]) if until_s is None else until_s
    if not after_s < end:  # refuses nan too
        raise InvalidInput(
            f"no date of {body.name} to search from",
            value=after_s,
            remedy=f"begin before {format_epoch(end)}",
        )
    step = _FIRST_S
    start = after_s
    while start < end:
        stop = min(start + step, end)
        found = windows(earth, body, h_mag, g_slope, (start, stop), limits)
        if found and (not found[0].ends_after or stop == end):
            return NextWindow(window=found[0])
        if found:  # it goes on: search again from where it opens, further
            step *= 2.0
        else:
            start = stop
    limits = Limits() if limits is None else limits
    return NextWindow(
        window=None,
        reason=f"none before {format_epoch(end)}: never brighter than V {limits.v_max:g} at "
        f"{math.degrees(limits.elongation_min_rad):.0f}° or more from the Sun",
    )


def _day(t_s: float) -> str:
    """Return the calendar day in which an epoch lies."""
    return format_epoch(t_s, "minute")[:10]


def _galactic_pole() -> Array:
    pole = _T["galactic_pole"]
    ra = math.radians(pole["right_ascension"]["value"])
    dec = math.radians(pole["declination"]["value"])
    return np.array([math.cos(dec) * math.cos(ra), math.cos(dec) * math.sin(ra), math.sin(dec)])


def _margin(sky: Sky, limits: Limits) -> Array:
    """Return what is to spare before the nearest limit: magnitudes or degrees, below 0 outside."""
    m = np.minimum(
        limits.v_max - sky.v_mag, np.degrees(sky.elongation_rad - limits.elongation_min_rad)
    )
    if limits.galactic_latitude_min_rad > 0.0:
        latitude = np.abs(sky.galactic_latitude_rad)
        m = np.minimum(m, np.degrees(latitude - limits.galactic_latitude_min_rad))
    return np.maximum(m, _FLOOR)


def _grid(earth: Ephemeris, body: Ephemeris, start: float, end: float) -> Array:
    """Return epochs a day apart or less: between two, the body moves little of its distance."""
    t = np.linspace(start, end, max(2, math.ceil((end - start) / DAY_S) + 1))
    while True:
        (r, v), (re, ve) = body.state(t), earth.state(t)
        away = np.linalg.norm(r - re, axis=1)
        speed = np.linalg.norm(v - ve, axis=1)
        step = np.diff(t)
        moved = np.maximum(speed[1:], speed[:-1]) * step
        wide = (moved > _NEAR * np.minimum(away[1:], away[:-1])) & (step > 2.0 * EDGE_S)
        if not wide.any():
            return t
        t = np.sort(np.append(t, t[:-1][wide] + 0.5 * step[wide]))


def _with_extremes(margin: Callable[[float], Array], t: Array, m: Array) -> tuple[Array, Array]:
    """Return the grid with the extremes between its epochs that may cross a limit."""
    more = []
    for k in range(1, len(t) - 1):
        left, right = m[k] - m[k - 1], m[k] - m[k + 1]
        if left * right < 0.0 or abs(m[k]) > max(abs(left), abs(right)):
            continue
        sign = -1.0 if m[k] < 0.0 else 1.0  # a hidden window, or a hidden gap
        if sign * (left + right) > 0.0:
            continue
        found = minimize_scalar(
            lambda x, s=sign: s * float(margin(x)[0]),
            bounds=(t[k - 1], t[k + 1]),
            method="bounded",
            options={"xatol": EDGE_S},
        )
        if sign * found.fun * m[k] < 0.0:
            more.append((float(found.x), sign * float(found.fun)))
    if not more:
        return t, m
    x, y = np.array(more).T
    t, m = np.append(t, x), np.append(m, y)
    order = np.argsort(t)
    return t[order], m[order]


def _edge(margin: Callable[[float], Array], low: float, high: float, inside: bool) -> float:
    """Return where the margin changes its sign, from ``inside`` at low, within EDGE_S."""
    while high - low > EDGE_S:
        middle = 0.5 * (low + high)
        if bool(margin(middle)[0] >= 0.0) == inside:
            low = middle
        else:
            high = middle
    return float(0.5 * (low + high))


def _brightest(
    earth: Ephemeris,
    body: Ephemeris,
    h_mag: float,
    g_slope: float | None,
    first: float,
    last: float,
    grid: Array,
) -> Sky:
    """Return how the body looks when it is brightest within a window."""
    t = np.concatenate([[first], grid[(grid > first) & (grid < last)], [last]])
    v = visibility(earth, body, h_mag, g_slope, t).v_mag
    k = int(np.argmin(v))
    found = minimize_scalar(
        lambda x: float(visibility(earth, body, h_mag, g_slope, x).v_mag[0]),
        bounds=(t[max(k - 1, 0)], t[min(k + 1, len(t) - 1)]),
        method="bounded",
        options={"xatol": EDGE_S},
    )
    best = float(found.x) if found.fun < v[k] else float(t[k])
    return visibility(earth, body, h_mag, g_slope, best)
