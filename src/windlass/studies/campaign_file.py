"""What a campaign file may say: its tables, every quantity with its unit.

Unknown keys are refused.  Quantities are text with a unit ("13 t"), counts are numbers, dates TDB.
Checked: tests/studies/test_campaign_file.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.studies.quantities import (
    Cash,
    Duration,
    Epoch,
    Fraction,
    InUnit,
    Mass,
    Part,
    PerTime,
    Price,
    Span,
    name_as_text,
)


def _either(si_units: tuple[str, ...], examples: list[Any], *, minus: bool = False) -> Any:
    """Return what makes a field take a bare number, or a quantity in one of several units."""

    def convert(given: object) -> float:
        value = _parsed(given, si_units)
        if value < 0.0 and not minus:
            raise ValueError(f"{given!r} must be 0 or more")
        return value

    schema = {"type": ["string", "number"], "examples": examples}
    return BeforeValidator(convert), WithJsonSchema(schema)


def _parsed(given: object, si_units: tuple[str, ...]) -> float:
    faults: list[str] = []
    for unit in si_units:
        try:
            return units.parse(given, unit)
        except InvalidInput as fault:
            faults.append(str(fault))
    raise ValueError(faults[0])


Amount = Annotated[float, *_either(("", "kg"), [4, "13 t"])]
"""A count, or a mass."""

PaceOf = Annotated[float, *_either(("1/s", "kg/s"), ["2 1/yr", "5 t/yr"], minus=True)]
"""So many, or so much, in a time."""

Mass0 = Annotated[float, InUnit("kg", zero=True)]
Speed0 = Annotated[float, InUnit("m/s", zero=True)]
Energy0 = Annotated[float, InUnit("m2/s2", zero=True)]
Share0 = Annotated[float, InUnit("", most=1.0, zero=True)]
Duration0 = Annotated[float, InUnit("s", zero=True)]
Text = Annotated[str, BeforeValidator(name_as_text)]


class NodePart(Part):
    """A place.  Nodes are told from the ground outwards: their order says which way is out."""

    title: str = ""
    stay: bool = True
    storage: bool = True
    where: str = ""


class CommodityPart(Part):
    """Something that is moved; agency: whose career limit of dose counts, of people with seats."""

    each: Mass | None = None
    fluid: bool = False
    boiloff: PerTime = 0.0
    uses: dict[str, PaceOf] = Field(default_factory=dict)
    seat: bool = False
    agency: str = ""
    supply_class: int | None = Field(default=None, alias="class", ge=1, le=10)

    @model_validator(mode="after")
    def _people(self) -> CommodityPart:
        if self.agency and not self.seat:
            raise ValueError("agency is of people; say seat = true")
        return self


class WorkPart(Part):
    """People that each flight of a vehicle needs: when, about its lift-off; kind "eva": outside."""

    team: str
    people: int = Field(ge=1)
    begin: Annotated[str, Field(examples=["-5 d"])]
    end: Annotated[str, Field(examples=["0 d"])]
    aboard: bool = False
    kind: Literal["shift", "eva"] = "shift"


class GroundPart(Part):
    """What a flight of this vehicle holds: a pad, a dock, people; and for how long."""

    pad: str
    pad_before: Duration0 = 0.0
    pad_after: Duration0 = 0.0
    turnaround: Duration0 = 0.0
    dock: str | None = None
    dock_stay: Duration0 = 0.0
    back: Duration0 = 0.0
    fleet: int | None = Field(default=None, ge=0)
    first: Epoch | None = None
    every: Duration | None = None
    work: list[WorkPart] = Field(default_factory=list)


class VehiclePart(Part):
    """A vehicle type; use: an entry of data/launchers.toml for its lift and price."""

    title: str = ""
    use: str | None = None
    dry: Mass0 | None = None
    isp: Duration | None = None
    burns: dict[str, Fraction] = Field(default_factory=dict)
    hold: Mass0 | None = None
    tanks: dict[str, Mass] = Field(default_factory=dict)
    seats: int | None = Field(default=None, ge=0)
    lift: Mass | None = None
    rides: list[str] = Field(default_factory=list)
    expended: bool = False
    upkeep: dict[str, Mass] = Field(default_factory=dict)
    price: Cash | None = None
    flight_price: Cash | None = None
    ground: GroundPart | None = None


class DeparturePart(Part):
    """A date on which a leg can be flown, and what differs then.

    from, to: where a table says so, the leg's own; c3: for the record; source: where it comes from.
    """

    date: Epoch
    origin: str = Field(default="", alias="from")
    destination: str = Field(default="", alias="to")
    dv: Speed0 | None = None
    c3: Energy0 | None = None
    duration: Duration | None = None
    shares: dict[str, Share0] = Field(default_factory=dict)
    source: str = ""

    @model_validator(mode="after")
    def _burned(self) -> DeparturePart:
        if self.c3 is not None and self.dv is None and not self.shares:
            raise ValueError("a plan takes no Δv from c3; give dv, what the vehicle burns, too")
        return self


class LegPart(Part):
    """A way between two nodes: at any time, on dates, or at every so often."""

    origin: str = Field(alias="from")
    destination: str = Field(alias="to")
    duration: Duration
    vehicles: list[str]
    dv: Speed0 = 0.0
    departures: list[DeparturePart] = Field(default_factory=list)
    first: Epoch | None = None
    every: Duration | None = None
    shares: dict[str, Fraction] = Field(default_factory=dict)
    lifts: dict[str, Mass] = Field(default_factory=dict)
    launch: bool = False
    unlimited: bool = False
    where: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _when(self) -> LegPart:
        if (self.first is None) != (self.every is None):
            raise ValueError("first and every belong together; give both, or departures")
        if self.departures and self.every is not None:
            raise ValueError("departures and every both say when; give one")
        return self


class SupplyPart(Part):
    """Where an item comes from."""

    node: str
    item: str
    amount: Amount | None = None
    start: Epoch | None = Field(default=None, alias="from")
    until: Epoch | None = None
    rate: PaceOf | None = None
    price: Cash | Price | None = None


class DemandPart(Part):
    """What must be somewhere on a date."""

    node: str
    item: str
    amount: Amount
    date: Epoch
    anchor: Text = ""
    every: Duration | None = None
    times: int = Field(default=1, ge=1)


class ProcessPart(Part):
    """What a unit makes, and takes, while it stays at a node."""

    node: str
    unit: str
    makes: dict[str, PaceOf]


class LimitPart(Part):
    """At most so many flights in every span of time, and none while closed."""

    legs: list[str]
    flights: float = Field(ge=0.0)
    span: Duration
    vehicles: list[str] = Field(default_factory=list)
    closed: list[Span] = Field(default_factory=list)


class SitePart(Part):
    """Pads or docks that are alike."""

    node: str
    kind: Literal["pad", "dock"]
    count: int = Field(ge=1)
    closed: list[Span] = Field(default_factory=list)
    serves: list[str] = Field(default_factory=list)


class TeamPart(Part):
    """People of one trade at one place; eva_rule: of their hours outside, where they go out."""

    node: str
    count: int = Field(ge=1)
    rule: str
    agency: str = ""
    eva_rule: str = ""


class FlightPart(Part):
    """Flights that are wanted beside those of the plan: so many, within a span of dates."""

    vehicle: str
    count: int = Field(default=1, ge=1)
    window: Span
    due: Epoch | None = None
    weight: float = Field(default=1.0, gt=0.0)


class RiskPart(Part):
    """How often things go wrong; what is not given comes from data/hazards.toml.

    repeat: after how long a flight's last window opens again, 0 for never.
    """

    campaigns: int = Field(default=1000, ge=1)
    stoppage: float = Field(default=0.0, ge=0.0, le=1.0)
    teams: list[str] = Field(default_factory=list)
    record: str = "new-type"
    spares: dict[str, int] = Field(default_factory=dict)
    rebuild: Duration | None = None
    repeat: Duration0 = 86_400.0
    day: Cash | None = None


class BasePart(Part):
    """What is at a base before the campaign: people beside the teams, seats home, consumables."""

    people: int = Field(default=0, ge=0)
    seats: int | None = Field(default=None, ge=0)
    oxygen: Mass | None = None
    food: Mass | None = None
    water: Mass | None = None


class CsvPart(Part):
    """Tables in files of their own, beside this one."""

    supply: str | None = None
    demand: str | None = None
    departure: str | None = None


class CampaignFile(Part):
    """A campaign file; hoped: time after the start by which the first month's flights are hoped
    to be at their docks.
    """

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["campaign"]
    name: str
    title: str = ""
    start: Epoch
    end: Epoch
    currency: str = "USD2024"
    goal: Literal["cost", "launch-mass", "time"] = "cost"
    step: Duration = 30.0 * 86_400.0
    gap: Fraction = 0.01
    seed: int = 1
    hoped: Duration | None = None
    node: dict[str, NodePart]
    commodity: dict[str, CommodityPart]
    vehicle: dict[str, VehiclePart]
    leg: dict[str, LegPart]
    supply: list[SupplyPart] = Field(default_factory=list)
    demand: list[DemandPart] = Field(default_factory=list)
    process: dict[str, ProcessPart] = Field(default_factory=dict)
    limit: dict[str, LimitPart] = Field(default_factory=dict)
    site: dict[str, SitePart] = Field(default_factory=dict)
    team: dict[str, TeamPart] = Field(default_factory=dict)
    flight: dict[str, FlightPart] = Field(default_factory=dict)
    base: dict[str, BasePart] = Field(default_factory=dict)
    risk: RiskPart = RiskPart()
    csv: CsvPart = CsvPart()

    @model_validator(mode="after")
    def _in_order(self) -> CampaignFile:
        if self.end <= self.start:
            raise ValueError("end lies before start; give a later date")
        return self
