"""Every figure of a variant by role, so that a claim about none of them is told at once.

Checked: tests/studies/test_claims.py.
"""

from __future__ import annotations

import difflib
from typing import Final

ROLES: Final = frozenset(
    [
        "cost.delivery",
        "cost.launches",
        "cost.operations",
        "cost.oversight",
        "cost.propellant",
        "cost.spacecraft",
        "cost.spacecraft_amcm",
        "cost.total",
        "cost.vehicles",
        "despin.propellant",
        "duration",
        "final.date",
        "fleet.allowed",
        "fleet.by_launches",
        "fleet.by_propellant",
        "fleet.most",
        "fleet.propellant",
        "fleet.share",
        "fleet.ships",
        "flights.first_month",
        "flights.ships",
        "flights.time",
        "flights.total",
        "flights.vehicles",
        "insertion.dv",
        "insertion.propellant",
        "insertion.time",
        "largest.body",
        "largest.ships",
        "launch.capability",
        "launch.date",
        "launch.load",
        "launch.mass",
        "launch.parts",
        "market.elasticity",
        "market.years",
        "mining.rock",
        "mining.vehicle_mass",
        "mining.vehicles",
        "most.departure",
        "most.propellant",
        "most.returned",
        "moved.largest",
        "moved.share",
        "moved.ships",
        "npv",
        "out.arrival",
        "out.departure",
        "out.dv",
        "out.propellant",
        "out.time",
        "out.vinf_arrival",
        "out.vinf_departure",
        "payback",
        "payback.at_rate",
        "price.now",
        "price.sold",
        "product.mass",
        "propellant",
        "propellant.main",
        "readiness.date",
        "readiness.time",
        "return.arrival",
        "return.burn_time",
        "return.departure",
        "return.dv",
        "return.dv_impulsive",
        "return.propellant",
        "return.time",
        "return.vinf_arrival",
        "return.vinf_departure",
        "returned",
        "revenue.annual",
        "revenue.total",
        "share",
        "spiral.propellant",
        "spiral.time",
        "stay",
        "supply.years",
        "value.gross",
        "whole.chance",
    ]
)


def near(role: str) -> str:
    """Return what may have been meant by a role that there is not."""
    found = difflib.get_close_matches(role, ROLES, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(found)}?" if found else f"one of: {', '.join(sorted(ROLES))}"
