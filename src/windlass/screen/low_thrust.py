"""The rules of a screen for returns by low thrust: engine, tug, dates; what counts as retrievable.

Checked: tests/screen/test_low_thrust.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

from windlass.base import units
from windlass.base.constants import G0
from windlass.base.entries import entry_figure
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch, parse_span
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.lowthrust.engine import Engine, solar

TUG: Final = "keck-2012"
KIND: Final = "low-thrust"
XENON_KG: Final = 9_100.0
"""Aboard when Earth is left, unless told otherwise: brophy2012, 1300 t of 2008 HU4."""
SHORTEST_OUT_S: Final = 0.75 * YEAR_S
SHORTEST_BACK_S: Final = 0.5 * YEAR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class LowThrustRules:
    """Ask: a tug leaves Earth, meets an asteroid, stays, and brings of it what it can; SI, instants
    in TDB seconds past J2000.

    arrive_s: first and last arrival at Earth; launch_s: first departure from it, past the spiral
    (None: any); max_flight_s: from there to the arrival; stay_s: at the asteroid; least_kg: mass
    brought below which nothing is told; c3_m2_s2: greatest at both ends, taken off by lunar flybys;
    xenon_kg: aboard when Earth is left.  Raises InvalidInput naming what cannot be.
    """

    arrive_s: tuple[float, float]
    launch_s: float | None = None
    max_flight_s: float = 8.0 * YEAR_S
    stay_s: float = 90.0 * DAY_S
    least_kg: float = 100e3
    c3_m2_s2: float = 2e6
    power_w: float
    isp_s: float
    efficiency: float
    duty: float
    dry_kg: float
    xenon_kg: float
    kind: Literal["low-thrust"] = "low-thrust"

    def __post_init__(self) -> None:
        if not (all(map(math.isfinite, self.arrive_s)) and self.arrive_s[1] > self.arrive_s[0]):
            raise InvalidInput("arrivals are no span", value=self.arrive_s, where="--arrive")
        least = SHORTEST_OUT_S + self.stay_s + SHORTEST_BACK_S
        if not (self.stay_s >= 0.0 and least < self.max_flight_s <= 20.0 * YEAR_S):
            raise InvalidInput(
                "longest flight leaves no time, or is above 20 years",
                value=f"{self.max_flight_s / YEAR_S:g} yr", where="--max-flight",
                remedy=f"give more than {least / YEAR_S:.2f} yr, the stay among it",
            )  # fmt: skip
        if self.launch_s is not None and self.launch_s + least > self.arrive_s[1]:
            raise InvalidInput(
                "no trip arrives in time after the first launch", value=self.launch_s,
                remedy="launch earlier, or arrive later", where="--launch",
            )  # fmt: skip
        for where, value in (
            ("--dry-mass", self.dry_kg), ("--xenon", self.xenon_kg), ("--least-mass", self.least_kg)
        ):  # fmt: skip
            if not 0.0 < value < math.inf:
                raise InvalidInput("mass must be above 0", value=value, where=where)
        if not 0.0 <= self.c3_m2_s2 <= 1e8:
            raise InvalidInput("C3 must be 0 to 100 km²/s²", value=self.c3_m2_s2, where="--c3")
        _ = self.engine

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last instant at which an asteroid is looked at."""
        return self.earliest_s(self.arrive_s[0]), self.arrive_s[1]

    def earliest_s(self, arrive_s: float) -> float:
        """Return the first launch of a trip that arrives then."""
        first = arrive_s - self.max_flight_s
        return first if self.launch_s is None else max(first, self.launch_s)

    @property
    def vinf_m_s(self) -> float:
        """Greatest speed relative to Earth at both ends."""
        return math.sqrt(self.c3_m2_s2)

    @property
    def engine(self) -> Engine:
        """What thrusts."""
        return solar(self.power_w, self.isp_s, self.efficiency, duty=self.duty)

    @property
    def wet_kg(self) -> float:
        """Mass of the tug as it leaves Earth."""
        return self.dry_kg + self.xenon_kg

    @property
    def returns(self) -> bool:
        """Whether a spacecraft comes back to Earth's surface: not asked here."""
        return False

    @property
    def most_dv_m_s(self) -> float:
        """What all the xenon gives the least mass that counts."""
        return self.isp_s * G0 * math.log1p(self.xenon_kg / (self.dry_kg + self.least_kg))


LIMITS: Final = {
    "max_flight": ("max_flight_s", "s"),
    "stay": ("stay_s", "s"),
    "least_mass": ("least_kg", "kg"),
    "c3": ("c3_m2_s2", "m2/s2"),
    "power": ("power_w", "W"),
    "isp": ("isp_s", "s"),
    "dry_mass": ("dry_kg", "kg"),
    "xenon": ("xenon_kg", "kg"),
}
"""Limit -> (field of the rules, unit)."""


def low_thrust(
    arrive: str,
    *,
    launch: str | None = None,
    tug: str = TUG,
    efficiency: float | None = None,
    duty: float | None = None,
    **limits: str,
) -> LowThrustRules:
    """Return the rules of a screen from text with units; what is not given is the default.

    arrive: span of dates; launch: first date; tug: an electric one of data/tugs.toml, whose figures
    hold where none is given; limits: those of LIMITS.  Raises InvalidInput naming the option.
    """
    unknown = sorted(set(limits) - set(LIMITS))
    if unknown:
        raise InvalidInput(
            "no such limit of a screen", value=", ".join(unknown),
            remedy=f"one of {', '.join(LIMITS)}, launch, tug, efficiency, duty",
        )  # fmt: skip
    fields: dict[str, Any] = _tug(tug)
    for name, text in limits.items():
        field, unit = LIMITS[name]
        fields[field] = units.parse(text, unit, where=f"--{name.replace('_', '-')}")
    if efficiency is not None:
        fields["efficiency"] = efficiency
    if duty is not None:
        fields["duty"] = duty
    if launch is not None:
        fields["launch_s"] = parse_epoch(launch, where="--launch")
    return LowThrustRules(arrive_s=parse_span(arrive, where="--arrive"), **fields)


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
        "power_w": figure("power"), "isp_s": figure("isp"), "efficiency": figure("efficiency"),
        "dry_kg": figure("dry_mass"), "xenon_kg": XENON_KG,
        "duty": figure("duty"),
    }  # fmt: skip
