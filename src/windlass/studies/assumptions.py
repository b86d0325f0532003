"""From a leaf of the figures to the key of the scenario that sets it.

Checked: tests/studies/test_assumptions.py.
"""

from __future__ import annotations

import math
from typing import Any, Final

from windlass.base import units
from windlass.base.figure import Figure
from windlass.base.sources import table
from windlass.catalogue import size
from windlass.studies.programme_parts import Market
from windlass.studies.quantities import Money
from windlass.studies.scenario import Scenario

_BODY: Final = {
    "diameter": "diameter",
    "mass": "mass",
    "density": "density",
    "albedo": "albedo",
    "spin_period": "spin_period",
    "h": "magnitude",
    "white_diameter": "magnitude",
    "metal_fraction": "metal",
    "water_fraction": "water",
    "iridium_fraction": "iridium",
    "worth": "worth",
}
_CAPTURE: Final = {
    "lunar.flyby_altitude": "flyby_altitude",
    "lunar.apogee_after": "flyby_apogee",
    "dro.insertion_table": "dro_insertion",
}
_SAME: Final = ("tug.", "stage.", "market.", "cost.", "fleet.", "programme.")
_LAUNCH: Final = ("launch.leo_payload", "launch.cadence", "launch.parking_altitude")


def key_of(leaf: Figure, option: str) -> str | None:
    """Return the scenario key that sets a leaf; None where none does.

    option: of the variant whose figure rests on the leaf.
    """
    name = leaf.name
    first, _, rest = name.partition(".")
    if first == "target":
        return f"body.{_BODY[rest]}" if rest in _BODY else None
    if name in _CAPTURE:
        return f"capture.{_CAPTURE[name]}"
    if name.startswith("launcher.") and name.endswith(".curve"):
        return "launch.curve"
    if name in _LAUNCH or name.startswith(_SAME):
        return name
    if first in ("plant", "mars"):
        return f"option.{option}.{rest}"
    return None


def text_of(leaf: Figure, value: float) -> str:
    """Return a value of a leaf as the scenario takes it, with its unit."""
    if leaf.name == "target.white_diameter":
        return repr(_magnitude(value))
    money = units.currency(leaf.unit)
    if money:
        return f"{value!r} {leaf.unit}"
    if leaf.unit in ("", "mag"):
        return repr(value)
    return f"{value!r} {leaf.unit}"


def _magnitude(white_m: float) -> float:
    constant = float(table("taxonomy")["size"]["constant"]["value"])
    return -5.0 * math.log10(white_m / size.white_diameter_m(0.0, constant))


def put(scenario: Scenario, key: str, leaf: Figure, value: float) -> Scenario:
    """Return the scenario with a key at a value of its leaf, as ``--set`` would."""
    if leaf.name == "target.white_diameter":
        value = _magnitude(value)
    currency = units.currency(leaf.unit)
    given: object = Money(value=value, currency=currency) if currency else value
    made: Scenario = _put(scenario, key.split("."), given)
    return made


def _put(part: Any, path: list[str], value: object) -> Any:
    """Return a part of a scenario with what stands under a path replaced."""
    first, *rest = path
    if not rest:
        return part.model_copy(update={first: value})
    inner = getattr(part, first)
    if isinstance(inner, dict):
        name, *deeper = rest
        held = inner[name] if name in inner else Market()
        return part.model_copy(update={first: {**inner, name: _put(held, deeper, value)}})
    return part.model_copy(update={first: _put(inner, rest, value)})
