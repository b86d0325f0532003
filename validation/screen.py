"""Judge the screen: published records found by itself, counts of trips, tables of ephemerides.

NHATS's documentation prints the answer for two asteroids of its first years, worked out on
2012-01-06 for launches from 2015 to 2040: number of trips, shortest and cheapest one.  Its launch
days had another phase then ((JD - 0.5) mod 8 = 3).
"""

import os
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from validation.nhats import EXACT, NEAR, TOLD
from validation.table import Row, at_most, skip
from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.bodies import asteroid, table
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.read import read
from windlass.catalogue.table import builtin
from windlass.catalogue.whole import from_catalogue
from windlass.screen import chunk
from windlass.screen import rows as columns
from windlass.screen.rules import Rules

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = (
    Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "neo_catalog.parquet"
)
SERVICE = "nhats2012, service's records"
DOCUMENT = "nhats2012, service's documentation"
LAUNCH = (parse_epoch("2020"), parse_epoch("2045"))
THEN = (parse_epoch("2015"), parse_epoch("2041"))
TRIP = ("out_d", "stay_d", "back_d")


def screen(names: tuple[str, ...], rules: Rules) -> dict[str, dict[str, object]]:
    """Rows of a screen of some well-known asteroids."""
    whole = from_catalogue(Catalogue(tuple(lookup(name) for name in names)), {})
    targets = {target.designation: target for target in map(lookup, names)}
    orbits = tuple(targets[name].orbit for name in whole.frame["designation"])
    found = chunk.screen(chunk.ChunkAsk(rules=rules, orbits=orbits))
    return {row["designation"]: row for row in
            columns.finish(found, whole.frame, rules).iter_rows(named=True)}  # fmt: skip


def records() -> list[Row]:
    """The published records, found by the screen: dates and digits.

    1999 AO10 and 2008 EA9 have newer orbits than the record, 2006 RH120 one so much newer that its
    cheapest trip is another: told, not judged.
    """
    every = (*EXACT, *NEAR, *TOLD)
    found = screen(tuple(row[0] for row in every), Rules(kind="accessible", launch_s=LAUNCH))
    out: list[Row] = []
    for table_, c3_off, off in ((EXACT, 0.003, 0.001), (NEAR, 0.04, 0.05)):
        for name, launch, *days, c3, park, arrive, leave, entry, total in table_:
            mine, what = found[name], f"screen 2020..2045, {name}"
            late = (mine["launch_s"] - parse_epoch(launch)) / DAY_S
            out.append(Row(what, "launch", 0.0, late, 0.0, "d", SERVICE))
            out += [Row(what, part, want, mine[part], 0.0, "d", SERVICE)
                    for part, want in zip(TRIP, days, strict=True)]  # fmt: skip
            out.append(Row(what, "C3", c3, mine["c3_m2_s2"] / 1e6, c3_off, "km2/s2", SERVICE,
                           table_ is NEAR))  # fmt: skip
            speeds = {"park_m_s": park, "arrive_m_s": arrive, "leave_m_s": leave,
                      "entry_m_s": entry, "dv_m_s": total}  # fmt: skip
            out += [Row(what, part, want, mine[part] / 1e3, off, "km/s", SERVICE)
                    for part, want in speeds.items()]  # fmt: skip
    for name, launch, *days, _, _, _, _, _, total in TOLD:
        mine = found[name]
        here = "/".join(f"{mine[part]:.0f}" for part in TRIP)
        why = (
            f"orbit has changed since; record {launch} {'/'.join(map(str, days))}, here "
            f"{format_epoch(mine['launch_s'])} {here} {mine['dv_m_s'] / 1e3:.3f} km/s"
        )
        out.append(Row(f"screen 2020..2045, {name}", "total", total, mine["dv_m_s"] / 1e3, 0.0,
                       "km/s", SERVICE, skipped=why))  # fmt: skip
    return out


def counts() -> list[Row]:
    """The documentation's two asteroids: trips, cheapest and shortest."""
    rules = {"launch_s": THEN, "phase_d": 3.0}
    both = screen(("1943", "2000 SG344"), Rules(kind="accessible", **rules))
    few = screen(
        ("2000 SG344",),
        Rules(kind="accessible", max_duration_s=360 * DAY_S, min_stay_s=32 * DAY_S, **rules),
    )["2000 SG344"]
    short = screen(
        ("2000 SG344",),
        Rules(kind="accessible", max_dv_m_s=4e3, min_stay_s=32 * DAY_S, **rules),
    )["2000 SG344"]
    anteros, sg = both["1943"], both["2000 SG344"]
    launch = (few["launch_s"] - parse_epoch("2028-04-22")) / DAY_S
    a, b = "NHATS 2012, 1943 Anteros", "NHATS 2012, 2000 SG344"
    return [
        Row(a, "viable trips", 14, anteros["trips"], 0, "1", DOCUMENT),
        Row(a, "shortest trip", 354, anteros["fast_duration_d"], 0, "d", DOCUMENT),
        Row(a, "its total", 11.980, anteros["fast_dv_m_s"] / 1e3, 0.001, "km/s", DOCUMENT),
        Row(b, "viable trips", 3_302_718, sg["trips"], 1e-5, "1", DOCUMENT, True),
        Row(b, "cheapest trip", 370, sg["duration_d"], 0, "d", DOCUMENT),
        Row(b, "its total", 3.550, sg["dv_m_s"] / 1e3, 0.001, "km/s", DOCUMENT),
        Row(b, "within 360 d, stay 32 d: launch", 0, launch, 0, "d", DOCUMENT),
        *(
            Row(b, f"within 360 d, stay 32 d: {part}", want, few[part], 0, "d", DOCUMENT)
            for part, want in zip(TRIP, (137, 32, 177), strict=True)
        ),
        Row(b, "within 360 d, stay 32 d: total", 3.601, few["dv_m_s"] / 1e3, 0.001, "km/s",
            DOCUMENT),
        Row(b, "within 360 d, stay 32 d: C3", 1.737, few["c3_m2_s2"] / 1e6, 0.003, "km2/s2",
            DOCUMENT),
        Row(b, "shortest within 4 km/s, stay 32 d", 306, short["fast_duration_d"], 0, "d",
            DOCUMENT),
    ]  # fmt: skip


