"""Where an asteroid can be delivered: the speed at which it may arrive, and what comes after.

Each is a place of ``capture``: an orbit about Mars, entered by a slow spiral; the lunar retrograde
orbit, behind a flyby of the Moon.  Checked: tests/redirect/test_destination.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from windlass.base.errors import InvalidInput
from windlass.capture import arrival, mars


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """key; title; planet at which a leg about the Sun ends; vinf_m_s: fastest arrival there;
    after_m_s: Δv after an arrival at that speed, by the same technique; told: in words, whence.
    """

    key: str
    title: str
    planet: str
    vinf_m_s: float
    after_m_s: float
    told: str
    sources: tuple[str, ...]


def destination(key: str) -> Destination:
    """Return a destination; InvalidInput with near keys for an unknown one."""
    if key in _MADE:
        return _MADE[key]()
    near = difflib.get_close_matches(key, _MADE, n=3, cutoff=0.3)
    raise InvalidInput(
        "no such destination", value=key, remedy=f"one of: {', '.join(near or _MADE)}"
    )


def keys() -> tuple[str, ...]:
    """Return the keys of all destinations."""
    return tuple(_MADE)


def mars_orbit(orbit: mars.MarsOrbit) -> Destination:
    """Return an orbit about Mars as a destination."""
    low, high = orbit.periapsis_m, orbit.apoapsis_m
    return Destination(
        key="mars-orbit", title="orbit about Mars", planet="mars", vinf_m_s=0.0,
        after_m_s=mars.spiral_m_s(low, high),
        told=f"met at rest, then a slow spiral from the edge of stable orbits into "
        f"{orbit.periapsis_altitude.value / 1e3:,.0f} by "
        f"{orbit.apoapsis_altitude.value / 1e3:,.0f} km"
        + (", which keeps a century" if orbit.kept else ""),
        sources=("edelbaum1961", "hamilton1991"),
    )  # fmt: skip


def lunar_dro(limit_m_s: float | None = None, factor: float = 1.0) -> Destination:
    """Return the lunar retrograde orbit as a destination; limit_m_s: v∞ that the flyby takes, by
    default that of the table; factor: on the impulses that follow it.
    """
    vinf = arrival.flyby_limit_m_s() if limit_m_s is None else limit_m_s
    after = float(arrival.insertion(vinf, limit_m_s=vinf, factor=factor).total_m_s)
    return Destination(
        key="lunar-dro", title="distant retrograde orbit about the Moon", planet="earth",
        vinf_m_s=vinf, after_m_s=after,
        told=f"a flyby of the Moon takes up to {vinf:,.0f} m/s, then {after:.0f} m/s into orbit",
        sources=("brophy2012", "simo1995"),
    )  # fmt: skip


_MADE: dict[str, Callable[[], Destination]] = {
    "mars-orbit": lambda: mars_orbit(mars.orbit()), "lunar-dro": lunar_dro,
}  # fmt: skip
