"""What a scenario file may say: one frozen model, every quantity with its unit.

Unknown keys are refused.  Quantities are text with a unit ("650 t"); inside they are SI
floats.  Dates are TDB.  Checked: tests/studies/test_scenario.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import CoreSchema, core_schema

from windlass.base import units
from windlass.base.epochs import parse_epoch, parse_span
from windlass.base.errors import InvalidInput


@dataclass(frozen=True)
class InUnit:
    """Marks a field as a quantity: text with a unit in, SI float out, above zero."""

    si_unit: str
    most: float = float("inf")

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
        if value <= 0.0:
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


def _name(given: object) -> object:
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
Epoch = Annotated[float, BeforeValidator(_epoch), WithJsonSchema({"type": "string"})]
Span = Annotated[
    tuple[float, float],
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "examples": ["2035..2039"]}),
]


class Part(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Window(Part):
    """When it may happen: launch dates, the latest return, and the step of the search."""

    launch: Span
    latest_return: Epoch
    step: Duration = 10 * 86_400.0
    max_duration: Duration = 12 * 31_557_600.0
    prefer: Literal["least-launch-mass", "shortest"] = "least-launch-mass"

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.latest_return <= self.launch[0]:
            raise ValueError("latest_return lies before the first launch; give a later date")
        if not 86_400.0 <= self.step <= 40 * 86_400.0:
            raise ValueError('step must lie between "1 d" and "40 d"')
        return self


class Body(Part):
    """What the user knows better than the catalogue about the target."""

    diameter: Length | None = None
    mass: Mass | None = None
    density: Density | None = None
    albedo: Fraction | None = None
    taxonomy: str | None = None
    spin_period: Duration | None = None


class Tug(Part):
    """Electric tug: an entry of data/tugs.toml, single values replaced if given."""

    use: str = "keck-2012"
    power: Power | None = None
    isp: Duration | None = None
    efficiency: Fraction | None = None
    dry_mass: Mass | None = None
    propellant_capacity: Mass | None = None
    duty: Fraction | None = None


class Stage(Part):
    """Chemical stage: an entry of data/tugs.toml, single values replaced if given."""

    use: str = "hydrolox-stage"
    isp: Duration | None = None
    dry_mass: Mass | None = None
    tank_fraction: Fraction | None = None


class Launch(Part):
    """Launcher of data/launchers.toml and the parking orbit."""

    vehicle: str = "falcon-heavy-expendable"
    parking_altitude: Length = 400e3


class Legs(Part):
    """Limits of the search for legs."""

    out_min: Duration = 60 * 86_400.0
    out_max: Duration = 900 * 86_400.0
    return_min: Duration = 60 * 86_400.0
    return_max: Duration = 2_900 * 86_400.0
    stay_min: Duration = 90 * 86_400.0
    stay_max: Duration = 1_500 * 86_400.0
    max_revolutions: int = Field(default=8, ge=0, le=20)

    @model_validator(mode="after")
    def _in_order(self) -> Legs:
        for part in ("out", "return", "stay"):
            low, high = getattr(self, f"{part}_min"), getattr(self, f"{part}_max")
            if low > high:
                raise ValueError(
                    f"{part}_min of {low / 86_400:g} d is above {part}_max of {high / 86_400:g} d"
                )
        return self


class EarthMoonOption(Part):
    """Bring the body, or a part of it, into a stable high orbit about the Moon."""

    kind: Literal["earth-moon"]
    title: str = "To a high lunar orbit"
    returned_mass: MassOrWhole = None


class MarsOrbitOption(Part):
    """Bring the body into an elliptic orbit about Mars."""

    kind: Literal["mars-orbit"]
    title: str = "Into Mars orbit"
    returned_mass: MassOrWhole = None
    periapsis_altitude: Length | None = None
    apoapsis_altitude: Length | None = None
    vinf_max: Speed | None = None


class InPlaceOption(Part):
    """Mine the body where it is and bring only the product to a high lunar orbit."""

    kind: Literal["in-place"]
    title: str = "Mine in place, return the product"
    product: Literal["metal", "water", "rock"] = "metal"
    plant: str = "hein-2018"
    plant_mass: Mass | None = None
    throughput: Rate | None = None
    mining_time: Duration = 365.25 * 86_400.0


Option = Annotated[EarthMoonOption | MarsOrbitOption | InPlaceOption, Field(discriminator="kind")]


class Scenario(Part):
    """One scenario: a target, when, with what, and the options to compare."""

    schema_version: Literal[1] = Field(alias="schema")
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    target: Annotated[str, BeforeValidator(_name), Field(min_length=1)]
    seed: int = Field(default=1, ge=0)
    window: Window
    body: Body = Body()
    tug: Tug = Tug()
    stage: Stage = Stage()
    launch: Launch = Launch()
    legs: Legs = Legs()
    option: dict[str, Option] = Field(min_length=1)
    named: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        legs, window = self.legs, self.window
        least = legs.out_min + legs.stay_min + legs.return_min
        if window.launch[0] + least > window.latest_return:
            raise ValueError(
                "window.latest_return leaves no time for the shortest way out, stay and way back "
                f"({least / 86_400:g} d); give a later date or shorter legs"
            )
        for key, option in self.option.items():
            if isinstance(option, InPlaceOption) and option.mining_time > legs.stay_max:
                raise ValueError(
                    f"option.{key}.mining_time of {option.mining_time / 86_400:g} d is above "
                    f"legs.stay_max of {legs.stay_max / 86_400:g} d; raise stay_max or mine less"
                )
        return self
