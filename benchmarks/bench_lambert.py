"""Measure how many Lambert problems a second our batch solves, beside other libraries.

    python benchmarks/bench_lambert.py [--problems 200000] [--rounds 5] [--json]

All run in one session on the same problems (positions 0.7 to 2 au out, 50 to 1500 days), in turns,
so that the machine's other load falls on all alike. The others run in processes of their own:
pykep and lamberthub as the loop their users write, on one thread; adam_core's batch and ours on one
thread and on all. Medians over the rounds. `python -m validation` holds the same solutions against
pykep's.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from validation.judges import NoJudge, ask_adam_core, ask_lamberthub, ask_pykep
from windlass.kernels.lambert import lambert_many
from windlass.kernels.leg_grid import leg_grid

MU = 1.32712440018e20
AU = 1.495978707e11
DAY = 86400.0
NORTH = np.array([0.0, 0.0, 1.0])
LOOP = 20_000
SLOW_LOOP = 1_000
BATCH = 100_000


def problems(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions [m] (n, 3) twice, times of flight [s] (n,)."""
    rng = np.random.default_rng(1)
    ends = []
    for _ in range(2):
        way = rng.normal(size=(n, 3)) * [1, 1, 0.1]
        ends.append(way * (rng.uniform(0.7, 2, n) * AU / np.linalg.norm(way, axis=1))[:, None])
    return ends[0], ends[1], rng.uniform(50, 1500, n) * DAY


def ours(ask: tuple[np.ndarray, np.ndarray, np.ndarray], revs: int, threads: int) -> float:
    """Problems a second of one pass of the batch."""
    numba.set_num_threads(threads)
    start = time.perf_counter()
    lambert_many(MU, *ask, NORTH, False, revs)
    return len(ask[2]) / (time.perf_counter() - start)


def porkchop(revs: int, threads: int, side: int = 500) -> float:
    """Cells a second of the fused porkchop: geometry, arcs, v∞ and cost, all cells evaluated."""
    numba.set_num_threads(threads)
    r1, r2, tof = problems(side)
    v = np.zeros((side, 3))
    index = np.tile(np.arange(side), (side, 1))
    times = np.tile(tof, (side, 1))
    free = (0.0, 0.0, np.inf)
    start = time.perf_counter()
    leg_grid(MU, r1, v, r2, v, index, times, revs, NORTH, *free, *free)
    return side * side / (time.perf_counter() - start)


def request(ask: tuple[np.ndarray, np.ndarray, np.ndarray], n: int, revs: int) -> dict[str, Any]:
    """The first n problems as a judge reads them."""
    r1, r2, tof = (x[:n].tolist() for x in ask)
    return {"what": "loop", "mu": MU, "r1": r1, "r2": r2, "tof": tof, "revs": revs, "repeats": 3}


def judge(name: str, ask: tuple[np.ndarray, np.ndarray, np.ndarray], revs: int) -> float:
    """Problems a second of another library; the median of three passes after each other."""
    if name.startswith("adam_core"):
        threads = 1 if name.endswith("1 thread") else numba.config.NUMBA_NUM_THREADS
        n, answer = BATCH, ask_adam_core(request(ask, BATCH, revs), threads)
    elif name == "pykep":
        n, answer = LOOP, ask_pykep(request(ask, LOOP, revs))
    else:
        n, answer = SLOW_LOOP, ask_lamberthub(request(ask, SLOW_LOOP, revs))
    return n / statistics.median(answer["times"])


def measure(n: int, rounds: int, revs: int) -> dict[str, Any]:
    """Medians of all rates at one number of revolutions."""
    ask = problems(n)
    most = numba.config.NUMBA_NUM_THREADS
    counts = {"1 thread": 1, f"{most} threads": most}
    rates: dict[str, list[float]] = {}
    others = ["pykep"]
    if revs == 0:  # adam_core's batch takes one branch at a time
        others += [f"adam_core, {label}" for label in counts] + ["lamberthub"]
    notes = {}
    lambert_many(MU, *(x[:10] for x in ask), NORTH, False, revs)  # compile
    porkchop(revs, 1, 4)
    for _ in range(rounds):
        for label, count in counts.items():
            rates.setdefault(f"ours, {label}", []).append(ours(ask, revs, count))
            rates.setdefault(f"our porkchop, {label}", []).append(porkchop(revs, count))
        for name in others:
            try:
                rates.setdefault(name, []).append(judge(name, ask, revs))
            except NoJudge as reason:
                notes[name] = str(reason)
    medians = {label: statistics.median(seen) for label, seen in rates.items() if seen}
    out: dict[str, Any] = {"revolutions": revs, "per_s": medians, "not_measured": notes}
    for judge_, label in (("pykep", "ratio_to_pykep"), ("adam_core, 1 thread", "ratio_to_adam")):
        if judge_ in medians:
            out[label] = {k: v / medians[judge_] for k, v in medians.items()}
    return out


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    ask = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"load of the machine before: {load:.1f}", file=sys.stderr)
    found = [measure(ask.problems, ask.rounds, revs) for revs in (0, 2)]
    if ask.json:
        print(json.dumps(found, indent=1))
        return 0
    for part in found:
        print(f"up to {part['revolutions']} revolutions, one direction, {ask.rounds} rounds")
        for label, rate in part["per_s"].items():
            against = "".join(
                f"  {part[key][label]:6.2f} x {name}"
                for key, name in (
                    ("ratio_to_pykep", "pykep loop"), ("ratio_to_adam", "adam_core's thread")
                )
                if key in part
            )  # fmt: skip
            print(f"  {label:<28} {rate / 1e6:8.3f} M/s{against}")
        for name, reason in part["not_measured"].items():
            print(f"  {name:<28} not measured: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
