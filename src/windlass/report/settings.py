"""The scenario as settings in words: key, value with unit, dates as dates.

A study keeps its scenario in SI; the names of the fields say the dimension, as the model of
the scenario does.  Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base.epochs import format_epoch
from windlass.base.units import customary, to_shown
from windlass.base.words import number
from windlass.report.cells import unit_text

EPOCHS: Final = ("launch", "latest_return")
UNITS: Final = {
    "step": "s",
    "max_duration": "s",
    "out_min": "s",
    "out_max": "s",
    "return_min": "s",
    "return_max": "s",
    "stay_min": "s",
    "stay_max": "s",
    "mining_time": "s",
    "parking_altitude": "m",
    "periapsis_altitude": "m",
    "apoapsis_altitude": "m",
    "returned_mass": "kg",
    "plant_mass": "kg",
    "dry_mass": "kg",
    "propellant_capacity": "kg",
    "mass": "kg",
    "power": "W",
    "vinf_max": "m/s",
    "density": "kg/m3",
}
"""Fields of a scenario and the SI unit in which a study keeps them."""
_LARGE: Final = {"m": "km"}


def settings(scenario: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (key, value in words) of everything set; what is left to the tables is left out."""
    return [(path, _words(path, value)) for path, value in _leaves(scenario, "")]


def _leaves(part: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in part.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            found += _leaves(value, here)
        elif value is not None:
            found.append((here, value))
    return found


def _words(path: str, value: Any) -> str:
    name = path.rpartition(".")[2]
    if name in EPOCHS and _numeric(value):
        return format_epoch(float(value))
    if name in EPOCHS and isinstance(value, list | tuple):
        return " to ".join(_words(path, end) for end in value)
    if name in UNITS and _numeric(value):
        si = UNITS[name]
        shown = _LARGE.get(si, customary(si))
        return f"{number(to_shown(float(value), shown))} {unit_text(shown)}"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
