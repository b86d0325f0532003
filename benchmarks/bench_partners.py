"""Measure the nucleolus of random games beside coopgame-py:

    python benchmarks/bench_partners.py [--rounds 20]

In turns, in one run, one thread each; medians, and the slowest of ours.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from windlass.partners.core import core
from windlass.partners.game import Game
from windlass.partners.nucleolus import nucleolus
from windlass.partners.shapley import shapley

PLAYERS = (4, 6, 8, 9, 10, 12)


def drawn(rng: np.random.Generator, n: int) -> Game:
    """A game in which more are worth more, unevenly."""
    values = rng.random(2**n) * np.bitwise_count(np.arange(2**n))
    values[0] = 0.0
    values[-1] = max(1.1 * values.max(), values[1 << np.arange(n)].sum())
    return Game(tuple(f"{k}" for k in range(n)), values)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    try:
        import coopgame
    except ImportError:
        coopgame = None
    rng = np.random.default_rng(7)
    print("players  nucleolus: median, most [ms]  core  Shapley  coopgame-py  it by ours")
    for n in PLAYERS:
        took: dict[str, list[float]] = {"ours": [], "core": [], "shapley": [], "peer": []}
        for _ in range(rounds if n <= 10 else max(3, rounds // 5)):
            game = drawn(rng, n)
            for name, solve in (("ours", nucleolus), ("core", core), ("shapley", shapley)):
                begin = time.perf_counter()
                solve(game)
                took[name].append(1e3 * (time.perf_counter() - begin))
            if coopgame is not None:
                peer = coopgame.Game(game.values[1:].tolist())
                begin = time.perf_counter()
                coopgame.nucleolus(peer)
                took["peer"].append(1e3 * (time.perf_counter() - begin))
        ours = statistics.median(took["ours"])
        peer_ms = statistics.median(took["peer"]) if took["peer"] else float("nan")
        others = [statistics.median(took[name]) for name in ("core", "shapley")]
        print(
            f"{n:7d}  {ours:19.1f} {max(took['ours']):11.1f} {others[0]:5.1f} {others[1]:8.2f} "
            f"{peer_ms:12.1f} {peer_ms / ours:11.2f}"
        )


if __name__ == "__main__":
    main()
