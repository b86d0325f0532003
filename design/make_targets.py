"""Build src/windlass/data/targets.csv from the shared JPL query and design/targets_facts.toml.

Run by hand from the repository root: ``WINDLASS_SHARED=../shared python design/make_targets.py``.
Needs the shared validation data; the table that it writes is committed.

Elements: full precision where the query of 2026-07-04 has it; else the NEODyS elements of
2022, if, integrated with the Sun, planets, Moon and relativity to the epoch of the present
rounded elements, they agree with them; else the rounded elements, for screening only.
The six bodies of the published accessibility records keep their 2022 elements in any case.
"""

from __future__ import annotations

import csv
import math
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from check_orbit import misses, propagate

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared"))
OUT = ROOT / "src" / "windlass" / "data" / "targets.csv"
RECORDS = {"2000 SG344", "2006 RH120", "2001 GP2", "1991 VG", "1999 AO10", "2008 EA9"}
LIMITS = {"e": 1.2e-4, "i": 0.006, "node": 0.01, "peri": 0.011, "longitude": 0.03}
Z95 = 1.6448536269514722  # 95 % point of the normal distribution
GAUSS_K_DEG = 0.9856076686  # deg/d at 1 au
AU_M = 149_597_870_700.0

HEAD = [
    "designation",
    "number",
    "name",
    "provisional",
    "aliases",
    "orbit_class",
    "epoch_jd",
    "a_au",
    "e",
    "i_deg",
    "node_deg",
    "peri_deg",
    "ma_deg",
    "precision",
    "orbit_source",
    "uncertainty",
    "uncertainty_source",
    "a1_au_d2",
    "a2_au_d2",
    "a3_au_d2",
    "nongrav_source",
    "h_mag",
    "h_low",
    "h_high",
    "h_source",
    "g_slope",
    "diameter_m",
    "diameter_low_m",
    "diameter_high_m",
    "diameter_source",
    "albedo",
    "albedo_low",
    "albedo_high",
    "albedo_source",
    "rotation_h",
    "rotation_source",
    "taxonomy",
    "taxonomy_source",
    "density_kg_m3",
    "density_low_kg_m3",
    "density_high_kg_m3",
    "density_source",
    "mass_kg",
    "mass_low_kg",
    "mass_high_kg",
    "mass_source",
    "note",
]


def text(value: object) -> str:
    """Return a float with all its digits, short ones short, None as nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def names(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return (number, name, provisional designation) of "433 Eros (A898 PA)"."""
    full = row["full_name"].strip()
    head, _, tail = full.partition("(")
    parts = head.split(maxsplit=1)
    number = parts[0] if parts and parts[0].isdigit() else ""
    name = (parts[1] if len(parts) > 1 else "").strip() if number else ""
    return number, name, tail.rstrip(") ").strip()


def precise(row: dict[str, Any]) -> dict[str, Any]:
    """Return the high-precision elements of a catalogue row."""
    return {
        "epoch_jd": row["hp_epoch_jd"],
        "a": row["hp_a"],
        "e": row["hp_e"],
        "i": row["hp_i"],
        "node": row["hp_om"],
        "peri": row["hp_w"],
        "ma": row["hp_ma"],
    }


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Return the default-precision elements; a from the mean motion, which has more digits."""
    by_motion = (GAUSS_K_DEG / row["n_deg_d"]) ** (2.0 / 3.0)
    a = by_motion if abs(by_motion - row["a_au"]) < 6e-4 else row["a_au"]
    return {
        "epoch_jd": row["epoch_jd"],
        "a": round(a, 7),
        "e": row["e"],
        "i": row["i_deg"],
        "node": row["om_deg"],
        "peri": row["w_deg"],
        "ma": row["ma_deg"],
    }


def holds(row: dict[str, Any], older: dict[str, Any]) -> bool:
    """Return whether the older solution, integrated, agrees with the present elements."""
    off = misses(propagate(older, row["epoch_jd"]), rounded(row))
    return all(abs(off[key]) <= limit for key, limit in LIMITS.items())


def orbit(row: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Choose the elements of a body; returns them with precision and source."""
    if "orbit" in facts:
        return {**facts["orbit"], "precision": "full"}
    source = row["hp_src"] or ""
    if source.startswith("SBDB"):
        return {**precise(row), "precision": "full", "source": "sbdb2026"}
    if source.startswith("NEODyS"):
        older = precise(row)
        if row["pdes"] in RECORDS or holds(row, older):
            return {**older, "precision": "older-solution", "source": "neodys2022"}
    return {**rounded(row), "precision": "screening", "source": "sbdb2026"}


def spread(fact: list[Any]) -> tuple[float, float, float, str]:
    """Return (value, low, high, source) of [value, sigma, source] or [value, -, +, source].

    low and high are the 5 and 95 % points, taken multiplicatively so that they stay positive.
    """
    *numbers, source = fact
    value, down = float(numbers[0]), float(numbers[1])
    up = float(numbers[2]) if len(numbers) == 3 else down
    low = value * (1.0 - down / value) ** Z95
    high = value * (1.0 + up / value) ** Z95
    return value, float(f"{low:.4g}"), float(f"{high:.4g}"), source


