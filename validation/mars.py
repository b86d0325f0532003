"""Judge capture at Mars: close approaches against published ones, turning of the moons' orbits,
insertion, spirals, how long orbits keep.

No capture of an asteroid into Mars orbit has been published: it is judged by its parts.
"""

import json
import math
import os
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize_scalar

from validation.table import Row, at_most, skip
from windlass.base.constants import AU_M, GM_MARS, R_MARS_M
from windlass.base.epochs import DAY_S, YEAR_S, from_jd, parse_epoch
from windlass.base.sources import table as data_table
from windlass.bodies import asteroid, encounters, planets, table
from windlass.capture import mars, mars_insertion, mars_keep, mars_moons, mars_spiral
from windlass.catalogue.collection import lookup
from windlass.catalogue.read import read

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data"
CAD = "cneoscad"
LOOKUP = "sbdblookup"
NAMES = ("433", "4660", "25143", "99942", "101955", "162173")
CENTURY = (parse_epoch("2026"), parse_epoch("2126"))


def rows() -> list[Row]:
    return [*lookups(), *service(), *second_method(), *moons(), *insertion(), *spiral(), *kept()]


def lookups() -> list[Row]:
    """Approaches to Venus, Earth and the Moon that SBDB prints beside its own orbit."""
    found = []
    for name, file in (("Apophis", "apophis"), ("Phaethon", "phaethon")):
        path, what = DATA / "api" / "sbdb" / f"astroquery_{file}.json", f"close approaches, {name}"
        if not path.exists():
            found.append(skip(capability=what, quantity="all", source=LOOKUP,
                              reason="no validation data"))  # fmt: skip
            continue
        span = (parse_epoch("1990"), parse_epoch("2030"))
        held = table.build([next(iter(read(path))).orbit], span)
        late = off = speed = 0.0
        count = missed = 0
        for one in json.loads(path.read_text())["ca_data"]:
            t, body = from_jd(float(one["jd"])), one["body"].lower()
            # from April 2029 on, the flyby makes of the orbit's error another orbit
            if not span[0] < t < parse_epoch("2029"):
                continue
            near = encounters.find(held, body, within_m=0.5 * AU_M, span_s=span)
            near = near.filter((pl.col("t_s") - t).abs() < DAY_S)
            count += 1
            if len(near) != 1:
                missed += 1
                continue
            row = near.row(0, named=True)
            late = max(late, abs(row["t_s"] - t))
            off = max(off, abs(row["distance_m"] / AU_M / float(one["dist"]) - 1.0))
            speed = max(speed, abs(row["v_rel_m_s"] / 1e3 / float(one["v_rel"]) - 1.0))
        for quantity, limit, computed, unit in (
            (f"of {count} published, 1990 to 2028, missed", 0.0, float(missed), ""),
            ("greatest difference of the time", 10.0, late, "s"),
            ("greatest relative difference of the distance", 3e-6, off, ""),
            ("greatest relative difference of the speed", 1e-5, speed, ""),
        ):
            found.append(at_most(capability=what, quantity=quantity, limit=limit,
                                 computed=computed, unit=unit, source=LOOKUP))  # fmt: skip
    return found


