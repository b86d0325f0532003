"""Parts of a scenario beyond the trip: fleet, money, markets, claims, an assumed body.

Checked: tests/studies/test_scenario.py.
"""

from __future__ import annotations

import math
import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.economics import prices
from windlass.studies.quantities import (
    Cash,
    Duration,
    Epoch,
    Fraction,
    Length,
    Mass,
    Number,
    Part,
    Price,
    Rate,
    Turns,
)


def _ships(given: object) -> object:
    """Return None for "as-needed", else what was given."""
    return None if given == "as-needed" else given


class OrbitPart(Part):
    """An assumed orbit: osculating elements, heliocentric, ecliptic J2000.

    like, rule: where a plausible orbit comes from, for the report.
    """

    epoch: Epoch
    a: Length
    e: float = Field(ge=0.0, lt=1.0)
    inclination: Turns
    node: Turns
    perihelion: Turns
    mean_anomaly: Turns
    like: str = ""
    rule: str = ""


class Capture(Part):
    """What the arrival by a flyby of the Moon is allowed and takes."""

    flyby_altitude: Length | None = None
    flyby_apogee: Length | None = None
    dro_insertion: Number | None = None


class Programme(Part):
    """When the programme starts, and how long it mines and sells."""

    start: Epoch | None = None
    development_time: Duration | None = None
    mining_time: Duration = 10.0 * 31_557_600.0
    sale_time: Duration = 10.0 * 31_557_600.0


class Fleet(Part):
    """How many ships fly one option, and what digs; limits that a fleet must keep."""

    ships: Annotated[
        Annotated[int, Field(ge=1)] | None,
        BeforeValidator(_ships),
        WithJsonSchema({"type": ["integer", "string"], "examples": [1, "as-needed"]}),
    ] = 1
    most_ships: int | None = Field(default=None, ge=1)
    propellant: str | None = None
    propellant_supply: Rate | None = None
    propellant_share: Fraction | None = None
    excavator: str = "ipex-class"
    excavator_rate: Rate | None = None
    excavator_mass: Mass | None = None
    excavator_availability: Fraction | None = None


class Cost(Part):
    """Costs that replace those of the tables; all money is turned into that of ``year``."""

    year: int = Field(default=2024, ge=1999, le=2100)
    development: Cash | None = None
    unit: Cash | None = None
    launch: Cash | None = None
    operations: Cash | None = None
    learning: Fraction | None = None
    oversight: Fraction | None = None
    phase_a: Fraction | None = None
    reserve: Fraction | None = None
    discount_rate: Fraction | None = None
    delivery: Price | None = None
    propellant: Price | None = None

    @field_validator("year")
    @classmethod
    def _known(cls, year: int) -> int:
        if year not in prices.years():
            held = ", ".join(map(str, prices.years()))
            raise ValueError(f"{year} has no price index; use one of {held}")
        return year


class Market(Part):
    """A market of data/markets.toml, single values replaced if given."""

    use: str | None = None
    price: Price | None = None
    supply: Rate | None = None
    elasticity: Number | None = None


_BOUND = re.compile(r"^\s*(?P<sign><=|>=|<|>)?\s*(?P<rest>.+)$")


class Claim(Part):
    """One claim: in words, who made it, and the figure that it is about or what shows it.

    value: "2500", "25 kg", "2 tn USD2024", a range "100..999", or a bound "> 35 yr"; option:
    whose figure it is, by default that of the best option.
    """

    text: str
    account: str = ""
    source: str = ""
    figure: str | None = None
    value: str | int | float | None = None
    option: str | None = None
    shown_by: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Claim:
        if (self.figure is None) != (self.value is None):
            raise ValueError("a claim with a number needs both figure and value")
        if self.figure is None and not self.shown_by:
            raise ValueError('a claim without a number needs shown_by, such as "not yet"')
        if self.value is not None:
            self.bounds()
        return self

    @property
    def plain(self) -> bool:
        """Whether a single value is claimed, neither a range nor a bound."""
        return ".." not in str(self.value) and str(self.value).strip()[:1] not in "<>"

    def bounds(self) -> tuple[float | None, float | None, str]:
        """Return (least, most, unit inside) that the claim allows.

        A plain value stands for all that rounds to it: 2.6 for 2.55 to 2.65, 2500 for 2450 to
        2550.
        """
        text = str(self.value)
        match = _BOUND.match(text)
        sign, rest = (match["sign"], match["rest"]) if match else (None, text)
        try:
            if ".." in rest:
                low, _, high = rest.partition("..")
                a, unit = _amount(low)
                b, other = _amount(high)
                if unit != other and unit:
                    raise ValueError(f"ends of {text!r} have different units")
                if not unit and other:
                    a = _bare(low) * (b / _bare(high))
                if b <= a:
                    raise ValueError(f"range {text!r} ends before it starts")
                return a, b, other
            value, unit = _amount(rest)
        except InvalidInput as fault:
            raise ValueError(str(fault)) from fault
        if sign in (">", ">="):
            return value, None, unit
        if sign in ("<", "<="):
            return None, value, unit
        half = value * _half_digit(rest)
        return value - half, value + half, unit


_WRITTEN = 'write "40 yr", "3.5 t", "2 tn USD2024" (money with its year), or "100..999"'


def _half_digit(text: str) -> float:
    """Return half of the last digit that was given, by the value: "2.6 bn" -> 0.05 / 2.6."""
    number = text.strip().split(" ", 1)[0].replace(",", "").lower().partition("e")[0]
    whole, dot, part = number.lstrip("+-").partition(".")
    digits = len((whole + part).lstrip("0")) if dot else len(whole.lstrip("0").rstrip("0"))
    value = abs(float(number))
    if not value:
        return 0.0
    size = math.floor(math.log10(value))
    return 0.5 * 10.0 ** (size - max(1, digits) + 1) / value


def _bare(text: str) -> float:
    return units.plain_number(text.strip().split(" ", 1)[0])


def _amount(text: str) -> tuple[float, str]:
    """Return (value, unit inside) of "40 yr", "2 tn USD2024" or "11"."""
    number, _, unit = text.strip().partition(" ")
    unit = unit.strip()
    try:
        value = units.plain_number(number)
    except ValueError as error:
        raise InvalidInput("no claimed value", value=text, remedy=_WRITTEN) from error
    if unit in ("month", "months", "week", "weeks"):
        days = 7.0 if unit.startswith("w") else 365.25 / 12.0
        return value * days * 86_400.0, "s"
    if not units.known(unit):
        raise InvalidInput("no unit of a claim", value=unit, remedy=_WRITTEN)
    return units.from_shown(value, unit), units.si_of(unit)
