"""Options on other orbits that the body may have; real asteroids that succeed instead."""

from pathlib import Path

import polars as pl
import pytest

from tests.studies.test_assumed import goldilocks
from windlass.studies import candidates, plausible
from windlass.studies.bench import bench
from windlass.studies.scenario import Scenario
from windlass.studies.work import _trade, most_one_brings


def few() -> Scenario:
    """Goldilocks with three of its orbits: one of each outcome."""
    asked = goldilocks('window.step="40 d"')
    wanted = [one for one in asked.orbits if one.like in ("Nyx", "67367", "53789")]
    return asked.model_copy(update={"orbits": tuple(wanted)})


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return plausible.spread(few(), cache_dir=tmp_path_factory.mktemp("orbits"))


def test_every_orbit_option_and_variant_has_a_row(spread: pl.DataFrame) -> None:
    asked = few()
    flown = [one for one in asked.option.values() if getattr(one, "trips", True)]
    assert len(flown) == 3  # techniques are not worked out on other orbits
    assert spread.height == len(asked.orbits) * len(flown) * 2
    assert spread.columns == list(plausible.SCHEMA)
    able = spread.filter(pl.col("share_kg").is_not_null())
    assert 0 < able.height < spread.height
    assert (able["ships"] >= 1.0).all()


def test_ships_times_share_bring_it_all(spread: pl.DataFrame) -> None:
    able = spread.filter(pl.col("share_kg").is_not_null() & (pl.col("option") != "in-place"))
    whole = 2.469606331980658e12
    for row in able.iter_rows(named=True):
        assert row["ships"] * row["share_kg"] >= whole * (1 - 1e-4)
        assert (row["ships"] - 1) * row["share_kg"] < whole


def test_the_quick_search_agrees_with_the_ladder() -> None:
    asked = few()
    orbit = next(one for one in asked.orbits if one.like == "67367")
    ready = bench(plausible.coarse(asked, orbit))
    goal = next(one for one in ready.goals if one.key == "earth-moon.low-thrust")
    departure = ready.departures[goal.variant]
    quick = most_one_brings(ready.scenario, goal, departure, ready.searches)
    slow = _trade(ready.scenario, goal, departure, ready.searches)["returned_kg"].to_numpy().max()
    assert quick == pytest.approx(float(slow), rel=0.03)


def test_the_most_favourable_orbit_is_worked_out_under_its_own_name(
    spread: pl.DataFrame, tmp_path: Path
) -> None:
    asked = few()
    best = plausible.favourable(spread, "mars-orbit")
    assert best is not None
    assert asked.orbits[best[0]].like == "Nyx"
    (one,) = plausible.on_best_orbits(asked, spread, ["mars-orbit"], cache_dir=tmp_path)
    assert one.goal.option == plausible.key_on("mars-orbit", best[0])
    assert "Nyx" in one.goal.title
    assert not one.feasible  # nobody has a thousand million ships
    assert {reason.what for reason in one.reasons} == {"xenon supply", "launches"}
    assert one.figures["fleet.ships"].value > 1e8


def test_nothing_is_worked_out_where_no_orbit_will_do(spread: pl.DataFrame) -> None:
    none = spread.with_columns(pl.lit(None, dtype=pl.Float64).alias("share_kg"))
    assert plausible.favourable(none, "mars-orbit") is None
    assert plausible.on_best_orbits(few(), none, ["mars-orbit"]) == []


def test_three_real_asteroids_succeed_within_the_same_limits(tmp_path: Path) -> None:
    found = candidates.successes(few(), cache_dir=tmp_path)
    assert len(found) == candidates.WANTED
    assert len({one.goal.option for one in found}) == candidates.WANTED
    for one in found:
        f = one.figures
        assert one.feasible
        assert f["fleet.ships"].value <= f["fleet.allowed"].value
        assert f["launch.date"].value >= f["readiness.date"].value - 60.0
        assert f["returned"].value == pytest.approx(one.goal.whole.value)
