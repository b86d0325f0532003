"""The report of a study: one page that opens on the answer and explains every figure.

Checked: tests/report/test_study_page.py, tests/report/test_browser.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, tornado
from windlass.base.label import join_all
from windlass.base.words import sources_of
from windlass.report import inputs_table, options_table
from windlass.report.cells import Cell, cell, figure_of, missing
from windlass.report.chart import Chart
from windlass.report.claims_table import MARKS
from windlass.report.explain_tree import Trees
from windlass.report.mass_chart import mass_chart
from windlass.report.page import render_page
from windlass.report.path_chart import path_chart
from windlass.report.porkchop_chart import porkchop_chart
from windlass.report.programme import ROLES, Programme, programme
from windlass.report.pushed_table import COLUMNS, is_technique, pushes
from windlass.report.references import known, references
from windlass.report.settings import settings
from windlass.report.tornado_chart import swings, tornado_chart
from windlass.report.traced import refuse_untraced
from windlass.report.trade_chart import frame_of, trade_chart
from windlass.report.variants import View, leading, of_options, titles, views

MOVED = (("propellant", "Propellant, whole trip"), ("returned", "Returned mass"))
"""Headline figures whose tornado is drawn: role and words."""
MOVED_TOO = (("fleet.ships", "Ships needed"), ("cost.total", "Cost of the programme"))
"""The same, where the run holds a programme and something moves them."""
BODY = (
    ("diameter", "Diameter"),
    ("mass", "Mass"),
    ("density", "Density"),
    ("albedo", "Albedo"),
    ("h", "Absolute magnitude H"),
    ("spin_period", "Spin period"),
    ("metal", "Metal"),
    ("metal_fraction", "Metal, share by mass"),
    ("metal_mass", "Metal"),
    ("water_fraction", "Water, share by mass"),
    ("water_mass", "Water"),
    ("pgm_fraction", "Platinum-group metal, share by mass"),
    ("pgm_mass", "Platinum-group metal"),
)
"""Role of a figure of the target and the words for it."""
ALWAYS = ("diameter", "mass")


def render(
    data: Mapping[str, Any],
    arrays: Mapping[str, pl.DataFrame],
    figures: Mapping[str, Figure],
    *,
    run_id: str = "",
) -> str:
    """Return the report of a study as one HTML text that needs no other file.

    data, arrays, figures: of a StudyResult, fresh or from the store; run_id: its content hash,
    empty where it is not to be shown.  Raises InvalidInput for a figure without a trace, for
    a figure or table that the study names and that is not there, and for an unknown reference.
    """
    refuse_untraced(figures)
    every = views(data, figures)
    found = [one for one in every if not is_technique(one)]
    first = leading(found)
    others = of_options(data.get("instead", []), figures)
    named = titles([*every, *others])
    trade = trade_chart(found, arrays)
    porkchops = [_porkchop(number, one, arrays, named) for number, one in _numbered(data)]
    flights = [_flight(one, arrays) for one in _first(found, first)]
    tornados = _tornados(first, named)
    more = programme(data, arrays, figures, _first(found, first), others, named, every)
    charts = [*_charts(trade, porkchops, flights, tornados), *more.charts]
    trees = Trees(named)
    pushed = [one for one in every if is_technique(one)]
    opened = _trees(trees, [*_first(found, first), *pushed, *others], first)
    keys = sources_of(figures.values()) | _orbit_keys(data["target"]) | _claim_keys(more)
    context = {
        "data": data,
        "run_id": run_id,
        "views": found,
        "first": first,
        "programme": more,
        "claim_marks": MARKS,
        "tables": options_table.tables(found),
        "pushes": pushes(every),
        "anchors": {one.name: place for one in figures.values() if (place := trees.anchor(one))},
        "trade": trade,
        "trade_tables": [(one, frame_of(one, arrays)) for one in found],
        "porkchops": porkchops,
        "flights": flights,
        "tornados": tornados,
        "body": _body(data["target"], figures),
        "groups": inputs_table.groups(figures.values(), named),
        "trees": opened,
        "references": references(keys),
        "reference_keys": known(keys),
        "label": join_all(figure.label for figure in figures.values()),
        "settings": settings(data["scenario"]),
    }
    return render_page("study.html", charts, context)


def _charts(
    trade: Chart | None,
    porkchops: list[dict[str, Any]],
    flights: list[dict[str, Any]],
    tornados: list[dict[str, Any]],
) -> list[Chart]:
    found = [trade, *(one["chart"] for one in porkchops), *(one["chart"] for one in tornados)]
    found += [chart for one in flights for chart in (one["path"], one["masses"])]
    return [chart for chart in found if chart is not None]


def _numbered(data: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    return list(enumerate(data["porkchops"], start=1))


def _porkchop(
    number: int,
    one: Mapping[str, Any],
    arrays: Mapping[str, pl.DataFrame],
    named: Mapping[str, str],
) -> dict[str, Any]:
    if one["array"] not in arrays:
        raise InvalidInput("the table of a porkchop is missing", value=one["array"])
    # Two variants may search the same leg with other costs at its ends: say which it is.
    of = [title for key, title in named.items() if str(one["key"]).endswith("." + key)]
    return {
        "title": one["title"],
        "of": of[0] if of else "",
        "chart": porkchop_chart(
            f"chart-porkchop-{number}", arrays[one["array"]], one["best"], str(one["title"])
        ),
    }


def _first(found: list[View], first: View | None) -> list[View]:
    """Return the variants, the one that the page opens first."""
    return sorted(found, key=lambda one: (one is not first, one.number))


def _flight(one: View, arrays: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    name = one.array("path")
    if name is not None and name not in arrays:
        raise InvalidInput("the table of a path is missing", value=name)
    path = None if name is None else path_chart(f"chart-path-{one.anchor}", arrays[name], one.title)
    events = one.variant["events"]
    return {
        "view": one,
        "path": path,
        "masses": mass_chart(f"chart-mass-{one.anchor}", events, one.title),
    }


def _tornados(first: View | None, named: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for role, what in _moved(first):
        figure = None if first is None else first.figure(role)
        if figure is None:
            why = first.why_missing if first is not None else ""
            found.append({"what": what, "chart": None, "why": why, "swings": [], "cell": None})
            continue
        found.append(
            {
                "what": what,
                "chart": tornado_chart(
                    f"chart-tornado-{role.replace('.', '-')}", figure, what, named
                ),
                "why": "no input with a range moves it",
                "swings": swings(figure, named),
                "cell": cell(figure, ""),
            }
        )
    return found


def _moved(first: View | None) -> list[tuple[str, str]]:
    """Return the figures whose tornado is drawn for the variant that the page opens."""
    if first is None:
        return []
    able = [(role, first.figure(role)) for role, _ in MOVED_TOO]
    moving = {role for role, figure in able if figure is not None and tornado(figure)}
    return [*MOVED, *((role, what) for role, what in MOVED_TOO if role in moving)]


def _body(target: Mapping[str, Any], figures: Mapping[str, Figure]) -> list[tuple[str, Cell, str]]:
    """Return words, cell and status of each figure of the target."""
    made: list[tuple[str, Cell, str]] = []
    for role, words in BODY:
        figure = figure_of(figures, target["figures"], role)
        if figure is not None:
            made.append((words, cell(figure, ""), figure.trace.status))
        elif role in ALWAYS:
            made.append((words, missing("neither size nor brightness is known"), ""))
    return made


def _trees(trees: Trees, found: list[View], first: View | None) -> list[dict[str, Any]]:
    made = []
    for one in found:
        nodes = [
            trees.tree(figure, words, whole=one is first)
            for role, words in (COLUMNS if is_technique(one) else options_table.ROWS)
            if (figure := one.figure(role)) is not None
        ]
        money = [
            trees.tree(figure, words.lstrip("… "), whole=False)
            for role, words in ROLES
            if one.programme is not None
            and not is_technique(one)
            and (figure := one.figure(role)) is not None
        ]
        made.append({"view": one, "nodes": nodes, "money": money})
    return made


def _claim_keys(more: Programme) -> set[str]:
    """Return the references that claims and what decides them name."""
    if more.claims is None:
        return set()
    every = [one.source for one in more.claims.tested]
    every += [one.source for one in more.claims.shown]
    every += [key for one in more.claims.tested if one.deciding for key in one.deciding.sources]
    return known(every)


def _orbit_keys(target: Mapping[str, Any]) -> set[str]:
    """Return the references of the target that no figure carries: those of its orbit."""
    return known([target["orbit_source"], *target.get("sources", ())])
