"""A run for ways home on disk: rows, counts, what is known well; stopped and carried on."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.known import whole as known
from tests.screen.stop import Stop, interrupt
from windlass.base.epochs import parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.catalogue.whole import Whole
from windlass.screen import (
    porkchop,
    retrieve_chunk,
    retrieve_goals,
    retrieve_rows,
    retrieve_words,
    run,
    search,
)
from windlass.screen.retrievable import Retrieval, retrieval

NAMES = ("2006 RH120", "2000 SG344", "433", "Bennu")
RULES = retrieval("sun-earth", "2027..2031", max_dv="900 m/s", effort="quick")


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


def test_a_chunk_that_fails_is_told_and_the_others_are_kept(
    tmp_path: Path, whole: Whole, found: search.Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = retrieve_goals.search

    def fails(rules: Retrieval, held: Any, prune: bool) -> Any:
        if "433" in held.names:
            raise RuntimeError("by hand")
        return real(rules, held, prune)

    monkeypatch.setattr(retrieve_goals, "search", fails)
    begun = run.begin(RULES, whole, folder=tmp_path)
    with pytest.raises(NotSolved, match=r"1 of 2 chunks failed.*by hand"):
        run.carry_on(begun)
    monkeypatch.setattr(retrieve_goals, "search", real)
    assert run.carry_on(run.find("latest", tmp_path)).equals(found.frame)


def test_the_ask_says_that_nothing_seeded_the_search(found: search.Found) -> None:
    asked = json.loads((found.run.folder / run.ASK).read_text())
    assert asked["seeds"] == "none"
    assert asked["rules"]["to"] == "sun-earth"
    assert found.run.name.startswith("retrievable-")
    assert ("Seeds", f"none. {retrieve_words.SEEDS}") in retrieve_words.asked(RULES)


def test_every_asteroid_has_a_row_that_says_what_became_of_it(found: search.Found) -> None:
    frame = found.frame
    assert frame["title"].to_list() == found.run.whole.frame["title"].to_list()
    assert set(frame["state"].to_list()) == {retrieve_goals.FOUND, retrieve_goals.BOUND}


def test_what_hit_earth_before_the_first_date_has_no_ways(
    found: search.Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = "2006 RH120"
    monkeypatch.setattr(retrieve_rows, "hit", {lost: "2026-10-07"}.get)
    own = [*retrieve_rows.EPHEMERIS, *retrieve_chunk.columns()]
    left = retrieve_rows.finish(found.frame.select(own), found.run.whole.frame, RULES)
    row = left.filter(left["designation"] == lost).row(0, named=True)
    assert row["state"] == retrieve_rows.GONE
    assert row["dv_m_s"] is None
    assert row["ways_depart_s"] == []
    others = left["designation"] != lost
    assert left.filter(others).equals(found.frame.filter(others))


def test_an_orbit_is_known_well_where_its_code_is_told_and_small(found: search.Found) -> None:
    for row in found.frame.iter_rows(named=True):
        code = row["uncertainty"]
        assert row["well_known"] == (code is not None and code <= 4)


def test_counts_are_those_of_the_rows(found: search.Found) -> None:
    made = retrieve_rows.counts(found.frame, RULES)
    assert [one.limit_m_s for one in made] == [900.0, 500.0, 100.0]
    assert made[0].every == found.reached.height == 2
    for one in made:
        within = found.frame.filter(found.frame["dv_m_s"] <= one.limit_m_s)
        assert one.every == within.height
        assert one.well_known == within["well_known"].sum() <= one.every


def test_the_answer_stands_beside_what_was_published(found: search.Found) -> None:
    said = retrieve_words.answer(found)
    assert said[0].startswith("2 of 4 asteroids can be brought to an orbit about Sun–Earth L1 or")
    assert "published: 12 (2013), 44 (2021)" in said[1]
    assert "published: 17 (2021)" in said[2]
    assert "The cheapest is" in said[3]


def test_programs_get_the_same_without_what_json_cannot_hold(found: search.Found) -> None:
    plain = json.loads(json.dumps(found.plain(1), allow_nan=False))
    assert plain["kind"] == "retrievable"
    assert plain["count"] == 2
    (row,) = plain["rows"]
    assert parse_epoch(row["depart"]) == pytest.approx(row["depart_s"], abs=43_200.0)
    assert row["found_ways"][0]["dv1_m_s"] == row["dv1_m_s"]
    assert any(way["best_of_its_time"] for way in row["found_ways"])
    assert sum(plain["states"].values()) == 4


def test_what_needs_a_screen_of_trips_refuses_this_one(found: search.Found) -> None:
    with pytest.raises(InvalidInput, match="not one of trips"):
        porkchop.porkchop(found.run, "2006 RH120")
    with pytest.raises(InvalidInput, match="not one of trips"):
        _ = found.run.trips
    assert found.run.home == RULES
