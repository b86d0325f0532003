"""Put a value back where it came from, run the study again, and look on until the claim holds.

The value that a trip asks for may make the study choose another trip.  Then the new trip says
what it asks for; once two runs lie on either side of the claim, values between them are tried.
Checked: tests/studies/test_put_back.py, validation/claims.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from windlass.base.errors import WindlassError
from windlass.base.figure import Figure
from windlass.studies import assumptions
from windlass.studies.decide import CLOSE, of_figure, solve_for
from windlass.studies.scenario import Scenario

Rerun = Callable[[Scenario], Figure | None]
"""Returns the figure that the claim is about for a changed scenario, None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What came of the best run: the input, the figure, whether it is close, runs in all."""

    value: float
    reached: float
    close: bool
    runs: int


def put_back(
    rerun: Rerun,
    scenario: Scenario,
    setting: str,
    leaf: Figure,
    *,
    values: tuple[float, float | None],
    wanted: float,
    most: int,
) -> PutBack | None:
    """Return the run that comes closest to ``wanted``, which is not nought; None without a run.

    setting: key of the scenario that holds the leaf; values: of the leaf, tried first, and of
    the figure as the study stands; most: runs at most.
    """
    value, nominal = values
    tried = [] if nominal is None else [(leaf.value, nominal)]
    best: tuple[float, float] | None = None
    runs = 0
    for run in range(1, most + 1):
        found = _run(rerun, scenario, setting, leaf, value)
        if found is None:
            break
        runs = run
        tried.append((value, found.value))
        if best is None or _off(found.value, wanted) < _off(best[1], wanted):
            best = (value, found.value)
        if _off(found.value, wanted) <= CLOSE:
            break
        step = _between(tried, wanted, run) or _asked(found, leaf, wanted)
        if step is None:
            break
        value = step
    if best is None:
        return None
    close = _off(best[1], wanted) <= CLOSE
    return PutBack(value=best[0], reached=best[1], close=close, runs=runs)


def _run(
    rerun: Rerun, scenario: Scenario, setting: str, leaf: Figure, value: float
) -> Figure | None:
    try:
        return rerun(assumptions.put(scenario, setting, leaf, value))
    except WindlassError:  # the study cannot be run with that value: no answer there
        return None


def _off(value: float, wanted: float) -> float:
    """Return how far a value lies from what is wanted, relative to it."""
    return abs(value / wanted - 1.0)


def _between(tried: Sequence[tuple[float, float]], wanted: float, run: int) -> float | None:
    """Return a value between the nearest runs on either side of the claim, None without such.

    By the chord, and every third time the middle, which a jump or a bent curve cannot stall.
    """
    under = [one for one in tried if one[1] < wanted]
    above = [one for one in tried if one[1] > wanted]
    if not under or not above:
        return None
    (x1, y1), (x2, y2) = min(
        ((a, b) for a in under for b in above), key=lambda pair: abs(pair[0][0] - pair[1][0])
    )
    if run % 3 == 0:
        return 0.5 * (x1 + x2)
    return x1 + (x2 - x1) * (wanted - y1) / (y2 - y1)


def _asked(found: Figure, leaf: Figure, wanted: float) -> float | None:
    """Return the value of the input that the trip of a new run asks for, None without one."""
    quantity = of_figure(found)
    for there in quantity.leaves().values():
        if there.name == leaf.name:
            # The range stays that of the study as it stands, about the value of the new run.
            low = None if leaf.low is None else min(leaf.low, there.value)
            high = None if leaf.high is None else max(leaf.high, there.value)
            step = solve_for(quantity, replace(there, low=low, high=high), wanted)
            return step.value if step is not None and step.meets else None
    return None