def nongrav(facts: dict[str, Any], found: dict[str, Any]) -> dict[str, str]:
    """Return the non-gravitational columns; a drift of a becomes a transverse acceleration."""
    given = facts.get("nongrav")
    if given is None:
        return {}
    out = {"nongrav_source": given["source"]}
    for key in ("a1", "a2", "a3"):
        if key in given:
            out[f"{key}_au_d2"] = text(given[key])
    if "drift_m_yr" in given:
        motion = math.radians(GAUSS_K_DEG) / found["a"] ** 1.5
        drift = given["drift_m_yr"] / AU_M / 365.25
        a2 = drift * motion * found["a"] ** 2 * (1.0 - found["e"] ** 2) / 2.0
        out["a2_au_d2"] = text(float(f"{a2:.5g}"))
    return out


def measured(row: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """Return the physical columns: literature over the values of the JPL query."""
    query = "sbdb2026"
    km = row["diameter_km"]
    out = {
        "h_mag": text(row["H"]),
        "h_source": query if row["H"] is not None else "",
        "g_slope": text(row["G"]),
        "diameter_m": text(None if km is None else float(f"{km * 1e3:.10g}")),
        "diameter_source": query if km is not None else "",
        "albedo": text(row["albedo"]),
        "albedo_source": query if row["albedo"] is not None else "",
        "rotation_h": text(row["rot_per_h"]),
        "rotation_source": query if row["rot_per_h"] is not None else "",
        "taxonomy": row["spec"] or "",
        "taxonomy_source": query if row["spec"] else "",
    }
    known = facts.get("measured", {})
    columns = {
        "diameter": ("diameter_m", "diameter_low_m", "diameter_high_m"),
        "albedo": ("albedo", "albedo_low", "albedo_high"),
        "density": ("density_kg_m3", "density_low_kg_m3", "density_high_kg_m3"),
        "mass": ("mass_kg", "mass_low_kg", "mass_high_kg"),
    }
    for key, (value, low, high) in columns.items():
        if key in known:
            got = spread(known[key])
            top = min(got[2], 1.0) if key == "albedo" else got[2]
            out |= {value: text(got[0]), low: text(got[1]), high: text(top)}
            out[f"{key}_source"] = got[3]
    if "h" in known:
        value, sigma, source = known["h"]
        out |= {"h_mag": text(value), "h_source": source}
        out |= {"h_low": f"{value - Z95 * sigma:.3f}", "h_high": f"{value + Z95 * sigma:.3f}"}
    for key, column in (("rotation", "rotation_h"), ("taxonomy", "taxonomy")):
        if key in known:
            out |= {column: text(known[key][0]), f"{key}_source": known[key][1]}
    if "g" in known:
        out["g_slope"] = text(known["g"][0])
    return out


def build(row: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """Return one row of the table."""
    number, name, provisional = names(row)
    found = orbit(row, facts)
    code = facts.get("orbit_code", {})
    known = row["mpc2021_U"]
    u = found.get("uncertainty", code.get("uncertainty", known))
    older = "mpc2021" if u == known else "sbdblookup"
    out = {
        "designation": number or provisional,
        "number": number,
        "name": name,
        "provisional": provisional,
        "aliases": ";".join(FACTS["aliases"].get(row["pdes"], [])),
        "orbit_class": row["class"],
        "epoch_jd": text(found["epoch_jd"]),
        "a_au": text(found["a"]),
        "e": text(found["e"]),
        "i_deg": text(found["i"]),
        "node_deg": text(found["node"]),
        "peri_deg": text(found["peri"]),
        "ma_deg": text(found["ma"]),
        "precision": found["precision"],
        "orbit_source": found["source"],
        "uncertainty": text(u),
        "uncertainty_source": "" if u is None else older,
        "note": FACTS["notes"].get(row["pdes"], ""),
    }
    return {**dict.fromkeys(HEAD, ""), **out, **nongrav(facts, found), **measured(row, facts)}


def main() -> None:
    """Write the table, in the order of the list."""
    wanted = FACTS["list"]["small"] + FACTS["list"]["numbered"]
    rows = pl.read_parquet(SHARED / "data" / "neo_catalog.parquet")
    known = {row["pdes"]: row for row in rows.iter_rows(named=True) if row["pdes"] in wanted}
    absent = [name for name in wanted if name not in known]
    if absent:
        raise SystemExit(f"not in the catalogue: {absent}")
    with OUT.open("w", newline="") as out:
        writer = csv.DictWriter(out, HEAD, lineterminator="\n")
        writer.writeheader()
        for name in wanted:
            writer.writerow(build(known[name], FACTS.get(name, {})))
    print(f"{len(wanted)} targets in {OUT.relative_to(ROOT)}")


FACTS = tomllib.loads((Path(__file__).parent / "targets_facts.toml").read_text())

if __name__ == "__main__":
    np.seterr(all="raise")
    main()
