"""Which single assumption decides a claim, and what it would have to be.

Every input with a range that the figure rests on is tried, from its low to its high end; the
whole chain of figures is worked out again at each value.  An input that brings the figure to
the claim decides, of several the one that has to move least within its own range; where none
does, the one that comes nearest.  Checked: tests/studies/test_decide.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from windlass.base.figure import Figure
from windlass.base.whatif import fn_at, leaf_key, leaves, value_at

POINTS = 25
"""Values of an input that are tried between its ends."""
CLOSE = 1e-3
"""Relative distance at which a figure counts as the claimed value."""
FAR = 1e9
"""How far outside its range an input is followed, by its value."""
_TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as a function of leaves: a figure, or one that has no value as things stand."""

    inputs: Mapping[str, Figure]
    at: Callable[[Mapping[str, float]], float | None]

    def leaves(self) -> dict[str, Figure]:
        """Return the leaves beneath it by key."""
        found: dict[str, Figure] = {}
        for figure in self.inputs.values():
            found |= leaves(figure)
        return found


def of_figure(figure: Figure) -> Quantity:
    """Return a figure as a quantity."""
    return Quantity(inputs={figure.name: figure}, at=lambda moved: value_at(figure, moved))


def of_open(fn: Any, inputs: Mapping[str, Figure]) -> Quantity:
    """Return what fn would make of figures as a quantity."""
    return Quantity(inputs=inputs, at=lambda moved: fn_at(fn, inputs, moved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The input that decides: its leaf, where it reaches the claim or comes nearest.

    value: of the input; reached: of the figure there; meets: within CLOSE of the claim;
    stretch: how far the input moves within its range, 0 to 1; beyond: where nothing in the
    range meets, the value outside it that would, None where none was found.
    """

    leaf: Figure
    value: float
    reached: float
    meets: bool
    stretch: float
    beyond: float | None = None


def decide(quantity: Quantity, wanted: float) -> list[Decision]:
    """Return the inputs that can decide whether a quantity is ``wanted``, the first decides.

    Those that bring it there, the one that moves least before all others; else the one that
    comes nearest, alone.  Empty where no input moves the quantity.
    """
    found = [
        one
        for leaf in quantity.leaves().values()
        if leaf.low is not None or leaf.high is not None
        if (one := _try(quantity, leaf, wanted)) is not None
    ]
    able = sorted((one for one in found if one.meets), key=lambda one: (one.stretch, one.leaf.name))
    if able or not found:
        return able
    best = min(found, key=lambda one: (_miss(one.reached, wanted), one.leaf.name))
    return [replace(best, beyond=_beyond(quantity, best.leaf, wanted))]


def _beyond(quantity: Quantity, leaf: Figure, wanted: float) -> float | None:
    """Return the value outside every source's range at which the quantity is as wanted."""
    if not leaf.value > 0.0:
        return None
    far = replace(leaf, low=leaf.value / FAR, high=leaf.value * FAR)
    found = _try(quantity, far, wanted, still=True)
    return found.value if found is not None and found.meets else None


def solve_for(quantity: Quantity, leaf: Figure, wanted: float) -> Decision | None:
    """Return the value of one input that brings a quantity to ``wanted``, or comes nearest."""
    return _try(quantity, leaf, wanted, still=True)


def _try(
    quantity: Quantity, leaf: Figure, wanted: float, *, still: bool = False
) -> Decision | None:
    key = leaf_key(leaf)
    xs = _points(leaf)
    ys = [quantity.at({key: x}) for x in xs]
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    if not known or (not still and max(y for _, y in known) == min(y for _, y in known)):
        return None
    best = min(known, key=lambda pair: (_miss(pair[1], wanted), abs(pair[0] - leaf.value)))
    roots = [best] if _miss(best[1], wanted) <= CLOSE else []
    for (x1, y1), (x2, y2) in pairwise(known):
        if (y1 - wanted) * (y2 - wanted) < 0.0:
            root = _bisect(quantity, key, x1, x2, wanted)
            if root is not None:
                roots.append(root)
    exact = [one for one in roots if _miss(one[1], wanted) <= CLOSE]
    if exact:
        x, y = min(exact, key=lambda one: (_stretch(leaf, one[0]), _miss(one[1], wanted)))
        return Decision(leaf=leaf, value=x, reached=y, meets=True, stretch=_stretch(leaf, x))
    x, y = min([best, *roots], key=lambda one: _miss(one[1], wanted))
    return Decision(leaf=leaf, value=x, reached=y, meets=False, stretch=_stretch(leaf, x))


def _points(leaf: Figure) -> list[float]:
    """Return values from the low to the high end, the nominal among them."""
    low = leaf.value if leaf.low is None else leaf.low
    high = leaf.value if leaf.high is None else leaf.high
    steps = [k / (POINTS - 1) for k in range(POINTS)]
    if low > 0.0:
        made = [low * (high / low) ** part for part in steps]
    else:
        made = [low + (high - low) * part for part in steps]
    made[0], made[-1] = low, high
    return sorted({*made, leaf.value})


def _stretch(leaf: Figure, x: float) -> float:
    """Return how far x lies from the nominal, as a part of the range on that side."""
    end = leaf.high if x > leaf.value else leaf.low
    if end is None or end == leaf.value:
        return 0.0
    if min(end, x, leaf.value) > 0.0:
        return abs(math.log(x / leaf.value) / math.log(end / leaf.value))
    return abs((x - leaf.value) / (end - leaf.value))


def _miss(value: float, wanted: float) -> float:
    """Return how far a value lies from what is wanted: relative, on a logarithm where it can."""
    if value > 0.0 and wanted > 0.0:
        return abs(math.log(value / wanted))
    return abs(value - wanted) / max(abs(wanted), _TINY)


def _bisect(
    quantity: Quantity, key: str, low: float, high: float, wanted: float
) -> tuple[float, float] | None:
    """Return (input, value) where the quantity crosses ``wanted`` between two inputs."""
    first = quantity.at({key: low})
    if first is None:
        return None
    below = first < wanted
    best: tuple[float, float] | None = None
    for _ in range(200):
        middle = math.sqrt(low * high) if low > 0.0 else 0.5 * (low + high)
        if middle in (low, high):
            break
        value = quantity.at({key: middle})
        if value is None:
            return best
        if best is None or _miss(value, wanted) < _miss(best[1], wanted):
            best = (middle, value)
        if value == wanted:
            break
        if (value < wanted) == below:
            low = middle
        else:
            high = middle
    return best
