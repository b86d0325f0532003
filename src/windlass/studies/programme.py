"""A programme about one flown variant: fleet, flights, money, and what limits it.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from windlass.base.entries import entry
from windlass.base.errors import WindlassError
from windlass.base.figure import Figure
from windlass.studies import earn, limits, markets, spend
from windlass.studies.fleet_figures import fleet_figures
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

ON_EARTH = ("iridium", "platinum")
"""Markets whose product goes to the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What came of one variant beyond its trip.

    figures: role -> figure; missing: role -> what is open there; flows: kind -> yearly
    amounts; rates: every internal rate of return; flags: relationships out of their range;
    notes: what was not computed, and why.
    """

    figures: Mapping[str, Figure]
    missing: Mapping[str, earn.Open] = field(default_factory=dict)
    flows: Mapping[str, list[float]] = field(default_factory=dict)
    rates: tuple[float, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    market: str = ""


def of(scenario: Scenario, variant: Variant) -> Variant:
    """Return the variant with its programme, and the limits that its fleet breaks."""
    if "launch.mass" not in variant.figures:
        return variant
    made = fleet_figures(scenario, variant)
    f = {**variant.figures, **made}
    notes: list[str] = []
    missing: dict[str, earn.Open] = {}
    flows: dict[str, list[float]] = {}
    rates: tuple[float, ...] = ()
    flags: list[str] = []
    sold = ""
    try:
        product = earn.product(variant.goal, f)
        f |= product
        made |= product
        to_ground = f.get("product.mass") if variant.goal.market in ON_EARTH else None
        money = spend.costs(scenario, variant.goal, f, to_ground)
        f |= money
        made |= money
        flags = spend.flags(money)
        if variant.goal.market is not None and "product.mass" in f:
            sold = markets.title(scenario, variant.goal.market)
            earned = earn.earned(scenario, variant.goal, f)
            f |= earned
            made |= earned
            figures, missing, flows, rates = earn.pays(scenario, variant.goal, f)
            made |= figures
        else:
            notes.append("nothing is sold, so nothing is earned")
    except WindlassError as error:
        notes.append(f"money not computed: {error}")
    reasons = variant.reasons + _limits(scenario, variant, {**variant.figures, **made})
    return replace(
        variant,
        figures={**variant.figures, **made},
        reasons=reasons,
        feasible=not reasons,
        programme=Programme(
            figures=made,
            missing=missing,
            flows=flows,
            rates=rates,
            flags=tuple(flags),
            notes=tuple(notes),
            market=sold,
        ),
    )


def _limits(
    scenario: Scenario, variant: Variant, f: Mapping[str, Figure]
) -> tuple[limits.Reason, ...]:
    """Return the limits that the fleet breaks."""
    ships = f["fleet.ships"].value
    kind = entry("propellants", spend.propellant_key(scenario, variant.goal))["title"].lower()
    words = {
        "fleet.by_propellant": (f"{kind} supply", f"the world's {kind} fills"),
        "fleet.by_launches": ("launches", "the launcher lifts in time"),
        "fleet.most": ("ships", "the scenario allows"),
    }
    found = []
    for role, (what, text) in words.items():
        if role in f and not (variant.goal.ships == 1 and role != "fleet.by_propellant"):
            found.append(limits.compare(what, ships, f[role].value, "", text, noun="ships"))
    if scenario.programme.start is not None:
        lift, ready = f["launch.date"].value, f["readiness.date"].value
        if lift < ready - 60.0:
            found.append(limits.not_ready(lift, ready))
    return tuple(one for one in found if one is not None)
