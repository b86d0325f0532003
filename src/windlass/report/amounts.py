"""Amounts as a reader expects them: few digits, great numbers in words, units as words.

Checked: tests/report/test_cells.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from windlass.base import units
from windlass.base.epochs import format_epoch
from windlass.base.words import COUNTED, great, number, scale

_SIGNS: Final = {
    "km2/s2": "km²/s²",
    "m2/s2": "m²/s²",
    "m3/s2": "m³/s²",
    "km3/s2": "km³/s²",
    "kg/m3": "kg/m³",
    "g/cm3": "g/cm³",
    "deg": "°",
    "t/d": "t a day",
    "t/yr": "t a year",
    "1/yr": "a year",
}
_PER_DAY: Final = 86_400.0
_LONG_S: Final = 3e7


def shown_scale(values: Iterable[float | None], shown: str) -> tuple[float, str]:
    """Return the scale of an axis over values in a unit for people, and the unit's words."""
    most = max((abs(value) for value in values if value is not None), default=0.0)
    size, word = scale(most) if shown in COUNTED else (1.0, "")
    return size, f"{word} {unit_text(shown)}".strip()


def in_shown(value: float, shown: str, digits: int = 4) -> str:
    """Return a value [SI] in a unit for people; units that are none are told as they stand."""
    if shown == "1/s":
        return f"{number(value * _PER_DAY, digits)} a day"
    if shown == "h" and abs(value) < units.SHOWN["h"][1] / 10.0:
        shown = "s"
    if not units.known(shown):  # an SI unit without a customary one, such as m³/s²
        return f"{number(value, digits)} {unit_text(shown)}"
    told = great if shown in COUNTED else number
    return f"{told(units.to_shown(value, shown), digits)} {unit_text(shown)}".strip()


def amount(value: float, unit: str, shown: str = "", digits: int = 4) -> str:
    """Return a value [unit] that belongs to no figure, in the unit that suits its size."""
    if unit == "epoch":
        return format_epoch(value)
    if units.currency(unit):
        shown = shown if "/" in shown else units.customary(unit, value)
    elif not shown:
        shown = "yr" if unit == "s" and abs(value) > _LONG_S else units.customary(unit)
    return in_shown(value, shown, digits)


def span(low: str, high: str) -> str:
    """Return "4.1 to 9.8 t" of two amounts in words, the unit once where it is the same."""
    number_low, _, unit_low = low.partition(" ")
    return f"{number_low if unit_low == high.partition(' ')[2] else low} to {high}"


def unit_text(unit: str) -> str:
    """Return a unit with its powers and signs: "km2/s2" -> "km²/s²"."""
    return _SIGNS.get(unit, unit)


def times(ratio: float) -> str:
    """Return a ratio as "1.85 million ×"."""
    return f"{great(ratio, 3)} ×"
