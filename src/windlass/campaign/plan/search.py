"""Good plans with a proof: a relaxation for the bound, and ways to whole numbers beneath it.

A search tree over all flights of ten years finds nothing in minutes.  Instead: the relaxation, by
an interior point, is the bound; only departures that it uses are looked at (the kernel); a dive
rounds most of their flights, the rest is a small programme; then windows of time are solved again,
all else held.  Whatever time is left goes to the whole programme from the best plan, which may
raise the bound.  Source: danna2005, angelelli2010, helber2010.
Checked: tests/campaign/test_search.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from windlass.campaign.plan.program import Floats, Ints, Matrix
from windlass.campaign.plan.solver import ABSOLUTE, Answer, Solver, columns_of

SMALL: Final = 2_000
"""Columns of whole numbers up to which the solver is simply asked."""

_WHOLE: Final = 1e-6
_SAME: Final = 1e-9
_STEP: Final = 0.35
"""Share of the fractional flights that a step of the dive rounds."""

_LATER: Final = 0.15
_LEFT: Final = 0.3
"""Share of them from which on the steps are shorter, once a small programme of them has failed."""

_SMALL_S: Final = 10.0

_WINDOWS: Final = 3
_EACH_S: Final = 8.0
"""Longest time [s] for one window at first; twice as long for each wider round."""


@dataclass(frozen=True, slots=True)
class Found:
    """Best plan: x (N,), its value, the proven bound, and the steps that led there."""

    x: Floats | None
    value: float
    bound: float
    status: str
    steps: tuple[tuple[str, float, float], ...]

    @property
    def gap(self) -> float:
        """Relative distance of value from bound."""
        if self.x is None:
            return np.inf
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1e-9)


@dataclass(slots=True)
class _Best:
    matrix: Matrix
    whole: Ints
    gap: float
    until: float
    bound: float = -np.inf
    value: float = np.inf
    x: Floats | None = None
    relaxed: Floats | None = None
    steps: list[tuple[str, float, float]] | None = None
    room: float = ABSOLUTE

    @property
    def target(self) -> float:
        """The value at which the gap is closed; what is least may be below zero."""
        sign = -1.0 if self.bound >= 0.0 else 1.0
        return max(self.bound / (1.0 + sign * self.gap), self.bound + self.room)

    @property
    def limits(self) -> tuple[Floats, Floats]:
        """Bounds of the whole columns in the programme itself."""
        return self.matrix.lower[self.whole], self.matrix.upper[self.whole]

    @property
    def done(self) -> bool:
        return self.value <= self.target or self.left <= 0.0

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def take(self, name: str, answer: Answer) -> bool:
        """Keep an answer that is better; return whether it was."""
        least = answer.value + _SAME * abs(answer.value)
        better = answer.x is not None and least < self.value
        if better:
            self.value, self.x = answer.value, answer.x
        assert self.steps is not None
        self.steps.append((name, self.value, self.bound))
        return better


def search(
    matrix: Matrix,
    when: Ints,
    *,
    gap: float = 0.01,
    limit_s: float = 300.0,
    threads: int = 2,
    seed: int = 0,
    start: Floats | None = None,
    room: float = ABSOLUTE,
    tell: Callable[[str], None] | None = None,
) -> Found:
    """Return the best plan within a time [s] and a relative gap, or an absolute one of ``room``.

    when (N,): instant of each column that is a flight, −1 of others.  start (N,): a plan known
    before.  tell: hears of each step.
    """
    whole = columns_of(matrix)
    best = _Best(matrix, whole, gap, time.monotonic() + limit_s, steps=[], room=room)
    make = partial(Solver, matrix, threads=threads, seed=seed)
    if whole.size <= SMALL:
        return _plainly(make(), best, start, tell)
    relaxed = make()
    relaxed.whole(whole, False)
    relaxed.set(solver="ipm")
    answer = relaxed.solve(limit_s=best.left)
    if answer.x is None or answer.status != "optimal":
        return Found(None, np.inf, -np.inf, answer.status, tuple(best.steps or ()))
    best.bound, best.relaxed = answer.value, answer.x
    _say(tell, "relaxation", best)
    if start is not None:
        best.x, best.value = start, float(matrix.cost @ start)
    for name, step in (("dive", _dive), ("windows", _windows)):
        if best.done:
            break
        step(best, make, when[whole])
        _say(tell, name, best)
    if not best.done:
        _whole(best, make())
        _say(tell, "all", best)
    status = "optimal" if best.value <= best.target else "feasible"
    return Found(
        best.x, best.value, best.bound, status if best.x is not None else "no-answer",
        tuple(best.steps or ()),
    )  # fmt: skip


def _plainly(
    solver: Solver, best: _Best, start: Floats | None, tell: Callable[[str], None] | None
) -> Found:
    if start is not None:
        solver.start(np.arange(start.size), start)
    answer = solver.solve(limit_s=best.left, gap=best.gap, room=best.room)
    best.bound = answer.bound
    best.take("all", answer)
    _say(tell, "all", best)
    return Found(answer.x, answer.value, answer.bound, answer.status, tuple(best.steps or ()))


def _dive(best: _Best, make: Callable[[], Solver], when: Ints) -> None:
    """Round flights of the kernel up, most at first, and let a small programme end it if it can."""
    assert best.relaxed is not None
    x, least, most = best.relaxed[best.whole], *best.limits
    low, high = least.copy(), np.where((x > _WHOLE) | (when < 0), most, least)
    solver = make()
    solver.whole(best.whole, False)
    solver.set(solver="simplex")
    first, tried, begun = 0, False, best.left

    def late() -> bool:
        """Half of the time is gone without a plan: one now, be it dear."""
        return best.x is None and best.left < 0.5 * begun

    while best.left > 0.0:
        solver.bounds(best.whole, low, high)
        answer = solver.solve(limit_s=best.left)
        if answer.x is None:
            return
        x = answer.x[best.whole]
        parts = np.flatnonzero(np.abs(x - np.round(x)) > _WHOLE)
        open_ = parts[when[parts] >= 0]
        first = first or open_.size
        if parts.size == 0:
            best.take("dive", answer)
            return
        if open_.size == 0:
            # What is no flight says that something is reached: then it is not, yet.
            high[parts] = np.maximum(least[parts], np.floor(x[parts]))
            continue
        many = open_.size > _LEFT * first
        if not many and not tried:
            tried = True
            _small(best, make(), x)
            if best.done:
                return
        up = np.ceil(x[open_]) - x[open_]
        share = 1.0 if late() else _STEP if many else _LATER
        count = max(1, int(share * open_.size))
        pick = open_[np.argsort(up)[:count]]
        low[pick] = np.ceil(x[pick])


def _small(best: _Best, solver: Solver, x: Floats) -> None:
    """What is whole is held, the rest goes up or down."""
    near = np.abs(x - np.round(x)) <= _WHOLE
    low = np.where(near, np.round(x), np.floor(x))
    solver.bounds(best.whole, low, np.minimum(best.limits[1], np.where(near, low, low + 1.0)))
    limit = min(best.left, _SMALL_S)
    best.take("small", solver.solve(limit_s=limit, gap=0.2 * best.gap, target=best.target))


def _windows(best: _Best, make: Callable[[], Solver], when: Ints) -> None:
    """One window of time after the other, all flights outside of it held; then wider ones."""
    if best.x is None:
        return
    assert best.relaxed is not None
    last = int(when.max()) + 1
    width, each = max(4, last // _WINDOWS), _EACH_S
    used, (least, most) = best.relaxed[best.whole] > _WHOLE, best.limits
    while not best.done and width < 2 * last:
        better = False
        for begin in range(0, last, max(1, width // 2)):
            if best.done:
                return
            y = np.round(best.x[best.whole])
            free = (when >= begin) & (when < begin + width) & (used | (y > 0.0)) | (when < 0)
            solver = make()
            solver.bounds(best.whole, np.where(free, least, y), np.where(free, most, y))
            solver.start(np.arange(best.x.size), best.x)
            limit = min(best.left, each)
            answer = solver.solve(limit_s=limit, gap=0.1 * best.gap, target=best.target)
            better |= best.take(f"window {begin}", answer)
        if not better:
            width, each = 2 * width, 2.0 * each


def _whole(best: _Best, solver: Solver) -> None:
    """The whole programme, from the best plan, for the time that is left."""
    if best.x is not None:
        solver.start(np.arange(best.x.size), best.x)
    answer = solver.solve(limit_s=max(best.left, 0.0), gap=best.gap, room=best.room)
    best.bound = max(best.bound, answer.bound)
    best.take("all", answer)


def _say(tell: Callable[[str], None] | None, name: str, best: _Best) -> None:
    if tell is not None:
        tell(f"{name}: {best.value:.6g}, at least {best.bound:.6g}")
