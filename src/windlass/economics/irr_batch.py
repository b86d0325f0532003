"""Every rate of return of many cash flows at once.

Checked: tests/economics/test_irr_batch.py; validation/economics.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.economics.cash_flow import GREATEST_RATE, LEAST_RATE
from windlass.kernels import irr as kernel
from windlass.kernels.status import LIMIT, OK

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rates:
    """rates (N, m): ascending, nan beyond how many there are; counts (N,): how many of them."""

    rates: Array
    counts: NDArray[np.int64]

    @property
    def single(self) -> Array:
        """The rate of each flow that has just one, nan for others (N,)."""
        return np.where(self.counts == 1, self.rates[:, 0], np.nan)


def irr_many(flows: Array, *, most: int = 4) -> Rates:
    """Return every internal rate of return between −99 % and 10,000 % a year of each flow (N, n).

    most: rates that are kept of each.  Raises InvalidInput for flows that are not finite, of
    nothing, or with more rates than that.
    """
    found = np.ascontiguousarray(flows, dtype=float)
    if found.ndim != 2 or not found.size or most < 1:
        raise InvalidInput("cash flows must be a table, a row for each", value=found.shape)
    rates = np.empty((found.shape[0], most))
    counts, status = np.empty(found.shape[0], np.int64), np.empty(found.shape[0], np.int64)
    kernel.irr_many(found, LEAST_RATE, GREATEST_RATE, rates, counts, status)
    bad = np.flatnonzero(status != OK)
    if bad.size:
        k = int(bad[0])
        if status[k] == LIMIT:
            raise InvalidInput(
                f"flow {k} has more rates of return than are kept", value=most, remedy="keep more"
            )
        raise InvalidInput(f"flow {k} is not finite, or of nothing", value=str(found[k])[:80])
    return Rates(rates, counts)
