"""Time the screen beside a pykep loop in one run: cells and asteroids a second, ephemeris tables.

    python benchmarks/bench_screen.py [--asteroids 64] [--rounds 5] [--json]

Asteroids: a random sample of the shared catalogue (WINDLASS_SHARED), or the packaged table.
NHATS's rules, launch 2025..2050.  Cells are those solved; what the bounds leave out never counts.
pykep runs in a process of its own, as the loop its users write, on one thread.  Medians over the
rounds, all in turns, so that the machine's other load falls on all alike.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.bench_lambert import LOOP, problems, request
from validation.judges import NoJudge, ask_pykep
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import forces, planets, table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.read import read
from windlass.catalogue.table import builtin
from windlass.kernels.round_trips import round_trips_many
from windlass.screen.rules import Rules

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = (
    Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "neo_catalog.parquet"
)
WHOLE = 41_867
YEARS = 30.0


def sample(n: int) -> tuple[list[Orbit], str]:
    """Orbits, and where they come from."""
    if CATALOGUE.exists():
        known, source = list(read(CATALOGUE)), "a random sample of the whole catalogue"
    else:
        known, source = list(builtin()), "the packaged table, easier to reach than most"
    rng = np.random.default_rng(3)
    return [known[k].orbit for k in rng.choice(len(known), n, replace=False)], source


def screening(held: table.Chunk, rules: Rules, prune: bool, threads: int) -> tuple[float, int, int]:
    """Seconds, cells solved, asteroids with a trip, of one pass."""
    numba.set_num_threads(threads)
    earth = planets.load().body("earth")
    ends = [np.concatenate(earth.state(t), axis=1) for t in (rules.launches, rules.returns_s)]
    start = time.perf_counter()
    _, _, _, trips, solved = round_trips_many(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes,
        rules.first_launch_s, rules.step_s, rules.first_leg_s, rules.min_stay_s, *ends,
        ECLIPTIC_POLE, rules.max_revolutions, rules.park, rules.entry, rules.max_dv_m_s,
        rules.n_max, prune,
    )  # fmt: skip
    return time.perf_counter() - start, int(solved.sum()), int((trips > 0).sum())


def pykep() -> float:
    """Problems a second of a pykep loop on one thread, legs as a screen has them."""
    r1, r2, _ = problems(LOOP)
    tof = np.random.default_rng(5).uniform(60, 441, LOOP) * DAY_S
    answer = ask_pykep(request((r1, r2, tof), LOOP, 0))
    return LOOP / statistics.median(answer["times"])


def measure(n: int, rounds: int) -> dict[str, Any]:
    """All medians."""
    orbits, source = sample(n)
    rules = Rules(kind="accessible", launch_s=(parse_epoch("2025"), parse_epoch("2050")))
    span = (parse_epoch("2020"), parse_epoch("2020") + YEARS * 365.25 * DAY_S)
    held = table.build(orbits, rules.span_s)
    threads = numba.config.NUMBA_NUM_THREADS
    screening(held, rules, True, threads)
    seen: dict[str, list[float]] = {}

    def add(label: str, rate: float) -> None:
        seen.setdefault(label, []).append(rate)

    note = ""
    for _ in range(rounds):
        for count in sorted({1, threads}):
            lasted, solved, _ = screening(held, rules, False, count)
            add(f"unpruned, cells/s, {count} threads", solved / lasted)
        lasted, solved, reached = screening(held, rules, True, threads)
        add(f"pruned, asteroids/s, {threads} threads", n / lasted)
        numba.set_num_threads(threads)
        add(f"tables of {YEARS:.0f} years, asteroids/s, {threads} threads",
            n / timed(lambda: table.build(orbits, span)))  # fmt: skip
        try:
            add("pykep loop, cells/s, 1 thread", pykep())
        except NoJudge as reason:
            note = str(reason)
    medians = {label: statistics.median(rates) for label, rates in seen.items()}
    nodes = held.nodes.nbytes + held.ticks.nbytes
    return {
        "asteroids": n,
        "source": source,
        "with_trips": reached,
        "solved_share": solved / (n * (2 * rules.count + rules.n_max) * (rules.n_max + 1)),
        "medians": medians,
        "table_gb_whole_catalogue": nodes / n * WHOLE / 1e9,
        "minutes_whole_catalogue": {
            label.split(",")[0]: WHOLE / rate / 60
            for label, rate in medians.items()
            if "asteroids/s" in label
        },
        "not_measured": note,
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asteroids", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    ask = parser.parse_args()
    found = measure(ask.asteroids, ask.rounds)
    if ask.json:
        print(json.dumps(found, indent=1))
        return 0
    print(f"{found['asteroids']} asteroids of {found['source']}; {found['with_trips']} reached")
    peer = found["medians"].get("pykep loop, cells/s, 1 thread")
    for label, rate in found["medians"].items():
        cells = "cells/s" in label
        shown = f"{rate / 1e6:9.3f} M/s" if cells else f"{rate:9.1f} /s "
        against = f"  {rate / peer:5.1f} x pykep loop" if cells and peer else ""
        print(f"  {label:<46} {shown}{against}")
    print(f"  the bounds leave {found['solved_share']:.1%} of the cells to be solved")
    for label, minutes in found["minutes_whole_catalogue"].items():
        print(f"  {label}: {minutes:.1f} min for {WHOLE:,} asteroids")
    print(f"  tables of {WHOLE:,} asteroids: {found['table_gb_whole_catalogue']:.2f} GB")
    if found["not_measured"]:
        print(f"  pykep not measured: {found['not_measured']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
