"""The page of a comparison of techniques: the answer, a row each, how much, what decides.

Made from plain stored data alone.  Checked: tests/report/test_redirect_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.base.words import great
from windlass.report import redirect_charts as charts
from windlass.report.chart import Chart
from windlass.report.page import render_page
from windlass.report.references import references

NOT_COMPUTED: Final = "not computed"
SWINGS: Final = 3
"""Techniques whose inputs are drawn, those that do most."""
BASIS: Final = {
    "deflect": "Each technique's push is steered by the encounter's linear answer, found by "
    "flights of the reference model, and then flown on the asteroid by all forces up to the "
    "encounter. What a technique gives follows from its published model. Dates are TDB.",
    "deliver": "Each technique's push is an engine on the asteroid along the whole way about the "
    "Sun. Dates and masses are found by the linear answer of low thrust; where that is told, the "
    "way was solved by collocation and flown by all forces. Five per cent of the thrust is kept "
    "back. Dates are TDB.",
}
NEAR: Final = {
    "deflect": "How near: half of the width from 5 to 95 % of where the encounter is shifted to, "
    "by what the technique itself is unsure of, the asteroid’s mass known.",
    "deliver": "How near: off its aim with a chance of 95 %, the push wandering from correction to "
    "correction by a share that is assumed for each technique, steered with what is kept back.",
}
SOURCES: Final = {
    "deflect": ("izzo2007", "farnocchia2019b", "valsecchi2003"),
    "deliver": ("walker1985", "wachter2006", "edelbaum1961"),
}


def redirect_page(told: Mapping[str, Any]) -> str:
    """Return the page of a comparison (``studies.redirect_run.compared``) as one HTML text."""
    rows = told["techniques"]
    made = [_techniques(told), _largest(told), _curve(told), _flown(told), _combined(told),
            _swings(told), _keyholes(told), _known(rows)]  # fmt: skip
    sections = [one for one in made if one is not None]
    used = dict.fromkeys(
        [*SOURCES[told["mode"]], *(key for row in rows for key in row["sources"]),
         *told["mass_kg"]["sources"], *told.get("destination", {}).get("sources", [])]
    )  # fmt: skip
    context = {
        "title": told["title"],
        "kind": f"Techniques that change the course of {told['asteroid']}",
        "about": list(told["lines"]), "facts": _facts(told), "sections": sections,
        "notes": [*told["notes"], *_notes(told)], "basis": BASIS[told["mode"]],
        "references": references(tuple(key for key in used if key != "windlass")),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("sections.html", drawn, context)


def _section(
    key: str, title: str, *, lines: Sequence[str] = (), tables: Sequence[Mapping[str, Any]] = (),
    drawn: Sequence[tuple[Chart | None, str]] = (),
) -> dict[str, Any]:  # fmt: skip
    return {
        "key": key, "title": title, "missing": "", "lines": list(lines), "tables": list(tables),
        "charts": [(chart, caption) for chart, caption in drawn if chart is not None], "long": 40,
    }  # fmt: skip


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], wrap: int | str = 0
) -> dict[str, Any]:
    return {"caption": caption, "heads": list(heads), "rows": [list(r) for r in rows], "wrap": wrap}


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    fleet = told["fleet"]
    out = [
        ("Mass of the asteroid", _ranged(told["mass_kg"], 1e3, "t")),
        ("Diameter", _ranged(told["diameter_m"], 1.0, "m")),
        ("Density", _ranged(told["density_kg_m3"], 1.0, "kg/m³")),
        ("Spin period", NOT_COMPUTED if told["spin_period_s"] is None
         else f"{told['spin_period_s'] / 3600.0:,.3g} h"),
        ("Speed of escape", f"{told['escape_m_s']:.3g} m/s"),
        ("Ships", f"{fleet['ships']:,} of {fleet['dry_kg'] / 1e3:g} t dry, "
         f"{fleet['propellant_kg'] / 1e3:g} t of propellant, {fleet['power_w'] / 1e3:g} kW"),
        ("Launcher", str(fleet["launcher"]).replace("-", " ")),
    ]  # fmt: skip
    if told["mode"] == "deflect":
        meets = told["encounter"]
        out += [
            ("Encounter", f"{meets['date']}, {meets['perigee_km']:,.0f} km at "
             f"{meets['vinf_m_s'] / 1e3:.2f} km/s"),
            ("On the b-plane", f"ξ {meets['xi_km']:,.0f} km, ζ {meets['zeta_km']:,.0f} km"),
            ("Shift that is needed", f"{told['needed_km']:,.0f} km"),
        ]  # fmt: skip
    else:
        out.append(("Way out", f"{told['out_yr']:.1f} yr of the {told['within_yr']:g} yr"))
    return out


def _ranged(one: Mapping[str, Any], size: float, unit: str) -> str:
    value = f"{_number(one['value'] / size, 4)} {unit}"
    if one["low"] is None or one["high"] is None:
        return value
    return f"{value} ({_number(one['low'] / size, 4)} to {_number(one['high'] / size, 4)})"


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else great(float(f"{value:.{digits}g}"), digits)


def _tonnes(kg: float | None) -> str:
    return "–" if kg is None else _number(kg / 1e3)


def _techniques(told: Mapping[str, Any]) -> dict[str, Any]:
    rows, deflect = told["techniques"], told["mode"] == "deflect"
    heads = [
        "Technique", "Does it", "Of what is needed", "Given, mm/s", "Needed, mm/s", "Launches",
        "Mass, t", "Years", "How near, km", "Becomes of it", "Readiness", "Cost, bn USD",
    ]  # fmt: skip
    table = [
        [
            row["title"], "yes" if row["feasible"] else "no",
            _spread(row) if deflect else _number(row["share_of_needed"], 2),
            _number(None if row["dv_m_s"] is None else 1e3 * row["dv_m_s"]),
            _number(None if row["dv_needed_m_s"] is None else 1e3 * row["dv_needed_m_s"]),
            _number(row["launches"]), _tonnes(row.get("equipment_kg")),
            _number(row.get("time_yr")), _near(row), row.get("becomes", "–"),
            f"{row['readiness']} ({row['readiness_low']} to {row['readiness_high']})",
            _number(None if row["cost_usd"] is None else row["cost_usd"] / 1e9),
        ]
        for row in rows
    ]  # fmt: skip
    lines = [
        f"{row['title']}: {row['why']}" + ("" if row["why"].endswith(".") else ".")
        for row in rows if row["why"] and row["share_of_needed"] is None
    ]  # fmt: skip
    lines.append(NEAR[told["mode"]])
    what = "Shift of the encounter" if deflect else "Change of velocity"
    return _section(
        "techniques", "Technique by technique", lines=lines,
        tables=[_table("What each does with the same ships", heads, table)],
        drawn=[(charts.share_chart(rows, what), f"{what} by what is needed")],
    )  # fmt: skip


def _near(row: Mapping[str, Any]) -> str:
    """Return how near it comes to what was aimed at; that some samples do not arrive is told."""
    if row.get("does_not_arrive", 0.0) > 0.05:
        return f"{row['does_not_arrive']:.0%} do not arrive"
    return _number(row.get("precision_km"), 2)


def _spread(row: Mapping[str, Any]) -> str:
    if row["share_of_needed"] is None:
        return "–"
    low, high = row["share_5_95"]
    return f"{_number(row['share_of_needed'], 2)} ({_number(low, 2)} to {_number(high, 2)})"


def _largest(told: Mapping[str, Any]) -> dict[str, Any]:
    rows, mass = told["techniques"], told["mass_kg"]["value"]
    thrown = [
        f"{row['title']}: {_tonnes(row['largest_arrives_kg'])} t of that arrive; the rest is "
        "thrown away on the way."
        for row in rows
        if row.get("largest_arrives_kg") and row["largest_arrives_kg"] < 0.999 * row["largest_kg"]
    ]  # fmt: skip
    most = "10,000" if told["mode"] == "deflect" else "a billion"
    table = [
        [row["title"], _tonnes(row["largest_kg"]),
         "–" if not row["largest_kg"] else _number(row["largest_kg"] / mass, 2),
         "–" if not row["largest_kg"] else f"more than {most}"
         if row["ships_for_this_asteroid"] is None else great(row["ships_for_this_asteroid"], 3)]
        for row in rows
    ]  # fmt: skip
    return _section(
        "largest", "The largest asteroid that each can do it to", lines=thrown,
        tables=[_table("Of the asteroid's density and spin, with these ships and this time",
                       ["Technique", "Largest, t", "By this asteroid's mass",
                        "Ships for this asteroid"], table)],
        drawn=[(charts.largest_chart(rows, mass / 1e3), "Largest asteroid by technique")],
    )  # fmt: skip


def _curve(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told.get("curve"):
        return None
    titles = {
        row["technique"]: row["title"] for row in told["techniques"] if row["largest_kg"]
    }  # fmt: skip
    heads = ["Ships", *titles.values()]
    table = [
        [f"{row['ships']:,}", *(_tonnes(row.get(key)) for key in titles)] for row in told["curve"]
    ]
    return _section(
        "curve", "More ships",
        tables=[_table("Largest mass delivered, t", heads, table)],
        drawn=[(charts.curve_chart(told["curve"], titles, told["mass_kg"]["value"] / 1e3),
                "Largest mass delivered by the number of ships")],
    )  # fmt: skip


def _flown(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told.get("flown"):
        return None
    titles = {row["technique"]: row["title"] for row in told["techniques"]}
    lines = []
    for key, one in told["flown"].items():
        if "start_kg" not in one:
            lines.append(f"{titles[key]}: {one['why']}")
            continue
        line = (
            f"{titles[key]}: the optimiser moves {one['start_kg'] / 1e3:,.0f} t, the linear answer "
            f"said {one['linear_kg'] / 1e3:,.0f} t; {one['propellant_kg'] / 1e3:,.1f} t are spent "
            "about the Sun alone, "
        )
        if one["all_forces_kg"] is None:
            line += f"and among all bodies no path was found: {one['why']}"
        else:
            line += f"and {one['all_forces_kg'] / 1e3:,.1f} t among all bodies."
        lines.append(line)
    return _section("flown", "Solved and flown among all bodies", lines=lines)


def _combined(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told.get("combinations"):
        return None
    titles = {row["technique"]: row["title"] for row in told["techniques"]}
    table = [
        [titles[one["first"]], titles[one["second"]], _points(one["alone"]), _points(one["both"]),
         f"{one['chance_alone']:.0%}", f"{one['chance']:.0%}", _number(one["left_alone"], 2),
         _number(one["left"], 2)]
        for one in told["combinations"]
    ]  # fmt: skip
    return _section(
        "combinations", "One after another",
        lines=["A blow is measured, and what follows steers to 1.1 of what is needed, as far as it "
               "can; the asteroid's mass and what each technique is unsure of are drawn 2,000 "
               "times, the same asteroid for both."],
        tables=[_table(
            "Shift by what is needed: 5, 50 and 95 %; the chance that it is enough; from 5 to 95 % "
            "of where it ends",
            ["First", "Then", "The first alone", "Both", "Enough alone", "Enough with both",
             "Width alone", "Width with both"], table,
        )],
    )  # fmt: skip


def _points(three: Sequence[float]) -> str:
    return "; ".join(_number(one, 2) for one in three)


def _swings(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told.get("tornado"):
        return None
    titles = {row["technique"]: row["title"] for row in told["techniques"]}
    some = [key for key in titles if told["tornado"].get(key)][:SWINGS]
    what = "Share of what is needed" if told["mode"] == "deflect" else (
        "Largest mass delivered, by that with nothing moved"
    )  # fmt: skip
    drawn = [
        (charts.swing_chart(key, titles[key], told["tornado"][key], what),
         f"{titles[key]}: what decides")
        for key in some
    ]  # fmt: skip
    return _section("decides", "What decides", drawn=drawn)


def _keyholes(told: Mapping[str, Any]) -> dict[str, Any] | None:
    found = told.get("keyholes")
    if found is None:
        return None
    if found["why"]:
        return _section("keyholes", "Keyholes", lines=[f"Not computed: {found['why']}"])
    table = [
        [one["resonance"], one["returns"], f"{one['zeta_km']:,.0f}",
         one["note"] or NOT_COMPUTED if one["width_m"] is None
         else "passes by" if one["width_m"] == 0.0 else f"{one['width_m']:,.0f}", one["found"]]
        for one in found["holes"]
    ]  # fmt: skip
    lines = [
        f"Looked for within {found['within_km']:,.0f} km along ζ, for returns within "
        f"{found['years']} years; secondary returns are not. "
        + (f"{len(table)} resonances cross it." if table else "None was found.")
    ]
    near = [row for row in told["techniques"] if row.get("from_keyhole_km") is not None]
    lines += [
        f"{row['title']} ends {abs(row['from_keyhole_km']):,.0f} km "
        + ("within" if row["from_keyhole_km"] < 0.0 else "from the edge of") + " a keyhole."
        for row in near
    ]  # fmt: skip
    return _section(
        "keyholes", "Keyholes", lines=lines,
        tables=[_table("Resonances: years of the planet to turns of the asteroid",
                       ["Resonance", "Returns", "ζ, km", "Width, m", "Found by"], table)],
    )  # fmt: skip


def _known(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    table = [
        [row["title"], row["readiness_rests_on"], "; ".join(row["flights"]) or "none",
         row["valid_for"], "; ".join([*row.get("needs", []), *row.get("flags", [])]) or "–"]
        for row in rows
    ]  # fmt: skip
    return _section(
        "known", "What is known of each",
        tables=[_table("Readiness, what was flown or tried, validity, what it needs here",
                       ["Technique", "Readiness rests on", "Flown or tried", "Valid for",
                        "Here: needs, and where it is outside of what was tried"], table,
                       wrap="all")],
    )  # fmt: skip


def _notes(told: Mapping[str, Any]) -> list[str]:
    out = [
        "Every technique has the same ships, with the same mass on arrival; an impactor hits with "
        "all of it.",
        "Costs are those of ships and launches alone; what a technique lacks in readiness, "
        "operations and reserve are not in them.",
        "Readiness is a judgement from what was flown and tried, not a published level.",
    ]
    if told["mode"] == "deflect":
        out.append(
            f"Impacts on ground of the kind {told['material']!r}, all within one season; "
            f"explosives of {told['yield_kt']:g} kt."
        )
    if told["orbit_precision"] not in ("full", "assumed"):
        out.append("Its orbit is known by rounded elements only: nothing here certifies.")
    return out
