"""Units at the edge: text and astropy quantities in, SI floats inside, words out.

Inside every value is SI.  A reader sees the customary unit of the field (t, km/s, d, kW).
Checked: tests/base/test_units.py.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from windlass.base.errors import InvalidInput

if TYPE_CHECKING:  # astropy takes a second to import; only the edge pays for it
    from astropy.units import Quantity

SHOWN: Final[dict[str, tuple[str, float]]] = {
    "t": ("kg", 1e3),
    "kg": ("kg", 1.0),
    "g/cm3": ("kg/m3", 1e3),
    "kg/m3": ("kg/m3", 1.0),
    "km/s": ("m/s", 1e3),
    "m/s": ("m/s", 1.0),
    "km2/s2": ("m2/s2", 1e6),
    "km": ("m", 1e3),
    "m": ("m", 1.0),
    "au": ("m", 149_597_870_700.0),
    "s": ("s", 1.0),
    "h": ("s", 3_600.0),
    "d": ("s", 86_400.0),
    "yr": ("s", 31_557_600.0),
    "kW": ("W", 1e3),
    "W": ("W", 1.0),
    "N": ("N", 1.0),
    "mN": ("N", 1e-3),
    "%": ("", 0.01),
    "deg": ("rad", 0.017_453_292_519_943_295),
    "rad": ("rad", 1.0),
    "kg/d": ("kg/s", 1.0 / 86_400.0),
    "kg/s": ("kg/s", 1.0),
    "ppm": ("", 1e-6),
    "mag": ("mag", 1.0),
    "m2/s2": ("m2/s2", 1.0),
    "m3/s2": ("m3/s2", 1.0),
    "m3/kg/s2": ("m3/kg/s2", 1.0),
    "m/s2": ("m/s2", 1.0),
    "1/s": ("1/s", 1.0),
    "epoch": ("epoch", 1.0),
    "1/yr": ("1/s", 1.0 / 31_557_600.0),
    "t/yr": ("kg/s", 1e3 / 31_557_600.0),
    "t/d": ("kg/s", 1e3 / 86_400.0),
    "": ("", 1.0),
}
"""Shown unit -> (SI unit, factor): SI value = factor × shown value.  Money: see ``_money``."""

_MONEY: Final = re.compile(r"^(?:(?P<scale>k|M|bn|tn) )?(?P<unit>USD(?P<year>\d{4}))(?P<per>/.*)?$")
_SCALES: Final = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9, "tn": 1e12}
_PER: Final = {"": ("", 1.0), "/kg": ("/kg", 1.0), "/ozt": ("/kg", 0.0311034768)}
"""What money may stand by: (unit inside, how much of it)."""

_CUSTOMARY: Final[dict[str, str]] = {
    "kg": "t",
    "m/s": "m/s",
    "m2/s2": "km2/s2",
    "s": "d",
    "W": "kW",
    "m": "m",
    "kg/m3": "g/cm3",
    "kg/s": "kg/d",
    "rad": "deg",
}


def customary(si_unit: str, value: float | None = None) -> str:
    """Return the unit in which a reader expects an SI quantity; of money, by its value."""
    if value is not None and si_unit.startswith("USD") and "/" not in si_unit:
        size = abs(value)
        return next(
            (f"{name} {si_unit}" for name in ("tn", "bn", "M") if size >= _SCALES[name]), si_unit
        )
    return _CUSTOMARY.get(si_unit, si_unit)


def known(shown: str) -> bool:
    """Return whether a unit can be shown."""
    return shown in SHOWN or _money(shown) is not None


def currency(unit: str) -> str:
    """Return the currency with its year of a unit, such as "USD2026"; nothing for no money."""
    found = _MONEY.match(unit)
    return "" if found is None else found["unit"]


def _money(shown: str) -> tuple[str, float] | None:
    """Return (unit inside, factor) of money, such as "bn USD2026" or "USD2022/ozt"."""
    found = _MONEY.match(shown)
    if found is None or (found["per"] or "") not in _PER:
        return None
    per, amount = _PER[found["per"] or ""]
    return found["unit"] + per, _SCALES[found["scale"] or ""] / amount


def _entry(shown: str) -> tuple[str, float]:
    found = SHOWN.get(shown) or _money(shown)
    if found is None:
        raise InvalidInput("unit not known for display", value=shown, remedy=f"use {list(SHOWN)}")
    return found


def si_of(shown: str) -> str:
    """Return the SI unit beneath a shown one; InvalidInput for a unit that is not known."""
    return _entry(shown)[0]


def to_shown(value: float, shown: str) -> float:
    """Return an SI value in the shown unit; InvalidInput for a unit that is not known."""
    return value / _entry(shown)[1]


def from_shown(value: float, shown: str) -> float:
    """Return a value in a shown unit as SI; InvalidInput for a unit that is not known."""
    return value * _entry(shown)[1]


def key_suffix(shown: str) -> str:
    """Return the unit as the end of a JSON key: "km/s" -> "km_s", "km2/s2" -> "km2_s2"."""
    return shown.replace("/", "_").replace(" ", "_").replace("%", "percent")


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def plain_number(text: str) -> float:
    """Return the number of "1,200.5"; ValueError for what is none, a decimal comma among it."""
    return float(_THOUSANDS.sub("", text))


def parse_money(text: object, per: str = "", *, where: str = "") -> tuple[float, str]:
    """Return (value, currency with year) of "97 M USD2023", or of "1200 USD2015/kg" with a per.

    per: "" or "/kg".  Raises InvalidInput for text that is no money or gives no year.
    """
    remedy = f'write an amount, currency and year, such as "97 M USD2023{per}"'
    match = re.match(r"^\s*(?P<value>[-+0-9.,eE]+)\s*(?P<unit>.*?)\s*$", str(text))
    if match is None or isinstance(text, bool):
        raise InvalidInput("no amount of money", value=text, remedy=remedy, where=where)
    found = _money(match["unit"])
    if found is None or found[0] != currency(found[0]) + per:
        raise InvalidInput("no amount of money", value=text, remedy=remedy, where=where)
    try:
        value = plain_number(match["value"])
    except ValueError as error:
        raise InvalidInput("no amount of money", value=text, remedy=remedy, where=where) from error
    return _finite(value * found[1], text, where), currency(found[0])


@cache
def _astropy() -> Any:
    import astropy.units as u

    return u


def parse(text: object, si_unit: str, *, where: str = "") -> float:
    """Return the SI value of "650 t", of an astropy Quantity, or of a bare pure number.

    si_unit names the dimension that is wanted.  Raises InvalidInput for an unknown unit, a
    wrong dimension, a bare number where a unit is needed, several values, or one that is not
    finite.
    """
    if isinstance(text, bool) or text is None:
        raise InvalidInput("no quantity", value=text, remedy=_remedy(si_unit), where=where)
    if isinstance(text, int | float):
        if si_unit:
            raise InvalidInput(
                "quantity without a unit", value=text, remedy=_remedy(si_unit), where=where
            )
        return _finite(float(text), text, where)
    u = _astropy()
    try:
        quantity = u.Quantity(text) if not isinstance(text, u.Quantity) else text
    except (TypeError, ValueError) as error:
        raise InvalidInput(
            "no quantity with a known unit", value=text, remedy=_remedy(si_unit), where=where
        ) from error
    if not quantity.isscalar:
        raise InvalidInput("several values where one is wanted", value=str(text), where=where)
    if quantity.unit == u.dimensionless_unscaled and si_unit:
        raise InvalidInput(
            "quantity without a unit", value=str(text), remedy=_remedy(si_unit), where=where
        )
    try:
        value = float(quantity.to_value(_unit(si_unit)))
    except u.UnitConversionError as error:
        raise InvalidInput(
            f"wrong dimension, {si_unit or 'a pure number'} is wanted",
            value=str(text),
            remedy=_remedy(si_unit),
            where=where,
        ) from error
    return _finite(value, text, where)


def quantity(value: float, si_unit: str) -> Quantity:
    """Return an SI value as an astropy Quantity; InvalidInput for an epoch or for money."""
    if si_unit == "epoch":
        raise InvalidInput("an epoch is a date, no quantity", remedy="use str() of the figure")
    if currency(si_unit):
        raise InvalidInput("money is no physical quantity", remedy="use .value and .unit")
    return _astropy().Quantity(value, _unit(si_unit))


@cache
def _unit(si_unit: str) -> Any:
    u = _astropy()
    if not si_unit:
        return u.dimensionless_unscaled
    above, *below = (re.sub(r"([a-z])(\d)", r"\1**\2", part) for part in si_unit.split("/"))
    return u.Unit(f"{above} / ({' '.join(below)})" if below else above)


def _finite(value: float, text: object, where: str) -> float:
    if value != value or value in (float("inf"), float("-inf")):
        raise InvalidInput("quantity is not finite", value=text, where=where)
    return value


def _remedy(si_unit: str) -> str:
    examples = {
        "kg": '"650 t"',
        "m/s": '"1.4 km/s"',
        "s": '"450 d"',
        "W": '"40 kW"',
        "N": '"1.6 N"',
        "m": '"400 km"',
        "rad": '"3 deg"',
        "kg/m3": '"2.8 g/cm3"',
        "kg/s": '"50 kg/d"',
    }
    return f"write a value with its unit, such as {examples.get(si_unit, '0.5')}"
