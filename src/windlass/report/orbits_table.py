"""Other orbits that the body may as well have: on which of them an option brings anything.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from windlass.base.words import great
from windlass.report.amounts import in_shown

RULES: Final = {
    "even": "evenly",
    "easy": "easy to reach",
}
"""How an orbit was chosen, in words."""
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """One orbit: where it is from, its shape, and the most that one ship brings by option [kg]."""

    like: str
    rule: str
    a_au: float
    e: float
    i_deg: float
    share_kg: Mapping[str, float]
    ships: Mapping[str, float]

    @property
    def title(self) -> str:
        """The body whose orbit it is; a bare number says that it is one."""
        return f"asteroid {self.like}" if self.like.isdigit() else self.like

    def told(self, option: str) -> str:
        """What one ship brings by an option and the ships it takes, in words."""
        if option not in self.share_kg:
            return NOTHING
        share, ships = in_shown(self.share_kg[option], "t", 3), great(self.ships[option], 3)
        return f"{share} a ship; {ships} {'ship' if self.ships[option] == 1 else 'ships'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """On how many orbits an option and vehicle bring anything, the best of them, the ships."""

    option: str
    vehicle: str
    orbits: int
    flown: int
    best: str
    ships: str


def orbits(frame: pl.DataFrame) -> list[Orbit]:
    """Return the orbits of the study's table; of the vehicles, the one that brings most."""
    found = []
    for rows in frame.sort("orbit").partition_by("orbit", maintain_order=True):
        share: dict[str, float] = {}
        ships: dict[str, float] = {}
        for row in rows.iter_rows(named=True):
            option, kg = str(row["option"]), row["share_kg"]
            if kg is not None and kg > share.get(option, 0.0):
                share[option], ships[option] = float(kg), float(row["ships"])
        row = rows.row(0, named=True)
        found.append(
            Orbit(
                like=str(row["like"]),
                rule=RULES.get(str(row["rule"]), str(row["rule"]) or "as the scenario says"),
                a_au=float(row["a_au"]),
                e=float(row["e"]),
                i_deg=float(row["i_deg"]),
                share_kg=share,
                ships=ships,
            )
        )
    return sorted(found, key=lambda one: (-max(one.share_kg.values(), default=0.0), one.a_au))


def options_of(frame: pl.DataFrame, options: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return key -> title of the options that were tried, in the study's order."""
    titles = {str(one["key"]): str(one["title"]) for one in options}
    return {key: titles.get(key, key) for key in frame["option"].unique(maintain_order=True)}


def counts(found: Sequence[Mapping[str, Any]], options: Sequence[Mapping[str, Any]]) -> list[Count]:
    """Return on how many orbits each option and vehicle bring anything."""
    titles = {str(one["key"]): str(one["title"]) for one in options}
    vehicles = {
        (str(one["key"]), str(v["key"])): str(v["title"])
        for one in options
        for v in one["variants"]
    }
    return [
        Count(
            option=titles.get(str(one["option"]), str(one["option"])),
            vehicle=vehicles.get((str(one["option"]), str(one["variant"])), str(one["variant"])),
            orbits=int(one["orbits"]),
            flown=int(one["flown"]),
            best=str(one["best"] or "none"),
            ships=_ships(one),
        )
        for one in found
    ]


def _ships(one: Mapping[str, Any]) -> str:
    if one["least_ships"] is None:
        return "none fly"
    least, most = great(float(one["least_ships"]), 3), great(float(one["most_ships"]), 3)
    return least if least == most else f"{least} to {most}"
