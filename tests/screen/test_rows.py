"""Rows of a screen: fronts, prices that add up, marks, sizes, and a round trip flown alone."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.known import whole as asteroids
from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.bodies import planets, table
from windlass.catalogue import whole as columns
from windlass.catalogue.collection import lookup
from windlass.catalogue.whole import Whole
from windlass.kernels.shoemaker_helin import shoemaker_helin
from windlass.screen import rows
from windlass.screen.chunk import ChunkAsk, screen
from windlass.screen.rules import Rules
from windlass.transfers import nhats

NAMES = ("1991 VG", "433", "2010 UE51", "Bennu")


def rules(kind: Any = "accessible", **more: Any) -> Rules:
    t = parse_epoch("2039-05-01")
    window = (t - 40 * DAY_S, t + 40 * DAY_S)
    return Rules(kind=kind, launch_s=window, **more)


def finished(whole: Whole, by: Rules) -> pl.DataFrame:
    orbits = tuple(columns.orbit(row) for row in whole.frame.iter_rows(named=True))
    return rows.finish(screen(ChunkAsk(rules=by, orbits=orbits)), whole.frame, by)


@pytest.fixture(scope="module")
def found(folders: object) -> pl.DataFrame:
    return finished(asteroids(*NAMES), rules())


@pytest.fixture(scope="module")
def reached(folders: object) -> pl.DataFrame:
    return finished(asteroids(*NAMES), rules("rendezvous", max_revolutions=1))


def one(frame: pl.DataFrame, title: str) -> dict[str, Any]:
    return frame.filter(pl.col("title").str.contains(title, literal=True)).row(0, named=True)


def test_rows_stand_in_the_order_of_the_catalogue(found: pl.DataFrame) -> None:
    assert found["designation"].to_list() == asteroids(*NAMES).frame["designation"].to_list()
    assert found.height == len(NAMES)


def test_the_row_of_a_published_record(found: pl.DataFrame) -> None:
    row = one(found, "1991 VG")
    assert format_epoch(row["launch_s"]) == "2039-05-01"
    assert (row["out_d"], row["stay_d"], row["back_d"]) == (129, 32, 225)
    assert row["duration_d"] == 386
    # nhats2012's service
    assert row["c3_m2_s2"] / 1e6 == pytest.approx(2.985, abs=0.003)
    names = ("park_m_s", "arrive_m_s", "leave_m_s", "entry_m_s", "dv_m_s")
    got = [row[name] / 1e3 for name in names]
    np.testing.assert_allclose(got, [3.313, 0.591, 0.521, 11.188, 4.425], rtol=0, atol=0.001)
    assert row["brake_m_s"] == 0.0


@pytest.mark.parametrize("prefix", ["", "fast_"])
def test_a_trip_is_priced_as_a_round_trip_alone(found: pl.DataFrame, prefix: str) -> None:
    by = rules()
    row = one(found, "1991 VG")
    body = table.chunk((lookup("1991 VG").orbit,), by.span_s).body(0)
    dates = [row[f"{prefix}{name}"] for name in ("launch_s", "out_d", "stay_d", "back_d")]
    alone = nhats.trip(planets.load().body("earth"), body, *dates)
    want = {
        "dv_m_s": alone.dv_m_s, "park_m_s": alone.park_dv_m_s, "arrive_m_s": alone.arrive_dv_m_s,
        "leave_m_s": alone.depart_dv_m_s, "brake_m_s": alone.brake_dv_m_s,
        "entry_m_s": alone.entry_m_s,
    }  # fmt: skip
    for name, value in want.items():
        assert row[prefix + name] == pytest.approx(value, abs=1e-4)
    assert row[f"{prefix}c3_m2_s2"] == pytest.approx(alone.c3_m2_s2, rel=1e-6)


def falls(values: list[float]) -> bool:
    return all(a > b for a, b in pairwise(values))


@pytest.mark.parametrize("which", ["found", "reached"])
def test_fronts_fall_and_burns_add_up(which: str, request: pytest.FixtureRequest) -> None:
    frame: pl.DataFrame = request.getfixturevalue(which)
    returns = which == "found"
    some = 0
    for row in frame.iter_rows(named=True):
        dv, long = row["front_dv_m_s"], row["front_duration_d"]
        if not dv:
            assert row["dv_m_s"] is None
            assert row["fast_duration_d"] is None
            assert row["trips"] == 0
            continue
        some += 1
        assert falls(dv)
        assert falls(long[::-1])
        assert (row["dv_m_s"], row["duration_d"]) == (dv[-1], long[-1])
        assert (row["fast_dv_m_s"], row["fast_duration_d"]) == (dv[0], long[0])
        assert row["trips"] >= len(dv)
        for prefix in ("", "fast_"):
            burns = ["park_m_s", "arrive_m_s"] + (["leave_m_s", "brake_m_s"] if returns else [])
            total = sum(row[prefix + name] for name in burns)
            assert total == pytest.approx(row[f"{prefix}dv_m_s"], abs=1e-6)
            days = [
                row[f"{prefix}{n}_d"] for n in (("out", "stay", "back") if returns else ("out",))
            ]
            assert sum(days) == pytest.approx(row[f"{prefix}duration_d"])
        lists = [name for name in row if name.startswith("front_")]
        assert {len(row[name]) for name in lists} == {len(dv)}
    assert some >= 1


def test_a_rendezvous_has_no_columns_of_a_return(
    found: pl.DataFrame, reached: pl.DataFrame
) -> None:
    home = {"stay_d", "back_d", "back_revs", "leave_m_s", "brake_m_s", "entry_m_s"}
    assert home <= set(found.columns)
    assert not home & set(reached.columns)
    assert set(reached.columns) < set(found.columns)


def test_a_short_entry_speed_is_braked_before_earth_pulls(folders: object) -> None:
    by = rules(entry_max_m_s=11.1e3)
    row = one(finished(asteroids("1991 VG"), by), "1991 VG")
    fall2 = 2.0 * GM_EARTH / (R_EARTH_M + by.entry_altitude_m)
    assert row["brake_m_s"] > 0.0
    assert row["entry_m_s"] == pytest.approx(11.1e3)
    alone = nhats.trip(
        planets.load().body("earth"),
        table.chunk((lookup("1991 VG").orbit,), by.span_s).body(0),
        *(row[name] for name in ("launch_s", "out_d", "stay_d", "back_d")),
        nhats.Rules(entry_max_m_s=11.1e3),
    )
    home = alone.back.vinf_arrive_m_s
    assert row["brake_m_s"] == pytest.approx(home - math.sqrt(11.1e3**2 - fall2), abs=1e-4)


def test_what_is_known_of_an_asteroid_stands_in_its_row(found: pl.DataFrame) -> None:
    row, target = one(found, "Bennu"), lookup("Bennu")
    assert row["designation"] == "101955"
    assert row["a_au"] == pytest.approx(target.orbit.a_m / 149_597_870_700.0)
    assert row["e"] == target.orbit.e
    assert row["i_deg"] == pytest.approx(math.degrees(target.orbit.i_rad))
    speed, _ = shoemaker_helin(row["a_au"], row["e"], math.radians(row["i_deg"]))
    assert row["shoemaker_helin_m_s"] == pytest.approx(speed)
    assert row["precision"] == target.orbit.precision
    assert row["size_basis"] == "measured"
    assert row["size_low_m"] == row["size_m"] == row["size_high_m"] > 400.0
    assert row["ephemeris"] == "whole"
    assert 0.0 < row["ephemeris_error_m"] < 1e6
    by = rules()
    assert row["ephemeris_from_s"] <= by.launches[0]
    assert row["ephemeris_until_s"] >= by.returns_s[-1]


def test_orbits_that_certify_nothing_are_marked(found: pl.DataFrame) -> None:
    rounded = one(found, "2010 UE51")
    assert rounded["precision"] == "screening"
    assert rounded["mark"].startswith("screening only: rounded elements")
    for row in found.iter_rows(named=True):
        sure = row["precision"] == "full" and (row["uncertainty"] or 0) <= 2
        assert (row["mark"] == "") == sure


@pytest.mark.parametrize(
    ("precision", "code", "words"),
    [
        ("full", None, ""),
        ("full", 2, ""),
        ("full", 3, "screening only: condition code 3"),
        ("older-solution", 0, "screening only: an older orbit solution"),
        ("screening", 9, "screening only: rounded elements, condition code 9"),
        ("assumed", None, "screening only: assumed orbit"),
    ],
)
def test_marks(precision: str, code: int | None, words: str) -> None:
    assert rows.mark(precision, code) == words


@settings(max_examples=50, deadline=None)
@given(h=st.floats(10.0, 35.0))
def test_sizes_from_magnitudes_are_ordered_and_halve_with_every_magnitude_and_a_half(
    h: float,
) -> None:
    low, mid, high, basis = rows.sizes(h, None)
    assert basis == "magnitude"
    assert low is not None
    assert mid is not None
    assert high is not None
    assert 0.0 < low < mid < high
    fainter = rows.sizes(h + 5.0, None)
    assert fainter[1] == pytest.approx(mid / 10.0)


def test_sizes_where_little_is_known() -> None:
    assert rows.sizes(None, None) == (None, None, None, None)
    assert rows.sizes(22.0, 140.0) == (140.0, 140.0, 140.0, "measured")
    assert rows.sizes(None, 140.0)[3] == "measured"
    # H 22 is 140 m at an albedo of 0.14; the spread of albedos makes it some 80 to 300 m
    low, _, high, _ = rows.sizes(22.0, None)
    assert low is not None
    assert high is not None
    assert 60.0 < low < 140.0 < high < 400.0


def test_rows_of_other_asteroids_are_refused(folders: object) -> None:
    by, whole = rules(), asteroids("1991 VG", "433")
    made = screen(ChunkAsk(rules=by, orbits=(columns.orbit(whole.frame.row(0, named=True)),)))
    with pytest.raises((RuntimeError, pl.exceptions.ShapeError)):
        rows.finish(made, whole.frame, by)
    with pytest.raises(RuntimeError, match="not of the same"):
        rows.finish(made, whole.frame.tail(1), by)


def drawn(costs: list[float]) -> dict[str, Any]:
    """A row of a chunk with a trip of each length."""
    count = len(costs)
    names = ("launch_s", "out_d", "stay_d", "back_d", "out_revs", "back_revs")
    speeds = ("launch", "arrive", "leave", "return")
    return (
        {"front_dv_m_s": costs, "front_duration_d": [10.0 + 8.0 * k for k in range(count)]}
        | {f"front_{name}": [float(k) for k in range(count)] for name in names}
        | {f"front_vinf_{name}_m_s": [1_000.0] * count for name in speeds}
    )


@settings(max_examples=200, deadline=None)
@given(costs=st.lists(st.sampled_from([4e3, 5e3, 6e3, 6e3 + 1e-9, 7e3]), max_size=12))
def test_the_front_is_what_no_shorter_trip_beats(costs: list[float]) -> None:
    found = rows._trips(drawn(costs), rules())
    want = [k for k, cost in enumerate(costs) if all(cost < before for before in costs[:k])]
    assert found["front_dv_m_s"] == [costs[k] for k in want]
    assert found["front_launch_s"] == [float(k) for k in want]
    if costs:
        assert found["dv_m_s"] == min(costs)
        assert found["launch_s"] == float(costs.index(min(costs)))
        assert found["fast_dv_m_s"] == costs[0]
    else:
        assert found["dv_m_s"] is None


def test_what_hit_earth_is_marked_and_has_no_trips(found: pl.DataFrame) -> None:
    gone = pl.Series("designation", ["2014 AA", "1991 VG"])
    lists = {f"front_{n}": [[1.0], [2.0]] for n in ("dv_m_s", "duration_d")}
    chunk = pl.DataFrame({"designation": gone, "trips": [5, 6], **lists})
    left = rows._without_the_gone(chunk, rules())
    assert left["trips"].to_list() == [0, 6]
    assert left["front_dv_m_s"].to_list() == [[], [2.0]]
    assert rows.hit("2024 XA1") == "2024-12-03"
    assert rows.hit("433") is None


def test_before_it_hit_it_was_there() -> None:
    chunk = pl.DataFrame({"designation": ["2024 XA1"], "trips": [5], "front_dv_m_s": [[1.0]]})
    before = Rules(kind="accessible", launch_s=(parse_epoch("2024"), parse_epoch("2024-06")))
    assert rows._without_the_gone(chunk, before)["trips"].to_list() == [5]
