"""Print docs/results/retrievable.md from finished screens of the whole catalogue.

    python design/retrieval_results.py RUN [--pulsating RUN] [--moon RUN] [--mars RUN] [--real FILE]

Each RUN is the name of a screen, or a Parquet file of its rows: begun by `windlass screen
retrievable` with --to sun-earth; the same of its cheapest with --model pulsating, to compare; --to
earth-moon; --to mars-orbit.  FILE: what design/retrieval_real.py printed, or of the verdicts of
`windlass verify` designation, real_m_s and upper (whether burns may become cheaper) a line.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import polars as pl

from windlass.base.epochs import format_epoch
from windlass.screen import run

SHOWN = 40
PUBLISHED = {500: "12 (2013), 44 (2021)", 100: "17 (2021)"}
LIMITS = (500, 400, 300, 200, 100, 50)
NEAR_M = 7.5e9
"""Orbits that stay within 0.05 au of Earth are counted apart."""
KEEP_OUT_M = 1e8
"""Orbits that pass nearer to Earth are told."""


def table(rows: list[list[str]], heads: list[str], right: str) -> list[str]:
    """Markdown; right: one letter a column, r or l."""
    marks = ["---:" if way == "r" else "---" for way in right]
    return [f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows)]


def size(row: dict[str, Any]) -> str:
    """Size as a range, or measured."""
    if row.get("size_m") is None:
        return "not known"
    if row["size_basis"] == "measured":
        return f"{row['size_m']:.0f}"
    ends = (row["size_low_m"], row["size_high_m"])
    return "–".join(f"{float(f'{end:.2g}'):g}" for end in ends)


def line(
    k: int,
    row: dict[str, Any],
    other: dict[str, float],
    real: dict[str, float | None],
    ends: set[str],
) -> list[str]:
    """One asteroid; other: Δv with Earth's ellipse; real: among the real planets; by name.

    ends: whose real Δv is an upper end.
    """
    flown = real.get(row["designation"], -1.0)
    dates = [row["depart_s"], row["join_s"], row["orbit_s"]]
    single = row["single_dv_m_s"]
    far = row["orbit_far_m"]
    return [
        str(k), row["title"], f"{row['dv_m_s']:.1f}",
        "–" if single is None else f"{single:.1f}",
        f"{other[row['designation']]:.1f}" if row["designation"] in other else "",
        "none near it" if flown is None else
        f"{'≤ ' * (row['designation'] in ends)}{flown:.1f}" if flown >= 0.0 else "",
        *(format_epoch(t) for t in dates),
        row["target"], "–" if far is None else f"{far / 1e9:.1f}", size(row),
        "–" if row["uncertainty"] is None else str(row["uncertainty"]),
        "yes" if row["well_known"] else "no",
    ]  # fmt: skip


def rows_of(name: str) -> pl.DataFrame:
    """Rows of a screen by its name or its file."""
    return pl.read_parquet(name) if Path(name).is_file() else run.find(name).frame()


def planet(name: str, title: str, asked: str, limits: tuple[int, ...]) -> None:
    """Print what can be brought to a planet or the Moon."""
    frame = rows_of(name)
    found = [row for row in frame.iter_rows(named=True) if row["dv_m_s"] is not None]
    found.sort(key=lambda row: row["dv_m_s"])
    print(f"\n## {title}\n\n{asked}\n")
    rows = []
    for limit in limits:
        within = [row for row in found if row["dv_m_s"] <= limit]
        rows.append([
            f"≤ {limit:,} m/s", f"{len(within)}", f"{sum(bool(r['well_known']) for r in within)}",
            f"{sum((r['uncertainty'] or 0) < 5 for r in within)}",
        ])  # fmt: skip
    heads = ["", "asteroids", "condition code 0 to 4", "no code of 5 or worse"]
    print("\n".join(table(rows, heads, "lrrr")))
    print("\nThe cheapest:\n")
    rows = [
        [
            str(k), row["title"], f"{row['dv_m_s']:.0f}", f"{row['dv1_m_s']:.0f}",
            f"{row['dv2_m_s']:.0f}", f"{row['vinf_m_s']:.0f}", format_epoch(row["depart_s"]),
            f"{row['tof_d']:.0f}", size(row),
            "–" if row["uncertainty"] is None else str(row["uncertainty"]),
        ]
        for k, row in enumerate(found[:12], 1)
    ]  # fmt: skip
    heads = [
        "", "asteroid", "Δv m/s", "burn", "arrival", "v∞ m/s", "leaves", "days", "size m", "U",
    ]  # fmt: skip
    print("\n".join(table(rows, heads, "rlrrrrlrrr")))


def main(name: str, pulsating: str, moon: str, mars: str, carried: str) -> None:
    """Print the page."""
    more = rows_of(pulsating).iter_rows(named=True) if pulsating else ()
    lines = Path(carried).read_text().splitlines() if carried else ()
    told = [json.loads(text) for text in lines]
    real = {one["designation"]: one["real_m_s"] for one in told}
    ends = {one["designation"] for one in told if one.get("upper")}
    other = {row["designation"]: row["dv_m_s"] for row in more if row["dv_m_s"] is not None}
    frame = rows_of(name)
    found = [row for row in frame.iter_rows(named=True) if row["dv_m_s"] is not None]
    found.sort(key=lambda row: row["dv_m_s"])
    states = {s: frame.filter(pl.col("state") == s).height for s in frame["state"].unique().sort()}
    print("# What can be brought to Sun–Earth libration orbits\n")
    print(
        f"`windlass screen retrievable --to sun-earth` over {len(frame):,}"
        " near-Earth asteroids: two impulses, departures and arrivals 2026 to 2100, conics of at"
        " most 1,500 days that begin two Hill radii from Earth or further, orbits of planar,"
        " vertical and halo families about L1 and L2 as far as 0.2 au from Earth that do not pass"
        " through it. No published date enters the search. Where the catalogue has an older orbit"
        " of all digits beside rounded present elements, the older one is taken only if it fits.\n"
    )
    rows = []
    for limit in LIMITS:
        within = [row for row in found if row["dv_m_s"] <= limit]
        near = [row for row in within if (row["orbit_far_m"] or 9e99) <= NEAR_M]
        rows.append([
            f"≤ {limit} m/s", f"{len(within)}", f"{sum(bool(r['well_known']) for r in within)}",
            f"{sum((r['uncertainty'] or 0) < 5 for r in within)}",
            f"{len(near)}", f"{sum((r['uncertainty'] or 0) < 5 for r in near)}",
            f"{sum((r['single_dv_m_s'] or 9e9) <= limit for r in found)}", PUBLISHED.get(limit, ""),
        ])  # fmt: skip
    heads = [
        "", "asteroids", "condition code 0 to 4", "no code of 5 or worse",
        "into orbits within 0.05 au", "of these no code of 5 or worse", "by one impulse",
        "published",
    ]  # fmt: skip
    print("\n".join(table(rows, heads, "lrrrrrrl")))
    print(
        '\n"Known well enough": a condition code of 4 or better; none is known for asteroids found'
        " since 2021. What became of all: "
        + "; ".join(f"{n:,} {s}" for s, n in states.items())
        + ".\n"
    )
    near = sum((row["orbit_near_m"] or KEEP_OUT_M) < KEEP_OUT_M for row in found)
    print(
        f"{near} of these ways go to orbits that pass within 100,000 km of Earth by themselves. "
        "None of them is a place for an asteroid, and few hold among the real bodies, if any: "
        "[what becomes of the ways home](verified.md).\n"
    )
    print(f"## The {min(SHOWN, len(found))} cheapest\n")
    heads = [
        "", "asteroid", "Δv m/s", "by one impulse", "with Earth's ellipse",
        "among the real planets", "leaves",
        "on the manifold", "at the orbit",
        "orbit", "its reach, million km", "size m", "U", "known well enough",
    ]  # fmt: skip
    rows = [line(k, row, other, real, ends) for k, row in enumerate(found[:SHOWN], 1)]
    print("\n".join(table(rows, heads, "rlrrrrllllrrrl")))
    print(
        "\nWith Earth's ellipse: the same by `--model pulsating`. The difference"
        " tells how much hangs on Earth's circle; neither is a flown trajectory. Among the real"
        " planets: a path near the way of the circular world, on its dates, with all forces of the"
        " [reference model](../methods/reference-propagator.md), its burns made as cheap as they"
        " get nearby (`windlass screen path --real`); ≤ where they may become cheaper still, empty"
        " where none was looked for."
    )
    if real:
        held = [x for x in real.values() if x is not None]
        print(
            f"\nOf the {len(real)} ways that were carried over, {len(held)} have a path near them"
            f" among the real planets: {sum(x <= 500.0 for x in held)} for at most 500 m/s,"
            f" {sum(x <= 100.0 for x in held)} for at most 100 m/s. Other ways of the same"
            " asteroids, and other dates, were not looked at."
        )
    if moon:
        planet(
            moon, "Into a distant retrograde orbit about the Moon",
        "`windlass screen retrievable --to earth-moon --max-dv \"500 m/s\"`: patched conics, one"
        " burn on the asteroid, v∞ taken off by a lunar flyby as far as one can, insertion.",
        (500, 400, 300, 200),
    )  # fmt: skip
    if mars:
        planet(
            mars, "Into an orbit about Mars",
        "`windlass screen retrievable --to mars-orbit --max-dv \"2 km/s\"`: patched conics, one"
        " burn on the asteroid, insertion at the periapsis that costs least.",
        (2_000, 1_500, 1_000, 500),
    )  # fmt: skip


if __name__ == "__main__":
    ask = argparse.ArgumentParser()
    ask.add_argument("run")
    for option in ("--pulsating", "--moon", "--mars", "--real"):
        ask.add_argument(option, default="")
    told = ask.parse_args()
    main(told.run, told.pulsating, told.moon, told.mars, told.real)
