"""What holds the best plan back: what a little more of each table figure would gain.

The relaxation's duals, each by what its row has of the figure: the derivative of the optimum by a
figure that several rows and many flights share is the sum over them (the envelope theorem).
Source: gal1995.  Checked: tests/campaign/test_binding.py.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.program import Floats
from windlass.campaign.plan.solver import Solver, columns_of

_LEAST: Final = 1e-6

COUNTED: Final = {
    "limit": ("limit of flights", "flight"),
    "closed": ("closed to flights", "flight"),
    "supply": ("supply", ""),
    "rate": ("rate of a supply", ""),
    "units": ("units at work", "unit"),
    "dose": ("career limit of dose", "person"),
}
"""Rows whose own bound is the figure: what a reader calls them, and in what it is counted."""

CARRIED: Final = {
    "hold": ("hold", "t"),
    "tank": ("tank", "t"),
    "feed": ("tank", "t"),
    "lift": ("lift", "t"),
    "seats": ("seats", "seat"),
    "pieces": ("pieces in a hold", "piece"),
}
"""Rows in which the figure is what each flight, or each that waits, adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A figure that binds: kind, whose it is, how often it binds, what one unit more would gain.

    gain: of the goal (money, kg launched or days) by the relaxation, for one ``unit`` more: of each
    vehicle of a type, a tonne of hold, tank or lift, or a seat; of a limit, a flight in each span;
    of a supply, a tonne or one at its beginning.  where: legs and nodes at which it binds.
    """

    kind: str
    name: str
    unit: str
    times: int
    gain: float
    where: tuple[str, ...]


def binding(flow: Flow, *, most: int = 10) -> tuple[Binding, ...]:
    """Return what binds most by the duals of the relaxation, the greatest gain first."""
    solver = Solver(flow.matrix)
    solver.whole(columns_of(flow.matrix), False)
    solver.set(solver="ipm")
    answer = solver.solve()
    if answer.duals is None or answer.x is None:
        return ()
    scale = {"cost": 1e6, "launch-mass": 1e3, "time": 1.0}[flow.goal]
    found: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    terms = _terms(flow, answer.duals)
    for row, name in enumerate(flow.model.program.row_names()):
        dual = abs(float(answer.duals[row]))
        if dual <= _LEAST:
            continue
        head, _, rest = name.removeprefix("stay,").rstrip("]").partition("[")
        kind, _, inner = head.partition(",")
        place, _, _ = rest.partition(",")
        if kind in COUNTED:
            who, unit, times = _counted(flow, kind, inner or rest, row)
            found[COUNTED[kind][0], who, unit].append(("", dual * times))
        elif kind in CARRIED:
            title, unit = CARRIED[kind]
            item = f": {inner}" if inner else ""
            for column, vehicle, gives in terms.get(row, ()):
                if not gives:
                    # What rides weighs on the stack; it gives it no lift.
                    continue
                many = float(answer.x[column])
                if many > _LEAST:
                    found[title, f"{vehicle}{item}", unit].append((place, dual * many))
    rows = [
        Binding(
            kind=kind,
            name=name,
            unit=unit,
            times=len(parts),
            gain=scale * sum(gain for _, gain in parts),
            where=tuple(dict.fromkeys(place for place, _ in parts if place)),
        )
        for (kind, name, unit), parts in found.items()
    ]
    return tuple(sorted(rows, key=lambda one: -one.gain)[:most])


def _counted(flow: Flow, kind: str, name: str, row: int) -> tuple[str, str, float]:
    """Return whose row of COUNTED it is, its unit, and what its bound grows for one unit more."""
    campaign = flow.model.campaign
    if kind == "limit":
        key = name.rpartition(",")[0]
        one = next(limit for limit in campaign.limits if limit.key == key)
        # Where an instant stands for several spans, one flight more is one in each of them.
        times = float(flow.matrix.high[row]) / one.flights if one.flights > 0.0 else 1.0
        return key, COUNTED[kind][1], times
    if kind in ("supply", "rate"):
        node, item = name.split(",")[:2]
        tonnes = flow.model.item(item) < len(campaign.commodities) and not next(
            c.whole for c in campaign.commodities if c.key == item
        )
        return f"{item} at {node}", "t" if tonnes else "unit", 1.0
    if kind == "dose":
        return name, COUNTED[kind][1], 1.0
    return name.rpartition(",")[0], COUNTED[kind][1], 1.0


def _terms(flow: Flow, duals: Floats) -> dict[int, list[tuple[int, str, bool]]]:
    """Return the vehicles in each row that binds: (column, type, whether it gives room)."""
    matrix = flow.matrix
    names = flow.model.program.column_names()
    used = np.abs(duals)[matrix.row] > _LEAST
    fed = {k for k, name in enumerate(flow.model.program.row_names()) if name[:5] == "feed,"}
    columns = np.repeat(np.arange(matrix.cost.size), np.diff(matrix.start))
    found: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    for place in np.flatnonzero(used):
        column = int(columns[place])
        name, _, rest = names[column].rstrip("]").partition("[")
        if name in ("flown", "ridden", "held"):
            vehicle = rest.split(",")[1 if name == "held" else 2]
            row = int(matrix.row[place])
            gives = matrix.value[place] < 0.0 or (row in fed and name == "flown")
            found[row].append((column, vehicle, bool(gives)))
    return found
