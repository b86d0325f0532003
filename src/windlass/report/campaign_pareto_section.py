"""Section of a campaign's page on two goals: the front, what is proven beneath it, its plans.

Checked: tests/report/test_campaign_pareto_section.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.amounts import amount
from windlass.report.campaign_words import Ids, figure, mass, percent, plain, section, ships, table
from windlass.report.chart import COLOURS, Chart, axis, safe

NAMES: Final = {
    "cost": "cost", "launch-mass": "launched mass", "time": "time until all is delivered",
}  # fmt: skip
REASONS: Final = {
    "dominated": "Pareto-dominated: another plan is better in one goal and no worse in the other",
    "equal": "the same in both goals as another plan",
    "refused": "the replay refuses it",
    "no plan in the time": "no plan was found in the time; the front may be better there",
}
SMALL: Final = 1e-6
"""A gap below which its digits are those of the arithmetic."""

FIRST: Final = 6
"""Departures that a point names when it is pointed at."""


def pareto_section(told: Mapping[str, Any], ids: Ids) -> dict[str, Any] | None:
    """Return the section; None where no front was asked for, or none exists."""
    found = told.get("front")
    if found is None:
        return None
    goal, against, currency = found["goal"], found["against"], told["currency"]
    points = found["points"]
    rows = table(
        "Plans of the front", ["Point", NAMES[against].capitalize(), NAMES[goal].capitalize(),
                               "No plan is below", "Gap", "Last delivery", "Flights"],
        [[one["anchor"], shown(one["against"], against, currency),
          shown(one["value"], goal, currency), shown(one["bound"], goal, currency),
          _gap(one["gap"]), one["last_delivery"], ships(one["flights"])] for one in points],
        ids=[ids.take(one["anchor"]) for one in points], wrap=(6,),
    )  # fmt: skip
    left = table(
        "Limits whose plan is no point of the front",
        [f"Limit of {NAMES[against]}", NAMES[goal].capitalize(), "Why"],
        [["none" if one["limit"] is None else shown(one["limit"], against, currency),
          "–" if one["value"] is None else shown(one["value"], goal, currency),
          REASONS[one["why"]]] for one in found["left"]], wrap=(2,),
    )  # fmt: skip
    return section(
        "front", f"{NAMES[goal].capitalize()} against {NAMES[against]}",
        lines=_lines(found, currency), tables=[rows, left],
        drawn=[(pareto_chart(found, currency),
                "Each point is a plan, and no other that was found is better in both goals. The "
                "line beneath is proven: no plan on this grid lies below it.")],
    )  # fmt: skip


def shown(value: float, goal: str, currency: str) -> str:
    """Return a value of a goal with its unit."""
    if goal == "cost":
        return amount(value, currency)
    return mass(value) if goal == "launch-mass" else f"{figure(value, 5)} d"


def _gap(share: float) -> str:
    return percent(share) if share >= SMALL else f"under {percent(SMALL)}"


def _lines(found: Mapping[str, Any], currency: str) -> list[str]:
    goal, against, points = found["goal"], found["against"], found["points"]
    least = found["least_against"]
    if len(points) == 1:
        lines = [
            f"One plan has the least {NAMES[goal]} and the least {NAMES[against]} that was found "
            "at once: the Pareto front is this one point, and the two goals do not pull apart."
        ]
    else:
        fast, cheap = points[0], points[-1]
        lines = [
            f"The Pareto front goes from {shown(cheap['value'], goal, currency)} with "
            f"{shown(cheap['against'], against, currency)} ({cheap['anchor']}) to "
            f"{shown(fast['value'], goal, currency)} with "
            f"{shown(fast['against'], against, currency)} ({fast['anchor']})."
        ]
    lines.append(
        f"Least {NAMES[against]} that was found: {shown(least['value'], against, currency)}; no "
        f"plan on this grid is below {shown(least['bound'], against, currency)}."
    )
    late = [one for one in points if one["status"] == "feasible"]
    if late:
        lines.append(
            f"Not proven within the gap that was asked for: {len(late)} of {len(points)} points; "
            f"{percent(found['asked_gap'])} was asked for, the widest gap is "
            f"{percent(max(one['gap'] for one in late))}."
        )
    lines.append("Each plan is replayed independently; one with a fault is not shown.")
    return lines


def pareto_chart(found: Mapping[str, Any], currency: str) -> Chart | None:
    """Return the front: points, and steps of what is proven beneath them; None for one point."""
    goal, against, points = found["goal"], found["against"], found["points"]
    if len(points) < 2:
        return None
    x_unit, x_size = _unit(against, currency, max(one["against"] for one in points))
    y_unit, y_size = _unit(goal, currency, max(one["value"] for one in points))
    x = [one["against"] / x_size for one in points]
    y, bound = ([one[key] / y_size for one in points] for key in ("value", "bound"))
    about = [_about(one, goal, against, currency) for one in points]
    steps = {"type": "scatter", "x": _sig(x), "showlegend": True}
    traces: list[dict[str, Any]] = [
        {**steps, "mode": "lines", "name": "proven: no plan is below", "y": _sig(bound),
         # What is proven of a limit holds for all that is within it.
         "line": {"shape": "vh", "color": COLOURS[1], "width": 2, "dash": "dash"},
         "hoverinfo": "skip"},
        {**steps, "mode": "lines+markers", "name": "plans of the front", "y": _sig(y),
         "line": {"shape": "hv", "color": COLOURS[0], "width": 2.5},
         "marker": {"size": 11, "color": COLOURS[0]}, "text": about,
         "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
         "error_y": {"type": "data", "symmetric": False, "array": [0.0] * len(y),
                     "arrayminus": _sig([max(0.0, a - b) for a, b in zip(y, bound, strict=True)]),
                     "thickness": 1.5, "color": COLOURS[1]}},
    ]  # fmt: skip
    layout = {
        "xaxis": axis(NAMES[against].capitalize(), x_unit, range=_room(x), nticks=8),
        "yaxis": axis(NAMES[goal].capitalize(), y_unit, range=_room([*y, *bound]), nticks=8),
        "hovermode": "closest",
    }
    return Chart(
        key="chart-front", traces=traces, layout=layout, height=440, tall=460,
        alt=f"{len(points)} plans, {NAMES[goal]} against {NAMES[against]}: "
        + "; ".join(f"{shown(one['value'], goal, currency)} with "
                    f"{shown(one['against'], against, currency)}" for one in points),
    )  # fmt: skip


def _about(one: Mapping[str, Any], goal: str, against: str, currency: str) -> str:
    """Return what a point says of itself when it is pointed at."""
    trips = [
        f"{trip['leaves']} {safe(plain(trip['leg']))}: {safe(ships(trip['flown']))}"
        for trip in one["departures"]
    ]
    more = [f"and {len(trips) - FIRST} more departures"] if len(trips) > FIRST else []
    return "<br>".join([
        f"<b>{one['anchor']}</b>",
        f"{NAMES[goal]}: {safe(shown(one['value'], goal, currency))}, at least "
        f"{safe(shown(one['bound'], goal, currency))} (gap {_gap(one['gap'])})",
        f"{NAMES[against]}: {safe(shown(one['against'], against, currency))}",
        f"last delivery: {one['last_delivery']}",
        *trips[:FIRST], *more,
    ])  # fmt: skip


def _unit(goal: str, currency: str, most: float) -> tuple[str, float]:
    if goal == "cost":
        return (f"billion {currency}", 1e9) if most >= 1e10 else (f"million {currency}", 1e6)
    return ("t", 1e3) if goal == "launch-mass" else ("d", 1.0)


def _sig(values: Sequence[float]) -> list[float]:
    return [float(f"{one:.8g}") for one in values]


def _room(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    room = max(0.08 * (high - low), 0.01 * abs(high), 1e-6)
    return _sig([low - room, high + room])
