"""``windlass campaign plant``: what a number of mining vehicles means.

Checked: tests/cli/test_campaign.py.
"""

from __future__ import annotations

from windlass.base.errors import EXIT_OK
from windlass.cli.output import AsJson, emit, say


def plant(
    *,
    vehicles: int = 2500,
    product: str,
    share: float,
    within: str | None = None,
    digger: str = "ipex-class",
    hauler: str = "hauler-small",
    refiner: str = "refiner-small",
    step: int = 100,
    as_json: AsJson = False,
) -> int:
    """Say what so many vehicles make, how long a product takes, and what each hundred fewer costs.

    Parameters
    ----------
    vehicles:
        How many together; they are shared among digging, hauling and refining for the most.
    product:
        Mass that is to be made.
    share:
        Share of the rock that is product.
    within:
        Time in which it is wanted: also say how many vehicles that takes.
    digger:
        Kind that digs, of data/excavators.toml.
    hauler:
        Kind that hauls.
    refiner:
        Kind that refines.
    step:
        By how many fewer vehicles a step is.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.studies import campaign_plant

    plain = campaign_plant.plant(
        vehicles=vehicles,
        product_kg=parse(product, "kg", where="--product"),
        share=share,
        within_s=None if within is None else parse(within, "s", where="--within"),
        digger=digger,
        hauler=hauler,
        refiner=refiner,
        step=step,
    )
    if as_json:
        emit(plain)
    else:
        say(campaign_plant.lines(plain))
    return EXIT_OK
