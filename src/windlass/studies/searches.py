"""The grids of legs of a study, each searched once and shared by the goals that need it.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from windlass.base.epochs import YEAR_S
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.planets import Planets
from windlass.catalogue.target import Target
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.transfers.legs import End, LegAsk, LegGrid, grid

OUT_REVOLUTIONS = 3
SPIRAL_S = 4.0 * YEAR_S
"""Longest spiral that the search allows between lift-off and departure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searches:
    """Grids of one study, and the trips chosen on them; kept by what they depend on."""

    scenario: Scenario
    rock: Ephemeris
    planets: Planets
    target: Target
    found: dict[tuple[object, ...], LegGrid] = field(default_factory=dict)
    trips: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def limits(self) -> tuple[object, ...]:
        """Return what of the scenario a grid depends on, so that others may share it."""
        window = self.scenario.window
        return (window.launch, window.latest_return, window.step, self.scenario.legs)

    def out(self, departure: Departure, electric: bool) -> LegGrid:
        """Return the legs from Earth to the body."""
        key = ("out", departure.search_end, electric, self.limits())
        if key not in self.found:
            window, legs = self.scenario.window, self.scenario.legs
            late = window.launch[1] + (SPIRAL_S if electric else 0.0)
            ask = LegAsk(
                name=f"Earth to {self.rock.name}",
                depart=self.planets.body("earth"),
                arrive=self.rock,
                depart_s=(window.launch[0], min(late, window.latest_return - legs.out_min)),
                tof_s=(legs.out_min, legs.out_max),
                step_s=window.step,
                max_revolutions=min(OUT_REVOLUTIONS, legs.max_revolutions),
                depart_end=departure.search_end,
                arrive_end=End(),
                latest_s=window.latest_return,
            )
            self.found[key] = grid(ask)
        return self.found[key]

    def back(self, goal: Goal) -> LegGrid:
        """Return the legs from the body to the goal's destination."""
        key = (goal.body, goal.arrival.end, self.limits())
        if key not in self.found:
            window, legs = self.scenario.window, self.scenario.legs
            first = window.launch[0] + legs.out_min + legs.stay_min
            first = window.launch[0] + window.step * np.ceil(
                (first - window.launch[0]) / window.step
            )
            ask = LegAsk(
                name=f"{self.rock.name} to {goal.body.capitalize()}",
                depart=self.rock,
                arrive=self.planets.body(goal.body),
                depart_s=(float(first), window.latest_return - legs.return_min),
                tof_s=(legs.return_min, legs.return_max),
                step_s=window.step,
                max_revolutions=legs.max_revolutions,
                depart_end=End(),
                arrive_end=goal.arrival.end,
                latest_s=window.latest_return,
            )
            self.found[key] = grid(ask)
        return self.found[key]