def service() -> list[Row]:
    """Approaches to Earth within 0.05 au, 2026 to 2056, of asteroids with full orbits, against the
    service's table: none missed, none too many.

    What lies within a thousandth of the limit is left open.
    """
    path, what = DATA / "cad.parquet", "close approaches to Earth, 2026 to 2056"
    catalogue = DATA / "neo_catalog.parquet"
    if not path.exists() or not catalogue.exists():
        return [skip(capability=what, quantity="all", source=CAD, reason="no validation data")]
    span = (parse_epoch("2026"), parse_epoch("2056"))
    targets = [one for one in read(catalogue) if one.orbit.certifies and one.names.number]
    orbits = [one.orbit for one in targets[:512]]
    listed = pl.read_parquet(path).with_columns(((pl.col("jd") - 2_451_545.0) * DAY_S).alias("t_s"))
    listed = listed.filter(
        pl.col("des").is_in([one.designation for one in orbits])
        & pl.col("t_s").is_between(span[0] + DAY_S, span[1] - DAY_S)
    )
    mine, _ = encounters.survey(orbits, ("earth",), span, within_m=0.06 * AU_M)
    mine = mine.filter(pl.col("kind") == "closest")
    missed = many = 0
    late, off = [], []
    for row in listed.iter_rows(named=True):
        near = mine.filter(
            (pl.col("designation") == row["des"]) & ((pl.col("t_s") - row["t_s"]).abs() < DAY_S)
        )
        if len(near) == 0:
            missed += row["dist"] < 0.04995
            continue
        one = near.row(0, named=True)
        late.append(abs(one["t_s"] - row["t_s"]))
        off.append(abs(one["distance_m"] / AU_M - row["dist"]))
    inside = mine.filter(
        (pl.col("distance_m") < 0.04995 * AU_M)
        & pl.col("t_s").is_between(span[0] + DAY_S, span[1] - DAY_S)
    )
    for row in inside.iter_rows(named=True):
        near = listed.filter(
            (pl.col("des") == row["designation"]) & ((pl.col("t_s") - row["t_s"]).abs() < DAY_S)
        )
        many += len(near) == 0
    told = f"{len(orbits)} asteroids, {len(listed)} approaches"
    return [
        at_most(capability=what, quantity=f"missed, {told}", limit=0.0, computed=float(missed),
                unit="", source=CAD),
        at_most(capability=what, quantity=f"not in the service's table, {told}", limit=0.0,
                computed=float(many), unit="", source=CAD),
        at_most(capability=what, quantity="difference of the time, median", limit=60.0,
                computed=float(np.median(late)), unit="s", source=CAD),
        at_most(capability=what, quantity="difference of the distance, 95th percentile",
                limit=1e-5, computed=float(np.quantile(off, 0.95)), unit="au", source=CAD),
    ]  # fmt: skip


def second_method() -> list[Row]:
    """Approaches to Mars within 0.3 au over a century: another integration, sampled and refined."""
    what = "close approaches to Mars, 2026 to 2126"
    orbits = [lookup(name).orbit for name in NAMES]
    held = table.build(orbits, CENTURY)
    found = encounters.find(held, "mars", within_m=0.3 * AU_M, span_s=CENTURY)
    found = found.filter(pl.col("kind") == "closest")
    t = np.arange(CENTURY[0], CENTURY[1], 0.25 * DAY_S)
    planet = planets.load().body("mars")
    at = planet.state(t)[0]
    count, off, late = 0, 0.0, 0.0
    for k, orbit in enumerate(orbits):
        other = asteroid.integrate(orbit, CENTURY)

        def far(u: float, other: asteroid.AsteroidEphemeris = other) -> float:
            return float(np.linalg.norm(other.state(u)[0] - planet.state(u)[0]))

        d = np.linalg.norm(other.state(t)[0] - at, axis=1)
        low = np.flatnonzero((d[1:-1] < d[:-2]) & (d[1:-1] <= d[2:]) & (d[1:-1] < 0.3 * AU_M)) + 1
        mine = found.filter(pl.col("designation") == orbit.designation).sort("t_s")
        count += abs(len(mine) - len(low))
        if len(mine) != len(low):
            continue
        for row, j in zip(mine.iter_rows(named=True), low, strict=True):
            best = minimize_scalar(far, bounds=(t[j - 1], t[j + 1]), method="bounded",
                                   options={"xatol": 0.1})  # fmt: skip
            room = float(held.error_m[k])
            off = max(off, abs(row["distance_m"] - best.fun) / room)
            late = max(late, abs(row["t_s"] - best.x))
    return [
        at_most(capability=what, quantity=f"minima that differ, of {len(found)}", limit=0.0,
                computed=float(count), unit="", source="own integration"),
        at_most(capability=what, quantity="difference of the distance, of the tables' bound",
                limit=1.0, computed=off, unit="", source="own integration"),
        at_most(capability=what, quantity="difference of the time", limit=300.0, computed=late,
                unit="s", source="own integration"),
    ]  # fmt: skip


def moons() -> list[Row]:
    """How fast the nodes and apsides of Phobos and Deimos turn; Deimos's Sun is left out."""
    out = []
    for name, node, peri, off in (("phobos", 2.2617, 1.1316, 0.01), ("deimos", 54.5367, 27.3703,
                                                                    0.08)):  # fmt: skip
        t = {key: row["value"] for key, row in data_table("mars")[name].items()}
        rate = mars_keep.drift(t["a"] * (1 - t["e"]), t["a"] * (1 + t["e"]), math.radians(t["i"]))
        for quantity, want, got in (
            ("node", node, -rate.node_rad_s), ("periapsis", peri, rate.peri_rad_s)
        ):  # fmt: skip
            out.append(Row(f"{name.capitalize()}, turning by Mars's flattening", quantity, want,
                           math.tau / got / YEAR_S, off, "yr", "jplsatelem", True))  # fmt: skip
    return out


