"""The report of a study: one page that opens on the answer and explains every figure.

Checked: tests/report/test_study_page.py, tests/report/test_browser.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.base.label import join_all
from windlass.base.words import sources_of
from windlass.report import inputs_table, options_table
from windlass.report.cells import Cell, cell, figure_of, missing
from windlass.report.chart import Chart
from windlass.report.explain_tree import Trees
from windlass.report.mass_chart import mass_chart
from windlass.report.page import render_page
from windlass.report.path_chart import path_chart
from windlass.report.porkchop_chart import porkchop_chart
from windlass.report.references import known, references
from windlass.report.settings import settings
from windlass.report.tornado_chart import swings, tornado_chart
from windlass.report.traced import refuse_untraced
from windlass.report.trade_chart import frame_of, trade_chart
from windlass.report.variants import View, leading, titles, views

MOVED = (("propellant", "Propellant, whole trip"), ("returned", "Returned mass"))
"""Headline figures whose tornado is drawn: role and words."""
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
    found = views(data, figures)
    first = leading(found)
    named = titles(found)
    trade = trade_chart(found, arrays)
    porkchops = [_porkchop(number, one, arrays, named) for number, one in _numbered(data)]
    flights = [_flight(one, arrays) for one in _first(found, first)]
    tornados = _tornados(first, named)
    charts = _charts(trade, porkchops, flights, tornados)
    context = {
        "data": data,
        "run_id": run_id,
        "views": found,
        "first": first,
        "rows": options_table.rows(found),
        "trade": trade,
        "trade_tables": [(one, frame_of(one, arrays)) for one in found],
        "porkchops": porkchops,
        "flights": flights,
        "tornados": tornados,
        "body": _body(data["target"], figures),
        "groups": inputs_table.groups(figures.values(), named),
        "trees": _trees(found, first, named),
        "references": references(sources_of(figures.values()) | _orbit_keys(data["target"])),
        "reference_keys": known(sources_of(figures.values()) | _orbit_keys(data["target"])),
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
    for role, what in MOVED if first is not None else ():
        figure = None if first is None else first.figure(role)
        if figure is None:
            why = first.why_missing if first is not None else ""
            found.append({"what": what, "chart": None, "why": why, "swings": [], "cell": None})
            continue
        found.append(
            {
                "what": what,
                "chart": tornado_chart(f"chart-tornado-{role}", figure, what, named),
                "why": "no input with a range moves it",
                "swings": swings(figure, named),
                "cell": cell(figure, ""),
            }
        )
    return found


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


def _trees(found: list[View], first: View | None, named: Mapping[str, str]) -> list[dict[str, Any]]:
    trees = Trees(named)
    made = []
    for one in _first(found, first):
        nodes = [
            trees.tree(figure, words, whole=one is first)
            for role, words in options_table.ROWS
            if (figure := one.figure(role)) is not None
        ]
        made.append({"view": one, "nodes": nodes})
    return made


def _orbit_keys(target: Mapping[str, Any]) -> set[str]:
    """Return the references of the target that no figure carries: those of its orbit."""
    return known([target["orbit_source"], *target.get("sources", ())])
