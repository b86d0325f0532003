"""What the replay of a SpaceNet scenario tells: steps, moves, demands, stays, departures.

Checked: tests/campaign/test_spacenet_replay.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from windlass.campaign.spacenet.model import Note, Scenario
from windlass.campaign.spacenet.stack import Impulse


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event as it happened.  problem: why it did not, wholly or in part, empty where it did.

    mass_kg: of all there is after it, counted anew; made_kg, removed_kg, burnt_kg, added_kg and
    used_kg: what changed it since the step before, demands in between among what was used.
    short_m_s: Δv that a burn could not give.
    """

    time_s: float
    mission: str
    name: str
    kind: str
    where: str
    location: str
    problem: str = ""
    impulse: Impulse | None = None
    short_m_s: float = 0.0
    made_kg: float = 0.0
    removed_kg: float = 0.0
    burnt_kg: float = 0.0
    added_kg: float = 0.0
    used_kg: float = 0.0
    mass_kg: float = 0.0

    @property
    def change_kg(self) -> float:
        """Change of the mass of all there is that its parts tell."""
        return math.fsum(
            (self.made_kg, self.added_kg, -self.removed_kg, -self.burnt_kg, -self.used_kg)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An element came to be inside of a node, an edge or an element; nothing where it is gone."""

    time_s: float
    element: str
    inside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What was asked for, by an element or, where that is empty, by a mission.  met_kg: of mass_kg
    what was there."""

    time_s: float
    mission: str
    element: str
    location: str
    supply_class: int
    environment: str
    resource: str
    mass_kg: float
    met_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """People at a place for a time, with what is there for exploration (classes 6 and 8)."""

    time_s: float
    lasts_s: float
    location: str
    crew: int
    exploration_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A transport that left.  cargo_kg of most_kg was used; exploration_kg: classes 6 and 8."""

    time_s: float
    kind: str
    origin: str
    destination: str
    mass_kg: float
    cargo_kg: float
    most_kg: float
    exploration_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Result: what happened.

    begin_kg: of what is there before the first step; inside: element -> where it ended, of those
    that are left; propellant_kg: element -> what it had last; states: element -> name of its
    state at the end.
    """

    scenario: Scenario
    g0: float
    begin_kg: float
    steps: tuple[Step, ...]
    moves: tuple[Moved, ...]
    demands: tuple[Demand, ...]
    stays: tuple[Stay, ...]
    departures: tuple[Departure, ...]
    inside: Mapping[str, str]
    propellant_kg: Mapping[str, float]
    states: Mapping[str, str]
    notes: tuple[Note, ...]

    @property
    def problems(self) -> tuple[Step, ...]:
        """Steps that did not happen as they should; what comes after them stands on sand."""
        return tuple(one for one in self.steps if one.problem)

    @property
    def feasible(self) -> bool:
        """Whether every event could happen; demands that are not met do not count."""
        return not self.problems

    def key(self, name: str) -> str:
        """Return the identifier of the element whose name ends so, such as "EDS".  Raises KeyError
        unless there is exactly one."""
        keys = [key for key, one in self.scenario.elements.items() if one.name.endswith(name)]
        if len(keys) != 1:
            raise KeyError(f"{len(keys)} elements are called {name}")
        return keys[0]

    def inside_at(self, element: str, time_s: float) -> str:
        """Return what an element is inside of at a time, after all events of then."""
        found = ""
        for one in self.moves:
            if one.time_s > time_s:
                break
            if one.element == element:
                found = one.inside
        return found

    def demand_kg(self, mission: str = "") -> dict[int, float]:
        """Return what was asked for by class of supply, of one mission or of all."""
        found: dict[int, list[float]] = {}
        for one in self.demands:
            if not mission or one.mission == mission:
                found.setdefault(one.supply_class, []).append(one.mass_kg)
        return {code: math.fsum(found[code]) for code in sorted(found)}
