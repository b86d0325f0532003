"""A programme in which each thing wanted may be left out, and what a part of the owners may use.

One programme serves all coalitions: what they may not use has bounds of zero, what they want has a
worth, what they have to spend is the bound of one row.  Source: ho2014, peleg2007.
Checked: tests/campaign/test_prize.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.program import Floats, Ints, Matrix, with_row

KINDS: Final = ("supply", "vehicle", "leg", "process", "limit", "site", "team")
"""Tables of a campaign whose rows somebody owns."""

_MILLION: Final = 1e6


@dataclass(frozen=True, slots=True)
class Prized:
    """A programme of a campaign whose wants may be left out.

    met (W,): the column of each want, the share of it that is met; budget: row of what is spent
    [million].
    """

    flow: Flow
    matrix: Matrix
    met: Ints
    budget: int


def prized(
    flow: Flow, wants: Sequence[Sequence[int]], whole: Sequence[bool], *, rate: float = 0.0
) -> Prized:
    """Return a flow of goal "cost" as a programme of prizes.

    wants: numbers of the demands of each want, which are met together and by like shares; whole:
    whether it is met in full or not at all; rate: by which costs are discounted to the campaign's
    start, a year.  Raises InvalidInput where a demand is in no want or in two, or the goal is
    another.
    """
    if flow.goal != "cost":
        raise InvalidInput("goal of a plan whose wants have a worth", value=flow.goal,
                           remedy='goal = "cost"')  # fmt: skip
    numbers = sorted(number for want in wants for number in want)
    if numbers != list(range(len(flow.demanded))):
        raise InvalidInput("each demand belongs to one want", value=numbers)
    matrix, met = flow.matrix, []
    for want in wants:
        columns = [int(flow.demanded[number].short[0]) for number in want]
        rows = np.array([matrix.row[matrix.start[column]] for column in columns])
        amounts = matrix.low[rows]
        matrix = _column(matrix, columns[0], rows, -amounts)
        matrix.low[rows] = matrix.high[rows] = 0.0
        met.append(columns[0])
    upper, kinds = matrix.upper.copy(), matrix.whole.copy()
    upper[met] = 1.0
    kinds[met] = np.asarray(whole, dtype=bool)
    budget = matrix.low.size
    cost = matrix.cost * (1.0 + rate) ** -years(flow)
    matrix = with_row(replace(matrix, cost=cost, upper=upper, whole=kinds), flow.money / _MILLION)
    return Prized(flow, matrix, np.array(met, dtype=np.int64), budget)


def years(flow: Flow) -> Floats:
    """Return when each column is paid for (N,) [years from the campaign's start]; 0 of others."""
    since = (flow.model.grid.at_s - flow.model.campaign.start_s) / YEAR_S
    found = np.zeros(flow.matrix.cost.size)
    for way in flow.ways:
        found[way.flown] = since[way.flights.leaves]
    for one in flow.supplied:
        found[one.columns] = since[one.at]
    return found


def _column(matrix: Matrix, column: int, rows: Ints, values: Floats) -> Matrix:
    """Return a programme with another column in place of one, its rows' bounds its own."""
    order = np.argsort(rows)
    a, b = int(matrix.start[column]), int(matrix.start[column + 1])
    start = matrix.start.copy()
    start[column + 1 :] += rows.size - (b - a)
    return replace(
        matrix,
        start=start,
        row=np.concatenate([matrix.row[:a], rows[order], matrix.row[b:]]),
        value=np.concatenate([matrix.value[:a], values[order], matrix.value[b:]]),
        low=matrix.low.copy(),
        high=matrix.high.copy(),
    )


def asked(made: Prized, worth: Floats, budget: float, barred: NDArray[np.bool_]) -> Matrix:
    """Return the programme of somebody, the least of cost less worth [million].

    worth (W,): of each want in full, and budget: what may be spent [the campaign's currency];
    barred (N,): columns that it may not use.
    """
    if worth.shape != made.met.shape or not np.isfinite(worth).all() or (worth < 0.0).any():
        raise InvalidInput("worth of the wants must be 0 or more", value=str(worth.tolist()))
    if not budget >= 0.0:
        raise InvalidInput("budget must be 0 or more", value=budget)
    cost, upper, high = made.matrix.cost.copy(), made.matrix.upper.copy(), made.matrix.high.copy()
    cost[made.met] = -worth / _MILLION
    upper[barred] = 0.0
    high[made.budget] = budget / _MILLION
    return replace(made.matrix, cost=cost, upper=upper, high=high)


def uses(flow: Flow, keys: Iterable[str]) -> NDArray[np.bool_]:
    """Return which columns need any of some rows of the tables (N,): "vehicle.tug", "site.pads".

    A supply is told by its item, or by node and item ("supply.earth.xenon").  Who may not use a
    limit, a site or a team flies no flight that it counts.  Raises InvalidInput for what is none.
    """
    found = np.zeros(flow.matrix.cost.size, dtype=bool)
    for key in keys:
        kind, _, name = key.partition(".")
        columns = _columns(flow, kind, name)
        if columns is None:
            raise InvalidInput("no such row of the campaign's tables", value=key,
                               remedy=", ".join(rows(flow)))  # fmt: skip
        found[columns] = True
    return found


def rows(flow: Flow) -> tuple[str, ...]:
    """Return all rows of the tables that somebody may own."""
    campaign = flow.model.campaign
    found = [f"supply.{one.item}" for one in campaign.supplies]
    found += [f"supply.{one.node}.{one.item}" for one in campaign.supplies]
    found += [f"vehicle.{one.key}" for one in campaign.vehicles]
    found += [f"leg.{one.key}" for one in campaign.legs]
    found += [f"process.{one.key}" for one in campaign.processes]
    for one in campaign.limits:
        kind, _, name = one.key.partition(" ")
        found.append(f"{kind}.{name}" if kind in ("site", "team") and name else f"limit.{one.key}")
    return tuple(dict.fromkeys(found))


def _columns(flow: Flow, kind: str, name: str) -> Ints | None:
    """Return the columns that need one row (M,); None where there is no such row."""
    if f"{kind}.{name}" not in rows(flow):
        return None
    if kind == "supply":
        return _supplied(flow, lambda node, item: name in (item, f"{node}.{item}"))
    if kind == "process":
        number = [one.key for one in flow.model.campaign.processes].index(name)
        return np.asarray(flow.stays.at_work[number].ravel())
    if kind in ("vehicle", "leg"):
        return _flown(flow, *(((name,), ()) if kind == "leg" else ((), (name,))))
    key = name if kind == "limit" else f"{kind} {name}"
    limit = next(one for one in flow.model.campaign.limits if one.key == key)
    return _flown(flow, limit.legs, limit.vehicles)


def _supplied(flow: Flow, chosen: Callable[[str, str], bool]) -> Ints:
    supplies = zip(flow.model.campaign.supplies, flow.supplied, strict=True)
    return _joined([one.columns for supply, one in supplies if chosen(supply.node, supply.item)])


def _flown(flow: Flow, legs: Sequence[str], vehicles: Sequence[str]) -> Ints:
    """Return the columns of flights of some vehicles over some legs, of all where none is named."""
    found = []
    for way in flow.ways:
        if legs and way.leg.key not in legs:
            continue
        for numbers, block in ((way.members, way.flown), (way.riders, way.ridden)):
            for v, columns in zip(numbers, block, strict=True):
                if not vehicles or flow.model.campaign.vehicles[v].key in vehicles:
                    found.append(columns)
    return _joined(found)


def _joined(found: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *(one.ravel() for one in found)])
