"""A chunk of asteroids screened: against round trips flown one by one, words for what has none."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.catalogue.known import orbits
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch, parse_epoch, parse_span
from windlass.base.errors import NotSolved
from windlass.bodies import planets, table
from windlass.catalogue.orbit import Orbit
from windlass.screen import chunk
from windlass.screen.chunk import ChunkAsk, screen
from windlass.screen.rules import Rules
from windlass.transfers import nhats

pytestmark = pytest.mark.usefixtures("folders")

RECORDS = {  # nhats2012's service: launch, out, stay, back [d], total [km/s]
    "2000 SG344": ("2029-10-12", 201, 8, 161, 3.549),
    "2001 GP2": ("2040-10-10", 153, 8, 233, 4.392),
    "1991 VG": ("2039-05-01", 129, 32, 225, 4.425),
}


def around(date: str, before: int = 3, after: int = 3, **more: Any) -> Rules:
    """Rules with a few launches around a date."""
    t = parse_epoch(date)
    window = (t - 8 * before * DAY_S, t + 8 * after * DAY_S)
    return Rules(**({"kind": "accessible", "launch_s": window} | more))


@pytest.mark.parametrize("name", RECORDS)
def test_the_published_record_is_the_best_of_its_season(name: str) -> None:
    launch, out, stay, back, total = RECORDS[name]
    row = screen(ChunkAsk(rules=around(launch), orbits=orbits(name))).row(0, named=True)
    at = int(np.argmin(row["front_dv_m_s"]))
    assert row["front_dv_m_s"][at] / 1e3 == pytest.approx(total, abs=0.001)
    assert format_epoch(row["front_launch_s"][at]) == launch
    found = [row[f"front_{part}_d"][at] for part in ("out", "stay", "back")]
    assert found == [out, stay, back]
    assert row["ephemeris"] == "whole"


def test_every_length_is_what_the_trip_costs_alone() -> None:
    rules = around("2039-05-01")
    (orbit,) = orbits("1991 VG")
    row = screen(ChunkAsk(rules=rules, orbits=(orbit,))).row(0, named=True)
    body = table.chunk((orbit,), rules.span_s).body(0)
    earth = planets.load().body("earth")
    assert len(row["front_dv_m_s"]) > 30
    for k, dv in enumerate(row["front_dv_m_s"]):
        dates = [row[f"front_{part}"][k] for part in ("launch_s", "out_d", "stay_d", "back_d")]
        alone = nhats.trip(earth, body, *dates)
        assert dv == pytest.approx(alone.dv_m_s, abs=1e-5)
        assert sum(dates[1:]) == pytest.approx(row["front_duration_d"][k])
        speeds = (
            math.sqrt(alone.c3_m2_s2), alone.arrive_dv_m_s, alone.depart_dv_m_s,
            alone.back.vinf_arrive_m_s,
        )  # fmt: skip
        parts = ("launch", "arrive", "leave", "return")
        got = [row[f"front_vinf_{part}_m_s"][k] for part in parts]
        np.testing.assert_allclose(got, speeds, rtol=0, atol=1e-5)


def test_trips_are_those_that_are_flown_one_by_one() -> None:
    rules = around(
        "2039-05-01", 1, 2, max_duration_s=420 * DAY_S, step_s=40 * DAY_S, first_leg_s=100 * DAY_S,
        min_stay_s=30 * DAY_S, max_dv_m_s=9e3, phase_d=1.0, max_c3_m2_s2=25e6, max_revolutions=1,
    )  # fmt: skip
    (orbit,) = orbits("1991 VG")
    row = screen(ChunkAsk(rules=rules, orbits=(orbit,))).row(0, named=True)
    body, earth = table.chunk((orbit,), rules.span_s).body(0), planets.load().body("earth")
    limits = nhats.Rules(max_revolutions=1)
    count, least = 0, dict.fromkeys(range(rules.n_max + 1), math.inf)
    for launch in rules.launches:
        for j in range(rules.n_max + 1):
            for m in range(rules.n_max + 1 - j):
                for k in range(rules.n_max + 1 - j - m):
                    days = (100 + 40 * j, 30 + 40 * m, 100 + 40 * k)
                    one = nhats.trip(earth, body, float(launch), *days, limits)
                    if one.dv_m_s <= 9e3 and one.c3_m2_s2 <= 25e6:
                        count += 1
                        least[j + m + k] = min(least[j + m + k], one.dv_m_s)
    assert row["trips"] == count > 0
    want = {230 + 40 * n: dv for n, dv in least.items() if dv < math.inf}
    assert row["front_duration_d"] == list(want)
    np.testing.assert_allclose(row["front_dv_m_s"], list(want.values()), rtol=0, atol=1e-5)


def test_a_rendezvous_is_the_way_out_alone() -> None:
    rules = around("2029-10-12", kind="rendezvous", max_revolutions=1)
    row = screen(ChunkAsk(rules=rules, orbits=orbits("2000 SG344"))).row(0, named=True)
    earth, body = planets.load().body("earth"), table.chunk(
        orbits("2000 SG344"), rules.span_s
    ).body(0)  # fmt: skip
    assert row["front_out_d"] == row["front_duration_d"]
    for k in range(0, len(row["front_dv_m_s"]), 5):
        launch, out = row["front_launch_s"][k], row["front_out_d"][k]
        alone = nhats.trip(earth, body, launch, out, 8.0, 100.0, nhats.Rules(max_revolutions=1))
        # the trip's way out is the cheapest leg of its own
        assert row["front_dv_m_s"][k] == pytest.approx(
            alone.park_dv_m_s + alone.arrive_dv_m_s, abs=1e-5
        )
    assert not [name for name in row if "back" in name or "stay" in name]


def broken() -> tuple[Orbit, ...]:
    """One sound orbit, one whose epoch no planet's record holds."""
    (good,) = orbits("2000 SG344")
    return good, replace(good, designation="old", epoch_s=-700 * YEAR_S)


