"""Print docs/results/screen.md from a finished screen of the whole catalogue and its refinement.

    python design/screen_results.py RUN MINUTES_TABLES MINUTES_SCREEN MEMORY_GB LATER

RUN: name of the screen, or latest; the minutes and the memory are what its own log printed.
LATER: a screen of the same with launches from 2027 on.  Both refined before, --top 20.
"""

import json
import math
import sys
from typing import Any

import polars as pl

from windlass.base.epochs import format_epoch
from windlass.bodies.sky_uncertainty import angle_text
from windlass.screen import run, search
from windlass.screen.search import without_ephemeris

CLASSES = {"ATE": "Aten", "APO": "Apollo", "AMO": "Amor", "IEO": "Atira"}
LIMITS = (5, 6, 7, 8, 10, 12)


def table(rows: list[list[str]], heads: list[str], right: str) -> list[str]:
    """Markdown; right: one letter a column, r or l."""
    marks = ["---:" if way == "r" else "---" for way in right]
    return [f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows)]


def size(row: dict[str, Any]) -> str:
    """Size as a range, or measured."""
    if row["size_m"] is None:
        return "not known"
    if row["size_basis"] == "measured":
        return f"{row['size_m']:.0f}"
    return "–".join(two(row[f"size_{end}_m"]) for end in ("low", "high"))


def two(value: float) -> str:
    """Two digits, whole from ten on."""
    return f"{float(f'{value:.2g}'):.0f}" if value >= 9.95 else f"{value:.2g}"


def counts(reached: pl.DataFrame) -> list[str]:
    """How many below each Δv, by class."""
    rows = []
    for key, name in (*CLASSES.items(), ("", "all")):
        part = reached if not key else reached.filter(pl.col("orbit_class") == key)
        rows.append(
            [name, *(f"{part.filter(pl.col('dv_m_s') <= 1e3 * v).height:,}" for v in LIMITS)]
        )
    return table(rows, ["", *(f"≤ {v} km/s" for v in LIMITS)], "l" + "r" * len(LIMITS))


def best(rows: list[dict[str, Any]]) -> list[str]:
    """The cheapest trips on the grid."""
    made = [
        [
            str(k), row["title"], f"{row['dv_m_s'] / 1e3:.3f}", format_epoch(row["launch_s"]),
            f"{row['out_d']:.0f} / {row['stay_d']:.0f} / {row['back_d']:.0f}",
            f"{row['fast_duration_d']:.0f} d, {row['fast_dv_m_s'] / 1e3:.2f}", f"{row['trips']:,}",
            size(row), "" if row["uncertainty"] is None else str(row["uncertainty"]),
            row["mark"].removeprefix("screening only: ") or "certifies",
        ]
        for k, row in enumerate(rows, start=1)
    ]  # fmt: skip
    heads = ["", "asteroid", "Δv km/s", "launch", "out / stay / back d", "shortest, km/s",
             "viable trips", "size m", "U", "orbit"]  # fmt: skip
    return table(made, heads, "rlrlrrrrrl")


def looks(rows: list[dict[str, Any]]) -> list[str]:
    """Off the grid, and when to look."""
    made = []
    for row in rows:
        seen = row["window"]
        when = row["no_window"] if seen is None else (
            f"{seen['start']} to {seen['end']}, V {seen['v_mag']:.1f} on {seen['brightest']}"
        )  # fmt: skip
        off = row["sky_uncertainty"] if seen is not None else "–"
        if seen is not None and row["rounding"] != "none":
            off += f"; rounding {row['rounding']}"
        if seen is not None and row["older_solution_off_deg"]:
            misfit = angle_text(math.radians(row["older_solution_off_deg"]))
            off += f"; {misfit} from the present elements"
        made.append([row["title"], f"{row['checked_dv_m_s'] / 1e3:.3f}",
                     f"{row['dv_m_s'] / 1e3:.3f}", row["launch"][:10], when, off])  # fmt: skip
    heads = ["asteroid", "own integration, on the grid", "off the grid", "launch", "next window",
             "off its place by"]  # fmt: skip
    return table(made, heads, "lrrlll")


