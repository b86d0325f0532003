"""What is asked of a comparison of techniques: which asteroid, what for, with which ships, when.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.bodies.forces import gm_sun
from windlass.catalogue.physical import Given as Body
from windlass.catalogue.physical import physical
from windlass.catalogue.target import Target
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship
from windlass.redirect.techniques import TECHNIQUES, choices, give

Mode = Literal["deflect", "deliver"]
DRIVER_M_S: Final = (300.0, 700.0, 1500.0, 3000.0, 6000.0)
"""Speeds of mass drivers that are tried: from those of deflection to those of long rails."""
THROWN: Final = {"deflect": 0.3, "deliver": 0.7}
"""Part of an asteroid that may be thrown away or vaporised: what is delivered is what is left."""
HITS_WITHIN_S: Final = 20.0 * DAY_S
"""All impacts: launched in one season, they come from one direction within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectAsk:
    """Ask: target; mode; ship, count of them; launcher.

    deflect: encounter_s, a date near it or None for the nearest within span_s; lead_s: from the
    first launch to it; radii: from the middle of the planet, to be missed by.  deliver: to, a
    destination's key; begins_s: first launch; within_s: from then until the asteroid is there.

    material: of the table of betas; yield_kt of each explosive; driver_m_s: speed at which a mass
    driver throws, None for the table's (deflect) or the best of DRIVER_M_S (deliver); dug_kg_s:
    what vehicles dig for a mass driver, None where its own diggers do; tumbles: whether the
    asteroid turns about no fixed axis; body: what is given of it in place of the catalogue's;
    only: techniques.
    """

    target: Target
    mode: Mode
    ship: Ship
    count: int = 1
    launcher: str = "falcon-heavy-expendable"
    encounter_s: float | None = None
    span_s: tuple[float, float] = (0.0, 0.0)
    lead_s: float = 0.0
    radii: float = 1.0
    to: str = ""
    begins_s: float = 0.0
    within_s: float = 0.0
    material: str = "rubble"
    yield_kt: float = 300.0
    driver_m_s: float | None = None
    dug_kg_s: float | None = None
    tumbles: bool = False
    body: Body = Body()  # noqa: RUF009
    only: tuple[str, ...] = tuple(TECHNIQUES)

    def __post_init__(self) -> None:
        if self.mode not in ("deflect", "deliver"):
            raise InvalidInput("mode of a comparison", value=self.mode, remedy="deflect or deliver")
        if self.count < 1:
            raise InvalidInput("ships", value=self.count, remedy="give 1 or more")
        time = self.lead_s if self.mode == "deflect" else self.within_s
        if not 200.0 * DAY_S < time < math.inf:
            raise InvalidInput(
                f"time to {self.mode} [d]", value=time / DAY_S, remedy="give more than 200 d"
            )
        if not (math.isfinite(self.yield_kt) and self.yield_kt > 0.0):
            raise InvalidInput(
                "yield of an explosive [kt]", value=self.yield_kt, remedy="give more than 0"
            )
        if self.dug_kg_s is not None and not 0.0 < self.dug_kg_s < math.inf:
            raise InvalidInput(
                "rock that vehicles dig [kg/s]", value=self.dug_kg_s, remedy="give more than 0"
            )
        for key in self.only:
            choices(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the asteroid is: figures of its diameter, density and mass; its spin, None where it is
    not known; the rock of the middle values."""

    diameter: Figure
    density: Figure
    mass: Figure
    spin_s: float | None
    rock: Rock

    def made(self, diameter_m: float | None = None, density: float | None = None) -> Rock:
        """Return the rock with another diameter [m] or density [kg/m³]."""
        wide = 1.0 if diameter_m is None else diameter_m / self.diameter.value
        dense = 1.0 if density is None else density / self.density.value
        return replace(
            self.rock, mass_kg=self.rock.mass_kg * dense * wide**3,
            radius_m=self.rock.radius_m * wide,
        )  # fmt: skip


def matter(ask: RedirectAsk) -> Matter:
    """Return what an asteroid is.  Raises as ``physical`` does where its size is not known."""
    known = physical(ask.target, ask.body)
    d, m = known.diameter, known.mass
    spin = known.spin_period.value if known.spin_period is not None else None
    return Matter(
        diameter=d, density=known.density, mass=m, spin_s=spin,
        rock=Rock(
            name=ask.target.title, mass_kg=m.value, radius_m=0.5 * d.value, spin_period_s=spin,
            tumbles=ask.tumbles,
        ),
    )  # fmt: skip


def technique(
    ask: RedirectAsk, key: str, asked_s: float, *, count: int | None = None,
    speed_m_s: float | None = None,
) -> Callable[[Rock], Given]:  # fmt: skip
    """Return what a technique of the ask gives a rock in a time [s]; speed_m_s: of impacts,
    which must be told for them."""
    orbit, known = ask.target.orbit, choices(key)
    push = orbit.nongrav
    told: dict[str, Any] = {
        "orbit_s": 2.0 * math.pi * math.sqrt(orbit.a_m**3 / gm_sun()), "speed_m_s": speed_m_s,
        "material": ask.material, "yield_kt": ask.yield_kt,
        "farthest_au": max(1.0, orbit.a_m * (1.0 + orbit.e) / AU_M),
        "most": THROWN[ask.mode],
        "a2": push.a2_m_s2 if push is not None and push.a2_m_s2 else None,
    }  # fmt: skip
    if key == "mass-driver":
        told |= {"speed_m_s": ask.driver_m_s, "dug_kg_s": ask.dug_kg_s}
    if key == "kinetic-impactor":
        if speed_m_s is None:
            raise InvalidInput("speed of an impact", value=None, remedy="give that of its way out")
        told["apart_s"] = min(DAY_S, HITS_WITHIN_S / (ask.count if count is None else count))
    chosen = {name: value for name, value in told.items() if name in known}
    return lambda rock: give(
        key, rock, ask.ship, ask.count if count is None else count, asked_s, **chosen
    )
