"""The page of hours: each person's hours, rest, EVA and dose beside the rules.

Made from plain data alone (``studies.pay_hours``).
Checked: tests/report/test_hours_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report.campaign_words import NEVER, section, table
from windlass.report.chart import COLOURS, Chart, axis, safe, significant
from windlass.report.page import render_page
from windlass.report.pay_lines import CLAUSES, COUNTS, breach, hours_lines
from windlass.report.references import known, references

BASIS: Final = (
    "Shifts as they were worked, in UTC, against the clauses of one rule of data/duty.toml; hours "
    "in any seven days, whatever the week. Overtime is by weeks from Monday. Doses are rates of "
    "places by time, against the career limit of an agency; no solar storms."
)
_SHOWN: Final = 40


def hours_page(told: Mapping[str, Any]) -> str:
    """Return the page of persons' hours as one HTML text."""
    sections = [_persons(told), _breaches(told), _doses(told)]
    rows = told["persons"]
    broken = sum(1 for row in rows if row["breaches"])
    context = {
        "title": "Hours beside their rules", "kind": "Hours", "sections": sections,
        "badge": "good" if told["kept"] else "bad",
        "verdict": f"{broken} of {len(rows)} people are outside {told['rule']}" if broken else
        f"{len(rows)} people, all within {told['rule']}",
        "about": hours_lines(told)[:12],
        "facts": [("People", str(len(rows))), ("From", told["first"]), ("To", told["last"]),
                  ("Overtime in all", f"{sum(row['overtime_h'] for row in rows):,.1f} h")],
        "notes": [f"Line {one['line']} was not read: {one['why']}" for one in told["refused"]],
        "basis": BASIS, "run": {}, "references": references(known(set())),
        "commands": [f"windlass pay hours FILE --rule {told['rule']}"],
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _persons(told: Mapping[str, Any]) -> dict[str, Any]:
    order = sorted(told["persons"], key=lambda row: -row["busiest_h"])
    rows = [
        [row["person"], row["group"], str(row["shifts"]), f"{row['worked_h']:,.1f} h",
         f"{row['busiest_h']:.1f} h", f"{row['overtime_h']:.1f} h", f"{row['hazard_h']:.1f} h",
         f"{row['evas']}, {row['eva_h']:.1f} h" if row["evas"] else NEVER, str(row["breaches"])]
        for row in order
    ]  # fmt: skip
    heads = ["Person", "Group", "Shifts", "Worked", "Busiest seven days", "Overtime", "Hazardous",
             "EVA", "Breaches"]  # fmt: skip
    return section("persons", "Who works how long", tables=[
        table("The busiest first", heads, rows, bad=[row["breaches"] > 0 for row in order])],
        drawn=[(_chart(told), "The busiest first; the line is the rule's limit.")])  # fmt: skip


def _chart(told: Mapping[str, Any]) -> Chart | None:
    order = sorted(told["persons"], key=lambda row: -row["busiest_h"])[:_SHOWN][::-1]
    limit = told["limits"].get("week_s")
    trace = {
        "type": "bar", "orientation": "h", "y": [safe(row["person"]) for row in order],
        "x": significant(row["busiest_h"] for row in order), "marker": {"color": COLOURS[0]},
        "hovertemplate": "%{y}: %{x:.1f} h<extra></extra>",
    }  # fmt: skip
    shapes = [] if limit is None else [
        {"type": "line", "x0": limit, "x1": limit, "yref": "paper", "y0": 0, "y1": 1,
         "line": {"color": COLOURS[1], "dash": "dash", "width": 2}}]  # fmt: skip
    most = order[-1]
    return Chart(
        key="chart-hours", traces=[trace], height=110 + 22 * len(order),
        tall=150 + 22 * len(order), widest=980,
        alt=f"Hours in the busiest seven days: {most['person']} the most, {most['busiest_h']:.1f} h"
        + ("." if limit is None else f"; the limit is {limit:g} h."),
        layout={"xaxis": axis("Hours in the busiest seven days", "h", rangemode="tozero"),
                "yaxis": {"title": {"text": "Person", "standoff": 14}, "automargin": True,
                          "dtick": 1},
                "shapes": shapes},
    )  # fmt: skip


def _breaches(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[one["person"], breach(one), one["begin"][:16], one["end"][:16], one["anchor"]]
            for one in told["breaches"]]  # fmt: skip
    limits = [f"{CLAUSES.get(name, name).rstrip(':')} {value:g}{'' if name in COUNTS else ' h'}"
              for name, value in told["limits"].items()]  # fmt: skip
    return section("breaches", "What breaks the rule",
                   lines=[*([] if rows else ["Nothing."]), f"Limits of {told['rule']}: "
                          f"{'; '.join(limits)}."],
                   tables=[table("Breaches", ["Person", "What", "From", "To", "Clause"], rows,
                                 wrap=(1,))])  # fmt: skip


def _doses(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [one["person"], one["agency"], f"{one['total_msv']:,.1f} mSv",
         f"{one['low_msv']:,.1f}–{one['high_msv']:,.1f} mSv", f"{one['limit_msv']:,.0f} mSv",
         NEVER if one["reached_d"] is None else f"after {one['reached_d']:,.0f} days"]
        for one in told["doses"]
    ]  # fmt: skip
    heads = ["Person", "Agency", "Dose", "Range", "Career limit", "Limit reached"]
    return section("doses", "Dose", missing="" if rows else "No doses were given.",
                   command="" if rows else "windlass pay hours FILE --dose FILE",
                   tables=[table("Against the career limit", heads, rows,
                                 bad=[one["exceeds"] for one in told["doses"]])])  # fmt: skip
