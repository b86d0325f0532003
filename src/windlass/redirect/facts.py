"""What is known of each technique: title, readiness, flights and tests, validity, how sure it is.

Checked: tests/redirect/test_techniques.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from windlass.base.entries import entry
from windlass.base.sources import table

TABLE = "techniques"
BLOWS: Final = ("kinetic-impactor", "nuclear-standoff")
"""Techniques that give blows, and steer nothing after them."""
STEERING: Final = tuple(key for key in table(TABLE) if key not in BLOWS)
"""All others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of one technique; trl with its lowest and highest; sources: keys of the bibliography;
    propellant: that pushes, "ship" for that of the ship's own thrusters, "none" for none."""

    key: str
    title: str
    trl: int
    trl_low: int
    trl_high: int
    trl_note: str
    flights: tuple[str, ...]
    validity: str
    sources: tuple[str, ...]
    propellant: str


def facts(key: str) -> Facts:
    """Return what is known of a technique.  Raises InvalidInput for an unknown one."""
    row = entry(TABLE, key)
    trl = row["trl"]
    return Facts(
        key=key, title=row["title"], trl=trl["value"], trl_low=trl["low"], trl_high=trl["high"],
        trl_note=trl["note"], flights=tuple(row["flights"]), validity=row["validity"],
        sources=tuple(row["sources"]), propellant=row["propellant"],
    )  # fmt: skip


def part(key: str, name: str) -> float:
    """Return a number of the table, in its unit."""
    return float(entry(TABLE, key)[name]["value"])


def spread(key: str) -> tuple[float, float]:
    """Return factors at 5 and 95 % on what a technique gives, by its relative uncertainty."""
    up = 1.0 + part(key, "relative")
    return 1.0 / up, up
