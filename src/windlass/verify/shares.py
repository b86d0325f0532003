"""Between the instants of failure: every share of a burn, one clone each.

The shares at which a rock would meet Earth are narrow bands, which a score of instants may step
over.  Here hundreds of evenly spaced shares of each burn fly, so that the chance of a hit after a
failure anywhere in the burn is told, and where its bands lie.
Checked: tests/verify/test_shares.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.bodies import met
from windlass.verify.failures import Failure, failures
from windlass.verify.keep_out import KeepOut, upper
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

COUNT: Final = 400
"""Shares of each burn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of a burn (n,), where each leads: least distance from Earth [m], nan where it was not
    flown to an end; whether Earth is met, and after how many years; lost: flights without an end;
    upper: bound of the probability of a hit after a failure anywhere in it.
    """

    part: str
    share: Array
    least_m: Array
    hit: NDArray[np.bool_]
    years: Array
    lost: int
    upper: float

    @property
    def hits(self) -> int:
        """How many meet Earth."""
        return int(self.hit.sum())

    def bands(self) -> list[tuple[float, float]]:
        """Return runs of shares that meet Earth, as first and last share."""
        edge = np.flatnonzero(np.diff(np.concatenate([[False], self.hit, [False]]).astype(int)))
        return [
            (float(self.share[a]), float(self.share[b - 1]))
            for a, b in zip(edge[::2], edge[1::2], strict=True)
        ]

    def text(self) -> str:
        """Return it in words."""
        runs = sorted(self.bands(), key=lambda band: band[0] - band[1])[:3]
        words = ", ".join(f"{a:.1%} to {b:.1%}" for a, b in sorted(runs) if b > a)
        where = f"; widest bands: {words}" if words else ""
        lost = f"; {self.lost} without an end, hits to the bound" if self.lost else ""
        return (
            f"Anywhere in {self.part}: {self.hits} of {len(self.share)} shares meet Earth, "
            f"probability below {self.upper:.2g}{where}{lost}."
        )


def shares(
    plan: Plan, keep: KeepOut, off: Array | None, seed: int, count: int = COUNT
) -> tuple[Shares, ...]:
    """Return what every share of each burn leads to; off as of ``safety.judge``, one draw each."""
    firsts = [one for one in failures(plan, keep.instants) if one.kind == "burn"]
    names = list(dict.fromkeys(one.part for one in firsts))
    found = []
    for number, name in enumerate(names):
        whole = next(one for one in reversed(firsts) if one.part == name)
        found.append(_burn(plan, whole, keep, off, [seed, 1_000_000 + number], count))
    return tuple(found)


def _burn(
    plan: Plan, whole: Failure, keep: KeepOut, off: Array | None, seed: Sequence[int], count: int
) -> Shares:
    """Fly every share of one burn, of which the last failure is told."""
    before = plan.arrived[whole.node]
    share = np.linspace(0.0, 1.0, count)
    states = before + share[:, None] * (whole.state - before)
    if off is not None:
        drawn = np.random.default_rng(seed).integers(len(off), size=count)
        states = states + off[drawn, whole.node]
    told = met.fly(
        states, whole.t_s, whole.t_s + keep.span_s, height_m=keep.height_m,
        watch_m=(keep.distance_m, 0.0),
    )  # fmt: skip
    hit = told.flown & (told.met == met.EARTH)
    lost = int((~told.flown).sum())
    return Shares(
        part=whole.part, share=share, least_m=told.least_m[:, 0], hit=hit,
        years=(told.until_s - whole.t_s) / YEAR_S, lost=lost,
        upper=upper(int(hit.sum()) + lost, count, keep.confidence),
    )  # fmt: skip
