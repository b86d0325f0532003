"""SpaceNet's measures of a replayed scenario.

What counts as surface is a surface node off Earth, or an orbit about the Sun.  Mass for exploration
is what is of class 6 (research) or 8 (infrastructure), at the place where people are.  Source:
spacenet, grogan2011.  Checked: tests/campaign/test_spacenet_measures.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.log import Departure, Replay

_FLOWN = ("Space Transport", "Flight Transport")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Crew surface days; capability_kg_days: mass for exploration, times days, for each person;
    launched_kg: of all that left the Earth's surface; delivered_kg: mass for exploration that went
    to a surface; up and down: share of the cargo capacity from and to Earth that was used, None
    where there was none."""

    surface_days: float
    capability_kg_days: float
    launched_kg: float
    delivered_kg: float
    up: float | None
    down: float | None


def measures(replay: Replay) -> Measures:
    """Return the measures of a replay.  They are told for one that is not feasible as well: look at
    its problems first."""
    stays = [one for one in replay.stays if _surface(replay, one.location)]
    flown = [one for one in replay.departures if one.kind in _FLOWN]
    up = [one for one in flown if _earth(replay, one.origin)]
    down = [one for one in flown if not _earth(replay, one.origin)]
    down = [one for one in down if _earth(replay, one.destination)]
    return Measures(
        surface_days=math.fsum(one.crew * one.lasts_s for one in stays) / DAY_S,
        capability_kg_days=math.fsum(
            one.crew * one.lasts_s * one.exploration_kg for one in stays
        ) / DAY_S,
        launched_kg=math.fsum(one.mass_kg for one in up),
        delivered_kg=math.fsum(
            one.exploration_kg for one in flown if _surface(replay, one.destination)
        ),
        up=_share(up), down=_share(down),
    )  # fmt: skip


def relative(found: Measures, *, capability_kg_days: float, launched_kg: float) -> float:
    """Return the relative exploration capability: capability by launch mass, of a scenario by that
    of a mission which both are compared with.  Raises InvalidInput unless all masses are above 0.
    """
    for one in (capability_kg_days, launched_kg, found.launched_kg):
        if not 0.0 < one < math.inf:
            raise InvalidInput(
                "capability and launch masses must be above 0", value=one,
                remedy="compare what was launched from Earth",
            )  # fmt: skip
    return (found.capability_kg_days / capability_kg_days) / (found.launched_kg / launched_kg)


def _surface(replay: Replay, place: str) -> bool:
    """Whether a place counts as a surface that is explored."""
    node = replay.scenario.nodes.get(place)
    if node is not None:
        ground = node.kind == "Surface Node" and node.body != "Earth"
        return ground or (node.kind == "Orbital Node" and node.body == "Sun")
    way = replay.scenario.edges[place]
    origin = replay.scenario.nodes[way.origin]
    return way.kind == "Surface Edge" and origin.body != "Earth"


def _earth(replay: Replay, place: str) -> bool:
    node = replay.scenario.nodes[place]
    return node.kind == "Surface Node" and node.body == "Earth"


def _share(flights: list[Departure]) -> float | None:
    """Cargo by capacity."""
    most = math.fsum(one.most_kg for one in flights)
    return math.fsum(one.cargo_kg for one in flights) / most if most > 0.0 else None
