"""Fleet and flights: ships, vehicles, propellant, launches, readiness, and what limits them.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from windlass.report.cells import Cell, cell
from windlass.report.figure_rows import FigureRows, Row, gathered, of_roles
from windlass.report.variants import View

SHIPS: Final = (
    ("fleet.ships", "Ships needed"),
    ("fleet.allowed", "Ships that can fly in time"),
    ("fleet.by_propellant", "… by the world’s propellant"),
    ("fleet.by_launches", "… by the launcher’s cadence"),
    ("fleet.most", "… by the scenario"),
    ("fleet.share", "Most that one ship brings on this trip"),
    ("largest.body", "Largest body that those in time could bring"),
)
LOADS: Final = (
    ("mining.rock", "Rock to dig"),
    ("mining.vehicles", "Mining vehicles"),
    ("mining.vehicle_mass", "Mass of one mining vehicle"),
    ("fleet.propellant", "Propellant of the fleet"),
    ("supply.years", "World supply of that propellant used up"),
)
FLIGHTS: Final = (
    ("flights.total", "Launches"),
    ("flights.ships", "… of ships"),
    ("flights.vehicles", "… of mining vehicles"),
    ("flights.first_month", "Launches in the first month"),
    ("flights.time", "Time for all launches at the launcher’s cadence"),
    ("readiness.time", "From the start to the first ship"),
    ("readiness.date", "First ship ready"),
)
LIFT: Final = "launch.date"
READY: Final = "readiness.date"
ROLES: Final = (*SHIPS, *LOADS, *FLIGHTS)
SLACK_S: Final = 60.0


def fleet_table(found: list[View]) -> FigureRows | None:
    """Return the table of the variants that have a programme, None where none has."""
    able = [one for one in found if one.programme is not None]
    if not able:
        return None
    lift = Row(title="Lift-off of this trip", cells=tuple(_lift(one) for one in able))
    return gathered(able, [*of_roles(able, ROLES), lift])


def _lift(one: View) -> Cell:
    """Return the lift-off, and whether a ship is ready by then."""
    date, ready = one.figure(LIFT), one.figure(READY)
    made = cell(date, one.why_missing)
    if date is None or ready is None:
        return made
    late = date.value < ready.value - SLACK_S
    return replace(made, note="before a ship is ready" if late else "a ship is ready by then")
