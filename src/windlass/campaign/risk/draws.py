"""The random numbers of one simulated campaign, the same whatever hazards are switched on.

Each campaign has streams of its own from (seed, number), each flight and each try its place in
them: two simulations that differ in one hazard or one spare ship meet the same weather.
Source: numpy's SeedSequence.  Checked: tests/campaign/test_risk_draws.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from windlass.base.epochs import YEAR_S
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.risk.stoppage import spells

TRIES: Final = 6
"""Tries and launches of a flight that are drawn beforehand; a further one has its own stream."""
_MAIN, _CHANCES, _LATE, _TEAMS, _DOCKS, _FURTHER = range(6)


class Draws:
    """Numbers of one campaign.

    uniform, normal: by try, then launch (2 TRIES,), and flight.  scrub_u, scrub_z, loss_u,
    ground_z: the same as lists, uniform (u) or standard normal (z).  chances: of a loss, by
    vehicle of the hazards.
    """

    __slots__ = (
        "chances", "ground_z", "loss_u", "normal", "number", "scrub_u", "scrub_z", "seed",
        "uniform",
    )  # fmt: skip

    def __init__(self, seed: int, number: int, flights: int, hazards: Hazards) -> None:
        self.seed, self.number = seed, number
        random = self.stream(_MAIN)
        self.uniform = random.random((2 * TRIES, flights))
        self.normal = random.standard_normal((2 * TRIES, flights))
        uniform, normal = self.uniform.tolist(), self.normal.tolist()
        self.scrub_u, self.loss_u = uniform[:TRIES], uniform[TRIES:]
        self.scrub_z, self.ground_z = normal[:TRIES], normal[TRIES:]
        random = self.stream(_CHANCES)
        self.chances = [
            float(random.beta(*one.beta)) if one.loss is None else one.loss
            for one in hazards.vehicles
        ]

    def stream(self, *what: int) -> np.random.Generator:
        """Return a stream of this campaign's own, by what it is for."""
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(self.number, *what)))
        )

    def scrub(self, flight: int, tried: int) -> tuple[float, float]:
        """Return the numbers (u, z) of a try, counted from 0."""
        if tried < TRIES:
            return self.scrub_u[tried][flight], self.scrub_z[tried][flight]
        random = self.stream(_FURTHER, 0, flight, tried)
        return float(random.random()), float(random.standard_normal())

    def launch(self, flight: int, launched: int) -> tuple[float, float]:
        """Return the numbers (u, z) of a launch, counted from 0: lost or not, stood down."""
        if launched < TRIES:
            return self.loss_u[launched][flight], self.ground_z[launched][flight]
        random = self.stream(_FURTHER, 1, flight, launched)
        return float(random.random()), float(random.standard_normal())

    def slips(self, vehicle: int, many: int) -> list[tuple[float, float]]:
        """Return the numbers (u, z) of the deliveries of a type of vehicle."""
        random = self.stream(_LATE, vehicle)
        return list(zip(random.random(many).tolist(), random.standard_normal(many).tolist(),
                        strict=True))  # fmt: skip

    def stoppages(self, team: int, hazards: Hazards, span_s: float) -> list[tuple[float, float]]:
        """Return a team's stoppages, (begins after the start, lasts) [s]."""
        one = hazards.teams[team]
        found = spells(
            one.a_year, span_s / YEAR_S, one.how_long, self.stream(_TEAMS, team), one.after
        )
        return [(years * YEAR_S, lasts) for years, lasts in found]

    def failures(self, dock: int) -> np.random.Generator:
        """Return the stream of a dock's failures."""
        return self.stream(_DOCKS, dock)
