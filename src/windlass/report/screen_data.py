"""The rows of a screen as the page carries them: whole numbers on the grid, packed.

Dates and lengths are steps of the grid, speeds whole metres a second, sizes three digits; the
whole is JSON, deflated, in base 64: some 7,000 asteroids with all their fronts in about one
megabyte.  Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from windlass.base.epochs import DAY_S, format_epoch
from windlass.report.porkchop_chart import blocks
from windlass.report.screen_words import PRECISION
from windlass.screen.porkchop import Porkchop, file_name

if TYPE_CHECKING:
    from windlass.screen.rules import Rules
    from windlass.screen.search import Found

CLASSES: Final = {"ATE": "Aten", "APO": "Apollo", "AMO": "Amor", "IEO": "Atira"}
OTHER: Final = "other"
MOST: Final = 360
"""Most launches of an embedded porkchop: further ones share a column, the cheapest of them."""
MOST_DRAWN: Final = 12_000
"""Most asteroids in the chart at once: beyond that the cheapest ones."""
STEP_M_S: Final = 20.0
"""Step in which an embedded porkchop tells Δv."""
ABOVE_M_S: Final = 500.0
NONE: Final = -1

_WHOLE: Final = {
    "trips": ("trips", 1.0),
    "sh": ("shoemaker_helin_m_s", 1.0),
    "h": ("h_mag", 1e-2),
    "a": ("a_au", 1e-4),
    "e": ("e", 1e-4),
    "i": ("i_deg", 1e-2),
    "u": ("uncertainty", 1.0),
}
"""Key of a column on the page -> column of the rows, and the step in which it is told."""
_SIZES: Final = {"size": "size_m", "low": "size_low_m", "high": "size_high_m"}
_BURNS: Final = ("park_m_s", "arrive_m_s", "leave_m_s", "brake_m_s", "entry_m_s")


def packed(found: Found, porkchops: Mapping[str, Porkchop]) -> str:
    """Return everything that the page's script shows, as text; porkchops by designation."""
    content = json.dumps(plain(found, porkchops), separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(content.encode(), 9)).decode("ascii")


def plain(found: Found, porkchops: Mapping[str, Porkchop]) -> dict[str, Any]:
    """Return the same before it is packed."""
    frame, rules = found.reached, found.run.trips
    rows = frame.to_dicts()
    beside = {path.name for path in found.run.folder.glob("porkchop-*.html")}
    return {
        "run": found.run.name,
        "grid": _grid(rules),
        "limit": round(rules.max_dv_m_s),
        "name": [row["title"] for row in rows],
        "designation": [
            "" if row["designation"] == row["title"] else row["designation"] for row in rows
        ],
        **_words(rows),
        **{key: _steps(frame[name], step) for key, (name, step) in _WHOLE.items()},
        **{key: [_digits(value) for value in frame[name]] for key, name in _SIZES.items()},
        "error": [_digits(value, 2) for value in frame["ephemeris_error_m"]],
        "until": [None if row["ephemeris"] == "whole" else _span(row) for row in rows],
        "burns": {name: _burns(rows, name, rules) for name in ("", "fast_")},
        "front": _fronts(rows, rules),
        "porkchops": {key: _porkchop(one) for key, one in porkchops.items()},
        "pages": {
            row["designation"]: file_name(row["designation"])
            for row in rows
            if file_name(row["designation"]) in beside
        },
        "most": MOST_DRAWN,
    }


def class_of(text: str | None) -> str:
    """Return the name of an orbit class.

    >>> class_of("IEO")
    'Atira'
    """
    return CLASSES.get(text or "", OTHER)


def _grid(rules: Rules) -> dict[str, Any]:
    return {
        "launch_s": rules.first_launch_s,
        "step_s": rules.step_s,
        "first_d": rules.first_leg_s / DAY_S,
        "stay_d": rules.min_stay_s / DAY_S if rules.returns else 0.0,
        "shortest_d": rules.shortest_s / DAY_S,
        "returns": rules.returns,
    }


