"""The page of the dock: what differs from the book, how surely, and what could explain it.

Made from plain data alone (``studies.dock_told``).
Checked: tests/report/test_dock_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report.campaign_words import NEVER, capital, section, table
from windlass.report.chart import COLOURS, Chart, axis, safe, significant
from windlass.report.page import render_page
from windlass.report.references import known, references

BASIS: Final = (
    "Double entry in whole grams; movements are never edited. A residual is the reading less the "
    "book; its standard deviation is that of the scale and of the masses as they were entered; "
    "the confidence that it is no error of weighing is that of a normal error, two sides. The "
    "chance of an accident is that one of so many candidates fits by itself."
)
_SHOWN: Final = 20


def dock_page(told: Mapping[str, Any]) -> str:
    """Return the page of the dock's discrepancies as one HTML text."""
    sections = [_residuals(told), _patterns(told), _balances(told)]
    many = len(told["findings"])
    context = {
        "title": "The dock's book and the scale", "kind": "Dock", "sections": sections,
        "badge": "bad" if many or told["passages"] or told["book"] else "good",
        "verdict": f"{many} of {told['weighed']} accounts differ" if many else
        f"{told['weighed']} accounts weighed, none differs",
        "about": _answer(told),
        "facts": [("Accounts weighed", str(told["weighed"])),
                  ("Told from a confidence of", f"{100.0 * told['least']:g} %"),
                  ("Movements that wait", str(told["waiting"]))],
        "notes": [], "basis": BASIS, "run": {}, "references": references(known(set())),
        "commands": ["windlass dock discrepancies", "windlass dock balance"],
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def finding_lines(one: Mapping[str, Any]) -> list[str]:
    """Return what is told of an account that differs, in lines."""
    lines = [
        f"{one['account']}: book {kg(one['book_g'])}, scale {kg(one['reading_g'])}, "
        f"{kg(one['residual_g'], sign=True)} ± {kg(one['sigma_g'])}: {_sure(one)}"
    ]
    if one["counted"] is not None and one["counted"] != one["booked"]:
        lines.append(f"  {one['counted']} pieces counted, {one['booked']} in the book")
    lines += [f"  {p['kind']}: {p['evidence']} (leaves {kg(p['left_g'], sign=True)}; by accident "
              f"{100.0 * p['accident']:.2g} %)" for p in one["patterns"][:3]]  # fmt: skip
    if not one["patterns"]:
        lines.append(f"  unexplained: {_unexplained(one)}")
    return lines


def kg(grams: float, *, sign: bool = False) -> str:
    """Return grams as kilograms for a reader."""
    text = f"{grams / 1e3:+,.3f} kg" if sign else f"{grams / 1e3:,.3f} kg"
    return text.replace("-", "−")


def _unexplained(one: Mapping[str, Any]) -> str:
    if one["residual_g"] > 0:
        return "something came without a record"
    return "something left without a record" if one["residual_g"] < 0 else "the pieces differ"


def _sure(one: Mapping[str, Any]) -> str:
    if one["confidence"] > 0.9999:
        return "no error of weighing, with more than 99.99 % confidence"
    return f"no error of weighing with {100.0 * one['confidence']:.3g} % confidence"


def _answer(told: Mapping[str, Any]) -> list[str]:
    lines = []
    for one in told["findings"][:_SHOWN]:
        what = one["patterns"][0]["evidence"] if one["patterns"] else _unexplained(one)
        lines.append(f"{one['account']} is {kg(one['residual_g'], sign=True)} from the book: "
                     f"{what}.")  # fmt: skip
    lines += [f"Passage without leave: {one}." for one in told["passages"]]
    lines += [f"The kept balances are not those of the log: {one}." for one in told["book"]]
    return lines or ["The scale says what the book says, as far as it can tell."]


def _residuals(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [one["account"], kg(one["book_g"]), kg(one["reading_g"]), kg(one["residual_g"], sign=True),
         kg(one["sigma_g"]), f"{one['z']:+.1f}".replace("-", "−"), _sure(one),
         NEVER if one["counted"] is None else f"{one['counted']} of {one['booked']}"]
        for one in told["findings"]
    ]  # fmt: skip
    heads = ["Account", "Book", "Scale", "Difference", "Standard deviation",
             "Difference by standard deviation", "How sure", "Pieces counted"]  # fmt: skip
    return section("residuals", "What differs", lines=[] if rows else ["Nothing."],
                   tables=[table("Accounts that differ", heads, rows, wrap=(6,))],
                   drawn=[(_chart(told), "Bars: scale less book; the line across each is twice "
                           "its standard deviation, to both sides.")])  # fmt: skip


def _chart(told: Mapping[str, Any]) -> Chart | None:
    rows = told["findings"][:_SHOWN][::-1]
    if not rows:
        return None
    x = [one["residual_g"] / 1e3 for one in rows]
    trace = {
        "type": "bar", "orientation": "h", "y": [safe(one["account"]) for one in rows],
        "x": significant(x), "marker": {"color": COLOURS[1]},
        "error_x": {"type": "data", "array": significant(2.0 * one["sigma_g"] / 1e3
                                                         for one in rows)},
        "hovertemplate": "%{y}: %{x:,.3f} kg<extra></extra>",
    }  # fmt: skip
    said = "; ".join(f"{one['account']} {kg(one['residual_g'], sign=True)}" for one in rows[::-1])
    return Chart(
        key="chart-residuals", traces=[trace], height=120 + 42 * len(rows),
        tall=160 + 42 * len(rows), widest=980, alt=f"Scale less book: {said}.",
        layout={"xaxis": axis("Scale less book", "kg", zeroline=True),
                "yaxis": {"title": {"text": "Account", "standoff": 14}, "automargin": True}},
    )  # fmt: skip


def _patterns(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [one["account"], capital(p["kind"]), p["evidence"], kg(p["explains_g"], sign=True),
         kg(p["left_g"], sign=True), str(p["candidates"]), f"{100.0 * p['accident']:.2g} %"]
        for one in told["findings"] for p in one["patterns"]
    ]  # fmt: skip
    rows += [[one["account"], "Unexplained", capital(_unexplained(one)), NEVER,
              kg(one["residual_g"], sign=True), NEVER, NEVER]
             for one in told["findings"] if not one["patterns"]]  # fmt: skip
    heads = ["Account", "Pattern", "Evidence", "Explains", "Leaves", "Candidates tried",
             "By accident"]  # fmt: skip
    found = table("What could explain it, the likeliest first", heads, rows, wrap=(2,))
    return section("patterns", "What could explain it", tables=[{**found, "long": False}],
                   lines=[] if rows else ["Nothing to explain."])  # fmt: skip


def _balances(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [one["account"], one["kind"], kg(one["grams"]),
         NEVER if one["capacity_g"] is None else kg(one["capacity_g"]), str(one["seats"]),
         NEVER if one["seats_all"] is None else str(one["seats_all"])]
        for one in told["balances"]
    ]  # fmt: skip
    heads = ["Account", "Kind", "Holds", "Takes", "People", "Seats"]
    return section("balances", "The book", tables=[table("Balances now", heads, rows)])
