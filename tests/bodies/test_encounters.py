"""Close approaches from real tables: dense sampling, published approaches, hits, refusals."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.bodies.test_table import passing
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, from_jd, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import encounters, planets, table
from windlass.catalogue.collection import lookup
from windlass.catalogue.read import read

NAMES = ("Apophis", "433", "2006 RH120", "2000 SG344", "1991 VG")
SPAN = (parse_epoch("2018"), parse_epoch("2034"))


@pytest.fixture(scope="module")
def held() -> table.Chunk:
    return table.build([lookup(name).orbit for name in NAMES], SPAN)


@pytest.mark.parametrize("body", ["mars", "earth", "moon", "venus"])
def test_all_minima_are_found(body: str, held: table.Chunk) -> None:
    within = 0.4 * AU_M
    found = encounters.find(held, body, within_m=within, span_s=SPAN)
    closest = found.filter(pl.col("kind") == "closest")
    t = np.arange(*SPAN, DAY_S / 8.0)
    at = planets.load().body(body).state(t)[0]
    seen = 0
    for k, name in enumerate(held.names):
        d = np.linalg.norm(held.body(k).state(t)[0] - at, axis=1)
        low = np.flatnonzero((d[1:-1] < d[:-2]) & (d[1:-1] <= d[2:]) & (d[1:-1] < within)) + 1
        mine = closest.filter(pl.col("designation") == name)
        assert len(mine) == len(low)
        for one, j in zip(mine.sort("t_s").iter_rows(named=True), low, strict=True):
            assert abs(one["t_s"] - t[j]) < DAY_S / 8.0
            assert one["distance_m"] <= d[j]
        seen += len(low)
    assert seen > 3


def test_a_minimum_is_across_and_its_state_the_tables_own(held: table.Chunk) -> None:
    found = encounters.find(held, "earth", span_s=SPAN).filter(pl.col("kind") == "closest")
    assert found["designation"].n_unique() > 2
    for row in found.iter_rows(named=True):
        k = held.names.index(row["designation"])
        r, v = held.body(k).state(row["t_s"])
        p, u = planets.load().body("earth").state(row["t_s"])
        d = np.array([row[name] for name in ("x_m", "y_m", "z_m")])
        w = np.array([row[name] for name in ("vx_m_s", "vy_m_s", "vz_m_s")])
        np.testing.assert_allclose(d, (r - p)[0], atol=1.0)
        np.testing.assert_allclose(w, (v - u)[0], atol=1e-5)
        assert abs(d @ w) < 1e-8 * row["distance_m"] * row["v_rel_m_s"] + 1e4
        assert row["v_rel_m_s"] == pytest.approx(np.linalg.norm(w))


def test_the_flyby_of_2029(held: table.Chunk) -> None:
    found = encounters.find(held, "earth", within_m=1e9, span_s=SPAN)
    row = found.filter(pl.col("designation") == "99942").row(0, named=True)
    # CNEOS: 2029-04-13 21:46 TDB, 0.000254099098 au, 7.42249 km/s, v∞ 5.84136 km/s
    assert row["t_s"] == pytest.approx(from_jd(2462240.407091595), abs=60.0)
    assert row["distance_m"] == pytest.approx(0.000254099098 * AU_M, abs=1e5)
    assert row["v_rel_m_s"] == pytest.approx(7_422.49, abs=8.0)
    assert row["vinf_m_s"] == pytest.approx(5_841.36, abs=2.0)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["apophis", "phaethon"])
def test_published_approaches_to_venus_earth_and_the_moon(name: str, shared: Path) -> None:
    file = shared / "data" / "api" / "sbdb" / f"astroquery_{name}.json"
    orbit = next(iter(read(file))).orbit
    listed = json.loads(file.read_text())["ca_data"]
    first, last = parse_epoch("1990"), parse_epoch("2030")
    held = table.build([orbit], (first, last))
    judged = 0
    for one in listed:
        t, body = from_jd(float(one["jd"])), one["body"].lower()
        if not first < t < parse_epoch("2029") or body not in encounters.BODIES:
            continue
        found = encounters.find(held, body, within_m=0.5 * AU_M, span_s=(first, last))
        near = found.filter((pl.col("t_s") - t).abs() < DAY_S).row(0, named=True)
        assert near["t_s"] == pytest.approx(t, abs=10.0)
        assert near["distance_m"] == pytest.approx(float(one["dist"]) * AU_M, rel=3e-6)
        assert near["v_rel_m_s"] == pytest.approx(1e3 * float(one["v_rel"]), rel=1e-5)
        judged += 1
    assert judged > 6


def test_what_hits_ends_there() -> None:
    when = parse_epoch("2030-03-07T05:00")
    orbit = passing("earth", 3e6, 5e3, when)
    span = (parse_epoch("2029-12-01"), parse_epoch("2030-12-01"))
    held = table.build([orbit, lookup("433").orbit], span)
    found = encounters.find(held, "earth", span_s=span)
    last = found.filter(pl.col("designation") == "passing").sort("t_s").row(-1, named=True)
    assert last["kind"] == "ends"
    assert last["distance_m"] < 6e7
    assert last["vinf_m_s"] == pytest.approx(5e3, rel=0.02)
    told = encounters._told(held)
    assert told["until_s"][0] == pytest.approx(when, abs=4_000.0)
    assert told["status"].to_list() == ["breaks a limit", "solved"]


def test_more_than_there_is_room_for(held: table.Chunk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encounters.find(held, "earth", within_m=AU_M)
    monkeypatch.setattr(encounters, "ROOM", 3)
    assert encounters.find(held, "earth", within_m=AU_M).equals(whole)
    assert whole.group_by("designation").len()["len"].max() > 3


def test_a_survey_keeps_the_rows_that_have_no_table(tmp_path: Path) -> None:
    span = (parse_epoch("2029"), parse_epoch("2030"))
    orbits = [lookup("Apophis").orbit, passing("earth", 3e6, 5e3, parse_epoch("2028-03-07"))]
    found, told = encounters.survey(
        orbits, ("earth", "mars"), span, keep=True, folder=tmp_path, within_m=0.3 * AU_M
    )
    assert set(found["body"]) == {"earth", "mars"} or set(found["body"]) == {"earth"}
    assert set(found["designation"]) == {"99942"}
    assert told["designation"].to_list() == ["99942", "passing"]
    assert told["from_s"].to_list() == [span[0], None]
    assert len(list(tmp_path.iterdir())) == 1


def test_refusals(held: table.Chunk) -> None:
    with pytest.raises(InvalidInput, match="planets and the Moon"):
        encounters.find(held, "sun")
    with pytest.raises(InvalidInput, match="not above 0"):
        encounters.find(held, "mars", within_m=0.0)
    with pytest.raises(InvalidInput, match="outside the table"):
        encounters.find(held, "mars", span_s=(SPAN[0] - 1.0, SPAN[1]))


def test_the_bound_of_a_planets_pull_lies_above_finer_samples() -> None:
    low = parse_epoch("2030")
    for body in ("moon", "mars", "mercury"):
        bound = encounters.pull_bound_m_s2(body, (low, parse_epoch("2031")))
        t = np.arange(low, parse_epoch("2031"), 600.0)
        v = planets.load().body(body).state(t)[1]
        most = float(np.linalg.norm(np.diff(v, axis=0), axis=1).max()) / 600.0
        assert most < bound < 1.2 * most
