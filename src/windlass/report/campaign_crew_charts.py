"""Charts of a campaign's people: hours at work and outside, and dose, beside their limits.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.campaign_words import day, figure, percent, plain
from windlass.report.chart import COLOURS, Chart, axis, safe, significant

MOST: Final = 24
"""People that are drawn, those nearest to their limits."""
ROW: Final = 24
ROOM: Final = 180
OVER: Final = "--c6"


def busiest(hours: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return one row each person, of the busiest seven days, the nearest to the limit first."""
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for one in hours:
        key = (one["team"], int(one["number"]))
        if key not in found or one["hours"] > found[key]["hours"]:
            found[key] = one
    return sorted(found.values(), key=lambda one: (-_share(one), one["team"], one["number"]))


def _share(one: Mapping[str, Any]) -> float:
    return float(one["hours"] / one["limit_h"]) if one["limit_h"] else 0.0


def person(one: Mapping[str, Any]) -> str:
    """Return "pad-crew 3"; numbers count from 0."""
    return f"{plain(one['team'])} {int(one['number'])}"


def hours_chart(hours: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return hours of the busiest seven days of each person beside the limit; None for nobody."""
    return _weeks("chart-hours", hours, "Hours")


def evas_chart(evas: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return hours outside in the busiest seven days of each person; None where nobody goes out."""
    return _weeks("chart-evas", evas, "Hours outside")


def _weeks(key: str, hours: Sequence[Mapping[str, Any]], what: str) -> Chart | None:
    every = busiest(hours)
    rows = every[:MOST]
    if not rows:
        return None
    labels = [person(one) for one in rows]
    words = [
        f"{name}, from {day(one['week_s'])}: {figure(one['hours'])} h of {limit_text(one)}"
        for name, one in zip(labels, rows, strict=True)
    ]
    return _beside(
        key, labels, [one["hours"] for one in rows], [one["limit_h"] for one in rows],
        words, (f"{what} in the busiest seven days", "h"), len(every),
        f"{what.lower()} of {len(every)} people in their busiest seven days; "
        f"the nearest to its limit is {words[0]}",
    )  # fmt: skip


def limit_text(one: Mapping[str, Any]) -> str:
    """Return the limit of a rule in hours, or that it has none for a week."""
    return "no weekly limit" if one["limit_h"] is None else f"{figure(one['limit_h'])} h"


def over(value: float, limit: float | None) -> bool:
    """Return whether a value is above its limit, beyond what arithmetic rounds."""
    return limit is not None and value > limit * (1.0 + 1e-9)


def dose_chart(doses: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return the dose of each person beside the limit of a career; None for nobody."""
    every = sorted(doses, key=lambda one: -(one["share"] or 0.0))
    rows = every[:MOST]
    if not rows:
        return None
    labels = [plain(one["who"]) for one in rows]
    words = [
        f"{plain(one['who'])}, {one['agency']}: {figure(one['msv'])} mSv of "
        f"{figure(one['limit_msv'])} mSv, {percent(one['share'])}"
        for one in rows
    ]
    return _beside(
        "chart-dose", labels, [one["msv"] for one in rows], [one["limit_msv"] for one in rows],
        words, ("Dose", "mSv"), len(every),
        f"dose of {len(every)} people beside the limit of a career; the nearest to it is "
        f"{words[0]}",
    )  # fmt: skip


def _beside(
    key: str, labels: Sequence[str], values: Sequence[float], limits: Sequence[float | None],
    words: Sequence[str], what: tuple[str, str], every: int, alt: str,
) -> Chart:  # fmt: skip
    names, text = [safe(one) for one in labels], [safe(one) for one in words]
    past = [over(value, limit) for value, limit in zip(values, limits, strict=True)]
    traces: list[dict[str, Any]] = []
    for name, colour, want in (("within the limit", COLOURS[0], False), ("above it", OVER, True)):
        mine = [k for k, is_over in enumerate(past) if is_over == want]
        if mine:
            traces.append({
                "type": "bar", "orientation": "h", "name": name, "showlegend": True,
                "y": [names[k] for k in mine], "x": significant(values[k] for k in mine),
                "text": [text[k] for k in mine], "textposition": "none",
                "marker": {"color": colour}, "hovertemplate": "%{text}<extra></extra>",
            })  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "markers", "name": "limit", "showlegend": True, "y": names,
        "x": significant(limits), "hovertemplate": "limit of %{y}: %{x:,.4g}<extra></extra>",
        "marker": {"symbol": "line-ns-open", "size": 16, "color": "--ink", "line": {"width": 2}},
    })  # fmt: skip
    layout = {
        "xaxis": axis(*what, rangemode="tozero", nticks=7),
        "yaxis": axis("Person", "", type="category", categoryorder="array",
                      categoryarray=names[::-1], range=[-0.6, len(names) - 0.4]),
        "barmode": "overlay", "hovermode": "closest",
    }  # fmt: skip
    notes = (f"The {MOST} of {every} people nearest to their limits.",) if every > MOST else ()
    height = ROOM + ROW * len(names)
    return Chart(
        key=key, traces=traces, layout=layout, height=height, tall=height + 80, alt=alt,
        notes=notes, widest=1000,
    )  # fmt: skip
