"""Measure how many trajectories of the three-body problem a second we propagate, beside others.

    python benchmarks/bench_three_body.py [--trajectories 20000] [--rounds 5] [--json]

All run in one session on the same states, an L2 halo orbit of Earth and Moon and its neighbourhood
(1e-4) over 6 units of time at a tolerance of 1e-12, in turns, so that the machine's other load
falls on all alike: without and with state-transition matrices. The others run in processes of their
own: heyoka in batches with a thread for each core and on one, pykep one trajectory after the other
as its users do; scipy's DOP853 in Python. Medians over the rounds. So that nobody wins by being
less exact, ours and heyoka's are then held against heyoka at 1e-16 at several tolerances.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np
from scipy.integrate import solve_ivp

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from validation.judges import NoJudge, ask_heyoka, ask_pykep
from windlass.kernels.cr3bp_block import propagate_many, propagate_stm_many

MU = 0.01215058560962404
HALO = np.array([1.1229823661380263, 0.0, -0.18412853433203669, 0.0, -0.22522246979412544, 0.0])
SPAN = 6.0
TOL = 1e-12
FREE = np.zeros(2)
TOLERANCES = (1e-10, 1e-12, 1e-14, 1e-15)
SCIPY = 3
PYKEP = 2_000
STM_PART = 8
"""With matrices, one trajectory in so many."""


def states(n: int) -> tuple[np.ndarray, np.ndarray]:
    """States (n, 6), times (n,)."""
    rng = np.random.default_rng(1)
    return HALO + 1e-4 * rng.normal(size=(n, 6)), np.full(n, SPAN)


def jacobi(s: np.ndarray) -> np.ndarray:
    """Jacobi's constant of states (n, 6)."""
    r1 = np.linalg.norm(s[:, :3] - [-MU, 0, 0], axis=1)
    r2 = np.linalg.norm(s[:, :3] - [1 - MU, 0, 0], axis=1)
    square = s[:, 0] ** 2 + s[:, 1] ** 2
    return square + 2 * (1 - MU) / r1 + 2 * MU / r2 - (s[:, 3:] ** 2).sum(axis=1)


def motion(t: float, s: np.ndarray) -> np.ndarray:
    """Derivative (6,) of a state by time, or (42,) with the matrix after it."""
    x1, x2, y, z = s[0] + MU, s[0] + MU - 1, s[1], s[2]
    u1, u2 = x1 * x1 + y * y + z * z, x2 * x2 + y * y + z * z
    a, b = (1 - MU) * u1**-1.5, MU * u2**-1.5
    ax = 2 * s[4] + s[0] - a * x1 - b * x2
    out = [s[3], s[4], s[5], ax, -2 * s[3] + y - (a + b) * y, -(a + b) * z]
    if len(s) == 6:
        return np.array(out)
    first, second = np.array([x1, y, z]), np.array([x2, y, z])
    pull = 3 * (a / u1 * np.outer(first, first) + b / u2 * np.outer(second, second))
    pull += np.diag([1 - a - b, 1 - a - b, -a - b])
    phi = s[6:].reshape(6, 6)
    bent = pull @ phi[:3] + np.array([2 * phi[4], -2 * phi[3], 0 * phi[3]])
    return np.concatenate([out, phi[3:].ravel(), bent.ravel()])


def ours(ask: tuple[np.ndarray, np.ndarray], stm: bool, threads: int) -> float:
    """Trajectories a second of one pass of the batch."""
    numba.set_num_threads(threads)
    start = time.perf_counter()
    (propagate_stm_many if stm else propagate_many)(MU, *ask, TOL, FREE)
    return len(ask[1]) / (time.perf_counter() - start)


def by_scipy(ask: tuple[np.ndarray, np.ndarray], stm: bool) -> float:
    """Trajectories a second of scipy's DOP853."""
    start = time.perf_counter()
    for s, t in zip(ask[0][:SCIPY], ask[1][:SCIPY], strict=True):
        begin = np.concatenate([s, np.eye(6).ravel()]) if stm else s
        solve_ivp(motion, (0, t), begin, method="DOP853", rtol=TOL, atol=TOL)
    return SCIPY / (time.perf_counter() - start)


def judge(name: str, given: Path, stm: bool) -> float:
    """Trajectories a second of another library; the median of three passes after each other."""
    ask = {"mu": MU, "tol": TOL, "from": str(given), "to": "", "stm": stm, "repeats": 3}
    if name == "pykep":
        answer = ask_pykep({"what": "three_body", **ask})
    else:
        threads = 1 if name.endswith("1 thread") else numba.config.NUMBA_NUM_THREADS
        answer = ask_heyoka({"threads": threads, **ask})
    return float(answer["n"] / statistics.median(answer["times"]))


