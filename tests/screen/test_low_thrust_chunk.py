"""What low thrust returns: 2008 HU4 near the Keck study's figures, the bound above all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.catalogue.known import orbits
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.bodies import table
from windlass.screen import low_thrust_chunk as chunk
from windlass.screen.low_thrust import SHORTEST_OUT_S, LowThrustRules, low_thrust

NAMES = ("2008 HU4", "433", "2006 RH120")
RULES = low_thrust("2026-03..2026-07", max_flight="8 yr", duty=1.0)


@pytest.fixture(scope="module")
def rows(folders: Path) -> list[dict[str, Any]]:
    return chunk.screen(RULES, orbits(*NAMES)).to_dicts()


def test_2008_hu4_is_returned_as_the_keck_study_has_it(rows: list[dict[str, Any]]) -> None:
    # brophy2012: 1300 t in 8.0 years for 9.1 t of xenon: 1.4 t out, 7.7 t back, C3 1.6
    (row,) = [one for one in rows if one["designation"] == "2008 HU4"]
    assert row["state"] == chunk.FOUND
    assert 1.1e6 < row["returned_kg"] < 1.6e6
    assert row["out_kg"] == pytest.approx(1.4e3, rel=0.25)
    assert row["back_kg"] == pytest.approx(7.7e3, rel=0.06)
    assert row["out_kg"] + row["back_kg"] <= RULES.xenon_kg * (1.0 + 1e-9)
    assert row["flight_yr"] <= 8.0 + 1e-9
    assert row["meet_s"] - row["launch_s"] >= SHORTEST_OUT_S
    assert row["leave_s"] - row["meet_s"] == pytest.approx(90.0 * DAY_S)
    assert RULES.arrive_s[0] <= row["arrive_s"] <= RULES.arrive_s[1]
    assert row["vinf_in_m_s"] <= RULES.vinf_m_s * (1.0 + 1e-9)
    assert len(row["curve_kg"]) == len(row["curve_arrive_s"]) > 3


def test_eros_is_left_out_by_its_orbit(rows: list[dict[str, Any]]) -> None:
    (row,) = [one for one in rows if one["designation"] == "433"]
    assert row["state"] == chunk.BOUND
    assert 0.0 <= row["bound_kg"] < 30e3
    assert row["returned_kg"] is None
    assert row["curve_kg"] == []


def test_no_return_is_above_what_the_orbit_would_allow(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["returned_kg"] is not None:
            assert row["returned_kg"] < chunk.SLACK * row["bound_kg"]


def test_moved_as_a_whole_a_trip_keeps_its_rules_and_never_brings_less(folders: Path) -> None:
    held = table.chunk(orbits("2008 HU4"), RULES.span_s)
    body = held.body(0)
    gained = []
    for day in (0.0, 40.0, 80.0, 120.0):
        one = chunk.trip(RULES, body, RULES.arrive_s[0] + day * DAY_S)
        assert one is not None
        moved = chunk.together(RULES, body, one)
        gained.append(moved["returned_kg"] / one["returned_kg"])
        by = moved["arrive_s"] - one["arrive_s"]
        assert min(abs(by - step) for step in (0.0, *chunk.NEXT_S)) < 1e-3
        for name in chunk.DATES:
            assert moved[name] - one[name] == pytest.approx(by, abs=1e-3)
        assert RULES.arrive_s[0] <= moved["arrive_s"] <= RULES.arrive_s[1]
        assert moved["out_kg"] + moved["back_kg"] <= RULES.xenon_kg * (1.0 + 1e-9)
        flight_yr = (moved["arrive_s"] - moved["launch_s"]) / YEAR_S
        assert moved["flight_yr"] == pytest.approx(flight_yr, rel=1e-9)
    assert min(gained) >= 1.0
    assert max(gained) > 1.0


def test_1991_vg_has_a_season_of_two_weeks(folders: Path) -> None:
    """It passes Earth slowly in 2038: dates a fortnight off bring a fraction."""
    rules = low_thrust("2038-10..2039-02", duty=0.9)
    (row,) = chunk.screen(rules, orbits("1991 VG")).to_dicts()
    assert row["returned_kg"] > 3e6
    body = table.chunk(orbits("1991 VG"), rules.span_s).body(0)
    off = chunk.trip(rules, body, row["arrive_s"] + 14.0 * DAY_S)
    assert off is not None
    assert off["returned_kg"] < 0.6 * row["returned_kg"]


def test_more_time_never_brings_less(folders: Path) -> None:
    masses = []
    for years in ("5 yr", "6 yr", "7 yr"):
        rules = low_thrust("2026-03..2026-07", max_flight=years, least_mass="20 t")
        (row,) = chunk.screen(rules, orbits("2008 HU4")).to_dicts()
        masses.append(row["returned_kg"])
    assert masses == sorted(masses)
    assert masses[0] < 0.8 * masses[2]


def test_no_launch_before_the_first(folders: Path) -> None:
    first = parse_epoch("2022")
    rules = low_thrust("2026-03..2026-07", launch="2022", least_mass="20 t")
    (row,) = chunk.screen(rules, orbits("2008 HU4")).to_dicts()
    assert row["launch_s"] >= first
    assert row["arrive_s"] - row["launch_s"] <= 4.6 * YEAR_S


def test_a_body_beyond_its_ephemeris_has_no_states(folders: Path) -> None:
    held = table.chunk(orbits("2008 HU4"), RULES.span_s)
    body = held.body(0)
    out = chunk.states(body, np.array([body.span_s[0] - 1.0, body.span_s[0], body.span_s[1] + 1.0]))
    assert np.isnan(out[[0, 2]]).all()
    assert np.isfinite(out[1]).all()


def test_an_impossible_orbit_costs_itself_alone(folders: Path) -> None:
    rules: LowThrustRules = low_thrust("2026-03..2026-07", max_flight="3 yr", least_mass="900 t")
    every = chunk.screen(rules, orbits(*NAMES))
    assert set(every["state"]) <= {chunk.BOUND, chunk.BELOW}
