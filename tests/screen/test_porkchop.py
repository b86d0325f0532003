"""The map of any row: its least is the row's Δv, and no trip of the grid is left out."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from windlass.base.epochs import parse_span
from windlass.base.errors import InvalidInput, SourceError
from windlass.kernels.trip_map import least_over_stays
from windlass.screen import porkchop, run, search
from windlass.screen.rules import Rules
from windlass.screen.run import Run

NAMES = ("2000 SG344", "2008 EV5")
WINDOW = "2028-06-01..2030-06-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module", autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WINDLASS_CACHE", "WINDLASS_DATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("own")))
        yield


def made(kind: str, folder: Path, limit: float) -> Run:
    rules = Rules(kind=kind, launch_s=parse_span(WINDOW), max_dv_m_s=limit)  # type: ignore[arg-type]
    whole, _ = search.asteroids(NAMES)
    one = run.begin(rules, whole, folder=folder)
    run.carry_on(one)
    return one


@pytest.fixture(scope="module")
def trips(folder: Path) -> Run:
    return made("accessible", folder, 7e3)


@pytest.fixture(scope="module")
def legs(folder: Path) -> Run:
    return made("rendezvous", folder, 10e3)


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_the_least_over_stays_is_that_of_all_trips_one_by_one(data: some.DataObject) -> None:
    n, m = data.draw(some.integers(1, 4)), data.draw(some.integers(1, 5))
    cost = some.sampled_from([0.5, 1.0, 2.0, 3.25, 7.0, np.inf])
    out = data.draw(arrays(float, (n, m), elements=cost))
    back = data.draw(arrays(float, (n + m - 1, m), elements=cost))
    best = np.empty((n, m))
    least_over_stays(out, back, best)
    for i in range(n):
        for length in range(m):
            every = [
                out[i, j] + back[i + j + stay, length - j - stay]
                for j in range(length + 1)
                for stay in range(length - j + 1)
            ]
            assert best[i, length] == min(every)


def test_the_least_is_the_row_of_the_screen_to_the_last_digit(trips: Run) -> None:
    row = trips.frame.row(porkchop.index(trips, NAMES[0]), named=True)
    found = porkchop.porkchop(trips, NAMES[0])
    assert found.least_m_s == row["dv_m_s"]
    assert found.agrees
    assert found.best == {
        "launch_s": row["launch_s"],
        "duration_s": row["duration_d"] * 86_400.0,
        "dv_m_s": row["dv_m_s"],
    }
    assert found.solved > row["cells"]


def test_each_point_of_the_front_is_the_least_of_its_duration(trips: Run) -> None:
    row = trips.frame.row(porkchop.index(trips, NAMES[0]), named=True)
    found = porkchop.porkchop(trips, NAMES[0])
    assert len(row["front_dv_m_s"]) > 3
    for long, dv in zip(row["front_duration_d"], row["front_dv_m_s"], strict=True):
        at = int(np.argmin(np.abs(found.duration_s - long * 86_400.0)))
        assert np.nanmin(found.dv_m_s[:, at]) == dv


def test_the_least_of_a_rendezvous_is_the_row(legs: Run) -> None:
    for name in NAMES:
        at = porkchop.index(legs, name)
        row = legs.frame.row(at, named=True)
        found = porkchop.porkchop(legs, name)
        assert found.least_m_s == row["dv_m_s"]
        assert found.duration_s[0] == legs.rules.first_leg_s


def test_an_asteroid_out_of_reach_has_a_map_above_the_limit(trips: Run) -> None:
    found = porkchop.porkchop(trips, NAMES[1])
    assert found.row["dv_m_s"] is None
    assert found.least_m_s is not None
    assert found.least_m_s > trips.rules.max_dv_m_s
    assert found.agrees
    assert found.plain()["within_limit"] == 0


def test_a_table_that_is_gone_is_integrated_to_the_same_numbers(
    trips: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = porkchop.porkchop(trips, NAMES[0])
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path))
    after = porkchop.porkchop(trips, NAMES[0])
    np.testing.assert_array_equal(before.dv_m_s, after.dv_m_s)


def test_a_row_of_other_code_is_told(trips: Run) -> None:
    at = porkchop.index(trips, NAMES[0])
    row = trips.frame.row(at, named=True)
    assert not porkchop.of_row(trips, at, row | {"dv_m_s": row["dv_m_s"] + 1.0}).agrees


def test_plain_is_json_and_the_frame_is_a_full_grid(trips: Run) -> None:
    found = porkchop.porkchop(trips, "2000sg344")
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert plain["title"] == NAMES[0]
    assert plain["launches"] * plain["durations"] == found.frame().height
    assert 0 < plain["within_limit"] <= plain["with_a_trip"]


def test_names_that_are_not_there_are_told_with_near_ones(trips: Run) -> None:
    with pytest.raises(InvalidInput, match="did you mean 2000 SG344"):
        porkchop.porkchop(trips, "2000 SG34")
    with pytest.raises(InvalidInput, match="no such asteroid"):
        porkchop.index(trips, "")


def test_an_unfinished_screen_has_no_rows(trips: Run, folder: Path) -> None:
    rules = Rules(kind="rendezvous", launch_s=parse_span("2031..2032"))
    begun = run.begin(rules, trips.whole, folder=folder)
    with pytest.raises(SourceError, match="not finished"):
        porkchop.porkchop(begun, NAMES[0])


def test_names_of_pages_hold_no_path() -> None:
    assert porkchop.file_name("../a b/..") == "porkchop-a-b.html"
    assert porkchop.file_name("2000 SG344") == "porkchop-2000-SG344.html"
