"""What a number of mining vehicles means: product a year, how long it takes, each hundred fewer.

Checked: tests/studies/test_campaign_plant.py.
"""

from __future__ import annotations

import math
from typing import Any, Final

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign import mining

ROWS: Final = 12
"""Steps downwards that are told."""


def plant(
    *,
    vehicles: int,
    product_kg: float,
    share: float,
    digger: str = "ipex-class",
    hauler: str = "hauler-small",
    refiner: str = "refiner-small",
    within_s: float | None = None,
    step: int = 100,
) -> dict[str, Any]:
    """Return a plant of so many vehicles as plain data; within_s: and how many it takes by then.

    product_kg: to be made; share: of the rock that is product, 0 to 1.
    """
    if not (0.0 < product_kg < math.inf and 0.0 < share <= 1.0):
        raise InvalidInput(
            "product of a plant, and its share of the rock", value=(product_kg, share),
            remedy="give a mass above 0, and a share above 0 up to 1",
        )  # fmt: skip
    machines = (
        mining.machine(digger, "dig"),
        mining.machine(hauler, "haul"),
        mining.machine(refiner, "refine"),
    )
    made = mining.split(machines, vehicles, share)
    stream = mining.stream(made)
    rows = mining.fewer(machines, vehicles, product_kg, share, step)[:ROWS]
    plain: dict[str, Any] = {
        "vehicles": [{"key": one.key, "task": one.task, "count": many}
                     for one, many in made.machines],
        "product_kg_yr": stream.product_kg_s * YEAR_S,
        "rock_t_yr": stream.rock_kg_s * YEAR_S / 1e3,
        "bottleneck": stream.bottleneck,
        "mass_t": stream.mass_kg / 1e3,
        "power_kw": stream.power_w / 1e3,
        "spares_t_yr": stream.spares_kg_s * YEAR_S / 1e3,
        "years": rows[0][1] / YEAR_S,
        "fewer": [
            {"vehicles": many, "years": _years(time), "more_years": _years(more)}
            for many, time, more in rows
        ],
        "needed": None,
    }  # fmt: skip
    if within_s is not None:
        if not 0.0 < within_s < math.inf:
            raise InvalidInput("time for the product", value=within_s, remedy="give more than 0 s")
        least = mining.needed(machines, product_kg / within_s, share)
        plain["needed"] = {
            "within_years": within_s / YEAR_S,
            "vehicles": sum(many for _, many in least.machines),
            "by": [{"key": one.key, "task": one.task, "count": many}
                   for one, many in least.machines],
            "mass_t": mining.stream(least).mass_kg / 1e3,
            "power_kw": least.power_w / 1e3,
        }  # fmt: skip
    return plain


def _years(time_s: float) -> float | None:
    return time_s / YEAR_S if math.isfinite(time_s) else None


def lines(plain: dict[str, Any]) -> list[str]:
    """Return the same in lines."""
    fleet = ", ".join(f"{one['count']:,} {one['key']}" for one in plain["vehicles"])
    told = [
        f"{fleet}: {plain['rock_t_yr']:,.4g} t of rock and {plain['product_kg_yr']:,.4g} kg of "
        f"product a year; what limits it: {plain['bottleneck']}.",
        f"They weigh {plain['mass_t']:,.4g} t, take {plain['power_kw']:,.4g} kW and "
        f"{plain['spares_t_yr']:,.3g} t of spares a year.",
        f"The product takes {plain['years']:,.4g} years. With fewer vehicles:",
    ]
    told += [
        f"  {one['vehicles']:,}: {one['years']:,.4g} years, {one['more_years']:,.3g} more"
        for one in plain["fewer"][1:]
        if one["years"] is not None and one["more_years"] is not None
    ]
    if plain["needed"] is not None:
        by = ", ".join(f"{one['count']:,} {one['key']}" for one in plain["needed"]["by"])
        told.append(
            f"Within {plain['needed']['within_years']:,.4g} years it takes "
            f"{plain['needed']['vehicles']:,} vehicles ({by}), {plain['needed']['mass_t']:,.4g} t."
        )
    return told