def main() -> None:
    """Print the page."""
    name, tables, minutes, memory, later = sys.argv[1:6]
    other = run.find(later)
    coming = search.found(other, other.frame).reached
    next_ = json.loads((other.folder / "refined.json").read_text())
    begun = run.find(name)
    found = search.found(begun, begun.frame)
    reached, frame = found.reached, found.frame
    refined = json.loads((begun.folder / "refined.json").read_text())
    sure = reached.filter(pl.col("mark") == "")
    apart = max(abs(r["checked_dv_m_s"] - r["grid_dv_m_s"]) for r in refined["rows"])
    ended = frame.filter(pl.col("ephemeris").str.contains("meet"))
    ended = ended.filter(~pl.col("ephemeris").str.starts_with("none"))
    rounded = reached.filter(pl.col("precision") == "screening").height
    blind = sure.filter(pl.col("uncertainty").is_null()).height
    error = frame["ephemeris_error_m"].drop_nulls()
    solved = int(frame["cells"].sum())
    print(
        "\n".join(
            [
                "# What the screen found",
                "",
                f"`windlass screen accessible --launch 2025..2050` over {frame.height:,} "
                "near-Earth asteroids (JPL's catalogue of 2026-06-19, the fullest elements at "
                "hand), by the rules of NHATS: launches on an 8-day grid, every flight time and "
                "stay of the grid, at most 450 days and 12 km/s.",
                "",
                f"**{reached.height:,} of {frame.height:,} can be reached and returned from.** "
                f"{sure.height:,} of these have an orbit that certifies ({blind} of them without a "
                "known condition code); all others rank, and certify nothing until their orbit is "
                f"made better: {rounded:,} have only rounded elements here, which a full update "
                "from the service replaces, the others need observations.",
                "",
                *counts(reached),
                "",
                f"Run time on two cores: {tables} minutes for the ephemerides of the whole "
                f"catalogue, once; {minutes} minutes for the screen; {memory} GB of memory. "
                f"{solved / 1e9:.2f} thousand million Lambert cells were solved; the rest was "
                "proven to be part of no trip within the limits. "
                f"The stated bound on the error of the tables is {error.median() / 1e3:.1f} km in "
                f"the median and {error.max() / 1e3:,.0f} km at most, close encounters included. "
                f"{ended.height} orbits meet Earth within the span, most of them flown back, and "
                f"{without_ephemeris(frame)} has no table: it hit Earth before.",
                "",
                "## The twenty most accessible",
                "",
                *best(list(reached.head(20).iter_rows(named=True))),
                "",
                "U: condition code. Sizes by magnitude, with the albedos that 5 and 95 % of "
                "near-Earth asteroids lie below. Shortest: the shortest trip within 12 km/s. The "
                "window asked for begins in 2025, so that some of these launches are past.",
                "",
                "## When to look for them",
                "",
                f"A target that cannot be recovered cannot be flown to. Windows after "
                f"{refined['after']}: brighter than V 24.5 at more than 60° from the Sun, from "
                "Earth's centre. Off its place: half the line along the orbit on which it may be "
                "when it is brightest, by its condition code ([](../methods/observing.md)), and "
                "what the rounding of its elements adds here.",
                "",
                *looks(refined["rows"]),
                "",
                f"The trips on the grid, priced again on an integration of each asteroid of its "
                f"own, agree with the screen within {apart:.2f} m/s.",
                "",
                "## The ten most accessible whose orbit certifies",
                "",
                *best(list(sure.head(10).iter_rows(named=True))),
                "",
                "## The twenty most accessible from 2027 on",
                "",
                f"With launches from 2027 to 2050, {coming.height:,} can be reached and returned "
                "from.",
                "",
                *best(list(coming.head(20).iter_rows(named=True))),
                "",
                *looks(next_["rows"]),
                "",
                f"Screen `{begun.name}`, catalogue `{begun.whole.digest[:16]}…`.",
            ]
        )
    )


if __name__ == "__main__":
    main()
