"""Carry the ways of a finished screen over among the real planets: one line of JSON an asteroid.

    python design/retrieval_real.py RUN [FIRST [LAST]] >> real.jsonl

RUN: name of a screen begun by `windlass screen retrievable --to sun-earth`; FIRST, LAST: places in
the order of Δv, from 0.  design/retrieval_results.py reads the lines.
"""

import json
import sys

from windlass.base.errors import NotSolved
from windlass.screen import run
from windlass.screen.retrieve_path import cheapest, real


def main(name: str, first: str = "0", last: str = "") -> None:
    """Print the lines."""
    screen = run.find(name)
    frame = screen.frame.drop_nulls("dv_m_s").sort("dv_m_s")
    for row in frame[int(first) : int(last) if last else None].iter_rows(named=True):
        told = {"designation": row["designation"], "dv_m_s": row["dv_m_s"]}
        try:
            way = real(cheapest(screen, row["designation"]))
            told |= {"real_m_s": way.total_m_s, "closed_m_s": way.closed_m_s, "far_m": way.far_m}
        except NotSolved as reason:
            told |= {"real_m_s": None, "reason": str(reason)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