def insertion() -> list[Row]:
    """The least circle against a search; a capture in pieces against one."""
    vinf = 2_600.0
    best = mars_insertion.least_circle(vinf, 1e6, 1e9)
    found = minimize_scalar(
        lambda r: math.sqrt(vinf**2 + 2 * GM_MARS / r) - math.sqrt(GM_MARS / r),
        bounds=(1e6, 1e9), method="bounded", options={"xatol": 1.0},
    )  # fmt: skip
    made = {one.name: one for one in mars_insertion.plans(vinf, R_MARS_M + 5e5, R_MARS_M + 8e7)}
    gap = made["long ellipse"].dv_m_s - made["direct"].dv_m_s
    return [
        Row("insertion at Mars", "least into a circle", float(found.fun), best.dv_m_s, 1e-6, "m/s",
            "search over the radius"),
        at_most(capability="insertion at Mars", quantity="two burns at periapsis less one",
                limit=1e-9, computed=abs(gap), unit="m/s", source="energy"),
    ]  # fmt: skip


def spiral() -> list[Row]:
    """A spiral between bound circles: the formula against the flight."""
    tug = mars_spiral.Tug(power_w=17e3, isp_s=3_000.0, efficiency=0.6, dry_kg=5_500.0,
                          propellant_kg=1e5)  # fmt: skip
    energy = -GM_MARS / (2.0 * mars_insertion.highest_r_m())
    flown = mars_spiral.flown(tug, 3e5, 4.4e7, 4.4e7, energy=energy)
    return [
        Row("spiral about Mars, 300 t by 17 kW", "Δv, formula against flight", flown.dv_m_s,
            mars_spiral.edelbaum_m_s(4.4e7, 4.4e7, bound=True), 0.01, "m/s", "edelbaum1961", True)
    ]  # fmt: skip


def kept() -> list[Row]:
    """The orbit of the tables keeps a century in any direction within its inclination.

    Ten centuries of it, and a low ellipse, are told.
    """
    orbit, what = mars.orbit(), "orbit about Mars keeps"
    low, high, most = orbit.periapsis_m, orbit.apoapsis_m, mars.INCLINATION_MOST_RAD
    name = f"{(low - R_MARS_M) / 1e3:,.0f} by {(high - R_MARS_M) / 1e3:,.0f} km"
    least, fell, flown = math.inf, 0, 0
    for inc in (0.0, 0.5 * most, most, math.pi - most, math.pi):
        made = mars_keep.coast(low, high, inc, years=100.0, orientations=24, plane="orbit")
        for down, up, kept in zip(made.lowest_m, made.highest_m, made.kept, strict=True):
            clear = all(one.clear_always for one in mars_moons.passages(float(down), float(up), 0))
            fell += not (kept and clear)
        flown, least = flown + len(made.kept), min(least, float(made.lowest_m.min()))
    out = [
        at_most(capability=what, quantity=f"{name}, of {flown} orientations not outside Deimos for "
                "a century", limit=0.0, computed=float(fell), unit="", source="lidov1962"),
    ]  # fmt: skip
    deimos = mars_moons.moon("deimos")
    long = mars_keep.coast(low, high, most, years=1_000.0, orientations=4, plane="orbit")
    told = [
        (f"{name}, {math.degrees(most):.0f}° to the orbit of Mars, 1,000 years", low, long,
         deimos.high_m + deimos.keep_out_m),
        ("500 by 80,000 km, 30° to the equator, 20 years", R_MARS_M + 5e5,
         mars_keep.coast(R_MARS_M + 5e5, R_MARS_M + 8e7, math.radians(30.0), years=20.0,
                         orientations=8), mars_keep.LOWEST_R_M),
    ]  # fmt: skip
    for quantity, start, one, floor in told:
        share = float((one.kept & (one.lowest_m > floor)).mean())
        reason = (
            f"no published value; {share:.0%} of {len(one.kept)} orientations stay above "
            f"{(floor - R_MARS_M) / 1e3:,.0f} km, periapsis falls by up to "
            f"{(start - one.lowest_m.min()) / 1e3:,.0f} km"
        )
        out.append(skip(capability=what, quantity=quantity, source="lidov1962", reason=reason))
    return out
