"""The parts of a page on claims, fleet, money and other orbits; each left out where it has no data.

Runs kept before there were programmes have none of them.
Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from windlass.base.figure import Figure
from windlass.report import fleet_table, money_table
from windlass.report.cash_chart import CashTable, cash_chart, cash_table
from windlass.report.chart import Chart
from windlass.report.claims_table import Claims, claims
from windlass.report.contents import Content, content_rows, contents_chart
from windlass.report.cost_chart import cost_chart
from windlass.report.figure_rows import FigureRows, gathered, of_roles
from windlass.report.orbits_chart import orbits_chart
from windlass.report.orbits_table import Count, Orbit, counts, options_of, orbits
from windlass.report.variants import View

INSTEAD = (
    ("returned", "Mass of the body"),
    ("fleet.ships", "Ships needed"),
    ("launch.date", "Lift-off"),
    ("duration", "Duration, lift-off to final orbit"),
    ("launch.mass", "Launch mass of one ship"),
    ("cost.total", "Cost of the programme"),
    ("revenue.total", "Income from the product"),
    ("npv", "Net present value"),
    ("payback", "Payback, from the start"),
)
ROLES = tuple(dict.fromkeys((*fleet_table.ROLES, *money_table.ROLES)))
"""Roles and words of every figure of a programme that the page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The charts of one variant's money, and its cash flow as a table."""

    view: View
    cost: Chart | None
    cash: Chart | None
    table: CashTable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbits:
    """What other orbits give: a chart, a row an orbit, the options tried, how many fly."""

    chart: Chart | None
    rows: tuple[Orbit, ...]
    options: Mapping[str, str]
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Masses of a body known by its worth: a chart and a row for each kind of matter."""

    chart: Chart | None
    rows: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What the page shows of a programme; a part is None where the run holds nothing for it."""

    claims: Claims | None
    fleet: FigureRows | None
    money: money_table.Money | None
    flows: tuple[Flow, ...]
    orbits: Orbits | None
    contents: Contents | None
    instead: FigureRows | None

    @property
    def charts(self) -> list[Chart]:
        """Return every chart among them."""
        found = [chart for flow in self.flows for chart in (flow.cost, flow.cash)]
        found += [None if part is None else part.chart for part in (self.orbits, self.contents)]
        return [chart for chart in found if chart is not None]


def programme(
    data: Mapping[str, Any],
    arrays: Mapping[str, pl.DataFrame],
    figures: Mapping[str, Figure],
    found: Sequence[View],
    others: Sequence[View],
    titles: Mapping[str, str],
    every: Sequence[View],
) -> Programme:
    """Return the parts of a study's page on its programme.

    found: the variants, the one that the page opens first; others: real asteroids that succeed
    where these do not; titles: of options and variants; every: with the techniques, of which
    claims may speak.
    """
    ordered = sorted(found, key=lambda one: one.number)
    return Programme(
        claims=claims(data.get("claims", []), figures, every, titles),
        fleet=fleet_table.fleet_table(ordered),
        money=money_table.money(ordered),
        flows=tuple(_flow(one) for one in found if one.programme is not None),
        orbits=_orbits(data, arrays),
        contents=_contents(data.get("contents", [])),
        instead=gathered(others, of_roles(others, INSTEAD)) if others else None,
    )


def _flow(one: View) -> Flow:
    return Flow(view=one, cost=cost_chart(one), cash=cash_chart(one), table=cash_table(one))


def _orbits(data: Mapping[str, Any], arrays: Mapping[str, pl.DataFrame]) -> Orbits | None:
    frame = arrays.get("orbits")
    if frame is None or not frame.height:
        return None
    rows, options = orbits(frame), options_of(frame, data["options"])
    return Orbits(
        chart=orbits_chart(rows, options),
        rows=tuple(rows),
        options=options,
        counts=tuple(counts(data.get("orbits", []), data["options"])),
    )


def _contents(found: Sequence[Mapping[str, Any]]) -> Contents | None:
    if not found:
        return None
    return Contents(chart=contents_chart(found), rows=tuple(content_rows(found)))
