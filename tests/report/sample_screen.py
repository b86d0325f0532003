"""A screen of the packaged asteroids with trips by hand, and maps that agree with its rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from windlass.base.epochs import DAY_S, parse_span
from windlass.catalogue import whole
from windlass.catalogue.table import builtin
from windlass.screen import rows, run, search
from windlass.screen.porkchop import Porkchop
from windlass.screen.rules import Kind, Rules
from windlass.screen.search import Found

REACHED = 60
"""Asteroids with a trip; the others have none."""
NO_EPHEMERIS = (70, 71)
BROKEN = 3
"""Its ephemeris ends where it meets a body."""
NO_SIZE = 5
PARTS = ("launch", "arrive", "leave", "return")


def screen(folder: Path, kind: Kind = "accessible", reached: int = REACHED) -> Found:
    """Return a finished screen with so many asteroids reached."""
    rules = Rules(kind=kind, launch_s=parse_span("2028..2034"))
    begun = run.begin(rules, whole.from_catalogue(builtin(), {"files": ["by hand"]}), folder=folder)
    made = rows.finish(_chunks(begun, reached), begun.whole.frame, rules)
    size = pl.when(pl.int_range(pl.len()) == NO_SIZE).then(None)
    made = made.with_columns(
        size.otherwise(pl.col(name)).alias(name)
        for name in ("size_m", "size_low_m", "size_high_m", "size_basis")
    )
    made.write_parquet(begun.folder / run.ROWS)
    return search.found(begun, made)


def _chunks(begun: run.Run, reached: int) -> pl.DataFrame:
    rules, count = begun.rules, len(begun.whole)
    names = ["duration_d", "dv_m_s", "launch_s", "out_d", "out_revs"]
    names += ["vinf_launch_m_s", "vinf_arrive_m_s"]
    if rules.returns:
        names += ["stay_d", "back_d", "back_revs", "vinf_leave_m_s", "vinf_return_m_s"]
    lists: dict[str, list[list[float]]] = {f"front_{name}": [] for name in names}
    for k in range(count):
        points = _front(rules, k) if k < reached else []
        for name in names:
            lists[f"front_{name}"].append([point[name] for point in points])
    words = ["whole"] * count
    words[BROKEN] = "until it meets a body"
    for k in NO_EPHEMERIS:
        words[k] = "none: did not converge"
    return pl.DataFrame(
        {
            "designation": begun.whole.frame["designation"],
            "ephemeris": words,
            "ephemeris_from_s": [rules.span_s[0]] * count,
            "ephemeris_until_s": [rules.span_s[1]] * count,
            "ephemeris_error_m": [5e3 + 10.0 * k for k in range(count)],
            "trips": [k * 37 % 1_000 for k in range(count)],
            "cells": [5] * count,
            **{
                key: pl.Series(key, values, dtype=pl.List(pl.Float64))
                for key, values in lists.items()
            },
        }
    )


def _front(rules: Rules, k: int) -> list[dict[str, float]]:
    """Return the points of an asteroid's front: longer trips, cheaper ones."""
    first, step = 6 + k % 9, rules.step_s / DAY_S
    made = []
    for n in range(first, first + 2 + k % 20):
        j, m = n // 3, n % 3
        made.append(
            {
                "duration_d": rules.shortest_s / DAY_S + step * n,
                "dv_m_s": 11_900.0 - 37.0 * k - 60.0 * (n - first),
                "launch_s": rules.first_launch_s + rules.step_s * ((7 * k + n) % rules.count),
                "out_d": rules.first_leg_s / DAY_S + step * (j if rules.returns else n),
                "stay_d": rules.min_stay_s / DAY_S + step * m,
                "back_d": rules.first_leg_s / DAY_S + step * (n - j - m),
                "out_revs": 0.0,
                "back_revs": 1.0,
                **{f"vinf_{part}_m_s": 1e3 + 10.0 * k for part in PARTS},
            }
        )
    return made


def porkchops(found: Found, names: Sequence[str]) -> dict[str, Porkchop]:
    """Return maps of some asteroids of a screen, by hand; each one's least is its row's."""
    rules = found.run.rules
    made = {}
    for row in found.reached.filter(found.reached["designation"].is_in(names)).to_dicts():
        made[row["designation"]] = porkchop(rules, row, found.run.name)
    return made


def porkchop(rules: Rules, row: dict[str, Any], name: str) -> Porkchop:
    """Return a map that is least at the row's cheapest trip, with places where no trip is."""
    launch = rules.launches
    long = rules.shortest_s + rules.step_s * np.arange(rules.n_max + 1)
    x = (launch - row["launch_s"]) / (200 * DAY_S)
    y = (long - row["duration_d"] * DAY_S) / (90 * DAY_S)
    dv = row["dv_m_s"] + 900.0 * (x[:, None] ** 2 + y[None, :] ** 2)
    dv[:, :2] = np.nan
    return Porkchop(
        run=name, rules=rules, row=row, launch_s=launch, duration_s=long, dv_m_s=dv, solved=dv.size
    )
