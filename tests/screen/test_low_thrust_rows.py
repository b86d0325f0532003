"""A run for returns by low thrust on disk: rows, rank, stopped and carried on, other verbs."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.known import whole as known
from tests.screen.stop import Stop, interrupt
from windlass.base.errors import InvalidInput
from windlass.catalogue.whole import Whole
from windlass.screen import low_thrust_certify, low_thrust_rows, run, search
from windlass.screen.low_thrust import low_thrust

NAMES = ("2008 HU4", "433", "2006 RH120", "1991 VG")
RULES = low_thrust(
    "2026-04..2026-07", max_flight="4.05 yr", least_mass="20 t", xenon="4 t"
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Whole:
    return known(*NAMES)


@pytest.fixture(autouse=True)
def _small(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNK", 2)


@pytest.fixture(scope="module")
def found(folders: Path, whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> search.Found:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "CHUNK", 2)
        begun = run.begin(RULES, whole, folder=tmp_path_factory.mktemp("once"))
        return search.found(begun, run.carry_on(begun))


def test_stopped_and_found_again_it_ends_with_the_same_bytes(
    tmp_path: Path, whole: Whole, found: search.Found
) -> None:
    begun = run.begin(RULES, whole, folder=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.carry_on(begun, None, Stop("screening", 1, interrupt))
    again = run.find("latest", tmp_path)
    assert again.rules == RULES
    run.carry_on(again)
    assert (again.folder / run.ROWS).read_bytes() == (found.run.folder / run.ROWS).read_bytes()


def test_the_heaviest_come_first(found: search.Found) -> None:
    masses = found.reached["returned_kg"].to_list()
    assert masses == sorted(masses, reverse=True)
    assert 1 <= len(masses) < len(NAMES)
    assert min(masses) >= RULES.least_kg
    assert set(found.reached["state"]) == {"retrievable"}


def test_for_programs(found: search.Found) -> None:
    told: dict[str, Any] = found.plain(1)
    assert told["kind"] == "low-thrust"
    assert sum(told["states"].values()) == len(NAMES) == told["asteroids"]
    (row,) = told["rows"]
    assert row["launch"] < row["meet"] < row["leave"] < row["arrive"]
    assert {"arrive", "returned_kg"} == set(row["arrivals"][0])
    assert not any(name.startswith("curve_") for name in row)


def test_what_hit_earth_is_not_returned(found: search.Found, whole: Whole) -> None:
    import polars as pl

    names = found.frame["designation"].to_list()
    chunks = found.frame.select("designation", *low_thrust_rows.NUMBERS, "state")
    gone = [("2008 TC3" if name == names[0] else name) for name in names]
    about = whole.frame.with_columns(pl.Series("designation", gone))
    made = low_thrust_rows.finish(chunks.with_columns(pl.Series("designation", gone)), about)
    (row,) = made.filter(pl.col("designation") == "2008 TC3").to_dicts()
    assert row["state"] == low_thrust_rows.GONE
    assert row["returned_kg"] is None


def test_other_verbs_refuse_it(found: search.Found) -> None:
    with pytest.raises(InvalidInput, match="not one of trips"):
        _ = found.run.trips
    with pytest.raises(InvalidInput, match="not one of asteroids to bring home"):
        _ = found.run.home
    assert found.run.low_thrust == RULES


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="Ray is not installed: pip install windlass[ray]",
)
def test_ray_gives_the_same_rows_and_solves_the_first(
    tmp_path: Path, whole: Whole, found: search.Found
) -> None:
    on = run.Engine(name="ray", workers=1)
    begun = run.begin(RULES, whole, folder=tmp_path)
    run.carry_on(begun, on)
    assert (begun.folder / run.ROWS).read_bytes() == (found.run.folder / run.ROWS).read_bytes()
    (answer,) = low_thrust_certify.carry_on(begun, 1, on)
    assert answer["status"] == low_thrust_certify.SOLVED
    (ask,) = low_thrust_certify.asks(begun, 1)
    here = low_thrust_certify.certify(ask)
    assert answer.keys() == here.keys()
    told = [name for name, value in here.items() if isinstance(value, str)]
    assert [answer[name] for name in told] == [here[name] for name in told]
    # A worker of Ray sums with another number of threads: the optimiser's last digits differ.
    for name in set(here) - set(told) - {"cpu_s", "miss_m", "miss_m_s"}:
        assert answer[name] == pytest.approx(here[name], rel=1e-4), name
    assert max(answer["miss_m"], here["miss_m"]) < 1e6
