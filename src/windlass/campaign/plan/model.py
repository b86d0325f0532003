"""What the parts of a flow share while it is put together: items, their sizes, balance rows.

Inside the programme what is told in kg is counted in tonnes, so that numbers of vehicles and masses
are of like size.  Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.campaign.plan.grid import Flights, Grid
from windlass.campaign.plan.program import Floats, Ints, Program
from windlass.campaign.tables import Campaign, Leg

TONNE_KG = 1e3


@dataclass(frozen=True, slots=True)
class Way:
    """A leg as one kind of stack flies it: vehicles of one engine, and those that ride with them.

    members, riders: numbers of vehicle types; carried: of commodities; share (D,): of the departing
    mass that is burned.  cargo (len(carried), D), flown (len(members), D), ridden (len(riders), D):
    columns of the programme.
    """

    leg: Leg
    flights: Flights
    members: tuple[int, ...]
    riders: tuple[int, ...]
    carried: tuple[int, ...]
    share: Floats
    cargo: Ints
    flown: Ints
    ridden: Ints


@dataclass(frozen=True, slots=True)
class Model:
    """A flow in the making.  Items are numbered: commodities first, then vehicle types.

    size (C,): kg, or ones, of a unit inside; mass (items,): tonnes of a unit inside.  balance
    (nodes, items, K): rows what comes − what goes ≥ what is wanted.
    """

    campaign: Campaign
    grid: Grid
    program: Program
    size: Floats
    mass: Floats
    balance: Ints

    @property
    def commodities(self) -> int:
        """How many commodities; vehicle type v is item ``commodities + v``."""
        return len(self.campaign.commodities)

    def item(self, key: str) -> int:
        """Return the number of an item."""
        return self.campaign.items().index(key)

    def sized(self, item: int) -> float:
        """Return what one unit inside is outside: kg, or ones."""
        return float(self.size[item]) if item < self.commodities else 1.0


def begin(campaign: Campaign, grid: Grid) -> Model:
    """Return a model with its balance rows, all without terms."""
    program = Program()
    commodities, vehicles = campaign.commodities, campaign.vehicles
    size = np.array([1.0 if one.whole else TONNE_KG for one in commodities])
    mass = np.array(
        [one.unit_kg * size[k] / TONNE_KG for k, one in enumerate(commodities)]
        + [one.dry_kg / TONNE_KG for one in vehicles]
    )
    items = campaign.items()
    shape = (len(campaign.nodes), len(items), grid.at_s.size)

    def each(k: int) -> str:
        i, j, t = np.unravel_index(k, shape)
        return f"{campaign.nodes[i].key},{items[j]},{t}"

    rows = program.add_rows(int(np.prod(shape)), low=0.0, name="balance", each=each)
    return Model(campaign, grid, program, size, mass, rows.reshape(shape))
