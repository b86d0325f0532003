"""Quantities of a scenario: text with a unit in, SI inside; money with its currency year.

Checked: tests/studies/test_scenario.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from windlass.base import units
from windlass.base.epochs import parse_epoch, parse_span
from windlass.base.errors import InvalidInput
from windlass.economics import prices


@dataclass(frozen=True)
class InUnit:
    """Marks a field as a quantity: text with a unit in, SI float out, above zero."""

    si_unit: str
    most: float = float("inf")
    zero: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Convert before the float is checked."""
        return core_schema.no_info_before_validator_function(self.convert, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Tell an editor that text with a unit is wanted."""
        return {"type": ["string", "number"], "description": f"in {self.si_unit or 'no unit'}"}

    def convert(self, given: object) -> float:
        """Return the SI value; ValueError when it is no quantity of that unit above zero."""
        try:
            value = units.parse(given, self.si_unit)
        except InvalidInput as fault:
            raise ValueError(str(fault)) from fault
        if value < 0.0 or (value == 0.0 and not self.zero):
            raise ValueError(f"{given!r} must be above 0 {self.si_unit}".rstrip())
        if value > self.most:
            raise ValueError(f"{given!r} must be at most {self.most:g} {self.si_unit}".rstrip())
        return value


def _epoch(given: object) -> float:
    try:
        return parse_epoch(str(given))  # a bare number such as 2048 is a year
    except InvalidInput as fault:
        raise ValueError(str(fault)) from fault


def _span(given: object) -> tuple[float, float]:
    if isinstance(given, list | tuple) and len(given) == 2:
        start, end = _epoch(given[0]), _epoch(given[1])
        if end <= start:
            raise ValueError("span of dates ends before it starts. Put the earlier date first")
        return start, end
    try:
        return parse_span(str(given))
    except InvalidInput as fault:
        raise ValueError(str(fault)) from fault


def _mass_or_whole(given: object) -> float | None:
    """Return kg, or None for the whole body."""
    if (isinstance(given, str) and given.strip().lower() == "whole") or given is None:
        return None
    try:
        value = units.parse(given, "kg")
    except InvalidInput as fault:
        raise ValueError(f'{fault}, or "whole"') from fault
    if value <= 0:
        raise ValueError(f'{given!r} must be above 0 kg, or "whole"')
    return value


def name_as_text(given: object) -> object:
    """Return a number of an asteroid as text, so that it may stand without quotes."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Mass = Annotated[float, InUnit("kg")]
MassOrWhole = Annotated[
    float | None,
    BeforeValidator(_mass_or_whole),
    WithJsonSchema({"type": "string", "examples": ["whole", "650 t"]}),
]
Length = Annotated[float, InUnit("m")]
Duration = Annotated[float, InUnit("s")]
Power = Annotated[float, InUnit("W")]
Speed = Annotated[float, InUnit("m/s")]
Density = Annotated[float, InUnit("kg/m3")]
Fraction = Annotated[float, InUnit("", most=1.0)]
Rate = Annotated[float, InUnit("kg/s")]
Turns = Annotated[float, InUnit("rad", zero=True)]
Number = Annotated[float, InUnit("")]
PerTime = Annotated[float, InUnit("1/s")]
Epoch = Annotated[float, BeforeValidator(_epoch), WithJsonSchema({"type": "string"})]
Span = Annotated[
    tuple[float, float],
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "examples": ["2035..2039"]}),
]


class Part(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Money(BaseModel):
    """An amount of one currency and year: value, currency such as "USD2026"."""

    model_config = ConfigDict(frozen=True)
    value: float
    currency: str


def _money(per: str, *, signed: bool = False) -> Any:
    def convert(given: object) -> object:
        if isinstance(given, Money | dict):
            return given
        try:
            value, currency = units.parse_money(given, per)
        except InvalidInput as fault:
            raise ValueError(str(fault)) from fault
        if value <= 0 and not signed:
            raise ValueError(f"{given!r} must be above 0")
        if prices.year_of(currency) not in prices.years():
            held = ", ".join(map(str, prices.years()))
            raise ValueError(f"{given!r}: no price index for that year; use money of {held}")
        return Money(value=value, currency=currency)

    example = f"97 M USD2023{per}"
    return BeforeValidator(convert), WithJsonSchema({"type": "string", "examples": [example]})


Cash = Annotated[Money, *_money("")]
SignedCash = Annotated[Money, *_money("", signed=True)]
"""Money that may be 0, or less."""
Price = Annotated[Money, *_money("/kg")]
