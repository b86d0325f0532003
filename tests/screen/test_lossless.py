"""What pruning leaves out is part of no trip: random asteroids with and without it, byte by byte.

Launches over 25 years under NHATS's rules, 2 x 1,142 x 56 cells an asteroid.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from windlass.base.epochs import parse_span
from windlass.catalogue import whole as columns
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.read import read
from windlass.screen.chunk import ChunkAsk, screen
from windlass.screen.rules import Rules

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("folders")]

SEED = 20_261
COUNT = 300


@pytest.fixture(scope="module")
def sample(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Orbit, ...]:
    every = pl.read_parquet(shared / "data" / "neo_catalog.parquet")
    drawn = np.random.default_rng(SEED).choice(every.height, COUNT, replace=False)
    path = tmp_path_factory.mktemp("sample") / "sample.parquet"
    every[np.sort(drawn).tolist()].write_parquet(path)
    frame = columns.from_catalogue(read(path), {}).frame
    return tuple(columns.orbit(row) for row in frame.iter_rows(named=True))


def both(kind: Any, orbits: Sequence[Orbit], **more: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    rules = Rules(kind=kind, launch_s=parse_span("2025..2050"), **more)
    some, every = (
        screen(ChunkAsk(rules=rules, orbits=tuple(orbits), prune=prune)) for prune in (True, False)
    )
    return some, every


def written(frame: pl.DataFrame, folder: Path) -> bytes:
    path = folder / "rows.parquet"
    frame.drop("cells").write_parquet(path, compression="zstd", statistics=False)
    return path.read_bytes()


def check(some: pl.DataFrame, every: pl.DataFrame, folder: Path) -> None:
    assert written(some, folder) == written(every, folder)
    assert (some["cells"] <= every["cells"]).all()
    assert every["trips"].sum() > 0


def test_three_hundred_random_asteroids_lose_nothing_by_pruning(
    sample: tuple[Orbit, ...], tmp_path: Path
) -> None:
    assert len(sample) == COUNT
    some, every = both("accessible", sample)
    check(some, every, tmp_path)
    assert (every["trips"] > 0).sum() >= 5, "too few of them are reached to prove anything"
    assert some["cells"].sum() < 0.4 * every["cells"].sum()
    whole = every.filter(pl.col("ephemeris") == "whole")
    assert (whole["cells"] == (1_142 + 1_142 + 55) * 56 - 55 * 56 // 2).all()


def test_rendezvous_lose_nothing_by_pruning(sample: tuple[Orbit, ...], tmp_path: Path) -> None:
    some, every = both("rendezvous", sample[:40], max_revolutions=1, max_dv_m_s=8e3)
    check(some, every, tmp_path)
    assert (every["cells"] == 1_142 * 57).all()


def test_full_revolutions_lose_nothing_by_pruning(
    sample: tuple[Orbit, ...], tmp_path: Path
) -> None:
    some, every = both("accessible", sample[40:60], max_revolutions=1)
    check(some, every, tmp_path)