def ephemerides() -> list[Row]:
    """Tables of all well-known asteroids against an integration of each on its own."""
    span = (parse_epoch("2020"), parse_epoch("2052"))
    orbits = [target.orbit for target in builtin()]
    held = table.chunk(orbits, span)
    worst = beyond = 0.0
    rng = np.random.default_rng(4)
    for k, orbit in enumerate(orbits):
        body = held.body(k)
        t = np.sort(rng.uniform(*span, 2_000))
        with tempfile.TemporaryDirectory() as folder:
            other = asteroid.integrate(orbit, span, cache_dir=Path(folder))
        off = float(np.linalg.norm(body.state(t)[0] - other.state(t)[0], axis=1).max())
        worst, beyond = max(worst, off), max(beyond, off / body.error_m)
    what, source = f"ephemeris tables of {len(orbits)} asteroids", "own finer integration"
    return [
        at_most(capability=what, quantity="farthest", limit=1_000.0, computed=worst / 1e3,
                unit="km", source=source),
        at_most(capability=what, quantity="distance by its stated bound", limit=1.0,
                computed=beyond, unit="1", source=source),
    ]  # fmt: skip


def shoemaker_helin() -> list[Row]:
    """The estimate over the whole shared catalogue, by the columns of a screen and by numpy."""
    what = "Shoemaker-Helin, whole catalogue"
    if not CATALOGUE.exists():
        return [skip(capability=what, quantity="total", source="shoemaker1978",
                     reason="no validation data; set WINDLASS_SHARED")]  # fmt: skip
    whole = from_catalogue(read(CATALOGUE), {})
    mine = [columns.known(row)["shoemaker_helin_m_s"]
            for row in whole.frame.select(columns.KNOWN).iter_rows(named=True)]  # fmt: skip
    frame = whole.frame.with_columns(pl.Series("dv", mine, dtype=pl.Float64))
    a = frame["a_m"].to_numpy() / 149_597_870_700.0
    judge = formula(a, frame["e"].to_numpy(), frame["i_rad"].to_numpy())
    have, real = frame["dv"].is_not_null().to_numpy(), np.isfinite(judge)
    off = np.abs(frame["dv"].to_numpy()[have & real] - 1e3 * judge[have & real])
    found = dict(zip(frame["designation"], frame["dv"], strict=True))
    out = [
        Row(what, "asteroids with an estimate", float(real.sum()), float(have.sum()), 0, "1",
            "numpy, same formula"),
        at_most(capability=what, quantity="greatest difference", limit=1e-6, unit="m/s",
                computed=float(off.max()), source="numpy, same formula"),
    ]  # fmt: skip
    # the list prints a, e, i to 3, 3 and 1 digits, of orbits of its day
    for name, want in (("25143", 4.632), ("4660", 4.979), ("99942", 5.687), ("433", 6.069)):
        out.append(Row(what, name, want, found[name] / 1e3, 0.02, "km/s", "Benner's list"))
    return out


def formula(a: np.ndarray, e: np.ndarray, i: np.ndarray) -> np.ndarray:
    """Δv [km/s] of a [au], e, i [rad] by the published formulas, over arrays."""
    with np.errstate(invalid="ignore"):
        c, q, big = np.cos(i / 2), a * (1 - e), a * (1 + e)
        u0 = 7.727 / 29.784
        own = np.sqrt(a * (1 - e**2) / big)
        aten, amor = a < 1, (a >= 1) & (q > 1)
        far = np.where(aten, np.sqrt(np.where(aten, 2 - big, 1)), np.sqrt(2 / (big + 1)))
        ut2 = np.where(aten, 2 - 2 * c * np.sqrt(2 * big - big**2),
                       3 - 2 / (big + 1) - 2 * c * np.sqrt(2 * big / (big + 1)))  # fmt: skip
        base = np.where(aten, 3 / big - 1, 3 / big - 2 / (big + 1))
        uc2 = base - 2 / big * far * np.where(amor, c, 1)
        ur2 = 3 / big - 1 / a - 2 / big * np.where(amor, 1, c) * own
        low = np.minimum(np.minimum(ut2, uc2), ur2)
        ut2, uc2, ur2 = (np.maximum(x, 0) for x in (ut2, uc2, ur2))
        dv = 30 * (np.sqrt(ut2 + 2 * u0**2) - u0 + np.abs(np.sqrt(uc2) - np.sqrt(ur2))) + 0.5
        return np.where(low > -1e-12, dv, np.nan)


def rows() -> list[Row]:
    return [*records(), *counts(), *ephemerides(), *shoemaker_helin()]
