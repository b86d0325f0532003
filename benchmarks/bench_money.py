"""Measure rates of return and Monte Carlo of cash flows beside what others do:

    python benchmarks/bench_money.py [--flows 100000] [--paths 1000000] [--rounds 3]

Rates: every root of each flow of 41 years, against pyxirr's one, in turns.  Paths: 40 years of a
price that walks, its present value and payback, against plain numpy with pseudo-random numbers in
the same chunks; and the error of both at 8,192 draws against the exact mean, over seeds.
Each path engine runs in a process of its own, which tells its peak of memory.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from windlass.economics import monte_carlo, sampling
from windlass.economics.irr_batch import irr_many
from windlass.economics.uncertain import Uncertain

YEARS = 40
RATE = 0.07
VOLATILITY = 0.25
COST = Uncertain(name="cost", value=100.0, low=70.0, high=200.0)
INCOME = Uncertain(name="income", value=12.0, low=8.0, high=20.0)
DRAWS = monte_carlo.Draws(
    inputs=(COST, INCOME), correlation=np.array([[1.0, 0.4], [0.4, 1.0]]),
    walk=monte_carlo.Walk(years=YEARS, volatility=VOLATILITY, reversion=0.2),
)  # fmt: skip


def flows(x: dict[str, np.ndarray], price: np.ndarray) -> np.ndarray:
    """Cost over five years, then income at the price of each year."""
    made = x["income"][:, None] * price
    made[:, :5] = -x["cost"][:, None] / 5.0
    return made


def rates(count: int, rounds: int) -> None:
    """Print rates of return a second."""
    rng = np.random.default_rng(0)
    table = np.hstack([-rng.uniform(1, 5, (count, 8)), rng.uniform(0, 2, (count, 33))])
    irr_many(table[:8])
    took: dict[str, list[float]] = {"ours": [], "pyxirr": []}
    apart = float("nan")
    for _ in range(rounds):
        begin = time.perf_counter()
        found = irr_many(table)
        took["ours"].append(time.perf_counter() - begin)
        try:
            import pyxirr
        except ImportError:
            continue
        begin = time.perf_counter()
        peer = np.array([pyxirr.irr(one) for one in table])
        took["pyxirr"].append(time.perf_counter() - begin)
        apart = float(np.nanmax(np.abs(peer - found.single)))
    ours = statistics.median(took["ours"])
    print(f"{count:,} rates of 41 flows, every root: {ours:.3f} s")
    if took["pyxirr"]:
        peer_s = statistics.median(took["pyxirr"])
        print(f"  pyxirr, one root: {peer_s:.3f} s, {peer_s / ours:.1f} times ours; "
              f"at most {apart:.1e} apart")  # fmt: skip


def engine(name: str, paths: int) -> None:
    """Run one engine and print its seconds, peak of memory and mean as JSON."""
    begin = time.perf_counter()
    if name == "ours":
        found = monte_carlo.run(DRAWS, flows, RATE, paths, seed=1)
        mean, p10 = float(found.npv.mean()), found.percentile(10.0)[1]
    else:
        npv = plain(paths, 1)
        mean, p10 = float(npv.mean()), float(np.percentile(npv, 10.0))
    told = {"s": time.perf_counter() - begin, "mean": mean, "p10": p10,
            "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0}  # fmt: skip
    print(json.dumps(told))


def plain(paths: int, seed: int) -> np.ndarray:
    """What one writes with numpy: Cholesky, pseudo-random numbers, in chunks; NPV and payback."""
    rng = np.random.default_rng(seed)
    walk = DRAWS.walk.covariance()
    root, half = np.linalg.cholesky(walk).T, 0.5 * np.diag(walk)
    both = np.linalg.cholesky(DRAWS.correlation).T
    discount = (1.0 + RATE) ** -np.arange(float(YEARS))
    npv = np.empty(paths)
    for start, count in sampling.chunks(paths):
        z = rng.standard_normal((count, 2)) @ both
        price = np.exp(rng.standard_normal((count, YEARS)) @ root - half)
        found = flows({"cost": COST.at(z[:, 0]), "income": INCOME.at(z[:, 1])}, price)
        npv[start : start + count] = found @ discount
        monte_carlo.payback(found)
    return npv


def errors(seeds: int = 48, paths: int = 2**13) -> None:
    """Print the error of the mean NPV at so many draws, against one of a hundred times as many."""
    exact = float(np.mean([
        monte_carlo.run(DRAWS, flows, RATE, 2**18, seed=1000 + k).npv.mean() for k in range(4)
    ]))  # fmt: skip
    found = {
        "ours": [monte_carlo.run(DRAWS, flows, RATE, paths, seed=k).npv.mean() - exact
                 for k in range(seeds)],
        "plain": [plain(paths, k).mean() - exact for k in range(seeds)],
    }  # fmt: skip
    error = {name: float(np.sqrt(np.mean(np.square(one)))) for name, one in found.items()}
    print(
        f"error of the mean at {paths:,} draws over {seeds} seeds: ours {error['ours']:.4f}, "
        f"plain {error['plain']:.4f}, {error['plain'] / error['ours']:.1f} times as large"
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=100_000)
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=("ours", "plain"))
    asked = parser.parse_args()
    if asked.engine:
        engine(asked.engine, asked.paths)
        return
    rates(asked.flows, asked.rounds)
    told: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    for _ in range(asked.rounds):
        for name, rows in told.items():
            said = subprocess.run(
                [sys.executable, __file__, "--engine", name, "--paths", str(asked.paths)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            rows.append(json.loads(said.stdout))
    seconds = {name: statistics.median(row["s"] for row in rows) for name, rows in told.items()}
    for name, rows in told.items():
        print(f"{asked.paths:,} paths of {YEARS} years, {name}: {seconds[name]:.2f} s, peak "
              f"{max(row['mb'] for row in rows):.0f} MB, mean {rows[0]['mean']:.2f}, "
              f"P10 {rows[0]['p10']:.2f}")  # fmt: skip
    print(f"  ours takes {seconds['ours'] / seconds['plain']:.2f} times plain numpy's time")
    errors()


if __name__ == "__main__":
    main()
