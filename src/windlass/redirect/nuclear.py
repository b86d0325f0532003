"""Nuclear explosive near an asteroid: its X-rays vaporise a skin of the ground, which flies off.

Two models.  The first follows how deep X-rays of a black body go: for spheres of one density,
by spectrum; the second takes a share of the energy and a momentum for each joule of it.  They
differ by up to ten, with the spectrum.  A burst on the ground breaks or does not: no change of
velocity is told.  Yields are given by the caller.
Source: managan2023, burkey2023, dearborn2007, dearborn2011.
Checked: tests/redirect/test_nuclear.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
from scipy.optimize import minimize_scalar

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import blows
from windlass.redirect.disruption import G_CM3, State, state, threshold_j_kg
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship

Spectrum = Literal["black-body-1-kev", "black-body-2-kev"]
SPECTRA: Final[tuple[Spectrum, ...]] = ("black-body-1-kev", "black-body-2-kev")
CM_S: Final = 1e-2


def _checked(rock: Rock, yield_kt: float, away_m: float) -> None:
    if not (math.isfinite(yield_kt) and yield_kt > 0.0):
        raise InvalidInput("yield of an explosive", value=yield_kt, remedy="give more than 0 kt")
    if not (math.isfinite(away_m) and away_m > 0.0):
        raise InvalidInput(
            f"distance of an explosive from the ground of {rock.name}", value=away_m,
            remedy="give more than 0 m",
        )  # fmt: skip


def share_that_meets(rock: Rock, away_m: float) -> float:
    """Return the share of what leaves a point evenly that meets a sphere, away_m off its ground."""
    seen = rock.radius_m / (rock.radius_m + away_m)
    return 0.5 * seen**2 / (1.0 + math.sqrt((1.0 - seen) * (1.0 + seen)))


def xrays_m_s(rock: Rock, yield_kt: float, away_m: float, spectrum: Spectrum) -> float:
    """Return the change of velocity [m/s] by X-rays that go as deep as fits say.

    yield_kt: all of it in X-rays; away_m: from the ground; 0 where they vaporise nothing.
    Source: managan2023.
    """
    _checked(rock, yield_kt, away_m)
    row = entry("nuclear", spectrum)
    x, rho = away_m / rock.radius_m, rock.density_kg_m3 / G_CM3
    told = min(0.0, math.log10(yield_kt / (4.0 * math.pi * away_m**2)))
    a, b = (_poly(row, name, told) for name in "ab")
    y = yield_kt / (math.exp(b) * rho * away_m**2)
    if y <= 1.0:
        return 0.0
    thrown, energy = _cap(x, y)
    speed = math.exp(a) * math.sqrt(yield_kt / rho) * math.sqrt(2.0 * thrown * energy)
    return CM_S * speed / rock.radius_m**2


def _poly(row: Mapping[str, Any], name: str, told: float) -> float:
    """Return a quadratic of the logarithm of the fluence."""
    parts = (float(row[f"{name}{k}"]["value"]) for k in range(3))
    return sum(part * told**k for k, part in enumerate(parts))


def _cap(x: float, y: float) -> tuple[float, float]:
    """Return mass and energy of what is vaporised, without unit: where fluence is above melting, or
    as far as the explosive sees the ground.
    """
    seen = 1.0 / (1.0 + x)
    if 1.0 - (y - 1.0) * x**2 / (2.0 * (1.0 + x)) > seen:
        thrown = x**2 / (1.0 + x) * (y - 1.0 - math.log(y))
        part = (y - 1.0) / (2.0 * (1.0 + x))
        inner = (x**2 / y) * part**2 * (4.0 * (1.0 + x) / (x**2 * (y - 1.0)) - 1.0)
    else:
        far = 1.0 + 2.0 / x
        thrown = x**2 / (1.0 + x) * ((2.0 / x) * (1.0 + math.log(y)) - far * math.log(far))
        inner = seen**2
    return thrown, 0.5 * inner / (1.0 + math.sqrt(max(1.0 - inner, 0.0)))


def coupled_m_s(rock: Rock, yield_kt: float, absorbed: float | None = None) -> float:
    """Return the change of velocity [m/s] by a momentum for each joule that is absorbed.

    absorbed: share of the yield, by default that of the one case that was computed in full.
    Source: dearborn2007.
    """
    _checked(rock, yield_kt, 1.0)
    row = entry("nuclear", "coupling")
    share = float(row["absorbed"]["value"]) if absorbed is None else absorbed
    if not 0.0 <= share <= 1.0:
        raise InvalidInput("share of a yield that is absorbed", value=share, remedy="give 0 to 1")
    energy = share * yield_kt * float(entry("nuclear", "limits")["kiloton"]["value"])
    return float(row["momentum"]["value"]) * energy / rock.mass_kg


def best_away_m(rock: Rock, yield_kt: float, spectrum: Spectrum) -> float:
    """Return the distance from the ground [m], of those that the fits were used for, at which
    X-rays give most.
    """
    away = entry("nuclear", "limits")["away"]
    low, high = (math.log(float(away[end]) * rock.radius_m) for end in ("low", "high"))

    def lost(x: float) -> float:
        return -xrays_m_s(rock, yield_kt, math.exp(x), spectrum)

    grid = np.linspace(low, high, 33)
    at = int(np.argmin([lost(float(x)) for x in grid]))
    ends = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, grid.size - 1)])
    found = minimize_scalar(lost, bounds=ends, method="bounded", options={"xatol": 1e-9})
    return math.exp(min((float(found.x), float(grid[at])), key=lost))


def becomes(rock: Rock, dv_m_s: float) -> State:
    """Return what becomes of an asteroid pushed by vapour of its skin: by the change of velocity.

    A skin leaves; the rest takes a shock whose limits were computed for bodies of rubble.
    """
    found = state(0.0, dv_m_s, rock)
    moved = abs(dv_m_s) / rock.escape_m_s
    whole = float(entry("nuclear", "limits")["whole"]["value"])
    return "not known" if found == "stays whole" and moved > whole else found


def on_the_ground(rock: Rock, yield_kt: float) -> tuple[float, State]:
    """Return the share of the dispersing energy that a burst on the ground brings at most, and what
    becomes of the asteroid; no change of velocity is known for it.
    """
    _checked(rock, yield_kt, 1.0)
    energy = yield_kt * float(entry("nuclear", "limits")["kiloton"]["value"]) / rock.mass_kg
    share = energy / threshold_j_kg("basalt-5", rock.radius_m, rock.density_kg_m3)
    return share, state(share, 0.0, rock)


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, yield_kt: float,
    spectrum: Spectrum = "black-body-1-kev", away_m: float | None = None,
    apart_s: float = blows.APART_S,
) -> Given:  # fmt: skip
    """Return what explosives give, each of a yield [kt], one ship each, one after another.

    away_m: from the ground, by default the best; spread: from the least to the most of both spectra
    and the second model.  Raises NotSolved for bodies far from those that the fits are for, where
    nothing is vaporised, and where it breaks.
    """
    ship.times(count)
    limits = entry("nuclear", "limits")
    size, doubts = limits["radius"], []
    if not 0.5 * size["low"] <= rock.radius_m <= 2.0 * size["high"]:
        raise NotSolved(
            f"what X-rays do to {rock.name}", status=st.OUT_OF_DOMAIN,
            value=f"{rock.radius_m:g} m",
            remedy=f"the fits are for radii of {size['low']:g} to {size['high']:g} m",
        )  # fmt: skip
    if not size["low"] <= rock.radius_m <= size["high"]:
        doubts.append(f"the fits are for radii of {size['low']:g} to {size['high']:g} m")
    away = best_away_m(rock, yield_kt, spectrum) if away_m is None else away_m
    x, told = away / rock.radius_m, limits["away"]
    if not told["low"] * (1.0 - 1e-9) <= x <= told["high"] * (1.0 + 1e-9):
        doubts.append(f"bursts {x:.2g} radii off, outside {told['low']:g} to {told['high']:g}")
    each = xrays_m_s(rock, yield_kt, away, spectrum)
    if not each > 0.0:
        raise NotSolved(
            f"X-rays of {yield_kt:g} kt vaporise nothing of {rock.name}", status=st.NO_SOLUTION,
            value=f"{away:g} m off", remedy="burst nearer, or with more yield",
        )  # fmt: skip
    others = [xrays_m_s(rock, yield_kt, away, one) for one in SPECTRA]
    most = float(entry("nuclear", "coupling")["absorbed"]["value"])
    others.append(coupled_m_s(rock, yield_kt, min(share_that_meets(rock, away), most)))
    spread = min(other for other in (each, *others) if other > 0.0) / each, max(others) / each
    what = becomes(rock, each)
    if what == "breaks":
        raise NotSolved(
            f"a burst breaks {rock.name}", status=st.LIMIT,
            value=f"{each / rock.escape_m_s:.2g} of its speed of escape",
            remedy="burst with less yield or farther off, more often",
        )  # fmt: skip
    if what == "stays whole" and becomes(rock, count * each) != "stays whole":
        what = "not known"
        doubts.append("one burst leaves it whole; what all of them together do is not known")
    elif what == "not known":
        doubts.append("a burst is above what was computed to leave bodies whole")
    energy = share_that_meets(rock, away) * yield_kt * float(limits["kiloton"]["value"])
    ground, then = on_the_ground(rock, yield_kt)
    at = blows.times(count, asked_s, apart_s)
    return Given(
        technique="nuclear-standoff", blows=np.column_stack([at, np.full(count, each)]),
        equipment_kg=count * ship.mass_kg, consumed_kg=count * ship.mass_kg,
        works_s=float(at[-1]), state=what, spread=spread,
        share=energy / rock.mass_kg
        / threshold_j_kg("basalt-5", rock.radius_m, rock.density_kg_m3),
        needs=(f"each bursts {away:.3g} m from the ground",),
        flags=(
            f"by spectrum and model it gives {spread[0]:.2g} to {spread[1]:.2g} of this", *doubts,
            f"burst on the ground, one brings at most {ground:.2g} of what disperses it: {then}; "
            "what it would push is not known",
            "treaties forbid nuclear weapons in orbit and nuclear tests in space",
        ),
    )  # fmt: skip