def measure(n: int, rounds: int, stm: bool, folder: Path) -> dict[str, Any]:
    """Medians of all rates, without or with matrices."""
    ask = states(n // STM_PART if stm else n)
    given, few = folder / "all.npz", folder / "few.npz"
    np.savez(given, s0=ask[0], t=ask[1])
    short = PYKEP // STM_PART if stm else PYKEP
    np.savez(few, s0=ask[0][:short], t=ask[1][:short])
    most = numba.config.NUMBA_NUM_THREADS
    counts = {"1 thread": 1, f"{most} threads": most}
    rates: dict[str, list[float]] = {}
    notes = {}
    ours((ask[0][:10], ask[1][:10]), stm, 1)  # compile
    for _ in range(rounds):
        for label, count in counts.items():
            rates.setdefault(f"ours, {label}", []).append(ours(ask, stm, count))
        rates.setdefault("scipy DOP853", []).append(by_scipy(ask, stm))
        for name in (*(f"heyoka, {label}" for label in counts), "pykep"):
            try:
                rate = judge(name, few if name == "pykep" else given, stm)
                rates.setdefault(name, []).append(rate)
            except NoJudge as reason:
                notes[name] = str(reason)
        for label in counts:
            if len(rates.get(f"heyoka, {label}", [])) == len(rates[f"ours, {label}"]):
                ratio = rates[f"ours, {label}"][-1] / rates[f"heyoka, {label}"][-1]
                rates.setdefault(f"ratio to heyoka, {label}", []).append(ratio)
    return {
        "matrices": stm,
        "per_s": {k: statistics.median(v) for k, v in rates.items() if not k.startswith("ratio")},
        "ratios": {k: sorted(v) for k, v in rates.items() if k.startswith("ratio")},
        "not_measured": notes,
    }


def exactness(folder: Path, n: int = 512) -> dict[str, Any]:
    """Differences from heyoka at 1e-16, and largest drift of Jacobi's constant."""
    s0, t = states(n)
    given, to = folder / "exact.npz", folder / "exact.npy"
    np.savez(given, s0=s0, t=t)
    ask = {"mu": MU, "from": str(given), "to": str(to), "stm": True, "repeats": 1, "threads": 1}
    ask_heyoka({"tol": 1e-16, **ask})
    truth = np.load(to)
    m, found = len(truth), {}
    size = np.abs(truth[:, 6:]).max(axis=1)
    for tol in TOLERANCES:
        ask_heyoka({"tol": tol, **ask, "stm": False})
        theirs = np.load(to)
        ask_heyoka({"tol": tol, **ask})
        with_matrix = np.load(to)
        s, _ = propagate_many(MU, s0[:m], t[:m], tol, FREE)
        _, phi, _ = propagate_stm_many(MU, s0[:m], t[:m], tol, FREE)
        whole = np.concatenate([s, phi.reshape(m, 36)], axis=1)
        for name, states_, matrix in (("ours", s, whole), ("heyoka", theirs, with_matrix)):
            off = np.abs(states_ - truth[:, :6]).max(axis=1)
            bent = np.abs(matrix[:, 6:] - truth[:, 6:]).max(axis=1) / size
            found[f"{name} at {tol:.0e}"] = {
                "largest": off.max(), "median": float(np.median(off)),
                "jacobi": np.abs(jacobi(states_) - jacobi(s0[:m])).max(), "matrix": bent.max(),
            }  # fmt: skip
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trajectories", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    ask = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"load of the machine before: {load:.1f}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        found = [measure(ask.trajectories, ask.rounds, stm, Path(name)) for stm in (False, True)]
        try:
            exact = exactness(Path(name))
        except NoJudge as reason:
            exact = {"not measured": {str(reason): float("nan")}}
    if ask.json:
        print(json.dumps({"rates": found, "exactness": exact}, indent=1))
        return 0
    for part in found:
        print("with state-transition matrices" if part["matrices"] else "states alone")
        for label, rate in part["per_s"].items():
            print(f"  {label:<28} {rate:12.0f} /s")
        for label, ratios in part["ratios"].items():
            middle, best = statistics.median(ratios), ratios[-1]
            print(f"  {label:<28} {middle:12.2f}, best {best:.2f}")
        for label, reason in part["not_measured"].items():
            print(f"  {label:<28} not measured: {reason}")
    print("difference from heyoka at 1e-16, matrices relative to their largest entry")
    for label, numbers in exact.items():
        print(f"  {label:<18}", "  ".join(f"{k} {v:.1e}" for k, v in numbers.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
