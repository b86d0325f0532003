"""Figures as cells of a table, and names and units as a reader expects them.

Checked: tests/report/test_cells.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base import units
from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, assumed_share
from windlass.base.words import number

_SIGNS: Final = {
    "km2/s2": "km²/s²",
    "m2/s2": "m²/s²",
    "m3/s2": "m³/s²",
    "km3/s2": "km³/s²",
    "kg/m3": "kg/m³",
    "g/cm3": "g/cm³",
    "deg": "°",
}
_WORDS: Final = {
    "dv": "Δv",
    "vinf": "v∞",
    "isp": "Isp",
    "rcs": "RCS",
    "gm": "GM",
    "dro": "DRO",
    "pgm": "platinum-group metal",
    "despin": "de-spin",
    "h": "absolute magnitude H",
}
_NAMES: Final = {
    "target.white_diameter": "size at albedo 1, from H",
    "target.spin_period": "spin period of the target",
    "dro.insertion_table": "Δv into the DRO, by table",
    "lunar.apogee_after": "apogee after the lunar flyby",
    "lunar.flyby_altitude": "altitude of the lunar flyby",
    "launch.leo_payload": "payload of the launcher to low Earth orbit",
    "plant.plant_mass": "mass of the plant",
    "plant.throughput": "rock dug per mass of plant",
    "plant.mining_time": "time of mining",
    "plant.recovery": "share of the product that is recovered",
    "size.constant": "diameter of a body of H 0 and albedo 1",
    "r_earth_m": "radius of Earth",
    "r_moon_m": "radius of the Moon",
    "r_mars_m": "radius of Mars",
    "a_moon_m": "mean distance of the Moon",
    "left": "mass left behind",
    "most.returned": "most that can be returned",
}
"""Names whose parts do not read as words."""
_PER_DAY: Final = 86_400.0
_EARTH: Final = {"earth": "Earth", "moon": "Moon", "mars": "Mars", "sun": "Sun"}
OPEN_RANGE: Final = "range open: the trip fails at an end"
_NAME: Final = re.compile(r"[._]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a table shows for a figure; text "not computed" with the reason where there is none."""

    text: str
    low_high: str = ""
    note: str = ""
    name: str = ""

    @property
    def computed(self) -> bool:
        """Whether there is a figure behind it."""
        return bool(self.name)


def cell(figure: Figure | None, why: str) -> Cell:
    """Return the cell of a figure; why: the reason to give where there is none."""
    if figure is None:
        return missing(why)
    return Cell(text=value_text(figure), low_high=range_text(figure), name=figure.name)


def missing(why: str) -> Cell:
    """Return the cell of something that was not computed, with the reason."""
    if not why:
        raise InvalidInput("a missing figure needs a reason", remedy="say why it is missing")
    return Cell(text="not computed", note=why)


def share_cell(figure: Figure | None, why: str) -> Cell:
    """Return the share of a figure that rests on assumed or claimed inputs."""
    if figure is None:
        return missing(why)
    share = assumed_share(figure)
    if share is None:
        return missing("no input moves this figure")
    return Cell(text=f"{share:.0%}".replace("%", " %"), name=figure.name)


def value_text(figure: Figure) -> str:
    """Return "6.50 t"; an epoch as a date."""
    if figure.unit == "epoch":
        return format_epoch(figure.value)
    return in_unit(figure, figure.value)


def range_text(figure: Figure) -> str:
    """Return "4.1 to 9.8 t", what leaves it open, or nothing where no range is known."""
    if figure.low is None or figure.high is None:
        failing = any(r.low is None or r.high is None for r in figure.responses.values())
        return OPEN_RANGE if failing else ""
    if figure.unit == "epoch":
        return f"{format_epoch(figure.low)} to {format_epoch(figure.high)}"
    low, high = in_unit(figure, figure.low, 3), in_unit(figure, figure.high, 3)
    number_low, _, unit_low = low.partition(" ")
    return f"{number_low if unit_low == high.partition(' ')[2] else low} to {high}"


def in_unit(figure: Figure, value: float, digits: int = 4) -> str:
    """Return a value [SI] in the unit that the figure is shown in."""
    shown = figure.shown_unit
    if shown == "1/s":
        return f"{number(value * _PER_DAY, digits)} a day"
    if shown == "h" and abs(value) < units.SHOWN["h"][1] / 10.0:
        shown = "s"
    if not units.known(shown):  # an SI unit without a customary one, such as m³/s²
        return f"{number(value, digits)} {unit_text(shown)}"
    return f"{number(units.to_shown(value, shown), digits)} {unit_text(shown)}".strip()


def unit_text(unit: str) -> str:
    """Return a unit with its powers and signs: "km2/s2" -> "km²/s²"."""
    return _SIGNS.get(unit, unit)


def plain_name(name: str, titles: Mapping[str, str] | None = None) -> str:
    """Return a figure's name in words: "tug.dry_mass" -> "tug dry mass".

    titles: prefix of an option and variant -> its title.
    """
    for prefix, title in (titles or {}).items():
        if name.startswith(prefix + "."):
            return f"{plain_name(name.removeprefix(prefix + '.'))} – {title}"
    if name in _NAMES:
        return _NAMES[name]
    parts = [_WORDS.get(part, _EARTH.get(part, part)) for part in _NAME.split(name) if part]
    return " ".join(parts)


def leaf_name(key: str) -> str:
    """Return the name of a leaf from its key in a figure's responses."""
    return key.rpartition("=")[0]


def figure_of(figures: Mapping[str, Figure], names: Mapping[str, Any], role: str) -> Figure | None:
    """Return the figure of a role, None where the study gave none.

    Raises InvalidInput where the study names a figure that there is not.
    """
    name = names.get(role)
    if name is None:
        return None
    if name not in figures:
        raise InvalidInput(
            "the study names a figure that is not among its figures",
            value=name,
            remedy="run the study again",
        )
    return figures[name]
