"""Advanced missions cost model: development and production of spaceflight hardware.

A regression over flown programmes of every kind, for the first look at a cost.  Two sets of
coefficients are in circulation and disagree by a third; the set is named with its source.
Source: larson1999.  Checked: tests/economics/test_amcm.py; validation/economics.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from windlass.base.errors import InvalidInput, OutOfDomain

POUND_KG: Final = 0.45359237
CURRENCY: Final = "USD1999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """One published set: a·Q^b·W^c·d^S·e^(1/(IOC−1900))·B^f·g^D; W in ``unit_kg``."""

    source: str
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    g: float
    unit_kg: float


POUNDS: Final = Coefficients(
    source="larson1999", a=5.04839e-4, b=0.594183, c=0.653948, d=76.9994, e=1.68051e-52,
    f=-0.355322, g=1.554983, unit_kg=POUND_KG,
)  # fmt: skip
"""The set that is used."""
KILOGRAMS: Final = Coefficients(
    source="circulating", a=5.65e-4, b=0.5941, c=0.6604, d=80.599, e=3.8085e-55,
    f=-0.3553, g=1.5691, unit_kg=1.0,
)  # fmt: skip
"""A set in kilograms that circulates without its origin; kept to tell the two apart."""

SPECIFICATION: Final = {"planetary": 2.39}
"""Type of mission -> S."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is built: how many, how heavy, of what kind, when it first works.

    quantity ≥ 1 (units of flight and test); dry_kg > 0 of one unit; specification: S;
    first_year: of the first operation, after 1950; generation ≥ 1: 1 for a new design;
    difficulty −2.5 (far below average) to 2.5 (far above).
    """

    quantity: float
    dry_kg: float
    specification: float
    first_year: float
    generation: float = 1.0
    difficulty: float = 0.0


def cost_musd1999(ask: Ask, using: Coefficients = POUNDS) -> float:
    """Return development and production of all units [million USD of 1999].

    Raises InvalidInput for values outside their meaning, OutOfDomain for no finite cost.
    """
    if not (ask.quantity >= 1 and ask.dry_kg > 0 and ask.generation >= 1):
        raise InvalidInput(
            "cost model needs quantity and generation of at least 1 and a mass above 0",
            value=(ask.quantity, ask.dry_kg, ask.generation),
        )
    if not (1950 < ask.first_year < math.inf and abs(ask.difficulty) <= 2.5):
        raise InvalidInput(
            "cost model needs a year after 1950 and a difficulty within ±2.5",
            value=(ask.first_year, ask.difficulty),
        )
    try:
        found = (
            using.a
            * ask.quantity**using.b
            * (ask.dry_kg / using.unit_kg) ** using.c
            * using.d**ask.specification
            * math.exp(math.log(using.e) / (ask.first_year - 1900.0))
            * ask.generation**using.f
            * using.g**ask.difficulty
        )
    except OverflowError as error:
        raise OutOfDomain("cost model gives no finite cost", value=ask) from error
    if not math.isfinite(found):
        raise OutOfDomain("cost model gives no finite cost", value=ask)
    return float(found)


LARGEST_QUANTITY: Final = 1_000.0
LIGHTEST_KG: Final = 10.0
HEAVIEST_KG: Final = 200_000.0
LATEST_YEAR: Final = 2020.0
"""Where the flown programmes behind the regression end, taken generously."""


def outside(ask: Ask) -> tuple[str, ...]:
    """Return in words what lies outside the programmes behind the model; empty where nothing."""
    found = []
    if ask.quantity > LARGEST_QUANTITY:
        found.append(f"{ask.quantity:,.0f} units, calibrated to about {LARGEST_QUANTITY:,.0f}")
    if not LIGHTEST_KG <= ask.dry_kg <= HEAVIEST_KG:
        found.append(f"{ask.dry_kg:,.0f} kg, calibrated from {LIGHTEST_KG:g} to {HEAVIEST_KG:,.0f}")
    if ask.first_year > LATEST_YEAR:
        found.append(f"first works in {ask.first_year:.0f}, calibrated to {LATEST_YEAR:.0f}")
    return tuple(found)
