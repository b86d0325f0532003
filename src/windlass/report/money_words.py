"""Words of the pages on money: names of inputs, amounts, and how far one has to go.

Checked: tests/report/test_money_page.py.
"""

from __future__ import annotations

from typing import Final

from windlass.base import units
from windlass.report.amounts import amount
from windlass.report.campaign_words import NEVER, figure
from windlass.report.cells import plain_name

ROLES: Final = {
    "spacecraft": "cost of the spacecraft",
    "vehicles": "cost of the digging vehicles",
    "launches": "cost of the launches",
    "propellant": "cost of the propellant",
    "operations": "cost of operations",
    "oversight": "cost of oversight and first studies",
    "delivery_price": "cost of delivery to the ground, a kilogram",
    "reserve": "reserve, by the cost",
    "mass": "product that is sold",
    "price": "price of today",
    "supply": "today's yearly supply",
    "elasticity": "elasticity of demand",
    "start": "start of the programme",
    "lift": "first lift-off",
    "final": "arrival of the product",
    "sale": "time over which it is sold",
    "launching": "time over which ships are launched",
    "rate": "discount rate",
}
COSTS: Final = {
    "total": "All costs",
    "spacecraft": "Spacecraft",
    "development": "Development",
    "units": "Building them",
    "vehicles": "Digging vehicles",
    "launches": "Launches",
    "propellant": "Propellant",
    "operations": "Operations",
    "oversight": "Oversight",
    "delivery": "Delivery to the ground",
    "reserve": "Reserve",
}
SHARES: Final = ("reserve", "rate")
"""Inputs that are shares, told in percent."""


def role(key: str) -> str:
    """Return an input in words."""
    return ROLES.get(key, plain_name(key))


def value(key: str, number: float, unit: str) -> str:
    """Return an input's value in a unit for people."""
    if key in SHARES:
        return f"{figure(100.0 * number)} %"
    if unit == "kg/s":
        return f"{amount(number, unit, shown='t/yr', digits=3)}"
    return amount(number, unit, digits=3).strip()


def scaled(key: str, unit: str, most: float) -> tuple[float, str]:
    """Return what an axis divides an input's SI values by, and the words of its unit.

    most: the largest of them.
    """
    if key in SHARES:
        return 0.01, "%"
    if units.currency(unit) == unit and unit:
        shown = units.customary(unit, most)
        return 1.0 / units.to_shown(1.0, shown), shown
    shown = {"kg/s": "t/yr", "kg": "t", "s": "yr"}.get(unit, "")
    if shown:
        return 1.0 / units.to_shown(1.0, shown), shown.replace("t/yr", "t a year")
    return 1.0, unit


def factor(now: float, needed: float | None) -> str:
    """Return by how much an input would have to change: "5.4 times", "0.3 times"."""
    if needed is None:
        return "not within a million times"
    return "holds already" if needed == now else f"{figure(needed / now)} times"


def percent_or(share: float | None) -> str:
    """Return a share in percent, a dash for none."""
    return NEVER if share is None else f"{figure(100.0 * share)} %"
