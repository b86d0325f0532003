"""The columns of a table of asteroids that can be brought home.

Checked: tests/report/test_retrieve_page.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from windlass.report.screen_columns import Column
from windlass.screen.retrieve_rows import WELL_KNOWN

if TYPE_CHECKING:
    from windlass.screen.retrievable import Retrieval

COLUMNS: Final = (
    Column(
        key="name",
        title="Asteroid",
        kind="text",
        text="Number and name, or the provisional designation. Choose it to see its ways.",
    ),
    Column(
        key="dv",
        title="Δv",
        unit="m/s",
        digits=1,
        text="Least Δv found, both impulses on the asteroid together. To L1 and L2 it is "
        "computed anew, without the search's tables.",
    ),
    Column(
        key="one",
        title="One impulse",
        unit="m/s",
        digits=1,
        text="Least Δv found of ways on which one impulse does everything: the other is below "
        "1 m/s.",
    ),
    Column(
        key="depart",
        title="Departs",
        unit="TDB",
        kind="date",
        text="Day of the first impulse on the cheapest way.",
    ),
    Column(
        key="total",
        title="To its orbit",
        unit="days",
        text="From the first impulse until the asteroid is on its new orbit, on the cheapest way.",
    ),
    Column(
        key="tof",
        title="Flight",
        unit="days",
        text="From the first impulse to the second, on the cheapest way.",
    ),
    Column(
        key="target",
        title="New orbit",
        kind="text",
        text="Where the cheapest way ends: point and family of the orbit, or the planet.",
    ),
    Column(
        key="mass",
        title="Mass",
        unit="t",
        kind="size",
        text="The most that the tug brings along the cheapest way: propellant by the rocket "
        "equation, thrust by the time there is. The asteroid's own mass is another matter: see "
        "its size.",
    ),
    Column(
        key="most",
        title="Most",
        unit="t",
        kind="size",
        text="The most that the tug brings along any way within the limit, if it takes its time.",
    ),
    Column(
        key="size",
        title="Size",
        unit="m",
        kind="size",
        text="Diameter. Measured where a range is missing below it; else from the absolute "
        "magnitude, with the range that nine in ten albedos of near-Earth asteroids give.",
    ),
    Column(
        key="u",
        title="U",
        text="Condition code: how sure the orbit is, from 0 (sure) to 9 (lost). Empty where nobody "
        "tells it.",
    ),
    Column(
        key="known",
        title="Orbit",
        kind="text",
        text=f"Known well enough: a condition code is told and at most {WELL_KNOWN}. Below it, "
        "where the elements are not those of a present solution at full precision.",
    ),
    Column(
        key="bound",
        title="Bound",
        unit="m/s",
        text="What two impulses between this orbit and the new one cost at least, wherever and "
        "whenever they are made: proved, not searched.",
    ),
)
_POINTS: Final = ("bound",)


def columns(rules: Retrieval) -> tuple[Column, ...]:
    """Return the columns of a goal."""
    points = rules.to == "sun-earth"
    return tuple(one for one in COLUMNS if points or one.key not in _POINTS)
