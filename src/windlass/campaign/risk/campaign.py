"""One simulated campaign, whichever engine has flown it.

Checked: tests/campaign/test_risk_fast.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Result: lift, docked [s past J2000] (flights,), inf for what never flew; launches, losses,
    built (pools,); scrubs; waits [s] (causes,); waited (causes,): flights that waited for each.
    """

    lift: NDArray[np.float64]
    docked: NDArray[np.float64]
    launches: NDArray[np.int64]
    losses: NDArray[np.int64]
    built: NDArray[np.int64]
    scrubs: int
    waits: NDArray[np.float64]
    waited: NDArray[np.int64]

    @property
    def parts(self) -> tuple[NDArray[np.generic], ...]:
        """All of it, to be compared bit by bit."""
        return (
            self.lift, self.docked, self.launches, self.losses, self.built,
            np.array([self.scrubs]), self.waits, self.waited,
        )  # fmt: skip

    def same(self, other: Campaign) -> bool:
        """Return whether two are the same to the last bit."""
        return all(map(np.array_equal, self.parts, other.parts))
