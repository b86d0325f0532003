"""Hazards by the packaged table, and what is refused."""

import math

import numpy as np
import pytest

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import (
    DockHazard,
    Hazards,
    Spread,
    StoppageHazard,
    VehicleHazard,
    cargo_again_s,
    dock_hazard,
    stoppage_hazard,
    vehicle_hazard,
)
from windlass.campaign.risk.stoppage import duration


def test_a_try_succeeds_as_often_as_the_shuttle_did() -> None:
    assert 1.0 - vehicle_hazard("any").scrub == pytest.approx(0.529, abs=5e-4)


def test_chance_of_a_loss_is_the_mean_of_what_the_record_leaves() -> None:
    one = vehicle_hazard("any", "space-shuttle")
    a, b = one.beta
    assert (a, b) == (2.5, 133.5)
    assert one.chance == pytest.approx(2.5 / 136.0)
    drawn = np.random.default_rng(1).beta(a, b, 100_000)
    assert drawn.mean() == pytest.approx(one.chance, rel=0.01)
    assert vehicle_hazard("any", "falcon-9").chance < one.chance < vehicle_hazard("any").chance


def test_stand_down_has_the_moments_of_those_on_record() -> None:
    days = np.log([975.0, 906.0, 177.0, 135.0, 15.0])
    grounded = vehicle_hazard("any").grounded
    assert math.log(grounded.median_s / DAY_S) == pytest.approx(days.mean())
    assert grounded.sigma == pytest.approx(days.std(ddof=1))


def test_moments_of_a_spread_are_those_of_samples() -> None:
    one = Spread(median_s=3.0, sigma=0.5)
    drawn = one.median_s * np.exp(one.sigma * np.random.default_rng(2).standard_normal(400_000))
    assert drawn.mean() == pytest.approx(one.mean_s, rel=0.005)
    assert drawn.var() == pytest.approx(one.variance_s2, rel=0.02)


def test_table_gives_docks_stoppages_and_cargo() -> None:
    assert dock_hazard("d").between_s > dock_hazard("d").repair.mean_s > 0.0
    assert stoppage_hazard("t", 0.2).how_long == duration()
    assert cargo_again_s() == 365 * DAY_S


def test_spares_and_kinds_are_changed_one_at_a_time() -> None:
    base = Hazards(spares=(("a", 1), ("b", 2)))
    assert dict(base.with_spares("a", 5).spares) == {"a": 5, "b": 2}
    assert base.without("dock").without("dock").off == ("dock",)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Spread(median_s=-1.0),
        lambda: VehicleHazard(vehicle="a", scrub=1.0),
        lambda: VehicleHazard(vehicle="a", loss=1.1),
        lambda: VehicleHazard(vehicle="a", launches=1.0, losses=2.0),
        lambda: VehicleHazard(vehicle="a", late=-0.1),
        lambda: DockHazard(site="d", between_s=0.0, repair=Spread(median_s=1.0)),
        lambda: StoppageHazard(team="t", a_year=2.0, how_long=duration()),
        lambda: Hazards(rebuild_s=-1.0),
        lambda: Hazards(spares=(("a", -1),)),
        lambda: Hazards(off=("rain",)),  # type: ignore[arg-type]
        lambda: vehicle_hazard("any", "saturn-v"),
    ],
)
def test_nonsense_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput):
        wrong()  # type: ignore[operator]
