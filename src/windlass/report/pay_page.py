"""The page of a change of pay, as each may see it.

Made from plain data alone (``studies.pay``), which has only what the view may show.
Checked: tests/report/test_pay_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from windlass.report.campaign_words import NEVER, section, table
from windlass.report.chart import COLOURS, Chart, axis, safe, significant
from windlass.report.page import render_page
from windlass.report.pay_lines import (
    HIDDEN,
    cell_lines,
    many,
    money,
    row_lines,
    stoppage_lines,
    total_lines,
)
from windlass.report.references import known, references

BASIS: Final = (
    "Pay is worked out clause by clause and week by week, in exact decimals, rounded as the "
    "schedule states. What each clause does is its Shapley value: what it adds on average over all "
    "orders in which the clauses could be changed."
)
SMALL: Final = (
    " Totals tell of nobody: no sum of what was told, less other sums, is of fewer than five "
    "people. A clause that touches too few of a group is left out of both schedules there; that it "
    "is tells that it touches few. Groups of fewer than five are told of together, or not at all."
)
TITLES: Final = {
    "manager": "What a change of pay does", "worker": "What a change of pay does to you",
    "representative": "What a change of pay does to groups",
}  # fmt: skip


def pay_page(told: Mapping[str, Any]) -> str:
    """Return the page of a change of pay as one HTML text."""
    view, unit = told["view"], told["currency"]
    sections = _compared(told)
    for k, one in enumerate(told["new"]):
        make = {"manager": _manager, "representative": _cells, "worker": _worker}[view]
        sections += make(one, unit, f"-{k + 1}" if k else "", told)
    loses = sum(_loses(one, view) for one in told["new"][:1])
    hours = told["hours"]
    context = {
        "title": TITLES[view], "kind": "Pay", "sections": sections,
        "badge": "bad" if loses else "good", "verdict": _verdict(told), "about": _about(told),
        "facts": [("People", f"{hours['persons']}"), ("Hours from", hours["first"]),
                  ("Hours to", hours["last"]), ("Beside", told["old"]["name"])],
        "notes": [f"Line {one['line']} of the hours was not read: {one['why']}"
                  for one in hours["refused"]],
        "basis": BASIS + (SMALL if view == "representative" else ""), "run": {},
        "references": references(known({"shapley1953", "cfr778"} | (
            {"chin1982", "kenthapadi2013"} if view == "representative" else set()))),
        "commands": [f"windlass pay compare OLD NEW --hours FILE --view {view}"],
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _about(told: Mapping[str, Any]) -> list[str]:
    """Return the answer in lines: of each schedule what it comes to, and of each group."""
    unit, found = told["currency"], []
    for one in told["new"]:
        if told["view"] == "worker":
            own = row_lines(one["row"], one["clauses"], unit)
        elif told["view"] == "manager":
            own = total_lines(one, unit)[:1] + stoppage_lines(one["stoppage"], unit)
        else:
            own = [cell_lines(cell, one["clauses"], unit)[0] for cell in one["cells"]]
        found += [f"{one['name']}: {text}" for text in own]
    return found


def _loses(one: Mapping[str, Any], view: str) -> bool:
    if view == "worker":
        return Decimal(one["row"]["gain"]) < 0
    if view == "manager":
        return bool(one["total"]["losers"])
    return any(cell["losers"] != 0 for cell in one["cells"])


def _verdict(told: Mapping[str, Any]) -> str:
    one, unit = told["new"][0], told["currency"]
    if told["view"] == "worker":
        return f"{one['name']}: {money(one['row']['gain'], unit, sign=True)}"
    if told["view"] == "manager":
        total = one["total"]
        return f"{total['losers']} of {total['persons']} people lose by {one['name']}"
    cells = [cell for cell in one["cells"] if cell["losers"] is not None]
    return (f"{sum(cell['losers'] for cell in cells)} of {sum(cell['persons'] for cell in cells)} "
            f"people of whom it is told lose by {one['name']}")  # fmt: skip


def _compared(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the schedules side by side, where there are several."""
    if len(told["new"]) < 2 or told["view"] == "worker":
        return []
    unit, rows = told["currency"], []
    for one in told["new"]:
        if told["view"] == "manager":
            total = one["total"]
            rows.append([one["name"], money(total["gain"], unit, sign=True), str(total["losers"]),
                         str(total["gainers"])])  # fmt: skip
        else:
            gains = [Decimal(cell["gain"]) for cell in one["cells"] if cell["gain"] is not None]
            rows.append([one["name"], money(str(sum(gains, Decimal(0))), unit, sign=True),
                         _sum(one["cells"], "losers"), _sum(one["cells"], "gainers")])  # fmt: skip
    heads = ["Schedule", "Change of pay in all", "Lose", "Gain"]
    return [section("compared", "Side by side", tables=[
        table(f"Beside {told['old']['name']}", heads, rows)])]  # fmt: skip