def _words(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return columns of few words as places in a list of them."""
    made: dict[str, Any] = {"lists": {}}
    for key, values in {
        "cls": [class_of(row["orbit_class"]) for row in rows],
        "mark": [row["mark"] for row in rows],
        "basis": [row["size_basis"] or "" for row in rows],
        "precision": [PRECISION.get(row["precision"], row["precision"]) for row in rows],
        "source": [row["orbit_source"] or "" for row in rows],
        "state": [row["ephemeris"] for row in rows],
    }.items():
        words = sorted(set(values))
        place = {word: at for at, word in enumerate(words)}
        made["lists"][key] = words
        made[key] = [place[value] for value in values]
    return made


def _steps(values: Iterable[Any], step: float) -> list[int | None]:
    """Return values in whole steps; None for what is missing or not finite."""
    return [
        None if value is None or not math.isfinite(value) else round(value / step)
        for value in values
    ]


def _digits(value: float | None, digits: int = 3) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() else short


def _span(row: Mapping[str, Any]) -> list[str] | None:
    ends = (row["ephemeris_from_s"], row["ephemeris_until_s"])
    return None if None in ends else [format_epoch(end) for end in ends]


def _burns(rows: Sequence[Mapping[str, Any]], prefix: str, rules: Rules) -> list[list[int | None]]:
    """Return what each burn costs [m/s], one list a burn, and C3 [1e-3 km²/s²] the last one."""
    names = _BURNS if rules.returns else _BURNS[:2]
    made = [_steps((row[f"{prefix}{name}"] for row in rows), 1.0) for name in names]
    return [*made, _steps((row[f"{prefix}c3_m2_s2"] for row in rows), 1e3)]


def _fronts(rows: Sequence[Mapping[str, Any]], rules: Rules) -> dict[str, list[int]]:
    """Return all fronts one after the other; count: points of each.

    n, launch, out, stay: steps of the grid; dv [m/s]; revs: out, and ten times those back.
    """
    made: dict[str, list[int]] = {
        key: [] for key in ("count", "n", "dv", "launch", "out", "stay", "revs")
    }
    step_d = rules.step_s / DAY_S
    for row in rows:
        made["count"].append(len(row["front_dv_m_s"]))
        made["dv"] += [round(value) for value in row["front_dv_m_s"]]
        for key, name, first, step in (
            ("n", "duration_d", rules.shortest_s / DAY_S, step_d),
            ("launch", "launch_s", rules.first_launch_s, rules.step_s),
            ("out", "out_d", rules.first_leg_s / DAY_S, step_d),
        ):
            made[key] += [round((value - first) / step) for value in row[f"front_{name}"]]
        made["revs"] += [round(value) for value in row["front_out_revs"]]
        if rules.returns:
            stay = rules.min_stay_s / DAY_S
            made["stay"] += [round((value - stay) / step_d) for value in row["front_stay_d"]]
            at = len(made["revs"]) - len(row["front_back_revs"])
            for k, value in enumerate(row["front_back_revs"]):
                made["revs"][at + k] += 10 * round(value)
    return made


def _porkchop(one: Porkchop) -> dict[str, Any]:
    """Return a porkchop in few numbers: z in steps above its least, NONE where no trip is."""
    grid = blocks(one.frame(), MOST)
    least, cap = ends(one)
    steps = np.floor((np.minimum(grid.cost_m_s, cap) - least) / STEP_M_S + 0.5)
    z = np.where(np.isfinite(steps), steps, NONE).astype(int)
    return {
        "x": [round(value) for value in grid.depart_s.tolist()],
        "y": [round(value / DAY_S, 2) for value in grid.tof_s.tolist()],
        "z": z.T.tolist(),
        "step": STEP_M_S,
        "least": round(least),
        "cap": round(cap),
        "capped": bool(np.nanmax(grid.cost_m_s) > cap) if np.isfinite(steps).any() else False,
        "block": list(grid.block),
        "agrees": one.agrees,
    }


def ends(one: Porkchop) -> tuple[float, float]:
    """Return least and greatest Δv of the colours [m/s]: up to the limit of the screen."""
    least = one.least_m_s
    if least is None:
        return one.rules.max_dv_m_s, one.rules.max_dv_m_s
    most = float(np.nanmax(one.dv_m_s))
    return least, max(min(max(one.rules.max_dv_m_s, least + ABOVE_M_S), most), least + STEP_M_S)
