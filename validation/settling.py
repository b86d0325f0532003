"""Judge which of two orbits the whole shared catalogue is given, by published close approaches.

JPL made the approaches from its own full orbits.  At their instants an orbit's least distance from
the published geometry is told: along the relative velocity, and by the distance across it.
"""

import os
from pathlib import Path

import numpy as np
import polars as pl

from validation.table import Row, at_most, skip
from windlass.base.constants import AU_M
from windlass.base.epochs import from_jd
from windlass.bodies import settle
from windlass.bodies.planets import load
from windlass.catalogue import columns, whole
from windlass.catalogue.read import read

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data"
WHAT = "older orbits settled"
SINCE, YEARS = 2461400.0, 14
"""First day [JD] after the solutions, 2026-12-26, and how long the approaches judge."""


def misses(orbits: list, approaches: pl.DataFrame) -> np.ndarray:
    """Distances [km] of orbits from published approaches at their instants, at least."""
    t = np.array([from_jd(jd) for jd in approaches["jd"]])
    state, _ = settle.states_at(orbits, t)
    r, v = load().body("earth").state(t)
    d, u = state[:, :3] - r, state[:, 3:] - v
    u /= np.linalg.norm(u, axis=1)[:, None]
    along = (d * u).sum(axis=1)
    across = np.linalg.norm(d - along[:, None] * u, axis=1)
    return np.hypot(along, across - approaches["dist"].to_numpy() * AU_M) / 1e3


def approaches(names: set[str]) -> pl.DataFrame:
    """Published approaches of these asteroids in the years that judge."""
    frame = pl.read_parquet(DATA / "cad.parquet").select(
        "des", pl.col("jd").cast(pl.Float64), pl.col("dist").cast(pl.Float64)
    )
    return frame.filter(
        pl.col("jd").is_between(SINCE, SINCE + 365.25 * YEARS) & pl.col("des").is_in(names)
    )


def rows() -> list[Row]:
    if not (DATA / "neo_catalog.parquet").exists():
        return [skip(capability=WHAT, quantity="total", source="cneoscad",
                     reason="no validation data; set WINDLASS_SHARED")]  # fmt: skip
    found = settle.settle(whole.from_catalogue(read(DATA / "neo_catalog.parquet"), {})).frame
    two = found.filter(pl.col("other_a_m").is_not_null())
    fits = two.filter(pl.col("settled") == "fits")
    by = {row["designation"]: row for row in two.iter_rows(named=True)}
    near = approaches(set(by))
    met = [by[name] for name in near["des"]]
    taken = misses([columns.orbit(row) for row in met], near)
    left = misses([columns.other(row) for row in met], near)
    good = np.isfinite(taken) & np.isfinite(left)
    hold = np.array([row["settled"] == "fits" for row in met])
    sure = hold & np.array([row["uncertainty"] == 0 for row in met])
    judge = "cneoscad, 2026 to 2040"
    zero = two.filter(pl.col("uncertainty") == 0)
    return [
        Row(WHAT, "have two orbits", 25_250, two.height, 0, "1", "shared catalogue"),
        Row(WHAT, "older solution fits", 10_667, fits.height, 5, "1", "own first run"),
        Row(WHAT, "condition code 0, share that fits", 1.0,
            float((zero["settled"] == "fits").mean()), 0.015, "1", "every sure orbit should"),
        at_most(capability=WHAT, quantity="off its approaches, code 0, median", limit=1_000.0,
                computed=float(np.median(taken[sure & good])), unit="km", source=judge),
        at_most(capability=WHAT, quantity="fits: median by that of the rounded", limit=0.1,
                computed=float(np.median(taken[hold & good]) / np.median(left[hold & good])),
                unit="1", source=judge),
        at_most(capability=WHAT, quantity="set aside: rounded by the older, medians", limit=0.4,
                computed=float(np.median(taken[~hold & good]) / np.median(left[~hold & good])),
                unit="1", source=judge),
        at_most(capability=WHAT, quantity="fits, yet rounded is nearer, share", limit=0.15,
                computed=float((taken > left)[hold & good].mean()), unit="1", source=judge),
        at_most(capability=WHAT, quantity="set aside, yet older is nearer, share", limit=0.25,
                computed=float((taken > left)[~hold & good].mean()), unit="1", source=judge),
    ]  # fmt: skip
