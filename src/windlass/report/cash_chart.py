"""The cash flow of a programme: what goes out and comes in year by year, and its running sum.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from windlass.base import units
from windlass.base.epochs import format_epoch
from windlass.base.words import number
from windlass.report.amounts import amount
from windlass.report.chart import Chart, axis, significant
from windlass.report.variants import View

KINDS: Final = {
    "development": ("Development and building", "--c1"),
    "launches": ("Launches and propellant", "--c2"),
    "operations": ("Operations", "--c4"),
    "delivery": ("Delivery to the ground", "--c5"),
    "revenue": ("Income from the product", "--c3"),
}
"""Kind of flow, its words, the colour of its bars; costs go down, income goes up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashTable:
    """The flow as a table: heads, rows of a year each, unit, and when the first year begins."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str
    start: str


def cash_chart(one: View) -> Chart | None:
    """Return the chart of a variant, None where it has no cash flow."""
    flows, unit = _flows(one), _unit(one)
    if not flows or not unit:
        return None
    total = _sum(flows)
    running = list(accumulate(total))
    shown = units.customary(unit, max(abs(value) for value in (*running, *total)))
    years = list(range(1, len(total) + 1))
    traces: list[dict[str, Any]] = [
        _bars(kind, years, flow, shown) for kind, flow in flows.items() if any(flow)
    ]
    traces.append(_line(years, running, shown))
    first = start(one)
    when = f"from {first}" if first else "from the start"
    layout = {
        "xaxis": axis("Year", when, anchor="y2", matches="x2", nticks=8),
        "xaxis2": axis("", "", anchor="y", showticklabels=False, nticks=8),
        "yaxis": axis("In that year", shown, domain=[0.56, 1.0], **_PLAIN),
        "yaxis2": axis("Sum so far", shown, domain=[0.0, 0.48], **_PLAIN),
        "barmode": "relative",
        "bargap": 0.12,
        "hovermode": "x unified",
    }
    for trace in traces:
        trace["xaxis"] = "x" if trace.get("yaxis") == "y2" else "x2"
    low = min(running)
    alt = (
        f"Cash flow of {one.title} over {len(total)} years: the running sum falls to "
        f"{amount(low, unit)} and ends at {amount(running[-1], unit)}."
    )
    return Chart(
        key=f"chart-cash-{one.anchor}", traces=traces, layout=layout, alt=alt, height=560, tall=640
    )


_PLAIN: Final[Mapping[str, Any]] = {
    "exponentformat": "none",
    "separatethousands": True,
    "zeroline": True,
    "nticks": 6,
}


def cash_table(one: View) -> CashTable | None:
    """Return the same as a table, None where there is no cash flow."""
    flows, unit = _flows(one), _unit(one)
    if not flows or not unit:
        return None
    total = _sum(flows)
    running = list(accumulate(total))
    shown = units.customary(unit, max(abs(value) for value in (*running, *total)))
    used = [kind for kind in flows if any(flows[kind])]
    columns = [*(flows[kind] for kind in used), total, running]
    return CashTable(
        heads=(*(KINDS[kind][0] for kind in used), "In that year", "Sum so far"),
        rows=tuple(
            (str(k + 1), *(_told(column[k], shown) for column in columns))
            for k in range(len(total))
        ),
        unit=shown,
        start=start(one),
    )


def start(one: View) -> str:
    """Return when the programme begins as a date: readiness less the time it takes."""
    date, time = one.figure("readiness.date"), one.figure("readiness.time")
    return "" if date is None or time is None else format_epoch(date.value - time.value)


def _flows(one: View) -> dict[str, list[float]]:
    """Return the yearly amounts by kind in the order of KINDS."""
    given = {} if one.programme is None else one.programme["flows"]
    return {kind: [float(v) for v in given[kind]] for kind in KINDS if given.get(kind)}


def _unit(one: View) -> str:
    total = one.figure("cost.total")
    return "" if total is None else total.unit


def _sum(flows: Mapping[str, Sequence[float]]) -> list[float]:
    return [sum(year) for year in zip(*flows.values(), strict=True)]


def _told(value: float, shown: str) -> str:
    return number(units.to_shown(value, shown), 4).replace("-", "−")


def _bars(kind: str, years: list[int], flow: Sequence[float], shown: str) -> dict[str, Any]:
    words, colour = KINDS[kind]
    return {
        "type": "bar",
        "name": words,
        "x": years,
        "y": significant(units.to_shown(value, shown) for value in flow),
        "marker": {"color": colour},
        "hovertemplate": "%{y:,.4g}",
    }


def _line(years: list[int], running: Sequence[float], shown: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Sum so far",
        "x": years,
        "y": significant(units.to_shown(value, shown) for value in running),
        "yaxis": "y2",
        "line": {"color": "--ink", "width": 2},
        "hovertemplate": "%{y:,.4g}",
    }
