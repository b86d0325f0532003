"""What a kilogram is worth where it would otherwise have to be launched from the ground.

The price of a launch to low orbit, times the mass there that brings a kilogram on, plus the stages
that are spent on the way.  What is wanted at that price a year is a market in which each use pays
at most what it saves.  Source: tsiolkovsky1903.
Checked: tests/economics/test_avoided_launch.py; validation/products.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from windlass.base.constants import G0
from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import Figure, derive
from windlass.base.sources import table
from windlass.economics import prices
from windlass.economics.demand import Market, Use

TABLE: Final = "in_space"
DEMAND: Final = "in_space_demand"
STAGE: Final = "hydrolox-stage"
USES: Final[Mapping[str, tuple[str, ...]]] = {
    "water": ("propellant", "life-support", "shielding"),
    "metal": ("structure",),
}
"""Product -> what it is used for in space."""


def places() -> dict[str, str]:
    """Return {key: title} of every place."""
    rows = table(TABLE).items()
    return {key: str(row["title"]) for key, row in rows if row.get("kind") == "place"}


def stage(dv: float, isp: float, dry: float) -> tuple[float, float]:
    """Return (mass before the burn, dry mass of the stage) by the mass that it delivers.

    dv [m/s] ≥ 0; isp [s] > 0; dry ≥ 0: dry mass by propellant.  Raises OutOfDomain where the stage
    cannot carry itself.
    """
    if not (0.0 <= dv < math.inf and 0.0 < isp < math.inf and 0.0 <= dry < math.inf):
        raise InvalidInput("a stage needs a Δv of 0 or more and a specific impulse",
                           value=(dv, isp, dry))  # fmt: skip
    more = math.expm1(dv / (G0 * isp))
    left = 1.0 - dry * more
    if not left > 0.0:
        raise OutOfDomain(
            "the stage cannot carry itself",
            value=(dv, isp, dry),
            remedy="two stages, a lighter one or a higher specific impulse",
        )
    return (1.0 + more) / left, dry * more / left


def spent(
    transfer: float = 0.0, isp: float = 450.0, dry: float = 0.0, landing: float = 0.0,
    lander_isp: float = 450.0, lander_dry: float = 0.0,
) -> tuple[float, float]:  # fmt: skip
    """Return (mass in low orbit, dry mass of what is spent) by the mass delivered.

    A stage makes the transfer, a lander of its own the landing.
    """
    on, lander = stage(landing, lander_isp, lander_dry)
    out, tug = stage(transfer, isp, dry)
    return on * out, on * tug + lander


def ratio(place: str) -> Figure:
    """Return the mass in low orbit by the mass delivered; InvalidInput for an unknown place."""
    return derive(
        f"{place}.launched",
        "",
        lambda **x: spent(**x)[0],
        _legs(place),
        model="rocket equation: an expended stage, and a lander where there is ground",
        sources=("tsiolkovsky1903",),
    )


def price(place: str, *, year: int = 2024, launch: Figure | None = None) -> Figure:
    """Return the price of a kilogram that is launched to a place, in money of ``year``.

    launch: price of a launch to low orbit [money/kg], by default that of the table.  Raises
    InvalidInput for an unknown place, or a launch that is no price a kilogram.
    """
    lift = launch_price() if launch is None else launch
    if not lift.unit.endswith("/kg"):
        raise InvalidInput("a launch is priced by the kilogram", value=lift.unit)
    given = {
        "launch": prices.in_year(lift, year),
        "hardware": prices.in_year(
            entry_figure(TABLE, "stage", "hardware", name="stage.hardware"), year
        ),
    }

    def at(launch: float, hardware: float, **x: float) -> float:
        mass, dry = spent(**x)
        return launch * mass + hardware * dry

    return derive(
        f"{place}.price",
        f"USD{year}/kg",
        at,
        {**given, **_legs(place)},
        model="price of a launch, times the mass that is launched, plus the stages that are spent",
        sources=("tsiolkovsky1903",),
    )


def launch_price() -> Figure:
    """Return the price of a launch to low orbit [money/kg] of the table."""
    return entry_figure(TABLE, "launch", "price", name="launch.price")


def wanted(place: str, product: str) -> dict[str, dict[str, Figure]]:
    """Return {use: {quantity, elasticity, worth}} of a product at a place, uses there alone.

    Raises InvalidInput for an unknown place or product.
    """
    _known(place)
    if product not in USES:
        raise InvalidInput(
            "no product that is used in space", value=product, remedy=f"one of {', '.join(USES)}"
        )
    found = {}
    for use in USES[product]:
        if use in entry(DEMAND, place):
            found[use] = {
                "quantity": entry_figure(DEMAND, place, use, name=f"{place}.{use}.wanted"),
                "elasticity": entry_figure(TABLE, "elasticity", use, name=f"{use}.elasticity"),
                "worth": entry_figure(TABLE, "worth", use, name=f"{use}.worth"),
            }
    return found


def title(use: str) -> str:
    """Return a use in words."""
    return str(entry(TABLE, "worth")[use]["title"])


def worth(place: str, product: str, launched: Figure) -> dict[str, Figure]:
    """Return by use what a kilogram of a product saves at most [money/kg].

    launched: price of a kilogram that is launched there.
    """
    return {
        use: derive(
            f"{place}.{use}.price",
            launched.unit,
            lambda price, worth: price * worth,
            {"price": launched, "worth": found["worth"]},
            model="price of what would be launched instead, times what stands in for it",
        )
        for use, found in wanted(place, product).items()
    }


def market(choke: Mapping[str, float], amount: Mapping[str, float],
           elasticity: Mapping[str, float]) -> Market:  # fmt: skip
    """Return the market of a place.  By use: choke [money/kg], amount [kg/s] that is wanted there
    and elasticity below it.

    A newcomer has it alone: who launches today leaves it at once.
    """
    if not choke or not all(0.0 < one < math.inf for one in choke.values()):
        raise InvalidInput("a market in space needs uses that pay", value=dict(choke))
    top = max(choke.values())
    first = math.fsum(amount[use] for use, one in choke.items() if one == top) * YEAR_S
    uses = tuple(
        Use(name=use, share=amount[use] * YEAR_S / first, elasticity=elasticity[use],
            opens=one / top)
        for use, one in choke.items()
    )  # fmt: skip
    return Market(price=top, supply=first, uses=uses, held=0.0)


def _legs(place: str) -> dict[str, Figure]:
    """Return the inputs of ``spent``."""
    _known(place)
    row, legs = entry(TABLE, place), {}
    if "transfer" in row:
        legs["transfer"] = entry_figure(TABLE, place, "transfer", name=f"{place}.transfer")
        legs["isp"] = entry_figure("tugs", STAGE, "isp", name="stage.isp")
        legs["dry"] = entry_figure("tugs", STAGE, "tank_fraction", name="stage.tank_fraction")
    if "landing" in row:
        legs["landing"] = entry_figure(TABLE, place, "landing", name=f"{place}.landing")
        legs["lander_isp"] = entry_figure(TABLE, "lander", "isp", name="lander.isp")
        legs["lander_dry"] = entry_figure(
            TABLE, "lander", "tank_fraction", name="lander.tank_fraction"
        )
    return legs


def _known(place: str) -> None:
    if place not in places():
        raise InvalidInput(
            "unknown place in space", value=place, remedy=f"one of {', '.join(places())}"
        )
