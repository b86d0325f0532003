"""Ledger of a campaign's propellants: what waits at each node, what each leg burns, what is lifted.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.base.words import scale
from windlass.report.campaign_words import Names, mass, plain, stamps
from windlass.report.chart import COLOURS, Chart, axis, safe, significant

MOST: Final = 6
"""Fluids that are drawn, those of which most waits."""
ROW: Final = 34
DATE: Final = "Date (TDB)"
PLAIN: Final[dict[str, Any]] = {"exponentformat": "none", "separatethousands": True}


def stock_charts(told: Mapping[str, Any], names: Names) -> list[tuple[str, Chart]]:
    """Return (fluid, chart of its stock by node over time), those with most of it."""
    found = []
    for fluid in names.fluids:
        steps = _steps(told["stays"], fluid)
        peak = max((many for row in steps.values() for many in row.values()), default=0.0)
        if peak > 0.0:
            found.append((peak, fluid, steps))
    ends = (float(told["start_s"]), float(told["end_s"]))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [
        (fluid, _stock(f"chart-stock-{number}", fluid, steps, names, ends))
        for number, (_, fluid, steps) in enumerate(found[:MOST], start=1)
    ]


def _steps(stays: Sequence[Mapping[str, Any]], fluid: str) -> dict[str, dict[float, float]]:
    """Return node -> instant -> stock [kg] from then on; what ends is 0 from then on."""
    begins: dict[str, dict[float, float]] = {}
    for one in stays:
        many = one["items"].get(fluid, 0.0)
        if many > 1e-6:
            row = begins.setdefault(one["node"], {})
            row[one["from_s"]] = row.get(one["from_s"], 0.0) + many
            row.setdefault(one["until_s"], 0.0)
    return begins


def _stock(
    key: str,
    fluid: str,
    steps: Mapping[str, Mapping[float, float]],
    names: Names,
    ends: tuple[float, float],
) -> Chart:
    instants = sorted({*ends, *(t for row in steps.values() for t in row)})
    nodes = sorted(steps, key=lambda node: names.order.get(node, 0))
    size, unit = _unit([many for row in steps.values() for many in row.values()])
    traces = []
    for node in nodes:
        told, now = [], 0.0
        for t in instants:
            now = steps[node].get(t, now)
            told.append(now / size)
        colour = COLOURS[names.order.get(node, 0) % len(COLOURS)]
        traces.append({
            "type": "scatter", "mode": "lines", "name": safe(names.node(node)),
            "x": stamps(instants), "y": significant(told), "stackgroup": "one",
            "line": {"shape": "hv", "color": colour, "width": 1.5}, "showlegend": True,
            "hovertemplate": f"%{{x}}: %{{y:,.4g}} {unit}<extra>{safe(names.node(node))}</extra>",
        })  # fmt: skip
    most = max(steps.items(), key=lambda row: max(row[1].values()))
    layout = {
        "xaxis": axis(DATE, "", type="date", nticks=8),
        "yaxis": axis(f"Stock of {plain(fluid)}", unit, rangemode="tozero", **PLAIN),
        "hovermode": "closest",
    }  # fmt: skip
    return Chart(
        key=key, traces=traces, layout=layout, height=380, tall=440,
        alt=f"stock of {plain(fluid)} at nodes over time; most at {names.node(most[0])}, "
        f"{mass(max(most[1].values()))}",
    )  # fmt: skip


def _unit(kg: Sequence[float]) -> tuple[float, str]:
    most = max(kg, default=0.0)
    if most < 1e3:
        return 1.0, "kg"
    size, word = scale(most / 1e3)
    return 1e3 * size, f"{word} t".strip()


def burned_by_leg(told: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return leg -> propellant -> kg that all trips over it burn, in the order of the legs."""
    found: dict[str, dict[str, float]] = {one["key"]: {} for one in told["legs"]}
    for trip in told["trips"]:
        row = found.setdefault(trip["leg"], {})
        for fluid, kg in trip["burned"].items():
            row[fluid] = row.get(fluid, 0.0) + kg
    return {leg: row for leg, row in found.items() if any(kg > 1e-6 for kg in row.values())}


def burned_chart(told: Mapping[str, Any]) -> Chart | None:
    """Return the propellant that each leg burns; None where nothing is burned."""
    rows = burned_by_leg(told)
    if not rows:
        return None
    size, unit = _unit([sum(row.values()) for row in rows.values()])
    labels = [safe(plain(leg)) for leg in rows]
    fluids = sorted({fluid for row in rows.values() for fluid in row})
    traces = [
        {
            "type": "bar", "orientation": "h", "name": safe(plain(fluid)), "y": labels,
            "x": significant([row.get(fluid, 0.0) / size for row in rows.values()]),
            "marker": {"color": COLOURS[k % len(COLOURS)]}, "showlegend": True,
            "hovertemplate": f"%{{y}}: %{{x:,.4g}} {unit}<extra>{safe(plain(fluid))}</extra>",
        }
        for k, fluid in enumerate(fluids)
    ]  # fmt: skip
    layout = {
        "xaxis": axis("Burned by all trips", unit, rangemode="tozero", nticks=6, **PLAIN),
        "yaxis": axis("Leg", "", type="category", categoryorder="array",
                      categoryarray=labels[::-1]),
        "barmode": "stack", "hovermode": "closest",
    }  # fmt: skip
    most = max(rows.items(), key=lambda row: sum(row[1].values()))
    height = 150 + ROW * len(rows)
    return Chart(
        key="chart-burned", traces=traces, layout=layout, height=height, tall=height + 60,
        alt=f"propellant burned by leg; most on {plain(most[0])}, {mass(sum(most[1].values()))}",
    )  # fmt: skip


def launched_chart(told: Mapping[str, Any]) -> Chart | None:
    """Return what launches have lifted by each date; None where nothing is launched."""
    up = {one["key"] for one in told["legs"] if one["launch"]}
    rows = sorted(
        (one["leaves_s"], one["mass_kg"], sum(one["flown"].values()))
        for one in told["trips"] if one["leg"] in up
    )  # fmt: skip
    if not rows:
        return None
    when, lifted, launches = [told["start_s"]], [0.0], [0]
    for t, kg, many in rows:
        when.append(t)
        lifted.append(lifted[-1] + kg)
        launches.append(launches[-1] + many)
    when.append(told["end_s"])
    lifted.append(lifted[-1])
    launches.append(launches[-1])
    size, unit = _unit(lifted)
    traces = [{
        "type": "scatter", "mode": "lines", "x": stamps(when), "showlegend": False,
        "y": significant(kg / size for kg in lifted), "customdata": launches,
        "line": {"shape": "hv", "color": COLOURS[0], "width": 2.5},
        "hovertemplate": f"%{{x}}: %{{y:,.4g}} {unit} by %{{customdata}} launches<extra></extra>",
    }]  # fmt: skip
    layout = {
        "xaxis": axis(DATE, "", type="date", nticks=8),
        "yaxis": axis("Launched so far", unit, rangemode="tozero", **PLAIN), "hovermode": "closest",
    }  # fmt: skip
    return Chart(
        key="chart-launched", traces=traces, layout=layout, height=360, tall=400,
        alt=f"mass launched by date, {mass(lifted[-1])} by {launches[-1]} launches in all",
    )  # fmt: skip
