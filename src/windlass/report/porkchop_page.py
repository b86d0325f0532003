"""The page of one porkchop, for a leg on its own.

Checked: tests/report/test_porkchop_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from windlass.base.epochs import DAY_S, format_epoch
from windlass.report.cells import Cell, missing
from windlass.report.page import render_page
from windlass.report.porkchop_chart import porkchop_chart

_SPEEDS = (
    ("cost_m_s", "Δv that the leg is chosen by"),
    ("vinf_depart_m_s", "v∞ at departure"),
    ("vinf_arrive_m_s", "v∞ at arrival"),
)


def render(
    title: str, frame: pl.DataFrame, best: Mapping[str, float] | None, about: Sequence[str]
) -> str:
    """Return the page of a porkchop as one HTML text that needs no other file.

    frame: columns depart_s, tof_s, cost_m_s (nan where there is no arc), and, if known,
    vinf_depart_m_s, vinf_arrive_m_s, n_rev; best: the chosen leg, depart_s and tof_s and, if
    known, the same columns; None where there is no arc; about: lines on what was searched.
    Raises InvalidInput when columns are missing or the grid is not full.
    """
    chart = porkchop_chart("chart-porkchop-1", frame, best, title)
    context = {
        "title": title,
        "about": list(about),
        "chart": chart,
        "leg": [] if best is None else leg_rows(frame, best),
        "cells": frame.height,
        "solved": int(np.isfinite(frame["cost_m_s"].to_numpy().astype(float)).sum()),
    }
    return render_page("porkchop.html", [] if chart is None else [chart], context)


def leg_rows(frame: pl.DataFrame, best: Mapping[str, float]) -> list[tuple[str, Cell]]:
    """Return the chosen leg in words; what it does not tell is read at its cell of the grid."""
    depart, tof = float(best["depart_s"]), float(best["tof_s"])
    near = _nearest(frame, depart, tof)
    rows = [
        ("Departure", Cell(text=format_epoch(depart), name="depart")),
        ("Arrival", Cell(text=format_epoch(depart + tof), name="arrive")),
        ("Flight time", Cell(text=f"{tof / DAY_S:,.1f} d", name="tof")),
    ]
    for key, words in _SPEEDS:
        rows.append((words, _speed(best, near, key)))
        if key == "vinf_depart_m_s":
            rows.append(("C3 at departure", _c3(best, near)))
    turns = best.get("n_rev", near.get("n_rev"))
    text = missing("not in the table") if turns is None else Cell(text=str(int(turns)), name="n")
    return [*rows, ("Full revolutions about the Sun", text)]


def _nearest(frame: pl.DataFrame, depart: float, tof: float) -> dict[str, Any]:
    away = (pl.col("depart_s") - depart).abs() + (pl.col("tof_s") - tof).abs()
    return frame.sort(away, maintain_order=True).row(0, named=True)


def _value(
    best: Mapping[str, float], near: Mapping[str, Any], key: str
) -> tuple[float, str] | None:
    """Return a value and where it is read, None where it is in neither."""
    for source, note in ((best, ""), (near, "at the nearest cell of the grid")):
        value = source.get(key)
        if value is not None and np.isfinite(value):
            return float(value), note
    return None


def _speed(best: Mapping[str, float], near: Mapping[str, Any], key: str) -> Cell:
    found = _value(best, near, key)
    if found is None:
        return missing("not in the table")
    return Cell(text=f"{found[0] / 1e3:.3f} km/s", note=found[1], name=key)


def _c3(best: Mapping[str, float], near: Mapping[str, Any]) -> Cell:
    found = _value(best, near, "vinf_depart_m_s")
    if found is None:
        return missing("not in the table")
    return Cell(text=f"{found[0] ** 2 / 1e6:.3f} km²/s²", note=found[1], name="c3")
