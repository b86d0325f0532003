"""What moves an answer most: the assumptions of a variant in the order of what they swing.

Found by the figures' own responses from the low to the high end of each assumption, the trip kept
as it is; nobody lists them by hand.  ``what_if`` then works a change out in full.
Checked: tests/studies/test_levers.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.figure import Figure, Response
from windlass.studies import assumptions
from windlass.studies.variant import Variant

OUTCOMES: Final = ("launch.mass", "returned", "duration", "cost.total", "npv")
"""Roles of the figures that are asked about."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """An assumption that can be set: its scenario key, the figure, and what it moves.

    moves: role -> (value at its low end, at its high end) [SI], None where the model does not
    hold there; weight: its greatest share of the widest swing of any outcome, 1 at most.
    """

    key: str
    leaf: Figure
    moves: Mapping[str, tuple[float | None, float | None]]
    weight: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, values in SI with their unit beside."""
        one = self.leaf
        ends = [None if end is None else assumptions.text_of(one, end)
                for end in (one.value, one.low, one.high)]  # fmt: skip
        return {
            "key": self.key, "name": one.name, "unit": one.unit, "shown": one.shown_unit,
            "value": one.value, "low": one.low, "high": one.high, "status": one.trace.status,
            "sources": list(one.trace.sources), "note": one.trace.note, "set": ends,
            "moves": {role: list(found) for role, found in self.moves.items()},
            "weight": self.weight,
        }  # fmt: skip


def levers(one: Variant, roles: tuple[str, ...] = OUTCOMES) -> list[Lever]:
    """Return what can be set and has a range, what swings an outcome most first.

    roles: outcomes that are looked at, of those that the variant has.
    """
    leaves: dict[str, Figure] = {}
    moves: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    weight: dict[str, float] = {}
    for role in roles:
        if role not in one.figures:
            continue
        figure = one.figures[role]
        leaves |= _leaves(figure)
        swings = {key: _swing(figure, found) for key, found in figure.responses.items()}
        widest = max(swings.values(), default=0.0)
        for key, swing in swings.items():
            if swing > _ROUNDING * abs(figure.value):
                found = figure.responses[key]
                moves.setdefault(key, {})[role] = (found.low, found.high)
                weight[key] = max(weight.get(key, 0.0), swing / widest)
    made = [
        Lever(key=name, leaf=leaves[key], moves=moves[key], weight=weight[key])
        for key in moves
        if (name := assumptions.key_of(leaves[key], one.goal.option)) is not None
    ]
    return sorted(made, key=lambda lever: (-lever.weight, lever.key))


def _swing(figure: Figure, found: Response) -> float:
    """Return how far an outcome goes over an assumption's range, as far as the model holds."""
    ends = [figure.value, *(end for end in (found.low, found.high) if end is not None)]
    return max(ends) - min(ends)


def _leaves(one: Figure) -> dict[str, Figure]:
    """Return what a figure was made from in the end, by the keys of its responses."""
    found: dict[str, Figure] = {}
    done: set[int] = set()
    left = [one]
    while left:
        part = left.pop()
        if id(part) in done:
            continue
        done.add(id(part))
        key = f"{part.name}={part.value!r}"
        if key in one.responses:
            found[key] = part
        left += [below for _, below in part.trace.inputs]
    return found
