"""What a vehicle really holds beside what the plan loaded, and the propellant that this takes.

The share of the departing mass that a flight burns is the plan's; what is aboard beyond the plan
needs the same share again.  Source: tsiolkovsky1903.  Checked: tests/studies/test_dock.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windlass.base.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A flight by the plan and by the dock [kg].  share: of the departing mass that it burns."""

    flight: str
    leg: str
    planned_kg: float
    booked_kg: float
    share: float

    @property
    def more_kg(self) -> float:
        """Return what is aboard beyond the plan."""
        return self.booked_kg - self.planned_kg

    @property
    def propellant_kg(self) -> float:
        """Return the propellant that it takes beyond the plan's; less where less is aboard."""
        return self.more_kg * self.share / (1.0 - self.share)


def loaded(told: Mapping[str, Any], flight: str, booked_g: int) -> Loaded:
    """Return a flight of a kept plan beside what the dock booked aboard.

    told: plain data of a campaign's run; flight: anchor of a trip, such as trip-3; booked_g: grams
    of cargo in the vehicle's account, without the propellant that it burns.  Raises InvalidInput
    for no such flight.
    """
    trips = {one["anchor"]: one for one in told.get("trips", ())}
    if flight not in trips:
        some = ", ".join(list(trips)[:6]) or "the run has no flights"
        raise InvalidInput("no such flight in the plan", value=flight, remedy=f"such as {some}")
    trip = trips[flight]
    unit = {one["key"]: float(one["unit_kg"]) for one in told["items"]}
    burned = sum(amount * unit[item] for item, amount in trip["burned"].items())
    cargo = sum(amount * unit[item] for item, amount in trip["cargo"].items())
    mass = float(trip["mass_kg"])
    if not 0.0 <= burned < mass:
        raise InvalidInput("flight burns more than its mass", value=(burned, mass))
    return Loaded(flight=flight, leg=trip["leg"], planned_kg=cargo - burned,
                  booked_kg=booked_g / 1e3, share=burned / mass)  # fmt: skip
