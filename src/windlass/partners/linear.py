"""Linear programmes over shares, by HiGHS: few columns, a row for each coalition.

Checked: tests/partners/test_core.py, tests/partners/test_nucleolus.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from windlass.base.errors import NotSolved
from windlass.partners.game import Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """x (N,), its value, and the duals of the rows (M,)."""

    x: Floats
    value: float
    duals: Floats


def least(
    cost: Floats,
    rows: Floats,
    low: Floats,
    high: Floats,
    lower: Floats,
    upper: Floats,
    whole: NDArray[np.bool_] | None = None,
) -> Solved | None:
    """Return the least cost·x with low ≤ rows·x ≤ high and lower ≤ x ≤ upper; None where none is.

    rows (M, N).  whole (N,): which of x are whole numbers, by default none; then there are no
    duals (0).  Raises NotSolved where HiGHS gives neither an answer nor that there is none.
    """
    import highspy

    made: Any = highspy.Highs
    highs = made()
    highs.silent()
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-10)
    highs.setOptionValue("dual_feasibility_tolerance", 1e-10)
    matrix = sparse.csr_matrix(rows)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = cost.size, rows.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    if whole is not None and whole.any():
        kinds_of = highspy.HighsVarType
        lp.integrality_ = [kinds_of.kInteger if one else kinds_of.kContinuous for one in whole]
        highs.setOptionValue("mip_rel_gap", 1e-9)
        highs.setOptionValue("mip_abs_gap", 1e-9)
    highs.passModel(lp)
    if highs.run() == highspy.HighsStatus.kError:
        # The threads of a process are shared, and fixed by the first solve in it.
        highs.resetGlobalScheduler(True)
        highs.run()
    status, kinds = highs.getModelStatus(), highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return None
    if status != kinds.kOptimal:
        raise NotSolved(
            "linear programme of shares",
            status=int(status),
            value=highs.modelStatusToString(status),
        )
    solution = highs.getSolution()
    return Solved(
        np.array(solution.col_value),
        float(highs.getInfo().objective_function_value),
        np.array(solution.row_dual) if lp.integrality_ == [] else np.zeros(low.size),
    )
