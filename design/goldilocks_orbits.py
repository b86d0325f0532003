"""Orbits that the Goldilocks scenario assumes, made by a rule that was fixed before any result.

No account gives the orbit of Goldilocks. A body that holds the claimed iridium is a kilometre or
more across, so the rule looks at the known near-Earth asteroids of H up to 18 and nothing else:

- the scenario's own orbit has the medians of their a, e and i; its three angles are the first
  three 32-bit words of SHA-256("Goldilocks") as parts of a turn, at EPOCH;
- twelve plausible orbits are taken evenly through them in order of a (what nature offers);
- twelve more are those that need the least Δv to meet by Shoemaker and Helin (what a planner
  would choose, the side that favours the claims).

Printed as the TOML that stands in data/scenarios/goldilocks.toml.
Reads the near-Earth catalogue under WINDLASS_SHARED.
"""

import hashlib
import os
from pathlib import Path

import numpy as np
import polars as pl

from windlass.base.epochs import DAY_S, J2000_JD, format_epoch
from windlass.kernels.shoemaker_helin import shoemaker_helin

H_MOST = 18.0
EACH = 12
EPOCH = "2026-01-01"


def angles(word: str) -> list[float]:
    """Three angles [deg] from the digest of a word."""
    digest = hashlib.sha256(word.encode()).digest()
    return [int.from_bytes(digest[k : k + 4], "big") / 2**32 * 360.0 for k in (0, 4, 8)]


def large() -> pl.DataFrame:
    """Known near-Earth asteroids of H up to H_MOST, in order of a."""
    shared = Path(os.environ.get("WINDLASS_SHARED", "../shared"))
    rows = pl.read_parquet(shared / "data" / "neo_catalog.parquet").filter(pl.col("H") <= H_MOST)
    dv = [
        shoemaker_helin(a, e, np.radians(i))[0]
        for a, e, i in rows.select("a_au", "e", "i_deg").iter_rows()
    ]
    return rows.with_columns(pl.Series("dv", dv)).sort("a_au", "pdes")


def main() -> None:
    """Print the orbits."""
    rows = large()
    node, peri, mean = angles("Goldilocks")
    middle = rows.select(pl.median("a_au", "e", "i_deg")).row(0)
    print(f"# {rows.height} asteroids of H up to {H_MOST:g}")
    print(f'a = "{middle[0]:.3f} au"\ne = {middle[1]:.3f}\ninclination = "{middle[2]:.2f} deg"')
    print(f'epoch = "{EPOCH}"')
    print(
        f'node = "{node:.2f} deg"\nperihelion = "{peri:.2f} deg"\nmean_anomaly = "{mean:.2f} deg"'
    )
    even = [int((k + 0.5) * rows.height / EACH) for k in range(EACH)]
    easy = rows.filter(pl.col("dv").is_finite()).sort("dv", "pdes").head(EACH)
    for why, part in (("even", rows[even]), ("easy", easy)):
        for row in part.iter_rows(named=True):
            print(
                f'  {{ like = "{row["name"] or row["pdes"]}", rule = "{why}", '
                f'a = "{row["a_au"]:.4f} au", e = {row["e"]:.4f}, '
                f'inclination = "{row["i_deg"]:.3f} deg", node = "{row["om_deg"]:.3f} deg", '
                f'perihelion = "{row["w_deg"]:.3f} deg", '
                f'mean_anomaly = "{row["ma_deg"]:.3f} deg", '
                f'epoch = "{format_epoch((row["epoch_jd"] - J2000_JD) * DAY_S)}" }},'
            )


if __name__ == "__main__":
    main()
