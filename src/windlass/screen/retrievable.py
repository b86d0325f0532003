"""The rules of a screen for asteroids that can be brought home: where to, when, for how much.

Checked: tests/screen/test_retrievable.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

from windlass.base import units
from windlass.base.constants import AU_M
from windlass.base.entries import entry_figure
from windlass.base.epochs import DAY_S, parse_span
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.capture.bring_mass import Tug, electric
from windlass.capture.three_body import primaries

To = Literal["sun-earth", "earth-moon", "mars-orbit"]
GOALS: Final = ("sun-earth", "earth-moon", "mars-orbit")
MODELS: Final = ("pulsating", "circular")
EFFORTS: Final = ("full", "thorough", "quick")
SPAN: Final = "2026-01-01..2101"
"""Departures and arrivals unless told otherwise: to the end of 2100."""
TUG: Final = "keck-2012"
SHORTEST_S: Final = 400.0 * DAY_S
"""Least span of dates."""
TEXT: Final = {
    "sun-earth": "an orbit about Sun–Earth L1 or L2",
    "earth-moon": "a distant retrograde orbit about the Moon",
    "mars-orbit": "an orbit about Mars",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """Ask: one screen's goal, dates, limits and tug; SI, instants in TDB seconds past J2000.

    to: one of GOALS; span_s: between which the asteroid departs and arrives; max_dv_m_s: both
    impulses on it together; max_tof_s: from the first to the second; model: of the planet's
    motion in the search for manifolds ("circular" as published searches have it); effort:
    "thorough" settles twice as many starts, and each way until that no longer helps, "quick" looks
    at fewer orbits, for a first look; tug_…: see ``tug``.  Raises InvalidInput naming what cannot
    be.
    """

    to: To
    span_s: tuple[float, float]
    max_dv_m_s: float = 500.0
    max_tof_s: float = 1_500.0 * DAY_S
    model: Literal["pulsating", "circular"] = "circular"
    effort: Literal["full", "thorough", "quick"] = "full"
    tug_power_w: float
    tug_isp_s: float
    tug_efficiency: float
    tug_dry_kg: float
    tug_propellant_kg: float
    tug_duty: float
    kind: Literal["retrievable"] = "retrievable"

    def __post_init__(self) -> None:
        for name, value, known in (
            ("--to", self.to, GOALS),
            ("--model", self.model, MODELS),
            ("--effort", self.effort, EFFORTS),
            ("screen", self.kind, ("retrievable",)),
        ):
            if value not in known:
                raise InvalidInput(
                    "no such choice", value=value, remedy=f"one of {', '.join(known)}", where=name
                )
        if not 0.0 < self.max_dv_m_s <= 10e3:
            raise InvalidInput(
                "greatest Δv must be above 0 and at most 10 km/s",
                value=self.max_dv_m_s, where="--max-dv",
            )  # fmt: skip
        if not 40.0 * DAY_S <= self.max_tof_s <= 4_000.0 * DAY_S:
            raise InvalidInput(
                "longest flight must be 40 to 4,000 days",
                value=f"{self.max_tof_s / DAY_S:g} d", where="--max-tof",
            )  # fmt: skip
        if not (all(math.isfinite(t) for t in self.span_s)
                and self.span_s[1] - self.span_s[0] >= SHORTEST_S):  # fmt: skip
            raise InvalidInput(
                "span of departures and arrivals is too short", value=self.span_s,
                remedy=f"give at least {SHORTEST_S / DAY_S:g} days", where="--span",
            )  # fmt: skip
        _ = self.tug

    @property
    def returns(self) -> bool:
        """Whether a spacecraft comes back to Earth's surface: not asked here."""
        return False

    @property
    def tug(self) -> Tug:
        """The tug at the asteroid; its power to Mars is that midway between the planets."""
        mars = 0.5 * (AU_M + primaries("sun-mars").distance_m)
        return electric(
            power_w=self.tug_power_w, isp_s=self.tug_isp_s, efficiency=self.tug_efficiency,
            dry_kg=self.tug_dry_kg, propellant_kg=self.tug_propellant_kg, duty=self.tug_duty,
            distance_m=mars if self.to == "mars-orbit" else AU_M,
        )  # fmt: skip


LIMITS: Final = {
    "max_dv": ("max_dv_m_s", "m/s"),
    "max_tof": ("max_tof_s", "s"),
    "power": ("tug_power_w", "W"),
    "isp": ("tug_isp_s", "s"),
    "dry_mass": ("tug_dry_kg", "kg"),
    "propellant": ("tug_propellant_kg", "kg"),
}
"""Limit -> (field of the rules, unit)."""


def retrieval(
    to: str,
    span: str = SPAN,
    *,
    model: str = "circular",
    effort: str = "full",
    tug: str = TUG,
    efficiency: float | None = None,
    duty: float | None = None,
    **limits: str,
) -> Retrieval:
    """Return the rules of a screen from text with units; what is not given is the default.

    tug: an electric one of data/tugs.toml, whose figures hold where none is given; limits: those
    of LIMITS as text, such as max_dv="500 m/s".  Raises InvalidInput naming the option.
    """
    unknown = sorted(set(limits) - set(LIMITS))
    if unknown:
        raise InvalidInput(
            "no such limit of a screen", value=", ".join(unknown),
            remedy=f"one of {', '.join(LIMITS)}, model, effort, tug, efficiency, duty",
        )  # fmt: skip
    fields: dict[str, Any] = _tug(tug)
    for name, text in limits.items():
        field, unit = LIMITS[name]
        fields[field] = units.parse(text, unit, where=f"--{name.replace('_', '-')}")
    if efficiency is not None:
        fields["tug_efficiency"] = efficiency
    if duty is not None:
        fields["tug_duty"] = duty
    choices: dict[str, Any] = {"to": to, "model": model, "effort": effort}
    return Retrieval(span_s=parse_span(span, where="--span"), **choices, **fields)


def _tug(name: str) -> dict[str, Any]:
    """Return the fields of a tug of the table."""
    tugs = {key: entry for key, entry in table("tugs").items() if entry["kind"] == "electric"}
    if name not in tugs:
        raise InvalidInput(
            "no such electric tug", value=name, remedy=f"one of {', '.join(tugs)}", where="--tug"
        )

    def figure(key: str) -> float:
        return entry_figure("tugs", name, key, name=f"{name}.{key}").value

    return {
        "tug_power_w": figure("power"), "tug_isp_s": figure("isp"),
        "tug_efficiency": figure("efficiency"), "tug_dry_kg": figure("dry_mass"),
        "tug_propellant_kg": figure("propellant_capacity"), "tug_duty": figure("duty"),
    }  # fmt: skip