def _sum(cells: Sequence[Mapping[str, Any]], what: str) -> str:
    found = [cell[what] for cell in cells]
    return HIDDEN if any(one is None for one in found) else str(sum(found))


def _manager(
    one: Mapping[str, Any], unit: str, end: str, told: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the sections of all rows of a schedule."""
    rows = [
        [row["group"], str(row["persons"]), f"{row['worked_h']:,.1f} h", money(row["old"], unit),
         money(row["gain"], unit, sign=True), str(row["losers"]), str(row["gainers"])]
        for row in one["groups"]
    ]  # fmt: skip
    heads = ["Group", "People", "Worked", "Paid before", "Change", "Lose", "Gain"]
    workers = [
        [row["person"], row["group"], f"{row['worked_h']:,.1f} h", money(row["old"], unit),
         money(row["new"], unit), money(row["gain"], unit, sign=True),
         f"{row['old_an_hour']:,.2f}", f"{row['new_an_hour']:,.2f}", _clause(row, one["clauses"])]
        for row in sorted(one["workers"], key=lambda row: Decimal(row["gain"]))
    ]  # fmt: skip
    each = ["Worker", "Group", "Worked", "Before", "Then", "Change", f"Before ({unit}/h)",
            f"Then ({unit}/h)", "Most by"]  # fmt: skip
    return [
        section(f"groups{end}", f"{one['name']}: groups and clauses",
                tables=[table("By group", heads, rows), _clauses(one, unit)],
                drawn=[(_spread(one, end), "Workers by what they gain of their pay before.")]),
        section(f"workers{end}", f"{one['name']}: each worker", tables=[
            table("The most is lost first", each, workers, wrap=(8,))]),
        section(f"stoppage{end}", f"{one['name']}: beside a stoppage of work",
                lines=stoppage_lines(one["stoppage"], unit)),
    ]  # fmt: skip


def _clause(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return the clause that does the most to a row."""
    found = [(abs(Decimal(amount)), id_) for id_, amount in row["by_clause"].items()]
    most = max(found, default=(Decimal(0), ""))
    return words.get(most[1], most[1]) if most[0] else NEVER


def _clauses(one: Mapping[str, Any], unit: str) -> dict[str, Any]:
    total, ends = one["total"], dict[str, tuple[int, int]]()
    for worker in one["workers"]:
        for id_, amount in worker["by_clause"].items():
            lose, gain = ends.get(id_, (0, 0))
            ends[id_] = lose + (Decimal(amount) < 0), gain + (Decimal(amount) > 0)
    rows = [
        [one["clauses"].get(id_, id_), money(amount, unit, sign=True), str(ends[id_][0]),
         str(ends[id_][1])]
        for id_, amount in sorted(total["by_clause"].items(), key=lambda row: Decimal(row[1]))
    ]  # fmt: skip
    return table("By clause", ["Clause", "Change", "Lose by it", "Gain by it"], rows, wrap=(0,))


def _spread(one: Mapping[str, Any], end: str) -> Chart | None:
    """Return a histogram of what workers gain of their pay before [%]."""
    shares = [100.0 * float(row["gain"]) / float(row["old"]) for row in one["workers"]
              if float(row["old"]) > 0.0]  # fmt: skip
    if not shares:
        return None
    low, high = min(shares), max(shares)
    trace = {
        "type": "histogram", "x": significant(shares), "marker": {"color": COLOURS[0]},
        "autobinx": True, "hovertemplate": "%{x} %: %{y} workers<extra></extra>",
    }  # fmt: skip
    said = f"{len(shares)} workers, from {low:+.1f} % to {high:+.1f} %"
    return Chart(
        key=f"chart-spread{end}", traces=[trace], height=320, tall=320, widest=900,
        alt=f"Workers by what they gain: {said}.",
        layout={"xaxis": axis("Gain, of pay before", "%", zeroline=True),
                "yaxis": axis("Workers", "number", rangemode="tozero"), "bargap": 0.05},
    )  # fmt: skip


def _cells(
    one: Mapping[str, Any], unit: str, end: str, told: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the section of totals that a representative may see."""
    words = one["clauses"]
    rows = [
        [", ".join(cell["groups"]), str(cell["persons"]), f"{cell['worked_h']:,.1f} h",
         money(cell["old"], unit), money(cell["gain"], unit, sign=True), many(cell["losers"]),
         many(cell["gainers"]),
         ", ".join(words.get(id_, id_) for id_ in cell["left_out"]) or NEVER]
        for cell in one["cells"]
    ]  # fmt: skip
    heads = ["Groups", "People", "Worked", "Paid before", "Change", "Lose", "Gain",
             "Clauses left out"]  # fmt: skip
    by = [[", ".join(cell["groups"]), words.get(id_, id_), money(amount, unit, sign=True)]
          for cell in one["cells"] for id_, amount in cell["by_clause"].items()]  # fmt: skip
    untold = told["untold"]
    said = [f"Of {untold} people no total is told: their groups are too small."] if untold else []
    return [section(
        f"cells{end}", f"{one['name']}: groups", lines=said,
        tables=[table("By group", heads, rows, wrap=(7,)),
                table("By clause", ["Groups", "Clause", "Change"], by, wrap=(1,))],
        drawn=[(_bars(one, unit, end), "What a group's hour gains, of the clauses that are told.")],
    )]  # fmt: skip


def _bars(one: Mapping[str, Any], unit: str, end: str) -> Chart | None:
    shown = [cell for cell in one["cells"] if cell["gain"] is not None][::-1]
    if not shown:
        return None
    values = [float(cell["gain"]) / cell["worked_h"] for cell in shown]
    trace = {
        "type": "bar", "orientation": "h", "y": [safe(", ".join(c["groups"])) for c in shown],
        "x": significant(values), "marker": {"color": COLOURS[0]},
        "hovertemplate": "%{y}: %{x:,.2f} an hour<extra></extra>",
    }  # fmt: skip
    said = "; ".join(f"{', '.join(c['groups'])} {value:+.2f}"
                     for c, value in zip(shown, values, strict=True))  # fmt: skip
    return Chart(
        key=f"chart-cells{end}", traces=[trace], height=120 + 42 * len(shown),
        tall=160 + 42 * len(shown), widest=900, alt=f"Change of pay an hour: {said}.",
        layout={"xaxis": axis("Change of pay an hour worked", f"{unit}/h", zeroline=True),
                "yaxis": {"title": {"text": "Groups", "standoff": 14}, "automargin": True}},
    )  # fmt: skip


def _worker(
    one: Mapping[str, Any], unit: str, end: str, told: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the section of a worker's own row."""
    row = one["row"]
    rows = [
        ["Worked", f"{row['worked_h']:,.2f} h", f"{row['worked_h']:,.2f} h", NEVER],
        ["Paid", money(row["old"], unit), money(row["new"], unit),
         money(row["gain"], unit, sign=True)],
        ["Paid an hour", money(row["old_an_hour"], unit), money(row["new_an_hour"], unit),
         money(row["new_an_hour"] - row["old_an_hour"], unit, sign=True)],
    ]  # fmt: skip
    by = [[one["clauses"].get(id_, id_), money(amount, unit, sign=True)]
          for id_, amount in row["by_clause"].items() if Decimal(amount)]  # fmt: skip
    return [section(f"row{end}", f"{one['name']}: {row['person']}, {row['group']}", tables=[
        table("Before and then", ["", told["old"]["name"], one["name"], "Change"], rows),
        table("By clause", ["Clause", "Change"], by, wrap=(0,))])]  # fmt: skip