@pytest.mark.parametrize("kind", ["accessible", "rendezvous"])
def test_what_has_no_ephemeris_keeps_its_row(kind: Any) -> None:
    ask = ChunkAsk(rules=around("2029-10-12", kind=kind), orbits=broken())
    found = screen(ask)
    assert found["designation"].to_list() == ["2000 SG344", "old"]
    assert found["ephemeris"].to_list() == ["whole", "none: bad input"]
    none = found.row(1, named=True)
    assert none["trips"] == 0
    assert none["ephemeris_from_s"] is None
    assert none["ephemeris_until_s"] is None
    assert none["front_dv_m_s"] == []
    assert found["trips"][0] > 0
    assert chunk.integrate(ask) == 1
    alone = screen(replace(ask, orbits=ask.orbits[:1]))
    assert alone.equals(found.head(1))
    assert alone.schema == found.schema == screen(replace(ask, orbits=ask.orbits[1:])).schema


def test_what_meets_a_body_has_the_trips_before(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ChunkAsk(rules=around("2029-10-12"), orbits=orbits("2000 SG344"))
    whole = screen(ask).row(0, named=True)
    held = table.chunk(ask.orbits, ask.rules.span_s)
    at = ask.rules.launches[2] + 300 * DAY_S
    kept = int(np.searchsorted(held.span_s[0] + table.TICK_S * held.ticks, at))
    cut = replace(
        held, counts=np.array([kept]), ticks=held.ticks[:kept], nodes=held.nodes[:kept],
        status=np.array([5], np.int8),
    )  # fmt: skip
    monkeypatch.setattr(table, "chunk", lambda *_: cut)
    row = screen(ask).row(0, named=True)
    assert row["ephemeris"] == "until it meets a body"
    assert row["ephemeris_until_s"] == cut.body(0).span_s[1] < whole["ephemeris_until_s"]
    assert 0 < row["trips"] < whole["trips"]
    leaves = [
        launch + (out + stay) * DAY_S
        for launch, out, stay in zip(
            row["front_launch_s"], row["front_out_d"], row["front_stay_d"], strict=True
        )
    ]
    assert max(leaves) <= row["ephemeris_until_s"]


def test_pruning_leaves_out_cells_only() -> None:
    ask = ChunkAsk(rules=around("2039-05-01"), orbits=orbits("1991 VG", "433", "2008 EV5"))
    some, every = screen(ask), screen(replace(ask, prune=False))
    assert (some["cells"] < every["cells"]).all()
    assert some.drop("cells").equals(every.drop("cells"))
    assert every["cells"].n_unique() == 1


def test_neighbours_do_not_matter() -> None:
    rules = Rules(kind="accessible", launch_s=parse_span("2028..2030"))
    names = ("1991 VG", "2000 SG344", "433", "2006 RH120")
    together = screen(ChunkAsk(rules=rules, orbits=orbits(*names)))
    alone = [screen(ChunkAsk(rules=rules, orbits=orbits(name))) for name in names]
    assert together.equals(pl.concat(alone))


def test_a_far_year_is_screened_too(folders: Path) -> None:
    rules = Rules(kind="rendezvous", launch_s=parse_span("2103..2104"))
    row = screen(ChunkAsk(rules=rules, orbits=orbits("2008 EV5"))).row(0, named=True)
    assert row["ephemeris"] == "whole"
    assert row["trips"] > 0
    assert all(format_epoch(t).startswith("2103") for t in row["front_launch_s"])


def test_a_cell_that_did_not_converge_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = chunk.one_way_many

    def broken(*given: Any) -> Any:
        *found, solved = real(*given)
        return *found, -solved

    monkeypatch.setattr(chunk, "one_way_many", broken)
    with pytest.raises(NotSolved, match="did not converge in a cell of 433"):
        screen(ChunkAsk(rules=around("2030-01-01", kind="rendezvous"), orbits=orbits("433")))
