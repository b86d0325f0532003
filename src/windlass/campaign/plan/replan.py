"""A planner that keeps what it has solved: changed tables on the same grid are answered warm.

Checked: tests/campaign/test_replan.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from windlass.campaign.plan import flow as flows
from windlass.campaign.plan.cheapest import cheapest
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.grid import Grid
from windlass.campaign.plan.plan import Plan, leaving, settle
from windlass.campaign.plan.program import Floats, Matrix
from windlass.campaign.plan.search import search
from windlass.campaign.plan.solver import Answer, Solver, columns_of
from windlass.campaign.tables import Campaign, Goal


@dataclass(slots=True)
class Planner:
    """A campaign's planner on one grid; after a first plan, others of like tables come sooner.

    gap: that is asked for; limit_s: for one plan; begun: whether the last plan began from the one
    before it.
    """

    grid: Grid
    goal: Goal
    gap: float = 0.01
    limit_s: float = 300.0
    seed: int = 0
    begun: bool = False
    _relaxed: Solver | None = None
    _best: Floats | None = None
    warm: list[bool] = field(default_factory=list)

    def relax(self, campaign: Campaign) -> Answer:
        """Return the relaxation of a campaign: a bound, warm where only bounds and costs differ."""
        flow = flows.build(campaign, self.grid, self.goal)
        if self._relaxed is not None and same(self._relaxed.matrix, flow.matrix):
            self.warm.append(True)
            change(self._relaxed, flow.matrix)
            return self._relaxed.solve(limit_s=self.limit_s)
        self.warm.append(False)
        self._relaxed = Solver(flow.matrix)
        self._relaxed.whole(columns_of(flow.matrix), False)
        return self._relaxed.solve(limit_s=self.limit_s)

    def plan(self, campaign: Campaign, *, tell: Callable[[str], None] | None = None) -> Plan:
        """Return the plan of a campaign, begun from the last one where that can still be flown.

        With a goal of time it is the cheapest of the fastest, by a second search.
        """
        flow = flows.build(campaign, self.grid, self.goal)
        start = self._start(flow)
        self.begun = start is not None
        found = search(
            flow.matrix, leaving(flow), gap=self.gap, limit_s=self.limit_s, seed=self.seed,
            start=start, tell=tell,
        )  # fmt: skip
        held, taken = flow, found
        if self.goal == "time" and found.x is not None:
            held, taken, _ = cheapest(
                flow, found, gap=self.gap, limit_s=self.limit_s, seed=self.seed, tell=tell
            )
        plan = settle(held, taken, gap=self.gap)
        self._best = taken.x
        return plan

    def _start(self, flow: Flow) -> Floats | None:
        """Return the last plan's flights with the cargo that is best for the new tables."""
        if self._best is None or self._best.size != flow.matrix.cost.size:
            return None
        whole = columns_of(flow.matrix)
        solver = Solver(flow.matrix)
        solver.whole(whole, False)
        held = np.clip(
            np.round(self._best[whole]), flow.matrix.lower[whole], flow.matrix.upper[whole]
        )
        solver.bounds(whole, held, held)
        return solver.solve(limit_s=self.limit_s).x


@dataclass(slots=True)
class Relaxed:
    """The relaxation of a programme whose solver is kept while only bounds and costs change.

    warm: how many were answered by the kept solver.
    """

    warm: int = 0
    _solver: Solver | None = None

    def solve(self, matrix: Matrix, *, limit_s: float = np.inf) -> Answer:
        """Return the relaxation of a programme."""
        if self._solver is not None and same(self._solver.matrix, matrix):
            self.warm += 1
            change(self._solver, matrix)
        else:
            self._solver = Solver(matrix)
            self._solver.whole(columns_of(matrix), False)
        return self._solver.solve(limit_s=limit_s)


def same(one: Matrix, other: Matrix) -> bool:
    """Return whether two programmes differ in bounds and costs only."""
    return (
        one.start.shape == other.start.shape
        and one.low.shape == other.low.shape
        and np.array_equal(one.start, other.start)
        and np.array_equal(one.row, other.row)
        and np.array_equal(one.value, other.value)
        and np.array_equal(one.whole, other.whole)
    )


def change(solver: Solver, matrix: Matrix) -> None:
    """Change a solver's programme into one that is the same but for bounds and costs."""
    old = solver.matrix
    columns = np.flatnonzero((old.lower != matrix.lower) | (old.upper != matrix.upper))
    if columns.size:
        solver.bounds(columns, matrix.lower[columns], matrix.upper[columns])
    rows = np.flatnonzero((old.low != matrix.low) | (old.high != matrix.high))
    if rows.size:
        solver.rows(rows, matrix.low[rows], matrix.high[rows])
    if not np.array_equal(old.cost, matrix.cost):
        solver.cost(matrix.cost)
    solver.matrix = matrix
