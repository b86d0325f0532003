"""Replay a SpaceNet scenario: events by date and priority, as its simulator orders them.

An event that cannot happen is told with its reason, and the replay goes on, so that one run shows
all faults.  A burn that cannot be completed burns what there is and tells the Δv that is missing.
Source: spacenet, grogan2011.  Checked: tests/campaign/test_spacenet_replay.py;
validation/spacenet.py.
"""

from __future__ import annotations

import math
from typing import Final

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet import acts as acts
from windlass.campaign.spacenet import transport as transport
from windlass.campaign.spacenet.log import Replay
from windlass.campaign.spacenet.model import Scenario
from windlass.campaign.spacenet.run import Run

HOW: Final = {
    "Create Elements": acts.create, "Move Elements": acts.move, "Remove Elements": acts.remove,
    "Add Resources": acts.add, "Consume Resources": acts.consume,
    "Transfer Resources": acts.transfer, "Reconfigure Element": acts.reconfigure,
    "Reconfigure Elements": acts.reconfigure, "Crewed EVA": acts.outside,
    "Crewed Exploration": acts.explore, "Propulsive Burn": transport.burn,
    "Space Transport": transport.space, "Flight Transport": transport.flight,
    "Surface Transport": transport.surface,
}  # fmt: skip
"""What does each kind of event."""


def replay(scenario: Scenario, *, g0: float = G0) -> Replay:
    """Return what happens in a scenario.  g0 [m/s²]: SpaceNet's own is 9.81.

    Raises InvalidInput for what the file asks and no replay can mean, such as excursions that take
    longer than their exploration.
    """
    if not 0.0 < g0 < math.inf:
        raise InvalidInput("g0", value=g0, remedy="give more than 0 m/s²")
    run = Run(scenario, g0, HOW)
    begin = run.world.all_kg()
    run.go()
    world = run.world
    return Replay(
        scenario=scenario, g0=g0, begin_kg=begin, steps=tuple(run.steps), moves=tuple(run.moves),
        demands=tuple(run.demands), stays=tuple(run.stays), departures=tuple(run.departures),
        inside=dict(world.inside),
        propellant_kg={
            key: world.fuel_kg(key) for key, one in scenario.elements.items() if one.fuel
        },
        states={key: now.name for key in world.exists() if (now := world.now(key)) is not None},
        notes=(*scenario.notes, *run.notes),
    )  # fmt: skip
