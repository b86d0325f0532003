"""The scenario as settings in words: key, value with unit, dates as dates.

A study keeps its scenario in SI; the names of the fields say the dimension, as the model of
the scenario does.  Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.report.amounts import amount, in_shown

EPOCHS: Final = ("launch", "latest_return", "start", "epoch")
SHOWN: Final = {
    "step": "d",
    "max_duration": "d",
    "out_min": "d",
    "out_max": "d",
    "return_min": "d",
    "return_max": "d",
    "stay_min": "d",
    "stay_max": "d",
    "spin_period": "h",
    "mining_time": "yr",
    "sale_time": "yr",
    "development_time": "yr",
    "isp": "s",
    "parking_altitude": "km",
    "periapsis_altitude": "km",
    "apoapsis_altitude": "km",
    "flyby_altitude": "km",
    "flyby_apogee": "km",
    "diameter": "m",
    "a": "au",
    "returned_mass": "t",
    "product_mass": "t",
    "plant_mass": "t",
    "dry_mass": "t",
    "propellant_capacity": "t",
    "leo_payload": "t",
    "mass": "t",
    "excavator_mass": "kg",
    "power": "kW",
    "vinf_max": "km/s",
    "density": "g/cm3",
    "inclination": "deg",
    "node": "deg",
    "perihelion": "deg",
    "mean_anomaly": "deg",
    "propellant_supply": "t/yr",
    "supply": "t/yr",
    "excavator_rate": "t/d",
    "throughput": "1/s",
    "cadence": "1/yr",
}
"""Fields of a scenario that a study keeps in SI, and the unit in which people read them."""
APART: Final = {"claim": "in the table of claims", "orbits": "in the section on other orbits"}
"""Parts that have a place of their own on the page, and where that is."""
MONEY: Final = {"value", "currency"}


def settings(scenario: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (key, value in words) of everything set; what is left to the tables is left out."""
    return [(path, _words(path, value)) for path, value in _leaves(scenario, "")]


def _leaves(part: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in part.items():
        here = f"{path}.{key}" if path else str(key)
        if here in APART:
            found += [(here, f"{len(value)}, {APART[here]}")] if value else []
        elif isinstance(value, Mapping) and set(value) == MONEY:
            found.append((here, amount(float(value["value"]), str(value["currency"]))))
        elif isinstance(value, Mapping):
            found += _leaves(value, here)
        elif value is not None and value not in ("", [], ()):
            found.append((here, value))
    return found


def _words(path: str, value: Any) -> str:
    name = path.rpartition(".")[2]
    if name in EPOCHS and _numeric(value):
        return format_epoch(float(value))
    if name in EPOCHS and isinstance(value, list | tuple):
        return " to ".join(_words(path, end) for end in value)
    if name in SHOWN and _numeric(value):
        short = SHOWN[name] == "yr" and float(value) < 2.0 * YEAR_S
        return in_shown(float(value), "d" if short else SHOWN[name])
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
