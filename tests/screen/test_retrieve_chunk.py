"""Ways home of three asteroids: what a row tells, what the bound leaves out, what a tug brings."""

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.catalogue.known import orbits as known
from windlass.base.epochs import DAY_S, parse_span
from windlass.bodies import table
from windlass.capture.bring_mass import Way, largest
from windlass.screen import retrieve_chunk, retrieve_goals
from windlass.screen.chunk import ChunkAsk, screen
from windlass.screen.retrievable import Retrieval, retrieval

NAMES = ("2006 RH120", "2000 SG344", "433")
SPAN = "2027..2031"


def rules(to: str = "sun-earth", max_dv: str = "900 m/s") -> Retrieval:
    return retrieval(to, SPAN, max_dv=max_dv, effort="quick")


@pytest.fixture(scope="module")
def orbits() -> tuple[Any, ...]:
    return known(*NAMES)


@pytest.fixture(scope="module")
def held(folders: Path, orbits: tuple[Any, ...]) -> table.Chunk:
    return table.chunk(orbits, parse_span(SPAN))


@pytest.fixture(scope="module")
def points(folders: Path, held: table.Chunk) -> pl.DataFrame:
    return retrieve_chunk.screen(rules(), held)


@pytest.fixture(scope="module")
def moon(folders: Path, held: table.Chunk) -> pl.DataFrame:
    return retrieve_chunk.screen(rules("earth-moon"), held)


def test_two_are_brought_and_the_far_one_is_left_out_by_the_bound(points: pl.DataFrame) -> None:
    assert points["designation"].to_list() == [one.designation for one in known(*NAMES)]
    assert points["state"].to_list() == [
        retrieve_goals.FOUND, retrieve_goals.FOUND, retrieve_goals.BOUND,
    ]  # fmt: skip
    assert points["ways"].to_list()[2] == 0
    assert points["tried"].to_list()[2] == 0


def test_a_row_tells_a_way_that_hangs_together(points: pl.DataFrame) -> None:
    low, high = parse_span(SPAN)
    for row in points.head(2).iter_rows(named=True):
        assert row["dv_m_s"] == pytest.approx(row["dv1_m_s"] + row["dv2_m_s"])
        assert row["dv_m_s"] == row["found_m_s"] <= 900.0
        assert row["bound_m_s"] <= row["dv_m_s"]
        assert low <= row["depart_s"] < row["join_s"] <= row["section_s"] < row["orbit_s"]
        assert row["section_s"] <= high
        assert row["tof_d"] == pytest.approx((row["join_s"] - row["depart_s"]) / DAY_S)
        assert row["total_d"] == pytest.approx((row["orbit_s"] - row["depart_s"]) / DAY_S)
        assert 2.99 < row["jacobi"] < 3.001
        assert 100.0 < row["period_d"] < 800.0
        assert row["target"] in ("L1 planar", "L2 planar")
        assert row["vinf_m_s"] is None


def test_the_ways_kept_are_sorted_and_the_front_is_one(points: pl.DataFrame) -> None:
    for row in points.head(2).iter_rows(named=True):
        dv = [a + b for a, b in zip(row["ways_dv1_m_s"], row["ways_dv2_m_s"], strict=True)]
        assert dv == sorted(dv)
        front = [(row["ways_total_d"][k], dv[k]) for k in row["front"]]
        assert front == sorted(front)
        assert [b for _, b in front] == sorted((b for _, b in front), reverse=True)
        assert row["front"][-1] == 0 or dv[row["front"][-1]] == dv[0]
        for total, cost in zip(row["ways_total_d"], dv, strict=True):
            assert any(a <= total and b <= cost for a, b in front)


def test_the_mass_is_what_the_tug_brings_along_the_way(points: pl.DataFrame) -> None:
    for row in points.head(2).iter_rows(named=True):
        way = Way(depart_m_s=row["dv1_m_s"], arrive_m_s=row["dv2_m_s"], tof_s=row["tof_d"] * DAY_S)
        assert row["mass_kg"] == pytest.approx(largest(rules().tug, way).mass_kg)
        mass = row["curve_mass_kg"]
        assert mass == sorted(mass)
        assert row["curve_total_d"] == sorted(row["curve_total_d"])
        assert row["most_mass_kg"] == (mass[-1] if mass else 0.0)
        assert row["most_mass_kg"] >= row["mass_kg"]


def test_without_the_bound_the_same_ways_are_found(held: table.Chunk, points: pl.DataFrame) -> None:
    every = retrieve_chunk.screen(rules(), held, prune=False)
    assert every["dv_m_s"][0] <= points["dv_m_s"][0] * 1.2
    assert every["state"][2] in (retrieve_goals.NOTHING, retrieve_goals.ABOVE)
    assert every["tried"][2] >= 0


def test_a_limit_below_what_is_found_leaves_none_within_it(held: table.Chunk) -> None:
    tight = retrieve_chunk.screen(rules(max_dv="2 m/s"), held)
    assert tight["dv_m_s"].is_null().all()
    assert not (tight["state"] == retrieve_goals.FOUND).any()
    for row in tight.iter_rows(named=True):
        assert row["ways_depart_s"] == row["front"] == row["curve_mass_kg"] == []


def test_to_the_moon_the_parts_are_a_burn_and_an_arrival(moon: pl.DataFrame) -> None:
    row = moon.row(1, named=True)
    assert row["state"] == retrieve_goals.FOUND
    assert row["dv_m_s"] == pytest.approx(row["dv1_m_s"] + row["dv2_m_s"])
    assert row["vinf_m_s"] > 0.0
    assert row["orbit_s"] == row["join_s"] <= parse_span(SPAN)[1]
    assert row["target"] == "lunar DRO"
    assert row["jacobi"] is None


def test_mars_is_too_far_for_what_flies_beside_earth(held: table.Chunk) -> None:
    found = retrieve_chunk.screen(rules("mars-orbit"), held)
    assert found["dv_m_s"].is_null().all()
    assert set(found["state"]) <= {retrieve_goals.NOTHING, retrieve_goals.BOUND}


def test_one_pure_function_serves_every_engine(orbits: tuple[Any, ...], moon: pl.DataFrame) -> None:
    assert screen(ChunkAsk(rules=rules("earth-moon"), orbits=orbits)).equals(moon)


def test_what_has_no_ephemeris_says_so(held: table.Chunk) -> None:
    gone = table.Chunk(
        names=held.names, span_s=held.span_s, digest=held.digest,
        counts=held.counts * [1, 1, 0], ticks=held.ticks[: held.counts[:2].sum()],
        nodes=held.nodes[: held.counts[:2].sum()], status=held.status * 0 + [0, 0, 3],
        apart_m=held.apart_m, arc_m=held.arc_m,
    )  # fmt: skip
    found = retrieve_chunk.screen(rules(), gone)
    assert found["state"][2] == retrieve_goals.NO_EPHEMERIS
    assert found["ephemeris"][2] == "none: did not converge"
    assert math.isfinite(found["dv_m_s"][0])
