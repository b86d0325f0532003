"""HiGHS on a programme: solved once, kept, changed and solved again.

The object holds the solver's own state, so that a changed bound is answered in hundredths of a
second for a relaxation.  Checked: tests/campaign/test_solver.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.campaign.plan.program import Floats, Ints, Matrix

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "no-answer"]
FEASIBLE: Final = 2
PRIMAL: Final = 4
DUAL: Final = 1
ABSOLUTE: Final = 1e-6
"""HiGHS's solution status "feasible", its simplex strategies, and its own absolute gap."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solve gave: x (N,) where there is any; value of it, and the best that is possible.

    duals (M,): of the rows, of a relaxation only.  status: "optimal" within the gap that was asked
    for, "feasible" where time ran out, "no-answer" where it did before anything was found.
    """

    status: Status
    x: Floats | None
    value: float
    bound: float
    duals: Floats | None

    @property
    def gap(self) -> float:
        """Relative distance of value from bound."""
        if self.x is None:
            return np.inf
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9)


class Solver:
    """A programme within HiGHS."""

    def __init__(self, matrix: Matrix, *, threads: int = 2, seed: int = 0) -> None:
        """Hand a programme to HiGHS; its whole numbers are whole unless relaxed."""
        import highspy

        self._h: Any = highspy
        self.matrix = matrix
        self.highs = self._h.Highs()
        self.highs.silent()
        self.set(threads=threads, random_seed=seed)
        self.highs.passModel(_lp(highspy, matrix))

    def set(self, **options: Any) -> None:
        """Set options of HiGHS by their names."""
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change bounds of columns."""
        self.highs.changeColsBounds(
            columns.size, columns.astype(np.int32), lower.astype(float), upper.astype(float)
        )

    def rows(self, rows: Ints, low: Floats, high: Floats) -> None:
        """Change bounds of rows."""
        for row, below, above in zip(rows, low, high, strict=True):
            self.highs.changeRowBounds(int(row), float(below), float(above))

    def cost(self, cost: Floats) -> None:
        """Change the goal."""
        every = np.arange(cost.size, dtype=np.int32)
        self.highs.changeColsCost(cost.size, every, cost.astype(float))

    def whole(self, columns: Ints, whole: bool) -> None:
        """Make columns whole numbers, or not."""
        kind = self._h.HighsVarType.kInteger if whole else self._h.HighsVarType.kContinuous
        self.highs.changeColsIntegrality(
            columns.size, columns.astype(np.int32), np.full(columns.size, kind)
        )

    def start(self, columns: Ints, values: Floats) -> None:
        """Begin the search from values of some columns."""
        self.highs.setSolution(columns.size, columns.astype(np.int32), values.astype(float))

    def solve(
        self,
        *,
        limit_s: float = np.inf,
        gap: float = 1e-4,
        target: float = -np.inf,
        room: float = ABSOLUTE,
    ) -> Answer:
        """Return the answer within a time and a relative gap; NotSolved where HiGHS fails.

        room: absolute distance from the bound that is near enough, too.

        target: a value that is good enough; the search for whole numbers ends once it is reached.
        """
        # HiGHS counts the time of all its runs together.
        until = self.highs.getRunTime() + limit_s
        self.set(time_limit=until, mip_rel_gap=gap, mip_abs_gap=room, objective_target=target)
        self._run()
        if self.highs.getModelStatus() == self._h.HighsModelStatus.kUnknown:
            # The dual simplex method met a basis that it cannot go on from; the primal one can.
            self.set(simplex_strategy=PRIMAL)
            self._run()
            self.set(simplex_strategy=DUAL)
        return self._answer()

    def _run(self) -> None:
        if self.highs.run() == self._h.HighsStatus.kError:
            # The threads of a process are shared, and fixed by the first solve in it.
            self.highs.resetGlobalScheduler(True)
            self.highs.run()

    def _answer(self) -> Answer:
        kinds = self._h.HighsModelStatus
        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        if status == kinds.kInfeasible:
            return Answer("infeasible", None, np.inf, np.inf, None)
        if status in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
            return Answer("unbounded", None, -np.inf, -np.inf, None)
        known = (kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt, kinds.kObjectiveBound)
        if status not in (*known, kinds.kObjectiveTarget, kinds.kSolutionLimit):
            told = self.highs.modelStatusToString(status)
            raise NotSolved("HiGHS ended without an answer", status=int(status), value=told)
        mixed = self._mixed()
        bound = info.mip_dual_bound if mixed else info.objective_function_value
        if info.primal_solution_status != FEASIBLE:
            return Answer("no-answer", None, np.inf, bound if mixed else -np.inf, None)
        solution = self.highs.getSolution()
        x = np.array(solution.col_value)
        duals = None if mixed else np.array(solution.row_dual)
        done = status == kinds.kOptimal
        value = info.objective_function_value
        return Answer("optimal" if done else "feasible", x, value, bound, duals)

    def _mixed(self) -> bool:
        kinds = self.highs.getLp().integrality_
        return any(kind == self._h.HighsVarType.kInteger for kind in kinds)


def _lp(highspy: Any, matrix: Matrix) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.cost.size, matrix.low.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = matrix.cost, matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.low, matrix.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.start.astype(np.int32)
    lp.a_matrix_.index_ = matrix.row.astype(np.int32)
    lp.a_matrix_.value_ = matrix.value
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in matrix.whole]
    return lp


def columns_of(matrix: Matrix) -> NDArray[np.int64]:
    """Return the numbers of the columns that are whole."""
    return np.flatnonzero(matrix.whole)
