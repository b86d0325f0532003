"""The front of two goals of a campaign: plans of which none is better in both.

One goal is least while the other is held to a limit, from one end of the front to the other
(ε-constraint).  Each end is found in two steps, one goal after the other, and so is each point
between them, so that no point is beaten in the second goal.  All are solved on one programme, whose
bounds and costs alone change; the solver of its relaxation is kept.
Source: haimes1971, mavrotas2009.  Checked: tests/campaign/test_pareto.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan.check import check
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.grid import Grid
from windlass.campaign.plan.model import TONNE_KG
from windlass.campaign.plan.plan import Plan, leaving, settle
from windlass.campaign.plan.program import Floats, Ints, Matrix, with_row
from windlass.campaign.plan.replan import Relaxed
from windlass.campaign.plan.search import Found, search
from windlass.campaign.tables import Campaign, Goal

DAY_S: Final = 86_400.0
_REL: Final = 1e-6
"""Share of a value that is held, by which the programme may miss it."""

Tell = Callable[[str], None]
Why = Literal["dominated", "equal", "refused", "no plan in the time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A plan of the front; value, against: of the two goals (money, kg, or days from the start).

    bound: no plan whose other goal is within ``limit`` is below it in the first goal; limit: none
    at the end where only the first goal counts.
    """

    plan: Plan
    value: float
    against: float
    bound: float
    limit: float | None

    @property
    def gap(self) -> float:
        """Relative distance of value from what is proven."""
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A limit whose plan is no point of the front, and why."""

    limit: float | None
    why: Why
    value: float | None
    against: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Result: points by the other goal, its least first, and what was left out.

    least_against, bound_against: the least of the other goal that was found, and what is proven;
    searches: how many there were; warm: relaxations that the kept solver answered.
    """

    goal: Goal
    against: Goal
    asked_gap: float
    points: tuple[Point, ...]
    left: tuple[Left, ...]
    least_against: float
    bound_against: float
    searches: int
    warm: int


def front(
    campaign: Campaign,
    grid: Grid,
    *,
    goal: Goal,
    against: Goal,
    points: int = 7,
    gap: float = 0.01,
    limit_s: float = 60.0,
    tell: Tell | None = None,
) -> Front:
    """Return the front of two goals; limit_s: for each search, of which a point takes two at most.

    Raises InvalidInput for its tables or goals, NotSolved where no plan was found.
    """
    if goal == against:
        raise InvalidInput(
            "the two goals of a front", value=(goal, against), remedy="give two that differ"
        )
    if points < 2:
        raise InvalidInput("points of a front", value=points, remedy="give 2 or more")
    sweep = _Sweep(campaign, grid, goal, against, gap, limit_s, tell)
    least = sweep.search(against, {}, None)
    if least.x is None:
        raise _none(least)
    first = sweep.point(None, least.x)
    if first.x is None:
        raise _none(first.tried)
    best = sweep.worth(against, least.x)
    rows, start = [], least.x
    for limit in [best, *sweep.between(best, sweep.worth(against, first.x), points)]:
        row = sweep.point(limit, start)
        rows.append(row)
        start = start if row.x is None else row.x
    return _sorted(sweep, [*rows, first], least)


