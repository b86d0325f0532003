"""Retrieval to libration orbits: tubes made, and the search of one asteroid, beside brute force.

    python benchmarks/bench_retrieval.py

The peer is the same search without its index: every state of the tubes' grid on every date, on a
sample of them.  One run on one machine; ratios are what to compare.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import asteroid
from windlass.capture import manifolds, retrieve_exact
from windlass.capture.families import family
from windlass.capture.libration_field import STEP_S, field
from windlass.capture.retrieve_libration import Ask, search
from windlass.capture.three_body import primaries
from windlass.catalogue.collection import lookup
from windlass.kernels import tube_arc

SPAN = (parse_epoch("2026-01-01"), parse_epoch("2100-12-31"))
NAME = "2000 SG344"
ROUNDS = 3


def timed(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median seconds of a call that has been made once before."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    pair = primaries("sun-earth")
    followed = family(pair.mu, "planar", 2, most=120)
    seconds = timed(lambda: family(pair.mu, "planar", 2, most=120))
    print(f"family of planar orbits       {len(followed) / seconds:10.0f} members/s")
    off = manifolds.starts(followed.orbits[40], np.arange(2000) / 2000)
    assert off is not None
    seconds = timed(
        lambda: manifolds.cut(pair.mu, off, -40.0, manifolds.ANGLE, np.array([5e-3, 4.3e-5]))
    )
    print(f"manifold states at a section  {len(off) / seconds:10.0f} states/s")
    tubes = manifolds.tubes(manifolds.TubeAsk(primaries=pair))
    made = field(tubes, SPAN)
    states = int(np.isfinite(tubes.states[..., 0]).sum())
    print(f"tubes: {len(tubes)}, states {states:,}, in the index {len(made.nodes):,}")
    body = asteroid.integrate(lookup(NAME).orbit, SPAN)
    ask = Ask(span_s=SPAN)
    found = search(body, made, ask)
    with_index = timed(lambda: search(body, made, ask))
    anew = timed(lambda: retrieve_exact.exact(body, made, ask, found, 0), 1)
    print(f"search of one asteroid        {with_index:10.2f} s, {found.conics:,} conics")
    print(f"its cheapest way anew         {anew:10.2f} s")
    dates = np.arange(SPAN[0] + 60 * DAY_S, SPAN[1], ask.effort.arrival_s)
    tofs = np.arange(20 * DAY_S, ask.longest_s + 1.0, ask.effort.tof_s)
    rng = np.random.default_rng(1)
    sample = rng.integers(0, len(dates), 4000)
    planet = made.at(dates[sample])
    ends = np.empty((len(sample), 6))
    for row, where, node in zip(
        ends, planet, made.nodes[rng.integers(0, len(made.nodes), len(sample))], strict=True
    ):
        tube_arc.place(pair.mu, tubes.states[tuple(node)], where, row)
    epochs = made.epochs_s
    inside = np.clip(epochs, *body.span_s)
    rock = np.concatenate(body.state(inside), axis=1)
    cost = np.empty((len(sample), tofs.size))
    seconds = timed(
        lambda: tube_arc.flights(
            GM_SUN,
            ends,
            dates[sample],
            tofs,
            SPAN[0],
            0.0,
            made.first_s,
            STEP_S,
            made.planet,
            rock,
            cost,
        )
    )
    rate = cost.size / seconds
    brute = len(dates) * len(made.nodes) * tofs.size / rate
    print(f"conics                        {rate:10.0f} /s")
    print(f"all states on all dates       {brute:10.0f} s")
    print(f"with the index quicker        {brute / with_index:10.0f} times")


if __name__ == "__main__":
    main()
