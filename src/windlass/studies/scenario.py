"""What a scenario file may say: one frozen model, every quantity with its unit.

Unknown keys are refused.  Quantities are text with a unit ("650 t"); inside they are SI
floats.  Dates are TDB.  Checked: tests/studies/test_scenario.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from windlass.base.epochs import format_epoch
from windlass.base.sources import table
from windlass.redirect.facts import STEERING
from windlass.studies.programme_parts import (
    Capture,
    Claim,
    Cost,
    Fleet,
    Market,
    OrbitPart,
    Programme,
)
from windlass.studies.quantities import (
    Cash,
    Density,
    Duration,
    Epoch,
    Fraction,
    Length,
    Mass,
    MassOrWhole,
    Number,
    Part,
    PerTime,
    Power,
    Span,
    Speed,
    name_as_text,
)


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
    magnitude: float | None = Field(default=None, ge=-5.0, le=40.0)
    albedo: Fraction | None = None
    taxonomy: str | None = None
    spin_period: Duration | None = None
    metal: Fraction | None = None
    water: Fraction | None = None
    like: str | None = None
    iridium: Fraction | None = None
    worth: Cash | None = None

    @model_validator(mode="after")
    def _one_mass(self) -> Body:
        if self.worth is not None and self.mass is not None:
            raise ValueError("mass and worth both say how heavy the body is; give one")
        return self


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
    leo_payload: Mass | None = None
    curve: Number | None = None
    cadence: PerTime | None = None


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


Product = Literal["iridium", "metal", "water", "rock", "none"]


def _techniques(given: object) -> object:
    """Return the keys of techniques, all of those that steer for "all"."""
    if given in ("all", ["all"]):
        return STEERING
    return (given,) if isinstance(given, str) else given


def _known(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys of techniques; ValueError for one that steers nothing, or that there is not."""
    for key in keys:
        if key not in STEERING:
            raise ValueError(f"{key!r} is no technique that steers; use {', '.join(STEERING)}")
    return keys


Techniques = Annotated[
    tuple[str, ...],
    BeforeValidator(_techniques),
    AfterValidator(_known),
    WithJsonSchema({"type": ["array", "string"], "examples": ["all", ["mass-driver"]]}),
]
"""Techniques of redirecting that an option is also worked out with."""


class Pushed(Part):
    """What an option that moves the body may say: its own number of ships, the techniques that it
    is also worked out with, vehicles that dig for a mass driver; trips: whether ships also fly
    with it as tug and stage."""

    ships: Annotated[int, Field(ge=1)] | None = None
    techniques: Techniques = ()
    vehicles: Annotated[int, Field(ge=1)] | None = None
    trips: bool = True

    @model_validator(mode="after")
    def _some_way(self) -> Pushed:
        if not (self.trips or self.techniques):
            raise ValueError('without trips an option needs techniques, such as techniques = "all"')
        return self


class EarthMoonOption(Pushed):
    """Bring the body, or a part of it, into a stable high orbit about the Moon."""

    kind: Literal["earth-moon"]
    title: str = "To a high lunar orbit"
    returned_mass: MassOrWhole = None
    product: Product = "rock"
    market: str | None = None
    recovery: Fraction | None = None


class MarsOrbitOption(Pushed):
    """Bring the body into an elliptic orbit about Mars."""

    kind: Literal["mars-orbit"]
    title: str = "Into Mars orbit"
    returned_mass: MassOrWhole = None
    product: Product = "none"
    market: str | None = None
    recovery: Fraction | None = None
    periapsis_altitude: Length | None = None
    apoapsis_altitude: Length | None = None
    vinf_max: Speed | None = None


class InPlaceOption(Part):
    """Mine the body where it is and bring only the product to a high lunar orbit."""

    kind: Literal["in-place"]
    title: str = "Mine in place, return the product"
    product: Literal["iridium", "metal", "water", "rock"] = "metal"
    product_mass: MassOrWhole = None
    market: str | None = None
    plant: str = "hein-2018"
    plant_mass: Mass | None = None
    throughput: PerTime | None = None
    recovery: Fraction | None = None
    mining_time: Duration = 365.25 * 86_400.0


Option = Annotated[EarthMoonOption | MarsOrbitOption | InPlaceOption, Field(discriminator="kind")]


class Scenario(Part):
    """One scenario: a target, when, with what, and the options to compare."""

    schema_version: Literal[1] = Field(alias="schema")
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    target: Annotated[str, BeforeValidator(name_as_text), Field(min_length=1)]
    seed: int = Field(default=1, ge=0)
    window: Window
    body: Body = Body()
    tug: Tug = Tug()
    stage: Stage = Stage()
    launch: Launch = Launch()
    legs: Legs = Legs()
    capture: Capture = Capture()
    programme: Programme = Programme()
    fleet: Fleet = Fleet()
    cost: Cost = Cost()
    market: dict[str, Market] = Field(default_factory=dict)
    option: dict[str, Option] = Field(min_length=1)
    claim: dict[str, Claim] = Field(default_factory=dict)
    orbit: OrbitPart | None = None
    orbits: tuple[OrbitPart, ...] = ()
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
        start = self.programme.start
        if start is not None and start >= window.launch[1]:
            raise ValueError(
                f"programme.start of {format_epoch(start)} lies after the last launch date, "
                f"{format_epoch(window.launch[1])}; start earlier, or let window.launch end later"
            )
        for key, market in self.market.items():
            if (market.use or key) not in table("markets"):
                raise ValueError(
                    f"market.{key} is no known market; use one of {', '.join(table('markets'))}, "
                    f'or give it one of them as its kind: use = "iridium"'
                )
        for key, option in self.option.items():
            if isinstance(option, InPlaceOption) and option.mining_time > legs.stay_max:
                raise ValueError(
                    f"option.{key}.mining_time of {option.mining_time / 86_400:g} d is above "
                    f"legs.stay_max of {legs.stay_max / 86_400:g} d; raise stay_max or mine less"
                )
        return self
