"""The vehicles of a scenario as figures: electric tug, chemical stage.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive
from windlass.studies.scenario import Stage, Tug
from windlass.transfers.electric import sunlight, thrust_n

_TABLE = "tugs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """What carries the rock: figures of the tug or stage.

    thrust: mean thrust over duty [N], None for a stage; capacity: propellant it can hold
    [kg], None where tanks grow with the load (tank_fraction); engine: of a tug, what its
    thrust at 1 au is made of.
    """

    key: str
    title: str
    isp: Figure
    dry_mass: Figure
    rcs_isp: Figure
    rcs_arm: Figure
    thrust: Figure | None = None
    capacity: Figure | None = None
    tank_fraction: Figure | None = None
    engine: Mapping[str, Figure] = field(default_factory=dict)


def tug(ask: Tug) -> Vehicle:
    """Return the electric tug of a scenario."""
    _need_kind(ask.use, "electric", "tug.use")

    def part(name: str, given: float | None = None, shown: str = "") -> Figure:
        return entry_figure(_TABLE, ask.use, name, name=f"tug.{name}", given=given, shown=shown)

    inputs = {
        "power": part("power", ask.power),
        "isp": part("isp", ask.isp, "s"),
        "efficiency": part("efficiency", ask.efficiency),
        "duty": part("duty", ask.duty),
    }
    return Vehicle(
        key=ask.use,
        title=str(entry(_TABLE, ask.use)["title"]),
        isp=inputs["isp"],
        engine=inputs,
        dry_mass=part("dry_mass", ask.dry_mass),
        rcs_isp=part("rcs_isp", shown="s"),
        rcs_arm=part("rcs_arm", shown="m"),
        thrust=derive("tug.thrust", "N", thrust_n, inputs, model="2·η·P·duty/(g0·Isp)"),
        capacity=part("propellant_capacity", ask.propellant_capacity),
    )


def stage(ask: Stage) -> Vehicle:
    """Return the chemical stage of a scenario."""
    _need_kind(ask.use, "chemical", "stage.use")

    def part(name: str, given: float | None = None, shown: str = "") -> Figure:
        return entry_figure(_TABLE, ask.use, name, name=f"stage.{name}", given=given, shown=shown)

    return Vehicle(
        key=ask.use,
        title=str(entry(_TABLE, ask.use)["title"]),
        isp=part("isp", ask.isp, "s"),
        dry_mass=part("dry_mass", ask.dry_mass),
        rcs_isp=part("rcs_isp", shown="s"),
        rcs_arm=part("rcs_arm", shown="m"),
        tank_fraction=part("tank_fraction", ask.tank_fraction),
    )


def at_distance(vehicle: Vehicle, distance: Figure) -> Vehicle:
    """Return the vehicle with the thrust that sunlight leaves it at a distance [m] over 1 au.

    Power falls with the square of the distance.  Used for the whole trip, which is on the safe
    side; a chemical stage is returned as it is.
    """
    if vehicle.thrust is None:
        return vehicle
    weaker = derive(
        "tug.thrust_far",
        "N",
        lambda thrust, distance: thrust * sunlight(distance),
        {"thrust": vehicle.thrust, "distance": distance},
        model="thrust at 1 au by the square of the distance",
    )
    return replace(vehicle, thrust=weaker)


def _need_kind(key: str, kind: str, where: str) -> None:
    found = entry(_TABLE, key)["kind"]
    if found != kind:
        raise InvalidInput(f"{where} needs an {kind} vehicle", value=f"{key} ({found})")
