"""The columns of a screen's table: heading, unit, what it says, and how its numbers are written.

Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from windlass.catalogue.orbit import CERTIFYING_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: key that the page's script knows, heading, unit, meaning in a sentence.

    kind: "text", "number", "size" or "date"; digits: decimals of a number; back: only where the
    trip comes back.
    """

    key: str
    title: str
    unit: str = ""
    text: str
    kind: str = "number"
    digits: int = 0
    back: bool = False

    def plain(self) -> dict[str, Any]:
        """Return what the page's script needs."""
        said = asdict(self)
        return {name: said[name] for name in ("key", "title", "unit", "kind", "digits")}


COLUMNS: Final = (
    Column(
        key="name",
        title="Asteroid",
        kind="text",
        text="Number and name, or the provisional designation. Choose it to see its trips.",
    ),
    Column(
        key="dv",
        title="Δv",
        unit="km/s",
        digits=3,
        text="Least Δv of all burns together, from the parking orbit on: the cheapest trip of the "
        "grid.",
    ),
    Column(
        key="launch",
        title="Launch",
        unit="TDB",
        kind="date",
        text="Day on which the cheapest trip leaves the parking orbit.",
    ),
    Column(
        key="out", title="Out", unit="days", text="Flight to the asteroid, on the cheapest trip."
    ),
    Column(
        key="stay",
        title="Stay",
        unit="days",
        back=True,
        text="Time at the asteroid, on the cheapest trip.",
    ),
    Column(
        key="back",
        title="Back",
        unit="days",
        back=True,
        text="Flight home, on the cheapest trip.",
    ),
    Column(
        key="duration",
        title="Duration",
        unit="days",
        back=True,
        text="Whole length of the cheapest trip, from launch to return.",
    ),
    Column(
        key="fast",
        title="Fastest",
        unit="days",
        text="Length of the shortest trip within the limit of Δv.",
    ),
    Column(
        key="fast_dv",
        title="Its Δv",
        unit="km/s",
        digits=3,
        text="Δv of the shortest trip: the cheapest of those that are that short.",
    ),
    Column(
        key="trips",
        title="Viable trips",
        text="How many trips of the grid keep all limits: the more, the more chances to go.",
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
        key="cls",
        title="Class",
        kind="text",
        text="Orbit class: Apollo and Aten cross Earth's orbit, being larger and smaller than it; "
        "Amor stays outside it and Atira inside.",
    ),
    Column(
        key="u",
        title="U",
        text="Condition code: how sure the orbit is, from 0 (sure) to 9 (lost). Empty where nobody "
        "tells it.",
    ),
    Column(
        key="mark",
        title="Mark",
        kind="text",
        text="Certifies: elements at full precision and a condition code of at most "
        f"{CERTIFYING_CODE}, or none told. Screening only: the orbit ranks the asteroid and "
        "proves nothing; the reason stands below.",
    ),
    Column(
        key="sh",
        title="Shoemaker–Helin",
        unit="km/s",
        digits=2,
        text="Estimate of the Δv to reach the asteroid one way, from the size, shape and tilt of "
        "its orbit alone: no dates, no stay, no way back. Good for comparing, not for flying.",
    ),
)


def columns(returns: bool) -> tuple[Column, ...]:
    """Return the columns of a screen for round trips, or one way."""
    if returns:
        return COLUMNS
    renamed = {
        "out": Column(
            key="out",
            title="Flight",
            unit="days",
            text="Flight to the asteroid, from launch to arrival, on the cheapest trip.",
        ),
        "dv": Column(
            key="dv",
            title="Δv",
            unit="km/s",
            digits=3,
            text="Least Δv to leave the parking orbit and to meet the asteroid: the cheapest "
            "flight of the grid.",
        ),
        "trips": Column(
            key="trips",
            title="Viable flights",
            text="How many flights of the grid keep all limits: the more, the more chances to go.",
        ),
    }
    return tuple(renamed.get(one.key, one) for one in COLUMNS if not one.back)