def _none(found: Found) -> NotSolved:
    said = "no plan exists" if found.status == "infeasible" else "no plan was found in the time"
    return NotSolved(
        said, status=0, value=found.status, remedy="see `windlass campaign plan`, or give more time"
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What a limit gave: x (N,) of the plan, and the search of the first goal with its bound."""

    limit: float | None
    x: Floats | None
    tried: Found


class _Sweep:
    """One programme of two goals: rows hold money and mass, columns of "done" hold time."""

    def __init__(
        self, campaign: Campaign, grid: Grid, goal: Goal, against: Goal, gap: float,
        limit_s: float, tell: Tell | None,
    ) -> None:  # fmt: skip
        self.campaign, self.goal, self.against = campaign, goal, against
        self.gap, self.limit_s, self.tell = gap, limit_s, tell
        pair = (goal, against)
        if "launch-mass" in pair:
            # Told by the programme itself where nothing is launched.
            flows.build(campaign, grid, "launch-mass")
        self.flow: Flow = flows.build(campaign, grid, "time" if "time" in pair else goal)
        self.when: Ints = leaving(self.flow)
        days = self.flow.matrix.cost.copy()
        self.costs: dict[Goal, Floats] = {
            "cost": self.flow.money / 1e6, "launch-mass": self.flow.launched, "time": days,
        }  # fmt: skip
        self.rows: dict[Goal, int] = {}
        matrix = self.flow.matrix
        for one in pair:
            if one != "time":
                self.rows[one] = matrix.low.size
                matrix = with_row(matrix, self.costs[one])
        self.matrix = matrix
        self.relaxed = Relaxed()
        self.searches = 0

    def worth(self, goal: Goal, x: Floats) -> float:
        """Return a goal of a plan in the programme's units; time in days from the start."""
        value = float(self.costs[goal] @ x)
        return value + self._span_d if goal == "time" else value

    @property
    def _span_d(self) -> float:
        at = self.flow.model.grid.at_s
        return float(at[-1] - at[0]) / DAY_S

    def held(self, goal: Goal, limits: dict[Goal, float]) -> Matrix:
        """Return the programme with one goal as its cost, and others held to limits."""
        high, lower = self.matrix.high.copy(), self.matrix.lower.copy()
        for one, limit in limits.items():
            if one == "time":
                at_d = (self.flow.model.grid.at_s - self.flow.model.grid.at_s[0]) / DAY_S
                lower[self.flow.done[int(np.searchsorted(at_d, limit - 1e-6)) :]] = 1.0
            else:
                high[self.rows[one]] = limit + _REL * max(1.0, abs(limit))
        return replace(self.matrix, cost=self.costs[goal].copy(), high=high, lower=lower)

    def search(self, goal: Goal, limits: dict[Goal, float], start: Floats | None) -> Found:
        """Return the best plan of one goal; none is searched for where the start is proven."""
        matrix = self.held(goal, limits)
        answer = self.relaxed.solve(matrix, limit_s=self.limit_s)
        if answer.status == "infeasible":
            return Found(None, np.inf, np.inf, "infeasible", ())
        if start is not None and answer.status == "optimal":
            value = float(matrix.cost @ start)
            if value - answer.value <= self.gap * abs(value):
                return Found(start, value, answer.value, "optimal", ())
        self.searches += 1
        found = search(
            matrix, self.when, gap=self.gap, limit_s=self.limit_s, start=start, tell=self.tell
        )
        if found.x is None and start is not None:
            # A plan is known, though the search found none by itself.
            value = float(matrix.cost @ start)
            return Found(start, value, found.bound, "feasible", found.steps)
        return found

    def point(self, limit: float | None, start: Floats) -> _Row:
        """Return the least of the first goal within a limit of the other, then of the other."""
        limits = {} if limit is None else {self.against: limit}
        found = self.search(self.goal, limits, start)
        if found.x is None:
            return _Row(limit, None, found)
        value = self.worth(self.goal, found.x)
        then = self.search(self.against, {**limits, self.goal: value}, found.x)
        x = found.x if then.x is None else then.x
        if self.tell is not None:
            self.tell(f"{self.goal} {value:.6g}, {self.against} {self.worth(self.against, x):.6g}")
        return _Row(limit, x, found)

    def between(self, low: float, high: float, points: int) -> Iterator[float]:
        """Yield limits of the other goal between its ends, ascending; of time, the grid's."""
        if points == 2 or high <= low * (1.0 + _REL) + 1e-9:
            return
        wanted = np.linspace(low, high, points)[1:-1]
        if self.against == "time":
            at = (self.flow.model.grid.at_s - self.flow.model.grid.at_s[0]) / DAY_S
            inside = at[(at > low + 1e-6) & (at < high - 1e-6)]
            if inside.size > wanted.size:
                inside = np.unique([inside[np.argmin(np.abs(inside - t))] for t in wanted])
            wanted = inside
        yield from (float(one) for one in wanted)

    def plan(self, x: Floats, tried: Found, bound: float) -> Plan:
        """Return the plan of x, its whole numbers exact, the other goal held where it is."""
        limits = {self.against: self.worth(self.against, x)}
        if self.against == "time":
            limits["time"] = round(limits["time"], 6)
        flow = replace(self.flow, matrix=self.held(self.goal, limits), goal=self.goal)
        return settle(flow, replace(tried, x=x, bound=bound), gap=self.gap)

    def outside(self, goal: Goal, value: float) -> float:
        """Return a value of the programme's units as money, kg, or days from the start."""
        return value * {"cost": 1e6, "launch-mass": TONNE_KG, "time": 1.0}[goal]


def _sorted(sweep: _Sweep, rows: list[_Row], least: Found) -> Front:
    """Return the front of rows by ascending limit: what is proven of more holds for less, too."""
    found: list[Point] = []
    left: list[Left] = []
    proven = -np.inf
    for row in reversed(rows):
        if np.isfinite(row.tried.bound):
            proven = max(proven, row.tried.bound)
        limit = None if row.limit is None else sweep.outside(sweep.against, row.limit)
        if row.x is None:
            left.append(Left(limit=limit, why="no plan in the time", value=None, against=None))
            continue
        plan = sweep.plan(row.x, row.tried, proven)
        point = Point(plan=plan, value=of(plan, sweep.goal), against=of(plan, sweep.against),
                      bound=min(plan.bound, of(plan, sweep.goal)), limit=limit)  # fmt: skip
        if not check(sweep.campaign, plan).holds:
            left.append(Left(limit=limit, why="refused", value=None, against=None))
            continue
        found.append(point)
    points, beaten = undominated(found)
    shift = sweep._span_d if sweep.against == "time" else 0.0
    return Front(
        goal=sweep.goal,
        against=sweep.against,
        asked_gap=sweep.gap,
        points=points,
        left=tuple(
            sorted((*left, *beaten), key=lambda one: np.inf if one.limit is None else one.limit)
        ),
        least_against=sweep.outside(sweep.against, least.value + shift),
        bound_against=sweep.outside(sweep.against, least.bound + shift),
        searches=sweep.searches,
        warm=sweep.relaxed.warm,
    )


def of(plan: Plan, goal: Goal) -> float:
    """Return a goal of a plan: money, kg launched, or days from the start to the last delivery."""
    if goal == "cost":
        return plan.cost
    if goal == "launch-mass":
        return plan.launched_kg
    return (plan.last_delivery_s - plan.instants_s[0]) / DAY_S


def undominated(points: list[Point]) -> tuple[tuple[Point, ...], tuple[Left, ...]]:
    """Return the points that no other beats, by the other goal; and what was left out, and why."""
    kept: list[Point] = []
    left: list[Left] = []
    # Of equal plans the one that more is proven of.
    for point in sorted(points, key=lambda one: (one.against, one.value, -one.bound)):
        if not kept or point.value < kept[-1].value - _REL * abs(kept[-1].value):
            kept.append(point)
            continue
        last = kept[-1]
        same = abs(point.value - last.value) <= _REL * abs(last.value) and (
            abs(point.against - last.against) <= _REL * abs(last.against) + 1e-9
        )
        left.append(
            Left(limit=point.limit, why="equal" if same else "dominated", value=point.value,
                 against=point.against)
        )  # fmt: skip
    return tuple(kept), tuple(left)
